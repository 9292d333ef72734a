//! RADIUS packets (RFC 2865, section 3): a header and attributes. All of it borrows from the datagram.

use zander_wire::{Cursor, Truncated};

/// The fixed header.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// What the packet asks or answers.
    pub code: u8,
    /// Pairs a response with its request.
    pub identifier: u8,
    /// Sixteen bytes that authenticate.
    pub authenticator: &'a [u8],
    /// The attributes, to be read with [`attribute`].
    pub attributes: Cursor<'a>,
}

/// Bytes of the header.
const HEADER: usize = 20;

/// Takes a datagram apart. What follows the packet's own length is padding.
pub fn packet(data: &[u8]) -> Result<Packet<'_>, Truncated> {
    let mut c = Cursor::new(data);
    let (code, identifier, length) = (c.u8()?, c.u8()?, c.u16()?);
    let authenticator = c.take(16)?;
    let attributes = c.sub(usize::from(length).checked_sub(HEADER).ok_or(Truncated)?)?;
    Ok(Packet { code, identifier, authenticator, attributes })
}

/// The next attribute (section 5): its type and its value.
pub fn attribute<'a>(c: &mut Cursor<'a>) -> Result<(u8, &'a [u8]), Truncated> {
    let (kind, length) = (c.u8()?, c.u8()?);
    Ok((kind, c.take(usize::from(length).checked_sub(2).ok_or(Truncated)?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets() {
        let mut data = vec![1, 9, 0, 25];
        data.extend([7; 16]);
        data.extend([1, 5, b'b', b'o', b'b', 0, 0]);
        let mut p = packet(&data).unwrap();
        assert_eq!((p.code, p.identifier, p.authenticator), (1, 9, &[7; 16][..]));
        assert_eq!(attribute(&mut p.attributes), Ok((1, &b"bob"[..])));
        assert!(p.attributes.is_empty());
        assert!(packet(&data[..22]).is_err());
        assert!(attribute(&mut Cursor::new(&[1, 1])).is_err());
    }
}
