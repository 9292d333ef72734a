//! What the generated emit methods stand on.

use std::rc::Rc;
use zander_event::{Declarations, EventId, Queue};
use zander_value::{EnumItem, EnumType, RecordType, Type, Val};

/// Whoever raises events: gives the queue, and the `connection` that most events carry.
pub trait Emitter {
    /// The queue.
    fn queue(&mut self) -> &mut Queue;
    /// The connection that the event is about; made when first asked for.
    fn connection_val(&mut self) -> Val;
}

/// Seconds since 1970-01-01 UTC, as an argument.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default)]
pub struct Time(pub f64);

/// A span in seconds, as an argument.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Default)]
pub struct Interval(pub f64);

impl From<Time> for Val {
    fn from(t: Time) -> Val {
        Val::Time(t.0)
    }
}

impl From<Interval> for Val {
    fn from(i: Interval) -> Val {
        Val::Interval(i.0)
    }
}

/// Number of an event that no script declares: nobody handles it.
pub const UNDECLARED: EventId = EventId(u32::MAX);

/// The number of an event, or [`UNDECLARED`].
pub fn event(declarations: &dyn Declarations, name: &str) -> EventId {
    declarations.event(name).unwrap_or(UNDECLARED)
}

/// A record type; an empty one when no script declares it, so that values can still be made.
pub fn record(declarations: &dyn Declarations, name: &str) -> Rc<RecordType> {
    declarations.record(name).unwrap_or_else(|| Rc::new(RecordType::new(name)))
}

/// An enum type; an empty one when no script declares it.
pub fn enumeration(declarations: &dyn Declarations, name: &str) -> Rc<EnumType> {
    declarations.enumeration(name).unwrap_or_else(|| Rc::new(EnumType::new(name.into())))
}

/// The item of an enum by its full name; one that no script knows stands for itself.
pub fn item(ty: &EnumType, name: &str) -> Rc<EnumItem> {
    ty.by_name(name.as_bytes())
        .unwrap_or_else(|| Rc::new(EnumItem { type_name: ty.name.clone(), name: name.into(), value: -1 }))
}

/// A vector of strings.
pub fn strings<B: AsRef<[u8]>>(items: impl IntoIterator<Item = B>) -> Val {
    Val::vector(Type::String, items.into_iter().map(Val::str).collect())
}

/// A vector of counts.
pub fn counts(items: impl IntoIterator<Item = u64>) -> Val {
    Val::vector(Type::Count, items.into_iter().map(Val::Count).collect())
}
