//! Events and hooks: running the handlers of one in order of priority, groups switched on and off, and the queue.

use crate::error::{Cause, RuntimeError};
use crate::guard;
use crate::run::clear;
use crate::vm::{Arguments, Vm};
use std::rc::Rc;
use zander_bytecode::{Code, FuncKind};
use zander_event::{Args, Event, EventId};
use zander_value::Val;

impl Vm {
    /// Tells the queue which events have handlers that are switched on.
    pub(crate) fn update_wanted(&mut self) {
        for id in 0..self.funcs.len() {
            let entry = &self.funcs[id];
            if entry.info.as_ref().is_some_and(|i| i.kind == FuncKind::Event) {
                let handled = entry.bodies.iter().any(|b| b.enabled);
                self.queue.set_wanted(EventId(id as u32), handled || self.all_events);
            }
        }
        self.new_event = self.function("new_event").filter(|id| self.queue.wanted(EventId(*id)));
        self.wanted_changes += 1;
    }

    /// From now on events are raised whether anybody handles them or not: `new_event` tells of all.
    pub fn raise_all_events(&mut self) {
        self.all_events = true;
        self.update_wanted();
    }

    /// Counts how often the answer to "is this event wanted?" may have changed, for those who keep it.
    pub fn wanted_changes(&self) -> u64 {
        self.wanted_changes
    }

    /// True when the event has a handler that is switched on.
    pub fn handlers(&self, id: EventId) -> bool {
        self.queue.wanted(id)
    }

    /// Switches all handlers of a group on or off. False when no handler belongs to it.
    pub fn set_group(&mut self, group: &str, on: bool) -> bool {
        let mut found = false;
        if on {
            self.disabled_groups.remove(group);
        } else {
            self.disabled_groups.insert(group.into());
        }
        for entry in &mut self.funcs {
            for body in &mut entry.bodies {
                if body.info.groups.iter().any(|g| **g == *group) {
                    found = true;
                    body.enabled = !body.info.groups.iter().any(|g| self.disabled_groups.contains(g));
                }
            }
        }
        self.update_wanted();
        found
    }

    /// Switches all handlers that stand in a module on or off.
    pub fn set_module(&mut self, module: &str, on: bool) {
        let group = format!("module:{module}");
        for entry in &mut self.funcs {
            let event =
                entry.info.as_ref().is_some_and(|i| matches!(i.kind, FuncKind::Event | FuncKind::Hook));
            for body in &mut entry.bodies {
                if event && *body.info.module == *module {
                    body.info.groups.push(group.as_str().into());
                }
            }
        }
        self.set_group(&group, on);
        // The group's name was needed for the moment only where it is switched on again.
        if on {
            for entry in &mut self.funcs {
                for body in &mut entry.bodies {
                    body.info.groups.retain(|g| **g != *group);
                }
            }
        }
    }

    /// Queues an event by name if anybody handles it. False when there is no such event.
    pub fn raise(&mut self, name: &str, args: Args) -> bool {
        let Some(id) = self.function(name) else { return false };
        if self.queue.wanted(EventId(id)) {
            self.queue.push(EventId(id), args);
        }
        true
    }

    /// Handles all events that wait, and those they raise.
    pub fn drain(&mut self) -> Result<(), RuntimeError> {
        while let Some(mut event) = self.queue.pop() {
            self.dispatch(&mut event)?;
        }
        Ok(())
    }

    /// Runs the handlers of an event, then looks at what waits for a condition. The only error is the script's wish
    /// to end the process at once; all others are reported and end the handler only. The arguments are used up.
    fn dispatch(&mut self, event: &mut Event) -> Result<(), RuntimeError> {
        self.queue.analyzer = event.analyzer;
        if self.trace.is_some() || self.new_event.is_some() {
            self.watch(event)?;
        }
        let around = self.handled.replace(event.id.0);
        let result = self.run_event(event.id.0, &mut event.args);
        self.handled = around;
        self.queue.analyzer = 0;
        self.stop_profile_clock();
        result?;
        if !self.whens.is_empty() { self.check_whens() } else { Ok(()) }
    }

    pub(crate) fn run_handlers(&mut self, id: u32, args: &mut [Val]) {
        if let Err(e) = self.run_event(id, args) {
            self.report_error(&e);
        }
    }

    /// Runs all handlers of an event, which use the arguments up.
    pub(crate) fn run_event(&mut self, id: u32, args: &mut [Val]) -> Result<(), RuntimeError> {
        self.with_arguments(id, args, |vm, count, given| {
            for body in 0..count {
                if let Err(e) = vm.run_body(id, body, given) {
                    vm.end_handler(e, FuncKind::Event)?;
                }
            }
            Ok(())
        })
    }

    /// Runs the handlers of a hook until one breaks off, which use the arguments up. A handler that fails is reported and
    /// does not break the hook.
    pub(crate) fn run_hook(&mut self, id: u32, args: &mut [Val]) -> Result<bool, RuntimeError> {
        self.with_arguments(id, args, |vm, count, given| {
            for body in 0..count {
                match vm.run_body(id, body, given) {
                    Ok(true) => {}
                    Ok(false) => return Ok(false),
                    Err(e) => vm.end_handler(e, FuncKind::Hook)?,
                }
            }
            Ok(true)
        })
    }

    /// What comes of the error that has ended a handler: most are reported, and the next handler runs.
    #[cold]
    fn end_handler(&mut self, e: RuntimeError, kind: FuncKind) -> Result<(), RuntimeError> {
        match e.cause() {
            Cause::Exit(_) => Err(e),
            Cause::Delayed(_) if kind == FuncKind::Hook => Err(e),
            _ => {
                self.report_error(&e);
                Ok(())
            }
        }
    }

    /// Does something with the number of a callable's handlers, while the arguments for them lie on the stack.
    #[inline]
    fn with_arguments<T>(
        &mut self,
        id: u32,
        args: &mut [Val],
        f: impl FnOnce(&mut Vm, usize, Given) -> Result<T, RuntimeError>,
    ) -> Result<T, RuntimeError> {
        self.learn(id);
        let count = self.funcs.get(id as usize).map_or(0, |f| f.bodies.len());
        let given = Given { first: self.top(), count: args.len() };
        let end = given.first + given.count;
        self.make_room(end);
        // What was left there goes with the arguments.
        self.stack[given.first..end].swap_with_slice(args);
        let floor = std::mem::replace(&mut self.floor, end);
        let result = f(self, count, given);
        self.floor = floor;
        clear(&mut self.stack[given.first..end]);
        result
    }

    /// The code of the only handler of a hook, if calling it with so many arguments is all there is to do.
    #[inline]
    pub(crate) fn sole_handler(&mut self, id: u32, given: u8) -> Option<Rc<Code>> {
        let entry = self.funcs.get_mut(id as usize).filter(|f| f.known)?;
        match entry.bodies.as_mut_slice() {
            [only] if only.enabled && only.plain => {
                let code = only.code.clone().filter(|c| c.params == u16::from(given))?;
                only.calls += 1;
                Some(code)
            }
            _ => None,
        }
    }

    /// Runs one handler, unless it is switched off, has no code, or nothing to do with these arguments. False when it
    /// breaks its hook off.
    #[inline]
    fn run_body(&mut self, id: u32, body: usize, given: Given) -> Result<bool, RuntimeError> {
        let Some(entry) = self.funcs.get_mut(id as usize).and_then(|f| f.bodies.get_mut(body)) else {
            return Ok(true);
        };
        if !entry.enabled {
            return Ok(true);
        }
        let Some(code) = &entry.code else {
            return match self.body_code(id, body) {
                Some(_) => self.run_body(id, body, given),
                None => Ok(true),
            };
        };
        entry.calls += 1;
        if !entry.plain || !code.keeps_params || given.count != code.params as usize {
            return self.run_copied(id, body, given);
        }
        let args = &self.stack[given.first..given.first + given.count];
        let begin = if entry.tests { guard::begin(code, args) } else { Some(0) };
        let Some(begin) = begin else { return Ok(true) };
        let code = code.clone();
        Ok(!matches!(self.run_lent(code, given.first, given.count, begin)?, Val::Bool(false)))
    }

    /// Runs a handler that takes other arguments than all in order, or assigns to them.
    #[inline(never)]
    fn run_copied(&mut self, id: u32, body: usize, given: Given) -> Result<bool, RuntimeError> {
        let Some(entry) = self.funcs.get(id as usize).and_then(|f| f.bodies.get(body)) else {
            return Ok(true);
        };
        let Some(code) = entry.code.clone() else { return Ok(true) };
        let args = &self.stack[given.first..given.first + given.count];
        let wanted = |p: &u32| args.get(*p as usize).cloned().unwrap_or_default();
        let mut chosen: Arguments = entry.info.params.iter().map(wanted).collect();
        Ok(!matches!(self.run_code(code, None, &mut chosen)?, Val::Bool(false)))
    }
}

/// Where on the stack the arguments of handlers lie.
#[derive(Clone, Copy)]
struct Given {
    first: usize,
    count: usize,
}
