//! Built-in functions.
#![forbid(unsafe_code)]
pub fn register(_: &mut zander_vm::Builtins) {}
