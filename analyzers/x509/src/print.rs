//! Extensions as OpenSSL prints them.
//!
//! OpenSSL's binding prints whole certificates only. The extensions are put into a certificate that says nothing else,
//! since to print names, a key and a signature costs many times as much, and the text of each is cut out: every one begins
//! with a line that holds its name, and its lines are moved to the right by a known number of spaces.

use crate::certificate::Extension;
use crate::der::{element, tag};
use crate::name;
use openssl::x509::X509;

/// How far the text of an extension is moved to the right, and its heading.
const INDENT: &str = "                ";
const HEADING: &str = "            ";

/// The value of each extension of a sequence, given its content; of those that OpenSSL cannot read, the octet string that
/// holds it, in DER.
pub fn extensions(content: &[u8], all: &[Extension]) -> Vec<Vec<u8>> {
    if all.is_empty() {
        return Vec::new();
    }
    let printed = X509::from_der(&around(content)).and_then(|x509| x509.to_text()).unwrap_or_default();
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
    let inner = element(
        tag::SEQUENCE,
        &[
            &element(tag::OBJECT, &[&e.oid]),
            &if e.critical { element(tag::BOOLEAN, &[&[0xff]]) } else { Vec::new() },
            &element(tag::OCTET_STRING, &[&e.data]),
        ],
    );
    extensions(&inner, std::slice::from_ref(e)).pop().unwrap_or_default()
}

/// A certificate of version 3 that says nothing but these extensions, given the content of their sequence.
fn around(content: &[u8]) -> Vec<u8> {
    let one = element(tag::INTEGER, &[&[1]]);
    // An algorithm that nobody knows (2.999, for examples), so that nobody tries to read the key.
    let algorithm = element(tag::SEQUENCE, &[&element(tag::OBJECT, &[&[0x88, 0x37]]), &[5, 0]]);
    let bits = element(tag::BIT_STRING, &[&[0, 0]]);
    let when = element(tag::UTC_TIME, &[b"700101000000Z"]);
    let signed = element(
        tag::SEQUENCE,
        &[
            &element(tag::context(0), &[&element(tag::INTEGER, &[&[2]])]),
            &one,
            &algorithm,
            &[0x30, 0],
            &element(tag::SEQUENCE, &[&when, &when]),
            &[0x30, 0],
            &element(tag::SEQUENCE, &[&algorithm, &bits]),
            &element(tag::context(3), &[&element(tag::SEQUENCE, &[content])]),
        ],
    );
    element(tag::SEQUENCE, &[&signed, &algorithm, &bits])
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
