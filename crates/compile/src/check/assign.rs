//! Assignments: what can be assigned to, and what `=`, `+=`, `-=`, `++` and `--` do.

use super::convert::Purpose;
use super::expr::constant;
use super::names::{Found, Meaning};
use super::scope::Home;
use super::types::is_broken;
use super::{Checker, bare, broken};
use crate::hir::{Expr, ExprKind, GlobalKind, Op, Place};
use zander_syntax::ast::{self, AssignOp, UnaryOp};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Type, Val};

impl Checker<'_> {
    pub(crate) fn assignment(
        &mut self,
        op: AssignOp,
        place: &ast::Expr,
        value: &ast::Expr,
        span: Span,
    ) -> Expr {
        match op {
            AssignOp::Set => {
                let Some((to, ty)) = self.place(place) else {
                    self.expr(value);
                    return broken(span);
                };
                let value = self.assigned(value, &ty);
                if is_broken(&value.ty) {
                    return broken(span);
                }
                Expr { kind: ExprKind::Assign(Box::new(to), Box::new(value)), ty, span }
            }
            AssignOp::Add | AssignOp::Remove => {
                let Some((to, ty)) = self.place(place) else {
                    self.expr(value);
                    return broken(span);
                };
                // For numbers that have to be widened the place is read as well.
                self.update(op, to, &ty, Some(place), value, span)
            }
        }
    }

    /// A value for a place of type `ty`.
    pub(crate) fn assigned(&mut self, value: &ast::Expr, ty: &Type) -> Expr {
        let checked = self.expr_for(value, ty, Purpose::Assign);
        if let Type::Void = checked.ty {
            return self.wrong("no-value", checked.span, "this has no value that could be assigned");
        }
        self.coerce(checked, ty, Purpose::Assign)
    }

    /// `place += value` and `place -= value`.
    pub(crate) fn update(
        &mut self,
        op: AssignOp,
        place: Place,
        ty: &Type,
        read: Option<&ast::Expr>,
        value: &ast::Expr,
        span: Span,
    ) -> Expr {
        let add = op == AssignOp::Add;
        let node = |kind| Expr { kind, ty: ty.clone(), span };
        match ty {
            Type::Error => {
                self.expr(value);
                broken(span)
            }
            Type::Table(_) => {
                let value = self.converted(value, ty, Purpose::Element);
                if is_broken(&value.ty) {
                    return broken(span);
                }
                let (place, value) = (Box::new(place), Box::new(value));
                node(if add { ExprKind::Extend(place, value) } else { ExprKind::Reduce(place, value) })
            }
            Type::Vector(element) if add => {
                let element = (**element).clone();
                if let ast::ExprKind::Braces(items) = &bare(value).kind {
                    let value = self.vector_elements(items, &element, value.span);
                    if is_broken(&value.ty) {
                        return broken(span);
                    }
                    return node(ExprKind::Extend(Box::new(place), Box::new(value)));
                }
                let value = match &element {
                    Type::Record(_) => self.value_for(value, &element, Purpose::Element),
                    _ => self.value(value),
                };
                if is_broken(&value.ty) {
                    return broken(span);
                }
                let nested = matches!(element, Type::Vector(_));
                if matches!((&element, &value.ty), (Type::Any, Type::Vector(_))) {
                    return node(ExprKind::Extend(Box::new(place), Box::new(value)));
                }
                if value.ty.same(ty)
                    || (!nested
                        && super::types::is_unspecified(&value.ty)
                        && matches!(value.ty, Type::Vector(_)))
                {
                    let value = self.coerce(value, ty, Purpose::Element);
                    return node(ExprKind::Extend(Box::new(place), Box::new(value)));
                }
                let value = self.coerce(value, &element, Purpose::Element);
                if is_broken(&value.ty) {
                    return broken(span);
                }
                node(ExprKind::Append(Box::new(place), Box::new(value)))
            }
            Type::Pattern if add => {
                let value = self.converted(value, ty, Purpose::Element);
                if is_broken(&value.ty) {
                    return broken(span);
                }
                node(ExprKind::Extend(Box::new(place), Box::new(value)))
            }
            Type::String if add => {
                let value = self.value(value);
                let value = self.coerce(value, ty, Purpose::Element);
                if is_broken(&value.ty) {
                    return broken(span);
                }
                node(ExprKind::Update(Op::Add, Box::new(place), Box::new(value)))
            }
            Type::Count | Type::Int | Type::Double | Type::Interval => {
                let value = self.value(value);
                self.update_number(add, place, ty, read, value, span)
            }
            _ => {
                self.expr(value);
                let sign = if add { "+=" } else { "-=" };
                let mut d =
                    Diagnostic::error("operand-types", span, format!("`{sign}` is not possible on a `{ty}`"));
                if let Type::Time = ty {
                    d = d.hint("write `t = t + …`");
                }
                self.report(d);
                broken(span)
            }
        }
    }

    fn update_number(
        &mut self,
        add: bool,
        place: Place,
        ty: &Type,
        read: Option<&ast::Expr>,
        value: Expr,
        span: Span,
    ) -> Expr {
        if is_broken(&value.ty) {
            return broken(span);
        }
        let op = if add { Op::Add } else { Op::Subtract };
        let fits = match (ty, &value.ty) {
            (Type::Interval, t) => matches!(t, Type::Interval | Type::Any),
            (_, Type::Any) => true,
            (t, v) => super::binary::common_number(t, v).is_some(),
        };
        if !fits {
            let sign = if add { "+=" } else { "-=" };
            let text = format!("`{sign}` is not possible between `{ty}` and `{}`", value.ty);
            return self.wrong("operand-types", span, text);
        }
        let wide = super::binary::common_number(ty, &value.ty);
        match (wide, read) {
            (Some(wide), Some(read)) if !wide.same(ty) => {
                // The sum is made in the wider type and brought back.
                let old = self.expr(read);
                let (old, value) = (self.promote(old, &wide), self.promote(value, &wide));
                let sum = Expr { kind: ExprKind::Binary(op, Box::new(old), Box::new(value)), ty: wide, span };
                let sum = self.coerce(sum, ty, Purpose::Assign);
                Expr { kind: ExprKind::Assign(Box::new(place), Box::new(sum)), ty: ty.clone(), span }
            }
            _ => {
                let value = self.coerce(value, ty, Purpose::Assign);
                Expr { kind: ExprKind::Update(op, Box::new(place), Box::new(value)), ty: ty.clone(), span }
            }
        }
    }

    /// `++e`, `--e`
    pub(crate) fn increment(&mut self, op: UnaryOp, operand: &ast::Expr, span: Span) -> Expr {
        let Some((place, ty)) = self.place(operand) else { return broken(span) };
        let one = match ty {
            Type::Count => Val::Count(1),
            Type::Int => Val::Int(1),
            Type::Double => Val::Double(1.0),
            Type::Error => return broken(span),
            t => {
                return self.wrong("operand-type", span, format!("`++` and `--` need a number, found `{t}`"));
            }
        };
        let one = constant(one, ty.clone(), span);
        let op = if op == UnaryOp::Increment { Op::Add } else { Op::Subtract };
        Expr { kind: ExprKind::Update(op, Box::new(place), Box::new(one)), ty, span }
    }

    /// What can be assigned to, with its type; reports when it cannot.
    pub(crate) fn place(&mut self, e: &ast::Expr) -> Option<(Place, Type)> {
        match &e.kind {
            ast::ExprKind::Paren(inner) => self.place(inner),
            ast::ExprKind::Name(name) => self.named_place(name, e.span),
            ast::ExprKind::Field(of, field) => {
                let of = self.value(of);
                let (slot, ty) = self.field_slot(&of, field)?;
                Some((Place::Field(of, slot), ty))
            }
            ast::ExprKind::Index(of, index) => {
                let container = self.value(of);
                match &container.ty {
                    Type::Table(t) if t.is_set() => {
                        let d = Diagnostic::error("assign-to-set", e.span, "members of a set have no value")
                            .hint("`add s[…];` puts a member in");
                        self.report(d);
                        None
                    }
                    Type::Table(t) => {
                        let t = t.clone();
                        let parts: Vec<&ast::Expr> = index.iter().collect();
                        let keys = self.index_parts(&parts, &t.index, e.span)?;
                        Some((Place::TableElement(container, keys), t.value.clone()?))
                    }
                    Type::String => {
                        self.error("assign-to-string", e.span, "a string cannot be changed in place");
                        None
                    }
                    _ => {
                        let read = self.index(of, index, e.span);
                        match read.kind {
                            ExprKind::VectorIndex(of, at) => Some((Place::VectorElement(*of, *at), read.ty)),
                            ExprKind::Error => None,
                            _ => {
                                self.not_a_place(e.span);
                                None
                            }
                        }
                    }
                }
            }
            ast::ExprKind::Slice(slice) => {
                let read = self.slice(slice, e.span);
                let ty = read.ty.clone();
                match read.kind {
                    ExprKind::Slice(of, low, high) if matches!(ty, Type::Vector(_)) => {
                        let low = low.map_or_else(|| constant(Val::Count(0), Type::Count, e.span), |l| *l);
                        let high =
                            high.map_or_else(|| constant(Val::Count(u64::MAX), Type::Count, e.span), |h| *h);
                        Some((Place::VectorSlice(*of, low, high), ty))
                    }
                    ExprKind::Error => None,
                    _ => {
                        self.error("assign-to-string", e.span, "a string cannot be changed in place");
                        None
                    }
                }
            }
            ast::ExprKind::Bracket(items)
                if !super::binary::is_record_literal(items) && !items.is_empty() =>
            {
                let mut places = Vec::with_capacity(items.len());
                for item in items {
                    places.push(self.place(item)?);
                }
                let ty = Type::List(places.iter().map(|(_, t)| t.clone()).collect::<Vec<_>>().into());
                Some((Place::List(places), ty))
            }
            ast::ExprKind::Error => None,
            _ => {
                self.not_a_place(e.span);
                None
            }
        }
    }

    fn not_a_place(&mut self, span: Span) {
        self.error("not-assignable", span, "this cannot be assigned to");
    }

    fn named_place(&mut self, name: &ast::Name, span: Span) -> Option<(Place, Type)> {
        if let Some(local) = self.local_name(name, span) {
            let variable = self.scopes.last_mut().and_then(|s| s.names.get_mut(name));
            if let Some(v) = variable {
                v.assigned = true;
                let (constant, declared) = (v.constant, v.span);
                // A container that is constant may still grow.
                if constant && !super::types::starts_filled(&local.ty) {
                    self.constant_assigned(name, "a constant", span, declared);
                    return None;
                }
                let home = match v_home(self, name) {
                    Some(Home::Local(id)) => Place::Local(id),
                    Some(Home::Capture(slot)) => Place::Capture(slot),
                    None => return None,
                };
                return Some((home, local.ty));
            }
            return None;
        }
        let id = match self.symbols.lookup(name, self.module) {
            Found::Symbol(id) => id,
            Found::Hidden(id) => {
                self.not_exported(name, id, span);
                return None;
            }
            Found::GlobalPrefix => {
                self.global_prefix(name, span);
                return None;
            }
            Found::Missing => {
                self.unknown_name(name, span);
                return None;
            }
        };
        if let Meaning::Func(f) = self.symbols.get(id).meaning {
            self.make_variable(id, f);
        }
        let declared = self.symbols.get(id).span;
        if let Some(message) = self.symbols.get(id).deprecated.clone() {
            self.deprecated(span, name, &message);
        }
        match &self.symbols.get(id).meaning {
            Meaning::Global(g) => {
                let g = *g;
                let global = self.global(g);
                let ty = global.ty.clone();
                match global.kind {
                    GlobalKind::Global => Some((Place::Global(g), ty)),
                    GlobalKind::Const => {
                        self.constant_assigned(name, "a constant", span, declared);
                        None
                    }
                    GlobalKind::Option => {
                        self.constant_assigned(name, "an option", span, declared);
                        None
                    }
                }
            }
            Meaning::Broken => None,
            _ => {
                let d = Diagnostic::error("not-assignable", span, format!("`{name}` cannot be assigned to"))
                    .secondary(declared, "declared here");
                self.report(d);
                None
            }
        }
    }

    fn constant_assigned(&mut self, name: &str, what: &str, span: Span, declared: Span) {
        let mut d = Diagnostic::error(
            "assign-to-const",
            span,
            format!("`{name}` is {what} and cannot be assigned to"),
        )
        .secondary(declared, "declared here");
        d = if what == "an option" {
            d.hint(format!("options change through `Option::set(\"{name}\", …)`"))
        } else {
            d.hint("declare it `global` or `local` to change it")
        };
        self.report(d);
    }
}

fn v_home(c: &Checker<'_>, name: &ast::Name) -> Option<Home> {
    c.scopes.last()?.names.get(name).map(|v| v.home)
}
