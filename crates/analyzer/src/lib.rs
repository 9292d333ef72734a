//! What an analyzer is.
//!
//! An [`Analyzer`] takes one protocol of one connection apart. It is handed in-order stream bytes, datagrams, gaps and
//! ends, and raises events through the emit methods that `cargo xtask codegen` writes beside it. All it may touch
//! comes with the [`Context`] of a call: the event queue, the connection, file analysis, its children.
//!
//! The analyzers of a connection form a [`Tree`]. Who gets into it is decided by port registrations and expected
//! connections ([`Analyzers`]), by signatures over the first payload ([`signatures`]), and by analyzers that hand a
//! stream on to another protocol.
//!
//! Guarantees: no clock, no I/O, no global state. Time comes from the event queue, the outside is reached through
//! [`Host`]. Nothing here knows about the VM: an event without handlers costs one branch.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod analyzer;
mod context;
pub mod decode;
pub mod emit;
pub mod files;
pub mod frames;
mod host;
pub mod lines;
pub mod mime;
mod pia;
mod registry;
pub mod signatures;
pub mod testing;
mod tree;
mod upgrade;

pub use analyzer::{Analyzer, ConnectionState, Direction};
pub use context::Context;
pub use emit::{Emitter, Interval, Time};
pub use host::{ConnInfo, Host};
pub use pia::PIA_TCP;
pub use registry::{Analyzers, Descriptor, Expected, Factory, FileDescriptor, Setup, Tag};
pub use tree::Tree;
pub use upgrade::Upgrade;
