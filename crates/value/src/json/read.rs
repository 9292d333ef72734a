//! Values of a wanted type from JSON.

use super::parse::{Json, Number, parse};
use crate::format::type_text;
use crate::pattern::Pattern;
use crate::{
    Addr, FieldInit, Key, Port, Record, RecordType, Str, Subnet, Table, TableType, Transport, Type, Val,
    Vector,
};
use std::rc::Rc;

/// What the caller brings along for reading.
pub trait Reader {
    /// Why reading cannot go on.
    type Failure;

    /// The field that a member of an object stands for.
    fn field_name(&mut self, name: &[u8]) -> Result<Str, Self::Failure>;

    /// Something odd that does not end the reading.
    fn warn(&mut self, warning: Warning);
}

/// Something odd in a text that could be read nevertheless.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Warning {
    /// To be reported as an error.
    Error(String),
    /// To be reported as a warning.
    Warning(String),
}

/// Why there is no value.
#[derive(Debug, PartialEq)]
pub enum ReadError<F> {
    /// The text does not fit: the message for the script.
    Text(String),
    /// The reader gave up.
    Failure(F),
}

impl<F> From<String> for ReadError<F> {
    fn from(message: String) -> Self {
        ReadError::Text(message)
    }
}

/// A value of type `ty` from JSON text; `Val::None` for `null`.
pub fn from_json<R: Reader>(text: &[u8], ty: &Type, reader: &mut R) -> Result<Val, ReadError<R::Failure>> {
    let json = parse(text).map_err(|e| format!("JSON parse error: {} Offset: {}", e.message, e.offset))?;
    value(&json, ty, reader)
}

fn value<R: Reader>(json: &Json, ty: &Type, reader: &mut R) -> Result<Val, ReadError<R::Failure>> {
    let mismatch =
        || Err(format!("cannot convert JSON type '{}' to Zeek type '{}'", json.kind(), tag(ty)).into());
    Ok(match (ty, json) {
        (_, Json::Null) => Val::None,
        (Type::Bool, Json::Bool(b)) => Val::Bool(*b),
        (Type::Count, Json::Number(Number::Unsigned(n))) => Val::Count(*n),
        (Type::Int, Json::Number(Number::Signed(n))) => Val::Int(*n),
        (Type::Int, Json::Number(Number::Unsigned(n))) if i64::try_from(*n).is_ok() => Val::Int(*n as i64),
        (Type::Double, Json::Number(n)) => Val::Double(double(*n)),
        (Type::Time, Json::Number(n)) => Val::Time(double(*n)),
        (Type::Interval, Json::Number(n)) => Val::Interval(double(*n)),
        (Type::String, Json::String(s)) => Val::str(s),
        (Type::Pattern, Json::String(s)) => pattern(s, reader)?,
        (Type::Addr, Json::String(s)) => Val::addr(address(s).unwrap_or_else(|| {
            reader.warn(Warning::Error(format!("Bad IP address: {}", s.escape_ascii())));
            UNSPECIFIED
        })),
        (Type::Subnet, Json::String(s)) => Val::subnet(subnet(s, reader)),
        (Type::Port, Json::String(s)) => Val::Port(port(s, reader)?),
        (Type::Port, Json::Object(members)) => Val::Port(port_object(members)?),
        (Type::Enum(e), Json::String(s)) => match e.by_name(s) {
            Some(item) => Val::Enum(item),
            None => {
                let message =
                    format!("'{}' is not a valid enum for '{}'.", String::from_utf8_lossy(s), e.name);
                return Err(message.into());
            }
        },
        (Type::Vector(element), Json::Array(items)) => {
            let mut list = Vec::with_capacity(items.len());
            for item in items {
                list.push(value(item, element, reader)?);
            }
            Val::Vector(Vector::from((**element).clone(), list))
        }
        (Type::Table(t), Json::Array(items)) if t.is_set() => {
            let set = Table::new(t, None);
            for item in items {
                if let Some(key) = index(item, t, reader)? {
                    set.insert_key(key, Val::None, 0.0);
                }
            }
            Val::Table(set)
        }
        (Type::Table(t), Json::Object(members)) if !t.is_set() => {
            let Some(value_type) = &t.value else { return mismatch() };
            let table = Table::new(t, None);
            for (name, member) in members {
                let v = value(member, value_type, reader)?;
                if let Some(key) = member_index(name, t, reader)? {
                    table.insert_key(key, v, 0.0);
                }
            }
            Val::Table(table)
        }
        (Type::Record(t), Json::Object(members)) => record(members, t, reader)?,
        _ => return mismatch(),
    })
}

/// The kind of type in messages.
fn tag(ty: &Type) -> String {
    match ty {
        Type::Record(_) => "record".into(),
        Type::Table(_) => "table".into(),
        Type::Vector(_) => "vector".into(),
        Type::Enum(_) => "enum".into(),
        Type::Func(_) => "func".into(),
        Type::File(_) => "file".into(),
        Type::Opaque(_) => "opaque".into(),
        Type::List(_) => "types".into(),
        simple => type_text(simple),
    }
}

fn double(n: Number) -> f64 {
    match n {
        Number::Unsigned(n) => n as f64,
        Number::Signed(n) => n as f64,
        Number::Double(x) => x,
    }
}

const UNSPECIFIED: Addr = Addr::v6([0; 16]);

fn address(s: &[u8]) -> Option<Addr> {
    let text = std::str::from_utf8(s).ok()?;
    let text = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    text.parse::<std::net::IpAddr>().ok().map(Addr::from)
}

fn subnet<R: Reader>(s: &[u8], reader: &mut R) -> Subnet {
    let bad = Subnet::new(UNSPECIFIED, 0);
    let text = String::from_utf8_lossy(s);
    let parts =
        text.split_once('/').and_then(|(a, w)| Some((address(a.as_bytes())?, w.parse::<u32>().ok()?)));
    let Some((prefix, width)) = parts else {
        reader.warn(Warning::Error(format!("Bad IP address: {text}")));
        return bad;
    };
    match u8::try_from(width) {
        Ok(w) if w <= prefix.bits() => Subnet::new(prefix, w),
        _ => {
            let kind = if prefix.is_v4() { "v4" } else { "v6" };
            reader.warn(Warning::Error(format!("Bad IPAddr({kind}) IPPrefix length : {width}")));
            bad
        }
    }
}

fn transport(name: &[u8]) -> Option<Transport> {
    Some(match name {
        b"tcp" => Transport::Tcp,
        b"udp" => Transport::Udp,
        b"icmp" => Transport::Icmp,
        b"unknown" => Transport::Unknown,
        _ => return None,
    })
}

fn port<R: Reader>(s: &[u8], reader: &mut R) -> Result<Port, ReadError<R::Failure>> {
    let text = String::from_utf8_lossy(s);
    let parts = text.split_once('/').and_then(|(n, t)| {
        let digits = (1..=5).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
        Some((n.parse::<u32>().ok().filter(|_| digits)?, transport(t.as_bytes())?))
    });
    match parts {
        None => {
            Err("wrong port format, string must be /[0-9]{1,5}\\/(tcp|udp|icmp|unknown)/".to_owned().into())
        }
        Some((number, transport)) => Ok(match u16::try_from(number) {
            Ok(number) => Port { number, transport },
            Err(_) => {
                reader.warn(Warning::Warning(format!("bad port number {number}")));
                Port { number: 0, transport }
            }
        }),
    }
}

fn port_object<F>(members: &[(Vec<u8>, Json)]) -> Result<Port, ReadError<F>> {
    let get = |name: &[u8]| members.iter().find(|(n, _)| n == name).map(|(_, v)| v);
    match (get(b"port"), get(b"proto")) {
        (Some(Json::Number(Number::Unsigned(n @ 0..=65_535))), Some(Json::String(t))) => match transport(t) {
            Some(transport) => Ok(Port { number: *n as u16, transport }),
            None => Err("wrong port format, protocol must be tcp, udp, icmp or unknown".to_owned().into()),
        },
        _ => Err("wrong port format, object must have 'port' (number) and 'proto' (string) members"
            .to_owned()
            .into()),
    }
}

/// A pattern may come with slashes, and in the form in which it prints.
fn pattern<R: Reader>(s: &[u8], _reader: &mut R) -> Result<Val, ReadError<R::Failure>> {
    let inner = s.strip_prefix(b"/").and_then(|s| s.strip_suffix(b"/")).unwrap_or(s);
    let inner = inner.strip_prefix(b"^?(").and_then(|s| s.strip_suffix(b")$?")).unwrap_or(inner);
    match Pattern::new(inner, false, false) {
        Ok(p) => Ok(Val::Pattern(Rc::new(p))),
        Err(_) => Err(format!("error compiling pattern '{}'", String::from_utf8_lossy(s)).into()),
    }
}

/// The index that an element of an array stands for; `None` when it is no possible index.
fn index<R: Reader>(
    json: &Json,
    ty: &TableType,
    reader: &mut R,
) -> Result<Option<Key>, ReadError<R::Failure>> {
    if let [one] = ty.index.as_slice() {
        return Ok(Key::single(&value(json, one, reader)?));
    }
    let Json::Array(items) = json else {
        return Err(format!("cannot convert JSON type '{}' to a composite index", json.kind()).into());
    };
    if items.len() != ty.index.len() {
        return Err(
            format!("composite index needs {} elements, JSON has {}", ty.index.len(), items.len()).into()
        );
    }
    let mut parts = Vec::with_capacity(items.len());
    for (item, t) in items.iter().zip(&ty.index) {
        parts.push(value(item, t, reader)?);
    }
    Ok(Key::composite(&parts))
}

/// The index that the name of a member stands for: a string for itself, anything else as JSON of its own.
fn member_index<R: Reader>(
    name: &[u8],
    ty: &TableType,
    reader: &mut R,
) -> Result<Option<Key>, ReadError<R::Failure>> {
    if let [Type::String | Type::Addr | Type::Subnet | Type::Enum(_) | Type::Pattern] = ty.index.as_slice() {
        return index(&Json::String(name.to_vec()), ty, reader);
    }
    let json = parse(name).unwrap_or_else(|_| Json::String(name.to_vec()));
    index(&json, ty, reader)
}

fn record<R: Reader>(
    members: &[(Vec<u8>, Json)],
    ty: &Rc<RecordType>,
    reader: &mut R,
) -> Result<Val, ReadError<R::Failure>> {
    let r = Record::new(ty);
    let mut null = Vec::new();
    for (name, member) in members {
        let name = reader.field_name(name).map_err(ReadError::Failure)?;
        let slot = std::str::from_utf8(name.as_bytes()).ok().and_then(|n| ty.slot(n));
        let Some((slot, field)) = slot.and_then(|s| Some((s, ty.field(s)?))) else { continue };
        match member {
            Json::Null => null.push(slot),
            _ => r.set(slot, value(member, &field.ty, reader)?),
        }
    }
    for slot in 0..ty.len() {
        let Some(field) = ty.field(slot) else { continue };
        let required = !field.optional && matches!(field.init, FieldInit::Unset);
        if required && !r.has(slot) {
            let what = if null.contains(&slot) { "null" } else { "missing" };
            return Err(
                format!("required field {}${} is {what} in JSON", ty.name.borrow(), field.name).into()
            );
        }
    }
    Ok(Val::Record(r))
}
