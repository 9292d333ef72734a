//! What scripts tell the outside: `print` and `assert`.

use crate::builtin::Context;
use crate::error::{Cause, RuntimeError};
use crate::host::{Report, Severity};
use crate::run::unset;
use crate::vm::{Arguments, Vm};
use zander_bytecode::FuncKind;
use zander_value::format::{Style, describe};
use zander_value::{Type, Val};

impl Vm {
    /// `print`: to standard output, or into the file that comes first.
    pub(crate) fn print(&mut self, args: &[Val]) -> Result<(), RuntimeError> {
        let (file, args) = match args {
            [Val::File(f), rest @ ..] => (Some(f), rest),
            all => (None, all),
        };
        let raw = file.is_some_and(|f| self.raw_files.contains(&f.handle));
        let style = if raw { Style::PLAIN } else { Style::PRINT };
        let mut out = Vec::new();
        for (i, v) in args.iter().enumerate() {
            if v.is_none() {
                return Err(unset());
            }
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            self.settle(v)?;
            describe(&mut out, v, style);
        }
        if !raw {
            out.push(b'\n');
        }
        match file {
            None => self.host.print(&out),
            // What is printed into a closed file is lost.
            Some(f) if !self.host.is_open(f.handle) => {}
            Some(f) => {
                let written = self.host.write(f.handle, &out);
                written.map_err(|e| RuntimeError::new(format!("write failed: {e}")))?;
            }
        }
        Ok(())
    }

    fn assertion_hook(&mut self, name: &str, mut args: Arguments) -> Result<bool, RuntimeError> {
        let Some(id) = self.function(name) else { return Ok(true) };
        self.learn(id);
        let Some(info) = self.function_info(id) else { return Ok(true) };
        if info.kind != FuncKind::Hook || info.bodies.is_empty() {
            return Ok(true);
        }
        if let Some(Type::Vector(element)) = info.ty.params.get(args.len()).map(|p| p.ty.clone()) {
            let calls = match self.builtins.get("backtrace") {
                Some(f) => f(&mut Context::new(self), &[])?,
                None => Val::vector((*element).clone(), Vec::new()),
            };
            if let Val::Vector(v) = &calls
                && !v.is_empty()
            {
                // The call of the function that looks is none of the script's.
                v.items.borrow_mut().remove(0);
            }
            args.push(calls);
        }
        self.run_hook(id, &mut args)
    }

    pub(crate) fn assertion_passed(&mut self, condition: &Val, message: &Val) -> Result<(), RuntimeError> {
        let message = if message.is_none() { Val::str("") } else { message.clone() };
        let args = [Val::Bool(true), condition.clone(), message].into_iter().collect();
        self.assertion_hook("assertion_result", args).map(drop)
    }

    pub(crate) fn assertion_failed(&mut self, condition: &Val, message: &Val) -> RuntimeError {
        let empty = Val::str("");
        let given = if message.is_none() { &empty } else { message };
        let result = [Val::Bool(false), condition.clone(), given.clone()].into_iter().collect();
        if let Err(e) = self.assertion_hook("assertion_result", result) {
            return e;
        }
        let failure = [condition.clone(), given.clone()].into_iter().collect();
        match self.assertion_hook("assertion_failure", failure) {
            Ok(true) => {}
            Ok(false) => return Cause::Silent.into(),
            Err(e) => return e,
        }
        let shown = |v: &Val| String::from_utf8_lossy(v.as_bytes().unwrap_or_default()).into_owned();
        let mut text = format!("assertion failure: {}", shown(condition));
        if !message.is_none() {
            text.push_str(&format!(" ({})", shown(message)));
        }
        let (place, stack, time) = (self.current_place(), self.call_stack(), self.queue.now);
        self.report(Report {
            severity: Severity::Error,
            expression: false,
            message: text,
            place,
            stack,
            time,
        });
        Cause::Silent.into()
    }
}
