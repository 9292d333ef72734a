//! The executor.
#![forbid(unsafe_code)]
