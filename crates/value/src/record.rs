//! Records: a type and a slot for each of its fields.
//!
//! A slot that was never written holds what the type's template says, and takes no memory: values are kept in the order
//! in which fields of the type were first written in any record (see [`Order`]), so a record is as long as its last
//! written field. Types that every protocol extends stay cheap for connections that meet few of them.
//!
//! A default that is a container, a record or the result of an expression is not made until the field is read: until
//! then the slot holds [`Val::Lazy`].

use crate::{FieldInit, RecordType, Table, Type, Val, Vector};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// A record value.
pub struct Record {
    pub ty: Rc<RecordType>,
    /// By place.
    values: RefCell<Vec<Val>>,
}

/// A shared record.
pub type RecordRef = Rc<Record>;

/// Fields up to this slot have places of their own; those beyond are kept by slot.
const ORDERED: usize = 160;
/// The place of a field that no record holds yet.
const NOWHERE: u16 = u16::MAX;

/// Where records of a type keep their fields. A place, once given, stays.
pub(crate) struct Order {
    places: [Cell<u16>; ORDERED],
    /// The inverse: slots by place.
    slots: RefCell<Vec<u16>>,
    /// How many places records of the type usually need.
    usual: Cell<u16>,
    /// The slot of what stands behind a record.
    pub(crate) view: Cell<u16>,
}

impl Default for Order {
    fn default() -> Order {
        Order {
            places: [const { Cell::new(NOWHERE) }; ORDERED],
            slots: RefCell::default(),
            usual: Cell::new(1),
            view: Cell::new(NOWHERE),
        }
    }
}

impl Order {
    #[inline(always)]
    fn place(&self, slot: usize) -> usize {
        match self.places.get(slot) {
            Some(place) => place.get() as usize,
            None => slot,
        }
    }

    #[cold]
    fn assign(&self, slot: usize) -> usize {
        let mut slots = self.slots.borrow_mut();
        let mut give = |slot: usize| {
            if let Some(place) = self.places.get(slot)
                && place.get() == NOWHERE
            {
                place.set(slots.len() as u16);
                slots.push(slot as u16);
            }
        };
        if slot < ORDERED {
            give(slot);
        } else {
            // Places below the slot must mean something from now on.
            (0..ORDERED).for_each(give);
        }
        self.place(slot)
    }

    /// Learns how long a record became that is dropped.
    #[inline]
    fn learn(&self, length: usize) {
        if length < self.usual.get() as usize {
            self.usual.set(length as u16);
        }
    }
}

/// The number of values that fit into the memory which an allocator gives for so many, so that a record that grows by one
/// field after the other is not moved for each.
fn roomy(values: usize) -> usize {
    match values {
        0..=8 => values,
        9..=16 => values.next_multiple_of(2),
        17..=32 => values.next_multiple_of(4),
        _ => values.next_multiple_of(8),
    }
}

impl RecordType {
    /// What a slot holds that was never written.
    fn template(&self, slot: usize) -> Val {
        self.with_template(slot, Val::clone)
    }

    /// Looks at it.
    #[inline]
    fn with_template<R>(&self, slot: usize, f: impl FnOnce(&Val) -> R) -> R {
        if let Some(t) = &*self.template.borrow() {
            return f(t.get(slot).unwrap_or(&Val::None));
        }
        f(self.make_template().get(slot).unwrap_or(&Val::None))
    }

    #[cold]
    fn make_template(&self) -> Box<[Val]> {
        let made: Box<[Val]> = self.with_fields(|fields| {
            let start = |init: &FieldInit| match init {
                FieldInit::Unset => Val::None,
                FieldInit::Const(v) => v.clone(),
                FieldInit::Copy(_) | FieldInit::Fresh | FieldInit::Eval(_) => Val::Lazy,
            };
            fields.iter().map(|f| start(&f.init)).collect()
        });
        self.template.replace(Some(made.clone()));
        made
    }

    /// Fills the places before that of a slot.
    #[inline(never)]
    fn lengthen(&self, values: &mut Vec<Val>, slot: usize) {
        let order = &self.order;
        let place = match order.place(slot) {
            p if p == NOWHERE as usize => order.assign(slot),
            p => p,
        };
        if values.capacity() <= place {
            // A record that outgrows the usual length may be one of many to come.
            let goal = roomy((order.usual.get() as usize).max(place + 1));
            order.usual.set(goal as u16);
            match values.capacity() {
                0 => *values = Vec::with_capacity(goal),
                _ => values.reserve_exact(goal - values.len()),
            }
        }
        if values.len() == place {
            return;
        }
        if self.template.borrow().is_none() {
            self.make_template();
        }
        let (template, slots) = (self.template.borrow(), order.slots.borrow());
        let template = template.as_deref().unwrap_or_default();
        for p in values.len()..place {
            let slot = if p < ORDERED { slots.get(p).map_or(p, |s| *s as usize) } else { p };
            values.push(template.get(slot).cloned().unwrap_or_default());
        }
    }
}

impl Record {
    /// A record whose fields hold their defaults.
    #[inline]
    pub fn new(ty: &Rc<RecordType>) -> RecordRef {
        Rc::new(Record { ty: ty.clone(), values: RefCell::default() })
    }

    /// Looks at a slot as it is.
    #[inline(always)]
    fn look<R>(&self, slot: usize, f: impl FnOnce(&Val) -> R) -> R {
        if let Some(v) = self.values.borrow().get(self.ty.order.place(slot)) {
            return f(v);
        }
        self.ty.with_template(slot, f)
    }

    /// The value in a slot: `Val::None` when unset. Defaults that are containers or records are made here; a default
    /// that needs the VM stays [`Val::Lazy`], and [`Record::lazy_function`] tells which function makes it.
    #[inline]
    pub fn get(&self, slot: usize) -> Val {
        let v = self.look(slot, Val::clone);
        if let Val::Lazy = v { self.materialize(slot) } else { v }
    }

    /// Copies the value in a slot to where it is wanted, unless it is unset or a default that has yet to be made: then
    /// nothing happens and the answer is `false`.
    #[inline(always)]
    pub fn read(&self, slot: usize, out: &mut Val) -> bool {
        if let Some(v) = self.values.borrow().get(self.ty.order.place(slot)) {
            let there = !matches!(v, Val::None | Val::Lazy);
            if there {
                out.put_copy(v);
            }
            return there;
        }
        self.read_default(slot, out)
    }

    #[inline(never)]
    fn read_default(&self, slot: usize, out: &mut Val) -> bool {
        self.ty.with_template(slot, |v| {
            let there = !matches!(v, Val::None | Val::Lazy);
            if there {
                out.put_copy(v);
            }
            there
        })
    }

    /// Looks at the value in a slot without cloning it. Lazy slots are made first, as in [`Record::get`].
    #[inline]
    pub fn with<R>(&self, slot: usize, f: impl FnOnce(&Val) -> R) -> R {
        match self.values.borrow().get(self.ty.order.place(slot)) {
            Some(Val::Lazy) => {}
            Some(v) => return f(v),
            None if self.ty.with_template(slot, |v| matches!(v, Val::Lazy)) => {}
            None => return self.ty.with_template(slot, f),
        }
        self.materialize(slot);
        self.look(slot, f)
    }

    /// Looks at the values in these slots one after the other, each as [`Record::with`] does.
    #[inline]
    pub fn each(&self, slots: &[u32], f: &mut impl FnMut(&Val)) {
        let mut rest = slots;
        // The next slot was looked at once, so that its default or the type's template is made, if it can be.
        let mut made = false;
        while !rest.is_empty() {
            {
                let (values, template) = (self.values.borrow(), self.ty.template.borrow());
                let template = template.as_deref().unwrap_or_default();
                while let Some((slot, behind)) = rest.split_first() {
                    let slot = *slot as usize;
                    let v = match values.get(self.ty.order.place(slot)).or_else(|| template.get(slot)) {
                        Some(Val::Lazy) | None if !made => break,
                        v => v.unwrap_or(&Val::None),
                    };
                    f(v);
                    (rest, made) = (behind, false);
                }
            }
            if let Some(slot) = rest.first() {
                self.get(*slot as usize);
                made = true;
            }
        }
    }

    /// Looks at a slot as it is: a default that has not been made yet is [`Val::Lazy`].
    #[inline]
    pub fn peek<R>(&self, slot: usize, f: impl FnOnce(&Val) -> R) -> R {
        self.look(slot, f)
    }

    /// Puts a value into a slot; `Val::None` unsets it. A record made before its type was extended grows.
    #[inline]
    pub fn set(&self, slot: usize, v: Val) {
        let old = {
            let mut values = self.values.borrow_mut();
            let (place, length) = (self.ty.order.place(slot), values.len());
            if let Some(old) = values.get_mut(place) {
                if old.is_plain() {
                    return old.put(v);
                }
                std::mem::replace(old, v)
            } else if v.is_none() && self.ty.template(slot).is_none() {
                return;
            } else {
                // Fields are mostly written in the same order.
                if place != length || length == values.capacity() {
                    self.ty.lengthen(&mut values, slot);
                }
                values.push(v);
                return;
            }
        };
        drop(old); // outside of the borrow: dropping may reach this record again
    }

    /// As [`Record::set`], for values that are there and mostly the next of a record that is being filled: those are
    /// written without a call.
    #[inline(always)]
    pub fn fill(&self, slot: usize, v: Val) {
        let mut values = self.values.borrow_mut();
        let length = values.len();
        if self.ty.order.place(slot) == length && length < values.capacity() {
            values.push(v);
            return;
        }
        drop(values);
        self.set(slot, v);
    }

    /// True when all values that were written are so; defaults that nobody wrote or asked for are not looked at.
    pub fn all_written(&self, f: impl FnMut(&Val) -> bool) -> bool {
        self.values.borrow().iter().all(f)
    }

    /// Puts a slot back to what it holds in a new record: its default, or nothing.
    pub fn reset(&self, slot: usize) {
        if self.ty.order.place(slot) < self.values.borrow().len() {
            self.set(slot, self.ty.template(slot));
        }
    }

    /// True when the slot holds a value or a default.
    #[inline(always)]
    pub fn has(&self, slot: usize) -> bool {
        self.look(slot, |v| !matches!(v, Val::None))
    }

    /// A record of the same type with the values that were written, each changed by `f`; untouched defaults stay so.
    pub(crate) fn fill_from(&self, other: &Record, f: impl FnMut(&Val) -> Val) {
        if self.ty.order.view.get() != NOWHERE {
            // What stands behind the other goes on changing.
            (0..self.len()).for_each(|slot| drop(other.get(slot)));
        }
        let values: Vec<Val> = other.values.borrow().iter().map(f).collect();
        self.values.replace(values);
    }

    /// The number of the compiled function that makes the default of a slot that is still [`Val::Lazy`].
    pub fn lazy_function(&self, slot: usize) -> Option<u32> {
        self.ty.with_fields(|fields| match fields.get(slot)?.init {
            FieldInit::Eval(f) => Some(f),
            _ => None,
        })
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

    /// A field made by what stands behind the record.
    fn viewed(&self, slot: usize) -> Option<Val> {
        let Val::Opaque(o) = self.look(self.ty.order.view.get() as usize, Val::clone) else { return None };
        Some(o.0.field(slot)).filter(|v| !v.is_none())
    }

    #[cold]
    fn materialize(&self, slot: usize) -> Val {
        let made = || {
            self.ty.with_fields(|fields| {
                let field = fields.get(slot)?;
                match &field.init {
                    FieldInit::Copy(v) => Some(v.deep_copy()),
                    FieldInit::Fresh => Some(match &field.ty {
                        Type::Record(t) => Val::Record(Record::new(t)),
                        Type::Table(t) => Val::Table(Table::new(t, field.table_attrs.clone())),
                        Type::Vector(e) => Val::Vector(Vector::new((**e).clone())),
                        _ => Val::None,
                    }),
                    _ => None,
                }
            })
        };
        let Some(v) = self.viewed(slot).or_else(made) else { return Val::Lazy };
        self.set(slot, v.clone());
        v
    }
}

/// A record that is being made by Rust code, which writes its fields in order: no one else sees it yet.
pub struct Filling {
    ty: Rc<RecordType>,
    values: Vec<Val>,
}

impl Filling {
    /// Of this type.
    #[inline]
    pub fn new(ty: &Rc<RecordType>) -> Filling {
        Filling { values: Vec::with_capacity(ty.order.usual.get() as usize), ty: ty.clone() }
    }

    /// Writes a field that has not been written yet.
    #[inline]
    pub fn set(&mut self, slot: usize, v: Val) {
        let (place, length) = (self.ty.order.place(slot), self.values.len());
        if place == length && length < self.values.capacity() {
            self.values.push(v);
        } else {
            self.set_anywhere(slot, v);
        }
    }

    #[inline(never)]
    fn set_anywhere(&mut self, slot: usize, v: Val) {
        match self.values.get_mut(self.ty.order.place(slot)) {
            Some(old) => *old = v,
            None => {
                self.ty.lengthen(&mut self.values, slot);
                self.values.push(v);
            }
        }
    }

    /// The record.
    #[inline]
    pub fn record(self) -> RecordRef {
        Rc::new(Record { ty: self.ty, values: RefCell::new(self.values) })
    }

    /// The record as a value.
    #[inline]
    pub fn done(self) -> Val {
        Val::Record(self.record())
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
        let values = self.values.get_mut();
        self.ty.order.learn(values.len());
        let nested = values
            .iter()
            .any(|v| matches!(v, Val::Record(_) | Val::Vector(_) | Val::Table(_) | Val::Func(_)));
        if !nested {
            return;
        }
        let depth = DROP_DEPTH.try_with(|d| d.replace(d.get() + 1)).unwrap_or(0);
        let values = std::mem::take(values);
        if depth >= MAX_DROP_DEPTH {
            // Where the thread is ending there is no list any more, and the values go at once.
            let _ = DROP_LATER.try_with(move |later| later.borrow_mut().extend(values));
        } else {
            drop(values);
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
        f.debug_list().entries((0..self.len()).map(|slot| self.look(slot, Val::clone))).finish()
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
