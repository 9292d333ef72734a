//! How built-in functions are called, and what they can reach.
//!
//! A built-in is a plain Rust function registered under its script name before a program is linked. A built-in that
//! scripts declare and nobody registered is an error only when it is called.

use crate::error::{Cause, RuntimeError};
use crate::host::{Report, Severity};
use crate::vm::Vm;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use zander_bytecode::Place;
use zander_value::{FuncVal, Val};

/// A built-in function. Arguments come as the declaration orders them; `Val::None` stands for one that has no value.
/// A function without result returns `Val::None`.
pub type BuiltinFn = fn(&mut Context<'_>, &[Val]) -> Result<Val, RuntimeError>;

/// Built-in functions by their full names (`fmt`, `Log::__write`).
#[derive(Default, Clone)]
pub struct Builtins {
    by_name: HashMap<&'static str, BuiltinFn>,
}

impl Builtins {
    /// Registers a function; the last one registered under a name counts.
    pub fn add(&mut self, name: &'static str, f: BuiltinFn) {
        self.by_name.insert(name, f);
    }

    /// Registers a family.
    pub fn extend(&mut self, family: &[(&'static str, BuiltinFn)]) {
        self.by_name.extend(family.iter().copied());
    }

    /// The function of that name.
    pub fn get(&self, name: &str) -> Option<BuiltinFn> {
        self.by_name.get(name).copied()
    }

    /// All names, in no order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.by_name.keys().copied()
    }
}

/// State of families of built-ins, one object for each type.
#[derive(Default)]
pub struct States(HashMap<TypeId, Box<dyn Any>, foldhash::fast::FixedState>);

impl States {
    /// The object of type `T`, made now if there is none.
    pub fn get<T: Default + 'static>(&mut self) -> &mut T {
        let slot = self.0.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(T::default()));
        slot.downcast_mut().unwrap_or_else(|| unreachable!("what stands under a type is of that type"))
    }

    /// Puts an object in place of the one of its type.
    pub fn set<T: 'static>(&mut self, state: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(state));
    }

    /// Takes the object out.
    pub fn take<T: 'static>(&mut self) -> Option<T> {
        self.0.remove(&TypeId::of::<T>()).and_then(|b| b.downcast().ok()).map(|b| *b)
    }
}

/// What a built-in function can reach: the whole VM (by dereference: `queue`, `host`, `states`, `global`, …) and what
/// concerns the call itself.
pub struct Context<'a> {
    vm: &'a mut Vm,
}

impl Deref for Context<'_> {
    type Target = Vm;
    fn deref(&self) -> &Vm {
        self.vm
    }
}

impl DerefMut for Context<'_> {
    fn deref_mut(&mut self) -> &mut Vm {
        self.vm
    }
}

impl<'a> Context<'a> {
    /// A context for code that runs outside of a script call, such as the engine's own calls of built-ins.
    pub fn new(vm: &'a mut Vm) -> Context<'a> {
        Context { vm }
    }

    /// Network time: seconds since the epoch, 0 before the first packet.
    pub fn network_time(&self) -> f64 {
        self.vm.queue.now
    }

    /// Calls a script function, a lambda or another built-in. Missing trailing arguments get their defaults.
    pub fn call(&mut self, f: &Rc<FuncVal>, args: &[Val]) -> Result<Val, RuntimeError> {
        self.vm.call_value(f, args)
    }

    /// The state of a family of built-ins: one object of each type, made with `Default` when first asked for.
    pub fn state<T: Default + 'static>(&mut self) -> &mut T {
        self.vm.states.get()
    }

    /// Works on a family's state and the context at once. The state is taken out meanwhile: do not ask for it inside.
    pub fn with_state<T: Default + 'static, R>(
        &mut self,
        f: impl FnOnce(&mut T, &mut Context<'_>) -> R,
    ) -> R {
        let mut state: T = self.vm.states.take().unwrap_or_default();
        let result = f(&mut state, self);
        self.vm.states.set(state);
        result
    }

    /// The place of the call of this built-in in the script.
    pub fn location(&self) -> Place {
        self.vm.current_place()
    }

    /// Reports an error at the place of the call. The script goes on; to end the handler return an error instead.
    pub fn error(&mut self, message: impl Into<String>) {
        self.report(Severity::Error, message);
    }

    /// Reports a warning at the place of the call.
    pub fn warning(&mut self, message: impl Into<String>) {
        self.report(Severity::Warning, message);
    }

    /// Reports at the place of the call, with the call stack.
    pub fn report(&mut self, severity: Severity, message: impl Into<String>) {
        let place = self.location();
        self.report_at(severity, message, place);
    }

    /// Reports without a place, as many of the reference's functions do.
    pub fn report_plain(&mut self, severity: Severity, message: impl Into<String>) {
        self.report_at(severity, message, Place::NONE);
    }

    fn report_at(&mut self, severity: Severity, message: impl Into<String>, place: Place) {
        let report = Report {
            severity,
            expression: false,
            message: message.into(),
            place,
            stack: self.vm.call_stack(),
            time: self.vm.queue.now,
        };
        self.vm.report(report);
    }

    /// An asynchronous result: hand the number to whoever finds the answer, and return the error from the built-in.
    /// `Vm::resolve` with that number later lets the waiting `when` go on.
    pub fn delay(&mut self) -> (u64, RuntimeError) {
        let promise = self.vm.promise();
        (promise, Cause::Delayed(promise).into())
    }
}
