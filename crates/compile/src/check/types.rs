//! From types as written to types.

use super::names::{Found, Meaning};
use super::{Checker, func};
use std::rc::Rc;
use zander_syntax::ast::{self, BaseType, TypeKind};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{EnumType, Flavor, FuncType, RecordType, TableType, Type};

/// Names of the types that are keywords, for hints.
const KEYWORDS: [&str; 19] = [
    "any", "bool", "count", "int", "double", "time", "interval", "string", "pattern", "port", "addr",
    "subnet", "table", "set", "vector", "record", "enum", "function", "opaque",
];

impl Checker<'_> {
    /// The type that is written.
    pub(crate) fn resolve_type(&mut self, t: &ast::Type) -> Type {
        match &t.kind {
            TypeKind::Base(b) => base_type(*b),
            TypeKind::Name(name) => self.named_type(name, t.span),
            TypeKind::Enum(values) => {
                let ty = Rc::new(EnumType::new("".into()));
                self.add_enum_values(&ty, values);
                Type::Enum(ty)
            }
            TypeKind::Record(fields) => {
                let ty = Rc::new(RecordType::new(""));
                self.add_record_fields(&ty, fields, &[], None);
                Type::Record(ty)
            }
            TypeKind::Table(index, value) => {
                let index = self.index_types(index);
                let value = self.resolve_type(value);
                Type::Table(Rc::new(TableType { index, value: Some(value), name: None }))
            }
            TypeKind::Set(index) => {
                let index = self.index_types(index);
                Type::Table(Rc::new(TableType { index, value: None, name: None }))
            }
            TypeKind::Vector(element) => {
                let element = self.resolve_type(element);
                Type::Vector(Rc::new(element))
            }
            TypeKind::List(element) => {
                let element = self.resolve_type(element);
                Type::List(Rc::new(vec![element]))
            }
            TypeKind::Function(flavor, signature) => {
                let made = self.signature(func::flavor(*flavor), signature, &[]);
                if made.defaults.iter().any(Option::is_some) {
                    self.defaults.insert(Rc::as_ptr(&made.ty), (made.ty.clone(), made.defaults));
                }
                Type::Func(made.ty)
            }
            TypeKind::File(of) => {
                let of = of.as_ref().map_or(Type::String, |t| self.resolve_type(t));
                Type::File(Rc::new(of))
            }
            TypeKind::Opaque(name) => Type::Opaque(name.name.clone()),
            TypeKind::Error => Type::Error,
        }
    }

    fn index_types(&mut self, types: &[ast::Type]) -> Vec<Type> {
        types
            .iter()
            .map(|t| {
                let ty = self.resolve_type(t);
                if let Type::File(_) | Type::Opaque(_) | Type::Type(_) | Type::Void = ty {
                    self.error("index-type", t.span, format!("`{ty}` cannot be an index"));
                    return Type::Error;
                }
                ty
            })
            .collect()
    }

    /// The type of this name.
    pub(crate) fn named_type(&mut self, name: &ast::Name, span: Span) -> Type {
        let found = self.symbols.lookup(name, self.module);
        let id = match found {
            Found::Symbol(id) => id,
            Found::Hidden(id) => {
                self.not_exported(name, id, span);
                id
            }
            Found::GlobalPrefix => {
                self.global_prefix(name, span);
                return Type::Error;
            }
            Found::Missing => {
                let d = Diagnostic::error("unknown-type", span, format!("there is no type `{name}`"));
                let d = self.with_nearest(d, name, &KEYWORDS.map(Rc::from));
                self.report(d);
                return Type::Error;
            }
        };
        let symbol = self.symbols.get(id);
        let (declared, deprecated) = (symbol.span, symbol.deprecated.clone());
        let meaning = symbol.meaning.clone();
        if let Some(message) = deprecated {
            self.deprecated(span, name, &message);
        }
        match meaning {
            Meaning::Type(t) => t,
            Meaning::Broken => Type::Error,
            _ => {
                let d = Diagnostic::error("not-a-type", span, format!("`{name}` is not a type"))
                    .secondary(declared, "declared here");
                self.report(d);
                Type::Error
            }
        }
    }
}

/// The type that a keyword names.
pub(crate) fn base_type(b: BaseType) -> Type {
    match b {
        BaseType::Any => Type::Any,
        BaseType::Bool => Type::Bool,
        BaseType::Count => Type::Count,
        BaseType::Int => Type::Int,
        BaseType::Double => Type::Double,
        BaseType::Time => Type::Time,
        BaseType::Interval => Type::Interval,
        BaseType::String => Type::String,
        BaseType::Pattern => Type::Pattern,
        BaseType::Port => Type::Port,
        BaseType::Addr => Type::Addr,
        BaseType::Subnet => Type::Subnet,
    }
}

/// The type of `{}` and of constructors without elements, before it is known what they are for.
pub(crate) fn unspecified_table(set: bool) -> Type {
    Type::Table(Rc::new(TableType {
        index: Vec::new(),
        value: if set { None } else { Some(Type::Any) },
        name: None,
    }))
}

/// Whether it is one of those.
pub(crate) fn is_unspecified(t: &Type) -> bool {
    match t {
        Type::Table(t) => t.index.is_empty(),
        Type::Vector(e) => matches!(**e, Type::Void),
        _ => false,
    }
}

/// Whether a place of this type holds a container or record from the start.
pub(crate) fn starts_filled(t: &Type) -> bool {
    matches!(t, Type::Table(_) | Type::Vector(_) | Type::Record(_))
}

/// Whether the error type is in it, so that nothing more should be said of it.
pub(crate) fn is_broken(t: &Type) -> bool {
    match t {
        Type::Error => true,
        Type::Table(t) => t.index.iter().any(is_broken) || t.value.as_ref().is_some_and(is_broken),
        Type::Vector(e) | Type::File(e) | Type::Type(e) => is_broken(e),
        Type::List(l) => l.iter().any(is_broken),
        Type::Func(f) => is_broken_func(f),
        _ => false,
    }
}

fn is_broken_func(f: &FuncType) -> bool {
    (f.flavor != Flavor::Event && is_broken(&f.result)) || f.params.iter().any(|p| is_broken(&p.ty))
}

/// Whether two types are the same, or one of them is wrong already.
pub(crate) fn agree(a: &Type, b: &Type) -> bool {
    a.same(b) || is_broken(a) || is_broken(b)
}
