//! Writers by their names in scripts, and the options that scripts give them.

use std::path::{Path, PathBuf};
use zander_logging::ascii::{Ascii, Config};
use zander_logging::json::TimeFormat;
use zander_logging::layout::Layout;
use zander_logging::sqlite::Sqlite;
use zander_logging::writer::{Discard, WriteError, Writer};
use zander_value::{EnumItem, RecordRef, Val};
use zander_vm::Context;

/// Settings of a writer: the filter's `config` first, then the writer's globals.
struct Settings<'a, 'b> {
    cx: &'a mut Context<'b>,
    config: Vec<(String, String)>,
    module: &'static str,
}

impl Settings<'_, '_> {
    fn own(&self, name: &str) -> Option<&str> {
        self.config.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    fn global(&mut self, name: &str) -> Option<Val> {
        self.cx.global(&format!("{}::{name}", self.module))
    }

    fn string(&mut self, name: &str, default: &str) -> String {
        if let Some(own) = self.own(name) {
            return own.to_owned();
        }
        super::text(self.global(name)).unwrap_or_else(|| default.to_owned())
    }

    fn truth(&mut self, name: &str, default: bool) -> bool {
        if let Some(own) = self.own(name) {
            return matches!(own, "T" | "true" | "1");
        }
        self.global(name).and_then(|v| v.as_bool()).unwrap_or(default)
    }

    fn number(&mut self, name: &str) -> u64 {
        if let Some(n) = self.own(name).and_then(|s| s.parse().ok()) {
            return n;
        }
        self.global(name).and_then(|v| v.as_count()).unwrap_or(0)
    }

    fn name_of(&mut self, name: &str) -> String {
        if let Some(own) = self.own(name) {
            return own.to_owned();
        }
        match self.global(name) {
            Some(Val::Enum(e)) => e.name.to_text().into_owned(),
            _ => String::new(),
        }
    }

    /// Separators and marks.
    fn text(&mut self) -> Config {
        Config {
            separator: self.string("separator", "\t"),
            set_separator: self.string("set_separator", ","),
            empty_field: self.string("empty_field", "(empty)"),
            unset_field: self.string("unset_field", "-"),
            utf8: self.truth("enable_utf_8", true),
            ..Config::default()
        }
    }
}

/// Opens the writer of a log; also tells the extension of its file.
pub(super) fn open_writer(
    cx: &mut Context<'_>,
    kind: &EnumItem,
    path: &str,
    layout: Layout,
    filter: &RecordRef,
    unbuffered: bool,
    rotates: bool,
) -> Result<(Box<dyn Writer>, String), WriteError> {
    let config = match super::field(filter, "config") {
        Some(Val::Table(t)) => t
            .entries()
            .into_iter()
            .filter_map(|(k, e)| Some((super::text(Some(k.value(&t.ty)))?, super::text(Some(e.value))?)))
            .collect(),
        _ => Vec::new(),
    };
    let now = cx.network_time();
    let folder = super::folder(cx);
    let postprocessor = super::function(super::field(filter, "postprocessor"))
        .map_or(String::new(), |f| f.name.to_text().into_owned());
    if !folder.as_os_str().is_empty() {
        std::fs::create_dir_all(&folder).map_err(|e| WriteError::io(&folder, e))?;
    }
    match kind.name.to_text().as_ref() {
        "Log::WRITER_ASCII" => {
            let mut s = Settings { cx, config, module: "LogAscii" };
            let config = Config {
                use_json: s.truth("use_json", false),
                json_times: match s.name_of("json_timestamps").as_str() {
                    "JSON::TS_MILLIS" => TimeFormat::Millis,
                    "JSON::TS_MILLIS_UNSIGNED" => TimeFormat::UnsignedMillis,
                    "JSON::TS_ISO8601" => TimeFormat::Iso8601,
                    _ => TimeFormat::Epoch,
                },
                json_include_unset: s.truth("json_include_unset_fields", false),
                header: s.truth("include_meta", true),
                meta_prefix: s.string("meta_prefix", "#"),
                names_only: s.own("tsv").is_some_and(|v| v == "T"),
                gzip: s.number("gzip_level").min(9) as u32,
                gzip_extension: s.string("gzip_file_extension", "gz"),
                extension: std::env::var("ZEEK_LOG_SUFFIX").unwrap_or_else(|_| "log".into()),
                to_stdout: s.truth("output_to_stdout", false),
                folder,
                unbuffered,
                // A log that rotates is never to be overwritten, also if nobody asks for more than rotation.
                leftover_notes: rotates || s.truth("enable_leftover_log_rotation", false),
                postprocessor,
                ..s.text()
            };
            let extension = match config.gzip {
                0 => config.extension.clone(),
                _ => format!("{}.{}", config.extension, config.gzip_extension),
            };
            let now = if now > 0.0 { now } else { s.cx.host.now() };
            Ok((Box::new(Ascii::open(path, layout, config, now)?), extension))
        }
        "Log::WRITER_SQLITE" => {
            let mut s = Settings { cx, config, module: "LogSQLite" };
            let text = s.text().text();
            let file = s.own("dbpath").map_or_else(|| folder.join(path), PathBuf::from);
            let file = file
                .with_file_name(format!("{}.sqlite", file.file_name().unwrap_or_default().to_string_lossy()));
            let leaf = Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned();
            let table = s.own("tablename").map_or(leaf, str::to_owned);
            Ok((Box::new(Sqlite::open(&file, &table, layout, text)?), "sqlite".into()))
        }
        "Log::WRITER_NONE" => Ok((Box::new(Discard), String::new())),
        other => Err(WriteError { target: path.to_owned(), cause: format!("there is no writer {other}") }),
    }
}
