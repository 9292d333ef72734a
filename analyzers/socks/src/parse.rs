//! SOCKS 4, 4a and 5 (RFC 1928, RFC 1929): the messages in front of the proxied stream.
//!
//! Each reader takes the bytes at the front of a stream and tells how many belong to the message; nothing allocates.

use zander_wire::{Cursor, Truncated};

/// An address, or a name that the proxy is to look up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    V4([u8; 4]),
    V6([u8; 16]),
    Name(&'a [u8]),
}

/// A request of version 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request4<'a> {
    pub command: u8,
    pub port: u16,
    pub address: [u8; 4],
    pub user: &'a [u8],
    /// In 4a, when the address is 0.0.0.x with x not 0.
    pub name: Option<&'a [u8]>,
}

/// Reads a request of version 4 with its version.
pub fn request4<'a>(c: &mut Cursor<'a>) -> Result<Request4<'a>, Truncated> {
    c.skip(1)?;
    let (command, port, address) = (c.u8()?, c.u16()?, c.array()?);
    let user = c.take_until(0)?;
    let name = match address {
        [0, 0, 0, last] if last != 0 => Some(c.take_until(0)?),
        _ => None,
    };
    Ok(Request4 { command, port, address, user, name })
}

/// Reads a reply of version 4: status, port and address.
pub fn reply4(c: &mut Cursor<'_>) -> Result<(u8, u16, [u8; 4]), Truncated> {
    c.skip(1)?;
    Ok((c.u8()?, c.u16()?, c.array()?))
}

/// A request or a reply of version 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message5<'a> {
    /// The command, or the status.
    pub code: u8,
    /// `None` when the kind of address is unknown: where the message ends is then unknown too.
    pub target: Option<Target<'a>>,
    pub port: u16,
}

/// Reads a request or a reply of version 5 with its version.
pub fn message5<'a>(c: &mut Cursor<'a>) -> Result<Message5<'a>, Truncated> {
    c.skip(1)?;
    let (code, _reserved, kind) = (c.u8()?, c.u8()?, c.u8()?);
    let target = match kind {
        1 => Target::V4(c.array()?),
        3 => Target::Name(c.take_u8_prefixed()?),
        4 => Target::V6(c.array()?),
        _ => return Ok(Message5 { code, target: None, port: 0 }),
    };
    Ok(Message5 { code, target: Some(target), port: c.u16()? })
}

/// Reads the name and the password of a login (RFC 1929, section 2).
pub fn login<'a>(c: &mut Cursor<'a>) -> Result<(&'a [u8], &'a [u8]), Truncated> {
    c.skip(1)?;
    Ok((c.take_u8_prefixed()?, c.take_u8_prefixed()?))
}

/// The length in bytes of the message that `read` finds at the front, `None` while it is cut off.
pub fn length<'a, T>(
    data: &'a [u8],
    read: impl FnOnce(&mut Cursor<'a>) -> Result<T, Truncated>,
) -> Option<usize> {
    let mut c = Cursor::new(data);
    read(&mut c).ok().map(|_| c.position())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourth_version() {
        let r = request4(&mut Cursor::new(b"\x04\x01\x00\x50\x42\x66\x07\x63bob\0")).unwrap();
        assert_eq!((r.command, r.port, r.address, r.user), (1, 80, [66, 102, 7, 99], &b"bob"[..]));
        let r = request4(&mut Cursor::new(b"\x04\x01\x00\x50\0\0\0\x01\0host\0")).unwrap();
        assert_eq!((r.user, r.name), (&b""[..], Some(&b"host"[..])));
        assert_eq!(reply4(&mut Cursor::new(&[0, 90, 0, 80, 1, 2, 3, 4])), Ok((90, 80, [1, 2, 3, 4])));
    }

    #[test]
    fn fifth_version() {
        let data = b"\x05\x01\x00\x03\x04host\x01\xbbrest";
        let m = message5(&mut Cursor::new(data)).unwrap();
        assert_eq!((m.code, m.target, m.port), (1, Some(Target::Name(b"host")), 443));
        assert_eq!(length(data, message5), Some(11));
        assert_eq!(length(&data[..10], message5), None);
        assert_eq!(message5(&mut Cursor::new(b"\x05\x01\x00\x09")).unwrap().target, None);
        assert_eq!(login(&mut Cursor::new(b"\x01\x03bob\x01x")), Ok((&b"bob"[..], &b"x"[..])));
    }
}
