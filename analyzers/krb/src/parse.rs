//! Bytes to messages (RFC 4120, section 5). Knows no events; what it returns borrows from its input.

use zander_analyzer_x509::der;
use zander_wire::ber::{self, Element, Reader, tag};

/// `[APPLICATION n]` of the messages.
pub mod kind {
    #![allow(missing_docs)]
    pub const AS_REQ: u8 = 10;
    pub const AS_REP: u8 = 11;
    pub const TGS_REQ: u8 = 12;
    pub const TGS_REP: u8 = 13;
    pub const AP_REQ: u8 = 14;
    pub const AP_REP: u8 = 15;
    pub const SAFE: u8 = 20;
    pub const PRIV: u8 = 21;
    pub const CRED: u8 = 22;
    pub const ERROR: u8 = 30;
}

/// Types of pre-authentication data (RFC 4120, section 7.5.2; RFC 4556 for certificates).
pub mod padata {
    #![allow(missing_docs)]
    pub const TGS_REQ: u64 = 1;
    pub const ENC_TIMESTAMP: u64 = 2;
    pub const PK_AS_REQ: u64 = 16;
    pub const PK_AS_REP: u64 = 17;
    pub const ETYPE_INFO2: u64 = 19;
}

/// The message in `data`: its number and the fields of its sequence.
pub fn message(data: &[u8]) -> Option<(u8, Fields<'_>)> {
    let e = Reader::new(data).any()?;
    (e.tag & 0xe0 == 0x60).then_some(())?;
    let mut inner = Reader::new(e.content);
    Some((e.tag & 0x1f, Fields(inner.expect(tag::SEQUENCE)?)))
}

/// A sequence whose members are told by context tags.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// What is in the member `[n]`.
    pub fn get(&self, n: u8) -> Option<Element<'a>> {
        let member = Reader::new(self.0).find(|e| e.tag == tag::context(n))?;
        Reader::new(member.content).any()
    }

    fn content(&self, n: u8, tag: u8) -> Option<&'a [u8]> {
        self.get(n).filter(|e| e.tag == tag).map(|e| e.content)
    }

    /// A number.
    pub fn number(&self, n: u8) -> Option<u64> {
        // Numbers that the specification calls unsigned are sent with the sign bit set by many.
        self.content(n, tag::INTEGER).and_then(ber::integer).map(|v| v as u64 & 0xffff_ffff)
    }

    /// A string of any kind.
    pub fn string(&self, n: u8) -> Option<&'a [u8]> {
        self.get(n).map(|e| e.content)
    }

    /// A `PrincipalName`: its parts with slashes between.
    pub fn principal(&self, n: u8) -> Option<Vec<u8>> {
        let names = self.fields(n)?.content(1, tag::SEQUENCE)?;
        Some(Reader::new(names).map(|e| e.content).collect::<Vec<_>>().join(&b'/'))
    }

    /// A time in seconds since 1970-01-01 UTC; `micro` is the member with its microseconds, if there is one.
    pub fn time(&self, n: u8, micro: Option<u8>) -> Option<f64> {
        let seconds = der::time(&self.get(n).filter(|e| e.tag == tag::GENERALIZED_TIME)?).ok()?;
        let micros = micro.and_then(|m| self.number(m)).unwrap_or(0);
        Some(seconds + micros as f64 / 1e6)
    }

    /// A sequence with members of its own.
    pub fn fields(&self, n: u8) -> Option<Fields<'a>> {
        self.content(n, tag::SEQUENCE).map(Fields)
    }

    /// A sequence of elements.
    pub fn list(&self, n: u8) -> Option<Reader<'a>> {
        self.content(n, tag::SEQUENCE).map(Reader::new)
    }

    /// Flags: bit 0 is the first one sent.
    pub fn flags(&self, n: u8) -> Option<Flags> {
        let bits = self.content(n, tag::BIT_STRING)?.get(1..)?;
        let mut all = [0; 4];
        all.iter_mut().zip(bits).for_each(|(to, from)| *to = *from);
        Some(Flags(u32::from_be_bytes(all)))
    }

    /// A `Ticket`.
    pub fn ticket(&self, n: u8) -> Option<Ticket<'a>> {
        ticket(&self.get(n)?)
    }

    /// The pairs of numbered bytes in a sequence of sequences (`PA-DATA` has them under 1 and 2).
    pub fn padata(&self, n: u8) -> Option<Vec<(u64, &'a [u8])>> {
        self.list(n).map(padata_list)
    }
}

/// Numbered bytes of a row of `PA-DATA`.
pub fn padata_list(list: Reader<'_>) -> Vec<(u64, &[u8])> {
    list.filter_map(|e| {
        let f = sequence(&e)?;
        Some((f.number(1)?, f.string(2).unwrap_or_default()))
    })
    .collect()
}

/// The members of an element that is a sequence.
pub fn sequence<'a>(e: &Element<'a>) -> Option<Fields<'a>> {
    (e.tag == tag::SEQUENCE).then_some(Fields(e.content))
}

/// A bit string of 32 flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    /// The flag at this place.
    pub fn has(self, place: u32) -> bool {
        self.0 >> (31 - (place & 31)) & 1 == 1
    }
}

/// A `Ticket` (section 5.3).
#[derive(Debug, PartialEq, Eq)]
pub struct Ticket<'a> {
    /// `tkt-vno`
    pub version: u64,
    /// `realm`
    pub realm: &'a [u8],
    /// `sname`
    pub service: Vec<u8>,
    /// `etype` of the encrypted part.
    pub cipher: u64,
    /// The encrypted part.
    pub ciphertext: &'a [u8],
}

/// Reads a `Ticket`.
pub fn ticket<'a>(e: &Element<'a>) -> Option<Ticket<'a>> {
    (e.tag == tag::application(1)).then_some(())?;
    let f = sequence(&Reader::new(e.content).any()?)?;
    let encrypted = f.fields(3)?;
    Some(Ticket {
        version: f.number(0)?,
        realm: f.string(1)?,
        service: f.principal(2)?,
        cipher: encrypted.number(0)?,
        ciphertext: encrypted.string(2)?,
    })
}

/// An address (section 5.2.5).
#[derive(Debug, PartialEq, Eq)]
pub enum Address<'a> {
    /// IPv4.
    V4([u8; 4]),
    /// IPv6.
    V6([u8; 16]),
    /// A NetBIOS name, as sent.
    NetBios(&'a [u8]),
    /// Another kind, by its number.
    Other(u64, &'a [u8]),
    /// An IP address of a length that it cannot have.
    Malformed,
}

/// Reads a `HostAddress`.
pub fn address<'a>(f: &Fields<'a>) -> Option<Address<'a>> {
    let (kind, bytes) = (f.number(0)?, f.string(1)?);
    Some(match kind {
        2 => bytes.try_into().map_or(Address::Malformed, Address::V4),
        24 => bytes.try_into().map_or(Address::Malformed, Address::V6),
        20 => Address::NetBios(bytes),
        other => Address::Other(other, bytes),
    })
}

/// The first certificate of the signed data in `PA-PK-AS-REQ` or `PA-PK-AS-REP` (RFC 4556, section 3.2; RFC 5652, section 5):
/// the first element under `certificates [0]` behind version, digest algorithms and encapsulated content.
pub fn certificate(pa: &[u8]) -> Option<&[u8]> {
    // Both carry a ContentInfo, once under [0] IMPLICIT OCTET STRING, once a layer deeper.
    let mut at = pa;
    for _ in 0..4 {
        if let Some(found) = signed(at) {
            return Some(found);
        }
        at = Reader::new(at).any()?.content;
    }
    None
}

fn signed(data: &[u8]) -> Option<&[u8]> {
    /// `id-signedData`: 1.2.840.113549.1.7.2
    const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
    let mut info = Reader::new(data).inner(tag::SEQUENCE)?;
    (info.expect(tag::OBJECT)? == SIGNED_DATA).then_some(())?;
    let mut body = info.inner(tag::context(0))?.inner(tag::SEQUENCE)?;
    body.expect(tag::INTEGER)?;
    body.expect(tag::SET)?;
    body.expect(tag::SEQUENCE)?;
    body.inner(tag::context(0))?.any().map(|e| e.whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An element around others.
    fn make(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        der::element(tag, parts)
    }

    #[test]
    fn members() {
        let realm = make(tag::context(1), &[&make(0x1b, &[b"EXAMPLE.ORG"])]);
        let names = make(tag::SEQUENCE, &[&make(0x1b, &[b"krbtgt"]), &make(0x1b, &[b"EXAMPLE.ORG"])]);
        let kind = make(tag::context(0), &[&make(tag::INTEGER, &[&[2]])]);
        let principal =
            make(tag::context(2), &[&make(tag::SEQUENCE, &[&kind, &make(tag::context(1), &[&names])])]);
        let time = make(tag::context(3), &[&make(tag::GENERALIZED_TIME, &[b"19700101000010Z"])]);
        let micros = make(tag::context(4), &[&make(tag::INTEGER, &[&[0x07, 0xa1, 0x20]])]);
        let flags = make(tag::context(5), &[&make(tag::BIT_STRING, &[&[0, 0x40, 0x80, 0, 1]])]);
        let all = [realm, principal, time, micros, flags].concat();
        let message_bytes = make(tag::application(kind::AS_REQ), &[&make(tag::SEQUENCE, &[&all])]);
        let (number, f) = message(&message_bytes).unwrap();
        assert_eq!(number, kind::AS_REQ);
        assert_eq!(f.string(1), Some(&b"EXAMPLE.ORG"[..]));
        assert_eq!(f.principal(2).as_deref(), Some(&b"krbtgt/EXAMPLE.ORG"[..]));
        assert_eq!(f.time(3, Some(4)), Some(10.5));
        let flags = f.flags(5).unwrap();
        assert!(flags.has(1) && flags.has(8) && flags.has(31) && !flags.has(0));
        assert_eq!(f.number(9), None);
    }

    #[test]
    fn addresses() {
        let check = |kind: u8, bytes: &[u8], wanted: Address<'_>| {
            let a = [
                make(tag::context(0), &[&make(tag::INTEGER, &[&[kind]])]),
                make(tag::context(1), &[&make(tag::OCTET_STRING, &[bytes])]),
            ]
            .concat();
            assert_eq!(address(&Fields(&a)), Some(wanted));
        };
        check(2, &[192, 0, 2, 1], Address::V4([192, 0, 2, 1]));
        check(2, &[192], Address::Malformed);
        check(20, b"HOST", Address::NetBios(b"HOST"));
        check(3, b"x", Address::Other(3, b"x"));
    }

    #[test]
    fn what_is_no_message() {
        assert!(message(b"").is_none());
        assert!(message(&[0x30, 0]).is_none());
        assert!(message(&[0x6a, 2, 4, 0]).is_none());
        assert_eq!(certificate(&[0x80, 2, 0x30, 0]), None);
    }
}
