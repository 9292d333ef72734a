//! From scripts on disk to a VM that is ready to run.

use crate::builtins::HostNames;
use crate::host::Loudness;
use crate::reflection::Checked;
use crate::scripts::ScriptPath;
use std::cell::RefCell;
use std::rc::Rc;
use zander_builtins::{Mirror, Process, Weirds};
use zander_compile::check::{self, LoadedScript, Loader, Request};
use zander_compile::lower::{Evaluation, Lowered};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::source::SourceMap;
use zander_syntax::span::Span;
use zander_value::{Str, Type, Val};
use zander_vm::{Builtins, Host, Vm};

/// Scripts of the library that a run begins with.
const BARE: [&str; 2] = ["base/init-bare", "base/init-frameworks-and-bifs"];
const DEFAULT: &str = "base/init-default";

/// What is to be loaded beside the library.
#[derive(Clone, Debug, Default)]
pub struct Scripts {
    /// Only what the bare engine needs.
    pub bare: bool,
    /// As `@load` would name them.
    pub files: Vec<String>,
    /// `NAME`, `=`, `+=` or `-=`, and the value.
    pub settings: Vec<(String, String, String)>,
    pub code: Option<String>,
    pub prefixes: Vec<String>,
    pub usage_issues: bool,
    /// No warnings about what can never run.
    pub no_unused_warnings: bool,
    /// Signature files that the command line names.
    pub signatures: Vec<String>,
    /// Time and calls of handlers and lines are to be measured.
    pub profile: bool,
    /// What scripts do can be traced ([`Vm::trace_scripts`]).
    pub trace: bool,
    /// Names of hosts that are known.
    pub host_names: HostNames,
    /// For `zeek_script_args`.
    pub script_arguments: Vec<String>,
    /// The command line, for `zeek_args`.
    pub arguments: Vec<String>,
}

/// A loaded program, ready to be bound to an engine.
pub struct Program {
    pub vm: Vm,
    pub scripts: Vec<LoadedScript>,
    /// Signature files in the order in which they were named: their paths and their texts.
    pub signatures: Vec<(String, String)>,
    /// Names of hosts that scripts contain.
    pub host_names: Vec<Rc<str>>,
    pub warnings: Vec<Diagnostic>,
}

/// Loads scripts into a VM. `sources` receives the texts, for messages, also when loading fails.
///
/// Errors are those of the scripts; nothing has run but conditions and initial values.
pub fn load(
    scripts: &Scripts,
    path: &ScriptPath,
    host: Box<dyn Host>,
    sources: &Rc<RefCell<SourceMap>>,
) -> Result<Program, Vec<Diagnostic>> {
    let mut builtins = Builtins::default();
    zander_builtins::register(&mut builtins);
    crate::builtins::register(&mut builtins);
    let mut vm = Vm::new(builtins, host);
    vm.states.set(scripts.host_names.clone());
    let mut files: Vec<String> = BARE.iter().map(|s| (*s).to_owned()).collect();
    if !scripts.bare {
        files.push(DEFAULT.to_owned());
    }
    files.extend(scripts.files.iter().cloned());
    let request = Request {
        files,
        settings: scripts.settings.clone(),
        code: scripts.code.clone(),
        usage_issues: scripts.usage_issues,
        no_unused_warnings: scripts.no_unused_warnings,
        prefixes: scripts.prefixes.clone(),
    };
    let loaded = match check::load(&request, path, &mut Evaluation::new(&mut vm)) {
        Ok(l) => l,
        Err(failed) => {
            sources.replace(failed.sources);
            return Err(failed.diagnostics);
        }
    };
    sources.replace(loaded.sources);
    let program = Rc::new(Lowered::new(loaded.program).marked(scripts.profile || scripts.trace));
    if scripts.profile {
        vm.start_profile();
    }
    vm.finish_loading(program.clone());
    if !scripts.script_arguments.is_empty() {
        let given = scripts.script_arguments.iter().map(|a| Val::str(a.as_str())).collect();
        vm.set_global("zeek_script_args", Val::vector(Type::String, given));
    }
    vm.states.set(Mirror(Some(Rc::new(Checked { program, sources: sources.clone() }))));
    let find = path.clone();
    vm.states.set(Process {
        bare: scripts.bare,
        args: strings(&scripts.arguments),
        find_script: Some(Rc::new(move |name| find.find(name))),
        ..Process::default()
    });
    vm.states.set(Weirds(Some(crate::builtins::reporter::raise)));
    let signatures = signatures(&loaded.signatures, scripts, &vm, path)?;
    Ok(Program {
        vm,
        scripts: loaded.scripts,
        signatures,
        host_names: loaded.host_names,
        warnings: loaded.diagnostics,
    })
}

/// The signature files that scripts load, that the command line names, and that `signature_files` names.
fn signatures(
    loaded: &[Rc<str>],
    scripts: &Scripts,
    vm: &Vm,
    path: &ScriptPath,
) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let fault = |name: &str, why: &str| {
        let text = format!("cannot read signatures from {name}: {why}");
        vec![Diagnostic::error("signatures", Span::default(), text)]
    };
    let listed =
        vm.global("signature_files").and_then(|v| v.as_bytes().map(<[u8]>::to_vec)).unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let mut files: Vec<String> = loaded.iter().map(|p| p.to_string()).collect();
    for name in scripts.signatures.iter().map(String::as_str).chain(listed.split_whitespace()) {
        let found = path.find_signatures(name).ok_or_else(|| fault(name, "there is no such file"))?;
        if !files.contains(&found) {
            files.push(found);
        }
    }
    files
        .into_iter()
        .map(|file| match path.read(&file) {
            Ok(text) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                Ok((file, text))
            }
            Err(e) => Err(fault(&file, &e.to_string())),
        })
        .collect()
}

fn strings(texts: &[String]) -> Vec<Str> {
    texts.iter().map(|t| Str::from(t.as_str())).collect()
}

/// Which reports reach standard error, by the options of `Reporter`.
pub fn loudness(vm: &Vm) -> Loudness {
    let flag = |name: &str, otherwise| vm.global(name).and_then(|v| v.as_bool()).unwrap_or(otherwise);
    let d = Loudness::default();
    Loudness {
        info: flag("Reporter::info_to_stderr", d.info),
        warnings: flag("Reporter::warnings_to_stderr", d.warnings),
        errors: flag("Reporter::errors_to_stderr", d.errors),
    }
}
