//! The executor: runs bytecode, dispatches events and hooks, drives timers, `when` and table expiry.
//!
//! The VM knows no protocol and no file: packets' events come through the queue, the outside world through [`Host`],
//! the program through [`zander_bytecode::Source`], and time as an argument.
#![forbid(unsafe_code)]

pub mod builtin;
mod calls;
mod convert;
mod decide;
mod error;
mod events;
mod fields;
mod guard;
mod host;
mod loops;
mod operations;
mod profile;
mod rare;
mod run;
mod script_trace;
mod slow;
mod tables;
mod tell;
mod timers;
mod vectors;
mod vm;
mod watch;
mod when;

pub use builtin::{BuiltinFn, Builtins, Context, States};
pub use error::{CallSite, Cause, RuntimeError};
pub use host::{FileInfo, Host, Location, MemoryHost, Query, Report, Severity};
pub use vm::Vm;
pub use watch::Trace;
