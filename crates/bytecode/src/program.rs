//! What a program consists of, and where its code comes from.

use crate::Code;
use std::rc::Rc;
use zander_value::{FuncType, TableAttrs, Type, Val};

/// A range of bytes in a source file, as the source map numbers files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    pub file: u32,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Place {
    /// No place.
    pub const NONE: Place = Place { file: u32::MAX, start: 0, end: 0 };

    /// True when there is no place.
    pub fn is_none(self) -> bool {
        self.file == u32::MAX
    }
}

/// What stands behind a callable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FuncKind {
    Function,
    Event,
    Hook,
    Lambda,
    /// Implemented in Rust under its name.
    Builtin,
    /// Makes an initial or default value; takes nothing.
    Initializer,
}

/// A callable, without its code.
#[derive(Clone, Debug)]
pub struct FuncInfo {
    pub name: Rc<str>,
    pub ty: Rc<FuncType>,
    pub kind: FuncKind,
    /// Functions that make the default values of parameters.
    pub defaults: Vec<Option<u32>>,
    /// In order of loading.
    pub bodies: Vec<BodyInfo>,
    pub place: Place,
}

/// One body of a callable.
#[derive(Clone, Debug)]
pub struct BodyInfo {
    pub priority: i64,
    pub groups: Vec<Rc<str>>,
    pub module: Rc<str>,
    /// Which of the callable's parameters each parameter of the body takes.
    pub params: Vec<u32>,
    pub place: Place,
}

/// A variable at the top level.
#[derive(Clone, Debug)]
pub struct GlobalInfo {
    pub name: Rc<str>,
    pub ty: Type,
    pub kind: GlobalKind,
    pub table_attrs: Option<Rc<TableAttrs>>,
    pub place: Place,
}

/// Kind of a variable at the top level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GlobalKind {
    Global,
    Const,
    Option,
}

/// Where a program comes from: the compiler. Functions and globals are numbered from 0 and only ever appended, so the
/// VM may run initializers while loading goes on.
pub trait Source {
    /// How many functions there are by now.
    fn func_count(&self) -> usize;

    /// The description of a function.
    fn func(&self, id: u32) -> Option<FuncInfo>;

    /// Compiles a body of a function. `constant` gives the value of a global that will never change again, if it is
    /// known; it always says `None` while loading goes on.
    fn code(&self, id: u32, body: usize, constant: &dyn Fn(u32) -> Option<Val>) -> Option<Rc<Code>>;

    /// How many globals there are by now.
    fn global_count(&self) -> usize;

    /// The description of a global.
    fn global(&self, id: u32) -> Option<GlobalInfo>;

    /// The type of that full name.
    fn type_named(&self, name: &str) -> Option<Type>;

    /// The function that runs the statements at the top level.
    fn statements(&self) -> Option<u32>;
}

/// The executor as the compiler needs it while scripts are loaded. The VM implements it.
pub trait Machine {
    /// Lends the program.
    fn set_source(&mut self, source: Rc<dyn Source>);

    /// Lets go of the program.
    fn drop_source(&mut self);

    /// A function has got other bodies than it had.
    fn forget(&mut self, func: u32);

    /// Calls a function without parameters. An error is its message and its place.
    fn evaluate(&mut self, func: u32) -> Result<Val, (String, Place)>;

    /// The value of a global, `Val::None` while it has none.
    fn global_value(&self, id: u32) -> Val;

    /// Gives a global its value.
    fn set_global_value(&mut self, id: u32, v: Val);
}
