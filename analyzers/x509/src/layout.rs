//! Where the parts of a certificate are (RFC 5280, section 4.1), and whether it is one.
//!
//! What OpenSSL would refuse for its structure is refused here as well: numbers with bytes that they do not need, malformed
//! identifiers and strings of bits, parts that are missing or follow the last one. Names are not looked into.

use crate::der::{self, Element, Reader, tag};

/// The places in a certificate.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// The signed part, as a whole.
    pub signed: &'a [u8],
    pub version: u64,
    /// Content of the serial number.
    pub serial: &'a [u8],
    /// Object identifiers of the signature's algorithm, in the signed part and behind it.
    pub signed_algorithm: &'a [u8],
    pub outer_algorithm: &'a [u8],
    pub issuer: Element<'a>,
    pub subject: Element<'a>,
    pub not_before: Element<'a>,
    pub not_after: Element<'a>,
    /// The key with its algorithm, as a whole.
    pub key: &'a [u8],
    /// Object identifier of the key's algorithm.
    pub key_algorithm: &'a [u8],
    /// Content of the sequence of extensions; empty for none.
    pub extensions: &'a [u8],
}

/// Finds the parts of a certificate in DER; bytes after it do not matter.
pub fn layout(certificate: &[u8]) -> Option<Layout<'_>> {
    let mut outer = Reader::new(certificate).inner(tag::SEQUENCE)?;
    let signed = outer.optional(tag::SEQUENCE)?;
    let outer_algorithm = algorithm(&mut outer)?;
    bits(&mut outer)?;
    let mut c = Reader::new(signed.content);
    let version = match c.inner(tag::context(0)) {
        Some(mut v) => der::small(integer(&mut v).filter(|_| v.is_empty())?)?.saturating_add(1),
        None => 1,
    };
    let serial = integer(&mut c)?;
    let signed_algorithm = algorithm(&mut c)?;
    let issuer = c.optional(tag::SEQUENCE)?;
    let mut validity = c.inner(tag::SEQUENCE)?;
    let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
    let subject = c.optional(tag::SEQUENCE)?;
    let key = c.optional(tag::SEQUENCE)?;
    let mut info = Reader::new(key.content);
    let key_algorithm = algorithm(&mut info)?;
    bits(&mut info)?;
    // Two unique identifiers, which nobody uses.
    for n in [1, 2] {
        c.expect(tag::context_primitive(n));
    }
    let extensions = match c.inner(tag::context(3)) {
        Some(mut x) => x.expect(tag::SEQUENCE).filter(|_| x.is_empty())?,
        None => &[],
    };
    let all_read = [outer, c, validity, info].iter().all(Reader::is_empty) && are_extensions(extensions);
    all_read.then_some(Layout {
        signed: signed.whole,
        version,
        serial,
        signed_algorithm,
        outer_algorithm,
        issuer,
        subject,
        not_before,
        not_after,
        key: key.whole,
        key_algorithm,
        extensions,
    })
}

/// The object of an `AlgorithmIdentifier`, which one parameter of any type may follow.
fn algorithm<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    let mut a = r.inner(tag::SEQUENCE)?;
    let object = object(&mut a)?;
    (a.any().is_none_or(|e| is_well_formed(&e)) && a.is_empty()).then_some(object)
}

/// Whether the content is one that the type has.
fn is_well_formed(e: &Element<'_>) -> bool {
    match e.tag {
        // What ends a content of unknown length.
        0 => false,
        tag::BOOLEAN => e.content.len() == 1,
        tag::INTEGER | tag::ENUMERATED => is_integer(e.content),
        tag::BIT_STRING => is_bits(e.content),
        tag::NULL => e.content.is_empty(),
        tag::OBJECT => is_object(e.content),
        _ => true,
    }
}

fn object<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    r.expect(tag::OBJECT).filter(|o| is_object(o))
}

fn integer<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    r.expect(tag::INTEGER).filter(|i| is_integer(i))
}

fn bits<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    r.expect(tag::BIT_STRING).filter(|b| is_bits(b))
}

/// No number in an object identifier is unfinished, or has more bytes than it needs.
fn is_object(content: &[u8]) -> bool {
    let mut begins = true;
    let short = content.iter().all(|b| {
        let padding = begins && *b == 0x80;
        begins = *b < 0x80;
        !padding
    });
    short && begins && !content.is_empty()
}

/// An integer has no more bytes than it needs.
fn is_integer(content: &[u8]) -> bool {
    !matches!(content, [] | [0, 0..0x80, ..] | [0xff, 0x80..=0xff, ..])
}

/// The first byte of a string of bits says how many of the last are unused.
fn is_bits(content: &[u8]) -> bool {
    content.first().is_some_and(|unused| *unused < 8)
}

fn time<'a>(r: &mut Reader<'a>) -> Option<Element<'a>> {
    r.any().filter(|e| matches!(e.tag, tag::UTC_TIME | tag::GENERALIZED_TIME))
}

fn are_extensions(content: &[u8]) -> bool {
    let mut all = Reader::new(content);
    all.by_ref().all(|e| extension(&e).is_some()) && all.is_empty()
}

/// The object, whether it is critical, and the data of an extension.
pub fn extension<'a>(e: &Element<'a>) -> Option<(&'a [u8], bool, &'a [u8])> {
    let mut x = Reader::new(e.content);
    let oid = object(&mut x)?;
    let critical = match x.expect(tag::BOOLEAN) {
        Some(&[b]) => b != 0,
        Some(_) => return None,
        None => false,
    };
    let data = x.expect(tag::OCTET_STRING)?;
    (e.tag == tag::SEQUENCE && x.is_empty()).then_some((oid, critical, data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::x509::X509;

    const CERTIFICATE: &[u8] = include_bytes!("../corpus/certificate");

    /// Each byte is set to values that are wrong in one place or another; where OpenSSL finds no certificate, we do not.
    #[test]
    fn what_openssl_refuses_is_refused() {
        assert!(layout(CERTIFICATE).is_some());
        let signed = layout(CERTIFICATE).unwrap().signed.len();
        for at in 0..signed {
            for value in [0x00, 0x01, 0x03, 0x04, 0x06, 0x30, 0x7f, 0x80, 0xa0, 0xff] {
                let mut changed = CERTIFICATE.to_vec();
                changed[at] = value;
                let ours = crate::certificate::Certificate::parse(&changed, false).is_some();
                assert!(!ours || X509::from_der(&changed).is_ok(), "byte {at} as {value:#x}");
            }
        }
    }

    #[test]
    fn numbers_and_extensions() {
        assert!([&[0][..], &[0, 0x80], &[0xff], &[0xff, 0x7f]].into_iter().all(is_integer));
        assert!(![&[][..], &[0, 1], &[0xff, 0x80]].into_iter().any(is_integer));
        assert!([&[0x55, 0x1d][..], &[0x88, 0x37], &[0x2a, 0x81, 0x80, 1]].into_iter().all(is_object));
        assert!(![&[][..], &[0x55, 0x81], &[0x55, 0x80, 1]].into_iter().any(is_object));
        assert!(are_extensions(b"") && are_extensions(b"\x30\x06\x06\x01\x55\x04\x01a"));
        assert!(!are_extensions(b"\x30\x09\x06\x01\x55\x01\x02\xff\xff\x04\x00"));
        assert!(!are_extensions(b"\x30\x05\x06\x01\x55\x05\x00"));
    }
}
