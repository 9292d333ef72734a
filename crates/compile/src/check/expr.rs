//! Expressions: the dispatch over their kinds, names, literals, and operators with one operand.

use super::convert::Purpose;
use super::names::{Found, Meaning, SymbolId};
use super::types::is_broken;
use super::{Checker, broken, string};
use crate::hir::{self, Expr, ExprKind};
use std::rc::Rc;
use zander_syntax::ast::{self, UnaryOp};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Addr, EnumItem, Port, Subnet, Transport, Type, Val};

/// A constant.
pub(crate) fn constant(v: Val, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Const(v), ty, span }
}

/// An address as a value.
pub(crate) fn address(a: std::net::IpAddr) -> Addr {
    match a {
        std::net::IpAddr::V4(a) => Addr::v4(a.octets()),
        std::net::IpAddr::V6(a) => Addr::v6(a.octets()),
    }
}

impl Checker<'_> {
    /// Checks an expression whose value is used: one without a value is an error.
    pub(crate) fn value(&mut self, e: &ast::Expr) -> Expr {
        let checked = self.expr(e);
        self.not_void(checked)
    }

    /// An error when the expression has no value.
    pub(crate) fn not_void(&mut self, e: Expr) -> Expr {
        if let Type::Void = e.ty {
            return self.wrong("no-value", e.span, "this has no value that could be used");
        }
        e
    }

    /// Checks an expression that has to be a `bool`.
    pub(crate) fn condition(&mut self, e: &ast::Expr, what: &str) -> Expr {
        let checked = self.value(e);
        match checked.ty {
            Type::Bool | Type::Error => checked,
            Type::Any => self.coerce(checked, &Type::Bool, Purpose::Argument),
            ref t => {
                let d =
                    Diagnostic::error("not-bool", e.span, format!("{what} must be a `bool`, found `{t}`"));
                let d = match t {
                    Type::Count | Type::Int | Type::Double => d.hint("compare it: `… != 0`"),
                    Type::String => d.hint("compare it: `… != \"\"`"),
                    Type::Table(_) | Type::Vector(_) => d.hint("ask for its size: `|…| > 0`"),
                    _ => d,
                };
                self.report(d);
                broken(e.span)
            }
        }
    }

    /// Checks an expression.
    pub(crate) fn expr(&mut self, e: &ast::Expr) -> Expr {
        use ast::ExprKind as A;
        let span = e.span;
        match &e.kind {
            A::Name(name) => self.name(name, span),
            A::Bool(b) => constant(Val::Bool(*b), Type::Bool, span),
            A::Count(n) => constant(Val::Count(*n), Type::Count, span),
            A::Double(x) => constant(Val::Double(*x), Type::Double, span),
            A::Interval(x, unit) => constant(Val::Interval(*x * unit.seconds()), Type::Interval, span),
            A::Port(number, transport) => constant(Val::Port(port(*number, *transport)), Type::Port, span),
            A::Addr(a) => constant(Val::addr(address(**a)), Type::Addr, span),
            A::Subnet(a, width) => {
                let prefix = address(**a);
                // A width on an IPv6 address that maps an IPv4 one counts from the start of the IPv6 form.
                let mapped = !a.is_ipv4() && prefix.is_v4();
                let width = if mapped { width.saturating_sub(96) } else { *width };
                let subnet = Subnet::new(prefix, width);
                constant(Val::subnet(subnet), Type::Subnet, span)
            }
            A::HostName(name) => self.host_name(name, span),
            A::String(s) => constant(Val::str(&s[..]), Type::String, span),
            A::Pattern(p) => self.pattern(p, span),
            A::Directory => string(&self.file.directory.clone(), span),
            A::FileName => string(&self.file.name.clone(), span),
            A::Paren(inner) => {
                let mut checked = self.expr(inner);
                checked.span = span;
                checked
            }
            A::Unary(op, operand) => self.unary(*op, operand, span),
            A::Binary(op, a, b) => self.binary(*op, a, b, span),
            A::Assign(op, place, value) => self.assignment(*op, place, value, span),
            A::LocalAssign(name, value) => self.local_assign(name, value, span),
            A::Conditional(parts) => self.conditional(&parts.0, &parts.1, &parts.2, span),
            A::Call(callee, args) => self.call(callee, args, span),
            A::Hook(call) => self.hook_call(call, span),
            A::Index(of, index) => self.index(of, index, span),
            A::Slice(slice) => self.slice(slice, span),
            A::Field(of, field) => self.field(of, field, span),
            A::HasField(of, field) => self.has_field(of, field, span),
            A::FieldAssign(field, _) => {
                let text = format!("`${}=…` stands outside of a record", field.name);
                self.wrong("field-assign", span, text)
            }
            A::Bracket(items) => self.bracket(items, span),
            A::Braces(items) => self.braces(items, span),
            A::Constructor(c) => self.constructor(c, None, span),
            A::Lambda(l) => self.lambda(l, span),
            A::Schedule(when, call) => self.schedule(when, call, span),
            A::Copy(inner) => {
                let value = self.value(inner);
                let ty = value.ty.clone();
                Expr { kind: ExprKind::Copy(Box::new(value)), ty, span }
            }
            A::As(value, ty) => self.cast(value, ty, span),
            A::CanCast(value, ty) | A::Is(value, ty) => {
                let value = self.value(value);
                let ty = self.resolve_type(ty);
                Expr { kind: ExprKind::Is(Box::new(value), ty), ty: Type::Bool, span }
            }
            A::Type(t) => {
                let t = Rc::new(self.resolve_type(t));
                constant(Val::Type(t.clone()), Type::Type(t), span)
            }
            A::Error => broken(span),
        }
    }

    /// What a name means.
    fn name(&mut self, name: &ast::Name, span: Span) -> Expr {
        if &**name == "_" {
            return self.wrong("blank-name", span, "`_` has no value");
        }
        if let Some(local) = self.local_name(name, span) {
            return local;
        }
        match self.symbols.lookup(name, self.module) {
            Found::Symbol(id) => self.symbol(name, id, span),
            Found::Hidden(id) => {
                self.not_exported(name, id, span);
                broken(span)
            }
            Found::GlobalPrefix => {
                self.global_prefix(name, span);
                broken(span)
            }
            Found::Missing => {
                self.unknown_name(name, span);
                broken(span)
            }
        }
    }

    pub(crate) fn unknown_name(&mut self, name: &str, span: Span) {
        let locals = if self.hints > 0 { self.local_names() } else { Vec::new() };
        let d = Diagnostic::error("unknown-name", span, format!("there is no `{name}` here"));
        let d = self.with_nearest(d, name, &locals);
        self.report(d);
    }

    pub(crate) fn not_exported(&mut self, name: &str, id: SymbolId, span: Span) {
        let declared = self.symbols.get(id).span;
        let d = Diagnostic::error("not-exported", span, format!("`{name}` is not exported by its module"))
            .secondary(declared, "declared here, outside of `export { … }`");
        self.report(d);
    }

    pub(crate) fn global_prefix(&mut self, name: &str, span: Span) {
        let plain = name.trim_start_matches("GLOBAL");
        let d = Diagnostic::error("global-prefix", span, "`GLOBAL::` does not lead to global names")
            .hint(format!("write `{plain}`"));
        self.report(d);
    }

    /// The value of a name of the top level.
    pub(crate) fn symbol(&mut self, name: &str, id: SymbolId, span: Span) -> Expr {
        let symbol = self.symbols.get(id);
        if let Some(message) = symbol.deprecated.clone() {
            self.deprecated(span, name, &message);
        }
        match &self.symbols.get(id).meaning {
            Meaning::Global(g) => {
                let g = *g;
                let ty = self.global(g).ty.clone();
                if let Some(scope) = self.scopes.last_mut() {
                    scope.globals.push(g);
                }
                Expr { kind: ExprKind::Global(g), ty, span }
            }
            Meaning::Func(f) => {
                let f = *f;
                self.usage.mention(f);
                let ty = Type::Func(self.func(f).ty.clone());
                Expr { kind: ExprKind::Func(f), ty, span }
            }
            Meaning::Enum(ty, item) => {
                let (ty, item) = (ty.clone(), item.clone());
                self.enum_item(ty, item, name, span)
            }
            Meaning::Type(t) => {
                let t = Rc::new(t.clone());
                constant(Val::Type(t.clone()), Type::Type(t), span)
            }
            Meaning::Broken => broken(span),
        }
    }

    fn enum_item(
        &mut self,
        ty: Rc<zander_value::EnumType>,
        item: Rc<EnumItem>,
        _name: &str,
        span: Span,
    ) -> Expr {
        constant(Val::Enum(item), Type::Enum(ty), span)
    }

    fn pattern(&mut self, p: &ast::Pattern, span: Span) -> Expr {
        match super::init::pattern_value(p) {
            Ok(v) => constant(v, Type::Pattern, span),
            Err(why) => self.wrong("pattern", span, format!("this pattern is wrong: {why}")),
        }
    }

    /// A host name without quotes is the set of its addresses; it is looked up when the value is needed.
    fn host_name(&mut self, name: &ast::Name, span: Span) -> Expr {
        let ty = Type::set_of(Type::Addr);
        match self.symbols.lookup("blocking_lookup_hostname", super::names::GLOBAL) {
            Found::Symbol(id) if matches!(self.symbols.get(id).meaning, Meaning::Func(_)) => {
                let Meaning::Func(f) = self.symbols.get(id).meaning else { return broken(span) };
                let args = vec![string(name, span)];
                self.host_names.push(name.clone());
                Expr { kind: ExprKind::Call(hir::Callee::Func(f), args), ty, span }
            }
            _ => self.wrong(
                "host-name",
                span,
                format!("`{name}` would have to be looked up, which is not possible here"),
            ),
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &ast::Expr, span: Span) -> Expr {
        match op {
            UnaryOp::Increment | UnaryOp::Decrement => return self.increment(op, operand, span),
            UnaryOp::Size => return self.size(operand, span),
            _ => {}
        }
        let e = self.value(operand);
        if is_broken(&e.ty) {
            return broken(span);
        }
        match op {
            UnaryOp::Not => match e.ty {
                Type::Bool => Expr { kind: ExprKind::Not(Box::new(e)), ty: Type::Bool, span },
                Type::Count | Type::Int => {
                    let zero = if let Type::Count = e.ty { Val::Count(0) } else { Val::Int(0) };
                    let zero = constant(zero, e.ty.clone(), span);
                    let kind = ExprKind::Binary(hir::Op::Equal, Box::new(e), Box::new(zero));
                    Expr { kind, ty: Type::Bool, span }
                }
                Type::Any => {
                    let e = self.coerce(e, &Type::Bool, Purpose::Argument);
                    Expr { kind: ExprKind::Not(Box::new(e)), ty: Type::Bool, span }
                }
                t => self.wrong(
                    "operand-type",
                    span,
                    format!("`!` needs a `bool` or a whole number, found `{t}`"),
                ),
            },
            UnaryOp::Minus | UnaryOp::Plus => self.sign(op, e, span),
            UnaryOp::Complement => match e.ty {
                Type::Count => Expr { kind: ExprKind::Complement(Box::new(e)), ty: Type::Count, span },
                t => self.wrong("operand-type", span, format!("`~` needs a `count`, found `{t}`")),
            },
            _ => broken(span),
        }
    }

    /// `-e` and `+e`: a `count` becomes an `int`.
    fn sign(&mut self, op: UnaryOp, e: Expr, span: Span) -> Expr {
        let minus = op == UnaryOp::Minus;
        let element = match &e.ty {
            Type::Vector(t) => (**t).clone(),
            t => t.clone(),
        };
        let signed = match element {
            Type::Count | Type::Int => Type::Int,
            Type::Double => Type::Double,
            Type::Interval => Type::Interval,
            t => {
                let sign = if minus { '-' } else { '+' };
                return self.wrong(
                    "operand-type",
                    span,
                    format!("`{sign}` needs a number or an interval, found `{t}`"),
                );
            }
        };
        match &e.kind {
            ExprKind::Const(Val::Count(n)) => {
                let n = if minus { (*n as i64).wrapping_neg() } else { *n as i64 };
                return constant(Val::Int(n), Type::Int, span);
            }
            ExprKind::Const(Val::Int(n)) => {
                let n = if minus { n.wrapping_neg() } else { *n };
                return constant(Val::Int(n), Type::Int, span);
            }
            ExprKind::Const(Val::Double(x)) => {
                return constant(Val::Double(if minus { -x } else { *x }), Type::Double, span);
            }
            ExprKind::Const(Val::Interval(x)) => {
                return constant(Val::Interval(if minus { -x } else { *x }), Type::Interval, span);
            }
            _ => {}
        }
        let ty = if let Type::Vector(_) = e.ty { Type::vector_of(signed.clone()) } else { signed };
        let mut e = self.promote(e, &ty);
        if !minus {
            e.span = span;
            return e;
        }
        Expr { kind: ExprKind::Negate(Box::new(e)), ty, span }
    }

    fn size(&mut self, operand: &ast::Expr, span: Span) -> Expr {
        let e = self.value(operand);
        let ty = match e.ty {
            Type::Double | Type::Time | Type::Interval | Type::Subnet | Type::File(_) => Type::Double,
            Type::Pattern | Type::Opaque(_) | Type::Type(_) => {
                return self.wrong("operand-type", span, format!("`{}` has no size", e.ty));
            }
            Type::Error => Type::Error,
            _ => Type::Count,
        };
        Expr { kind: ExprKind::Size(Box::new(e)), ty, span }
    }

    fn conditional(&mut self, c: &ast::Expr, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let cond = self.value(c);
        let (a, b) = (self.value(a), self.value(b));
        if is_broken(&cond.ty) || is_broken(&a.ty) || is_broken(&b.ty) {
            return broken(span);
        }
        let by_element = match &cond.ty {
            Type::Bool => false,
            Type::Vector(t) if matches!(**t, Type::Bool) => true,
            t => {
                return self.wrong(
                    "not-bool",
                    cond.span,
                    format!("what stands before `?` must be a `bool`, found `{t}`"),
                );
            }
        };
        let Some((a, b)) = self.unify(a, b) else {
            return self.wrong("branch-types", span, "the two values of `? :` have different types");
        };
        if by_element && !matches!(a.ty, Type::Vector(_)) {
            return self.wrong("branch-types", span, "a vector of `bool` selects between two vectors");
        }
        let ty = a.ty.clone();
        let (c, a, b) = (Box::new(cond), Box::new(a), Box::new(b));
        let kind = if by_element { ExprKind::VectorCond(c, a, b) } else { ExprKind::Cond(c, a, b) };
        Expr { kind, ty, span }
    }

    /// Brings two values to one type.
    pub(crate) fn unify(&mut self, a: Expr, b: Expr) -> Option<(Expr, Expr)> {
        if a.ty.same(&b.ty) {
            return Some((a, b));
        }
        if let Some(common) = super::binary::common_number(&a.ty, &b.ty) {
            return Some((self.promote(a, &common), self.promote(b, &common)));
        }
        if let Type::Any = a.ty {
            let ty = a.ty.clone();
            return self.try_coerce(b, &ty, Purpose::Element).ok().map(|b| (a, b));
        }
        let (ta, tb) = (a.ty.clone(), b.ty.clone());
        match self.try_coerce(b, &ta, Purpose::Element) {
            Ok(b) => Some((a, b)),
            Err(b) => self.try_coerce(a, &tb, Purpose::Element).ok().map(|a| (a, b)),
        }
    }

    /// Number to wider number, or vector of numbers to vector of wider numbers.
    pub(crate) fn promote(&mut self, e: Expr, to: &Type) -> Expr {
        use crate::hir::Conversion;
        if e.ty.same(to) {
            return e;
        }
        if let (Type::Vector(from), Type::Vector(element)) = (&e.ty, to) {
            let conversion = match (&**from, &**element) {
                (Type::Count, Type::Int) => Conversion::CountToInt,
                (Type::Count, Type::Double) => Conversion::CountToDouble,
                (Type::Int, Type::Double) => Conversion::IntToDouble,
                _ => return e,
            };
            let span = e.span;
            let conversion = Conversion::Vector(Box::new(conversion), (**element).clone());
            return Expr { kind: ExprKind::Convert(conversion, Box::new(e)), ty: to.clone(), span };
        }
        self.coerce(e, to, Purpose::Element)
    }

    fn cast(&mut self, value: &ast::Expr, ty: &ast::Type, span: Span) -> Expr {
        let value = self.value(value);
        let ty = self.resolve_type(ty);
        if is_broken(&value.ty) || is_broken(&ty) {
            return Expr { kind: ExprKind::Error, ty, span };
        }
        if matches!(value.ty, Type::Any) || is_data(&value.ty) {
            return Expr { kind: ExprKind::Cast(Box::new(value), ty.clone()), ty, span };
        }
        match self.try_coerce(value, &ty, Purpose::Element) {
            Ok(mut e) => {
                e.span = span;
                e
            }
            Err(e) => {
                let text = format!("a `{}` cannot be cast to `{ty}`", e.ty);
                let d = Diagnostic::error("cast", span, text).hint("`as` is for values of type `any`");
                self.report(d);
                Expr { kind: ExprKind::Error, ty, span }
            }
        }
    }
}

/// Communication data, which can be cast to what it holds.
fn is_data(t: &Type) -> bool {
    match t {
        Type::Opaque(name) => &**name == "Broker::Data",
        Type::Record(r) => &**r.name.borrow() == "Broker::Data",
        _ => false,
    }
}

fn port(number: u16, transport: ast::Transport) -> Port {
    let transport = match transport {
        ast::Transport::Tcp => Transport::Tcp,
        ast::Transport::Udp => Transport::Udp,
        ast::Transport::Icmp => Transport::Icmp,
        ast::Transport::Unknown => Transport::Unknown,
    };
    Port { number, transport }
}
