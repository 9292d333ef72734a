//! File analysis: what connections carry, followed as files.
//!
//! A protocol analyzer names the file that it carries by a handle, any bytes that are the same whenever the file is the
//! same (two range requests for one document, say). The id in logs is a hash of the handle. Data may come in
//! order, by offset, with gaps, over several connections; file analyzers that scripts attach get it in order.
//!
//! [`Files`] keeps everything behind cells: while handlers run in the middle of a delivery
//! ([`crate::Host::drain`]) no borrow is held, so scripts may attach and detach analyzers, change limits or stop files.

mod analyzer;
mod builtin;
mod file;
mod handle;
mod manager;
mod reassembly;
mod transferred;

pub use analyzer::{FileAnalyzer, FileContext, FileFactory, FileStart, FileTag, Sink};
pub use builtin::BUILTIN;
pub use file::File;
pub use handle::Handle;
pub use manager::{Files, Transfer};
pub use transferred::Transferred;

/// Whoever can run the handlers of waiting events: the engine during a packet; nobody at the end.
pub(crate) type Drain<'a> = &'a mut dyn FnMut(&mut zander_event::Queue);
