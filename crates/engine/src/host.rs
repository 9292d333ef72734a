//! The outside world as scripts reach it in a real run: clock, files, processes, standard output and error.
//!
//! What scripts print is buffered and written out before anything goes to standard error, at the end, and when the
//! buffer is full, so that the order in a pipe is the order of events. Open files are closed when the host goes.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};
use zander_bytecode::Place;
use zander_syntax::source::SourceMap;
use zander_syntax::span::FileId;
use zander_vm::{FileInfo, Host, Location, Report, Severity};

/// Numbers of standard output and standard error among the handles of files.
const STDOUT: u32 = 0;
const STDERR: u32 = 1;
const FIRST_FILE: u32 = 2;

/// What goes to standard error besides being an event, as the options of `Reporter` say.
#[derive(Clone, Copy)]
pub struct Loudness {
    pub info: bool,
    pub warnings: bool,
    pub errors: bool,
}

impl Default for Loudness {
    fn default() -> Loudness {
        Loudness { info: false, warnings: true, errors: true }
    }
}

/// The real world.
pub struct StandardHost {
    stdout: BufWriter<io::Stdout>,
    files: Vec<Option<OpenFile>>,
    sources: Rc<RefCell<SourceMap>>,
    random: Random,
    terminate: Arc<AtomicBool>,
    /// Which reports are shown on standard error.
    pub loudness: Rc<RefCell<Loudness>>,
    /// Environment variables set by scripts, for the processes that they start.
    environment: Vec<(Vec<u8>, Vec<u8>)>,
    children: Vec<std::process::Child>,
}

struct OpenFile {
    name: Vec<u8>,
    writer: BufWriter<File>,
    buffered: bool,
}

/// A source of random bytes: the system's, or a sequence that a seed determines.
enum Random {
    System(Option<BufReader<File>>),
    Seeded(u64),
}

impl StandardHost {
    /// A host whose messages refer to `sources`. `terminate` is set when a script calls `terminate()`. A seed makes
    /// randomness repeatable.
    pub fn new(
        sources: Rc<RefCell<SourceMap>>,
        terminate: Arc<AtomicBool>,
        seed: Option<u64>,
    ) -> StandardHost {
        StandardHost {
            stdout: BufWriter::with_capacity(1 << 16, io::stdout()),
            files: Vec::new(),
            sources,
            random: match seed {
                Some(s) => Random::Seeded(s),
                None => Random::System(File::open("/dev/urandom").ok().map(BufReader::new)),
            },
            terminate,
            loudness: Rc::default(),
            environment: Vec::new(),
            children: Vec::new(),
        }
    }

    fn file(&mut self, handle: u32) -> io::Result<&mut OpenFile> {
        let at = handle.checked_sub(FIRST_FILE).map(|i| i as usize);
        at.and_then(|i| self.files.get_mut(i)?.as_mut()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn reap(&mut self) {
        self.children.retain_mut(|c| matches!(c.try_wait(), Ok(None)));
    }
}

impl Drop for StandardHost {
    fn drop(&mut self) {
        // A reader that has gone away is no reason to complain at the very end.
        let _ = self.stdout.flush();
        for child in &mut self.children {
            let _ = child.wait();
        }
    }
}

fn path(name: &[u8]) -> &Path {
    Path::new(std::ffi::OsStr::from_bytes(name))
}

impl Host for StandardHost {
    fn now(&mut self) -> f64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
    }

    fn random(&mut self, out: &mut [u8]) {
        match &mut self.random {
            Random::System(file) => {
                if file.as_mut().is_none_or(|f| f.read_exact(out).is_err()) {
                    // Without the system's source, ids are still unique within and very likely across runs.
                    let start =
                        SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
                    self.random = Random::Seeded(start ^ u64::from(std::process::id()).rotate_left(32));
                    self.random(out);
                }
            }
            Random::Seeded(state) => {
                // The step of the "splitmix64" generator.
                for chunk in out.chunks_mut(8) {
                    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                    let mut z = *state;
                    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                    let bytes = (z ^ (z >> 31)).to_le_bytes();
                    chunk.copy_from_slice(&bytes[..chunk.len()]);
                }
            }
        }
    }

    fn print(&mut self, bytes: &[u8]) {
        if self.stdout.write_all(bytes).is_err() {
            // Nobody reads any more; the run goes on for its logs.
            self.stdout = BufWriter::with_capacity(1 << 16, io::stdout());
        }
    }

    fn report(&mut self, report: &Report) {
        let loudness = *self.loudness.borrow();
        let shown = match report.severity {
            Severity::Info => loudness.info,
            Severity::Warning => loudness.warnings,
            Severity::Error => loudness.errors,
            Severity::Fatal => true,
        };
        if !shown {
            return;
        }
        let _ = self.stdout.flush();
        let text = crate::reports::text(report, &self.sources.borrow());
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn locate(&self, place: Place) -> Option<Location> {
        if place.is_none() {
            return None;
        }
        let sources = self.sources.borrow();
        let position = sources.position(FileId(place.file), place.start);
        let file = sources.name(FileId(place.file)).to_string();
        Some(Location { file, line: position.line, column: position.column })
    }

    fn text(&self, place: Place) -> Option<String> {
        if place.is_none() {
            return None;
        }
        crate::reports::expression(place, &self.sources.borrow())
    }

    fn call_at(&self, place: Place) -> Option<(String, usize)> {
        crate::reports::call(place, &self.sources.borrow())
    }

    fn open(&mut self, name: &[u8], append: bool) -> io::Result<u32> {
        let mut options = OpenOptions::new();
        options.create(true).write(true);
        let file = if append { options.append(true) } else { options.truncate(true) }.open(path(name))?;
        let slot = self.files.iter().position(Option::is_none).unwrap_or(self.files.len());
        let opened = OpenFile { name: name.to_vec(), writer: BufWriter::new(file), buffered: true };
        if slot == self.files.len() {
            self.files.push(Some(opened));
        } else {
            self.files[slot] = Some(opened);
        }
        Ok(slot as u32 + FIRST_FILE)
    }

    fn write(&mut self, handle: u32, bytes: &[u8]) -> io::Result<()> {
        match handle {
            STDOUT => self.stdout.write_all(bytes),
            STDERR => {
                self.stdout.flush()?;
                io::stderr().lock().write_all(bytes)
            }
            _ => {
                let file = self.file(handle)?;
                file.writer.write_all(bytes)?;
                if file.buffered { Ok(()) } else { file.writer.flush() }
            }
        }
    }

    fn flush(&mut self, handle: u32) -> io::Result<()> {
        match handle {
            STDOUT => self.stdout.flush(),
            STDERR => Ok(()),
            _ => self.file(handle)?.writer.flush(),
        }
    }

    fn close(&mut self, handle: u32) -> bool {
        let Some(at) = handle.checked_sub(FIRST_FILE) else { return false };
        match self.files.get_mut(at as usize).and_then(Option::take) {
            Some(mut f) => f.writer.flush().is_ok(),
            None => false,
        }
    }

    fn reopen(&mut self, handle: u32) -> io::Result<()> {
        let file = self.file(handle)?;
        file.writer.flush()?;
        file.writer = BufWriter::new(File::create(path(&file.name))?);
        Ok(())
    }

    fn is_open(&self, handle: u32) -> bool {
        match handle.checked_sub(FIRST_FILE) {
            Some(at) => matches!(self.files.get(at as usize), Some(Some(_))),
            None => true,
        }
    }

    fn set_buffered(&mut self, handle: u32, on: bool) {
        if let Ok(f) = self.file(handle) {
            f.buffered = on;
        }
    }

    fn read(&mut self, name: &[u8]) -> io::Result<Vec<u8>> {
        fs::read(path(name))
    }

    fn metadata(&mut self, name: &[u8]) -> io::Result<FileInfo> {
        let m = fs::metadata(path(name))?;
        Ok(FileInfo {
            is_dir: m.is_dir(),
            is_file: m.is_file(),
            size: m.size(),
            mode: m.mode(),
            device: m.dev(),
            inode: m.ino(),
            links: m.nlink(),
            uid: m.uid(),
            gid: m.gid(),
            block_size: m.blksize(),
            blocks: m.blocks(),
            accessed: m.atime() as f64 + m.atime_nsec() as f64 / 1e9,
            modified: m.mtime() as f64 + m.mtime_nsec() as f64 / 1e9,
            changed: m.ctime() as f64 + m.ctime_nsec() as f64 / 1e9,
        })
    }

    fn make_dir(&mut self, name: &[u8], parents: bool) -> io::Result<()> {
        if parents { fs::create_dir_all(path(name)) } else { fs::create_dir(path(name)) }
    }

    fn remove_dir(&mut self, name: &[u8]) -> io::Result<()> {
        fs::remove_dir(path(name))
    }

    fn remove_file(&mut self, name: &[u8]) -> io::Result<()> {
        fs::remove_file(path(name))
    }

    fn rename(&mut self, from: &[u8], to: &[u8]) -> io::Result<()> {
        fs::rename(path(from), path(to))
    }

    fn environment(&mut self, name: &[u8]) -> Option<Vec<u8>> {
        if let Some((_, v)) = self.environment.iter().rev().find(|(n, _)| n == name) {
            return Some(v.clone());
        }
        std::env::var_os(std::ffi::OsStr::from_bytes(name)).map(|v| v.as_bytes().to_vec())
    }

    fn set_environment(&mut self, name: &[u8], value: &[u8]) -> bool {
        if name.is_empty() || name.contains(&b'=') || name.contains(&0) || value.contains(&0) {
            return false;
        }
        self.environment.push((name.to_vec(), value.to_vec()));
        true
    }

    fn run(&mut self, command: &[u8], stdin: &[u8], environment: &[(Vec<u8>, Vec<u8>)], wait: bool) -> i32 {
        let _ = self.stdout.flush();
        self.reap();
        let os = |b: &[u8]| std::ffi::OsStr::from_bytes(b).to_owned();
        let mut process = Command::new("/bin/sh");
        process.arg("-c").arg(os(command));
        process.envs(self.environment.iter().chain(environment).map(|(n, v)| (os(n), os(v))));
        process.stdin(if stdin.is_empty() { Stdio::inherit() } else { Stdio::piped() });
        let mut child = match process.spawn() {
            Ok(c) => c,
            Err(_) => return -1,
        };
        if let Some(mut pipe) = child.stdin.take() {
            // A command that does not read its input is free not to.
            let _ = pipe.write_all(stdin);
        }
        if !wait {
            self.children.push(child);
            return 0;
        }
        match child.wait() {
            Ok(status) => std::os::unix::process::ExitStatusExt::into_raw(status),
            Err(_) => -1,
        }
    }

    fn sleep(&mut self, seconds: f64) {
        let _ = self.stdout.flush();
        std::thread::sleep(std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default());
    }

    fn process_id(&self) -> u32 {
        std::process::id()
    }

    fn host_name(&mut self) -> Vec<u8> {
        let name = fs::read("/proc/sys/kernel/hostname").unwrap_or_default();
        let name = name.strip_suffix(b"\n").unwrap_or(&name).to_vec();
        if name.is_empty() { b"localhost".to_vec() } else { name }
    }

    fn terminate(&mut self) -> bool {
        !self.terminate.swap(true, Ordering::Relaxed)
    }
}
