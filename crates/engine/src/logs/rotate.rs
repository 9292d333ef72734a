//! Closing, renaming and handing on of logs that are due, and the end of all logs.

use super::{Manager, OpenLog, Shared, field, text};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use zander_event::Declarations;
use zander_logging::rotation;
use zander_value::{EnumItem, FuncVal, Record, RecordRef, Type, Val};
use zander_vm::Context;

impl Shared {
    /// Rotates the logs that are due at `now`.
    pub fn rotate_due(&self, cx: &mut Context<'_>, now: f64) {
        let due: Vec<_> = self.0.borrow().open.values().filter(|l| l.borrow().due <= now).cloned().collect();
        for log in due {
            rotate(cx, &log, now);
            let mut l = log.borrow_mut();
            l.opened = now;
            l.due = rotation::next(now, l.rotation, 0.0);
        }
        self.0.borrow_mut().recompute_rotation();
    }

    /// Ends all logs; those that rotate are rotated for the last time. Returns what could not be written.
    pub fn finish(&self, cx: &mut Context<'_>, now: f64) -> Vec<String> {
        self.0.borrow_mut().terminating = true;
        let all: Vec<_> = std::mem::take(&mut self.0.borrow_mut().open).into_values().collect();
        let mut failed = Vec::new();
        for log in all {
            let finished = log.borrow_mut().writer.finish(now);
            if let Err(e) = finished {
                failed.push(e.to_string());
            } else if log.borrow().rotation > 0.0 {
                move_closed(cx, &log, now);
            }
            log.borrow_mut().path.clear();
        }
        let manager: &mut Manager = &mut self.0.borrow_mut();
        for (path, rows) in std::mem::take(&mut manager.unopened) {
            failed.push(format!("{rows} rows of the log {path} are lost: it could not be opened"));
        }
        failed
    }
}

/// A log whose file is closed, or left over.
struct Closed {
    writer: Rc<EnumItem>,
    path: String,
    opened: f64,
    closed: f64,
    terminating: bool,
    extension: String,
    /// Empty for the general one.
    postprocessor: Option<Rc<FuncVal>>,
}

impl Closed {
    fn of(log: &OpenLog, now: f64, terminating: bool) -> Closed {
        Closed {
            writer: log.writer_kind.clone(),
            path: log.path.clone(),
            opened: log.opened,
            closed: now,
            terminating,
            extension: log.extension.clone(),
            postprocessor: log.postprocessor.clone(),
        }
    }

    /// The record `Log::RotationInfo` or `Log::RotationFmtInfo` about it.
    fn info(&self, cx: &Context<'_>, type_name: &str) -> Option<RecordRef> {
        let Some(Type::Record(ty)) = cx.type_named(type_name) else { return None };
        let r = Record::new(&ty);
        let values = [
            ("writer", Val::Enum(self.writer.clone())),
            ("path", Val::str(&self.path)),
            ("open", Val::Time(self.opened)),
            ("close", Val::Time(self.closed)),
            ("terminating", Val::Bool(self.terminating)),
        ];
        for (name, v) in values {
            r.set(ty.slot(name)?, v);
        }
        Some(r)
    }

    /// Where the file goes, as `Log::rotation_format_func` says.
    fn destination(&self, cx: &mut Context<'_>) -> PathBuf {
        let fallback = format!("{}-{}", self.path, rotation::stamp(self.opened));
        let answer = match (cx.global("Log::rotation_format_func"), self.info(cx, "Log::RotationFmtInfo")) {
            (Some(Val::Func(f)), Some(argument)) => cx.call(&f, &[Val::Record(argument)]),
            _ => Ok(Val::None),
        };
        let (folder, base) = match answer {
            Ok(Val::Record(r)) => (
                text(field(&r, "dir")).or_else(|| text(cx.global("Log::default_rotation_dir"))),
                text(field(&r, "file_basename")),
            ),
            Ok(_) => (None, None),
            Err(e) => {
                cx.report_error(&e);
                (None, None)
            }
        };
        let name = format!("{}.{}", base.unwrap_or(fallback), self.extension);
        unused(Path::new(&folder.unwrap_or_default()).join(name))
    }

    /// Renames the file, and hands it on. False when it is still where it was.
    fn take_away(&self, cx: &mut Context<'_>, file: &Path) -> bool {
        let target = self.destination(cx);
        if let Some(folder) = target.parent().filter(|f| !f.as_os_str().is_empty())
            && let Err(e) = std::fs::create_dir_all(folder)
        {
            cx.error(format!("cannot make {}: {e}", folder.display()));
        }
        match std::fs::rename(file, &target) {
            Ok(()) => {
                self.hand_on(cx, &target);
                true
            }
            Err(e) => {
                cx.error(format!("cannot rename {} to {}: {e}", file.display(), target.display()));
                false
            }
        }
    }

    /// Calls the postprocessor with the rotated file.
    fn hand_on(&self, cx: &mut Context<'_>, file: &Path) {
        let f = match (&self.postprocessor, cx.global("Log::__default_rotation_postprocessor")) {
            (Some(own), _) => own.clone(),
            (None, Some(Val::Func(f))) => f,
            _ => return,
        };
        let Some(argument) = self.info(cx, "Log::RotationInfo") else { return };
        if let Some(slot) = argument.ty.slot("fname") {
            argument.set(slot, Val::str(file.display().to_string()));
        }
        if let Err(e) = cx.call(&f, &[Val::Record(argument)]) {
            cx.report_error(&e);
        }
    }
}

/// The path, or the path with a number when a file of that name exists: nothing that was rotated is overwritten.
fn unused(path: PathBuf) -> PathBuf {
    let mut candidate = path.clone();
    let mut number = 2;
    while candidate.exists() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (stem, rest) = name.split_once('.').unwrap_or((&name, ""));
        candidate = path.with_file_name(format!("{stem}-{number}.{rest}"));
        number += 1;
    }
    candidate
}

fn rotate(cx: &mut Context<'_>, log: &Rc<RefCell<OpenLog>>, now: f64) {
    let closed = Closed::of(&log.borrow(), now, false);
    let target = closed.destination(cx);
    let done = log.borrow_mut().writer.rotate(&target, closed.opened, now);
    match done {
        Ok(true) => closed.hand_on(cx, &target),
        Ok(false) => {}
        Err(e) => cx.error(e.to_string()),
    }
}

/// Renames the file of a log that is closed for good. A log without a file is handed on, too: its rotation is a sign of the time.
fn move_closed(cx: &mut Context<'_>, log: &Rc<RefCell<OpenLog>>, now: f64) {
    // Nothing stays borrowed: what is called may itself write logs.
    let (closed, file) = {
        let log = log.borrow();
        (Closed::of(&log, now, true), log.writer.target())
    };
    if closed.writer.name.as_bytes() == b"Log::WRITER_NONE" {
        closed.hand_on(cx, Path::new("/dev/null"));
    } else if file != "/dev/stdout" && Path::new(&file).is_file() {
        closed.take_away(cx, Path::new(&file));
    }
}

/// Finishes the rotation of logs that a killed run left open.
pub fn finish_leftovers(cx: &mut Context<'_>) {
    let item = cx.enumeration("Log::Writer").and_then(|e| e.by_name(b"Log::WRITER_ASCII"));
    let Some(writer) = item else { return };
    for left in rotation::leftovers(&super::folder(cx)) {
        let name = left.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stem =
            Path::new(&left.note.log_path).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extension = name.strip_prefix(&format!("{stem}.")).unwrap_or("log").to_owned();
        let postprocessor = match cx.global(&left.note.postprocessor) {
            Some(Val::Func(f)) => Some(f),
            _ => None,
        };
        let closed = Closed {
            writer: writer.clone(),
            path: left.note.log_path.clone(),
            opened: left.note.opened,
            closed: left.closed,
            terminating: true,
            extension,
            postprocessor,
        };
        if closed.take_away(cx, &left.file) {
            left.finished();
        }
    }
}
