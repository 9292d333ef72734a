//! The syntax tree.
//!
//! It says what was written, not what it means: names are unresolved text, a call of a type's name (a record
//! constructor) is a call, `[…]` is a bracket list whatever it will become, parentheses are kept because messages show
//! them. Conditional directives are gone: the parser asks its host and leaves the text that does not count out.

mod expressions;
mod items;
mod statements;
mod types;

pub use expressions::*;
pub use items::*;
pub use statements::*;
pub use types::*;

use crate::span::Span;
use std::rc::Rc;

/// A name as written: `x`, `Module::x` or `::x`. Equal names of one parse share one allocation.
pub type Name = Rc<str>;

/// A name with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ident {
    /// The text.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

/// Documentation comments that belong to a declaration, as places in the source; empty ones are [`Span::NONE`].
/// [`crate::docs::text`] extracts the lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Docs {
    /// From the first to the last `##` line above the declaration (other text may lie between).
    pub before: Span,
    /// From the first to the last `##<` comment behind the declaration.
    pub after: Span,
}

impl Default for Docs {
    fn default() -> Docs {
        Docs { before: Span::NONE, after: Span::NONE }
    }
}
