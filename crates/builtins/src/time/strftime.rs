//! Times as text, as C's `strftime` in its own locale writes them.

use chrono::{DateTime, Local, TimeZone};
use std::fmt::Write;

/// Conversions that chrono writes as C does.
const COMMON: &[u8] = b"aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYz";

/// A time in the local time zone; `None` when it is out of range.
pub fn local(format: &[u8], seconds: f64) -> Option<Vec<u8>> {
    let whole = seconds.floor();
    if !whole.is_finite() || whole.abs() > 1e13 {
        return None;
    }
    Some(write(format, &Local.timestamp_opt(whole as i64, 0).single()?))
}

fn write(format: &[u8], time: &DateTime<Local>) -> Vec<u8> {
    let mut out = Vec::with_capacity(format.len() * 2);
    let mut rest = format;
    while let Some((&b, after)) = rest.split_first() {
        rest = after;
        if b != b'%' {
            out.push(b);
            continue;
        }
        // Modifiers ask for alternative forms, which this locale does not have.
        let mut spec = after;
        if let [b'E' | b'O', more @ ..] = spec {
            spec = more;
        }
        match spec.split_first() {
            Some((b'%', more)) => {
                out.push(b'%');
                rest = more;
            }
            Some((b'Z', more)) => {
                out.extend_from_slice(zone(time).as_bytes());
                rest = more;
            }
            Some((c, more)) if COMMON.contains(c) => {
                let mut text = String::new();
                if write!(text, "{}", time.format(&format!("%{}", *c as char))).is_ok() {
                    out.extend_from_slice(text.as_bytes());
                }
                rest = more;
            }
            // What is no conversion stands for itself.
            _ => out.push(b'%'),
        }
    }
    out
}

/// Name of the time zone: UTC, or its offset where only that is known.
fn zone(time: &DateTime<Local>) -> String {
    match time.offset().local_minus_utc() {
        0 => "UTC".to_owned(),
        _ => time.format("%z").to_string(),
    }
}
