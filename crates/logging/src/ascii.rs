//! The text writer: tab-separated values under the reference's header, or one JSON object a line.

use crate::json::{self, TimeFormat};
use crate::layout::{Layout, Row, type_name};
use crate::rotation;
use crate::writer::{RowFile, WriteError, Writer};
use std::fs;
use std::path::{Path, PathBuf};
use zander_value::log_text::LogText;
use zander_value::{Line, Text};

/// Options of the text writer: the globals of `LogAscii`, overridden by a filter's `config`.
#[derive(Clone, Debug)]
pub struct Config {
    pub separator: String,
    pub set_separator: String,
    pub empty_field: String,
    pub unset_field: String,
    /// Let valid UTF-8 pass unescaped.
    pub utf8: bool,
    pub use_json: bool,
    pub json_times: TimeFormat,
    pub json_include_unset: bool,
    /// Write the `#` lines.
    pub header: bool,
    /// What those lines begin with.
    pub meta_prefix: String,
    /// Only the line with the names of the columns, without its prefix.
    pub names_only: bool,
    /// Compression level, 0 for none.
    pub gzip: u32,
    pub gzip_extension: String,
    /// Without the dot; `log` by default.
    pub extension: String,
    /// Everything goes to standard output.
    pub to_stdout: bool,
    /// Empty: the working directory.
    pub folder: PathBuf,
    pub unbuffered: bool,
    /// Keep a note beside each open file from which a later start can finish its rotation.
    pub leftover_notes: bool,
    /// For that note: the function that is to be called with the rotated file.
    pub postprocessor: String,
}

impl Config {
    /// How values are written under this configuration.
    pub fn text(&self) -> LogText {
        LogText::new(
            self.separator.as_bytes(),
            self.set_separator.as_bytes(),
            self.empty_field.as_bytes(),
            self.unset_field.as_bytes(),
            self.utf8,
        )
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            separator: "\t".into(),
            set_separator: ",".into(),
            empty_field: "(empty)".into(),
            unset_field: "-".into(),
            utf8: true,
            use_json: false,
            json_times: TimeFormat::Epoch,
            json_include_unset: false,
            header: true,
            meta_prefix: "#".into(),
            names_only: false,
            gzip: 0,
            gzip_extension: "gz".into(),
            extension: "log".into(),
            to_stdout: false,
            folder: PathBuf::new(),
            unbuffered: false,
            leftover_notes: false,
            postprocessor: String::new(),
        }
    }
}

/// Writes one log as text.
pub struct Ascii {
    /// The log's path as the filter names it, e.g. `conn` or `/var/log/conn`.
    log_path: String,
    config: Config,
    text: LogText,
    layout: Layout,
    /// The row that is being written.
    line: Line,
    /// For JSON: the names of the columns.
    json_names: Vec<json::Name>,
    file: Option<RowFile>,
    note: Option<rotation::Note>,
    /// Rows that came while no file was open, because none could be.
    lost: u64,
}

impl Ascii {
    /// Opens the file. `now` is the time for the `#open` line, in seconds since the epoch.
    pub fn open(log_path: &str, layout: Layout, config: Config, now: f64) -> Result<Ascii, WriteError> {
        let json_names = layout.columns.iter().map(|c| json::Name::new(&c.name)).collect();
        let text = config.text();
        let mut ascii = Ascii {
            log_path: log_path.to_owned(),
            config,
            text,
            layout,
            line: Line::default(),
            json_names,
            file: None,
            note: None,
            lost: 0,
        };
        ascii.open_file(now)?;
        Ok(ascii)
    }

    fn drop_note(&mut self) {
        if let Some(note) = self.note.take() {
            note.remove();
        }
    }

    fn file_path(&self) -> PathBuf {
        if self.config.to_stdout || self.log_path == "/dev/stdout" {
            return "/dev/stdout".into();
        }
        let mut name = format!("{}.{}", self.log_path, self.config.extension);
        if self.config.gzip > 0 {
            name = format!("{name}.{}", self.config.gzip_extension);
        }
        self.config.folder.join(name)
    }

    fn open_file(&mut self, now: f64) -> Result<(), WriteError> {
        let path = self.file_path();
        let mut file = RowFile::create(&path, self.config.gzip)?;
        file.unbuffered = self.config.unbuffered;
        if self.config.leftover_notes && path != Path::new("/dev/stdout") {
            let text = rotation::NoteText {
                log_path: self.log_path.clone(),
                postprocessor: self.config.postprocessor.clone(),
                opened: now,
            };
            self.note = Some(rotation::Note::leave(&path, &text)?);
        }
        if self.config.header && !self.config.use_json {
            file.row(|out| self.header(now, out))?;
        }
        self.file = Some(file);
        Ok(())
    }

    fn header(&self, now: f64, out: &mut Vec<u8>) {
        let c = &self.config;
        let separator = c.separator.as_bytes();
        let names = |out: &mut Vec<u8>| {
            for (i, column) in self.layout.columns.iter().enumerate() {
                if i > 0 {
                    out.extend_from_slice(separator);
                }
                out.extend_from_slice(column.name.as_bytes());
            }
            out.push(b'\n');
        };
        if c.names_only {
            return names(out);
        }
        let prefix = c.meta_prefix.as_bytes();
        let line = |out: &mut Vec<u8>, key: &str, value: &[u8]| {
            out.extend_from_slice(prefix);
            out.extend_from_slice(key.as_bytes());
            out.extend_from_slice(separator);
            out.extend_from_slice(value);
            out.push(b'\n');
        };
        out.extend_from_slice(prefix);
        out.extend_from_slice(b"separator ");
        for b in separator {
            out.extend_from_slice(format!("\\x{b:02x}").as_bytes());
        }
        out.push(b'\n');
        line(out, "set_separator", c.set_separator.as_bytes());
        line(out, "empty_field", c.empty_field.as_bytes());
        line(out, "unset_field", c.unset_field.as_bytes());
        line(out, "path", self.log_path.rsplit('/').next().unwrap_or_default().as_bytes());
        line(out, "open", rotation::stamp(now).as_bytes());
        out.extend_from_slice(prefix);
        out.extend_from_slice(b"fields");
        out.extend_from_slice(separator);
        names(out);
        out.extend_from_slice(prefix);
        out.extend_from_slice(b"types");
        for column in &self.layout.columns {
            out.extend_from_slice(separator);
            out.extend_from_slice(type_name(&column.ty).as_bytes());
        }
        out.push(b'\n');
    }

    fn close_file(&mut self, now: f64) -> Result<(), WriteError> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        let c = &self.config;
        if c.header && !c.use_json && !c.names_only {
            // A failure shows again, with its extent, when the file is closed.
            let _ = file.row(|out| {
                out.extend_from_slice(c.meta_prefix.as_bytes());
                out.extend_from_slice(b"close");
                out.extend_from_slice(c.separator.as_bytes());
                out.extend_from_slice(rotation::stamp(now).as_bytes());
                out.push(b'\n');
            });
        }
        file.close()
    }
}

impl Writer for Ascii {
    fn write(&mut self, row: &Row<'_>) -> Result<(), WriteError> {
        let Some(file) = self.file.as_mut() else {
            self.lost += 1;
            return Err(WriteError { target: self.log_path.clone(), cause: "the log is closed".into() });
        };
        let (layout, line, config) = (&self.layout, &mut self.line, &self.config);
        line.clear();
        if config.use_json {
            let (names, times, unset) = (&self.json_names, config.json_times, config.json_include_unset);
            json::object(layout, names, row, times, unset, line);
        } else {
            let (text, separator) = (&self.text, config.separator.as_bytes());
            layout.each(row, |v| {
                text.write(line, v);
                match separator {
                    [byte] => line.put_byte(*byte),
                    more => line.put_slice(more),
                }
            });
            // Separators stand between columns only.
            if !line.is_empty() {
                line.shorten(separator.len());
            }
        }
        line.put_byte(b'\n');
        file.row(|out| out.extend_from_slice(line.as_bytes()))
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        self.file.as_mut().map_or(Ok(()), RowFile::flush)
    }

    fn rotate(&mut self, name: &Path, opened: f64, closed: f64) -> Result<bool, WriteError> {
        let path = self.file_path();
        if path == Path::new("/dev/stdout") {
            return Ok(false);
        }
        let _ = opened;
        self.close_file(closed)?;
        if let Some(folder) = name.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|e| WriteError::io(folder, e))?;
        }
        let moved = fs::rename(&path, name).map_err(|e| WriteError::io(name, e));
        self.drop_note();
        // A fresh file is opened either way, so that a failed rename does not stop the log.
        self.open_file(closed)?;
        moved.map(|()| true)
    }

    fn finish(&mut self, now: f64) -> Result<(), WriteError> {
        self.close_file(now)?;
        self.drop_note();
        match self.lost {
            0 => Ok(()),
            n => {
                Err(WriteError { target: self.target(), cause: format!("{n} rows came while it was closed") })
            }
        }
    }

    fn target(&self) -> String {
        self.file_path().display().to_string()
    }
}
