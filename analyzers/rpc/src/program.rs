//! What the dialogue and its programs know of each other.

use crate::events::{Events, RpcStatus};
use crate::parse::Caller;
use std::rc::Rc;
use zander_analyzer::{Context, Interval, Time};
use zander_value::{EnumItem, Type, Val};
use zander_wire::{Cursor, Truncated};

/// Arguments of a call, kept until its reply comes.
pub struct Arguments {
    /// As scripts get them.
    pub val: Val,
    /// What the reading of the reply depends on: the portmapper's transport, NFS's offset.
    pub detail: u64,
}

impl Default for Arguments {
    fn default() -> Arguments {
        Arguments { val: Val::None, detail: 0 }
    }
}

/// A call, and when it came.
pub struct Pending {
    /// All of it behind number and kind, as it was sent.
    pub bytes: Vec<u8>,
    /// Number of the program.
    pub program: u32,
    /// Its version.
    pub version: u32,
    /// And procedure.
    pub procedure: u32,
    /// Who calls.
    pub caller: Caller,
    /// `None` when they were malformed.
    pub arguments: Option<Arguments>,
    /// Times of the first and the last byte, in seconds.
    pub times: (f64, f64),
}

/// What came of a call.
pub struct Outcome {
    /// Its status.
    pub status: RpcStatus,
    /// Times of the first and the last byte, in seconds.
    pub times: (f64, f64),
    /// Bytes behind number and kind.
    pub length: usize,
}

/// A program that is called.
pub trait Program {
    /// Its number.
    const NUMBER: u32;

    /// Reads the arguments of a call; what nobody needs of them is taken off, too.
    fn call(
        &self,
        cx: &mut Context<'_>,
        e: &Events,
        procedure: u32,
        c: &mut Cursor<'_>,
    ) -> Result<Arguments, Truncated>;

    /// Tells of a reply, whose results are read and taken off.
    fn reply(
        &self,
        cx: &mut Context<'_>,
        e: &Events,
        call: &Pending,
        outcome: &Outcome,
        c: &mut Cursor<'_>,
    ) -> Result<(), Truncated>;
}

/// The item of an enum with this value; the last one, by which all others go, for a value that none has.
pub fn item(items: &[Rc<EnumItem>], value: u32) -> Val {
    let found = items.iter().find(|i| i.value == i64::from(value)).or(items.last());
    found.cloned().map_or(Val::None, Val::Enum)
}

/// The common fields of `NFS3::info_t` and `MOUNT3::info_t` behind both statuses.
pub struct Facts {
    /// When the call began.
    pub start: Time,
    /// How long it took to come.
    pub duration: Interval,
    /// Its bytes.
    pub length: u64,
    /// When the reply began.
    pub reply_start: Time,
    /// How long it took to come.
    pub reply_duration: Interval,
    /// Its bytes.
    pub reply_length: u64,
    /// The caller's further groups.
    pub groups: Val,
}

/// Takes them from a call and its reply.
pub fn facts(call: &Pending, outcome: &Outcome) -> Facts {
    let groups = call.caller.groups.iter().map(|g| Val::Count((*g).into())).collect();
    Facts {
        start: Time(call.times.0),
        duration: Interval(call.times.1 - call.times.0),
        length: call.bytes.len() as u64,
        reply_start: Time(outcome.times.0),
        reply_duration: Interval(outcome.times.1 - outcome.times.0),
        reply_length: outcome.length as u64,
        groups: Val::vector(Type::Count, groups),
    }
}
