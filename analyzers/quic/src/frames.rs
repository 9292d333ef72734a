//! The frames of Initial packets (RFC 9000, section 19), and the hello that CRYPTO frames carry in pieces.

use crate::packet::varint;
use std::collections::BTreeMap;
use zander_wire::{Cursor, Truncated};

/// A frame that says something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Frame<'a> {
    /// A piece of the handshake, which begins at this offset.
    Crypto(u64, &'a [u8]),
    /// The connection is closed: the error and the reason in words.
    Close(u64, &'a [u8]),
    /// Padding, pings and acknowledgements.
    Quiet,
}

/// Why a frame cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The packet ends within it.
    Truncated,
    /// Initial packets carry no frames of this type.
    Type(u8),
}

impl From<Truncated> for Fault {
    fn from(_: Truncated) -> Fault {
        Fault::Truncated
    }
}

/// Reads the next frame; `None` at the end.
pub fn next<'a>(c: &mut Cursor<'a>) -> Result<Option<Frame<'a>>, Fault> {
    if c.is_empty() {
        return Ok(None);
    }
    let frame = match c.u8()? {
        0 => {
            while c.peek_u8() == Some(0) {
                c.skip(1)?;
            }
            Frame::Quiet
        }
        1 => Frame::Quiet,
        kind @ (2 | 3) => {
            varint(c)?;
            varint(c)?;
            let ranges = varint(c)?;
            varint(c)?;
            // Each range takes two bytes at least, so a false number ends at the end of the packet.
            for _ in 0..ranges {
                varint(c)?;
                varint(c)?;
            }
            if kind == 3 {
                for _ in 0..3 {
                    varint(c)?;
                }
            }
            Frame::Quiet
        }
        6 => {
            let offset = varint(c)?;
            Frame::Crypto(offset, counted(c)?)
        }
        0x1c => {
            let error = varint(c)?;
            // The type of the frame that caused it.
            varint(c)?;
            Frame::Close(error, counted(c)?)
        }
        other => return Err(Fault::Type(other)),
    };
    Ok(Some(frame))
}

fn counted<'a>(c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
    let length = varint(c)?;
    c.take(usize::try_from(length).map_err(|_| Truncated)?)
}

/// Longest hello that is put together, in bytes: more does not fit into a TLS record (RFC 8446, section 5.2).
pub const MAX_HELLO: usize = (1 << 14) + 256;

/// One side's hello, out of pieces in any order.
#[derive(Default, Debug)]
pub struct Hello {
    /// What is there from the beginning on.
    data: Vec<u8>,
    /// Pieces that lie behind a hole.
    later: BTreeMap<u64, Vec<u8>>,
    held: usize,
    done: bool,
}

impl Hello {
    /// True once the hello is complete or given up: nothing more is taken.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Takes a piece; gives the message with its header when it is complete. The fault is a sentence.
    pub fn add(&mut self, offset: u64, piece: &[u8]) -> Result<Option<Vec<u8>>, String> {
        if self.done || piece.is_empty() {
            return Ok(None);
        }
        if offset.saturating_add(piece.len() as u64) > MAX_HELLO as u64
            || self.held + piece.len() > 2 * MAX_HELLO
        {
            self.give_up();
            return Err(format!("too much crypto data without length received {offset}"));
        }
        self.held += piece.len();
        if !self.append(offset, piece) {
            self.later.entry(offset).or_insert_with(|| piece.to_vec());
            return Ok(None);
        }
        while let Some((at, next)) = self.later.pop_first() {
            if !self.append(at, &next) {
                self.later.insert(at, next);
                break;
            }
        }
        let Some([_, a, b, c]) = self.data.first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes([0, *a, *b, *c]) as usize + 4;
        if length > MAX_HELLO {
            self.give_up();
            return Err(format!("a hello of {length} bytes is longer than a TLS record may be"));
        }
        if self.data.len() < length {
            return Ok(None);
        }
        let mut whole = std::mem::take(&mut self.data);
        whole.truncate(length);
        self.give_up();
        Ok(Some(whole))
    }

    /// Appends what is new of a piece; `false` when there is a hole before it.
    fn append(&mut self, offset: u64, piece: &[u8]) -> bool {
        let Some(known) = (self.data.len() as u64).checked_sub(offset) else { return false };
        self.data.extend_from_slice(piece.get(known as usize..).unwrap_or_default());
        true
    }

    fn give_up(&mut self) {
        *self = Hello { done: true, ..Hello::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames() {
        let bytes = [
            0, 0, 1, 2, 5, 0, 1, 0, 3, 4, 3, 1, 0, 0, 0, 1, 2, 3, 6, 0x40, 9, 2, 7, 8, 0x1c, 0x41, 0x28, 0, 2,
        ];
        let mut c = Cursor::new(&bytes);
        let mut found = Vec::new();
        let end = loop {
            match next(&mut c) {
                Ok(Some(Frame::Quiet)) => {}
                Ok(Some(f)) => found.push(f),
                other => break other,
            }
        };
        assert_eq!((found, end), (vec![Frame::Crypto(9, &[7, 8])], Err(Fault::Truncated)));
        assert_eq!(
            next(&mut Cursor::new(&[0x1c, 0x0a, 0, 2, b'n', b'o'])),
            Ok(Some(Frame::Close(10, b"no")))
        );
        assert_eq!(next(&mut Cursor::new(&[8])), Err(Fault::Type(8)));
    }

    #[test]
    fn pieces_in_any_order() {
        let message = [1, 0, 0, 6, 10, 11, 12, 13, 14, 15];
        let check = |pieces: &[(usize, usize)]| {
            let mut hello = Hello::default();
            let mut got = None;
            for (from, to) in pieces {
                assert_eq!(got, None);
                got = hello.add(*from as u64, &message[*from..*to]).unwrap();
            }
            assert_eq!(got.as_deref(), Some(&message[..]), "{pieces:?}");
            assert!(hello.is_done());
            assert_eq!(hello.add(0, &message), Ok(None));
        };
        check(&[(0, 10)]);
        check(&[(5, 10), (0, 5)]);
        check(&[(8, 10), (2, 6), (2, 3), (0, 3), (5, 9)]);
        assert!(Hello::default().add(1 << 30, b"x").is_err());
        assert!(Hello::default().add(0, &[1, 1, 0, 0]).is_err());
    }
}
