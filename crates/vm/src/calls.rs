//! Calls: frames on the stack of registers, and the ways in which Rust code calls what scripts define.

use crate::builtin::Context;
use crate::error::{CallSite, Cause, RuntimeError};
use crate::run::{WINDOW, clear};
use crate::vm::{Arguments, Vm};
use std::rc::Rc;
use zander_bytecode::{Code, FuncKind, Place};
use zander_value::{FuncVal, Val};

/// A call that is being executed.
pub(crate) struct Frame {
    pub code: Rc<Code>,
    /// The next instruction.
    pub pc: u32,
    /// Where its registers start on the stack.
    pub base: u32,
    /// Where on the stack its result goes; meaningless for the first frame of a run.
    pub target: u32,
    /// How many loops were under way when it began.
    pub loops: u32,
    /// So many registers, from the first on, belong to whoever pushed the frame, and stay as they are.
    pub lent: u32,
    /// Where its far variables start.
    pub far: u32,
    /// It is the only handler of a hook: what it leaves is whether the hook has passed, and its errors end it alone.
    pub hook: bool,
    pub closure: Option<Rc<FuncVal>>,
}

impl Frame {
    pub fn place(&self) -> Place {
        self.code.place(self.pc.saturating_sub(1) as usize)
    }
}

/// Calls of script functions by script functions.
const MAX_FRAMES: usize = 30_000;
/// Calls of the VM by itself; each takes stack of the process.
const MAX_NESTING: u32 = 300;
impl Vm {
    /// The first free place on the stack.
    #[inline]
    pub(crate) fn top(&self) -> usize {
        let top = self.frames.last().map_or(0, |f| f.base as usize + f.code.registers as usize);
        top.max(self.floor)
    }

    /// Makes room for the registers of a body that begin there.
    #[inline]
    pub(crate) fn make_room(&mut self, base: usize) {
        if self.stack.len() < base + WINDOW {
            self.stack.resize((2 * self.stack.len()).max(base + 2 * WINDOW), Val::None);
        }
    }

    /// Pushes a frame and makes room for its registers.
    #[inline(always)]
    pub(crate) fn enter(
        &mut self,
        code: Rc<Code>,
        base: usize,
        target: usize,
        closure: Option<Rc<FuncVal>>,
    ) -> Result<(), RuntimeError> {
        if self.frames.len() >= MAX_FRAMES {
            return Err(RuntimeError::new("maximum depth of function calls exceeded"));
        }
        self.make_room(base);
        // Where the new body's variables are to stand the caller may have left temporaries.
        let (params, locals) = (code.params as usize, code.names.len());
        if params < locals {
            clear(&mut self.stack[base + params..base + locals]);
        }
        let far = self.far.len();
        if code.far > 0 {
            self.far.resize(far + code.far as usize, Val::None);
        }
        self.frames.push(Frame {
            code,
            pc: 0,
            base: base as u32,
            target: target as u32,
            loops: self.loops.len() as u32,
            far: far as u32,
            lent: 0,
            hook: false,
            closure,
        });
        Ok(())
    }

    /// Takes the frame on top off, whose registers these are. Gives the place for its result and whether it ran a hook,
    /// `None` for the first frame of a run.
    #[inline(always)]
    pub(crate) fn leave(&mut self, code: &Code, base: usize, depth: usize) -> Option<(usize, bool)> {
        let frame = self.frames.last()?;
        // What counts nothing may stay: a body empties its variables when it begins, and writes its temporaries before
        // it reads them.
        for slot in &mut self.stack[base + frame.lent as usize..base + code.registers as usize] {
            if !slot.is_plain() {
                *slot = Val::None;
            }
        }
        let (target, hook) = (frame.target as usize, frame.hook);
        if self.loops.len() > frame.loops as usize {
            self.loops.truncate(frame.loops as usize);
        }
        if self.far.len() > frame.far as usize {
            self.far.truncate(frame.far as usize);
        }
        if let Some(Frame { code, closure, .. }) = self.frames.pop() {
            drop((code, closure));
        }
        (self.frames.len() != depth).then_some((target, hook))
    }

    /// Runs code as a call of its own and returns its result. The arguments are moved out of where they are.
    pub(crate) fn run_code(
        &mut self,
        code: Rc<Code>,
        closure: Option<Rc<FuncVal>>,
        args: &mut [Val],
    ) -> Result<Val, RuntimeError> {
        let (depth, base) = (self.frames.len(), self.top());
        self.enter(code, base, 0, closure)?;
        for (slot, v) in self.stack[base..base + WINDOW].iter_mut().zip(args) {
            slot.put(std::mem::take(v));
        }
        self.run(depth)
    }

    /// Runs code from an instruction on, on arguments where they lie on the stack, and leaves them there.
    #[inline]
    pub(crate) fn run_lent(
        &mut self,
        code: Rc<Code>,
        first: usize,
        given: usize,
        begin: usize,
    ) -> Result<Val, RuntimeError> {
        let depth = self.frames.len();
        self.enter(code, first, 0, None)?;
        if let Some(frame) = self.frames.last_mut() {
            (frame.lent, frame.pc) = (given as u32, begin as u32);
        }
        self.run(depth)
    }

    /// Runs until the frame at `depth` returns. After an error the frames above `depth` are gone.
    #[inline]
    pub(crate) fn run(&mut self, depth: usize) -> Result<Val, RuntimeError> {
        if self.nesting >= MAX_NESTING {
            return Err(self.unwind(depth, RuntimeError::new("maximum depth of function calls exceeded")));
        }
        self.nesting += 1;
        let result = match self.execute(depth) {
            Err(e) => self.go_on_after(e, depth),
            result => result,
        };
        self.nesting -= 1;
        result
    }

    /// Goes on where an error ends no more than a statement or the handler of a hook, as long as there are such.
    #[cold]
    fn go_on_after(&mut self, mut e: RuntimeError, depth: usize) -> Result<Val, RuntimeError> {
        loop {
            if !matches!(e.cause(), Cause::Abandoned) || !self.give_up_statement(depth) {
                let Some(hook) = self.failed_hook(depth, &e) else { return Err(self.unwind(depth, e)) };
                let target = self.frames[hook].target as usize;
                let e = self.unwind(hook, e);
                self.report_error(&e);
                self.stack[target].put(Val::Bool(true));
            }
            match self.execute(depth) {
                Err(next) => e = next,
                result => return result,
            }
        }
    }

    /// The frame of the hook's handler that an error ends, among those from `depth` on.
    #[cold]
    fn failed_hook(&self, depth: usize, e: &RuntimeError) -> Option<usize> {
        if matches!(e.cause(), Cause::Exit(_) | Cause::Delayed(_)) {
            return None;
        }
        Some(depth + self.frames.get(depth..)?.iter().rposition(|f| f.hook)?)
    }

    /// Goes on behind the statement that runs, in the innermost function whose result does not depend on it. False when
    /// that is none of the frames above `depth`.
    #[cold]
    fn give_up_statement(&mut self, depth: usize) -> bool {
        while self.frames.len() > depth
            && let Some(frame) = self.frames.last_mut()
        {
            if let Some(statement) = frame.code.statement(frame.pc.saturating_sub(1))
                && !statement.returns
            {
                frame.pc = statement.end;
                self.loops.truncate(frame.loops as usize + statement.loops as usize);
                return true;
            }
            self.leave_frame();
        }
        false
    }

    /// Takes the innermost frame away.
    fn leave_frame(&mut self) -> Option<Frame> {
        let frame = self.frames.pop()?;
        let base = frame.base as usize;
        clear(&mut self.stack[base + frame.lent as usize..base + frame.code.registers as usize]);
        self.loops.truncate(frame.loops as usize);
        self.far.truncate(frame.far as usize);
        Some(frame)
    }

    #[cold]
    fn unwind(&mut self, depth: usize, mut e: RuntimeError) -> RuntimeError {
        while self.frames.len() > depth
            && let Some(frame) = self.leave_frame()
        {
            let place = frame.place();
            e.locate(place);
            e.push(CallSite { function: frame.code.name.clone(), place });
            self.failed_at = frame.pc;
        }
        e
    }

    /// Calls a built-in with `n` arguments, moved out of the stack from `first` on.
    #[inline]
    pub(crate) fn call_builtin(&mut self, id: u32, first: usize, n: usize) -> Result<Val, RuntimeError> {
        let builtin = match self.funcs.get(id as usize).and_then(|e| e.builtin) {
            Some(f) => f,
            None => self.prepare_builtin(id)?,
        };
        let v = match &mut self.stack[first..first + n] {
            [a] => {
                let args = [std::mem::take(a)];
                builtin(&mut Context::new(self), &args)?
            }
            [a, b] => {
                let args = [std::mem::take(a), std::mem::take(b)];
                builtin(&mut Context::new(self), &args)?
            }
            more => {
                let args: Arguments = more.iter_mut().map(std::mem::take).collect();
                builtin(&mut Context::new(self), &args)?
            }
        };
        if v.is_none() && self.has_result(id) {
            return Err(Cause::Abandoned.into());
        }
        Ok(v)
    }

    /// Calls anything that can be called.
    pub(crate) fn call_with(
        &mut self,
        id: u32,
        closure: Option<&Rc<FuncVal>>,
        mut args: Arguments,
    ) -> Result<Val, RuntimeError> {
        self.learn(id);
        let Some(info) = self.funcs.get(id as usize).and_then(|f| f.info.clone()) else {
            return Err("value used but not set".into());
        };
        while args.len() < info.ty.params.len()
            && let Some(Some(default)) = info.defaults.get(args.len())
        {
            args.push(self.call_with(*default, None, Arguments::new())?);
        }
        match info.kind {
            FuncKind::Function | FuncKind::Lambda | FuncKind::Initializer => {
                let code = match &self.funcs[id as usize].code {
                    Some(code) => code.clone(),
                    None => self.prepare(id)?,
                };
                let closure = closure.filter(|f| !f.captures.borrow().is_empty()).cloned();
                self.run_code(code, closure, &mut args)
            }
            FuncKind::Builtin => {
                let f = match self.funcs[id as usize].builtin {
                    Some(f) => f,
                    None => self.prepare_builtin(id)?,
                };
                f(&mut Context::new(self), &args)
            }
            FuncKind::Hook => self.run_hook(id, &mut args).map(Val::Bool),
            FuncKind::Event => {
                self.run_handlers(id, &mut args);
                Ok(Val::None)
            }
        }
    }
}
