//! Stores that scripts keep values in: `Storage::Sync` and `Storage::Async`.
//!
//! Keys and values are JSON in the store. Operations of both interfaces are done when they are asked for; the asynchronous one may
//! only be used where it could wait, in the condition of a `when`.

use super::Result;
use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::{Rc, Weak};
use std::time::Duration;
use zander_builtins::complain;
use zander_event::Declarations;
use zander_storage::{Options, Store};
use zander_value::json::{ReadError, Reader, ToJson, Warning, from_json, to_json};
use zander_value::{EnumItem, Opaque, OpaqueRef, Record, RecordRef, Str, Type, Val};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Storage::is_open", |_, a| Ok(Val::Bool(backend(a)?.store.borrow().is_some()))),
    ("Storage::is_forced_sync", |_, a| Ok(Val::Bool(backend(a)?.forced_sync))),
    ("Storage::Sync::__open_backend", open),
    ("Storage::Sync::__close_backend", close),
    ("Storage::Sync::__put", put),
    ("Storage::Sync::__get", get),
    ("Storage::Sync::__erase", erase),
    ("Storage::Async::__open_backend", |cx, a| waiting(cx, a, open)),
    ("Storage::Async::__close_backend", |cx, a| waiting(cx, a, close)),
    ("Storage::Async::__put", |cx, a| waiting(cx, a, put)),
    ("Storage::Async::__get", |cx, a| waiting(cx, a, get)),
    ("Storage::Async::__erase", |cx, a| waiting(cx, a, erase)),
];

/// The stores that are open, for the sweep of expired values.
#[derive(Clone, Default)]
pub struct Open(Rc<RefCell<Sweep>>);

#[derive(Default)]
struct Sweep {
    backends: Vec<Weak<Backend>>,
    /// When the next sweep is due; 0 before the first store.
    due: f64,
    interval: f64,
}

impl Open {
    /// Removes expired values when it is time for that (`Storage::expire_interval`).
    pub fn sweep(&self, now: f64) {
        let sweep = &mut *self.0.borrow_mut();
        if sweep.backends.is_empty() || now < sweep.due {
            return;
        }
        sweep.due = now + sweep.interval;
        sweep.backends.retain(|weak| {
            let Some(backend) = weak.upgrade() else { return false };
            let store = backend.store.borrow();
            if let Some(store) = &*store {
                // What cannot be removed now is not given out either, and the next sweep tries again.
                let _ = store.expire(now);
            }
            store.is_some()
        });
    }
}

struct Backend {
    /// `None` once it is closed.
    store: RefCell<Option<Store>>,
    key_type: Rc<Type>,
    value_type: Rc<Type>,
    forced_sync: bool,
}

/// `opaque of Storage::BackendHandle`.
struct Handle(Rc<Backend>);

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Storage::BackendHandle")
    }
}

impl Opaque for Handle {
    fn type_name(&self) -> &str {
        "Storage::BackendHandle"
    }

    /// A copy is the same store.
    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(Handle(self.0.clone())))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn backend(args: &[Val]) -> Result<Rc<Backend>> {
    match args.first() {
        Some(Val::Opaque(o)) => {
            o.get::<Handle>().map(|h| h.0.clone()).ok_or_else(|| "this is no handle of a store".into())
        }
        _ => Err("the handle of the store is not set".into()),
    }
}

/// A `Storage::OperationResult`.
fn outcome(cx: &Context<'_>, code: &str, error: Option<String>, value: Val) -> Result {
    let (Some(Type::Record(ty)), Some(codes)) =
        (cx.type_named("Storage::OperationResult"), cx.enumeration("Storage::ReturnCode"))
    else {
        return Err("no script declares the outcome of operations on stores".into());
    };
    let r = Record::new(&ty);
    let item = codes.by_name(format!("Storage::{code}").as_bytes()).map_or(Val::None, Val::Enum);
    for (name, v) in [("code", item), ("error_str", error.map_or(Val::None, Val::str)), ("value", value)] {
        if let Some(slot) = r.ty.slot(name).filter(|_| !v.is_none()) {
            r.set(slot, v);
        }
    }
    Ok(Val::Record(r))
}

fn failed(cx: &Context<'_>, code: &str, error: impl Into<String>) -> Result {
    outcome(cx, code, Some(error.into()), Val::None)
}

/// Runs an operation of the asynchronous interface.
fn waiting(cx: &mut Context<'_>, args: &[Val], operation: BuiltinFn) -> Result {
    if !cx.evaluates_when() {
        complain(cx, "asynchronous operations on stores may only be used in the condition of a when");
        return failed(cx, "OPERATION_FAILED", "not in the condition of a when");
    }
    operation(cx, args)
}

/// The time by which values expire: that of packets, or of the clock while there are none.
fn now(cx: &mut Context<'_>) -> f64 {
    let time = cx.network_time();
    if time > 0.0 { time } else { cx.host.now() }
}

fn field(record: &RecordRef, name: &str) -> Option<Val> {
    Some(record.get_named(name)).filter(|v| !v.is_none())
}

fn text(v: Option<Val>) -> Option<String> {
    match v {
        Some(Val::Str(s)) => Some(s.to_text().into_owned()),
        _ => None,
    }
}

/// The settings of a SQLite store.
fn sqlite(options: &RecordRef) -> Option<Options> {
    let Some(Val::Record(own)) = field(options, "sqlite") else { return None };
    let seconds = field(&own, "busy_timeout").and_then(|v| v.as_seconds()).unwrap_or(5.0);
    let pragmas = match field(&own, "pragma_commands") {
        Some(Val::Table(t)) => t
            .entries()
            .into_iter()
            .filter_map(|(k, e)| Some((text(Some(k.value(&t.ty)))?, text(Some(e.value)).unwrap_or_default())))
            .collect(),
        _ => Vec::new(),
    };
    Some(Options {
        path: text(field(&own, "database_path"))?,
        table: text(field(&own, "table_name"))?,
        busy_timeout: Duration::try_from_secs_f64(seconds).unwrap_or_default(),
        pragmas,
    })
}

fn open(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let [Val::Enum(tag), Val::Record(options), Val::Type(key_type), Val::Type(value_type), ..] = args else {
        return failed(
            cx,
            "INITIALIZATION_FAILED",
            "a store is opened with a backend, its options and two types",
        );
    };
    let (tag, options): (Rc<EnumItem>, RecordRef) = (tag.clone(), options.clone());
    if tag.name.as_bytes() != b"Storage::STORAGE_BACKEND_SQLITE" {
        return failed(cx, "INITIALIZATION_FAILED", format!("there is no backend {}", tag.name.to_text()));
    }
    let Some(settings) = sqlite(&options) else {
        return failed(
            cx,
            "INITIALIZATION_FAILED",
            "the options have none for SQLite: the field sqlite is not set",
        );
    };
    let store = match Store::open(&settings) {
        Ok(store) => store,
        Err(e) => {
            return failed(cx, "INITIALIZATION_FAILED", format!("SQLite cannot open {}: {e}", settings.path));
        }
    };
    let backend = Rc::new(Backend {
        store: RefCell::new(Some(store)),
        key_type: key_type.clone(),
        value_type: value_type.clone(),
        forced_sync: field(&options, "forced_sync").and_then(|v| v.as_bool()).unwrap_or(false),
    });
    let interval = cx.global("Storage::expire_interval").and_then(|v| v.as_seconds()).unwrap_or(15.0);
    let time = now(cx);
    {
        let open = cx.state::<Open>().clone();
        let sweep = &mut *open.0.borrow_mut();
        sweep.backends.push(Rc::downgrade(&backend));
        (sweep.interval, sweep.due) = (interval, time + interval);
    }
    cx.raise("Storage::backend_opened", [Val::Enum(tag), Val::Record(options)].into_iter().collect());
    outcome(cx, "SUCCESS", None, Val::Opaque(OpaqueRef::new(Handle(backend))))
}

fn close(cx: &mut Context<'_>, args: &[Val]) -> Result {
    match backend(args)?.store.take() {
        Some(_) => outcome(cx, "SUCCESS", None, Val::None),
        None => failed(cx, "NOT_CONNECTED", "the store is closed"),
    }
}

/// True when a value of type `given` can be kept where `wanted` is.
fn agrees(given: &Type, wanted: &Type) -> bool {
    std::mem::discriminant(given) == std::mem::discriminant(wanted) && given.to_string() == wanted.to_string()
}

fn json(v: &Val) -> Vec<u8> {
    let mut out = b"JSON;".to_vec();
    out.extend(to_json(v, ToJson { only_loggable: false, field_escape: None, interval_as_double: false }));
    out
}

/// The key as it is stored, or the outcome that says why it cannot be one.
fn key(cx: &Context<'_>, backend: &Backend, args: &[Val]) -> std::result::Result<Vec<u8>, Result> {
    let Some(key) = args.get(1) else { return Err(failed(cx, "OPERATION_FAILED", "there is no key")) };
    if !agrees(&key.type_of(), &backend.key_type) {
        let words =
            format!("the key is a {}, and those of the store are {}", key.type_of(), backend.key_type);
        return Err(failed(cx, "KEY_TYPE_MISMATCH", words));
    }
    Ok(json(key))
}

/// Does something with an open store.
fn with(
    cx: &mut Context<'_>,
    args: &[Val],
    f: impl FnOnce(&mut Context<'_>, &Backend, &Store, &[u8]) -> Result,
) -> Result {
    let backend = backend(args)?;
    let key = match key(cx, &backend, args) {
        Ok(key) => key,
        Err(answer) => return answer,
    };
    let store = backend.store.borrow();
    match &*store {
        Some(store) => f(cx, &backend, store, &key),
        None => failed(cx, "NOT_CONNECTED", "the store is closed"),
    }
}

fn put(cx: &mut Context<'_>, args: &[Val]) -> Result {
    with(cx, args, |cx, backend, store, key| {
        let Some(value) = args.get(2) else { return failed(cx, "OPERATION_FAILED", "there is no value") };
        if !agrees(&value.type_of(), &backend.value_type) {
            let words = format!(
                "the value is a {}, and those of the store are {}",
                value.type_of(),
                backend.value_type
            );
            return failed(cx, "VAL_TYPE_MISMATCH", words);
        }
        let overwrite = args.get(3).and_then(Val::as_bool).unwrap_or(true);
        let life = args.get(4).and_then(Val::as_seconds).unwrap_or(0.0);
        let time = now(cx);
        let expires = if life > 0.0 { time + life } else { 0.0 };
        match store.put(key, &json(value), overwrite, expires, time) {
            Ok(true) => outcome(cx, "SUCCESS", None, Val::None),
            Ok(false) => failed(cx, "KEY_EXISTS", "there is a value of this key"),
            Err(e) => failed(cx, "OPERATION_FAILED", e),
        }
    })
}

/// Takes JSON as it was written here.
struct Plain;

impl Reader for Plain {
    type Failure = std::convert::Infallible;

    fn field_name(&mut self, name: &[u8]) -> std::result::Result<Str, Self::Failure> {
        Ok(name.into())
    }

    fn warn(&mut self, _: Warning) {}
}

fn get(cx: &mut Context<'_>, args: &[Val]) -> Result {
    with(cx, args, |cx, backend, store, key| {
        let time = now(cx);
        match store.get(key, time) {
            Ok(Some(bytes)) => {
                let text = bytes.strip_prefix(b"JSON;").unwrap_or(&bytes);
                match from_json(text, &backend.value_type, &mut Plain) {
                    Ok(v) => outcome(cx, "SUCCESS", None, v),
                    Err(ReadError::Text(e)) => failed(cx, "OPERATION_FAILED", e),
                    Err(ReadError::Failure(never)) => match never {},
                }
            }
            Ok(None) => failed(cx, "KEY_NOT_FOUND", "there is no value of this key"),
            Err(e) => failed(cx, "OPERATION_FAILED", e),
        }
    })
}

fn erase(cx: &mut Context<'_>, args: &[Val]) -> Result {
    with(cx, args, |cx, _, store, key| match store.erase(key) {
        Ok(true) => outcome(cx, "SUCCESS", None, Val::None),
        Ok(false) => failed(cx, "KEY_NOT_FOUND", "there is no value of this key"),
        Err(e) => failed(cx, "OPERATION_FAILED", e),
    })
}
