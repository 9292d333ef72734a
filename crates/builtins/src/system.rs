//! The process and its machine.

use crate::call::{error, strings};
use std::rc::Rc;
use zander_value::{Addr, Key, Str, TableRef, VectorRef};
use zander_vm::{Cause, Context, RuntimeError};

/// What the engine knows about the run: put into the VM's states before scripts run.
#[derive(Clone)]
pub struct Process {
    /// Version of the language and library, as `zeek_version` gives it.
    pub version: Str,
    /// Arguments of the command line.
    pub args: Vec<Str>,
    /// `-b` was given.
    pub bare: bool,
    /// The end has begun: `zeek_done` is being handled.
    pub terminating: bool,
    /// Addresses of this machine.
    pub addresses: Vec<Addr>,
    /// The path of a script as `@load` finds it.
    pub find_script: Option<FindScript>,
}

/// From what `@load` names to the path of a script.
pub type FindScript = Rc<dyn Fn(&str) -> Option<String>>;

impl Default for Process {
    fn default() -> Process {
        Process {
            version: Str::from("8.2.2"),
            args: Vec::new(),
            bare: false,
            terminating: false,
            addresses: Vec::new(),
            find_script: None,
        }
    }
}

/// An environment variable.
pub fn getenv(cx: &mut Context<'_>, var: &Str) -> Vec<u8> {
    cx.host.environment(var.as_bytes()).unwrap_or_default()
}

/// Sets an environment variable.
pub fn setenv(cx: &mut Context<'_>, var: &Str, val: &Str) -> bool {
    let name = var.as_bytes();
    if name.is_empty() || name.contains(&b'=') || name.contains(&0) || val.as_bytes().contains(&0) {
        return false;
    }
    cx.host.set_environment(name, val.as_bytes())
}

/// Starts a shell command.
pub fn system(cx: &mut Context<'_>, command: &Str) -> i64 {
    i64::from(cx.host.run(command.as_bytes(), b"", &[], false))
}

/// Starts a shell command with further variables.
pub fn system_env(cx: &mut Context<'_>, command: &Str, env: &TableRef) -> i64 {
    let mut variables = Vec::new();
    for (key, entry) in env.entries() {
        if let (Key::Str(name), Some(value)) = (key, entry.value.as_bytes()) {
            let name = [b"ZEEK_ARG_", name.as_bytes().to_ascii_uppercase().as_slice()].concat();
            if name.contains(&b'=') || name.contains(&0) || value.contains(&0) {
                error(cx, "system_env: a name or value cannot be one of a variable");
                return -1;
            }
            variables.push((name, value.to_vec()));
        }
    }
    i64::from(cx.host.run(command.as_bytes(), b"", &variables, false))
}

/// Runs a shell command with this on its standard input; whether it could be run.
pub fn piped_exec(cx: &mut Context<'_>, program: &Str, to_write: &Str) -> bool {
    cx.host.run(program.as_bytes(), to_write.as_bytes(), &[], true) >= 0
}

/// Name of the machine.
pub fn gethostname(cx: &mut Context<'_>) -> Vec<u8> {
    cx.host.host_name()
}

/// Number of the process.
pub fn getpid(cx: &mut Context<'_>) -> u64 {
    cx.host.process_id() as u64
}

/// Hands a line to the system's log.
pub fn syslog(cx: &mut Context<'_>, s: &Str) {
    cx.host.run(b"logger -t zander", s.as_bytes(), &[], false);
}

/// Ends the process.
pub fn exit(_: &mut Context<'_>, code: i64) -> Result<(), RuntimeError> {
    Err(Cause::Exit(code as i32).into())
}

/// Begins an orderly end; F when it is under way.
pub fn terminate(cx: &mut Context<'_>) -> bool {
    if cx.state::<Process>().terminating {
        return false;
    }
    cx.host.terminate();
    true
}

/// Whether the end has begun.
pub fn zeek_is_terminating(cx: &mut Context<'_>) -> bool {
    cx.state::<Process>().terminating
}

/// Version of language and library.
pub fn zeek_version(cx: &mut Context<'_>) -> Str {
    cx.state::<Process>().version.clone()
}

/// The command line.
pub fn zeek_args(cx: &mut Context<'_>) -> VectorRef {
    strings(&cx.state::<Process>().args)
}

/// Whether `-b` was given.
pub fn bare_mode(cx: &mut Context<'_>) -> bool {
    cx.state::<Process>().bare
}

/// Whether an address is one of this machine.
pub fn is_local_interface(cx: &mut Context<'_>, ip: Addr) -> bool {
    cx.state::<Process>().addresses.contains(&ip)
}
