//! The template analyzer.
#![forbid(unsafe_code)]
