//! Which analyzers there are, and which of them a new connection gets.

use crate::files::FileFactory;
use crate::signatures::Signatures;
use crate::{Analyzer, ConnInfo};
use smallvec::SmallVec;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use zander_event::{Declarations, EventId};
use zander_value::{Addr, EnumItem, Port, RecordType, Val};

/// An analyzer, by its place in [`Analyzers`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Tag(pub u16);

/// Makes the analyzer of one connection.
pub type Factory = Box<dyn Fn() -> Box<dyn Analyzer>>;

/// What a protocol's crate offers to the registry.
pub struct Descriptor {
    /// Name as in `Analyzer::name` and in the source of weirds, e.g. `DNS`.
    pub name: &'static str,
    /// Full name of its tag, e.g. `Analyzer::ANALYZER_DNS`.
    pub tag: &'static str,
    /// Signatures (the text of `dpd.sig`) that recognise it; empty when it is attached by port only.
    pub signatures: &'static str,
    /// Looks up events and options, once at start, and gives the maker of its analyzers.
    pub bind: fn(&Setup<'_>) -> Factory,
}

/// What a file analyzer's crate offers to the registry.
pub struct FileDescriptor {
    /// Name as in `Files::analyzer_name`, e.g. `MD5`.
    pub name: &'static str,
    /// Full name of its tag, e.g. `Files::ANALYZER_MD5`.
    pub tag: &'static str,
    /// Looks up events and options, once at start, and gives the maker of its analyzers.
    pub bind: fn(&Setup<'_>) -> FileFactory,
}

/// What analyzers can look up at start.
pub struct Setup<'a> {
    /// Events, types and values of the loaded scripts.
    pub declarations: &'a dyn Declarations,
}

impl Setup<'_> {
    /// The value of a `count` (or non-negative `int`) option, or `otherwise` when no script has it.
    pub fn count(&self, name: &str, otherwise: u64) -> u64 {
        match self.declarations.value(name) {
            Some(Val::Count(n)) => n,
            Some(Val::Int(n)) => u64::try_from(n).unwrap_or(otherwise),
            _ => otherwise,
        }
    }

    /// The value of an `int` option.
    pub fn int(&self, name: &str, otherwise: i64) -> i64 {
        match self.declarations.value(name) {
            Some(Val::Int(n)) => n,
            Some(Val::Count(n)) => i64::try_from(n).unwrap_or(otherwise),
            _ => otherwise,
        }
    }

    /// The value of a `bool` option.
    pub fn flag(&self, name: &str, otherwise: bool) -> bool {
        self.declarations.value(name).and_then(|v| v.as_bool()).unwrap_or(otherwise)
    }

    /// The value of a `string` option; empty when no script has it.
    pub fn text(&self, name: &str) -> Vec<u8> {
        self.declarations.value(name).and_then(|v| v.as_bytes().map(<[u8]>::to_vec)).unwrap_or_default()
    }

    /// The value of an `interval` option, in seconds.
    pub fn seconds(&self, name: &str, otherwise: f64) -> f64 {
        self.declarations.value(name).and_then(|v| v.as_seconds()).unwrap_or(otherwise)
    }
}

struct Protocol {
    name: &'static str,
    item: Rc<EnumItem>,
    factory: Factory,
    enabled: Cell<bool>,
}

/// A connection that an analyzer or a script announced (`Analyzer::schedule_analyzer`).
#[derive(Clone, Debug)]
pub struct Expected {
    /// Address of the originator; `None` for any.
    pub orig: Option<Addr>,
    /// Address of the responder.
    pub resp: Addr,
    /// Port of the responder, with the transport.
    pub port: Port,
    /// The analyzer that is to be attached.
    pub tag: Tag,
    /// Network time at which the announcement lapses, in seconds.
    pub until: f64,
}

/// Limits of payload detection (`dpd_*` options).
#[derive(Clone, Copy, Debug)]
pub struct DetectionLimits {
    /// Bytes kept for an analyzer that is attached late.
    pub buffer: usize,
    /// Chunks kept.
    pub packets: usize,
    /// Attach by content only.
    pub ignore_ports: bool,
    /// Violations after which an analyzer is removed.
    pub violations: u32,
}

/// All analyzers of an engine: made once, after the scripts are loaded. Registrations may change at any time.
pub struct Analyzers {
    protocols: Vec<Protocol>,
    by_value: HashMap<i64, Tag, foldhash::fast::FixedState>,
    by_name: HashMap<String, Tag>,
    ports: RefCell<HashMap<Port, SmallVec<[Tag; 2]>, foldhash::fast::FixedState>>,
    expected: RefCell<Vec<Expected>>,
    next_id: Cell<u32>,
    /// Limits of payload detection.
    pub limits: DetectionLimits,
    /// Signatures that attach analyzers.
    pub signatures: Signatures,
    pub(crate) confirmation: EventId,
    pub(crate) violation: EventId,
    pub(crate) scheduled: EventId,
    pub(crate) late_match: EventId,
    /// A signature that matches behind the beginning of a stream is the last one there (`dpd_late_match_stop`).
    pub(crate) stop_after_late_match: bool,
    pub(crate) session_done: EventId,
    pub(crate) flipped: EventId,
    pub(crate) confirmation_type: Rc<RecordType>,
    pub(crate) violation_type: Rc<RecordType>,
}

/// How many announcements are remembered; the oldest goes first.
const MAX_EXPECTED: usize = 100_000;

impl Analyzers {
    /// Binds every analyzer of the list to the scripts. `texts` are signatures that users brought, each with the name of
    /// its file. Texts that do not parse are reported in the result.
    pub fn new(
        setup: &Setup<'_>,
        descriptors: &[&Descriptor],
        texts: &[(String, String)],
    ) -> (Analyzers, Vec<String>) {
        use crate::emit;
        let tags = emit::enumeration(setup.declarations, "Analyzer::Tag");
        let mut protocols = Vec::new();
        let (mut by_value, mut by_name) = (HashMap::default(), HashMap::new());
        for d in descriptors {
            let tag = Tag(protocols.len() as u16);
            let item = emit::item(&tags, d.tag);
            by_value.insert(item.value, tag);
            by_name.insert(d.name.to_ascii_lowercase(), tag);
            protocols.push(Protocol {
                name: d.name,
                item,
                factory: (d.bind)(setup),
                enabled: Cell::new(true),
            });
        }
        let mut faults = Vec::new();
        let mut signatures = Signatures::default();
        for d in descriptors.iter().filter(|d| !d.signatures.is_empty()) {
            if let Err(fault) = signatures.add(d.signatures, &|name| by_name.get(name).copied()) {
                faults.push(format!("{}: {fault}", d.name));
            }
        }
        for (file, text) in texts {
            if let Err(fault) = signatures.add(text, &|name| by_name.get(name).copied()) {
                faults.push(format!("{file}: {fault}"));
            }
        }
        if faults.is_empty()
            && let Err(fault) = signatures.compile(setup.declarations)
        {
            faults.push(fault);
        }
        let limits = DetectionLimits {
            buffer: setup.count("dpd_buffer_size", 1024).min(1 << 20) as usize,
            packets: setup.count("dpd_max_packets", 100).min(1 << 16) as usize,
            ignore_ports: setup.flag("dpd_ignore_ports", false),
            violations: setup.count("max_analyzer_violations", 1000).min(u32::MAX.into()) as u32,
        };
        let all = Analyzers {
            protocols,
            by_value,
            by_name,
            ports: RefCell::default(),
            expected: RefCell::default(),
            next_id: Cell::new(0),
            limits,
            signatures,
            confirmation: emit::event(setup.declarations, "analyzer_confirmation_info"),
            violation: emit::event(setup.declarations, "analyzer_violation_info"),
            scheduled: emit::event(setup.declarations, "scheduled_analyzer_applied"),
            late_match: emit::event(setup.declarations, "protocol_late_match"),
            stop_after_late_match: setup.flag("dpd_late_match_stop", false),
            session_done: emit::event(setup.declarations, "udp_session_done"),
            flipped: emit::event(setup.declarations, "connection_flipped"),
            confirmation_type: emit::record(setup.declarations, "AnalyzerConfirmationInfo"),
            violation_type: emit::record(setup.declarations, "AnalyzerViolationInfo"),
        };
        (all, faults)
    }

    /// The analyzer behind a value of `Analyzer::Tag`.
    pub fn by_item(&self, item: &EnumItem) -> Option<Tag> {
        self.by_value.get(&item.value).copied().filter(|t| self.item(*t).is_some_and(|i| i.name == item.name))
    }

    /// The analyzer of this name, in any case: `dns`, `DNS`.
    pub fn by_name(&self, name: &str) -> Option<Tag> {
        self.by_name.get(&name.to_ascii_lowercase()).copied()
    }

    /// The name, e.g. `DNS`.
    pub fn name(&self, tag: Tag) -> &'static str {
        self.protocols.get(tag.0 as usize).map_or("", |p| p.name)
    }

    /// The value of `Analyzer::Tag`.
    pub fn item(&self, tag: Tag) -> Option<&Rc<EnumItem>> {
        self.protocols.get(tag.0 as usize).map(|p| &p.item)
    }

    /// Switches an analyzer on or off for connections to come. False when there is none of that tag.
    pub fn enable(&self, tag: Tag, on: bool) -> bool {
        self.protocols.get(tag.0 as usize).map(|p| p.enabled.set(on)).is_some()
    }

    /// True when the analyzer may be attached.
    pub fn enabled(&self, tag: Tag) -> bool {
        self.protocols.get(tag.0 as usize).is_some_and(|p| p.enabled.get())
    }

    /// All tags.
    pub fn tags(&self) -> impl Iterator<Item = Tag> + use<> {
        (0..self.protocols.len() as u16).map(Tag)
    }

    /// Attaches `tag` to connections whose responder has this port. False when it did so already.
    pub fn register_port(&self, tag: Tag, port: Port) -> bool {
        let mut ports = self.ports.borrow_mut();
        let list = ports.entry(port).or_default();
        let new = !list.contains(&tag);
        if new {
            list.push(tag);
        }
        new
    }

    /// Takes a registration back.
    pub fn unregister_port(&self, tag: Tag, port: Port) -> bool {
        let mut ports = self.ports.borrow_mut();
        let Some(list) = ports.get_mut(&port) else { return false };
        let before = list.len();
        list.retain(|t| *t != tag);
        list.len() != before
    }

    /// Announces a connection.
    pub fn expect(&self, e: Expected) {
        let mut all = self.expected.borrow_mut();
        if all.len() >= MAX_EXPECTED {
            all.remove(0);
        }
        all.push(e);
    }

    /// The analyzers that a new connection gets, announced ones first; announcements that it fulfils are spent.
    pub(crate) fn for_connection(&self, conn: &ConnInfo, now: f64) -> SmallVec<[(Tag, bool); 2]> {
        let mut out: SmallVec<[(Tag, bool); 2]> = SmallVec::new();
        let mut expected = self.expected.borrow_mut();
        // Most connections are not among those announced, of which there may be many.
        if expected.iter().any(|e| e.port == conn.resp_port || e.until <= now) {
            expected.retain(|e| {
                if e.until <= now {
                    return false;
                }
                let hit = e.port == conn.resp_port
                    && e.resp == conn.resp_addr
                    && e.orig.is_none_or(|o| o == conn.orig_addr);
                if hit && !out.contains(&(e.tag, true)) {
                    out.push((e.tag, true));
                }
                !hit
            });
        }
        if !self.limits.ignore_ports
            && let Some(list) = self.ports.borrow().get(&conn.resp_port)
        {
            for t in list {
                if !out.iter().any(|(o, _)| o == t) {
                    out.push((*t, false));
                }
            }
        }
        out.retain(|(t, _)| self.enabled(*t));
        out
    }

    /// A new analyzer and its id, which is unique in this engine.
    pub(crate) fn create(&self, tag: Tag) -> Option<(u32, Box<dyn Analyzer>)> {
        let p = self.protocols.get(tag.0 as usize)?;
        let id = self.next_id.get().wrapping_add(1).max(1);
        self.next_id.set(id);
        Some((id, (p.factory)()))
    }
}
