//! DNS.
#![forbid(unsafe_code)]
