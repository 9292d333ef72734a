//! What a file analyzer is.

use super::{Drain, File, Files};
use crate::{Emitter, emit};
use std::cell::Cell;
use std::rc::Rc;
use zander_event::{Args, Queue};
use zander_value::{Record, Val};

/// A file analyzer, by its place in [`Files`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FileTag(pub u16);

/// Where extracted files go: the outside world, given by the engine.
pub trait Sink {
    /// Appends `data` to the file that an analyzer extracts into; creates it on first use. False when it cannot. The bytes
    /// may wait until more come, or the end.
    fn write(&mut self, path: &[u8], data: &[u8]) -> bool;
    /// The same with `length` bytes of zero.
    fn write_zeros(&mut self, path: &[u8], length: u64) -> bool;
    /// Nothing more comes for this path: what waited is written. False when it cannot.
    fn close(&mut self, path: &[u8]) -> bool;
}

/// What a file analyzer is made from.
pub struct FileStart<'a> {
    /// The file.
    pub file: &'a File,
    /// The record `Files::AnalyzerArgs` that the script gave.
    pub args: &'a Val,
    /// Network time in seconds.
    pub now: f64,
}

/// Makes a file analyzer; `None` when the arguments do not allow it.
pub type FileFactory = Box<dyn Fn(&FileStart<'_>) -> Option<Box<dyn FileAnalyzer>>>;

/// What a file analyzer may touch during a call.
pub struct FileContext<'a> {
    /// Where events go.
    pub queue: &'a mut Queue,
    /// All files.
    pub files: &'a Files,
    /// The file.
    pub file: &'a File,
    pub(super) tag: FileTag,
    pub(super) drain: Drain<'a>,
}

impl FileContext<'_> {
    /// The `fa_file` record.
    pub fn file_val(&self) -> Val {
        Val::Record(self.file.val.clone())
    }

    /// Lets scripts handle the waiting events now, because the analyzer goes on by what they decide.
    pub fn ask(&mut self) {
        (self.drain)(self.queue);
    }

    /// The analyzer is sure of the format: raises `analyzer_confirmation_info`.
    pub fn confirm(&mut self) {
        let (files, event) = (self.files, self.files.events.confirmation);
        if let (true, Some(item)) = (self.queue.wanted(event), files.item(self.tag)) {
            let info = Record::new(&files.events.confirmation_type);
            crate::context::set(&info, "f", self.file_val());
            self.queue.push(event, Args::from_iter([Val::Enum(item), Val::Record(info)]));
        }
    }

    /// The file is not of this format: raises `analyzer_violation_info`.
    pub fn violation(&mut self, reason: &str) {
        let (files, event) = (self.files, self.files.events.violation);
        if let (true, Some(item)) = (self.queue.wanted(event), files.item(self.tag)) {
            let info = Record::new(&files.events.violation_type);
            crate::context::set(&info, "reason", Val::str(reason));
            crate::context::set(&info, "f", self.file_val());
            self.queue.push(event, Args::from_iter([Val::Enum(item), Val::Record(info)]));
        }
    }

    /// Something odd in the file: the event `file_weird`.
    pub fn weird(&mut self, name: &str, addl: &[u8]) {
        let event = self.files.events.weird;
        if self.queue.wanted(event) {
            let source = self.files.name(self.tag);
            let args = [Val::str(name), self.file_val(), Val::str(addl), Val::str(source)];
            self.queue.push(event, Args::from_iter(args));
        }
    }

    /// Appends to an extracted file.
    pub fn extract(&mut self, path: &[u8], data: &[u8]) -> bool {
        self.files.sink(|s| s.write(path, data)).unwrap_or(false)
    }

    /// Appends bytes of zero to an extracted file.
    pub fn extract_zeros(&mut self, path: &[u8], length: u64) -> bool {
        self.files.sink(|s| s.write_zeros(path, length)).unwrap_or(false)
    }

    /// Ends an extracted file. False when not all of it could be written.
    pub fn close(&mut self, path: &[u8]) -> bool {
        self.files.sink(|s| s.close(path)).unwrap_or(true)
    }
}

impl Emitter for FileContext<'_> {
    fn queue(&mut self) -> &mut Queue {
        self.queue
    }

    /// Events of files carry no connection.
    fn connection_val(&mut self) -> Val {
        Val::None
    }
}

/// One analysis of one file. A method that returns `false` detaches the analyzer.
pub trait FileAnalyzer {
    /// The next bytes of the file, in order.
    fn stream(&mut self, _cx: &mut FileContext<'_>, _data: &[u8]) -> bool {
        true
    }

    /// Bytes at an offset, in the order in which they were seen.
    fn chunk(&mut self, _cx: &mut FileContext<'_>, _offset: u64, _data: &[u8]) -> bool {
        true
    }

    /// `length` bytes from `offset` on will never be delivered in order.
    fn gap(&mut self, _cx: &mut FileContext<'_>, _offset: u64, _length: u64) -> bool {
        true
    }

    /// The file is over.
    fn end(&mut self, _cx: &mut FileContext<'_>) {}

    /// What `FileExtract::set_limit` changes, while the analyzer runs too; `None` when it has no limit.
    fn limit(&self) -> Option<Rc<Cell<u64>>> {
        None
    }
}

/// Events that file analysis itself raises.
pub(super) struct Events {
    pub handle: zander_event::EventId,
    pub new: zander_event::EventId,
    pub over_new_connection: zander_event::EventId,
    pub sniff: zander_event::EventId,
    pub timeout: zander_event::EventId,
    pub gap: zander_event::EventId,
    pub overflow: zander_event::EventId,
    pub remove: zander_event::EventId,
    pub weird: zander_event::EventId,
    pub confirmation: zander_event::EventId,
    pub violation: zander_event::EventId,
    pub confirmation_type: std::rc::Rc<zander_value::RecordType>,
    pub violation_type: std::rc::Rc<zander_value::RecordType>,
    pub metadata: std::rc::Rc<zander_value::RecordType>,
    pub mime_match: std::rc::Rc<zander_value::RecordType>,
    pub fa_file: std::rc::Rc<zander_value::RecordType>,
}

impl Events {
    pub fn bind(d: &dyn zander_event::Declarations) -> Events {
        Events {
            handle: emit::event(d, "get_file_handle"),
            new: emit::event(d, "file_new"),
            over_new_connection: emit::event(d, "file_over_new_connection"),
            sniff: emit::event(d, "file_sniff"),
            timeout: emit::event(d, "file_timeout"),
            gap: emit::event(d, "file_gap"),
            overflow: emit::event(d, "file_reassembly_overflow"),
            remove: emit::event(d, "file_state_remove"),
            weird: emit::event(d, "file_weird"),
            confirmation: emit::event(d, "analyzer_confirmation_info"),
            violation: emit::event(d, "analyzer_violation_info"),
            confirmation_type: emit::record(d, "AnalyzerConfirmationInfo"),
            violation_type: emit::record(d, "AnalyzerViolationInfo"),
            metadata: emit::record(d, "fa_metadata"),
            mime_match: emit::record(d, "mime_match"),
            fa_file: emit::record(d, "fa_file"),
        }
    }
}
