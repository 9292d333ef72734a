//! A feed in the making: a text with a header and a line for each indicator, as the input framework reads it.

use super::indicator::Kind;
use super::sources::Source;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What was converted so far.
pub struct Feed {
    header: String,
    lines: Vec<String>,
    /// What should have been an indicator, and is none.
    wrong: u64,
    /// The first of those.
    first_wrong: Option<String>,
    /// Indicators of a kind that the framework has no name for, or that hold no longer.
    unused: u64,
    meta_source: String,
    desc: Option<String>,
    url: Option<String>,
    do_notice: bool,
}

/// What came of a feed.
#[derive(PartialEq, Eq, Debug)]
pub enum Outcome {
    /// There was one with the same content, which was not touched.
    Same,
    Written,
}

impl Feed {
    /// An empty feed with the metadata that the source gives to all of its indicators.
    pub fn new(source: &Source) -> Feed {
        let mut header = "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.url".to_owned();
        if source.do_notice {
            header += "\tmeta.do_notice";
        }
        Feed {
            header,
            lines: Vec::new(),
            wrong: 0,
            first_wrong: None,
            unused: 0,
            meta_source: source.meta_source.clone(),
            desc: source.desc.clone(),
            url: source.url.clone(),
            do_notice: source.do_notice,
        }
    }

    /// Adds an indicator, of a kind told by its looks when `kind` is none. What the source's section says about all of its
    /// indicators comes before what is said about this one.
    pub fn add(&mut self, kind: Option<&Kind>, value: &str, desc: Option<&str>, url: Option<&str>) {
        let guessed = if kind.is_none() { Kind::guess(value) } else { None };
        let Some((kind, value)) = kind.or(guessed.as_ref()).and_then(|k| k.normal(value)) else {
            return self.wrong(value);
        };
        let desc = self.desc.as_deref().or(desc).map_or("-".to_owned(), field);
        let url = self.url.as_deref().or(url).map_or("-".to_owned(), field);
        let mut line =
            format!("{}\t{}\t{}\t{desc}\t{url}", field(&value), kind.name(), field(&self.meta_source));
        if self.do_notice {
            line += "\tT";
        }
        self.lines.push(line);
    }

    /// Takes over the header of a feed that is one already.
    pub fn set_header(&mut self, header: &str) {
        header.clone_into(&mut self.header);
    }

    /// Takes over a line of such a feed.
    pub fn add_line(&mut self, line: &str) {
        self.lines.push(line.to_owned());
    }

    /// Counts something that should have been an indicator.
    pub fn wrong(&mut self, what: &str) {
        self.wrong += 1;
        if self.first_wrong.is_none() {
            let short: String = what.chars().take(80).collect();
            self.first_wrong = Some(short.escape_debug().to_string());
        }
    }

    /// Counts an indicator of which no use can be made.
    pub fn unused(&mut self) {
        self.unused += 1;
    }

    /// Indicators.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Sorts out what is there twice, and refuses what cannot be a good feed.
    pub fn check(&mut self, source: &Source) -> Result<(), String> {
        self.lines.sort_unstable();
        self.lines.dedup();
        let place = &source.place;
        if let Some(first) = self.first_wrong.as_ref().filter(|_| self.wrong > self.lines.len() as u64) {
            return Err(format!(
                "{place}: {} of {} are no indicators, the first is \"{first}\"",
                self.wrong,
                self.wrong + self.lines.len() as u64
            ));
        }
        match self.lines.len() {
            0 => Err(format!("{place} has no indicators")),
            n if n < source.minimum => {
                Err(format!("{place} has {n} indicators, fewer than {} (minimum)", source.minimum))
            }
            _ => Ok(()),
        }
    }

    /// What was left out, in words.
    pub fn asides(&self) -> Option<String> {
        let mut words = Vec::new();
        if let Some(first) = &self.first_wrong {
            words.push(format!("{} are none, e.g. \"{first}\"", self.wrong));
        }
        if self.unused > 0 {
            words.push(format!("{} of no use here", self.unused));
        }
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn text(&self) -> String {
        let size = self.lines.iter().map(|l| l.len() + 1).sum::<usize>() + self.header.len() + 1;
        let mut text = String::with_capacity(size);
        for line in std::iter::once(&self.header).chain(&self.lines) {
            text += line;
            text.push('\n');
        }
        text
    }

    /// Puts the feed in the place of the file at `target`, whole: it is written beside it and renamed.
    pub fn replace(&self, target: &Path) -> Result<Outcome, String> {
        let text = self.text();
        if std::fs::read(target).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(Outcome::Same);
        }
        let failed = |e: std::io::Error| format!("cannot write {}: {e}", target.display());
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mode = std::fs::metadata(target).map_or(0o644, |m| m.permissions().mode() & 0o7777);
        let mut file = tempfile::Builder::new().prefix(".intel-").tempfile_in(folder).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        let made = file.as_file();
        made.set_permissions(PermissionsExt::from_mode(mode)).map_err(failed)?;
        // On the disk before its name is: a crash leaves the old feed or the new one.
        made.sync_all().map_err(failed)?;
        file.persist(target).map_err(|e| failed(e.error))?;
        Ok(Outcome::Written)
    }
}

/// A value as a field of the file: the input framework undoes `\xNN`, and takes a lone `-` for no value.
fn field(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' => out += "\\x5c",
            c if c.is_control() => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|b| out += &format!("\\x{b:02x}"));
            }
            c => out.push(c),
        }
    }
    match out.as_str() {
        "-" => "\\x2d".into(),
        "" | "(empty)" => "-".into(),
        _ => out,
    }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn fields() {
        assert_eq!(field("a\tb\\c"), "a\\x09b\\x5cc");
        assert_eq!((field("-"), field("")), ("\\x2d".to_owned(), "-".to_owned()));
    }
}
