//! Patterns: Zeek's regular expressions over bytes.

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    source: String,
}

impl Pattern {
    /// The pattern's text as it prints.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// From the text of [`Pattern::source`].
    pub fn from_source(source: &str) -> Pattern {
        Pattern { source: source.to_owned() }
    }
}
