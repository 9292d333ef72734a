//! The way of a record: event, hooks, filters, path, writer.

use super::builtins::{shared, stream_id};
use super::config::open_writer;
use super::limits::limit;
use super::{Filter, OpenLog, Shared, Stream};
use smallvec::smallvec;
use std::cell::RefCell;
use std::rc::Rc;
use zander_event::EventId;
use zander_logging::layout::{Layout, Row, Shape};
use zander_logging::rotation;
use zander_value::{EnumItem, FuncVal, Record, RecordRef, RecordType, Str, Type, Val};
use zander_vm::{Context, RuntimeError};

/// `Log::__write(id, columns)`
pub(super) fn write(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let id = stream_id(args)?;
    let manager = shared(cx);
    let Some(stream) = manager.stream(&id) else { return Ok(Val::Bool(false)) };
    let Some(Val::Record(given)) = args.get(1) else {
        return Err("only a record can be logged".into());
    };
    let (fitting, event) = {
        let s = stream.borrow();
        if !s.enabled {
            return Ok(Val::Bool(true));
        }
        (as_type(given, &s.columns), s.event)
    };
    let Some(record) = fitting else {
        cx.error(format!("the record does not fit the log stream {:?}", id.name));
        return Ok(Val::Bool(false));
    };
    if let Some(event) = event
        && cx.queue.wanted(EventId(event))
    {
        cx.queue.push(EventId(event), smallvec![Val::Record(record.clone())]);
    }
    let hooked = stream_policy(cx, &manager);
    if let Some(hook) = hooked {
        let depth = super::delay::begin(cx, &stream, &record);
        let passed = call_hook(cx, &hook, &[Val::Record(record.clone()), Val::Enum(id.clone())]);
        let held = super::delay::end(cx, depth);
        if !passed || held {
            return Ok(Val::Bool(true));
        }
    }
    to_filters(cx, &stream, &record)?;
    Ok(Val::Bool(true))
}

/// The hook over all records of all streams, when it has handlers.
fn stream_policy(cx: &mut Context<'_>, manager: &Shared) -> Option<Rc<FuncVal>> {
    let id = (*manager.0.borrow().stream_policy.get_or_init(|| cx.function("Log::log_stream_policy")))?;
    if !cx.has_bodies(id) {
        return None;
    }
    match cx.func_value(id) {
        Some(Val::Func(f)) => Some(f),
        _ => None,
    }
}

/// True unless a handler broke the hook off. An error counts as passed, as everywhere with hooks.
fn call_hook(cx: &mut Context<'_>, hook: &Rc<FuncVal>, args: &[Val]) -> bool {
    match cx.call(hook, args) {
        Ok(v) => v.as_bool().unwrap_or(true),
        Err(e) => {
            cx.report_error(&e);
            true
        }
    }
}

/// The record itself when it has the stream's type, or one of that type with the fields that fit.
fn as_type(given: &RecordRef, columns: &Rc<RecordType>) -> Option<RecordRef> {
    if Rc::ptr_eq(&given.ty, columns) {
        return Some(given.clone());
    }
    let made = Record::new(columns);
    given.ty.with_fields(|fields| {
        for (from, field) in fields.iter().enumerate() {
            match columns.slot(&field.name) {
                Some(to) if given.has(from) => made.set(to, given.get(from)),
                Some(_) => {}
                None => return None,
            }
        }
        Some(())
    })?;
    Some(made)
}

/// Hands a record to the filters of a stream. The hooks for the whole stream have been asked.
pub(super) fn to_filters(
    cx: &mut Context<'_>,
    stream: &Rc<RefCell<Stream>>,
    record: &RecordRef,
) -> Result<(), RuntimeError> {
    let (id, limits) = {
        let s = stream.borrow();
        (s.id.clone(), s.limits)
    };
    for at in 0.. {
        let filter = stream.borrow().filters.get(at).cloned();
        let Some(filter) = &filter else { break };
        let policy = filter.borrow().policy.as_ref().filter(|hook| cx.has_bodies(hook.id)).cloned();
        if let Some(hook) = policy {
            let settings = Val::Record(filter.borrow().record.clone());
            if !call_hook(cx, &hook, &[Val::Record(record.clone()), Val::Enum(id.clone()), settings]) {
                continue;
            }
        }
        let usual = usual_log(&filter.borrow());
        let log = match usual {
            Some(log) => log,
            None => {
                let Some(path) = path_for(cx, filter, &id, record)? else { continue };
                if !filter.borrow().local {
                    continue;
                }
                let Some(log) = log_for(cx, stream, filter, path) else { continue };
                log
            }
        };
        // Made when the log was opened.
        let (layout, extend) = {
            let f = filter.borrow();
            (f.layout.clone().unwrap_or_default(), f.extension.as_ref().map(|(f, _)| f.clone()))
        };
        let limited = limit(cx, record, &layout, &limits, &id);
        let row_record = limited.as_ref().unwrap_or(record);
        let extension = match extend {
            Some(f) => extension_record(cx, &f, &log.borrow().path)?,
            None => None,
        };
        for path in &layout.evaluated {
            make_lazy_field(cx, row_record, path);
        }
        let written =
            log.borrow_mut().writer.write(&Row { record: row_record, extension: extension.as_deref() });
        if let Err(e) = written {
            let first = shared(cx).0.borrow_mut().first_report(e.to_string());
            if let Some(message) = first {
                cx.error(message);
            }
        }
    }
    Ok(())
}

/// The log of a filter whose path never changes, once it is open.
fn usual_log(f: &Filter) -> Option<Rc<RefCell<OpenLog>>> {
    let (last, log) = f.last.as_ref()?;
    let usual = f.path_func.is_none() && f.path.as_ref() == Some(last) && f.local;
    (usual && !log.borrow().path.is_empty()).then(|| log.clone())
}

/// Makes the default at the end of a path of slots, if only the VM can and nobody did.
fn make_lazy_field(cx: &mut Context<'_>, record: &RecordRef, path: &[u32]) {
    let Some((&slot, rest)) = path.split_first() else { return };
    let slot = slot as usize;
    if record.peek(slot, |v| matches!(v, Val::Lazy))
        && let Some(f) = record.lazy_function(slot)
    {
        let made = zander_vm::Vm::call(cx, f, &[]).unwrap_or_else(|e| {
            cx.report_error(&e);
            Val::None
        });
        record.set(slot, made);
    }
    if !rest.is_empty()
        && let Val::Record(inner) = record.get(slot)
    {
        make_lazy_field(cx, &inner, rest);
    }
}

/// Defaults that only the VM can make must be made before a writer looks at the record.
pub(super) fn make_lazy_fields(cx: &mut Context<'_>, record: &RecordRef) {
    for slot in 0..record.len() {
        match record.get(slot) {
            Val::Lazy => {
                if let Some(f) = record.lazy_function(slot) {
                    match zander_vm::Vm::call(cx, f, &[]) {
                        Ok(v) => record.set(slot, v),
                        Err(e) => {
                            cx.report_error(&e);
                            record.set(slot, Val::None);
                        }
                    }
                }
            }
            Val::Record(inner) => make_lazy_fields(cx, &inner),
            _ => {}
        }
    }
}

fn path_for(
    cx: &mut Context<'_>,
    filter: &Rc<RefCell<Filter>>,
    id: &Rc<EnumItem>,
    record: &RecordRef,
) -> Result<Option<Str>, RuntimeError> {
    let (path, path_func, columns) = {
        let f = filter.borrow();
        (f.path.clone().unwrap_or_default(), f.path_func.clone(), record.clone())
    };
    let Some(f) = path_func else { return Ok(Some(Str::from(path.as_str()))) };
    // The function may ask for a record of another type: the fields it names are handed over.
    let argument = match f.ty.params.get(2).map(|p| &p.ty) {
        Some(Type::Record(wanted)) if !Rc::ptr_eq(wanted, &columns.ty) => narrowed(&columns, wanted),
        _ => Val::Record(columns),
    };
    match cx.call(&f, &[Val::Enum(id.clone()), Val::str(&path), argument]) {
        Ok(Val::Str(s)) => {
            if path.is_empty() && filter.borrow().path.is_none() {
                filter.borrow_mut().path = Some(s.to_text().into_owned());
            }
            Ok(Some(s))
        }
        Ok(_) => Ok(None),
        Err(e) => {
            cx.report_error(&e);
            Ok(None)
        }
    }
}

fn narrowed(record: &RecordRef, wanted: &Rc<RecordType>) -> Val {
    let made = Record::new(wanted);
    wanted.with_fields(|fields| {
        for (to, field) in fields.iter().enumerate() {
            if let Some(from) = record.ty.slot(&field.name) {
                made.set(to, record.get(from));
            }
        }
    });
    Val::Record(made)
}

fn extension_record(
    cx: &mut Context<'_>,
    f: &Rc<FuncVal>,
    path: &str,
) -> Result<Option<RecordRef>, RuntimeError> {
    match cx.call(f, &[Val::str(path)]) {
        Ok(Val::Record(r)) => {
            make_lazy_fields(cx, &r);
            Ok(Some(r))
        }
        Ok(_) => Ok(None),
        Err(e) => {
            cx.report_error(&e);
            Ok(None)
        }
    }
}

fn log_for(
    cx: &mut Context<'_>,
    stream: &Rc<RefCell<Stream>>,
    filter: &Rc<RefCell<Filter>>,
    path: Str,
) -> Option<Rc<RefCell<OpenLog>>> {
    if let Some((last, log)) = &filter.borrow().last
        && last.as_bytes() == path.as_bytes()
        && !log.borrow().path.is_empty()
    {
        return Some(log.clone());
    }
    let wanted = path.to_text().into_owned();
    let (stream_id, filter_name, kind, rotation_interval) = {
        let f = filter.borrow();
        (stream.borrow().id.value, f.name.clone(), f.writer.clone(), f.rotation)
    };
    let manager = shared(cx);
    // Two filters that end up with one path do not share a file: the later one gets a number.
    let mut name = wanted.clone();
    let mut number = 2;
    loop {
        let found = manager.0.borrow().open.get(&(kind.value, name.clone())).cloned();
        match found {
            Some(log) if log.borrow().stream == stream_id && log.borrow().filter == filter_name => {
                filter.borrow_mut().last = Some((wanted, log.clone()));
                return Some(log);
            }
            Some(_) => {
                name = format!("{wanted}-{number}");
                number += 1;
            }
            None => break,
        }
    }
    if number > 2 {
        cx.warning(format!("write using filter '{filter_name}' on path '{wanted}' changed to use new path '{name}' to avoid conflict"));
    }
    let layout = layout_of(&stream.borrow().columns, filter);
    let unbuffered = stream.borrow().unbuffered;
    let settings = filter.borrow().record.clone();
    let opened = open_writer(cx, &kind, &name, layout, &settings, unbuffered, rotation_interval > 0.0);
    let (writer, extension) = match opened {
        Ok(w) => w,
        Err(e) => {
            let first = {
                let mut manager = manager.0.borrow_mut();
                *manager.unopened.entry(name).or_default() += 1;
                manager.first_report(e.to_string())
            };
            if let Some(message) = first {
                cx.error(message);
            }
            return None;
        }
    };
    let now = cx.network_time();
    let due =
        if rotation_interval > 0.0 { rotation::next(now, rotation_interval, 0.0) } else { f64::INFINITY };
    let log = Rc::new(RefCell::new(OpenLog {
        stream: stream_id,
        filter: filter_name,
        path: name.clone(),
        writer,
        writer_kind: kind.clone(),
        opened: now,
        rotation: rotation_interval,
        due,
        postprocessor: super::function(super::field(&settings, "postprocessor")),
        extension,
    }));
    let mut manager = manager.0.borrow_mut();
    manager.open.insert((kind.value, name), log.clone());
    manager.recompute_rotation();
    drop(manager);
    filter.borrow_mut().last = Some((wanted, log.clone()));
    Some(log)
}

fn layout_of(columns: &Rc<RecordType>, filter: &Rc<RefCell<Filter>>) -> Layout {
    if let Some(l) = &filter.borrow().layout {
        return (**l).clone();
    }
    let settings = filter.borrow().record.clone();
    let names = |name: &str| match super::field(&settings, name) {
        Some(Val::Table(t)) => {
            Some(t.entries().iter().filter_map(|(k, _)| super::text(Some(k.value(&t.ty)))).collect())
        }
        _ => None,
    };
    let (include, exclude) = (names("include"), names("exclude"));
    let rename = match super::field(&settings, "field_name_map") {
        Some(Val::Table(t)) => t
            .entries()
            .into_iter()
            .filter_map(|(k, e)| Some((super::text(Some(k.value(&t.ty)))?, super::text(Some(e.value))?)))
            .collect(),
        _ => std::collections::HashMap::new(),
    };
    let scope = super::text(super::field(&settings, "scope_sep"));
    let prefix = super::text(super::field(&settings, "ext_prefix")).unwrap_or_default();
    let extension = filter.borrow().extension.clone();
    let layout = Layout::new(
        columns,
        &Shape {
            include: include.as_ref(),
            exclude: exclude.as_ref(),
            rename: (!rename.is_empty()).then_some(&rename),
            scope_separator: scope.as_deref(),
            extension: extension.as_ref().map(|(_, r)| (&**r, prefix.as_str())),
        },
    );
    filter.borrow_mut().layout = Some(Rc::new(layout.clone()));
    layout
}
