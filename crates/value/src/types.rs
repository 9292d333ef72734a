//! Types of the script language.
//!
//! A [`Type`] is cheap to clone. Records and enums are shared objects with identity, because scripts extend them with
//! `redef` while they load; a field or an enum value is only ever appended, so slot numbers and values stay valid.

use crate::record::Order;
use crate::{Str, Val};
use foldhash::fast::FixedState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

/// A type of the script language.
#[derive(Clone)]
pub enum Type {
    /// No value: the result of a function that returns nothing.
    Void,
    Bool,
    Int,
    Count,
    Double,
    Time,
    Interval,
    String,
    Pattern,
    Port,
    Addr,
    Subnet,
    Any,
    /// What an expression has after an error was reported; agrees with everything, so that errors do not cascade.
    Error,
    Enum(Rc<EnumType>),
    Record(Rc<RecordType>),
    /// A table, or a set when it yields nothing.
    Table(Rc<TableType>),
    Vector(Rc<Type>),
    Func(Rc<FuncType>),
    /// `file of T`
    File(Rc<Type>),
    /// `opaque of NAME`
    Opaque(Rc<str>),
    /// The type of a type used as a value.
    Type(Rc<Type>),
    /// A bracketed list of values: an index of several parts, or an initializer before its target is known.
    List(Rc<Vec<Type>>),
}

/// What kind of callable a [`FuncType`] describes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Flavor {
    Function,
    Event,
    Hook,
}

/// A parameter of a function, event or hook.
#[derive(Clone, Debug)]
pub struct Param {
    pub name: Rc<str>,
    pub ty: Type,
    /// True when the parameter has a default value and may be left out. The default's code belongs to the compiler.
    pub has_default: bool,
}

/// Signature of a function, event or hook.
#[derive(Clone, Debug)]
pub struct FuncType {
    pub flavor: Flavor,
    pub params: Vec<Param>,
    /// Takes any number of arguments of any type (`function(...)`), as `cat` and `fmt` do.
    pub variadic: bool,
    /// `Void` when nothing is returned; `Bool` for hooks.
    pub result: Type,
}

/// Index and yield of a table or set.
#[derive(Debug)]
pub struct TableType {
    pub index: Vec<Type>,
    /// `None` for a set.
    pub value: Option<Type>,
    /// The name that a script gave it, by which it prints.
    pub name: Option<Rc<str>>,
}

impl TableType {
    /// True for a set.
    pub fn is_set(&self) -> bool {
        self.value.is_none()
    }
}

/// One value of an enum. Shared by all [`Val`]s that hold it.
#[derive(Debug)]
pub struct EnumItem {
    /// Name of the enum type, for messages and `any` comparisons.
    pub type_name: Rc<str>,
    /// Name as it is printed: with its module unless global, e.g. `Notice::Tally`.
    pub name: Str,
    pub value: i64,
}

/// An enum type; values are appended by `redef enum`.
pub struct EnumType {
    pub name: Rc<str>,
    items: RefCell<Vec<Rc<EnumItem>>>,
    by_value: RefCell<HashMap<i64, usize, FixedState>>,
    by_name: RefCell<HashMap<Str, usize, FixedState>>,
    next: Cell<i64>,
    union: RefCell<Option<Rc<EnumType>>>,
}

impl EnumType {
    /// An enum without values.
    pub fn new(name: Rc<str>) -> EnumType {
        EnumType {
            name,
            items: RefCell::default(),
            by_value: RefCell::default(),
            by_name: RefCell::default(),
            next: Cell::new(0),
            union: RefCell::default(),
        }
    }

    /// Makes every value added from now on a value of `union` too, under a number that is free in both: where one enum
    /// stands for several (`AllAnalyzers::Tag`), values of each can be told apart by their numbers.
    pub fn join(&self, union: &Rc<EnumType>) {
        self.union.replace(Some(union.clone()));
    }

    /// True when values of this enum are values of `union`.
    pub fn joined(&self, union: &EnumType) -> bool {
        self.union.borrow().as_ref().is_some_and(|u| u.name == union.name)
    }

    /// Appends a value: the next free number, or `value` where given. Returns `None` when the name or the number is
    /// taken already.
    pub fn add(&self, name: &str, value: Option<i64>) -> Option<Rc<EnumItem>> {
        let union = self.union.borrow().clone();
        let next = union.as_ref().map_or(0, |u| u.next.get()).max(self.next.get());
        let value = value.unwrap_or(next);
        let name = Str::from(name);
        if self.by_value.borrow().contains_key(&value) || self.by_name.borrow().contains_key(&name) {
            return None;
        }
        let item = Rc::new(EnumItem { type_name: self.name.clone(), name, value });
        self.push(&item);
        if let Some(u) = union {
            u.push(&item);
        }
        Some(item)
    }

    fn push(&self, item: &Rc<EnumItem>) {
        let at = self.items.borrow().len();
        self.items.borrow_mut().push(item.clone());
        self.by_value.borrow_mut().insert(item.value, at);
        self.by_name.borrow_mut().insert(item.name.clone(), at);
        self.next.set(self.next.get().max(item.value.saturating_add(1)));
    }

    /// The item with this number.
    pub fn by_value(&self, value: i64) -> Option<Rc<EnumItem>> {
        let items = self.items.borrow();
        // Most enums number their items from 0 on.
        if let Some(item) = items.get(value as usize).filter(|item| item.value == value) {
            return Some(item.clone());
        }
        let at = *self.by_value.borrow().get(&value)?;
        items.get(at).cloned()
    }

    /// The item with this (full) name.
    pub fn by_name(&self, name: &[u8]) -> Option<Rc<EnumItem>> {
        let at = *self.by_name.borrow().get(name)?;
        self.items.borrow().get(at).cloned()
    }

    /// All items in the order in which they were defined.
    pub fn items(&self) -> Vec<Rc<EnumItem>> {
        self.items.borrow().clone()
    }
}

impl fmt::Debug for EnumType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "enum {}", self.name)
    }
}

/// What a field holds in a record that was just made.
#[derive(Clone, Debug)]
pub enum FieldInit {
    /// Nothing: the field is `&optional`, or has to be given.
    Unset,
    /// A scalar, shared by all records.
    Const(Val),
    /// A deep copy of this container or record.
    Copy(Val),
    /// An empty container, or a record with its own defaults, by the field's type.
    Fresh,
    /// The result of the compiled function with this number.
    Eval(u32),
}

/// A field of a record type.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: Rc<str>,
    pub ty: Type,
    pub init: FieldInit,
    pub optional: bool,
    pub log: bool,
    pub deprecated: Option<Rc<str>>,
    /// Attributes given to a table held in this field (expiry, default, …).
    pub table_attrs: Option<Rc<crate::TableAttrs>>,
    /// The column that has the transport of this port, where rows are read from files.
    pub type_column: Option<Rc<str>>,
}

impl Field {
    /// A field that has to be given: neither optional nor logged, without default.
    pub fn required(name: &str, ty: Type) -> Field {
        Field {
            name: name.into(),
            ty,
            init: FieldInit::Unset,
            optional: false,
            log: false,
            deprecated: None,
            table_attrs: None,
            type_column: None,
        }
    }
}

/// A record type; fields are appended by `redef record`.
pub struct RecordType {
    /// Full name, or empty for an anonymous record.
    pub name: RefCell<Rc<str>>,
    fields: RefCell<Vec<Field>>,
    slots: RefCell<HashMap<Rc<str>, usize, FixedState>>,
    /// What a new record's slots hold, made when first needed after a change of the fields.
    pub(crate) template: RefCell<Option<Box<[Val]>>>,
    /// Where records keep them.
    pub(crate) order: Order,
}

impl RecordType {
    /// A record type without fields.
    pub fn new(name: &str) -> RecordType {
        RecordType {
            name: RefCell::new(name.into()),
            fields: RefCell::default(),
            slots: RefCell::default(),
            template: RefCell::default(),
            order: Order::default(),
        }
    }

    /// Appends a field. Returns its slot, or `None` when there is one of that name.
    pub fn add(&self, field: Field) -> Option<usize> {
        let mut fields = self.fields.borrow_mut();
        let slot = fields.len();
        if self.slots.borrow().contains_key(&field.name) {
            return None;
        }
        self.slots.borrow_mut().insert(field.name.clone(), slot);
        fields.push(field);
        self.template.replace(None);
        Some(slot)
    }

    /// Changes a field in place (attributes added or removed by `redef record R$field`).
    pub fn change(&self, slot: usize, f: impl FnOnce(&mut Field)) {
        if let Some(field) = self.fields.borrow_mut().get_mut(slot) {
            f(field);
        }
        self.template.replace(None);
    }

    /// The slot for what stands behind a record of the type: an opaque object that makes those fields which hold
    /// [`Val::Lazy`] when they are first looked at. It lies behind the fields, so it is to be asked for when no field
    /// comes any more.
    pub fn view(&self) -> usize {
        let slot = self.len();
        self.order.view.set(slot as u16);
        slot
    }

    /// The slot of the field with this name.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.slots.borrow().get(name).copied()
    }

    /// The slots of fields whose default is the result of a function, and that function.
    pub fn computed(&self) -> impl Iterator<Item = (usize, u32)> + use<> {
        let fields = self.fields.borrow();
        let computed = |(slot, f): (usize, &Field)| match f.init {
            FieldInit::Eval(function) => Some((slot, function)),
            _ => None,
        };
        let slots: Vec<(usize, u32)> = fields.iter().enumerate().filter_map(computed).collect();
        slots.into_iter()
    }

    /// Number of fields.
    pub fn len(&self) -> usize {
        self.fields.borrow().len()
    }

    /// True when there are no fields.
    pub fn is_empty(&self) -> bool {
        self.fields.borrow().is_empty()
    }

    /// A copy of the field's description.
    pub fn field(&self, slot: usize) -> Option<Field> {
        self.fields.borrow().get(slot).cloned()
    }

    /// Looks at all fields without copying them.
    pub fn with_fields<R>(&self, f: impl FnOnce(&[Field]) -> R) -> R {
        f(&self.fields.borrow())
    }
}

impl fmt::Debug for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}", self.name.borrow())
    }
}

impl Type {
    /// A set of one index type.
    pub fn set_of(index: Type) -> Type {
        Type::Table(Rc::new(TableType { index: vec![index], value: None, name: None }))
    }

    /// A table of one index type.
    pub fn table_of(index: Type, value: Type) -> Type {
        Type::Table(Rc::new(TableType { index: vec![index], value: Some(value), name: None }))
    }

    /// A vector.
    pub fn vector_of(element: Type) -> Type {
        Type::Vector(Rc::new(element))
    }

    /// True for `count`, `int`, `double`.
    pub fn is_arithmetic(&self) -> bool {
        matches!(self, Type::Count | Type::Int | Type::Double)
    }

    /// Structural identity: the same type as far as a script can tell. `Any` and `Error` are only equal to themselves.
    pub fn same(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Enum(a), Type::Enum(b)) => {
                Rc::ptr_eq(a, b) || a.name == b.name || a.joined(b) || b.joined(a)
            }
            (Type::Record(a), Type::Record(b)) => same_record(a, b),
            (Type::Table(a), Type::Table(b)) => {
                a.index.len() == b.index.len()
                    && a.index.iter().zip(&b.index).all(|(x, y)| x.same(y))
                    && match (&a.value, &b.value) {
                        (None, None) => true,
                        (Some(x), Some(y)) => x.same(y),
                        _ => false,
                    }
            }
            (Type::Vector(a), Type::Vector(b))
            | (Type::File(a), Type::File(b))
            | (Type::Type(a), Type::Type(b)) => a.same(b),
            (Type::Func(a), Type::Func(b)) => {
                a.flavor == b.flavor
                    && a.params.len() == b.params.len()
                    && a.params.iter().zip(&b.params).all(|(x, y)| x.ty.same(&y.ty))
                    && a.result.same(&b.result)
            }
            (Type::Opaque(a), Type::Opaque(b)) => a == b,
            (Type::List(a), Type::List(b)) => {
                a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| x.same(y))
            }
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

fn same_record(a: &Rc<RecordType>, b: &Rc<RecordType>) -> bool {
    if Rc::ptr_eq(a, b) {
        return true;
    }
    let (name_a, name_b) = (a.name.borrow().clone(), b.name.borrow().clone());
    if !name_a.is_empty() && !name_b.is_empty() {
        return name_a == name_b;
    }
    a.with_fields(|fa| {
        b.with_fields(|fb| {
            fa.len() == fb.len() && fa.iter().zip(fb).all(|(x, y)| x.name == y.name && x.ty.same(&y.ty))
        })
    })
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The type as a script would write it; named records and enums by their name.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, types: &[Type]| -> fmt::Result {
            for (i, t) in types.iter().enumerate() {
                write!(f, "{}{t}", if i > 0 { "," } else { "" })?;
            }
            Ok(())
        };
        match self {
            Type::Void => f.write_str("void"),
            Type::Bool => f.write_str("bool"),
            Type::Int => f.write_str("int"),
            Type::Count => f.write_str("count"),
            Type::Double => f.write_str("double"),
            Type::Time => f.write_str("time"),
            Type::Interval => f.write_str("interval"),
            Type::String => f.write_str("string"),
            Type::Pattern => f.write_str("pattern"),
            Type::Port => f.write_str("port"),
            Type::Addr => f.write_str("addr"),
            Type::Subnet => f.write_str("subnet"),
            Type::Any => f.write_str("any"),
            Type::Error => f.write_str("error"),
            Type::Enum(e) => write!(f, "enum {}", e.name),
            Type::Record(r) => {
                let name = r.name.borrow().clone();
                if !name.is_empty() {
                    return write!(f, "record {name}");
                }
                f.write_str("record { ")?;
                for field in r.fields.borrow().iter() {
                    write!(f, "{}:{}; ", field.name, field.ty)?;
                }
                f.write_str("}")
            }
            Type::Table(t) => {
                f.write_str(if t.is_set() { "set[" } else { "table[" })?;
                list(f, &t.index)?;
                f.write_str("]")?;
                t.value.as_ref().map_or(Ok(()), |v| write!(f, " of {v}"))
            }
            Type::Vector(e) => write!(f, "vector of {e}"),
            Type::Func(t) => {
                f.write_str(match t.flavor {
                    Flavor::Function => "function(",
                    Flavor::Event => "event(",
                    Flavor::Hook => "hook(",
                })?;
                for (i, p) in t.params.iter().enumerate() {
                    write!(f, "{}{}:{}", if i > 0 { ", " } else { "" }, p.name, p.ty)?;
                }
                f.write_str(if t.variadic { "...)" } else { ")" })?;
                match (&t.result, t.flavor) {
                    (_, Flavor::Event) => Ok(()),
                    (r, _) => write!(f, " : {r}"),
                }
            }
            Type::File(t) => write!(f, "file of {t}"),
            Type::Opaque(n) => write!(f, "opaque of {n}"),
            Type::Type(t) => write!(f, "type {t}"),
            Type::List(l) => {
                f.write_str("list of ")?;
                list(f, l)
            }
        }
    }
}
