//! Text that is put together from many short pieces, as rows of a log are.
//!
//! A short piece comes as an array of which the first bytes count. A [`Line`] stores it whole, in one move, where a copy of
//! a length that is known only then would be a call; what the piece has too much is overwritten by the next one.

/// What text is written to: a line, or a vector.
pub trait Text {
    /// Appends the first `length` bytes of a piece.
    fn put<const N: usize>(&mut self, piece: [u8; N], length: usize);

    /// Appends bytes.
    fn put_slice(&mut self, bytes: &[u8]);

    /// Appends one byte.
    #[inline(always)]
    fn put_byte(&mut self, byte: u8) {
        self.put([byte], 1);
    }
}

impl Text for Vec<u8> {
    #[inline]
    fn put<const N: usize>(&mut self, piece: [u8; N], length: usize) {
        self.extend_from_slice(piece.get(..length).unwrap_or(&piece));
    }

    fn put_slice(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Bytes put together piece by piece, in memory that is kept from one line to the next.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The line, and room behind it.
    bytes: Vec<u8>,
    length: usize,
}

/// What a line has room for at first.
const ROOM: usize = 1024;

impl Line {
    /// What was put together.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// True when nothing was put in yet.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Begins anew, with the room there is.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Takes the last bytes away.
    pub fn shorten(&mut self, by: usize) {
        self.length = self.length.saturating_sub(by);
    }

    #[cold]
    fn grow(&mut self, by: usize) {
        let room = (2 * self.bytes.len()).max(self.length + by).max(ROOM);
        self.bytes.resize(room, 0);
    }
}

impl Text for Line {
    #[inline(always)]
    fn put<const N: usize>(&mut self, piece: [u8; N], length: usize) {
        debug_assert!(length <= N);
        loop {
            if let Some(room) = self.bytes.get_mut(self.length..).and_then(|r| r.first_chunk_mut::<N>()) {
                *room = piece;
                self.length += length;
                return;
            }
            self.grow(N);
        }
    }

    fn put_slice(&mut self, bytes: &[u8]) {
        loop {
            if let Some(room) = self.bytes.get_mut(self.length..).and_then(|r| r.get_mut(..bytes.len())) {
                room.copy_from_slice(bytes);
                self.length += bytes.len();
                return;
            }
            self.grow(bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_stand_one_behind_the_other() {
        let (mut line, mut expected) = (Line::default(), Vec::new());
        for n in 0..1500u32 {
            let word = n.to_be_bytes();
            line.put(word, n as usize % 5);
            expected.extend_from_slice(&word[..n as usize % 5]);
            line.put_byte(b',');
            expected.push(b',');
            line.put_slice(&expected.clone()[..n as usize / 100]);
            expected.extend_from_within(..n as usize / 100);
        }
        assert_eq!(line.as_bytes(), expected);
        line.shorten(1);
        assert_eq!(
            (line.len(), line.as_bytes().last()),
            (expected.len() - 1, expected[..expected.len() - 1].last())
        );
        line.clear();
        assert!(line.is_empty() && line.as_bytes().is_empty());
    }
}
