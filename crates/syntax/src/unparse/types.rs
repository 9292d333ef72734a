//! Types, parameters and attributes as text.

use super::{Printer, Style};
use crate::ast::{Attr, BaseType, Field, Flavor, Signature, Type, TypeKind};

/// A type as text.
pub fn ty(ty: &Type, style: Style) -> String {
    let mut printer = Printer::new(style);
    printer.ty(ty);
    printer.out
}

/// Parameters and result as text: `(n: count): string`.
pub fn signature(signature: &Signature, style: Style) -> String {
    let mut printer = Printer::new(style);
    printer.signature(signature);
    printer.out
}

/// Attributes as text, each with a blank before it.
pub fn attrs(attrs: &[Attr], style: Style) -> String {
    let mut printer = Printer::new(style);
    printer.attrs(attrs);
    printer.out
}

pub(super) fn flavor(flavor: Flavor) -> &'static str {
    match flavor {
        Flavor::Function => "function",
        Flavor::Event => "event",
        Flavor::Hook => "hook",
    }
}

fn base(base: BaseType) -> &'static str {
    match base {
        BaseType::Any => "any",
        BaseType::Bool => "bool",
        BaseType::Count => "count",
        BaseType::Int => "int",
        BaseType::Double => "double",
        BaseType::Time => "time",
        BaseType::Interval => "interval",
        BaseType::String => "string",
        BaseType::Pattern => "pattern",
        BaseType::Port => "port",
        BaseType::Addr => "addr",
        BaseType::Subnet => "subnet",
    }
}

impl Printer {
    fn tys(&mut self, before: &str, types: &[Type], after: &str) {
        self.put(before);
        self.list(types, Self::ty);
        self.put(after);
    }

    pub(super) fn ty(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Base(kind) => self.put(base(*kind)),
            TypeKind::Name(name) => self.put(name),
            TypeKind::Enum(values) => {
                self.put("enum { ");
                self.list(values, |printer, value| {
                    printer.put(&value.name.name);
                    if let Some(number) = &value.value {
                        printer.around(" = ", number, "");
                    }
                    printer.attrs(&value.attrs);
                });
                self.put(" }");
            }
            TypeKind::Record(fields) => {
                self.put("record { ");
                for field in fields {
                    self.param(field);
                    self.put("; ");
                }
                self.put("}");
            }
            TypeKind::Table(index, value) => {
                self.tys("table[", index, "] of ");
                self.ty(value);
            }
            TypeKind::Set(index) => self.tys("set[", index, "]"),
            TypeKind::Vector(of) => {
                self.put("vector of ");
                self.ty(of);
            }
            TypeKind::List(of) => {
                self.put("list of ");
                self.ty(of);
            }
            TypeKind::Function(kind, signature) => {
                self.put(flavor(*kind));
                self.signature(signature);
            }
            TypeKind::File(None) => self.put("file"),
            TypeKind::File(Some(of)) => {
                self.put("file of ");
                self.ty(of);
            }
            TypeKind::Opaque(name) => {
                self.put("opaque of ");
                self.put(&name.name);
            }
            TypeKind::Error => self.put("<error>"),
        }
    }

    fn param(&mut self, field: &Field) {
        self.put(&field.name.name);
        self.put(if self.style == Style::Source { ": " } else { ":" });
        self.ty(&field.ty);
        self.attrs(&field.attrs);
    }

    pub(super) fn signature(&mut self, signature: &Signature) {
        self.put("(");
        self.list(&signature.params, Self::param);
        if signature.variadic {
            self.put(if signature.params.is_empty() { "..." } else { ", ..." });
        }
        self.put(")");
        if let Some(result) = &signature.result {
            self.put(if self.style == Style::Source { ": " } else { " : " });
            self.ty(result);
        }
    }

    pub(super) fn attrs(&mut self, attrs: &[Attr]) {
        for attr in attrs {
            self.put(" &");
            self.put(attr.kind.name());
            if let Some(value) = &attr.value {
                self.around("=", value, "");
            }
        }
    }
}
