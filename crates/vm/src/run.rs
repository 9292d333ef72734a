//! The loop that executes instructions.
//!
//! Script calls stay inside one run of the loop; the VM calls itself only where Rust code stands between two script
//! functions (built-ins that take functions, hooks, defaults). Instructions that scripts execute all the time are
//! here; the others are in [`crate::slow`].

use crate::decide::{Decided, decide};
use crate::error::RuntimeError;
use crate::operations;
use crate::rare::rare;
use crate::vm::Vm;
use zander_bytecode::Op;
use zander_value::{Val, compare};

/// Registers that a body can name.
pub(crate) const WINDOW: usize = 256;

/// Empties registers.
#[inline(always)]
pub(crate) fn clear(registers: &mut [Val]) {
    for slot in registers {
        slot.put(Val::None);
    }
}

#[inline(always)]
fn window(stack: &mut [Val], base: usize) -> &mut [Val; WINDOW] {
    let slice = &mut stack[base..base + WINDOW];
    slice.first_chunk_mut().unwrap_or_else(|| unreachable!("the slice has the window's length"))
}

impl Vm {
    /// Executes instructions until the frame at `depth` returns, or one of them fails.
    pub(crate) fn execute(&mut self, depth: usize) -> Result<Val, RuntimeError> {
        'frame: loop {
            let Some(frame) = self.frames.last() else { return Ok(Val::None) };
            let (code, base) = (frame.code.clone(), frame.base as usize);
            let ops = &code.ops[..];
            // What comes after the instruction that is being executed.
            let mut rest = &ops[frame.pc as usize..];
            let mut regs = window(&mut self.stack, base);

            macro_rules! r {
                ($x:expr) => {
                    regs[$x.0 as usize]
                };
            }
            macro_rules! save {
                () => {
                    if let Some(f) = self.frames.last_mut() {
                        f.pc = (ops.len() - rest.len()) as u32;
                    }
                };
            }
            // The test of bounds makes this a branch, which the processor foresees. A choice between two places would be
            // computed, and the next instruction waited for what it is computed from.
            macro_rules! jump {
                ($to:expr) => {
                    rest = &ops[$to as usize..]
                };
            }
            macro_rules! throw {
                ($e:expr) => {{
                    let e: RuntimeError = $e;
                    save!();
                    return Err(e);
                }};
            }
            // Writing a number over a number of the same kind needs no drop of the old value.
            macro_rules! put {
                ($kind:ident, $d:expr, $v:expr) => {{
                    let v = $v;
                    match &mut r!($d) {
                        Val::$kind(x) => *x = v,
                        slot => slot.put(Val::$kind(v)),
                    }
                }};
            }
            macro_rules! arithmetic {
                ($kind:ident, $d:expr, $l:expr, $r:expr, $f:expr) => {
                    match (&r!($l), &r!($r)) {
                        (Val::$kind(x), Val::$kind(y)) => put!($kind, $d, $f(*x, *y)),
                        _ => throw!(unset()),
                    }
                };
            }
            macro_rules! jump_if {
                ($kind:ident, $l:expr, $r:expr, $to:expr, $f:expr) => {
                    match (&r!($l), &r!($r)) {
                        (Val::$kind(x), Val::$kind(y)) => {
                            if $f(x, y) {
                                jump!($to);
                            }
                        }
                        _ => throw!(unset()),
                    }
                };
            }
            macro_rules! jump_if_equal {
                ($l:expr, $r:expr, $to:expr, $wanted:expr) => {{
                    let (x, y) = ($l, $r);
                    if x.is_none() || y.is_none() {
                        throw!(unset());
                    }
                    if compare::equal(x, y) == $wanted {
                        jump!($to);
                    }
                }};
            }
            macro_rules! jump_if_number {
                ($l:expr, $n:expr, $to:expr, $f:expr) => {
                    match &r!($l) {
                        Val::Count(x) => {
                            if $f(*x, $n as u64) {
                                jump!($to);
                            }
                        }
                        _ => throw!(unset()),
                    }
                };
            }

            macro_rules! jump_by_field {
                ($o:expr, $slot:expr, $to:expr, $wanted:expr) => {{
                    let v = match &r!($o) {
                        Val::Record(rec) => rec.peek($slot as usize, |v| match v {
                            Val::Bool(b) => Some(*b),
                            _ => None,
                        }),
                        _ => throw!(unset()),
                    };
                    let v = match v {
                        Some(b) => b,
                        // A default that has to be made, or an error.
                        None => {
                            save!();
                            let v = self.missing_field(base, $o, $slot)?;
                            regs = window(&mut self.stack, base);
                            matches!(v, Val::Bool(true))
                        }
                    };
                    if v == $wanted {
                        jump!($to);
                    }
                }};
            }
            macro_rules! leave {
                ($v:expr) => {{
                    let v = $v;
                    match self.leave(&code, base, depth) {
                        None => return Ok(v),
                        Some((target, false)) => self.stack[target].put(v),
                        Some((target, true)) => {
                            self.stack[target].put(Val::Bool(!matches!(v, Val::Bool(false))))
                        }
                    }
                    continue 'frame;
                }};
            }

            loop {
                // Matched where it stands: each arm reads the operands it has, none is taken apart before the jump.
                let Some((op, after)) = rest.split_first() else { throw!(unset()) };
                rest = after;
                match *op {
                    Op::Const(d, k) => r!(d).put_copy(&code.consts[k as usize]),
                    Op::Count(d, n) => put!(Count, d, n as u64),
                    Op::Int(d, n) => put!(Int, d, n as i64),
                    Op::Bool(d, b) => put!(Bool, d, b),
                    Op::Double(d, x) => put!(Double, d, x as f64),
                    Op::Unset(d) => r!(d).put(Val::None),
                    Op::Move(d, s) => match regs.get_disjoint_mut([d.0 as usize, s.0 as usize]) {
                        Ok([_, Val::None]) => throw!(unset()),
                        Ok([Val::Count(to), Val::Count(n)]) => *to = *n,
                        Ok([to, v]) => to.put_copy(v),
                        Err(_) => {}
                    },
                    Op::MoveRaw(d, s) => {
                        if let Ok([to, v]) = regs.get_disjoint_mut([d.0 as usize, s.0 as usize]) {
                            to.put_copy(v);
                        }
                    }
                    Op::Take(d, s) => {
                        let v = std::mem::take(&mut r!(s));
                        r!(d).put(v)
                    }
                    Op::LoadGlobal(d, g) => match self.globals.get(g as usize) {
                        None | Some(Val::None) => throw!(unset()),
                        Some(v) => r!(d).put_copy(v),
                    },
                    Op::StoreGlobal(s, g) => {
                        let v = r!(s).clone();
                        if v.is_none() {
                            throw!(unset());
                        }
                        match self.globals.get_mut(g as usize) {
                            Some(slot) => *slot = v,
                            None => throw!(unset()),
                        }
                    }

                    Op::AddCount(d, l, r) => arithmetic!(Count, d, l, r, u64::wrapping_add),
                    Op::SubCount(d, l, r) => match (&r!(l), &r!(r)) {
                        (Val::Count(x), Val::Count(y)) => {
                            let (v, under) = x.overflowing_sub(*y);
                            put!(Count, d, v);
                            if under {
                                save!();
                                self.warn("count underflow");
                                regs = window(&mut self.stack, base);
                            }
                        }
                        _ => throw!(unset()),
                    },
                    Op::MulCount(d, l, r) => arithmetic!(Count, d, l, r, u64::wrapping_mul),
                    Op::DivCount(d, l, r) => match (&r!(l), &r!(r)) {
                        (Val::Count(_), Val::Count(0)) => throw!("division by zero".into()),
                        (Val::Count(x), Val::Count(y)) => put!(Count, d, x / y),
                        _ => throw!(unset()),
                    },
                    Op::ModCount(d, l, r) => match (&r!(l), &r!(r)) {
                        (Val::Count(_), Val::Count(0)) => throw!("modulo by zero".into()),
                        (Val::Count(x), Val::Count(y)) => put!(Count, d, x % y),
                        _ => throw!(unset()),
                    },
                    Op::AddInt(d, l, r) => arithmetic!(Int, d, l, r, i64::wrapping_add),
                    Op::SubInt(d, l, r) => arithmetic!(Int, d, l, r, i64::wrapping_sub),
                    Op::MulInt(d, l, r) => arithmetic!(Int, d, l, r, i64::wrapping_mul),
                    Op::AddDouble(d, l, r) => arithmetic!(Double, d, l, r, |x: f64, y: f64| x + y),
                    Op::SubDouble(d, l, r) => arithmetic!(Double, d, l, r, |x: f64, y: f64| x - y),
                    Op::MulDouble(d, l, r) => arithmetic!(Double, d, l, r, |x: f64, y: f64| x * y),
                    Op::DivDouble(d, l, r) => match (&r!(l), &r!(r)) {
                        (Val::Double(x), Val::Double(y)) => {
                            if *y == 0.0 {
                                throw!("division by zero".into());
                            }
                            put!(Double, d, x / y)
                        }
                        _ => throw!(unset()),
                    },
                    Op::AddCountI(d, l, n) => match &r!(l) {
                        Val::Count(x) => put!(Count, d, x.wrapping_add(n as u64)),
                        _ => throw!(unset()),
                    },
                    Op::SubCountI(d, l, n) => match &r!(l) {
                        Val::Count(x) => {
                            let (v, under) = x.overflowing_sub(n as u64);
                            put!(Count, d, v);
                            if under {
                                save!();
                                self.warn("count underflow");
                                regs = window(&mut self.stack, base);
                            }
                        }
                        _ => throw!(unset()),
                    },
                    Op::MulCountI(d, l, n) => match &r!(l) {
                        Val::Count(x) => put!(Count, d, x.wrapping_mul(n as u64)),
                        _ => throw!(unset()),
                    },
                    Op::DivCountI(d, l, n) => match &r!(l) {
                        Val::Count(x) => put!(Count, d, x / (n as u64).max(1)),
                        _ => throw!(unset()),
                    },
                    Op::ModCountI(d, l, n) => match &r!(l) {
                        Val::Count(x) => put!(Count, d, x % (n as u64).max(1)),
                        _ => throw!(unset()),
                    },
                    Op::AddIntI(d, l, n) => match &r!(l) {
                        Val::Int(x) => put!(Int, d, x.wrapping_add(n as i64)),
                        _ => throw!(unset()),
                    },
                    Op::CountToDouble(d, s) => match &r!(s) {
                        Val::Count(x) => put!(Double, d, *x as f64),
                        _ => throw!(unset()),
                    },
                    Op::IntToDouble(d, s) => match &r!(s) {
                        Val::Int(x) => put!(Double, d, *x as f64),
                        _ => throw!(unset()),
                    },
                    Op::CountToInt(d, s) => match &r!(s) {
                        Val::Count(x) => put!(Int, d, *x as i64),
                        _ => throw!(unset()),
                    },
                    Op::Concat(d, l, r) => {
                        // `s = s + t` and `s += t` append in place when nobody else holds s.
                        if d == l && l != r {
                            let right = match &r!(r) {
                                Val::Str(s) => s.clone(),
                                _ => throw!(unset()),
                            };
                            match &mut r!(d) {
                                Val::Str(s) => s.push(right.as_bytes()),
                                _ => throw!(unset()),
                            }
                        } else {
                            match (&r!(l), &r!(r)) {
                                (Val::Str(x), Val::Str(y)) => {
                                    let mut s = zander_value::Str::new(x.as_bytes());
                                    s.push(y.as_bytes());
                                    r!(d).put(Val::Str(s));
                                }
                                _ => throw!(unset()),
                            }
                        }
                    }
                    Op::Not(d, s) => match &r!(s) {
                        Val::Bool(b) => put!(Bool, d, !*b),
                        _ => throw!(unset()),
                    },
                    Op::Binary(what, d, l, r) => match operations::binary(what, &r!(l), &r!(r)) {
                        Ok(v) => r!(d).put(v),
                        Err(operations::Failure::Underflow) => {
                            let v = match (&r!(l), &r!(r)) {
                                (Val::Count(x), Val::Count(y)) => x.wrapping_sub(*y),
                                _ => 0,
                            };
                            put!(Count, d, v);
                            save!();
                            self.warn("count underflow");
                            regs = window(&mut self.stack, base);
                        }
                        Err(operations::Failure::Fault(m)) => throw!(m.into()),
                    },

                    Op::Jump(to) => jump!(to),
                    Op::JumpIf(s, to) => match &r!(s) {
                        Val::Bool(true) => jump!(to),
                        Val::Bool(false) => {}
                        _ => throw!(unset()),
                    },
                    Op::JumpUnless(s, to) => match &r!(s) {
                        Val::Bool(false) => jump!(to),
                        Val::Bool(true) => {}
                        _ => throw!(unset()),
                    },
                    Op::JumpSet(s, to) => {
                        if !r!(s).is_none() {
                            jump!(to);
                        }
                    }
                    Op::JumpLessCount(l, r, to) => jump_if!(Count, l, r, to, |x, y| x < y),
                    Op::JumpLessEqualCount(l, r, to) => jump_if!(Count, l, r, to, |x, y| x <= y),
                    Op::JumpLessInt(l, r, to) => jump_if!(Int, l, r, to, |x, y| x < y),
                    Op::JumpLessEqualInt(l, r, to) => jump_if!(Int, l, r, to, |x, y| x <= y),
                    Op::JumpLessDouble(l, r, to) => jump_if!(Double, l, r, to, |x: &f64, y: &f64| x < y),
                    Op::JumpLessEqualDouble(l, r, to) => {
                        jump_if!(Double, l, r, to, |x: &f64, y: &f64| x <= y)
                    }
                    Op::JumpNotLessDouble(l, r, to) => {
                        jump_if!(Double, l, r, to, |x: &f64, y: &f64| x
                            .partial_cmp(y)
                            .is_none_or(|o| o.is_ge()))
                    }
                    Op::JumpNotLessEqualDouble(l, r, to) => {
                        jump_if!(Double, l, r, to, |x: &f64, y: &f64| x
                            .partial_cmp(y)
                            .is_none_or(|o| o.is_gt()))
                    }
                    Op::JumpEqual(l, r, to) => jump_if_equal!(&r!(l), &r!(r), to, true),
                    Op::JumpNotEqual(l, r, to) => jump_if_equal!(&r!(l), &r!(r), to, false),
                    Op::JumpEqualConst(l, k, to) => {
                        jump_if_equal!(&r!(l), &code.consts[k as usize], to, true)
                    }
                    Op::JumpNotEqualConst(l, k, to) => {
                        jump_if_equal!(&r!(l), &code.consts[k as usize], to, false)
                    }
                    Op::JumpLessCountConst(l, k, to) => match (&r!(l), &code.consts[k as usize]) {
                        (Val::Count(x), Val::Count(y)) => {
                            if x < y {
                                jump!(to);
                            }
                        }
                        _ => throw!(unset()),
                    },
                    Op::JumpLessCountI(l, n, to) => jump_if_number!(l, n, to, |x: u64, y: u64| x < y),
                    Op::JumpLessEqualCountI(l, n, to) => jump_if_number!(l, n, to, |x: u64, y: u64| x <= y),
                    Op::JumpGreaterCountI(l, n, to) => jump_if_number!(l, n, to, |x: u64, y: u64| x > y),
                    Op::JumpGreaterEqualCountI(l, n, to) => {
                        jump_if_number!(l, n, to, |x: u64, y: u64| x >= y)
                    }
                    Op::JumpEqualCountI(l, n, to) => jump_if_number!(l, n, to, |x: u64, y: u64| x == y),
                    Op::JumpNotEqualCountI(l, n, to) => jump_if_number!(l, n, to, |x: u64, y: u64| x != y),
                    Op::JumpNotMultiple(l, n, to) => {
                        jump_if_number!(l, n, to, |x: u64, y: u64| !x.is_multiple_of(y))
                    }
                    Op::JumpMultiple(l, n, to) => {
                        jump_if_number!(l, n, to, |x: u64, y: u64| x.is_multiple_of(y))
                    }
                    Op::JumpHasField(o, slot, to) => match &r!(o) {
                        Val::Record(rec) => {
                            if rec.has(slot as usize) {
                                jump!(to);
                            }
                        }
                        _ => throw!(unset()),
                    },
                    Op::JumpLacksField(o, slot, to) => match &r!(o) {
                        Val::Record(rec) => {
                            if !rec.has(slot as usize) {
                                jump!(to);
                            }
                        }
                        _ => throw!(unset()),
                    },

                    Op::GetField(d, o, slot) => {
                        let there = match regs.get_disjoint_mut([o.0 as usize, d.0 as usize]) {
                            Ok([Val::Record(rec), to]) => rec.read(slot as usize, to),
                            Ok(_) => throw!(unset()),
                            // The record makes room for its field.
                            Err(_) => match std::mem::take(&mut r!(o)) {
                                Val::Record(rec) => {
                                    let there = rec.read(slot as usize, &mut r!(d));
                                    if !there {
                                        r!(o) = Val::Record(rec);
                                    }
                                    there
                                }
                                _ => throw!(unset()),
                            },
                        };
                        if !there {
                            save!();
                            let v = self.missing_field(base, o, slot)?;
                            regs = window(&mut self.stack, base);
                            r!(d).put(v);
                        }
                    }
                    Op::GetField2(d, o, outer, slot) => {
                        let there = match regs.get_disjoint_mut([o.0 as usize, d.0 as usize]) {
                            Ok([Val::Record(rec), to]) => rec.peek(outer as usize, |v| match v {
                                Val::Record(inner) => inner.read(slot as usize, to),
                                _ => false,
                            }),
                            Ok(_) => throw!(unset()),
                            Err(_) => false,
                        };
                        if there {
                            rest = rest.get(1..).unwrap_or_default();
                        } else if let Some(&Op::GetField(_, t, _)) = rest.first() {
                            save!();
                            let v = self.missing_field(base, o, outer)?;
                            regs = window(&mut self.stack, base);
                            r!(t).put(v);
                        }
                    }
                    Op::TestField(d, o, slot) => {
                        let decided = match &r!(o) {
                            Val::Record(rec) => rec.peek(slot as usize, |v| decide(v, rest, &code)),
                            _ => throw!(unset()),
                        };
                        match decided {
                            Decided::Jump(to) => jump!(to),
                            Decided::Pass(instructions) => {
                                rest = rest.get(instructions..).unwrap_or_default()
                            }
                            Decided::Open => {
                                save!();
                                let v = self.field_for_test(base, o, slot)?;
                                regs = window(&mut self.stack, base);
                                r!(d).put(v);
                            }
                        }
                    }
                    Op::SetFieldTake(o, s, slot) => {
                        let v = std::mem::take(&mut r!(s));
                        match &r!(o) {
                            _ if v.is_none() => throw!(unset()),
                            Val::Record(rec) => rec.fill(slot as usize, v),
                            _ => throw!(unset()),
                        }
                    }
                    Op::JumpIfField(o, slot, to) => jump_by_field!(o, slot, to, true),
                    Op::JumpUnlessField(o, slot, to) => jump_by_field!(o, slot, to, false),
                    Op::SetField(o, s, slot) => match (&r!(o), &r!(s)) {
                        (_, Val::None) => throw!(unset()),
                        (Val::Record(rec), v) => rec.fill(slot as usize, v.clone()),
                        _ => throw!(unset()),
                    },
                    Op::HasField(d, o, slot) => match &r!(o) {
                        Val::Record(rec) => {
                            let has = rec.has(slot as usize);
                            put!(Bool, d, has)
                        }
                        _ => throw!(unset()),
                    },
                    Op::Push(v, s) => match (&r!(v), &r!(s)) {
                        (_, Val::None) => throw!(unset()),
                        (Val::Vector(x), v) => x.push(v.clone()),
                        _ => throw!(unset()),
                    },
                    Op::VectorGet(d, v, i) => {
                        let item = match (&r!(v), &r!(i)) {
                            (Val::Vector(x), Val::Count(i)) => x.get(*i as usize),
                            (Val::Vector(x), Val::Int(i)) => {
                                let at = if *i < 0 { (x.len() as i64).wrapping_add(*i) } else { *i };
                                usize::try_from(at).ok().and_then(|at| x.get(at))
                            }
                            _ => throw!(unset()),
                        };
                        match item {
                            Some(item) => r!(d).put(item),
                            None => throw!("no such index".into()),
                        }
                    }

                    Op::Call(d, s, _, f) => {
                        let callee = match self.funcs.get(f as usize) {
                            Some(entry) if entry.code.is_some() => entry.code.clone(),
                            _ => None,
                        };
                        save!();
                        let callee = match callee {
                            Some(c) => c,
                            None => self.prepare(f)?,
                        };
                        self.enter(callee, base + s.0 as usize, base + d.0 as usize, None)?;
                        continue 'frame;
                    }
                    Op::CallHook(d, s, n, f) => {
                        save!();
                        match self.sole_handler(f, n) {
                            Some(code) => {
                                self.enter(code, base + s.0 as usize, base + d.0 as usize, None)?;
                                if let Some(frame) = self.frames.last_mut() {
                                    frame.hook = true;
                                }
                                continue 'frame;
                            }
                            None => {
                                let mut args = self.arguments(base, s, n);
                                let passed = self.run_hook(f, &mut args)?;
                                regs = window(&mut self.stack, base);
                                put!(Bool, d, passed);
                            }
                        }
                    }
                    Op::CallBuiltin(d, s, n, f) => {
                        save!();
                        let v = self.call_builtin(f, base + s.0 as usize, n as usize)?;
                        regs = window(&mut self.stack, base);
                        r!(d).put(v);
                    }
                    Op::CallValue(d, s, n, f) => {
                        let f = match &r!(f) {
                            Val::Func(f) => f.clone(),
                            _ => throw!(unset()),
                        };
                        save!();
                        let code = self.funcs.get(f.id as usize).and_then(|e| e.code.clone());
                        match code {
                            Some(code) if code.params == n as u16 => {
                                self.enter(code, base + s.0 as usize, base + d.0 as usize, Some(f))?;
                                continue 'frame;
                            }
                            _ => {
                                let args = self.arguments(base, s, n);
                                let v = self.call_with(f.id, Some(&f), args)?;
                                regs = window(&mut self.stack, base);
                                r!(d).put(v);
                            }
                        }
                    }
                    Op::Return(s) => leave!(std::mem::take(&mut r!(s))),
                    Op::ReturnLocal(s) => {
                        if r!(s).is_none() {
                            throw!(unset());
                        }
                        leave!(std::mem::take(&mut r!(s)))
                    }
                    Op::ReturnNone => leave!(Val::None),
                    Op::ReturnBreak => leave!(Val::Bool(false)),
                    rare!() => {
                        save!();
                        if let Some(to) = self.slow(*op, &code, base)? {
                            jump!(to);
                        }
                        regs = window(&mut self.stack, base);
                    }
                }
            }
        }
    }
}

#[cold]
pub(crate) fn unset() -> RuntimeError {
    RuntimeError::new("value used but not set")
}
