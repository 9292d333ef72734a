//! Rows as JSON objects (RFC 8259), one a line.
//!
//! Strings are UTF-8; bytes that are not are written as `zander_value::json` writes them. Unset columns
//! are left out unless asked for.

use crate::layout::{Layout, Row};
use chrono::{DateTime, Datelike, Timelike};
use std::io::Write;
use zander_value::Val;
use zander_value::format::{write_addr, write_int, write_padded, write_shortest, write_uint};
use zander_value::json::write_string;

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

/// `"name":`, escaped.
pub fn member_name(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write_string(&mut out, name.as_bytes());
    out.push(b':');
    out
}

/// Appends a row as an object. `names` are the [`member_name`]s of the layout's columns.
pub fn object(
    layout: &Layout,
    names: &[Vec<u8>],
    row: &Row<'_>,
    times: TimeFormat,
    include_unset: bool,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    let mut first = true;
    for (column, name) in layout.columns.iter().zip(names) {
        column.with(row, |v| {
            if v.is_none() && !include_unset {
                return;
            }
            if !std::mem::take(&mut first) {
                out.push(b',');
            }
            out.extend_from_slice(name);
            value(v, times, out);
        });
    }
    out.push(b'}');
}

/// Appends a value.
pub fn value(v: &Val, times: TimeFormat, out: &mut Vec<u8>) {
    match v {
        Val::None | Val::Lazy => out.extend_from_slice(b"null"),
        Val::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
        Val::Int(n) => write_int(out, *n),
        Val::Count(n) => write_uint(out, *n),
        Val::Port(p) => write_uint(out, p.number as u64),
        Val::Double(x) | Val::Interval(x) => number(*x, out),
        Val::Time(t) => time(*t, times, out),
        Val::Addr4(_) | Val::Addr6(_) => {
            out.push(b'"');
            if let Some(a) = v.as_addr() {
                write_addr(out, &a);
            }
            out.push(b'"');
        }
        Val::Subnet(s) => {
            let _ = write!(out, "\"{s}\"");
        }
        Val::Str(s) => write_string(out, s.as_bytes()),
        Val::Enum(e) => write_string(out, e.name.as_bytes()),
        Val::Func(f) => write_string(out, f.name.as_bytes()),
        Val::File(f) => write_string(out, f.name.as_bytes()),
        Val::Pattern(p) => write_string(out, p.source()),
        Val::Table(t) => {
            let keys: Vec<Val> = t.entries().iter().map(|(k, _)| k.value(&t.ty)).collect();
            list(&keys, times, out);
        }
        Val::Vector(items) => list(&items.items.borrow(), times, out),
        Val::List(items) => list(items, times, out),
        Val::Record(_) | Val::Opaque(_) | Val::Type(_) => out.extend_from_slice(b"null"),
    }
}

fn list(items: &[Val], times: TimeFormat, out: &mut Vec<u8>) {
    out.push(b'[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        value(item, times, out);
    }
    out.push(b']');
}

fn time(t: f64, format: TimeFormat, out: &mut Vec<u8>) {
    match format {
        TimeFormat::Epoch => number(t, out),
        TimeFormat::Millis => write_int(out, (t * 1000.0) as i64),
        TimeFormat::UnsignedMillis => write_uint(out, (t * 1000.0) as u64),
        TimeFormat::Iso8601 => {
            let whole = t.floor();
            let micros = (((t - whole) * 1e6).round() as u32).min(999_999);
            match DateTime::from_timestamp(whole as i64, micros * 1000).map(|d| d.naive_utc()) {
                Some(d) if (0..10_000).contains(&d.year()) => {
                    out.push(b'"');
                    write_padded::<4>(out, d.year() as u64);
                    let parts = [(b'-', d.month()), (b'-', d.day()), (b'T', d.hour()), (b':', d.minute())];
                    for (before, n) in parts {
                        out.push(before);
                        write_padded::<2>(out, n.into());
                    }
                    out.push(b':');
                    write_padded::<2>(out, d.second().into());
                    out.push(b'.');
                    write_padded::<6>(out, micros.into());
                    out.extend_from_slice(b"Z\"");
                }
                Some(d) => {
                    let _ = write!(out, "\"{}\"", d.format("%Y-%m-%dT%H:%M:%S%.6fZ"));
                }
                None => out.extend_from_slice(b"null"),
            }
        }
    }
}

/// Appends a double in the shortest form that reads back as the same number; what JSON cannot express becomes `null`.
fn number(x: f64, out: &mut Vec<u8>) {
    if x.is_finite() { write_shortest(out, x) } else { out.extend_from_slice(b"null") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(v: Val, expected: &str) {
        let mut out = Vec::new();
        value(&v, TimeFormat::Epoch, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
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
            let mut out = Vec::new();
            value(&Val::Time(t), TimeFormat::Iso8601, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }
}
