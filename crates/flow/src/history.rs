//! The history string: one letter for each kind of thing that happened, in order; capital letters for the originator.

use crate::connection::Direction;
use smallvec::SmallVec;

/// What is noted once for each direction. The bits of the responder lie 16 higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Syn = 0x1,
    Fin = 0x2,
    Rst = 0x4,
    FinRst = 0x8,
    Data = 0x10,
    Ack = 0x20,
    MultipleFlags = 0x40,
}

/// The engine gave up some analysis of the connection (`X`).
const LIMIT: u32 = 0x400_0400;

/// A peer that never stops sending resets must not make the string grow for ever.
const MAX_LETTERS: usize = 4096;

/// The letters so far, and which marks were set.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    letters: SmallVec<[u8; 16]>,
    seen: u32,
}

impl History {
    pub fn as_str(&self) -> &str {
        // Only ASCII letters and `^` are ever pushed.
        std::str::from_utf8(&self.letters).unwrap_or_default()
    }

    /// Adds a letter (given as capital) for a direction.
    pub fn add(&mut self, direction: Direction, letter: u8) {
        let letter = if direction == Direction::Orig { letter } else { letter.to_ascii_lowercase() };
        self.push(letter);
    }

    fn push(&mut self, letter: u8) {
        if self.letters.len() < MAX_LETTERS {
            self.letters.push(letter);
        }
    }

    /// Adds the letter if this is the first time for this direction. Tells whether it was noted before.
    pub fn mark(&mut self, direction: Direction, mark: Mark, letter: u8) -> bool {
        let bit = (mark as u32) << if direction == Direction::Orig { 0 } else { 16 };
        let before = self.seen & bit != 0;
        if !before {
            self.seen |= bit;
            self.add(direction, letter);
        }
        before
    }

    /// Originator and responder changed places.
    pub fn flipped(&mut self) {
        self.push(b'^');
    }

    /// The connection began with its responder, as is found out only now: what was noted is the other side's.
    pub fn turn_around(&mut self) {
        for letter in &mut self.letters {
            *letter = if letter.is_ascii_uppercase() {
                letter.to_ascii_lowercase()
            } else {
                letter.to_ascii_uppercase()
            };
        }
        self.letters.insert(0, b'^');
        self.seen = self.seen.rotate_left(16);
    }

    /// Notes, once, that the analysis hit a limit.
    pub fn limit(&mut self) {
        if self.seen & LIMIT != LIMIT {
            self.seen |= LIMIT;
            self.push(b'X');
        }
    }
}

/// Counts a thing whose letter is repeated only at powers of ten. Gives the count when it has reached one.
pub(crate) fn scaled(count: &mut u32) -> Option<u32> {
    *count = count.saturating_add(1);
    let mut power = 1u32;
    while power < *count {
        power = power.checked_mul(10)?;
    }
    (power == *count).then_some(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters() {
        let mut h = History::default();
        assert!(!h.mark(Direction::Orig, Mark::Syn, b'S'));
        assert!(!h.mark(Direction::Resp, Mark::Syn, b'H'));
        assert!(h.mark(Direction::Orig, Mark::Syn, b'S'));
        h.limit();
        h.limit();
        h.flipped();
        assert_eq!(h.as_str(), "ShX^");
        let mut turned = History::default();
        turned.mark(Direction::Orig, Mark::Syn, b'H');
        turned.turn_around();
        assert!(turned.mark(Direction::Resp, Mark::Syn, b'H'));
        assert!(!turned.mark(Direction::Orig, Mark::Ack, b'A'));
        assert_eq!(turned.as_str(), "^hA");
        (0..10_000).for_each(|_| h.add(Direction::Resp, b'R'));
        assert_eq!(h.as_str().len(), MAX_LETTERS);
    }

    #[test]
    fn powers_of_ten() {
        let mut count = 0;
        let hits: Vec<u32> = (0..1000).filter_map(|_| scaled(&mut count)).collect();
        assert_eq!(hits, [1, 10, 100, 1000]);
    }
}
