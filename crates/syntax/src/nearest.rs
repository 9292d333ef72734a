//! The nearest of several names, for "did you mean".

/// The one of `known` that is nearest to `name`, if one is near enough: a third of its letters, at least one, may be
/// wrong, missing, too many or swapped with a neighbour. Letter case counts little. Of equally near ones the first.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.len() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for other in known {
        if other.len().abs_diff(name.len()) > most || other == name || name.len() > 64 {
            continue;
        }
        let limit = best.map_or(most * 2, |(cost, _)| cost.saturating_sub(1));
        if let Some(cost) = distance(name.as_bytes(), other.as_bytes(), limit) {
            best = Some((cost, other));
        }
    }
    best.map(|(_, other)| other)
}

/// Edit distance with swaps of neighbours, in halves: a difference of letter case costs one, any other two. `None` above
/// `limit`.
fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).map(|n| n * 2).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![(i + 1) * 2];
        for (j, &y) in b.iter().enumerate() {
            let change = if x == y { 0 } else { 2 - usize::from(x.eq_ignore_ascii_case(&y)) };
            let mut cost = (last[j] + change).min(last[j + 1] + 2).min(row[j] + 2);
            if i > 0 && j > 0 && a[i - 1] == y && b[j - 1] == x {
                cost = cost.min(before[j - 1] + 2);
            }
            row.push(cost);
        }
        if row.iter().min().is_none_or(|least| *least > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|cost| *cost <= limit)
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
