//! What becomes of a row: an entry of a table, an event, or bytes for file analysis.

use super::{Change, Kind, Mode, Stream, TableSink, change_item, fingerprint, raise};
use std::rc::Rc;
use zander_value::{Key, Val};
use zander_vm::{Context, RuntimeError, Severity};

type Result<T = ()> = std::result::Result<T, RuntimeError>;

/// A reading begins.
pub(super) fn begin(stream: &Stream) {
    stream.faults.set(0);
    if let Kind::Table(sink) = &mut *stream.kind.borrow_mut() {
        sink.reading = sink.reading.wrapping_add(1);
    }
}

/// Takes in a row.
pub(super) fn row(cx: &mut Context<'_>, stream: &Stream, values: Vec<Val>) -> Result {
    let mut kind = stream.kind.borrow_mut();
    match &mut *kind {
        Kind::Event { layout, event, want_record } => {
            let mut args = vec![Val::Record(stream.description.clone()), change_item(cx, Change::New)];
            if *want_record {
                args.push(Val::Record(layout.record(&mut values.into_iter())));
            } else {
                args.extend(values);
            }
            raise(cx, *event, args);
            Ok(())
        }
        Kind::Table(sink) => table_row(cx, stream, sink, values),
        Kind::Analysis => Ok(()),
    }
}

/// Asks the predicate; without one everything is welcome. An error of the predicate is reported and keeps the row out.
fn welcome(
    cx: &mut Context<'_>,
    sink: &TableSink,
    change: Change,
    left: &Val,
    right: Option<&Val>,
) -> Result<bool> {
    let Some(f) = &sink.predicate else { return Ok(true) };
    let mut args = vec![change_item(cx, change), left.clone()];
    args.extend(right.cloned());
    match cx.call(f, &args) {
        Ok(v) => Ok(v.as_bool().unwrap_or(false)),
        Err(e) if matches!(e.cause(), zander_vm::Cause::Exit(_)) => Err(e),
        Err(e) => {
            cx.report_error(&e);
            Ok(false)
        }
    }
}

fn tell(
    cx: &mut Context<'_>,
    stream: &Stream,
    sink: &TableSink,
    change: Change,
    left: Val,
    right: Option<Val>,
) {
    let Some(event) = sink.event else { return };
    let mut args = vec![Val::Record(stream.description.clone()), change_item(cx, change), left];
    args.extend(right);
    raise(cx, event, args);
}

fn table_row(cx: &mut Context<'_>, stream: &Stream, sink: &mut TableSink, mut values: Vec<Val>) -> Result {
    let rest = values.split_off(sink.index_columns.min(values.len()));
    let key = match values.as_slice() {
        index if index.iter().any(Val::is_none) => None,
        [one] => Key::single(one),
        several => Key::composite(several),
    };
    let Some(key) = key else {
        stream.fault(cx, Severity::Warning, "a row has no value for its index and is left out");
        return Ok(());
    };
    let hash = fingerprint(&rest);
    let mut before = sink.known.get(&key).copied();
    if stream.mode == Mode::Stream {
        before = sink.table.contains(&key).then_some((!hash, 0));
    } else if let Some(entry) = sink.known.get_mut(&key)
        && entry.0 == hash
    {
        entry.1 = sink.reading;
        return Ok(());
    }
    let right = sink.value.as_ref().map(|layout| {
        if sink.want_record {
            Val::Record(layout.record(&mut rest.into_iter()))
        } else {
            rest.into_iter().next().unwrap_or_default()
        }
    });
    let left = Val::Record(sink.index.record(&mut values.into_iter()));
    let change = if before.is_some() { Change::Changed } else { Change::New };
    if !welcome(cx, sink, change, &left, right.as_ref())? {
        // An entry that was there stays as it was.
        if let Some((old, _)) = before.filter(|_| stream.mode != Mode::Stream) {
            sink.known.insert(key, (old, sink.reading));
        }
        return Ok(());
    }
    let old = sink.table.get(&key);
    if stream.mode != Mode::Stream {
        sink.known.insert(key.clone(), (hash, sink.reading));
    }
    let value = right.clone().unwrap_or_default();
    let table = sink.table.clone();
    if let Err(e) = cx.table_set_key(&table, key, value) {
        cx.report_error(&e);
    }
    // A change is told with the value that was there before.
    let told = match change {
        Change::Changed if right.is_some() => old.or(right),
        _ => right,
    };
    tell(cx, stream, sink, change, left, told);
    Ok(())
}

/// A reading of the whole source is over: entries that it did not have are removed, and the script is told.
pub(super) fn end(cx: &mut Context<'_>, stream: &Stream) -> Result {
    if let Kind::Table(sink) = &mut *stream.kind.borrow_mut()
        && stream.mode != Mode::Stream
    {
        let reading = sink.reading;
        let gone: Vec<Key> =
            sink.known.iter().filter(|(_, (_, r))| *r != reading).map(|(k, _)| k.clone()).collect();
        for key in gone {
            remove(cx, stream, sink, key)?;
        }
    }
    end_of_data(cx, stream);
    Ok(())
}

fn remove(cx: &mut Context<'_>, stream: &Stream, sink: &mut TableSink, key: Key) -> Result {
    let index = key.values(&sink.table.ty);
    let right = match &sink.value {
        Some(_) => sink.table.get(&key),
        None => None,
    };
    // What a script has taken out of the table meanwhile is gone already.
    if !sink.table.contains(&key) {
        sink.known.remove(&key);
        return Ok(());
    }
    let left = Val::Record(sink.index.record(&mut index.iter().cloned()));
    if !welcome(cx, sink, Change::Removed, &left, right.as_ref())? {
        let reading = sink.reading;
        if let Some(entry) = sink.known.get_mut(&key) {
            entry.1 = reading;
        }
        return Ok(());
    }
    sink.known.remove(&key);
    tell(cx, stream, sink, Change::Removed, left, right);
    let table = sink.table.clone();
    if let Err(e) = cx.table_delete(&table, &index) {
        cx.report_error(&e);
    }
    Ok(())
}

/// Raises `Input::end_of_data`.
pub(super) fn end_of_data(cx: &mut Context<'_>, stream: &Stream) {
    cx.raise("Input::end_of_data", [Val::str(&stream.name), Val::str(&stream.source)].into_iter().collect());
}

/// Bytes of an analysis stream, and their end (`None`).
pub(super) fn bytes(cx: &mut Context<'_>, stream: &Stream, data: Option<&[u8]>) -> Result {
    let Some(engine) = cx.state::<Option<crate::engine::Shared>>().clone() else { return Ok(()) };
    let env = Rc::clone(&engine.env);
    let mut queue = std::mem::take(&mut cx.queue);
    let mut failed = None;
    {
        let vm = &mut **cx;
        let mut drain = |q: &mut zander_event::Queue| {
            std::mem::swap(&mut *vm.queue, q);
            if let Err(e) = vm.drain() {
                failed = Some(e);
            }
            std::mem::swap(&mut *vm.queue, q);
        };
        match data {
            Some(data) => env.files.input_data(&mut queue, &mut drain, &stream.name, data),
            None => env.files.input_end(&mut queue, &mut drain, &stream.name),
        }
    }
    cx.queue = queue;
    failed.map_or(Ok(()), Err)
}
