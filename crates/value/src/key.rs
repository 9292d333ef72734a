//! Index values in the form in which tables hash and compare them.
//!
//! A single number, IPv4 address, port or enum is one machine word; a single string shares the string; everything else
//! is a short byte string that the table's type can turn back into values. The encoding is injective for values of one
//! type, so equal bytes mean equal values.
//!
//! A key takes three words: the entries of tables are most of what scripts keep.

use crate::{
    Addr, EnumType, FuncVal, Port, Record, Str, Subnet, Table, TableType, Type, Val, Vector, pattern::Pattern,
};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// A table key.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    Word(u64),
    Str(Str),
    Func(FuncKey),
    /// An encoding of up to [`SHORT`] bytes; it is never found as `Long`.
    Short(Short),
    Long(Rc<[u8]>),
}

const _: () = assert!(std::mem::size_of::<Key>() <= 24);

/// What fits into the key itself: two IPv4 addresses with their ports do.
const SHORT: usize = 22;

/// A short encoding. The bytes behind its length are zero.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Short {
    length: u8,
    bytes: [u8; SHORT],
}

impl Short {
    fn new(encoded: &[u8]) -> Option<Short> {
        let mut bytes = [0; SHORT];
        bytes.get_mut(..encoded.len())?.copy_from_slice(encoded);
        Some(Short { length: encoded.len() as u8, bytes })
    }

    fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length as usize).unwrap_or(&self.bytes)
    }
}

impl Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_slice().hash(state);
    }
}

/// A function as a key: told from others by its number.
#[derive(Clone, Debug)]
pub struct FuncKey(Rc<FuncVal>);

impl PartialEq for FuncKey {
    fn eq(&self, other: &FuncKey) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for FuncKey {}

impl Hash for FuncKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl Key {
    /// The key of a single index value. `None` when the value cannot be an index (an unset value, a file).
    #[inline]
    pub fn single(v: &Val) -> Option<Key> {
        Some(match v {
            Val::Count(n) => Key::Word(*n),
            Val::Int(n) => Key::Word(*n as u64),
            Val::Bool(b) => Key::Word(*b as u64),
            Val::Enum(e) => Key::Word(e.value as u64),
            Val::Port(p) => Key::Word(p.to_bits()),
            Val::Addr4(b) => Key::Word(u32::from_be_bytes(*b) as u64),
            Val::Str(s) => Key::Str(s.clone()),
            Val::Func(f) => Key::Func(FuncKey(f.clone())),
            _ => {
                let mut out = Out::new();
                encode(v, &mut out)?;
                Key::encoded(&out)
            }
        })
    }

    /// The key of a subnet.
    #[inline]
    pub fn subnet(s: &Subnet) -> Key {
        let mut bytes = [0; 18];
        bytes[0] = SUBNET;
        bytes[1..17].copy_from_slice(&s.prefix().octets());
        bytes[17] = s.width();
        Key::encoded(&bytes)
    }

    /// The key of an index of several parts.
    #[inline]
    pub fn composite(parts: &[Val]) -> Option<Key> {
        let mut out = Out::new();
        for v in parts {
            encode(v, &mut out)?;
        }
        Some(Key::encoded(&out))
    }

    fn encoded(bytes: &[u8]) -> Key {
        Short::new(bytes).map_or_else(|| Key::Long(bytes.into()), Key::Short)
    }

    /// The encoding, of keys that are kept so.
    pub(crate) fn as_encoded(&self) -> Option<&[u8]> {
        match self {
            Key::Short(short) => Some(short.as_slice()),
            Key::Long(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The key for a table's index: one value for a single index type, a [`Val::List`] for several.
    pub fn of(ty: &TableType, index: &Val) -> Option<Key> {
        match index {
            Val::List(l) if ty.index.len() > 1 => Key::composite(l),
            v if ty.index.len() == 1 => Key::single(v),
            _ => None,
        }
    }

    /// The index values behind the key, one for each index type of the table.
    pub fn values(&self, ty: &TableType) -> SmallVec<[Val; 4]> {
        let mut out = SmallVec::new();
        match self {
            Key::Word(w) => out.extend(ty.index.first().map(|t| word_value(*w, t))),
            Key::Str(s) => out.push(Val::Str(s.clone())),
            Key::Func(f) => out.push(Val::Func(f.0.clone())),
            Key::Short(_) | Key::Long(_) => {
                let mut rest = self.as_encoded().unwrap_or_default();
                for t in &ty.index {
                    out.push(decode(&mut rest, t).unwrap_or(Val::None));
                }
            }
        }
        out
    }

    /// The index as one value: itself, or a [`Val::List`] for an index of several parts.
    pub fn value(&self, ty: &TableType) -> Val {
        let mut all = self.values(ty);
        if all.len() == 1 { all.pop().unwrap_or_default() } else { Val::List(Rc::new(all.into_vec())) }
    }
}

fn word_value(w: u64, ty: &Type) -> Val {
    match ty {
        Type::Count => Val::Count(w),
        Type::Int => Val::Int(w as i64),
        Type::Bool => Val::Bool(w != 0),
        Type::Enum(e) => enum_value(e, w as i64),
        Type::Port => Val::Port(Port::from_bits(w)),
        Type::Addr => Val::Addr4((w as u32).to_be_bytes()),
        _ => Val::Count(w),
    }
}

fn enum_value(e: &Rc<EnumType>, n: i64) -> Val {
    e.by_value(n).map_or(Val::None, Val::Enum)
}

// Each value is a tag byte that tells the kind, then its bytes; lengths are 4 bytes, little-endian. The tag makes the
// encoding of `any` unambiguous and marks unset fields of records.
const UNSET: u8 = 0;
const BOOL: u8 = 1;
const INT: u8 = 2;
const COUNT: u8 = 3;
const DOUBLE: u8 = 4;
const TIME: u8 = 5;
const INTERVAL: u8 = 6;
const PORT: u8 = 7;
const ADDR4: u8 = 8;
const ADDR6: u8 = 9;
const SUBNET: u8 = 10;
const ENUM: u8 = 11;
const STRING: u8 = 12;
const PATTERN: u8 = 13;
const RECORD: u8 = 14;
const TABLE: u8 = 15;
const VECTOR: u8 = 16;
const FUNC: u8 = 17;
const LIST: u8 = 18;

type Out = SmallVec<[u8; 64]>;

fn put(out: &mut Out, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(bytes);
}

fn put_sized(out: &mut Out, tag: u8, bytes: &[u8]) {
    put(out, tag, &(bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
}

fn encode(v: &Val, out: &mut Out) -> Option<()> {
    match v {
        Val::Bool(b) => put(out, BOOL, &[*b as u8]),
        Val::Int(n) => put(out, INT, &n.to_le_bytes()),
        Val::Count(n) => put(out, COUNT, &n.to_le_bytes()),
        Val::Double(x) => put(out, DOUBLE, &x.to_bits().to_le_bytes()),
        Val::Time(x) => put(out, TIME, &x.to_bits().to_le_bytes()),
        Val::Interval(x) => put(out, INTERVAL, &x.to_bits().to_le_bytes()),
        Val::Port(p) => put(out, PORT, &(p.to_bits() as u32).to_le_bytes()),
        Val::Addr4(b) => put(out, ADDR4, b),
        Val::Addr6(b) => put(out, ADDR6, &b[..]),
        Val::Subnet(s) => {
            put(out, SUBNET, &s.prefix().octets());
            out.push(s.width());
        }
        Val::Enum(e) => put(out, ENUM, &e.value.to_le_bytes()),
        Val::Str(s) => put_sized(out, STRING, s.as_bytes()),
        Val::Pattern(p) => put_sized(out, PATTERN, p.source()),
        Val::Record(r) => {
            put(out, RECORD, &(r.len() as u32).to_le_bytes());
            for slot in 0..r.len() {
                match r.get(slot) {
                    Val::None | Val::Lazy => out.push(UNSET),
                    x => encode(&x, out)?,
                }
            }
        }
        Val::Table(t) => {
            // Order of insertion must not matter: members are written in the order of their encodings.
            let mut members: Vec<Out> = Vec::new();
            for (key, entry) in t.entries() {
                let mut one = Out::new();
                for part in key.values(&t.ty) {
                    encode(&part, &mut one)?;
                }
                if !t.ty.is_set() {
                    encode(&entry.value, &mut one)?;
                }
                members.push(one);
            }
            members.sort_unstable();
            put(out, TABLE, &(members.len() as u32).to_le_bytes());
            members.iter().for_each(|m| out.extend_from_slice(m));
        }
        Val::Vector(x) => {
            let items = x.items.borrow();
            put(out, VECTOR, &(items.len() as u32).to_le_bytes());
            for item in items.iter() {
                match item {
                    Val::None => out.push(UNSET),
                    x => encode(x, out)?,
                }
            }
        }
        Val::Func(f) => {
            put(out, FUNC, &f.id.to_le_bytes());
            // A decoded function is looked up by its name through the function value itself.
            put_sized(out, STRING, f.name.as_bytes());
        }
        Val::List(l) => {
            put(out, LIST, &(l.len() as u32).to_le_bytes());
            for x in l.iter() {
                encode(x, out)?;
            }
        }
        Val::None | Val::Lazy | Val::File(_) | Val::Opaque(_) | Val::Type(_) => return None,
    }
    Some(())
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Option<&'a [u8]> {
    let (head, tail) = rest.split_at_checked(n)?;
    *rest = tail;
    Some(head)
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(take(rest, 8)?.try_into().ok()?))
}

fn length(rest: &mut &[u8]) -> Option<usize> {
    Some(u32::from_le_bytes(take(rest, 4)?.try_into().ok()?) as usize)
}

fn sized<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let n = length(rest)?;
    take(rest, n)
}

fn decode(rest: &mut &[u8], ty: &Type) -> Option<Val> {
    let tag = take(rest, 1)?[0];
    Some(match tag {
        UNSET => Val::None,
        BOOL => Val::Bool(take(rest, 1)?[0] != 0),
        INT => Val::Int(number(rest)? as i64),
        COUNT => Val::Count(number(rest)?),
        DOUBLE => Val::Double(f64::from_bits(number(rest)?)),
        TIME => Val::Time(f64::from_bits(number(rest)?)),
        INTERVAL => Val::Interval(f64::from_bits(number(rest)?)),
        PORT => Val::Port(Port::from_bits(length(rest)? as u64)),
        ADDR4 => Val::Addr4(take(rest, 4)?.try_into().ok()?),
        ADDR6 => Val::addr(Addr::v6(take(rest, 16)?.try_into().ok()?)),
        SUBNET => {
            let prefix = Addr::v6(take(rest, 16)?.try_into().ok()?);
            Val::subnet(Subnet::new(prefix, take(rest, 1)?[0]))
        }
        ENUM => {
            let n = number(rest)? as i64;
            match ty {
                Type::Enum(e) => enum_value(e, n),
                _ => Val::Int(n),
            }
        }
        STRING => Val::str(sized(rest)?),
        PATTERN => Val::Pattern(Rc::new(Pattern::from_source(sized(rest)?))),
        RECORD => {
            let n = length(rest)?;
            let Type::Record(t) = ty else { return None };
            let r = Record::new(t);
            for slot in 0..n {
                let v = decode(rest, &t.field(slot)?.ty)?;
                r.set(slot, v);
            }
            Val::Record(r)
        }
        TABLE => {
            let n = length(rest)?;
            let Type::Table(t) = ty else { return None };
            let table = Table::new(t, None);
            for _ in 0..n {
                let mut index: SmallVec<[Val; 4]> = SmallVec::new();
                for it in &t.index {
                    index.push(decode(rest, it)?);
                }
                let value = match &t.value {
                    Some(vt) => decode(rest, vt)?,
                    None => Val::None,
                };
                let key = if index.len() == 1 { Key::single(&index[0])? } else { Key::composite(&index)? };
                table.insert_key(key, value, 0.0);
            }
            Val::Table(table)
        }
        VECTOR => {
            let n = length(rest)?;
            let Type::Vector(e) = ty else { return None };
            let mut items = Vec::new();
            for _ in 0..n {
                items.push(decode(rest, e)?);
            }
            Val::Vector(Vector::from((**e).clone(), items))
        }
        FUNC => {
            let id = length(rest)? as u32;
            let tag = take(rest, 1)?[0];
            let name = sized(rest)?;
            let Type::Func(t) = ty else { return None };
            debug_assert_eq!(tag, STRING);
            Val::Func(Rc::new(crate::FuncVal {
                id,
                name: Str::new(name),
                ty: t.clone(),
                captures: Default::default(),
            }))
        }
        LIST => {
            let n = length(rest)?;
            let Type::List(types) = ty else { return None };
            let mut items = Vec::new();
            for i in 0..n {
                items.push(decode(rest, types.get(i)?)?);
            }
            Val::List(Rc::new(items))
        }
        _ => return None,
    })
}
