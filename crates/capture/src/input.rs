//! The bytes of a capture file, whether mapped into memory or flowing in.

use std::fs::File;
use std::io::{self, BufReader, Read};

use memmap2::{Advice, Mmap};

/// Pages behind the position are given back in steps of this many bytes.
const RELEASE_STEP: usize = 8 << 20;
/// A stream is read in pieces of this many bytes.
const READ_STEP: usize = 256 << 10;

/// Bytes in order, with a position.
pub(crate) enum Input {
    Mapped {
        map: Mmap,
        position: usize,
        recent: usize,
        released: usize,
    },
    Stream {
        reader: Box<dyn Read + Send>,
        buffer: Vec<u8>,
        start: usize,
        end: usize,
        recent: usize,
        offset: u64,
    },
}

/// Fewer bytes came than were asked for.
pub(crate) enum Short {
    /// The input ended; how many there were.
    End(usize),
    /// It failed.
    Failed(io::Error),
}

impl Input {
    /// Opens a path; `-` is standard input. Compressed input is recognised by its first bytes.
    pub fn open(path: &str) -> io::Result<Self> {
        if path == "-" {
            return Self::stream(Box::new(io::stdin()));
        }
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"));
        }
        if metadata.is_file() && metadata.len() > 0 {
            // SAFETY: a private map of a file that was opened for reading. Its bytes are read as plain bytes, so other
            // values than expected do no harm. A file that is cut short by another process while it is mapped would
            // end this one by a signal; captures are written once, or grown, but not shortened.
            let map = unsafe { Mmap::map(&file)? };
            if Compression::of(&map).is_none() {
                // Only advice: reading works without.
                let _ = map.advise(Advice::Sequential);
                return Ok(Input::Mapped { map, position: 0, recent: 0, released: 0 });
            }
        }
        Self::stream(Box::new(file))
    }

    /// Reads from a stream.
    pub fn stream(mut raw: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut first = [0; 4];
        let mut have = 0;
        while let Some(free @ [_, ..]) = first.get_mut(have..) {
            match raw.read(free) {
                Ok(0) => break,
                Ok(count) => have += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let seen = first.get(..have).unwrap_or_default().to_vec();
        let compression = Compression::of(&seen);
        let raw = io::Cursor::new(seen).chain(raw);
        let reader: Box<dyn Read + Send> = match compression {
            None => Box::new(raw),
            Some(Compression::Gzip) => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(raw))),
            Some(Compression::Zstd) => Box::new(zstd::stream::read::Decoder::new(raw)?),
        };
        Ok(Input::Stream { reader, buffer: Vec::new(), start: 0, end: 0, recent: 0, offset: 0 })
    }

    /// How many bytes have been taken.
    pub fn offset(&self) -> u64 {
        match self {
            Input::Mapped { position, .. } => *position as u64,
            Input::Stream { offset, .. } => *offset,
        }
    }

    /// The next `count` bytes without taking them. Memory grows by what arrives, not by `count`.
    #[inline]
    pub fn peek(&mut self, count: usize) -> Result<&[u8], Short> {
        match self {
            Input::Mapped { map, position, .. } => {
                let rest = map.get(*position..).unwrap_or_default();
                rest.get(..count).ok_or(Short::End(rest.len()))
            }
            Input::Stream { reader, buffer, start, end, .. } => {
                fill(reader, buffer, start, end, count)?;
                buffer.get(*start..*start + count).ok_or(Short::End(*end - *start))
            }
        }
    }

    /// Takes the next `count` bytes; [`Input::recent`] then has them.
    #[inline]
    pub fn take(&mut self, count: usize) -> Result<(), Short> {
        match self {
            Input::Mapped { map, position, recent, released } => {
                let left = map.len() - *position;
                if left < count {
                    return Err(Short::End(left));
                }
                *recent = count;
                *position += count;
                if *position - *released >= 2 * RELEASE_STEP + count {
                    // SAFETY: the map is private, read-only and backed by a file: pages that are given back are read
                    // anew when somebody looks at them, with the same content.
                    let _ = unsafe {
                        map.unchecked_advise_range(
                            memmap2::UncheckedAdvice::DontNeed,
                            *released,
                            RELEASE_STEP,
                        )
                    };
                    *released += RELEASE_STEP;
                }
            }
            Input::Stream { reader, buffer, start, end, recent, offset } => {
                fill(reader, buffer, start, end, count)?;
                *recent = count;
                *start += count;
                *offset += count as u64;
            }
        }
        Ok(())
    }

    /// The bytes that were taken last, until others are looked at.
    #[inline]
    pub fn recent(&self) -> &[u8] {
        match self {
            Input::Mapped { map, position, recent, .. } => map.get(*position - *recent..*position),
            Input::Stream { buffer, start, recent, .. } => buffer.get(*start - *recent..*start),
        }
        .unwrap_or_default()
    }

    /// Steps over `count` bytes, however many.
    pub fn skip(&mut self, mut count: u64) -> Result<(), Short> {
        while count > 0 {
            let piece = count.min(READ_STEP as u64) as usize;
            self.take(piece)?;
            count -= piece as u64;
        }
        Ok(())
    }
}

/// Makes at least `count` bytes available in the buffer.
fn fill(
    reader: &mut Box<dyn Read + Send>,
    buffer: &mut Vec<u8>,
    start: &mut usize,
    end: &mut usize,
    count: usize,
) -> Result<(), Short> {
    while *end - *start < count {
        if *start == *end {
            (*start, *end) = (0, 0);
        }
        if buffer.len() - *end < READ_STEP / 2 {
            if *start > 0 {
                buffer.copy_within(*start..*end, 0);
                (*start, *end) = (0, *end - *start);
            }
            if buffer.len() - *end < READ_STEP / 2 {
                buffer.resize(buffer.len() + READ_STEP, 0);
            }
        }
        match reader.read(buffer.get_mut(*end..).unwrap_or_default()) {
            Ok(0) => return Err(Short::End(*end - *start)),
            Ok(read) => *end += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Short::Failed(error)),
        }
    }
    Ok(())
}

enum Compression {
    Gzip,
    Zstd,
}

impl Compression {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, ..] => Some(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Compression::Zstd),
            _ => None,
        }
    }
}
