//! The file of sources: sections of `key = value` lines.

use super::indicator::Kind;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// What the file says.
#[derive(Debug)]
pub struct Sources {
    /// Where feeds go.
    pub folder: PathBuf,
    /// In the order of the file.
    pub all: Vec<Source>,
}

/// One source.
#[derive(Debug)]
pub struct Source {
    /// The section's name.
    pub name: String,
    pub place: Place,
    pub format: Format,
    /// File name of the feed.
    pub output: String,
    /// `meta.source` of its indicators.
    pub meta_source: String,
    /// The kind of all indicators of a format that does not tell.
    pub kind: Option<Kind>,
    pub desc: Option<String>,
    pub url: Option<String>,
    pub do_notice: bool,
    /// Fewer indicators are taken for a broken download.
    pub minimum: usize,
    pub column: Column,
    pub desc_column: Option<Column>,
    pub separator: u8,
    /// Names and values of header fields that are sent along.
    pub headers: Vec<(String, String)>,
    /// Seconds for the whole download.
    pub timeout: u64,
    /// Bytes, after unpacking.
    pub max_size: u64,
}

/// Where a source is.
#[derive(Debug, PartialEq)]
pub enum Place {
    /// http or https.
    Url(String),
    File(PathBuf),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Url(url) => f.write_str(url),
            Place::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// How a source is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Plain,
    Csv,
    Zeek,
    Stix,
    Misp,
}

/// A column of CSV.
#[derive(Clone, PartialEq, Debug)]
pub enum Column {
    /// Counted from 0; the file has no header.
    Number(usize),
    /// As the header, the first record, names it.
    Name(String),
}

impl Sources {
    /// Reads the file.
    pub fn read(path: &Path) -> Result<Sources, String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let base = path.parent().unwrap_or(Path::new("")).to_owned();
        Sources::parse(&text, &base, &|name| std::env::var(name).ok())
            .map_err(|e| format!("{}: {e}", path.display()))
    }

    /// Reads the text of such a file; relative paths count from `base`, `environment` knows the variables.
    pub fn parse(
        text: &str,
        base: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Sources, String> {
        let mut sections: Vec<Section> = vec![Section::default()];
        for (i, line) in text.lines().enumerate() {
            let (number, line) = (i + 1, line.trim());
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                let name = name.strip_suffix(']').unwrap_or_default().trim();
                if name.is_empty() || name.contains('/') {
                    return Err(format!("line {number}: a section is written [NAME]"));
                }
                if sections.iter().any(|s| s.name == name) {
                    return Err(format!("line {number}: there are two sections [{name}]"));
                }
                sections.push(Section { name: name.to_owned(), ..Section::default() });
                continue;
            }
            let (key, value) =
                line.split_once('=').ok_or_else(|| format!("line {number}: expected KEY = VALUE"))?;
            let value = expand(value.trim(), environment).map_err(|e| format!("line {number}: {e}"))?;
            if let Some(section) = sections.last_mut() {
                section.values.entry(key.trim().to_owned()).or_default().push((number, value));
            }
        }
        let mut sections = sections.into_iter();
        let mut top = sections.next().unwrap_or_default();
        let folder = top.take("folder")?.map_or_else(|| base.to_owned(), |f| base.join(f));
        top.nothing_left()?;
        let all: Vec<Source> = sections.map(|s| s.source(base)).collect::<Result<_, _>>()?;
        if all.is_empty() {
            return Err("it names no source".into());
        }
        for (i, source) in all.iter().enumerate() {
            if let Some(other) = all[..i].iter().find(|s| s.output == source.output) {
                return Err(format!("[{}] and [{}] have the same output", other.name, source.name));
            }
        }
        Ok(Sources { folder, all })
    }
}

/// Puts values of variables in place of `${NAME}`.
fn expand(value: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').ok_or("${ without }")?;
        let value = environment(name).ok_or_else(|| format!("the environment has no {name}"))?;
        out += before;
        out += &value;
        rest = after;
    }
    Ok(out + rest)
}

#[derive(Default)]
struct Section {
    name: String,
    /// Values with the lines where they stand.
    values: BTreeMap<String, Vec<(usize, String)>>,
}

impl Section {
    fn take(&mut self, key: &str) -> Result<Option<String>, String> {
        match self.values.remove(key).as_deref() {
            None => Ok(None),
            Some([(_, one)]) => Ok(Some(one.clone())),
            Some([.., (number, _)]) => Err(format!("line {number}: {key} is given twice")),
            Some([]) => Ok(None),
        }
    }

    fn number(&mut self, key: &str, default: u64) -> Result<u64, String> {
        match self.take(key)? {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| format!("[{}]: {key} is no number: {text}", self.name)),
        }
    }

    fn nothing_left(&self) -> Result<(), String> {
        match self.values.iter().next() {
            Some((key, values)) => {
                let number = values.first().map_or(0, |(n, _)| *n);
                Err(format!("line {number}: nothing is called {key} here"))
            }
            None => Ok(()),
        }
    }

    fn source(mut self, base: &Path) -> Result<Source, String> {
        let name = self.name.clone();
        let wrong = |what: String| format!("[{name}]: {what}");
        let place = self.take("source")?.ok_or_else(|| wrong("it has no source".into()))?;
        let place = match place.split_once("://") {
            Some(("http" | "https", _)) => Place::Url(place),
            Some(("file", path)) => Place::File(base.join(path)),
            Some((scheme, _)) => return Err(wrong(format!("{scheme} cannot be fetched"))),
            None => Place::File(base.join(place)),
        };
        let format = match self.take("format")?.as_deref() {
            Some("plain") => Format::Plain,
            Some("csv") => Format::Csv,
            Some("zeek") => Format::Zeek,
            Some("stix") => Format::Stix,
            Some("misp") => Format::Misp,
            Some(other) => {
                return Err(wrong(format!("the format is plain, csv, zeek, stix or misp, not {other}")));
            }
            None => return Err(wrong("it has no format".into())),
        };
        let do_notice = match self.take("do_notice")?.as_deref() {
            None | Some("no" | "F" | "false") => false,
            Some("yes" | "T" | "true") => true,
            Some(other) => return Err(wrong(format!("do_notice is yes or no, not {other}"))),
        };
        let separator = match self.take("separator")?.as_deref() {
            None => b',',
            Some("tab" | "\\t") => b'\t',
            Some(text) if text.len() == 1 => text.as_bytes()[0],
            Some(other) => return Err(wrong(format!("separator is one character or tab, not {other}"))),
        };
        let mut headers = Vec::new();
        for (number, header) in self.values.remove("header").unwrap_or_default() {
            let (key, value) =
                header.split_once(':').ok_or_else(|| format!("line {number}: a header is NAME: VALUE"))?;
            headers.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        let output = self.take("output")?.unwrap_or_else(|| format!("{name}.intel"));
        let column = match self.take("column")? {
            Some(text) => column_of(&text).map_err(&wrong)?,
            None => Column::Number(0),
        };
        let desc_column =
            self.take("desc_column")?.map(|text| column_of(&text)).transpose().map_err(&wrong)?;
        let source = Source {
            place,
            format,
            output,
            meta_source: self.take("meta_source")?.unwrap_or_else(|| name.clone()),
            kind: self.take("type")?.map(|t| Kind::named(&t)),
            desc: self.take("desc")?,
            url: self.take("url")?,
            do_notice,
            minimum: usize::try_from(self.number("minimum", 1)?).unwrap_or(usize::MAX).max(1),
            column,
            desc_column,
            separator,
            headers,
            timeout: self.number("timeout", 120)?.max(1),
            max_size: self.number("max_size", 512)?.saturating_mul(1 << 20),
            name: name.clone(),
        };
        self.nothing_left()?;
        Ok(source)
    }
}

fn column_of(text: &str) -> Result<Column, String> {
    match text.parse::<usize>() {
        Ok(0) => Err("columns are counted from 1".into()),
        Ok(n) => Ok(Column::Number(n - 1)),
        Err(_) => Ok(Column::Name(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Sources, String> {
        Sources::parse(text, Path::new("/etc/feeds"), &|name| (name == "KEY").then(|| "secret".to_owned()))
    }

    #[test]
    fn sections() {
        let sources = parse(
            "folder = out\n# a remark\n[a]\nsource = list.txt\nformat = plain\ntype = Intel::DOMAIN\n\n\
             [b]\nsource = https://x.example/f?a=b\nformat = csv\ncolumn = 2\ndesc_column = threat\nseparator = ;\n\
             header = Authorization: ${KEY}\nheader = Accept: text/csv\ndo_notice = yes\noutput = c.dat\n",
        )
        .expect("sources");
        assert_eq!(sources.folder, Path::new("/etc/feeds/out"));
        let [a, b] = &sources.all[..] else { panic!("two sources") };
        assert_eq!(
            (&a.place, a.format, &a.output[..]),
            (&Place::File("/etc/feeds/list.txt".into()), Format::Plain, "a.intel")
        );
        assert_eq!(a.kind, Some(Kind::Domain));
        assert_eq!(b.place, Place::Url("https://x.example/f?a=b".into()));
        assert_eq!((&b.column, b.separator), (&Column::Number(1), b';'));
        assert_eq!(b.headers[0], ("Authorization".to_owned(), "secret".to_owned()));
        assert_eq!((b.headers.len(), b.do_notice, &b.output[..]), (2, true, "c.dat"));
    }

    #[test]
    fn mistakes_name_their_line() {
        for (text, message) in [
            ("", "it names no source"),
            ("[a]\nsource = x\n", "[a]: it has no format"),
            ("[a]\nformat = plain\n", "[a]: it has no source"),
            ("[a]\nsource = x\nformat = xml\n", "not xml"),
            ("[a]\nsource = ftp://x\nformat = csv\n", "ftp cannot be fetched"),
            ("[a]\nsource = x\nformat = csv\ncolour = red\n", "line 4: nothing is called colour here"),
            ("[a]\nsource = x\nsource = y\nformat = csv\n", "line 3: source is given twice"),
            ("[a]\nsource = ${NO}\n", "line 2: the environment has no NO"),
            ("[a]\nsource\n", "line 2: expected KEY = VALUE"),
            ("[a]\nsource = x\nformat = csv\n[a]\n", "line 4: there are two sections [a]"),
            ("[a]\nsource = x\nformat = csv\ncolumn = 0\n", "columns are counted from 1"),
            ("[a]\nsource=x\nformat=csv\n[b]\nsource=x\nformat=csv\noutput=a.intel\n", "the same output"),
        ] {
            let fault = parse(text).expect_err(text);
            assert!(fault.contains(message), "{text:?}: {fault}");
        }
    }
}
