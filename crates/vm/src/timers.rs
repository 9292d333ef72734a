//! What happens at a time: scheduled events, time limits of `when`, and the expiry of table entries.
//!
//! Time is network time and moves only by [`Vm::advance`]. Timers of one time fire in the order in which they were set.

use crate::error::RuntimeError;
use crate::tables::Change;
use crate::vm::{Arguments, Vm};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::HashMap;
use std::rc::{Rc, Weak};
use zander_event::{Args, EventId};
use zander_value::{Cursor, Key, Table, TableRef, Val};

/// What a timer does.
enum Action {
    Event(u32, Args),
    When(u64),
    Expire(Weak<Table>, Cursor),
}

#[derive(PartialEq)]
struct Due(f64, u64);

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Due) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Due) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0).then(self.1.cmp(&other.1))
    }
}

/// All timers that wait.
#[derive(Default)]
pub(crate) struct Timers {
    heap: BinaryHeap<Reverse<Due>>,
    actions: HashMap<u64, Action>,
    next: u64,
    /// Nothing can be scheduled any more.
    closed: bool,
    /// Tables that have a timer of expiry.
    watched: std::collections::HashSet<*const Table>,
}

impl Timers {
    fn add(&mut self, at: f64, action: Action) {
        self.next += 1;
        self.heap.push(Reverse(Due(at, self.next)));
        self.actions.insert(self.next, action);
    }
}

/// At most this many keys are looked at in one step unless scripts say otherwise.
const DEFAULT_STEP: usize = 5000;

impl Vm {
    /// Raises an event at a time, unless the run is ending.
    pub(crate) fn schedule(&mut self, at: f64, event: u32, args: Args) {
        if !self.timers.closed {
            self.timers.add(at, Action::Event(event, args));
        }
    }

    /// The run is ending: what is scheduled from now on never happens.
    pub fn close_schedule(&mut self) {
        self.timers.closed = true;
    }

    pub(crate) fn schedule_when(&mut self, at: f64, when: u64) {
        self.timers.add(at, Action::When(when));
    }

    /// Moves network time on and does everything that is due by then: events are queued, not handled.
    pub fn advance(&mut self, now: f64) -> Result<(), RuntimeError> {
        if now > self.queue.now {
            self.queue.now = now;
        }
        while let Some(Reverse(due)) = self.timers.heap.peek()
            && due.0 <= now
        {
            self.fire(false)?;
        }
        Ok(())
    }

    /// The time of the next timer.
    pub fn next_timer(&self) -> Option<f64> {
        self.timers.heap.peek().map(|Reverse(due)| due.0)
    }

    /// At the end: raises all scheduled events in the order of their times, whether due or not.
    pub fn expire_timers(&mut self) -> Result<(), RuntimeError> {
        while !self.timers.heap.is_empty() {
            self.fire(true)?;
        }
        Ok(())
    }

    fn fire(&mut self, at_end: bool) -> Result<(), RuntimeError> {
        let Some(Reverse(Due(at, number))) = self.timers.heap.pop() else { return Ok(()) };
        match self.timers.actions.remove(&number) {
            Some(Action::Event(id, args)) => {
                if self.queue.wanted(EventId(id)) {
                    self.queue.push(EventId(id), args);
                }
                Ok(())
            }
            Some(Action::When(when)) => self.when_timeout(when),
            Some(Action::Expire(table, cursor)) => match table.upgrade() {
                Some(t) if !at_end => self.expire_step(&t, cursor, at),
                _ => {
                    self.timers.watched.remove(&table.as_ptr());
                    Ok(())
                }
            },
            None => Ok(()),
        }
    }

    fn setting(&self, name: &str, otherwise: f64) -> f64 {
        match self.global(name) {
            Some(Val::Interval(x) | Val::Double(x)) => x,
            Some(Val::Count(n)) => n as f64,
            _ => otherwise,
        }
    }

    /// Sees to it that the table's entries expire.
    pub(crate) fn watch_expiry(&mut self, table: &TableRef) {
        if self.timers.watched.insert(Rc::as_ptr(table)) {
            let at = self.queue.now + self.setting("table_expire_interval", 10.0);
            self.timers.add(at, Action::Expire(Rc::downgrade(table), Cursor(0)));
        }
    }

    /// Looks at one portion of a table and comes back for the rest after a short while, for the next round after the
    /// whole interval.
    fn expire_step(&mut self, table: &TableRef, mut cursor: Cursor, _at: f64) -> Result<(), RuntimeError> {
        let now = self.queue.now;
        let attrs = table.attrs();
        let Some((_, life)) = attrs.as_ref().and_then(|a| a.expire.clone()) else {
            self.timers.watched.remove(&Rc::as_ptr(table));
            return Ok(());
        };
        let life = match life {
            Val::Func(f) => match self.call_with(f.id, Some(&f), Arguments::new()) {
                Ok(v) => v.as_seconds().unwrap_or(-1.0),
                Err(e) => {
                    self.report_error(&e);
                    -1.0
                }
            },
            v => v.as_seconds().unwrap_or(-1.0),
        };
        let step = match self.setting("table_incremental_step", DEFAULT_STEP as f64) {
            n if n >= 1.0 => n as usize,
            _ => DEFAULT_STEP,
        };
        let mut gone: Vec<Key> = Vec::new();
        let mut more = false;
        // A negative life means never.
        if life >= 0.0 {
            more = table.expired(&mut cursor, step, now, life, &mut gone);
        }
        for key in gone {
            self.expire_entry(table, &key, life)?;
        }
        let (wait, cursor) = if more {
            (self.setting("table_expire_delay", 0.01), cursor)
        } else {
            (self.setting("table_expire_interval", 10.0), Cursor(0))
        };
        self.timers.add(now + wait, Action::Expire(Rc::downgrade(table), cursor));
        Ok(())
    }

    fn expire_entry(&mut self, table: &TableRef, key: &Key, life: f64) -> Result<(), RuntimeError> {
        let attrs = table.attrs();
        if let Some(Val::Func(f)) = attrs.as_ref().and_then(|a| a.expire_func.as_ref()) {
            let params = f.ty.params.len();
            let mut args = Arguments::new();
            args.push(Val::Table(table.clone()));
            if params == 2 && table.ty.index.len() > 1 {
                args.push(key.value(&table.ty));
            } else {
                args.extend(key.values(&table.ty));
            }
            match self.call_with(f.id, Some(f), args) {
                Ok(Val::Interval(longer)) if longer > 0.0 => {
                    table.stamp(key, self.queue.now - life + longer);
                    return Ok(());
                }
                Ok(_) => {}
                Err(e) if matches!(e.cause(), crate::error::Cause::Exit(_)) => return Err(e),
                Err(e) => self.report_error(&e),
            }
        }
        if let Err(e) = self.table_delete_key(table, key, Change::Expired) {
            self.report_error(&e);
        }
        Ok(())
    }
}
