//! The command. Called as `zeek` or `zeek-cut` it behaves as those; called as `zeekctl` it says what it cannot do.
#![forbid(unsafe_code)]

mod cli;
mod cut;
mod intel;
mod packets;
mod progress;
mod run;
mod show;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: zander_memory::Mimalloc = zander_memory::Mimalloc;

/// Honest words for whoever brings the habits of a cluster along.
const NO_CONTROL: &str = "\
zeekctl: nodes are not managed here yet. One process watches all interfaces of a machine:
  zander -i eth0 -i eth1 local.zeek        (run it under systemd or another supervisor)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let name = arguments.first().map(|a| a.rsplit('/').next().unwrap_or_default().to_owned());
    match name.as_deref() {
        Some("zeek-cut" | "zander-cut") => cut::main(arguments),
        Some("zeekctl") => {
            eprintln!("{NO_CONTROL}");
            ExitCode::FAILURE
        }
        _ if arguments.get(1).is_some_and(|a| a == "cut") => cut::main(arguments[1..].to_vec()),
        _ if arguments.get(1).is_some_and(|a| a == "intel") => intel::main(arguments[1..].to_vec()),
        _ => match cli::Arguments::read(arguments) {
            Ok(parsed) => run::main(parsed),
            Err(e) => e.exit(),
        },
    }
}
