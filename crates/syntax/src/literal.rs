//! From the text of literals to their values.

use crate::ast::{ExprKind, TimeUnit, Transport};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

/// A decimal number; too large ones become the largest.
pub(crate) fn decimal(text: &[u8]) -> u64 {
    text.iter().fold(0u64, |n, c| n.saturating_mul(10).saturating_add(u64::from(c.wrapping_sub(b'0'))))
}

/// A number with `0x`; too large ones become the largest.
pub(crate) fn hexadecimal(text: &[u8]) -> u64 {
    text.iter().skip(2).fold(0u64, |n, c| {
        let digit = char::from(*c).to_digit(16).unwrap_or(0);
        if n >> 60 != 0 { u64::MAX } else { n << 4 | u64::from(digit) }
    })
}

/// A number with a fraction or an exponent.
pub(crate) fn double(text: &[u8]) -> f64 {
    std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(0.0)
}

/// A number with a unit of time.
pub(crate) fn interval(text: &[u8]) -> ExprKind {
    let mut number = text.trim_ascii_end();
    while let [rest @ .., last] = number
        && last.is_ascii_alphabetic()
    {
        number = rest;
    }
    let unit = match text.get(number.len()..).unwrap_or_default() {
        [b'd', ..] => TimeUnit::Day,
        [b'h', ..] => TimeUnit::Hour,
        [b'm', b'i', ..] => TimeUnit::Minute,
        [b'm', ..] => TimeUnit::Millisecond,
        [b'u', ..] => TimeUnit::Microsecond,
        _ => TimeUnit::Second,
    };
    ExprKind::Interval(double(number.trim_ascii_end()), unit)
}

/// A port; the error is what to say of it.
pub(crate) fn port(text: &[u8]) -> Result<ExprKind, String> {
    let slash = text.iter().position(|c| *c == b'/').unwrap_or(text.len());
    let (number, transport) = text.split_at(slash);
    let transport = match transport {
        b"/tcp" => Transport::Tcp,
        b"/udp" => Transport::Udp,
        b"/icmp" => Transport::Icmp,
        _ => Transport::Unknown,
    };
    match u16::try_from(decimal(number)) {
        Ok(number) => Ok(ExprKind::Port(number, transport)),
        Err(_) => Err(format!("bad port number: {}", String::from_utf8_lossy(text))),
    }
}

fn ip(text: &str) -> Option<IpAddr> {
    if let Some(inside) = text.strip_prefix('[') {
        let inside = inside.strip_suffix(']')?;
        return inside.strip_prefix("0x").unwrap_or(inside).parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let mut octets = [0u8; 4];
    let mut parts = text.split('.');
    for octet in &mut octets {
        // Leading zeros are decimal here, which the standard library refuses.
        let part = parts.next()?;
        *octet = u8::try_from(decimal(part.as_bytes())).ok()?;
    }
    parts.next().is_none().then(|| IpAddr::V4(Ipv4Addr::from(octets)))
}

/// An address; the error is what to say of it.
pub(crate) fn address(text: &[u8]) -> Result<ExprKind, String> {
    let text = String::from_utf8_lossy(text);
    match ip(&text) {
        Some(addr) => Ok(ExprKind::Addr(Box::new(addr))),
        None => Err(format!("bad IP address: {text}")),
    }
}

/// A subnet; the error is what to say of it.
pub(crate) fn subnet(text: &[u8]) -> Result<ExprKind, String> {
    let text = String::from_utf8_lossy(text);
    let (addr, width) = text.split_once('/').unwrap_or((&text, ""));
    let Some(addr) = ip(addr.trim_ascii()) else {
        return Err(format!("bad IP address: {}", addr.trim_ascii()));
    };
    let most = if addr.is_ipv4() { 32 } else { 128 };
    match u8::try_from(decimal(width.trim_ascii().as_bytes())) {
        Ok(width) if width <= most => Ok(ExprKind::Subnet(Box::new(addr), width)),
        _ => Err(format!("bad subnet width: {text} (at most {most})")),
    }
}

/// The bytes that a string literal stands for; `text` is what is between its quotes.
pub(crate) fn string(text: &[u8]) -> Rc<[u8]> {
    if memchr::memchr(b'\\', text).is_none() {
        return Rc::from(text);
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&c, after)) = rest.split_first() {
        rest = after;
        if c != b'\\' {
            out.push(c);
            continue;
        }
        let Some((&escape, after)) = rest.split_first() else {
            out.push(c);
            break;
        };
        rest = after;
        match escape {
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'r' => out.push(b'\r'),
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'v' => out.push(11),
            b'f' => out.push(12),
            b'x' => {
                let (value, len) = digits(rest, 16, 2);
                out.push(if len == 0 { b'x' } else { value });
                rest = rest.get(len..).unwrap_or_default();
            }
            b'0'..=b'7' => {
                let (more, len) = digits(rest, 8, 2);
                let first = u16::from(escape - b'0') << (3 * len as u16);
                out.push((first | u16::from(more)) as u8);
                rest = rest.get(len..).unwrap_or_default();
            }
            other => out.push(other),
        }
    }
    Rc::from(out)
}

/// The value of up to `most` digits of base `radix` that `text` begins with, and how many there are.
fn digits(text: &[u8], radix: u32, most: usize) -> (u8, usize) {
    let (mut value, mut len) = (0u32, 0);
    while len < most
        && let Some(digit) = text.get(len).and_then(|c| char::from(*c).to_digit(radix))
    {
        value = value * radix + digit;
        len += 1;
    }
    (value as u8, len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        for (text, expected) in [
            (&b"plain"[..], &b"plain"[..]),
            (br#"a\n\t\\\q\""#, b"a\n\t\\q\""),
            (br"\x41\x4\x\x414", b"A\x04xA4"),
            (br"\101\0\7778\18", b"A\0\xff8\x018"),
        ] {
            assert_eq!(&*string(text), expected, "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(decimal(b"18446744073709551615"), u64::MAX);
        assert_eq!(decimal(b"99999999999999999999999"), u64::MAX);
        assert_eq!(hexadecimal(b"0xfF"), 255);
        assert_eq!(hexadecimal(b"0xffffffffffffffff1"), u64::MAX);
        assert_eq!(double(b".5"), 0.5);
        assert_eq!(double(b"5."), 5.0);
        assert_eq!(interval(b"1.5 mins"), ExprKind::Interval(1.5, TimeUnit::Minute));
        assert_eq!(interval(b"1e3usec"), ExprKind::Interval(1e3, TimeUnit::Microsecond));
        assert_eq!(interval(b"2msecs"), ExprKind::Interval(2.0, TimeUnit::Millisecond));
    }

    #[test]
    fn addresses() {
        let addr = |text: &str| ExprKind::Addr(Box::new(text.parse().unwrap()));
        assert_eq!(address(b"010.1.2.3"), Ok(addr("10.1.2.3")));
        assert_eq!(address(b"[::1]"), Ok(addr("::1")));
        assert!(address(b"1.2.3.256").is_err());
        assert!(address(b"[:::]").is_err());
        assert_eq!(subnet(b"10.0.0.0 / 8"), Ok(ExprKind::Subnet(Box::new("10.0.0.0".parse().unwrap()), 8)));
        assert!(subnet(b"10.0.0.0/33").is_err());
        assert!(subnet(b"[::]/129").is_err());
        assert!(port(b"65536/tcp").is_err());
    }
}
