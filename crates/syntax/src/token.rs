//! Tokens: what the lexer cuts the text into.

use crate::ast::AttrKind;

/// A token: its kind and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: T,
    pub start: u32,
    pub end: u32,
}

/// Kinds of tokens. Keywords that can also be names (`timeout`, `list`) are names here; the parser knows where they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum T {
    Eof,
    /// A byte that begins no token.
    Unknown,
    /// `"` without its end on the same line.
    OpenString,
    Ident,
    True,
    False,
    Count,
    Hex,
    Double,
    Interval,
    Port,
    Addr,
    Subnet,
    HostName,
    String,
    /// `&name` of a known attribute.
    Attr,
    // Directives; the lexer stops behind their name.
    AtDir,
    AtFilename,
    AtLoad,
    AtLoadSigs,
    AtLoadPlugin,
    AtUnload,
    AtPrefixes,
    AtIf,
    AtIfdef,
    AtIfndef,
    AtElse,
    AtEndif,
    AtDebug,
    AtDeprecated,
    AtPragma,
    AtUnknown,
    /// A directive that is an item of its own waits in the parser's queue.
    Directive,
    // Keywords.
    Add,
    AddrType,
    Any,
    As,
    Assert,
    Bool,
    Break,
    Case,
    Const,
    Copy,
    CountType,
    Default,
    Delete,
    DoubleType,
    Else,
    Enum,
    Event,
    Export,
    Fallthrough,
    File,
    For,
    Function,
    Global,
    Hook,
    If,
    In,
    Int,
    IntervalType,
    Is,
    Local,
    Module,
    Next,
    Of,
    Opaque,
    Option,
    PatternType,
    PortType,
    Print,
    Record,
    Redef,
    Return,
    Schedule,
    Set,
    StringType,
    SubnetType,
    Switch,
    Table,
    Time,
    Type,
    Vector,
    When,
    While,
    // Punctuation.
    NotIn,
    LParen,
    RParen,
    LBracket,
    RBracket,
    LBrace,
    RBrace,
    Semicolon,
    Comma,
    Colon,
    Dollar,
    HasField,
    Question,
    Assign,
    AddTo,
    RemoveFrom,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    ShiftLeft,
    ShiftRight,
    AndAnd,
    OrOr,
    And,
    Bar,
    Caret,
    Tilde,
    Not,
    Plus,
    Minus,
    Increment,
    Decrement,
    Star,
    Slash,
    Percent,
    Ellipsis,
}

impl T {
    /// Whether it is a reserved word.
    pub fn is_keyword(self) -> bool {
        (T::Add as u8..=T::While as u8).contains(&(self as u8)) || matches!(self, T::True | T::False)
    }

    /// Whether it begins a declaration and nothing else.
    pub fn begins_declaration(self) -> bool {
        matches!(
            self,
            T::Module
                | T::Export
                | T::Global
                | T::Option
                | T::Redef
                | T::Type
                | T::Function
                | T::Event
                | T::Hook
        )
    }

    /// Whether it is a type by itself.
    pub fn is_base_type(self) -> bool {
        matches!(
            self,
            T::Any
                | T::Bool
                | T::CountType
                | T::Int
                | T::DoubleType
                | T::Time
                | T::IntervalType
                | T::StringType
                | T::PatternType
                | T::PortType
                | T::AddrType
                | T::SubnetType
        )
    }

    /// Whether it can only begin an operand: after it, an operator before it had a right side.
    pub fn is_operand(self) -> bool {
        matches!(
            self,
            T::Ident
                | T::True
                | T::False
                | T::Count
                | T::Hex
                | T::Double
                | T::Interval
                | T::Port
                | T::Addr
                | T::Subnet
                | T::HostName
                | T::String
                | T::AtDir
                | T::AtFilename
                | T::Copy
                | T::Function
                | T::Table
                | T::Set
                | T::Vector
                | T::Record
        )
    }
}

/// The keyword that `text` is, or [`T::Ident`].
#[inline]
pub(crate) fn keyword(text: &[u8]) -> T {
    match text {
        b"T" => T::True,
        b"F" => T::False,
        b"as" => T::As,
        b"if" => T::If,
        b"in" => T::In,
        b"is" => T::Is,
        b"of" => T::Of,
        b"add" => T::Add,
        b"any" => T::Any,
        b"for" => T::For,
        b"int" => T::Int,
        b"set" => T::Set,
        b"addr" => T::AddrType,
        b"bool" => T::Bool,
        b"case" => T::Case,
        b"copy" => T::Copy,
        b"else" => T::Else,
        b"enum" => T::Enum,
        b"file" => T::File,
        b"hook" => T::Hook,
        b"next" => T::Next,
        b"port" => T::PortType,
        b"time" => T::Time,
        b"type" => T::Type,
        b"when" => T::When,
        b"break" => T::Break,
        b"const" => T::Const,
        b"count" => T::CountType,
        b"event" => T::Event,
        b"local" => T::Local,
        b"print" => T::Print,
        b"redef" => T::Redef,
        b"table" => T::Table,
        b"while" => T::While,
        b"assert" => T::Assert,
        b"delete" => T::Delete,
        b"double" => T::DoubleType,
        b"export" => T::Export,
        b"global" => T::Global,
        b"module" => T::Module,
        b"opaque" => T::Opaque,
        b"option" => T::Option,
        b"record" => T::Record,
        b"return" => T::Return,
        b"string" => T::StringType,
        b"subnet" => T::SubnetType,
        b"switch" => T::Switch,
        b"vector" => T::Vector,
        b"default" => T::Default,
        b"pattern" => T::PatternType,
        b"function" => T::Function,
        b"interval" => T::IntervalType,
        b"schedule" => T::Schedule,
        b"fallthrough" => T::Fallthrough,
        _ => T::Ident,
    }
}

/// Names of directives, as written behind `@`.
pub(crate) const DIRECTIVES: &[(&str, T)] = &[
    ("load", T::AtLoad),
    ("ifdef", T::AtIfdef),
    ("endif", T::AtEndif),
    ("if", T::AtIf),
    ("else", T::AtElse),
    ("ifndef", T::AtIfndef),
    ("DIR", T::AtDir),
    ("FILENAME", T::AtFilename),
    ("load-sigs", T::AtLoadSigs),
    ("load-plugin", T::AtLoadPlugin),
    ("unload", T::AtUnload),
    ("prefixes", T::AtPrefixes),
    ("deprecated", T::AtDeprecated),
    ("pragma", T::AtPragma),
    ("DEBUG", T::AtDebug),
];

/// Names of attributes, as written behind `&`.
pub(crate) const ATTRIBUTES: &[(&str, AttrKind)] = &[
    ("log", AttrKind::Log),
    ("optional", AttrKind::Optional),
    ("redef", AttrKind::Redef),
    ("default", AttrKind::Default),
    ("priority", AttrKind::Priority),
    ("deprecated", AttrKind::Deprecated),
    ("group", AttrKind::Group),
    ("is_used", AttrKind::IsUsed),
    ("is_assigned", AttrKind::IsAssigned),
    ("create_expire", AttrKind::CreateExpire),
    ("read_expire", AttrKind::ReadExpire),
    ("write_expire", AttrKind::WriteExpire),
    ("expire_func", AttrKind::ExpireFunc),
    ("default_insert", AttrKind::DefaultInsert),
    ("ordered", AttrKind::Ordered),
    ("on_change", AttrKind::OnChange),
    ("add_func", AttrKind::AddFunc),
    ("delete_func", AttrKind::DeleteFunc),
    ("error_handler", AttrKind::ErrorHandler),
    ("raw_output", AttrKind::RawOutput),
    ("type_column", AttrKind::TypeColumn),
    ("backend", AttrKind::Backend),
    ("broker_store", AttrKind::BrokerStore),
    ("broker_allow_complex_type", AttrKind::BrokerAllowComplexType),
    ("no_ZAM_opt", AttrKind::NoZamOpt),
    ("no_CPP_opt", AttrKind::NoCppOpt),
];

/// The attribute called `name` (without `&`).
pub(crate) fn attribute(name: &[u8]) -> Option<AttrKind> {
    ATTRIBUTES.iter().find(|(text, _)| text.as_bytes() == name).map(|(_, kind)| *kind)
}

impl AttrKind {
    /// Its name, without `&`.
    pub fn name(self) -> &'static str {
        ATTRIBUTES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_kinds_of_attributes_agree() {
        for (name, kind) in ATTRIBUTES {
            assert_eq!(attribute(name.as_bytes()), Some(*kind));
            assert_eq!(kind.name(), *name);
        }
        assert_eq!(attribute(b"logged"), None);
    }

    #[test]
    fn keywords_are_told_from_names() {
        assert_eq!(keyword(b"fallthrough"), T::Fallthrough);
        assert_eq!(keyword(b"timeout"), T::Ident);
        assert!(T::While.is_keyword() && T::Add.is_keyword() && T::True.is_keyword());
        assert!(!T::NotIn.is_keyword() && !T::Ident.is_keyword() && !T::Directive.is_keyword());
    }
}
