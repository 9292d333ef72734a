//! Link layer and transport function of DNP3 (IEEE 1815-2012, clauses 9 and 8): bytes into application messages.

use zander_wire::{Cursor, Truncated};

/// Bytes of a link header with its checksum.
pub const HEADER: usize = 10;
/// User data comes in blocks of so many bytes, each with a checksum of two.
const BLOCK: usize = 16;
/// What the length of a header counts beside user data: control, destination, source.
const COUNTED: usize = 5;

/// A link header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Bytes from the control byte on, checksums aside.
    pub length: u8,
    pub control: u8,
    pub destination: u16,
    pub source: u16,
}

/// Why a frame is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    NoStart,
    HeaderChecksum,
    /// The length does not even count the header.
    Length,
    BlockChecksum,
}

/// Length in bytes of the frame that begins with `b`; of what begins no frame that of a header.
pub fn frame_length(b: &[u8]) -> Option<usize> {
    let length = usize::from(*b.get(2)?);
    if !b.starts_with(b"\x05\x64") {
        return Some(HEADER);
    }
    let data = length.saturating_sub(COUNTED);
    Some(HEADER + data + 2 * data.div_ceil(BLOCK))
}

/// Reads the header of a frame.
pub fn header(frame: &[u8]) -> Result<Header, Fault> {
    let mut c = Cursor::new(frame);
    let head = c.peek(HEADER - 2).map_err(|Truncated| Fault::NoStart)?;
    let mut read = || -> Result<(u16, Header, u16), Truncated> {
        let start = c.u16()?;
        let h = Header { length: c.u8()?, control: c.u8()?, destination: c.u16_le()?, source: c.u16_le()? };
        Ok((start, h, c.u16_le()?))
    };
    match read() {
        Ok((0x0564, _, check)) if check != crc(head) => Err(Fault::HeaderChecksum),
        Ok((0x0564, h, _)) if usize::from(h.length) < COUNTED => Err(Fault::Length),
        Ok((0x0564, h, _)) => Ok(h),
        _ => Err(Fault::NoStart),
    }
}

/// User data of a frame: the transport byte and a segment of an application message; empty when it has none.
pub fn user_data(frame: &[u8]) -> Result<Vec<u8>, Fault> {
    let blocks = frame.get(HEADER..).unwrap_or_default();
    let mut data = Vec::with_capacity(blocks.len());
    for block in blocks.chunks(BLOCK + 2) {
        let (bytes, check) = block.split_at(block.len().saturating_sub(2));
        if crc(bytes).to_le_bytes() != check {
            return Err(Fault::BlockChecksum);
        }
        data.extend_from_slice(bytes);
    }
    Ok(data)
}

/// The checksum of clause 9.2.4.3: polynomial 0x3D65, bits reversed, the result complemented.
pub fn crc(bytes: &[u8]) -> u16 {
    !bytes.iter().fold(0, |crc, b| {
        (0..8).fold(crc ^ u16::from(*b), |c, _| if c & 1 == 0 { c >> 1 } else { c >> 1 ^ 0xa6bc })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &[u8] = b"\x05\x64\x0b\xc4\x01\x00\x64\x00\x44\xea\xc4\xc7\x01\x3c\x01\x06\x83\xf4";

    #[test]
    fn frames() {
        assert_eq!(frame_length(READ), Some(READ.len()));
        assert_eq!(header(READ), Ok(Header { length: 11, control: 0xc4, destination: 1, source: 100 }));
        assert_eq!(user_data(READ).unwrap(), b"\xc4\xc7\x01\x3c\x01\x06");
        let mut bad = READ.to_vec();
        bad[12] ^= 1;
        assert_eq!(user_data(&bad), Err(Fault::BlockChecksum));
        bad[5] ^= 1;
        assert_eq!(header(&bad), Err(Fault::HeaderChecksum));
        assert_eq!(header(b"GET / HTTP"), Err(Fault::NoStart));
    }
}
