//! Streams into lines.

use crate::Context;
use memchr::memchr2;

/// A line without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// It lay in one piece.
    Whole(&'a [u8]),
    /// It was put together from pieces; give the buffer back with [`Lines::recycle`].
    Joined(Vec<u8>),
}

impl Line<'_> {
    /// The bytes of the line.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Line::Whole(b) => b,
            Line::Joined(b) => b,
        }
    }
}

/// What is worth a weird about how lines end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LineFaults {
    /// A CR was followed by neither LF nor another line end.
    pub lone_cr: bool,
    /// An LF was not preceded by CR.
    pub lone_lf: bool,
    /// A NUL within a line.
    pub nul: bool,
    /// The line was longer than the limit and was cut there.
    pub too_long: bool,
}

impl LineFaults {
    /// Reports a CR without LF in the name of the part that splits lines: once, for which `told` is kept by the caller for
    /// each connection.
    pub fn tell(self, cx: &mut Context<'_>, told: &mut bool) {
        if self.lone_cr && !std::mem::replace(told, true) {
            cx.weird_from("CONTENTLINE", "line_terminated_with_single_CR", "");
        }
        if self.too_long {
            cx.weird_from("CONTENTLINE", "contentline_size_exceeded", "");
        }
    }
}

/// Which line ends there are besides CRLF.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ends {
    /// LF alone ends a line.
    pub lf: bool,
    /// CR alone ends a line.
    pub cr: bool,
}

/// Splits one direction of a stream into lines. Pieces of a line are kept until it ends; a line in one piece is handed
/// out as it lies in the input.
pub struct Lines {
    partial: Vec<u8>,
    ends: Ends,
    limit: usize,
    /// The last byte seen was a CR that has not been decided on.
    pending_cr: bool,
    /// Faults of the line last handed out.
    pub faults: LineFaults,
}

impl Lines {
    /// Lines of up to `limit` bytes; longer ones are handed out in pieces of that length.
    pub fn new(ends: Ends, limit: usize) -> Lines {
        Lines {
            partial: Vec::new(),
            ends,
            limit: limit.max(1),
            pending_cr: false,
            faults: LineFaults::default(),
        }
    }

    /// The next line; takes what it consists of from the front of `data`. `None` when the line has not ended: all of
    /// `data` is kept.
    pub fn next<'a>(&mut self, data: &mut &'a [u8]) -> Option<Line<'a>> {
        self.faults = LineFaults::default();
        let mut scanned = 0;
        loop {
            let input: &'a [u8] = data;
            if self.pending_cr {
                // The CR is the last byte of what is kept.
                let next = *input.first()?;
                self.pending_cr = false;
                if next == b'\n' {
                    *data = input.get(1..).unwrap_or_default();
                    self.partial.pop();
                    return Some(self.joined());
                }
                if self.ends.cr {
                    self.partial.pop();
                    self.faults.lone_cr = next != b'\r';
                    return Some(self.joined());
                }
                self.faults.lone_cr = true;
            }
            let rest = input.get(scanned..).unwrap_or_default();
            let Some(found) = memchr2(b'\r', b'\n', rest) else {
                if self.partial.len() + input.len() > self.limit {
                    return Some(self.cut(data));
                }
                self.partial.extend_from_slice(input);
                *data = &[];
                return None;
            };
            let at = scanned + found;
            if self.partial.len() + at > self.limit {
                return Some(self.cut(data));
            }
            if rest.get(found) == Some(&b'\n') {
                if self.ends.lf {
                    self.faults.lone_lf = true;
                    return Some(self.take(data, at, 1));
                }
                self.faults.lone_lf = true;
                scanned = at + 1;
                continue;
            }
            match input.get(at + 1) {
                Some(b'\n') => return Some(self.take(data, at, 2)),
                Some(next) if self.ends.cr => {
                    self.faults.lone_cr = *next != b'\r';
                    return Some(self.take(data, at, 1));
                }
                Some(_) => {
                    self.faults.lone_cr = true;
                    scanned = at + 1;
                }
                None => {
                    self.partial.extend_from_slice(input);
                    *data = &[];
                    self.pending_cr = true;
                    return None;
                }
            }
        }
    }

    /// What is left of a line that has no end, at the end of the stream.
    pub fn finish(&mut self) -> Option<Line<'static>> {
        if std::mem::take(&mut self.pending_cr) && self.ends.cr {
            self.partial.pop();
            return Some(self.joined());
        }
        (!self.partial.is_empty()).then(|| self.joined())
    }

    /// Changes which line ends there are, from the next byte on.
    pub fn set_ends(&mut self, ends: Ends) {
        self.ends = ends;
    }

    /// Bytes kept of a line that has not ended.
    pub fn pending(&self) -> usize {
        self.partial.len()
    }

    /// Forgets what is kept of a line that has not ended.
    pub fn clear(&mut self) {
        self.partial.clear();
        self.pending_cr = false;
    }

    /// Keeps no more memory than is needed for what is pending.
    pub fn shrink_to_fit(&mut self) {
        self.partial.shrink_to_fit();
    }

    /// Takes a buffer back, so that the next joined line needs no allocation.
    pub fn recycle(&mut self, line: Line<'_>) {
        if let Line::Joined(mut buffer) = line
            && self.partial.capacity() == 0
            && buffer.capacity() <= 1 << 16
        {
            buffer.clear();
            self.partial = buffer;
        }
    }

    fn joined(&mut self) -> Line<'static> {
        let line = std::mem::take(&mut self.partial);
        self.faults.nul = memchr::memchr(0, &line).is_some();
        Line::Joined(line)
    }

    /// Ends a line before the `end` bytes of its end.
    fn take<'a>(&mut self, data: &mut &'a [u8], at: usize, end: usize) -> Line<'a> {
        let input: &'a [u8] = data;
        let (line, rest) = input.split_at(at.min(input.len()));
        *data = rest.get(end..).unwrap_or_default();
        if self.partial.is_empty() {
            self.faults.nul = memchr::memchr(0, line).is_some();
            return Line::Whole(line);
        }
        self.partial.extend_from_slice(line);
        self.joined()
    }

    fn cut<'a>(&mut self, data: &mut &'a [u8]) -> Line<'a> {
        let room = self.limit.saturating_sub(self.partial.len());
        self.faults.too_long = true;
        self.take(data, room, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(ends: Ends, limit: usize, pieces: &[&[u8]]) -> (Vec<String>, LineFaults) {
        let mut lines = Lines::new(ends, limit);
        let (mut out, mut faults) = (Vec::new(), LineFaults::default());
        for piece in pieces {
            let mut data = *piece;
            while let Some(line) = lines.next(&mut data) {
                out.push(line.bytes().escape_ascii().to_string());
                faults.lone_cr |= lines.faults.lone_cr;
                faults.lone_lf |= lines.faults.lone_lf;
                faults.nul |= lines.faults.nul;
                faults.too_long |= lines.faults.too_long;
                lines.recycle(line);
            }
            assert!(data.is_empty());
        }
        if let Some(line) = lines.finish() {
            out.push(format!("{}|", line.bytes().escape_ascii()));
        }
        (out, faults)
    }

    #[test]
    fn any_cut_gives_the_same_lines() {
        let text: &[u8] = b"one\r\n\r\ntwo\nth\rree\r\n\x00four\r";
        let both = Ends { lf: true, cr: false };
        let (expected, faults) = split(both, 100, &[text]);
        assert_eq!(expected, ["one", "", "two", "th\\rree", "\\x00four\\r|"]);
        assert!(faults.lone_cr && faults.lone_lf && !faults.too_long);
        for at in 0..text.len() {
            assert_eq!(split(both, 100, &[&text[..at], &text[at..]]).0, expected, "cut at {at}");
        }
        let each: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(split(both, 100, &each).0, expected);
    }

    #[test]
    fn lone_cr_may_end_a_line() {
        let all = Ends { lf: true, cr: true };
        assert_eq!(split(all, 100, &[b"a\rb\r\nc\n\r"]).0, ["a", "b", "c", "|"]);
        assert_eq!(split(all, 100, &[b"a\r", b"b\r", b"\nc"]).0, ["a", "b", "c|"]);
    }

    #[test]
    fn long_lines_are_cut() {
        let lf = Ends { lf: true, cr: false };
        let (lines, faults) = split(lf, 4, &[b"abcdefghij\nx\r\n"]);
        assert_eq!(lines, ["abcd", "efgh", "ij", "x"]);
        assert!(faults.too_long);
    }
}
