//! Parts that two strings have in common, by local alignment (Smith and Waterman, 1981).

use crate::call::{error, make_record, record_type};
use zander_value::{RecordRef, Str, Type, Val, Vector, VectorRef};
use zander_vm::{Context, RuntimeError};

const MATCH: i32 = 2;
const DIFFERENCE: i32 = -1;

/// How many pairs of positions are looked at before the strings count as too long.
const MAX_CELLS: usize = 1 << 24;

/// A common part: where it begins in either string, and its length.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Part {
    first: usize,
    second: usize,
    length: usize,
}

/// The parts on the path of the best local alignment, in order. Positions of `b` in `used` match nothing.
fn best(a: &[u8], b: &[u8], used: &[bool]) -> Vec<Part> {
    let width = b.len() + 1;
    let mut score = vec![0i32; (a.len() + 1) * width];
    let (mut top, mut end) = (0, (0, 0));
    let same = |i: usize, j: usize| a[i - 1] == b[j - 1] && !used[j - 1];
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let diagonal = score[(i - 1) * width + j - 1] + if same(i, j) { MATCH } else { DIFFERENCE };
            let gap = score[(i - 1) * width + j].max(score[i * width + j - 1]) + DIFFERENCE;
            let here = diagonal.max(gap).max(0);
            score[i * width + j] = here;
            if here > top {
                (top, end) = (here, (i, j));
            }
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    let (mut i, mut j) = end;
    let mut joined = false;
    while i > 0 && j > 0 && score[i * width + j] > 0 {
        let here = score[i * width + j];
        let diagonal = score[(i - 1) * width + j - 1];
        if same(i, j) && here == diagonal + MATCH {
            (i, j) = (i - 1, j - 1);
            match parts.last_mut() {
                Some(p) if joined => *p = Part { first: i, second: j, length: p.length + 1 },
                _ => parts.push(Part { first: i, second: j, length: 1 }),
            }
            joined = true;
            continue;
        }
        joined = false;
        if here == diagonal + DIFFERENCE {
            (i, j) = (i - 1, j - 1);
        } else if here == score[(i - 1) * width + j] + DIFFERENCE {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    parts.reverse();
    parts
}

/// Common parts of at least `shortest` bytes, each with the mark whether it begins an alignment. `again` looks for
/// further alignments of what the ones before left of the second string.
fn common(a: &[u8], b: &[u8], shortest: usize, again: bool) -> Vec<(Part, bool)> {
    let mut out = Vec::new();
    let mut used = vec![false; b.len()];
    loop {
        let mut parts = best(a, b, &used);
        parts.retain(|p| p.length >= shortest);
        if parts.is_empty() {
            return out;
        }
        for (n, part) in parts.into_iter().enumerate() {
            used[part.second..part.second + part.length].fill(true);
            out.push((part, n == 0));
        }
        if !again {
            return out;
        }
    }
}

/// The common parts of two strings.
pub fn str_smith_waterman(
    cx: &mut Context<'_>,
    s1: &Str,
    s2: &Str,
    params: &RecordRef,
) -> Result<VectorRef, RuntimeError> {
    let parameter = |name: &str| params.get_named(name).as_count().unwrap_or(0);
    let shortest = usize::try_from(parameter("min_strlen")).unwrap_or(usize::MAX).max(1);
    let (a, b) = (s1.as_bytes(), s2.as_bytes());
    let element = Type::Record(record_type(cx, "sw_substring")?);
    let align = Type::Record(record_type(cx, "sw_align")?);
    let result = Vector::new(element);
    if a.len().saturating_mul(b.len()) > MAX_CELLS {
        error(cx, "str_smith_waterman: the strings are too long");
        return Ok(result);
    }
    for (part, new) in common(a, b, shortest, parameter("sw_variant") != 0) {
        let mut aligns = Vec::new();
        for (s, index) in [(s1, part.first), (s2, part.second)] {
            let fields = [("str", Val::Str(s.clone())), ("index", Val::Count(index as u64))];
            aligns.push(make_record(cx, "sw_align", &fields)?.into());
        }
        let fields = [
            ("str", Val::str(&a[part.first..part.first + part.length])),
            ("aligns", Val::vector(align.clone(), aligns)),
            ("new", Val::Bool(new)),
        ];
        result.push(make_record(cx, "sw_substring", &fields)?.into());
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let shown = |a: &str, b: &str, shortest, again| -> Vec<(usize, usize, usize, bool)> {
            let all = common(a.as_bytes(), b.as_bytes(), shortest, again);
            all.into_iter().map(|(p, new)| (p.first, p.second, p.length, new)).collect()
        };
        assert_eq!(shown("GET /index", "PUT /index", 3, false), [(2, 2, 8, true)]);
        assert_eq!(shown("abc", "xyz", 1, true), []);
        assert_eq!(shown("--one--two--", "one::two", 3, false), [(2, 0, 3, true), (7, 5, 3, false)]);
        assert_eq!(shown("one", "one::one", 3, true), [(0, 0, 3, true), (0, 5, 3, true)]);
        assert_eq!(shown("", "one", 1, true), []);
    }
}
