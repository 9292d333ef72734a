//! Streams, filters, writers.
#![forbid(unsafe_code)]
