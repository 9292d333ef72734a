//! Expressions and their operators.

use super::{Attr, Block, Capture, EventCall, Flavor, Ident, Name, Signature, Type};
use crate::span::Span;
use std::net::IpAddr;
use std::rc::Rc;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A name: a variable, a function, an enum value, a type.
    Name(Name),
    /// `T`, `F`
    Bool(bool),
    /// `5`, `0xff`
    Count(u64),
    /// `5.0`, `1e3`, `.5`
    Double(f64),
    /// `5 min`, `1.5hrs`
    Interval(f64, TimeUnit),
    /// `80/tcp`
    Port(u16, Transport),
    /// `1.2.3.4`, `[::1]`
    Addr(Box<IpAddr>),
    /// `10.0.0.0/8`, `[fe80::]/10`: address as written and width; valid for its family.
    Subnet(Box<IpAddr>, u8),
    /// `www.example.com`: to be looked up; a set of addresses.
    HostName(Name),
    /// `"…"`, escapes decoded, any bytes.
    String(Rc<[u8]>),
    /// `/…/`, `/…/i`
    Pattern(Box<Pattern>),
    /// `@DIR`
    Directory,
    /// `@FILENAME`
    FileName,
    /// `( e )`
    Paren(Box<Expr>),
    /// `!e`, `-e`, `|e|` …
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`, `a in b` …
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `a = b`, `a += b`, `a -= b`; also `[k] = v` within braces and `table(…)`.
    Assign(AssignOp, Box<Expr>, Box<Expr>),
    /// `local x = e` as an expression, in the condition of `when`
    LocalAssign(Box<Ident>, Box<Expr>),
    /// `c ? a : b`
    Conditional(Box<(Expr, Expr, Expr)>),
    /// `f(a, b)`; a constructor when the name turns out to be a type.
    Call(Box<Expr>, Vec<Expr>),
    /// `hook h(a)`
    Hook(Box<Expr>),
    /// `e[a, b]`
    Index(Box<Expr>, Vec<Expr>),
    /// `e[a:b]`, each side may be missing
    Slice(Box<Slice>),
    /// `e$field`
    Field(Box<Expr>, Box<Ident>),
    /// `e?$field`
    HasField(Box<Expr>, Box<Ident>),
    /// `$field = e` within `[…]`, `record(…)` or `R(…)`; `$f() = { … }` has a lambda without captures as value.
    FieldAssign(Box<Ident>, Box<Expr>),
    /// `[a, b]`: an index, or a record when its elements are [`ExprKind::FieldAssign`]; `[]` is empty.
    Bracket(Vec<Expr>),
    /// `{ a, b }` as the value of a declaration; elements may be `[k] = v`.
    Braces(Vec<Expr>),
    /// `table(…)`, `set(…)`, `vector(…)`, `record(…)` and attributes behind.
    Constructor(Box<Constructor>),
    /// `function[c](x: T): U { … }`
    Lambda(Box<Lambda>),
    /// `schedule 5min { e(a) }`
    Schedule(Box<Expr>, Box<EventCall>),
    /// `copy(e)`
    Copy(Box<Expr>),
    /// `e as T`
    As(Box<Expr>, Box<Type>),
    /// `e ?as T`: whether the cast would succeed.
    CanCast(Box<Expr>, Box<Type>),
    /// `e is T`
    Is(Box<Expr>, Box<Type>),
    /// A type written as a value, `type_name(count)`, `from_json(text, set[addr])`; never a mere name.
    Type(Box<Type>),
    /// Could not be parsed; an error was reported.
    Error,
}

/// Units of time in literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TimeUnit {
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

impl TimeUnit {
    /// How many seconds one of it has.
    pub fn seconds(self) -> f64 {
        match self {
            TimeUnit::Day => 86_400.0,
            TimeUnit::Hour => 3_600.0,
            TimeUnit::Minute => 60.0,
            TimeUnit::Second => 1.0,
            TimeUnit::Millisecond => 1e-3,
            TimeUnit::Microsecond => 1e-6,
        }
    }
}

/// Transport protocols of port literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Transport {
    Tcp,
    Udp,
    Icmp,
    Unknown,
}

/// `/…/` with its flags.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The text between the slashes, as written.
    pub text: Rc<[u8]>,
    /// `i`: letters of either case.
    pub ignore_case: bool,
    /// `s`: a dot is a line feed too.
    pub single_line: bool,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `~`
    Complement,
    /// `|e|`
    Size,
    /// `++e`
    Increment,
    /// `--e`
    Decrement,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    And,
    Or,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    In,
    NotIn,
}

/// Assignment operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignOp {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Remove,
}

/// `e[low:high]`
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// What is sliced.
    pub of: Expr,
    /// First index.
    pub low: Option<Expr>,
    /// Index after the last.
    pub high: Option<Expr>,
}

/// Which constructor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ConstructorKind {
    Table,
    Set,
    Vector,
    Record,
}

/// `table(…) &attrs` and its like.
#[derive(Clone, Debug, PartialEq)]
pub struct Constructor {
    /// Which.
    pub kind: ConstructorKind,
    /// The elements; those of a table are [`ExprKind::Assign`], those of a record [`ExprKind::FieldAssign`].
    pub elements: Vec<Expr>,
    /// `&default=…` and others.
    pub attrs: Vec<Attr>,
}

/// An anonymous function, event handler or hook handler.
#[derive(Clone, Debug, PartialEq)]
pub struct Lambda {
    /// Which of the three.
    pub flavor: Flavor,
    /// `[a, copy b]`, when written.
    pub captures: Option<Vec<Capture>>,
    /// Parameters and result.
    pub signature: Signature,
    /// Attributes.
    pub attrs: Vec<Attr>,
    /// The body.
    pub body: Block,
}
