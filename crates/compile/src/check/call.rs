//! Calls: functions, hooks, events, and constructors by a type's name.

use super::convert::Purpose;
use super::names::{Found, Meaning};
use super::types::is_broken;
use super::{Checker, bare, broken};
use crate::hir::{Callee, Expr, ExprKind, FuncId};
use std::rc::Rc;
use zander_syntax::ast;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Flavor, FuncType, Type, Val};

impl Checker<'_> {
    pub(crate) fn call(&mut self, callee: &ast::Expr, args: &[ast::Expr], span: Span) -> Expr {
        if let Some(ty) = self.type_name(callee) {
            return self.construct_by_name(&ty, args, span);
        }
        let target = self.expr(callee);
        let Some(ty) = self.callable(&target, args) else { return broken(span) };
        match ty.flavor {
            Flavor::Function => {}
            Flavor::Event => {
                self.ignore(args);
                let d = Diagnostic::error("event-called", span, "an event is raised, not called")
                    .hint("write `event …(…);` or `schedule … { … };`");
                self.report(d);
                return broken(span);
            }
            Flavor::Hook => {
                self.ignore(args);
                let d = Diagnostic::error("hook-called", span, "a hook is called with the word `hook`")
                    .hint("write `hook …(…)`");
                self.report(d);
                return broken(span);
            }
        }
        self.finish_call(target, &ty, args, span, ExprKind::Call)
    }

    /// `hook h(…)`
    pub(crate) fn hook_call(&mut self, call: &ast::Expr, span: Span) -> Expr {
        let ast::ExprKind::Call(callee, args) = &bare(call).kind else {
            return self.wrong("not-a-hook", span, "`hook` needs a call behind it");
        };
        let target = self.expr(callee);
        let Some(ty) = self.callable(&target, args) else { return broken(span) };
        if ty.flavor != Flavor::Hook {
            self.ignore(args);
            return self.wrong("not-a-hook", target.span, "this is not a hook");
        }
        self.finish_call(target, &ty, args, span, ExprKind::Hook)
    }

    fn finish_call(
        &mut self,
        target: Expr,
        ty: &Rc<FuncType>,
        args: &[ast::Expr],
        span: Span,
        make: fn(Callee, Vec<Expr>) -> ExprKind,
    ) -> Expr {
        let defaults = self.defaults_of(&target, ty);
        let result = ty.result.clone();
        let Some(args) = self.arguments(&target, ty, &defaults, args, span) else {
            return Expr { kind: ExprKind::Error, ty: Type::Error, span };
        };
        let callee = match target.kind {
            ExprKind::Func(f) => {
                self.check_format(f, &args, span);
                Callee::Func(f)
            }
            _ => Callee::Value(Box::new(target)),
        };
        Expr { kind: make(callee, args), ty: result, span }
    }

    /// The type that stands where a function is expected.
    fn type_name(&mut self, callee: &ast::Expr) -> Option<Type> {
        let ast::ExprKind::Name(name) = &callee.kind else { return None };
        if self.scopes.iter().any(|s| s.names.contains_key(name)) {
            return None;
        }
        let Found::Symbol(id) = self.symbols.lookup(name, self.module) else { return None };
        let symbol = self.symbols.get(id);
        let Meaning::Type(t) = &symbol.meaning else { return None };
        let t = t.clone();
        if let Some(message) = symbol.deprecated.clone() {
            self.deprecated(callee.span, name, &message);
        }
        Some(t)
    }

    /// `R($a=1)`, `T([1]=2)`
    fn construct_by_name(&mut self, ty: &Type, args: &[ast::Expr], span: Span) -> Expr {
        match ty {
            Type::Record(r) => match args {
                [only] if !matches!(only.kind, ast::ExprKind::FieldAssign(..)) => {
                    let mut e = self.converted(only, ty, Purpose::Element);
                    e.span = span;
                    e
                }
                _ => self.record_literal(args, &r.clone(), span),
            },
            Type::Table(t) if t.is_set() => self.set_elements(args, Some(&t.clone()), None, span),
            Type::Table(t) => self.table_elements(args, Some(&t.clone()), None, span),
            Type::Vector(e) => self.vector_elements(args, &(**e).clone(), span),
            Type::Error => {
                self.ignore(args);
                broken(span)
            }
            t => {
                let text = format!("the type `{t}` has no constructor");
                let d = Diagnostic::error("no-constructor", span, text)
                    .hint("`as` converts values of type `any`");
                self.report(d);
                self.ignore(args);
                broken(span)
            }
        }
    }

    /// The type of what is called; reports when it cannot be.
    fn callable(&mut self, target: &Expr, args: &[ast::Expr]) -> Option<Rc<FuncType>> {
        match &target.ty {
            Type::Func(t) => Some(t.clone()),
            t => {
                if !is_broken(t) {
                    let d =
                        Diagnostic::error("not-callable", target.span, format!("a `{t}` cannot be called"));
                    self.report(d);
                }
                self.ignore(args);
                None
            }
        }
    }

    /// Checks arguments of a call that is wrong already.
    fn ignore(&mut self, args: &[ast::Expr]) {
        for a in args {
            match &a.kind {
                ast::ExprKind::FieldAssign(_, value) => drop(self.expr(value)),
                ast::ExprKind::Assign(..) => {}
                _ => drop(self.expr(a)),
            }
        }
    }

    /// The functions that make the values of parameters that are left out.
    fn defaults_of(&self, target: &Expr, ty: &Rc<FuncType>) -> Vec<Option<FuncId>> {
        match target.kind {
            ExprKind::Func(f) => self.func(f).defaults.clone(),
            _ => self.defaults.get(&Rc::as_ptr(ty)).map(|(_, d)| d.clone()).unwrap_or_default(),
        }
    }

    /// The arguments of a call: converted, those left out filled in.
    pub(crate) fn arguments(
        &mut self,
        target: &Expr,
        ty: &Rc<FuncType>,
        defaults: &[Option<FuncId>],
        args: &[ast::Expr],
        span: Span,
    ) -> Option<Vec<Expr>> {
        if ty.variadic {
            let args: Vec<Expr> = args.iter().map(|a| self.value(a)).collect();
            return (!args.iter().any(|a| is_broken(&a.ty))).then_some(args);
        }
        let named = args.iter().position(|a| matches!(a.kind, ast::ExprKind::FieldAssign(..)));
        let (plain, named) = args.split_at(named.unwrap_or(args.len()));
        if plain.len() > ty.params.len() {
            self.ignore(args);
            self.argument_count(target, ty, args.len(), span);
            return None;
        }
        let mut given: Vec<Option<Expr>> = Vec::with_capacity(ty.params.len());
        let mut right = true;
        for (arg, param) in plain.iter().zip(&ty.params) {
            let value = self.converted(arg, &param.ty, Purpose::Argument);
            right &= !is_broken(&value.ty);
            given.push(Some(value));
        }
        given.resize_with(ty.params.len(), || None);
        for arg in named {
            let ast::ExprKind::FieldAssign(name, value) = &arg.kind else {
                self.error(
                    "argument-order",
                    arg.span,
                    "arguments without a name stand before those with one",
                );
                return None;
            };
            let Some(at) = ty.params.iter().position(|p| p.name == name.name) else {
                let d = Diagnostic::error(
                    "unknown-argument",
                    name.span,
                    format!("there is no parameter `{}`", name.name),
                )
                .nearest(&name.name, ty.params.iter().map(|p| &*p.name));
                self.report(d);
                right = false;
                continue;
            };
            if given[at].is_some() {
                self.error(
                    "duplicate-argument",
                    name.span,
                    format!("parameter `{}` is given twice", name.name),
                );
                right = false;
            }
            let value = self.converted(value, &ty.params[at].ty, Purpose::Argument);
            right &= !is_broken(&value.ty);
            given[at] = Some(value);
        }
        if !right {
            return None;
        }
        let mut complete = Vec::with_capacity(given.len());
        for (i, value) in given.into_iter().enumerate() {
            match (value, defaults.get(i).copied().flatten()) {
                (Some(v), _) => complete.push(v),
                (None, Some(make)) => {
                    let ty = ty.params[i].ty.clone();
                    complete.push(Expr { kind: ExprKind::Call(Callee::Func(make), Vec::new()), ty, span });
                }
                (None, None) => {
                    self.argument_count(target, ty, args.len(), span);
                    return None;
                }
            }
        }
        Some(complete)
    }

    fn argument_count(&mut self, target: &Expr, ty: &FuncType, found: usize, span: Span) {
        let most = ty.params.len();
        let least = ty.params.iter().filter(|p| !p.has_default).count();
        let wanted = if least == most { most.to_string() } else { format!("{least} to {most}") };
        let plural = if wanted == "1" { "argument" } else { "arguments" };
        let text = format!("{wanted} {plural} expected, {found} given");
        let mut d = Diagnostic::error("argument-count", span, text);
        if let ExprKind::Func(f) = target.kind {
            d = d.secondary(self.func(f).span, "declared here");
        }
        d = d.note(format!("its type is `{}`", target.ty));
        self.report(d);
    }

    /// `event e(…)` and the event of a `schedule`: the event and its arguments.
    pub(crate) fn event_call(&mut self, call: &ast::EventCall) -> Option<(FuncId, Vec<Expr>)> {
        let target = match self.symbols.lookup(&call.name.name, self.module) {
            Found::Symbol(id) => {
                let name = call.name.name.clone();
                self.symbol(&name, id, call.name.span)
            }
            Found::Hidden(id) => {
                self.not_exported(&call.name.name, id, call.name.span);
                broken(call.span)
            }
            Found::GlobalPrefix => {
                self.global_prefix(&call.name.name, call.name.span);
                broken(call.span)
            }
            Found::Missing => {
                let d = Diagnostic::error(
                    "unknown-event",
                    call.name.span,
                    format!("there is no event `{}`", call.name.name),
                );
                let d = self.with_nearest(d, &call.name.name, &[]);
                self.report(d);
                broken(call.span)
            }
        };
        match (&target.kind, &target.ty) {
            (ExprKind::Func(f), Type::Func(ty)) if ty.flavor == Flavor::Event => {
                let (f, ty) = (*f, ty.clone());
                let defaults = self.func(f).defaults.clone();
                let args = self.arguments(&target, &ty, &defaults, &call.args, call.span)?;
                Some((f, args))
            }
            (_, Type::Error) => {
                self.ignore(&call.args);
                None
            }
            _ => {
                self.ignore(&call.args);
                self.error("not-an-event", call.name.span, format!("`{}` is not an event", call.name.name));
                None
            }
        }
    }

    /// `schedule 5min { e(…) }`
    pub(crate) fn schedule(&mut self, when: &ast::Expr, call: &ast::EventCall, span: Span) -> Expr {
        let when = self.value(when);
        if !matches!(when.ty, Type::Interval | Type::Time | Type::Error) {
            let d = Diagnostic::error(
                "schedule-time",
                when.span,
                format!("an interval or a time expected, found `{}`", when.ty),
            )
            .hint("intervals have a unit: `5 sec`");
            self.report(d);
        }
        match self.event_call(call) {
            Some((event, args)) => {
                Expr { kind: ExprKind::Schedule(Box::new(when), event, args), ty: Type::Void, span }
            }
            None => broken(span),
        }
    }

    /// `fmt` with a format that is written out: as many values as it takes.
    fn check_format(&mut self, f: FuncId, args: &[Expr], span: Span) {
        if &*self.func(f).name != "fmt" {
            return;
        }
        let Some(first) = args.first() else { return };
        if !matches!(first.ty, Type::String | Type::Error) {
            self.error("format", first.span, "the first argument of `fmt` is the format, a `string`");
            return;
        }
        // What a global holds when the call is read counts, as it does for the reference.
        let held;
        let format = match &first.kind {
            ExprKind::Const(Val::Str(format)) => format,
            ExprKind::Global(g) => match self.evaluator.get(&self.program, *g) {
                Val::Str(s) => {
                    held = s;
                    &held
                }
                _ => return,
            },
            _ => return,
        };
        let given = args.len() - 1;
        let text = match zander_value::format::conversions(format.as_bytes()) {
            Some(wanted) if wanted == given => return,
            Some(wanted) => format!("the format takes {wanted} values, {given} given"),
            None => "the format ends with a bare `%`".to_owned(),
        };
        let d = Diagnostic::error("format", span, text).secondary(first.span, "this is the format");
        self.report(d);
    }
}
