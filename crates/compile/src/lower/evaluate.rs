//! Running code while scripts are loaded: what the checker asks for, done by the VM.

use super::Lowered;
use crate::check::{Evaluator, Failure};
use crate::hir::{FuncId, GlobalId, Program};
use std::rc::Rc;
use zander_bytecode::{Machine, Place, Source};
use zander_syntax::span::{FileId, Span};
use zander_value::Val;

/// An evaluator that compiles and lets a machine run.
pub struct Evaluation<'a> {
    machine: &'a mut dyn Machine,
    lowered: Rc<Lowered>,
}

impl<'a> Evaluation<'a> {
    /// An evaluator on this machine.
    pub fn new(machine: &'a mut dyn Machine) -> Evaluation<'a> {
        Evaluation { machine, lowered: Rc::default() }
    }
}

fn span_of(place: Place) -> Span {
    if place.is_none() { Span::NONE } else { Span::new(FileId(place.file), place.start, place.end) }
}

impl Evaluator for Evaluation<'_> {
    fn run(&mut self, program: &mut Program, func: FuncId) -> Result<Val, Failure> {
        self.lowered.program.replace(std::mem::take(program));
        let source: Rc<dyn Source> = self.lowered.clone();
        self.machine.set_source(source);
        let result = self.machine.evaluate(func.0);
        self.machine.drop_source();
        *program = self.lowered.program.take();
        result.map_err(|(message, place)| Failure { message, span: span_of(place) })
    }

    fn changed(&mut self, func: FuncId) {
        self.machine.forget(func.0);
    }

    fn get(&mut self, _program: &Program, global: GlobalId) -> Val {
        self.machine.global_value(global.0)
    }

    fn set(&mut self, _program: &Program, global: GlobalId, value: Val) {
        self.machine.set_global_value(global.0, value);
    }
}
