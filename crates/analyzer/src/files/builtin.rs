//! File analyzers that belong to no format: data events.

use crate::FileDescriptor;

/// All of them.
pub static BUILTIN: &[&FileDescriptor] = &[];
