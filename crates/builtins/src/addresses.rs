//! Addresses and ports.

use crate::call::{complain, complain_of, warning};
use std::net::Ipv6Addr;
use std::rc::Rc;
use zander_value::{Addr, EnumItem, Port, Str, Subnet, Transport, Type, Val, Vector, VectorRef};
use zander_vm::Severity;
use zander_vm::{Context, RuntimeError};

/// `::`
pub const NO_ADDRESS: Addr = Addr::v6([0; 16]);

/// The address that a text denotes. Leading zeros of dotted numbers mean nothing.
pub fn parse_address(text: &[u8]) -> Option<Addr> {
    if let Some(a) = parse_v4(text) {
        return Some(Addr::v4(a));
    }
    let text = std::str::from_utf8(text).ok()?;
    text.parse::<Ipv6Addr>().ok().map(|a| Addr::v6(a.octets()))
}

fn parse_v4(text: &[u8]) -> Option<[u8; 4]> {
    let mut out = [0; 4];
    let mut parts = text.split(|b| *b == b'.');
    for byte in &mut out {
        let digits = parts.next()?;
        if digits.is_empty() || digits.len() > 3 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        *byte = std::str::from_utf8(digits).ok()?.parse().ok()?;
    }
    parts.next().is_none().then_some(out)
}

/// Whether it is IPv4.
pub fn is_v4_addr(_: &mut Context<'_>, a: Addr) -> bool {
    a.is_v4()
}

/// Whether it is IPv6.
pub fn is_v6_addr(_: &mut Context<'_>, a: Addr) -> bool {
    !a.is_v4()
}

/// Whether a text is an address.
pub fn is_valid_ip(_: &mut Context<'_>, ip: &Str) -> bool {
    parse_address(ip.as_bytes()).is_some()
}

/// The address that a text denotes; blanks in front are skipped.
pub fn to_addr(cx: &mut Context<'_>, ip: &Str) -> Addr {
    parse_address(ip.as_bytes().trim_ascii_start()).unwrap_or_else(|| {
        complain_of(cx, "failed converting string to IP address", &Val::Str(ip.clone()));
        NO_ADDRESS
    })
}

/// 32-bit words.
pub fn addr_to_counts(_: &mut Context<'_>, a: Addr) -> VectorRef {
    let octets = a.octets();
    let bytes: &[u8] = if a.is_v4() { &octets[12..] } else { &octets };
    let word = |w: &[u8]| w.iter().fold(0, |n, b| n << 8 | *b as u64);
    Vector::from(Type::Count, bytes.chunks(4).map(|w| Val::Count(word(w))).collect())
}

/// The address of one or four words.
pub fn counts_to_addr(cx: &mut Context<'_>, v: &VectorRef) -> Addr {
    let words: Vec<u32> = v.items.borrow().iter().map(|x| x.as_count().unwrap_or(0) as u32).collect();
    match words.as_slice() {
        [one] => Addr::v4(one.to_be_bytes()),
        [_, _, _, _] => {
            let bits = words.iter().fold(0u128, |n, w| n << 32 | *w as u128);
            Addr::v6(bits.to_be_bytes())
        }
        _ => {
            complain_of(cx, "invalid vector size", &Val::Vector(v.clone()));
            NO_ADDRESS
        }
    }
}

/// The address of a number.
pub fn count_to_v4_addr(cx: &mut Context<'_>, ip: u64) -> Addr {
    match u32::try_from(ip) {
        Ok(n) => Addr::v4(n.to_be_bytes()),
        Err(_) => {
            complain_of(cx, "conversion of non-IPv4 count to addr", &Val::Count(ip));
            Addr::v4([0; 4])
        }
    }
}

/// The address of four bytes.
pub fn raw_bytes_to_v4_addr(cx: &mut Context<'_>, b: &Str) -> Addr {
    match b.as_bytes().first_chunk() {
        Some(bytes) => Addr::v4(*bytes),
        None => {
            complain(cx, "too short a string as input to raw_bytes_to_v4_addr()");
            Addr::v4([0; 4])
        }
    }
}

/// The address of sixteen bytes.
pub fn raw_bytes_to_v6_addr(cx: &mut Context<'_>, x: &Str) -> Addr {
    match x.as_bytes().first_chunk() {
        Some(bytes) => Addr::v6(*bytes),
        None => {
            complain(cx, "too short a string as input to raw_bytes_to_v6_addr()");
            NO_ADDRESS
        }
    }
}

/// The name that asks for an address' name (RFC 1035 section 3.5, RFC 3596 section 2.5).
pub fn addr_to_ptr_name(_: &mut Context<'_>, a: Addr) -> String {
    match a.to_v4() {
        Some([w, x, y, z]) => format!("{z}.{y}.{x}.{w}.in-addr.arpa"),
        None => {
            let octets = a.octets();
            let nibbles = octets.iter().rev().flat_map(|b| [b & 15, b >> 4]);
            nibbles.map(|n| format!("{n:x}.")).collect::<String>() + "ip6.arpa"
        }
    }
}

fn address_of_pointer(name: &str) -> Option<Addr> {
    if let Some(parts) = name.strip_suffix(".in-addr.arpa") {
        let mut bytes = parse_v4(parts.as_bytes())?;
        bytes.reverse();
        return Some(Addr::v4(bytes));
    }
    let mut bits = 0u128;
    let mut count = 0;
    for (i, part) in name.strip_suffix(".ip6.arpa")?.split('.').enumerate() {
        if part.len() != 1 || i >= 32 {
            return None;
        }
        bits |= (u8::from_str_radix(part, 16).ok()? as u128) << (4 * i);
        count = i + 1;
    }
    (count == 32).then(|| Addr::v6(bits.to_be_bytes()))
}

/// The address that such a name asks for.
pub fn ptr_name_to_addr(cx: &mut Context<'_>, s: &Str) -> Addr {
    address_of_pointer(&s.to_text()).unwrap_or_else(|| {
        complain_of(cx, "bad PTR name", &Val::Str(s.clone()));
        Addr::v4([0; 4])
    })
}

/// The network around an address.
pub fn mask_addr(cx: &mut Context<'_>, a: Addr, top_bits_to_keep: u64) -> Subnet {
    match u8::try_from(top_bits_to_keep) {
        Ok(width) if width <= a.bits() => Subnet::new(a, width),
        _ => {
            let version = if a.is_v4() { 4 } else { 6 };
            let message = format!("Bad IPAddr(v{version}) IPPrefix length : {top_bits_to_keep}");
            cx.report_plain(Severity::Error, message);
            Subnet::new(NO_ADDRESS, 0)
        }
    }
}

/// The upper bits of one, the lower bits of the other.
pub fn remask_addr(_: &mut Context<'_>, a1: Addr, a2: Addr, top_bits_from_a1: u64) -> Addr {
    let keep = top_bits_from_a1.min(128) as u32;
    let mask = u128::MAX.checked_shl(128 - keep).unwrap_or(0);
    let (upper, lower) = (u128::from_be_bytes(a1.octets()), u128::from_be_bytes(a2.octets()));
    Addr::v6(((upper & mask) | (lower & !mask)).to_be_bytes())
}

/// The addresses of a routing header (RFC 2460 section 4.4): behind four reserved bytes.
pub fn routing0_data_to_addrs(cx: &mut Context<'_>, s: &Str) -> VectorRef {
    let data = s.as_bytes().get(4..).unwrap_or_default();
    let (addresses, rest) = data.as_chunks::<16>();
    if !rest.is_empty() {
        cx.report_plain(Severity::Warning, format!("Bad ip6_routing data length: {}", s.len()));
    }
    Vector::from(Type::Addr, addresses.iter().map(|a| Val::addr(Addr::v6(*a))).collect())
}

/// Whether it is of TCP.
pub fn is_tcp_port(_: &mut Context<'_>, p: Port) -> bool {
    p.transport == Transport::Tcp
}

/// Whether it is of UDP.
pub fn is_udp_port(_: &mut Context<'_>, p: Port) -> bool {
    p.transport == Transport::Udp
}

/// Whether it is of ICMP.
pub fn is_icmp_port(_: &mut Context<'_>, p: Port) -> bool {
    p.transport == Transport::Icmp
}

/// A port if the number is one; 0 and a warning otherwise.
fn checked(cx: &mut Context<'_>, number: i64, transport: Transport) -> Port {
    let number = u16::try_from(number).unwrap_or_else(|_| {
        warning(cx, format!("bad port number {number}"));
        0
    });
    Port { number, transport }
}

/// The port that a text denotes.
pub fn to_port(cx: &mut Context<'_>, s: &Str) -> Port {
    let text = s.to_text();
    let (number, rest) = crate::conversion::leading_int(text.as_bytes(), 10);
    let transport = match &text.as_bytes()[rest..] {
        b"/tcp" => Transport::Tcp,
        b"/udp" => Transport::Udp,
        b"/icmp" => Transport::Icmp,
        _ => {
            complain(cx, "wrong port format, must be /[0-9]{1,5}\\/(tcp|udp|icmp)/");
            Transport::Unknown
        }
    };
    checked(cx, number, transport)
}

/// The number of a port.
pub fn port_to_count(_: &mut Context<'_>, p: Port) -> u64 {
    p.number as u64
}

/// A port from number and transport.
pub fn count_to_port(cx: &mut Context<'_>, num: u64, proto: &Rc<EnumItem>) -> Port {
    let transport = Port::from_bits((proto.value as u64) << 16).transport;
    checked(cx, i64::try_from(num).unwrap_or(i64::MAX), transport)
}

/// The transport of a port.
pub fn get_port_transport_proto(cx: &mut Context<'_>, p: Port) -> Result<Val, RuntimeError> {
    transport(cx, p.transport)
}

/// Values of `transport_proto`, each once it was asked for.
#[derive(Default)]
struct Transports([Val; 4]);

/// A transport as a value of `transport_proto`.
pub fn transport(cx: &mut Context<'_>, t: Transport) -> Result<Val, RuntimeError> {
    let known = &mut cx.state::<Transports>().0[t as usize % 4];
    if !known.is_none() {
        return Ok(known.clone());
    }
    let Some(Type::Enum(ty)) = cx.type_named("transport_proto") else {
        return Err("the enum transport_proto is not declared".into());
    };
    let item = ty.by_value(t as i64).map_or(Val::None, Val::Enum);
    cx.state::<Transports>().0[t as usize % 4] = item.clone();
    Ok(item)
}

/// The address as it is to be shown: no class of addresses has a method that changes it.
pub fn anonymize_addr(cx: &mut Context<'_>, a: Addr, _class: &Rc<EnumItem>) -> Val {
    if a.is_v4() {
        return Val::addr(a);
    }
    complain(cx, "anonymize_addr() not supported for IPv6 addresses");
    Val::None
}

/// Nothing: all bits are kept.
pub fn preserve_prefix(_: &mut Context<'_>, _: Addr, _width: u64) {}
