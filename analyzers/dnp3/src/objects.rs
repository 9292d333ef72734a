//! Objects of application messages (IEEE 1815-2012, annex A and clause 4.2.2).

use crate::events::Events;
use zander_analyzer::Context;
use zander_wire::{Cursor, Truncated};

/// The header of a run of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Group and variation.
    pub kind: u16,
    pub qualifier: u8,
    pub number: u32,
    pub low: u32,
    pub high: u32,
    /// The qualifier is one that exists.
    pub known: bool,
}

/// Reads the header of a run of objects.
pub fn header(c: &mut Cursor<'_>) -> Result<Header, Truncated> {
    let (kind, qualifier) = (c.u16()?, c.u8()?);
    let mut h = Header { kind, qualifier, number: 0, low: 0, high: 0, known: true };
    let range = |low: u32, high: u32| (high.wrapping_sub(low).wrapping_add(1), low, high);
    (h.number, h.low, h.high) = match qualifier & 0x0f {
        // Indices from and to; addresses likewise.
        0x0 | 0x3 => range(c.u8()?.into(), c.u8()?.into()),
        0x1 | 0x4 => range(c.u16_le()?.into(), c.u16_le()?.into()),
        0x2 | 0x5 => range(c.u32_le()?, c.u32_le()?),
        // All there are.
        0x6 => (0, 0xffff, 0xffff),
        // A count; users know it as its bytes stand, beside the number.
        0x7 | 0xb => {
            let n = c.u8()?.into();
            (n, n, 0)
        }
        0x8 => {
            let n = c.u16_le()?;
            (n.into(), n.swap_bytes().into(), 0)
        }
        0x9 => {
            let n = c.u32_le()?;
            (n, n.swap_bytes(), 0)
        }
        _ => {
            h.known = false;
            (0, 0, 0)
        }
    };
    Ok(h)
}

/// What stands in front of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefix {
    None,
    Index(u32),
    Size(u32),
}

fn prefix(c: &mut Cursor<'_>, qualifier: u8) -> Result<Prefix, Truncated> {
    Ok(match qualifier >> 4 & 7 {
        1 => Prefix::Index(c.u8()?.into()),
        2 => Prefix::Index(c.u16_le()?.into()),
        3 => Prefix::Index(c.u32_le()?),
        4 => Prefix::Size(c.u8()?.into()),
        5 => Prefix::Size(c.u16_le()?.into()),
        6 => Prefix::Size(c.u32_le()?),
        _ => Prefix::None,
    })
}

/// Size in bytes of an object of a group (high byte) and variation, where that is fixed.
fn size(kind: u16) -> Option<usize> {
    let [group, variation] = kind.to_be_bytes();
    let pick = |sizes: &[usize]| sizes.get(usize::from(variation).wrapping_sub(1)).copied();
    match group {
        // Inputs and outputs of one and two bits, with their events; the first variation is packed.
        1 | 3 | 10 => pick(&[1, 1]),
        2 | 4 => pick(&[1, 7, 3]),
        11 | 13 => pick(&[1, 7]),
        12 => pick(&[11, 11, 1]),
        // Counters, frozen ones, and their events.
        20 => pick(&[5, 3, 5, 3, 4, 2, 4, 2]),
        21 => pick(&[5, 3, 5, 3, 11, 9, 11, 9, 4, 2, 4, 2]),
        22 | 23 => pick(&[5, 3, 5, 3, 11, 9, 11, 9]),
        // Analog inputs, frozen ones, their events, and dead bands.
        30 => pick(&[5, 3, 4, 2, 5, 9]),
        31 => pick(&[5, 3, 11, 9, 4, 2, 5, 9]),
        32 | 33 | 42 | 43 => pick(&[5, 3, 11, 9, 5, 9, 11, 15]),
        34 => pick(&[2, 4, 4]),
        40 | 41 => pick(&[5, 3, 5, 9]),
        // Times.
        50 => pick(&[6, 10, 6, 11]),
        51 => pick(&[6, 6]),
        52 => pick(&[2, 2]),
        80 => pick(&[1]),
        // Strings of as many bytes as the variation tells.
        110..=113 => Some(usize::from(variation)),
        _ => None,
    }
}

/// How many bits of a packed object belong to one point.
fn packed(kind: u16) -> Option<u32> {
    match kind {
        0x0101 | 0x0a01 | 0x0c03 | 0x5001 => Some(1),
        0x0301 => Some(2),
        _ => None,
    }
}

/// Raises the events of the objects behind a header. False when what follows cannot be found, because the size of an
/// object is unknown.
pub fn objects(
    cx: &mut Context<'_>,
    e: &Events,
    orig: bool,
    h: &Header,
    c: &mut Cursor<'_>,
) -> Result<bool, Truncated> {
    let count = packed(h.kind).map_or(h.number, |bits| (h.number.saturating_mul(bits)).div_ceil(8));
    for _ in 0..count {
        let before = c.position();
        let prefix = prefix(c, h.qualifier)?;
        let size = match (prefix, h.kind >> 8) {
            (Prefix::Size(n), _) => n as usize,
            // A device's attribute tells its length behind its type.
            (_, 0) => 2 + usize::from(c.peek(2)?.get(1).copied().unwrap_or_default()),
            _ => match size(h.kind) {
                Some(n) => n,
                None => return Ok(false),
            },
        };
        let data = c.take(size)?;
        // What takes no bytes could go on for ever.
        if c.position() == before {
            return Ok(false);
        }
        let shown = match prefix {
            Prefix::None => 0,
            Prefix::Index(n) | Prefix::Size(n) => n,
        };
        e.dnp3_object_prefix(cx, orig, shown.into());
        value(cx, e, orig, h.kind, data)?;
        if !orig {
            let one = match data {
                [b] => *b,
                _ => 0xff,
            };
            e.dnp3_response_data_object(cx, orig, one.into());
        }
    }
    Ok(true)
}

/// Raises the event of an object's value, where it has one.
fn value(cx: &mut Context<'_>, e: &Events, orig: bool, kind: u16, data: &[u8]) -> Result<(), Truncated> {
    let c = &mut Cursor::new(data);
    match kind {
        0x0c01 | 0x0c02 => {
            let (code, count, on, off) =
                (c.u8()?.into(), c.u8()?.into(), c.u32_le()?.into(), c.u32_le()?.into());
            let status = c.u8()?.into();
            match kind {
                0x0c01 => e.dnp3_crob(cx, orig, code, count, on, off, status),
                _ => e.dnp3_pcb(cx, orig, code, count, on, off, status),
            }
        }
        0x1401 => e.dnp3_counter_32wFlag(cx, orig, flag(c)?, u32(c)?),
        0x1402 => e.dnp3_counter_16wFlag(cx, orig, flag(c)?, u16(c)?),
        0x1405 => e.dnp3_counter_32woFlag(cx, orig, u32(c)?),
        0x1406 => e.dnp3_counter_16woFlag(cx, orig, u16(c)?),
        0x1501 => e.dnp3_frozen_counter_32wFlag(cx, orig, flag(c)?, u32(c)?),
        0x1502 => e.dnp3_frozen_counter_16wFlag(cx, orig, flag(c)?, u16(c)?),
        0x1505 => e.dnp3_frozen_counter_32wFlagTime(cx, orig, flag(c)?, u32(c)?, time(c)?),
        0x1506 => e.dnp3_frozen_counter_16wFlagTime(cx, orig, flag(c)?, u16(c)?, time(c)?),
        0x1509 => e.dnp3_frozen_counter_32woFlag(cx, orig, u32(c)?),
        0x150a => e.dnp3_frozen_counter_16woFlag(cx, orig, u16(c)?),
        0x1e01 => e.dnp3_analog_input_32wFlag(cx, orig, flag(c)?, i32(c)?),
        0x1e02 => e.dnp3_analog_input_16wFlag(cx, orig, flag(c)?, i16(c)?),
        0x1e03 => e.dnp3_analog_input_32woFlag(cx, orig, i32(c)?),
        0x1e04 => e.dnp3_analog_input_16woFlag(cx, orig, i16(c)?),
        0x1e05 => e.dnp3_analog_input_SPwFlag(cx, orig, flag(c)?, u32(c)?),
        0x1e06 => e.dnp3_analog_input_DPwFlag(cx, orig, flag(c)?, u32(c)?, u32(c)?),
        0x1f01 => e.dnp3_frozen_analog_input_32wFlag(cx, orig, flag(c)?, i32(c)?),
        0x1f02 => e.dnp3_frozen_analog_input_16wFlag(cx, orig, flag(c)?, i16(c)?),
        0x1f03 => e.dnp3_frozen_analog_input_32wTime(cx, orig, flag(c)?, i32(c)?, time(c)?),
        0x1f04 => e.dnp3_frozen_analog_input_16wTime(cx, orig, flag(c)?, i16(c)?, time(c)?),
        0x1f05 => e.dnp3_frozen_analog_input_32woFlag(cx, orig, i32(c)?),
        0x1f06 => e.dnp3_frozen_analog_input_16woFlag(cx, orig, i16(c)?),
        0x1f07 => e.dnp3_frozen_analog_input_SPwFlag(cx, orig, flag(c)?, u32(c)?),
        0x1f08 => e.dnp3_frozen_analog_input_DPwFlag(cx, orig, flag(c)?, u32(c)?, u32(c)?),
        0x2001 => e.dnp3_analog_input_event_32woTime(cx, orig, flag(c)?, i32(c)?),
        0x2002 => e.dnp3_analog_input_event_16woTime(cx, orig, flag(c)?, i16(c)?),
        0x2003 => e.dnp3_analog_input_event_32wTime(cx, orig, flag(c)?, i32(c)?, time(c)?),
        0x2004 => e.dnp3_analog_input_event_16wTime(cx, orig, flag(c)?, i16(c)?, time(c)?),
        0x2005 => e.dnp3_analog_input_event_SPwoTime(cx, orig, flag(c)?, u32(c)?),
        0x2006 => e.dnp3_analog_input_event_DPwoTime(cx, orig, flag(c)?, u32(c)?, u32(c)?),
        0x2007 => e.dnp3_analog_input_event_SPwTime(cx, orig, flag(c)?, u32(c)?, time(c)?),
        0x2008 => e.dnp3_analog_input_event_DPwTime(cx, orig, flag(c)?, u32(c)?, u32(c)?, time(c)?),
        0x2101 => e.dnp3_frozen_analog_input_event_32woTime(cx, orig, flag(c)?, i32(c)?),
        0x2102 => e.dnp3_frozen_analog_input_event_16woTime(cx, orig, flag(c)?, i16(c)?),
        0x2103 => e.dnp3_frozen_analog_input_event_32wTime(cx, orig, flag(c)?, i32(c)?, time(c)?),
        0x2104 => e.dnp3_frozen_analog_input_event_16wTime(cx, orig, flag(c)?, i16(c)?, time(c)?),
        0x2105 => e.dnp3_frozen_analog_input_event_SPwoTime(cx, orig, flag(c)?, u32(c)?),
        0x2106 => e.dnp3_frozen_analog_input_event_DPwoTime(cx, orig, flag(c)?, u32(c)?, u32(c)?),
        0x2107 => e.dnp3_frozen_analog_input_event_SPwTime(cx, orig, flag(c)?, u32(c)?, time(c)?),
        0x2108 => e.dnp3_frozen_analog_input_event_DPwTime(cx, orig, flag(c)?, u32(c)?, u32(c)?, time(c)?),
        0x4605 => {
            let (handle, block) = (u32(c)?, u32(c)?);
            e.dnp3_file_transport(cx, orig, handle, block, c.take_rest());
        }
        0x0000..=0x00ff => {
            let (code, length) = (c.u8()?.into(), c.u8()?.into());
            e.dnp3_attribute_common(cx, orig, code, length, c.take_rest());
        }
        _ => {}
    }
    Ok(())
}

fn flag(c: &mut Cursor<'_>) -> Result<u64, Truncated> {
    c.u8().map(u64::from)
}

fn u16(c: &mut Cursor<'_>) -> Result<u64, Truncated> {
    c.u16_le().map(u64::from)
}

fn u32(c: &mut Cursor<'_>) -> Result<u64, Truncated> {
    c.u32_le().map(u64::from)
}

/// Analog values have a sign; as counts they wrap around.
fn i16(c: &mut Cursor<'_>) -> Result<u64, Truncated> {
    Ok(i64::from(c.u16_le()? as i16) as u64)
}

fn i32(c: &mut Cursor<'_>) -> Result<u64, Truncated> {
    Ok(i64::from(c.u32_le()? as i32) as u64)
}

/// Milliseconds since 1970, in 48 bits.
fn time(c: &mut Cursor<'_>) -> Result<u64, Truncated> {
    Ok(u64::from(c.u32_le()?) | u64::from(c.u16_le()?) << 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: (u16, u32, u32, u32)) {
        let h = header(&mut Cursor::new(bytes)).unwrap();
        assert_eq!((h.kind, h.number, h.low, h.high), expected);
    }

    #[test]
    fn headers() {
        check(b"\x01\x02\x00\x00\x08", (0x0102, 9, 0, 8));
        check(b"\x0a\x02\x01\x00\x00\xff\x01", (0x0a02, 512, 0, 511));
        check(b"\x3c\x02\x06", (0x3c02, 0, 0xffff, 0xffff));
        check(b"\x0c\x01\x28\x01\x00", (0x0c01, 1, 256, 0));
        check(b"\x46\x03\x5b\x01", (0x4603, 1, 1, 0));
        assert_eq!(header(&mut Cursor::new(b"\x01\x02\x00")), Err(Truncated));
    }

    #[test]
    fn sizes() {
        assert_eq!(size(0x2003), Some(11));
        assert_eq!(size(0x3c01), None);
        assert_eq!(size(0x1400), None);
    }
}
