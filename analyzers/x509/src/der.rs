//! The subset of ASN.1 that certificates and OCSP messages use, in DER (X.690), read without copies.

use zander_wire::Cursor;

/// Tags with their class and form.
pub mod tag {
    #![allow(missing_docs)]
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const OBJECT: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0a;
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
        let tag = self.0.u8().ok()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let length = match self.0.u8().ok()? {
            short if short < 0x80 => short.into(),
            0x81 => self.0.u8().ok()?.into(),
            0x82 => self.0.u16().ok()?.into(),
            0x83 => self.0.u24().ok()? as usize,
            _ => return None,
        };
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

/// An element made of a tag and contents.
pub fn element(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let length: usize = contents.iter().map(|c| c.len()).sum();
    let mut out = vec![tag];
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x100 => out.extend([0x81, length as u8]),
        0x100..0x1_0000 => out.extend([0x82, (length >> 8) as u8, length as u8]),
        _ => out.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
    }
    contents.iter().for_each(|c| out.extend_from_slice(c));
    out
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

/// An integer of any size as hexadecimal digits in pairs, as serial numbers are written: `00` for zero, `-` before a
/// negative one.
pub fn hex_integer(content: &[u8]) -> String {
    let negative = content.first().is_some_and(|b| b & 0x80 != 0);
    let mut bytes = content.to_vec();
    if negative {
        // Two's complement.
        bytes.iter_mut().for_each(|b| *b = !*b);
        for b in bytes.iter_mut().rev() {
            let (sum, carry) = b.overflowing_add(1);
            *b = sum;
            if !carry {
                break;
            }
        }
    }
    let first = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len().saturating_sub(1));
    let digits = hex(bytes.get(first..).unwrap_or_default());
    match (negative, digits.is_empty()) {
        (true, _) => format!("-{digits}"),
        (false, true) => "00".into(),
        (false, false) => digits,
    }
}

/// Bytes as upper-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02X}");
        out
    })
}

/// Why a time could not be read: the name of a weird.
pub type TimeFault = &'static str;

/// A UTCTime or GeneralizedTime in seconds since 1970-01-01 UTC.
pub fn time(e: &Element<'_>) -> Result<f64, TimeFault> {
    let text = e.content;
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = |from: usize, count: usize| -> i64 {
        text.get(from..from + count)
            .unwrap_or_default()
            .iter()
            .fold(0, |n, b| n * 10 + i64::from(b.wrapping_sub(b'0')))
    };
    let (year, at) = match e.tag {
        tag::UTC_TIME if text.len() < 11 => return Err("x509_utc_length"),
        tag::UTC_TIME if digits < 10 => return Err("x509_utc_format"),
        tag::UTC_TIME => (number(0, 2) + if number(0, 2) < 50 { 2000 } else { 1900 }, 2),
        tag::GENERALIZED_TIME if text.len() < 10 || digits < 10 => return Err("x509_gen_time_length"),
        tag::GENERALIZED_TIME => (number(0, 4), 4),
        _ => return Err("x509_invalid_time_type"),
    };
    let part = |place: usize| if digits >= at + place * 2 + 2 { number(at + place * 2, 2) } else { 0 };
    let days = days(year, part(0), part(1));
    let mut seconds = days * 86_400 + part(2) * 3600 + part(3) * 60 + part(4);
    let rest = text.get(digits..).unwrap_or_default();
    let fraction = rest
        .first()
        .filter(|b| **b == b'.')
        .map_or(0, |_| 1 + rest.iter().skip(1).take_while(|b| b.is_ascii_digit()).count());
    match rest.get(fraction..).unwrap_or_default() {
        [] | [b'Z', ..] => {}
        [sign @ (b'+' | b'-'), hh @ .., m1, m2] if hh.len() == 2 => {
            let two = |a: u8, b: u8| i64::from(a.wrapping_sub(b'0')) * 10 + i64::from(b.wrapping_sub(b'0'));
            let [h1, h2] = [hh.first().copied().unwrap_or(b'0'), hh.get(1).copied().unwrap_or(b'0')];
            if ![h1, h2, *m1, *m2].iter().all(u8::is_ascii_digit) {
                return Err("x509_time_add_char");
            }
            let offset = two(h1, h2) * 3600 + two(*m1, *m2) * 60;
            seconds -= if *sign == b'+' { offset } else { -offset };
        }
        [b'+' | b'-', ..] => return Err("x509_time_offset_underflow"),
        _ => return Err("x509_time_offset_type"),
    }
    Ok(seconds as f64)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
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
        assert_eq!(element(4, &[&[1; 200]])[..3], [4, 0x81, 200]);
    }

    #[test]
    fn numbers_and_names() {
        assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]), "1.2.840.113549");
        assert_eq!(dotted(&[0x55, 0x1d, 0x11]), "2.5.29.17");
        assert_eq!(dotted(&[0x88, 0x37]), "2.999");
        assert_eq!(dotted(&[0x88]), "");
        assert_eq!(hex_integer(&[0, 0x99, 0xfa]), "99FA");
        assert_eq!(hex_integer(&[0]), "00");
        assert_eq!(hex_integer(&[0xff, 0x00]), "-0100");
        assert_eq!(small(&[0, 0x80]), Some(128));
        assert_eq!(small(&[0x80]), None);
    }

    #[test]
    fn times() {
        let check = |tag, text: &str, wanted: Result<f64, &str>| {
            assert_eq!(time(&Element { tag, content: text.as_bytes(), whole: &[] }), wanted, "{text}");
        };
        check(tag::UTC_TIME, "700101000000Z", Ok(0.0));
        check(tag::UTC_TIME, "110504000000Z", Ok(1_304_467_200.0));
        check(tag::UTC_TIME, "1105040000Z", Ok(1_304_467_200.0));
        check(tag::UTC_TIME, "110504020000+0200", Ok(1_304_467_200.0));
        check(tag::GENERALIZED_TIME, "20110504000000.5Z", Ok(1_304_467_200.0));
        check(tag::UTC_TIME, "1105", Err("x509_utc_length"));
        check(tag::INTEGER, "1105", Err("x509_invalid_time_type"));
    }
}
