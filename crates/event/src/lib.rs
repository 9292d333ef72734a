//! The one counter over which analyzers and scripts meet: event descriptors, the queue, and the test "has anybody a
//! handler?".
//!
//! An analyzer asks [`Queue::wanted`] before it builds an argument; for an event without handlers that is one load and
//! one branch. What it queues is drained by the engine after each packet. Nothing here runs a handler.
#![forbid(unsafe_code)]

use smallvec::SmallVec;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use zander_value::{EnumType, RecordType, Val};

/// An event, by its place in the [`Catalog`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct EventId(pub u32);

/// Arguments of an event.
pub type Args = SmallVec<[Val; 6]>;

/// Arguments in order.
#[inline]
pub fn args<const N: usize>(given: [Val; N]) -> Args {
    const INLINE: usize = 6;
    if N > INLINE {
        return given.into_iter().collect();
    }
    let mut all = [const { Val::None }; INLINE];
    for (slot, v) in all.iter_mut().zip(given) {
        slot.put(v);
    }
    Args::from_buf_and_len(all, N)
}

/// An event that waits for its handlers.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: EventId,
    pub args: Args,
    /// Network time at which it was raised, in seconds.
    pub time: f64,
    /// The analyzer that raised it, 0 for none; `current_analyzer()` in scripts.
    pub analyzer: u32,
}

/// What the declarations of the loaded scripts offer to Rust code that raises events: looked up once, at start.
pub trait Declarations {
    /// The number of an event; `None` when no script declares it.
    fn event(&self, name: &str) -> Option<EventId>;
    /// A record type by its full name.
    fn record(&self, name: &str) -> Option<Rc<RecordType>>;
    /// An enum type by its full name.
    fn enumeration(&self, name: &str) -> Option<Rc<EnumType>>;
    /// The value of a global, constant or option.
    fn value(&self, name: &str) -> Option<Val>;
    /// How many parameters an event has; `None` when that is not known.
    fn event_arity(&self, _id: EventId) -> Option<usize> {
        None
    }
}

/// All events, numbered in the order in which they became known.
#[derive(Default, Debug)]
pub struct Catalog {
    names: Vec<Rc<str>>,
    ids: HashMap<Rc<str>, EventId>,
}

impl Catalog {
    /// The number of an event, given now if it has none yet.
    pub fn intern(&mut self, name: &str) -> EventId {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let id = EventId(self.names.len() as u32);
        let name: Rc<str> = name.into();
        self.names.push(name.clone());
        self.ids.insert(name, id);
        id
    }

    /// The number of a known event.
    pub fn find(&self, name: &str) -> Option<EventId> {
        self.ids.get(name).copied()
    }

    /// The name of an event.
    pub fn name(&self, id: EventId) -> Option<&Rc<str>> {
        self.names.get(id.0 as usize)
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Events that were raised and not yet handled, first in, first out.
#[derive(Default, Debug)]
pub struct Queue {
    /// By event number: has it a handler that is switched on?
    wanted: Vec<bool>,
    waiting: VecDeque<Event>,
    /// Network time in seconds, given to new events.
    pub now: f64,
    /// Analyzer whose code runs, given to new events.
    pub analyzer: u32,
    /// How many events were queued since the start.
    pub queued: u64,
    /// How many were taken out since the start.
    pub dispatched: u64,
}

impl Queue {
    /// True when somebody handles the event; otherwise its arguments need not be built.
    #[inline]
    pub fn wanted(&self, id: EventId) -> bool {
        self.wanted.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// Says whether an event has handlers.
    pub fn set_wanted(&mut self, id: EventId, wanted: bool) {
        let at = id.0 as usize;
        if at >= self.wanted.len() {
            self.wanted.resize(at + 1, false);
        }
        self.wanted[at] = wanted;
    }

    /// Queues an event, whether wanted or not.
    #[inline]
    pub fn push(&mut self, id: EventId, args: Args) {
        self.queued += 1;
        self.waiting.push_back(Event { id, args, time: self.now, analyzer: self.analyzer });
    }

    /// The next event to handle.
    #[inline]
    pub fn pop(&mut self) -> Option<Event> {
        let e = self.waiting.pop_front()?;
        self.dispatched += 1;
        Some(e)
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// True when none waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
