//! Control packets of MQTT (Version 3.1.1 and 5.0, sections 2 and 3). Numbers are big endian.

use zander_wire::{Cursor, Truncated};

/// The version with properties.
pub const V5: u8 = 5;

/// A number of up to four bytes with seven bits each, the lowest first: its value and its bytes.
fn variable(b: &[u8]) -> Result<Option<(usize, usize)>, Malformed> {
    let mut value = 0;
    for (at, byte) in b.iter().take(4).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok(Some((value, at + 1)));
        }
    }
    if b.len() < 4 { Ok(None) } else { Err(Malformed) }
}

/// Not a control packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl From<Truncated> for Malformed {
    fn from(_: Truncated) -> Malformed {
        Malformed
    }
}

/// Bytes of the packet that begins with `b`; `None` while that is too short to tell. A length of too many bytes gives those
/// that show it.
pub fn length(b: &[u8]) -> Option<usize> {
    match variable(b.get(1..)?) {
        Ok(found) => found.map(|(value, bytes)| 1 + bytes + value),
        Err(Malformed) => Some(5),
    }
}

/// A control packet.
#[derive(Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    /// A client introduces itself.
    Connect(Box<Connect<'a>>),
    /// Return code, and whether the broker knows the session.
    ConnAck(u8, bool),
    /// A message to a topic.
    Publish(Publish<'a>),
    /// Steps of a message's way, with its number.
    Step(Step, u16),
    /// Number, topics and the quality asked for each.
    Subscribe(u16, Vec<(&'a [u8], u8)>),
    /// Number, and the quality of the first topic.
    SubAck(u16, u8),
    /// Number and topics.
    Unsubscribe(u16, Vec<&'a [u8]>),
    /// Number.
    UnsubAck(u16),
    /// Is the broker there?
    PingReq,
    /// It is.
    PingResp,
    /// Somebody leaves.
    Disconnect,
    /// A kind that is not told of.
    Other,
}

/// Steps of a message's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Received (quality 1).
    Ack,
    /// Received (quality 2).
    Rec,
    /// It may be forgotten.
    Rel,
    /// It has been forgotten.
    Comp,
}

/// How a client introduces itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Connect<'a> {
    /// `MQTT`, or `MQIsdp` in version 3.1.
    pub protocol: &'a [u8],
    /// 3, 4 or 5.
    pub version: u8,
    /// Bits: 1 clean session, 2 will, 3 and 4 its quality, 5 its retaining.
    pub flags: u8,
    /// Seconds.
    pub keep_alive: u16,
    /// Who it is.
    pub client: &'a [u8],
    /// Topic and message of the will.
    pub will: Option<(&'a [u8], &'a [u8])>,
    /// Name of the user.
    pub user: Option<&'a [u8]>,
    /// And password.
    pub password: Option<&'a [u8]>,
}

/// A message to a topic.
#[derive(Debug, PartialEq, Eq)]
pub struct Publish<'a> {
    /// It was sent before.
    pub again: bool,
    /// 0 to 2.
    pub quality: u8,
    /// The broker keeps it.
    pub retain: bool,
    /// Where to.
    pub topic: &'a [u8],
    /// 0 for quality 0.
    pub number: u16,
    /// Its beginning, as far as it was kept.
    pub payload: &'a [u8],
    /// All its bytes.
    pub payload_length: usize,
}

fn skip_properties(c: &mut Cursor<'_>, version: u8) -> Result<(), Malformed> {
    if version == V5 {
        let (value, bytes) = variable(c.rest())?.ok_or(Malformed)?;
        c.skip(bytes + value)?;
    }
    Ok(())
}

/// Reads a packet of a connection of this version, of which at most the end of a payload may be missing.
pub fn packet(b: &[u8], version: u8) -> Result<Packet<'_>, Malformed> {
    let mut c = Cursor::new(b);
    let first = c.u8()?;
    let (length, bytes) = variable(c.rest())?.ok_or(Malformed)?;
    c.skip(bytes)?;
    let missing = length.saturating_sub(c.remaining());
    let number = |c: &mut Cursor<'_>| -> Result<u16, Malformed> { Ok(c.u16()?) };
    Ok(match first >> 4 {
        1 => Packet::Connect(Box::new(connect(&mut c)?)),
        2 => {
            let flags = c.u8()?;
            Packet::ConnAck(c.u8()?, flags & 1 != 0)
        }
        3 => Packet::Publish(publish(&mut c, first, missing, version)?),
        4 => Packet::Step(Step::Ack, number(&mut c)?),
        5 => Packet::Step(Step::Rec, number(&mut c)?),
        6 => Packet::Step(Step::Rel, number(&mut c)?),
        7 => Packet::Step(Step::Comp, number(&mut c)?),
        8 => {
            let number = number(&mut c)?;
            skip_properties(&mut c, version)?;
            Packet::Subscribe(number, many(&mut c, |c| Ok((c.take_u16_prefixed()?, c.u8()? & 3)))?)
        }
        9 => {
            let number = number(&mut c)?;
            skip_properties(&mut c, version)?;
            Packet::SubAck(number, c.u8()?)
        }
        10 => {
            let number = number(&mut c)?;
            skip_properties(&mut c, version)?;
            Packet::Unsubscribe(number, many(&mut c, |c| Ok(c.take_u16_prefixed()?))?)
        }
        11 => Packet::UnsubAck(number(&mut c)?),
        12 => Packet::PingReq,
        13 => Packet::PingResp,
        14 => Packet::Disconnect,
        _ => Packet::Other,
    })
}

/// Reads until there is nothing left.
fn many<'a, T>(
    c: &mut Cursor<'a>,
    one: impl Fn(&mut Cursor<'a>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let mut all = Vec::new();
    while !c.is_empty() {
        all.push(one(c)?);
    }
    Ok(all)
}

fn connect<'a>(c: &mut Cursor<'a>) -> Result<Connect<'a>, Malformed> {
    const WILL: u8 = 0x04;
    const PASSWORD: u8 = 0x40;
    const USER: u8 = 0x80;
    let protocol = c.take_u16_prefixed()?;
    let (version, flags, keep_alive) = (c.u8()?, c.u8()?, c.u16()?);
    skip_properties(c, version)?;
    let client = c.take_u16_prefixed()?;
    let mut will = None;
    if flags & WILL != 0 {
        skip_properties(c, version)?;
        will = Some((c.take_u16_prefixed()?, c.take_u16_prefixed()?));
    }
    let user = if flags & USER != 0 { Some(c.take_u16_prefixed()?) } else { None };
    let password = if flags & PASSWORD != 0 { Some(c.take_u16_prefixed()?) } else { None };
    Ok(Connect { protocol, version, flags, keep_alive, client, will, user, password })
}

fn publish<'a>(c: &mut Cursor<'a>, first: u8, missing: usize, version: u8) -> Result<Publish<'a>, Malformed> {
    let quality = first >> 1 & 3;
    let topic = c.take_u16_prefixed()?;
    let number = if quality == 0 { 0 } else { c.u16()? };
    skip_properties(c, version)?;
    let payload = c.rest();
    Ok(Publish {
        again: first & 8 != 0,
        quality,
        retain: first & 1 != 0,
        topic,
        number,
        payload,
        payload_length: payload.len() + missing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        assert_eq!(length(b"\xc0\x00"), Some(2));
        assert_eq!(length(b"\x30\x80\x01"), Some(131));
        assert_eq!(length(b"\x30\x80"), None);
        assert_eq!(length(b"\x30"), None);
        assert_eq!(length(b"\x30\x80\x80\x80\x80\x01"), Some(5));
        assert_eq!(packet(b"\x30\x80\x80\x80\x80", 4), Err(Malformed));
    }

    #[test]
    fn introductions() {
        let b = b"\x10\x1d\x00\x04MQTT\x04\xee\x00\x3c\x00\x01c\x00\x01t\x00\x02no\x00\x02me\x00\x02pw";
        let Ok(Packet::Connect(c)) = packet(b, 4) else { panic!() };
        assert_eq!((c.protocol, c.version, c.keep_alive, c.client), (&b"MQTT"[..], 4, 60, &b"c"[..]));
        assert_eq!(
            (c.will, c.user, c.password),
            (Some((&b"t"[..], &b"no"[..])), Some(&b"me"[..]), Some(&b"pw"[..]))
        );
        assert!(packet(&b[..20], 4).is_err());
        let five = b"\x10\x13\x00\x04MQTT\x05\x02\x00\x3c\x05\x11\x00\x00\x00\x0a\x00\x01c";
        let Ok(Packet::Connect(c)) = packet(five, 4) else { panic!() };
        assert_eq!((c.version, c.client, c.will), (5, &b"c"[..], None));
    }

    #[test]
    fn messages() {
        let Ok(Packet::Publish(p)) = packet(b"\x3b\x09\x00\x01t\x00\x07pay", 4) else { panic!() };
        assert_eq!((p.again, p.quality, p.retain, p.number), (true, 1, true, 7));
        assert_eq!((p.topic, p.payload, p.payload_length), (&b"t"[..], &b"pay"[..], 4));
        let Ok(Packet::Publish(p)) = packet(b"\x30\x08\x00\x01t\x02\x01\x01hi", 5) else { panic!() };
        assert_eq!((p.number, p.payload), (0, &b"hi"[..]));
    }

    #[test]
    fn subscriptions() {
        let two = packet(b"\x82\x0a\x00\x01\x00\x01a\x00\x00\x01b\x01", 4);
        assert_eq!(two, Ok(Packet::Subscribe(1, vec![(b"a", 0), (b"b", 1)])));
        assert_eq!(packet(b"\xa2\x05\x00\x02\x00\x01a", 4), Ok(Packet::Unsubscribe(2, vec![b"a"])));
        assert_eq!(packet(b"\x90\x04\x00\x01\x00\x80", 5), Ok(Packet::SubAck(1, 0x80)));
        assert_eq!(packet(b"\x82\x03\x00\x01\x00", 4), Err(Malformed));
    }
}
