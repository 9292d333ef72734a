//! Enums and their values.

use super::Checker;
use super::names::{Found, Meaning, Symbol, split};
use std::rc::Rc;
use zander_syntax::ast::{self, AttrKind, UnaryOp};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{EnumType, Type, Val};

impl Checker<'_> {
    /// Adds values to an enum and makes their names known.
    pub(crate) fn add_enum_values(&mut self, ty: &Rc<EnumType>, values: &[ast::EnumValue]) {
        let mut explicit = self.explicit_enums.get(&Rc::as_ptr(ty)).copied();
        for v in values {
            let number = match &v.value {
                None => None,
                Some(e) => match self.enum_number(e) {
                    Some(n) => Some(n),
                    None => {
                        self.error(
                            "enum-number",
                            e.span,
                            "the number of an enum's value is a literal, or another enum's value",
                        );
                        continue;
                    }
                },
            };
            match explicit {
                None => explicit = Some(number.is_some()),
                Some(before) if before != number.is_some() => {
                    let d = Diagnostic::error(
                        "enum-mix",
                        v.name.span,
                        "either all values of an enum have numbers, or none",
                    );
                    self.report(d);
                    continue;
                }
                Some(_) => {}
            }
            let (module, name) = self.symbols.home(&v.name.name, self.module);
            let full = self.symbols.full_name(module, name);
            let known = self.symbols.in_module(module, name).or_else(|| {
                match self.symbols.lookup(&v.name.name, self.module) {
                    Found::Symbol(id) if module == self.symbols.get(id).module => Some(id),
                    _ => None,
                }
            });
            if let Some(id) = known {
                let symbol = self.symbols.get(id);
                let (declared, same) =
                    (symbol.span, matches!(&symbol.meaning, Meaning::Enum(t, _) if Rc::ptr_eq(t, ty)));
                if same && number.is_none() {
                    continue; // Said twice: the reference lets that pass.
                }
                let d =
                    Diagnostic::error("already-defined", v.name.span, format!("`{full}` is already defined"))
                        .secondary(declared, "defined here");
                self.report(d);
                continue;
            }
            match ty.add(&full, number) {
                Some(item) => self.enum_symbol(v, Meaning::Enum(ty.clone(), item)),
                None => {
                    let d = Diagnostic::error(
                        "enum-number",
                        v.name.span,
                        format!("the enum has a value with the number of `{full}` already"),
                    );
                    self.report(d);
                }
            }
        }
        if let Some(explicit) = explicit {
            self.explicit_enums.insert(Rc::as_ptr(ty), explicit);
        }
    }

    fn enum_symbol(&mut self, v: &ast::EnumValue, meaning: Meaning) {
        let deprecated = v.attrs.iter().find(|a| a.kind == AttrKind::Deprecated).map(|a| self.deprecation(a));
        let (module, name) = self.symbols.home(&v.name.name, self.module);
        let full = self.symbols.full_name(module, name);
        let symbol = Symbol {
            full,
            meaning,
            module,
            // Who names the module of a value means it to be used from elsewhere.
            exported: self.exported || module == super::names::GLOBAL || split(&v.name.name).is_some(),
            redefinable: false,
            deprecated,
            span: v.name.span,
            docs: v.docs,
        };
        self.symbols.insert(symbol, name);
    }

    fn enum_number(&mut self, e: &ast::Expr) -> Option<i64> {
        match &e.kind {
            ast::ExprKind::Count(n) => i64::try_from(*n).ok(),
            ast::ExprKind::Unary(UnaryOp::Minus, inner) => match &inner.kind {
                ast::ExprKind::Count(n) => i64::try_from(*n).ok().map(|n| -n),
                _ => None,
            },
            ast::ExprKind::Unary(UnaryOp::Plus, inner) | ast::ExprKind::Paren(inner) => {
                self.enum_number(inner)
            }
            ast::ExprKind::Name(_) => {
                let (value, ..) = self.at_top(|c| c.expr(e));
                match self.evaluate(value)? {
                    Val::Enum(item) => Some(item.value),
                    Val::Count(n) => i64::try_from(n).ok(),
                    Val::Int(n) => Some(n),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// `redef enum E += { … }`
    pub(crate) fn redef_enum(&mut self, r: &ast::RedefEnum) {
        match self.redef_target(&r.name) {
            Some(Type::Enum(ty)) => self.add_enum_values(&ty, &r.values),
            Some(Type::Error) => {}
            Some(t) => {
                let text = format!("`{}` is not an enum, it is `{t}`", r.name.name);
                self.error("redef", r.name.span, text);
            }
            None => {
                for v in &r.values {
                    self.enum_symbol(v, Meaning::Broken);
                }
            }
        }
    }

    /// The type that a `redef` extends.
    pub(crate) fn redef_target(&mut self, name: &ast::Ident) -> Option<Type> {
        match self.symbols.lookup(&name.name, self.module) {
            Found::Symbol(id) | Found::Hidden(id) => match &self.symbols.get(id).meaning {
                Meaning::Type(t) => Some(t.clone()),
                Meaning::Broken => Some(Type::Error),
                _ => {
                    let declared = self.symbols.get(id).span;
                    self.not_type(name, declared);
                    None
                }
            },
            Found::GlobalPrefix => {
                self.global_prefix(&name.name.clone(), name.span);
                None
            }
            Found::Missing => {
                self.unknown_name(&name.name.clone(), name.span);
                None
            }
        }
    }

    fn not_type(&mut self, name: &ast::Ident, declared: Span) {
        let d = Diagnostic::error("not-a-type", name.span, format!("`{}` is not a type", name.name))
            .secondary(declared, "declared here");
        self.report(d);
    }
}
