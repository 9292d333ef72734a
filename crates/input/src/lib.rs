//! Input readers.
#![forbid(unsafe_code)]
