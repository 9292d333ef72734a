//! HTTP.
#![forbid(unsafe_code)]

pub mod events;
