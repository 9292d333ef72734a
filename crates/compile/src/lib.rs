//! Names, types and checks; from syntax tree to bytecode.
#![forbid(unsafe_code)]
