//! Script values and types.
#![forbid(unsafe_code)]
