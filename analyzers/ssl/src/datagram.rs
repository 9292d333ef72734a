//! The record layer of DTLS (RFC 6347, section 4.1; RFC 9147, section 4), and the header of its handshake messages.

use crate::numbers::{content, version};
use zander_wire::{Cursor, Truncated};

/// A record of a datagram.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Record<'a> {
    /// Version of the header; DTLS 1.3 where the header is the unified one.
    pub version: u16,
    /// Type of the record; application data for the unified header, which hides it.
    pub kind: u16,
    /// Epoch and sequence number; 0 for the unified header, which encrypts it.
    pub sequence: u64,
    /// The unified header: what follows is encrypted.
    pub unified: bool,
    /// What follows the header.
    pub body: &'a [u8],
}

/// Why there is no record.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Fault {
    /// The datagram is too short.
    Truncated,
    /// The header names this version, which DTLS does not have.
    Version(u16),
}

impl From<Truncated> for Fault {
    fn from(_: Truncated) -> Fault {
        Fault::Truncated
    }
}

/// The next record. `connection_id` is the length of the connection id that the receiver asked for, in bytes; `unified_too`:
/// both sides have agreed to version 1.3, so that the header may be the unified one.
pub fn record<'a>(c: &mut Cursor<'a>, connection_id: usize, unified_too: bool) -> Result<Record<'a>, Fault> {
    c.attempt(|c| {
        let first = c.u8()?;
        if unified_too && first & 0xe0 == 0x20 {
            return Ok(unified(c, first)?);
        }
        let v = c.u16()?;
        if !version::is_dtls(v) {
            return Err(Fault::Version(v));
        }
        let sequence = c.u64()?;
        if u16::from(first) == content::TLS12_CID {
            c.skip(connection_id)?;
        }
        let body = c.take_u16_prefixed()?;
        Ok(Record { version: v, kind: first.into(), sequence, unified: false, body })
    })
}

fn unified<'a>(c: &mut Cursor<'a>, first: u8) -> Result<Record<'a>, Truncated> {
    // With a connection id, whose length may change, records are not told apart: the rest of the datagram is one.
    let body = if first & 0x10 != 0 {
        c.take_rest()
    } else {
        c.skip(if first & 0x08 != 0 { 2 } else { 1 })?;
        if first & 0x04 != 0 { c.take_u16_prefixed()? } else { c.take_rest() }
    };
    Ok(Record { version: version::DTLS13, kind: content::APPLICATION_DATA, sequence: 0, unified: true, body })
}

/// A handshake message or a piece of one.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Fragment<'a> {
    /// Type of the message.
    pub kind: u8,
    /// Length of the whole message.
    pub length: u32,
    /// Number of the message in its sender's handshake.
    pub message: u16,
    /// Where in the message the piece lies.
    pub offset: u32,
    /// The piece.
    pub data: &'a [u8],
}

/// The next fragment of a record.
pub fn fragment<'a>(c: &mut Cursor<'a>) -> Result<Fragment<'a>, Truncated> {
    c.attempt(|c| {
        let (kind, length, message, offset) = (c.u8()?, c.u24()?, c.u16()?, c.u24()?);
        let data = c.take_u24_prefixed()?;
        Ok(Fragment { kind, length, message, offset, data })
    })
}

/// Longest message that is put together.
const MAX_MESSAGE: u32 = 15_000;
/// Records between the first and the last piece of a message.
const MAX_SPREAD: u64 = 63;

/// Puts the pieces of one side's messages together; holds one message at a time.
#[derive(Default, Debug)]
pub struct Assembly {
    current: Option<Current>,
}

#[derive(Debug)]
struct Current {
    first_sequence: u64,
    message: u16,
    kind: u8,
    data: Vec<u8>,
    /// Which bytes are there, as sorted ranges that do not touch.
    have: Vec<(u32, u32)>,
}

impl Assembly {
    /// Takes a piece; gives the message when it is complete. `sequence` is that of the record. The fault is a sentence.
    pub fn add(&mut self, sequence: u64, f: &Fragment<'_>) -> Result<Option<Vec<u8>>, String> {
        if f.length > MAX_MESSAGE {
            return Err(format!("DTLS record length {} larger than allowed maximum.", f.length));
        }
        let start = f.offset;
        let end = start.saturating_add(f.data.len() as u32);
        if end > f.length {
            return Err("DTLS handshake record with fragment beyond the end of the message".into());
        }
        match &self.current {
            // What comes late for a message that was given up or completed is of no use.
            Some(c) if f.message < c.message => return Ok(None),
            Some(c) if f.message == c.message => {
                if c.data.len() != f.length as usize || c.kind != f.kind {
                    return Err("DTLS handshake record length does not match initial length".into());
                }
                if sequence < c.first_sequence {
                    return Ok(None);
                }
                if sequence - c.first_sequence > MAX_SPREAD {
                    return Err("DTLS record number jumps too far within a message".into());
                }
            }
            _ => {
                // At most 15 kB, and only one message a side.
                let data = vec![0; f.length as usize];
                self.current = Some(Current {
                    first_sequence: sequence,
                    message: f.message,
                    kind: f.kind,
                    data,
                    have: Vec::new(),
                });
            }
        }
        let Some(c) = &mut self.current else { return Ok(None) };
        if let Some(to) = c.data.get_mut(start as usize..end as usize) {
            to.copy_from_slice(f.data);
        }
        c.cover(start, end);
        if c.have.first() == Some(&(0, f.length)) || f.length == 0 {
            let data = std::mem::take(&mut c.data);
            self.current = None;
            return Ok(Some(data));
        }
        Ok(None)
    }
}

impl Current {
    fn cover(&mut self, start: u32, end: u32) {
        if start >= end || self.have.len() > MAX_SPREAD as usize {
            return;
        }
        self.have.push((start, end));
        self.have.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.have.len());
        for &(s, e) in &self.have {
            match merged.last_mut() {
                Some(last) if s <= last.1 => last.1 = last.1.max(e),
                _ => merged.push((s, e)),
            }
        }
        self.have = merged;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let check = |data: &[u8], wanted: Result<(u16, u16, u64, &[u8]), Fault>| {
            let got =
                record(&mut Cursor::new(data), 2, true).map(|r| (r.version, r.kind, r.sequence, r.body));
            assert_eq!(got, wanted, "{data:x?}");
        };
        check(&[22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 5, 0, 1, 7], Ok((0xfeff, 22, 5, &[7])));
        check(&[22, 0xfe, 0xff, 0, 0, 0], Err(Fault::Truncated));
        check(&[22, 3, 1, 0], Err(Fault::Version(0x301)));
        // Unified: 16-bit sequence number and length; with a connection id.
        check(&[0x2c, 3, 4, 0, 1, 9], Ok((0xfefc, 23, 0, &[9])));
        check(&[0x3c, 1, 2, 3, 4, 0, 1, 9], Ok((0xfefc, 23, 0, &[1, 2, 3, 4, 0, 1, 9])));
        check(&[0x20, 1, 9, 9], Ok((0xfefc, 23, 0, &[9, 9])));
        let early = record(&mut Cursor::new(&[0x20, 1, 9, 9]), 0, false);
        assert_eq!(early, Err(Fault::Version(0x109)));
    }

    #[test]
    fn pieces_in_any_order() {
        let piece = |offset, data| Fragment { kind: 1, length: 4, message: 0, offset, data };
        let mut a = Assembly::default();
        assert_eq!(a.add(7, &piece(2, b"cd")), Ok(None));
        assert_eq!(a.add(8, &piece(1, b"bc")), Ok(None));
        assert_eq!(a.add(9, &piece(0, b"a")), Ok(Some(b"abcd".to_vec())));
        assert_eq!(a.add(10, &piece(0, b"a")), Ok(None));
        assert!(a.add(90, &piece(1, b"b")).is_err());
        assert!(a.add(11, &piece(3, b"zz")).is_err());
    }
}
