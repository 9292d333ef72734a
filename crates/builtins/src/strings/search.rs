//! Looking for strings in strings, and what strings consist of.

use crate::call::error;
use memchr::memmem;
use zander_value::Str;
use zander_vm::Context;

/// Where `little` first occurs.
pub(super) fn position(big: &[u8], little: &[u8]) -> Option<usize> {
    memmem::find(big, little)
}

/// Position counted from 1; 0 when there is none.
pub fn strstr(_: &mut Context<'_>, big: &Str, little: &Str) -> u64 {
    position(big.as_bytes(), little.as_bytes()).map_or(0, |at| at as u64 + 1)
}

/// Looks for `sub` in `end` bytes from `start` on (to the end for -1), from the front or from behind. -1: not there.
#[allow(clippy::too_many_arguments)]
fn find(
    cx: &mut Context<'_>,
    name: &str,
    s: &Str,
    sub: &Str,
    start: u64,
    end: i64,
    case_sensitive: bool,
    backwards: bool,
) -> i64 {
    if end != -1 && end < i64::try_from(start).unwrap_or(i64::MAX) {
        error(cx, format!("{name}: end position must be greater than start position"));
        return -1;
    }
    let from = usize::try_from(start).unwrap_or(usize::MAX);
    let Some(rest) = s.as_bytes().get(from..) else { return -1 };
    let length = usize::try_from(end).unwrap_or(usize::MAX).min(rest.len());
    let range = &rest[..length];
    let look =
        |text: &[u8], sub: &[u8]| if backwards { memmem::rfind(text, sub) } else { memmem::find(text, sub) };
    let found = if case_sensitive {
        look(range, sub.as_bytes())
    } else {
        look(&range.to_ascii_lowercase(), &sub.as_bytes().to_ascii_lowercase())
    };
    found.map_or(-1, |at| (at + from) as i64)
}

/// The first occurrence.
pub fn find_str(cx: &mut Context<'_>, s: &Str, sub: &Str, start: u64, end: i64, case_sensitive: bool) -> i64 {
    find(cx, "find_str", s, sub, start, end, case_sensitive, false)
}

/// The last occurrence.
pub fn rfind_str(
    cx: &mut Context<'_>,
    s: &Str,
    sub: &Str,
    start: u64,
    end: i64,
    case_sensitive: bool,
) -> i64 {
    find(cx, "rfind_str", s, sub, start, end, case_sensitive, true)
}

/// Whether it begins so.
pub fn starts_with(_: &mut Context<'_>, s: &Str, sub: &Str) -> bool {
    s.as_bytes().starts_with(sub.as_bytes())
}

/// Whether it ends so.
pub fn ends_with(_: &mut Context<'_>, s: &Str, sub: &Str) -> bool {
    s.as_bytes().ends_with(sub.as_bytes())
}

/// Without that beginning, as often as it is there.
pub fn remove_prefix(_: &mut Context<'_>, s: &Str, sub: &Str) -> Str {
    let mut rest = s.as_bytes();
    while let Some(r) = rest.strip_prefix(sub.as_bytes()).filter(|_| !sub.is_empty()) {
        rest = r;
    }
    rest.into()
}

/// Without that end, as often as it is there.
pub fn remove_suffix(_: &mut Context<'_>, s: &Str, sub: &Str) -> Str {
    let mut rest = s.as_bytes();
    while let Some(r) = rest.strip_suffix(sub.as_bytes()).filter(|_| !sub.is_empty()) {
        rest = r;
    }
    rest.into()
}

/// Occurrences that do not overlap; an empty string does not occur.
pub fn count_substr(_: &mut Context<'_>, s: &Str, sub: &Str) -> u64 {
    if sub.is_empty() { 0 } else { memmem::find_iter(s.as_bytes(), sub.as_bytes()).count() as u64 }
}

/// Whether all bytes are of a class. Texts that C would see cut short are refused.
fn all(cx: &mut Context<'_>, s: &Str, class: impl Fn(&u8) -> bool) -> bool {
    if s.as_bytes().contains(&0) {
        let mut shown = Vec::new();
        zander_value::format::escape(&mut shown, s.as_bytes());
        error(cx, format!("string with embedded NUL: \"{}\"", String::from_utf8_lossy(&shown)));
        return false;
    }
    !s.is_empty() && s.as_bytes().iter().all(class)
}

/// Digits only.
pub fn is_num(cx: &mut Context<'_>, s: &Str) -> bool {
    all(cx, s, u8::is_ascii_digit)
}

/// Letters only.
pub fn is_alpha(cx: &mut Context<'_>, s: &Str) -> bool {
    all(cx, s, u8::is_ascii_alphabetic)
}

/// Letters and digits only.
pub fn is_alnum(cx: &mut Context<'_>, s: &Str) -> bool {
    all(cx, s, u8::is_ascii_alphanumeric)
}

/// No byte above 127.
pub fn is_ascii(_: &mut Context<'_>, s: &Str) -> bool {
    s.as_bytes().is_ascii()
}
