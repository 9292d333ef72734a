//! Records: a type and a slot for each of its fields.
//!
//! Making a record is one allocation and one copy of its type's template. A default that is a container, a record or
//! the result of an expression is not made until the field is read: until then the slot holds [`Val::Lazy`].

use crate::{FieldInit, RecordType, Table, Type, Val, Vector};
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// A record value.
pub struct Record {
    pub ty: Rc<RecordType>,
    slots: RefCell<Vec<Val>>,
}

/// A shared record.
pub type RecordRef = Rc<Record>;

impl Record {
    /// A record whose fields hold their defaults.
    pub fn new(ty: &Rc<RecordType>) -> RecordRef {
        let template = ty.template.borrow().clone();
        let template = template.unwrap_or_else(|| {
            let made: Rc<[Val]> = ty.with_fields(|fields| {
                fields
                    .iter()
                    .map(|f| match &f.init {
                        FieldInit::Unset => Val::None,
                        FieldInit::Const(v) => v.clone(),
                        FieldInit::Copy(_) | FieldInit::Fresh | FieldInit::Eval(_) => Val::Lazy,
                    })
                    .collect()
            });
            ty.template.replace(Some(made.clone()));
            made
        });
        Rc::new(Record { ty: ty.clone(), slots: RefCell::new(template.to_vec()) })
    }

    /// The value in a slot: `Val::None` when unset. Defaults that are containers or records are made here; a default
    /// that needs the VM stays [`Val::Lazy`], and [`Record::lazy_function`] tells which function makes it.
    #[inline]
    pub fn get(&self, slot: usize) -> Val {
        let v = self.slots.borrow().get(slot).cloned().unwrap_or(Val::None);
        if let Val::Lazy = v { self.materialize(slot) } else { v }
    }

    /// Looks at the value in a slot without cloning it. Lazy slots are made first, as in [`Record::get`].
    #[inline]
    pub fn with<R>(&self, slot: usize, f: impl FnOnce(&Val) -> R) -> R {
        let lazy = matches!(self.slots.borrow().get(slot), Some(Val::Lazy));
        if lazy {
            self.materialize(slot);
        }
        f(self.slots.borrow().get(slot).unwrap_or(&Val::None))
    }

    /// Puts a value into a slot; `Val::None` unsets it. A record made before its type was extended grows.
    #[inline]
    pub fn set(&self, slot: usize, v: Val) {
        let old = {
            let mut slots = self.slots.borrow_mut();
            if slot >= slots.len() {
                slots.resize(slot + 1, Val::None);
            }
            std::mem::replace(&mut slots[slot], v)
        };
        drop(old); // outside of the borrow: dropping may reach this record again
    }

    /// Puts a slot back to what it holds in a new record: its default, or nothing.
    pub fn reset(&self, slot: usize) {
        let new = Record::new(&self.ty);
        let v = new.slots.borrow().get(slot).cloned().unwrap_or(Val::None);
        self.set(slot, v);
    }

    /// True when the slot holds a value or a default.
    #[inline]
    pub fn has(&self, slot: usize) -> bool {
        !matches!(self.slots.borrow().get(slot), None | Some(Val::None))
    }

    /// The number of the compiled function that makes the default of a slot that is still [`Val::Lazy`].
    pub fn lazy_function(&self, slot: usize) -> Option<u32> {
        match self.ty.field(slot)?.init {
            FieldInit::Eval(f) => Some(f),
            _ => None,
        }
    }

    /// Number of slots of the type, unset ones included.
    pub fn len(&self) -> usize {
        self.ty.len()
    }

    /// True when the type has no fields.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// By the field's name; for tests and rare paths.
    pub fn get_named(&self, name: &str) -> Val {
        self.ty.slot(name).map_or(Val::None, |s| self.get(s))
    }

    #[cold]
    fn materialize(&self, slot: usize) -> Val {
        let Some(field) = self.ty.field(slot) else { return Val::None };
        let v = match &field.init {
            FieldInit::Copy(v) => v.deep_copy(),
            FieldInit::Fresh => match &field.ty {
                Type::Record(t) => Val::Record(Record::new(t)),
                Type::Table(t) => Val::Table(Table::new(t, field.table_attrs.clone())),
                Type::Vector(e) => Val::Vector(Vector::new((**e).clone())),
                _ => Val::None,
            },
            _ => return Val::Lazy,
        };
        self.set(slot, v.clone());
        v
    }
}

/// How deep dropped records may hold each other on the stack of the process.
const MAX_DROP_DEPTH: u32 = 256;

thread_local! {
    static DROP_DEPTH: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    static DROP_LATER: RefCell<Vec<Val>> = const { RefCell::new(Vec::new()) };
}

/// A long list of records, each of which holds the next, must not be dropped by as many calls: beyond a depth, what
/// is to be dropped waits until the calls above are done.
impl Drop for Record {
    fn drop(&mut self) {
        let slots = self.slots.get_mut();
        let nested =
            slots.iter().any(|v| matches!(v, Val::Record(_) | Val::Vector(_) | Val::Table(_) | Val::Func(_)));
        if !nested {
            return;
        }
        let depth = DROP_DEPTH.try_with(|d| d.replace(d.get() + 1)).unwrap_or(0);
        let slots = std::mem::take(slots);
        if depth >= MAX_DROP_DEPTH {
            // Where the thread is ending there is no list any more, and the values go at once.
            let _ = DROP_LATER.try_with(move |later| later.borrow_mut().extend(slots));
        } else {
            drop(slots);
        }
        if depth == 0 {
            while let Some(v) = DROP_LATER.try_with(|later| later.borrow_mut().pop()).ok().flatten() {
                drop(v);
            }
        }
        let _ = DROP_DEPTH.try_with(|d| d.set(depth));
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.ty)?;
        f.debug_list().entries(self.slots.borrow().iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;

    #[test]
    fn defaults_are_made_when_first_looked_at() {
        let ty = Rc::new(RecordType::new("R"));
        ty.add(Field { init: FieldInit::Fresh, ..Field::required("names", Type::set_of(Type::String)) });
        for look in [|r: &Record| r.with(0, Val::clone), |r: &Record| r.get(0)] {
            let r = Record::new(&ty);
            assert!(r.has(0));
            let (first, again) = (look(&r), look(&r));
            let (Val::Table(a), Val::Table(b)) = (first, again) else { panic!("a set is made") };
            assert!(Rc::ptr_eq(&a, &b), "and it stays");
        }
    }
}
