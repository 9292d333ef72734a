//! Expressions.

use super::operators::{arithmetic, conversion, count_with_number, operation};
use super::{Home, Lower, function_value};
use crate::hir::{
    Callee, Conversion, Expr, ExprKind, FuncId, FuncKind, GlobalId, LocalId, Op as Operator, Program,
    StmtKind,
};
use zander_bytecode::{Op, Operation, R, TableSpec};
use zander_value::{RecordType, Str, Type, Val};

impl Lower<'_> {
    /// Evaluates an expression for its effect.
    pub(super) fn effect(&mut self, e: &Expr) {
        self.scoped(|l| {
            l.at(e.span, |l| match &e.kind {
                ExprKind::Assign(place, v) => l.assign(place, v, false).map_or((), |_| ()),
                ExprKind::Update(op, place, v) => l.update(*op, place, v).map_or((), |_| ()),
                _ => {
                    let t = l.temp();
                    l.into(e, t);
                }
            });
        });
    }

    /// Evaluates an expression and gives the register that holds it: a variable's own (which may be unset) or a
    /// temporary.
    pub(super) fn value(&mut self, e: &Expr) -> R {
        if let ExprKind::Local(id) = e.kind
            && let Some(r) = self.register(id)
        {
            return r;
        }
        let t = self.temp();
        self.into(e, t);
        t
    }

    /// Makes the computed defaults of the new record in `r`, but for fields that were given: they are of the time at which
    /// the record is made. Reading them makes them.
    pub(super) fn make_computed(&mut self, ty: &RecordType, r: R, given: &[usize]) {
        for (slot, function) in ty.computed().filter(|(slot, _)| !given.contains(slot)) {
            self.scoped(|l| {
                let t = l.temp();
                match initial_value(l.program, FuncId(function)) {
                    Some(value) => {
                        l.into(value, t);
                        l.emit(Op::SetField(r, t, slot as u16));
                    }
                    None => {
                        l.emit(Op::GetField(t, r, slot as u16));
                    }
                }
            });
        }
    }

    /// Evaluates two operands in order; the first is copied when evaluating the second may change it.
    pub(super) fn pair(&mut self, a: &Expr, b: &Expr) -> (R, R) {
        let first = if matches!(a.kind, ExprKind::Local(_)) && has_effects(b) {
            let t = self.temp();
            self.into(a, t);
            t
        } else {
            self.value(a)
        };
        (first, self.value(b))
    }

    /// Evaluates expressions into consecutive temporaries and gives the first.
    pub(super) fn sequence(&mut self, list: &[Expr]) -> R {
        let first = R(self.next.min(255) as u8);
        for e in list {
            let t = self.temp();
            self.into(e, t);
        }
        first
    }

    /// An index: one variable stays where it is, everything else goes into consecutive temporaries.
    pub(super) fn index(&mut self, index: &[Expr]) -> (R, u8) {
        match index {
            [one] => (self.value(one), 1),
            all => (self.sequence(all), all.len() as u8),
        }
    }

    /// The value of a constant expression.
    pub(super) fn known(&self, e: &Expr) -> Option<Val> {
        match &e.kind {
            ExprKind::Const(v) => Some(v.clone()),
            ExprKind::EnumItem(item) => Some(Val::Enum(item.clone())),
            ExprKind::Global(id) => (self.constant)(id.0),
            ExprKind::Convert(how, inner) => match (how, self.known(inner)?) {
                (Conversion::CountToInt, Val::Count(n)) => Some(Val::Int(n as i64)),
                (Conversion::IntToCount, Val::Int(n)) => u64::try_from(n).ok().map(Val::Count),
                (Conversion::CountToDouble, Val::Count(n)) => Some(Val::Double(n as f64)),
                (Conversion::IntToDouble, Val::Int(n)) => Some(Val::Double(n as f64)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Evaluates an expression into a register. A variable's register is written by the last instruction only, so the
    /// expression may read it.
    pub(super) fn into(&mut self, e: &Expr, d: R) {
        self.at(e.span, |l| {
            l.scoped(|l| {
                let stepwise = matches!(
                    e.kind,
                    ExprKind::And(..)
                        | ExprKind::Or(..)
                        | ExprKind::Not(..)
                        | ExprKind::Cond(..)
                        | ExprKind::Record(..)
                        | ExprKind::Table(..)
                        | ExprKind::Vector(..)
                        | ExprKind::Then(..)
                );
                if stepwise && !l.is_temp(d) {
                    let t = l.temp();
                    l.write(e, t);
                    l.emit(Op::Take(d, t));
                } else {
                    l.write(e, d);
                }
            });
        });
    }

    fn write(&mut self, e: &Expr, d: R) {
        if let Some(v) = self.known(e) {
            return self.load(&v, d);
        }
        match &e.kind {
            ExprKind::Const(v) => self.load(v, d),
            ExprKind::EnumItem(item) => self.load(&Val::Enum(item.clone()), d),
            ExprKind::Local(id) => self.read_local(*id, d),
            ExprKind::Global(GlobalId(id)) => {
                self.emit(Op::LoadGlobal(d, *id));
            }
            ExprKind::Capture(k) => {
                self.emit(Op::LoadCapture(d, *k));
            }
            ExprKind::Func(id) => {
                let v = function_value(self.program, *id);
                self.load(&v, d);
            }
            ExprKind::Not(inner) => self.write_bool(inner, d, true),
            ExprKind::Negate(x) => self.unary(x, d, Op::Negate),
            ExprKind::Complement(x) => self.unary(x, d, Op::Complement),
            ExprKind::Size(x) => self.unary(x, d, Op::Size),
            ExprKind::And(a, b) | ExprKind::Or(a, b) if matches!(e.ty, Type::Vector(_)) => {
                let (x, y) = self.pair(a, b);
                let what = if matches!(e.kind, ExprKind::And(..)) { Operation::And } else { Operation::Or };
                self.emit(Op::VectorBinary(what, d, x, y));
            }
            ExprKind::And(a, b) => {
                self.into(a, d);
                let over = self.emit(Op::JumpUnless(d, 0));
                self.into(b, d);
                self.patch(over);
            }
            ExprKind::Or(a, b) => {
                self.into(a, d);
                let over = self.emit(Op::JumpIf(d, 0));
                self.into(b, d);
                self.patch(over);
            }
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, d),
            ExprKind::VectorBinary(op, a, b) => {
                let (x, y) = self.pair(a, b);
                self.emit(Op::VectorBinary(operation(*op), d, x, y));
            }
            ExprKind::Cond(c, a, b) => {
                let other = self.jump(c, false);
                self.into(a, d);
                let end = self.emit(Op::Jump(0));
                self.patch_all(other);
                self.into(b, d);
                self.patch(end);
            }
            ExprKind::VectorCond(c, a, b) => {
                let c = self.value(c);
                let (x, y) = self.pair(a, b);
                self.emit(Op::VectorCond(d, c, x, y));
            }
            ExprKind::StringIn(a, b) => self.two(a, b, d, Op::StringIn),
            ExprKind::PatternIn(a, b) => self.two(a, b, d, Op::PatternIn),
            ExprKind::PatternIs(a, b) => self.two(a, b, d, Op::PatternIs),
            ExprKind::SubnetIn(a, b) => self.two(a, b, d, Op::SubnetIn),
            ExprKind::IndexIn(a, b) => self.two(a, b, d, Op::IndexIn),
            ExprKind::KeyIn(key, t) => {
                let (k, n) = self.index(key);
                let t = self.value(t);
                self.emit(Op::TableIn(d, t, k, n));
            }
            ExprKind::Convert(how, x) => self.convert(how, x, d),
            ExprKind::Field(x, slot) => {
                let (x, slot) = (self.value(x), *slot as u16);
                let at = self.emit(Op::GetField(d, x, slot));
                if let Some(first) = at.checked_sub(1).and_then(|i| self.code.ops.get_mut(i))
                    && let Op::GetField(t, outer, outer_slot) = *first
                    && t == x
                    && t.0 as u16 >= self.first_temp
                {
                    *first = Op::GetField2(d, outer, outer_slot, slot);
                }
            }
            ExprKind::HasField(x, slot) => {
                let x = self.value(x);
                self.emit(Op::HasField(d, x, *slot as u16));
            }
            ExprKind::TableIndex(t, key) => {
                let t = self.value(t);
                let (k, n) = self.index(key);
                self.emit(Op::TableGet(d, t, k, n));
            }
            ExprKind::PatternTableIndex(a, b) => self.two(a, b, d, Op::PatternTableGet),
            ExprKind::VectorIndex(a, b) => self.two(a, b, d, Op::VectorGet),
            ExprKind::VectorSelect(a, b) => self.two(a, b, d, Op::VectorSelect),
            ExprKind::StringIndex(a, b) => self.two(a, b, d, Op::StringIndex),
            ExprKind::Slice(x, low, high) => {
                let x = self.value(x);
                let (low, high) = (self.optional(low.as_deref()), self.optional(high.as_deref()));
                self.emit(Op::Slice(d, x, low, high));
            }
            ExprKind::Call(callee, args) => self.call(callee, args, d),
            ExprKind::Hook(callee, args) => self.hook_call(callee, args, d),
            ExprKind::Record(ty, fields) => {
                let t = self.pool_type(&Type::Record(ty.clone()));
                self.emit(Op::NewRecord(d, t));
                for (slot, v) in fields {
                    self.scoped(|l| {
                        let (r, slot) = (l.value(v), *slot as u16);
                        l.emit(if l.is_temp(r) {
                            Op::SetFieldTake(d, r, slot)
                        } else {
                            Op::SetField(d, r, slot)
                        });
                    });
                }
                let given: Vec<usize> = fields.iter().map(|(slot, _)| *slot).collect();
                self.make_computed(ty, d, &given);
            }
            ExprKind::Table(ty, attrs, entries) => {
                self.code.tables.push(TableSpec { ty: ty.clone(), attrs: attrs.clone() });
                self.emit(Op::NewTable(d, self.code.tables.len() as u32 - 1));
                for (key, v) in entries {
                    self.scoped(|l| {
                        let (k, n) = l.index(key);
                        match v {
                            Some(v) => {
                                let r = l.value(v);
                                l.emit(Op::TableInit(d, k, n, r));
                            }
                            None => {
                                l.emit(Op::SetInit(d, k, n));
                            }
                        }
                    });
                }
            }
            ExprKind::Vector(items) => {
                let element = match &e.ty {
                    Type::Vector(t) => (**t).clone(),
                    _ => Type::Any,
                };
                let t = self.pool_type(&element);
                self.emit(Op::NewVector(d, t));
                for item in items {
                    self.scoped(|l| {
                        let r = l.value(item);
                        l.emit(Op::Push(d, r));
                    });
                }
            }
            ExprKind::List(items) => {
                let first = self.sequence(items);
                self.emit(Op::NewList(d, first, items.len() as u8));
            }
            ExprKind::Lambda(id, captures) => {
                let first = self.captures(captures);
                self.emit(Op::Closure(d, first, captures.len() as u8, id.0));
            }
            ExprKind::Schedule(when, id, args) => {
                let when = self.value(when);
                let first = self.sequence(args);
                self.emit(Op::Schedule(when, first, args.len() as u8, id.0));
                self.emit(Op::Unset(d));
            }
            ExprKind::Assign(place, v) => {
                if let Some(r) = self.assign(place, v, true) {
                    self.emit(Op::MoveRaw(d, r));
                }
            }
            ExprKind::Update(op, place, v) => {
                if let Some(r) = self.update(*op, place, v) {
                    self.emit(Op::Move(d, r));
                }
            }
            ExprKind::Extend(place, v) => self.change(place, v, d, Op::Extend),
            ExprKind::Reduce(place, v) => self.change(place, v, d, Op::Reduce),
            ExprKind::Append(place, v) => {
                let p = self.prepare(place);
                let c = self.read(&p);
                let r = self.value(v);
                self.emit(Op::Push(c, r));
                self.emit(Op::Move(d, c));
            }
            ExprKind::Then(first, second) => {
                self.effect(first);
                self.into(second, d);
            }
            ExprKind::Copy(x) => {
                let r = self.checked(x);
                self.emit(Op::Copy(d, r));
            }
            ExprKind::Cast(x, ty) => {
                let r = self.value(x);
                let t = self.pool_type(ty);
                self.emit(Op::Cast(d, r, t));
            }
            ExprKind::Is(x, ty) => {
                let r = self.checked(x);
                let t = self.pool_type(ty);
                self.emit(Op::Is(d, r, t));
            }
            ExprKind::Error => {
                let k = self.pool(Val::str("this was found to be wrong when the script was loaded"));
                self.emit(Op::Fail(k));
            }
        }
    }

    /// As [`Lower::value`], but an unset variable is an error here.
    fn checked(&mut self, e: &Expr) -> R {
        let t = self.temp();
        self.into(e, t);
        t
    }

    pub(super) fn read_local(&mut self, id: LocalId, d: R) {
        match self.home(id) {
            Home::Reg(r) if r == d => {}
            Home::Reg(r) => {
                self.emit(Op::Move(d, r));
            }
            Home::Far(k) => {
                self.emit(Op::LoadFar(d, k));
            }
        }
    }

    fn optional(&mut self, e: Option<&Expr>) -> R {
        let t = self.temp();
        match e {
            Some(e) => self.into(e, t),
            None => {
                self.emit(Op::Unset(t));
            }
        }
        t
    }

    fn unary(&mut self, x: &Expr, d: R, op: fn(R, R) -> Op) {
        let r = self.value(x);
        self.emit(op(d, r));
    }

    fn two(&mut self, a: &Expr, b: &Expr, d: R, op: fn(R, R, R) -> Op) {
        let (x, y) = self.pair(a, b);
        self.emit(op(d, x, y));
    }

    /// The truth of a condition (or its opposite) as a value.
    fn write_bool(&mut self, e: &Expr, d: R, negate: bool) {
        if negate {
            let r = self.value(e);
            self.emit(Op::Not(d, r));
        } else {
            self.into(e, d);
        }
    }

    fn binary(&mut self, op: Operator, a: &Expr, b: &Expr, d: R) {
        if op == Operator::Add && matches!((&a.ty, &b.ty), (Type::String, Type::String)) {
            return self.concatenate(a, b, d);
        }
        if let (Type::Count, Type::Count, Some(Val::Count(n))) = (&a.ty, &b.ty, self.known(b))
            && let Some(make) = count_with_number(op, n)
        {
            let x = self.value(a);
            self.emit(make(d, x, n as u32));
            return;
        }
        if let (Type::Int, Type::Int, Some(Val::Int(n))) = (&a.ty, &b.ty, self.known(b)) {
            let n = match op {
                Operator::Add => Some(n),
                Operator::Subtract => n.checked_neg(),
                _ => None,
            };
            if let Some(n) = n.and_then(|n| i32::try_from(n).ok()) {
                let x = self.value(a);
                self.emit(Op::AddIntI(d, x, n));
                return;
            }
        }
        let (x, y) = self.pair(a, b);
        let op = arithmetic(op, &a.ty, &b.ty, d, x, y);
        self.emit(op);
    }

    fn concatenate(&mut self, a: &Expr, b: &Expr, d: R) {
        // A string under construction stays in one temporary, where it can grow in place.
        let grows = matches!(&a.kind, ExprKind::Binary(Operator::Add, ..));
        if grows {
            let t = if self.is_temp(d) { d } else { self.temp() };
            self.into(a, t);
            let y = self.value(b);
            self.emit(Op::Concat(t, t, y));
            if t != d {
                self.emit(Op::Take(d, t));
            }
        } else {
            let (x, y) = self.pair(a, b);
            self.emit(Op::Concat(d, x, y));
        }
    }

    fn convert(&mut self, how: &Conversion, x: &Expr, d: R) {
        let r = self.value(x);
        let op = match how {
            Conversion::CountToInt => Op::CountToInt(d, r),
            Conversion::CountToDouble => Op::CountToDouble(d, r),
            Conversion::IntToDouble => Op::IntToDouble(d, r),
            how => {
                self.code.conversions.push(conversion(how));
                Op::Convert(d, r, self.code.conversions.len() as u32 - 1)
            }
        };
        self.emit(op);
    }

    /// Captured values in consecutive temporaries. A variable without a value is captured as it is.
    pub(super) fn captures(&mut self, captures: &[(Expr, bool)]) -> R {
        let first = R(self.next.min(255) as u8);
        for (e, deep) in captures {
            let t = self.temp();
            match e.kind {
                ExprKind::Local(id) if !deep && self.register(id).is_some() => {
                    let r = self.register(id).unwrap_or(t);
                    self.emit(Op::MoveRaw(t, r));
                }
                _ => self.into(e, t),
            }
            if *deep {
                self.emit(Op::Copy(t, t));
            }
        }
        first
    }

    fn call(&mut self, callee: &Callee, args: &[Expr], d: R) {
        if let (Callee::Func(id), []) = (callee, args)
            && let Some(value) = initial_value(self.program, *id)
        {
            return self.into(value, d);
        }
        // In a condition of `when` the call may have been answered: then neither it nor its arguments are evaluated.
        let answered = self.condition.then(|| self.emit(Op::Answered(d, 0)));
        let n = args.len() as u8;
        let at = match callee {
            Callee::Func(id) => {
                let first = self.sequence(args);
                self.emit(self.call_op(*id, d, first, n))
            }
            Callee::Value(f) => {
                let f = self.value(f);
                let first = self.sequence(args);
                self.emit(Op::CallValue(d, first, n, f))
            }
        };
        if let Some(answered) = answered {
            self.patch_to(answered, at as u32);
        }
    }

    fn call_op(&self, id: FuncId, d: R, first: R, n: u8) -> Op {
        match self.program.funcs.get(id.0 as usize).map(|f| f.kind) {
            Some(FuncKind::Builtin) => Op::CallBuiltin(d, first, n, id.0),
            Some(FuncKind::Hook) => Op::CallHook(d, first, n, id.0),
            _ => Op::Call(d, first, n, id.0),
        }
    }

    fn hook_call(&mut self, callee: &Callee, args: &[Expr], d: R) {
        let n = args.len() as u8;
        match callee {
            Callee::Func(id) => {
                let first = self.sequence(args);
                self.emit(Op::CallHook(d, first, n, id.0));
            }
            Callee::Value(f) => {
                let f = self.value(f);
                let first = self.sequence(args);
                self.emit(Op::CallHookValue(d, first, n, f));
            }
        }
    }
}

/// True when evaluating the expression may change a variable of the body.
fn has_effects(e: &Expr) -> bool {
    let any = |list: &[Expr]| list.iter().any(has_effects);
    match &e.kind {
        ExprKind::Assign(..)
        | ExprKind::Update(..)
        | ExprKind::Extend(..)
        | ExprKind::Append(..)
        | ExprKind::Reduce(..) => true,
        ExprKind::Not(x)
        | ExprKind::Negate(x)
        | ExprKind::Complement(x)
        | ExprKind::Size(x)
        | ExprKind::Convert(_, x)
        | ExprKind::Field(x, _)
        | ExprKind::HasField(x, _)
        | ExprKind::Copy(x)
        | ExprKind::Cast(x, _)
        | ExprKind::Is(x, _) => has_effects(x),
        ExprKind::And(a, b)
        | ExprKind::Or(a, b)
        | ExprKind::Then(a, b)
        | ExprKind::Binary(_, a, b)
        | ExprKind::VectorBinary(_, a, b)
        | ExprKind::StringIn(a, b)
        | ExprKind::PatternIn(a, b)
        | ExprKind::PatternIs(a, b)
        | ExprKind::SubnetIn(a, b)
        | ExprKind::IndexIn(a, b)
        | ExprKind::PatternTableIndex(a, b)
        | ExprKind::VectorIndex(a, b)
        | ExprKind::VectorSelect(a, b)
        | ExprKind::StringIndex(a, b) => has_effects(a) || has_effects(b),
        ExprKind::Cond(a, b, c) | ExprKind::VectorCond(a, b, c) => {
            has_effects(a) || has_effects(b) || has_effects(c)
        }
        ExprKind::KeyIn(key, t) | ExprKind::TableIndex(t, key) => any(key) || has_effects(t),
        ExprKind::Slice(x, low, high) => {
            has_effects(x) || [low, high].into_iter().flatten().any(|e| has_effects(e))
        }
        ExprKind::Call(_, args) | ExprKind::Hook(_, args) => any(args),
        ExprKind::Record(_, fields) => fields.iter().any(|(_, e)| has_effects(e)),
        ExprKind::Vector(items) | ExprKind::List(items) => any(items),
        ExprKind::Table(..) | ExprKind::Schedule(..) => true,
        ExprKind::Const(_)
        | ExprKind::Local(_)
        | ExprKind::Global(_)
        | ExprKind::Capture(_)
        | ExprKind::Func(_)
        | ExprKind::Lambda(..)
        | ExprKind::EnumItem(_)
        | ExprKind::Error => false,
    }
}

/// The text of an assertion's condition.
pub(super) fn text(s: &Str) -> Val {
    Val::Str(s.clone())
}

/// What the function behind a default returns, if it can as well be evaluated where it is wanted: a constant, a variable (most
/// are options), a new record.
fn initial_value(program: &Program, function: FuncId) -> Option<&Expr> {
    let function = program.funcs.get(function.0 as usize).filter(|f| f.kind == FuncKind::Initializer)?;
    let [body] = function.bodies.as_slice() else { return None };
    let StmtKind::Return(Some(value)) = &body.code.kind else { return None };
    let simple = match &value.kind {
        ExprKind::Const(_) | ExprKind::Global(_) => true,
        ExprKind::Record(_, fields) => fields.is_empty(),
        _ => false,
    };
    simple.then_some(value)
}
