//! Built-in functions, one file a family.
//!
//! A function is declared, with its documentation, in `bif/FAMILY.zeek`; `cargo xtask codegen` makes from that the
//! table [`generated::TABLE`], whose wrappers unpack the arguments and call the Rust function of the same name in
//! `src/FAMILY.rs`. Everything outside of the machine — clock, files, processes, randomness — is reached through the
//! VM's host.
#![forbid(unsafe_code)]

mod call;
mod convert;
#[allow(clippy::all)]
pub mod generated;

mod addresses;
mod bloom_filter;
mod cardinality_counter;
mod containers;
mod conversion;
mod elements;
mod encoding;
mod entropy;
mod files;
mod ftp;
mod geoip;
mod hashing;
mod indicators;
mod json;
mod math;
mod paraglob;
mod patterns;
mod reflection;
mod strings;
mod subnets;
mod system;
mod time;
mod tls;
mod top_k;

pub use call::{WeirdRaiser, Weirds, complain, complain_of};
pub use reflection::{Declaration, Denotes, Identifier, Mirror, Reflection};
pub use system::{FindScript, Process};

use zander_vm::Builtins;

/// Registers all functions of this crate.
pub fn register(builtins: &mut Builtins) {
    builtins.extend(generated::TABLE);
}
