//! Conversions: how a value of one type becomes one of another, and when it does not.

use super::types::{agree, is_broken, is_unspecified};
use super::{Checker, broken};
use crate::hir::{Conversion, Expr, ExprKind};
use std::rc::Rc;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{FuncType, RecordType, Type, Val};

/// What a value is wanted for: decides what is allowed, and what is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// Assigned to a variable, field or element: numbers may lose something, with a warning.
    Assign,
    /// An argument of a call.
    Argument,
    /// A returned value.
    Return,
    /// An index.
    Index,
    /// An element of a container or a field in a constructor.
    Element,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Purpose::Assign => "assign-type",
            Purpose::Argument => "argument-type",
            Purpose::Return => "return-type",
            Purpose::Index => "index-type",
            Purpose::Element => "element-type",
        }
    }
}

/// How a type fits another.
pub(crate) enum Fit {
    Same,
    /// The same value, seen as the other type.
    Seen,
    Via(Conversion),
    /// With a warning.
    Lossy(Conversion, &'static str),
    No,
}

impl Checker<'_> {
    /// Makes `e` a value of type `to`; an error when it cannot be.
    pub(crate) fn coerce(&mut self, e: Expr, to: &Type, purpose: Purpose) -> Expr {
        match self.try_coerce(e, to, purpose) {
            Ok(e) => e,
            Err(e) => {
                let span = e.span;
                self.mismatch(&e, to, span, purpose);
                broken(span)
            }
        }
    }

    /// Makes `e` a value of type `to`, or gives it back.
    pub(crate) fn try_coerce(&mut self, mut e: Expr, to: &Type, purpose: Purpose) -> Result<Expr, Expr> {
        if is_broken(&e.ty) || is_broken(to) {
            return Ok(e);
        }
        if let Type::Void = e.ty {
            return Err(e);
        }
        if is_unspecified(&e.ty) && same_shape(&e.ty, to) && retype(&mut e, to) {
            return Ok(e);
        }
        if let (Type::Enum(a), Type::Enum(b), Purpose::Assign) = (&e.ty, to, purpose)
            && a.name != b.name
        {
            let text = format!("a value of enum `{}` is assigned to a variable of enum `{}`", a.name, b.name);
            self.warn("enum-mix", e.span, text);
        }
        match self.fit(&e.ty, to, purpose) {
            Fit::Same => Ok(e),
            Fit::Seen => {
                e.ty = to.clone();
                Ok(e)
            }
            Fit::Via(c) => Ok(convert(e, c, to)),
            Fit::Lossy(c, what) => {
                self.warn("lossy", e.span, what);
                Ok(convert(e, c, to))
            }
            Fit::No => Err(e),
        }
    }

    /// Says that a value has the wrong type.
    pub(crate) fn mismatch(&mut self, e: &Expr, to: &Type, span: Span, purpose: Purpose) {
        let found = match &e.ty {
            Type::Void => "nothing".to_owned(),
            t => format!("`{t}`"),
        };
        let message = match purpose {
            Purpose::Assign => format!("{found} cannot be assigned to `{to}`"),
            Purpose::Argument => format!("argument of the wrong type: expected `{to}`, found {found}"),
            Purpose::Return => format!("returned value of the wrong type: expected `{to}`, found {found}"),
            Purpose::Index => format!("index of the wrong type: expected `{to}`, found {found}"),
            Purpose::Element => format!("value of the wrong type: expected `{to}`, found {found}"),
        };
        let mut d = Diagnostic::error(purpose.code(), span, message).label(format!("this is {found}"));
        if let Some(hint) = advice(&e.ty, to) {
            d = d.hint(hint);
        }
        self.report(d);
    }

    /// How a value of type `from` fits a place of type `to`.
    pub(crate) fn fit(&mut self, from: &Type, to: &Type, purpose: Purpose) -> Fit {
        use zander_value::Type::{
            Any, Count, Double, Enum, Error, Func, Int, List, Record, Table, Vector, Void,
        };
        match (from, to) {
            (Error, _) | (_, Error) => Fit::Same,
            (Any, Any) => Fit::Same,
            (Enum(_), Any) if purpose == Purpose::Assign => Fit::No,
            // The value stays what it is, and so does the expression's type.
            (_, Any) => Fit::Same,
            (Enum(_), Enum(_)) => Fit::Seen,
            (Any, _) => Fit::Via(Conversion::FromAny(to.clone())),
            (Count, Int) => Fit::Via(Conversion::CountToInt),
            (Count, Double) => Fit::Via(Conversion::CountToDouble),
            (Int, Double) => Fit::Via(Conversion::IntToDouble),
            (Int, Count) if purpose == Purpose::Assign => Fit::Lossy(
                Conversion::IntToCount,
                "an `int` is assigned to a `count`: negative values do not fit",
            ),
            (Double, Count) if purpose == Purpose::Assign => Fit::Lossy(
                Conversion::DoubleToCount,
                "a `double` is assigned to a `count`: the fraction is lost",
            ),
            (Double, Int) if purpose == Purpose::Assign => Fit::Lossy(
                Conversion::DoubleToInt,
                "a `double` is assigned to an `int`: the fraction is lost",
            ),
            (Record(a), Record(b)) => {
                if Rc::ptr_eq(a, b) || from.same(to) {
                    return Fit::Same;
                }
                let (a, b) = (a.clone(), b.clone());
                match self.record_fit(&a, &b) {
                    Some(c) => Fit::Via(c),
                    None => Fit::No,
                }
            }
            (Table(a), Table(b)) if a.index.is_empty() && a.is_set() == b.is_set() => {
                Fit::Via(Conversion::Table(b.clone(), None))
            }
            (Vector(a), Vector(b)) if matches!(**a, Void) && !matches!(**b, Any) => {
                Fit::Via(Conversion::Vector(Box::new(Conversion::FromAny((**b).clone())), (**b).clone()))
            }
            (List(items), Vector(e)) if items.iter().all(|t| agree(t, e)) => {
                Fit::Via(Conversion::List(to.clone()))
            }
            (List(items), Table(t))
                if t.is_set() && t.index.len() == 1 && items.iter().all(|x| agree(x, &t.index[0])) =>
            {
                Fit::Via(Conversion::List(to.clone()))
            }
            (List(items), _) if items.len() == 1 && items[0].same(to) => Fit::Seen,
            (Func(_), Func(_)) if agree(from, to) => Fit::Same,
            (Func(a), Func(b)) if stands_for(a, b) => Fit::Seen,
            // A built-in that takes any arguments takes these too.
            (Func(a), Func(b)) if a.variadic && a.flavor == b.flavor && agree(&a.result, &b.result) => {
                Fit::Same
            }
            _ if agree(from, to) => Fit::Same,
            _ if agree_but_for_any(from, to) => Fit::Seen,
            _ => Fit::No,
        }
    }

    /// How a record becomes another: each field that both have fits.
    pub(crate) fn record_fit(&mut self, from: &Rc<RecordType>, to: &Rc<RecordType>) -> Option<Conversion> {
        let (source, target) = (fields_of(from), fields_of(to));
        let mut slots: Vec<Option<(usize, Option<Conversion>)>> = Vec::with_capacity(target.len());
        let mut plain = true;
        let mut common = false;
        for (name, ty, optional) in &target {
            let Some(slot) = from.slot(name) else {
                if !optional {
                    return None;
                }
                slots.push(None);
                continue;
            };
            common = true;
            let conversion = match self.fit(&source[slot].1, ty, Purpose::Element) {
                Fit::Same | Fit::Seen => None,
                Fit::Via(c) => {
                    plain = false;
                    Some(c)
                }
                Fit::Lossy(..) | Fit::No => return None,
            };
            slots.push(Some((slot, conversion)));
        }
        if !common && !source.is_empty() {
            return None;
        }
        Some(if plain {
            let slots: Vec<Option<usize>> = slots.into_iter().map(|s| s.map(|(slot, _)| slot)).collect();
            Conversion::Record(to.clone(), slots.into())
        } else {
            Conversion::RecordFields(to.clone(), slots.into())
        })
    }
}

/// Whether a function can stand where one of a more general type is wanted: `any` there takes whatever the function
/// has in that place.
fn stands_for(a: &FuncType, b: &FuncType) -> bool {
    let general = |from: &Type, to: &Type| agree(from, to) || matches!(to, Type::Any);
    a.flavor == b.flavor
        && !a.variadic
        && !b.variadic
        && a.params.len() == b.params.len()
        && a.params.iter().zip(&b.params).all(|(x, y)| general(&x.ty, &y.ty))
        && !matches!(a.result, Type::Void) == !matches!(b.result, Type::Void)
        && general(&a.result, &b.result)
}

/// Whether two containers agree where neither holds `any`: what is taken out of them is looked at when it is used.
fn agree_but_for_any(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Any, _) | (_, Type::Any) => true,
        (Type::Vector(a), Type::Vector(b)) => agree_but_for_any(a, b),
        (Type::Table(x), Type::Table(y)) => {
            x.index.len() == y.index.len()
                && x.index.iter().zip(&y.index).all(|(a, b)| agree(a, b))
                && match (&x.value, &y.value) {
                    (Some(a), Some(b)) => agree_but_for_any(a, b),
                    (None, None) => true,
                    _ => false,
                }
        }
        _ => agree(a, b),
    }
}

/// Name, type, and whether it may be left out, of each field.
fn fields_of(r: &RecordType) -> Vec<(Rc<str>, Type, bool)> {
    r.with_fields(|fields| {
        fields.iter().map(|f| (f.name.clone(), f.ty.clone(), super::records::may_be_missing(f))).collect()
    })
}

/// The expression converted; constants at once.
pub(crate) fn convert(e: Expr, c: Conversion, to: &Type) -> Expr {
    let span = e.span;
    let folded = match (&c, &e.kind) {
        (Conversion::CountToInt, ExprKind::Const(Val::Count(n))) => Some(Val::Int(*n as i64)),
        (Conversion::CountToDouble, ExprKind::Const(Val::Count(n))) => Some(Val::Double(*n as f64)),
        (Conversion::IntToDouble, ExprKind::Const(Val::Int(n))) => Some(Val::Double(*n as f64)),
        _ => None,
    };
    let kind = match folded {
        Some(v) => ExprKind::Const(v),
        None => ExprKind::Convert(c, Box::new(e)),
    };
    Expr { kind, ty: to.clone(), span }
}

fn same_shape(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Table(a), Type::Table(b)) => a.is_set() == b.is_set(),
        (Type::Vector(_), Type::Vector(_)) => true,
        _ => false,
    }
}

/// Gives an empty container that is written out its type.
fn retype(e: &mut Expr, to: &Type) -> bool {
    let done = match (&mut e.kind, to) {
        (ExprKind::Table(ty, _, elements), Type::Table(to)) if elements.is_empty() => {
            *ty = to.clone();
            true
        }
        (ExprKind::Vector(elements), Type::Vector(_)) => elements.is_empty(),
        (ExprKind::Cond(_, a, b), _) => retype(a, to) && retype(b, to),
        _ => false,
    };
    if done {
        e.ty = to.clone();
    }
    done
}

/// What helps against a common mismatch.
fn advice(from: &Type, to: &Type) -> Option<String> {
    use zander_value::Type::{
        Addr, Any, Count, Double, Enum, Int, Interval, Port, String, Subnet, Table, Time, Vector,
    };
    Some(match (from, to) {
        (Count | Int | Double, String) => "make it a string with `cat(…)` or `fmt(\"…\", …)`".to_owned(),
        (_, String) => "make it a string with `cat(…)`".to_owned(),
        (String, Count) => "`to_count(…)` reads a number from a string".to_owned(),
        (String, Addr) => {
            "addresses are written without quotes; `to_addr(…)` reads one from a string".to_owned()
        }
        (String, Subnet) => {
            "subnets are written without quotes; `to_subnet(…)` reads one from a string".to_owned()
        }
        (String, Port) => "ports are written as `80/tcp`; `to_port(…)` reads one from a string".to_owned(),
        (Count, Port) => "ports are written as `80/tcp`; `count_to_port(…)` makes one of a number".to_owned(),
        (Int, Count) => "`int_to_count(…)` converts it".to_owned(),
        (Double, Count) => "`double_to_count(…)` converts it".to_owned(),
        (Double, Int) => "`double_to_int(…)` converts it".to_owned(),
        (Count | Int | Double, Interval) => "intervals have a unit: `5 sec`, `1.5 min`".to_owned(),
        (Interval, Double) => "`interval_to_double(…)` gives the seconds".to_owned(),
        (Double, Time) => "`double_to_time(…)` converts it".to_owned(),
        (Time, Double) => "`time_to_double(…)` gives the seconds".to_owned(),
        (Table(a), Vector(_)) if a.is_set() => "a set is not a vector".to_owned(),
        (Addr, Subnet) => "`addr_to_subnet(…)` makes a subnet of one address".to_owned(),
        (Enum(_), Any) => "put it into a string with `cat(…)`, or into a variable of its own type".to_owned(),
        _ => return None,
    })
}
