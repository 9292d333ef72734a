//! File analysis as scripts steer it: the module `Files`.

use super::{Result, engine};
use std::rc::Rc;
use zander_analyzer::files::FileTag;
use zander_value::{EnumItem, Val};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Files::__add_analyzer", add),
    ("Files::__remove_analyzer", remove),
    ("Files::__analyzer_enabled", |cx, a| {
        let e = engine(cx)?;
        Ok(Val::Bool(tag(cx, a, 0)?.is_some_and(|t| e.env.files.enabled(t))))
    }),
    ("Files::__analyzer_name", name),
    ("Files::__enable_analyzer", |cx, a| enable(cx, a, true)),
    ("Files::__disable_analyzer", |cx, a| enable(cx, a, false)),
    ("Files::__enable_reassembly", |cx, a| Ok(Val::Bool(engine(cx)?.env.files.set_reassembly(id(a), true)))),
    ("Files::__disable_reassembly", |cx, a| Ok(Val::Bool(engine(cx)?.env.files.set_reassembly(id(a), false)))),
    ("Files::__set_reassembly_buffer", |cx, a| {
        let max = a.get(1).and_then(Val::as_count).unwrap_or_default();
        Ok(Val::Bool(engine(cx)?.env.files.set_reassembly_buffer(id(a), max)))
    }),
    ("Files::__set_timeout_interval", |cx, a| {
        let seconds = a.get(1).and_then(Val::as_seconds).unwrap_or_default();
        Ok(Val::Bool(engine(cx)?.env.files.set_timeout(id(a), seconds)))
    }),
    ("Files::__stop", |cx, a| Ok(Val::Bool(engine(cx)?.env.files.stop(id(a))))),
    ("Files::__file_exists", |cx, a| Ok(Val::Bool(engine(cx)?.env.files.find(id(a)).is_some()))),
    ("Files::__lookup_file", lookup),
    ("file_magic", |cx, a| {
        let e = engine(cx)?;
        let found = e.env.files.magic(id(a));
        Ok(e.env.files.mime_matches(&found))
    }),
];

/// The first argument: the id of a file, or data.
fn id(args: &[Val]) -> &[u8] {
    args.first().and_then(Val::as_bytes).unwrap_or_default()
}

fn item(args: &[Val], at: usize) -> Result<Rc<EnumItem>> {
    match args.get(at) {
        Some(Val::Enum(e)) => Ok(e.clone()),
        _ => Err("the analyzer is not set".into()),
    }
}

/// The analyzer of an argument; `None` for one that this engine does not have.
fn tag(cx: &mut Context<'_>, args: &[Val], at: usize) -> Result<Option<FileTag>> {
    Ok(engine(cx)?.env.files.by_item(&*item(args, at)?))
}

fn add(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, tag) = (engine(cx)?, tag(cx, args, 1)?);
    let settings = args.get(2).cloned().unwrap_or_default();
    Ok(Val::Bool(tag.is_some_and(|t| e.env.files.add_analyzer(id(args), t, settings))))
}

fn remove(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, tag) = (engine(cx)?, tag(cx, args, 1)?);
    let settings = args.get(2).cloned().unwrap_or_default();
    Ok(Val::Bool(tag.is_some_and(|t| e.env.files.remove_analyzer(id(args), t, settings))))
}

fn enable(cx: &mut Context<'_>, args: &[Val], on: bool) -> Result {
    let (e, tag) = (engine(cx)?, tag(cx, args, 0)?);
    Ok(Val::Bool(tag.is_some_and(|t| e.env.files.enable(t, on))))
}

fn name(_: &mut Context<'_>, args: &[Val]) -> Result {
    let item = item(args, 0)?;
    let full = item.name.to_text();
    let last = full.rsplit("::").next().unwrap_or_default();
    Ok(Val::str(last.strip_prefix("ANALYZER_").unwrap_or(last)))
}

fn lookup(cx: &mut Context<'_>, args: &[Val]) -> Result {
    match engine(cx)?.env.files.find(id(args)) {
        Some(file) => Ok(Val::Record(file.val.clone())),
        None => Err(format!("no file has the id {}", String::from_utf8_lossy(id(args))).as_str().into()),
    }
}
