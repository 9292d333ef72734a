//! The way of a record: event, hooks, filters, path, writer.

use super::builtins::{find, shared, stream_id};
use super::config::open_writer;
use super::{Filter, Limits, OpenLog, Stream};
use smallvec::smallvec;
use std::cell::RefCell;
use std::rc::Rc;
use zander_event::EventId;
use zander_logging::layout::{Layout, Row, Shape};
use zander_logging::rotation;
use zander_value::{EnumItem, FuncVal, Record, RecordRef, RecordType, Str, Table, Type, Val, Vector};
use zander_vm::{Context, RuntimeError};

/// `Log::__write(id, columns)`
pub(super) fn write(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let id = stream_id(args)?;
    let Some(stream) = find(cx, &id) else { return Ok(Val::Bool(false)) };
    let Some(Val::Record(given)) = args.get(1) else {
        return Err("only a record can be logged".into());
    };
    let (enabled, columns, event) = {
        let s = stream.borrow();
        (s.enabled, s.columns.clone(), s.event)
    };
    if !enabled {
        return Ok(Val::Bool(true));
    }
    let Some(record) = as_type(given, &columns) else {
        cx.error(format!("the record does not fit the log stream {:?}", id.name));
        return Ok(Val::Bool(false));
    };
    if let Some(event) = event
        && cx.queue.wanted(EventId(event))
    {
        cx.queue.push(EventId(event), smallvec![Val::Record(record.clone())]);
    }
    let hooked = stream_policy(cx);
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
fn stream_policy(cx: &mut Context<'_>) -> Option<Rc<FuncVal>> {
    let manager = shared(cx);
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
        let policy = filter.borrow().policy.clone();
        if let Some(hook) = policy
            && cx.has_bodies(hook.id)
        {
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
        let layout = filter.borrow().layout.clone().unwrap_or_default();
        let limited = limit(cx, record, &layout, &limits, &id.name.to_text());
        let row_record = limited.as_ref().unwrap_or(record);
        let extension = match filter.borrow().extension.clone() {
            Some((f, _)) => extension_record(cx, &f, &log.borrow().path)?,
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

/// A copy of the record with strings and containers cut to the stream's limits, or `None` when all fits. Only fields
/// at the first level and those of nested records that are logged count.
fn limit(
    cx: &mut Context<'_>,
    record: &RecordRef,
    layout: &Layout,
    limits: &Limits,
    stream: &str,
) -> Option<RecordRef> {
    if fits(record, layout, limits) {
        return None;
    }
    let mut spent = Spent::default();
    let made = cut(record, limits, &mut spent);
    if spent.cut_strings {
        tell_cut(cx, "log_string_field_truncated", stream);
    }
    if spent.cut_containers {
        tell_cut(cx, "log_container_field_truncated", stream);
    }
    made
}

/// What of a record was taken so far, and whether something was left out.
#[derive(Default)]
struct Spent {
    strings: u64,
    elements: u64,
    cut_strings: bool,
    cut_containers: bool,
}

fn tell_cut(cx: &mut Context<'_>, name: &str, stream: &str) {
    crate::builtins::reporter::weird(cx, name, stream);
}

/// Whether all strings and containers of a record are within the limits, which is the usual case.
fn fits(record: &Record, layout: &Layout, limits: &Limits) -> bool {
    // What is not logged may count here: when all of it fits, what is logged does.
    let mut all = Sizes::default();
    if !layout.scattered && record.all_written(|v| all.add(v, limits)) && all.fit(limits) {
        return true;
    }
    let mut logged = Sizes::default();
    let row = Row { record, extension: None };
    let mut each = layout.columns.iter().filter(|c| c.is_bulky());
    each.all(|column| column.with(&row, |v| logged.add(v, limits))) && logged.fit(limits)
}

/// Bytes of strings and elements of containers, together.
#[derive(Default)]
struct Sizes {
    strings: u64,
    elements: u64,
}

fn within(n: u64, limit: u64) -> bool {
    limit == 0 || n <= limit
}

impl Sizes {
    /// Adds a field; false when it alone is beyond the limits.
    fn add(&mut self, v: &Val, limits: &Limits) -> bool {
        match v {
            Val::Str(s) => {
                self.strings += s.len() as u64;
                within(s.len() as u64, limits.string)
            }
            Val::Table(t) => {
                self.elements += t.len() as u64;
                within(t.len() as u64, limits.elements)
            }
            Val::Vector(items) => {
                self.elements += items.len() as u64;
                within(items.len() as u64, limits.elements)
                    && items.items.borrow().iter().filter_map(Val::as_bytes).all(|s| {
                        self.strings += s.len() as u64;
                        within(s.len() as u64, limits.string)
                    })
            }
            _ => true,
        }
    }

    fn fit(&self, limits: &Limits) -> bool {
        within(self.strings, limits.all_strings) && within(self.elements, limits.all_elements)
    }
}

fn cut(record: &RecordRef, limits: &Limits, spent: &mut Spent) -> Option<RecordRef> {
    let mut changed: Option<RecordRef> = None;
    record.ty.with_fields(|fields| {
        for (slot, field) in fields.iter().enumerate().filter(|(_, f)| f.log) {
            let new = match &field.ty {
                Type::String | Type::Any => record.with(slot, |v| match v {
                    Val::Str(s) => cut_string(s, limits, spent).map(Val::Str),
                    _ => None,
                }),
                Type::Record(_) => match record.get(slot) {
                    Val::Record(inner) => cut(&inner, limits, spent).map(Val::Record),
                    _ => None,
                },
                Type::Vector(_) | Type::Table(_) => record.with(slot, |v| cut_container(v, limits, spent)),
                _ => None,
            };
            if let Some(v) = new {
                changed.get_or_insert_with(|| shallow_copy(record)).set(slot, v);
            }
        }
    });
    changed
}

fn shallow_copy(record: &RecordRef) -> RecordRef {
    let made = Record::new(&record.ty);
    for slot in 0..record.len() {
        match record.get(slot) {
            Val::Lazy => {}
            v => made.set(slot, v),
        }
    }
    made
}

fn cut_string(s: &Str, limits: &Limits, spent: &mut Spent) -> Option<Str> {
    let mut keep = s.len() as u64;
    if limits.string > 0 {
        keep = keep.min(limits.string);
    }
    if limits.all_strings > 0 {
        keep = keep.min(limits.all_strings.saturating_sub(spent.strings));
    }
    spent.strings += keep;
    spent.cut_strings |= keep < s.len() as u64;
    (keep < s.len() as u64).then(|| Str::new(s.as_bytes().get(..keep as usize).unwrap_or_default()))
}

fn cut_container(v: &Val, limits: &Limits, spent: &mut Spent) -> Option<Val> {
    let length = match v {
        Val::Vector(items) => items.len() as u64,
        Val::Table(t) => t.len() as u64,
        _ => return None,
    };
    let mut keep = length;
    if limits.elements > 0 {
        keep = keep.min(limits.elements);
    }
    if limits.all_elements > 0 {
        keep = keep.min(limits.all_elements.saturating_sub(spent.elements));
    }
    spent.elements += keep;
    spent.cut_containers |= keep < length;
    let mut changed = keep < length;
    match v {
        Val::Vector(items) => {
            let kept: Vec<Val> = items
                .items
                .borrow()
                .iter()
                .take(keep as usize)
                .map(|item| match item {
                    Val::Str(s) => cut_string(s, limits, spent).map_or_else(
                        || item.clone(),
                        |s| {
                            changed = true;
                            Val::Str(s)
                        },
                    ),
                    other => other.clone(),
                })
                .collect();
            changed.then(|| Val::Vector(Vector::from(items.element.clone(), kept)))
        }
        Val::Table(t) if changed => {
            let made = Table::new(&t.ty, None);
            for (k, e) in t.entries().into_iter().take(keep as usize) {
                made.insert_key(k, e.value, e.stamp);
            }
            Some(Val::Table(made))
        }
        _ => None,
    }
}
