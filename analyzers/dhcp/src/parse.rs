//! DHCP messages (RFC 2131, section 2) and their options (RFC 2132, section 2). All borrows from the datagram; numbers
//! are big endian.

use zander_wire::{Cursor, Truncated};

/// The first bytes of the options of DHCP; BOOTP has others.
pub const COOKIE: u32 = 0x6382_5363;

/// The fixed part of a message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// 1 from clients, 2 from servers.
    pub op: u8,
    /// Chosen by the client; joins the messages of an exchange.
    pub xid: u32,
    /// Seconds since the client began.
    pub secs: u16,
    pub flags: u16,
    pub ciaddr: [u8; 4],
    pub yiaddr: [u8; 4],
    pub siaddr: [u8; 4],
    pub giaddr: [u8; 4],
    /// All sixteen bytes.
    pub chaddr: &'a [u8],
    /// Up to the first NUL, as is the file.
    pub sname: &'a [u8],
    pub file: &'a [u8],
    pub cookie: u32,
    /// To be read with [`option`].
    pub options: Cursor<'a>,
}

/// Takes a datagram apart.
pub fn message(data: &[u8]) -> Result<Message<'_>, Truncated> {
    let mut c = Cursor::new(data);
    let op = c.u8()?;
    c.skip(3)?;
    Ok(Message {
        op,
        xid: c.u32()?,
        secs: c.u16()?,
        flags: c.u16()?,
        ciaddr: c.array()?,
        yiaddr: c.array()?,
        siaddr: c.array()?,
        giaddr: c.array()?,
        chaddr: c.take(16)?,
        sname: text(c.take(64)?),
        file: text(c.take(128)?),
        cookie: c.u32()?,
        options: c,
    })
}

/// What stands in front of the first NUL.
pub fn text(field: &[u8]) -> &[u8] {
    field.split(|b| *b == 0).next().unwrap_or_default()
}

/// The next option that is not padding: its code and its data. `None` at the end.
pub fn option<'a>(c: &mut Cursor<'a>) -> Result<Option<(u8, &'a [u8])>, Truncated> {
    while !c.is_empty() {
        match c.u8()? {
            0 => {}
            255 => break,
            code => return Ok(Some((code, c.take_u8_prefixed()?))),
        }
    }
    Ok(None)
}

/// A hardware address in hexadecimal: six bytes, or eight if the seventh and the eighth are there and not 0. Empty when
/// there are fewer than six.
pub fn hardware(bytes: &[u8]) -> String {
    let count = match bytes {
        [_, _, _, _, _, _] => 6,
        [_, _, _, _, _, _, 0, 0, ..] => 6,
        [_, _, _, _, _, _, _, _, ..] => 8,
        _ => return String::new(),
    };
    bytes.iter().take(count).map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options() {
        let mut c = Cursor::new(&[0, 0, 53, 1, 1, 12, 2, b'h', b'i', 255, 9, 9]);
        assert_eq!(option(&mut c), Ok(Some((53, &[1][..]))));
        assert_eq!(option(&mut c), Ok(Some((12, &b"hi"[..]))));
        assert_eq!(option(&mut c), Ok(None));
        assert_eq!(option(&mut Cursor::new(&[12, 2, 1])), Err(Truncated));
    }

    #[test]
    fn fields() {
        assert_eq!(text(b"boot\0\0\0"), b"boot");
        assert_eq!(hardware(&[0, 11, 130, 1, 252, 66, 0, 0, 0]), "00:0b:82:01:fc:42");
        assert_eq!(hardware(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), "01:02:03:04:05:06:07:08");
        assert_eq!(hardware(&[1, 2, 3]), "");
        assert!(message(&[1; 239]).is_err());
    }
}
