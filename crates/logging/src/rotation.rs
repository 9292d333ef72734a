//! Rotation: when a log is due, what its closed file is called, and the notes from which a later start finishes what a
//! killed process left open.

use crate::writer::WriteError;
use chrono::{DateTime, Local, TimeZone, Timelike};
use std::fs;
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
    log.with_file_name(format!(".shadow.{name}"))
}

/// Notes that `log` is open. The note holds the file's extension and the log's path.
pub fn leave_note(log: &Path, log_path: &str) -> Result<(), WriteError> {
    let note = note_path(log);
    let extension = log.extension().unwrap_or_default().to_string_lossy().into_owned();
    fs::write(&note, format!(".{extension}\n{log_path}\n")).map_err(|e| WriteError::io(&note, e))
}

/// Removes the note: the log was closed properly.
pub fn remove_note(log: &Path) {
    let _ = fs::remove_file(note_path(log));
}

/// A log that a killed process left open.
#[derive(Debug, PartialEq)]
pub struct Leftover {
    pub file: PathBuf,
    /// The log's path as its filter named it.
    pub log_path: String,
    /// Last change of the file, seconds since the epoch.
    pub closed: f64,
}

/// Finds notes in `folder` and removes those whose log is gone.
pub fn leftovers(folder: &Path) -> Vec<Leftover> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(log) = name.strip_prefix(".shadow.") else { continue };
        let file = folder.join(log);
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let log_path = text.lines().nth(1).unwrap_or_default().to_owned();
        match fs::metadata(&file).and_then(|m| m.modified()) {
            Ok(changed) if !log_path.is_empty() => {
                let closed = changed.duration_since(std::time::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64());
                found.push(Leftover { file, log_path, closed });
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
        leave_note(&log, "conn").expect("a note");
        let found = leftovers(folder.path());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].file.clone(), found[0].log_path.as_str()), (log.clone(), "conn"));
        remove_note(&log);
        assert!(leftovers(folder.path()).is_empty());
    }
}
