//! Many glob patterns at once, as `fnmatch` of POSIX knows them.

use crate::call::{error, strings};
use std::any::Any;
use std::rc::Rc;
use zander_value::{Opaque, OpaqueRef, Str, Type, Val, VectorRef};
use zander_vm::Context;

/// `opaque of paraglob`.
#[derive(Clone, Debug)]
struct Paraglob {
    /// Sorted, each once.
    patterns: Vec<Str>,
}

impl Opaque for Paraglob {
    fn type_name(&self) -> &str {
        "paraglob"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Reads the set behind `[`. Returns whether `b` is in it and where the pattern goes on; `None` when there is no end.
fn bracket(pattern: &[u8], b: u8) -> Option<(bool, &[u8])> {
    let negated = matches!(pattern.first(), Some(b'!' | b'^'));
    let mut rest = if negated { &pattern[1..] } else { pattern };
    let mut found = false;
    let mut first = true;
    loop {
        let (mut low, mut after) = rest.split_first()?;
        if *low == b']' && !first {
            return Some((found != negated, after));
        }
        first = false;
        if *low == b'\\' {
            (low, after) = after.split_first()?;
        }
        let mut high = low;
        if let [b'-', end, more @ ..] = after
            && *end != b']'
        {
            (high, after) = (end, more);
        }
        found |= (*low..=*high).contains(&b);
        rest = after;
    }
}

/// Whether the first element of the pattern takes this byte, and the pattern behind that element.
fn single(pattern: &[u8], b: u8) -> Option<&[u8]> {
    match pattern.split_first()? {
        (b'?', rest) => Some(rest),
        (b'[', rest) => match bracket(rest, b) {
            Some((found, rest)) => found.then_some(rest),
            None => (b == b'[').then_some(rest),
        },
        (b'\\', rest) => match rest.split_first() {
            Some((c, rest)) => (*c == b).then_some(rest),
            None => (b == b'\\').then_some(rest),
        },
        (c, rest) => (*c == b).then_some(rest),
    }
}

/// Whether the whole text matches. Takes time in the product of both lengths at worst: on a mismatch only the last
/// star takes one byte more.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (pattern, text);
    let mut star: Option<(&[u8], &[u8])> = None;
    loop {
        if let Some(rest) = p.strip_prefix(b"*") {
            p = rest;
            star = Some((rest, t));
            continue;
        }
        let step = t.split_first().and_then(|(b, after)| Some((single(p, *b)?, after)));
        match (step, &mut star) {
            (Some((rest, after)), _) => (p, t) = (rest, after),
            (None, _) if p.is_empty() && t.is_empty() => return true,
            (None, Some((behind, from))) => {
                let Some((_, shorter)) = from.split_first() else { return false };
                *from = shorter;
                (p, t) = (*behind, shorter);
            }
            (None, None) => return false,
        }
    }
}

/// A set of patterns.
pub fn paraglob_init(cx: &mut Context<'_>, v: &Val) -> Val {
    let items = match v {
        Val::Vector(v) if matches!(v.element, Type::String) || v.is_empty() => v.items.borrow(),
        _ => {
            error(cx, "paraglob requires a vector of strings for initialization.");
            return Val::None;
        }
    };
    let mut patterns: Vec<Str> =
        items.iter().filter_map(|v| if let Val::Str(s) = v { Some(s.clone()) } else { None }).collect();
    patterns.sort();
    patterns.dedup();
    Val::Opaque(OpaqueRef::new(Paraglob { patterns }))
}

/// The patterns that match.
pub fn paraglob_match(_: &mut Context<'_>, handle: &OpaqueRef, text: &Str) -> VectorRef {
    let patterns = handle.get::<Paraglob>().map(|p| p.patterns.as_slice()).unwrap_or_default();
    strings(patterns.iter().filter(|p| matches(p.as_bytes(), text.as_bytes())))
}

/// Whether both have the same patterns.
pub fn paraglob_equals(_: &mut Context<'_>, p_one: &OpaqueRef, p_two: &OpaqueRef) -> bool {
    match (p_one.get::<Paraglob>(), p_two.get::<Paraglob>()) {
        (Some(a), Some(b)) => a.patterns == b.patterns,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, want) in [
            ("*", "", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("?x", "ax", true),
            ("?", "", false),
            ("[a-c]1", "b1", true),
            ("[a-c]1", "d1", false),
            ("[!a-c]", "d", true),
            ("[]]", "]", true),
            ("[", "[", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("ab", "abc", false),
            ("*.org", "www.example.org", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes()), want, "{pattern} {text}");
        }
    }
}
