//! GTP version 1 (3GPP TS 29.060, TS 29.281): the header, and the user packet of a G-PDU.
//!
//! Information elements of control messages are left in [`Gtpv1::body`].

use crate::cursor::{Cursor, Truncated};
use crate::decode::inner_packet;
use crate::ip::protocol;
use crate::tunnel::{Fault, Inner, InnerKind};

/// The message type that carries a user's packet.
pub const G_PDU: u8 = 255;

/// The fields that are there when one of the flags E, S and PN is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Optional {
    /// Sequence number.
    pub sequence: u16,
    /// N-PDU number.
    pub n_pdu: u8,
    /// Type of the first extension header.
    pub next_extension: u8,
}

/// A GTPv1 message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gtpv1<'a> {
    /// The version in the header, not necessarily 1.
    pub version: u8,
    /// Protocol type: true for GTP, false for GTP'.
    pub protocol_type: bool,
    /// The spare bit.
    pub reserved: bool,
    /// Flag E: extension headers follow.
    pub has_extension: bool,
    /// Flag S: the sequence number counts.
    pub has_sequence: bool,
    /// Flag PN: the N-PDU number counts.
    pub has_n_pdu: bool,
    /// The message's type.
    pub message: u8,
    /// Bytes behind the fixed eight, by the length field, which nothing has checked.
    pub length: u16,
    /// Tunnel endpoint identifier.
    pub teid: u32,
    /// The optional fields.
    pub optional: Option<Optional>,
    /// What follows all headers.
    pub body: &'a [u8],
}

/// Parses the header of a datagram and its extension headers; anything but version 1 is a violation.
pub fn parse(payload: &[u8]) -> Result<Gtpv1<'_>, Fault> {
    let header = read(payload).map_err(|_| Fault::violation("Truncated GTPv1"))?;
    if header.version != 1 {
        return Err(Fault::violation("GTPv1 bad Version"));
    }
    Ok(header)
}

fn read(payload: &[u8]) -> Result<Gtpv1<'_>, Truncated> {
    let mut cursor = Cursor::new(payload);
    let flags = cursor.u8()?;
    let message = cursor.u8()?;
    let length = cursor.u16()?;
    let teid = cursor.u32()?;
    let mut optional = None;
    if flags & 0x07 != 0 {
        let fields = Optional { sequence: cursor.u16()?, n_pdu: cursor.u8()?, next_extension: cursor.u8()? };
        if flags & 0x04 != 0 {
            skip_extensions(&mut cursor, fields.next_extension)?;
        }
        optional = Some(fields);
    }
    Ok(Gtpv1 {
        version: flags >> 5,
        protocol_type: flags & 0x10 != 0,
        reserved: flags & 0x08 != 0,
        has_extension: flags & 0x04 != 0,
        has_sequence: flags & 0x02 != 0,
        has_n_pdu: flags & 0x01 != 0,
        message,
        length,
        teid,
        optional,
        body: cursor.rest(),
    })
}

/// Extension headers: their length in units of four bytes, content, and the type of the next one.
fn skip_extensions(cursor: &mut Cursor<'_>, mut next: u8) -> Result<(), Truncated> {
    while next != 0 {
        let content = (usize::from(cursor.u8()?) * 4).checked_sub(2).ok_or(Truncated)?;
        cursor.skip(content)?;
        next = cursor.u8()?;
    }
    Ok(())
}

impl<'a> Gtpv1<'a> {
    /// The packet that a G-PDU carries.
    ///
    /// GTP is not tunnelled in GTP: callers refuse it with the violation `GTP-in-GTP` before.
    pub fn user_packet(&self) -> Result<Inner<'a>, Fault> {
        let version = self.body.first().map_or(0, |first| first >> 4);
        let number = match version {
            _ if self.body.len() < crate::ip::IPV4_HEADER_LEN => {
                return Err(Fault::violation("Truncated GTPv1"));
            }
            4 => protocol::IPV4,
            6 => protocol::IPV6,
            _ => return Err(Fault::violation("non-IP packet in GTPv1")),
        };
        match inner_packet(number, self.body) {
            Ok(_) => Ok(Inner { data: self.body, kind: InnerKind::Ip }),
            Err(true) => Err(Fault::violation("GTPv1 payload length")),
            Err(false) => Err(Fault::violation("Truncated GTPv1")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_over_optional_fields_and_extensions() {
        let ip = [0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2];
        let check = |header: &[u8]| {
            let bytes = [header, &ip].concat();
            let parsed = parse(&bytes).unwrap();
            assert_eq!(parsed.user_packet().unwrap().data, ip);
            parsed.optional
        };
        assert_eq!(check(&[0x30, 255, 0, 20, 0, 0, 0, 1]), None);
        let fields = check(&[0x32, 255, 0, 24, 0, 0, 0, 1, 0, 7, 0, 0]).unwrap();
        assert_eq!(fields.sequence, 7);
        let extended = [0x34, 255, 0, 32, 0, 0, 0, 1, 0, 0, 0, 0xc0, 1, 9, 9, 0x85, 1, 9, 9, 0];
        assert_eq!(check(&extended).unwrap().next_extension, 0xc0);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let reason =
            |bytes: &[u8]| parse(bytes).map(|parsed| parsed.user_packet().unwrap_err()).unwrap_or_else(|e| e);
        assert_eq!(reason(&[0x50; 30]).violation, Some("GTPv1 bad Version"));
        assert_eq!(reason(&[0x30; 7]).violation, Some("Truncated GTPv1"));
        assert_eq!(reason(&[0x34, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]).violation, Some("Truncated GTPv1"));
        let mut other = vec![0x30, 255, 0, 0, 0, 0, 0, 0];
        other.extend([0x10; 20]);
        assert_eq!(reason(&other).violation, Some("non-IP packet in GTPv1"));
    }
}
