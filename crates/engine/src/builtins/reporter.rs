//! Messages and weirds that scripts raise, and the sampling of weirds.

use super::{Result, engine};
use std::rc::Rc;
use zander_value::{Key, RecordRef, Str, Table, TableType, Type, Val};
use zander_vm::{BuiltinFn, Cause, Context, Severity};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Reporter::info", |cx, a| message(cx, a, Severity::Info)),
    ("Reporter::warning", |cx, a| message(cx, a, Severity::Warning)),
    ("Reporter::error", |cx, a| message(cx, a, Severity::Error)),
    ("Reporter::fatal", fatal),
    ("Reporter::fatal_error_with_core", fatal),
    ("Reporter::net_weird", net_weird),
    ("Reporter::flow_weird", flow_weird),
    ("Reporter::conn_weird", conn_weird),
    ("Reporter::file_weird", file_weird),
    ("Reporter::get_weird_sampling_threshold", |cx, _| sampling(cx, |s| Val::Count(s.threshold))),
    ("Reporter::get_weird_sampling_rate", |cx, _| sampling(cx, |s| Val::Count(s.rate))),
    ("Reporter::get_weird_sampling_duration", |cx, _| sampling(cx, |s| Val::Interval(s.duration))),
    ("Reporter::get_weird_sampling_whitelist", |cx, _| sampling(cx, |s| set(&s.whitelist))),
    ("Reporter::get_weird_sampling_global_list", |cx, _| sampling(cx, |s| set(&s.global_list))),
    ("Reporter::set_weird_sampling_threshold", |cx, a| {
        let n = count(a)?;
        change(cx, |s| s.threshold = n)
    }),
    ("Reporter::set_weird_sampling_rate", |cx, a| {
        let n = count(a)?;
        change(cx, |s| s.rate = n)
    }),
    ("Reporter::set_weird_sampling_duration", |cx, a| {
        let seconds = a.first().and_then(Val::as_seconds).ok_or("the interval is not set")?;
        change(cx, |s| s.duration = seconds)
    }),
    ("Reporter::set_weird_sampling_whitelist", |cx, a| {
        let names = names(a)?;
        change(cx, |s| s.whitelist = names)
    }),
    ("Reporter::set_weird_sampling_global_list", |cx, a| {
        let names = names(a)?;
        change(cx, |s| s.global_list = names)
    }),
    ("get_reporter_stats", stats),
];

fn text(args: &[Val], at: usize) -> Result<Str> {
    match args.get(at) {
        Some(Val::Str(s)) => Ok(s.clone()),
        _ => Err("the string is not set".into()),
    }
}

fn count(args: &[Val]) -> Result<u64> {
    args.first().and_then(Val::as_count).ok_or_else(|| "the count is not set".into())
}

fn names(args: &[Val]) -> Result<std::collections::HashSet<String>> {
    let Some(Val::Table(t)) = args.first() else { return Err("the set is not set".into()) };
    let name = |key: Key| key.value(&t.ty).as_bytes().map(|b| String::from_utf8_lossy(b).into_owned());
    Ok(t.entries().into_iter().filter_map(|(key, _)| name(key)).collect())
}

fn set(names: &std::collections::HashSet<String>) -> Val {
    let ty = Rc::new(TableType { index: vec![Type::String], value: None, name: None });
    let set = Table::new(&ty, None);
    for name in names {
        set.insert_key(Key::Str(Str::from(name.as_str())), Val::None, 0.0);
    }
    Val::Table(set)
}

fn message(cx: &mut Context<'_>, args: &[Val], severity: Severity) -> Result {
    let text = text(args, 0)?.to_text().into_owned();
    cx.report(severity, text);
    Ok(Val::Bool(true))
}

fn fatal(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let text = text(args, 0)?.to_text().into_owned();
    cx.report(Severity::Fatal, text);
    Err(Cause::Exit(1).into())
}

fn net_weird(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (name, addl, source) = (text(args, 0)?, text(args, 1)?, text(args, 2)?);
    unrelated(cx, &name.to_text(), &addl.to_text(), &source.to_text())?;
    Ok(Val::Bool(true))
}

/// Raises a weird of no connection, unless sampling leaves it out.
fn unrelated(cx: &mut Context<'_>, name: &str, addl: &str, source: &str) -> Result<()> {
    let env = engine(cx)?.env;
    let now = cx.queue.now;
    if env.weirds.borrow_mut().net(name, now) {
        env.net_weird(&mut cx.queue, name, addl, source);
    }
    Ok(())
}

/// Raises a weird of the engine's own; while scripts are loaded there is nobody to tell.
pub(crate) fn weird(cx: &mut Context<'_>, name: &str, addl: &str) {
    unrelated(cx, name, addl, "").ok();
}

fn flow_weird(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (name, addl, source) = (text(args, 0)?, text(args, 3)?, text(args, 4)?);
    let address = |at: usize| args.get(at).and_then(Val::as_addr).ok_or("the address is not set");
    let (orig, resp) = (address(1)?, address(2)?);
    let env = engine(cx)?.env;
    let now = cx.queue.now;
    if env.weirds.borrow_mut().flow(&name.to_text(), orig.to_ip(), resp.to_ip(), now) {
        let ends = [Val::addr(orig), Val::addr(resp)];
        env.flow_weird(&mut cx.queue, &name.to_text(), ends, &addl.to_text(), &source.to_text());
    }
    Ok(Val::Bool(true))
}

/// Raises a weird of the connection with this id: of its counters if it is live, by the global ones otherwise.
fn weird_of(
    cx: &mut Context<'_>,
    id: &RecordRef,
    c: Option<Val>,
    name: &str,
    addl: &str,
    source: &str,
) -> Result<()> {
    let shared = engine(cx)?;
    let mut queue = std::mem::take(&mut cx.queue);
    let env = shared.env.clone();
    let key = super::key_of(cx, &shared, id);
    let vm: &mut zander_vm::Vm = cx;
    let live = key.and_then(|key| {
        super::with_key(&shared, &key, |conn| {
            env.conn_weird(vm, &mut queue, conn, name, addl.as_bytes(), source);
        })
    });
    if live.is_none()
        && let Some(c) = c
        && env.weirds.borrow_mut().net(name, queue.now)
        && queue.wanted(env.events.conn_weird)
    {
        let args = [Val::str(name), c, Val::str(addl), Val::str(source)];
        queue.push(env.events.conn_weird, args.into_iter().collect());
    }
    cx.queue = queue;
    Ok(())
}

fn conn_weird(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (name, addl, source) = (text(args, 0)?, text(args, 2)?, text(args, 3)?);
    let c = super::record_at(args, 1)?;
    let Val::Record(id) = c.get_named("id") else { return Err("the connection has no id".into()) };
    let c = Some(Val::Record(c));
    weird_of(cx, &id, c, &name.to_text(), &addl.to_text(), &source.to_text())?;
    Ok(Val::Bool(true))
}

/// For built-ins that meet something odd on a connection.
pub(crate) fn raise(cx: &mut Context<'_>, id: &RecordRef, name: &str, detail: &str) {
    if weird_of(cx, id, None, name, detail, "").is_err() {
        cx.error("the connection cannot be looked up now");
    }
}

fn file_weird(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (name, addl, source) = (text(args, 0)?, text(args, 2)?, text(args, 3)?);
    let file = super::record_at(args, 1)?;
    let env = engine(cx)?.env;
    let now = cx.queue.now;
    if env.weirds.borrow_mut().net(&name.to_text(), now) && cx.queue.wanted(env.events.file_weird) {
        let args = [Val::Str(name), Val::Record(file), Val::Str(addl), Val::Str(source)];
        cx.queue.push(env.events.file_weird, args.into_iter().collect());
    }
    Ok(Val::Bool(true))
}

fn sampling(cx: &mut Context<'_>, f: impl FnOnce(&crate::weirds::Sampling) -> Val) -> Result {
    let env = engine(cx)?.env;
    let weirds = env.weirds.borrow();
    Ok(f(&weirds.sampling))
}

fn change(cx: &mut Context<'_>, f: impl FnOnce(&mut crate::weirds::Sampling)) -> Result {
    let env = engine(cx)?.env;
    f(&mut env.weirds.borrow_mut().sampling);
    Ok(Val::Bool(true))
}

fn stats(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let env = engine(cx)?.env;
    let Some(Type::Record(ty)) = cx.type_named("ReporterStats") else {
        return Err("no script declares ReporterStats".into());
    };
    let record = zander_value::Record::new(&ty);
    let by_type = Rc::new(TableType { index: vec![Type::String], value: Some(Type::Count), name: None });
    let by_type = Table::new(&by_type, None);
    let weirds = env.weirds.borrow();
    for (name, n) in &weirds.totals {
        by_type.insert_key(Key::Str(Str::from(&**name)), Val::Count(*n), 0.0);
    }
    let total = weirds.totals.values().sum();
    for (name, value) in [("weirds", Val::Count(total)), ("weirds_by_type", Val::Table(by_type))] {
        if let Some(slot) = ty.slot(name) {
            record.set(slot, value);
        }
    }
    Ok(Val::Record(record))
}
