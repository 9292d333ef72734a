//! Bytes to messages (RFC 4511). Knows no events; what it returns borrows from its input. Numbers are as ASN.1 has them.

use std::borrow::Cow;
use zander_wire::ber::{self, Element, Reader, tag};

/// The number behind `[APPLICATION n]` of an operation.
pub mod opcode {
    #![allow(missing_docs)]
    pub const BIND_REQUEST: u8 = 0;
    pub const BIND_RESPONSE: u8 = 1;
    pub const UNBIND_REQUEST: u8 = 2;
    pub const SEARCH_REQUEST: u8 = 3;
    pub const SEARCH_RESULT_ENTRY: u8 = 4;
    pub const SEARCH_RESULT_DONE: u8 = 5;
    pub const MODIFY_REQUEST: u8 = 6;
    pub const MODIFY_RESPONSE: u8 = 7;
    pub const ADD_REQUEST: u8 = 8;
    pub const ADD_RESPONSE: u8 = 9;
    pub const DEL_REQUEST: u8 = 10;
    pub const DEL_RESPONSE: u8 = 11;
    pub const MOD_DN_REQUEST: u8 = 12;
    pub const MOD_DN_RESPONSE: u8 = 13;
    pub const COMPARE_REQUEST: u8 = 14;
    pub const COMPARE_RESPONSE: u8 = 15;
    pub const ABANDON_REQUEST: u8 = 16;
    pub const SEARCH_RESULT_REFERENCE: u8 = 19;
    pub const EXTENDED_REQUEST: u8 = 23;
    pub const EXTENDED_RESPONSE: u8 = 24;
    pub const INTERMEDIATE_RESPONSE: u8 = 25;
}

/// How a client authenticates: the tag of `AuthenticationChoice`, and Microsoft's additions.
pub mod auth {
    #![allow(missing_docs)]
    pub const SIMPLE: u8 = 0;
    pub const SASL: u8 = 3;
    pub const SICILY_PACKAGE_DISCOVERY: u8 = 9;
    pub const SICILY_RESPONSE: u8 = 11;
}

/// Why something is no LDAP: for the reason of a violation.
pub type Fault = &'static str;

/// A value of the directory as text; what is no UTF-8 is replaced.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// A string of the protocol itself as it is logged: what is no printable ASCII is a question mark.
pub fn string(bytes: &[u8]) -> Cow<'_, str> {
    let printable = |b: &u8| matches!(b, b' '..=b'~');
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.iter().all(printable) => Cow::Borrowed(text),
        _ => bytes.iter().map(|b| if printable(b) { char::from(*b) } else { '?' }).collect(),
    }
}

/// `LDAPMessage` (section 4.1.1).
#[derive(Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// `messageID`
    pub id: i64,
    /// Number of the operation.
    pub opcode: u8,
    /// Content of the operation.
    pub body: &'a [u8],
}

/// What is at the front of a buffer.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// A message, and its bytes.
    Message(Message<'a>, usize),
    /// More is to come: this many bytes in all, as far as is known.
    Wait(usize),
    /// No message.
    Fault(Fault),
}

/// The message at the front of `data`.
pub fn message(data: &[u8]) -> Next<'_> {
    match ber::head(&mut zander_wire::Cursor::new(data)) {
        ber::Head::Element { tag: tag::SEQUENCE, whole, .. } => match data.get(..whole) {
            Some(all) => match envelope(all) {
                Some(m) => Next::Message(m, whole),
                None => Next::Fault("the message is malformed"),
            },
            None => Next::Wait(whole),
        },
        ber::Head::Truncated if data.first().is_none_or(|b| *b == tag::SEQUENCE) => Next::Wait(0),
        _ => Next::Fault("no sequence where a message begins"),
    }
}

fn envelope(data: &[u8]) -> Option<Message<'_>> {
    let mut fields = Reader::new(data).inner(tag::SEQUENCE)?;
    let id = ber::integer(fields.expect(tag::INTEGER)?)?;
    let operation = fields.any().filter(|e| e.tag & 0xc0 == 0x40)?;
    Some(Message { id, opcode: operation.tag & 0x1f, body: operation.content })
}

/// `BindRequest` (section 4.2).
#[derive(Debug, PartialEq, Eq)]
pub struct BindRequest<'a> {
    /// `version`
    pub version: i64,
    /// `name`
    pub name: &'a [u8],
    /// Tag of the choice, see [`auth`].
    pub auth_type: u8,
    /// Its content.
    pub auth: &'a [u8],
}

/// Reads a `BindRequest`.
pub fn bind_request(body: &[u8]) -> Option<BindRequest<'_>> {
    let mut r = Reader::new(body);
    let version = ber::integer(r.expect(tag::INTEGER)?)?;
    let name = r.expect(tag::OCTET_STRING)?;
    let auth = r.any().filter(is_context)?;
    Some(BindRequest { version, name, auth_type: auth.tag & 0x1f, auth: auth.content })
}

fn is_context(e: &Element<'_>) -> bool {
    e.tag & 0xc0 == 0x80
}

/// `LDAPResult` (section 4.1.9), and the elements that follow it.
#[derive(Debug)]
pub struct LdapResult<'a> {
    /// `resultCode`
    pub code: u64,
    /// `matchedDN`
    pub matched_dn: &'a [u8],
    /// `diagnosticMessage`
    pub diagnostic_message: &'a [u8],
    /// What the response has beside the result.
    pub rest: Reader<'a>,
}

/// Reads an `LDAPResult` at the beginning of a response.
pub fn result(body: &[u8]) -> Option<LdapResult<'_>> {
    let mut r = Reader::new(body);
    let code = ber::small(r.expect(tag::ENUMERATED)?)?;
    let matched_dn = r.expect(tag::OCTET_STRING)?;
    let diagnostic_message = r.expect(tag::OCTET_STRING)?;
    Some(LdapResult { code, matched_dn, diagnostic_message, rest: r })
}

/// `SearchRequest` (section 4.5.1).
#[derive(Debug)]
pub struct SearchRequest<'a> {
    /// `baseObject`
    pub base_object: &'a [u8],
    /// `scope`
    pub scope: u64,
    /// `derefAliases`
    pub deref: u64,
    /// `sizeLimit`
    pub size_limit: i64,
    /// `timeLimit`, in seconds
    pub time_limit: i64,
    /// `typesOnly`
    pub types_only: bool,
    /// `filter`
    pub filter: Element<'a>,
    /// `attributes`
    pub attributes: Reader<'a>,
}

/// Reads a `SearchRequest`.
pub fn search_request(body: &[u8]) -> Option<SearchRequest<'_>> {
    let mut r = Reader::new(body);
    Some(SearchRequest {
        base_object: r.expect(tag::OCTET_STRING)?,
        scope: ber::small(r.expect(tag::ENUMERATED)?)?,
        deref: ber::small(r.expect(tag::ENUMERATED)?)?,
        size_limit: ber::integer(r.expect(tag::INTEGER)?)?,
        time_limit: ber::integer(r.expect(tag::INTEGER)?)?,
        types_only: r.expect(tag::BOOLEAN)?.first().is_some_and(|b| *b != 0),
        filter: r.any().filter(is_context)?,
        attributes: r.inner(tag::SEQUENCE)?,
    })
}

/// The changes of a `ModifyRequest` (section 4.6) in a line: `replace(mail=a@b), delete(fax)`. Values that are not text are
/// replaced where they are not.
pub fn changes(mut changes: Reader<'_>) -> Option<String> {
    let mut parts = Vec::new();
    while !changes.is_empty() {
        let mut change = changes.inner(tag::SEQUENCE)?;
        let operation = match ber::small(change.expect(tag::ENUMERATED)?)? {
            0 => "add",
            1 => "delete",
            2 => "replace",
            3 => "increment",
            _ => "unknown",
        };
        let mut attribute = change.inner(tag::SEQUENCE)?;
        let name = text(attribute.expect(tag::OCTET_STRING)?);
        let values: Vec<_> = match attribute.inner(tag::SET) {
            Some(values) => values.map(|v| text(v.content)).collect(),
            None => Vec::new(),
        };
        let equals = if values.is_empty() { "" } else { "=" };
        parts.push(format!("{operation}({name}{equals}{})", values.join(",")));
    }
    Some(parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        let unbind = [0x30, 5, 2, 1, 3, 0x42, 0];
        let m = Message { id: 3, opcode: opcode::UNBIND_REQUEST, body: &[] };
        assert_eq!(message(&unbind), Next::Message(m, 7));
        assert_eq!(message(&unbind[..4]), Next::Wait(7));
        assert_eq!(message(&[]), Next::Wait(0));
        assert_eq!(message(&[0x30]), Next::Wait(0));
        assert!(matches!(message(b"GET /"), Next::Fault(_)));
        assert!(matches!(message(&[0x30, 3, 4, 1, 3]), Next::Fault(_)));
    }

    #[test]
    fn strings() {
        assert_eq!(string(b"v4563\0"), "v4563?");
        assert_eq!(string(b"cn=a"), "cn=a");
        assert_eq!(text(b"\xc3\xbc"), "\u{fc}");
    }

    #[test]
    fn modifications() {
        let delete = [0x30, 12, 0x0a, 1, 1, 0x30, 7, 4, 3, b'f', b'a', b'x', 0x31, 0];
        let replace = [0x30, 17, 0x0a, 1, 2, 0x30, 12, 4, 2, b'c', b'n', 0x31, 6, 4, 1, b'a', 4, 1, b'b'];
        let line = changes(Reader::new(&[&delete[..], &replace[..]].concat()));
        assert_eq!(line.as_deref(), Some("delete(fax), replace(cn=a,b)"));
        assert_eq!(changes(Reader::new(&delete[..9])), None);
    }
}
