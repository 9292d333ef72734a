//! Conversions, casts and type tests.

use crate::error::{Cause, RuntimeError};
use crate::host::{Report, Severity};
use crate::run::unset;
use crate::vm::Vm;
use std::rc::Rc;
use zander_bytecode::{Conversion, TableSpec};
use zander_value::{Record, Table, Type, Val};

impl Vm {
    /// Reports why there is no value. With the error returned the statement is given up.
    #[cold]
    fn without_value(&mut self, message: String) -> RuntimeError {
        let (place, stack, time) = (self.current_place(), self.call_stack(), self.queue.now);
        self.report(Report { severity: Severity::Error, expression: false, message, place, stack, time });
        Cause::Abandoned.into()
    }

    /// Converts one value; unset stays unset where a field or element is meant.
    pub(crate) fn convert(&mut self, how: &Conversion, v: &Val) -> Result<Val, RuntimeError> {
        Ok(match (how, v) {
            (Conversion::CountToInt, Val::Count(n)) => Val::Int(*n as i64),
            (Conversion::IntToCount, Val::Int(n)) => match u64::try_from(*n) {
                Ok(n) => Val::Count(n),
                Err(_) => {
                    let message = "overflow promoting from signed/double to unsigned arithmetic value";
                    return Err(self.without_value(format!("{message} (count and {n})")));
                }
            },
            (Conversion::CountToDouble, Val::Count(n)) => Val::Double(*n as f64),
            (Conversion::IntToDouble, Val::Int(n)) => Val::Double(*n as f64),
            (Conversion::Record(ty, slots), Val::Record(r)) => {
                if Rc::ptr_eq(ty, &r.ty) {
                    return Ok(v.clone());
                }
                let new = Record::new(ty);
                for (slot, from) in slots.iter().enumerate() {
                    let Some(from) = from else {
                        if new.lazy_function(slot).is_some() {
                            self.field(&new, slot)?;
                        }
                        continue;
                    };
                    let field = self.field(r, *from)?;
                    if !field.is_none() {
                        let field = adapt_field(ty, slot, field);
                        new.set(slot, field);
                    }
                }
                Val::Record(new)
            }
            (Conversion::DoubleToCount, Val::Double(x)) => {
                if !(0.0..18_446_744_073_709_551_616.0).contains(x) {
                    return Err("double to count conversion failed, value out of range".into());
                }
                Val::Count(*x as u64)
            }
            (Conversion::DoubleToInt, Val::Double(x)) => {
                if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(x) {
                    return Err("double to int conversion failed, value out of range".into());
                }
                Val::Int(*x as i64)
            }
            (Conversion::RecordFields(ty, slots), Val::Record(r)) => {
                let new = Record::new(ty);
                for (slot, from) in slots.iter().enumerate() {
                    let Some((from, how)) = from else {
                        if new.lazy_function(slot).is_some() {
                            self.field(&new, slot)?;
                        }
                        continue;
                    };
                    let field = self.field(r, *from)?;
                    if field.is_none() {
                        continue;
                    }
                    let field = match how {
                        Some(how) => self.convert(how, &field)?,
                        None => adapt_field(ty, slot, field),
                    };
                    new.set(slot, field);
                }
                Val::Record(new)
            }
            (Conversion::Vector(each, element), Val::Vector(x)) => {
                let old: Vec<Val> = x.items.borrow().clone();
                let mut items = Vec::with_capacity(old.len());
                for item in &old {
                    items.push(if item.is_none() { Val::None } else { self.convert(each, item)? });
                }
                Val::vector(element.clone(), items)
            }
            (Conversion::Table(spec), Val::Table(t)) => retype_table(spec, t),
            (Conversion::Table(spec), Val::Vector(_)) => {
                let set = Val::Table(Table::new(&spec.ty, spec.attrs.clone()));
                self.extend(&set, v)?
            }
            (Conversion::FromAny(ty), v) => cast(v, ty)?,
            (Conversion::List(Type::Vector(element)), Val::List(l)) => {
                Val::vector((**element).clone(), l.to_vec())
            }
            (Conversion::List(Type::Table(ty)), Val::List(l)) => {
                let set = Table::new(ty, None);
                for item in l.iter() {
                    let index = std::slice::from_ref(item);
                    self.table_set(&set, index, Val::None)?;
                }
                Val::Table(set)
            }
            (Conversion::List(_), v) if !v.is_none() => v.clone(),
            _ => return Err(unset()),
        })
    }
}

/// An empty container takes the type of the field it is put into.
fn adapt_field(ty: &zander_value::RecordType, slot: usize, v: Val) -> Val {
    match (ty.field(slot).map(|f| (f.ty, f.table_attrs)), &v) {
        (Some((Type::Table(wanted), attrs)), Val::Table(t)) if t.ty.index.is_empty() && t.is_empty() => {
            Val::Table(Table::new(&wanted, attrs))
        }
        _ => v,
    }
}

/// The same entries in a table of another type; the same table when only its type was unknown.
fn retype_table(spec: &TableSpec, t: &zander_value::TableRef) -> Val {
    let same = Type::Table(t.ty.clone()).same(&Type::Table(spec.ty.clone()));
    if same && (spec.attrs.is_none() || t.look_at_attrs(|attrs| attrs.is_some())) {
        return Val::Table(t.clone());
    }
    let new = Table::new(&spec.ty, spec.attrs.clone().or_else(|| t.attrs()));
    for (key, entry) in t.entries() {
        new.insert_key(key, entry.value, entry.stamp);
    }
    Val::Table(new)
}

/// True when the value is of the type. `any` takes everything; enums are of one type when the names agree; an untyped
/// empty container is of every type of its kind.
pub(crate) fn is_of(v: &Val, ty: &Type) -> bool {
    match (v, ty) {
        (Val::None, _) => false,
        (_, Type::Any) => true,
        (Val::Enum(e), Type::Enum(t)) => e.type_name == t.name,
        (Val::Vector(x), Type::Vector(e)) => {
            x.element.same(e)
                || (x.is_empty() && matches!(x.element, Type::Any | Type::Void))
                || (matches!(**e, Type::Any))
        }
        (Val::Table(t), Type::Table(wanted)) => {
            t.ty.index.is_empty() || Type::Table(t.ty.clone()).same(ty) && t.ty.is_set() == wanted.is_set()
        }
        (Val::File(_), Type::File(_)) => true,
        (v, ty) => v.type_of().same(ty),
    }
}

/// `v as T`
pub(crate) fn cast(v: &Val, ty: &Type) -> Result<Val, RuntimeError> {
    if v.is_none() {
        return Err(unset());
    }
    if is_of(v, ty) {
        return Ok(v.clone());
    }
    // Records of another type are taken apart where the names of their fields say how.
    if let (Val::Record(r), Type::Record(t)) = (v, ty)
        && r.ty.len() <= t.len()
        && r.ty.with_fields(|fields| fields.iter().all(|f| t.slot(&f.name).is_some()))
    {
        let new = Record::new(t);
        for slot in 0..r.len() {
            let name = r.ty.with_fields(|fields| fields.get(slot).map(|f| f.name.clone()));
            if let (Some(to), x) = (name.and_then(|n| t.slot(&n)), r.get(slot))
                && !x.is_none()
            {
                new.set(to, x);
            }
        }
        return Ok(Val::Record(new));
    }
    Err(format!("invalid cast of value with type '{}' to type '{ty}'", v.type_of()).into())
}
