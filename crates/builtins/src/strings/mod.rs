//! Functions on strings: bytes, ASCII letters only.

mod align;
mod escape;
mod search;

pub use align::*;
pub use escape::*;
pub use search::*;

use crate::call::{complain, complain_of, error, strings};
use zander_value::format::{Style, describe, dotted, fmt as format_values};
use zander_value::{Str, TableRef, Val, VectorRef};
use zander_vm::{Context, RuntimeError};

/// How long a string may become that is filled up to a wanted length.
const MAX_FILLED: usize = 1 << 28;

/// What `isspace` of C takes for a blank.
pub(super) fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | 9..=13)
}

/// The values one after the other, as `print` would show them unescaped.
pub fn cat(_: &mut Context<'_>, args: &[Val]) -> Str {
    // It is asked most for the text of one address.
    if let [Val::Addr4(octets)] = args {
        let (text, length) = dotted(octets);
        return Str::new(text.get(..length).unwrap_or(&text));
    }
    let mut out = Vec::new();
    for v in args {
        describe(&mut out, v, Style::PLAIN);
    }
    out.into()
}

/// Values with a separator; the second argument stands for empty ones.
pub fn cat_sep(cx: &mut Context<'_>, args: &[Val]) -> Result<Str, RuntimeError> {
    let [Val::Str(separator), Val::Str(empty), rest @ ..] = args else {
        complain(cx, "cat_sep() needs a separator and a default, both strings");
        return Ok(Str::default());
    };
    let mut out = Vec::new();
    for (i, v) in rest.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(separator.as_bytes());
        }
        let begin = out.len();
        describe(&mut out, v, Style::PLAIN);
        if out.len() == begin {
            out.extend_from_slice(empty.as_bytes());
        }
    }
    Ok(out.into())
}

/// Strings one after the other.
pub fn string_cat(_: &mut Context<'_>, args: &[Val]) -> Str {
    args.iter().filter_map(Val::as_bytes).collect::<Vec<_>>().concat().into()
}

/// C-like formatting.
pub fn fmt(cx: &mut Context<'_>, args: &[Val]) -> Str {
    let Some((format, rest)) = args.split_first() else { return Str::default() };
    let Val::Str(format) = format else {
        complain(cx, "first argument to fmt() needs to be a format string");
        return Str::default();
    };
    let made = format_values(format.as_bytes(), rest, Style::PLAIN);
    if let Some(problem) = made.problem {
        match problem.argument {
            Some(at)
                if !problem.message.starts_with("bad format")
                    && !problem.message.starts_with("excessive") =>
            {
                complain_of(cx, problem.message, rest.get(at).unwrap_or(&Val::None));
            }
            Some(_) => complain(cx, problem.message),
            None => complain_of(cx, problem.message, &args[0]),
        }
    }
    made.text.into()
}

/// Elements with a separator; holes are empty.
pub fn join_string_vec(_: &mut Context<'_>, vec: &VectorRef, sep: &Str) -> Str {
    let mut out = Vec::new();
    for (i, v) in vec.items.borrow().iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(sep.as_bytes());
        }
        describe(&mut out, v, Style::PLAIN);
    }
    out.into()
}

/// Elements with a separator.
pub fn join_string_set(_: &mut Context<'_>, ss: &TableRef, sep: &Str) -> Str {
    let mut out = Vec::new();
    for (i, (key, _)) in ss.entries().into_iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(sep.as_bytes());
        }
        describe(&mut out, &key.value(&ss.ty), Style::PLAIN);
    }
    out.into()
}

/// Distance of two strings in insertions, removals and replacements of bytes.
pub fn levenshtein_distance(_: &mut Context<'_>, s1: &Str, s2: &Str) -> u64 {
    let (short, long) = if s1.len() < s2.len() { (s1, s2) } else { (s2, s1) };
    let mut row: Vec<u64> = (0..=short.len() as u64).collect();
    for (i, a) in long.as_bytes().iter().enumerate() {
        let mut diagonal = i as u64;
        row[0] = diagonal + 1;
        for (j, b) in short.as_bytes().iter().enumerate() {
            let replaced = diagonal + (a != b) as u64;
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// What is left when one character erases itself and the one before it.
pub fn edit(cx: &mut Context<'_>, arg_s: &Str, arg_edit_char: &Str) -> Str {
    if arg_edit_char.len() != 1 {
        complain_of(cx, "not exactly one edit character", &Val::Str(arg_edit_char.clone()));
    }
    let eraser = arg_edit_char.as_bytes().first().copied().unwrap_or(0);
    let mut out = Vec::with_capacity(arg_s.len());
    for &b in arg_s.as_bytes() {
        if b == eraser {
            out.pop();
        } else {
            out.push(b);
        }
    }
    out.into()
}

/// Part of a string; positions count from 1, a negative length reaches to the end.
pub fn sub_bytes(_: &mut Context<'_>, s: &Str, start: u64, n: i64) -> Str {
    let from = usize::try_from(start.saturating_sub(1)).unwrap_or(usize::MAX);
    let rest = s.as_bytes().get(from..).unwrap_or_default();
    let wanted = usize::try_from(n).unwrap_or(usize::MAX);
    rest[..wanted.min(rest.len())].into()
}

/// A string of a wanted length whose last byte is zero.
pub fn string_fill(_: &mut Context<'_>, len: i64, source: &Str) -> Result<Str, RuntimeError> {
    let len = usize::try_from(len).unwrap_or(0);
    if len > MAX_FILLED {
        return Err("string_fill() was asked for too long a string".into());
    }
    let mut out: Vec<u8> = source.as_bytes().iter().copied().cycle().take(len).collect();
    out.resize(len, 0);
    if let Some(last) = out.last_mut() {
        *last = 0;
    }
    Ok(out.into())
}

/// Negative, zero or positive as the first sorts before, with or after the second.
pub fn strcmp(_: &mut Context<'_>, s1: &Str, s2: &Str) -> i64 {
    let (a, b) = (s1.as_bytes(), s2.as_bytes());
    let differing = a.iter().zip(b).find(|(x, y)| x != y);
    match differing {
        Some((x, y)) => *x as i64 - *y as i64,
        None => a.len().cmp(&b.len()) as i64,
    }
}

fn justify(
    cx: &mut Context<'_>,
    s: &Str,
    width: u64,
    fill: &Str,
    name: &str,
    left: bool,
) -> Result<Val, RuntimeError> {
    let [fill] = fill.as_bytes() else {
        error(cx, format!("Fill string passed to {name}() must be a single character"));
        return Ok(Val::None);
    };
    let width = usize::try_from(width).unwrap_or(usize::MAX);
    if width > MAX_FILLED {
        return Err(format!("{name}() was asked for too long a string").into());
    }
    let padding = vec![*fill; width.saturating_sub(s.len())];
    let parts = if left { [s.as_bytes(), &padding] } else { [&padding, s.as_bytes()] };
    Ok(Val::str(parts.concat()))
}

/// Fills on the right.
pub fn ljust(cx: &mut Context<'_>, s: &Str, width: u64, fill: &Str) -> Result<Val, RuntimeError> {
    justify(cx, s, width, fill, "ljust", true)
}

/// Fills on the left.
pub fn rjust(cx: &mut Context<'_>, s: &Str, width: u64, fill: &Str) -> Result<Val, RuntimeError> {
    justify(cx, s, width, fill, "rjust", false)
}

/// Fills on the left with zeros.
pub fn zfill(cx: &mut Context<'_>, s: &Str, width: u64) -> Result<Val, RuntimeError> {
    justify(cx, s, width, &Str::from("0"), "zfill", false)
}

fn trim(s: &[u8], what: impl Fn(u8) -> bool, front: bool, back: bool) -> Str {
    let begin = if front { s.iter().position(|b| !what(*b)).unwrap_or(s.len()) } else { 0 };
    let rest = &s[begin..];
    let end = if back { rest.iter().rposition(|b| !what(*b)).map_or(0, |i| i + 1) } else { rest.len() };
    rest[..end].into()
}

/// Without blanks at both ends.
pub fn strip(_: &mut Context<'_>, s: &Str) -> Str {
    trim(s.as_bytes(), is_blank, true, true)
}

/// Without the given characters in front.
pub fn lstrip(_: &mut Context<'_>, s: &Str, chars: &Str) -> Str {
    trim(s.as_bytes(), |b| chars.as_bytes().contains(&b), true, false)
}

/// Without the given characters at the end.
pub fn rstrip(_: &mut Context<'_>, s: &Str, chars: &Str) -> Str {
    trim(s.as_bytes(), |b| chars.as_bytes().contains(&b), false, true)
}

fn map(s: &Str, f: impl Fn(&u8) -> u8) -> Str {
    s.as_bytes().iter().map(f).collect::<Vec<u8>>().into()
}

/// Lower case.
pub fn to_lower(_: &mut Context<'_>, s: &Str) -> Str {
    map(s, u8::to_ascii_lowercase)
}

/// Upper case.
pub fn to_upper(_: &mut Context<'_>, s: &Str) -> Str {
    map(s, u8::to_ascii_uppercase)
}

/// Upper case to lower case and back.
pub fn swap_case(_: &mut Context<'_>, s: &Str) -> Str {
    map(s, |b| if b.is_ascii_alphabetic() { b ^ 0x20 } else { *b })
}

/// The first letter behind each space in upper case.
pub fn to_title(_: &mut Context<'_>, s: &Str) -> Str {
    let mut out = s.as_bytes().to_vec();
    let mut after_space = true;
    for b in &mut out {
        if after_space {
            b.make_ascii_uppercase();
        }
        after_space = *b == b' ';
    }
    out.into()
}

/// Backwards.
pub fn reverse(_: &mut Context<'_>, s: &Str) -> Str {
    s.as_bytes().iter().rev().copied().collect::<Vec<u8>>().into()
}

/// Replaces each occurrence, from left to right.
pub fn subst_string(_: &mut Context<'_>, s: &Str, from: &Str, to: &Str) -> Str {
    if from.is_empty() {
        return s.clone();
    }
    let text = s.as_bytes();
    let mut out = Vec::with_capacity(text.len());
    let mut start = 0;
    for at in memchr::memmem::find_iter(text, from.as_bytes()) {
        out.extend_from_slice(&text[start..at]);
        out.extend_from_slice(to.as_bytes());
        start = at + from.len();
    }
    out.extend_from_slice(&text[start..]);
    out.into()
}

/// Cuts a string at positions. A single position keeps the part in front only, with an empty one behind it.
pub fn str_split_indices(_: &mut Context<'_>, s: &Str, idx: &VectorRef) -> VectorRef {
    let text = s.as_bytes();
    let given = idx.items.borrow();
    let mut cuts: Vec<usize> = given
        .iter()
        .filter_map(Val::as_count)
        .filter_map(|n| usize::try_from(n).ok())
        .filter(|n| (1..text.len()).contains(n))
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let (Some(&last), false) = (cuts.last(), text.is_empty()) else { return strings::<[&[u8]; 0]>([]) };
    let mut parts = Vec::new();
    let mut from = 0;
    for &cut in &cuts {
        parts.push(&text[from..cut]);
        from = cut;
    }
    parts.push(if given.len() == 1 { &[][..] } else { &text[last..] });
    strings(parts)
}
