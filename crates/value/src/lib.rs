//! Script values and their types, shared by analyzers, VM, logging, input and cluster.
//!
//! A [`Val`] is 16 bytes and describes itself: given the value alone one can tell its type, print it and use it as an
//! index. Scalars are held in place; strings, tables, records, vectors and the like are reference-counted without
//! atomics, so a value never leaves its thread.
//!
//! Guarantees: no global state, no clock, no I/O. Nothing here knows about packets or about the VM.
#![forbid(unsafe_code)]

mod addr;
pub mod base64;
pub mod compare;
pub mod format;
mod func;
pub mod json;
mod key;
mod line;
pub mod log_text;
pub mod pattern;
mod prefixes;
pub mod randomness;
mod record;
mod special;
mod string;
mod table;
mod types;
mod val;
mod vector;

pub use addr::{Addr, Port, Subnet, Transport};
pub use func::{FileVal, FuncVal, Opaque, OpaqueRef};
pub use key::Key;
pub use line::{Line, Text};
pub use record::{Filling, Record, RecordRef};
pub use string::Str;
pub use table::{Cursor, Default as TableDefault, Entry, ExpireKind, Table, TableAttrs, TableRef};
pub use types::{EnumItem, EnumType, Field, FieldInit, Flavor, FuncType, Param, RecordType, TableType, Type};
pub use val::Val;
pub use vector::{Vector, VectorRef};
