//! What a bind does to the bytes after it: security layers of SASL mechanisms (RFC 4422, section 3.7), and how far they can
//! be read.

use zander_wire::Cursor;
use zander_wire::ber::{Reader, tag};

/// How the bytes of a connection are framed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Framing {
    /// LDAP messages.
    #[default]
    Plain,
    /// A bind with a mechanism succeeded; whether it brought a security layer is seen from what comes next.
    Unknown,
    /// A length of four bytes, then what cannot be read.
    Encrypted,
    /// A length of four bytes, then a Kerberos wrap token, whose content may be in the clear.
    Kerberos,
}

/// SPNEGO (RFC 4178): `1.3.6.1.5.5.2`.
const SPNEGO: &[u8] = &[0x2b, 6, 1, 5, 5, 2];
/// `TOK_ID` of a wrap token (RFC 4121, section 4.2.6.2).
const WRAP: [u8; 2] = [5, 4];

/// The mechanism in `SaslCredentials` (RFC 4511, section 4.2); `None` when malformed, or when GSS-SPNEGO is named and what
/// follows is no token of it.
pub fn mechanism(content: &[u8]) -> Option<&[u8]> {
    let mut r = Reader::new(content);
    let name = r.expect(tag::OCTET_STRING)?;
    if name == b"GSS-SPNEGO" {
        let token = r.expect(tag::OCTET_STRING)?;
        let known = match token {
            [0x60, ..] => {
                let mut t = Reader::new(token).inner(tag::application(0))?;
                t.expect(tag::OBJECT) == Some(SPNEGO)
            }
            [0xa1, ..] => true,
            _ => token.starts_with(b"NTLMSSP"),
        };
        return known.then_some(name);
    }
    Some(name)
}

/// Tells the framing from the first bytes after a bind; `None` while they do not suffice.
///
/// A message starts with 0x30. Where a layer is, a length comes first, and one that begins with 0x30 would announce
/// hundreds of megabytes.
pub fn recognise(data: &[u8], mechanism: &[u8]) -> Option<Framing> {
    if *data.first()? == tag::SEQUENCE {
        return Some(Framing::Plain);
    }
    if !mechanism.is_empty() && !mechanism.starts_with(b"GSS") {
        return Some(Framing::Encrypted);
    }
    let token = data.get(4..6)?;
    Some(if token == WRAP { Framing::Kerberos } else { Framing::Encrypted })
}

/// What is in the layer at the front of a buffer.
#[derive(Debug, PartialEq, Eq)]
pub enum Wrapped<'a> {
    /// Messages in the clear (none when they are not), and the bytes of the layer.
    Content(&'a [u8], usize),
    /// More is to come, this many bytes in all.
    Wait(usize),
    /// The token contradicts itself.
    Malformed,
}

/// Reads one layer: a length, and with `kerberos` a wrap token.
pub fn unwrap(data: &[u8], kerberos: bool) -> Wrapped<'_> {
    let mut c = Cursor::new(data);
    let Ok(length) = c.u32() else { return Wrapped::Wait(4) };
    let whole = (length as usize).saturating_add(4);
    let Ok(layer) = c.take(length as usize) else { return Wrapped::Wait(whole) };
    match kerberos && layer.starts_with(&WRAP) {
        true => match token(layer) {
            Some(content) => Wrapped::Content(content, whole),
            None => Wrapped::Malformed,
        },
        false => Wrapped::Content(&[], whole),
    }
}

/// The content of a wrap token (RFC 4121, section 4.2.6.2): flags, filler, extra count, rotation count, sequence number.
/// A sealed one has none that can be read. The checksum stands behind the content, or before it when rotated by its length.
fn token(layer: &[u8]) -> Option<&[u8]> {
    const SEALED: u8 = 2;
    let mut c = Cursor::new(layer.get(2..)?);
    let flags = c.u8().ok()?;
    if c.u8().ok()? != 0xff {
        return None;
    }
    let (extra, rotation) = (c.u16().ok()?, c.u16().ok()?);
    c.skip(8).ok()?;
    if flags & SEALED != 0 {
        return Some(&[]);
    }
    match rotation {
        r if r == extra => c.skip(extra.into()).ok().map(|()| c.rest()),
        0 => {
            let length = c.remaining().checked_sub(extra.into())?;
            c.take(length).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framing_after_a_bind() {
        assert_eq!(recognise(&[0x30], b"NTLM"), Some(Framing::Plain));
        assert_eq!(recognise(&[0], b"SRP"), Some(Framing::Encrypted));
        assert_eq!(recognise(&[0, 0, 0], b"GSSAPI"), None);
        assert_eq!(recognise(&[0, 0, 0, 9, 5, 4], b"GSSAPI"), Some(Framing::Kerberos));
        assert_eq!(recognise(&[0, 0, 0, 9, 6, 4], b""), Some(Framing::Encrypted));
    }

    #[test]
    fn layers() {
        let head = |flags, extra: u8, rotation: u8| {
            [5, 4, flags, 0xff, 0, extra, 0, rotation, 0, 0, 0, 0, 0, 0, 0, 1]
        };
        let layer = |token: &[u8]| [&(token.len() as u32).to_be_bytes()[..], token].concat();
        let clear = layer(&[&head(0, 2, 0)[..], b"ab", b"xx"].concat());
        assert_eq!(unwrap(&clear, true), Wrapped::Content(b"ab", 24));
        let rotated = layer(&[&head(0, 2, 2)[..], b"xx", b"ab"].concat());
        assert_eq!(unwrap(&rotated, true), Wrapped::Content(b"ab", 24));
        let sealed = layer(&[&head(2, 2, 9)[..], b"secret"].concat());
        assert_eq!(unwrap(&sealed, true), Wrapped::Content(b"", 26));
        assert_eq!(unwrap(&layer(&head(0, 9, 0)), true), Wrapped::Malformed);
        assert_eq!(unwrap(&clear[..10], true), Wrapped::Wait(24));
        assert_eq!(unwrap(&clear[..3], false), Wrapped::Wait(4));
        assert_eq!(unwrap(&clear, false), Wrapped::Content(b"", 24));
    }

    #[test]
    fn mechanisms() {
        assert_eq!(mechanism(b"\x04\x04NTLM"), Some(&b"NTLM"[..]));
        assert_eq!(mechanism(b"\x04\x0aGSS-SPNEGO\x04\x08NTLMSSP\0"), Some(&b"GSS-SPNEGO"[..]));
        assert_eq!(mechanism(b"\x04\x0aGSS-SPNEGO\x04\x02\x01\x02"), None);
        assert_eq!(mechanism(b"\x04\x09x"), None);
    }
}
