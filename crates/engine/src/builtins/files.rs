//! File analysis as scripts steer it.

use super::{Result, engine};
use std::rc::Rc;
use zander_analyzer::files::FileTag;
use zander_value::{EnumItem, Val};
use zander_vm::{BuiltinFn, Context, RuntimeError};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Files::__add_analyzer", |cx, a| change(cx, a, true)),
    ("Files::__remove_analyzer", |cx, a| change(cx, a, false)),
    ("Files::__stop", |cx, a| {
        let (e, id) = (engine(cx)?, id(a)?);
        Ok(Val::Bool(e.env.files.stop(id)))
    }),
    ("Files::__set_timeout_interval", |cx, a| {
        let (e, id) = (engine(cx)?, id(a)?);
        let seconds = a.get(1).and_then(Val::as_seconds).unwrap_or(0.0);
        Ok(Val::Bool(e.env.files.set_timeout(id, seconds)))
    }),
    ("Files::__enable_reassembly", |cx, a| {
        let (e, id) = (engine(cx)?, id(a)?);
        Ok(Val::Bool(e.env.files.set_reassembly(id, true)))
    }),
    ("Files::__disable_reassembly", |cx, a| {
        let (e, id) = (engine(cx)?, id(a)?);
        Ok(Val::Bool(e.env.files.set_reassembly(id, false)))
    }),
    ("Files::__set_reassembly_buffer", |cx, a| {
        let (e, id) = (engine(cx)?, id(a)?);
        let most = a.get(1).and_then(Val::as_count).unwrap_or(0);
        Ok(Val::Bool(e.env.files.set_reassembly_buffer(id, most)))
    }),
    ("Files::__file_exists", |cx, a| {
        let (e, id) = (engine(cx)?, id(a)?);
        Ok(Val::Bool(e.env.files.find(id).is_some()))
    }),
    ("Files::__lookup_file", |cx, a| {
        let (e, id) = (engine(cx)?, id(a)?);
        match e.env.files.find(id) {
            Some(f) => Ok(Val::Record(f.val.clone())),
            None => {
                let text = String::from_utf8_lossy(id).into_owned();
                Err(RuntimeError::new(format!("file ID {text} not a known file")))
            }
        }
    }),
    ("Files::__enable_analyzer", |cx, a| enable(cx, a, true)),
    ("Files::__disable_analyzer", |cx, a| enable(cx, a, false)),
    ("Files::__analyzer_enabled", |cx, a| {
        let (e, item) = (engine(cx)?, item(a, 0)?);
        Ok(Val::Bool(e.env.files.by_item(&item).is_some_and(|t| e.env.files.enabled(t))))
    }),
    ("Files::__analyzer_name", |cx, a| {
        let (e, item) = (engine(cx)?, item(a, 0)?);
        let files = &e.env.files;
        Ok(files.by_item(&item).map_or_else(|| Val::str("<error>"), |t| Val::Str(files.name_text(t))))
    }),
    ("FileExtract::__set_limit", set_limit),
    ("set_file_handle", |cx, a| {
        let (e, handle) = (engine(cx)?, a.first().and_then(Val::as_bytes).unwrap_or_default());
        e.env.files.set_handle(handle);
        Ok(Val::None)
    }),
    ("file_magic", |cx, a| {
        let e = engine(cx)?;
        let data = a.first().and_then(Val::as_bytes).unwrap_or_default();
        let found = e.env.files.magic(data);
        Ok(e.env.files.mime_matches(&found))
    }),
    ("identify_data", |cx, a| {
        let e = engine(cx)?;
        let data = a.first().and_then(Val::as_bytes).unwrap_or_default();
        let found = e.env.files.magic(data);
        Ok(Val::str(found.first().map_or("<unknown>", |(_, mime)| *mime)))
    }),
];

fn id(args: &[Val]) -> Result<&[u8]> {
    args.first().and_then(Val::as_bytes).ok_or_else(|| "the file's id is not set".into())
}

fn item(args: &[Val], at: usize) -> Result<Rc<EnumItem>> {
    match args.get(at) {
        Some(Val::Enum(e)) => Ok(e.clone()),
        _ => Err("the file analyzer is not set".into()),
    }
}

fn tag(cx: &mut Context<'_>, args: &[Val], at: usize) -> Result<Option<FileTag>> {
    let (e, item) = (engine(cx)?, item(args, at)?);
    Ok(e.env.files.by_item(&item))
}

/// Attaches or detaches. An analyzer that this engine lacks is no error: the answer is false.
fn change(cx: &mut Context<'_>, args: &[Val], add: bool) -> Result {
    let Some(tag) = tag(cx, args, 1)? else { return Ok(Val::Bool(false)) };
    let arguments = args.get(2).cloned().unwrap_or_default();
    cx.settle(&arguments)?;
    let (e, id) = (engine(cx)?, id(args)?);
    Ok(Val::Bool(if add {
        e.env.files.add_analyzer(id, tag, arguments)
    } else {
        e.env.files.remove_analyzer(id, tag, arguments)
    }))
}

fn enable(cx: &mut Context<'_>, args: &[Val], on: bool) -> Result {
    let e = engine(cx)?;
    Ok(Val::Bool(tag(cx, args, 0)?.is_some_and(|t| e.env.files.enable(t, on))))
}

fn set_limit(cx: &mut Context<'_>, args: &[Val]) -> Result {
    use zander_event::Declarations;
    let (e, id) = (engine(cx)?, id(args)?);
    let limit = args.get(2).and_then(Val::as_count).unwrap_or(0);
    let item = cx.enumeration("Files::Tag").and_then(|t| t.by_name(b"Files::ANALYZER_EXTRACT"));
    let tag = item.and_then(|i| e.env.files.by_item(&i));
    Ok(Val::Bool(tag.is_some_and(|t| e.env.files.set_limit(id, t, limit))))
}
