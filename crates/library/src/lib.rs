//! The embedded script library.
#![forbid(unsafe_code)]
