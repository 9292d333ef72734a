//! Messages between peers (BEP 3). Numbers are big endian.

use zander_wire::{Cursor, Truncated};

/// With which a peer begins.
const PROTOCOL: &[u8] = b"\x13BitTorrent protocol";
/// Bytes of the handshake.
const HANDSHAKE: usize = 68;
/// Longer messages nobody sends: a piece comes in parts of 16 kB.
pub const MAX_MESSAGE: usize = 1 << 18;

/// How a peer introduces itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Handshake<'a> {
    /// Eight bytes of options.
    pub reserved: &'a [u8],
    /// Twenty bytes, for what is wanted.
    pub info_hash: &'a [u8],
    /// Twenty bytes, for the peer.
    pub peer: &'a [u8],
}

/// True when these bytes may begin a handshake.
pub fn begins_handshake(b: &[u8]) -> bool {
    b.iter().zip(PROTOCOL).all(|(a, b)| a == b)
}

/// Bytes of the next message, of which `b` is the beginning; `None` while that is too short to tell.
pub fn length(b: &[u8], introduced: bool) -> Option<usize> {
    if !introduced {
        return Some(HANDSHAKE);
    }
    let length = Cursor::new(b).u32().ok()? as usize;
    Some(4 + if length > MAX_MESSAGE { 0 } else { length })
}

/// Reads a handshake.
pub fn handshake(b: &[u8]) -> Result<Handshake<'_>, Truncated> {
    let mut c = Cursor::new(b);
    c.skip(PROTOCOL.len())?;
    Ok(Handshake { reserved: c.take(8)?, info_hash: c.take(20)?, peer: c.take(20)? })
}

/// A part of a piece: the piece, where in it, and how many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(pub u32, pub u32, pub u32);

/// A message.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// Still there.
    KeepAlive,
    /// Gives nothing.
    Choke,
    /// Gives again.
    Unchoke,
    /// Wants something.
    Interested,
    /// Wants nothing.
    NotInterested,
    /// Has got this piece.
    Have(u32),
    /// Has these pieces.
    Bitfield(&'a [u8]),
    /// Wants this part.
    Request(Part),
    /// Here it is.
    Piece(Part),
    /// No longer wants it.
    Cancel(Part),
    /// Where the peer listens.
    Port(u16),
    /// A number, and what there is to it.
    Unknown(u8, &'a [u8]),
}

/// Reads a message.
pub fn message(b: &[u8]) -> Result<Message<'_>, Truncated> {
    let mut c = Cursor::new(b);
    let length = c.u32()? as usize;
    if length == 0 {
        return Ok(Message::KeepAlive);
    }
    let mut c = c.sub(length)?;
    let part = |c: &mut Cursor<'_>| -> Result<Part, Truncated> { Ok(Part(c.u32()?, c.u32()?, c.u32()?)) };
    Ok(match c.u8()? {
        0 => Message::Choke,
        1 => Message::Unchoke,
        2 => Message::Interested,
        3 => Message::NotInterested,
        4 => Message::Have(c.u32()?),
        5 => Message::Bitfield(c.rest()),
        6 => Message::Request(part(&mut c)?),
        7 => Message::Piece(Part(c.u32()?, c.u32()?, c.remaining() as u32)),
        8 => Message::Cancel(part(&mut c)?),
        9 => Message::Port(c.u16()?),
        kind => Message::Unknown(kind, c.rest()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        assert_eq!(message(&[0; 4]), Ok(Message::KeepAlive));
        assert_eq!(message(b"\0\0\0\x05\x04\0\0\0\x07"), Ok(Message::Have(7)));
        assert_eq!(message(b"\0\0\0\x0b\x07\0\0\0\x01\0\0\0\x02hi"), Ok(Message::Piece(Part(1, 2, 2))));
        assert_eq!(message(b"\0\0\0\x03\x14ab"), Ok(Message::Unknown(20, b"ab")));
        assert_eq!(message(b"\0\0\0\x02\x04\0"), Err(Truncated));
        assert_eq!(message(b"\0\x10\0\0"), Err(Truncated));
        assert_eq!(length(b"\0\x10\0\0", true), Some(4));
        assert_eq!(length(b"", false), Some(68));
    }
}
