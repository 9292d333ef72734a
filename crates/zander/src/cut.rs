//! `zeek-cut`: picks columns out of logs, from standard input to standard output.
//!
//! Reads both kinds of log: tab-separated ones by their `#fields` header, and JSON lines by member name, where a member
//! that is missing reads as unset, and a time that is written as text (ISO 8601) as the number it is in the other kind, so
//! that what reads the output need not know which kind it comes from. A log that changes its header on the way (concatenated logs) is followed. A reader that
//! closes the pipe ends the program quietly.

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Local, Utc};
use clap::Parser;
use serde_json::Value;
use std::io::{self, BufRead, BufWriter, Read, Write};
use std::process::ExitCode;

/// Extracts columns from logs on standard input
#[derive(Parser)]
#[command(
    name = "zeek-cut",
    override_usage = "zeek-cut [OPTIONS] [COLUMN]...",
    after_help = "Without columns, all are printed. Times stay numbers unless -d, -D, -u or -U asks otherwise.\n\
                  Reads tab-separated and JSON logs.\n\n\
                  Example:\n  zeek-cut -d ts id.orig_h query < dns.log"
)]
pub struct Arguments {
    /// Keep the first header of the input
    #[arg(short = 'c')]
    first_header: bool,
    /// Keep all headers
    #[arg(short = 'C')]
    all_headers: bool,
    /// Keep the first header, only the line with the column names
    #[arg(short = 'm')]
    first_names: bool,
    /// Keep all headers, only the lines with the column names
    #[arg(short = 'M')]
    all_names: bool,
    /// Print times readably, in local time
    #[arg(short = 'd')]
    readable: bool,
    /// Like -d, in the given form (strftime)
    #[arg(short = 'D', value_name = "FORM")]
    readable_as: Option<String>,
    /// Print times readably, in UTC
    #[arg(short = 'u')]
    utc: bool,
    /// Like -u, in the given form (strftime)
    #[arg(short = 'U', value_name = "FORM")]
    utc_as: Option<String>,
    /// Separate output columns by this character
    #[arg(short = 'F', value_name = "CHARACTER")]
    separator: Option<String>,
    /// Print all columns except those named
    #[arg(short = 'n')]
    except: bool,
    /// Columns to print, in this order
    #[arg(value_name = "COLUMN")]
    columns: Vec<String>,
}

/// Runs the command with its arguments, the program's name first.
pub fn main(arguments: Vec<String>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(a) => a,
        Err(e) => e.exit(),
    };
    let form = arguments.readable_as.clone().or_else(|| arguments.utc_as.clone());
    if let Some(form) = &form
        && StrftimeItems::new(form).any(|i| matches!(i, Item::Error))
    {
        eprintln!("zeek-cut: {form:?} is not a form for times; try %Y-%m-%dT%H:%M:%S%z");
        return ExitCode::FAILURE;
    }
    let mut cut = Cut::new(arguments, form);
    match cut.run() {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("zeek-cut: {e}");
            ExitCode::FAILURE
        }
        Ok(()) => ExitCode::SUCCESS,
    }
}

struct Cut {
    arguments: Arguments,
    form: String,
    readable: bool,
    headers_seen: u32,
    /// Separator of the input's columns.
    input_separator: Vec<u8>,
    unset: Vec<u8>,
    fields: Vec<Vec<u8>>,
    types: Vec<Vec<u8>>,
    /// Input column of each output column; `None` where the log has no such column.
    chosen: Vec<Option<usize>>,
}

impl Cut {
    fn new(arguments: Arguments, form: Option<String>) -> Cut {
        let readable = arguments.readable || arguments.utc || form.is_some();
        Cut {
            form: form.unwrap_or_else(|| "%Y-%m-%dT%H:%M:%S%z".into()),
            readable,
            arguments,
            headers_seen: 0,
            input_separator: b"\t".to_vec(),
            unset: b"-".to_vec(),
            fields: Vec::new(),
            types: Vec::new(),
            chosen: Vec::new(),
        }
    }

    fn run(&mut self) -> io::Result<()> {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        self.read(&mut io::stdin().lock(), &mut out)?;
        out.flush()
    }

    fn read(&mut self, input: &mut dyn BufRead, out: &mut dyn Write) -> io::Result<()> {
        let mut line = Vec::new();
        let mut in_header = false;
        loop {
            line.clear();
            // A line without end would otherwise take all memory.
            if input.take(64 << 20).read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            match text.first() {
                Some(b'#') => {
                    if !std::mem::replace(&mut in_header, true) && !text.starts_with(b"#close") {
                        self.headers_seen += 1;
                    }
                    self.header_line(text, out)?;
                }
                Some(b'{') => self.json_line(text, out)?,
                _ => {
                    in_header = false;
                    self.row(text, out)?;
                }
            }
        }
    }

    fn header_line(&mut self, line: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if let Some(rest) = line.strip_prefix(b"#separator ") {
            self.input_separator = unescape(rest);
        }
        let separator = self.input_separator.clone();
        let words: Vec<&[u8]> = split(line, &separator).collect();
        match words.first() {
            Some(&b"#unset_field") => self.unset = words.get(1).copied().unwrap_or(b"-").to_vec(),
            Some(&b"#fields") => {
                self.fields = words[1..].iter().map(|w| w.to_vec()).collect();
                self.choose();
            }
            Some(&b"#types") => self.types = words[1..].iter().map(|w| w.to_vec()).collect(),
            _ => {}
        }
        let a = &self.arguments;
        let first = self.headers_seen <= 1;
        let whole = a.all_headers || a.first_header && first;
        let names = a.all_names || a.first_names && first;
        match words.first() {
            Some(&b"#fields") if whole || names => self.header_columns(b"#fields", &self.fields, names, out),
            Some(&b"#types") if whole => self.header_columns(b"#types", &self.types, false, out),
            _ if whole => {
                out.write_all(line)?;
                out.write_all(b"\n")
            }
            _ => Ok(()),
        }
    }

    fn header_columns(
        &self,
        key: &[u8],
        words: &[Vec<u8>],
        bare: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut parts: Vec<&[u8]> = Vec::new();
        if !bare {
            parts.push(key);
        }
        parts.extend(self.chosen.iter().flatten().filter_map(|i| words.get(*i)).map(Vec::as_slice));
        out.write_all(&parts.join(&self.output_separator()[..]))?;
        out.write_all(b"\n")
    }

    fn output_separator(&self) -> Vec<u8> {
        self.arguments
            .separator
            .as_ref()
            .map_or_else(|| self.input_separator.clone(), |s| s.as_bytes().to_vec())
    }

    fn choose(&mut self) {
        let position = |name: &str| self.fields.iter().position(|f| f == name.as_bytes());
        let names = &self.arguments.columns;
        self.chosen = if names.is_empty() || self.arguments.except {
            let left_out = |f: &Vec<u8>| names.iter().any(|n| n.as_bytes() == f.as_slice());
            (0..self.fields.len()).filter(|i| !left_out(&self.fields[*i])).map(Some).collect()
        } else {
            names.iter().map(|n| position(n)).collect()
        };
    }

    fn row(&self, line: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if self.fields.is_empty() {
            return Err(io::Error::other("the input has no #fields header and is not JSON: is it a log?"));
        }
        let values: Vec<&[u8]> = split(line, &self.input_separator).collect();
        let separator = self.output_separator();
        for (n, column) in self.chosen.iter().enumerate() {
            if n > 0 {
                out.write_all(&separator)?;
            }
            let Some(i) = *column else { continue };
            let value = values.get(i).copied().unwrap_or_default();
            let is_time = self.types.get(i).is_some_and(|t| t == b"time");
            match (self.readable && is_time).then(|| self.time(value)).flatten() {
                Some(text) => out.write_all(text.as_bytes())?,
                None => out.write_all(value)?,
            }
        }
        out.write_all(b"\n")
    }

    /// A row of a JSON log. Without chosen columns the members come in the order of the line.
    fn json_line(&mut self, line: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(line) else {
            return Err(io::Error::other("a line begins like JSON and is not"));
        };
        let separator = self.output_separator();
        let names: Vec<&str> = if self.arguments.columns.is_empty() || self.arguments.except {
            let left_out = |n: &str| self.arguments.columns.iter().any(|c| c == n);
            members.keys().map(String::as_str).filter(|n| !left_out(n)).collect()
        } else {
            self.arguments.columns.iter().map(String::as_str).collect()
        };
        for (n, name) in names.iter().enumerate() {
            if n > 0 {
                out.write_all(&separator)?;
            }
            let text = members.get(*name).map_or_else(|| "-".into(), |v| self.json_value(name, v));
            out.write_all(text.as_bytes())?;
        }
        out.write_all(b"\n")
    }

    fn json_value(&self, name: &str, v: &Value) -> String {
        match v {
            Value::Null => "-".into(),
            Value::Bool(b) => if *b { "T" } else { "F" }.into(),
            Value::String(s) if s.is_empty() => "(empty)".into(),
            Value::String(s) => match written_time(s) {
                Some(seconds) if self.readable => self.time(seconds.as_bytes()).unwrap_or(seconds),
                Some(seconds) => seconds,
                None => s.replace('\t', "\\x09").replace('\n', "\\x0a"),
            },
            Value::Array(items) if items.is_empty() => "(empty)".into(),
            Value::Array(items) => {
                items.iter().map(|i| self.json_value(name, i)).collect::<Vec<_>>().join(",")
            }
            // `ts` is the one column that is a time in every log; JSON does not tell of others.
            Value::Number(n) if self.readable && name == "ts" => {
                self.time(n.to_string().as_bytes()).unwrap_or_else(|| n.to_string())
            }
            Value::Number(n) => n.to_string(),
            Value::Object(_) => v.to_string(),
        }
    }

    fn time(&self, value: &[u8]) -> Option<String> {
        let seconds: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
        let utc: DateTime<Utc> = DateTime::from_timestamp(seconds.floor() as i64, 0)?;
        Some(if self.arguments.utc || self.arguments.utc_as.is_some() {
            utc.format(&self.form).to_string()
        } else {
            utc.with_timezone(&Local).format(&self.form).to_string()
        })
    }
}

/// Seconds since the epoch, as tab-separated logs have them, of a time as JSON logs may have it: `2026-01-31T23:59:59.123456Z`.
fn written_time(text: &str) -> Option<String> {
    let time = text.strip_suffix('Z').and(DateTime::parse_from_rfc3339(text).ok())?;
    let (seconds, micros) = (time.timestamp(), time.timestamp_subsec_micros());
    // Before the epoch the fraction still counts upwards.
    Some(format!("{:.6}", seconds as f64 + f64::from(micros) / 1e6))
}

fn split<'a>(line: &'a [u8], separator: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let current = rest?;
        match current.windows(separator.len().max(1)).position(|w| w == separator) {
            Some(at) => {
                rest = Some(&current[at + separator.len()..]);
                Some(&current[..at])
            }
            None => rest.take(),
        }
    })
}

/// Turns `\x09` into the byte.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((&b, tail)) = rest.split_first() {
        let byte = tail
            .strip_prefix(b"x")
            .filter(|_| b == b'\\')
            .and_then(|h| h.get(..2))
            .and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        match byte {
            Some(x) => {
                out.push(x);
                rest = &tail[3..];
            }
            None => {
                out.push(b);
                rest = tail;
            }
        }
    }
    if out.is_empty() { b"\t".to_vec() } else { out }
}
