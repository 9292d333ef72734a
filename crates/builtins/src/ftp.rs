//! Addresses and ports as FTP writes them (RFC 959 section 5.3.2, RFC 2428).

use crate::addresses::{NO_ADDRESS, parse_address};
use crate::call::{complain_of, make_record};
use crate::conversion::leading_int;
use zander_value::{Addr, Port, RecordRef, Str, Val};
use zander_vm::{Context, RuntimeError};

type Result = std::result::Result<RecordRef, RuntimeError>;

fn answer(cx: &Context<'_>, found: Option<(Addr, u16)>, otherwise: Addr) -> Result {
    let (h, p) = found.unwrap_or((otherwise, 0));
    let fields = [("h", Val::addr(h)), ("p", Val::Port(Port::tcp(p))), ("valid", Val::Bool(found.is_some()))];
    make_record(cx, "ftp_port", &fields)
}

/// Six numbers separated by commas: four of an address, two of a port. What follows them does not matter.
fn six_numbers(text: &[u8]) -> Option<(Addr, u16)> {
    let mut numbers = [0u8; 6];
    let mut rest = text;
    for (i, n) in numbers.iter_mut().enumerate() {
        if i > 0 {
            rest = rest.strip_prefix(b",")?;
        }
        let (value, end) = leading_int(rest, 10);
        rest = rest.get(end..).filter(|_| end > 0)?;
        *n = u8::try_from(value).ok()?;
    }
    let [a, b, c, d, high, low] = numbers;
    Some((Addr::v4([a, b, c, d]), u16::from_be_bytes([high, low])))
}

/// Protocol, address and port between delimiters; the first byte is the delimiter. Only the port has to be there.
fn extended(text: &[u8]) -> Option<(Addr, u16)> {
    let mut parts = text.get(1..)?.split(|b| b == text.first().unwrap_or(&b'|'));
    let _protocol = parts.next()?;
    let address = parts.next()?;
    let (port, end) = leading_int(parts.next()?, 10);
    let address = if address.is_empty() { NO_ADDRESS } else { parse_address(address)? };
    (end > 0).then_some(())?;
    Some((address, u16::try_from(port).ok()?))
}

/// As the command PORT writes them.
pub fn fmt_ftp_port(cx: &mut Context<'_>, a: Addr, p: Port) -> Str {
    match a.to_v4() {
        Some([w, x, y, z]) => {
            let [high, low] = p.number.to_be_bytes();
            format!("{w},{x},{y},{z},{high},{low}").into()
        }
        None => {
            complain_of(cx, "conversion of non-IPv4 address in fmt_ftp_port", &Val::addr(a));
            Str::default()
        }
    }
}

/// Of a PORT command.
pub fn parse_ftp_port(cx: &mut Context<'_>, s: &Str) -> Result {
    answer(cx, six_numbers(s.as_bytes()), Addr::v4([0; 4]))
}

/// Of an EPRT command.
pub fn parse_eftp_port(cx: &mut Context<'_>, s: &Str) -> Result {
    answer(cx, extended(s.as_bytes()), NO_ADDRESS)
}

/// Of the answer to PASV: the numbers begin at the first digit behind the status code.
pub fn parse_ftp_pasv(cx: &mut Context<'_>, s: &Str) -> Result {
    let text = s.as_bytes().get(4..).unwrap_or_default();
    let begin = text.iter().position(u8::is_ascii_digit).unwrap_or(text.len());
    answer(cx, six_numbers(&text[begin..]), Addr::v4([0; 4]))
}

/// Of the answer to EPSV: what stands in parentheses.
pub fn parse_ftp_epsv(cx: &mut Context<'_>, s: &Str) -> Result {
    let text = s.as_bytes();
    let begin = text.iter().position(|b| *b == b'(').map(|at| &text[at + 1..]);
    answer(cx, begin.and_then(extended), NO_ADDRESS)
}
