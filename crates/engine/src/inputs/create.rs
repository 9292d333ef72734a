//! From a script's description to a stream: types are checked here, so that rows need no checks later.

use super::read::Feed;
use super::{Kind, Mode, Stream, TableSink};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use zander_input::Style;
use zander_input::columns::{Column, Layout, of_record};
use zander_input::source::{self, Watched};
use zander_value::{Flavor, FuncType, FuncVal, RecordRef, RecordType, Type, Val};
use zander_vm::Context;

type Result<T> = std::result::Result<T, String>;

fn field(record: &RecordRef, name: &str) -> Option<Val> {
    match record.get_named(name) {
        Val::None | Val::Lazy => None,
        v => Some(v),
    }
}

fn text(v: Option<Val>) -> Option<String> {
    match v {
        Some(Val::Str(s)) => Some(s.to_text().into_owned()),
        _ => None,
    }
}

/// The record type that a field of the description names.
fn record_type(description: &RecordRef, name: &str) -> Option<Rc<RecordType>> {
    match field(description, name)? {
        Val::Type(t) => match &*t {
            Type::Record(r) => Some(r.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn event(description: &RecordRef, name: &str) -> Result<Option<Rc<FuncVal>>> {
    match field(description, name) {
        None => Ok(None),
        Some(Val::Func(f)) if f.ty.flavor == Flavor::Event => Ok(Some(f)),
        Some(_) => Err(format!("input stream: {name} is not an event")),
    }
}

/// What parameters an event or a predicate has to have.
fn check_params(what: &str, ty: &FuncType, wanted: &[&Type]) -> Result<()> {
    let fits = ty.params.len() == wanted.len()
        && ty.params.iter().zip(wanted).all(|(p, w)| matches!(p.ty, Type::Any) || p.ty.same(w));
    if fits {
        return Ok(());
    }
    let list: Vec<String> = wanted.iter().map(|t| t.to_string()).collect();
    Err(format!("input stream: {what} has to take ({})", list.join(", ")))
}

fn named(cx: &Context<'_>, name: &str) -> Result<Type> {
    cx.type_named(name).ok_or_else(|| format!("the type {name} is not declared"))
}

/// Settings of a reader: the stream's own first, then the reader's module.
struct Settings<'a, 'b> {
    cx: &'a Context<'b>,
    config: Vec<(String, String)>,
    module: &'static str,
}

impl Settings<'_, '_> {
    fn string(&self, name: &str, default: &str) -> String {
        if let Some((_, v)) = self.config.iter().find(|(k, _)| k == name) {
            return v.clone();
        }
        text(self.cx.global(&format!("{}::{name}", self.module))).unwrap_or_else(|| default.to_owned())
    }

    fn truth(&self, name: &str) -> bool {
        if let Some((_, v)) = self.config.iter().find(|(k, _)| k == name) {
            return matches!(v.as_str(), "T" | "true" | "1");
        }
        self.cx.global(&format!("{}::{name}", self.module)).and_then(|v| v.as_bool()).unwrap_or(false)
    }

    fn count(&self, name: &str, default: u64) -> u64 {
        if let Some(n) = self.config.iter().find(|(k, _)| k == name).and_then(|(_, v)| v.parse().ok()) {
            return n;
        }
        self.cx.global(&format!("{}::{name}", self.module)).and_then(|v| v.as_count()).unwrap_or(default)
    }

    fn byte(&self, name: &str, default: &str) -> Result<u8> {
        match self.string(name, default).as_bytes() {
            [b] => Ok(*b),
            _ => Err(format!("input reader: {name} has to be a single character")),
        }
    }

    fn style(&self) -> Result<Style> {
        Ok(Style {
            separator: self.byte("separator", "\t")?,
            set_separator: self.byte("set_separator", ",")?,
            empty: self.string("empty_field", "(empty)").into_bytes(),
            unset: self.string("unset_field", "-").into_bytes(),
        })
    }
}

/// A stream of any kind.
fn stream(
    cx: &mut Context<'_>,
    description: &RecordRef,
    kind: Kind,
    columns: Vec<Column>,
    error_event: Option<Rc<FuncVal>>,
    own_type: &str,
) -> Result<Stream> {
    let name = text(field(description, "name")).ok_or("input stream: the name is not set")?;
    let source = text(field(description, "source")).ok_or("input stream: the source is not set")?;
    let Some(Val::Enum(reader)) = field(description, "reader") else {
        return Err("input stream: no reader".into());
    };
    let Some(Val::Enum(mode)) = field(description, "mode") else {
        return Err("input stream: no mode".into());
    };
    let mode = match mode.name.as_bytes() {
        b"Input::REREAD" => Mode::Reread,
        b"Input::STREAM" => Mode::Stream,
        _ => Mode::Manual,
    };
    if let Some(f) = &error_event {
        let wanted = [&named(cx, own_type)?, &Type::String, &named(cx, "Reporter::Level")?];
        check_params("error_ev", &f.ty, &wanted)?;
    }
    let config = match field(description, "config") {
        Some(Val::Table(t)) => t
            .entries()
            .into_iter()
            .filter_map(|(k, e)| Some((text(Some(k.value(&t.ty)))?, text(Some(e.value))?)))
            .collect(),
        _ => Vec::new(),
    };
    let reader = reader.name.to_text().into_owned();
    let module = match reader.as_str() {
        "Input::READER_RAW" => "InputRaw",
        "Input::READER_CONFIG" => "InputConfig",
        "Input::READER_BINARY" => "InputBinary",
        "Input::READER_SQLITE" => "InputSQLite",
        _ => "InputAscii",
    };
    let settings = Settings { cx, config, module };
    let is_analysis = matches!(kind, Kind::Analysis);
    let mut style = settings.style()?;
    let feed = match reader.as_str() {
        "Input::READER_ASCII" if !is_analysis => {
            Feed::ascii(Watched::new(source::path(&source, &settings.string("path_prefix", ""))))
        }
        "Input::READER_CONFIG" if !is_analysis => {
            style.unset.clear();
            style.empty = settings.string("empty_field", "").into_bytes();
            Feed::config(Watched::new(source::path(&source, &settings.string("path_prefix", ""))))
        }
        "Input::READER_BINARY" if is_analysis => {
            let size = settings.count("chunk_size", 1024);
            let path = source::path(&source, &settings.string("path_prefix", ""));
            Feed::binary(Watched::new(path), usize::try_from(size).unwrap_or(1024))
        }
        "Input::READER_SQLITE" if !is_analysis => {
            let query = settings.string("query", "");
            if query.is_empty() {
                return Err(format!("input stream {name}: the SQLite reader needs a query in its config"));
            }
            let path = if source.ends_with(".sqlite") { source.clone() } else { format!("{source}.sqlite") };
            Feed::Database { path: path.into(), query }
        }
        "Input::READER_RAW" => {
            if !is_analysis {
                check_raw(&columns)?;
            }
            let separator = settings.string("record_separator", "\n").into_bytes();
            match source.trim_end().strip_suffix('|') {
                Some(command) => Feed::command(
                    command.trim().to_owned(),
                    separator,
                    settings.string("stdin", "").into_bytes(),
                    settings.truth("read_stderr"),
                    settings.truth("force_kill"),
                ),
                None => {
                    let offset = settings.string("offset", "0").parse();
                    let offset =
                        offset.map_err(|_| format!("input stream {name}: offset has to be a number"))?;
                    let path = source::path(&source, &settings.string("path_prefix", ""));
                    Feed::raw(Watched::new(path), separator, offset)
                }
            }
        }
        other => {
            return Err(format!(
                "input stream {name}: the reader {other} cannot be used for this kind of stream"
            ));
        }
    };
    Ok(Stream {
        strict_lines: settings.truth("fail_on_invalid_lines"),
        strict_files: settings.truth("fail_on_file_problem"),
        name,
        source,
        reader,
        mode,
        description: description.clone(),
        columns,
        style,
        error_event: error_event.map(|f| f.id),
        kind: RefCell::new(kind),
        feed: RefCell::new(feed),
        due: Cell::new(true),
        removed: Cell::new(false),
        leaving: Cell::new(false),
        faults: Cell::new(0),
        missing_reported: Cell::new(false),
    })
}

/// The raw reader fills one string and, for commands, one bool that tells standard error.
fn check_raw(columns: &[Column]) -> Result<()> {
    match columns {
        [Column { ty: Type::String, .. }]
        | [Column { ty: Type::String, .. }, Column { ty: Type::Bool, .. }] => Ok(()),
        _ => {
            Err("the raw reader needs a record of one string, and optionally a bool for standard error"
                .into())
        }
    }
}

fn lenient(cx: &Context<'_>) -> bool {
    cx.global("Input::accept_unsupported_types").and_then(|v| v.as_bool()).unwrap_or(false)
}

/// `Input::add_table`.
pub(super) fn table(cx: &mut Context<'_>, description: &RecordRef) -> Result<Stream> {
    let Some(Val::Table(table)) = field(description, "destination") else {
        return Err("input stream: the destination is not a table or set".into());
    };
    let index_type = record_type(description, "idx").ok_or("input stream: idx is not a record type")?;
    let (mut columns, index) = of_record(&index_type, false).map_err(|f| f.0)?;
    let index_columns = columns.len();
    let same_index = table.ty.index.len() == index_columns
        && table.ty.index.iter().zip(&columns).all(|(want, column)| want.same(&column.ty));
    if !same_index {
        return Err(format!(
            "input stream: the index of {} is not what idx describes",
            Type::Table(table.ty.clone())
        ));
    }
    let want_record = field(description, "want_record").and_then(|v| v.as_bool()).unwrap_or(true);
    let value_type = record_type(description, "val");
    let (value, yielded) = match (&value_type, &table.ty.value) {
        (None, None) => (None, None),
        (Some(record), Some(wanted)) => {
            let (more, layout) = of_record(record, lenient(cx)).map_err(|f| f.0)?;
            let ty = match (want_record, more.as_slice()) {
                (true, _) => Type::Record(record.clone()),
                (false, [one]) => one.ty.clone(),
                (false, _) => {
                    return Err("input stream: without want_record, val needs exactly one field".into());
                }
            };
            if !ty.same(wanted) {
                return Err(format!("input stream: the table holds {wanted}, but val describes {ty}"));
            }
            columns.extend(more);
            (Some(layout), Some(ty))
        }
        (None, Some(_)) => return Err("input stream: a table needs val".into()),
        (Some(_), None) => return Err("input stream: a set takes no val".into()),
    };
    let own = "Input::TableDescription";
    let change = named(cx, "Input::Event")?;
    let left = Type::Record(index_type);
    let ev = event(description, "ev")?;
    if let Some(f) = &ev {
        let own = named(cx, own)?;
        let mut wanted = vec![&own, &change, &left];
        wanted.extend(&yielded);
        check_params("ev", &f.ty, &wanted)?;
    }
    let predicate = match field(description, "pred") {
        Some(Val::Func(f)) => {
            let mut wanted = vec![&change, &left];
            wanted.extend(&yielded);
            check_params("pred", &f.ty, &wanted)?;
            Some(f)
        }
        _ => None,
    };
    let sink = TableSink {
        table,
        index,
        index_columns,
        value,
        want_record,
        event: ev.map(|f| f.id),
        predicate,
        known: HashMap::new(),
        reading: 0,
    };
    let error_event = event(description, "error_ev")?;
    stream(cx, description, Kind::Table(Box::new(sink)), columns, error_event, own)
}

/// `Input::add_event`.
pub(super) fn event_stream(cx: &mut Context<'_>, description: &RecordRef) -> Result<Stream> {
    let fields = record_type(description, "fields").ok_or("input stream: fields is not a record type")?;
    let (columns, layout): (Vec<Column>, Layout) = of_record(&fields, lenient(cx)).map_err(|f| f.0)?;
    let want_record = field(description, "want_record").and_then(|v| v.as_bool()).unwrap_or(true);
    let own = "Input::EventDescription";
    let ev = event(description, "ev")?.ok_or("input stream: the event is not set")?;
    let (own_type, change, record) = (named(cx, own)?, named(cx, "Input::Event")?, Type::Record(fields));
    let mut wanted = vec![&own_type, &change];
    if want_record {
        wanted.push(&record);
    } else {
        wanted.extend(columns.iter().map(|c| &c.ty));
    }
    check_params("ev", &ev.ty, &wanted)?;
    let error_event = event(description, "error_ev")?;
    let kind = Kind::Event { layout, event: ev.id, want_record };
    stream(cx, description, kind, columns, error_event, own)
}

/// `Input::add_analysis`.
pub(super) fn analysis(cx: &mut Context<'_>, description: &RecordRef) -> Result<Stream> {
    stream(cx, description, Kind::Analysis, Vec::new(), None, "Input::AnalysisDescription")
}
