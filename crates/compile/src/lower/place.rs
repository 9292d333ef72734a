//! Places that can be assigned to.

use super::operators::arithmetic;
use super::{Home, Lower};
use crate::hir::{Expr, ExprKind, LocalId, Op as Operator, Place};
use zander_bytecode::{Op, R};
use zander_value::{Type, Val};

/// A place whose parts have been evaluated.
pub(super) enum Prepared {
    Local(LocalId),
    Global(u32),
    Capture(u32),
    Field(R, u16),
    Table(R, R, u8),
    Vector(R, R),
    Slice(R, R, R),
    Byte(Box<Prepared>, R),
}

impl Lower<'_> {
    /// Evaluates the parts of a place.
    pub(super) fn prepare(&mut self, place: &Place) -> Prepared {
        match place {
            Place::Local(id) => Prepared::Local(*id),
            Place::Global(id) => Prepared::Global(id.0),
            Place::Capture(k) => Prepared::Capture(*k),
            Place::Field(x, slot) => Prepared::Field(self.value(x), *slot as u16),
            Place::TableElement(t, key) => {
                let t = self.value(t);
                let (k, n) = self.index(key);
                Prepared::Table(t, k, n)
            }
            Place::VectorElement(v, i) => {
                let (v, i) = self.pair(v, i);
                Prepared::Vector(v, i)
            }
            Place::VectorSlice(v, low, high) => {
                let v = self.value(v);
                let (low, high) = self.pair(low, high);
                Prepared::Slice(v, low, high)
            }
            Place::StringElement(s, i) => {
                let s = self.prepare(s);
                Prepared::Byte(Box::new(s), self.value(i))
            }
            // Lists are only ever assigned, see `assign`.
            Place::List(_) => Prepared::Capture(u32::MAX),
        }
    }

    /// The register that holds the value of a place.
    pub(super) fn read(&mut self, place: &Prepared) -> R {
        if let Prepared::Local(id) = place
            && let Some(r) = self.register(*id)
        {
            return r;
        }
        let d = self.temp();
        match place {
            Prepared::Local(id) => self.read_local(*id, d),
            Prepared::Global(id) => {
                self.emit(Op::LoadGlobal(d, *id));
            }
            Prepared::Capture(k) => {
                self.emit(Op::LoadCapture(d, *k));
            }
            Prepared::Field(x, slot) => {
                self.emit(Op::GetField(d, *x, *slot));
            }
            Prepared::Table(t, k, n) => {
                self.emit(Op::TableGet(d, *t, *k, *n));
            }
            Prepared::Vector(v, i) => {
                self.emit(Op::VectorGet(d, *v, *i));
            }
            Prepared::Slice(v, low, high) => {
                self.emit(Op::Slice(d, *v, *low, *high));
            }
            Prepared::Byte(s, i) => {
                let s = self.read(s);
                self.emit(Op::StringIndex(d, s, *i));
            }
        }
        d
    }

    /// Writes a register to a place. Temporaries that hold variables' values may be moved.
    pub(super) fn store(&mut self, place: &Prepared, r: R) {
        let op = match place {
            Prepared::Local(id) => match self.home(*id) {
                Home::Reg(d) if d == r => return,
                Home::Reg(d) => Op::MoveRaw(d, r),
                Home::Far(k) => Op::StoreFar(r, k),
            },
            Prepared::Global(id) => Op::StoreGlobal(r, *id),
            Prepared::Capture(k) => Op::StoreCapture(r, *k),
            Prepared::Field(x, slot) => Op::SetField(*x, r, *slot),
            Prepared::Table(t, k, n) => Op::TableSet(*t, *k, *n, r),
            Prepared::Vector(v, i) => Op::VectorSet(*v, *i, r),
            Prepared::Slice(v, low, high) => Op::VectorSliceSet(*v, *low, *high, r),
            Prepared::Byte(s, i) => {
                let old = self.read(s);
                let new = self.temp();
                self.emit(Op::StringSet(new, old, *i, r));
                return self.store(s, new);
            }
        };
        self.emit(op);
    }

    /// `place = v`. Gives the register that holds the value, where `wanted` says that somebody asks.
    pub(super) fn assign(&mut self, place: &Place, v: &Expr, wanted: bool) -> Option<R> {
        match place {
            Place::Local(id) => match self.home(*id) {
                Home::Reg(d) => {
                    self.into(v, d);
                    Some(d)
                }
                Home::Far(k) => {
                    let r = self.value(v);
                    self.emit(Op::StoreFar(r, k));
                    Some(r)
                }
            },
            Place::List(parts) => {
                let source = self.value(v);
                for (at, (part, ty)) in parts.iter().enumerate() {
                    self.scoped(|l| {
                        let t = l.temp();
                        l.emit(Op::ListGet(t, source, at as u16));
                        if !matches!(ty, Type::Any) {
                            let k = l.pool_type(ty);
                            l.emit(Op::Cast(t, t, k));
                        }
                        let p = l.prepare(part);
                        l.store(&p, t);
                    });
                }
                Some(source)
            }
            place => {
                let r = if wanted || !matches!(v.kind, ExprKind::Local(_)) {
                    let t = self.temp();
                    self.into(v, t);
                    t
                } else {
                    self.value(v)
                };
                let p = self.prepare(place);
                match p {
                    Prepared::Field(x, slot) if !wanted && self.is_temp(r) && x != r => {
                        self.emit(Op::SetFieldTake(x, r, slot));
                    }
                    _ => self.store(&p, r),
                }
                Some(r)
            }
        }
    }

    /// `place op= v`, the place evaluated once. Gives the register that holds the new value.
    pub(super) fn update(&mut self, op: Operator, place: &Place, v: &Expr) -> Option<R> {
        let p = self.prepare(place);
        let ty = self.type_of(place);
        let operand = ty.as_ref().unwrap_or(&v.ty);
        let known = self.known(v);
        // The value under a place other than a variable is read before the right side is evaluated.
        let local = match &p {
            Prepared::Local(id) => self.register(*id),
            _ => None,
        };
        let number = match (operand, &known) {
            (Type::Count, Some(Val::Count(n))) if *n <= u32::MAX as u64 => Some(*n as u32),
            _ => None,
        };
        let old = self.read(&p);
        let d = local.unwrap_or_else(|| if self.is_temp(old) { old } else { self.temp() });
        let make = match (op, number) {
            (Operator::Add, Some(n)) => Some(Op::AddCountI(d, old, n)),
            (Operator::Subtract, Some(n)) => Some(Op::SubCountI(d, old, n)),
            _ => None,
        };
        match (make, operand, known) {
            (Some(make), ..) => {
                self.emit(make);
            }
            (None, Type::Int, Some(Val::Int(n)))
                if matches!(op, Operator::Add | Operator::Subtract) && n.unsigned_abs() < 1 << 31 =>
            {
                let n = if op == Operator::Add { n } else { -n };
                self.emit(Op::AddIntI(d, old, n as i32));
            }
            _ => {
                let r = self.value(v);
                let make = arithmetic(op, operand, &v.ty, d, old, r);
                self.emit(make);
            }
        }
        if local.is_none() {
            self.store(&p, d);
        }
        Some(d)
    }

    /// `place += container` and `place -= container`: containers change in place, patterns are replaced.
    pub(super) fn change(&mut self, place: &Place, v: &Expr, d: R, op: fn(R, R, R) -> Op) {
        let p = self.prepare(place);
        let old = self.read(&p);
        let r = self.value(v);
        let pattern = matches!(v.ty, Type::Pattern);
        if pattern {
            let new = self.temp();
            self.emit(op(new, old, r));
            self.store(&p, new);
            self.emit(Op::MoveRaw(d, new));
        } else {
            let new = self.temp();
            self.emit(op(new, old, r));
            self.emit(Op::Take(d, new));
        }
    }

    /// The type of what a place holds, as far as it is needed to choose instructions.
    fn type_of(&self, place: &Place) -> Option<Type> {
        match place {
            Place::Local(id) => self.names.get(id.0 as usize).map(|l| l.ty.clone()),
            Place::Global(id) => self.program.globals.get(id.0 as usize).map(|g| g.ty.clone()),
            Place::Field(x, slot) => match &x.ty {
                Type::Record(r) => r.field(*slot).map(|f| f.ty),
                _ => None,
            },
            Place::TableElement(t, _) => match &t.ty {
                Type::Table(t) => t.value.clone(),
                _ => None,
            },
            Place::VectorElement(v, _) => match &v.ty {
                Type::Vector(t) => Some((**t).clone()),
                _ => None,
            },
            _ => None,
        }
    }
}
