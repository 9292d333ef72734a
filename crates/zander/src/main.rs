//! The command. Called as `zeek`, `zeek-cut` or `zeekctl` it behaves as those.
#![forbid(unsafe_code)]

mod cli;
mod cut;
mod packets;
mod progress;
mod run;

use clap::Parser;
use std::process::ExitCode;

/// Scripts make and drop many small objects, for which the system's allocator takes twice the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let name = arguments.first().map(|a| a.rsplit('/').next().unwrap_or_default().to_owned());
    match name.as_deref() {
        Some("zeek-cut" | "zander-cut") => cut::main(arguments),
        _ if arguments.get(1).is_some_and(|a| a == "cut") => cut::main(arguments[1..].to_vec()),
        _ => match cli::Arguments::try_parse_from(arguments) {
            Ok(parsed) => run::main(parsed),
            Err(e) => e.exit(),
        },
    }
}
