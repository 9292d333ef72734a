//! Functions within expressions, with what they capture.

use super::scope::{Owner, Scope};
use super::{Checker, broken, func};
use crate::hir::{self, Expr, ExprKind};
use std::rc::Rc;
use zander_syntax::ast;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Flavor, Type};

impl Checker<'_> {
    pub(crate) fn lambda(&mut self, l: &ast::Lambda, span: Span) -> Expr {
        let mut made = self.signature(func::flavor(l.flavor), &l.signature, &[]);
        let mut scope = Scope::new(Owner::Flavor(made.ty.flavor), func::result_of(&made.ty));
        scope.closure = true;
        scope.infers_result = made.ty.flavor == Flavor::Function && l.signature.result.is_none();
        func::declare_parameters(&mut scope, &made.ty, &l.signature);
        let captured = self.captures(l.captures.as_deref().unwrap_or_default(), &mut scope);
        let attrs = self.handler_attrs(&l.attrs);
        let (code, scope) = self.within(scope, |c| c.body_block(&l.body));
        if made.ty.flavor == Flavor::Function && l.signature.result.is_none() {
            Rc::make_mut(&mut made.ty).result = scope.result.clone();
        }
        if made.defaults.iter().any(Option::is_some) {
            self.defaults.insert(Rc::as_ptr(&made.ty), (made.ty.clone(), made.defaults.clone()));
        }
        for capture in l.captures.iter().flatten() {
            if scope
                .names
                .get(&capture.name.name)
                .is_some_and(|v| !v.used && matches!(v.home, super::scope::Home::Capture(_)))
                && code_is_sound(&code)
                && !scope.names.get(&capture.name.name).is_some_and(|v| v.constant)
            {
                let text = format!("`{}` is captured but not used", capture.name.name);
                let d = Diagnostic::error("unused-capture", span, text)
                    .secondary(capture.name.span, "captured here")
                    .hint("leave it out of the list");
                self.report(d);
            }
        }
        self.lambdas += 1;
        let name: Rc<str> = format!("lambda_<{}>", self.lambdas).into();
        let module = self.module_name();
        let captures = scope.captures;
        let count = made.ty.params.len() as u32;
        let id = self.add_func(hir::Func {
            name,
            ty: made.ty.clone(),
            kind: hir::FuncKind::Lambda,
            defaults: made.defaults,
            bodies: vec![hir::Body {
                priority: attrs.priority,
                groups: attrs.groups,
                module,
                locals: scope.locals,
                params: (0..count).collect(),
                captures,
                code,
                span,
            }],
            span,
        });
        Expr { kind: ExprKind::Lambda(id, captured), ty: Type::Func(made.ty), span }
    }

    /// Looks up what is captured and declares it within the closure.
    pub(crate) fn captures(&mut self, captures: &[ast::Capture], scope: &mut Scope) -> Vec<(Expr, bool)> {
        let mut list: Vec<(Expr, bool)> = Vec::with_capacity(captures.len());
        for capture in captures {
            let name = &capture.name;
            let known = scope.names.get(&name.name);
            if known.is_some_and(|v| matches!(v.home, super::scope::Home::Capture(_))) {
                self.error("duplicate-capture", name.span, format!("`{}` is captured twice", name.name));
                continue;
            }
            let value = match self.local_name(&name.name, name.span) {
                Some(value) => value,
                None => {
                    let names = self.local_names();
                    let text = format!("there is no local variable `{}` that could be captured", name.name);
                    let mut d = Diagnostic::error("unknown-capture", name.span, text)
                        .nearest(&name.name, names.iter().map(|n| &**n));
                    if self.symbols.in_module(self.module, &name.name).is_some() {
                        d = d.hint("globals are visible in functions without being captured");
                    }
                    self.report(d);
                    broken(name.span)
                }
            };
            scope.capture(&name.name, value.ty.clone(), name.span, false);
            list.push((value, capture.copy));
        }
        list
    }
}

/// Whether an unused capture is worth telling: not when the body could not be checked.
fn code_is_sound(code: &hir::Stmt) -> bool {
    !matches!(code.kind, hir::StmtKind::Expr(Expr { kind: ExprKind::Error, .. }))
}
