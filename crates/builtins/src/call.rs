//! What the families share: messages about the call at hand, types by name, records and vectors to answer with.

use std::rc::Rc;
use zander_value::format::{Style, describe};
use zander_value::{Record, RecordRef, RecordType, Str, TableType, Type, Val, Vector, VectorRef};
use zander_vm::Severity;
use zander_vm::{Context, RuntimeError};

/// Reports an error that names no place.
pub fn error(cx: &mut Context<'_>, message: impl Into<String>) {
    cx.report_plain(Severity::Error, message);
}

/// Reports a warning that names no place.
pub fn warning(cx: &mut Context<'_>, message: impl Into<String>) {
    cx.report_plain(Severity::Warning, message);
}

/// Reports an error about the call: its place, and behind the message the text of the call.
pub fn complain(cx: &mut Context<'_>, message: &str) {
    let text = call_text(cx);
    cx.error(if text.is_empty() { message.to_owned() } else { format!("{message} ({text})") });
}

/// As [`complain`], and names the value that is to blame.
pub fn complain_of(cx: &mut Context<'_>, message: &str, value: &Val) {
    let shown = shown(value);
    let text = call_text(cx);
    cx.error(if text.is_empty() {
        format!("{message} ({shown})")
    } else {
        format!("{message} ({text} and {shown})")
    });
}

/// The call as it was meant: arguments that were left out are shown too.
fn call_text(cx: &mut Context<'_>) -> String {
    let place = cx.location();
    let mut text = cx.host.text(place).unwrap_or_default();
    let Some((name, given)) = cx.host.call_at(place) else { return text };
    let info = cx.function(&name).and_then(|id| cx.function_info(id));
    let defaults = info.map(|i| i.defaults.clone()).unwrap_or_default();
    if text.pop() != Some(')') {
        return text;
    }
    for default in defaults.into_iter().skip(given).flatten() {
        let vm: &mut zander_vm::Vm = cx;
        let Ok(value) = vm.call(default, &[]) else { break };
        let separator = if text.ends_with('(') { "" } else { ", " };
        text = format!("{text}{separator}{}", shown(&value));
    }
    text + ")"
}

/// A value as messages show it.
pub fn shown(value: &Val) -> String {
    let mut out = Vec::new();
    describe(&mut out, value, Style::PRINT);
    String::from_utf8_lossy(&out).into_owned()
}

/// The record type of that name.
pub fn record_type(cx: &Context<'_>, name: &str) -> Result<Rc<RecordType>, RuntimeError> {
    match cx.type_named(name) {
        Some(Type::Record(t)) => Ok(t),
        _ => Err(RuntimeError::new(format!("the record type {name} is not declared"))),
    }
}

/// The table or set type of that name.
pub fn table_type(cx: &Context<'_>, name: &str) -> Result<Rc<TableType>, RuntimeError> {
    match cx.type_named(name) {
        Some(Type::Table(t)) => Ok(t),
        _ => Err(RuntimeError::new(format!("the table type {name} is not declared"))),
    }
}

/// A record of the type of that name, with the fields given.
pub fn make_record(cx: &Context<'_>, name: &str, fields: &[(&str, Val)]) -> Result<RecordRef, RuntimeError> {
    let ty = record_type(cx, name)?;
    let record = Record::new(&ty);
    for (field, value) in fields {
        if let Some(slot) = ty.slot(field) {
            record.set(slot, value.clone());
        }
    }
    Ok(record)
}

/// A vector of strings.
pub fn strings<I>(items: I) -> VectorRef
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    Vector::from(Type::String, items.into_iter().map(Val::str).collect())
}

/// A set of strings.
pub fn string_set<I>(items: I) -> zander_value::TableRef
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    let ty = Rc::new(TableType { index: vec![Type::String], value: None, name: None });
    let set = zander_value::Table::new(&ty, None);
    for item in items {
        set.insert_key(zander_value::Key::Str(Str::new(item.as_ref())), Val::None, 0.0);
    }
    set
}

/// How weirds of connections are raised, told by whoever knows connections: id, name and detail of the weird.
#[derive(Default)]
pub struct Weirds(pub Option<WeirdRaiser>);

/// Raises a weird of the connection with that id.
pub type WeirdRaiser = fn(&mut Context<'_>, &RecordRef, &str, &str);

/// Raises a weird of a connection.
pub fn conn_weird(cx: &mut Context<'_>, id: &RecordRef, name: &str, detail: &str) {
    if let Some(raise) = cx.state::<Weirds>().0 {
        raise(cx, id, name, detail);
    }
}
