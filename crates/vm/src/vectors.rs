//! Vectors and slices: element by element, selection, assignment of ranges.

use crate::error::RuntimeError;
use crate::operations::{self, Failure};
use crate::run::unset;
use crate::vm::Vm;
use std::ops::Range;
use zander_bytecode::Operation;
use zander_value::{Str, Type, Val, Vector, VectorRef};

/// No vector grows beyond this by assignment to an index.
const MAX_LENGTH: usize = 1 << 28;

/// A position that may count from the end; `None` when it lies before the start.
fn position(at: i64, length: usize) -> Option<usize> {
    if at >= 0 { usize::try_from(at).ok() } else { length.checked_sub(at.unsigned_abs() as usize) }
}

/// An index as a number: count or int.
fn index(v: &Val) -> Result<i64, RuntimeError> {
    match v {
        Val::Count(n) => Ok(i64::try_from(*n).unwrap_or(i64::MAX)),
        Val::Int(n) => Ok(*n),
        _ => Err(unset()),
    }
}

/// A range of positions, clipped to the length; unset ends reach to the ends.
fn range(low: &Val, high: &Val, length: usize) -> Result<Range<usize>, RuntimeError> {
    let clip = |v: &Val, missing: usize| -> Result<usize, RuntimeError> {
        if v.is_none() {
            return Ok(missing);
        }
        Ok(position(index(v)?, length).unwrap_or(0).min(length))
    };
    let (low, high) = (clip(low, 0)?, clip(high, length)?);
    Ok(low..high.max(low))
}

/// `x[a:b]` of a string or vector.
pub(crate) fn slice(x: &Val, low: &Val, high: &Val) -> Result<Val, RuntimeError> {
    match x {
        Val::Str(s) => {
            let range = range(low, high, s.len())?;
            Ok(Val::Str(Str::new(s.as_bytes().get(range).unwrap_or_default())))
        }
        Val::Vector(v) => {
            let items = v.items.borrow();
            let range = range(low, high, items.len())?;
            Ok(Val::vector(v.element.clone(), items.get(range).unwrap_or_default().to_vec()))
        }
        _ => Err(unset()),
    }
}

/// `v[a:b] = w`
pub(crate) fn replace(v: &Val, low: &Val, high: &Val, new: &Val) -> Result<(), RuntimeError> {
    let (Val::Vector(v), Val::Vector(new)) = (v, new) else { return Err(unset()) };
    let new: Vec<Val> = new.items.borrow().clone();
    let mut items = v.items.borrow_mut();
    let range = range(low, high, items.len())?;
    let old: Vec<Val> = items.splice(range, new).collect();
    drop(items);
    drop(old);
    Ok(())
}

/// `s[i]`: a string of one byte, empty outside of the string.
pub(crate) fn byte(s: &Val, at: &Val) -> Result<Val, RuntimeError> {
    let Val::Str(s) = s else { return Err(unset()) };
    let byte = position(index(at)?, s.len()).and_then(|p| s.as_bytes().get(p));
    Ok(Val::str(byte.map_or(&[][..], std::slice::from_ref)))
}

/// A copy of the string with the byte at the index replaced by the piece.
pub(crate) fn replace_byte(s: &Val, at: &Val, piece: &Val) -> Result<Val, RuntimeError> {
    let (Val::Str(s), Val::Str(piece)) = (s, piece) else { return Err(unset()) };
    let at = position(index(at)?, s.len()).filter(|p| *p < s.len()).ok_or("no such index")?;
    let mut out = s.as_bytes()[..at].to_vec();
    out.extend_from_slice(piece.as_bytes());
    out.extend_from_slice(&s.as_bytes()[at + 1..]);
    Ok(Val::Str(Str::from(out)))
}

/// `v[i] = x`; what lies between the end and the index becomes holes.
pub(crate) fn set(v: &Val, at: &Val, new: Val) -> Result<(), RuntimeError> {
    let Val::Vector(v) = v else { return Err(unset()) };
    let at = position(index(at)?, v.len()).ok_or("no such index")?;
    if at >= MAX_LENGTH {
        return Err("vector would become too long".into());
    }
    let old = {
        let mut items = v.items.borrow_mut();
        if at >= items.len() {
            items.resize(at + 1, Val::None);
        }
        std::mem::replace(&mut items[at], new)
    };
    drop(old);
    Ok(())
}

/// `i in v`
pub(crate) fn has(at: &Val, v: &Val) -> Result<bool, RuntimeError> {
    let Val::Vector(v) = v else { return Err(unset()) };
    Ok(position(index(at)?, v.len()).is_some_and(|p| v.get(p).is_some()))
}

/// `v[w]`: by a vector of bool those that are true, by a vector of numbers those at the indices.
pub(crate) fn select(v: &Val, by: &Val) -> Result<Val, RuntimeError> {
    let (Val::Vector(v), Val::Vector(by)) = (v, by) else { return Err(unset()) };
    let (items, by) = (v.items.borrow(), by.items.borrow());
    let mut out = Vec::new();
    if matches!(by.first(), Some(Val::Bool(_))) {
        if by.len() != items.len() {
            return Err("size of bool index vector does not match size of vector".into());
        }
        let chosen = items.iter().zip(by.iter()).filter(|(_, b)| matches!(b, Val::Bool(true)));
        out.extend(chosen.map(|(x, _)| x.clone()));
    } else {
        for at in by.iter() {
            let item = position(index(at)?, items.len()).and_then(|p| items.get(p)).filter(|x| !x.is_none());
            out.push(item.ok_or("no such index")?.clone());
        }
    }
    Ok(Val::vector(v.element.clone(), out))
}

impl Vm {
    /// An operation element by element; a scalar is repeated. Holes stay holes.
    pub(crate) fn vector_binary(&mut self, what: Operation, l: &Val, r: &Val) -> Result<Val, RuntimeError> {
        let length = match (l, r) {
            (Val::Vector(x), Val::Vector(y)) if x.len() != y.len() => {
                return Err("vector operands are of different sizes".into());
            }
            (Val::Vector(x), Val::Vector(_) | Val::Bool(_)) => x.len(),
            (Val::Vector(x), y) if !y.is_none() => x.len(),
            (x, Val::Vector(y)) if !x.is_none() => y.len(),
            _ => return Err(unset()),
        };
        let at = |v: &Val, i: usize| match v {
            Val::Vector(x) => x.get(i),
            v => Some(v.clone()),
        };
        let mut out = Vec::with_capacity(length);
        for i in 0..length {
            let (Some(x), Some(y)) = (at(l, i), at(r, i)) else {
                out.push(Val::None);
                continue;
            };
            out.push(match operations::binary(what, &x, &y) {
                Ok(v) => v,
                Err(Failure::Underflow) => {
                    self.warn("count underflow");
                    match (x, y) {
                        (Val::Count(x), Val::Count(y)) => Val::Count(x.wrapping_sub(y)),
                        _ => Val::None,
                    }
                }
                Err(Failure::Fault(m)) => return Err(m.into()),
            });
        }
        let operand = |v: &Val| match v {
            Val::Vector(x) => x.element.clone(),
            v => v.type_of(),
        };
        let element = if crate::operations::is_comparison(what) {
            Type::Bool
        } else {
            out.iter().find(|v| !v.is_none()).map_or_else(|| operand(l), Val::type_of)
        };
        Ok(Val::vector(element, out))
    }
}

/// `flags ? a : b` element by element.
pub(crate) fn choose(flags: &Val, a: &Val, b: &Val) -> Result<Val, RuntimeError> {
    let (Val::Vector(flags), Val::Vector(a), Val::Vector(b)) = (flags, a, b) else { return Err(unset()) };
    let (f, x, y) = (flags.items.borrow(), a.items.borrow(), b.items.borrow());
    if f.len() != x.len() || f.len() != y.len() {
        return Err("vector conditional expression operands are of different sizes".into());
    }
    let pick = |i: usize| match &f[i] {
        Val::Bool(true) => x[i].clone(),
        Val::Bool(false) => y[i].clone(),
        _ => Val::None,
    };
    Ok(Val::vector(a.element.clone(), (0..f.len()).map(pick).collect()))
}

/// Appends all elements of one vector to another (or to itself).
pub(crate) fn append(to: &VectorRef, from: &Vector) {
    let new: Vec<Val> = from.items.borrow().clone();
    to.items.borrow_mut().extend(new);
}
