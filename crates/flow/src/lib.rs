//! Connections: who talks to whom, in which state, and what was said, in order.
//!
//! [`Flow`] takes [`Segment`]s (one IP datagram's transport header and payload, already decoded and, where needed,
//! defragmented) and keeps one [`Connection`] for each conversation. It decides who the originator is, follows the
//! TCP endpoints' states, counts packets and bytes, writes the history string, reassembles TCP streams and expires
//! what is idle. Everything that happens is told to a [`Handler`], at the moment and in the order in which scripts
//! are to see it; the engine maps those calls to events and analyzers.
//!
//! The crate takes time and bytes as arguments: it has no clock, does no I/O and holds no global state, so several
//! instances run side by side and every run over the same packets gives the same calls.
//!
//! What it guarantees:
//! * an in-order TCP packet costs one hash lookup, copies nothing and allocates nothing;
//! * stream data reaches the handler once, in sequence order, with every missing range announced in between;
//! * memory is bounded by [`Config::max_connections`] and the two reassembly budgets; what had to be given up is
//!   counted in [`Stats`];
//! * no input makes it panic or loop without bound.
#![forbid(unsafe_code)]

mod config;
mod connection;
mod endpoint;
mod flow;
mod handler;
mod history;
mod holders;
mod icmp;
mod key;
mod packet;
mod reassembly;
mod segment;
mod stats;
mod summary;
mod table;
mod tcp;
mod threshold;
mod timer;

pub use config::{Config, PortSet};
pub use connection::{ConnId, Connection, Direction, Transport};
pub use endpoint::{Endpoint, EndpointState};
pub use flow::{Flow, Located};
pub use handler::{ConnectionEvent, Handler, NullHandler, ScaledEvent, TcpSegment};
pub use icmp::counterpart as icmp_counterpart;
pub use key::FlowKey;
pub use segment::{IcmpHeader, LinkInfo, Segment, TcpFlags, TcpHeader, TransportHeader, UdpHeader};
pub use stats::{EndpointCensus, Stats};
pub use summary::conn_state;
pub use tcp::options::{SynSummary, TcpOption, TcpOptions};
pub use threshold::Threshold;
pub use timer::TimerWheel;
