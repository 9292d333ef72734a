//! Types, identifiers, events and calls, as scripts see them.

mod events;
mod identifiers;
mod types;

pub use events::*;
pub use identifiers::*;
pub use types::*;

use std::rc::Rc;
use zander_value::{EnumItem, Type};
use zander_vm::Context;

/// A name of the top level.
#[derive(Clone, Debug)]
pub struct Identifier {
    /// With its module, unless global.
    pub name: Rc<str>,
    pub exported: bool,
    pub redefinable: bool,
    pub meaning: Denotes,
}

/// What a name stands for.
#[derive(Clone, Debug)]
pub enum Denotes {
    Variable { ty: Type, constant: bool, option: bool },
    Function(Type),
    Type(Type),
    Enum(Rc<EnumItem>, Type),
}

/// What only who checked the scripts knows: put into the VM's states as [`Mirror`] once they are loaded.
pub trait Reflection {
    /// All names, in no order.
    fn identifiers(&self) -> Vec<Identifier>;
    /// A name.
    fn identifier(&self, name: &str) -> Option<Identifier>;
    /// The script that declares a name, as it is loaded, and the comments there.
    fn declaration(&self, name: &str) -> Option<Declaration>;
    /// The same for a field, named `record$field`.
    fn field(&self, name: &str) -> Option<Declaration>;
    /// The comments at the head of a script.
    fn script_comments(&self, path: &str) -> Option<String>;
}

/// Where something is declared.
#[derive(Clone, Debug, Default)]
pub struct Declaration {
    pub script: String,
    pub comments: String,
}

/// The reflection of the program, if there is one.
#[derive(Clone, Default)]
pub struct Mirror(pub Option<Rc<dyn Reflection>>);

fn mirror(cx: &mut Context<'_>) -> Option<Rc<dyn Reflection>> {
    cx.state::<Mirror>().0.clone()
}
