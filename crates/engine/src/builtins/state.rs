//! Where the run stands: its packet source, the node's part in a supervised tree, metadata of events.

use super::Result;
use std::collections::HashMap;
use zander_value::format::type_text;
use zander_value::{Type, Val, Vector};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("is_remote_event", |_, _| Ok(Val::Bool(false))),
    ("Supervisor::__is_supervised", |_, _| Ok(Val::Bool(false))),
    ("Supervisor::__is_supervisor", |_, _| Ok(Val::Bool(false))),
    ("Supervisor::__stem_pid", |cx, _| {
        cx.error("supervisor mode not enabled and not a supervised node");
        Ok(Val::Int(-1))
    }),
    ("EventMetadata::register", register),
    ("EventMetadata::current", |_, _| Ok(Val::vector(Type::Any, Vec::new()))),
    ("EventMetadata::current_all", |cx, _| {
        let element = match cx.type_named("EventMetadata::Entry") {
            Some(t) => t,
            None => Type::Any,
        };
        Ok(Val::Vector(Vector::new(element)))
    }),
];

/// Kinds of metadata that scripts registered, with the text of their types.
#[derive(Default)]
struct Registered(HashMap<i64, String>);

fn register(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (Some(Val::Enum(id)), Some(Val::Type(ty))) = (args.first(), args.get(1)) else {
        return Err("EventMetadata::register() needs an id and a type".into());
    };
    let text = type_text(ty);
    let known = cx.state::<Registered>().0.entry(id.value).or_insert_with(|| text.clone());
    Ok(Val::Bool(*known == text))
}
