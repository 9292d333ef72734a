//! Values that are needed while scripts are loaded: initial values, constants, conditions of `@if`.

use super::Checker;
use super::convert::Purpose;
use super::scope::{Owner, Scope};
use super::types::is_broken;
use crate::hir::{self, Expr, ExprKind, GlobalId, GlobalKind, StmtKind};
use std::rc::Rc;
use zander_syntax::ast;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Record, Table, TableAttrs, Type, Val, Vector, pattern};

/// The value of a pattern literal.
pub(crate) fn pattern_value(p: &ast::Pattern) -> Result<Val, String> {
    let made = pattern::Pattern::new(&p.text, p.ignore_case, p.single_line);
    made.map(|p| Val::Pattern(Rc::new(p))).map_err(|e| e.to_string())
}

/// What a place of this type holds before anything is assigned to it.
pub(crate) fn fresh(ty: &Type, attrs: Option<&Rc<TableAttrs>>) -> Val {
    match ty {
        Type::Table(t) => Val::Table(Table::new(t, attrs.cloned())),
        Type::Vector(e) => Val::Vector(Vector::new((**e).clone())),
        Type::Record(r) => Val::Record(Record::new(r)),
        _ => Val::None,
    }
}

impl Checker<'_> {
    /// Checks something outside of all bodies. Gives its locals, and which globals it read.
    pub(crate) fn at_top<R>(
        &mut self,
        f: impl FnOnce(&mut Self) -> R,
    ) -> (R, Vec<hir::Local>, Vec<GlobalId>) {
        let (result, scope) = self.within(Scope::new(Owner::Top, Type::Void), f);
        (result, scope.locals, scope.globals)
    }

    /// Computes a value.
    pub(crate) fn evaluate(&mut self, value: Expr) -> Option<Val> {
        if is_broken(&value.ty) || self.errors > 0 && !is_literal(&value) {
            // What was wrong before may be what this value needs.
            return None;
        }
        if let ExprKind::Const(v) = value.kind {
            return Some(v);
        }
        if let ExprKind::Func(f) = value.kind {
            return Some(self.func_value(f));
        }
        let span = value.span;
        let id = self.initializer(value);
        self.run(id, span)
    }

    /// Runs a function for its effect or result.
    pub(crate) fn run(&mut self, id: hir::FuncId, span: Span) -> Option<Val> {
        match self.evaluator.run(&mut self.program, id) {
            Ok(v) => Some(v),
            Err(failure) => {
                let at = if failure.span.is_none() { span } else { failure.span };
                let mut d = Diagnostic::error("initial-value", at, failure.message);
                if at != span {
                    d = d.secondary(span, "needed here");
                }
                self.report(d);
                None
            }
        }
    }

    /// Runs statements once.
    pub(crate) fn run_statements(&mut self, stmts: Vec<hir::Stmt>, locals: Vec<hir::Local>, span: Span) {
        if self.errors > 0 {
            return;
        }
        let code = hir::Stmt { kind: StmtKind::Block(stmts), span };
        let id = self.nameless(Type::Void, code, locals);
        self.run(id, span);
    }

    /// The value of an expression that has to be known now.
    pub(crate) fn constant_value(&mut self, value: &ast::Expr, ty: &Type) -> Option<Val> {
        let (value, ..) = self.at_top(|c| c.converted(value, ty, Purpose::Element));
        self.evaluate(value)
    }

    /// The condition of `@if`.
    pub(crate) fn if_directive(&mut self, condition: &ast::Expr) -> bool {
        let scopes = std::mem::take(&mut self.scopes);
        let (value, ..) = self.at_top(|c| c.expr(condition));
        self.scopes = scopes;
        // What is neither a bool nor a number holds, as long as it has a value.
        match self.evaluate_now(value) {
            Some(Val::Bool(b)) => b,
            Some(Val::Count(n)) => n != 0,
            Some(Val::Int(n)) => n != 0,
            Some(Val::Double(x)) => x != 0.0,
            Some(v) => !v.is_none(),
            None => false,
        }
    }

    /// The same whatever was wrong before, since the text that counts depends on it.
    fn evaluate_now(&mut self, value: Expr) -> Option<Val> {
        if is_broken(&value.ty) {
            return None;
        }
        if let ExprKind::Const(v) = value.kind {
            return Some(v);
        }
        let span = value.span;
        let id = self.initializer(value);
        self.run(id, span)
    }

    /// Whether a value may be different later: it reads what `redef`, an option's change or a script can change.
    pub(crate) fn is_fixed(&self, globals: &[GlobalId]) -> bool {
        globals.iter().all(|g| {
            let global = self.global(*g);
            global.kind == GlobalKind::Const && !self.redefinable.contains(g)
        })
    }

    /// Gives a global its first value.
    pub(crate) fn set_global(&mut self, id: GlobalId, value: Val, attrs: Option<&Rc<TableAttrs>>) {
        if let (Val::Table(t), Some(attrs)) = (&value, attrs) {
            t.set_attrs(Some(attrs.clone()));
        }
        self.evaluator.set(&self.program, id, value);
    }
}

fn is_literal(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Const(_) | ExprKind::Func(_))
}
