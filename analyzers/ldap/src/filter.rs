//! Search filters in their text form (RFC 4515), with the readable values that Microsoft's directories are asked for.

use crate::parse::text;
use std::borrow::Cow;
use std::fmt::Write;
use zander_wire::ber::{Element, Reader, tag};

/// Filters nested deeper than this are refused: nobody writes them, and each level is a call.
const MAX_DEPTH: usize = 100;

/// Tags of the `Filter` choice (RFC 4511, section 4.5.1).
mod choice {
    pub const AND: u8 = 0;
    pub const OR: u8 = 1;
    pub const NOT: u8 = 2;
    pub const EQUALITY: u8 = 3;
    pub const SUBSTRINGS: u8 = 4;
    pub const GREATER_OR_EQUAL: u8 = 5;
    pub const LESS_OR_EQUAL: u8 = 6;
    pub const PRESENT: u8 = 7;
    pub const APPROXIMATE: u8 = 8;
    pub const EXTENSIBLE: u8 = 9;
}

/// The text of a filter; `None` when it is malformed or nested too deeply.
///
/// Of more than two filters under one `&` or `|` the first two are taken together, then the next, and so on:
/// `(&(&(a=1)(b=2))(c=3))`. That says the same and is how other tools print it.
pub fn filter(e: &Element<'_>) -> Option<String> {
    let mut out = String::new();
    write(e, &mut out, 0)?;
    Some(out)
}

fn write(e: &Element<'_>, out: &mut String, depth: usize) -> Option<()> {
    if depth >= MAX_DEPTH || e.tag & 0xc0 != 0x80 {
        return None;
    }
    let kind = e.tag & 0x1f;
    match kind {
        choice::AND => joined(e.content, '&', out, depth)?,
        choice::OR => joined(e.content, '|', out, depth)?,
        choice::NOT => {
            out.push_str("(!");
            write(&Reader::new(e.content).any()?, out, depth + 1)?;
            out.push(')');
        }
        choice::EQUALITY => assertion(e.content, "=", out)?,
        choice::GREATER_OR_EQUAL => assertion(e.content, ">=", out)?,
        choice::LESS_OR_EQUAL => assertion(e.content, "<=", out)?,
        choice::APPROXIMATE => assertion(e.content, "~=", out)?,
        choice::SUBSTRINGS => substrings(e.content, out)?,
        choice::PRESENT => write!(out, "({}=*)", text(e.content)).ok()?,
        choice::EXTENSIBLE => extensible(e.content, out)?,
        _ => return None,
    }
    Some(())
}

fn joined(content: &[u8], operator: char, out: &mut String, depth: usize) -> Option<()> {
    let count = Reader::new(content).count();
    (0..count.saturating_sub(1).max(1)).for_each(|_| {
        out.push('(');
        out.push(operator);
    });
    let mut parts = Reader::new(content);
    let mut place = 0;
    while !parts.is_empty() {
        write(&parts.any()?, out, depth + 1)?;
        if place > 0 {
            out.push(')');
        }
        place += 1;
    }
    if place < 2 {
        out.push(')');
    }
    Some(())
}

fn assertion(content: &[u8], operator: &str, out: &mut String) -> Option<()> {
    let mut r = Reader::new(content);
    let attribute = r.expect(tag::OCTET_STRING)?;
    let value = r.expect(tag::OCTET_STRING)?;
    write!(out, "({}{operator}{})", text(attribute), value_text(attribute, value)).ok()
}

fn substrings(content: &[u8], out: &mut String) -> Option<()> {
    let mut r = Reader::new(content);
    write!(out, "({}=", text(r.expect(tag::OCTET_STRING)?)).ok()?;
    let mut parts = r.inner(tag::SEQUENCE)?;
    let mut last = String::new();
    let mut middle = String::new();
    while !parts.is_empty() {
        let part = parts.any()?;
        let words = escaped(&text(part.content));
        match part.tag & 0x1f {
            0 => out.push_str(&words),
            1 => {
                middle.push_str(&words);
                middle.push('*');
            }
            2 => last = words,
            _ => return None,
        }
    }
    write!(out, "*{middle}{last})").ok()
}

/// `MatchingRuleAssertion`: `(attribute:dn:rule:=value)`.
fn extensible(content: &[u8], out: &mut String) -> Option<()> {
    let (mut rule, mut attribute, mut value, mut dn) = (None, None, None, false);
    let mut r = Reader::new(content);
    while !r.is_empty() {
        let part = r.any()?;
        match part.tag & 0x1f {
            1 => rule = Some(part.content),
            2 => attribute = Some(part.content),
            3 => value = Some(part.content),
            4 => dn = part.content.first().is_some_and(|b| *b != 0),
            _ => return None,
        }
    }
    out.push('(');
    if let Some(a) = attribute {
        out.push_str(&text(a));
    }
    if dn {
        out.push_str(":dn");
    }
    if let Some(rule) = rule {
        write!(out, ":{}", text(rule)).ok()?;
    }
    write!(out, ":={})", value_text(attribute.unwrap_or_default(), value?)).ok()
}

/// A value as text: binary ones that directories are asked for by name are spelt out (MS-ADTS, section 6.3.3.2).
fn value_text<'a>(attribute: &[u8], value: &'a [u8]) -> Cow<'a, str> {
    match (attribute, value) {
        (b"DomainGuid", _) => guid(value).unwrap_or_else(|| "GUID_FORMAT_FAILED".into()).into(),
        (b"objectSid" | b"AAC", _) => {
            value.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(":").into()
        }
        (b"DomainSid", _) => sid(value).unwrap_or_else(|| "SID_FORMAT_FAILED".into()).into(),
        (b"NtVer", [a, b, c, d]) => format!("0x{d:02x}{c:02x}{b:02x}{a:02x}").into(),
        (b"NtVer", _) => "HEX_FORMAT_FAILED".into(),
        _ => match text(value) {
            Cow::Borrowed(t) if !t.contains(RESERVED) => Cow::Borrowed(t),
            t => escaped(&t).into(),
        },
    }
}

/// Characters that stand for themselves only when escaped (RFC 4515, section 3).
const RESERVED: [char; 5] = ['*', '(', ')', '\\', '\0'];

fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if RESERVED.contains(&c) {
            let _ = write!(out, "\\{:02x}", c as u32);
        } else {
            out.push(c);
        }
        out
    })
}

/// The first three parts of a GUID are little-endian numbers.
fn guid(value: &[u8]) -> Option<String> {
    let b: [u8; 16] = value.try_into().ok()?;
    let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
    let mut out = String::with_capacity(36);
    for (place, at) in order.into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let _ = write!(out, "{:02x}", b.get(at)?);
    }
    Some(out)
}

/// A security identifier with four sub-authorities: revision, authority (big-endian), then little-endian numbers
/// (MS-DTYP, section 2.4.2).
fn sid(value: &[u8]) -> Option<String> {
    let b: &[u8; 24] = value.try_into().ok()?;
    let authority = b.get(2..8)?.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
    let mut out = format!("S-{}-{authority}", b[0]);
    for part in b.get(8..)?.chunks_exact(4) {
        let _ = write!(out, "-{}", u32::from_le_bytes(part.try_into().ok()?));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hex: &str, wanted: Option<&str>) {
        let bytes: Vec<u8> = hex.split_whitespace().map(|b| u8::from_str_radix(b, 16).unwrap()).collect();
        let e = Reader::new(&bytes).any().unwrap();
        assert_eq!(filter(&e).as_deref(), wanted);
    }

    #[test]
    fn leaves() {
        check("87 02 63 6e", Some("(cn=*)"));
        check("a3 07 04 02 63 6e 04 01 61", Some("(cn=a)"));
        check("a5 07 04 02 63 6e 04 01 2a", Some("(cn>=\\2a)"));
        check("a4 0c 04 02 63 6e 30 06 80 01 61 82 01 62", Some("(cn=a*b)"));
        check("a4 0c 04 02 63 6e 30 06 81 01 61 81 01 62", Some("(cn=*a*b*)"));
        check("a9 0a 81 01 72 82 02 63 6e 83 01 61", Some("(cn:r:=a)"));
        check("a9 0a 82 02 63 6e 83 01 61 84 01 ff", Some("(cn:dn:=a)"));
        check("a3 0d 04 05 4e 74 56 65 72 04 04 16 00 00 20", Some("(NtVer=0x20000016)"));
        check("a3 02 04 09", None);
    }

    #[test]
    fn trees() {
        check("a0 00", Some("(&)"));
        check("a0 04 87 02 63 6e", Some("(&(cn=*))"));
        check("a1 0c 87 02 61 61 87 02 62 62 87 02 63 63", Some("(|(|(aa=*)(bb=*))(cc=*))"));
        check("a2 04 87 02 63 6e", Some("(!(cn=*))"));
        check("a2 00", None);
    }

    #[test]
    fn depth_is_bounded() {
        let deep = (0..200).fold(vec![0x87, 0], |inner: Vec<u8>, _| {
            [&[0xa2, 0x82, (inner.len() >> 8) as u8, inner.len() as u8], &inner[..]].concat()
        });
        assert_eq!(filter(&Reader::new(&deep).any().unwrap()), None);
    }
}
