//! `when`: condition, body and what is done when time is over are functions that share their captured variables.

use super::Checker;
use super::expr::constant;
use super::scope::{Owner, Scope, Variable};
use super::types::is_broken;
use crate::hir::{self, Expr, FuncId, FuncKind, Stmt, StmtKind};
use std::rc::Rc;
use zander_syntax::ast;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Type, Val};

impl Checker<'_> {
    pub(crate) fn when_statement(&mut self, w: &ast::When, span: Span) -> Option<StmtKind> {
        let result = if w.is_return { self.scope().result.clone() } else { Type::Void };
        if w.is_return && matches!(result, Type::Void) {
            self.error("return-type", span, "`return when` stands where nothing can be returned");
        }
        let mut scope = Scope::new(Owner::When, Type::Bool);
        scope.closure = true;
        let mut captures = match &w.captures {
            Some(list) => self.captures(list, &mut scope),
            None => {
                scope.implicit = Some(Vec::new());
                Vec::new()
            }
        };
        let (cond, scope) = self.within(scope, |c| c.condition(&w.cond, "the condition of `when`"));
        let mut watched = scope.globals.clone();
        watched.sort_by_key(|g| g.0);
        watched.dedup();
        let cond_span = cond.span;
        let mut parts = Parts { names: scope.names, captures: scope.captures, implicit: scope.implicit };
        let code = Stmt { kind: StmtKind::Return(Some(cond)), span: cond_span };
        let cond = self.when_part(code, scope.locals, Type::Bool);
        let body = self.when_block(&mut parts, &result, |c| c.sub_stmt(&w.body));
        let timeout = w.timeout.as_ref().map(|(after, block)| {
            let after = self.value(after);
            if !matches!(after.ty, Type::Interval | Type::Error) {
                let text = format!("the time limit has to be an interval, found `{}`", after.ty);
                let d = Diagnostic::error("when-timeout", after.span, text)
                    .hint("intervals have a unit: `5 sec`");
                self.report(d);
            }
            let part = self.when_block(&mut parts, &result, |c| c.body_block(block));
            (after, Some(part))
        });
        if is_broken(&result) {
            return None;
        }
        // Slots beyond what was captured at first: locals of the condition, and what was captured as it was met.
        let implicit = parts.implicit.unwrap_or_default();
        let mut slots: Vec<Option<(Expr, bool)>> = (0..parts.captures).map(|_| None).collect();
        for (slot, capture) in captures.drain(..).enumerate() {
            if let Some(place) = slots.get_mut(slot) {
                *place = Some(capture);
            }
        }
        for (name, outer) in implicit {
            if let Some(Variable { home: super::scope::Home::Capture(slot), .. }) = parts.names.get(&name)
                && let Some(place) = slots.get_mut(*slot as usize)
            {
                *place = Some((outer, false));
            }
        }
        let captures: Vec<(Expr, bool)> =
            slots.into_iter().map(|s| s.unwrap_or((constant(Val::None, Type::Any, span), false))).collect();
        for part in [Some(cond), Some(body), timeout.as_ref().and_then(|t| t.1)].into_iter().flatten() {
            if let Some(b) = self.func_mut(part).bodies.first_mut() {
                b.captures = captures.len() as u32;
            }
        }
        Some(StmtKind::When(Box::new(hir::When {
            captures,
            cond,
            body,
            timeout,
            is_return: w.is_return,
            watched,
        })))
    }

    /// The body, or what is done when time is over.
    fn when_block(
        &mut self,
        parts: &mut Parts,
        result: &Type,
        check: impl FnOnce(&mut Self) -> Stmt,
    ) -> FuncId {
        let mut scope = Scope::new(Owner::When, result.clone());
        scope.closure = true;
        scope.names = parts.names.clone();
        scope.captures = parts.captures;
        scope.implicit = parts.implicit.take();
        let (code, scope) = self.within(scope, check);
        parts.captures = scope.captures;
        parts.implicit = scope.implicit;
        for (name, variable) in scope.names {
            if let super::scope::Home::Capture(_) = variable.home {
                parts.names.insert(name, variable);
            }
        }
        self.when_part(code, scope.locals, result.clone())
    }

    fn when_part(&mut self, code: Stmt, locals: Vec<hir::Local>, result: Type) -> FuncId {
        self.lambdas += 1;
        let name: Rc<str> = format!("when_<{}>", self.lambdas).into();
        self.without_parameters(name, FuncKind::Lambda, result, code, locals)
    }
}

/// What the parts of a `when` share.
struct Parts {
    names: hashbrown::HashMap<ast::Name, Variable, foldhash::fast::RandomState>,
    captures: u32,
    implicit: Option<Vec<(ast::Name, Expr)>>,
}
