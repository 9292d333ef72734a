//! The command line: the reference's options under the same letters, and a few of our own.

use clap::{ArgAction, Parser};
use std::path::PathBuf;

const AFTER: &str = "\
SCRIPT is a file or a name below the script path (policy/misc/dump-events); NAME=VALUE sets a script variable that
may be redefined. Without -r or -i the scripts run and the program ends unless something keeps it waiting.

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

    // Accepted because existing command lines have them; each has nothing to switch here.
    /// Accepted: scripts are always compiled
    #[arg(short = 'O', long = "optimize", value_name = "WHAT", hide = true)]
    pub optimize: Vec<String>,
    /// Accepted: all functions are compiled
    #[arg(short = 'o', long = "optimize-funcs", value_name = "PATTERN", hide = true)]
    pub optimize_functions: Vec<String>,
    /// Accepted: all files are compiled
    #[arg(short = '0', long = "optimize-files", value_name = "PATTERN", hide = true)]
    pub optimize_files: Vec<String>,
    /// Accepted: analyses of scripts that the reference once had
    #[arg(short = 'z', long = "analyze", value_name = "ANALYSIS", hide = true)]
    pub analyses: Vec<String>,
    /// Accepted: there is one kind of look-up
    #[arg(short = 'F', long = "force-dns", hide = true)]
    pub force_dns: bool,
    /// Accepted: look-ups are not primed
    #[arg(short = 'P', long = "prime-dns", hide = true)]
    pub prime_dns: bool,
    /// Accepted: a stalled run is seen in the status file
    #[arg(short = 'W', long = "watchdog", hide = true)]
    pub watchdog: bool,
    /// Accepted: signatures have one level
    #[arg(short = 'T', long = "re-level", value_name = "LEVEL", hide = true)]
    pub pattern_level: Option<String>,
    /// Accepted: debugging streams of the reference
    #[arg(short = 'B', long = "debug", value_name = "STREAMS", hide = true)]
    pub debug_streams: Option<String>,
    /// Accepted: written instead of standard output by the reference's debugger
    #[arg(short = 't', long = "tracefile", value_name = "FILE", hide = true)]
    pub trace_file: Option<PathBuf>,
    /// Accepted: leak checks
    #[arg(short = 'm', long = "mem-leaks", hide = true)]
    pub leaks: bool,
    /// Accepted: memory profile
    #[arg(short = 'M', long = "mem-profile", hide = true)]
    pub memory_profile: bool,
    /// Accepted: prints a trace of rules in the reference
    #[arg(short = 'S', long = "debug-rules", hide = true)]
    pub debug_rules: bool,

    /// Scripts to load, and variables to set
    #[arg(value_name = "SCRIPT | NAME=VALUE")]
    pub scripts: Vec<String>,
}
