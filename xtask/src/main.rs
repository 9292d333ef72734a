//! Tasks of the tree: `cargo xtask codegen [--check]`, `cargo xtask new-analyzer NAME`, `cargo xtask tidy`.
#![forbid(unsafe_code)]

mod builtins;
mod declarations;
mod emit;
mod fuzz;
mod output;
mod registry;
mod room;
mod scripts;
mod tidy;

use output::Output;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let root = root();
    let result = match words.as_slice() {
        ["codegen"] => codegen(&root, Output::writing()),
        ["codegen", "--check"] => codegen(&root, Output::checking()),
        ["new-analyzer", name] => room::create(&root, name).and_then(|()| codegen(&root, Output::writing())),
        ["tidy"] => tidy::run(&root),
        _ => Err("usage: cargo xtask codegen [--check] | new-analyzer NAME | tidy".into()),
    };
    match result {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The top of the tree: the folder above this crate.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Writes, or checks, everything that is generated.
fn codegen(root: &Path, mut out: Output) -> Result<String, String> {
    let rooms = room::rooms(root)?;
    for r in &rooms {
        let text = std::fs::read_to_string(r.path.join("events.zeek")).unwrap_or_default();
        let declared = declarations::read(&[(r.path.join("events.zeek"), text)])?;
        out.rust(&r.path.join("src/events.rs"), &emit::module(&declared, &format!("analyzers/{}", r.name)))?;
    }
    let engine = root.join("crates/engine");
    let files = declarations::files(&engine.join("bif"))?;
    if !files.is_empty() {
        let declared = declarations::read(&files)?;
        out.rust(&engine.join("src/events.rs"), &emit::module(&declared, "crates/engine/bif"))?;
    }
    for (path, text) in builtins::generate(root)? {
        if path.extension().is_some_and(|e| e == "rs") {
            out.rust(&path, &text)?;
        } else {
            out.text(&path, &text)?;
        }
    }
    registry::write(root, &rooms, &mut out)?;
    fuzz::write(root, &rooms, &mut out)?;
    scripts::write(root, &mut out)?;
    let writes = out.writes();
    let report = out.finish()?;
    if writes {
        lock(root)?;
    }
    Ok(report)
}

/// Brings `Cargo.lock` in step with the rooms that are there, as any build would.
fn lock(root: &Path) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = std::process::Command::new(cargo)
        .args(["update", "--workspace", "--offline", "--quiet"])
        .current_dir(root)
        .output()
        .map_err(|e| format!("cargo: {e}"))?;
    match run.status.success() {
        true => Ok(()),
        false => Err(format!("Cargo.lock: {}", String::from_utf8_lossy(&run.stderr).trim())),
    }
}
