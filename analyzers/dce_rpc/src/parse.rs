//! Messages of DCE/RPC over connections (C706, section 12.6; [MS-RPCE], section 2.2.2): bytes to borrowed records. Numbers
//! are in the byte order that each message names in its header.

use zander_wire::{Cursor, cursor::Truncated};

/// Bytes of a header.
pub const HEADER: usize = 16;

/// Kinds of messages.
pub mod kind {
    #![allow(missing_docs)]
    pub const REQUEST: u8 = 0;
    pub const RESPONSE: u8 = 2;
    pub const BIND: u8 = 11;
    pub const BIND_ACK: u8 = 12;
    pub const ALTER_CONTEXT: u8 = 14;
    pub const ALTER_CONTEXT_RESP: u8 = 15;
}

/// Byte order of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Of nearly everybody.
    Little,
    /// Of the network.
    Big,
}

impl Order {
    fn u16(self, c: &mut Cursor<'_>) -> Result<u16, Truncated> {
        if self == Order::Little { c.u16_le() } else { c.u16() }
    }

    fn u32(self, c: &mut Cursor<'_>) -> Result<u32, Truncated> {
        if self == Order::Little { c.u32_le() } else { c.u32() }
    }
}

/// The header (C706, section 12.6.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Byte order of the rest.
    pub order: Order,
    /// Kind of the message.
    pub kind: u8,
    /// `pfc_flags`
    pub flags: u8,
    /// Bytes of all of this fragment.
    pub length: u16,
    /// Bytes of the authentication value.
    pub auth_length: u16,
    /// Which call it belongs to.
    pub call: u32,
}

impl Header {
    /// The first fragment of a message.
    pub fn first(&self) -> bool {
        self.flags & 1 != 0
    }

    /// The last one.
    pub fn last(&self) -> bool {
        self.flags & 2 != 0
    }
}

/// Reads a header; `None` when it is of another version, or shorter than itself.
pub fn header(data: &[u8]) -> Result<Option<Header>, Truncated> {
    let mut c = Cursor::new(data);
    let version = c.u8()?;
    c.skip(1)?;
    let (kind, flags) = (c.u8()?, c.u8()?);
    let order = if c.u8()? >> 4 != 0 { Order::Little } else { Order::Big };
    c.skip(3)?;
    let (length, auth_length, call) = (order.u16(&mut c)?, order.u16(&mut c)?, order.u32(&mut c)?);
    let sound = version == 5 && usize::from(length) >= HEADER;
    Ok(sound.then_some(Header { order, kind, flags, length, auth_length, call }))
}

/// A fragment without its header.
#[derive(Debug, PartialEq, Eq)]
pub struct Fragment<'a> {
    /// Its share of the body.
    pub body: &'a [u8],
    /// How the caller proves who he is: a number for the way, and the token.
    pub auth: Option<(u8, &'a [u8])>,
}

/// Takes a fragment apart (C706, section 13.2.6.1).
pub fn fragment<'a>(h: &Header, data: &'a [u8]) -> Result<Fragment<'a>, Truncated> {
    let mut c = Cursor::new(data);
    c.skip(HEADER)?;
    if h.auth_length == 0 {
        return Ok(Fragment { body: c.rest(), auth: None });
    }
    let trailer = usize::from(h.auth_length) + 8;
    let body = c.take(c.remaining().checked_sub(trailer).ok_or(Truncated)?)?;
    let kind = c.u8()?;
    c.skip(7)?;
    Ok(Fragment { body, auth: Some((kind, c.rest())) })
}

/// An interface that a client asks for (C706, section 12.6.3.1, `p_cont_elem_t`).
#[derive(Debug, PartialEq, Eq)]
pub struct Interface<'a> {
    /// The number that it gets.
    pub context: u16,
    /// Its UUID, as sent.
    pub uuid: &'a [u8],
    /// Its version.
    pub major: u16,
    /// Its version.
    pub minor: u16,
}

/// Interfaces in a bind or an alteration of it.
pub fn bind(order: Order, body: &[u8]) -> Result<Vec<Interface<'_>>, Truncated> {
    let mut c = Cursor::new(body);
    c.skip(8)?;
    let count = c.u8()?;
    c.skip(3)?;
    (0..count)
        .map(|_| {
            let context = order.u16(&mut c)?;
            let syntaxes = c.u8()?;
            c.skip(1)?;
            let uuid = c.take(16)?;
            let (major, minor) = (order.u16(&mut c)?, order.u16(&mut c)?);
            c.skip(usize::from(syntaxes) * 20)?;
            Ok(Interface { context, uuid, major, minor })
        })
        .collect()
}

/// The secondary address in an answer to a bind, without the zero at its end.
pub fn bind_ack(order: Order, body: &[u8]) -> Result<&[u8], Truncated> {
    let mut c = Cursor::new(body);
    c.skip(8)?;
    let length = order.u16(&mut c)?;
    let address = c.take(length.into())?;
    c.skip((4 - c.position() % 4) % 4)?;
    let count = c.u8()?;
    c.skip(3 + usize::from(count) * 24)?;
    Ok(address.strip_suffix(b"\0").unwrap_or(address))
}

/// A call or its answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// Number of the interface.
    pub context: u16,
    /// Number of the operation; 0 in an answer.
    pub operation: u16,
    /// Arguments or results.
    pub stub: &'a [u8],
}

/// Reads a request.
pub fn request<'a>(h: &Header, body: &'a [u8]) -> Result<Call<'a>, Truncated> {
    let mut c = Cursor::new(body);
    c.skip(4)?;
    let (context, operation) = (h.order.u16(&mut c)?, h.order.u16(&mut c)?);
    if h.flags & 0x80 != 0 {
        c.skip(16)?; // the object
    }
    Ok(Call { context, operation, stub: c.rest() })
}

/// Reads a response.
pub fn response(order: Order, body: &[u8]) -> Result<Call<'_>, Truncated> {
    let mut c = Cursor::new(body);
    c.skip(4)?;
    let context = order.u16(&mut c)?;
    c.skip(2)?;
    Ok(Call { context, operation: 0, stub: c.rest() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let little = b"\x05\0\x0b\x03\x10\0\0\0\x48\0\x02\0\x01\0\0\0";
        let h = header(little).unwrap().unwrap();
        assert_eq!((h.order, h.kind, h.length, h.auth_length, h.call), (Order::Little, 11, 72, 2, 1));
        assert!(h.first() && h.last());
        let big = b"\x05\0\x02\x01\0\0\0\0\0\x48\0\0\0\0\0\x07";
        let h = header(big).unwrap().unwrap();
        assert_eq!((h.order, h.length, h.call, h.last()), (Order::Big, 72, 7, false));
        assert_eq!(header(b"\x04\0\x0b\x03\x10\0\0\0\x48\0\0\0\x01\0\0\0"), Ok(None));
        assert_eq!(header(&little[..15]), Err(Truncated));
    }

    #[test]
    fn authentication_at_the_end() {
        let h = header(b"\x05\0\0\x03\x10\0\0\0\x1d\0\x02\0\x01\0\0\0").unwrap().unwrap();
        let data = b"0123456789abcdefBODY\x0a\x02\0\0\0\0\0\0AA";
        assert_eq!(fragment(&h, data), Ok(Fragment { body: b"BODY", auth: Some((10, b"AA")) }));
        assert_eq!(fragment(&h, &data[..25]), Err(Truncated));
    }

    #[test]
    fn binds() {
        let uuid = [7; 16];
        let one = [&b"\x02\0\x01\0"[..], &uuid, b"\x03\0\x01\0", &[0; 20]].concat();
        let body = [&[0; 8][..], b"\x01\0\0\0", &one].concat();
        let all = bind(Order::Little, &body).unwrap();
        assert_eq!(all, [Interface { context: 2, uuid: &uuid, major: 3, minor: 1 }]);
        assert_eq!(bind(Order::Little, &body[..20]), Err(Truncated));
        let ack = [&[0; 8][..], b"\x04\x00135\0\0\0", b"\x01\0\0\0", &[0; 24]].concat();
        assert_eq!(bind_ack(Order::Little, &ack), Ok(&b"135"[..]));
    }

    #[test]
    fn calls() {
        let h = header(b"\x05\0\0\x83\x10\0\0\0\x30\0\0\0\x01\0\0\0").unwrap().unwrap();
        let body = [&b"\0\0\0\0\x01\0\x10\0"[..], &[9; 16], b"stub"].concat();
        assert_eq!(request(&h, &body), Ok(Call { context: 1, operation: 16, stub: b"stub" }));
        let answer = response(Order::Little, b"\0\0\0\0\x01\0\0\0r");
        assert_eq!(answer, Ok(Call { context: 1, operation: 0, stub: b"r" }));
    }
}
