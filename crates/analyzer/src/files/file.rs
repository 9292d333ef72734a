//! One file.

use super::reassembly::Reassembly;
use super::{Drain, FileAnalyzer, FileContext, FileStart, FileTag, Files};
use crate::context::set;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use zander_event::{Args, EventId, Queue};
use zander_value::compare::equal;
use zander_value::{Key, Record, RecordRef, Str, Table, Type, Val};

/// Bytes of out-of-order data that a file holds unless a script sets another limit.
const REASSEMBLY_LIMIT: u64 = 512 * 1024;

pub(super) enum Change {
    Add(FileTag, Val),
    Remove(FileTag, Val),
}

pub(super) struct Attached {
    pub tag: FileTag,
    pub args: Val,
    pub analyzer: Box<dyn FileAnalyzer>,
    /// It has had what lies in the beginning buffer.
    pub caught_up: bool,
}

/// What is attached, in reach while the analyzers run.
pub(super) struct Present {
    tag: FileTag,
    args: Val,
    limit: Option<Rc<Cell<u64>>>,
}

/// Slots of `fa_file` that the engine writes.
pub(super) struct Slots {
    pub id: usize,
    pub parent_id: usize,
    pub source: usize,
    pub is_orig: usize,
    pub conns: usize,
    pub last_active: usize,
    pub seen: usize,
    pub total: usize,
    pub missing: usize,
    pub overflow: usize,
    pub timeout: usize,
    pub bof_size: usize,
    pub bof: usize,
    /// `id` of `connection`.
    pub conn_id: usize,
}

/// One file: its record, its analyzers, where its data stands.
pub struct File {
    /// The unique id, as in logs.
    pub id: Str,
    /// The `fa_file` record.
    pub val: RecordRef,
    /// Counts files in the order in which they came.
    pub(super) number: u64,
    pub(super) changes: RefCell<Vec<Change>>,
    attached: RefCell<Vec<Attached>>,
    present: RefCell<Vec<Present>>,
    /// Unique ids of the connections that carry it.
    carriers: RefCell<Vec<Str>>,
    pub(super) last_active: Cell<f64>,
    pub(super) done: Cell<bool>,
    pub(super) ignored: Cell<bool>,
    pub(super) postponed: Cell<bool>,
    pub(super) reassembly_limit: Cell<u64>,
    pub(super) reassembling: Cell<bool>,
    pieces: RefCell<Option<Box<Reassembly>>>,
    /// How far the in-order stream has come.
    offset: Cell<u64>,
    /// The beginning, as it was delivered.
    beginning: RefCell<Vec<u8>>,
    beginning_full: Cell<bool>,
    inferred: Cell<bool>,
    total: Cell<Option<u64>>,
    missing: Cell<u64>,
    seen: Cell<u64>,
    overflow: Cell<u64>,
}

impl File {
    pub(super) fn new(
        files: &Files,
        id: Str,
        number: u64,
        source: &str,
        is_orig: Option<bool>,
        now: f64,
    ) -> File {
        let val = Record::new(&files.events.fa_file);
        let s = &files.slots;
        val.set(s.id, Val::Str(id.clone()));
        val.set(s.source, Val::str(source));
        if let Some(is_orig) = is_orig {
            val.set(s.is_orig, Val::Bool(is_orig));
        }
        val.set(s.last_active, Val::Time(now));
        val.set(s.timeout, Val::Interval(files.timeout()));
        val.set(s.bof_size, Val::Count(files.bof_size()));
        File {
            id,
            number,
            val,
            changes: RefCell::default(),
            attached: RefCell::default(),
            present: RefCell::default(),
            carriers: RefCell::default(),
            last_active: Cell::new(now),
            done: Cell::new(false),
            ignored: Cell::new(false),
            postponed: Cell::new(false),
            reassembly_limit: Cell::new(REASSEMBLY_LIMIT),
            reassembling: Cell::new(true),
            pieces: RefCell::default(),
            offset: Cell::new(0),
            beginning: RefCell::default(),
            beginning_full: Cell::new(false),
            inferred: Cell::new(false),
            total: Cell::new(None),
            missing: Cell::new(0),
            seen: Cell::new(0),
            overflow: Cell::new(0),
        }
    }

    /// Notes that a connection carries the file; true when it is a new one.
    pub(super) fn over(&self, files: &Files, connection: &Val, uid: &Str) -> bool {
        let Val::Record(c) = connection else { return false };
        // Parts of a connection's record are made when they are first read, so its key is no sign of its identity.
        if self.carriers.borrow().contains(uid) {
            return false;
        }
        self.carriers.borrow_mut().push(uid.clone());
        let id = c.get(files.slots.conn_id);
        let Some(key) = Key::single(&id) else { return false };
        let table = match self.val.get(files.slots.conns) {
            Val::Table(t) => t,
            _ => {
                let Some(Type::Table(ty)) = self.val.ty.field(files.slots.conns).map(|f| f.ty) else {
                    return false;
                };
                let t = Table::new(&ty, None);
                self.val.set(files.slots.conns, Val::Table(t.clone()));
                t
            }
        };
        table.insert_key(key, connection.clone(), self.last_active.get());
        true
    }

    pub(super) fn touch(&self, files: &Files, now: f64) {
        self.last_active.set(now);
        self.val.set(files.slots.last_active, Val::Time(now));
    }

    /// Takes note of the next bytes if nobody looks at them, as at most of a large file. Otherwise nothing is done, and the
    /// answer is false.
    pub(super) fn skims(&self, files: &Files, carrier: &Str, now: f64, length: usize) -> bool {
        let end = self.offset.get().saturating_add(length as u64);
        let unseen = self.beginning_full.get()
            && self.attached.borrow().is_empty()
            && self.changes.borrow().is_empty()
            && self.pieces.borrow().is_none()
            && !self.done.get()
            && !self.ignored.get()
            && self.total.get().is_none_or(|total| end < total)
            && self.carriers.borrow().contains(carrier);
        if unseen {
            self.touch(files, now);
            self.offset.set(end);
            self.count(files, &self.seen, files.slots.seen, length as u64);
        }
        unseen
    }

    /// Network time of the last data, in seconds.
    pub fn last_active(&self) -> f64 {
        self.last_active.get()
    }

    /// How far the in-order stream has come, in bytes.
    pub fn offset(&self) -> u64 {
        self.offset.get()
    }

    /// Names the file that this one was taken out of.
    pub fn set_parent(&self, files: &Files, parent: &Str) {
        self.val.set(files.slots.parent_id, Val::Str(parent.clone()));
    }

    pub(super) fn set_total(&self, files: &Files, total: u64) {
        self.total.set(Some(total));
        self.val.set(files.slots.total, Val::Count(total));
    }

    /// All that was announced has been delivered.
    pub(super) fn complete(&self) -> bool {
        self.total.get().is_some_and(|t| self.offset.get() >= t)
    }

    fn count(&self, files: &Files, cell: &Cell<u64>, slot: usize, by: u64) {
        let _ = files;
        cell.set(cell.get().saturating_add(by));
        self.val.set(slot, Val::Count(cell.get()));
    }

    /// Raises an event about the file and lets handlers run where their answer counts.
    pub(super) fn raise(
        &self,
        files: &Files,
        queue: &mut Queue,
        drain: Option<Drain<'_>>,
        event: EventId,
        more: &[Val],
    ) {
        if !queue.wanted(event) {
            return;
        }
        let mut args = Args::from_iter([Val::Record(self.val.clone())]);
        args.extend(more.iter().cloned());
        queue.push(event, args);
        if let Some(drain) = drain {
            drain(queue);
            self.apply(files, queue);
        }
    }

    /// Attaches and detaches what scripts asked for.
    pub(super) fn apply(&self, files: &Files, queue: &mut Queue) {
        loop {
            let changes = std::mem::take(&mut *self.changes.borrow_mut());
            if changes.is_empty() {
                return;
            }
            for change in changes {
                match change {
                    Change::Add(tag, args) => {
                        let start = FileStart { file: self, args: &args, now: queue.now };
                        if self.has(tag, &args) {
                            continue;
                        }
                        if let Some(analyzer) = files.make(tag, &start) {
                            let limit = analyzer.limit();
                            let known = Present { tag, args: args.clone(), limit };
                            self.present.borrow_mut().push(known);
                            let one = Attached { tag, args, analyzer, caught_up: false };
                            self.attached.borrow_mut().push(one);
                        }
                    }
                    Change::Remove(tag, args) => {
                        let found = {
                            let mut attached = self.attached.borrow_mut();
                            let at = attached.iter().position(|a| a.tag == tag && equal(&a.args, &args));
                            at.map(|at| attached.remove(at))
                        };
                        drop(found);
                        self.present.borrow_mut().retain(|a| a.tag != tag || !equal(&a.args, &args));
                    }
                }
            }
        }
    }

    /// Whether this analyzer is attached with these arguments: scripts give a new record each time.
    pub(super) fn has(&self, tag: FileTag, args: &Val) -> bool {
        self.present.borrow().iter().any(|a| a.tag == tag && equal(&a.args, args))
    }

    /// Sets the limit of the analyzers of a kind; false when there is none that has one.
    pub(super) fn set_limit(&self, tag: FileTag, limit: u64) -> bool {
        let present = self.present.borrow();
        let cells = present.iter().filter(|a| a.tag == tag).filter_map(|a| a.limit.as_ref());
        cells.map(|cell| cell.set(limit)).count() > 0
    }

    /// Calls every analyzer, each taken out of the list meanwhile.
    fn each(
        &self,
        files: &Files,
        queue: &mut Queue,
        drain: Drain<'_>,
        mut f: impl FnMut(&mut Attached, &mut FileContext<'_>) -> bool,
    ) {
        let mut all = std::mem::take(&mut *self.attached.borrow_mut());
        all.retain_mut(|a| {
            let mut cx = FileContext { queue, files, file: self, tag: a.tag, drain: &mut *drain };
            let keep = f(a, &mut cx);
            if !keep {
                a.analyzer.end(&mut cx);
                self.present.borrow_mut().retain(|p| p.tag != a.tag || !equal(&p.args, &a.args));
            }
            keep
        });
        let mut now = self.attached.borrow_mut();
        all.append(&mut now);
        *now = all;
    }

    pub(super) fn data(
        &self,
        files: &Files,
        queue: &mut Queue,
        drain: Drain<'_>,
        offset: Option<u64>,
        data: &[u8],
    ) {
        self.apply(files, queue);
        let at = offset.unwrap_or(self.offset.get());
        if self.pieces.borrow().is_some() {
            self.out_of_order(files, queue, drain, at, data);
        } else if at == self.offset.get() {
            self.stream(files, queue, drain, data);
        } else if self.reassembling.get() {
            self.pieces.replace(Some(Box::default()));
            self.out_of_order(files, queue, drain, at, data);
        } else {
            self.count(files, &self.overflow, files.slots.overflow, data.len() as u64);
        }
        self.each(files, queue, drain, |a, cx| a.analyzer.chunk(cx, at, data));
        self.apply(files, queue);
    }

    fn out_of_order(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>, at: u64, data: &[u8]) {
        let limit = self.reassembly_limit.get();
        let held = self.pieces.borrow().as_ref().map_or(0, |p| p.held);
        if limit > 0 && held > limit {
            let from = self.offset.get();
            let lost = self.flush(files, queue, drain, u64::MAX);
            self.count(files, &self.overflow, files.slots.overflow, lost);
            self.raise(files, queue, None, files.events.overflow, &[Val::Count(from), Val::Count(lost)]);
        }
        if let Some(p) = self.pieces.borrow_mut().as_mut() {
            p.insert(self.offset.get(), at, data);
        }
        self.run_in_order(files, queue, drain);
    }

    fn run_in_order(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>) {
        loop {
            let piece = self.pieces.borrow_mut().as_mut().and_then(|p| p.take(self.offset.get()));
            match piece {
                Some(piece) => self.stream(files, queue, drain, &piece),
                None => return,
            }
        }
    }

    /// Gives up waiting for what lies before `to`: gaps are told, pieces delivered. Returns the bytes given up.
    fn flush(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>, to: u64) -> u64 {
        let mut lost: u64 = 0;
        loop {
            let first = self.pieces.borrow().as_ref().and_then(|p| p.first());
            let here = self.offset.get();
            match first {
                Some(at) if at < to => {
                    if at > here {
                        lost = lost.saturating_add(at - here);
                        self.missed(files, queue, drain, here, at - here);
                    }
                    self.run_in_order(files, queue, drain);
                }
                _ => {
                    if to != u64::MAX && to > here {
                        lost = lost.saturating_add(to - here);
                        self.missed(files, queue, drain, here, to - here);
                        self.run_in_order(files, queue, drain);
                    }
                    return lost;
                }
            }
        }
    }

    /// In-order data.
    fn stream(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>, data: &[u8]) {
        let was_full = self.beginning_full.get();
        let mut before = self.beginning.borrow().len();
        if !was_full {
            let size = match self.val.get(files.slots.bof_size) {
                Val::Count(n) => n,
                _ => files.bof_size(),
            };
            self.beginning.borrow_mut().extend_from_slice(data);
            self.beginning_full.set(self.beginning.borrow().len() as u64 >= size);
            if self.beginning_full.get() && self.missing.get() == 0 {
                self.infer(files, queue, drain);
            }
        } else {
            before = before.min(self.beginning.borrow().len());
        }
        let kept = std::mem::take(&mut *self.beginning.borrow_mut());
        let earlier = kept.get(..before).unwrap_or_default();
        self.each(files, queue, drain, |a, cx| {
            if !std::mem::replace(&mut a.caught_up, true)
                && !earlier.is_empty()
                && !a.analyzer.stream(cx, earlier)
            {
                return false;
            }
            a.analyzer.stream(cx, data)
        });
        self.beginning.replace(kept);
        self.offset.set(self.offset.get().saturating_add(data.len() as u64));
        self.count(files, &self.seen, files.slots.seen, data.len() as u64);
    }

    /// A gap that the protocol knows of.
    pub(super) fn gap(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>, offset: u64, length: u64) {
        self.apply(files, queue);
        if self.pieces.borrow().is_some() {
            self.flush(files, queue, drain, offset.saturating_add(length));
            return;
        }
        self.missed(files, queue, drain, offset, length);
    }

    fn missed(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>, offset: u64, length: u64) {
        if !self.beginning_full.replace(true) {
            if self.missing.get() == 0 {
                self.infer(files, queue, drain);
            }
            self.stream(files, queue, drain, b"");
        }
        self.each(files, queue, drain, |a, cx| a.analyzer.gap(cx, offset, length));
        self.raise(files, queue, None, files.events.gap, &[Val::Count(offset), Val::Count(length)]);
        self.offset.set(self.offset.get().saturating_add(length));
        self.count(files, &self.missing, files.slots.missing, length);
    }

    /// Tells scripts what the beginning looks like.
    fn infer(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>) {
        if self.inferred.replace(true) || self.beginning.borrow().is_empty() {
            return;
        }
        let size = files.bof_size() as usize;
        let matches = {
            let beginning = self.beginning.borrow();
            if self.val.ty.slot("bof_buffer").is_some() {
                self.val.set(files.slots.bof, Val::str(&*beginning));
            }
            if !queue.wanted(files.events.sniff) {
                return;
            }
            files.magic(beginning.get(..size.min(beginning.len())).unwrap_or_default())
        };
        let meta = Record::new(&files.events.metadata);
        if let Some((_, mime)) = matches.first() {
            set(&meta, "mime_type", Val::str(mime));
            let list = files.mime_matches(&matches);
            set(&meta, "mime_types", list);
        }
        self.raise(files, queue, Some(drain), files.events.sniff, &[Val::Record(meta)]);
    }

    /// The type is known from the protocol: no inference.
    pub(super) fn set_mime(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>, mime: &[u8]) {
        if mime.is_empty() || self.beginning_full.get() || self.inferred.get() {
            return;
        }
        self.beginning_full.set(true);
        self.inferred.set(true);
        if !queue.wanted(files.events.sniff) {
            return;
        }
        let meta = Record::new(&files.events.metadata);
        set(&meta, "mime_type", Val::str(mime));
        set(&meta, "inferred", Val::Bool(false));
        self.raise(files, queue, Some(drain), files.events.sniff, &[Val::Record(meta)]);
    }

    /// The file is over.
    pub(super) fn end(&self, files: &Files, queue: &mut Queue, drain: Drain<'_>) {
        if self.done.replace(true) {
            return;
        }
        if self.ignored.get() {
            // A script wanted to hear nothing more of it.
            self.attached.borrow_mut().clear();
            return;
        }
        if self.pieces.borrow().is_some() {
            self.apply(files, queue);
            self.flush(files, queue, drain, u64::MAX);
            self.pieces.replace(None);
        }
        self.beginning_full.set(true);
        if !self.inferred.get() && self.missing.get() == 0 {
            self.infer(files, queue, drain);
        }
        self.apply(files, queue);
        // Whoever was attached only now still gets the beginning.
        let kept = std::mem::take(&mut *self.beginning.borrow_mut());
        self.each(files, queue, drain, |a, cx| {
            if !std::mem::replace(&mut a.caught_up, true) && !kept.is_empty() && !a.analyzer.stream(cx, &kept)
            {
                return false;
            }
            a.analyzer.end(cx);
            true
        });
        self.attached.borrow_mut().clear();
        self.present.borrow_mut().clear();
        self.raise(files, queue, None, files.events.remove, &[]);
    }
}
