//! Watching events go by: the trace of all events, and the event that tells of every other event.

use crate::error::RuntimeError;
use crate::vm::Vm;
use std::io::Write;
use zander_event::Event;
use zander_value::format::{escape, text, type_text};
use zander_value::{Record, Type, Val};

/// Takes lines of the trace.
pub type Trace = Box<dyn FnMut(&[u8])>;

impl Vm {
    /// Has a line written for every event that is handled: network time, name, arguments.
    pub fn trace_events(&mut self, trace: Trace) {
        self.trace = Some(trace);
    }

    /// Writes the event to the trace and tells the handlers of `new_event` of it.
    #[cold]
    pub(crate) fn watch(&mut self, event: &Event) -> Result<(), RuntimeError> {
        let id = event.id.0;
        let Some(info) = self.function_info(id) else { return Ok(()) };
        if let Some(mut trace) = self.trace.take() {
            let mut line = Vec::new();
            let _ = write!(line, "{:.6} {}(", self.queue.now, info.name);
            for (i, v) in event.args.iter().enumerate() {
                if i > 0 {
                    line.extend_from_slice(b", ");
                }
                escape(&mut line, &text(v));
            }
            line.extend_from_slice(b")\n");
            trace(&line);
            self.trace = Some(trace);
        }
        match self.new_event {
            Some(new_event) if new_event != id => {
                let Some(Type::Record(argument)) = self.type_named("call_argument") else { return Ok(()) };
                let mut params = Vec::new();
                for (p, v) in info.ty.params.iter().zip(&event.args) {
                    let record = Record::new(&argument);
                    let fields = [
                        ("name", Val::str(&*p.name)),
                        ("type_name", Val::str(type_text(&p.ty))),
                        ("value", v.clone()),
                    ];
                    for (name, v) in fields {
                        if let Some(slot) = argument.slot(name) {
                            record.set(slot, v);
                        }
                    }
                    params.push(Val::Record(record));
                }
                let params = Val::vector(Type::Record(argument), params);
                let mut args = [Val::str(&*info.name), params];
                self.run_event(new_event, &mut args)
            }
            _ => Ok(()),
        }
    }
}
