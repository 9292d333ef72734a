//! Conditions: expressions that decide where to go on, without making a value.

use super::Lower;
use crate::hir::{Expr, ExprKind, Op as Operator};
use zander_bytecode::{Op, R};
use zander_value::{Type, Val};

impl Lower<'_> {
    /// Goes on with the next instruction unless the condition is `when`; the jumps returned are taken if it is.
    pub(super) fn jump(&mut self, e: &Expr, when: bool) -> Vec<usize> {
        self.at(e.span, |l| l.scoped(|l| l.jump_here(e, when)))
    }

    fn jump_here(&mut self, e: &Expr, when: bool) -> Vec<usize> {
        if let Some(Val::Bool(b)) = self.known(e) {
            return if b == when { vec![self.emit(Op::Jump(0))] } else { Vec::new() };
        }
        match &e.kind {
            ExprKind::Not(inner) => self.jump(inner, !when),
            ExprKind::And(a, b) | ExprKind::Or(a, b) if !matches!(e.ty, Type::Vector(_)) => {
                // Of `a && b` false, and of `a || b` true, either side decides alone.
                let alone = matches!(e.kind, ExprKind::Or(..));
                if alone == when {
                    let mut jumps = self.jump(a, when);
                    jumps.extend(self.jump(b, when));
                    jumps
                } else {
                    let over = self.jump(a, alone);
                    let jumps = self.jump(b, when);
                    self.patch_all(over);
                    jumps
                }
            }
            ExprKind::Binary(op, a, b) if is_comparison(*op) => self.compare(*op, a, b, when, e),
            ExprKind::HasField(x, slot) => {
                let x = self.tested(x);
                let make = if when { Op::JumpHasField } else { Op::JumpLacksField };
                vec![self.emit(make(x, *slot as u16, 0))]
            }
            ExprKind::KeyIn(key, t) => {
                let (k, n) = self.index(key);
                let t = self.value(t);
                let make = if when { Op::JumpIn } else { Op::JumpNotIn };
                vec![self.emit(make(t, k, n, 0))]
            }
            ExprKind::Field(x, slot) => {
                let x = self.tested(x);
                let make = if when { Op::JumpIfField } else { Op::JumpUnlessField };
                vec![self.emit(make(x, *slot as u16, 0))]
            }
            _ => self.jump_on_value(e, when),
        }
    }

    fn jump_on_value(&mut self, e: &Expr, when: bool) -> Vec<usize> {
        let r = self.value(e);
        vec![self.emit(if when { Op::JumpIf(r, 0) } else { Op::JumpUnless(r, 0) })]
    }

    fn compare(&mut self, op: Operator, a: &Expr, b: &Expr, when: bool, whole: &Expr) -> Vec<usize> {
        use Operator::*;
        match (&a.ty, &b.ty) {
            (Type::Count, Type::Count) => {
                let op = if when { op } else { opposite(op) };
                if let Some(jump) = self.multiple(op, a, b) {
                    return vec![jump];
                }
                if let Some(n) = self.small(b) {
                    let x = self.tested(a);
                    return vec![self.emit(with_number(op)(x, n, 0))];
                }
                if let Some(n) = self.small(a) {
                    let x = self.tested(b);
                    return vec![self.emit(with_number(mirrored(op))(x, n, 0))];
                }
                if op == Less
                    && let Some(k) = self.pooled(b)
                {
                    let x = self.value(a);
                    return vec![self.emit(Op::JumpLessCountConst(x, k, 0))];
                }
                let (x, y) = self.pair(a, b);
                vec![self.emit(match op {
                    Less => Op::JumpLessCount(x, y, 0),
                    LessEqual => Op::JumpLessEqualCount(x, y, 0),
                    Greater => Op::JumpLessCount(y, x, 0),
                    GreaterEqual => Op::JumpLessEqualCount(y, x, 0),
                    Equal => Op::JumpEqual(x, y, 0),
                    _ => Op::JumpNotEqual(x, y, 0),
                })]
            }
            (Type::Int, Type::Int) => {
                let op = if when { op } else { opposite(op) };
                let (x, y) = self.pair(a, b);
                vec![self.emit(match op {
                    Less => Op::JumpLessInt(x, y, 0),
                    LessEqual => Op::JumpLessEqualInt(x, y, 0),
                    Greater => Op::JumpLessInt(y, x, 0),
                    GreaterEqual => Op::JumpLessEqualInt(y, x, 0),
                    Equal => Op::JumpEqual(x, y, 0),
                    _ => Op::JumpNotEqual(x, y, 0),
                })]
            }
            (Type::Double, Type::Double) if !matches!(op, Equal | NotEqual) => {
                // What is not a number is neither less nor not less: the opposite has an instruction of its own.
                let (x, y) = self.pair(a, b);
                vec![self.emit(match (op, when) {
                    (Less, true) => Op::JumpLessDouble(x, y, 0),
                    (LessEqual, true) => Op::JumpLessEqualDouble(x, y, 0),
                    (Greater, true) => Op::JumpLessDouble(y, x, 0),
                    (_, true) => Op::JumpLessEqualDouble(y, x, 0),
                    (Less, false) => Op::JumpNotLessDouble(x, y, 0),
                    (LessEqual, false) => Op::JumpNotLessEqualDouble(x, y, 0),
                    (Greater, false) => Op::JumpNotLessDouble(y, x, 0),
                    (_, false) => Op::JumpNotLessEqualDouble(y, x, 0),
                })]
            }
            _ => match op {
                Equal | NotEqual => {
                    let constant = match self.pooled(b) {
                        Some(k) => Some((a, k)),
                        None => self.pooled(a).map(|k| (b, k)),
                    };
                    if let Some((value, k)) = constant {
                        let x = self.tested(value);
                        let make =
                            if (op == Equal) == when { Op::JumpEqualConst } else { Op::JumpNotEqualConst };
                        return vec![self.emit(make(x, k, 0))];
                    }
                    let (x, y) = self.pair(a, b);
                    let make = if (op == Equal) == when { Op::JumpEqual } else { Op::JumpNotEqual };
                    vec![self.emit(make(x, y, 0))]
                }
                _ => self.jump_on_value(whole, when),
            },
        }
    }

    /// The register of a value that the next instruction jumps by, and nothing else uses.
    fn tested(&mut self, e: &Expr) -> R {
        let ExprKind::Field(x, slot) = &e.kind else { return self.value(e) };
        if self.known(e).is_some() {
            return self.value(e);
        }
        let x = self.tested(x);
        let d = self.temp();
        self.at(e.span, |l| l.emit(Op::TestField(d, x, *slot as u16)));
        d
    }

    /// `x % n == 0` and its opposite in one instruction.
    fn multiple(&mut self, op: Operator, a: &Expr, b: &Expr) -> Option<usize> {
        let make: fn(R, u16, u32) -> Op = match op {
            Operator::Equal => Op::JumpMultiple,
            Operator::NotEqual => Op::JumpNotMultiple,
            _ => return None,
        };
        let ExprKind::Binary(Operator::Modulo, x, n) = &a.kind else { return None };
        if self.small(b) != Some(0) || !matches!(x.ty, Type::Count) {
            return None;
        }
        let n = self.small(n).filter(|n| *n > 0)?;
        let x = self.value(x);
        Some(self.emit(make(x, n, 0)))
    }

    /// The number of a constant that is known now.
    fn pooled(&mut self, e: &Expr) -> Option<u16> {
        let v = self.known(e).filter(|v| !v.is_none())?;
        u16::try_from(self.pool(v)).ok()
    }

    fn small(&self, e: &Expr) -> Option<u16> {
        match self.known(e)? {
            Val::Count(n) => u16::try_from(n).ok(),
            _ => None,
        }
    }
}

fn is_comparison(op: Operator) -> bool {
    use Operator::*;
    matches!(op, Less | LessEqual | Greater | GreaterEqual | Equal | NotEqual)
}

fn opposite(op: Operator) -> Operator {
    use Operator::*;
    match op {
        Less => GreaterEqual,
        LessEqual => Greater,
        Greater => LessEqual,
        GreaterEqual => Less,
        Equal => NotEqual,
        NotEqual => Equal,
        other => other,
    }
}

fn mirrored(op: Operator) -> Operator {
    use Operator::*;
    match op {
        Less => Greater,
        LessEqual => GreaterEqual,
        Greater => Less,
        GreaterEqual => LessEqual,
        other => other,
    }
}

fn with_number(op: Operator) -> fn(R, u16, u32) -> Op {
    match op {
        Operator::Less => Op::JumpLessCountI,
        Operator::LessEqual => Op::JumpLessEqualCountI,
        Operator::Greater => Op::JumpGreaterCountI,
        Operator::GreaterEqual => Op::JumpGreaterEqualCountI,
        Operator::Equal => Op::JumpEqualCountI,
        _ => Op::JumpNotEqualCountI,
    }
}
