//! Text in UTF-16, little endian, as Windows sends it.

/// The text up to its first NUL, in UTF-8. A byte without a partner at the end is left out; half a surrogate pair becomes
/// the three bytes that its number alone would have.
pub fn to_utf8(bytes: &[u8]) -> Vec<u8> {
    let units = bytes.chunks_exact(2).filter_map(|c| Some(u16::from_le_bytes([*c.first()?, *c.get(1)?])));
    let mut out = Vec::with_capacity(bytes.len() / 2);
    for c in char::decode_utf16(units.take_while(|u| *u != 0)) {
        match c {
            Ok(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(half) => {
                let u = half.unpaired_surrogate();
                out.extend([0xe0 | (u >> 12) as u8, 0x80 | (u >> 6 & 0x3f) as u8, 0x80 | (u & 0x3f) as u8]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text() {
        assert_eq!(to_utf8(b"s\0h\0a\0r\0e\0"), b"share");
        assert_eq!(to_utf8(b"\xfc\0\x3d\xd8\x00\xdex\0\0\0y\0"), "ü😀x".as_bytes());
        assert_eq!(to_utf8(b"a\0b"), b"a");
        assert_eq!(to_utf8(b"\x00\xd8a\0"), b"\xed\xa0\x80a");
        assert_eq!(to_utf8(b""), b"");
    }
}
