//! Connections.
#![forbid(unsafe_code)]
