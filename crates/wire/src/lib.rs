//! Bytes to headers.
#![forbid(unsafe_code)]
