//! What a writer is, and the buffered file that text writers share.

use crate::layout::{Layout, Row};
use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts the rows of one log somewhere.
pub trait Writer {
    /// Writes a row whole, or reports why not.
    fn write(&mut self, row: &Row<'_>) -> Result<(), WriteError>;

    /// Makes what was written so far visible to readers.
    fn flush(&mut self) -> Result<(), WriteError>;

    /// Closes the current file under `name` (a path), and goes on with a fresh one. Returns false when the writer has
    /// nothing that could be rotated.
    fn rotate(&mut self, name: &Path, opened: f64, closed: f64) -> Result<bool, WriteError>;

    /// Writes what ends a log and closes it.
    fn finish(&mut self, now: f64) -> Result<(), WriteError>;

    /// Where the rows go, for messages.
    fn target(&self) -> String;
}

/// Makes the writer of a log when its first row comes.
pub type Factory<'a> = dyn FnMut(&Layout) -> Result<Box<dyn Writer>, WriteError> + 'a;

/// A row or file that could not be written.
#[derive(Debug)]
pub struct WriteError {
    /// The file or database.
    pub target: String,
    pub cause: String,
}

impl WriteError {
    /// For a failure on `path`.
    pub fn io(path: &Path, e: io::Error) -> WriteError {
        WriteError { target: path.display().to_string(), cause: e.to_string() }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write {}: {}", self.target, self.cause)
    }
}

impl std::error::Error for WriteError {}

enum Sink {
    Plain(File),
    Gzip(Box<flate2::write::GzEncoder<File>>),
    Stdout(io::Stdout),
}

/// A file with a buffer that holds whole rows only: what cannot be written stays in the buffer and is tried again with
/// the next flush, up to a limit; beyond it the oldest bytes up to the end of a row are dropped and counted.
pub struct RowFile {
    path: PathBuf,
    sink: Sink,
    buffer: Vec<u8>,
    /// Flush after every row.
    pub unbuffered: bool,
    /// Rows dropped because the file could not be written for too long.
    pub dropped: u64,
}

/// The buffer goes to the file when it holds this many bytes.
const FLUSH_AT: usize = 64 * 1024;
/// More than this is never kept for a file that cannot be written.
const KEEP_AT_MOST: usize = 16 * 1024 * 1024;

impl RowFile {
    /// Creates (or empties) the file; `gzip` is the compression level, 0 for none. The path `/dev/stdout` is standard
    /// output.
    pub fn create(path: &Path, gzip: u32) -> Result<RowFile, WriteError> {
        let sink = if path == Path::new("/dev/stdout") {
            Sink::Stdout(io::stdout())
        } else {
            let file = File::create(path).map_err(|e| WriteError::io(path, e))?;
            match gzip {
                0 => Sink::Plain(file),
                level => Sink::Gzip(Box::new(flate2::write::GzEncoder::new(
                    file,
                    flate2::Compression::new(level.min(9)),
                ))),
            }
        };
        Ok(RowFile {
            path: path.to_owned(),
            sink,
            buffer: Vec::with_capacity(4096),
            unbuffered: false,
            dropped: 0,
        })
    }

    /// The path given to [`RowFile::create`].
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets `f` append one row, line feed included, to the buffer.
    #[inline]
    pub fn row(&mut self, f: impl FnOnce(&mut Vec<u8>)) -> Result<(), WriteError> {
        f(&mut self.buffer);
        if self.unbuffered || self.buffer.len() >= FLUSH_AT { self.flush() } else { Ok(()) }
    }

    /// Writes the buffer to the file.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        let mut done = 0;
        let result = loop {
            if done == self.buffer.len() {
                break Ok(());
            }
            let rest = &self.buffer[done..];
            let written = match &mut self.sink {
                Sink::Plain(f) => f.write(rest),
                Sink::Gzip(z) => z.write(rest),
                Sink::Stdout(o) => o.write(rest),
            };
            match written {
                Ok(0) => break Err(io::Error::from(io::ErrorKind::WriteZero)),
                Ok(n) => done += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => break Err(e),
            }
        };
        self.buffer.drain(..done);
        self.shed();
        let result = result.and_then(|()| match &mut self.sink {
            Sink::Stdout(o) => o.flush(),
            _ => Ok(()),
        });
        result.map_err(|e| WriteError::io(&self.path, e))
    }

    fn shed(&mut self) {
        while self.buffer.len() > KEEP_AT_MOST {
            let end = memchr::memchr(b'\n', &self.buffer).map_or(self.buffer.len(), |i| i + 1);
            let half = self.buffer.len() / 2;
            let cut = memchr::memchr(b'\n', &self.buffer[half..]).map_or(end, |i| half + i + 1);
            self.dropped += lines(&self.buffer[..cut]);
            self.buffer.drain(..cut);
        }
    }

    /// Flushes and closes the file. An error says how many lines never reached it.
    pub fn close(mut self) -> Result<(), WriteError> {
        let flushed = self.flush();
        let lost = self.dropped + lines(&self.buffer);
        let closed = flushed.and_then(|()| match self.sink {
            Sink::Gzip(z) => z.finish().map(drop).map_err(|e| WriteError::io(&self.path, e)),
            _ => Ok(()),
        });
        match closed {
            Err(e) if lost > 0 => {
                Err(WriteError { cause: format!("{}; {lost} lines are lost", e.cause), ..e })
            }
            Ok(()) if lost > 0 => {
                let cause = format!("{lost} lines are lost of a time when it could not be written");
                Err(WriteError { target: self.path.display().to_string(), cause })
            }
            closed => closed,
        }
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Discards everything (`Log::WRITER_NONE`).
pub struct Discard;

impl Writer for Discard {
    fn write(&mut self, _: &Row<'_>) -> Result<(), WriteError> {
        Ok(())
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        Ok(())
    }

    fn rotate(&mut self, _: &Path, _: f64, _: f64) -> Result<bool, WriteError> {
        Ok(true)
    }

    fn finish(&mut self, _: f64) -> Result<(), WriteError> {
        Ok(())
    }

    fn target(&self) -> String {
        "nowhere".into()
    }
}
