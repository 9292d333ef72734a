//! Statements.

use super::{Expr, Ident, Type, Variable};
use crate::span::Span;

/// Statements in braces.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// With the braces.
    pub span: Span,
    /// The statements.
    pub stmts: Vec<Stmt>,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Stmt {
    /// Where it stands, with its semicolon.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// The kinds of statements.
#[derive(Clone, Debug, PartialEq)]
pub enum StmtKind {
    /// `;`
    Null,
    /// `{ … }`
    Block(Block),
    /// An expression for its effect, assignments included.
    Expr(Expr),
    /// `print a, b;`
    Print(Vec<Expr>),
    /// `event e(a);`
    Event(Box<EventCall>),
    /// `if ( c ) a else b`
    If(Box<If>),
    /// `switch e { … }`
    Switch(Box<Switch>),
    /// `for ( … in … ) s`
    For(Box<For>),
    /// `while ( c ) s`
    While(Box<While>),
    /// `next;`
    Next,
    /// `break;`
    Break,
    /// `fallthrough;`
    Fallthrough,
    /// `return;`, `return e;`
    Return(Option<Expr>),
    /// `add s[x];`
    Add(Expr),
    /// `delete t[x];`, `delete r$f;`, `delete t;`
    Delete(Expr),
    /// `local x = …;`
    Local(Box<Variable>),
    /// `const x = …;` within a body
    Const(Box<Variable>),
    /// `when ( c ) { … } timeout t { … }`
    When(Box<When>),
    /// `assert c, message;`
    Assert(Box<Assert>),
    /// Could not be parsed; an error was reported.
    Error,
}

/// `e(a, b)` of an event statement or `schedule`.
#[derive(Clone, Debug, PartialEq)]
pub struct EventCall {
    /// Name and arguments.
    pub span: Span,
    /// The event.
    pub name: Ident,
    /// Its arguments.
    pub args: Vec<Expr>,
}

/// `if`
#[derive(Clone, Debug, PartialEq)]
pub struct If {
    /// The condition.
    pub cond: Expr,
    /// When it holds.
    pub then: Stmt,
    /// When it does not.
    pub otherwise: Option<Stmt>,
}

/// `switch`
#[derive(Clone, Debug, PartialEq)]
pub struct Switch {
    /// The value looked at; parentheses around it are part of it.
    pub subject: Expr,
    /// The cases in order.
    pub cases: Vec<Case>,
}

/// A case of a switch.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// From `case` to the end of the body.
    pub span: Span,
    /// What it stands for.
    pub labels: CaseLabels,
    /// What is done.
    pub body: Vec<Stmt>,
}

/// Labels of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseLabels {
    /// `default:`
    Default,
    /// `case 1, 2:`
    Values(Vec<Expr>),
    /// `case type count as c, type string:`
    Types(Vec<CaseType>),
}

/// `type T as x`
#[derive(Clone, Debug, PartialEq)]
pub struct CaseType {
    /// The type.
    pub ty: Type,
    /// The name the value gets.
    pub name: Option<Ident>,
}

/// `for`. A name `_` is a place that is not bound.
#[derive(Clone, Debug, PartialEq)]
pub struct For {
    /// The index: one name, or several in brackets.
    pub keys: Vec<Ident>,
    /// Whether the index stands in brackets.
    pub bracketed: bool,
    /// The value's name in `for ( k, v in t )`.
    pub value: Option<Ident>,
    /// What is iterated over.
    pub over: Expr,
    /// What is done.
    pub body: Stmt,
}

/// `while`
#[derive(Clone, Debug, PartialEq)]
pub struct While {
    /// The condition.
    pub cond: Expr,
    /// What is done.
    pub body: Stmt,
}

/// `when`
#[derive(Clone, Debug, PartialEq)]
pub struct When {
    /// `[a, copy b]`, when written.
    pub captures: Option<Vec<Capture>>,
    /// What is waited for.
    pub cond: Expr,
    /// Run when it holds.
    pub body: Stmt,
    /// `timeout EXPR { … }`
    pub timeout: Option<(Expr, Block)>,
    /// Whether `return` stands before it: the function's result comes later.
    pub is_return: bool,
}

/// `assert`
#[derive(Clone, Debug, PartialEq)]
pub struct Assert {
    /// What must hold.
    pub cond: Expr,
    /// What is said when it does not.
    pub message: Option<Expr>,
}

/// A captured variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// The variable.
    pub name: Ident,
    /// Whether `copy` stands before it: a deep copy.
    pub copy: bool,
}
