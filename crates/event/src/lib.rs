//! Event descriptors and the queue.
#![forbid(unsafe_code)]
