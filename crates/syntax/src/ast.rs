//! The syntax tree.
//!
//! It says what was written, not what it means: names are unresolved text, a call of a type's name (a record
//! constructor) is a call, `[…]` is a bracket list whatever it will become, parentheses are kept because messages show
//! them. Conditional directives are gone: the parser asks its host and leaves the text that does not count out.

use crate::span::Span;
use std::net::IpAddr;
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

/// What stands at the top level of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// From the first to the last token.
    pub span: Span,
    /// Whether it stands within `export { … }`. Export blocks are not nodes: their items come one by one.
    pub exported: bool,
    /// Comments for `get_identifier_comments`.
    pub docs: Docs,
    /// The item.
    pub kind: ItemKind,
}

/// The kinds of top-level items.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// `module NAME;`
    Module(Ident),
    /// `global`, `const`, `option` or `redef` of a variable.
    Variable(Storage, Box<Variable>),
    /// `type NAME: TYPE &attrs;`
    Type(Box<TypeDeclaration>),
    /// `function`, `event` or `hook` with a body.
    Function(Box<Function>),
    /// `redef enum E += { … };`
    RedefEnum(Box<RedefEnum>),
    /// `redef record R += { … } &attrs;`
    RedefRecord(Box<RedefRecord>),
    /// `redef record R$field += &attr;` or `-=`
    RedefRecordField(Box<RedefRecordField>),
    /// A statement at the top level, run at start.
    Statement(Stmt),
    /// `@load PATH`
    Load(Path),
    /// `@load-sigs PATH`
    LoadSignatures(Path),
    /// `@load-plugin NAME`
    LoadPlugin(Path),
    /// `@unload PATH`
    Unload(Path),
    /// `@prefixes += a:b` or `@prefixes = a:b`
    Prefixes(Box<Prefixes>),
    /// `@DEBUG TEXT`
    Debug(Path),
    /// `@deprecated "message"`: whoever loads this file is warned. The text may be empty.
    Deprecated(Path),
    /// `@pragma push|pop NAME`
    Pragma(Pragma),
}

/// The argument of a directive.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The text, quotes removed.
    pub text: Name,
    /// Where it stands.
    pub span: Span,
}

/// `@prefixes`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prefixes {
    /// Whether they are added (`+=`) rather than set (`=`).
    pub add: bool,
    /// Separated by colons in the source.
    pub prefixes: Vec<Name>,
    /// Where they stand.
    pub span: Span,
}

/// `@pragma push ignore-deprecations` and its like.
#[derive(Clone, Debug, PartialEq)]
pub struct Pragma {
    /// Push or pop.
    pub push: bool,
    /// The pragma; `pop` may leave it out.
    pub name: Option<Name>,
}

/// How a top-level variable is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// `global`
    Global,
    /// `const`
    Const,
    /// `option`
    Option,
    /// `redef`
    Redef,
}

/// `NAME: TYPE = VALUE &attrs;`, global or local.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: Ident,
    /// Its type, when written.
    pub ty: Option<Type>,
    /// Its value, when written.
    pub init: Option<Initializer>,
    /// Its attributes.
    pub attrs: Vec<Attr>,
}

/// `= VALUE`, `+= VALUE`, `-= VALUE` of a declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Initializer {
    /// Which of the three.
    pub op: AssignOp,
    /// The value; a bare list in braces is [`ExprKind::Braces`].
    pub value: Expr,
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

/// `type NAME: TYPE &attrs;`
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDeclaration {
    /// Its name.
    pub name: Ident,
    /// The type.
    pub ty: Type,
    /// Attributes behind the type.
    pub attrs: Vec<Attr>,
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

/// A function, event handler or hook handler.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Which of the three.
    pub flavor: Flavor,
    /// Whether `redef` stands before it: the handlers so far are replaced.
    pub redef: bool,
    /// Its name.
    pub name: Ident,
    /// Parameters and result.
    pub signature: Signature,
    /// `&priority=…`, `&group=…`, `&deprecated` …
    pub attrs: Vec<Attr>,
    /// The body; absent in `function f(x: count): count;`, which declares a built-in function.
    pub body: Option<Block>,
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

/// `redef enum E += { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct RedefEnum {
    /// The enum.
    pub name: Ident,
    /// The values added.
    pub values: Vec<EnumValue>,
}

/// `redef record R += { … } &attrs`
#[derive(Clone, Debug, PartialEq)]
pub struct RedefRecord {
    /// The record.
    pub name: Ident,
    /// The fields added.
    pub fields: Vec<Field>,
    /// Attributes for all of them (`&log`).
    pub attrs: Vec<Attr>,
}

/// `redef record R$field -= &log`
#[derive(Clone, Debug, PartialEq)]
pub struct RedefRecordField {
    /// The record.
    pub record: Ident,
    /// The field.
    pub field: Ident,
    /// `Add` or `Remove`.
    pub op: AssignOp,
    /// The attributes added or removed.
    pub attrs: Vec<Attr>,
}

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
