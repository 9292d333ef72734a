//! `when`: conditions that wait to become true, and functions whose answer comes later.
//!
//! A condition is looked at when the statement is reached, after each event, and when an asynchronous call that it
//! made is answered. A call without an answer yet breaks off the evaluation ([`Cause::Delayed`]); its answer is kept
//! with the condition under the place of the call, so that the next evaluation finds it there.

use crate::error::{Cause, RuntimeError};
use crate::vm::Vm;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use zander_bytecode::WhenSpec;
use zander_value::{FuncVal, Val};

/// A `when` that waits.
struct Waiting {
    spec: Rc<WhenSpec>,
    /// The captured variables; condition, body and time limit share them.
    closure: Rc<FuncVal>,
    /// Answers of asynchronous calls, by the instruction that makes the call.
    answers: HashMap<u32, Val>,
    /// The answer it waits for, and the call that wants it.
    wants: Option<(u64, u32)>,
    /// What is answered by the value that its body returns.
    answer: Option<u64>,
}

/// All that wait, in the order in which they began.
#[derive(Default)]
pub(crate) struct Whens {
    waiting: BTreeMap<u64, Waiting>,
    next: u64,
    /// The one whose condition is being evaluated, and the frame of the condition.
    evaluating: Vec<(u64, usize)>,
}

impl Whens {
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

/// What became of a `when` that was looked at.
enum Progress {
    Waits,
    /// Its body ran and returned this.
    Done(Val),
}

impl Vm {
    /// True while the condition of a `when` is being looked at: only there may a call wait for its answer.
    pub fn evaluates_when(&self) -> bool {
        !self.whens.evaluating.is_empty()
    }

    /// The statement is reached. For `return when`: the value if it is there at once, else [`Cause::Delayed`].
    pub(crate) fn begin_when(
        &mut self,
        spec: Rc<WhenSpec>,
        captures: Vec<Val>,
        limit: Option<f64>,
    ) -> Result<Val, RuntimeError> {
        let info = self.function_info(spec.cond).ok_or("value used but not set")?;
        let closure = Rc::new(FuncVal {
            id: spec.cond,
            name: zander_value::Str::from(&*info.name),
            ty: info.ty.clone(),
            captures: std::cell::RefCell::new(captures),
        });
        self.whens.next += 1;
        let id = self.whens.next;
        let answer = spec.is_return.then(|| self.promise());
        let waiting = Waiting { spec, closure, answers: HashMap::new(), wants: None, answer };
        self.whens.waiting.insert(id, waiting);
        match self.evaluate_when(id)? {
            Progress::Done(v) => Ok(v),
            Progress::Waits => {
                if let Some(limit) = limit {
                    self.schedule_when(self.queue.now + limit, id);
                }
                match answer {
                    Some(promise) => Err(Cause::Delayed(promise).into()),
                    None => Ok(Val::None),
                }
            }
        }
    }

    fn evaluate_when(&mut self, id: u64) -> Result<Progress, RuntimeError> {
        let Some(w) = self.whens.waiting.get(&id) else { return Ok(Progress::Waits) };
        let (closure, spec) = (w.closure.clone(), w.spec.clone());
        let code = match self.prepare(spec.cond) {
            Ok(code) => code,
            Err(e) => {
                self.whens.waiting.remove(&id);
                return Err(e);
            }
        };
        self.whens.evaluating.push((id, self.frames.len()));
        let result = self.run_code(code, Some(closure.clone()), &mut []);
        self.whens.evaluating.pop();
        match result {
            Ok(Val::Bool(true)) => {
                self.whens.waiting.remove(&id);
                let body = self.prepare(spec.body)?;
                self.run_code(body, Some(closure), &mut []).map(Progress::Done)
            }
            Ok(_) => Ok(Progress::Waits),
            Err(e) => match e.cause() {
                Cause::Delayed(promise) => {
                    let wants = Some((*promise, self.failed_at.wrapping_sub(1)));
                    if let Some(w) = self.whens.waiting.get_mut(&id) {
                        w.wants = wants;
                    }
                    Ok(Progress::Waits)
                }
                _ => {
                    self.whens.waiting.remove(&id);
                    Err(e)
                }
            },
        }
    }

    /// The answer to the call made by an instruction of the condition that runs, if it came.
    pub(crate) fn answer_at(&self, call: u32) -> Option<Val> {
        let (id, frame) = self.whens.evaluating.last()?;
        if frame + 1 != self.frames.len() {
            return None;
        }
        self.whens.waiting.get(id)?.answers.get(&call).cloned()
    }

    /// Looks at all conditions that do not wait for an answer.
    pub(crate) fn check_whens(&mut self) -> Result<(), RuntimeError> {
        let ids: Vec<u64> =
            self.whens.waiting.iter().filter(|(_, w)| w.wants.is_none()).map(|(id, _)| *id).collect();
        for id in ids {
            self.check_when(id)?;
        }
        Ok(())
    }

    fn check_when(&mut self, id: u64) -> Result<(), RuntimeError> {
        let answer = self.whens.waiting.get(&id).and_then(|w| w.answer);
        match self.evaluate_when(id) {
            Ok(Progress::Waits) => Ok(()),
            Ok(Progress::Done(v)) => answer.map_or(Ok(()), |p| self.resolve(p, v)),
            Err(e) => self.when_failed(e),
        }
    }

    fn when_failed(&mut self, e: RuntimeError) -> Result<(), RuntimeError> {
        if matches!(e.cause(), Cause::Exit(_)) {
            return Err(e);
        }
        self.report_error(&e);
        Ok(())
    }

    /// The answer to a promise came: whoever waits for it goes on.
    pub fn resolve(&mut self, promise: u64, v: Val) -> Result<(), RuntimeError> {
        let mut ready = Vec::new();
        for (id, w) in &mut self.whens.waiting {
            if let Some((wanted, call)) = w.wants
                && wanted == promise
            {
                w.wants = None;
                w.answers.insert(call, v.clone());
                ready.push(*id);
            }
        }
        for id in ready {
            self.check_when(id)?;
        }
        Ok(())
    }

    /// The time limit of a `when` is over.
    pub(crate) fn when_timeout(&mut self, id: u64) -> Result<(), RuntimeError> {
        // A last look: the condition may have become true since.
        if self.whens.waiting.get(&id).is_some_and(|w| w.wants.is_none()) {
            self.check_when(id)?;
        }
        let Some(w) = self.whens.waiting.remove(&id) else { return Ok(()) };
        let Some(timeout) = w.spec.timeout else { return Ok(()) };
        let result = self.prepare(timeout).and_then(|code| self.run_code(code, Some(w.closure), &mut []));
        match result {
            Ok(v) => w.answer.map_or(Ok(()), |p| self.resolve(p, v)),
            Err(e) => self.when_failed(e),
        }
    }
}
