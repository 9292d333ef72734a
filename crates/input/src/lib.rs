//! Input readers: sources outside become rows of script values.
//!
//! A reader turns lines ([`ascii`], [`raw`], [`config`]), chunks of bytes ([`binary`]) or rows of a query ([`sqlite`])
//! into values of the types that a script's record asks for ([`columns`], [`parse`]). A line that does not fit is
//! handed back as a [`Fault`] and never stops the lines after it. [`source`] tells when a file has to be read again;
//! [`command`] runs a program beside the engine and keeps what it prints until somebody asks.
//!
//! Guarantees: nothing here knows about streams, events or the VM; the time of the next look is the caller's business;
//! lines, fields and sets are bounded only by the source itself, which is read piece by piece.
#![forbid(unsafe_code)]

pub mod ascii;
pub mod binary;
pub mod columns;
pub mod command;
pub mod config;
pub mod parse;
pub mod raw;
pub mod source;
pub mod sqlite;

/// What is wrong with a source or one of its lines, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl From<String> for Fault {
    fn from(s: String) -> Fault {
        Fault(s)
    }
}

/// How text stands for values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Between columns.
    pub separator: u8,
    /// Between the elements of sets and vectors.
    pub set_separator: u8,
    /// Stands for a set or vector without elements.
    pub empty: Vec<u8>,
    /// Stands for a field without value.
    pub unset: Vec<u8>,
}

impl Default for Style {
    fn default() -> Style {
        Style { separator: b'\t', set_separator: b',', empty: b"(empty)".to_vec(), unset: b"-".to_vec() }
    }
}
