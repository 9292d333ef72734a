//! Logs: which columns a stream has ([`layout`]), how values read in them (`zander_value::log_text`), and the writers that put rows
//! into files ([`writer`]).
//!
//! A row is never built: a writer walks the record's slots and formats each straight into its output buffer. Streams,
//! filters and their script hooks are the engine's affair, because they call back into scripts; a log never sees a
//! packet.
//!
//! Guarantees: an I/O error is returned to the caller and counted, never swallowed; a row is either written whole or
//! not at all; what was flushed is on disk.
#![forbid(unsafe_code)]

pub mod ascii;
pub mod json;
pub mod layout;
pub mod rotation;
pub mod sqlite;
pub mod writer;
