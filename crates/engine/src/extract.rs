//! Writing extracted files.
//!
//! Protocols hand files over in small pieces, often a line at a time. Each open file has a buffer, so that what the
//! system is asked to do grows with the bytes and not with the pieces: at most [`MAX_OPEN`] times [`BUFFER`] bytes wait at
//! any time, and none of a file that has ended. Where bytes are missing a file has a hole, which costs the same however long
//! it is: a packet claims a gap of gigabytes as easily as one of a line.

use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use zander_analyzer::files::Sink;

/// So many files are kept open; beyond it one is closed and opened again when its next bytes come.
const MAX_OPEN: usize = 256;
/// So many bytes of a file wait to be written.
const BUFFER: usize = 16 * 1024;

/// Extracted files on disk. A file is made, with the folders above it, when its first bytes come.
#[derive(Default)]
pub struct Extraction {
    /// By path.
    open: HashMap<Box<[u8]>, BufWriter<File>, RandomState>,
    /// Files that could not be written when they had to make room for others. Each is told of when its next bytes come, or
    /// its end.
    failed: HashSet<Box<[u8]>>,
}

fn create(path: &[u8]) -> io::Result<File> {
    let path = Path::new(std::ffi::OsStr::from_bytes(path));
    let make = || File::options().create(true).append(true).open(path);
    match (make(), path.parent()) {
        (Err(e), Some(folder)) if e.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            make()
        }
        (made, _) => made,
    }
}

/// Appends zeros. A long run of them becomes a hole, unless this is no file on a disk but, say, a pipe.
fn zeros(file: &mut BufWriter<File>, length: u64) -> io::Result<()> {
    if length <= BUFFER as u64 || !file.get_ref().metadata()?.is_file() {
        return io::copy(&mut io::repeat(0).take(length), file).map(drop);
    }
    file.flush()?;
    let file = file.get_ref();
    file.set_len(file.metadata()?.len().saturating_add(length))
}

impl Extraction {
    /// Closes one file if there are as many as there may be.
    fn make_room(&mut self) {
        if self.open.len() >= MAX_OPEN
            && let Some(other) = self.open.keys().next().cloned()
            && let Some(mut file) = self.open.remove(&other)
            && file.flush().is_err()
        {
            self.failed.insert(other);
        }
    }

    /// Adds to a file, which is made when this is its first use. False when it cannot.
    fn add(&mut self, path: &[u8], add: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> bool {
        if let Some(file) = self.open.get_mut(path) {
            let written = add(file).is_ok();
            if !written {
                self.open.remove(path);
            }
            return written;
        }
        if self.failed.remove(path) {
            return false;
        }
        self.make_room();
        let Ok(file) = create(path) else { return false };
        let mut file = BufWriter::with_capacity(BUFFER, file);
        let written = add(&mut file).is_ok();
        if written {
            self.open.insert(path.into(), file);
        }
        written
    }
}

impl Sink for Extraction {
    fn write(&mut self, path: &[u8], data: &[u8]) -> bool {
        self.add(path, |file| file.write_all(data))
    }

    fn write_zeros(&mut self, path: &[u8], length: u64) -> bool {
        self.add(path, |file| zeros(file, length))
    }

    fn close(&mut self, path: &[u8]) -> bool {
        let failed = self.failed.remove(path);
        let flushed = self.open.remove(path).is_none_or(|mut file| file.flush().is_ok());
        flushed && !failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn files_that_make_room_for_others_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = |i: usize| folder.path().join(format!("below/{i}")).into_os_string().into_encoded_bytes();
        let mut files = Extraction::default();
        let pieces: [&[u8]; 3] = [b"one", &[b'-'; BUFFER + 1], b"two"];
        for piece in pieces {
            for i in 0..2 * MAX_OPEN {
                assert!(files.write(&path(i), piece));
            }
        }
        for i in 0..2 * MAX_OPEN {
            assert!(files.close(&path(i)));
            assert_eq!(fs::read(folder.path().join(format!("below/{i}"))).unwrap(), pieces.concat());
        }
    }

    #[test]
    fn missing_bytes_are_zeros() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let name = path.as_os_str().as_bytes();
        let mut files = Extraction::default();
        let mut expected = Vec::new();
        for gap in [1, BUFFER, BUFFER + 1, 1 << 24] {
            assert!(files.write_zeros(name, gap as u64) && files.write(name, b"bytes"));
            expected.resize(expected.len() + gap, 0);
            expected.extend_from_slice(b"bytes");
        }
        assert!(files.close(name));
        assert!(fs::read(&path).unwrap() == expected);
        assert!(fs::metadata(&path).unwrap().blocks() * 512 < 1 << 20, "long gaps take no room");
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        let mut files = Extraction::default();
        assert!(!files.write(b"/dev/null/file", b"x"), "below what is no folder");
        assert!(files.write(b"/dev/full", b"x"), "it waits");
        assert!(!files.close(b"/dev/full"));
        assert!(files.close(b"/dev/full"), "nothing waits any more");
    }
}
