//! All files of an engine.

use super::analyzer::Events;
use super::file::{Change, Slots};
use super::handle::Ids;
use super::{Drain, File, FileFactory, FileStart, FileTag, Sink};
use crate::signatures::{Magic, Rule};
use crate::{Context, Direction, FileDescriptor, Setup, emit};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use zander_event::{Args, Declarations, Queue};
use zander_value::{EnumItem, Record, Str, TableRef, Type, Val};

struct Kind {
    name: &'static str,
    /// The same for scripts, which ask for it with each analyzer that is attached.
    name_text: Str,
    item: Rc<EnumItem>,
    factory: FileFactory,
    enabled: Cell<bool>,
}

/// All files of an engine.
pub struct Files {
    kinds: Vec<Kind>,
    by_value: HashMap<i64, FileTag, foldhash::fast::RandomState>,
    known: RefCell<HashMap<Str, Rc<File>, foldhash::fast::RandomState>>,
    /// Files in the order in which they came: what is removed at the end goes in this order.
    order: RefCell<BTreeMap<u64, Rc<File>>>,
    counter: Cell<u64>,
    most: Cell<usize>,
    ids: Ids,
    /// The handle that scripts gave last.
    handle: RefCell<Option<Vec<u8>>>,
    /// Built when the first file is to be recognised.
    magic: OnceCell<Rc<Magic>>,
    /// Signatures of file types that users brought.
    rules: Vec<Rule>,
    sink: RefCell<Option<Box<dyn Sink>>>,
    default_timeout: f64,
    default_bof: u64,
    next_check: Cell<f64>,
    /// What scripts keep of files that need not be taken apart again, by the SHA-256 of their bytes in hexadecimal:
    /// certificates (`x509_set_certificate_cache`).
    pub kept: RefCell<Option<TableRef>>,
    pub(super) events: Events,
    pub(super) slots: Slots,
}

/// A file as a connection carries it: made by [`Context::transfer`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The unique id of the file.
    pub id: Str,
    /// Who sends it.
    pub from: Direction,
}

impl Files {
    /// Binds every file analyzer of the list, and those of the framework itself, to the scripts.
    pub fn new(setup: &Setup<'_>, descriptors: &[&FileDescriptor]) -> Files {
        let d: &dyn Declarations = setup.declarations;
        let tags = emit::enumeration(d, "Files::Tag");
        let (mut kinds, mut by_value) = (Vec::new(), HashMap::default());
        for f in super::BUILTIN.iter().chain(descriptors) {
            let item = emit::item(&tags, f.tag);
            by_value.insert(item.value, FileTag(kinds.len() as u16));
            let name_text = Str::from(f.name);
            kinds.push(Kind {
                name: f.name,
                name_text,
                item,
                factory: (f.bind)(setup),
                enabled: Cell::new(true),
            });
        }
        let events = Events::bind(d);
        let slot = |name: &str| events.fa_file.slot(name).unwrap_or(0);
        let slots = Slots {
            id: slot("id"),
            parent_id: slot("parent_id"),
            source: slot("source"),
            is_orig: slot("is_orig"),
            conns: slot("conns"),
            last_active: slot("last_active"),
            seen: slot("seen_bytes"),
            total: slot("total_bytes"),
            missing: slot("missing_bytes"),
            overflow: slot("overflow_bytes"),
            timeout: slot("timeout_interval"),
            bof_size: slot("bof_buffer_size"),
            bof: slot("bof_buffer"),
            conn_id: emit::record(d, "connection").slot("id").unwrap_or(0),
        };
        Files {
            kinds,
            by_value,
            known: RefCell::default(),
            order: RefCell::default(),
            counter: Cell::new(0),
            most: Cell::new(0),
            ids: Ids::new(&setup.text("digest_salt"), setup.count("bits_per_uid", 96)),
            handle: RefCell::default(),
            magic: OnceCell::new(),
            rules: Vec::new(),
            sink: RefCell::default(),
            default_timeout: setup.seconds("default_file_timeout_interval", 120.0),
            default_bof: setup.count("default_file_bof_buffer_size", 4096),
            next_check: Cell::new(0.0),
            kept: RefCell::default(),
            events,
            slots,
        }
    }

    /// Adds signatures of file types to those of the library.
    pub fn set_rules(&mut self, rules: Vec<Rule>) {
        self.rules = rules;
    }

    /// Gives extraction a place to write to; without one it writes nothing.
    pub fn set_sink(&self, sink: Box<dyn Sink>) {
        self.sink.replace(Some(sink));
    }

    pub(super) fn sink<R>(&self, f: impl FnOnce(&mut dyn Sink) -> R) -> Option<R> {
        self.sink.borrow_mut().as_mut().map(|s| f(&mut **s))
    }

    pub(super) fn timeout(&self) -> f64 {
        self.default_timeout
    }

    pub(super) fn bof_size(&self) -> u64 {
        self.default_bof
    }

    /// The id of the file with this handle.
    pub fn id_of(&self, handle: &[u8]) -> Str {
        self.ids.id(handle)
    }

    /// The handle that was asked for with `get_file_handle`.
    pub fn set_handle(&self, handle: &[u8]) {
        self.handle.replace(Some(handle.to_vec()));
    }

    /// The file with this id, while it is known.
    pub fn find(&self, id: &[u8]) -> Option<Rc<File>> {
        self.known.borrow().get(id).cloned()
    }

    /// Number of files known now.
    pub fn len(&self) -> usize {
        self.known.borrow().len()
    }

    /// The most files that were known at one time, and how many there were in all.
    pub fn totals(&self) -> (u64, u64) {
        (self.most.get() as u64, self.counter.get())
    }

    /// True when no file is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The analyzer behind a value of `Files::Tag`.
    pub fn by_item(&self, item: &Rc<EnumItem>) -> Option<FileTag> {
        let tag = self.by_value.get(&item.value).copied()?;
        let known = &self.kinds.get(tag.0 as usize)?.item;
        (Rc::ptr_eq(known, item) || known.name == item.name).then_some(tag)
    }

    /// The name of a file analyzer, e.g. `MD5`.
    pub fn name(&self, tag: FileTag) -> &'static str {
        self.kinds.get(tag.0 as usize).map_or("", |k| k.name)
    }

    /// The same as a value.
    pub fn name_text(&self, tag: FileTag) -> Str {
        self.kinds.get(tag.0 as usize).map_or_else(Str::default, |k| k.name_text.clone())
    }

    /// The value of `Files::Tag`.
    pub fn item(&self, tag: FileTag) -> Option<Rc<EnumItem>> {
        self.kinds.get(tag.0 as usize).map(|k| k.item.clone())
    }

    /// Switches a file analyzer on or off; false when there is none of that tag.
    pub fn enable(&self, tag: FileTag, on: bool) -> bool {
        self.kinds.get(tag.0 as usize).map(|k| k.enabled.set(on)).is_some()
    }

    /// True when the file analyzer may be attached.
    pub fn enabled(&self, tag: FileTag) -> bool {
        self.kinds.get(tag.0 as usize).is_some_and(|k| k.enabled.get())
    }

    pub(super) fn make(&self, tag: FileTag, start: &FileStart<'_>) -> Option<Box<dyn super::FileAnalyzer>> {
        let kind = self.kinds.get(tag.0 as usize).filter(|k| k.enabled.get())?;
        (kind.factory)(start)
    }

    /// `Files::add_analyzer`: takes effect when the handler that asked returns. False when there is no such file or
    /// analyzer.
    pub fn add_analyzer(&self, id: &[u8], tag: FileTag, args: Val) -> bool {
        self.change(id, tag, Change::Add(tag, args))
    }

    /// `Files::remove_analyzer`: takes effect as late. False when it is not attached now, even if it is about to be.
    pub fn remove_analyzer(&self, id: &[u8], tag: FileTag, args: Val) -> bool {
        let attached = self.find(id).is_some_and(|f| f.has(tag, &args));
        self.change(id, tag, Change::Remove(tag, args)) && attached
    }

    fn change(&self, id: &[u8], tag: FileTag, change: Change) -> bool {
        // A short file may be told apart only when it ends: whoever is attached then still gets all of it.
        let Some(file) = self.find(id).filter(|_| self.enabled(tag)) else { return false };
        file.changes.borrow_mut().push(change);
        true
    }

    /// `Files::stop`: nothing more is done with the file, and nothing is heard of it.
    pub fn stop(&self, id: &[u8]) -> bool {
        self.find(id).map(|f| f.ignored.set(true)).is_some()
    }

    /// `Files::set_timeout_interval`, in seconds; also keeps a file that is about to time out.
    pub fn set_timeout(&self, id: &[u8], seconds: f64) -> bool {
        let Some(file) = self.find(id) else { return false };
        if seconds > 0.0 {
            file.postponed.set(true);
        }
        file.val.set(self.slots.timeout, Val::Interval(seconds));
        true
    }

    /// `Files::enable_reassembly` and `Files::disable_reassembly`.
    pub fn set_reassembly(&self, id: &[u8], on: bool) -> bool {
        self.find(id).map(|f| f.reassembling.set(on)).is_some()
    }

    /// `Files::set_reassembly_buffer_size`, in bytes.
    pub fn set_reassembly_buffer(&self, id: &[u8], max: u64) -> bool {
        self.find(id).map(|f| f.reassembly_limit.set(max)).is_some()
    }

    /// `FileExtract::set_limit` for the analyzers of a kind.
    pub fn set_limit(&self, id: &[u8], tag: FileTag, limit: u64) -> bool {
        let Some(file) = self.find(id) else { return false };
        file.set_limit(tag, limit)
    }

    /// Types that the beginning of a file may have, strongest first.
    pub fn magic(&self, beginning: &[u8]) -> Vec<(i64, &str)> {
        self.magic.get_or_init(|| Rc::new(Magic::library(&self.rules))).look(beginning)
    }

    /// Recognises files by these signatures, in the place of those that would be built for the first file.
    pub(crate) fn recognise_by(&self, magic: Rc<Magic>) {
        self.magic.set(magic).ok();
    }

    /// The same as the script's `mime_matches`.
    pub fn mime_matches(&self, matches: &[(i64, &str)]) -> Val {
        let one = |(strength, mime): &(i64, &str)| {
            let r = Record::new(&self.events.mime_match);
            crate::context::set(&r, "strength", Val::Int(*strength));
            crate::context::set(&r, "mime", Val::str(mime));
            Val::Record(r)
        };
        Val::vector(Type::Record(self.events.mime_match.clone()), matches.iter().map(one).collect())
    }

    /// Lets files go that had no data for their timeout. To be called as network time advances.
    pub fn expire(&self, queue: &mut Queue, now: f64) {
        if now < self.next_check.get() || self.known.borrow().is_empty() {
            return;
        }
        self.next_check.set(now + 1.0);
        let due: Vec<Rc<File>> = {
            let order = self.order.borrow();
            let timeout =
                |f: &File| f.val.get(self.slots.timeout).as_seconds().unwrap_or(self.default_timeout);
            order.values().filter(|f| !f.done.get() && now - f.last_active() >= timeout(f)).cloned().collect()
        };
        for file in due {
            file.postponed.set(false);
            if !file.ignored.get() {
                file.raise(self, queue, None, self.events.timeout, &[]);
            }
            self.remove(queue, &mut |_| {}, &file);
        }
    }

    /// Lets all files go, at the end of the run: they were still waiting for data.
    pub fn finish(&self, queue: &mut Queue) {
        let all: Vec<Rc<File>> = self.order.borrow().values().cloned().collect();
        for file in all {
            if !file.ignored.get() {
                file.raise(self, queue, None, self.events.timeout, &[]);
            }
            self.remove(queue, &mut |_| {}, &file);
        }
    }

    /// The next bytes of the file that an input stream brings; its name is the file's source. `drain` runs the events
    /// that wait, so that scripts can attach analyzers before the bytes go on.
    pub fn input_data(&self, queue: &mut Queue, drain: &mut dyn FnMut(&mut Queue), name: &str, data: &[u8]) {
        let id = self.id_of(name.as_bytes());
        let now = queue.now;
        let file = self.find(id.as_bytes()).unwrap_or_else(|| {
            let file = self.begin(id.clone(), name, None, now);
            file.raise(self, queue, Some(&mut |q| drain(q)), self.events.new, &[]);
            file
        });
        file.touch(self, now);
        if !file.ignored.get() && !file.done.get() {
            file.data(self, queue, &mut |q| drain(q), None, data);
        }
    }

    /// The input stream of this name has no more bytes.
    pub fn input_end(&self, queue: &mut Queue, drain: &mut dyn FnMut(&mut Queue), name: &str) {
        if let Some(file) = self.find(self.id_of(name.as_bytes()).as_bytes()) {
            self.remove(queue, drain, &file);
        }
    }

    /// Takes in a new file.
    fn begin(&self, id: Str, source: &str, is_orig: Option<bool>, now: f64) -> Rc<File> {
        let number = self.counter.get() + 1;
        self.counter.set(number);
        let file = Rc::new(File::new(self, id.clone(), number, source, is_orig, now));
        self.known.borrow_mut().insert(id, file.clone());
        self.order.borrow_mut().insert(number, file.clone());
        self.most.set(self.most.get().max(self.len()));
        file
    }

    fn remove(&self, queue: &mut Queue, drain: Drain<'_>, file: &Rc<File>) {
        file.end(self, queue, drain);
        self.known.borrow_mut().remove(&file.id);
        self.order.borrow_mut().remove(&file.number);
    }
}

impl Context<'_> {
    /// The file of this handle, as this connection carries it. Protocols build their handles so that the same file gets
    /// the same bytes; the analyzer's name and the direction belong in it.
    pub fn transfer(&self, handle: impl AsRef<[u8]>, from: Direction) -> Transfer {
        Transfer { id: self.files.id_of(handle.as_ref()), from }
    }

    /// The file that this connection carries now, by the handle that scripts give it (`get_file_handle`); where they
    /// give none, by another. What was raised before is handled first: handles are made of what scripts know.
    pub fn named_transfer(&mut self, from: Direction, otherwise: impl AsRef<[u8]>) -> Transfer {
        let (files, event) = (self.files, self.files.events.handle);
        if self.queue.wanted(event)
            && let Some(item) = self.tag().and_then(|t| self.analyzers.item(t)).cloned()
        {
            let args = [Val::Enum(item), self.host.connection_val(), Val::Bool(from.is_orig())];
            self.queue.push(event, Args::from_iter(args));
            self.host.drain(self.queue, &mut self.tree);
            if let Some(handle) = files.handle.take().filter(|h| !h.is_empty()) {
                return self.transfer(handle, from);
            }
        }
        self.transfer(otherwise, from)
    }

    /// The next bytes of a file.
    pub fn file_data(&mut self, t: &Transfer, data: &[u8]) {
        if let Some(file) = self.files.find(t.id.as_bytes()) {
            let (now, uid) = (self.now(), self.host.uid());
            if file.skims(self.files, &uid, now, data.len()) {
                return;
            }
        }
        self.with_file(t, |file, files, queue, drain| file.data(files, queue, drain, None, data));
    }

    /// Bytes of a file from an offset on.
    pub fn file_data_at(&mut self, t: &Transfer, offset: u64, data: &[u8]) {
        self.with_file(t, |file, files, queue, drain| file.data(files, queue, drain, Some(offset), data));
    }

    /// Bytes of a file that were never seen.
    pub fn file_gap(&mut self, t: &Transfer, offset: u64, length: u64) {
        self.with_file(t, |file, files, queue, drain| file.gap(files, queue, drain, offset, length));
    }

    /// The size of the file, as announced.
    pub fn file_size(&mut self, t: &Transfer, total: u64) {
        self.with_file(t, |file, files, _, _| file.set_total(files, total));
    }

    /// The type of the file, as announced by a protocol that knows it for sure.
    pub fn file_mime(&mut self, t: &Transfer, mime: &[u8]) {
        self.with_file(t, |file, files, queue, drain| file.set_mime(files, queue, drain, mime));
    }

    /// The file is over. A file that never began is not heard of.
    pub fn file_end(&mut self, t: &Transfer) {
        let files = self.files;
        if let Some(file) = files.find(t.id.as_bytes()) {
            // What handlers of its last events see of the connection.
            self.host.connection_val();
            let (queue, host, tree) = (&mut *self.queue, &mut *self.host, &mut self.tree);
            files.remove(queue, &mut |q| host.drain(q, tree), &file);
        }
    }

    /// The `fa_file` of a transfer, while it is known.
    pub fn file_val(&self, t: &Transfer) -> Option<Val> {
        self.files.find(t.id.as_bytes()).map(|f| Val::Record(f.val.clone()))
    }

    fn with_file(&mut self, t: &Transfer, f: impl FnOnce(&Rc<File>, &super::Files, &mut Queue, Drain<'_>)) {
        let Some(file) = self.open(t) else { return };
        let files = self.files;
        let (queue, host, tree) = (&mut *self.queue, &mut *self.host, &mut self.tree);
        f(&file, files, queue, &mut |q| host.drain(q, tree));
        if file.complete() && !file.ignored.get() {
            files.remove(queue, &mut |q| host.drain(q, tree), &file);
        }
    }

    /// The file of a transfer: known, or begun now.
    fn open(&mut self, t: &Transfer) -> Option<Rc<File>> {
        let files = self.files;
        let now = self.now();
        let connection = self.host.connection_val();
        let (file, is_new) = match files.find(t.id.as_bytes()) {
            Some(file) => (file, false),
            None => {
                let file = files.begin(t.id.clone(), self.name(), Some(t.from.is_orig()), now);
                (file, true)
            }
        };
        if file.ignored.get() {
            return None;
        }
        file.touch(files, now);
        let uid = self.host.uid();
        let over_new = file.over(files, &connection, &uid);
        let (queue, host, tree) = (&mut *self.queue, &mut *self.host, &mut self.tree);
        if is_new {
            file.raise(files, queue, Some(&mut |q| host.drain(q, tree)), files.events.new, &[]);
        }
        if over_new {
            let more = [connection, Val::Bool(t.from.is_orig())];
            let event = files.events.over_new_connection;
            file.raise(files, queue, Some(&mut |q| host.drain(q, tree)), event, &more);
        }
        (!file.done.get() && !file.ignored.get()).then_some(file)
    }
}
