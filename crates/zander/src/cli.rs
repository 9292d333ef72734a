//! The command line: the reference's options under the same letters, and a few of our own.

use clap::{ArgAction, Parser};
use std::path::PathBuf;

const AFTER: &str = "\
SCRIPT is a file or a name below the script path (policy/misc/dump-events); NAME=VALUE sets a script variable that
may be redefined; -- SCRIPT ARGUMENTS gives a script arguments of its own. Without SCRIPT, -e, -r and -i the script is
read from standard input. Without -r or -i the scripts run and the program ends unless something keeps it waiting.

Examples:
  zander -r capture.pcap                     write conn.log, dns.log, … into this folder
  zander -r capture.pcap local.zeek          the same, with your own scripts
  zander -C -r - LogAscii::use_json=T        read a capture from standard input, write JSON
  zander -b -e 'print strftime(\"%F\", current_time());'
  zander cut id.orig_h query < dns.log       pick columns (also: zeek-cut)
  zander intel update SOURCES                bring feeds of indicators up to date

Environment: ZEEKPATH (where scripts are looked for), ZEEK_SEED_FILE, ZEEK_LOG_SUFFIX, ZEEK_DNS_FAKE, TZ.";

/// Watch a network, or read a capture, and write what happened as Zeek logs
#[derive(Parser, Debug)]
#[command(name = "zander", disable_version_flag = true, after_help = AFTER, max_term_width = 100)]
pub struct Arguments {
    /// Read packets from this capture (pcap or pcapng, also gzip or zstd; - is standard input)
    #[arg(short = 'r', long = "readfile", value_name = "FILE", help_heading = "Input")]
    pub read: Vec<PathBuf>,
    /// Capture packets from this interface (may be repeated)
    #[arg(short = 'i', long = "iface", value_name = "INTERFACE", help_heading = "Input")]
    pub interfaces: Vec<String>,
    /// Only packets that match this BPF expression
    #[arg(short = 'f', long = "filter", value_name = "EXPRESSION", help_heading = "Input")]
    pub filter: Option<String>,
    /// Do not check checksums
    #[arg(short = 'C', long = "no-checksums", help_heading = "Input")]
    pub ignore_checksums: bool,
    /// Replay a capture at the speed at which it was recorded, or that many times as fast
    #[arg(long, value_name = "SPEED", num_args = 0..=1, default_missing_value = "1.0", require_equals = true, help_heading = "Input")]
    pub pseudo_realtime: Option<f64>,
    /// Write the packets that were read into this file
    #[arg(short = 'w', long = "writefile", value_name = "FILE", help_heading = "Output")]
    pub write: Option<PathBuf>,
    /// Write the packets that nothing made sense of into this file
    #[arg(short = 'c', long = "capture-unprocessed", value_name = "FILE", help_heading = "Output")]
    pub unprocessed: Option<PathBuf>,

    /// Load only what the scripts ask for
    #[arg(short = 'b', long = "bare-mode", help_heading = "Scripts")]
    pub bare: bool,
    /// Run this code as well
    #[arg(short = 'e', long = "exec", value_name = "CODE", help_heading = "Scripts")]
    pub exec: Vec<String>,
    /// Load scripts with this prefix as well
    #[arg(short = 'p', long = "prefix", value_name = "PREFIX", help_heading = "Scripts")]
    pub prefixes: Vec<String>,
    /// Load signatures from this file
    #[arg(short = 's', long = "rulefile", value_name = "FILE", help_heading = "Scripts")]
    pub signatures: Vec<PathBuf>,
    /// Check the scripts and end
    #[arg(short = 'a', long = "parse-only", help_heading = "Scripts")]
    pub parse_only: bool,
    /// Warn of what is not used, of variables that may be used before they are set, and of results that may be missing
    #[arg(short = 'u', long = "usage-issues", action = ArgAction::Count, help_heading = "Scripts")]
    pub usage_issues: u8,
    /// Do not warn of functions and variables that nothing uses
    #[arg(long, help_heading = "Scripts")]
    pub no_unused_warnings: bool,
    /// Print diagnostics as JSON, one a line
    #[arg(short = 'd', long, help_heading = "Scripts")]
    pub json_diagnostics: bool,
    /// Print type and value of this identifier, and end
    #[arg(short = 'I', long = "print-id", value_name = "NAME", help_heading = "Scripts")]
    pub print_id: Option<String>,
    /// Print the analyzers, readers and writers (-NN: with their tags), and end
    #[arg(short = 'N', long = "print-plugins", action = ArgAction::Count, help_heading = "Scripts")]
    pub print_plugins: u8,

    /// Look up the names of hosts that scripts contain, save their addresses in .state/zeek-dns-cache, and end
    #[arg(short = 'P', long = "prime-dns", conflicts_with = "force_dns", help_heading = "Run")]
    pub prime_dns: bool,
    /// Take the addresses of hosts that scripts name from .state/zeek-dns-cache alone
    #[arg(short = 'F', long = "force-dns", help_heading = "Run")]
    pub force_dns: bool,
    /// Make runs repeatable: fixed seeds
    #[arg(short = 'D', long = "deterministic", help_heading = "Run")]
    pub deterministic: bool,
    /// Take seeds from this file
    #[arg(short = 'G', long = "load-seeds", value_name = "FILE", help_heading = "Run")]
    pub load_seeds: Option<PathBuf>,
    /// Save seeds into this file
    #[arg(short = 'H', long = "save-seeds", value_name = "FILE", help_heading = "Run")]
    pub save_seeds: Option<PathBuf>,
    /// Print how much time the stages of the run took
    #[arg(short = 'Q', long = "time", help_heading = "Run")]
    pub time: bool,
    /// Keep the state of the process in this file
    #[arg(short = 'U', long = "status-file", value_name = "FILE", help_heading = "Run")]
    pub status_file: Option<PathBuf>,
    /// Write every event with its arguments into this file
    #[arg(short = 'E', long = "event-trace", value_name = "FILE", help_heading = "Run")]
    pub event_trace: Option<PathBuf>,
    /// Write every call, statement and result of the scripts into this file (- is standard error)
    #[arg(short = 't', long = "tracefile", value_name = "FILE", help_heading = "Run")]
    pub trace_file: Option<PathBuf>,
    /// Print time and calls of each handler and line to this file at the end (default: standard output)
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true, help_heading = "Run")]
    pub profile_scripts: Option<PathBuf>,
    /// Show no progress
    #[arg(long, help_heading = "Run")]
    pub no_progress: bool,
    /// Print the version
    #[arg(short = 'v', long = "version", help_heading = "Run")]
    pub version: bool,
    /// Print what this program was built from, as JSON
    #[arg(short = 'V', long = "build-info", help_heading = "Run")]
    pub build_info: bool,

    // Accepted because existing command lines have them: scripts are always compiled, all of them.
    #[arg(short = 'O', long = "optimize", value_name = "WHAT", hide = true)]
    pub optimize: Vec<String>,
    #[arg(short = 'o', long = "optimize-funcs", value_name = "PATTERN", hide = true)]
    pub optimize_functions: Vec<String>,
    #[arg(short = '0', long = "optimize-files", value_name = "PATTERN", hide = true)]
    pub optimize_files: Vec<String>,

    // Accepted, with a word about why nothing comes of them.
    #[arg(short = 'z', long = "analyze", value_name = "ANALYSIS", hide = true)]
    pub analyses: Vec<String>,
    #[arg(short = 'W', long = "watchdog", hide = true)]
    pub watchdog: bool,
    #[arg(short = 'T', long = "re-level", value_name = "LEVEL", hide = true)]
    pub pattern_level: Option<String>,
    #[arg(short = 'B', long = "debug", value_name = "STREAMS", hide = true)]
    pub debug_streams: Option<String>,
    #[arg(short = 'm', long = "mem-leaks", hide = true)]
    pub leaks: bool,
    #[arg(short = 'M', long = "mem-profile", hide = true)]
    pub memory_profile: bool,
    #[arg(short = 'S', long = "debug-rules", hide = true)]
    pub debug_rules: bool,
    #[arg(long, hide = true)]
    pub profile_script_call_stacks: bool,

    // Refused, with a word about what there is instead.
    #[arg(short = 'X', long = "zeekygen", value_name = "FILE", hide = true)]
    pub zeekygen: Option<PathBuf>,
    #[arg(short = 'j', long = "jobs", value_name = "COUNTS", num_args = 0..=1, default_missing_value = "", hide = true)]
    pub jobs: Option<String>,
    #[arg(long, hide = true)]
    pub test: bool,

    /// What stands behind the script of `-- SCRIPT …`: arguments of that script.
    #[arg(skip)]
    pub script_arguments: Vec<String>,
    /// Scripts to load, and variables to set
    #[arg(value_name = "SCRIPT | NAME=VALUE")]
    pub scripts: Vec<String>,
}

impl Arguments {
    /// Reads a command line, as the reference reads it: behind `--` comes a script, and behind that its own arguments
    /// (`zeek_script_args`). `#!/usr/bin/zander -b --` as the first line of a script comes as one word.
    pub fn read(mut words: Vec<String>) -> Result<Arguments, clap::Error> {
        if let Some(first) = words.get(1).filter(|w| w.starts_with('-') && w.ends_with(" --")) {
            let apart: Vec<String> = first.split_whitespace().map(str::to_owned).collect();
            words.splice(1..2, apart);
        }
        let mut own = Vec::new();
        if let Some(at) = words.iter().position(|w| w == "--") {
            words.remove(at);
            own = words.split_off(words.len().min(at + 1));
        }
        let mut read = Arguments::try_parse_from(words)?;
        read.script_arguments = own;
        Ok(read)
    }

    /// Nothing is named that would give it something to do: the script comes from standard input.
    pub fn reads_script(&self) -> bool {
        let asks = self.print_id.is_some() || self.print_plugins > 0;
        let packets = !self.read.is_empty() || !self.interfaces.is_empty();
        !asks && !packets && self.exec.is_empty() && self.scripts.iter().all(|s| s.contains('='))
    }

    /// Why an option is refused.
    pub fn refused(&self) -> Option<&'static str> {
        if self.zeekygen.is_some() {
            Some("-X: documentation is not generated; docs/scripts.md lists what scripts can use")
        } else if self.jobs.is_some() {
            Some("-j: there is no supervisor; several processes are run by systemd or its like")
        } else if self.test {
            Some("--test: the tests are not part of the program; `make test` runs them in the source tree")
        } else {
            None
        }
    }

    /// Options that were given and change nothing, with the reason.
    pub fn without_effect(&self) -> impl Iterator<Item = &'static str> {
        [
            (!self.analyses.is_empty(), "-z: there are no analyses of scripts beside -u"),
            (self.watchdog, "-W: no loop over input is without a bound, so there is nothing to watch"),
            (self.pattern_level.is_some(), "-T: patterns of signatures are one automaton, on one level"),
            (
                self.debug_streams.is_some(),
                "-B: there are no debugging streams; -E and -t trace events and scripts",
            ),
            (self.leaks, "-m: memory is not traced"),
            (self.memory_profile, "-M: memory is not traced"),
            (self.debug_rules, "-S: the automaton of the signatures cannot be printed"),
            (
                self.profile_script_call_stacks,
                "--profile-script-call-stacks: profiles know handlers and lines only",
            ),
        ]
        .into_iter()
        .filter_map(|(given, why)| given.then_some(why))
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn read(words: &[&str]) -> Arguments {
        let words = ["zander"].iter().chain(words).map(|w| (*w).to_owned()).collect();
        Arguments::read(words).expect("a good command line")
    }

    #[test]
    fn a_script_has_arguments_of_its_own() {
        let a = read(&["-b", "--", "a.zeek", "-r", "x=1"]);
        assert_eq!(
            (a.bare, a.scripts, a.script_arguments),
            (true, vec!["a.zeek".into()], vec!["-r".into(), "x=1".into()])
        );
        let a = read(&["-b -C --", "a.zeek"]);
        assert!(a.bare && a.ignore_checksums && a.scripts == ["a.zeek"] && a.script_arguments.is_empty());
        assert_eq!(read(&["-e", "print 1; --"]).exec, ["print 1; --"]);
    }

    #[test]
    fn a_script_may_come_from_standard_input() {
        assert!(read(&["-b", "x=1"]).reads_script());
        for words in [&["a.zeek"][..], &["-r", "a.pcap"], &["-e", "print 1;"], &["-N"], &["-I", "x"]] {
            assert!(!read(words).reads_script(), "{words:?}");
        }
    }
}
