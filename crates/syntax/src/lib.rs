//! The Zeek scripting language: text to syntax tree, and what is wrong with it.
//!
//! [`Parser`] reads a file item by item and never fails: what it cannot read it reports as [`Diagnostic`]s and leaves
//! out. The [`ast`] says what was written; names are not resolved and types not checked here. [`SourceMap`] holds the
//! texts, [`render`] shows diagnostics in them, [`unparse`] writes parts of the tree back as text, [`docs`] reads
//! documentation comments.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod ast;
pub mod diagnostic;
pub mod docs;
pub mod dump;
mod lexer;
mod literal;
pub mod names;
pub mod nearest;
pub mod parser;
pub mod render;
pub mod source;
pub mod span;
mod token;
pub mod unparse;

pub use diagnostic::{Diagnostic, Label, Severity};
pub use names::Names;
pub use parser::{Directives, Parser};
pub use source::{SourceMap, Text};
pub use span::{FileId, Span};
