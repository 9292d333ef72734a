//! From syntax tree to program: names, redefs, types and checks ([`check`]), the checked tree ([`hir`]), and its
//! lowering to bytecode ([`lower`]).
//!
//! Nothing here touches files: scripts come through a loader given by the caller. Nothing here executes code either;
//! conditions of `@if` and initial values are evaluated by an evaluator given by the caller, the VM.
#![forbid(unsafe_code)]

pub mod check;
pub mod hir;
pub mod lower;
pub mod testing;
