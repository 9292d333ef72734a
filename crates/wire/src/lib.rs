//! Bytes to headers.
//!
//! This crate takes a captured frame apart: link layer, IP, tunnels that carry IP directly, fragments, and the first
//! transport header. It allocates nothing and copies nothing on that way; only fragments are stored, up to a budget.
//! It has no clock, no global state and does no I/O: time arrives with each frame, malformed input leaves through
//! [`Sink::weird`] under the name that the weird log knows.
//!
//! Start at [`Decoder`]; parsers of application protocols start at [`Cursor`].
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod addr;
pub mod ber;
pub mod checksum;
pub mod cursor;
pub mod decode;
pub mod extension;
pub mod filetime;
pub mod fragment;
pub mod icmp;
pub mod ip;
pub mod layer;
pub mod link;
pub mod packet;
pub mod sink;
pub mod tcp;
pub mod tunnel;
pub mod udp;
pub mod utf16;

pub use addr::{Addr, MacAddr};
pub use cursor::{Cursor, Truncated};
pub use decode::{Decoder, Options, Verdict};
pub use ip::IpHeader;
pub use layer::Layer;
pub use link::LinkType;
pub use packet::{Checksum, Encapsulation, EncapsulationKind, Frame, FrameMeta, Packet, Transport, VlanTag};
pub use sink::{Sink, Weird};
