//! MIME entities (RFC 2045, 2046, 5322): headers, bodies in their transfer encodings, parts within parts. HTTP, SMTP,
//! POP3 and whoever else carries entities feed it lines and hear of what is in them.
//!
//! Nesting, header length and what is kept of unfinished lines are bounded.

mod decode;
mod headers;
mod parser;
mod tokens;

pub use decode::Base64;
pub use headers::HeaderList;
pub use parser::{Body, Handler, Limits, Parser, Part};
pub use tokens::{after_token, field, token, value};
