//! Capture files and interfaces.
#![forbid(unsafe_code)]
