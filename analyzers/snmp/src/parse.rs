//! SNMP messages: versions 1 (RFC 1157), 2c (RFC 1901, 3416) and 3 (RFC 3412, 3414), read from their BER.
//!
//! All borrows from the datagram. `None` stands for what does not parse.

use zander_wire::ber::{self, Element, Reader, tag};

/// Tags of values (RFC 2578, section 7.1, and RFC 3416, section 3).
pub mod value {
    #![allow(missing_docs)]
    pub const IP_ADDRESS: u8 = 0x40;
    pub const COUNTER32: u8 = 0x41;
    pub const UNSIGNED32: u8 = 0x42;
    pub const TIME_TICKS: u8 = 0x43;
    pub const OPAQUE: u8 = 0x44;
    pub const COUNTER64: u8 = 0x46;
}

/// Tags of PDUs.
pub mod pdu {
    #![allow(missing_docs)]
    pub const GET: u8 = 0xa0;
    pub const GET_NEXT: u8 = 0xa1;
    pub const RESPONSE: u8 = 0xa2;
    pub const SET: u8 = 0xa3;
    pub const TRAP: u8 = 0xa4;
    pub const GET_BULK: u8 = 0xa5;
    pub const INFORM: u8 = 0xa6;
    pub const TRAP_V2: u8 = 0xa7;
    pub const REPORT: u8 = 0xa8;
}

/// A message: its version and what follows.
pub fn message(data: &[u8]) -> Option<(u64, Reader<'_>)> {
    let mut body = Reader::new(data).inner(tag::SEQUENCE)?;
    let version = unsigned(body.expect(tag::INTEGER)?)?;
    Some((version, body))
}

/// The header of version 3 in front of its scoped PDU.
#[derive(Clone, Copy, Debug)]
pub struct V3<'a> {
    pub id: u64,
    pub max_size: u64,
    pub flags: u8,
    /// 3 for the user-based model.
    pub security_model: u64,
    pub security_parameters: &'a [u8],
    /// A sequence with a PDU in a context, or octets that are encrypted.
    pub scoped: Element<'a>,
}

/// Reads what follows the version in version 3.
pub fn v3<'a>(body: &mut Reader<'a>) -> Option<V3<'a>> {
    let mut global = body.inner(tag::SEQUENCE)?;
    Some(V3 {
        id: unsigned(global.expect(tag::INTEGER)?)?,
        max_size: unsigned(global.expect(tag::INTEGER)?)?,
        flags: *global.expect(tag::OCTET_STRING)?.first()?,
        security_model: unsigned(global.expect(tag::INTEGER)?)?,
        security_parameters: body.expect(tag::OCTET_STRING)?,
        scoped: body.any()?,
    })
}

/// The parameters of the user-based security model (RFC 3414, section 2.4).
#[derive(Clone, Copy, Debug)]
pub struct User<'a> {
    pub engine: &'a [u8],
    pub boots: i64,
    pub time: i64,
    pub name: &'a [u8],
    pub authentication: &'a [u8],
    pub privacy: &'a [u8],
}

/// Reads them.
pub fn user(parameters: &[u8]) -> Option<User<'_>> {
    let mut r = Reader::new(parameters).inner(tag::SEQUENCE)?;
    Some(User {
        engine: r.expect(tag::OCTET_STRING)?,
        boots: ber::integer(r.expect(tag::INTEGER)?)?,
        time: ber::integer(r.expect(tag::INTEGER)?)?,
        name: r.expect(tag::OCTET_STRING)?,
        authentication: r.expect(tag::OCTET_STRING)?,
        privacy: r.expect(tag::OCTET_STRING)?,
    })
}

/// A PDU but for traps of version 1; the second and third number mean the repetitions in a request for bulk.
#[derive(Clone, Copy, Debug)]
pub struct Pdu<'a> {
    pub request: i64,
    pub error_status: i64,
    pub error_index: i64,
    /// To be read with [`binding`].
    pub bindings: Reader<'a>,
}

/// Reads the content of a PDU.
pub fn pdu(content: &[u8]) -> Option<Pdu<'_>> {
    let mut r = Reader::new(content);
    Some(Pdu {
        request: ber::integer(r.expect(tag::INTEGER)?)?,
        error_status: ber::integer(r.expect(tag::INTEGER)?)?,
        error_index: ber::integer(r.expect(tag::INTEGER)?)?,
        bindings: r.inner(tag::SEQUENCE)?,
    })
}

/// A trap of version 1.
#[derive(Clone, Copy, Debug)]
pub struct Trap<'a> {
    pub enterprise: &'a [u8],
    pub agent: [u8; 4],
    pub generic: i64,
    pub specific: i64,
    /// In hundredths of a second.
    pub time_stamp: u64,
    pub bindings: Reader<'a>,
}

/// Reads the content of a trap.
pub fn trap(content: &[u8]) -> Option<Trap<'_>> {
    let mut r = Reader::new(content);
    Some(Trap {
        enterprise: r.expect(tag::OBJECT)?,
        agent: r.expect(value::IP_ADDRESS)?.try_into().ok()?,
        generic: ber::integer(r.expect(tag::INTEGER)?)?,
        specific: ber::integer(r.expect(tag::INTEGER)?)?,
        time_stamp: unsigned(r.expect(value::TIME_TICKS)?)?,
        bindings: r.inner(tag::SEQUENCE)?,
    })
}

/// The next binding: the content of its name, and its value. `None` when it does not parse.
pub fn binding<'a>(r: &mut Reader<'a>) -> Option<(&'a [u8], Element<'a>)> {
    let mut pair = r.inner(tag::SEQUENCE)?;
    Some((pair.expect(tag::OBJECT)?, pair.any()?))
}

/// A number that is never negative; encoders leave out the zero byte that says so, or write a negative number.
pub fn unsigned(content: &[u8]) -> Option<u64> {
    match content {
        [] => None,
        [0, rest @ ..] if rest.len() <= 8 => Some(rest.iter().fold(0, |n, b| n << 8 | u64::from(*b))),
        c if c.len() <= 8 => Some(c.iter().fold(0, |n, b| n << 8 | u64::from(*b))),
        _ => None,
    }
}

/// Most bytes of one number of an object identifier.
pub const MAX_SUBIDENTIFIER: usize = 10;

/// An object identifier with dots; `Err` gives the length of a number that is too long.
pub fn oid(content: &[u8]) -> Result<String, usize> {
    use std::fmt::Write;
    let mut out = String::new();
    for part in content.split_inclusive(|b| b & 0x80 == 0) {
        if part.len() > MAX_SUBIDENTIFIER {
            return Err(part.len());
        }
        let number = part.iter().fold(0u64, |n, b| n << 7 | u64::from(b & 0x7f));
        if out.is_empty() {
            let first = (number / 40).min(2);
            let _ = write!(out, "{first}.{}", number - first * 40);
        } else {
            let _ = write!(out, ".{number}");
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(unsigned(&[0xff]), Some(255));
        assert_eq!(unsigned(&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Some(u64::MAX));
        assert_eq!(unsigned(&[1; 9]), None);
        assert_eq!(unsigned(&[]), None);
    }

    #[test]
    fn names() {
        assert_eq!(oid(&[0x2b, 6, 1, 2, 1, 1, 1, 0]).as_deref(), Ok("1.3.6.1.2.1.1.1.0"));
        assert_eq!(oid(&[0x2b, 0x82, 0x37]).as_deref(), Ok("1.3.311"));
        assert_eq!(oid(&[&[0x2b][..], &[0x81; 10], &[1]].concat()), Err(11));
    }
}
