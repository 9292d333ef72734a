//! The list of analyzers.
#![forbid(unsafe_code)]
