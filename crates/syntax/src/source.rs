//! The texts of a program, and where in them things stand.

use crate::span::{FileId, Span};
use memchr::memchr_iter;
use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

/// The bytes of a file; a clone shares them. Library files are part of the program and cost nothing.
#[derive(Clone, Debug)]
pub enum Text {
    /// Part of the program.
    Static(&'static [u8]),
    /// Read from somewhere.
    Shared(Rc<[u8]>),
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Text::Static(bytes) => bytes,
            Text::Shared(bytes) => bytes,
        }
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Text {
        Text::Static(text.as_bytes())
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Text {
        Text::Shared(Rc::from(bytes))
    }
}

/// The files of a program, numbered in the order in which they were added.
#[derive(Default)]
pub struct SourceMap {
    files: Vec<File>,
}

struct File {
    name: Rc<str>,
    text: Text,
    /// Offsets of the lines, found when a place is first asked for.
    lines: OnceCell<Vec<u32>>,
}

/// A place as people count: both from one; a column is a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Character of the line.
    pub column: u32,
}

impl SourceMap {
    /// No files.
    pub fn new() -> SourceMap {
        SourceMap::default()
    }

    /// Adds a file under the name that messages show.
    pub fn add(&mut self, name: impl Into<Rc<str>>, text: impl Into<Text>) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(File { name: name.into(), text: text.into(), lines: OnceCell::new() });
        id
    }

    fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// The file's name; empty for one that does not exist.
    pub fn name(&self, id: FileId) -> Rc<str> {
        self.file(id).map_or_else(|| Rc::from(""), |file| file.name.clone())
    }

    /// The file's text; empty for one that does not exist.
    pub fn text(&self, id: FileId) -> Text {
        self.file(id).map_or(Text::Static(&[]), |file| file.text.clone())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The line of an offset, from one.
    pub fn line(&self, id: FileId, offset: u32) -> u32 {
        self.lines(id).partition_point(|start| *start <= offset) as u32
    }

    /// Line and column of an offset.
    pub fn position(&self, id: FileId, offset: u32) -> Position {
        let line = self.line(id, offset);
        let start = self.lines(id).get((line as usize).saturating_sub(1)).copied().unwrap_or(0);
        let text = self.text(id);
        let before = text.get(start as usize..offset as usize).unwrap_or_default();
        let characters = before.iter().filter(|c| **c & 0xc0 != 0x80).count();
        Position { line, column: characters as u32 + 1 }
    }

    /// `FILE, line N` of where a span begins, as messages name places; empty for one that is nowhere.
    pub fn place(&self, span: Span) -> String {
        match self.file(span.file) {
            Some(file) => format!("{}, line {}", file.name, self.line(span.file, span.start)),
            None => String::new(),
        }
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> String {
        let text = self.text(span.file);
        String::from_utf8_lossy(text.get(span.start as usize..span.end as usize).unwrap_or_default())
            .into_owned()
    }

    /// Offsets of the file's lines.
    pub(crate) fn lines(&self, id: FileId) -> &[u32] {
        let Some(file) = self.file(id) else { return &[] };
        file.lines.get_or_init(|| {
            let mut lines = vec![0];
            lines.extend(memchr_iter(b'\n', &file.text).map(|at| at as u32 + 1));
            lines
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let mut map = SourceMap::new();
        let id = map.add("a.zeek", "one\ntwö x\n");
        let at = |offset| {
            let position = map.position(id, offset);
            (position.line, position.column)
        };
        assert_eq!((at(0), at(3), at(4), at(9), at(11)), ((1, 1), (1, 4), (2, 1), (2, 5), (3, 1)));
        assert_eq!(map.place(Span::new(id, 4, 7)), "a.zeek, line 2");
        assert_eq!(map.slice(Span::new(id, 4, 8)), "twö");
        assert_eq!(map.place(Span::NONE), "");
        assert_eq!(map.slice(Span::new(id, 4, 400)), "");
    }
}
