//! Tokens of GSS-API (RFC 2743, section 3.1) and of its negotiation, SPNEGO (RFC 4178, section 4.2).

use zander_wire::Cursor;
use zander_wire::ber::{Reader, integer, tag};

/// A token.
#[derive(Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// `NegTokenInit`, with its `mechToken`.
    Init(Option<&'a [u8]>),
    /// `NegTokenResp`.
    Response {
        /// `negState`
        state: Option<i64>,
        /// `responseToken`
        token: Option<&'a [u8]>,
    },
    /// A message or a checksum under a key (RFC 4121, section 4.2), or a signature of NTLM ([MS-NLMP], section 2.2.2.9).
    Protected,
}

/// Reads a token; `None` when it is malformed or of another kind.
pub fn token(data: &[u8]) -> Option<Token<'_>> {
    if matches!(data, [0x04 | 0x05, 0x04, ..]) || (data.len() == 16 && data.starts_with(&[1, 0, 0, 0])) {
        return Some(Token::Protected);
    }
    let mut r = Reader::new(data);
    if let Some(mut init) = r.inner(tag::application(0)) {
        init.expect(tag::OBJECT)?;
        let members = init.inner(tag::context(0))?.inner(tag::SEQUENCE)?;
        return Some(Token::Init(octets(members, 2)));
    }
    let members = r.inner(tag::context(1))?.inner(tag::SEQUENCE)?;
    let state = member(members, 0).and_then(|mut m| integer(m.expect(tag::ENUMERATED)?));
    Some(Token::Response { state, token: octets(members, 2) })
}

fn member(mut members: Reader<'_>, n: u8) -> Option<Reader<'_>> {
    members.find(|e| e.tag == tag::context(n)).map(|e| Reader::new(e.content))
}

fn octets(members: Reader<'_>, n: u8) -> Option<&[u8]> {
    member(members, n)?.expect(tag::OCTET_STRING)
}

/// The message of Kerberos in a token of its mechanism (RFC 4121, section 4.1): behind the object identifier and two bytes
/// that tell its kind. In exchanges of DCE style it stands alone ([MS-KILE], section 3.4.5.1).
pub fn kerberos(token: &[u8]) -> Option<&[u8]> {
    const MESSAGES: std::ops::RangeInclusive<u8> = tag::application(10)..=tag::application(30);
    if token.first().is_some_and(|first| MESSAGES.contains(first)) {
        return Some(token);
    }
    let content = Reader::new(token).expect(tag::application(0))?;
    let name = Reader::new(content).optional(tag::OBJECT)?;
    let mut c = Cursor::new(content);
    c.skip(name.whole.len() + 2).ok()?;
    Some(c.rest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn init() {
        let token_bytes =
            b"\x60\x1a\x06\x06\x2b\x06\x01\x05\x05\x02\xa0\x10\x30\x0e\xa0\x02\x30\x00\xa2\x08\x04\x06NTLMSS";
        assert_eq!(token(token_bytes), Some(Token::Init(Some(b"NTLMSS"))));
    }

    #[test]
    fn response() {
        let accepted = b"\xa1\x07\x30\x05\xa0\x03\x0a\x01\x00";
        assert_eq!(token(accepted), Some(Token::Response { state: Some(0), token: None }));
        let more = b"\xa1\x0c\x30\x0a\xa0\x03\x0a\x01\x01\xa2\x03\x04\x01x";
        assert_eq!(token(more), Some(Token::Response { state: Some(1), token: Some(b"x") }));
    }

    #[test]
    fn kerberos_message() {
        let token = b"\x60\x0f\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00\x6e\x00";
        assert_eq!(kerberos(token), Some(&b"\x6e\x00"[..]));
        assert_eq!(kerberos(b"\x6f\x00"), Some(&b"\x6f\x00"[..]));
        assert_eq!(kerberos(b"NTLMSSP\0"), None);
    }

    #[test]
    fn others() {
        assert_eq!(token(b"\x04\x04\x05"), Some(Token::Protected));
        assert_eq!(token(b"NTLMSSP\0"), None);
        assert_eq!(token(b"\xa1\x07\x30\x05\xa0"), None);
        assert_eq!(token(b""), None);
    }
}
