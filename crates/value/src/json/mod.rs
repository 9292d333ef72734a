//! JSON text from values and values from JSON text, as `to_json` and `from_json` of scripts have it.

mod parse;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use parse::{Json, JsonError, Number, parse};
pub use read::{ReadError, Reader, Warning, from_json};
pub use write::{ToJson, to_json, write_string};
