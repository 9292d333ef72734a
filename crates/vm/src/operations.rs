//! Operations on two values or one, decided by what the values are.
//!
//! Counts and ints wrap; a count that would become negative wraps as well but is worth a warning. Times and intervals
//! are seconds; which of them a result is follows from the operands.

use crate::vm::Vm;
use std::rc::Rc;
use zander_bytecode::Operation;
use zander_value::{Addr, Str, Subnet, Table, TableRef, Val, compare, pattern::Pattern};

/// Why an operation has no result.
#[derive(Debug, PartialEq)]
pub(crate) enum Failure {
    /// Count minus larger count: the caller warns and wraps.
    Underflow,
    Fault(&'static str),
}

type Outcome = Result<Val, Failure>;

/// Applies an operation to two scalars, strings, patterns or sets.
pub(crate) fn binary(what: Operation, l: &Val, r: &Val) -> Outcome {
    use Operation::*;
    if is_comparison(what) {
        return comparison(what, l, r);
    }
    match (l, r) {
        (Val::Count(x), Val::Count(y)) => count(what, *x, *y),
        (Val::Int(x), Val::Int(y)) => int(what, *x, *y),
        (Val::Int(x), Val::Count(y)) if matches!(what, ShiftLeft | ShiftRight) => int(what, *x, *y as i64),
        (Val::Double(x), Val::Double(y)) => double(what, *x, *y).map(Val::Double),
        (Val::Time(x), Val::Time(y)) if what == Subtract => Ok(Val::Interval(x - y)),
        (Val::Time(x), Val::Interval(y)) => double(what, *x, *y).map(Val::Time),
        (Val::Interval(x), Val::Time(y)) => double(what, *x, *y).map(Val::Time),
        (Val::Interval(x), Val::Interval(y)) if what == Divide => double(what, *x, *y).map(Val::Double),
        (Val::Interval(x), Val::Interval(y)) => double(what, *x, *y).map(Val::Interval),
        (Val::Interval(x), y) if number(y).is_some() => {
            double(what, *x, number(y).unwrap_or(0.0)).map(Val::Interval)
        }
        (x, Val::Interval(y)) if number(x).is_some() => {
            double(what, number(x).unwrap_or(0.0), *y).map(Val::Interval)
        }
        (Val::Str(x), Val::Str(y)) if what == Add => {
            let mut s = Str::new(x.as_bytes());
            s.push(y.as_bytes());
            Ok(Val::Str(s))
        }
        (Val::Pattern(x), Val::Pattern(y)) => match what {
            BitAnd => pattern(x.then(y)),
            BitOr => pattern(x.or(y)),
            _ => Err(Failure::Fault("operation not defined for patterns")),
        },
        (Val::Table(x), Val::Table(y)) => sets(what, x, y),
        (Val::Addr4(_) | Val::Addr6(_), y) if matches!(what, Divide | Mask) => mask(l, y),
        (Val::Bool(x), Val::Bool(y)) => match what {
            And | BitAnd => Ok(Val::Bool(*x && *y)),
            Or | BitOr => Ok(Val::Bool(*x || *y)),
            _ => Err(Failure::Fault("operation not defined for bool")),
        },
        (Val::None, _) | (_, Val::None) => Err(Failure::Fault("value used but not set")),
        _ => Err(Failure::Fault("operands of types that do not go together")),
    }
}

/// Which operations on values always give a bool.
pub(crate) fn is_comparison(what: Operation) -> bool {
    use Operation::*;
    matches!(what, Less | LessEqual | Greater | GreaterEqual | Equal | NotEqual)
}

fn number(v: &Val) -> Option<f64> {
    match v {
        Val::Double(x) => Some(*x),
        Val::Count(n) => Some(*n as f64),
        Val::Int(n) => Some(*n as f64),
        _ => None,
    }
}

fn comparison(what: Operation, l: &Val, r: &Val) -> Outcome {
    use Operation::*;
    if l.is_none() || r.is_none() {
        return Err(Failure::Fault("value used but not set"));
    }
    let order = || compare::compare(l, r);
    Ok(Val::Bool(match what {
        Equal => compare::equal(l, r),
        NotEqual => !compare::equal(l, r),
        Less => order().is_some_and(|o| o.is_lt()),
        LessEqual => order().is_some_and(|o| o.is_le()),
        Greater => order().is_some_and(|o| o.is_gt()),
        _ => order().is_some_and(|o| o.is_ge()),
    }))
}

fn count(what: Operation, x: u64, y: u64) -> Outcome {
    use Operation::*;
    Ok(Val::Count(match what {
        Add => x.wrapping_add(y),
        Subtract => x.checked_sub(y).ok_or(Failure::Underflow)?,
        Multiply => x.wrapping_mul(y),
        Divide => x.checked_div(y).ok_or(Failure::Fault("division by zero"))?,
        Modulo => x.checked_rem(y).ok_or(Failure::Fault("modulo by zero"))?,
        BitAnd => x & y,
        BitOr => x | y,
        BitXor => x ^ y,
        ShiftLeft => x.wrapping_shl(y as u32),
        ShiftRight => x.wrapping_shr(y as u32),
        _ => return Err(Failure::Fault("operation not defined for count")),
    }))
}

fn int(what: Operation, x: i64, y: i64) -> Outcome {
    use Operation::*;
    Ok(Val::Int(match what {
        Add => x.wrapping_add(y),
        Subtract => x.wrapping_sub(y),
        Multiply => x.wrapping_mul(y),
        Divide if y == 0 => return Err(Failure::Fault("division by zero")),
        Divide => x.wrapping_div(y),
        Modulo if y == 0 => return Err(Failure::Fault("modulo by zero")),
        Modulo => x.wrapping_rem(y),
        BitAnd => x & y,
        BitOr => x | y,
        BitXor => x ^ y,
        ShiftLeft if x < 0 => return Err(Failure::Fault("left shifting a negative number is undefined")),
        ShiftLeft => x.wrapping_shl(y as u32),
        ShiftRight => x.wrapping_shr(y as u32),
        _ => return Err(Failure::Fault("operation not defined for int")),
    }))
}

fn double(what: Operation, x: f64, y: f64) -> Result<f64, Failure> {
    use Operation::*;
    Ok(match what {
        Add => x + y,
        Subtract => x - y,
        Multiply => x * y,
        Divide if y == 0.0 => return Err(Failure::Fault("division by zero")),
        Divide => x / y,
        _ => return Err(Failure::Fault("operation not defined for these numbers")),
    })
}

fn sets(what: Operation, x: &TableRef, y: &TableRef) -> Outcome {
    use Operation::*;
    let result = Table::new(&x.ty, None);
    let keep = |from: &Table, wanted: &dyn Fn(&zander_value::Key) -> bool| {
        for (key, entry) in from.entries() {
            if wanted(&key) {
                result.insert_key(key, entry.value, entry.stamp);
            }
        }
    };
    match what {
        BitAnd => keep(x, &|k| y.contains(k)),
        Subtract => keep(x, &|k| !y.contains(k)),
        BitOr => {
            keep(x, &|_| true);
            keep(y, &|_| true);
        }
        _ => return Err(Failure::Fault("operation not defined for sets")),
    }
    Ok(Val::Table(result))
}

pub(crate) fn pattern<E>(p: Result<Pattern, E>) -> Outcome {
    match p {
        Ok(p) => Ok(Val::Pattern(Rc::new(p))),
        Err(_) => Err(Failure::Fault("patterns that cannot be joined")),
    }
}

fn mask(address: &Val, width: &Val) -> Outcome {
    let (Some(a), Some(w)) = (address.as_addr(), number(width)) else {
        return Err(Failure::Fault("value used but not set"));
    };
    if !(0.0..=f64::from(a.bits())).contains(&w) {
        return Err(Failure::Fault(if a.is_v4() {
            "bad IPv4 subnet prefix length"
        } else {
            "bad IPv6 subnet prefix length"
        }));
    }
    Ok(Val::subnet(Subnet::new(a, w as u8)))
}

/// `-x`
pub(crate) fn negate(v: &Val) -> Outcome {
    Ok(match v {
        Val::Int(n) => Val::Int(n.wrapping_neg()),
        Val::Count(n) => Val::Int((*n as i64).wrapping_neg()),
        Val::Double(x) => Val::Double(-x),
        Val::Interval(x) => Val::Interval(-x),
        Val::Vector(x) => {
            let items: Result<Vec<Val>, Failure> = x
                .items
                .borrow()
                .iter()
                .map(|i| if i.is_none() { Ok(Val::None) } else { negate(i) })
                .collect();
            let items = items?;
            let element = items.iter().find(|i| !i.is_none()).map_or(x.element.clone(), Val::type_of);
            Val::vector(element, items)
        }
        _ => return Err(Failure::Fault("value used but not set")),
    })
}

/// `|x|`
pub(crate) fn size(vm: &mut Vm, v: &Val) -> Outcome {
    Ok(match v {
        Val::Str(s) => Val::Count(s.len() as u64),
        Val::Table(t) => Val::Count(t.len() as u64),
        Val::Vector(x) => Val::Count(x.len() as u64),
        Val::Record(r) => Val::Count(r.len() as u64),
        Val::Count(n) => Val::Count(*n),
        Val::Int(n) => Val::Count(n.unsigned_abs()),
        Val::Bool(b) => Val::Count(*b as u64),
        Val::Enum(e) => Val::Count(e.value as u64),
        Val::Port(p) => Val::Count(p.to_bits()),
        Val::Double(x) | Val::Interval(x) => Val::Double(x.abs()),
        Val::Time(x) => Val::Double(*x),
        Val::Addr4(_) => Val::Count(32),
        Val::Addr6(a) => Val::Count(Addr::v6(**a).bits() as u64),
        Val::Subnet(s) => Val::Double(2f64.powi(i32::from(s.prefix().bits()) - i32::from(s.width()))),
        Val::Func(f) => Val::Count(f.ty.params.len() as u64),
        Val::List(l) => Val::Count(l.len() as u64),
        Val::File(f) => {
            let size = vm.host.metadata(f.name.as_bytes()).map_or(0, |m| m.size);
            Val::Double(size as f64)
        }
        Val::None => return Err(Failure::Fault("value used but not set")),
        _ => return Err(Failure::Fault("value has no size")),
    })
}
