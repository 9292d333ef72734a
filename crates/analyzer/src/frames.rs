//! Streams into messages that tell their own length.

use std::borrow::Cow;

/// Puts the messages of one direction of a stream together. A message that lies in one piece is handed out as it lies
/// in the input; only what is cut between deliveries is kept, and never more than was received.
#[derive(Default)]
pub struct Frames {
    partial: Vec<u8>,
    /// Bytes of a message that was cut that are still to be passed over.
    skip: usize,
}

impl Frames {
    /// The next message; takes what it consists of from the front of `data`. `length` gives the length in bytes of the
    /// message that begins with the bytes it is shown, 0 counting as 1, or `None` when they are too few to tell. `None`
    /// when the message is not complete: all of `data` is kept.
    pub fn next<'a>(
        &mut self,
        data: &mut &'a [u8],
        length: impl Fn(&[u8]) -> Option<usize>,
    ) -> Option<Cow<'a, [u8]>> {
        if self.partial.is_empty() {
            if data.is_empty() {
                return None;
            }
            if let Some((message, rest)) = length(data).and_then(|n| data.split_at_checked(n.max(1))) {
                *data = rest;
                return Some(Cow::Borrowed(message));
            }
            self.partial.extend_from_slice(std::mem::take(data));
            return None;
        }
        loop {
            // While the length is unknown a byte at a time is taken, so that nothing of a later message gets in.
            let missing = match length(&self.partial) {
                Some(n) if n.max(1) <= self.partial.len() => {
                    return Some(Cow::Owned(std::mem::take(&mut self.partial)));
                }
                Some(n) => n - self.partial.len(),
                None => 1,
            };
            if data.is_empty() {
                return None;
            }
            let (head, rest) = data.split_at(missing.min(data.len()));
            self.partial.extend_from_slice(head);
            *data = rest;
        }
    }

    /// As [`Frames::next`], but of a message longer than `limit` bytes only so many are handed out, and the rest is
    /// passed over.
    pub fn next_cut<'a>(
        &mut self,
        data: &mut &'a [u8],
        limit: usize,
        length: impl Fn(&[u8]) -> Option<usize>,
    ) -> Option<Cow<'a, [u8]>> {
        let rest = data.get(self.skip..).unwrap_or_default();
        self.skip -= data.len() - rest.len();
        *data = rest;
        let message = self.next(data, |b| length(b).map(|n| n.min(limit)))?;
        self.skip = length(&message).unwrap_or_default().saturating_sub(limit);
        Some(message)
    }

    /// The beginning of the message that is not complete.
    pub fn partial(&self) -> &[u8] {
        &self.partial
    }

    /// Forgets the beginning of a message: after a gap.
    pub fn clear(&mut self) {
        *self = Frames::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_it_is_cut() {
        let length = |b: &[u8]| Some(2 + usize::from(u16::from_be_bytes([*b.first()?, *b.get(1)?])));
        let stream: &[u8] = b"\x00\x03abc\x00\x00\x00\x01d\x00\x09e";
        for cut in 0..stream.len() {
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            for mut piece in [&stream[..cut], &stream[cut..]] {
                while let Some(m) = frames.next(&mut piece, length) {
                    found.push(m.into_owned());
                }
            }
            assert_eq!(found, [&b"\x00\x03abc"[..], b"\x00\x00", b"\x00\x01d"], "cut at {cut}");
            assert_eq!(frames.partial(), b"\x00\x09e");
        }
    }
    #[test]
    fn long_messages_are_cut() {
        let length = |b: &[u8]| Some(1 + usize::from(*b.first()?));
        let stream: &[u8] = b"\x05abcde\x01f\x00";
        for cut in 0..stream.len() {
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            for mut piece in [&stream[..cut], &stream[cut..]] {
                while let Some(m) = frames.next_cut(&mut piece, 3, length) {
                    found.push(m.into_owned());
                }
            }
            assert_eq!(found, [&b"\x05ab"[..], b"\x01f", b"\x00"], "cut at {cut}");
        }
    }
}
