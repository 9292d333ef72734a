//! Distinguished names as text, in the two styles that logs know (RFC 2253, and OpenSSL's "one line").

use crate::der::{self, Reader, tag};
use openssl::asn1::Asn1Object;
use openssl::nid::Nid;
use std::fmt::Write;

/// How a name is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Last part first, separated by commas: `CN=a,O=b`.
    Rfc2253,
    /// First part first, with spaces: `O = b, CN = a`.
    OneLine,
}

/// OpenSSL's number of an object identifier; `None` for one that it has no name for.
pub fn nid(oid: &[u8]) -> Option<Nid> {
    let known = Asn1Object::from_str(&der::dotted(oid)).ok()?.nid();
    (known != Nid::UNDEF).then_some(known)
}

/// The long name of an object, such as `sha256WithRSAEncryption`, or its dots.
pub fn long_name(oid: &[u8]) -> String {
    nid(oid).and_then(|n| n.long_name().ok()).map_or_else(|| der::dotted(oid), str::to_owned)
}

/// The short name of an object, such as `CN`; `UNDEF` for one that OpenSSL does not know.
pub fn short_name(oid: &[u8]) -> &'static str {
    known(oid).unwrap_or("UNDEF")
}

fn known(oid: &[u8]) -> Option<&'static str> {
    nid(oid).and_then(|n| n.short_name().ok())
}

/// The text of a whole name in DER in the style of RFC 2253; `None` when it is malformed.
pub fn text_of_der(name: &[u8]) -> Option<String> {
    text(Reader::new(name).expect(tag::SEQUENCE)?, Style::Rfc2253)
}

/// The text of the content of a name.
pub fn text(content: &[u8], style: Style) -> Option<String> {
    let mut parts: Vec<(usize, String)> = Vec::new();
    let mut sets = Reader::new(content);
    let mut number = 0;
    while !sets.is_empty() {
        let mut set = sets.inner(tag::SET)?;
        while !set.is_empty() {
            let mut pair = set.inner(tag::SEQUENCE)?;
            let (oid, value) = (pair.expect(tag::OBJECT)?, pair.any()?);
            parts.push((number, part(oid, &value, style)));
        }
        number += 1;
    }
    if style == Style::Rfc2253 {
        parts.reverse();
    }
    let mut out = String::new();
    let mut last = None;
    for (number, text) in parts {
        out.push_str(match (last, style) {
            (None, _) => "",
            (Some(l), Style::Rfc2253) => {
                if l == number {
                    "+"
                } else {
                    ","
                }
            }
            (Some(l), Style::OneLine) => {
                if l == number {
                    " + "
                } else {
                    ", "
                }
            }
        });
        out.push_str(&text);
        last = Some(number);
    }
    Some(out)
}

fn part(oid: &[u8], value: &der::Element<'_>, style: Style) -> String {
    let equals = if style == Style::Rfc2253 { "=" } else { " = " };
    match (known(oid), characters(value.tag, value.content)) {
        (Some(name), Some(text)) => format!("{name}{equals}{}", escaped(&text, style)),
        // What has no name, or is no string, is shown as it is encoded.
        (name, _) => {
            let name = name.map_or_else(|| der::dotted(oid), str::to_owned);
            format!("{name}{equals}#{}", der::hex(value.whole))
        }
    }
}

/// A string of any of ASN.1's types as UTF-8 bytes; `None` for what is no string.
pub fn characters(tag: u8, content: &[u8]) -> Option<Vec<u8>> {
    let of = |codes: &mut dyn Iterator<Item = u32>| {
        let mut out = Vec::with_capacity(content.len());
        for code in codes {
            let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        out
    };
    match tag {
        // UTF8String
        12 => Some(content.to_vec()),
        // One byte a character: NumericString, PrintableString, T61String, IA5String, times, VisibleString.
        18 | 19 | 20 | 22 | 23 | 24 | 26 => Some(of(&mut content.iter().map(|b| u32::from(*b)))),
        // UniversalString
        28 => Some(of(&mut content.as_chunks::<4>().0.iter().map(|b| u32::from_be_bytes(*b)))),
        // BMPString
        30 => Some(of(&mut content.as_chunks::<2>().0.iter().map(|b| u16::from_be_bytes(*b).into()))),
        _ => None,
    }
}

fn escaped(text: &[u8], style: Style) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quotes = false;
    for (at, &b) in text.iter().enumerate() {
        let edge = (at == 0 && matches!(b, b'#' | b' ')) || (at + 1 == text.len() && b == b' ');
        match b {
            b',' | b'+' | b'<' | b'>' | b';' | b'#' | b' ' if style == Style::OneLine => {
                quotes |= edge || !matches!(b, b'#' | b' ');
                out.push(b.into());
            }
            b',' | b'+' | b'"' | b'\\' | b'<' | b'>' | b';' => {
                out.push('\\');
                out.push(b.into());
            }
            _ if edge => {
                out.push('\\');
                out.push(b.into());
            }
            0x20..0x7f => out.push(b.into()),
            _ => {
                let _ = write!(out, "\\{b:02X}");
            }
        }
    }
    if quotes { format!("\"{out}\"") } else { out }
}

/// The last common name of a name's content, with a dot for every byte that does not print.
pub fn common_name(content: &[u8]) -> Option<String> {
    let mut found = None;
    for set in Reader::new(content) {
        for pair in Reader::new(set.content) {
            let mut pair = Reader::new(pair.content);
            if pair.expect(tag::OBJECT) == Some(&[0x55, 0x04, 0x03]) {
                found = pair.any().map(|v| printable(v.content));
            }
        }
    }
    found
}

/// Bytes as text, with a dot for every one that does not print; line ends are kept.
pub fn printable(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|b| if matches!(b, b' '..=b'~' | b'\n' | b'\r') { char::from(*b) } else { '.' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::element;

    fn name(parts: &[(&[u8], u8, &[u8])]) -> Vec<u8> {
        let sets: Vec<Vec<u8>> = parts
            .iter()
            .map(|(oid, tag, text)| {
                element(0x31, &[&element(0x30, &[&element(6, &[oid]), &element(*tag, &[text])])])
            })
            .collect();
        sets.concat()
    }

    #[test]
    fn styles() {
        let (c, cn): (&[u8], &[u8]) = (&[0x55, 4, 6], &[0x55, 4, 3]);
        let n = name(&[(c, 19, b"US"), (cn, 12, "Ü, \"x\" ".as_bytes())]);
        assert_eq!(text(&n, Style::Rfc2253).unwrap(), "CN=\\C3\\9C\\, \\\"x\\\"\\ ,C=US");
        assert_eq!(
            text(&name(&[(c, 19, b"US"), (cn, 19, b"a, b")]), Style::OneLine).unwrap(),
            "C = US, CN = \"a, b\""
        );
        assert_eq!(text(&name(&[(&[0x88, 0x37], 19, b"x")]), Style::Rfc2253).unwrap(), "2.999=#130178");
        assert_eq!(text(&name(&[(cn, 30, &[0, 0xe9])]), Style::Rfc2253).unwrap(), "CN=\\C3\\A9");
        assert_eq!(common_name(&name(&[(cn, 19, b"a"), (cn, 19, b"b\x01")])), Some("b.".into()));
        assert_eq!(text(&[0x31, 5], Style::Rfc2253), None);
    }
}
