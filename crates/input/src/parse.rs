//! One field of text as a value of a type.

use crate::{Fault, Style};
use std::net::IpAddr;
use std::rc::Rc;
use zander_value::pattern::Pattern;
use zander_value::{Addr, Key, Port, Str, Subnet, Table, Transport, Type, Val};

/// True when text can stand for values of this type.
pub fn readable(ty: &Type) -> bool {
    match ty {
        Type::Bool
        | Type::Int
        | Type::Count
        | Type::Double
        | Type::Time
        | Type::Interval
        | Type::String
        | Type::Pattern
        | Type::Port
        | Type::Addr
        | Type::Subnet
        | Type::Enum(_) => true,
        Type::Table(t) => t.is_set() && t.index.len() == 1 && scalar(&t.index[0]),
        Type::Vector(e) => scalar(e),
        _ => false,
    }
}

fn scalar(ty: &Type) -> bool {
    !matches!(ty, Type::Table(_) | Type::Vector(_)) && readable(ty)
}

/// The value that `text` stands for; `Val::None` for the unset mark.
pub fn value(text: &[u8], ty: &Type, style: &Style) -> Result<Val, Fault> {
    if !style.unset.is_empty() && text == style.unset {
        return Ok(Val::None);
    }
    match ty {
        Type::Table(t) if t.is_set() && t.index.len() == 1 => {
            let set = Table::new(t, None);
            for item in elements(text, style) {
                let v = scalar_value(item, &t.index[0], style)?;
                let key = Key::single(&v).ok_or_else(|| bad("value for a set", item))?;
                set.insert_key(key, Val::None, 0.0);
            }
            Ok(Val::Table(set))
        }
        Type::Vector(e) => {
            let items: Result<Vec<Val>, Fault> =
                elements(text, style).map(|item| value_or_hole(item, e, style)).collect();
            Ok(Val::vector((**e).clone(), items?))
        }
        _ => scalar_value(text, ty, style),
    }
}

/// The elements of a set or vector; none for the empty mark and for no text at all.
fn elements<'a>(text: &'a [u8], style: &Style) -> impl Iterator<Item = &'a [u8]> {
    let none = text.is_empty() || text == style.empty;
    let separator = style.set_separator;
    text.split(move |b| *b == separator).filter(move |_| !none)
}

fn value_or_hole(text: &[u8], ty: &Type, style: &Style) -> Result<Val, Fault> {
    if !style.unset.is_empty() && text == style.unset { Ok(Val::None) } else { scalar_value(text, ty, style) }
}

fn bad(what: &str, text: &[u8]) -> Fault {
    Fault(format!("Invalid {what}: '{}'", text.escape_ascii()))
}

fn trimmed(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

fn utf8<'a>(text: &'a [u8], what: &str) -> Result<&'a str, Fault> {
    std::str::from_utf8(trimmed(text)).map_err(|_| bad(what, text))
}

fn number<T: std::str::FromStr>(text: &[u8], what: &str) -> Result<T, Fault> {
    let s = utf8(text, what)?;
    s.strip_prefix('+').unwrap_or(s).parse().map_err(|_| bad(what, text))
}

fn scalar_value(text: &[u8], ty: &Type, style: &Style) -> Result<Val, Fault> {
    Ok(match ty {
        Type::String => Val::Str(unescaped(text)),
        Type::Bool => match trimmed(text) {
            b"T" | b"True" | b"true" | b"1" => Val::Bool(true),
            b"F" | b"False" | b"false" | b"0" => Val::Bool(false),
            _ => return Err(bad("value for bool", text)),
        },
        Type::Int => Val::Int(number(text, "value for int")?),
        Type::Count => Val::Count(number(text, "value for count")?),
        Type::Double => Val::Double(number(text, "value for double")?),
        Type::Time => Val::Time(number(text, "value for time")?),
        Type::Interval => Val::Interval(interval(text)?),
        Type::Port => Val::Port(port(text)?),
        Type::Addr => Val::addr(addr(text)?),
        Type::Subnet => Val::subnet(subnet(text)?),
        Type::Pattern => Val::Pattern(Rc::new(pattern(text)?)),
        Type::Enum(e) => {
            let name = unescaped(trimmed(text));
            // Names may come without the module of the enum's own type.
            let module = e.name.rsplit_once("::").map(|(m, _)| m);
            let full = module.map(|m| [m.as_bytes(), b"::", name.as_bytes()].concat());
            let item = e.by_name(name.as_bytes()).or_else(|| e.by_name(&full?));
            Val::Enum(item.ok_or_else(|| {
                Fault(format!("Value '{}' is not a valid enum of type {}", name.to_text(), e.name))
            })?)
        }
        Type::Any => Val::Str(unescaped(text)),
        Type::Table(_) | Type::Vector(_) => return value(text, ty, style),
        other => return Err(Fault(format!("a field of type {other} cannot be read"))),
    })
}

/// `\xHH` and `\\` as logs write bytes that are not text.
pub fn unescaped(text: &[u8]) -> Str {
    let Some(first) = memchr::memchr(b'\\', text) else { return Str::new(text) };
    let mut out = Vec::with_capacity(text.len());
    let (clean, mut rest) = text.split_at(first);
    out.extend_from_slice(clean);
    while let Some((&b, tail)) = rest.split_first() {
        rest = tail;
        if b != b'\\' {
            out.push(b);
            continue;
        }
        let hex = |d: &u8| char::from(*d).to_digit(16).map(|d| d as u8);
        match tail {
            [b'x', h, l, after @ ..] if hex(h).is_some() && hex(l).is_some() => {
                out.push(hex(h).unwrap_or(0) << 4 | hex(l).unwrap_or(0));
                rest = after;
            }
            [b'\\', after @ ..] => {
                out.push(b'\\');
                rest = after;
            }
            _ => out.push(b'\\'),
        }
    }
    Str::from(out)
}

/// Seconds, or a number followed by a unit as scripts write intervals.
fn interval(text: &[u8]) -> Result<f64, Fault> {
    let s = utf8(text, "value for interval")?;
    if let Ok(x) = s.parse() {
        return Ok(x);
    }
    let at = s.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(s.len());
    let (digits, unit) = s.split_at(at);
    let factor = match unit.trim_end_matches('s') {
        "usec" => 1e-6,
        "msec" => 1e-3,
        "sec" => 1.0,
        "min" => 60.0,
        "hr" => 3600.0,
        "day" => 86400.0,
        _ => return Err(bad("value for interval", text)),
    };
    let x: f64 = digits.trim().parse().map_err(|_| bad("value for interval", text))?;
    Ok(x * factor)
}

/// `80`, `80/tcp`.
pub fn port(text: &[u8]) -> Result<Port, Fault> {
    let s = utf8(text, "value for port")?;
    let (digits, proto) = s.split_once('/').unwrap_or((s, ""));
    let number = digits.parse().map_err(|_| bad("value for port", text))?;
    let transport = transport(proto).ok_or_else(|| bad("value for port", text))?;
    Ok(Port { number, transport })
}

/// The transport of a name; none is [`Transport::Unknown`].
pub fn transport(name: &str) -> Option<Transport> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "tcp" => Transport::Tcp,
        "udp" => Transport::Udp,
        "icmp" => Transport::Icmp,
        "" | "unknown" => Transport::Unknown,
        _ => return None,
    })
}

fn addr(text: &[u8]) -> Result<Addr, Fault> {
    let s = utf8(text, "value for addr")?;
    let bare = s.strip_prefix('[').and_then(|s| s.strip_suffix(']')).unwrap_or(s);
    bare.parse::<IpAddr>().map(Addr::from).map_err(|_| bad("value for addr", text))
}

fn subnet(text: &[u8]) -> Result<Subnet, Fault> {
    let s = utf8(text, "value for subnet")?;
    let fault = || bad("value for subnet", text);
    let (prefix, width) = s.split_once('/').ok_or_else(fault)?;
    let prefix = addr(prefix.as_bytes()).map_err(|_| fault())?;
    let width: u8 = width.trim().parse().map_err(|_| fault())?;
    if width > prefix.bits() {
        return Err(fault());
    }
    Ok(Subnet::new(prefix, width))
}

/// `/…/`, with `i` and `s` behind it as in scripts.
fn pattern(text: &[u8]) -> Result<Pattern, Fault> {
    let fault = || bad("pattern", text);
    let body = trimmed(text).strip_prefix(b"/").ok_or_else(fault)?;
    let end = memchr::memrchr(b'/', body).ok_or_else(fault)?;
    let (source, flags) = (body.get(..end).ok_or_else(fault)?, body.get(end + 1..).ok_or_else(fault)?);
    if flags.iter().any(|f| !matches!(f, b'i' | b's')) {
        return Err(fault());
    }
    Pattern::new(source, flags.contains(&b'i'), flags.contains(&b's')).map_err(|_| fault())
}

#[cfg(test)]
mod tests {
    use super::*;
    use zander_value::EnumType;

    fn check(text: &str, ty: &Type, expected: &str) {
        let shown = match value(text.as_bytes(), ty, &Style::default()) {
            Ok(v) => format!("{v:?}"),
            Err(f) => format!("! {f}"),
        };
        assert_eq!(shown, expected, "{text} as {ty}");
    }

    #[test]
    fn scalars() {
        check("T", &Type::Bool, "Bool(true)");
        check("0", &Type::Bool, "Bool(false)");
        check("yes", &Type::Bool, "! Invalid value for bool: 'yes'");
        check("-", &Type::Count, "None");
        check(" 17 ", &Type::Count, "Count(17)");
        check("-17", &Type::Int, "Int(-17)");
        check("-17", &Type::Count, "! Invalid value for count: '-17'");
        check("99999999999999999999", &Type::Count, "! Invalid value for count: '99999999999999999999'");
        check("1.5", &Type::Interval, "Interval(1.5)");
        check("2 hrs", &Type::Interval, "Interval(7200.0)");
        check("12e2", &Type::Double, "Double(1200.0)");
        check("80/TCP", &Type::Port, "Port(Port { number: 80, transport: Tcp })");
        check("80", &Type::Port, "Port(Port { number: 80, transport: Unknown })");
        check("80/foo", &Type::Port, "! Invalid value for port: '80/foo'");
        check("[::1]", &Type::Addr, "Addr6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])");
        check("10.0.0.256", &Type::Addr, "! Invalid value for addr: '10.0.0.256'");
        check("10.0.0.0/33", &Type::Subnet, "! Invalid value for subnet: '10.0.0.0/33'");
        check(r"a\x09b\\c\q", &Type::String, r#"Str("a\tb\\c\\q")"#);
        check("/a/b", &Type::Pattern, "! Invalid pattern: '/a/b'");
        check("x", &Type::Void, "! a field of type void cannot be read");
    }

    #[test]
    fn containers() {
        let set = Type::set_of(Type::Count);
        check("(empty)", &set, "Table({})");
        check("3,1,3", &set, "Table({Word(3): None, Word(1): None})");
        check("", &Type::vector_of(Type::String), "Vector([])");
        check("a,-,c", &Type::vector_of(Type::String), r#"Vector([Str("a"), None, Str("c")])"#);
        check("1,x", &set, "! Invalid value for count: 'x'");
    }

    #[test]
    fn enums_need_no_module() {
        let e = EnumType::new("Intel::Type".into());
        e.add("Intel::ADDR", None);
        let ty = Type::Enum(Rc::new(e));
        for name in ["Intel::ADDR", "ADDR"] {
            match value(name.as_bytes(), &ty, &Style::default()) {
                Ok(Val::Enum(i)) => assert_eq!(i.name.as_bytes(), b"Intel::ADDR"),
                other => panic!("{other:?}"),
            }
        }
        check("URL", &ty, "! Value 'URL' is not a valid enum of type Intel::Type");
    }
}
