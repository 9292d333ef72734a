//! What stands at the top level of a file: declarations and directives.

use super::{
    AssignOp, Attr, Block, Docs, EnumValue, Expr, Field, Flavor, Ident, Name, Signature, Stmt, Type,
};
use crate::span::Span;

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
