//! The machine's state, and what the engine and built-ins may ask of it.

use crate::builtin::{BuiltinFn, Builtins, States};
use crate::calls::Frame;
use crate::error::{CallSite, Cause, RuntimeError};
use crate::guard;
use crate::host::{Host, Report, Severity};
use crate::loops::Loop;
use crate::timers::Timers;
use crate::when::Whens;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::rc::Rc;
use zander_bytecode::{BodyInfo, Code, FuncInfo, FuncKind, GlobalInfo, GlobalKind, Machine, Place, Source};
use zander_event::{Declarations, EventId, Queue};
use zander_value::{EnumType, FuncVal, RecordType, Str, Type, Val};

/// Arguments on their way into a call.
pub(crate) type Arguments = SmallVec<[Val; 8]>;

/// A body of a callable as the VM runs it.
pub(crate) struct BodyEntry {
    pub info: BodyInfo,
    /// Its number in the source.
    pub number: usize,
    pub code: Option<Rc<Code>>,
    /// Once it is compiled: it begins with tests that can end it, which are made before it is entered.
    pub tests: bool,
    /// The body takes the callable's parameters one by one, in order.
    pub plain: bool,
    pub enabled: bool,
    /// How often it ran.
    pub calls: u64,
}

/// A callable as the VM runs it.
#[derive(Default)]
pub(crate) struct FuncEntry {
    /// Code of a function or lambda with one plain body: what the call instructions look at.
    pub code: Option<Rc<Code>>,
    pub builtin: Option<BuiltinFn>,
    pub info: Option<Rc<FuncInfo>>,
    /// From the highest priority to the lowest.
    pub bodies: Vec<BodyEntry>,
    pub known: bool,
}

/// The executor of one program.
pub struct Vm {
    /// Events that wait; `queue.now` is network time.
    /// Behind a pointer, since it changes hands twice for each packet.
    pub queue: Box<Queue>,
    /// The outside world.
    pub host: Box<dyn Host>,
    /// State of built-ins and of the engine's parts that built-ins reach.
    pub states: States,
    /// Errors reported so far.
    pub errors: u64,
    /// Handles of files into which `print` writes strings as they are, without line ends.
    pub raw_files: std::collections::HashSet<u32>,
    pub(crate) builtins: Builtins,
    pub(crate) source: Option<Rc<dyn Source>>,
    pub(crate) loaded: bool,
    pub(crate) funcs: Vec<FuncEntry>,
    pub(crate) func_names: HashMap<Rc<str>, u32>,
    pub(crate) globals: Vec<Val>,
    pub(crate) global_names: HashMap<Rc<str>, u32>,
    pub(crate) stack: Vec<Val>,
    /// What lies below on the stack is in use, whatever frames there are.
    pub(crate) floor: usize,
    pub(crate) far: Vec<Val>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) timers: Timers,
    pub(crate) whens: Whens,
    pub(crate) disabled_groups: std::collections::HashSet<Rc<str>>,
    /// How deep the VM called itself through built-ins, hooks and defaults.
    pub(crate) nesting: u32,
    /// Tables whose `&on_change` function is running.
    pub(crate) changing: Vec<*const zander_value::Table>,
    /// The events that tell of information, warnings and errors. What goes wrong while one of them is handled raises none.
    pub(crate) report_events: [Option<u32>; 3],
    /// The event that is being handled.
    pub(crate) handled: Option<u32>,
    /// Where the outermost frame of the last failed run stopped.
    pub(crate) failed_at: u32,
    pub(crate) profile: Option<Box<crate::profile::Profile>>,
    pub(crate) trace: Option<crate::watch::Trace>,
    pub(crate) script_trace: Option<crate::watch::Trace>,
    /// The event that tells of every other event, when it has handlers.
    pub(crate) new_event: Option<u32>,
    /// Events are raised whether handled or not.
    pub(crate) all_events: bool,
    pub(crate) wanted_changes: u64,
    next_promise: u64,
}

impl Vm {
    /// A machine without a program.
    pub fn new(builtins: Builtins, host: Box<dyn Host>) -> Vm {
        Vm {
            queue: Box::default(),
            host,
            states: States::default(),
            errors: 0,
            raw_files: Default::default(),
            builtins,
            source: None,
            loaded: false,
            funcs: Vec::new(),
            func_names: HashMap::new(),
            globals: Vec::new(),
            global_names: HashMap::new(),
            stack: Vec::new(),
            floor: 0,
            far: Vec::new(),
            frames: Vec::new(),
            loops: Vec::new(),
            timers: Timers::default(),
            whens: Whens::default(),
            disabled_groups: Default::default(),
            nesting: 0,
            changing: Vec::new(),
            report_events: [None; 3],
            handled: None,
            failed_at: 0,
            profile: None,
            trace: None,
            script_trace: None,
            new_event: None,
            all_events: false,
            wanted_changes: 0,
            next_promise: 1,
        }
    }

    /// Loading is over: from now on constants are constant, and events find their handlers. Bodies are still compiled
    /// when first called.
    pub fn finish_loading(&mut self, source: Rc<dyn Source>) {
        self.loaded = true;
        self.funcs.clear();
        let funcs = source.func_count();
        self.globals.resize(self.globals.len().max(source.global_count()), Val::None);
        for id in 0..source.global_count() as u32 {
            if let Some(g) = source.global(id) {
                self.global_names.insert(g.name, id);
            }
        }
        self.source = Some(source);
        for id in 0..funcs as u32 {
            self.learn(id);
            let entry = &self.funcs[id as usize];
            let Some(info) = &entry.info else { continue };
            if !info.name.is_empty() {
                self.func_names.insert(info.name.clone(), id);
            }
        }
        self.report_events =
            ["reporter_info", "reporter_warning", "reporter_error"].map(|name| self.function(name));
        self.update_wanted();
    }

    /// The value of a global, `Val::None` while it has none.
    pub fn global_by_id(&self, id: u32) -> Val {
        self.globals.get(id as usize).cloned().unwrap_or_default()
    }

    /// Gives a global its (initial) value.
    pub fn set_global_by_id(&mut self, id: u32, v: Val) {
        let at = id as usize;
        if at >= self.globals.len() {
            self.globals.resize(at + 1, Val::None);
        }
        self.globals[at] = v;
    }

    /// Number and value of a global, constant or option by its full name.
    pub fn global(&self, name: &str) -> Option<Val> {
        if let Some(id) = self.global_names.get(name) {
            return Some(self.global_by_id(*id));
        }
        self.func_value(*self.func_names.get(name)?)
    }

    /// Description of a global by its full name.
    pub fn global_info(&self, name: &str) -> Option<(u32, GlobalInfo)> {
        let id = *self.global_names.get(name)?;
        Some((id, self.source.as_ref()?.global(id)?))
    }

    /// All globals: number and name, in no order.
    pub fn global_list(&self) -> impl Iterator<Item = (&Rc<str>, u32)> {
        self.global_names.iter().map(|(n, i)| (n, *i))
    }

    /// All functions, events and hooks with a name.
    pub fn function_list(&self) -> impl Iterator<Item = (&Rc<str>, u32)> {
        self.func_names.iter().map(|(n, i)| (n, *i))
    }

    /// Sets a global by its full name, as `Option::set` does. False when there is none.
    pub fn set_global(&mut self, name: &str, v: Val) -> bool {
        let Some(&id) = self.global_names.get(name) else { return false };
        self.set_global_by_id(id, v);
        true
    }

    /// The number of a function, event or hook.
    pub fn function(&self, name: &str) -> Option<u32> {
        self.func_names.get(name).copied()
    }

    /// The description of a function, event or hook.
    pub fn function_info(&mut self, id: u32) -> Option<Rc<FuncInfo>> {
        self.learn(id);
        self.funcs.get(id as usize)?.info.clone()
    }

    /// A function, event or hook as a value.
    pub fn func_value(&self, id: u32) -> Option<Val> {
        let info = self.funcs.get(id as usize)?.info.clone()?;
        Some(Val::Func(Rc::new(FuncVal {
            id,
            name: Str::from(&*info.name),
            ty: info.ty.clone(),
            captures: Default::default(),
        })))
    }

    /// The type of that full name.
    pub fn type_named(&self, name: &str) -> Option<Type> {
        self.source.as_ref()?.type_named(name)
    }

    /// Runs the statements at the top level, which come before the first event. Their error is returned.
    pub fn run_statements(&mut self) -> Result<(), RuntimeError> {
        match self.source.as_ref().and_then(|s| s.statements()) {
            Some(id) => self.call(id, &[]).map(drop),
            None => Ok(()),
        }
    }

    /// True when a function, event or hook has a body.
    pub fn has_bodies(&self, id: u32) -> bool {
        self.funcs.get(id as usize).is_some_and(|f| !f.bodies.is_empty())
    }

    /// How often the handlers of a function, event or hook ran, and their places.
    pub fn handler_counts(&self, id: u32) -> Vec<(Place, u64)> {
        let bodies = self.funcs.get(id as usize).map(|f| &f.bodies[..]).unwrap_or_default();
        bodies.iter().map(|b| (b.info.place, b.calls)).collect()
    }

    /// Calls a function, hook or built-in by number. Missing trailing arguments get their defaults. An error is
    /// returned, not reported.
    pub fn call(&mut self, id: u32, args: &[Val]) -> Result<Val, RuntimeError> {
        self.call_with(id, None, args.iter().cloned().collect())
    }

    /// Calls a function value. An error is returned, not reported.
    pub fn call_value(&mut self, f: &Rc<FuncVal>, args: &[Val]) -> Result<Val, RuntimeError> {
        self.call_with(f.id, Some(f), args.iter().cloned().collect())
    }

    /// Reports an error that ended a handler.
    pub fn report_error(&mut self, e: &RuntimeError) {
        let (expression, message) = match e.cause() {
            Cause::Fault(m) => (true, m.clone()),
            Cause::Statement(m) => (false, m.clone()),
            Cause::Delayed(_) => (true, e.to_string()),
            Cause::Exit(_) | Cause::Silent | Cause::Abandoned => return,
        };
        self.report(Report {
            severity: Severity::Error,
            expression,
            message,
            place: e.place(),
            stack: e.stack().to_vec(),
            time: self.queue.now,
        });
    }

    /// Hands a report to the host and counts errors.
    pub fn report(&mut self, report: Report) {
        if report.severity >= Severity::Error {
            self.errors += 1;
        }
        self.raise_report(&report);
        self.host.report(&report);
    }

    /// Queues the event that tells scripts of a report.
    fn raise_report(&mut self, report: &Report) {
        let event = match report.severity {
            Severity::Info => self.report_events[0],
            Severity::Warning => self.report_events[1],
            Severity::Error => self.report_events[2],
            Severity::Fatal => None,
        };
        let in_report = self.handled.is_some() && self.report_events.contains(&self.handled);
        let Some(id) = event.map(EventId).filter(|id| !in_report && self.queue.wanted(*id)) else { return };
        let mut message = report.message.clone();
        if report.expression
            && let Some(text) = self.host.text(report.place)
        {
            message = format!("{message} ({text})");
        }
        let location = self.host.locate(report.place).map(|l| format!("{}, line {}", l.file, l.line));
        let args = [Val::Time(report.time), Val::from(message), Val::from(location.unwrap_or_default())];
        self.queue.push(id, args.into_iter().collect());
    }

    /// A warning about an expression at the running instruction.
    pub(crate) fn warn(&mut self, message: &str) {
        let place = self.current_place();
        let (stack, time) = (self.call_stack(), self.queue.now);
        let (severity, message) = (Severity::Warning, message.to_owned());
        self.report(Report { severity, expression: true, message, place, stack, time });
    }

    /// An error about no place in particular that ends nothing.
    pub(crate) fn complain(&mut self, message: String) {
        let (place, time) = (Place::NONE, self.queue.now);
        let (severity, stack) = (Severity::Error, Vec::new());
        self.report(Report { severity, expression: false, message, place, stack, time });
    }

    /// The place that is being executed.
    pub fn current_place(&self) -> Place {
        self.frames.last().map_or(Place::NONE, Frame::place)
    }

    /// The calls that are being executed, innermost first.
    pub fn call_stack(&self) -> Vec<CallSite> {
        let site = |f: &Frame| CallSite { function: f.code.name.clone(), place: f.place() };
        self.frames.iter().rev().take(64).map(site).collect()
    }

    /// A number under which an answer will come later.
    pub fn promise(&mut self) -> u64 {
        self.next_promise += 1;
        self.next_promise
    }

    /// Makes sure that the entry of a function reflects the source.
    #[inline]
    pub(crate) fn learn(&mut self, id: u32) {
        if !self.funcs.get(id as usize).is_some_and(|f| f.known) {
            self.look_up(id);
        }
    }

    #[cold]
    fn look_up(&mut self, id: u32) {
        let at = id as usize;
        if at >= self.funcs.len() {
            self.funcs.resize_with(at + 1, FuncEntry::default);
        }
        let Some(info) = self.source.as_ref().and_then(|s| s.func(id)) else { return };
        let builtin = if info.kind == FuncKind::Builtin { self.builtins.get(&info.name) } else { None };
        let params = info.ty.params.len() as u32;
        let mut bodies: Vec<BodyEntry> = info
            .bodies
            .iter()
            .enumerate()
            .map(|(number, b)| BodyEntry {
                plain: b.params.iter().copied().eq(0..params),
                enabled: !b.groups.iter().any(|g| self.disabled_groups.contains(g)),
                info: b.clone(),
                number,
                code: None,
                tests: false,
                calls: 0,
            })
            .collect();
        bodies.sort_by_key(|b| std::cmp::Reverse(b.info.priority));
        let entry = &mut self.funcs[at];
        entry.known = true;
        entry.builtin = builtin;
        entry.code = None;
        entry.bodies = bodies;
        entry.info = Some(Rc::new(info));
    }

    /// The code of a function's body (by its place in order of priority), compiled now if it was not.
    pub(crate) fn body_code(&mut self, id: u32, body: usize) -> Option<Rc<Code>> {
        let entry = self.funcs.get(id as usize)?.bodies.get(body)?;
        if let Some(code) = &entry.code {
            return Some(code.clone());
        }
        let source = self.source.clone()?;
        let constant = |g: u32| -> Option<Val> {
            if !self.loaded || source.global(g)?.kind != GlobalKind::Const {
                return None;
            }
            match self.globals.get(g as usize)? {
                Val::None | Val::Lazy => None,
                Val::Record(_) | Val::Table(_) | Val::Vector(_) | Val::Opaque(_) | Val::Func(_) => None,
                v => Some(v.clone()),
            }
        };
        let code = source.code(id, entry.number, &constant)?;
        let entry = self.funcs.get_mut(id as usize)?.bodies.get_mut(body)?;
        entry.tests = guard::may_end_at_once(&code);
        entry.code = Some(code.clone());
        Some(code)
    }

    /// The code that a call instruction enters.
    #[cold]
    pub(crate) fn prepare(&mut self, id: u32) -> Result<Rc<Code>, RuntimeError> {
        self.learn(id);
        let code = self.body_code(id, 0).ok_or("value used but not set")?;
        if let Some(entry) = self.funcs.get_mut(id as usize)
            && entry.bodies.first().is_some_and(|b| b.plain)
        {
            entry.code = Some(code.clone());
        }
        Ok(code)
    }

    /// Whether a built-in is declared to give something.
    #[cold]
    pub(crate) fn has_result(&self, id: u32) -> bool {
        let info = self.funcs.get(id as usize).and_then(|e| e.info.as_ref());
        info.is_some_and(|i| !matches!(i.ty.result, Type::Void))
    }

    /// The Rust function behind a built-in.
    #[cold]
    pub(crate) fn prepare_builtin(&mut self, id: u32) -> Result<BuiltinFn, RuntimeError> {
        self.learn(id);
        let entry = self.funcs.get(id as usize);
        entry.and_then(|e| e.builtin).ok_or_else(|| {
            let name = entry.and_then(|e| e.info.as_ref()).map_or("?".into(), |i| i.name.to_string());
            RuntimeError::new(format!("built-in function {name} is not available"))
        })
    }
}

impl Machine for Vm {
    fn set_source(&mut self, source: Rc<dyn Source>) {
        self.source = Some(source);
    }

    fn forget(&mut self, func: u32) {
        if let Some(entry) = self.funcs.get_mut(func as usize) {
            *entry = FuncEntry::default();
        }
    }

    fn drop_source(&mut self) {
        self.source = None;
    }

    fn evaluate(&mut self, func: u32) -> Result<Val, (String, Place)> {
        let globals = self.source.as_ref().map_or(0, |s| s.global_count());
        self.globals.resize(self.globals.len().max(globals), Val::None);
        self.call(func, &[]).map_err(|e| (e.to_string(), e.place()))
    }

    fn global_value(&self, id: u32) -> Val {
        self.global_by_id(id)
    }

    fn set_global_value(&mut self, id: u32, v: Val) {
        self.set_global_by_id(id, v);
    }
}

impl Declarations for Vm {
    fn event(&self, name: &str) -> Option<EventId> {
        let id = self.function(name)?;
        let info = self.funcs.get(id as usize)?.info.as_ref()?;
        (info.kind == FuncKind::Event).then_some(EventId(id))
    }

    fn record(&self, name: &str) -> Option<Rc<RecordType>> {
        match self.type_named(name)? {
            Type::Record(r) => Some(r),
            _ => None,
        }
    }

    fn enumeration(&self, name: &str) -> Option<Rc<EnumType>> {
        match self.type_named(name)? {
            Type::Enum(e) => Some(e),
            _ => None,
        }
    }

    fn value(&self, name: &str) -> Option<Val> {
        self.global(name)
    }

    fn event_arity(&self, id: EventId) -> Option<usize> {
        let info = self.funcs.get(id.0 as usize)?.info.as_ref()?;
        Some(info.ty.params.len())
    }
}
