//! Opcodes and programs.
#![forbid(unsafe_code)]
