//! `zander intel`: keeps feeds of indicators fresh.
//!
//! Each source is fetched, converted, checked, and only then put in the place of the feed that is there, by a rename: readers see the
//! old feed or the new one, whole. A source that cannot be fetched, that holds nothing, or of which more is wrong than right leaves
//! its feed as it is and makes the exit status 1; the other sources are brought up to date all the same.

mod feed;
mod fetch;
mod formats;
mod indicator;
mod sources;

use clap::{Parser, Subcommand};
use feed::{Feed, Outcome};
use sources::{Source, Sources};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Feeds of indicators
#[derive(Parser)]
#[command(name = "zander intel", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fetch the sources that a file names, and write each as a feed for Intel::read_files
    #[command(after_help = HELP)]
    Update(Update),
}

const HELP: &str = "\
SOURCES has a section for each source, and before the first one what holds for all of them:

  folder = /opt/zeek/intel            where feeds go (default: beside SOURCES)

  [blocklist]                         the feed is blocklist.intel, and so is meta.source
  source = https://feeds.example/ips.txt      or a path; gzip is unpacked
  format = plain                      plain, csv, zeek, stix, misp
  type = ADDR                         of plain and csv; told by the value when left out
  desc = Known bad                    meta.desc
  url = https://feeds.example/        meta.url
  do_notice = yes                     meta.do_notice
  minimum = 100                       fewer indicators are taken for a broken download
  column = 2                          csv: number or name of the column
  header = Authorization: ${API_KEY}  sent along; ${…} is from the environment

More: output, meta_source, desc_column, separator (csv), timeout (seconds), max_size (MB).
A feed that cannot be fetched, that is empty, or of which most is wrong stays as it was. A run that keeps the files of
Intel::read_files open takes a changed feed in by itself. Put this into crontab, or run it by hand.";

#[derive(clap::Args)]
struct Update {
    /// Write feeds into this folder
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Fetch and check, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// Say only what went wrong
    #[arg(short, long)]
    quiet: bool,
    /// The file of sources
    #[arg(value_name = "SOURCES")]
    sources: PathBuf,
    /// Only these of its sources
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Runs the command with its arguments, the program's name first.
pub fn main(arguments: Vec<String>) -> ExitCode {
    let Command::Update(update) = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed.command,
        Err(e) => e.exit(),
    };
    match update.run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("zander: {message}");
            ExitCode::FAILURE
        }
    }
}

impl Update {
    /// Brings all sources up to date; false when one could not be.
    fn run(&self) -> Result<bool, String> {
        let sources = Sources::read(&self.sources)?;
        if let Some(name) = self.names.iter().find(|n| sources.all.iter().all(|s| s.name != **n)) {
            return Err(format!("{} has no source {name}", self.sources.display()));
        }
        let folder = self.folder.as_deref().unwrap_or(&sources.folder);
        let mut good = true;
        let wanted = |s: &&Source| self.names.is_empty() || self.names.contains(&s.name);
        for source in sources.all.iter().filter(wanted) {
            let target = folder.join(&source.output);
            match self.update(source, &target) {
                Ok(line) if self.quiet => drop(line),
                Ok(line) => println!("{}: {line}", source.name),
                Err(message) => {
                    good = false;
                    let kept = if target.exists() { "stays as it is" } else { "was not made" };
                    eprintln!("zander: {}: {message}; {} {kept}", source.name, target.display());
                }
            }
        }
        Ok(good)
    }

    /// Brings one feed up to date, and tells in words what it holds.
    fn update(&self, source: &Source, target: &Path) -> Result<String, String> {
        let bytes = fetch::fetch(source)?;
        let text = String::from_utf8(bytes).map_err(|_| format!("{} is no UTF-8 text", source.place))?;
        let mut feed = Feed::new(source);
        formats::convert(&text, source, chrono::Utc::now(), &mut feed)?;
        feed.check(source)?;
        let mut words = format!("{} indicators", feed.len());
        if let Some(asides) = feed.asides() {
            words += &format!(" ({asides})");
        }
        if self.dry_run {
            return Ok(words);
        }
        Ok(match feed.replace(target)? {
            Outcome::Same => format!("{words}, as before"),
            Outcome::Written => format!("{words} into {}", target.display()),
        })
    }
}
