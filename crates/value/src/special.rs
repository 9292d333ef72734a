//! Bytes that have to be escaped, and strings in which there are none: nearly all of them.

use crate::Text;

/// Bytes to escape: all but printable ASCII, and up to three of that.
#[derive(Clone, Debug)]
pub(crate) struct Special {
    bytes: [bool; 256],
    /// Those among printable ASCII, each repeated over a word.
    words: [u64; 3],
}

/// The byte 1, eight times.
const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte.
const TOPS: u64 = 0x8080_8080_8080_8080;

impl Special {
    /// `others` are those among printable ASCII; one may be given several times.
    pub const fn new(others: [u8; 3]) -> Special {
        let mut bytes = [false; 256];
        let mut b = 0;
        while b < 256 {
            bytes[b] = b < 32 || b >= 127;
            b += 1;
        }
        let mut words = [0; 3];
        let mut at = 0;
        while at < 3 {
            bytes[others[at] as usize] = true;
            words[at] = others[at] as u64 * ONES;
            at += 1;
        }
        Special { bytes, words }
    }

    /// Whether a byte is special.
    #[inline]
    pub fn contains(&self, byte: u8) -> bool {
        self.bytes[usize::from(byte)]
    }

    /// Whether one of eight bytes is special.
    #[inline(always)]
    fn is_in(&self, word: u64) -> bool {
        // Of each byte the highest bit comes out when it is below 32, 127 or above, or equal. Only behind a byte of which it
        // does rightly can it come out wrongly, since only there something is carried.
        let control = word.wrapping_sub(32 * ONES) & !word;
        let high = word | word.wrapping_add(ONES);
        let equal = |other: u64| {
            let difference = word ^ other;
            difference.wrapping_sub(ONES) & !difference
        };
        let [a, b, c] = self.words;
        (control | high | equal(a) | equal(b) | equal(c)) & TOPS != 0
    }

    /// Writes a string eight bytes at a time, as long as nothing in them is special. Returns what is left to write.
    #[inline]
    pub fn put_plain<'s>(&self, out: &mut impl Text, s: &'s [u8]) -> &'s [u8] {
        let mut rest = s;
        while let Some((word, behind)) = rest.split_first_chunk::<8>() {
            if self.is_in(u64::from_le_bytes(*word)) {
                return rest;
            }
            out.put(*word, 8);
            rest = behind;
        }
        let word = last_word(s, rest);
        // What lies behind the string is made harmless.
        let filled = word | ((u64::MAX << (8 * rest.len())) & (u64::from(b'a') * ONES));
        if self.is_in(filled) {
            return rest;
        }
        out.put(word.to_le_bytes(), rest.len());
        &[]
    }
}

/// What a string has behind its whole words, `rest` of fewer than eight bytes, as a word with zeros behind.
fn last_word(s: &[u8], rest: &[u8]) -> u64 {
    let missing = 8 * (8 - rest.len() as u32);
    if let Some(last) = s.last_chunk::<8>() {
        return u64::from_le_bytes(*last).checked_shr(missing).unwrap_or(0);
    }
    if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        // The two overlap, and agree there.
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return u64::from(first) | (u64::from(last) << (32 - missing));
    }
    rest.iter().rev().fold(0, |word, b| (word << 8) | u64::from(*b))
}
