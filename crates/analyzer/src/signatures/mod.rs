//! Signatures: how a protocol is recognised whatever its port, how the type of a file is recognised, and what else
//! users want to be told of.
//!
//! The language is Zeek's signature language ([`rules`]). All patterns that look at the same kind of content are one
//! automaton ([`zander_value::pattern::Prefixes`]): a byte is looked at once however many signatures there are, in time
//! linear in the content and in bounded memory whatever the patterns are. [`Signatures`] is what an engine has of them,
//! a [`Matcher`] what it knows about one connection.

mod compiled;
mod header;
mod magic;
mod matcher;
mod parse;
mod rule;

pub use compiled::Signatures;
pub use magic::Magic;
pub use matcher::Matcher;
pub use parse::rules;
pub use rule::{
    Comparison, Content, EventAction, Field, HeaderTest, Layer, PatternTest, Requirement, Rule, States, Value,
};
