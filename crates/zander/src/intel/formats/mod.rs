//! The formats that sources come in.

mod csv;
mod misp;
mod plain;
mod stix;
mod zeek;

use super::feed::Feed;
use super::sources::{Format, Source};
use chrono::{DateTime, Utc};

/// Converts a source's text. An error is a text that is not of the format at all; what is wrong within it is counted by
/// the feed.
pub fn convert(text: &str, source: &Source, now: DateTime<Utc>, feed: &mut Feed) -> Result<(), String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let converted = match source.format {
        Format::Plain => {
            plain::convert(text, source, feed);
            Ok(())
        }
        Format::Csv => csv::convert(text, source, feed),
        Format::Zeek => zeek::convert(text, feed),
        Format::Stix => stix::convert(text, now, feed),
        Format::Misp => misp::convert(text, feed),
    };
    converted.map_err(|e| format!("{}: {e}", source.place))
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::intel::sources::Sources;
    use std::path::Path;

    /// The lines of the feed that a source of this section makes of a text, each with spaces for tabs.
    pub fn lines(section: &str, text: &str) -> Result<Vec<String>, String> {
        let sources = format!("[x]\nsource = x\n{section}");
        let sources = Sources::parse(&sources, Path::new(""), &|_| None).expect("a source");
        let source = sources.all.first().expect("a source");
        let now = "2026-01-31T00:00:00Z".parse().expect("a time");
        let mut feed = Feed::new(source);
        convert(text, source, now, &mut feed)?;
        feed.check(source)?;
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("x.intel");
        feed.replace(&target)?;
        let text = std::fs::read_to_string(target).expect("a feed");
        let mut lines: Vec<String> = text.lines().skip(1).map(|l| l.replace('\t', " ")).collect();
        lines.extend(feed.asides().map(|a| format!("({a})")));
        Ok(lines)
    }
}
