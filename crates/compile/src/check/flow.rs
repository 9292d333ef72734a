//! Warnings that follow from the paths through a body: variables that are used before they have a value, and ends that
//! a function with a result reaches without one.
//!
//! The body is gone through once. What is known at a place is which variables have a value on every path that leads to
//! it, and which have one on some path. A loop's body is entered with what is known before the loop: what it assigns is
//! known behind it on some paths only.

use super::Checker;
use super::scope::Scope;
use crate::hir::{self, Callee, Expr, ExprKind, LocalId, Place, Stmt, StmtKind};
use zander_syntax::span::Span;
use zander_value::{Type, Val};

/// What is known at a place of the body.
#[derive(Clone)]
struct Known {
    /// By local: it has a value on every path, on some path.
    locals: Vec<(bool, bool)>,
    reachable: bool,
}

impl Known {
    /// What is known where two paths meet.
    fn meet(&mut self, other: &Known) {
        if !other.reachable {
            return;
        }
        if !self.reachable {
            self.clone_from(other);
            return;
        }
        for (a, b) in self.locals.iter_mut().zip(&other.locals) {
            *a = (a.0 && b.0, a.1 || b.1);
        }
    }
}

struct Flow {
    known: Known,
    /// What is known at each `break` of the loops and switches around, innermost last.
    breaks: Vec<Known>,
    /// Variables that are looked at; each is told of once.
    watched: Vec<bool>,
    /// The use, and whether the variable has a value on some path.
    found: Vec<(LocalId, Span, bool)>,
}

impl Checker<'_> {
    /// Tells of doubtful paths through a body that was checked in this scope.
    pub(crate) fn paths(&mut self, scope: &Scope, code: &Stmt) {
        let scalar =
            |t: &Type| !matches!(t, Type::Table(_) | Type::Vector(_) | Type::Record(_) | Type::Error);
        let watched: Vec<bool> = (scope.locals.iter().enumerate())
            .map(|(i, l)| scalar(&l.ty) && !l.name.is_empty() && !scope.assured.contains(&LocalId(i as u32)))
            .collect();
        let parameters = scope.names.values().filter(|v| v.parameter);
        let mut locals = vec![(false, false); watched.len()];
        for p in parameters {
            if let super::scope::Home::Local(id) = p.home
                && let Some(l) = locals.get_mut(id.0 as usize)
            {
                *l = (true, true);
            }
        }
        let known = Known { locals, reachable: true };
        let mut flow = Flow { known, breaks: Vec::new(), watched, found: Vec::new() };
        flow.stmt(code);
        for (id, span, on_some_path) in flow.found {
            let Some(local) = scope.locals.get(id.0 as usize) else { continue };
            let what = if on_some_path { "possibly used" } else { "used" };
            let d = zander_syntax::diagnostic::Diagnostic::warning(
                "not-set",
                span,
                format!("{what} without definition ({})", local.name),
            )
            .secondary(local.span, "declared here without a value");
            self.report(d);
        }
        if flow.known.reachable && !matches!(scope.result, Type::Void | Type::Any | Type::Error) {
            let end = Span::new(code.span.file, code.span.end.saturating_sub(1), code.span.end);
            self.warn(
                "no-return",
                end,
                format!("this end is reached without a value of type `{}`", scope.result),
            );
        }
    }
}

impl Flow {
    /// Goes through a part that may be left out.
    fn perhaps(&mut self, part: impl FnOnce(&mut Flow)) {
        let before = self.known.clone();
        part(self);
        self.known.meet(&before);
    }

    /// Goes through a part that `break` leaves; what is known behind it is what is known at its end and at each `break`.
    fn breakable(&mut self, part: impl FnOnce(&mut Flow)) {
        let nowhere = Known { locals: self.known.locals.clone(), reachable: false };
        self.breaks.push(nowhere);
        part(self);
        if let Some(left) = self.breaks.pop() {
            self.known.meet(&left);
        }
    }

    fn stmt(&mut self, s: &Stmt) {
        match &s.kind {
            StmtKind::Block(list) => list.iter().for_each(|s| self.stmt(s)),
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Declare(id) => {
                if let Some(l) = self.known.locals.get_mut(id.0 as usize) {
                    *l = (false, false);
                }
            }
            StmtKind::Print(list) | StmtKind::Event(_, list) => self.all(list),
            StmtKind::EventValue(f, list) => {
                self.expr(f);
                self.all(list);
            }
            StmtKind::If(cond, then, otherwise) => {
                self.expr(cond);
                let before = self.known.clone();
                self.stmt(then);
                let after = std::mem::replace(&mut self.known, before);
                if let Some(o) = otherwise {
                    self.stmt(o);
                }
                self.known.meet(&after);
            }
            StmtKind::While(cond, body) => {
                self.expr(cond);
                let for_ever = matches!(cond.kind, ExprKind::Const(Val::Bool(true)));
                self.breakable(|f| {
                    let before = f.known.clone();
                    f.stmt(body);
                    f.known.meet(&before);
                    f.known.reachable &= !for_ever;
                });
            }
            StmtKind::For(l) => {
                self.expr(&l.over);
                self.breakable(|f| {
                    f.perhaps(|f| {
                        l.keys.iter().flatten().chain(&l.value).for_each(|id| f.assigned(*id));
                        f.stmt(&l.body);
                    });
                });
            }
            StmtKind::Switch(s) => self.switch(s),
            StmtKind::Break => {
                let Flow { known, breaks, .. } = self;
                if let Some(target) = breaks.last_mut() {
                    target.meet(known);
                }
                known.reachable = false;
            }
            StmtKind::Next => self.known.reachable = false,
            StmtKind::Fallthrough => {}
            StmtKind::Return(value) => {
                value.iter().for_each(|e| self.expr(e));
                self.known.reachable = false;
            }
            StmtKind::Add(e) | StmtKind::Delete(hir::Delete::Element(e)) => {
                self.expr(&e.set);
                self.all(&e.index);
            }
            StmtKind::Delete(hir::Delete::Field(e, _) | hir::Delete::All(e)) => self.expr(e),
            // What is captured may be unset: the condition is what waits for it.
            StmtKind::When(w) => self.known.reachable &= !w.is_return,
            StmtKind::Assert(a) => {
                self.expr(&a.cond);
                a.message.iter().for_each(|e| self.expr(e));
            }
        }
    }

    fn switch(&mut self, s: &hir::Switch) {
        self.expr(&s.subject);
        let before = self.known.clone();
        self.breakable(|f| {
            f.known.reachable = false;
            for case in &s.cases {
                // What fell through the case before comes in, too.
                f.known.meet(&before);
                case.types.iter().filter_map(|(_, id)| *id).for_each(|id| f.assigned(id));
                case.body.iter().for_each(|s| f.stmt(s));
            }
            if !s.cases.iter().any(|c| c.default) {
                f.known.meet(&before);
            }
        });
    }

    fn assigned(&mut self, id: LocalId) {
        if let Some(l) = self.known.locals.get_mut(id.0 as usize) {
            *l = (true, true);
        }
    }

    fn used(&mut self, id: LocalId, span: Span) {
        let at = id.0 as usize;
        let Some((false, on_some_path)) = self.known.locals.get(at).copied() else { return };
        if self.known.reachable && std::mem::take(&mut self.watched[at]) {
            self.found.push((id, span, on_some_path));
        }
    }

    fn all<'e>(&mut self, list: impl IntoIterator<Item = &'e Expr>) {
        list.into_iter().for_each(|e| self.expr(e));
    }

    fn expr(&mut self, e: &Expr) {
        use ExprKind::*;
        match &e.kind {
            Const(_) | Global(_) | Capture(_) | Func(_) | EnumItem(_) | Error => {}
            Local(id) => self.used(*id, e.span),
            Not(x)
            | Negate(x)
            | Complement(x)
            | Size(x)
            | Convert(_, x)
            | Field(x, _)
            | HasField(x, _)
            | Copy(x)
            | Cast(x, _)
            | Is(x, _) => self.expr(x),
            And(a, b) | Or(a, b) => {
                self.expr(a);
                self.perhaps(|f| f.expr(b));
            }
            Binary(_, a, b)
            | VectorBinary(_, a, b)
            | StringIn(a, b)
            | PatternIn(a, b)
            | PatternIs(a, b)
            | SubnetIn(a, b)
            | IndexIn(a, b)
            | PatternTableIndex(a, b)
            | VectorIndex(a, b)
            | VectorSelect(a, b)
            | StringIndex(a, b)
            | Then(a, b) => self.all([&**a, b]),
            Cond(c, a, b) => {
                self.expr(c);
                self.perhaps(|f| f.expr(a));
                self.perhaps(|f| f.expr(b));
            }
            VectorCond(c, a, b) => self.all([&**c, a, b]),
            KeyIn(list, of) | TableIndex(of, list) => {
                self.all(list);
                self.expr(of);
            }
            Slice(x, a, b) => {
                self.expr(x);
                self.all(a.iter().chain(b).map(|e| &**e));
            }
            Call(callee, list) | Hook(callee, list) => {
                if let Callee::Value(f) = callee {
                    self.expr(f);
                }
                self.all(list);
            }
            Record(_, fields) => self.all(fields.iter().map(|(_, e)| e)),
            Table(_, _, elements) => {
                for (key, value) in elements {
                    self.all(key.iter().chain(value));
                }
            }
            Vector(list) | List(list) => self.all(list),
            Lambda(_, captures) => self.all(captures.iter().map(|(e, _)| e)),
            Schedule(delay, _, list) => {
                self.expr(delay);
                self.all(list);
            }
            Assign(place, value) => {
                self.expr(value);
                self.place(place);
            }
            Update(_, place, value) | Extend(place, value) | Append(place, value) | Reduce(place, value) => {
                self.expr(value);
                if let Place::Local(id) = **place {
                    self.used(id, e.span);
                }
                self.place(place);
            }
        }
    }

    fn place(&mut self, place: &Place) {
        match place {
            Place::Local(id) => self.assigned(*id),
            Place::Global(_) | Place::Capture(_) => {}
            Place::Field(of, _) => self.expr(of),
            Place::TableElement(of, index) => {
                self.expr(of);
                self.all(index);
            }
            Place::VectorElement(of, index) => self.all([of, index]),
            Place::VectorSlice(of, from, to) => self.all([of, from, to]),
            Place::StringElement(of, index) => {
                self.expr(index);
                self.place(of);
            }
            Place::List(parts) => parts.iter().for_each(|(p, _)| self.place(p)),
        }
    }
}
