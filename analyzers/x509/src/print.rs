//! Extensions as OpenSSL prints them.
//!
//! OpenSSL's binding prints whole certificates only. The extensions are put into a certificate that says nothing else,
//! since to read and print names, a key and a signature costs many times as much, and the text of each is cut out: every one
//! begins with a line that holds its name, and its lines are moved to the right by a known number of spaces.

use crate::certificate::Extension;
use crate::der::{dotted, element, tag};
use crate::name;
use openssl::asn1::{Asn1Object, Asn1OctetString, Asn1Time};
use openssl::error::ErrorStack;
use openssl::x509::{X509, X509Extension};

/// How far the text of an extension is moved to the right, and its heading.
const INDENT: &str = "                ";
const HEADING: &str = "            ";

/// The value of each extension; of those that OpenSSL cannot read, the octet string that holds it, in DER.
pub fn extensions(all: &[Extension]) -> Vec<Vec<u8>> {
    if all.is_empty() {
        return Vec::new();
    }
    let printed = around(all).and_then(|x509| x509.to_text()).unwrap_or_default();
    let text = String::from_utf8_lossy(&printed);
    let start = text.find("\n        X509v3 extensions:\n").map_or(text.len(), |at| at + 1);
    let mut rest = text.get(start..).unwrap_or_default();
    // Where each extension's heading and value begin.
    let mut places = Vec::with_capacity(all.len());
    for e in all {
        let head = format!("\n{HEADING}{}: {}\n", e.name, if e.critical { "critical" } else { "" });
        let place = rest.find(&head).map(|at| {
            let begin = text.len() - rest.len() + at + 1;
            let value = begin + head.len() - 1;
            rest = text.get(value - 1..).unwrap_or_default();
            (begin, value)
        });
        places.push(place);
    }
    let end = signature(&text, start);
    let mut out = Vec::with_capacity(all.len());
    for (at, e) in all.iter().enumerate() {
        let next = places.iter().skip(at + 1).flatten().next().map_or(end, |p| p.0);
        let value = places.get(at).copied().flatten().and_then(|(_, value)| text.get(value..next));
        // What OpenSSL cannot read it prints byte for byte.
        let value = value.map(moved_left).filter(|v| *v != name::printable(&e.data));
        out.push(value.map_or_else(|| element(tag::OCTET_STRING, &[&e.data]), String::into_bytes));
    }
    out
}

/// Where the text goes on after the extensions.
fn signature(text: &str, start: usize) -> usize {
    let tail = text.get(start..).unwrap_or_default();
    tail.rfind("\n    Signature Algorithm: ").map_or(text.len(), |at| start + at + 1)
}

fn moved_left(value: &str) -> String {
    let lines: Vec<&str> = value
        .strip_suffix('\n')
        .unwrap_or(value)
        .split('\n')
        .map(|l| l.strip_prefix(INDENT).unwrap_or(l))
        .collect();
    lines.join("\n")
}

/// The value of an extension that stands in no certificate.
pub fn single(e: &Extension) -> Vec<u8> {
    extensions(std::slice::from_ref(e)).pop().unwrap_or_default()
}

/// A certificate that says nothing but these extensions.
fn around(all: &[Extension]) -> Result<X509, ErrorStack> {
    let mut certificate = X509::builder()?;
    // Nothing is printed after a time that is missing.
    let when = Asn1Time::from_unix(0)?;
    certificate.set_not_before(&when)?;
    certificate.set_not_after(&when)?;
    for e in all {
        // One whose name OpenSSL cannot hold is not printed.
        let Ok(object) = Asn1Object::from_str(&dotted(&e.oid)) else { continue };
        let data = Asn1OctetString::new_from_bytes(&e.data)?;
        certificate.append_extension(X509Extension::new_from_der(&object, e.critical, &data)?)?;
    }
    Ok(certificate.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_on_their_own() {
        let check = |oid: &[u8], critical, data: &[u8], wanted: &[u8]| {
            let e = Extension::new(oid, critical, data);
            assert_eq!(single(&e), wanted);
        };
        check(&[0x55, 0x1d, 0x13], true, &[0x30, 3, 1, 1, 0xff], b"CA:TRUE");
        check(&[0x55, 0x1d, 0x0f], false, &[3, 2, 5, 0xa0], b"Digital Signature, Key Encipherment");
        check(&[0x55, 0x1d, 0x11], false, b"\x30\x0a\x82\x01a\x82\x05b.com", b"DNS:a, DNS:b.com");
        // Unknown to OpenSSL, and malformed: the bytes.
        check(&[0x88, 0x37, 1], false, b"ab\x01", b"\x04\x03ab\x01");
        check(&[0x55, 0x1d, 0x13], false, b"ab\x01", b"\x04\x03ab\x01");
    }
}
