//! The logging framework's engine half: streams and filters that scripts create, and what happens to a record on its
//! way to a writer.
//!
//! A record goes through the stream's event, the policy hooks and the path function, all of them scripts, before a
//! writer sees it. While a hook runs nothing here is borrowed, so a hook may itself write, add filters or remove the
//! stream. Errors of writers are reported once per cause and counted; the log goes on.

mod builtins;
mod config;
mod delay;
mod limits;
mod rotate;
mod write;

pub use builtins::FAMILY;
pub use rotate::finish_leftovers;

use limits::Limits;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use zander_logging::layout::Layout;
use zander_logging::writer::Writer;
use zander_value::{EnumItem, FuncVal, RecordRef, RecordType, Val};
use zander_vm::Context;

/// All streams and open logs. Shared between the built-ins and the engine's loop.
#[derive(Default)]
pub struct Manager {
    streams: HashMap<i64, Rc<RefCell<Stream>>, foldhash::fast::FixedState>,
    /// Open logs by writer and path, in the order of their names.
    open: BTreeMap<(i64, String), Rc<RefCell<OpenLog>>>,
    /// Cause of failures already reported.
    reported: HashSet<String>,
    /// Rows of logs that could not be opened, by path.
    unopened: BTreeMap<String, u64>,
    /// When the next open log is due for rotation.
    next_rotation: f64,
    /// Records of `Log::delay` that are held back.
    delays: delay::Delays,
    /// `Log::log_stream_policy`, once looked up.
    stream_policy: std::cell::OnceCell<Option<u32>>,
    /// Set once the run is ending: rotated files say so.
    terminating: bool,
}

/// The manager as built-ins find it among the VM's states.
#[derive(Clone, Default)]
pub struct Shared(pub Rc<RefCell<Manager>>);

impl Shared {
    /// The stream of this id, if it was created.
    fn stream(&self, id: &EnumItem) -> Option<Rc<RefCell<Stream>>> {
        self.0.borrow().streams.get(&id.value).cloned()
    }
}

struct Stream {
    id: Rc<EnumItem>,
    columns: Rc<RecordType>,
    enabled: bool,
    /// The event raised for each record.
    event: Option<u32>,
    policy: Option<Rc<FuncVal>>,
    filters: Vec<Rc<RefCell<Filter>>>,
    limits: Limits,
    max_delay: f64,
    max_delayed: u64,
    unbuffered: bool,
}

struct Filter {
    name: String,
    /// The record as the script made it, for the policy hook.
    record: RecordRef,
    writer: Rc<EnumItem>,
    path: Option<String>,
    path_func: Option<Rc<FuncVal>>,
    policy: Option<Rc<FuncVal>>,
    /// The extension function, when it yields a record.
    extension: Option<(Rc<FuncVal>, Rc<RecordType>)>,
    local: bool,
    rotation: f64,
    /// Made when the first record comes: the stream's type may be extended until then.
    layout: Option<Rc<Layout>>,
    /// The log written last, which is nearly always the one written next.
    last: Option<(String, Rc<RefCell<OpenLog>>)>,
}

struct OpenLog {
    stream: i64,
    filter: String,
    path: String,
    writer: Box<dyn Writer>,
    writer_kind: Rc<EnumItem>,
    opened: f64,
    rotation: f64,
    due: f64,
    postprocessor: Option<Rc<FuncVal>>,
    extension: String,
}

impl Shared {
    /// Writes out all buffers. Each cause of failure is reported once. False when there was one.
    pub fn flush(&self, cx: &mut Context<'_>) -> bool {
        let failed = self.0.borrow_mut().flush();
        for message in &failed {
            let first = self.0.borrow_mut().first_report(message.clone());
            if let Some(message) = first {
                cx.error(message);
            }
        }
        failed.is_empty()
    }
}

impl Manager {
    /// True when some log is due for rotation.
    pub fn rotation_due(&self, now: f64) -> bool {
        self.next_rotation > 0.0 && now >= self.next_rotation
    }

    /// Writes out all buffers. Returns what could not be written.
    fn flush(&mut self) -> Vec<String> {
        let failed: Vec<String> = self
            .open
            .values()
            .filter_map(|log| log.borrow_mut().writer.flush().err())
            .map(|e| e.to_string())
            .collect();
        failed
    }

    /// Remembers a failure; returns it the first time only.
    fn first_report(&mut self, message: String) -> Option<String> {
        self.reported.insert(message.clone()).then_some(message)
    }

    fn recompute_rotation(&mut self) {
        let due = self.open.values().map(|l| l.borrow().due).fold(f64::INFINITY, f64::min);
        self.next_rotation = if due.is_finite() { due } else { 0.0 };
    }
}

/// A field of a record by name, `None` when unset.
fn field(record: &RecordRef, name: &str) -> Option<Val> {
    match record.get_named(name) {
        Val::None | Val::Lazy => None,
        v => Some(v),
    }
}

fn function(v: Option<Val>) -> Option<Rc<FuncVal>> {
    match v {
        Some(Val::Func(f)) => Some(f),
        _ => None,
    }
}

/// Where logs are written, and where those of a killed run lie.
fn folder(cx: &Context<'_>) -> std::path::PathBuf {
    text(cx.global("Log::default_logdir")).unwrap_or_default().into()
}

fn text(v: Option<Val>) -> Option<String> {
    match v {
        Some(Val::Str(s)) => Some(s.to_text().into_owned()),
        _ => None,
    }
}
