//! Teredo (RFC 4380): IPv6 over UDP through network address translators.

use crate::addr::Addr;
use crate::cursor::Cursor;
use crate::decode::inner_packet;
use crate::ip::{IPV6_HEADER_LEN, IpHeader, protocol};
use crate::tunnel::{Fault, Inner, InnerKind};

/// The authentication header (RFC 4380, 5.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authentication<'a> {
    /// The client identifier.
    pub identifier: &'a [u8],
    /// The authentication value.
    pub value: &'a [u8],
    /// The nonce.
    pub nonce: u64,
    /// The confirmation byte.
    pub confirmation: u8,
}

/// The origin indication, its obfuscation undone (RFC 4380, 5.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The client's port as the server saw it.
    pub port: u16,
    /// The client's address as the server saw it.
    pub address: Addr,
}

/// A Teredo datagram.
#[derive(Clone, Copy, Debug)]
pub struct Teredo<'a> {
    /// The authentication header, if there is one.
    pub authentication: Option<Authentication<'a>>,
    /// The origin indication, if there is one.
    pub origin: Option<Origin>,
    /// The header of the packet inside.
    pub ip: IpHeader<'a>,
    /// True for a packet that carries nothing and only keeps a path open.
    pub is_bubble: bool,
    /// A bubble followed by bytes: the weird `Teredo_bubble_with_payload`, source `TEREDO`.
    pub bubble_with_payload: bool,
    /// The packet inside.
    pub inner: Inner<'a>,
}

const fn bad(weird: Option<&'static str>) -> Fault {
    Fault { weird, addl: None, violation: Some("Bad Teredo encapsulation") }
}

/// Parses a datagram.
pub fn parse(payload: &[u8]) -> Result<Teredo<'_>, Fault> {
    let mut cursor = Cursor::new(payload);
    let mut authentication = None;
    let mut origin = None;
    loop {
        let Ok(&[first, second]) = cursor.peek(2).map(|tag| tag.first_chunk().unwrap_or(&[0; 2])) else {
            return Err(bad(Some("truncated_Teredo")));
        };
        match (first, second) {
            (0, 0) if origin.is_some() => return Err(bad(None)),
            (0, 0) => {
                let parsed =
                    read_origin(&mut cursor).ok_or(bad(Some("truncated_Teredo_origin_indication")))?;
                origin = Some(parsed);
            }
            (0, 1) if origin.is_some() || authentication.is_some() => return Err(bad(None)),
            (0, 1) => {
                let parsed =
                    read_authentication(&mut cursor).ok_or(bad(Some("truncated_Teredo_authentication")))?;
                authentication = Some(parsed);
            }
            (0x60..=0x6f, _) => break,
            _ => return Err(bad(None)),
        }
    }
    let data = cursor.rest();
    if data.len() < IPV6_HEADER_LEN {
        return Err(bad(Some("truncated_IPv6_in_Teredo")));
    }
    let truncated = Fault::violation("Truncated Teredo or invalid inner IP version");
    let ip = IpHeader::parse_v6(data, &mut |_| {}).ok_or(truncated)?;
    let is_bubble = ip.protocol == protocol::NO_NEXT_HEADER;
    let bubble_with_payload = match inner_packet(protocol::IPV6, data) {
        Ok(_) => false,
        Err(true) if is_bubble && ip.payload_len() == 0 => true,
        Err(true) => return Err(Fault::violation("Teredo payload length")),
        Err(false) => return Err(truncated),
    };
    let inner = Inner { data, kind: InnerKind::Ip };
    Ok(Teredo { authentication, origin, ip, is_bubble, bubble_with_payload, inner })
}

fn read_origin(cursor: &mut Cursor<'_>) -> Option<Origin> {
    cursor.skip(2).ok()?;
    let port = !cursor.u16().ok()?;
    let address = Addr::v4((!cursor.u32().ok()?).to_be_bytes());
    Some(Origin { port, address })
}

fn read_authentication<'a>(cursor: &mut Cursor<'a>) -> Option<Authentication<'a>> {
    cursor.skip(2).ok()?;
    let identifier_len = cursor.u8().ok()?;
    let value_len = cursor.u8().ok()?;
    Some(Authentication {
        identifier: cursor.take(identifier_len.into()).ok()?,
        value: cursor.take(value_len.into()).ok()?,
        nonce: cursor.u64().ok()?,
        confirmation: cursor.u8().ok()?,
    })
}

/// Whether a datagram on any port looks like Teredo: an IPv6 packet with a Teredo address (2001::/32), or one behind
/// an authentication header or an origin indication.
pub fn looks_like(payload: &[u8]) -> bool {
    const PREFIX: &[u8] = &[0x20, 0x01, 0, 0];
    let mut cursor = Cursor::new(payload);
    if payload.len() < IPV6_HEADER_LEN {
        return false;
    }
    match payload {
        [0x60..=0x6f, ..] => payload.get(8..12) == Some(PREFIX) || payload.get(24..28) == Some(PREFIX),
        [0, 0 | 1, ..] => {
            if payload.starts_with(&[0, 1]) && read_authentication(&mut cursor).is_none() {
                return false;
            }
            if cursor.rest().starts_with(&[0, 0]) && read_origin(&mut cursor).is_none() {
                return false;
            }
            cursor.remaining() >= IPV6_HEADER_LEN && cursor.peek_u8().is_some_and(|first| first >> 4 == 6)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ipv6(next: u8, payload_len: u8) -> Vec<u8> {
        let mut bytes = vec![0x60, 0, 0, 0, 0, payload_len, next, 21];
        bytes.extend([0x20, 1, 0, 0]);
        bytes.extend([1; 28]);
        bytes
    }

    #[test]
    fn parses_headers_before_the_packet() {
        let mut bytes = vec![0, 1, 1, 1, 0xaa, 0xbb, 0, 0, 0, 0, 0, 0, 0, 5, 1];
        bytes.extend([0, 0, 0xff, 0xfe, 0xf5, 0xff, 0xff, 0xfe]);
        bytes.extend(ipv6(59, 0));
        assert!(looks_like(&bytes));
        let parsed = parse(&bytes).unwrap();
        assert_eq!(parsed.authentication.unwrap().nonce, 5);
        assert_eq!(parsed.origin, Some(Origin { port: 1, address: Addr::v4([10, 0, 0, 1]) }));
        assert!(parsed.is_bubble && !parsed.bubble_with_payload);
    }

    #[test]
    fn tells_what_is_wrong() {
        let check = |bytes: &[u8], weird, violation: &str| {
            let fault = parse(bytes).unwrap_err();
            assert_eq!((fault.weird, fault.violation), (weird, Some(violation)));
        };
        let bad = "Bad Teredo encapsulation";
        check(&[0], Some("truncated_Teredo"), bad);
        check(&[0, 0, 1], Some("truncated_Teredo_origin_indication"), bad);
        check(&[0, 1, 9, 9, 1], Some("truncated_Teredo_authentication"), bad);
        check(&ipv6(17, 0)[..39], Some("truncated_IPv6_in_Teredo"), bad);
        check(&[7; 60], None, bad);
        check(&ipv6(17, 9), None, "Truncated Teredo or invalid inner IP version");
        let mut longer = ipv6(17, 0);
        longer.push(0);
        check(&longer, None, "Teredo payload length");
        let mut bubble = ipv6(59, 0);
        bubble.push(0);
        assert!(parse(&bubble).unwrap().bubble_with_payload);
    }
}
