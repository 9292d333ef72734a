//! What ends a handler early.

use zander_bytecode::Place;

/// A call on the stack: the function that runs and the place in it that is being executed.
#[derive(Clone, Debug)]
pub struct CallSite {
    pub function: std::rc::Rc<str>,
    pub place: Place,
}

/// Why execution of a handler stopped.
#[derive(Clone, Debug)]
pub enum Cause {
    /// A fault of the script: the message as it is reported, without place and expression.
    Fault(String),
    /// As a fault, but reported as an error of a statement (`assert`, `Reporter::fatal`), not of an expression.
    Statement(String),
    /// An asynchronous call was made whose result is not there yet. The number is the one given by `Vm::promise`.
    Delayed(u64),
    /// The script asked the whole process to end now, with this exit status.
    Exit(i32),
    /// The handler was ended without a word: what had to be said was said already.
    Silent,
    /// A value could not be computed, and the reason was reported: the statement is given up, and the next one follows.
    Abandoned,
}

/// An error at run time: ends the handler that runs, nothing more.
#[derive(Clone, Debug)]
pub struct RuntimeError(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    cause: Cause,
    place: Place,
    stack: Vec<CallSite>,
}

impl RuntimeError {
    /// A fault with this message; the VM adds place and call stack.
    pub fn new(message: impl Into<String>) -> RuntimeError {
        RuntimeError::from(Cause::Fault(message.into()))
    }

    /// Why execution stopped.
    pub fn cause(&self) -> &Cause {
        &self.0.cause
    }

    /// The place of the expression that failed; [`Place::NONE`] until the VM has added it.
    pub fn place(&self) -> Place {
        self.0.place
    }

    /// The calls that were being executed, innermost first.
    pub fn stack(&self) -> &[CallSite] {
        &self.0.stack
    }

    /// Adds the place unless there is one.
    pub(crate) fn locate(&mut self, place: Place) {
        if self.0.place.is_none() {
            self.0.place = place;
        }
    }

    pub(crate) fn push(&mut self, site: CallSite) {
        if self.0.stack.len() < 64 {
            self.0.stack.push(site);
        }
    }
}

impl From<Cause> for RuntimeError {
    fn from(cause: Cause) -> RuntimeError {
        RuntimeError(Box::new(Inner { cause, place: Place::NONE, stack: Vec::new() }))
    }
}

impl From<String> for RuntimeError {
    fn from(message: String) -> RuntimeError {
        RuntimeError::new(message)
    }
}

impl From<&str> for RuntimeError {
    fn from(message: &str) -> RuntimeError {
        RuntimeError::new(message)
    }
}

impl std::fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0.cause {
            Cause::Fault(m) | Cause::Statement(m) => f.write_str(m),
            Cause::Delayed(_) => f.write_str("asynchronous call outside of a when condition"),
            Cause::Exit(n) => write!(f, "exit with status {n}"),
            Cause::Abandoned => f.write_str("there is no value"),
            Cause::Silent => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for RuntimeError {}
