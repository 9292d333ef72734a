//! Opcodes, the code of a function body, and what a program consists of, as the compiler hands it to the VM.
//!
//! An instruction is 8 bytes: an opcode, up to four registers or small numbers, and often a 32-bit number (a jump, a
//! constant, a function). A body sees at most 256 registers; parameters come first, then locals, then temporaries.
//! Opcodes name the types they work on, so the VM never looks types up; a register that holds no value of the expected
//! type is an unset variable, which is how "value used but not set" is found at no cost.
#![forbid(unsafe_code)]

mod code;
mod op;
mod program;
mod text;

pub use code::{Code, Conversion, Statement, Switch, TableSpec, WhenSpec};
pub use op::{Op, Operation, R};
pub use program::{BodyInfo, FuncInfo, FuncKind, GlobalInfo, GlobalKind, Machine, Place, Source};
