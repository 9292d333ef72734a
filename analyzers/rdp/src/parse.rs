//! TPKT and X.224: where messages end, how a client asks and what a server answers ([MS-RDPBCGR] 2.2.1.1, 2.2.1.2; RFC 1006).

use zander_wire::{Cursor, Truncated};

/// The version with which a TPKT begins. Other first bytes are those of fast-path messages ([MS-RDPBCGR] 2.2.8.1.2).
pub const TPKT: u8 = 3;

/// Bytes of the message that begins with `b`; `None` while that is too short to tell.
pub fn length(b: &[u8]) -> Option<usize> {
    match *b {
        [TPKT, _, high, low, ..] => Some(usize::from(u16::from_be_bytes([high, low])).max(4)),
        [TPKT, ..] => None,
        [_, short, ..] if short & 0x80 == 0 => Some(usize::from(short)),
        [_, high, low, ..] => Some(usize::from(u16::from_be_bytes([high & 0x7f, low]))),
        _ => None,
    }
}

/// What a TPKT carries.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// A client wants to connect.
    Request {
        /// The value of `mstshash`; empty when there is none.
        cookie: &'a [u8],
        /// Of the negotiation; 0 without one.
        flags: u8,
    },
    /// The server takes part; `None` when it is too old to negotiate.
    Confirm(Option<Answer>),
    /// Something of the layer above, MCS.
    Data(&'a [u8]),
    /// A message that nobody needs here.
    Other,
}

/// What a server says to the ways of security that a client offers.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// It takes this one.
    Chosen {
        /// 0 for RDP's own.
        protocol: u32,
        /// About the client's options.
        flags: u8,
    },
    /// It takes none.
    Refused {
        /// Why not.
        code: u32,
        /// Not in use.
        flags: u8,
    },
}

const CONFIRM: u8 = 0xd0;
const REQUEST: u8 = 0xe0;
const DATA: u8 = 0xf0;

/// Reads a whole TPKT.
pub fn message(b: &[u8]) -> Result<Message<'_>, Truncated> {
    let mut c = Cursor::new(b);
    c.skip(4)?;
    let _header = c.u8()?;
    Ok(match c.u8()? {
        REQUEST => {
            // References of both ends, and the class.
            c.skip(5)?;
            request(c)?
        }
        CONFIRM => {
            c.skip(5)?;
            Message::Confirm(answer(c)?)
        }
        DATA => {
            c.skip(1)?;
            Message::Data(c.rest())
        }
        _ => Message::Other,
    })
}

/// A line of text, which is a cookie or the token by which a balancer finds the server, and the negotiation; both may be
/// missing ([MS-RDPBCGR] 2.2.1.1).
fn request(mut c: Cursor<'_>) -> Result<Message<'_>, Truncated> {
    const NEGOTIATION: u8 = 1;
    let mut cookie: &[u8] = b"";
    if c.peek_u8().is_some_and(|b| b != NEGOTIATION) {
        let line = c.take_until(b'\r')?;
        if c.u8()? != b'\n' {
            return Err(Truncated);
        }
        cookie = line.strip_prefix(b"Cookie: mstshash=").unwrap_or_default();
    }
    let flags = match c.peek(2) {
        Ok(&[NEGOTIATION, flags]) => flags,
        _ => 0,
    };
    Ok(Message::Request { cookie, flags })
}

fn answer(mut c: Cursor<'_>) -> Result<Option<Answer>, Truncated> {
    if c.is_empty() {
        return Ok(None);
    }
    let (kind, flags) = (c.u8()?, c.u8()?);
    let _length = c.u16_le()?;
    let value = c.u32_le()?;
    Ok(match kind {
        2 => Some(Answer::Chosen { protocol: value, flags }),
        3 => Some(Answer::Refused { code: value, flags }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_messages() {
        assert_eq!(length(&[3, 0, 1, 2]), Some(258));
        assert_eq!(length(&[3, 0, 1]), None);
        assert_eq!(length(&[3, 0, 0, 0]), Some(4));
        assert_eq!(length(&[0x44, 4]), Some(4));
        assert_eq!(length(&[0, 0x81, 2]), Some(258));
        assert_eq!(length(&[0, 0x81]), None);
    }

    #[test]
    fn requests() {
        let all = |tail: &[u8]| [b"\x03\x00\x00\x00\x0e\xe0\x00\x00\x00\x00\x00", tail].concat();
        let check = |tail: &[u8], cookie: &[u8], flags| {
            assert_eq!(message(&all(tail)), Ok(Message::Request { cookie, flags }));
        };
        check(b"", b"", 0);
        check(b"\x01\x00\x08\x00\x0b\x00\x00\x00", b"", 0);
        check(b"Cookie: mstshash=eltons\r\n\x01\x02\x08\x00\x03\x00\x00\x00", b"eltons", 2);
        check(b"Cookie: mstshash=a\r\n", b"a", 0);
        check(b"Cookie: msts=3640205228.15629.0000\r\n", b"", 0);
        assert_eq!(message(&all(b"Cookie: mstshash=a")), Err(Truncated));
        assert_eq!(message(&all(b"Cookie: mstshash=a\rb")), Err(Truncated));
    }

    #[test]
    fn answers() {
        let all = |tail: &[u8]| [b"\x03\x00\x00\x00\x0e\xd0\x00\x00\x12\x34\x00", tail].concat();
        assert_eq!(message(&all(b"")), Ok(Message::Confirm(None)));
        assert_eq!(
            message(&all(b"\x02\x1f\x08\x00\x08\x00\x00\x00")),
            Ok(Message::Confirm(Some(Answer::Chosen { protocol: 8, flags: 0x1f })))
        );
        assert_eq!(
            message(&all(b"\x03\x00\x08\x00\x05\x00\x00\x00")),
            Ok(Message::Confirm(Some(Answer::Refused { code: 5, flags: 0 })))
        );
        assert_eq!(message(&all(b"\x02\x1f\x08\x00\x08")), Err(Truncated));
        assert_eq!(message(b"\x03\x00\x00\x08\x02\xf0\x80\x28"), Ok(Message::Data(b"\x28")));
    }
}
