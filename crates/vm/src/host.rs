//! The outside world as scripts can reach it: clock, files, environment, processes, standard output, randomness.
//!
//! The VM and the built-in functions do no I/O of their own. The engine gives them a [`Host`] that does; tests give
//! them a [`MemoryHost`], which is deterministic and keeps what was printed.

use crate::error::CallSite;
use std::io;
use zander_bytecode::Place;

/// How bad a [`Report`] is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Severity {
    Info,
    Warning,
    Error,
    /// The process ends after it.
    Fatal,
}

/// A message about the script or from it.
#[derive(Clone, Debug)]
pub struct Report {
    pub severity: Severity,
    /// True for an error found by evaluating an expression: reads `expression error in …`, and the text of the place
    /// follows the message in parentheses.
    pub expression: bool,
    pub message: String,
    /// What the message is about; [`Place::NONE`] when it is about no place.
    pub place: Place,
    /// The calls that were being executed, innermost first.
    pub stack: Vec<CallSite>,
    /// Network time in seconds.
    pub time: f64,
}

/// Where a [`Place`] is, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file as it was loaded.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1.
    pub column: u32,
}

/// What is known about a file or directory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileInfo {
    pub is_dir: bool,
    pub is_file: bool,
    pub size: u64,
    /// Permission and type bits of `st_mode`.
    pub mode: u32,
    pub device: u64,
    pub inode: u64,
    pub links: u64,
    pub uid: u32,
    pub gid: u32,
    pub block_size: u64,
    pub blocks: u64,
    /// Seconds since the epoch.
    pub accessed: f64,
    pub modified: f64,
    pub changed: f64,
}

fn unsupported<T>() -> io::Result<T> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// The outside world. Every method has an answer for a world that lacks the thing, so a host implements what it has.
pub trait Host {
    /// Real time, in seconds since the epoch.
    fn now(&mut self) -> f64;

    /// Fills the buffer with random bytes; deterministic when a seed was given.
    fn random(&mut self, out: &mut [u8]);

    /// Writes to standard output.
    fn print(&mut self, bytes: &[u8]);

    /// A message for the user: on standard error, in reporter.log, or both.
    fn report(&mut self, report: &Report);

    /// File, line and column of a place.
    fn locate(&self, _place: Place) -> Option<Location> {
        None
    }

    /// The source of a place as messages show it: on one line, constants as they print.
    fn text(&self, _place: Place) -> Option<String> {
        None
    }

    /// The name of the function that is called at a place, and how many arguments are written there.
    fn call_at(&self, _place: Place) -> Option<(String, usize)> {
        None
    }

    /// Opens a file for writing and gives it a handle. `append` keeps what is there.
    fn open(&mut self, _name: &[u8], _append: bool) -> io::Result<u32> {
        unsupported()
    }

    /// Writes to an open file; handle 0 is standard output, 1 standard error.
    fn write(&mut self, _handle: u32, _bytes: &[u8]) -> io::Result<()> {
        unsupported()
    }

    /// Writes out what is buffered.
    fn flush(&mut self, _handle: u32) -> io::Result<()> {
        unsupported()
    }

    /// Closes a file; false when it was not open.
    fn close(&mut self, _handle: u32) -> bool {
        false
    }

    /// Goes on with an empty file of the name under which the handle was opened, after that was moved away.
    fn reopen(&mut self, _handle: u32) -> io::Result<()> {
        unsupported()
    }

    /// True while the handle stands for an open file.
    fn is_open(&self, _handle: u32) -> bool {
        false
    }

    /// Switches buffering of a file on or off.
    fn set_buffered(&mut self, _handle: u32, _on: bool) {}

    /// The whole content of a file.
    fn read(&mut self, _name: &[u8]) -> io::Result<Vec<u8>> {
        unsupported()
    }

    /// What is known about a path.
    fn metadata(&mut self, _name: &[u8]) -> io::Result<FileInfo> {
        unsupported()
    }

    /// Makes a directory; `parents` makes those above it too.
    fn make_dir(&mut self, _name: &[u8], _parents: bool) -> io::Result<()> {
        unsupported()
    }

    /// Removes an empty directory.
    fn remove_dir(&mut self, _name: &[u8]) -> io::Result<()> {
        unsupported()
    }

    /// Removes a file.
    fn remove_file(&mut self, _name: &[u8]) -> io::Result<()> {
        unsupported()
    }

    /// Renames a file or directory.
    fn rename(&mut self, _from: &[u8], _to: &[u8]) -> io::Result<()> {
        unsupported()
    }

    /// An environment variable.
    fn environment(&mut self, _name: &[u8]) -> Option<Vec<u8>> {
        None
    }

    /// Sets an environment variable for this process and those it starts.
    fn set_environment(&mut self, _name: &[u8], _value: &[u8]) -> bool {
        false
    }

    /// Runs a shell command with this input and these additional environment variables. Returns the exit status, or
    /// a negative number when it could not be started. `wait` false starts it in the background and returns 0.
    fn run(
        &mut self,
        _command: &[u8],
        _stdin: &[u8],
        _environment: &[(Vec<u8>, Vec<u8>)],
        _wait: bool,
    ) -> i32 {
        -1
    }

    /// Waits so many seconds.
    fn sleep(&mut self, _seconds: f64) {}

    /// Number of this process.
    fn process_id(&self) -> u32 {
        0
    }

    /// Name of this machine.
    fn host_name(&mut self) -> Vec<u8> {
        b"localhost".to_vec()
    }

    /// Asks for an orderly end: `zeek_done` runs, logs are finished. False when it is under way already.
    fn terminate(&mut self) -> bool {
        false
    }

    /// Answers from the name service, asynchronously: the engine resolves the promise later. False when there is none.
    fn resolve(&mut self, _promise: u64, _query: Query<'_>) -> bool {
        false
    }

    /// For what the engine alone knows: builtins that belong to it find their state here.
    fn as_any(&mut self) -> Option<&mut dyn std::any::Any> {
        None
    }
}

/// A question for the name service.
#[derive(Clone, Copy, Debug)]
pub enum Query<'a> {
    /// The name of an address.
    Name(zander_value::Addr),
    /// The addresses of a name.
    Addresses(&'a [u8]),
    /// The TXT record of a name.
    Text(&'a [u8]),
}

/// A world in memory: time stands still unless set, files are kept in a map, what is printed and reported is kept.
#[derive(Debug, Default)]
pub struct MemoryHost {
    pub time: f64,
    pub stdout: Vec<u8>,
    pub reports: Vec<Report>,
    /// Files by name.
    pub files: std::collections::BTreeMap<Vec<u8>, Vec<u8>>,
    pub environment: std::collections::BTreeMap<Vec<u8>, Vec<u8>>,
    pub terminated: bool,
    open: Vec<Option<Vec<u8>>>,
    seed: u64,
}

/// Handles below this one are the standard streams.
const FIRST_HANDLE: u32 = 2;

impl MemoryHost {
    fn slot(&self, handle: u32) -> Option<&Vec<u8>> {
        self.open.get(handle.checked_sub(FIRST_HANDLE)? as usize)?.as_ref()
    }
}

impl Host for MemoryHost {
    fn now(&mut self) -> f64 {
        self.time
    }

    fn random(&mut self, out: &mut [u8]) {
        // A fixed sequence (splitmix64), so that tests see the same numbers each time.
        for b in out {
            self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *b = (z ^ (z >> 27)) as u8;
        }
    }

    fn print(&mut self, bytes: &[u8]) {
        self.stdout.extend_from_slice(bytes);
    }

    fn report(&mut self, report: &Report) {
        self.reports.push(report.clone());
    }

    fn open(&mut self, name: &[u8], append: bool) -> io::Result<u32> {
        let file = self.files.entry(name.to_vec()).or_default();
        if !append {
            file.clear();
        }
        self.open.push(Some(name.to_vec()));
        Ok(self.open.len() as u32 - 1 + FIRST_HANDLE)
    }

    fn write(&mut self, handle: u32, bytes: &[u8]) -> io::Result<()> {
        if handle == 0 {
            self.stdout.extend_from_slice(bytes);
            return Ok(());
        }
        let name = self.slot(handle).cloned().ok_or(io::ErrorKind::NotFound)?;
        self.files.entry(name).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self, handle: u32) -> io::Result<()> {
        if handle < FIRST_HANDLE || self.is_open(handle) {
            Ok(())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    fn close(&mut self, handle: u32) -> bool {
        let at = handle.wrapping_sub(FIRST_HANDLE) as usize;
        self.open.get_mut(at).is_some_and(|f| f.take().is_some())
    }

    fn reopen(&mut self, handle: u32) -> io::Result<()> {
        let name = self.slot(handle).cloned().ok_or(io::ErrorKind::NotFound)?;
        self.files.insert(name, Vec::new());
        Ok(())
    }

    fn is_open(&self, handle: u32) -> bool {
        handle < FIRST_HANDLE || self.slot(handle).is_some()
    }

    fn sleep(&mut self, seconds: f64) {
        self.time += seconds.max(0.0);
    }

    fn read(&mut self, name: &[u8]) -> io::Result<Vec<u8>> {
        self.files.get(name).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn metadata(&mut self, name: &[u8]) -> io::Result<FileInfo> {
        let file = self.files.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(FileInfo { is_file: true, size: file.len() as u64, ..FileInfo::default() })
    }

    fn remove_file(&mut self, name: &[u8]) -> io::Result<()> {
        self.files.remove(name).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn rename(&mut self, from: &[u8], to: &[u8]) -> io::Result<()> {
        let file = self.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        self.files.insert(to.to_vec(), file);
        Ok(())
    }

    fn environment(&mut self, name: &[u8]) -> Option<Vec<u8>> {
        self.environment.get(name).cloned()
    }

    fn set_environment(&mut self, name: &[u8], value: &[u8]) -> bool {
        self.environment.insert(name.to_vec(), value.to_vec());
        true
    }

    fn terminate(&mut self) -> bool {
        !std::mem::replace(&mut self.terminated, true)
    }

    fn as_any(&mut self) -> Option<&mut dyn std::any::Any> {
        Some(self)
    }
}
