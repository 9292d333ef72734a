//! Golden bytecode.
