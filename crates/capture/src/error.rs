//! Why a capture could not be read or written.

use std::fmt;

/// One line for the user: what, where, why.
#[derive(Debug)]
pub struct CaptureError {
    /// The file or interface.
    pub name: String,
    /// The byte of the (uncompressed) file at which the faulty record starts, where there is one.
    pub offset: Option<u64>,
    /// The reason, without a full stop.
    pub reason: String,
}

impl CaptureError {
    pub(crate) fn new(name: &str, reason: impl Into<String>) -> Self {
        CaptureError { name: name.to_owned(), offset: None, reason: reason.into() }
    }
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset {
            Some(offset) => write!(f, "{}: {} (at byte {offset})", self.name, self.reason),
            None => write!(f, "{}: {}", self.name, self.reason),
        }
    }
}

impl std::error::Error for CaptureError {}

/// What a reader of a format found wrong; the source adds the name.
#[derive(Debug)]
pub(crate) struct Fault {
    pub offset: u64,
    pub reason: String,
}

impl Fault {
    pub fn new(offset: u64, reason: impl Into<String>) -> Self {
        Fault { offset, reason: reason.into() }
    }
}
