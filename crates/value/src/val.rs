//! The value itself.

use crate::{
    Addr, EnumItem, FileVal, FuncVal, OpaqueRef, Port, Record, RecordRef, Str, Subnet, TableRef, Type,
    Vector, VectorRef, pattern::Pattern,
};
use std::rc::Rc;

/// A script value: 16 bytes, self-describing.
///
/// The kind takes a word of its own: a value then moves as two words, where a kind of one byte makes the compiler copy
/// the other fifteen in overlapping pieces, on which the processor stalls.
#[derive(Debug, Default)]
#[repr(u64)]
pub enum Val {
    /// No value: an unset field, a hole in a vector, the result of a void function.
    #[default]
    None,
    /// A record field whose default has not been made yet; never seen outside of record slots (see [`Record`]).
    Lazy,
    Bool(bool),
    Int(i64),
    Count(u64),
    Double(f64),
    /// Seconds since 1970-01-01 UTC.
    Time(f64),
    /// Seconds.
    Interval(f64),
    Port(Port),
    /// An IPv4 address in network order.
    Addr4([u8; 4]),
    Addr6(Rc<[u8; 16]>),
    Subnet(Rc<Subnet>),
    Enum(Rc<EnumItem>),
    Str(Str),
    Pattern(Rc<Pattern>),
    Record(RecordRef),
    Table(TableRef),
    Vector(VectorRef),
    Func(Rc<FuncVal>),
    File(Rc<FileVal>),
    Opaque(OpaqueRef),
    Type(Rc<Type>),
    /// A bracketed list of values: an index of several parts held in a variable.
    List(Rc<Vec<Val>>),
}

const _: () = assert!(std::mem::size_of::<Val>() <= 16);

impl Clone for Val {
    /// Numbers are copied on the spot; what is counted goes through a call.
    #[inline(always)]
    fn clone(&self) -> Val {
        match self {
            Val::None => Val::None,
            Val::Lazy => Val::Lazy,
            Val::Bool(x) => Val::Bool(*x),
            Val::Int(x) => Val::Int(*x),
            Val::Count(x) => Val::Count(*x),
            Val::Double(x) => Val::Double(*x),
            Val::Time(x) => Val::Time(*x),
            Val::Interval(x) => Val::Interval(*x),
            Val::Port(x) => Val::Port(*x),
            Val::Addr4(x) => Val::Addr4(*x),
            _ => self.share(),
        }
    }
}

impl Val {
    #[inline(never)]
    fn share(&self) -> Val {
        let mut v = Val::None;
        v.put_shared(self);
        v
    }

    /// Replaces the value by a copy of one that is counted.
    #[inline(never)]
    fn put_shared(&mut self, from: &Val) {
        let v = match from {
            Val::Addr6(x) => Val::Addr6(x.clone()),
            Val::Subnet(x) => Val::Subnet(x.clone()),
            Val::Enum(x) => Val::Enum(x.clone()),
            Val::Str(x) => Val::Str(x.clone()),
            Val::Pattern(x) => Val::Pattern(x.clone()),
            Val::Record(x) => Val::Record(x.clone()),
            Val::Table(x) => Val::Table(x.clone()),
            Val::Vector(x) => Val::Vector(x.clone()),
            Val::Func(x) => Val::Func(x.clone()),
            Val::File(x) => Val::File(x.clone()),
            Val::Opaque(x) => Val::Opaque(x.clone()),
            Val::Type(x) => Val::Type(x.clone()),
            Val::List(x) => Val::List(x.clone()),
            // Not counted: nobody asks.
            _ => return,
        };
        self.put(v);
    }

    /// True when dropping the value does nothing.
    #[inline(always)]
    pub fn is_plain(&self) -> bool {
        matches!(
            self,
            Val::None
                | Val::Lazy
                | Val::Bool(_)
                | Val::Int(_)
                | Val::Count(_)
                | Val::Double(_)
                | Val::Time(_)
                | Val::Interval(_)
                | Val::Port(_)
                | Val::Addr4(_)
        )
    }

    /// Replaces the value: on the spot when dropping the old one does nothing, which the compiler does not see by itself.
    #[inline(always)]
    pub fn put(&mut self, v: Val) {
        if self.is_plain() { std::mem::forget(std::mem::replace(self, v)) } else { *self = v }
    }

    /// Replaces the value by a copy of another. What is counted is written where it belongs by the code that counts:
    /// handed back it would go through memory in two words and be read as one, for which the processor waits.
    #[inline(always)]
    pub fn put_copy(&mut self, from: &Val) {
        if from.is_plain() { self.put(from.clone()) } else { self.put_shared(from) }
    }

    /// A string value; copies the bytes.
    pub fn str(bytes: impl AsRef<[u8]>) -> Val {
        Val::Str(Str::new(bytes.as_ref()))
    }

    /// An address value.
    pub fn addr(a: Addr) -> Val {
        match a.to_v4() {
            Some(b) => Val::Addr4(b),
            None => Val::Addr6(Rc::new(a.octets())),
        }
    }

    /// A subnet value.
    pub fn subnet(s: Subnet) -> Val {
        Val::Subnet(Rc::new(s))
    }

    /// A vector value.
    pub fn vector(element: Type, items: Vec<Val>) -> Val {
        Val::Vector(Vector::from(element, items))
    }

    /// The address, if this is one.
    #[inline]
    pub fn as_addr(&self) -> Option<Addr> {
        match self {
            Val::Addr4(b) => Some(Addr::v4(*b)),
            Val::Addr6(b) => Some(Addr::v6(**b)),
            _ => None,
        }
    }

    /// The bytes, if this is a string.
    #[inline]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Val::Str(s) => Some(s.as_bytes()),
            _ => None,
        }
    }

    /// The number, if this is a `count`.
    #[inline]
    pub fn as_count(&self) -> Option<u64> {
        match self {
            Val::Count(n) => Some(*n),
            _ => None,
        }
    }

    /// The truth, if this is a `bool`.
    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Val::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// Seconds of a `time` or `interval`, the number of a `double`.
    #[inline]
    pub fn as_seconds(&self) -> Option<f64> {
        match self {
            Val::Double(x) | Val::Time(x) | Val::Interval(x) => Some(*x),
            _ => None,
        }
    }

    /// The record, if this is one.
    #[inline]
    pub fn as_record(&self) -> Option<&RecordRef> {
        match self {
            Val::Record(r) => Some(r),
            _ => None,
        }
    }

    /// The table or set, if this is one.
    #[inline]
    pub fn as_table(&self) -> Option<&TableRef> {
        match self {
            Val::Table(t) => Some(t),
            _ => None,
        }
    }

    /// The vector, if this is one.
    #[inline]
    pub fn as_vector(&self) -> Option<&VectorRef> {
        match self {
            Val::Vector(v) => Some(v),
            _ => None,
        }
    }

    /// True for [`Val::None`].
    #[inline]
    pub fn is_none(&self) -> bool {
        matches!(self, Val::None)
    }

    /// The type of the value, as far as the value tells. Enum and record types are those it was made with.
    pub fn type_of(&self) -> Type {
        match self {
            Val::None | Val::Lazy => Type::Void,
            Val::Bool(_) => Type::Bool,
            Val::Int(_) => Type::Int,
            Val::Count(_) => Type::Count,
            Val::Double(_) => Type::Double,
            Val::Time(_) => Type::Time,
            Val::Interval(_) => Type::Interval,
            Val::Port(_) => Type::Port,
            Val::Addr4(_) | Val::Addr6(_) => Type::Addr,
            Val::Subnet(_) => Type::Subnet,
            Val::Enum(e) => Type::Enum(Rc::new(crate::EnumType::new(e.type_name.clone()))),
            Val::Str(_) => Type::String,
            Val::Pattern(_) => Type::Pattern,
            Val::Record(r) => Type::Record(r.ty.clone()),
            Val::Table(t) => Type::Table(t.ty.clone()),
            Val::Vector(v) => Type::Vector(Rc::new(v.element.clone())),
            Val::Func(f) => Type::Func(f.ty.clone()),
            Val::File(_) => Type::File(Rc::new(Type::String)),
            Val::Opaque(o) => Type::Opaque(o.type_name().into()),
            Val::Type(t) => Type::Type(t.clone()),
            Val::List(l) => Type::List(Rc::new(l.iter().map(Val::type_of).collect())),
        }
    }

    /// A copy that shares nothing mutable with the original, as `copy()` makes it. Objects that occur twice stay one
    /// object; an opaque that cannot be copied is shared.
    pub fn deep_copy(&self) -> Val {
        copy(self, &mut Vec::new())
    }
}

fn copy(v: &Val, seen: &mut Vec<(*const (), Val)>) -> Val {
    let identity = match v {
        Val::Record(r) => Rc::as_ptr(r).cast::<()>(),
        Val::Table(t) => Rc::as_ptr(t).cast(),
        Val::Vector(x) => Rc::as_ptr(x).cast(),
        Val::Opaque(o) => {
            return match o.0.duplicate() {
                Some(d) => Val::Opaque(OpaqueRef(Rc::new(d))),
                None => v.clone(),
            };
        }
        Val::List(l) => return Val::List(Rc::new(l.iter().map(|x| copy(x, seen)).collect())),
        Val::Func(f) if !f.captures.borrow().is_empty() => {
            let captures = f.captures.borrow().iter().map(|x| copy(x, seen)).collect();
            return Val::Func(Rc::new(FuncVal {
                id: f.id,
                name: f.name.clone(),
                ty: f.ty.clone(),
                captures: std::cell::RefCell::new(captures),
            }));
        }
        _ => return v.clone(),
    };
    if let Some((_, made)) = seen.iter().find(|(p, _)| *p == identity) {
        return made.clone();
    }
    match v {
        Val::Record(r) => {
            let new = Record::new(&r.ty);
            seen.push((identity, Val::Record(new.clone())));
            new.fill_from(r, |x| copy(x, seen));
            Val::Record(new)
        }
        Val::Table(t) => {
            let new = t.empty_like();
            seen.push((identity, Val::Table(new.clone())));
            for (key, entry) in t.entries() {
                new.insert_key(key, copy(&entry.value, seen), entry.stamp);
            }
            Val::Table(new)
        }
        Val::Vector(x) => {
            let new = Vector::new(x.element.clone());
            seen.push((identity, Val::Vector(new.clone())));
            let items: Vec<Val> = x.items.borrow().iter().map(|i| copy(i, seen)).collect();
            new.items.replace(items);
            Val::Vector(new)
        }
        _ => v.clone(),
    }
}

macro_rules! from {
    ($($t:ty => $e:expr;)*) => { $(impl From<$t> for Val { fn from(x: $t) -> Val { $e(x) } })* };
}

from! {
    bool => Val::Bool;
    u64 => Val::Count;
    i64 => Val::Int;
    f64 => Val::Double;
    Str => Val::Str;
    &str => Val::str;
    String => |s| Val::Str(Str::from(s));
    Vec<u8> => |s| Val::Str(Str::from(s));
    &[u8] => Val::str;
    Addr => Val::addr;
    Subnet => Val::subnet;
    Port => Val::Port;
    RecordRef => Val::Record;
    TableRef => Val::Table;
    VectorRef => Val::Vector;
    Rc<EnumItem> => Val::Enum;
    Rc<FuncVal> => Val::Func;
    OpaqueRef => Val::Opaque;
    () => |()| Val::None;
}

impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(x: Option<T>) -> Val {
        x.map_or(Val::None, Into::into)
    }
}
