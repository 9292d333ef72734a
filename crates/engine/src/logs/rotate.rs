//! Closing, renaming and handing on of logs that are due, and the end of all logs.

use super::{Manager, OpenLog, Shared, field, text};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use zander_logging::rotation;
use zander_value::{Record, RecordRef, Type, Val};
use zander_vm::Context;

impl Shared {
    /// Rotates the logs that are due at `now`.
    pub fn rotate_due(&self, cx: &mut Context<'_>, now: f64) {
        let due: Vec<_> = self.0.borrow().open.values().filter(|l| l.borrow().due <= now).cloned().collect();
        for log in due {
            rotate(cx, &log, now, false);
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

/// The record `Log::RotationInfo` or `Log::RotationFmtInfo` about a log.
fn info(cx: &Context<'_>, type_name: &str, log: &OpenLog, now: f64, terminating: bool) -> Option<RecordRef> {
    let Some(Type::Record(ty)) = cx.type_named(type_name) else { return None };
    let r = Record::new(&ty);
    let values = [
        ("writer", Val::Enum(log.writer_kind.clone())),
        ("path", Val::str(&log.path)),
        ("open", Val::Time(log.opened)),
        ("close", Val::Time(now)),
        ("terminating", Val::Bool(terminating)),
    ];
    for (name, v) in values {
        r.set(ty.slot(name)?, v);
    }
    Some(r)
}

/// Where the closed file goes, as `Log::rotation_format_func` says.
fn destination(cx: &mut Context<'_>, log: &OpenLog, now: f64, terminating: bool) -> PathBuf {
    let fallback = format!("{}-{}", log.path, rotation::stamp(log.opened));
    let answer = match (
        cx.global("Log::rotation_format_func"),
        info(cx, "Log::RotationFmtInfo", log, now, terminating),
    ) {
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
    let name = format!("{}.{}", base.unwrap_or(fallback), log.extension);
    let target = Path::new(&folder.unwrap_or_default()).join(name);
    unused(target)
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

fn rotate(cx: &mut Context<'_>, log: &Rc<RefCell<OpenLog>>, now: f64, terminating: bool) {
    let target = destination(cx, &log.borrow(), now, terminating);
    let opened = log.borrow().opened;
    let done = log.borrow_mut().writer.rotate(&target, opened, now);
    match done {
        Ok(true) => hand_on(cx, log, &target, now, terminating),
        Ok(false) => {}
        Err(e) => cx.error(e.to_string()),
    }
}

/// Renames the file of a log that is closed for good.
fn move_closed(cx: &mut Context<'_>, log: &Rc<RefCell<OpenLog>>, now: f64) {
    let file = log.borrow().writer.target();
    if file == "/dev/stdout" || !Path::new(&file).is_file() {
        return;
    }
    let target = destination(cx, &log.borrow(), now, true);
    if let Some(folder) = target.parent().filter(|f| !f.as_os_str().is_empty())
        && let Err(e) = std::fs::create_dir_all(folder)
    {
        cx.error(format!("cannot make {}: {e}", folder.display()));
    }
    match std::fs::rename(&file, &target) {
        Ok(()) => hand_on(cx, log, &target, now, true),
        Err(e) => cx.error(format!("cannot rename {file} to {}: {e}", target.display())),
    }
}

/// Calls the postprocessor with the rotated file.
fn hand_on(cx: &mut Context<'_>, log: &Rc<RefCell<OpenLog>>, file: &Path, now: f64, terminating: bool) {
    let own = log.borrow().postprocessor.clone();
    let f = match own {
        Some(f) => f,
        None => match cx.global("Log::__default_rotation_postprocessor") {
            Some(Val::Func(f)) => f,
            _ => return,
        },
    };
    let Some(argument) = info(cx, "Log::RotationInfo", &log.borrow(), now, terminating) else { return };
    if let Some(slot) = argument.ty.slot("fname") {
        argument.set(slot, Val::str(file.display().to_string()));
    }
    if let Err(e) = cx.call(&f, &[Val::Record(argument)]) {
        cx.report_error(&e);
    }
}
