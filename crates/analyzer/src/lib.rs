//! What an analyzer is.
#![forbid(unsafe_code)]
