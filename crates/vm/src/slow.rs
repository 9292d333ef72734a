//! The instructions that are not worth a place in the main loop: loops over containers, tables, conversions, events,
//! output. Each does enough work that one more call does not matter.

use crate::error::RuntimeError;
use crate::host::{Report, Severity};
use crate::loops::Loop;
use crate::operations::{self, Failure};
use crate::run::unset;
use crate::vm::{Arguments, Vm};
use crate::{convert, tables, vectors};
use std::rc::Rc;
use zander_bytecode::{Code, Op, R};
use zander_event::{Args, EventId};
use zander_value::{FuncVal, Key, Record, Str, Table, TableRef, Type, Val, Vector};

impl From<Failure> for RuntimeError {
    fn from(f: Failure) -> RuntimeError {
        match f {
            Failure::Underflow => "count underflow".into(),
            Failure::Fault(m) => m.into(),
        }
    }
}

fn table(v: &Val) -> Result<TableRef, RuntimeError> {
    v.as_table().cloned().ok_or_else(unset)
}

impl Vm {
    fn reg(&self, base: usize, r: R) -> &Val {
        &self.stack[base + r.0 as usize]
    }

    fn set_reg(&mut self, base: usize, r: R, v: Val) {
        self.stack[base + r.0 as usize].put(v);
    }

    /// Consecutive registers: an index.
    #[inline(always)]
    fn registers(&self, base: usize, first: R, n: u8) -> &[Val] {
        let from = base + first.0 as usize;
        &self.stack[from..from + n as usize]
    }

    /// See [`Vm::settle_index`].
    #[inline(always)]
    fn settle_registers(&mut self, base: usize, first: R, n: u8) -> Result<(), RuntimeError> {
        if tables::is_unsettled(self.registers(base, first, n)) {
            return self.settle_copies(base, first, n);
        }
        Ok(())
    }

    #[inline(never)]
    fn settle_copies(&mut self, base: usize, first: R, n: u8) -> Result<(), RuntimeError> {
        let index = self.index(base, first, n);
        self.settle_index(&index)
    }

    /// Copies of consecutive registers: an index.
    fn index(&self, base: usize, first: R, n: u8) -> Arguments {
        let from = base + first.0 as usize;
        self.stack[from..from + n as usize].iter().cloned().collect()
    }

    /// Consecutive temporaries, moved out: arguments.
    pub(crate) fn arguments(&mut self, base: usize, first: R, n: u8) -> Arguments {
        let from = base + first.0 as usize;
        self.stack[from..from + n as usize].iter_mut().map(std::mem::take).collect()
    }

    /// Executes one instruction of the frame on top. Returns where to go on unless it is the next instruction.
    pub(crate) fn slow(&mut self, op: Op, code: &Rc<Code>, base: usize) -> Result<Option<u32>, RuntimeError> {
        match op {
            Op::LoadCapture(d, k) => {
                let v = match self.frames.last().and_then(|f| f.closure.as_ref()) {
                    Some(f) => f.captures.borrow().get(k as usize).cloned().unwrap_or_default(),
                    None => Val::None,
                };
                if v.is_none() {
                    return Err(unset());
                }
                self.set_reg(base, d, v);
            }
            Op::StoreCapture(s, k) => {
                let v = self.reg(base, s).clone();
                if let Some(f) = self.frames.last().and_then(|f| f.closure.as_ref()) {
                    let mut captures = f.captures.borrow_mut();
                    let at = k as usize;
                    if at >= captures.len() {
                        captures.resize(at + 1, Val::None);
                    }
                    let old = std::mem::replace(&mut captures[at], v);
                    drop(captures);
                    drop(old);
                }
            }
            Op::LoadFar(d, k) => {
                let start = self.frames.last().map_or(0, |f| f.far as usize);
                let v = self.far.get(start + k as usize).cloned().unwrap_or_default();
                if v.is_none() {
                    return Err(unset());
                }
                self.set_reg(base, d, v);
            }
            Op::StoreFar(s, k) => {
                let start = self.frames.last().map_or(0, |f| f.far as usize);
                let v = self.reg(base, s).clone();
                if let Some(slot) = self.far.get_mut(start + k as usize) {
                    *slot = v;
                }
            }
            Op::VectorBinary(what, d, l, r) => {
                let (x, y) = (self.reg(base, l).clone(), self.reg(base, r).clone());
                let v = self.vector_binary(what, &x, &y)?;
                self.set_reg(base, d, v);
            }
            Op::VectorCond(d, c, l, r) => {
                let v = vectors::choose(self.reg(base, c), self.reg(base, l), self.reg(base, r))?;
                self.set_reg(base, d, v);
            }
            Op::Negate(d, s) => {
                let v = operations::negate(self.reg(base, s))?;
                self.set_reg(base, d, v);
            }
            Op::Complement(d, s) => match self.reg(base, s) {
                Val::Count(n) => {
                    let v = Val::Count(!n);
                    self.set_reg(base, d, v);
                }
                _ => return Err(unset()),
            },
            Op::Size(d, s) => {
                let size = match self.reg(base, s) {
                    Val::Table(t) => Val::Count(t.len() as u64),
                    Val::Vector(v) => Val::Count(v.len() as u64),
                    Val::Str(s) => Val::Count(s.len() as u64),
                    v => {
                        let v = v.clone();
                        operations::size(self, &v)?
                    }
                };
                self.set_reg(base, d, size);
            }
            Op::JumpIn(t, k, n, to) | Op::JumpNotIn(t, k, n, to) => {
                let has = self.is_in(base, t, k, n)?;
                return Ok((has == matches!(op, Op::JumpIn(..))).then_some(to));
            }
            Op::Switch(s, k) => {
                let v = self.reg(base, s);
                if v.is_none() {
                    return Err(unset());
                }
                let Some(switch) = code.switches.get(k as usize) else { return Err(unset()) };
                let target = Key::single(v).and_then(|key| switch.targets.get(&key).copied());
                return Ok(Some(target.unwrap_or(switch.otherwise)));
            }

            Op::NewRecord(d, k) => match code.types.get(k as usize) {
                Some(Type::Record(t)) => {
                    let v = Val::Record(Record::new(t));
                    self.set_reg(base, d, v);
                }
                _ => return Err(unset()),
            },
            Op::DeleteField(o, slot) => match self.reg(base, o) {
                Val::Record(r) => {
                    // A new record knows what the field holds when nothing was given.
                    r.reset(slot as usize);
                }
                _ => return Err(unset()),
            },

            Op::NewTable(d, k) => {
                let spec = &code.tables[k as usize];
                let v = Val::Table(Table::new(&spec.ty, spec.attrs.clone()));
                self.set_reg(base, d, v);
            }
            Op::TableGet(d, t, k, n) => {
                self.settle_registers(base, k, n)?;
                let now = self.queue.now;
                let t = self.reg(base, t).as_table().ok_or_else(unset)?;
                let v = match tables::find(t, self.registers(base, k, n), now)? {
                    Some(v) => v,
                    None => {
                        let t = t.clone();
                        let index = self.index(base, k, n);
                        self.table_default(&t, &index)?.ok_or("no such index")?
                    }
                };
                self.set_reg(base, d, v);
            }
            Op::TableIn(d, t, k, n) => {
                let has = self.is_in(base, t, k, n)?;
                self.set_reg(base, d, Val::Bool(has));
            }
            Op::TableSet(t, k, n, s) => {
                let v = self.reg(base, s).clone();
                if v.is_none() {
                    return Err(unset());
                }
                self.put_element(base, t, k, n, v)?;
            }
            Op::TableInit(t, k, n, s) => {
                let v = self.reg(base, s).clone();
                self.initialize(base, t, k, n, v)?;
            }
            Op::SetInit(t, k, n) => self.initialize(base, t, k, n, Val::None)?,
            Op::SetAdd(t, k, n) => self.put_element(base, t, k, n, Val::None)?,
            Op::TableDelete(t, k, n) => {
                self.settle_registers(base, k, n)?;
                let t = table(self.reg(base, t))?;
                if let Some(key) = tables::key(&t, self.registers(base, k, n))? {
                    self.table_delete_key(&t, &key, tables::Change::Removed)?;
                }
            }
            Op::PatternTableGet(d, t, s) => {
                let t = table(self.reg(base, t))?;
                let v = match self.reg(base, s) {
                    Val::Str(s) => tables::pattern_values(&t, s.as_bytes()),
                    _ => return Err(unset()),
                };
                self.set_reg(base, d, v);
            }
            Op::Clear(r) => match self.reg(base, r) {
                Val::Table(t) => t.clear(),
                Val::Vector(v) => drop(v.items.take()),
                _ => return Err(unset()),
            },

            Op::NewVector(d, k) => {
                let element = code.types.get(k as usize).cloned().unwrap_or(Type::Any);
                self.set_reg(base, d, Val::Vector(Vector::new(element)));
            }
            Op::VectorSet(v, i, s) => {
                let new = self.reg(base, s).clone();
                vectors::set(self.reg(base, v), self.reg(base, i), new)?;
            }
            Op::VectorSelect(d, v, i) => {
                let v = vectors::select(self.reg(base, v), self.reg(base, i))?;
                self.set_reg(base, d, v);
            }
            Op::VectorSliceSet(v, low, high, s) => vectors::replace(
                self.reg(base, v),
                self.reg(base, low),
                self.reg(base, high),
                self.reg(base, s),
            )?,
            Op::IndexIn(d, i, v) => {
                let has = vectors::has(self.reg(base, i), self.reg(base, v))?;
                self.set_reg(base, d, Val::Bool(has));
            }

            Op::StringIndex(d, s, i) => {
                let v = vectors::byte(self.reg(base, s), self.reg(base, i))?;
                self.set_reg(base, d, v);
            }
            Op::Slice(d, s, low, high) => {
                let v = vectors::slice(self.reg(base, s), self.reg(base, low), self.reg(base, high))?;
                self.set_reg(base, d, v);
            }
            Op::StringSet(d, s, i, piece) => {
                let v = vectors::replace_byte(self.reg(base, s), self.reg(base, i), self.reg(base, piece))?;
                self.set_reg(base, d, v);
            }
            Op::StringIn(d, part, whole) => {
                let has = match (self.reg(base, part), self.reg(base, whole)) {
                    (Val::Str(p), Val::Str(_)) if p.as_bytes().contains(&0) => {
                        let mut text = b"string with embedded NUL: \"".to_vec();
                        zander_value::format::escape(&mut text, p.as_bytes());
                        text.push(b'"');
                        self.complain(String::from_utf8_lossy(&text).into_owned());
                        false
                    }
                    (Val::Str(p), Val::Str(w)) => memchr::memmem::find(w.as_bytes(), p.as_bytes()).is_some(),
                    _ => return Err(unset()),
                };
                self.set_reg(base, d, Val::Bool(has));
            }
            Op::PatternIn(d, p, s) => {
                let has = match (self.reg(base, p), self.reg(base, s)) {
                    (Val::Pattern(p), Val::Str(s)) => p.is_in(s.as_bytes()),
                    _ => return Err(unset()),
                };
                self.set_reg(base, d, Val::Bool(has));
            }
            Op::PatternIs(d, p, s) => {
                let is = match (self.reg(base, p), self.reg(base, s)) {
                    (Val::Pattern(p), Val::Str(s)) => p.matches(s.as_bytes()),
                    _ => return Err(unset()),
                };
                self.set_reg(base, d, Val::Bool(is));
            }
            Op::SubnetIn(d, a, s) => {
                let has = tables::subnet_has(self.reg(base, s), self.reg(base, a))?;
                self.set_reg(base, d, Val::Bool(has));
            }

            Op::Extend(d, to, from) => {
                let (to, from) = (self.reg(base, to).clone(), self.reg(base, from).clone());
                let v = self.extend(&to, &from)?;
                self.set_reg(base, d, v);
            }
            Op::Reduce(d, from, what) => {
                let (from, what) = (self.reg(base, from).clone(), self.reg(base, what).clone());
                let v = self.reduce(&from, &what)?;
                self.set_reg(base, d, v);
            }

            Op::Convert(d, s, k) => {
                let v = self.reg(base, s).clone();
                let Some(how) = code.conversions.get(k as usize) else { return Err(unset()) };
                let v = self.convert(how, &v)?;
                self.set_reg(base, d, v);
            }
            Op::Cast(d, s, k) => {
                let v = convert::cast(self.reg(base, s), &code.types[k as usize])?;
                self.set_reg(base, d, v);
            }
            Op::Is(d, s, k) => {
                let is = convert::is_of(self.reg(base, s), &code.types[k as usize]);
                self.set_reg(base, d, Val::Bool(is));
            }
            Op::Copy(d, s) => {
                let v = self.reg(base, s).deep_copy();
                self.set_reg(base, d, v);
            }
            Op::NewList(d, first, n) => {
                let items = self.arguments(base, first, n).into_vec();
                self.set_reg(base, d, Val::List(Rc::new(items)));
            }
            Op::ListGet(d, s, at) => {
                let v = match self.reg(base, s) {
                    Val::List(l) => l.get(at as usize).cloned(),
                    Val::Vector(v) => v.get(at as usize),
                    _ => return Err(unset()),
                };
                let v = v.ok_or("mismatch of number of elements in assignment")?;
                self.set_reg(base, d, v);
            }

            Op::CallHookValue(d, first, n, f) => {
                let Val::Func(f) = self.reg(base, f).clone() else { return Err(unset()) };
                let mut args = self.arguments(base, first, n);
                let passed = self.run_hook(f.id, &mut args)?;
                self.set_reg(base, d, Val::Bool(passed));
            }
            Op::Closure(d, first, n, id) => {
                let captures = self.arguments(base, first, n).into_vec();
                let info = self.function_info(id).ok_or_else(unset)?;
                let v = Val::Func(Rc::new(FuncVal {
                    id,
                    name: Str::from(&*info.name),
                    ty: info.ty.clone(),
                    captures: std::cell::RefCell::new(captures),
                }));
                self.set_reg(base, d, v);
            }
            Op::QueueEvent(first, n, id) => {
                let args: Args = self.arguments(base, first, n).into_iter().collect();
                self.queue_event(id, args);
            }
            Op::QueueEventValue(first, n, f) => {
                let Val::Func(f) = self.reg(base, f).clone() else { return Err(unset()) };
                let args: Args = self.arguments(base, first, n).into_iter().collect();
                self.queue_event(f.id, args);
            }
            Op::Schedule(when, first, n, id) => {
                let at = match self.reg(base, when) {
                    Val::Time(t) => *t,
                    Val::Interval(d) => self.queue.now + d,
                    _ => return Err(unset()),
                };
                let args: Args = self.arguments(base, first, n).into_iter().collect();
                self.schedule(at, id, args);
            }
            Op::When(first, limit, k) => {
                let spec = Rc::new(code.whens[k as usize].clone());
                let captures = self.arguments(base, first, spec.captures).into_vec();
                let limit = self.reg(base, limit).as_seconds();
                let v = self.begin_when(spec, captures, limit)?;
                // The register of the time limit is free now; a `return when` returns what is there.
                if let Op::When(_, limit, _) = op {
                    self.set_reg(base, limit, v);
                }
            }
            Op::Answered(d, call) => {
                if let Some(v) = self.answer_at(call) {
                    self.set_reg(base, d, v);
                    return Ok(Some(call + 1));
                }
            }

            Op::LoopTable(depth, s) => {
                let t = table(self.reg(base, s))?;
                let cursor = t.begin();
                self.begin_loop(depth, Loop::Table(t, cursor));
            }
            Op::LoopVector(depth, s) => match self.reg(base, s).clone() {
                Val::Vector(v) => self.begin_loop(depth, Loop::Vector(v, 0)),
                _ => return Err(unset()),
            },
            Op::LoopString(depth, s) => match self.reg(base, s).clone() {
                Val::Str(s) => self.begin_loop(depth, Loop::Bytes(s, 0)),
                _ => return Err(unset()),
            },
            Op::NextEntry(depth, first, n, end) => {
                let there = self.next_entry(depth, base + first.0 as usize, n as usize)?;
                return Ok((!there).then_some(end));
            }
            Op::NextElement(depth, i, d, end) => {
                let Some((index, item)) = self.next_element(depth)? else { return Ok(Some(end)) };
                if i != d {
                    self.set_reg(base, d, item);
                }
                self.set_reg(base, i, Val::Count(index));
            }
            Op::NextByte(depth, d, end) => {
                let Some(v) = self.next_byte(depth)? else { return Ok(Some(end)) };
                self.set_reg(base, d, v);
            }
            Op::EndLoop(depth) => self.end_loop(depth),

            Op::Print(first, n) => {
                let args = self.arguments(base, first, n);
                self.print(&args)?;
            }
            Op::AssertFailed(m, k) => {
                let message = self.reg(base, m).clone();
                return Err(self.assertion_failed(&code.consts[k as usize], &message));
            }
            Op::AssertPassed(m, k) => {
                let message = self.reg(base, m).clone();
                self.assertion_passed(&code.consts[k as usize], &message)?;
            }
            Op::Fail(k) => {
                let message = code.consts.get(k as usize).and_then(Val::as_bytes).unwrap_or_default();
                return Err(String::from_utf8_lossy(message).into_owned().into());
            }
            Op::FallOff => {
                let message = format!("non-void function returning without a value: {}", code.name);
                let (place, time) = (zander_bytecode::Place::NONE, self.queue.now);
                let (severity, stack) = (Severity::Warning, Vec::new());
                self.report(Report { severity, expression: false, message, place, stack, time });
            }
            Op::MarkBody => {
                self.mark(true);
                self.trace_call();
            }
            Op::MarkStatement => {
                self.mark(false);
                self.trace_statement();
            }
            Op::MarkResult(r) => self.trace_result(self.reg(base, r).clone()),
            _ => return Err("instruction out of place".into()),
        }
        Ok(None)
    }

    fn is_in(&mut self, base: usize, t: R, k: R, n: u8) -> Result<bool, RuntimeError> {
        self.settle_registers(base, k, n)?;
        let t = self.reg(base, t).as_table().ok_or_else(unset)?;
        tables::has(t, self.registers(base, k, n), self.queue.now)
    }

    /// `t[…] = v`, `add t[…]`
    fn put_element(&mut self, base: usize, t: R, k: R, n: u8, v: Val) -> Result<(), RuntimeError> {
        self.settle_registers(base, k, n)?;
        let t = self.reg(base, t).as_table().ok_or_else(unset)?;
        let key = tables::key(t, self.registers(base, k, n))?.ok_or_else(unset)?;
        if t.look_at_attrs(|attrs| attrs.is_none()) {
            drop(t.insert_key(key, v, self.queue.now));
            return Ok(());
        }
        let t = t.clone();
        self.table_set_key(&t, key, v)
    }

    /// An element of a table that is being constructed: its `&on_change` is not told.
    fn initialize(&mut self, base: usize, t: R, k: R, n: u8, v: Val) -> Result<(), RuntimeError> {
        self.settle_registers(base, k, n)?;
        let t = table(self.reg(base, t))?;
        let key = tables::key(&t, self.registers(base, k, n))?.ok_or_else(unset)?;
        if t.look_at_attrs(|attrs| attrs.is_some_and(|a| a.expire.is_some())) {
            self.watch_expiry(&t);
        }
        t.insert_key(key, v, self.queue.now);
        Ok(())
    }

    fn queue_event(&mut self, id: u32, args: Args) {
        if self.queue.wanted(EventId(id)) {
            self.queue.push(EventId(id), args);
        }
    }
}
