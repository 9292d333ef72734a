//! ASN.1 in the encodings that protocols use: BER with definite lengths, which contains DER (X.690), read without copies.
//!
//! Certificates, OCSP, LDAP, SNMP and Kerberos are all made of these elements. Tags above 30 and indefinite lengths, which
//! none of them uses, do not parse. Nothing here recurses: who nests readers bounds the depth.

use crate::cursor::{Cursor, Truncated};

/// Tags with their class and form.
pub mod tag {
    #![allow(missing_docs)]
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OBJECT: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0a;
    pub const NULL: u8 = 0x05;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// `[n]`, constructed.
    pub const fn context(n: u8) -> u8 {
        0xa0 | n
    }

    /// `[n]`, primitive.
    pub const fn context_primitive(n: u8) -> u8 {
        0x80 | n
    }

    /// `[APPLICATION n]`, constructed.
    pub const fn application(n: u8) -> u8 {
        0x60 | n
    }

    /// `[APPLICATION n]`, primitive.
    pub const fn application_primitive(n: u8) -> u8 {
        0x40 | n
    }
}

/// An element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Its tag, with class and form.
    pub tag: u8,
    /// What it holds.
    pub content: &'a [u8],
    /// All of it.
    pub whole: &'a [u8],
}

/// What stands in front of an element's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// Tag, and the bytes of the content; `whole` counts those of the head as well.
    Element {
        /// With class and form.
        tag: u8,
        /// Bytes of the content.
        length: usize,
        /// Bytes of all of it.
        whole: usize,
    },
    /// More bytes are needed to tell.
    Truncated,
    /// A form that is not read here.
    Malformed,
}

/// Reads a head: for streams, where the content may not have come yet.
pub fn head(c: &mut Cursor<'_>) -> Head {
    let before = *c;
    let read = |c: &mut Cursor<'_>| -> Result<Option<(u8, usize)>, Truncated> {
        let tag = c.u8()?;
        if tag & 0x1f == 0x1f {
            return Ok(None);
        }
        let length = match c.u8()? {
            short if short < 0x80 => short.into(),
            0x81 => c.u8()?.into(),
            0x82 => c.u16()?.into(),
            0x83 => c.u24()? as usize,
            0x84 => c.u32()? as usize,
            _ => return Ok(None),
        };
        Ok(Some((tag, length)))
    };
    match read(c) {
        Ok(Some((tag, length))) => {
            let whole = (c.position() - before.position()).saturating_add(length);
            Head::Element { tag, length, whole }
        }
        Ok(None) => Head::Malformed,
        Err(Truncated) => {
            *c = before;
            Head::Truncated
        }
    }
}

/// A row of elements.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(Cursor<'a>);

impl<'a> Reader<'a> {
    /// Reads the elements of `data`.
    pub fn new(data: &'a [u8]) -> Reader<'a> {
        Reader(Cursor::new(data))
    }

    /// The next element; `None` at the end, or when it is cut off or of a form that DER does not have.
    pub fn any(&mut self) -> Option<Element<'a>> {
        let before = self.0;
        let found = self.read();
        if found.is_none() {
            self.0 = before;
        }
        found
    }

    fn read(&mut self) -> Option<Element<'a>> {
        let all = self.0.rest();
        let start = self.0.position();
        let Head::Element { tag, length, .. } = head(&mut self.0) else { return None };
        let content = self.0.take(length).ok()?;
        Some(Element { tag, content, whole: all.get(..self.0.position() - start)? })
    }

    /// The next element if it has this tag.
    pub fn optional(&mut self, tag: u8) -> Option<Element<'a>> {
        let mut ahead = *self;
        let e = ahead.any().filter(|e| e.tag == tag)?;
        *self = ahead;
        Some(e)
    }

    /// The content of the next element, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.optional(tag).map(|e| e.content)
    }

    /// The elements of the next one, which must have this tag.
    pub fn inner(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.expect(tag).map(Reader::new)
    }

    /// True at the end.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        self.any()
    }
}

/// An object identifier with dots; empty when malformed.
pub fn dotted(content: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    let (mut number, mut open) = (0u64, false);
    for &b in content {
        if number >> 57 != 0 {
            return String::new();
        }
        number = number << 7 | u64::from(b & 0x7f);
        open = b & 0x80 != 0;
        if open {
            continue;
        }
        if out.is_empty() {
            let first = (number / 40).min(2);
            let _ = write!(out, "{first}.{}", number - first * 40);
        } else {
            let _ = write!(out, ".{number}");
        }
        number = 0;
    }
    if open { String::new() } else { out }
}

/// An integer of at most eight bytes, in two's complement.
pub fn integer(content: &[u8]) -> Option<i64> {
    let first = *content.first().filter(|_| content.len() <= 8)?;
    let start = if first & 0x80 != 0 { -1 } else { 0 };
    Some(content.iter().fold(start, |n, b| n << 8 | i64::from(*b)))
}

/// A small non-negative integer.
pub fn small(content: &[u8]) -> Option<u64> {
    match content {
        [] => None,
        [b, ..] if *b & 0x80 != 0 => None,
        c => {
            let first = c.iter().position(|b| *b != 0).unwrap_or(c.len());
            let digits = c.get(first..)?;
            (digits.len() <= 8).then(|| digits.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements() {
        let mut r = Reader::new(&[0x02, 1, 5, 0x30, 0x81, 2, 1, 2, 0x04, 9]);
        assert_eq!(r.expect(tag::INTEGER), Some(&[5][..]));
        assert_eq!(r.expect(tag::INTEGER), None);
        assert_eq!(r.any().map(|e| (e.tag, e.whole.len())), Some((0x30, 5)));
        assert_eq!(r.any(), None);
        assert!(!r.is_empty());
    }

    #[test]
    fn heads() {
        let check =
            |bytes: &[u8], wanted: Head| assert_eq!(head(&mut Cursor::new(bytes)), wanted, "{bytes:?}");
        check(&[0x30, 0x84, 0, 0, 1, 0], Head::Element { tag: 0x30, length: 256, whole: 262 });
        check(&[0x30, 3, 1], Head::Element { tag: 0x30, length: 3, whole: 5 });
        check(&[0x30, 0x84, 0, 0], Head::Truncated);
        check(&[0x30, 0x80], Head::Malformed);
        check(&[0x3f, 0x81, 1], Head::Malformed);
        check(&[], Head::Truncated);
    }

    #[test]
    fn numbers_and_names() {
        assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]), "1.2.840.113549");
        assert_eq!(dotted(&[0x55, 0x1d, 0x11]), "2.5.29.17");
        assert_eq!(dotted(&[0x88, 0x37]), "2.999");
        assert_eq!(dotted(&[0x88]), "");
        assert_eq!(small(&[0, 0x80]), Some(128));
        assert_eq!(small(&[0x80]), None);
        assert_eq!(integer(&[0xff]), Some(-1));
        assert_eq!(integer(&[0x00, 0xff]), Some(255));
        assert_eq!(integer(&[]), None);
    }
}
