//! Operators with two operands.

use super::convert::Purpose;
use super::expr::constant;
use super::types::{agree, is_broken, is_unspecified};
use super::{Checker, bare, broken};
use crate::hir::{Expr, ExprKind, Op};
use zander_syntax::ast::{self, BinaryOp};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_syntax::unparse::binary as written;
use zander_value::{Type, Val};

/// The wider of two number types: count, int, double.
pub(crate) fn common_number(a: &Type, b: &Type) -> Option<Type> {
    use Type::{Count, Double, Int};
    Some(match (a, b) {
        (Double, Double | Int | Count) | (Int | Count, Double) => Double,
        (Int, Int | Count) | (Count, Int) => Int,
        (Count, Count) => Count,
        _ => return None,
    })
}

fn node(op: Op, a: Expr, b: Expr, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Binary(op, Box::new(a), Box::new(b)), ty, span }
}

fn elementwise(op: Op, a: Expr, b: Expr, element: Type, span: Span) -> Expr {
    let kind = ExprKind::VectorBinary(op, Box::new(a), Box::new(b));
    Expr { kind, ty: Type::vector_of(element), span }
}

/// What an operation needs and yields.
struct Rule {
    op: Op,
    /// Types to which both operands are brought; `None` leaves an operand as it is.
    both: Option<Type>,
    result: Type,
}

impl Checker<'_> {
    pub(crate) fn binary(&mut self, op: BinaryOp, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        match op {
            BinaryOp::In => return self.membership(a, b, span),
            BinaryOp::NotIn => {
                let inside = self.membership(a, b, span);
                if is_broken(&inside.ty) {
                    return inside;
                }
                return Expr { kind: ExprKind::Not(Box::new(inside)), ty: Type::Bool, span };
            }
            BinaryOp::And | BinaryOp::Or => return self.logical(op, a, b, span),
            _ => {}
        }
        let (a, b) = (self.value(a), self.value(b));
        self.binary_of(op, a, b, span)
    }

    /// The operation on operands that have been checked.
    pub(crate) fn binary_of(&mut self, op: BinaryOp, a: Expr, b: Expr, span: Span) -> Expr {
        if is_broken(&a.ty) || is_broken(&b.ty) {
            return broken(span);
        }
        let (a, b) = self.open_any(a, b);
        match (&a.ty, &b.ty) {
            (Type::Vector(x), Type::Vector(y)) => {
                let (x, y) = ((**x).clone(), (**y).clone());
                self.vector_binary(op, a, b, &x, &y, span)
            }
            (Type::Vector(_), _) | (_, Type::Vector(_)) => {
                let text = format!("`{}` cannot mix a vector and a single value", written(op));
                let d = Diagnostic::error("vector-mix", span, text)
                    .hint("both sides have to be vectors of the same length");
                self.report(d);
                broken(span)
            }
            _ => self.scalar_binary(op, a, b, span),
        }
    }

    /// An operand of type `any` is taken for what the other operand is.
    fn open_any(&mut self, a: Expr, b: Expr) -> (Expr, Expr) {
        match (&a.ty, &b.ty) {
            (Type::Any, Type::Any) => (a, b),
            (Type::Any, t) => {
                let t = t.clone();
                (self.coerce(a, &t, Purpose::Argument), b)
            }
            (t, Type::Any) => {
                let t = t.clone();
                let b = self.coerce(b, &t, Purpose::Argument);
                (a, b)
            }
            _ => (a, b),
        }
    }

    fn scalar_binary(&mut self, op: BinaryOp, a: Expr, b: Expr, span: Span) -> Expr {
        // A pattern against a string, either way round.
        if let (
            BinaryOp::Equal | BinaryOp::NotEqual,
            (Type::Pattern, Type::String) | (Type::String, Type::Pattern),
        ) = (op, (&a.ty, &b.ty))
        {
            let (pattern, text) = if let Type::Pattern = a.ty { (a, b) } else { (b, a) };
            let kind = ExprKind::PatternIs(Box::new(pattern), Box::new(text));
            let is = Expr { kind, ty: Type::Bool, span };
            if op == BinaryOp::Equal {
                return is;
            }
            return Expr { kind: ExprKind::Not(Box::new(is)), ty: Type::Bool, span };
        }
        let (a, b) = match (is_unspecified(&a.ty), is_unspecified(&b.ty)) {
            (false, false) => (a, b),
            _ => self.unify_either(a, b),
        };
        match rule(op, &a.ty, &b.ty) {
            Some(Rule { op: Op::ShiftLeft | Op::ShiftRight, .. }) => {
                let shift = if op == BinaryOp::ShiftLeft { Op::ShiftLeft } else { Op::ShiftRight };
                let ty = a.ty.clone();
                let b = self.shift_width(b, &ty);
                node(shift, a, b, ty, span)
            }
            Some(rule) => {
                let (a, b) = match &rule.both {
                    Some(t) => (self.promote(a, t), self.promote(b, t)),
                    None if matches!(a.ty, Type::Interval) || matches!(b.ty, Type::Interval) => {
                        (self.factor(a), self.factor(b))
                    }
                    None => (a, b),
                };
                fold(rule.op, &a, &b, &rule.result, span)
                    .unwrap_or_else(|| node(rule.op, a, b, rule.result, span))
            }
            None => self.no_rule(op, &a, &b, span),
        }
    }

    /// Beside an interval, a number is a double.
    fn factor(&mut self, e: Expr) -> Expr {
        match e.ty {
            Type::Int => self.promote(e, &Type::Double),
            Type::Count => self.promote(e, &Type::Double),
            _ => e,
        }
    }

    /// The right side of a shift takes the type of the left side.
    fn shift_width(&mut self, b: Expr, ty: &Type) -> Expr {
        match (&b.ty, ty) {
            (Type::Count, Type::Int) => self.promote(b, ty),
            (Type::Int, Type::Count) => super::convert::convert(b, crate::hir::Conversion::IntToCount, ty),
            _ => b,
        }
    }

    /// Gives an empty container on one side the type of the other, when that is possible.
    fn unify_either(&mut self, a: Expr, b: Expr) -> (Expr, Expr) {
        let keep = |r: Result<Expr, Expr>| r.unwrap_or_else(|e| e);
        if is_unspecified(&a.ty) {
            let ty = b.ty.clone();
            return (keep(self.try_coerce(a, &ty, Purpose::Element)), b);
        }
        let ty = a.ty.clone();
        let b = keep(self.try_coerce(b, &ty, Purpose::Element));
        (a, b)
    }

    /// Says that the operator has no meaning for these types.
    fn no_rule(&mut self, op: BinaryOp, a: &Expr, b: &Expr, span: Span) -> Expr {
        let text = format!("`{}` is not possible between `{}` and `{}`", written(op), a.ty, b.ty);
        let mut d = Diagnostic::error("operand-types", span, text)
            .secondary(a.span, format!("this is `{}`", a.ty))
            .secondary(b.span, format!("this is `{}`", b.ty));
        d = match (op, &a.ty, &b.ty) {
            (BinaryOp::Add, Type::String, _) | (BinaryOp::Add, _, Type::String) => {
                d.hint("`cat(…)` or `fmt(…)` puts values of any type into a string")
            }
            (_, Type::Interval, t) | (_, t, Type::Interval) if t.is_arithmetic() => {
                d.hint("intervals have a unit: `5 sec`, `1.5 min`")
            }
            (BinaryOp::Equal | BinaryOp::NotEqual, Type::Record(_), Type::Record(_)) => {
                d.hint("compare the fields that matter, or `cat(…)` of both")
            }
            _ => d,
        };
        self.report(d);
        broken(span)
    }

    fn vector_binary(&mut self, op: BinaryOp, a: Expr, b: Expr, x: &Type, y: &Type, span: Span) -> Expr {
        let (a, b, x, y) = if is_unspecified(&a.ty) != is_unspecified(&b.ty) {
            let (a, b) = self.unify_either(a, b);
            let of = |e: &Expr| if let Type::Vector(t) = &e.ty { (**t).clone() } else { Type::Error };
            let (x, y) = (of(&a), of(&b));
            (a, b, x, y)
        } else {
            (a, b, x.clone(), y.clone())
        };
        match rule(op, &x, &y) {
            Some(rule) => {
                let (a, b) = match &rule.both {
                    Some(t) => {
                        let t = Type::vector_of(t.clone());
                        (self.promote(a, &t), self.promote(b, &t))
                    }
                    None => (a, b),
                };
                elementwise(rule.op, a, b, rule.result, span)
            }
            None => self.no_rule(op, &a, &b, span),
        }
    }

    fn logical(&mut self, op: BinaryOp, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let (a, b) = (self.value(a), self.value(b));
        if is_broken(&a.ty) || is_broken(&b.ty) {
            return broken(span);
        }
        let is_bools = |t: &Type| matches!(t, Type::Vector(e) if matches!(**e, Type::Bool));
        if is_bools(&a.ty) && is_bools(&b.ty) {
            let (ty, a, b) = (a.ty.clone(), Box::new(a), Box::new(b));
            let kind = if op == BinaryOp::And { ExprKind::And(a, b) } else { ExprKind::Or(a, b) };
            return Expr { kind, ty, span };
        }
        let mut sides = [a, b].into_iter().map(|e| match e.ty {
            Type::Bool => Some(e),
            Type::Any => Some(self.coerce(e, &Type::Bool, Purpose::Argument)),
            _ => {
                let text = format!("`{}` needs `bool` on both sides, found `{}`", written(op), e.ty);
                self.error("not-bool", e.span, text);
                None
            }
        });
        let (a, b) = (sides.next().flatten(), sides.next().flatten());
        let (Some(a), Some(b)) = (a, b) else { return broken(span) };
        let (a, b) = (Box::new(a), Box::new(b));
        let kind = if op == BinaryOp::And { ExprKind::And(a, b) } else { ExprKind::Or(a, b) };
        Expr { kind, ty: Type::Bool, span }
    }

    /// `a in b`
    fn membership(&mut self, a: &ast::Expr, b: &ast::Expr, span: Span) -> Expr {
        let container = self.value(b);
        if let Type::Table(t) = &container.ty {
            let t = t.clone();
            if t.index.is_empty() {
                let _ = self.value(a);
                return constant(Val::Bool(false), Type::Bool, span);
            }
            let parts: Vec<&ast::Expr> = match &bare(a).kind {
                ast::ExprKind::Bracket(parts)
                    if !is_record_literal(parts) && t.index.len() == parts.len() =>
                {
                    parts.iter().collect()
                }
                _ => vec![a],
            };
            return match self.index_parts(&parts, &t.index, a.span) {
                Some(keys) => Expr { kind: ExprKind::KeyIn(keys, Box::new(container)), ty: Type::Bool, span },
                None => broken(span),
            };
        }
        let element = self.value(a);
        if is_broken(&element.ty) || is_broken(&container.ty) {
            return broken(span);
        }
        let wrap = |f: fn(Box<Expr>, Box<Expr>) -> ExprKind, a: Expr, b: Expr| Expr {
            kind: f(Box::new(a), Box::new(b)),
            ty: Type::Bool,
            span,
        };
        match (&element.ty, &container.ty) {
            (Type::String, Type::String) => wrap(ExprKind::StringIn, element, container),
            (Type::Pattern, Type::String) => wrap(ExprKind::PatternIn, element, container),
            (Type::Addr, Type::Subnet) => wrap(ExprKind::SubnetIn, element, container),
            (Type::Count | Type::Int, Type::Vector(_)) => wrap(ExprKind::IndexIn, element, container),
            (Type::Any, Type::String) => {
                let element = self.coerce(element, &Type::String, Purpose::Argument);
                wrap(ExprKind::StringIn, element, container)
            }
            (x, y) => {
                let text = format!("a `{x}` cannot be looked for `in` a `{y}`");
                let mut d = Diagnostic::error("in-types", span, text);
                if let (Type::Subnet, Type::Subnet) = (x, y) {
                    d = d.hint("ask for an address of it: `subnet_to_addr(…) in …`");
                }
                self.report(d);
                broken(span)
            }
        }
    }
}

/// Whether the elements of `[…]` are fields of a record.
pub(crate) fn is_record_literal(parts: &[ast::Expr]) -> bool {
    parts.first().is_some_and(|p| matches!(p.kind, ast::ExprKind::FieldAssign(..)))
}

/// What `op` does on these types.
fn rule(op: BinaryOp, a: &Type, b: &Type) -> Option<Rule> {
    use zander_value::Type::{
        Addr, Any, Bool, Count, Double, Enum, Func, Int, Interval, Opaque, Pattern, Port, String, Subnet,
        Table, Time,
    };
    let number = common_number(a, b);
    let of = |op: Op, both: Option<Type>, result: Type| Some(Rule { op, both, result });
    let same = agree(a, b);
    let set = matches!((a, b), (Table(x), Table(_)) if x.is_set() && same);
    match op {
        BinaryOp::Add => match (a, b) {
            (String, String) => of(Op::Add, None, String),
            (Time, Interval) => of(Op::Add, None, Time),
            (Interval, Time) => of(Op::Add, None, Time),
            (Interval, Interval) => of(Op::Add, None, Interval),
            _ => number.and_then(|n| of(Op::Add, Some(n.clone()), n)),
        },
        BinaryOp::Subtract => match (a, b) {
            (Time, Interval) => of(Op::Subtract, None, Time),
            (Time, Time) | (Interval, Interval) => of(Op::Subtract, None, Interval),
            _ if set => of(Op::Subtract, None, a.clone()),
            _ => number.and_then(|n| of(Op::Subtract, Some(n.clone()), n)),
        },
        BinaryOp::Multiply => match (a, b) {
            (Interval, t) | (t, Interval) if t.is_arithmetic() => of(Op::Multiply, None, Interval),
            _ => number.and_then(|n| of(Op::Multiply, Some(n.clone()), n)),
        },
        BinaryOp::Divide => match (a, b) {
            (Interval, Interval) => of(Op::Divide, None, Double),
            (Interval, t) if t.is_arithmetic() => of(Op::Divide, None, Interval),
            _ => number.and_then(|n| of(Op::Divide, Some(n.clone()), n)),
        },
        BinaryOp::Modulo => {
            number.filter(|n| !matches!(n, Double)).and_then(|n| of(Op::Modulo, Some(n.clone()), n))
        }
        BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => {
            let hir = match op {
                BinaryOp::BitAnd => Op::BitAnd,
                BinaryOp::BitOr => Op::BitOr,
                _ => Op::BitXor,
            };
            match (a, b) {
                (Pattern, Pattern) if hir != Op::BitXor => of(hir, None, Pattern),
                (Count, Count) => of(hir, None, Count),
                (Bool, Bool) if hir != Op::BitXor => of(hir, None, Bool),
                _ if set && hir != Op::BitXor => of(hir, None, a.clone()),
                _ => None,
            }
        }
        BinaryOp::ShiftLeft => match (a, b) {
            (Count | Int, Count | Int) => of(Op::ShiftLeft, None, a.clone()),
            _ => None,
        },
        BinaryOp::ShiftRight => match (a, b) {
            (Count | Int, Count | Int) => of(Op::ShiftRight, None, a.clone()),
            _ => None,
        },
        BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
            let hir = match op {
                BinaryOp::Less => Op::Less,
                BinaryOp::LessEqual => Op::LessEqual,
                BinaryOp::Greater => Op::Greater,
                _ => Op::GreaterEqual,
            };
            match (a, b) {
                (Time, Time) | (Interval, Interval) | (Port, Port) | (Addr, Addr) | (String, String) => {
                    of(hir, None, Bool)
                }
                _ if set => of(hir, None, Bool),
                _ => number.and_then(|n| of(hir, Some(n), Bool)),
            }
        }
        BinaryOp::Equal | BinaryOp::NotEqual => {
            let hir = if op == BinaryOp::Equal { Op::Equal } else { Op::NotEqual };
            match (a, b) {
                _ if set => of(hir, None, Bool),
                (Bool, Bool)
                | (Time, Time)
                | (Interval, Interval)
                | (String, String)
                | (Port, Port)
                | (Addr, Addr)
                | (Subnet, Subnet)
                | (Pattern, Pattern)
                | (Any, Any)
                | (Enum(_), Enum(_))
                | (Opaque(_), Opaque(_))
                | (Func(_), Func(_)) => of(hir, None, Bool),
                _ => number.and_then(|n| of(hir, Some(n), Bool)),
            }
        }
        BinaryOp::And | BinaryOp::Or | BinaryOp::In | BinaryOp::NotIn => None,
    }
    .or_else(|| match (op, a, b) {
        (BinaryOp::Divide, Addr, Count | Int) => of(Op::Mask, None, Subnet),
        _ => None,
    })
}

/// Arithmetic on two counts or two strings that are written out; what could fail or wrap is left to run time.
fn fold(op: Op, a: &Expr, b: &Expr, ty: &Type, span: Span) -> Option<Expr> {
    let (ExprKind::Const(x), ExprKind::Const(y)) = (&a.kind, &b.kind) else { return None };
    let v = match (op, x, y) {
        (Op::Add, Val::Count(x), Val::Count(y)) => Val::Count(x.checked_add(*y)?),
        (Op::Subtract, Val::Count(x), Val::Count(y)) => Val::Count(x.checked_sub(*y)?),
        (Op::Multiply, Val::Count(x), Val::Count(y)) => Val::Count(x.checked_mul(*y)?),
        (Op::Add, Val::Int(x), Val::Int(y)) => Val::Int(x.checked_add(*y)?),
        (Op::Subtract, Val::Int(x), Val::Int(y)) => Val::Int(x.checked_sub(*y)?),
        (Op::Add, Val::Str(x), Val::Str(y)) => Val::str([x.as_bytes(), y.as_bytes()].concat()),
        _ => return None,
    };
    Some(constant(v, ty.clone(), span))
}
