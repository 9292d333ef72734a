//! Reading: what a source holds is taken in row by row.

use super::{Kind, Mode, Shared, Stream, deliver, raise};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use zander_bytecode::GlobalKind;
use zander_input::ascii::{self, Header, Line};
use zander_input::command::{News, Running};
use zander_input::source::Watched;
use zander_input::{binary, config, parse, raw, sqlite};
use zander_value::Val;
use zander_vm::{Context, RuntimeError, Severity};

type Result<T = ()> = std::result::Result<T, RuntimeError>;

/// Longest line that is taken in at once; longer ones are a fault of the source.
const LINE_LIMIT: u64 = 64 << 20;

/// Events of rows are handled when so many have come: a large source need not fit into the queue.
const PILE: usize = 1000;

/// How a file's bytes become rows.
#[derive(Clone)]
pub(super) enum Form {
    Ascii,
    Config,
    Raw { separator: Vec<u8>, offset: i64 },
    Binary { chunk: usize },
}

/// Where rows come from.
pub(super) enum Feed {
    File { watched: Watched, form: Form, tail: Option<Tail> },
    Command(Box<Program>),
    Database { path: PathBuf, query: String },
}

/// A file that is followed as it grows.
pub(super) struct Tail {
    reader: BufReader<File>,
    header: Option<Header>,
    line: u64,
    /// The beginning of a record whose end was not written yet.
    partial: Vec<u8>,
    /// Bytes read so far, to see when the file shrinks.
    read: u64,
}

pub(super) struct Program {
    command: String,
    separator: Vec<u8>,
    input: Vec<u8>,
    errors: bool,
    kill: bool,
    running: Option<Running>,
    out: Vec<u8>,
    err: Vec<u8>,
    ran: bool,
}

impl Feed {
    pub(super) fn ascii(watched: Watched) -> Feed {
        Feed::File { watched, form: Form::Ascii, tail: None }
    }

    pub(super) fn config(watched: Watched) -> Feed {
        Feed::File { watched, form: Form::Config, tail: None }
    }

    pub(super) fn raw(watched: Watched, separator: Vec<u8>, offset: i64) -> Feed {
        Feed::File { watched, form: Form::Raw { separator, offset }, tail: None }
    }

    pub(super) fn binary(watched: Watched, chunk: usize) -> Feed {
        Feed::File { watched, form: Form::Binary { chunk }, tail: None }
    }

    pub(super) fn command(
        command: String,
        separator: Vec<u8>,
        input: Vec<u8>,
        errors: bool,
        kill: bool,
    ) -> Feed {
        let (out, err) = (Vec::new(), Vec::new());
        let program =
            Program { command, separator, input, errors, kill, running: None, out, err, ran: false };
        Feed::Command(Box::new(program))
    }

    pub(super) fn unfinished(&self, mode: Mode) -> bool {
        matches!(self, Feed::Command(p) if p.running.is_some() && mode != Mode::Stream)
    }

    pub(super) fn watching(&self, mode: Mode) -> bool {
        match self {
            Feed::Command(p) => p.running.is_some() || mode == Mode::Reread,
            _ => mode != Mode::Manual,
        }
    }
}

/// Does what is to be done for a stream now. True when rows may have come.
pub(super) fn advance(cx: &mut Context<'_>, shared: &Shared, stream: &Stream, beat: bool) -> Result<bool> {
    let due = stream.due.replace(false);
    let Ok(mut feed) = stream.feed.try_borrow_mut() else { return Ok(false) };
    match &mut *feed {
        Feed::Command(program) => run_program(cx, stream, program, due, beat),
        Feed::Database { path, query } => {
            if !due && (!beat || stream.mode == Mode::Manual) {
                return Ok(false);
            }
            deliver::begin(stream);
            let mut rows = Vec::new();
            if let Err(f) = sqlite::read(path, query, &stream.columns, &stream.style, |r| rows.push(r)) {
                stream.fault(cx, Severity::Error, &f.0);
                stream.give_up();
                return Ok(true);
            }
            for row in rows {
                match row {
                    Ok(values) => deliver::row(cx, stream, values)?,
                    Err(f) => stream.fault(cx, Severity::Warning, &f.0),
                }
            }
            deliver::end(cx, stream)?;
            Ok(true)
        }
        Feed::File { watched, form, tail } => {
            if !due && (!beat || stream.mode == Mode::Manual) {
                return Ok(false);
            }
            if stream.mode == Mode::Stream {
                return follow(cx, shared, stream, watched, form, tail);
            }
            // A source in manual mode was asked for; one that is read again is read when it changed.
            let opened = if stream.mode == Mode::Manual {
                watched.open().map(Some)
            } else {
                watched.open_if_changed()
            };
            match opened {
                Ok(None) => Ok(false),
                Ok(Some(file)) => {
                    stream.missing_reported.set(false);
                    whole(cx, shared, stream, form, file)?;
                    Ok(true)
                }
                Err(e) => {
                    cannot_open(cx, stream, watched, &e);
                    Ok(true)
                }
            }
        }
    }
}

fn cannot_open(cx: &mut Context<'_>, stream: &Stream, watched: &Watched, e: &io::Error) {
    let message = format!("cannot open {}: {e}", watched.path().display());
    if stream.strict_files {
        stream.fault(cx, Severity::Error, &message);
        stream.give_up();
    } else if !stream.missing_reported.replace(true) {
        stream.faults.set(0);
        stream.fault(cx, Severity::Warning, &message);
    }
}

/// Reads a whole file.
fn whole(cx: &mut Context<'_>, shared: &Shared, stream: &Stream, form: &Form, file: File) -> Result {
    deliver::begin(stream);
    let mut tail = Tail {
        reader: BufReader::with_capacity(1 << 16, file),
        header: None,
        line: 0,
        partial: Vec::new(),
        read: 0,
    };
    if !seek(cx, stream, form, &mut tail) {
        return Ok(());
    }
    if !take_in(cx, shared, stream, form, &mut tail, true)? {
        return Ok(());
    }
    if tail.header.is_none() && matches!(form, Form::Ascii) {
        stream.fault(
            cx,
            Severity::Warning,
            &format!("could not read the header of {}: there is none", stream.source),
        );
    }
    if matches!(&*stream.kind.borrow(), Kind::Analysis) {
        deliver::bytes(cx, stream, None)?;
    }
    if !stream.removed.get() {
        deliver::end(cx, stream)?;
    }
    Ok(())
}

/// Goes to where reading begins; false when that cannot be.
fn seek(cx: &mut Context<'_>, stream: &Stream, form: &Form, tail: &mut Tail) -> bool {
    let Form::Raw { offset, .. } = form else { return true };
    let to = match *offset {
        0 => return true,
        n if n > 0 => SeekFrom::Start(n.unsigned_abs()),
        // -1 is the end itself.
        n => SeekFrom::End(n.saturating_add(1)),
    };
    match tail.reader.seek(to) {
        Ok(at) => {
            tail.read = at;
            true
        }
        Err(e) => {
            stream.fault(cx, Severity::Error, &format!("cannot go to offset {offset}: {e}"));
            stream.give_up();
            false
        }
    }
}

/// Follows a growing file.
fn follow(
    cx: &mut Context<'_>,
    shared: &Shared,
    stream: &Stream,
    watched: &mut Watched,
    form: &Form,
    tail: &mut Option<Tail>,
) -> Result<bool> {
    let shrunk = |t: &Tail| t.reader.get_ref().metadata().is_ok_and(|m| m.len() < t.read);
    if tail.as_ref().is_some_and(|t| watched.replaced() || shrunk(t)) {
        *tail = None;
    }
    let first = tail.is_none();
    if first {
        match watched.open() {
            Ok(file) => {
                deliver::begin(stream);
                stream.missing_reported.set(false);
                let reader = BufReader::with_capacity(1 << 16, file);
                let mut new = Tail { reader, header: None, line: 0, partial: Vec::new(), read: 0 };
                if !seek(cx, stream, form, &mut new) {
                    return Ok(true);
                }
                *tail = Some(new);
            }
            Err(e) => {
                cannot_open(cx, stream, watched, &e);
                return Ok(false);
            }
        }
    }
    let Some(tail) = tail else { return Ok(false) };
    let before = tail.read;
    // A line without its end is taken for whole when nothing was added since the last look.
    let waiting = !tail.partial.is_empty();
    take_in(cx, shared, stream, form, tail, first)?;
    let grown = tail.read != before;
    if waiting && !grown && !tail.partial.is_empty() {
        take_in(cx, shared, stream, form, tail, true)?;
    }
    Ok(grown)
}

/// Takes in all records up to the end of the file as it is now; with `last` one without its end too. False when the
/// stream ended.
fn take_in(
    cx: &mut Context<'_>,
    shared: &Shared,
    stream: &Stream,
    form: &Form,
    tail: &mut Tail,
    last: bool,
) -> Result<bool> {
    let mut record = std::mem::take(&mut tail.partial);
    loop {
        let got = next_record(form, tail, &mut record);
        let complete = match got {
            Ok(complete) => complete,
            Err(e) => {
                stream.fault(cx, Severity::Error, &format!("error while reading {}: {e}", stream.source));
                stream.give_up();
                return Ok(false);
            }
        };
        if !complete && (record.is_empty() || !last) {
            tail.partial = record;
            return Ok(true);
        }
        tail.line += 1;
        take_record(cx, shared, stream, form, tail, &record)?;
        if cx.queue.len() >= PILE {
            cx.drain()?;
        }
        if stream.removed.get() {
            return Ok(false);
        }
        record.clear();
        if !complete {
            return Ok(true);
        }
    }
}

/// Appends to `record` up to the end of a record; false when the file ends before.
fn next_record(form: &Form, tail: &mut Tail, record: &mut Vec<u8>) -> io::Result<bool> {
    let before = record.len() as u64;
    let complete = match form {
        Form::Binary { chunk } => {
            let more = binary::next(&mut tail.reader, *chunk, record)?;
            tail.read += record.len() as u64;
            return Ok(more);
        }
        Form::Raw { separator, .. } if separator != b"\n" => {
            let mut rest = Vec::new();
            // Read piecewise: the separator may stand across two reads.
            let Some(&end) = separator.last() else {
                // Without a separator the whole file is one record.
                tail.read += (&mut tail.reader).take(LINE_LIMIT).read_to_end(record)? as u64;
                return Ok(false);
            };
            loop {
                rest.clear();
                if tail.reader.read_until(end, &mut rest)? == 0 {
                    tail.read += record.len() as u64 - before;
                    return Ok(false);
                }
                record.extend_from_slice(&rest);
                if record.ends_with(separator) {
                    tail.read += record.len() as u64 - before;
                    record.truncate(record.len() - separator.len());
                    return Ok(true);
                }
            }
        }
        _ => {
            line(&mut tail.reader, record)?;
            record.last() == Some(&b'\n')
        }
    };
    tail.read += record.len() as u64 - before;
    if record.len() as u64 >= LINE_LIMIT {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a line is too long"));
    }
    if complete && matches!(form, Form::Raw { .. }) {
        record.pop();
    }
    Ok(complete)
}

/// Up to and including the end of a line, or to [`LINE_LIMIT`].
fn line(reader: &mut BufReader<File>, out: &mut Vec<u8>) -> io::Result<usize> {
    reader.take(LINE_LIMIT).read_until(b'\n', out)
}

fn take_record(
    cx: &mut Context<'_>,
    shared: &Shared,
    stream: &Stream,
    form: &Form,
    tail: &mut Tail,
    record: &[u8],
) -> Result {
    match form {
        Form::Binary { .. } => deliver::bytes(cx, stream, Some(record)),
        Form::Raw { .. } if matches!(&*stream.kind.borrow(), Kind::Analysis) => {
            deliver::bytes(cx, stream, Some(record))
        }
        Form::Raw { .. } => raw_row(cx, stream, record, false),
        Form::Config => option(cx, shared, stream, record),
        Form::Ascii => {
            let (header, line) = match (ascii::classify(record, &stream.style), &tail.header) {
                (Line::Nothing, _) => return Ok(()),
                (Line::Row(line), Some(header)) => (header, line),
                (Line::Header(names), _) | (Line::Row(names), None) => {
                    match Header::new(names, &stream.columns, &stream.style, &stream.source, tail.line) {
                        Ok(header) => tail.header = Some(header),
                        Err(f) => {
                            let severity =
                                if stream.strict_files { Severity::Error } else { Severity::Warning };
                            stream.fault(cx, severity, &f.0);
                            // Without a header the lines below mean nothing.
                            tail.header = None;
                            skip_rest(tail);
                            if stream.strict_files {
                                stream.give_up();
                            }
                        }
                    }
                    return Ok(());
                }
            };
            match header.row(line, &stream.columns, &stream.style, &stream.source) {
                Ok(values) => deliver::row(cx, stream, values),
                Err(f) if stream.strict_lines => {
                    stream.fault(cx, Severity::Error, &f.0);
                    stream.give_up();
                    Ok(())
                }
                Err(f) => {
                    stream.fault(cx, Severity::Warning, &f.0);
                    Ok(())
                }
            }
        }
    }
}

fn skip_rest(tail: &mut Tail) {
    // What cannot be skipped cannot be read either.
    if let Ok(at) = tail.reader.seek(SeekFrom::End(0)) {
        tail.read = at;
    }
}

fn raw_row(cx: &mut Context<'_>, stream: &Stream, record: &[u8], is_error: bool) -> Result {
    let mut values = vec![Val::str(record)];
    if stream.columns.len() > 1 {
        values.push(Val::Bool(is_error));
    }
    deliver::row(cx, stream, values)
}

/// A line of a configuration file: an event for the line and, when the option's value is new, one with the value.
fn option(cx: &mut Context<'_>, shared: &Shared, stream: &Stream, line: &[u8]) -> Result {
    let Some((name, value)) = config::pair(line) else { return Ok(()) };
    let name = String::from_utf8_lossy(name).into_owned();
    let info = cx.global_info(&name).map(|(_, info)| info).filter(|i| i.kind == GlobalKind::Option);
    let Some(info) = info else {
        stream.fault(cx, Severity::Warning, &format!("Option '{name}' does not exist. Ignoring line."));
        return Ok(());
    };
    let parsed = match parse::value(value, &info.ty, &stream.style) {
        Ok(v) => v,
        Err(f) => {
            let text = value.escape_ascii();
            stream.fault(
                cx,
                Severity::Warning,
                &format!("Could not convert '{text}' for option {name}: {f}"),
            );
            return Ok(());
        }
    };
    let mut values: Vec<Val> = vec![Val::str(&name), Val::str(value)];
    values.truncate(stream.columns.len());
    values.resize(stream.columns.len(), Val::None);
    deliver::row(cx, stream, values)?;
    let key = (stream.name.clone(), name.clone());
    let known = shared.0.borrow_mut().options.insert(key, value.to_vec());
    if known.as_deref() != Some(value)
        && let Some(event) = cx.function("InputConfig::new_value")
    {
        raise(cx, event, vec![Val::str(&stream.name), Val::str(&stream.source), Val::str(&name), parsed]);
    }
    Ok(())
}

/// Starts a program when it is its time, and takes in what it printed.
fn run_program(
    cx: &mut Context<'_>,
    stream: &Stream,
    p: &mut Program,
    due: bool,
    beat: bool,
) -> Result<bool> {
    if p.running.is_none() {
        let again = p.ran && stream.mode == Mode::Reread && beat;
        if !due && !again {
            return Ok(false);
        }
        deliver::begin(stream);
        match Running::start(&p.command, &p.input, p.errors, p.kill) {
            Ok(running) => {
                p.running = Some(running);
                p.ran = true;
            }
            Err(e) => {
                stream.fault(cx, Severity::Error, &format!("cannot run the command: {e}"));
                stream.give_up();
                return Ok(true);
            }
        }
    } else if due {
        // Asked for while it runs: it runs once more afterwards.
        stream.due.set(true);
    }
    let mut heard = false;
    while let Some(running) = &mut p.running {
        let news = running.next(false);
        match news {
            News::Quiet => return Ok(heard),
            News::Out(bytes) if matches!(&*stream.kind.borrow(), Kind::Analysis) => {
                deliver::bytes(cx, stream, Some(&bytes))?;
            }
            News::Out(bytes) => {
                p.out.extend_from_slice(&bytes);
                for record in raw::cut(&mut p.out, &p.separator, false) {
                    raw_row(cx, stream, &record, false)?;
                }
            }
            News::Err(bytes) => {
                p.err.extend_from_slice(&bytes);
                for record in raw::cut(&mut p.err, &p.separator, false) {
                    raw_row(cx, stream, &record, true)?;
                }
            }
            News::Ended(end) => {
                p.running = None;
                for record in raw::cut(&mut p.out, &p.separator, true) {
                    raw_row(cx, stream, &record, false)?;
                }
                for record in raw::cut(&mut p.err, &p.separator, true) {
                    raw_row(cx, stream, &record, true)?;
                }
                if matches!(&*stream.kind.borrow(), Kind::Analysis) {
                    deliver::bytes(cx, stream, None)?;
                }
                // A program that ended says nothing more, so this is the end of a stream, too.
                if stream.mode == Mode::Stream {
                    deliver::end_of_data(cx, stream);
                } else {
                    deliver::end(cx, stream)?;
                }
                let args = [
                    Val::str(&stream.name),
                    Val::str(&stream.source),
                    Val::Count(end.code),
                    Val::Bool(end.by_signal),
                ];
                cx.raise("InputRaw::process_finished", args.into_iter().collect());
                return Ok(true);
            }
        }
        heard = true;
        if stream.removed.get() {
            p.running = None;
        }
    }
    Ok(heard)
}
