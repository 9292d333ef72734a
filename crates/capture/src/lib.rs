//! Where frames come from, and where they may be written to.
//!
//! [`Source`] reads capture files: pcap and pcapng, compressed with gzip or zstd or not, from a path or from standard
//! input. [`Live`] reads a network interface. Both hand out [`Frame`]s that borrow from the capture buffer and are
//! valid until the next call; nothing is copied. [`Filter`] selects frames by an expression in the language of
//! tcpdump; [`Writer`] writes pcap.
//!
//! `unsafe` occurs in three places, each with its reason beside it: the memory map of a plain file, the call of
//! libpcap's filter compiler, and the ring of a live interface.
#![deny(unsafe_op_in_unsafe_fn)]
#![warn(missing_docs)]

mod error;
mod filter;
mod frame;
mod input;
mod live;
mod pcap;
mod pcapng;
mod source;
mod writer;

pub use error::CaptureError;
pub use filter::{Filter, Instruction, Program};
pub use frame::{Frame, ShortOption, Timestamp};
pub use live::{
    Checksums, Fanout, FanoutMode, Interface, Live, LiveOptions, Statistics, interfaces, wait_any,
};
pub use source::Source;
pub use writer::Writer;
