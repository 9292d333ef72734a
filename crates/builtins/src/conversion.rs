//! From one type to another.

use crate::call::{complain, complain_of, string_set};
use zander_value::{EnumType, Str, TableRef, Type, Val};
use zander_vm::Context;

/// The number at the beginning of a text as C's `strtoll` reads it, and the offset behind it: blanks, a sign, for base
/// 16 the prefix `0x`, digits. A number too large becomes the largest one. The offset is 0 when there is no number.
pub fn leading_int(text: &[u8], base: u64) -> (i64, usize) {
    let (negative, size, end) = leading(text, base);
    let limit = i64::MAX as u64;
    let value = match negative {
        true if size > limit => i64::MIN,
        true => -(size as i64),
        false => size.min(limit) as i64,
    };
    (value, end)
}

/// Sign, size and end of the number at the beginning of a text; the size is the largest one when it is too large.
fn leading(text: &[u8], base: u64) -> (bool, u64, usize) {
    let mut at = text.iter().position(|b| !matches!(b, b' ' | 9..=13)).unwrap_or(text.len());
    let negative = text.get(at) == Some(&b'-');
    if matches!(text.get(at), Some(b'-' | b'+')) {
        at += 1;
    }
    let digit = |at: usize| -> Option<u64> {
        (*text.get(at)? as char).to_digit(36).map(u64::from).filter(|d| *d < base)
    };
    let prefix = text.get(at..at + 2).is_some_and(|p| p.eq_ignore_ascii_case(b"0x"));
    if base == 16 && prefix && digit(at + 2).is_some() {
        at += 2;
    }
    if digit(at).is_none() {
        return (false, 0, 0);
    }
    let mut value = 0u64;
    while let Some(d) = digit(at) {
        value = value.checked_mul(base).and_then(|v| v.checked_add(d)).unwrap_or(u64::MAX);
        at += 1;
    }
    (negative, value, at)
}

/// The number that a text denotes. A minus wraps around, as C does.
pub fn to_count(cx: &mut Context<'_>, s: &Str, base: u64) -> u64 {
    let text = s.as_bytes();
    let (negative, size, end) = leading(text, base);
    // Blanks behind the number are skipped, nothing else.
    if end == 0 || !text[end..].iter().all(|b| matches!(b, b' ' | 9..=13)) {
        complain_of(cx, "bad conversion to count", &Val::Str(s.clone()));
        return 0;
    }
    if negative && size != u64::MAX { size.wrapping_neg() } else { size }
}

/// The number that a text begins with; an error when more follows.
pub fn to_int(cx: &mut Context<'_>, s: &Str, base: u64) -> i64 {
    let (value, end) = leading_int(s.as_bytes(), base);
    if end == 0 || end < s.len() {
        complain_of(cx, "bad conversion to integer", &Val::Str(s.clone()));
    }
    value
}

/// A number as C's `strtod` reads it; `None` when the text is not one.
pub fn parse_double(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text.trim_ascii_start()).ok()?;
    let (sign, rest) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    let lower = rest.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix("0x") {
        return hexadecimal(digits).map(|x| sign * x);
    }
    match lower.as_str() {
        "inf" | "infinity" => return Some(sign * f64::INFINITY),
        "nan" => return Some(f64::NAN),
        _ => {}
    }
    if !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    rest.parse::<f64>().ok().map(|x| sign * x)
}

/// Hexadecimal digits with a fraction and a binary exponent.
fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once('p') {
        Some((m, e)) => (m, e.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0.0;
    for c in whole.chars() {
        value = value * 16.0 + c.to_digit(16)? as f64;
    }
    let mut weight = 1.0;
    for c in fraction.chars() {
        weight /= 16.0;
        value += c.to_digit(16)? as f64 * weight;
    }
    Some(value * 2f64.powi(exponent))
}

/// The number that a text denotes.
pub fn to_double(cx: &mut Context<'_>, s: &Str) -> f64 {
    parse_double(s.as_bytes()).unwrap_or_else(|| {
        complain_of(cx, "bad conversion to double", &Val::Str(s.clone()));
        0.0
    })
}

/// A number that is not negative.
pub fn int_to_count(cx: &mut Context<'_>, n: i64) -> u64 {
    u64::try_from(n).unwrap_or_else(|_| {
        complain_of(cx, "bad conversion to count", &Val::Int(n));
        0
    })
}

/// The same number.
pub fn int_to_double(_: &mut Context<'_>, i: i64) -> f64 {
    i as f64
}

/// The nearest whole number, halves to the even one. Negative numbers wrap around with an error.
pub fn double_to_count(cx: &mut Context<'_>, d: f64) -> u64 {
    if d < 0.0 {
        complain_of(cx, "bad conversion to count", &Val::Double(d));
        return d.round_ties_even() as i64 as u64;
    }
    d.round_ties_even() as u64
}

/// The nearest whole number, halves to the even one.
pub fn double_to_int(_: &mut Context<'_>, d: f64) -> i64 {
    d.round_ties_even() as i64
}

/// The same number.
pub fn count_to_double(_: &mut Context<'_>, c: u64) -> f64 {
    c as f64
}

/// Seconds.
pub fn time_to_double(_: &mut Context<'_>, t: f64) -> f64 {
    t
}

/// A time.
pub fn double_to_time(_: &mut Context<'_>, d: f64) -> f64 {
    d
}

/// An interval.
pub fn double_to_interval(_: &mut Context<'_>, d: f64) -> f64 {
    d
}

/// Seconds.
pub fn interval_to_double(_: &mut Context<'_>, i: f64) -> f64 {
    i
}

/// The number of an enum value.
pub fn enum_to_int(cx: &mut Context<'_>, e: &Val) -> i64 {
    match e {
        Val::Enum(e) => e.value,
        _ => {
            complain(cx, "enum_to_int() requires enum value");
            -1
        }
    }
}

/// Names of the values of an enum, which is given as a type or by name.
pub fn enum_names(cx: &mut Context<'_>, et: &Val) -> TableRef {
    let names = |e: &EnumType| string_set(e.items().iter().map(|i| i.name.clone()));
    let named = match et {
        Val::Type(t) => Some((**t).clone()),
        Val::Str(name) => cx.type_named(&name.to_text()),
        _ => None,
    };
    match named {
        Some(Type::Enum(e)) => names(&e),
        _ => string_set::<[&[u8]; 0]>([]),
    }
}

/// A number from up to eight bytes.
pub fn bytestring_to_count(cx: &mut Context<'_>, s: &Str, is_le: bool) -> u64 {
    if s.len() > 8 {
        complain(cx, "unsupported byte length for bytestring_to_count");
        return 0;
    }
    let add = |n: u64, b: &u8| n << 8 | *b as u64;
    if is_le { s.as_bytes().iter().rev().fold(0, add) } else { s.as_bytes().iter().fold(0, add) }
}

/// A double from eight bytes.
pub fn bytestring_to_double(cx: &mut Context<'_>, s: &Str) -> f64 {
    s.as_bytes().try_into().map(f64::from_be_bytes).unwrap_or_else(|_| {
        complain(cx, "bad conversion to double");
        0.0
    })
}

/// A double from four bytes.
pub fn bytestring_to_float(cx: &mut Context<'_>, s: &Str) -> f64 {
    s.as_bytes().try_into().map(|b| f32::from_be_bytes(b) as f64).unwrap_or_else(|_| {
        complain(cx, "bad conversion to float");
        0.0
    })
}
