//! Lexer, parser, syntax tree, diagnostics.
#![forbid(unsafe_code)]

pub mod ast;
pub mod span;
