//! Rows as JSON objects (RFC 8259), one a line.
//!
//! Strings are UTF-8; bytes that are not are written as `zander_value::json` writes them. Unset columns
//! are left out unless asked for.

use crate::layout::{Layout, Row};
use chrono::{DateTime, Datelike, Timelike};
use std::borrow::Borrow;
use zander_value::format::{write_addr, write_dotted, write_int, write_padded, write_shortest, write_uint};
use zander_value::json::write_string;
use zander_value::{Line, Text, Val};

/// How times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// Seconds since the epoch, a number with fraction.
    Epoch,
    /// Milliseconds since the epoch, an integer.
    Millis,
    /// The same, 0 for times before the epoch.
    UnsignedMillis,
    /// `2026-01-31T12:00:00.000000Z`
    Iso8601,
}

/// The name of a member and the colon behind it, in pieces of one length.
pub struct Name {
    pieces: Vec<[u8; PIECE]>,
    /// Bytes that count in the last piece.
    last: usize,
}

/// Most names fit into one.
const PIECE: usize = 16;

impl Name {
    /// `"name":`, escaped.
    pub fn new(name: &str) -> Name {
        let mut text = Vec::new();
        write_string(&mut text, name.as_bytes());
        text.push(b':');
        let piece = |bytes: &[u8]| {
            let mut piece = [0; PIECE];
            piece[..bytes.len()].copy_from_slice(bytes);
            piece
        };
        let pieces = text.chunks(PIECE);
        Name { last: text.len() - (pieces.len() - 1) * PIECE, pieces: pieces.map(piece).collect() }
    }

    #[inline]
    fn write(&self, out: &mut Line) {
        if let Some((last, whole)) = self.pieces.split_last() {
            for piece in whole {
                out.put(*piece, PIECE);
            }
            out.put(*last, self.last);
        }
    }
}

/// Appends a row as an object. `names` are those of the layout's columns.
pub fn object(
    layout: &Layout,
    names: &[Name],
    row: &Row<'_>,
    times: TimeFormat,
    include_unset: bool,
    out: &mut Line,
) {
    let mut names = names.iter();
    out.put_byte(b'{');
    let begin = out.len();
    layout.each(row, |v| {
        let name = names.next();
        if v.is_none() && !include_unset {
            return;
        }
        if let Some(name) = name {
            name.write(out);
        }
        value(v, times, out);
        out.put_byte(b',');
    });
    // Commas stand between members only.
    if out.len() > begin {
        out.shorten(1);
    }
    out.put_byte(b'}');
}

/// Appends a value.
pub fn value(v: &Val, times: TimeFormat, out: &mut Line) {
    match v {
        Val::None | Val::Lazy => out.put(*b"null", 4),
        Val::Bool(true) => out.put(*b"true", 4),
        Val::Bool(false) => out.put(*b"false", 5),
        Val::Int(n) => write_int(out, *n),
        Val::Count(n) => write_uint(out, *n),
        Val::Port(p) => write_uint(out, p.number as u64),
        Val::Double(x) | Val::Interval(x) => number(*x, out),
        Val::Time(t) => time(*t, times, out),
        Val::Addr4(octets) => {
            out.put_byte(b'"');
            write_dotted(out, octets);
            out.put_byte(b'"');
        }
        Val::Addr6(_) => {
            out.put_byte(b'"');
            if let Some(a) = v.as_addr() {
                write_addr(out, &a);
            }
            out.put_byte(b'"');
        }
        Val::Subnet(s) => out.put_slice(format!("\"{s}\"").as_bytes()),
        Val::Str(s) => write_string(out, s.as_bytes()),
        Val::Enum(e) => write_string(out, e.name.as_bytes()),
        Val::Func(f) => write_string(out, f.name.as_bytes()),
        Val::File(f) => write_string(out, f.name.as_bytes()),
        Val::Pattern(p) => write_string(out, p.source()),
        Val::Table(t) => {
            let mut cursor = t.begin();
            list(std::iter::from_fn(|| t.next(&mut cursor)).map(|(key, _)| key.value(&t.ty)), times, out);
            t.end();
        }
        Val::Vector(items) => list(items.items.borrow().iter(), times, out),
        Val::List(items) => list(items.iter(), times, out),
        Val::Record(_) | Val::Opaque(_) | Val::Type(_) => out.put(*b"null", 4),
    }
}

fn list<V: Borrow<Val>>(items: impl Iterator<Item = V>, times: TimeFormat, out: &mut Line) {
    out.put_byte(b'[');
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.put_byte(b',');
        }
        value(item.borrow(), times, out);
    }
    out.put_byte(b']');
}

fn time(t: f64, format: TimeFormat, out: &mut Line) {
    match format {
        TimeFormat::Epoch => number(t, out),
        TimeFormat::Millis => write_int(out, (t * 1000.0) as i64),
        TimeFormat::UnsignedMillis => write_uint(out, (t * 1000.0) as u64),
        TimeFormat::Iso8601 => iso8601(t, out),
    }
}

fn iso8601(t: f64, out: &mut Line) {
    let whole = t.floor();
    let micros = (((t - whole) * 1e6).round() as u32).min(999_999);
    match DateTime::from_timestamp(whole as i64, micros * 1000).map(|d| d.naive_utc()) {
        Some(d) if (0..10_000).contains(&d.year()) => {
            out.put_byte(b'"');
            write_padded::<4>(out, d.year() as u64);
            let parts = [(b'-', d.month()), (b'-', d.day()), (b'T', d.hour()), (b':', d.minute())];
            for (before, n) in parts {
                out.put_byte(before);
                write_padded::<2>(out, n.into());
            }
            out.put_byte(b':');
            write_padded::<2>(out, d.second().into());
            out.put_byte(b'.');
            write_padded::<6>(out, micros.into());
            out.put(*b"Z\"", 2);
        }
        Some(d) => out.put_slice(format!("\"{}\"", d.format("%Y-%m-%dT%H:%M:%S%.6fZ")).as_bytes()),
        None => out.put(*b"null", 4),
    }
}

/// Appends a double in the shortest form that reads back as the same number; what JSON cannot express becomes `null`.
fn number(x: f64, out: &mut Line) {
    if x.is_finite() { write_shortest(out, x) } else { out.put(*b"null", 4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(v: Val, expected: &str) {
        let mut out = Line::default();
        value(&v, TimeFormat::Epoch, &mut out);
        assert_eq!(String::from_utf8_lossy(out.as_bytes()), expected);
    }

    #[test]
    fn values() {
        check(Val::Double(5.0), "5.0");
        check(Val::Interval(0.00001), "0.00001");
        check(Val::Double(1e20), "100000000000000000000.0");
        check(Val::Time(1300475167.096535), "1300475167.096535");
        check(Val::str("a\"b\\\n\u{e4}"), "\"a\\\"b\\\\\\nä\"");
        check(Val::str([0xff, b'x']), "\"\\\\xffx\"");
        check(Val::Addr4([1, 2, 3, 4]), "\"1.2.3.4\"");
    }

    #[test]
    fn iso_times() {
        let cases = [
            (0.5, "\"1970-01-01T00:00:00.500000Z\""),
            (1300475167.096535, "\"2011-03-18T19:06:07.096535Z\""),
            (-0.25, "\"1969-12-31T23:59:59.750000Z\""),
            (-62_167_219_201.0, "\"-0001-12-31T23:59:59.000000Z\""),
            (253_402_300_800.0, "\"+10000-01-01T00:00:00.000000Z\""),
            (1e18, "null"),
        ];
        for (t, expected) in cases {
            let mut out = Line::default();
            value(&Val::Time(t), TimeFormat::Iso8601, &mut out);
            assert_eq!(String::from_utf8_lossy(out.as_bytes()), expected);
        }
    }
}
