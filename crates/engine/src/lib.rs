//! The engine owns all state and wires it: packet → flow → analyzer → event → VM → log.
//!
//! One [`Engine`] is one worker: it has its own flow table, VM and logs, and shares nothing. It is made from loaded
//! scripts ([`load`]), fed with frames, and finished; it never looks at the clock itself and does no I/O but through
//! its host, its logs and the files that analyzers extract.
#![forbid(unsafe_code)]

mod budgets;
pub mod builtins;
mod connection;
mod discarder;
mod ends;
pub mod engine;
mod env;
mod events;
mod extract;
mod forms;
mod frames;
mod handler;
mod headers;
pub mod host;
mod icmp;
pub mod inputs;
mod layers;
pub mod load;
pub mod logs;
mod metrics;
mod options;
mod packet_events;
mod packet_filter;
mod packets;
mod reflection;
pub mod reports;
pub mod scripts;
mod tcp_stats;
mod totals;
mod tunnels;
mod uid;
mod unknown;
mod weirds;

pub use engine::{Engine, Settings};
