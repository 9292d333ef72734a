//! For tests of analyzers: scripts' declarations made up from an `events.zeek`-like list of names, a host that records
//! weirds, and the events that were raised as text.

use crate::files::Files;
use crate::signatures::Magic;
use crate::{Analyzers, ConnInfo, ConnectionState, Context, Descriptor, Direction, Host, Setup, Tree};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use zander_event::{Catalog, Declarations, EventId, Queue};
use zander_value::{Addr, EnumType, Field, Port, Record, RecordType, Str, Type, Val};

/// Declares whatever it is asked for: every event exists, every record has the fields that were put into it.
#[derive(Default)]
pub struct Anything {
    catalog: RefCell<Catalog>,
    records: RefCell<HashMap<String, Rc<RecordType>>>,
    enums: RefCell<HashMap<String, Rc<EnumType>>>,
    values: RefCell<HashMap<String, Val>>,
}

impl Anything {
    /// Sets an option.
    pub fn set(&self, name: &str, v: Val) {
        self.values.borrow_mut().insert(name.into(), v);
    }

    /// Declares a record with fields of these names.
    pub fn declare(&self, name: &str, fields: &[&str]) {
        let ty = RecordType::new(name);
        for f in fields {
            ty.add(Field::required(f, Type::Any));
        }
        self.records.borrow_mut().insert(name.into(), Rc::new(ty));
    }
}

impl Declarations for Anything {
    fn event(&self, name: &str) -> Option<EventId> {
        Some(self.catalog.borrow_mut().intern(name))
    }

    fn record(&self, name: &str) -> Option<Rc<RecordType>> {
        let mut all = self.records.borrow_mut();
        Some(all.entry(name.into()).or_insert_with(|| Rc::new(RecordType::new(name))).clone())
    }

    fn enumeration(&self, name: &str) -> Option<Rc<EnumType>> {
        let mut all = self.enums.borrow_mut();
        Some(all.entry(name.into()).or_insert_with(|| Rc::new(EnumType::new(name.into()))).clone())
    }

    fn value(&self, name: &str) -> Option<Val> {
        self.values.borrow().get(name).cloned()
    }
}

/// Remembers weirds.
struct Recorder {
    weirds: Vec<String>,
    connection: Val,
}

impl Host for Recorder {
    fn connection_val(&mut self) -> Val {
        self.connection.clone()
    }

    fn uid(&mut self) -> Str {
        Str::from("Ctest")
    }

    fn weird(&mut self, _queue: &mut Queue, name: &str, addl: &[u8], source: &str) {
        self.weirds.push(format!("{name} {} {source}", addl.escape_ascii()));
    }

    fn net_weird(&mut self, _queue: &mut Queue, name: &str, addl: &[u8]) {
        self.weirds.push(format!("{name} {} -", addl.escape_ascii()));
    }

    fn drain(&mut self, _queue: &mut Queue, _tree: &mut crate::Tree) {}

    fn flip_roles(&mut self) {
        self.weirds.push("flip".into());
    }

    fn skip_further_processing(&mut self) {}
}

/// A connection with one analyzer, fed by hand.
pub struct Bench {
    analyzers: Analyzers,
    files: Files,
    queue: Queue,
    tree: Tree,
    host: Recorder,
    conn: ConnInfo,
    names: Anything,
}

impl Bench {
    /// A connection between 10.0.0.1 and 10.0.0.2 to this port, with every event wanted.
    pub fn new(names: Anything, descriptor: &Descriptor, port: Port) -> Bench {
        names.declare("connection", &["id"]);
        let setup = Setup { declarations: &names };
        let (analyzers, faults) = Analyzers::new(&setup, &[descriptor], &[]);
        assert!(faults.is_empty(), "{faults:?}");
        for tag in analyzers.tags() {
            analyzers.register_port(tag, port);
        }
        let files = Files::new(&setup, &[]);
        let mut queue = Queue::default();
        for id in 0..names.catalog.borrow().len() as u32 {
            queue.set_wanted(EventId(id), true);
        }
        let conn = ConnInfo {
            orig_addr: Addr::v4([10, 0, 0, 1]),
            orig_port: Port { number: 4000, ..port },
            resp_addr: Addr::v4([10, 0, 0, 2]),
            resp_port: port,
            start_time: 0.0,
            partial: false,
        };
        let connection = Val::Record(Record::new(&names.record("connection").unwrap_or_default_type()));
        let host = Recorder { weirds: Vec::new(), connection };
        let mut bench = Bench { analyzers, files, queue, tree: Tree::default(), host, conn, names };
        bench.with(Tree::start);
        bench
    }

    /// Runs `f` on the connection's tree.
    pub fn with<R>(&mut self, f: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let tree = std::mem::take(&mut self.tree);
        let Bench { queue, analyzers, files, conn, host, .. } = self;
        let mut cx = Context::new(queue, analyzers, files, *conn, host, tree);
        let result = f(&mut cx);
        self.tree = cx.tree;
        result
    }

    /// Stream bytes from the originator.
    pub fn orig(&mut self, data: &[u8]) -> &mut Bench {
        self.with(|cx| Tree::stream(cx, Direction::Orig, data));
        self
    }

    /// Stream bytes from the responder.
    pub fn resp(&mut self, data: &[u8]) -> &mut Bench {
        self.with(|cx| Tree::stream(cx, Direction::Resp, data));
        self
    }

    /// A datagram.
    pub fn datagram(&mut self, from: Direction, data: &[u8]) -> &mut Bench {
        self.with(|cx| Tree::packet(cx, from, data, data.len()));
        self
    }

    /// Both sides end, then the connection.
    pub fn end(&mut self) -> &mut Bench {
        self.with(|cx| {
            Tree::end_of_data(cx, Direction::Orig);
            Tree::end_of_data(cx, Direction::Resp);
            Tree::connection_state(cx, ConnectionState::Finished);
            Tree::done(cx);
        });
        self
    }

    /// What was raised since the last call: events as `name arg arg`, then weirds as `weird: name addl source`.
    pub fn take(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        while let Some(e) = self.queue.pop() {
            let mut line = self.names.catalog.borrow().name(e.id).map(|n| n.to_string()).unwrap_or_default();
            for a in &e.args {
                if !matches!(a, Val::Record(r) if &**r.ty.name.borrow() == "connection") {
                    line.push(' ');
                    line.push_str(&text(a));
                }
            }
            out.push(line);
        }
        out.extend(self.host.weirds.drain(..).map(|w| format!("weird: {w}")));
        out
    }
}

/// Plays what both sides say in turn (true: the originator), each piece cut in two at every place in turn: each time
/// exactly `expected` must be raised. That the protocol was recognised is left out.
pub fn however_cut(bench: impl Fn() -> Bench, conversation: &[(bool, &[u8])], expected: &[&str]) {
    let longest = conversation.iter().map(|c| c.1.len()).max().unwrap_or(0);
    for cut in 0..=longest {
        let mut bench = bench();
        for (orig, bytes) in conversation {
            let (a, b) = bytes.split_at(cut.min(bytes.len()));
            for piece in [a, b] {
                bench.with(|cx| Tree::stream(cx, Direction::of(*orig), piece));
            }
        }
        let mut raised = bench.take();
        raised.retain(|r| !r.starts_with("analyzer_confirmation"));
        assert_eq!(raised, expected, "cut at {cut}");
    }
}

/// Feeds hostile bytes to an analyzer: for fuzzers, and for replaying what they found.
///
/// The signatures of file types are built once a thread: building takes longer than most inputs do.
///
/// The first byte chooses streams or datagrams; then follow pieces, each with a byte for its direction (bit 0), for a
/// gap before it (bit 1) and for the end of that direction (bit 2), and two bytes for its length.
pub fn fuzz(descriptor: &Descriptor, data: &[u8]) {
    let Some((&kind, mut rest)) = data.split_first() else { return };
    let port = if kind & 1 == 0 { Port::tcp(80) } else { Port::udp(53) };
    let mut bench = Bench::new(Anything::default(), descriptor, port);
    thread_local!(static MAGIC: Rc<Magic> = Rc::new(Magic::library(&[])));
    MAGIC.with(|magic| bench.files.recognise_by(magic.clone()));
    while let Some((&[flags, high, low], after)) = rest.split_first_chunk::<3>() {
        let length = usize::from(u16::from_be_bytes([high, low])).min(after.len());
        let (piece, later) = after.split_at(length);
        rest = later;
        let from = Direction::of(flags & 1 == 0);
        bench.with(|cx| {
            if flags & 2 != 0 {
                Tree::gap(cx, from, 0, length as u64 + 1);
            }
            if kind & 1 == 0 {
                Tree::stream(cx, from, piece)
            } else {
                Tree::packet(cx, from, piece, length)
            }
            if flags & 4 != 0 {
                Tree::end_of_data(cx, from);
            }
        });
        bench.take();
    }
    bench.end().take();
}

/// Replays a seed through [`fuzz`], then its prefixes and changes of its bytes, as far as a short test may go.
pub fn mutate(descriptor: &Descriptor, seed: &[u8]) {
    fuzz(descriptor, seed);
    let step = (seed.len() / 256).max(1);
    let mut changed = seed.to_vec();
    for at in (0..seed.len()).step_by(step) {
        fuzz(descriptor, &seed[..at]);
        for flip in [0x01, 0x80, 0xff] {
            changed[at] ^= flip;
            fuzz(descriptor, &changed);
            changed[at] ^= flip;
        }
    }
}

/// The contents of the files in a corpus folder, by name.
pub fn seeds(folder: &str) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .map(|entries| entries.filter_map(|e| e.ok().map(|e| e.path())).collect())
        .unwrap_or_default();
    paths.sort();
    paths.iter().filter_map(|p| std::fs::read(p).ok()).collect()
}

/// A fuzz input out of a conversation: see [`fuzz`].
pub fn conversation(tcp: bool, pieces: &[(Direction, &[u8])]) -> Vec<u8> {
    let mut out = vec![u8::from(!tcp)];
    for (from, bytes) in pieces {
        for chunk in bytes.chunks(usize::from(u16::MAX)) {
            out.push(u8::from(*from == Direction::Resp));
            out.extend_from_slice(&(chunk.len() as u16).to_be_bytes());
            out.extend_from_slice(chunk);
        }
    }
    out
}

trait OrType {
    fn unwrap_or_default_type(self) -> Rc<RecordType>;
}

impl OrType for Option<Rc<RecordType>> {
    fn unwrap_or_default_type(self) -> Rc<RecordType> {
        self.unwrap_or_else(|| Rc::new(RecordType::new("")))
    }
}

/// A value as short text.
pub fn text(v: &Val) -> String {
    match v {
        Val::None | Val::Lazy => "-".into(),
        Val::Bool(b) => if *b { "T" } else { "F" }.into(),
        Val::Int(n) => n.to_string(),
        Val::Count(n) => n.to_string(),
        Val::Double(x) | Val::Time(x) | Val::Interval(x) => x.to_string(),
        Val::Str(s) => s.as_bytes().escape_ascii().to_string(),
        Val::Enum(e) => e.name.to_text().into_owned(),
        Val::Port(p) => p.to_string(),
        Val::Addr4(_) | Val::Addr6(_) => v.as_addr().map(|a| a.to_string()).unwrap_or_default(),
        Val::Vector(x) => format!("[{}]", x.items.borrow().iter().map(text).collect::<Vec<_>>().join(",")),
        Val::Record(r) => {
            let slots: Vec<String> = (0..r.len().max(slots_used(r))).map(|s| text(&r.get(s))).collect();
            format!("{{{}}}", slots.join(","))
        }
        Val::Table(t) => {
            let all: Vec<String> = t
                .entries()
                .iter()
                .map(|(k, e)| format!("{}={}", text(&k.value(&t.ty)), text(&e.value)))
                .collect();
            format!("{{{}}}", all.join(","))
        }
        other => format!("{other:?}"),
    }
}

/// Records of types without declared fields still hold what was set.
fn slots_used(r: &Record) -> usize {
    (0..64).rev().find(|s| r.has(*s)).map_or(0, |s| s + 1)
}
