//! A run: load the scripts, read the packets, finish the logs.

use crate::cli::Arguments;
use crate::packets::{Feed, Sources, Stop};
use crate::show;
use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use zander_engine::builtins::HostNames;
use zander_engine::host::StandardHost;
use zander_engine::load::{self, Program, Scripts};
use zander_engine::scripts::ScriptPath;
use zander_engine::{Engine, Settings};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::render;
use zander_syntax::source::SourceMap;
use zander_vm::Cause;

/// The version that `zeek_version()` and `-v` name: ours, and the reference whose interface it offers.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (scripts and logs of Zeek 8.2)");

/// Runs what the command line asks for.
pub fn main(arguments: Arguments) -> ExitCode {
    if arguments.version {
        println!("zander version {VERSION}");
        return ExitCode::SUCCESS;
    }
    if arguments.build_info {
        println!("{}", show::build_info());
        return ExitCode::SUCCESS;
    }
    match Run::new(arguments).and_then(Run::go) {
        Ok(code) => code,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            ExitCode::FAILURE
        }
    }
}

/// Where `-P` keeps the addresses of hosts for `-F`.
const KNOWN_NAMES: &str = ".state/zeek-dns-cache";

struct Run {
    arguments: Arguments,
    sources: Rc<RefCell<SourceMap>>,
    terminate: Arc<AtomicBool>,
    started: Instant,
}

/// Splits `NAME=VALUE`, `NAME+=VALUE` and `NAME-=VALUE`; other words are scripts.
fn setting(word: &str) -> Option<(String, String, String)> {
    let (left, value) = word.split_once('=')?;
    let (name, op) = match left.strip_suffix(['+', '-']) {
        Some(name) => (name, &word[name.len()..=left.len()]),
        None => (left, "="),
    };
    let identifier = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let valid = !name.is_empty() && name.split("::").all(identifier);
    valid.then(|| (name.to_owned(), op.to_owned(), value.to_owned()))
}

impl Run {
    fn new(arguments: Arguments) -> Result<Run, String> {
        if !arguments.read.is_empty() && !arguments.interfaces.is_empty() {
            return Err("zander: packets come from files (-r) or from interfaces (-i), not from both".into());
        }
        if let Some(why) = arguments.refused() {
            return Err(format!("zander: {why}"));
        }
        for why in arguments.without_effect() {
            eprintln!("zander: without effect: {why}");
        }
        Ok(Run {
            arguments,
            sources: Rc::default(),
            terminate: Arc::new(AtomicBool::new(false)),
            started: Instant::now(),
        })
    }

    fn go(self) -> Result<ExitCode, String> {
        let names = match self.arguments.force_dns {
            true => HostNames::read(Path::new(KNOWN_NAMES)).map_err(|e| format!("zander: -F: {e}"))?,
            false => HostNames::default(),
        };
        let Some(mut program) = self.load(&names)? else { return Ok(ExitCode::FAILURE) };
        self.show(&program.warnings);
        let a = &self.arguments;
        if let Some(name) = &a.print_id {
            println!("{}", show::identifier(&program.vm, name)?);
            return Ok(ExitCode::SUCCESS);
        }
        if a.print_plugins > 0 {
            print!("{}", show::components(&program.vm, a.print_plugins > 1));
            return Ok(ExitCode::SUCCESS);
        }
        if a.parse_only {
            return Ok(ExitCode::SUCCESS);
        }
        if !a.force_dns {
            names.learn(program.host_names.iter().map(|n| &**n));
        }
        if a.prime_dns {
            names.save(Path::new(KNOWN_NAMES)).map_err(|e| format!("zander: -P: {e}"))?;
            return Ok(ExitCode::SUCCESS);
        }
        self.trace_scripts(&mut program)?;
        let mut opened = Sources::files(a).map_err(|e| format!("zander: {e}"))?;
        end_on_signals(&self.terminate)?;
        let files = a.read.iter().map(|p| p.to_string_lossy().into_owned());
        let sources: Vec<String> = files.chain(a.interfaces.iter().cloned()).collect();
        let settings = Settings {
            ignore_checksums: a.ignore_checksums,
            hash_seed: 0,
            is_live: !a.interfaces.is_empty(),
            is_trace: !a.read.is_empty(),
            path: sources.join(","),
        };
        let mut engine = Engine::new(program, &settings)?;
        if settings.is_live {
            opened = Sources::interfaces(a, &engine).map_err(|e| format!("zander: {e}"))?;
        }
        engine.set_source(&settings.path, opened.link_type());
        self.stage("loaded");
        self.trace_events(&mut engine)?;
        self.status("RUNNING")?;
        let outcome = Feed::new(a, &self.terminate, &mut engine)
            .map_err(Stop::from)
            .and_then(|mut feed| feed.run(opened));
        self.status("TERMINATING")?;
        let exit = match &outcome {
            Err(Stop::Script(e)) => match e.cause() {
                Cause::Exit(status) => Some(*status),
                _ => None,
            },
            _ => None,
        };
        if let Some(status) = exit {
            drop(engine);
            return Ok(ExitCode::from(status as u8));
        }
        let failed = engine.finish().unwrap_or_default();
        self.stage("done");
        self.status("TERMINATED")?;
        self.write_profile(&engine)?;
        for message in &failed {
            let _ = writeln!(std::io::stderr(), "zander: {message}");
        }
        let startup_errors = engine.startup_errors > 0;
        drop(engine);
        if let Err(Stop::Fault(message)) = &outcome {
            let _ = writeln!(std::io::stderr(), "zander: {message}");
        }
        let good = outcome.is_ok() && failed.is_empty() && !startup_errors;
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn load(&self, names: &HostNames) -> Result<Option<Program>, String> {
        let a = &self.arguments;
        let (mut settings, mut files) = (Vec::new(), Vec::new());
        for word in &a.scripts {
            match setting(word) {
                Some(s) => settings.push(s),
                None => files.push(word.clone()),
            }
        }
        if a.reads_script() {
            files.push("-".into());
        }
        if let Some(filter) = &a.filter {
            settings.push(("cmd_line_bpf_filter".into(), "=".into(), filter.clone()));
        }
        let scripts = Scripts {
            bare: a.bare,
            files,
            settings,
            code: (!a.exec.is_empty()).then(|| a.exec.join("\n")),
            prefixes: a.prefixes.clone(),
            signatures: a.signatures.iter().map(|p| p.to_string_lossy().into_owned()).collect(),
            usage_issues: a.usage_issues > 0,
            no_unused_warnings: a.no_unused_warnings,
            profile: a.profile_scripts.is_some(),
            trace: a.trace_file.is_some(),
            host_names: names.clone(),
            script_arguments: a.script_arguments.clone(),
            arguments: std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect(),
        };
        let path = ScriptPath::new(std::env::var("ZEEKPATH").ok().as_deref());
        let host = StandardHost::new(self.sources.clone(), self.terminate.clone(), self.seed()?);
        match load::load(&scripts, &path, Box::new(host), &self.sources) {
            Ok(p) => Ok(Some(p)),
            Err(diagnostics) => {
                self.show(&diagnostics);
                Ok(None)
            }
        }
    }

    /// The seed that makes the run repeatable: from a file, a new one that is saved, or the fixed one of `-D`.
    fn seed(&self) -> Result<Option<u64>, String> {
        let a = &self.arguments;
        let file = a.load_seeds.clone().or_else(|| std::env::var_os("ZEEK_SEED_FILE").map(Into::into));
        let mut text = match &file {
            Some(f) => Some(
                std::fs::read(f)
                    .map_err(|e| format!("zander: cannot read seeds from {}: {e}", f.display()))?,
            ),
            None => None,
        };
        if let Some(f) = &a.save_seeds {
            let saved = text.get_or_insert_with(|| {
                let chosen = if a.deterministic { 1 } else { RandomState::new().build_hasher().finish() };
                format!("{chosen}\n").into_bytes()
            });
            std::fs::write(f, saved)
                .map_err(|e| format!("zander: cannot save seeds to {}: {e}", f.display()))?;
        }
        let hash = |text: Vec<u8>| {
            // FNV-1a, so that whatever a file holds counts.
            text.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
        };
        Ok(text.map(hash).or(a.deterministic.then_some(1)))
    }

    fn show(&self, diagnostics: &[Diagnostic]) {
        let sources = self.sources.borrow();
        let mut err = std::io::stderr().lock();
        for d in diagnostics {
            let text = if self.arguments.json_diagnostics {
                render::json(d, &sources).to_string()
            } else {
                render::render(d, &sources, err.is_terminal())
            };
            let _ = writeln!(err, "{}", text.trim_end());
        }
    }

    fn stage(&self, what: &str) {
        if self.arguments.time {
            eprintln!("# {what} after {:.3} s", self.started.elapsed().as_secs_f64());
        }
    }

    /// `-E`: a line for every event.
    fn trace_events(&self, engine: &mut Engine) -> Result<(), String> {
        if let Some(path) = &self.arguments.event_trace {
            engine.vm.trace_events(lines_to(path)?);
        }
        Ok(())
    }

    /// `-t`: a line for everything that scripts do.
    fn trace_scripts(&self, program: &mut Program) -> Result<(), String> {
        if let Some(path) = &self.arguments.trace_file {
            program.vm.trace_scripts(lines_to(path)?);
        }
        Ok(())
    }

    /// `--profile-scripts`: what handlers and lines cost.
    fn write_profile(&self, engine: &Engine) -> Result<(), String> {
        let Some(path) = &self.arguments.profile_scripts else { return Ok(()) };
        let text = engine.vm.profile_text();
        let written = if path.as_os_str() == "-" {
            std::io::stdout().write_all(text.as_bytes())
        } else {
            std::fs::write(path, text)
        };
        written.map_err(|e| format!("zander: {}: {e}", path.display()))
    }

    /// Writes where the run stands into the file of `-U`.
    fn status(&self, state: &str) -> Result<(), String> {
        let Some(path) = &self.arguments.status_file else { return Ok(()) };
        let cause = if self.terminate.load(Ordering::Relaxed) { "terminated" } else { "main" };
        std::fs::write(path, format!("{state} [{cause}]\n"))
            .map_err(|e| format!("zander: {}: {e}", path.display()))
    }
}

/// Writes lines into a file, or for `-` to standard error.
fn lines_to(path: &Path) -> Result<zander_vm::Trace, String> {
    let mut file: Box<dyn Write> = if path.as_os_str() == "-" {
        Box::new(std::io::stderr())
    } else {
        let file = std::fs::File::create(path).map_err(|e| format!("zander: {}: {e}", path.display()))?;
        Box::new(std::io::BufWriter::new(file))
    };
    Ok(Box::new(move |line| {
        // Where it cannot be written the run goes on without.
        let _ = file.write_all(line);
    }))
}

/// Lets SIGINT, SIGTERM and SIGHUP end the run in good order; the second one ends it at once.
fn end_on_signals(terminate: &Arc<AtomicBool>) -> Result<(), String> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // In this order, so that the first one does not find the flag set by itself.
        signal_hook::flag::register_conditional_shutdown(signal, 1, terminate.clone())
            .and_then(|_| signal_hook::flag::register(signal, terminate.clone()))
            .map_err(|e| format!("zander: cannot handle signals: {e}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn settings_and_scripts_are_told_apart() {
        let parts = |n: &str, o: &str, v: &str| Some((n.to_owned(), o.to_owned(), v.to_owned()));
        assert_eq!(setting("LogAscii::use_json=T"), parts("LogAscii::use_json", "=", "T"));
        assert_eq!(setting("x+=5"), parts("x", "+=", "5"));
        assert_eq!(setting("x-=a=b"), parts("x", "-=", "a=b"));
        assert_eq!(setting("local.zeek"), None);
        assert_eq!(setting("./dir=x/local.zeek"), None);
    }
}
