//! The checked tree: what the checker hands to the lowering.
//!
//! Every name is resolved to a number, every expression has its type, and every conversion is a node of its own, so the
//! lowering never has to think about types again: it picks the opcode that the operand type names.
//!
//! Numbers: a [`FuncId`] is something that can be called by name or value: a function, an event, a hook, a lambda, a
//! built-in, or a nameless function that makes an initial value. It has any number of [`Body`]s (functions and
//! lambdas one, built-ins none). A [`GlobalId`] is a variable at the top level. A [`LocalId`] is a variable of one body:
//! parameters first, then locals in order of declaration.

pub use crate::check::names::Meaning;
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::rc::Rc;
use zander_syntax::ast::Docs;
use zander_syntax::span::Span;
use zander_value::{EnumItem, FuncType, RecordType, Str, TableAttrs, TableType, Type, Val};

/// A callable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct FuncId(pub u32);

/// A variable at the top level.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct GlobalId(pub u32);

/// A variable of a body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LocalId(pub u32);

/// Everything that was loaded, checked.
#[derive(Default)]
pub struct Program {
    pub funcs: Vec<Func>,
    pub globals: Vec<Global>,
    /// Every name of the top level, for built-ins that look names up, and for Rust code that raises events.
    pub names: Names,
    /// Where fields of records stand, with their comments.
    pub fields: Vec<FieldPlace>,
    /// Statements at the top level, in order: run once before the first event. None when there are none.
    pub statements: Option<FuncId>,
}

/// Where a field of a record was declared.
pub struct FieldPlace {
    pub record: Rc<RecordType>,
    pub slot: usize,
    pub span: Span,
    pub docs: Docs,
}

/// The names of the top level by full name.
pub type Names = HashMap<Rc<str>, Named, RandomState>;

/// A name of the top level.
#[derive(Clone, Debug)]
pub struct Named {
    pub meaning: Meaning,
    pub exported: bool,
    /// `&redef`
    pub redefinable: bool,
    /// The message of `&deprecated`, possibly empty.
    pub deprecated: Option<Rc<str>>,
    /// Where it was declared.
    pub span: Span,
    /// Its comments.
    pub docs: Docs,
}

/// A variable at the top level.
pub struct Global {
    /// Full name, e.g. `Notice::mail_dest`.
    pub name: Rc<str>,
    pub ty: Type,
    pub kind: GlobalKind,
    /// Attributes for the table it holds.
    pub table_attrs: Option<Rc<TableAttrs>>,
    pub span: Span,
}

/// Kind of a variable at the top level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GlobalKind {
    Global,
    /// Never changes after loading: its value may be folded into code once everything is loaded.
    Const,
    /// Changes only through `Option::set`.
    Option,
}

/// A callable.
pub struct Func {
    /// Full name; a lambda has a made-up one, an initializer an empty one.
    pub name: Rc<str>,
    pub ty: Rc<FuncType>,
    pub kind: FuncKind,
    /// Default values of parameters (none for most): functions without parameters that make them.
    pub defaults: Vec<Option<FuncId>>,
    pub bodies: Vec<Body>,
    pub span: Span,
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

/// A body of a function, or one of several handlers of an event or hook.
pub struct Body {
    /// `&priority`; handlers run from the highest to the lowest, equal ones in order of loading.
    pub priority: i64,
    /// Event groups: `&group` attributes, and the module the handler stands in.
    pub groups: Vec<Rc<str>>,
    pub module: Rc<str>,
    /// Parameters first. A handler written for an alternative prototype lists its own parameters here.
    pub locals: Vec<Local>,
    /// Which of the callable's parameters each of this body's parameters takes.
    pub params: Vec<u32>,
    /// Number of captured variables (lambdas, `when`).
    pub captures: u32,
    pub code: Stmt,
    pub span: Span,
}

/// A parameter or local variable.
pub struct Local {
    pub name: Rc<str>,
    pub ty: Type,
    pub span: Span,
    /// Attributes for the table it holds from its declaration on.
    pub table_attrs: Option<Rc<TableAttrs>>,
}

/// A statement.
#[derive(Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

/// Kinds of statements.
#[derive(Debug)]
pub enum StmtKind {
    Block(Vec<Stmt>),
    Expr(Expr),
    /// A declaration without a value: scalars become unset, containers and records get a fresh value each time the
    /// body is entered (not each time round a loop, as the reference has it).
    Declare(LocalId),
    Print(Vec<Expr>),
    /// `event e(…)`
    Event(FuncId, Vec<Expr>),
    /// `event` through a value that is not a plain name
    EventValue(Expr, Vec<Expr>),
    If(Expr, Box<Stmt>, Option<Box<Stmt>>),
    While(Expr, Box<Stmt>),
    For(Box<For>),
    Switch(Box<Switch>),
    Break,
    Next,
    Fallthrough,
    Return(Option<Expr>),
    Add(SetElement),
    Delete(Delete),
    When(Box<When>),
    Assert(Box<Assert>),
}

/// `add` of a member, or a member of a set to be deleted.
#[derive(Debug)]
pub struct SetElement {
    pub set: Expr,
    pub index: Vec<Expr>,
}

/// Forms of `delete`.
#[derive(Debug)]
pub enum Delete {
    /// `delete t[x]`
    Element(SetElement),
    /// `delete r$f`
    Field(Expr, usize),
    /// `delete t`: all elements of a table, set or vector
    All(Expr),
}

/// A loop over a container.
#[derive(Debug)]
pub struct For {
    pub over: Expr,
    pub kind: ForKind,
    /// Where the parts of the index go; `None` for `_`.
    pub keys: Vec<Option<LocalId>>,
    /// Where the value goes.
    pub value: Option<LocalId>,
    pub body: Stmt,
}

/// What a loop runs over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ForKind {
    /// Keys, or keys and values.
    Table,
    /// Indices, or indices and values.
    Vector,
    /// Strings of one byte.
    String,
}

/// A `switch`. Cases are tried in order of their hash for values, one after the other for types.
#[derive(Debug)]
pub struct Switch {
    pub subject: Expr,
    pub cases: Vec<Case>,
}

/// A case of a `switch`. Its body ends with [`StmtKind::Break`] or [`StmtKind::Fallthrough`] or leaves the function.
#[derive(Debug)]
pub struct Case {
    pub values: Vec<Val>,
    /// `type T as x`
    pub types: Vec<(Type, Option<LocalId>)>,
    pub default: bool,
    pub body: Vec<Stmt>,
}

/// `when ( cond ) body timeout t { … }`. The three parts are functions that share one list of captured variables.
#[derive(Debug)]
pub struct When {
    /// What is captured from the enclosing body, in the order of the capture slots; `true` copies deeply.
    pub captures: Vec<(Expr, bool)>,
    pub cond: FuncId,
    pub body: FuncId,
    pub timeout: Option<(Expr, Option<FuncId>)>,
    pub is_return: bool,
    /// Globals that the condition reads: a change of one re-evaluates it.
    pub watched: Vec<GlobalId>,
}

/// `assert cond, message`
#[derive(Debug)]
pub struct Assert {
    pub cond: Expr,
    pub message: Option<Expr>,
    /// The condition as it prints.
    pub text: Str,
}

/// An expression with its type.
#[derive(Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub ty: Type,
    pub span: Span,
}

/// Kinds of expressions.
#[derive(Debug)]
pub enum ExprKind {
    Const(Val),
    Local(LocalId),
    Global(GlobalId),
    /// A captured variable of the running closure, by its slot.
    Capture(u32),
    /// A function, event or hook as a value.
    Func(FuncId),

    Not(Box<Expr>),
    /// On the operand's type: int, double, interval, or vectors of them.
    Negate(Box<Expr>),
    /// `~` on count
    Complement(Box<Expr>),
    /// `|e|`: what it means follows from the operand's type.
    Size(Box<Expr>),
    /// `&&`; element by element when its type is a vector.
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// Both sides have been converted to one type unless the operation says otherwise (time + interval, …).
    Binary(Op, Box<Expr>, Box<Expr>),
    /// The same, element by element, on two vectors.
    VectorBinary(Op, Box<Expr>, Box<Expr>),
    Cond(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Vector of bool selects element by element.
    VectorCond(Box<Expr>, Box<Expr>, Box<Expr>),

    /// `sub in string`
    StringIn(Box<Expr>, Box<Expr>),
    /// `pattern in string`: matches anywhere
    PatternIn(Box<Expr>, Box<Expr>),
    /// `string == pattern`: matches the whole; pattern first
    PatternIs(Box<Expr>, Box<Expr>),
    /// `addr in subnet`, `subnet in subnet`
    SubnetIn(Box<Expr>, Box<Expr>),
    /// `[k, …] in table`; a single key of a list type stands for all parts of the index; an address in a table of subnets finds the longest prefix; a string in a table of patterns any match
    KeyIn(Vec<Expr>, Box<Expr>),
    /// `count in vector`: index exists
    IndexIn(Box<Expr>, Box<Expr>),

    Convert(Conversion, Box<Expr>),

    Field(Box<Expr>, usize),
    HasField(Box<Expr>, usize),
    /// `t[k, …]`, with the table's default; a single key of a list type stands for all parts of the index
    TableIndex(Box<Expr>, Vec<Expr>),
    /// `t[s]` on `table[pattern] of T`: a vector of the values of all patterns that match
    PatternTableIndex(Box<Expr>, Box<Expr>),
    VectorIndex(Box<Expr>, Box<Expr>),
    /// `v[bools]`, `v[indices]`: a new vector
    VectorSelect(Box<Expr>, Box<Expr>),
    /// `s[i]`, negative from the end
    StringIndex(Box<Expr>, Box<Expr>),
    /// `s[a:b]`, `v[a:b]`
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>),

    /// The arguments are complete (defaults filled in) unless the callee is variadic.
    Call(Callee, Vec<Expr>),
    /// `hook h(…)`, true when no handler broke it off
    Hook(Callee, Vec<Expr>),

    /// Fields given by slot; the others get their defaults.
    Record(Rc<RecordType>, Vec<(usize, Expr)>),
    Table(Rc<TableType>, Option<Rc<TableAttrs>>, Vec<(Vec<Expr>, Option<Expr>)>),
    Vector(Vec<Expr>),
    /// `[a, b]` as a value of its own
    List(Vec<Expr>),
    Lambda(FuncId, Vec<(Expr, bool)>),
    /// `schedule d { e(…) }`: after the interval, or at the time
    Schedule(Box<Expr>, FuncId, Vec<Expr>),

    /// Yields the assigned value.
    Assign(Box<Place>, Box<Expr>),
    /// `place op= value` on scalars and strings: the place is evaluated once.
    Update(Op, Box<Place>, Box<Expr>),
    /// `+=` of a container into a set, table, vector or pattern
    Extend(Box<Place>, Box<Expr>),
    /// `v += element`
    Append(Box<Place>, Box<Expr>),
    /// `-=` of a set or table
    Reduce(Box<Place>, Box<Expr>),

    /// The first is evaluated for its effect, the second is the value (`local x = e` in the condition of `when`).
    Then(Box<Expr>, Box<Expr>),
    Copy(Box<Expr>),
    /// `e as T`; an error at run time when it is not
    Cast(Box<Expr>, Type),
    /// `e ?as T`, `e is T`
    Is(Box<Expr>, Type),
    EnumItem(Rc<EnumItem>),
    /// Something is wrong here and was reported; never lowered.
    Error,
}

/// What is called.
#[derive(Debug)]
pub enum Callee {
    Func(FuncId),
    Value(Box<Expr>),
}

/// What can be assigned to.
#[derive(Debug)]
pub enum Place {
    Local(LocalId),
    Global(GlobalId),
    Capture(u32),
    Field(Expr, usize),
    TableElement(Expr, Vec<Expr>),
    VectorElement(Expr, Expr),
    /// First and last bound as counts or ints; `u64::MAX` means the end.
    VectorSlice(Expr, Expr, Expr),
    StringElement(Box<Place>, Expr),
    /// `[a, b, c] = list or vector`
    List(Vec<(Place, Type)>),
}

/// Operations with two operands. The operand type decides the opcode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `addr / count`: a subnet
    Mask,
    Modulo,
    /// On count; on sets: intersection; on patterns: concatenation
    BitAnd,
    /// On count; on sets: union; on patterns: alternation
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
}

/// Where a field of a converted record comes from: the slot, and how its value is converted.
pub type FieldSource = (usize, Option<Conversion>);

/// Conversions of one value.
#[derive(Clone, Debug)]
pub enum Conversion {
    CountToInt,
    /// An error at run time when negative.
    IntToCount,
    CountToDouble,
    IntToDouble,
    /// The fraction is dropped; an error at run time when it does not fit.
    DoubleToCount,
    DoubleToInt,
    /// Field by field by name; the vector says which slot of the source each slot of the target takes. Fields are
    /// shared, not copied; the result is a new record unless both types are one.
    Record(Rc<RecordType>, Rc<[Option<usize>]>),
    /// The same with a conversion for the fields that need one.
    RecordFields(Rc<RecordType>, Rc<[Option<FieldSource>]>),
    /// Element by element.
    Vector(Box<Conversion>, Type),
    /// An untyped empty or generic container takes the type of its place.
    Table(Rc<TableType>, Option<Rc<TableAttrs>>),
    /// An `any` used where a type is wanted: an error at run time when it is not one.
    FromAny(Type),
    /// A list of values, held in a variable, as a vector or a set.
    List(Type),
}
