//! Places in source text: which file, and which bytes of it.
//!
//! Every node of the tree carries a [`Span`]; [`crate::source::SourceMap`] turns it into lines and columns only when a
//! message is written, so spans stay twelve bytes and cost nothing while parsing.

/// A source file, as numbered by the source map that holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes `start..end` in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// No place: what has no source, such as the program's own declarations.
    pub const NONE: Span = Span { file: FileId(u32::MAX), start: 0, end: 0 };

    /// The bytes `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Span {
        Span { file, start, end }
    }

    /// Whether there is a place at all.
    pub fn is_none(self) -> bool {
        self.file.0 == u32::MAX
    }

    /// From the start of `self` to the end of `other`; `self` when they lie in different files.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty place just after this one.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}
