//! Patterns on strings.

use crate::call::{complain, error, make_record, string_set, strings};
use std::rc::Rc;
use zander_value::pattern::{Pattern, escape};
use zander_value::{Str, TableRef, Type, Val, VectorRef};
use zander_vm::{Context, RuntimeError};

/// The parts of a text around at most `limit` matches (0: all), with the matches between them where wanted.
fn split(s: &Str, re: &Pattern, keep: bool, limit: u64) -> VectorRef {
    let text = s.as_bytes();
    let mut parts: Vec<&[u8]> = Vec::new();
    let (mut from, mut found) = (0, 0);
    while limit == 0 || found < limit {
        let Some(m) = re.find(text, from) else { break };
        parts.push(&text[from..m.start]);
        if keep {
            parts.push(&text[m.clone()]);
        }
        from = m.end;
        found += 1;
    }
    parts.push(&text[from..]);
    strings(parts)
}

/// Parts between matches.
pub fn split_string(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>) -> VectorRef {
    split(s, re, false, 0)
}

/// Parts around the first match.
pub fn split_string1(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>) -> VectorRef {
    split(s, re, false, 1)
}

/// Parts and matches.
pub fn split_string_all(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>) -> VectorRef {
    split(s, re, true, 0)
}

/// Parts around so many matches.
pub fn split_string_n(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>, incl_sep: bool, max: u64) -> VectorRef {
    split(s, re, incl_sep, max)
}

fn replace(s: &Str, re: &Pattern, with: &Str, all: bool) -> Str {
    let text = s.as_bytes();
    let Some(mut m) = re.find(text, 0) else { return s.clone() };
    let mut out = Vec::with_capacity(text.len());
    let mut from = 0;
    loop {
        out.extend_from_slice(&text[from..m.start]);
        out.extend_from_slice(with.as_bytes());
        from = m.end;
        match re.find(text, from) {
            Some(next) if all => m = next,
            _ => break,
        }
    }
    out.extend_from_slice(&text[from..]);
    out.into()
}

/// Replaces the first match.
pub fn sub(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>, repl: &Str) -> Str {
    replace(s, re, repl, false)
}

/// Replaces all matches.
pub fn gsub(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>, repl: &Str) -> Str {
    replace(s, re, repl, true)
}

/// All matches, or none of a text that is longer than allowed (-1: by the global limit, 0: no limit).
fn matches<'a>(cx: &Context<'_>, s: &'a Str, re: &Pattern, max: i64) -> Vec<&'a [u8]> {
    let limit = match u64::try_from(max) {
        Ok(n) => n,
        Err(_) => cx.global("max_find_all_string_length").and_then(|v| v.as_limit()).unwrap_or(0),
    };
    let text = s.as_bytes();
    let mut out = Vec::new();
    if limit > 0 && text.len() as u64 > limit {
        return out;
    }
    let mut from = 0;
    while let Some(m) = re.find(text, from) {
        from = m.end;
        out.push(&text[m]);
    }
    out
}

/// A limit given as a count or an int.
trait Limit {
    fn as_limit(&self) -> Option<u64>;
}

impl Limit for Val {
    fn as_limit(&self) -> Option<u64> {
        match self {
            Val::Count(n) => Some(*n),
            Val::Int(n) => u64::try_from(*n).ok(),
            _ => None,
        }
    }
}

/// Distinct matches.
pub fn find_all(cx: &mut Context<'_>, s: &Str, re: &Rc<Pattern>, max_str_size: i64) -> TableRef {
    string_set(matches(cx, s, re, max_str_size))
}

/// Matches in their order.
pub fn find_all_ordered(cx: &mut Context<'_>, s: &Str, re: &Rc<Pattern>, max_str_size: i64) -> VectorRef {
    strings(matches(cx, s, re, max_str_size))
}

/// The first match at or behind an offset.
pub fn find_first(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>, offset: u64) -> Str {
    let rest = from_offset(s, offset);
    re.find(rest, 0).map_or(Str::default(), |m| rest[m].into())
}

/// The match that begins last, at or behind an offset.
pub fn find_last(_: &mut Context<'_>, s: &Str, re: &Rc<Pattern>, offset: u64) -> Str {
    let rest = from_offset(s, offset);
    for at in (0..rest.len()).rev() {
        if let Some(n @ 1..) = re.prefix(&rest[at..]) {
            return rest[at..at + n].into();
        }
    }
    Str::default()
}

fn from_offset(s: &Str, offset: u64) -> &[u8] {
    usize::try_from(offset).ok().and_then(|at| s.as_bytes().get(at..)).unwrap_or_default()
}

/// Escapes what means something in a pattern.
pub fn convert_for_pattern(_: &mut Context<'_>, s: &Str) -> Str {
    escape(s.as_bytes()).into()
}

/// A pattern from a text.
pub fn string_to_pattern(cx: &mut Context<'_>, s: &Str, convert: bool) -> Val {
    let text = if convert { escape(s.as_bytes()) } else { s.as_bytes().to_vec() };
    match Pattern::new(&text, false, false) {
        Ok(p) => Val::Pattern(Rc::new(p)),
        Err(e) => {
            error(cx, format!("error compiling pattern /{}/: {e}", String::from_utf8_lossy(&text)));
            Val::None
        }
    }
}

/// Sizes of the automata behind a table with patterns as indices.
pub fn table_pattern_matcher_stats(cx: &mut Context<'_>, tbl: &Val) -> Result<Val, RuntimeError> {
    let patterns = match tbl {
        Val::Table(t) if matches!(t.ty.index.as_slice(), [Type::Pattern]) => t.entries(),
        _ => {
            complain(cx, "pattern_table_stats() requires a single index of type pattern");
            return Ok(Val::None);
        }
    };
    let Val::Table(t) = tbl else { return Ok(Val::None) };
    let (mut bytes, mut states) = (0, 0);
    for (key, _) in patterns {
        if let Val::Pattern(p) = key.value(&t.ty) {
            bytes += p.source().len() as u64;
            states += p.states() as u64;
        }
    }
    let count = Val::Count;
    let fields = [
        ("matchers", count(1)),
        ("nfa_states", count(states)),
        ("dfa_states", count(states)),
        ("computed", count(states)),
        ("mem", count(states * 64 + bytes)),
        ("hits", count(0)),
        ("misses", count(0)),
    ];
    Ok(make_record(cx, "MatcherStats", &fields)?.into())
}
