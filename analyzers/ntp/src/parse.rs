//! NTP messages: RFC 5905 section 7.3 (and 1305 before it), control messages of RFC 9327, mode 7 as `ntpdc` speaks it.
//!
//! Everything borrows from the datagram; numbers are big endian.

use zander_wire::{Cursor, Truncated};

/// Seconds from the epoch of NTP, 1900, to that of Unix.
const EPOCH: f64 = 2_208_988_800.0;

/// The fixed part of a standard message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standard<'a> {
    pub stratum: u8,
    /// Logarithm to base 2 of seconds, as is the precision.
    pub poll: i8,
    pub precision: i8,
    /// In seconds.
    pub root_delay: f64,
    pub root_dispersion: f64,
    /// A code, an address or a hash.
    pub reference: [u8; 4],
    /// Seconds since 1970; 0 for none. Likewise the others.
    pub reference_time: f64,
    pub origin: f64,
    pub receive: f64,
    pub transmit: f64,
    /// Number of extension fields.
    pub extensions: u64,
    /// Key identifier and digest.
    pub mac: Option<(u32, &'a [u8])>,
}

/// A control message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control<'a> {
    pub response: bool,
    pub error: bool,
    pub more: bool,
    pub opcode: u8,
    pub sequence: u16,
    pub status: u16,
    pub association: u16,
    pub data: &'a [u8],
    /// Key identifier and checksum.
    pub mac: Option<(u32, &'a [u8])>,
}

/// A message of mode 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Private<'a> {
    pub authenticated: bool,
    pub sequence: u8,
    pub implementation: u8,
    pub code: u8,
    pub error: u8,
    pub data: &'a [u8],
}

/// What follows the first byte.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Body<'a> {
    Standard(Standard<'a>),
    Control(Control<'a>),
    Private(Private<'a>),
    /// Mode 0 is reserved.
    Reserved,
}

/// A message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message<'a> {
    pub version: u8,
    pub mode: u8,
    pub body: Body<'a>,
}

/// Takes a datagram apart.
pub fn message(data: &[u8]) -> Result<Message<'_>, Truncated> {
    let mut c = Cursor::new(data);
    let first = c.u8()?;
    let (version, mode) = (first >> 3 & 7, first & 7);
    let body = match mode {
        0 => Body::Reserved,
        6 => Body::Control(control(&mut c)?),
        7 => Body::Private(private(&mut c)?),
        _ => Body::Standard(standard(&mut c)?),
    };
    Ok(Message { version, mode, body })
}

/// Seconds since 1970 of a timestamp in seconds and their 2^32th parts since 1900.
fn timestamp(c: &mut Cursor<'_>) -> Result<f64, Truncated> {
    let (seconds, fraction) = (c.u32()?, c.u32()?);
    if seconds == 0 && fraction == 0 {
        return Ok(0.0);
    }
    Ok(f64::from(seconds) - EPOCH + f64::from(fraction) / 4_294_967_296.0)
}

/// Seconds of a number with 16 bits on either side of the point.
fn short(c: &mut Cursor<'_>) -> Result<f64, Truncated> {
    Ok(f64::from(c.u32()?) / 65_536.0)
}

/// Longest authentication code: key identifier and digest.
const MAC: usize = 24;

fn standard<'a>(c: &mut Cursor<'a>) -> Result<Standard<'a>, Truncated> {
    let mut m = Standard {
        stratum: c.u8()?,
        poll: c.u8()? as i8,
        precision: c.u8()? as i8,
        root_delay: short(c)?,
        root_dispersion: short(c)?,
        reference: c.array()?,
        reference_time: timestamp(c)?,
        origin: timestamp(c)?,
        receive: timestamp(c)?,
        transmit: timestamp(c)?,
        extensions: 0,
        mac: None,
    };
    // An authentication code at the end is told from extension fields by its length (RFC 7822, section 7.5).
    while c.remaining() > MAC {
        let (_kind, length) = (c.u16()?, c.u16()?);
        c.skip(usize::from(length).checked_sub(4).ok_or(Truncated)?)?;
        m.extensions += 1;
    }
    if matches!(c.remaining(), 20 | MAC) {
        m.mac = Some((c.u32()?, c.take_rest()));
    }
    Ok(m)
}

fn control<'a>(c: &mut Cursor<'a>) -> Result<Control<'a>, Truncated> {
    let flags = c.u8()?;
    let (sequence, status, association, _offset) = (c.u16()?, c.u16()?, c.u16()?, c.u16()?);
    let data = c.take_u16_prefixed()?;
    let mac = if c.remaining() == 12 { Some((c.u32()?, c.take_rest())) } else { None };
    Ok(Control {
        response: flags & 0x80 != 0,
        error: flags & 0x40 != 0,
        more: flags & 0x20 != 0,
        opcode: flags & 0x1f,
        sequence,
        status,
        association,
        data,
        mac,
    })
}

fn private<'a>(c: &mut Cursor<'a>) -> Result<Private<'a>, Truncated> {
    let (flags, implementation, code, sizes) = (c.u8()?, c.u8()?, c.u8()?, c.u16()?);
    Ok(Private {
        authenticated: flags & 0x80 != 0,
        sequence: flags & 0x7f,
        implementation,
        code,
        error: (sizes >> 12) as u8,
        data: c.take((sizes & 0xfff).into())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Vec<u8> {
        let mut m = vec![0xe3, 2, 6, 0xec, 0, 1, 0, 0, 0, 0, 0x80, 0, 85, 199, 214, 99];
        m.resize(40, 0);
        m.extend([0xe0, 0x95, 0xc8, 0x56, 0x80, 0, 0, 0]);
        m
    }

    #[test]
    fn standard_messages() {
        let check = |tail: &[u8], extensions: u64, key: Option<u32>| {
            let data = [&client(), tail].concat();
            let m = message(&data).unwrap();
            assert_eq!((m.version, m.mode), (4, 3));
            let Body::Standard(s) = m.body else { panic!("{m:?}") };
            assert_eq!((s.stratum, s.poll, s.precision), (2, 6, -20));
            assert_eq!((s.root_delay, s.root_dispersion), (1.0, 0.5));
            assert_eq!((s.origin, s.transmit), (0.0, 1_558_923_734.5));
            assert_eq!((s.extensions, s.mac.map(|m| m.0)), (extensions, key));
        };
        check(&[], 0, None);
        check(&[[0, 0, 0, 9].as_slice(), &[1; 16]].concat(), 0, Some(9));
        check(&[[0, 0, 0, 9].as_slice(), &[1; 20]].concat(), 0, Some(9));
        check(&[[1, 4, 0, 16].as_slice(), &[0; 12], &[0, 0, 0, 7], &[1; 16]].concat(), 1, Some(7));
        let broken = [&client()[..], &[0x20; 25]].concat();
        assert_eq!(message(&broken), Err(Truncated));
        assert_eq!(message(&client()[..47]), Err(Truncated));
    }

    #[test]
    fn control_messages() {
        let m = message(&[0x16, 0xc2, 0, 5, 6, 0x15, 0, 9, 0, 0, 0, 3, b'a', b'=', b'1']).unwrap();
        let Body::Control(c) = m.body else { panic!("{m:?}") };
        assert_eq!((m.version, c.response, c.error, c.more, c.opcode), (2, true, true, false, 2));
        assert_eq!((c.sequence, c.status, c.association, c.data), (5, 0x615, 9, &b"a=1"[..]));
    }

    #[test]
    fn private_messages() {
        let m = message(&[0x97, 0x81, 3, 42, 0x40, 2, 7, 8]).unwrap();
        let Body::Private(p) = m.body else { panic!("{m:?}") };
        assert_eq!((p.authenticated, p.sequence, p.implementation, p.code), (true, 1, 3, 42));
        assert_eq!((p.error, p.data), (4, &[7, 8][..]));
    }
}
