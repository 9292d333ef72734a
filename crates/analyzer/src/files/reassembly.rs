//! Pieces of a file that came before what lies in front of them.

use std::collections::BTreeMap;

/// Out-of-order pieces, without overlap.
#[derive(Default)]
pub(super) struct Reassembly {
    pieces: BTreeMap<u64, Vec<u8>>,
    /// Bytes held.
    pub held: u64,
}

impl Reassembly {
    /// Stores what is new of a piece; what is there already, or lies before `from`, is dropped.
    pub fn insert(&mut self, from: u64, mut offset: u64, mut data: &[u8]) {
        if offset < from {
            let skip = usize::try_from(from - offset).unwrap_or(usize::MAX).min(data.len());
            data = data.get(skip..).unwrap_or_default();
            offset = from;
        }
        while !data.is_empty() {
            if let Some((&at, piece)) = self.pieces.range(..=offset).next_back() {
                let end = at.saturating_add(piece.len() as u64);
                if end > offset {
                    let skip = usize::try_from(end - offset).unwrap_or(usize::MAX).min(data.len());
                    data = data.get(skip..).unwrap_or_default();
                    offset = end;
                    continue;
                }
            }
            let room = match self.pieces.range(offset..).next() {
                Some((&next, _)) => usize::try_from(next - offset).unwrap_or(usize::MAX),
                None => usize::MAX,
            };
            let take = data.len().min(room);
            if take == 0 || offset.checked_add(take as u64).is_none() {
                return;
            }
            let (now, later) = data.split_at(take);
            self.pieces.insert(offset, now.to_vec());
            self.held += take as u64;
            offset += take as u64;
            data = later;
        }
    }

    /// The piece at exactly this offset, taken out.
    pub fn take(&mut self, offset: u64) -> Option<Vec<u8>> {
        let piece = self.pieces.remove(&offset)?;
        self.held -= piece.len() as u64;
        Some(piece)
    }

    /// Where the first piece begins.
    pub fn first(&self) -> Option<u64> {
        self.pieces.keys().next().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: u64, pieces: &[(u64, &str)], expected: &[(u64, &str)]) {
        let mut r = Reassembly::default();
        for (at, text) in pieces {
            r.insert(from, *at, text.as_bytes());
        }
        let held: Vec<(u64, &str)> =
            r.pieces.iter().map(|(at, b)| (*at, std::str::from_utf8(b).unwrap())).collect();
        assert_eq!(held, expected);
        assert_eq!(r.held as usize, expected.iter().map(|(_, t)| t.len()).sum::<usize>());
    }

    #[test]
    fn overlaps_keep_what_came_first() {
        check(0, &[(4, "efgh"), (2, "CDEF")], &[(2, "CD"), (4, "efgh")]);
        check(
            0,
            &[(2, "c"), (6, "g"), (0, "ABCDEFGH")],
            &[(0, "AB"), (2, "c"), (3, "DEF"), (6, "g"), (7, "H")],
        );
        check(5, &[(2, "cdefg"), (0, "ab")], &[(5, "fg")]);
        check(0, &[(u64::MAX - 1, "abcdef")], &[]);
    }
}
