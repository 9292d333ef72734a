//! Types, what they consist of, and attributes.

use super::{Docs, Expr, Ident, Name};
use crate::span::Span;

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TypeKind,
}

/// The kinds of types.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// A keyword type.
    Base(BaseType),
    /// A named type, or a keyword-free name such as `string_vec`.
    Name(Name),
    /// `enum { … }`
    Enum(Vec<EnumValue>),
    /// `record { … }`
    Record(Vec<Field>),
    /// `table[INDEX, …] of VALUE`
    Table(Vec<Type>, Box<Type>),
    /// `set[INDEX, …]`
    Set(Vec<Type>),
    /// `vector of T`
    Vector(Box<Type>),
    /// `list of T`
    List(Box<Type>),
    /// `function(…): T`, `event(…)`, `hook(…)`
    Function(Flavor, Box<Signature>),
    /// `file` or `file of T`
    File(Option<Box<Type>>),
    /// `opaque of NAME`
    Opaque(Ident),
    /// Could not be parsed; an error was reported.
    Error,
}

/// Types that are keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BaseType {
    Any,
    Bool,
    Count,
    Int,
    Double,
    Time,
    Interval,
    String,
    Pattern,
    Port,
    Addr,
    Subnet,
}

/// A field of a record, or a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// From the name to the last attribute.
    pub span: Span,
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: Type,
    /// Its attributes.
    pub attrs: Vec<Attr>,
    /// Its comments.
    pub docs: Docs,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// Its name; may carry a module.
    pub name: Ident,
    /// `= VALUE`: a number, a negated number or another enum value's name.
    pub value: Option<Expr>,
    /// `&deprecated`
    pub attrs: Vec<Attr>,
    /// Its comments.
    pub docs: Docs,
}

/// The three things that can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// `function`
    Function,
    /// `event`
    Event,
    /// `hook`
    Hook,
}

/// Parameters and result.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// From the opening parenthesis to the end of the result type.
    pub span: Span,
    /// The parameters, with `&default` and other attributes.
    pub params: Vec<Field>,
    /// Whether `...` ends the list: any further arguments (built-in functions).
    pub variadic: bool,
    /// The result type, when written.
    pub result: Option<Box<Type>>,
}

/// `&name` or `&name=value`
#[derive(Clone, Debug, PartialEq)]
pub struct Attr {
    /// From `&` to the end of the value.
    pub span: Span,
    /// Which attribute.
    pub kind: AttrKind,
    /// Its value.
    pub value: Option<Box<Expr>>,
}

/// The attributes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum AttrKind {
    AddFunc,
    Backend,
    BrokerAllowComplexType,
    BrokerStore,
    CreateExpire,
    Default,
    DefaultInsert,
    DeleteFunc,
    Deprecated,
    ErrorHandler,
    ExpireFunc,
    Group,
    IsAssigned,
    IsUsed,
    Log,
    NoCppOpt,
    NoZamOpt,
    OnChange,
    Optional,
    Ordered,
    Priority,
    RawOutput,
    ReadExpire,
    Redef,
    TypeColumn,
    WriteExpire,
}
