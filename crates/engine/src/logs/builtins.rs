//! `Log::__create_stream` and the other functions through which scripts manage streams and filters.

use super::limits::Limits;
use super::{Filter, Shared, Stream, delay, field, function, text, write};
use std::cell::RefCell;
use std::rc::Rc;
use zander_value::{EnumItem, Flavor, RecordRef, RecordType, Type, Val};
use zander_vm::{BuiltinFn, Context, RuntimeError};

type Result = std::result::Result<Val, RuntimeError>;

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Log::__create_stream", create_stream),
    ("Log::__remove_stream", remove_stream),
    ("Log::__enable_stream", |cx, a| Ok(set_enabled(cx, a, true))),
    ("Log::__disable_stream", |cx, a| Ok(set_enabled(cx, a, false))),
    ("Log::__add_filter", add_filter),
    ("Log::__remove_filter", remove_filter),
    ("Log::__write", write::write),
    ("Log::write", write::write),
    ("Log::__set_buf", set_buffered),
    ("Log::__flush", flush),
    ("Log::flush_all", flush),
    ("Log::__delay", delay::delay),
    ("Log::__delay_finish", delay::finish),
    ("Log::__get_delay_queue_size", delay::queue_size),
    ("Log::__set_max_delay_interval", delay::set_max_interval),
    ("Log::__set_max_delay_queue_size", delay::set_max_queue_size),
];

pub(super) fn shared(cx: &mut Context<'_>) -> Shared {
    cx.state::<Shared>().clone()
}

pub(super) fn stream_id(args: &[Val]) -> std::result::Result<Rc<EnumItem>, RuntimeError> {
    match args.first() {
        Some(Val::Enum(e)) => Ok(e.clone()),
        _ => Err("the log stream is not set".into()),
    }
}

/// A record with all its defaults made.
fn record(cx: &mut Context<'_>, args: &[Val], at: usize) -> std::result::Result<RecordRef, RuntimeError> {
    match args.get(at) {
        Some(Val::Record(r)) => {
            write::make_lazy_fields(cx, r);
            Ok(r.clone())
        }
        _ => Err("a record is needed here".into()),
    }
}

pub(super) fn find(cx: &mut Context<'_>, id: &EnumItem) -> Option<Rc<RefCell<Stream>>> {
    shared(cx).stream(id)
}

/// The type of records that `$columns` names.
fn columns(v: Option<Val>) -> Option<Rc<RecordType>> {
    match v {
        Some(Val::Type(t)) => match &*t {
            Type::Record(r) => Some(r.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn create_stream(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let id = stream_id(args)?;
    let settings = record(cx, args, 1)?;
    let Some(columns) = columns(field(&settings, "columns")) else {
        cx.error("logging columns must be a record type");
        return Ok(Val::Bool(false));
    };
    if let Some(column) = unloggable(&columns) {
        cx.error(format!("field {column} has a type that cannot be logged"));
        return Ok(Val::Bool(false));
    }
    let event = match field(&settings, "ev") {
        Some(Val::Func(f)) if f.ty.flavor == Flavor::Event && f.ty.params.len() == 1 => Some(f.id),
        Some(_) => {
            cx.error("the event of a log stream takes one argument: the stream's record");
            return Ok(Val::Bool(false));
        }
        None => None,
    };
    let count = |name: &str| field(&settings, name).and_then(|v| v.as_count()).unwrap_or(0);
    let limit = |name: &str| match count(name) {
        0 => u64::MAX,
        most => most,
    };
    let stream = Stream {
        id: id.clone(),
        columns,
        enabled: true,
        event,
        policy: function(field(&settings, "policy")),
        filters: Vec::new(),
        limits: Limits {
            string: limit("max_field_string_bytes"),
            all_strings: limit("max_total_string_bytes"),
            elements: limit("max_field_container_elements"),
            all_elements: limit("max_total_container_elements"),
        },
        max_delay: field(&settings, "max_delay_interval").and_then(|v| v.as_seconds()).unwrap_or(0.0),
        max_delayed: count("max_delay_queue_size"),
        unbuffered: false,
    };
    let manager = shared(cx);
    manager.0.borrow_mut().streams.insert(id.value, Rc::new(RefCell::new(stream)));
    Ok(Val::Bool(true))
}

/// The first `&log` field whose type no log can hold.
fn unloggable(record: &RecordType) -> Option<String> {
    fn loggable(ty: &Type, nested: bool) -> bool {
        match ty {
            Type::Table(t) if t.is_set() => !nested && t.index.len() == 1 && loggable(&t.index[0], true),
            Type::Vector(e) => !nested && loggable(e, true),
            Type::Record(_) => !nested,
            Type::Table(_) | Type::Opaque(_) | Type::Type(_) | Type::List(_) | Type::Void => false,
            _ => true,
        }
    }
    record.with_fields(|fields| {
        fields.iter().filter(|f| f.log).find(|f| !loggable(&f.ty, false)).map(|f| f.name.to_string())
    })
}

fn remove_stream(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let id = stream_id(args)?;
    let now = cx.network_time();
    let manager = shared(cx);
    let mut manager = manager.0.borrow_mut();
    let known = manager.streams.remove(&id.value).is_some();
    let closing: Vec<_> =
        manager.open.iter().filter(|(_, l)| l.borrow().stream == id.value).map(|(k, _)| k.clone()).collect();
    let mut failed = None;
    for key in closing {
        if let Some(log) = manager.open.remove(&key) {
            failed = log.borrow_mut().writer.finish(now).err().or(failed);
        }
    }
    manager.recompute_rotation();
    drop(manager);
    if let Some(e) = failed {
        cx.error(e.to_string());
    }
    Ok(Val::Bool(known))
}

fn set_enabled(cx: &mut Context<'_>, args: &[Val], on: bool) -> Val {
    let stream = stream_id(args).ok().and_then(|id| find(cx, &id));
    if let Some(s) = &stream {
        s.borrow_mut().enabled = on;
    }
    Val::Bool(stream.is_some())
}

fn add_filter(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let id = stream_id(args)?;
    // What a script does to its record afterwards is about the next filter.
    let Val::Record(settings) = Val::Record(record(cx, args, 1)?).deep_copy() else {
        return Ok(Val::Bool(false));
    };
    let Some(stream) = find(cx, &id) else { return Ok(Val::Bool(false)) };
    let Some(Val::Enum(writer)) = field(&settings, "writer") else {
        cx.error("the filter names no writer");
        return Ok(Val::Bool(false));
    };
    let extension = function(field(&settings, "ext_func")).and_then(|f| match &f.ty.result {
        Type::Record(r) => Some((f.clone(), r.clone())),
        _ => None,
    });
    let mut stream = stream.borrow_mut();
    let policy = function(field(&settings, "policy")).or_else(|| stream.policy.clone());
    let filter = Filter {
        name: text(field(&settings, "name")).unwrap_or_default(),
        writer,
        path: text(field(&settings, "path")),
        path_func: function(field(&settings, "path_func")),
        policy,
        extension,
        local: field(&settings, "log_local").and_then(|v| v.as_bool()).unwrap_or(true),
        rotation: field(&settings, "interv").and_then(|v| v.as_seconds()).unwrap_or(0.0),
        layout: None,
        last: None,
        record: settings,
    };
    stream.filters.retain(|f| f.borrow().name != filter.name);
    stream.filters.push(Rc::new(RefCell::new(filter)));
    Ok(Val::Bool(true))
}

fn remove_filter(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let id = stream_id(args)?;
    let name = text(args.get(1).cloned()).unwrap_or_default();
    let Some(stream) = find(cx, &id) else { return Ok(Val::Bool(false)) };
    stream.borrow_mut().filters.retain(|f| f.borrow().name != name);
    // A filter that is not there is as good as removed.
    Ok(Val::Bool(true))
}

fn set_buffered(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let id = stream_id(args)?;
    let buffered = args.get(1).and_then(Val::as_bool).unwrap_or(true);
    let Some(stream) = find(cx, &id) else { return Ok(Val::Bool(false)) };
    stream.borrow_mut().unbuffered = !buffered;
    Ok(Val::Bool(true))
}

fn flush(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let flushed = shared(cx).flush(cx);
    Ok(Val::Bool(flushed))
}
