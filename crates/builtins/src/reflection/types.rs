//! Types of values and fields of records.

use super::{Denotes, mirror};
use crate::call::{error, record_type, string_set, table_type};
use std::rc::Rc;
use zander_value::format::type_text;
use zander_value::{FieldInit, Key, Record, RecordRef, RecordType, Table, TableRef, Type, Val};
use zander_vm::{Context, RuntimeError};

/// The type of a value as text.
pub fn type_name(_: &mut Context<'_>, t: &Val) -> String {
    match t {
        Val::Type(_) => "type".to_owned(),
        v => type_text(&v.type_of()),
    }
}

/// Whether two types are one object: aliases are, equal types made apart are not.
fn identical(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Record(a), Type::Record(b)) => Rc::ptr_eq(a, b),
        (Type::Enum(a), Type::Enum(b)) => Rc::ptr_eq(a, b) || a.name == b.name,
        (Type::Table(a), Type::Table(b)) => Rc::ptr_eq(a, b),
        (Type::Vector(a), Type::Vector(b)) => Rc::ptr_eq(a, b),
        (Type::Func(a), Type::Func(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

/// The names of a type.
pub fn type_aliases(cx: &mut Context<'_>, x: &Val) -> TableRef {
    let wanted = match x {
        Val::Type(t) => (**t).clone(),
        v => v.type_of(),
    };
    let Some(mirror) = mirror(cx) else { return string_set::<[&str; 0]>([]) };
    let names = mirror.identifiers().into_iter().filter_map(|i| match &i.meaning {
        Denotes::Type(t) if identical(t, &wanted) => Some(i.name),
        _ => None,
    });
    string_set(names.map(|n| n.to_string()))
}

/// Whether two values are one object.
pub fn same_object(_: &mut Context<'_>, o1: &Val, o2: &Val) -> bool {
    match (o1, o2) {
        (Val::Record(a), Val::Record(b)) => Rc::ptr_eq(a, b),
        (Val::Table(a), Val::Table(b)) => Rc::ptr_eq(a, b),
        (Val::Vector(a), Val::Vector(b)) => Rc::ptr_eq(a, b),
        (Val::Func(a), Val::Func(b)) => Rc::ptr_eq(a, b) || (a.id == b.id && a.captures.borrow().is_empty()),
        (Val::Opaque(a), Val::Opaque(b)) => Rc::ptr_eq(&a.0, &b.0),
        (Val::File(a), Val::File(b)) => Rc::ptr_eq(a, b),
        (Val::Pattern(a), Val::Pattern(b)) => Rc::ptr_eq(a, b),
        (Val::Str(a), Val::Str(b)) => a.same(b),
        (Val::Enum(a), Val::Enum(b)) => Rc::ptr_eq(a, b),
        (a, b) => zander_value::compare::equal(a, b),
    }
}

/// What the fields of a record type, or of a record with its values, are.
pub fn record_fields(cx: &mut Context<'_>, rec: &Val) -> Result<TableRef, RuntimeError> {
    let out = Table::new(&table_type(cx, "record_field_table")?, None);
    let (ty, values): (Rc<RecordType>, Option<&RecordRef>) = match rec {
        Val::Record(r) => (r.ty.clone(), Some(r)),
        Val::Type(t) => match &**t {
            Type::Record(t) => (t.clone(), None),
            _ => return no_record(cx, out, "non-record value/type passed to record_fields"),
        },
        Val::Str(name) => match cx.type_named(&name.to_text()) {
            Some(Type::Record(t)) => (t, None),
            _ => return no_record(cx, out, "record_fields string argument does not name a record type"),
        },
        _ => return no_record(cx, out, "non-record value/type passed to record_fields"),
    };
    let element = record_type(cx, "record_field")?;
    for slot in 0..ty.len() {
        let Some(field) = ty.field(slot) else { continue };
        let default = match &field.init {
            FieldInit::Const(v) | FieldInit::Copy(v) => v.clone(),
            FieldInit::Eval(f) => vm_call(cx, *f)?,
            FieldInit::Unset | FieldInit::Fresh => Val::None,
        };
        let value = match values.map(|r| r.get(slot)) {
            Some(Val::Lazy) => default.clone(),
            Some(v) => v,
            None => Val::None,
        };
        let info = Record::new(&element);
        let optional = field.optional || !default.is_none();
        for (name, v) in [
            ("type_name", Val::str(type_text(&field.ty))),
            ("log", Val::Bool(field.log)),
            ("value", value),
            ("default_val", default),
            ("optional", Val::Bool(optional)),
        ] {
            if let Some(slot) = element.slot(name) {
                info.set(slot, v);
            }
        }
        out.insert_key(Key::Str((&*field.name).into()), Val::Record(info), 0.0);
    }
    Ok(out)
}

fn no_record(cx: &mut Context<'_>, empty: TableRef, message: &str) -> Result<TableRef, RuntimeError> {
    error(cx, message);
    Ok(empty)
}

/// Makes the default of a field.
fn vm_call(cx: &mut Context<'_>, function: u32) -> Result<Val, RuntimeError> {
    let vm: &mut zander_vm::Vm = cx;
    vm.call(function, &[])
}
