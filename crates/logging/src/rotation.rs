//! Rotation: when a log is due, what its closed file is called, and the notes from which a later start finishes what a
//! killed process left open.

use crate::writer::WriteError;
use chrono::{DateTime, Local, TimeZone, Timelike};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// A time as it stands in `#open` and `#close` lines and in names of rotated files: `2026-01-31-12-00-00`, local time.
pub fn stamp(t: f64) -> String {
    local(t).map_or_else(|| "-".into(), |d| d.format("%Y-%m-%d-%H-%M-%S").to_string())
}

/// The same in the form given, e.g. the value of `Log::default_rotation_date_format`.
pub fn stamp_as(t: f64, format: &str) -> String {
    use std::fmt::Write;
    let Some(d) = local(t) else { return "-".into() };
    let mut out = String::new();
    // chrono refuses unknown specifiers at the time of writing; the default form is always good.
    if write!(out, "{}", d.format(format)).is_err() { stamp(t) } else { out }
}

fn local(t: f64) -> Option<DateTime<Local>> {
    let d = DateTime::from_timestamp(t.floor() as i64, 0)?;
    Some(Local.from_utc_datetime(&d.naive_utc()))
}

/// When a log that rotates every `interval` seconds is due next after `now`: at the next multiple of the interval
/// counted from `base` seconds after local midnight.
pub fn next(now: f64, interval: f64, base: f64) -> f64 {
    if interval.is_nan() || interval <= 0.0 {
        return f64::INFINITY;
    }
    let midnight = local(now).map_or(0.0, |d| now.floor() - d.num_seconds_from_midnight() as f64);
    let start = midnight + base;
    let passed = ((now - start) / interval).floor() + 1.0;
    start + passed * interval
}

fn note_path(log: &Path) -> PathBuf {
    let name = log.file_name().unwrap_or_default().to_string_lossy();
    log.with_file_name(format!("{NOTE}{name}"))
}

/// What the names of notes begin with.
const NOTE: &str = ".shadow.";

/// What a later start has to know of an open log to finish its rotation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NoteText {
    /// The log's path as its filter names it.
    pub log_path: String,
    /// Name of the function that is called with the rotated file; empty for the general one.
    pub postprocessor: String,
    /// When the log was opened, seconds since the epoch.
    pub opened: f64,
}

/// A note beside an open log. It is locked for as long as this process has it, so that another one in the same folder does
/// not take the log for left over.
#[derive(Debug)]
pub struct Note {
    path: PathBuf,
    _locked: File,
}

impl Note {
    /// Notes that `log` is open.
    pub fn leave(log: &Path, text: &NoteText) -> Result<Note, WriteError> {
        let path = note_path(log);
        let failed = |e| WriteError::io(&path, e);
        let mut file = File::create(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        let NoteText { log_path, postprocessor, opened } = text;
        let extension = log.extension().unwrap_or_default().to_string_lossy();
        file.write_all(format!(".{extension}\n{postprocessor}\n{log_path}\n{opened}\n").as_bytes())
            .map_err(failed)?;
        Ok(Note { path, _locked: file })
    }

    /// Removes the note: the log was closed properly.
    pub fn remove(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// A log that a killed process left open.
#[derive(Debug, PartialEq)]
pub struct Leftover {
    pub file: PathBuf,
    pub note: NoteText,
    /// Last change of the file, seconds since the epoch.
    pub closed: f64,
}

impl Leftover {
    /// Removes the note: the log was rotated.
    pub fn finished(&self) {
        let _ = fs::remove_file(note_path(&self.file));
    }
}

/// Finds logs in `folder` that were left open, and removes notes whose log is gone.
pub fn leftovers(folder: &Path) -> Vec<Leftover> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(log) = name.strip_prefix(NOTE) else { continue };
        let file = folder.join(log);
        let Ok(mut note) = File::open(entry.path()) else { continue };
        if note.try_lock().is_err() {
            continue;
        }
        let mut text = String::new();
        let read = note.read_to_string(&mut text);
        let mut lines = text.lines().skip(1);
        let mut next = || lines.next().unwrap_or_default().to_owned();
        let note =
            NoteText { postprocessor: next(), log_path: next(), opened: next().parse().unwrap_or_default() };
        match fs::metadata(&file).and_then(|m| m.modified()) {
            Ok(changed) if read.is_ok() && !note.log_path.is_empty() => {
                let closed = changed.duration_since(std::time::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64());
                found.push(Leftover { file, note, closed });
            }
            _ => {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
    found.sort_by(|a, b| a.file.cmp(&b.file));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_at_multiples_of_the_interval() {
        let now = 1_700_000_000.5;
        for (interval, base) in [(60.0, 0.0), (3600.0, 0.0), (86400.0, 3600.0)] {
            let due = next(now, interval, base);
            assert!(due > now && due - now <= interval, "{interval} {base}: {due}");
        }
        assert_eq!(next(now, 0.0, 0.0), f64::INFINITY);
    }

    #[test]
    fn notes_tell_what_was_left_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("conn.log");
        fs::write(&log, "x\n").expect("a file");
        let text = NoteText { log_path: "conn".into(), postprocessor: "f".into(), opened: 1.5 };
        let note = Note::leave(&log, &text).expect("a note");
        assert!(leftovers(folder.path()).is_empty(), "it is still open");
        drop(note);
        let found = leftovers(folder.path());
        assert_eq!(found.len(), 1);
        assert_eq!((&found[0].file, &found[0].note), (&log, &text));
        found[0].finished();
        assert!(leftovers(folder.path()).is_empty());
    }
}
