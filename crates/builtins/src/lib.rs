//! Built-in functions.
#![forbid(unsafe_code)]
