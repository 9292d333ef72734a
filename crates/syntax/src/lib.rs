//! Lexer, parser, syntax tree, diagnostics.
#![forbid(unsafe_code)]
