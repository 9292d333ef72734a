//! The nearest of several names, for "did you mean".

/// Longer names have no neighbours.
const LONGEST: usize = 64;

/// The one of `known` that is nearest to `name`, if one is near enough: a third of its letters, at least one, may be
/// wrong, missing, too many or swapped with a neighbour. Letter case counts little. Of equally near ones the first in
/// alphabetical order.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_with_cost(name, known).map(|(_, other)| other)
}

/// The same, and how far it is: the less, the nearer.
pub fn nearest_with_cost<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<(usize, &'a str)> {
    let most = (name.len() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for other in known {
        if other.len().abs_diff(name.len()) > most || other == name || name.len() > LONGEST {
            continue;
        }
        let limit = best.map_or(most * 2, |(cost, _)| cost);
        if let Some(cost) = distance(name.as_bytes(), other.as_bytes(), limit)
            && best.is_none_or(|b| (cost, other) < b)
        {
            best = Some((cost, other));
        }
    }
    best
}

/// A row of the table of distances: as long as the longest name that may be near, and one.
type Row = [usize; LONGEST + 5 + 1];

/// Edit distance with swaps of neighbours, in halves: a difference of letter case costs one, any other two. `None` above
/// `limit`, or when a name is too long.
fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    let (mut before, mut last, mut row): (Row, Row, Row) = ([0; _], [0; _], [0; _]);
    if b.len() >= last.len() {
        return None;
    }
    for (n, cost) in last.iter_mut().enumerate() {
        *cost = n * 2;
    }
    for (i, &x) in a.iter().enumerate() {
        row[0] = (i + 1) * 2;
        let mut least = row[0];
        for (j, &y) in b.iter().enumerate() {
            let change = if x == y { 0 } else { 2 - usize::from(x.eq_ignore_ascii_case(&y)) };
            let mut cost = (last[j] + change).min(last[j + 1] + 2).min(row[j] + 2);
            if i > 0 && j > 0 && a[i - 1] == y && b[j - 1] == x {
                cost = cost.min(before[j - 1] + 2);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > limit {
            return None;
        }
        (before, last, row) = (last, row, before);
    }
    Some(last[b.len()]).filter(|cost| *cost <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_or_none() {
        let known = ["count", "counts", "string", "to_count", "Notice::Type", "id"];
        for (name, expected) in [
            ("cuont", Some("count")),
            ("Count", Some("count")),
            ("strnig", Some("string")),
            ("Notice::type", Some("Notice::Type")),
            ("di", Some("id")),
            ("frobnicate", None),
            ("x", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }
}
