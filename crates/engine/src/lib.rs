//! Wires everything together.
#![forbid(unsafe_code)]
