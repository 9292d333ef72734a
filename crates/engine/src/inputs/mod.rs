//! The input framework's engine half: streams that scripts create, and what becomes of the rows of their sources.
//!
//! A stream is only noted when a script creates it; [`Shared::poll`], called between events, reads what is due. While
//! a script's predicate runs nothing is borrowed that the script could reach: built-ins set marks on a stream, and the
//! poll in progress looks at them. In a run over a capture file the first poll comes before the first packet and waits
//! until every source that has an end was read.

mod builtins;
mod create;
mod deliver;
mod read;

pub use builtins::FAMILY;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use zander_input::Style;
use zander_input::columns::{Column, Layout};
use zander_value::{EnumItem, FuncVal, Key, RecordRef, TableRef, Val};
use zander_vm::{Context, RuntimeError, Severity};

/// Seconds of real time between two looks at sources that may change.
pub const HEARTBEAT: f64 = 1.0;

/// Faults of one reading that are reported one by one; the others are counted.
const REPORTED: u64 = 200;

/// All streams.
#[derive(Default)]
pub struct Manager {
    /// In the order in which they were created.
    streams: Vec<Rc<Stream>>,
    /// Real time of the last look at sources that may change.
    looked: f64,
    /// `InputConfig::new_value`: the text of each option's value that was told last, by stream and option.
    options: HashMap<(String, String), Vec<u8>>,
}

/// The manager as built-ins find it among the VM's states.
#[derive(Clone, Default)]
pub struct Shared(pub Rc<RefCell<Manager>>);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Manual,
    Reread,
    Stream,
}

struct Stream {
    name: String,
    source: String,
    /// Name of the reader, for messages.
    reader: String,
    mode: Mode,
    /// The record as the script made it, handed to its events.
    description: RecordRef,
    columns: Vec<Column>,
    style: Style,
    error_event: Option<u32>,
    kind: RefCell<Kind>,
    feed: RefCell<read::Feed>,
    /// A malformed line ends the stream.
    strict_lines: bool,
    /// A file that cannot be read ends the stream.
    strict_files: bool,
    /// Asked for: to be read at the next poll.
    due: Cell<bool>,
    /// Ended, by a script or by an error.
    removed: Cell<bool>,
    /// A script has ended it after asking for it: the reading that is due is the last.
    leaving: Cell<bool>,
    /// Faults of the current reading.
    faults: Cell<u64>,
    /// That the source cannot be read was said already.
    missing_reported: Cell<bool>,
}

/// What a stream's rows become.
enum Kind {
    Table(Box<TableSink>),
    Event { layout: Layout, event: u32, want_record: bool },
    Analysis,
}

struct TableSink {
    table: TableRef,
    index: Layout,
    /// How many columns make the index.
    index_columns: usize,
    /// `None` for sets.
    value: Option<Layout>,
    want_record: bool,
    event: Option<u32>,
    predicate: Option<Rc<FuncVal>>,
    /// What the source held at the last readings: hash of the value and number of the reading.
    known: HashMap<Key, (u64, u32)>,
    reading: u32,
}

/// What happened to a row: the values of `Input::Event`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Change {
    New = 0,
    Changed = 1,
    Removed = 2,
}

impl Shared {
    /// Reads what is due: streams asked for and, a heartbeat after the last time, sources that may have changed. `now`
    /// is real time in seconds. True when something was read.
    pub fn poll(&self, cx: &mut Context<'_>, now: f64) -> Result<bool, RuntimeError> {
        let (streams, beat) = {
            let mut manager = self.0.borrow_mut();
            manager.streams.retain(|s| !s.removed.get());
            let beat = now - manager.looked >= HEARTBEAT || now < manager.looked;
            if beat {
                manager.looked = now;
            }
            (manager.streams.clone(), beat)
        };
        let mut busy = false;
        for stream in streams {
            if !stream.removed.get() {
                let last = stream.leaving.get();
                busy |= read::advance(cx, self, &stream, beat)?;
                stream.removed.set(last || stream.removed.get());
            }
        }
        Ok(busy)
    }

    /// True when a poll has something to do at once.
    pub fn due(&self) -> bool {
        self.0.borrow().streams.iter().any(|s| s.due.get() && !s.removed.get())
    }

    /// True while a source that has an end (a command that is not a stream) is being read.
    pub fn unfinished(&self) -> bool {
        self.0
            .borrow()
            .streams
            .iter()
            .any(|s| !s.removed.get() && (s.due.get() || s.feed.borrow().unfinished(s.mode)))
    }

    /// True while some stream may still bring rows.
    pub fn watching(&self) -> bool {
        self.0
            .borrow()
            .streams
            .iter()
            .any(|s| !s.removed.get() && (s.due.get() || s.feed.borrow().watching(s.mode)))
    }
}

impl Manager {
    fn find(&self, name: &str) -> Option<Rc<Stream>> {
        self.streams.iter().find(|s| s.name == name && !s.removed.get() && !s.leaving.get()).cloned()
    }
}

impl Stream {
    /// Reports a fault and raises the stream's error event. Errors of the same reading beyond a limit are counted only.
    fn fault(&self, cx: &mut Context<'_>, severity: Severity, message: &str) {
        self.faults.set(self.faults.get() + 1);
        match self.faults.get() {
            n if n > REPORTED + 1 => return,
            n if n > REPORTED => {
                cx.report_plain(Severity::Warning, format!("{}: more lines are wrong", self.label()));
                return;
            }
            _ => cx.report_plain(severity, format!("{}: {message}", self.label())),
        }
        let Some(event) = self.error_event else { return };
        let name = match severity {
            Severity::Info => "Reporter::INFO",
            Severity::Warning => "Reporter::WARNING",
            _ => "Reporter::ERROR",
        };
        let level = item(cx, "Reporter::Level", |items| {
            items.iter().find(|i| i.name.as_bytes() == name.as_bytes()).cloned()
        });
        raise(cx, event, vec![Val::Record(self.description.clone()), Val::str(message), level]);
    }

    fn label(&self) -> String {
        format!("{}/{}", self.source, self.reader)
    }

    /// Ends the stream for a script; what the script has asked for before is still done.
    fn leave(&self) {
        if self.due.get() {
            self.leaving.set(true);
        } else {
            self.removed.set(true);
        }
    }

    /// Ends the stream after an error.
    fn give_up(&self) {
        self.removed.set(true);
    }
}

fn item(cx: &Context<'_>, ty: &str, f: impl FnOnce(&[Rc<EnumItem>]) -> Option<Rc<EnumItem>>) -> Val {
    use zander_event::Declarations;
    let found = cx.enumeration(ty).and_then(|e| f(&e.items()));
    found.map_or(Val::None, Val::Enum)
}

fn change_item(cx: &Context<'_>, change: Change) -> Val {
    item(cx, "Input::Event", |items| items.iter().find(|i| i.value == change as i64).cloned())
}

fn raise(cx: &mut Context<'_>, event: u32, args: Vec<Val>) {
    let id = zander_event::EventId(event);
    if cx.queue.wanted(id) {
        cx.queue.push(id, args.into());
    }
}

/// A number that two rows have in common when their values are the same.
fn fingerprint(values: &[Val]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for v in values {
        Key::single(v).hash(&mut hasher);
    }
    hasher.finish()
}
