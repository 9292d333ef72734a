//! From the checked tree to bytecode.
//!
//! A body is compiled in one pass. Parameters and locals get registers in order of declaration; temporaries are taken
//! and given back like a stack above them. Conditions become jumps rather than values, comparisons and arithmetic on
//! numbers become typed instructions, and constants that fit become part of the instruction.
//!
//! Order of evaluation is that of the source, left to right; the right side of an assignment comes before its place.

mod condition;
mod control;
mod evaluate;
mod expr;
mod operators;
mod place;
mod source;
mod stmt;
#[cfg(test)]
mod tests;

pub use evaluate::Evaluation;
pub use source::Lowered;

use crate::hir::{Body, FuncId, FuncKind, LocalId, Program};
use std::rc::Rc;
use zander_bytecode::{Code, Op, Place, R};
use zander_syntax::span::Span;
use zander_value::{FuncVal, Str, Type, Val};

/// Locals beyond this many are kept outside of the registers.
const MAX_LOCALS: usize = 150;
/// Registers that a body can name.
const MAX_REGISTERS: u16 = 256;

/// Where a variable lives.
#[derive(Clone, Copy)]
enum Home {
    Reg(R),
    Far(u32),
}

/// A statement that `break` or `next` can leave.
struct Exit {
    /// Jumps that go behind the statement.
    breaks: Vec<usize>,
    /// Where `next` goes; `None` for a `switch`.
    again: Option<Again>,
}

enum Again {
    /// A place that is known.
    To(u32),
    /// Jumps to a place that comes later.
    Later(Vec<usize>),
}

/// Compiles one body.
pub(crate) struct Lower<'a> {
    program: &'a Program,
    /// Values of globals that never change again.
    constant: &'a dyn Fn(u32) -> Option<Val>,
    code: Code,
    homes: Vec<Home>,
    /// The first register above the locals.
    first_temp: u16,
    /// The first free temporary.
    next: u16,
    exits: Vec<Exit>,
    /// How many loops over containers surround the statement.
    loops: u8,
    place: Place,
    /// The body is a condition of `when`: its calls may have been answered already.
    condition: bool,
    /// Functions that were found to be conditions of `when`.
    conditions: Vec<FuncId>,
    hook: bool,
    /// The body does not fit.
    overflow: bool,
    names: &'a [crate::hir::Local],
    /// Bodies and statements are marked for the profile and the trace.
    marks: bool,
}

/// A compiled body and the conditions of `when` found in it.
pub(crate) struct Result {
    pub code: Code,
    pub conditions: Vec<FuncId>,
}

pub(crate) fn place_of(span: Span) -> Place {
    if span.is_none() { Place::NONE } else { Place { file: span.file.0, start: span.start, end: span.end } }
}

/// The value that stands for a function.
pub(crate) fn function_value(program: &Program, id: FuncId) -> Val {
    match program.funcs.get(id.0 as usize) {
        Some(f) => Val::Func(Rc::new(FuncVal {
            id: id.0,
            name: Str::from(&*f.name),
            ty: f.ty.clone(),
            captures: Default::default(),
        })),
        None => Val::None,
    }
}

/// Compiles a body of a function of the program.
pub(crate) fn lower(
    program: &Program,
    id: FuncId,
    body: &Body,
    condition: bool,
    marks: bool,
    constant: &dyn Fn(u32) -> Option<Val>,
) -> Result {
    let func = &program.funcs[id.0 as usize];
    let mut l = Lower {
        program,
        constant,
        code: Code { name: func.name.clone(), params: body.params.len() as u16, ..Code::default() },
        homes: Vec::new(),
        first_temp: 0,
        next: 0,
        exits: Vec::new(),
        loops: 0,
        place: place_of(body.span),
        condition,
        conditions: Vec::new(),
        hook: func.kind == FuncKind::Hook,
        overflow: false,
        names: &body.locals,
        marks,
    };
    for (i, local) in body.locals.iter().enumerate() {
        if i < MAX_LOCALS {
            l.homes.push(Home::Reg(R(i as u8)));
            l.code.names.push(local.name.clone());
        } else {
            l.homes.push(Home::Far((i - MAX_LOCALS) as u32));
        }
    }
    l.code.far = body.locals.len().saturating_sub(MAX_LOCALS) as u32;
    l.first_temp = body.locals.len().min(MAX_LOCALS) as u16;
    l.next = l.first_temp;
    l.code.registers = l.next;
    if marks {
        l.emit(Op::MarkBody);
    }
    l.stmt(&body.code);
    let callable = matches!(func.kind, FuncKind::Function | FuncKind::Lambda);
    if callable && !condition && !func.name.is_empty() && !matches!(func.ty.result, Type::Void | Type::Any) {
        l.emit(Op::FallOff);
    }
    l.emit(Op::ReturnNone);
    if l.overflow {
        let text =
            l.pool(Val::str("function is too large: an expression needs more registers than there are"));
        l.code.ops = vec![Op::Fail(text)];
        l.code.places.clear();
        l.code.registers = MAX_REGISTERS;
    }
    let params = l.code.params;
    let assigns = |op: &Op| op.written().is_some_and(|(R(first), _)| u16::from(first) < params);
    l.code.keeps_params = !l.code.ops.iter().any(assigns);
    Result { code: l.code, conditions: l.conditions }
}

impl Lower<'_> {
    /// Appends an instruction and gives its number.
    fn emit(&mut self, op: Op) -> usize {
        let at = self.code.ops.len();
        if self.code.places.last().is_none_or(|(_, p)| *p != self.place) {
            self.code.places.push((at as u32, self.place));
        }
        self.code.ops.push(op);
        at
    }

    /// The number of the next instruction.
    fn here(&self) -> u32 {
        self.code.ops.len() as u32
    }

    /// Lets a jump go to the next instruction.
    fn patch(&mut self, at: usize) {
        let to = self.here();
        self.patch_to(at, to);
    }

    fn patch_all(&mut self, jumps: Vec<usize>) {
        for at in jumps {
            self.patch(at);
        }
    }

    fn patch_to(&mut self, at: usize, to: u32) {
        if let Some(target) = self.code.ops.get_mut(at).and_then(Op::target) {
            *target = to;
        }
    }

    /// Takes a temporary.
    fn temp(&mut self) -> R {
        if self.next >= MAX_REGISTERS {
            self.overflow = true;
            return R(255);
        }
        let r = R(self.next as u8);
        self.next += 1;
        self.code.registers = self.code.registers.max(self.next);
        r
    }

    /// Runs `f` and gives back the temporaries it took.
    fn scoped<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.next;
        let result = f(self);
        self.next = mark;
        result
    }

    /// Runs `f` with the place set to a span.
    fn at<T>(&mut self, span: Span, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.place;
        if !span.is_none() {
            self.place = place_of(span);
        }
        let result = f(self);
        self.place = before;
        result
    }

    fn is_temp(&self, r: R) -> bool {
        r.0 as u16 >= self.first_temp
    }

    fn home(&self, local: LocalId) -> Home {
        self.homes.get(local.0 as usize).copied().unwrap_or(Home::Far(0))
    }

    /// The register of a variable, if it has one.
    fn register(&self, local: LocalId) -> Option<R> {
        match self.home(local) {
            Home::Reg(r) => Some(r),
            Home::Far(_) => None,
        }
    }

    /// Puts a constant into the pool.
    fn pool(&mut self, v: Val) -> u32 {
        self.code.consts.push(v);
        self.code.consts.len() as u32 - 1
    }

    fn pool_type(&mut self, t: &Type) -> u32 {
        if let Some(at) = self.code.types.iter().position(|x| identical(x, t)) {
            return at as u32;
        }
        self.code.types.push(t.clone());
        self.code.types.len() as u32 - 1
    }

    /// Loads a constant.
    fn load(&mut self, v: &Val, d: R) {
        let op = match v {
            Val::Count(n) if *n <= u32::MAX as u64 => Op::Count(d, *n as u32),
            Val::Int(n) if i32::try_from(*n).is_ok() => Op::Int(d, *n as i32),
            Val::Bool(b) => Op::Bool(d, *b),
            Val::Double(x) if *x as f32 as f64 == *x => Op::Double(d, *x as f32),
            Val::None => Op::Unset(d),
            v => {
                let k = self.pool(v.clone());
                Op::Const(d, k)
            }
        };
        self.emit(op);
    }
}

/// The same type object; scalars are always identical to themselves.
fn identical(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Record(x), Type::Record(y)) => Rc::ptr_eq(x, y),
        (Type::Enum(x), Type::Enum(y)) => Rc::ptr_eq(x, y),
        (Type::Table(x), Type::Table(y)) => Rc::ptr_eq(x, y),
        (Type::Vector(x), Type::Vector(y)) => Rc::ptr_eq(x, y),
        (Type::Bool, Type::Bool)
        | (Type::Count, Type::Count)
        | (Type::Int, Type::Int)
        | (Type::Double, Type::Double)
        | (Type::String, Type::String)
        | (Type::Addr, Type::Addr)
        | (Type::Any, Type::Any) => true,
        _ => false,
    }
}
