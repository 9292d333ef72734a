//! Frames (RFC 6455, section 5): bytes to headers, and the masking of payload. Knows no events.

use zander_wire::{Cursor, Truncated};

/// Opcodes (section 11.8).
pub const CONTINUATION: u8 = 0;
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

/// The longest header: flags and length, a length of 64 bits, a key.
pub const LONGEST_HEADER: usize = 14;

/// The header of a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// The last frame of its message.
    pub fin: bool,
    /// The three reserved bits.
    pub reserved: u8,
    pub opcode: u8,
    /// The key that the payload is masked with.
    pub mask: Option<[u8; 4]>,
    /// Bytes of payload.
    pub length: u64,
    /// Bytes of the header itself.
    pub size: usize,
}

/// The header at the beginning of `data` (section 5.2); numbers are in network order.
pub fn header(data: &[u8]) -> Result<Header, Truncated> {
    let mut c = Cursor::new(data);
    let (first, second) = (c.u8()?, c.u8()?);
    let length = match second & 0x7f {
        126 => c.u16()?.into(),
        127 => c.u64()?,
        short => short.into(),
    };
    let mask = if second & 0x80 != 0 { Some(c.array()?) } else { None };
    Ok(Header {
        fin: first & 0x80 != 0,
        reserved: first >> 4 & 7,
        opcode: first & 0x0f,
        mask,
        length,
        size: c.position(),
    })
}

/// Undoes the masking (section 5.3) of payload bytes of which the first one is number `at` of its frame.
pub fn unmask(data: &mut [u8], key: [u8; 4], at: u64) {
    let mut key = key;
    key.rotate_left((at % 4) as usize);
    for (byte, k) in data.iter_mut().zip(key.iter().cycle()) {
        *byte ^= k;
    }
}

/// What a close frame says (section 5.5.1): a status and a reason.
pub fn close(payload: &[u8]) -> Result<(u16, &[u8]), Truncated> {
    let mut c = Cursor::new(payload);
    let status = c.u16()?;
    Ok((status, payload.get(2..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let check = |data: &[u8], expected: Option<(bool, u8, u64, usize)>| {
            let got = header(data).ok().map(|h| (h.fin, h.opcode, h.length, h.size));
            assert_eq!(got, expected, "{data:02x?}");
        };
        check(b"\x81\x05Hello", Some((true, TEXT, 5, 2)));
        check(b"\x01\x83\x37\xfa\x21\x3dabc", Some((false, TEXT, 3, 6)));
        check(b"\x82\x7e\x01\x00", Some((true, BINARY, 256, 4)));
        check(b"\x82\x7f\0\0\0\0\0\x01\0\0", Some((true, BINARY, 65536, 10)));
        check(b"\x82\x7f\0\0", None);
        check(b"\x81\x85\x37\xfa", None);
        check(b"\x81", None);
        assert_eq!(header(b"\xf9\x00").map(|h| h.reserved), Ok(7));
    }

    #[test]
    fn masks() {
        // Section 5.7: "Hello", masked.
        let key = [0x37, 0xfa, 0x21, 0x3d];
        let masked = [0x7f, 0x9f, 0x4d, 0x51, 0x58];
        for cut in 0..=masked.len() {
            let mut data = masked;
            let (a, b) = data.split_at_mut(cut);
            unmask(a, key, 0);
            unmask(b, key, cut as u64);
            assert_eq!(&data, b"Hello", "cut at {cut}");
        }
        assert_eq!(close(b"\x03\xe8bye"), Ok((1000, &b"bye"[..])));
        assert_eq!(close(b"\x03"), Err(Truncated));
    }
}
