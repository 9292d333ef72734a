//! The list of analyzers, generated from the folders under analyzers/.
#![forbid(unsafe_code)]
pub static PROTOCOLS: &[&zander_analyzer::Descriptor] = &[];
pub static FILES: &[&zander_analyzer::FileDescriptor] = &[];
