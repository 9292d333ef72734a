//! Statements.

use super::convert::Purpose;
use super::names::Found;
use super::scope::{Owner, Scope};
use super::types::{is_broken, is_unspecified};
use super::{Checker, bare, broken};
use crate::hir::{self, Expr, ExprKind, ForKind, LocalId, Place, Stmt, StmtKind};
use zander_syntax::ast;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_syntax::unparse;
use zander_value::{Flavor, Str, Type};

impl Checker<'_> {
    /// The block of a body: its names are those of the body.
    pub(crate) fn body_block(&mut self, block: &ast::Block) -> Stmt {
        let stmts = block.stmts.iter().filter_map(|s| self.stmt(s)).collect();
        Stmt { kind: StmtKind::Block(stmts), span: block.span }
    }

    /// A block within a body.
    fn block(&mut self, block: &ast::Block) -> Stmt {
        self.scope().open();
        let checked = self.body_block(block);
        self.scope().close();
        checked
    }

    /// A statement where one has to be, if only an empty one.
    pub(crate) fn sub_stmt(&mut self, s: &ast::Stmt) -> Stmt {
        self.scope().open();
        let checked = self.stmt(s);
        self.scope().close();
        checked.unwrap_or(Stmt { kind: StmtKind::Block(Vec::new()), span: s.span })
    }

    /// Checks a statement; nothing when there is nothing to do.
    pub(crate) fn stmt(&mut self, s: &ast::Stmt) -> Option<Stmt> {
        use ast::StmtKind as A;
        let span = s.span;
        let kind = match &s.kind {
            A::Null | A::Error => return None,
            A::Block(b) => return Some(self.block(b)),
            A::Expr(e) => self.expression_statement(e),
            A::Print(items) => StmtKind::Print(items.iter().map(|e| self.value(e)).collect()),
            A::Event(call) => self.event_statement(call)?,
            A::If(i) => {
                let cond = self.condition(&i.cond, "the condition of `if`");
                let then = self.sub_stmt(&i.then);
                let otherwise = i.otherwise.as_ref().map(|s| Box::new(self.sub_stmt(s)));
                StmtKind::If(cond, Box::new(then), otherwise)
            }
            A::Switch(switch) => self.switch(switch, span)?,
            A::For(f) => self.for_statement(f)?,
            A::While(w) => {
                let cond = self.condition(&w.cond, "the condition of `while`");
                self.scope().loops += 1;
                let body = self.sub_stmt(&w.body);
                self.scope().loops -= 1;
                StmtKind::While(cond, Box::new(body))
            }
            A::Next => {
                if self.scope().loops == 0 {
                    self.error("next", span, "`next` stands outside of a loop");
                    return None;
                }
                StmtKind::Next
            }
            A::Break => {
                let scope = self.scope();
                let hook = scope.owner == Owner::Flavor(Flavor::Hook);
                if scope.loops == 0 && scope.switches == 0 && !hook {
                    self.error("break", span, "`break` stands outside of a loop, `switch` and hook");
                    return None;
                }
                StmtKind::Break
            }
            A::Fallthrough => {
                if self.scope().switches == 0 {
                    self.error("fallthrough", span, "`fallthrough` stands outside of a `switch`");
                    return None;
                }
                StmtKind::Fallthrough
            }
            A::Return(value) => self.return_statement(value.as_ref(), span)?,
            A::Add(e) => self.add_statement(e)?,
            A::Delete(e) => self.delete_statement(e)?,
            A::Local(v) => self.local_statement(v, false)?,
            A::Const(v) => self.local_statement(v, true)?,
            A::When(w) => self.when_statement(w, span)?,
            A::Assert(a) => {
                let cond = self.condition(&a.cond, "what is asserted");
                let message = a.message.as_ref().map(|m| self.converted(m, &Type::String, Purpose::Argument));
                let text = Str::from(unparse::expr(&a.cond, unparse::Style::Plain));
                StmtKind::Assert(Box::new(hir::Assert { cond, message, text }))
            }
        };
        Some(Stmt { kind, span })
    }

    fn expression_statement(&mut self, e: &ast::Expr) -> StmtKind {
        let checked = self.expr(e);
        if !has_effect(&checked) && !is_broken(&checked.ty) {
            let mut d = Diagnostic::warning("no-effect", e.span, "the value of this expression is not used");
            if let ast::ExprKind::Binary(ast::BinaryOp::Equal, ..) = bare(e).kind {
                d = d.hint("`=` assigns, `==` compares");
            }
            self.report(d);
        }
        StmtKind::Expr(checked)
    }

    fn event_statement(&mut self, call: &ast::EventCall) -> Option<StmtKind> {
        // An event that is held by a local variable.
        if let Some(target) = self.local_name(&call.name.name, call.name.span) {
            let Type::Func(ty) = &target.ty else {
                if !is_broken(&target.ty) {
                    self.error(
                        "not-an-event",
                        call.name.span,
                        format!("`{}` is not an event", call.name.name),
                    );
                }
                return None;
            };
            let ty = ty.clone();
            if ty.flavor != Flavor::Event {
                self.error("not-an-event", call.name.span, format!("`{}` is not an event", call.name.name));
                return None;
            }
            let args = self.arguments(&target, &ty, &[], &call.args, call.span)?;
            return Some(StmtKind::EventValue(target, args));
        }
        let (event, args) = self.event_call(call)?;
        Some(StmtKind::Event(event, args))
    }

    fn return_statement(&mut self, value: Option<&ast::Expr>, span: Span) -> Option<StmtKind> {
        let (owner, result) = {
            let scope = self.scope();
            (scope.owner, scope.result.clone())
        };
        match (value, &result) {
            (None, Type::Void | Type::Any | Type::Error) => Some(StmtKind::Return(None)),
            (None, t) if matches!(owner, Owner::Flavor(_) | Owner::When) => {
                let d = Diagnostic::error(
                    "return-type",
                    span,
                    format!("a value of type `{t}` has to be returned"),
                );
                self.report(d);
                None
            }
            (None, _) => Some(StmtKind::Return(None)),
            (Some(value), Type::Void) if self.scope().infers_result => {
                let value = self.value(value);
                let scope = self.scope();
                scope.result = value.ty.clone();
                scope.infers_result = false;
                Some(StmtKind::Return(Some(value)))
            }
            (Some(value), Type::Void) => {
                let what = match owner {
                    Owner::Flavor(Flavor::Event) => "an event handler returns nothing",
                    Owner::Flavor(Flavor::Hook) => "a hook returns nothing: `break` makes it false",
                    Owner::Flavor(Flavor::Function) => "this function returns nothing",
                    Owner::When => "nothing can be returned from here",
                    Owner::Top => "`return` stands outside of a function",
                };
                self.expr(value);
                let mut d = Diagnostic::error("return-type", span, what);
                if owner == Owner::Flavor(Flavor::Function) {
                    d = d.hint("declare the type of the result: `function …(…): TYPE`");
                }
                self.report(d);
                None
            }
            (Some(value), t) => {
                let t = t.clone();
                let value = self.converted(value, &t, Purpose::Return);
                Some(StmtKind::Return(Some(value)))
            }
        }
    }

    fn add_statement(&mut self, e: &ast::Expr) -> Option<StmtKind> {
        let ast::ExprKind::Index(of, index) = &bare(e).kind else {
            self.error("add", e.span, "`add` needs a member of a set: `add s[…]`");
            return None;
        };
        let set = self.value(of);
        match &set.ty {
            Type::Table(t) if t.is_set() => {
                let t = t.clone();
                let parts: Vec<&ast::Expr> = index.iter().collect();
                let index = self.index_parts(&parts, &t.index, e.span)?;
                Some(StmtKind::Add(hir::SetElement { set, index }))
            }
            Type::Error => None,
            t => {
                let mut d = Diagnostic::error("add", e.span, format!("`add` is for sets, this is a `{t}`"));
                d = match t {
                    Type::Vector(_) => d.hint("`v += …` appends to a vector"),
                    Type::Table(_) => d.hint("`t[…] = …` puts an element into a table"),
                    _ => d,
                };
                self.report(d);
                None
            }
        }
    }

    fn delete_statement(&mut self, e: &ast::Expr) -> Option<StmtKind> {
        let target = bare(e);
        match &target.kind {
            ast::ExprKind::Index(of, index) => {
                let set = self.value(of);
                match &set.ty {
                    Type::Table(t) => {
                        let t = t.clone();
                        let parts: Vec<&ast::Expr> = index.iter().collect();
                        let index = self.index_parts(&parts, &t.index, e.span)?;
                        Some(StmtKind::Delete(hir::Delete::Element(hir::SetElement { set, index })))
                    }
                    Type::Error => None,
                    t => {
                        let text = format!("elements of a `{t}` cannot be deleted");
                        self.error("delete", e.span, text);
                        None
                    }
                }
            }
            ast::ExprKind::Field(of, field) => {
                let of = self.value(of);
                let (slot, _) = self.field_slot(&of, field)?;
                let required = match &of.ty {
                    Type::Record(r) => {
                        r.with_fields(|f| f.get(slot).is_some_and(|f| !super::records::deletable(f)))
                    }
                    _ => false,
                };
                if required {
                    let d = Diagnostic::error(
                        "delete",
                        e.span,
                        format!("field `{}` is not `&optional`", field.name),
                    );
                    self.report(d);
                    return None;
                }
                Some(StmtKind::Delete(hir::Delete::Field(of, slot)))
            }
            _ => {
                let all = self.value(e);
                match &all.ty {
                    Type::Table(_) | Type::Vector(_) => Some(StmtKind::Delete(hir::Delete::All(all))),
                    Type::Error => None,
                    t => {
                        let text = format!("a `{t}` cannot be deleted");
                        let d = Diagnostic::error("delete", e.span, text)
                            .hint("`delete t[…]`, `delete r$f`, `delete t` for all elements");
                        self.report(d);
                        None
                    }
                }
            }
        }
    }

    /// Reports when a local may not have this name.
    pub(crate) fn check_local_name(&mut self, name: &ast::Ident) {
        let before = self.scope().names.get(&name.name).map(|v| (v.span, v.visible));
        if let Some((span, true)) = before {
            let d = Diagnostic::error("already-defined", span, format!("`{}` is already defined", name.name))
                .label("defined here")
                .secondary(name.span, "defined again here");
            self.report(d);
            return;
        }
        if let Found::Symbol(id) = self.symbols.lookup(&name.name, self.module) {
            let declared = self.symbols.get(id).span;
            let d = Diagnostic::error(
                "shadows-global",
                name.span,
                format!("`{}` is the name of a global", name.name),
            )
            .secondary(declared, "declared here")
            .hint("give the local another name");
            self.report(d);
        }
    }

    fn local_statement(&mut self, v: &ast::Variable, constant: bool) -> Option<StmtKind> {
        let declared = v.ty.as_ref().map(|t| self.resolve_type(t));
        let name = &v.name;
        let value = match (&v.init, &declared) {
            (Some(init), Some(t)) => Some(self.assigned(&init.value, t)),
            (Some(init), None) => Some(self.untyped_initial(&init.value)),
            (None, _) => None,
        };
        self.check_local_name(name);
        let ty = match (declared, &value) {
            (Some(t), _) => t,
            (None, Some(v)) => v.ty.clone(),
            (None, None) => {
                self.error("untyped", name.span, format!("`{}` has neither a type nor a value", name.name));
                Type::Error
            }
        };
        if constant && value.is_none() {
            self.error("const-value", name.span, format!("the constant `{}` has no value", name.name));
        }
        let attrs = self.variable_attrs(&v.attrs, &ty, false);
        let scope = self.scope();
        let id = scope.declare(&name.name, ty.clone(), name.span, constant);
        if let Some(local) = scope.locals.get_mut(id.0 as usize) {
            local.table_attrs = attrs.table.clone();
        }
        if let Some(block) = scope.blocks.last_mut() {
            block.push(name.name.clone());
        }
        if v.attrs.iter().any(|a| a.kind == ast::AttrKind::IsAssigned) {
            scope.assured.push(id);
        }
        let Some(mut value) = value else { return Some(StmtKind::Declare(id)) };
        if let (ExprKind::Table(_, own, _), Some(_)) = (&mut value.kind, &attrs.table)
            && own.is_none()
        {
            *own = attrs.table;
        }
        if let Some(v) = self.scope().names.get_mut(&name.name) {
            v.assigned = true;
        }
        let span = name.span.to(value.span);
        let kind = ExprKind::Assign(Box::new(Place::Local(id)), Box::new(value));
        Some(StmtKind::Expr(Expr { kind, ty, span }))
    }

    /// An initial value that decides the type of its variable.
    pub(crate) fn untyped_initial(&mut self, value: &ast::Expr) -> Expr {
        let checked = self.expr(value);
        if let Type::Void = checked.ty {
            self.error("no-value", value.span, "this has no value that could be assigned");
            return checked;
        }
        if is_unspecified(&checked.ty) {
            let d =
                Diagnostic::error("untyped-empty", value.span, "an empty container says nothing of its type")
                    .hint("declare the type: `local x: set[string] = set();`");
            self.report(d);
            return broken(value.span);
        }
        checked
    }

    /// `local x = e` within a condition: declares, assigns, and is true.
    pub(crate) fn local_assign(&mut self, name: &ast::Ident, value: &ast::Expr, span: Span) -> Expr {
        let value = self.untyped_initial(value);
        self.check_local_name(name);
        let ty = value.ty.clone();
        let scope = self.scope();
        let place = if scope.owner == Owner::When {
            // Condition and body are two functions: they share it as they share what is captured.
            Place::Capture(scope.capture(&name.name, ty.clone(), name.span, false))
        } else {
            Place::Local(scope.declare(&name.name, ty.clone(), name.span, false))
        };
        let assign = Expr { kind: ExprKind::Assign(Box::new(place), Box::new(value)), ty, span };
        let yes = super::expr::constant(zander_value::Val::Bool(true), Type::Bool, span);
        Expr { kind: ExprKind::Then(Box::new(assign), Box::new(yes)), ty: Type::Bool, span }
    }

    fn for_statement(&mut self, f: &ast::For) -> Option<StmtKind> {
        let over = self.value(&f.over);
        let (kind, keys, value) = match &over.ty {
            Type::Table(t) if t.index.is_empty() => {
                (ForKind::Table, f.keys.iter().map(|_| Type::Error).collect(), Some(Type::Error))
            }
            Type::Table(t) => (ForKind::Table, t.index.clone(), t.value.clone()),
            Type::Vector(e) => (ForKind::Vector, vec![Type::Count], Some((**e).clone())),
            Type::String => (ForKind::String, vec![Type::String], None),
            t => {
                if !is_broken(t) {
                    let d =
                        Diagnostic::error("for-over", over.span, format!("a `{t}` cannot be iterated over"));
                    let d = match t {
                        Type::Count | Type::Int => d.hint("count with `while`"),
                        _ => d,
                    };
                    self.report(d);
                }
                self.broken_for(f);
                return None;
            }
        };
        if keys.len() != f.keys.len() {
            let text = format!("the index has {} parts, {} named here", keys.len(), f.keys.len());
            let span = f.keys.first().map_or(over.span, |k| k.span);
            let mut d = Diagnostic::error("for-keys", span, text);
            if f.keys.len() == 1 {
                d = d.hint("name them in brackets: `for ( [a, b] in t )`");
            }
            self.report(d);
            self.broken_for(f);
            return None;
        }
        let keys: Vec<Option<LocalId>> =
            f.keys.iter().zip(&keys).map(|(k, t)| self.loop_variable(k, t)).collect();
        let value = match (&f.value, value) {
            (None, _) => None,
            (Some(v), Some(t)) => self.loop_variable(v, &t),
            (Some(v), None) => {
                self.error("for-value", v.span, format!("elements of a `{}` have no value", over.ty));
                None
            }
        };
        self.scope().loops += 1;
        let body = self.sub_stmt(&f.body);
        self.scope().loops -= 1;
        Some(StmtKind::For(Box::new(hir::For { over, kind, keys, value, body })))
    }

    /// Checks the body of a loop whose head is wrong.
    fn broken_for(&mut self, f: &ast::For) {
        for name in f.keys.iter().chain(f.value.iter()) {
            self.loop_variable(name, &Type::Error);
        }
        self.scope().loops += 1;
        self.sub_stmt(&f.body);
        self.scope().loops -= 1;
    }

    /// A loop's variable is a local of the whole body; a later loop may use it again.
    fn loop_variable(&mut self, name: &ast::Ident, ty: &Type) -> Option<LocalId> {
        if &*name.name == "_" {
            return None;
        }
        if let Some(v) = self.scope().names.get_mut(&name.name)
            && let super::scope::Home::Local(id) = v.home
        {
            v.assigned = true;
            v.visible = true;
            v.used = true;
            if v.ty.same(ty) || is_broken(&v.ty) {
                return Some(id);
            }
            if is_broken(ty) {
                return Some(id);
            }
            let (declared, old) = (v.span, v.ty.clone());
            if matches!((&old, ty), (Type::Any, _)) {
                return Some(id);
            }
            let d = Diagnostic::error(
                "for-variable",
                name.span,
                format!("`{}` is a `{old}`, here it would be a `{ty}`", name.name),
            )
            .secondary(declared, "declared here");
            self.report(d);
            return Some(id);
        }
        if let Found::Symbol(id) = self.symbols.lookup(&name.name, self.module) {
            let declared = self.symbols.get(id).span;
            let d = Diagnostic::error(
                "shadows-global",
                name.span,
                format!("`{}` is the name of a global", name.name),
            )
            .secondary(declared, "declared here");
            self.report(d);
        }
        let scope = self.scope();
        let id = scope.declare(&name.name, ty.clone(), name.span, false);
        if let Some(v) = scope.names.get_mut(&name.name) {
            v.assigned = true;
            v.used = true;
        }
        Some(id)
    }

    /// A statement at the top level.
    pub(crate) fn top_statement(&mut self, s: &ast::Stmt) {
        let scope = self.top.take().unwrap_or_else(|| Scope::new(Owner::Top, Type::Void));
        let (stmt, scope) = self.within(scope, |c| c.stmt(s));
        self.top = Some(scope);
        self.statements.extend(stmt);
    }

    /// The function that runs the statements of the top level.
    pub(crate) fn finish_statements(&mut self) {
        if self.statements.is_empty() {
            return;
        }
        let stmts = std::mem::take(&mut self.statements);
        let span = stmts.first().map_or(Span::NONE, |s| s.span);
        let locals = self.top.take().map(|s| s.locals).unwrap_or_default();
        let code = Stmt { kind: StmtKind::Block(stmts), span };
        let id = self.nameless(Type::Void, code, locals);
        self.program.statements = Some(id);
    }
}

/// Whether evaluating it does something.
fn has_effect(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Call(..)
        | ExprKind::Hook(..)
        | ExprKind::Assign(..)
        | ExprKind::Update(..)
        | ExprKind::Extend(..)
        | ExprKind::Append(..)
        | ExprKind::Reduce(..)
        | ExprKind::Schedule(..)
        | ExprKind::Then(..)
        | ExprKind::Error => true,
        ExprKind::Convert(_, inner) => has_effect(inner),
        ExprKind::Cond(_, a, b) => has_effect(a) || has_effect(b),
        ExprKind::And(a, b) | ExprKind::Or(a, b) => has_effect(a) || has_effect(b),
        _ => false,
    }
}
