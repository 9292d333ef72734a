//! The head of a message (Gnutella 0.4, section 2.2).

use zander_wire::{Cursor, Truncated};

/// Bytes of the head.
pub const HEAD: usize = 23;

/// The head of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// What it is.
    pub kind: u8,
    /// How often it may be passed on yet.
    pub ttl: u8,
    /// How often it was.
    pub hops: u8,
    /// Bytes of the payload; little endian on the wire.
    pub length: u32,
}

/// Reads a head.
pub fn head(b: &[u8]) -> Result<Head, Truncated> {
    let mut c = Cursor::new(b);
    // The name of the message.
    c.skip(16)?;
    Ok(Head { kind: c.u8()?, ttl: c.u8()?, hops: c.u8()?, length: c.u32_le()? })
}

/// True when the first line of a greeting agrees.
pub fn agrees(line: &[u8]) -> bool {
    line.starts_with(b"GNUTELLA") && line.split(|c| *c == b' ').nth(1).is_some_and(|w| w.starts_with(b"200"))
}

/// True when the first line is one of HTTP.
pub fn is_http(line: &[u8]) -> bool {
    line.windows(8).any(|w| w == b" HTTP/1.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let b = b"0123456789abcdef\x80\x07\x01\x02\x01\0\0";
        assert_eq!(head(b), Ok(Head { kind: 0x80, ttl: 7, hops: 1, length: 258 }));
        assert_eq!(head(&b[..22]), Err(Truncated));
    }

    #[test]
    fn first_lines() {
        assert!(agrees(b"GNUTELLA/0.6 200 OK") && !agrees(b"GNUTELLA/0.6 503 Busy"));
        assert!(!agrees(b"GNUTELLA CONNECT/0.6") && !agrees(b"GNUTELLA"));
        assert!(is_http(b"GET /get/1/a HTTP/1.1") && !is_http(b"GNUTELLA CONNECT/0.6"));
    }
}
