//! Messages of PostgreSQL's frontend/backend protocol.
//!
//! Names are those of the chapter "Frontend/Backend Protocol" of PostgreSQL's documentation; numbers are big-endian.

use zander_wire::{Cursor, Truncated};

/// Most bytes of a message that are kept.
pub const MAX_MESSAGE: usize = 1 << 20;
/// Most bytes of the message that begins a session; servers take no longer ones.
const MAX_STARTUP: usize = 10_000;

const CANCEL_REQUEST: u32 = 80_877_102;
const SSL_REQUEST: u32 = 80_877_103;
const GSSENC_REQUEST: u32 = 80_877_104;

/// What a client begins with.
#[derive(Debug, PartialEq, Eq)]
pub enum Opening<'a> {
    Ssl,
    Gss,
    /// The connection is there only to cancel what another one asked for.
    Cancel,
    Startup {
        major: u16,
        minor: u16,
        /// Names and values.
        parameters: Vec<(&'a [u8], &'a [u8])>,
    },
}

/// Length of a message that begins with its length.
pub fn opening_length(b: &[u8]) -> Option<usize> {
    // What claims to be too long or short is no opening: it is handed out to be found wanting.
    let told = Cursor::new(b).u32().ok()? as usize;
    Some(if (8..=MAX_STARTUP).contains(&told) { told } else { 4 })
}

/// Length of a message that begins with a letter and its length.
pub fn message_length(b: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(b);
    c.skip(1).ok()?;
    Some(1 + (c.u32().ok()? as usize).max(4))
}

/// Reads what a client begins with.
pub fn opening(m: &[u8]) -> Result<Opening<'_>, Truncated> {
    let mut c = Cursor::new(m);
    c.skip(4)?;
    let code = c.u32()?;
    Ok(match code {
        SSL_REQUEST => Opening::Ssl,
        GSSENC_REQUEST => Opening::Gss,
        CANCEL_REQUEST => Opening::Cancel,
        _ => {
            let mut parameters = Vec::new();
            loop {
                let name = c.take_until(0)?;
                if name.is_empty() {
                    break;
                }
                parameters.push((name, c.take_until(0)?));
            }
            Opening::Startup { major: (code >> 16) as u16, minor: code as u16, parameters }
        }
    })
}

/// Letter and contents of a message.
pub fn message(m: &[u8]) -> Result<(u8, &[u8]), Truncated> {
    let mut c = Cursor::new(m);
    let kind = c.u8()?;
    if c.u32()? < 4 {
        return Err(Truncated);
    }
    Ok((kind, c.take_rest()))
}

/// Letter and text of a part of an error or a notice.
pub type Field<'a> = (&'a [u8], &'a [u8]);

/// The parts of an error or a notice.
pub fn fields(p: &[u8]) -> Result<Vec<Field<'_>>, Truncated> {
    let (mut c, mut fields) = (Cursor::new(p), Vec::new());
    loop {
        let code = c.take(1)?;
        if code == b"\0" {
            return Ok(fields);
        }
        fields.push((code, c.take_until(0)?));
    }
}

/// Name and value of a parameter.
pub fn parameter(p: &[u8]) -> Result<(&[u8], &[u8]), Truncated> {
    let mut c = Cursor::new(p);
    Ok((c.take_until(0)?, c.take_until(0)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings() {
        assert_eq!(opening(b"\0\0\0\x08\x04\xd2\x16\x2f"), Ok(Opening::Ssl));
        assert_eq!(
            opening(b"\0\0\0\x13\0\x03\0\0user\0me\0db\0x\0\0"),
            Ok(Opening::Startup { major: 3, minor: 0, parameters: vec![(b"user", b"me"), (b"db", b"x")] })
        );
        assert_eq!(opening(b"\0\0\0\x0d\0\x03\0\0user"), Err(Truncated));
        assert_eq!(opening_length(b"GET / HTTP"), Some(4));
        assert_eq!(opening(b"GET "), Err(Truncated));
    }

    #[test]
    fn messages() {
        assert_eq!(message_length(b"Q\0\0\0\x0dselect"), Some(14));
        assert_eq!(message(b"Q\0\0\0\x06a\0"), Ok((b'Q', &b"a\0"[..])));
        assert_eq!(message(b"Q\0\0\0\x03"), Err(Truncated));
        assert_eq!(fields(b"SERROR\0C42P01\0\0"), Ok(vec![(&b"S"[..], &b"ERROR"[..]), (b"C", b"42P01")]));
        assert_eq!(fields(b"SERROR\0"), Err(Truncated));
        assert_eq!(parameter(b"TimeZone\0UTC\0"), Ok((&b"TimeZone"[..], &b"UTC"[..])));
    }
}
