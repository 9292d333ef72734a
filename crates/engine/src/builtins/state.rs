//! Where the run stands: its packet source, the node's part in a supervised tree, metadata of events.

use super::{Result, engine};
use std::collections::HashMap;
use zander_builtins::Process;
use zander_value::format::type_text;
use zander_value::{Record, Type, Val, Vector};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("reading_traces", |cx, _| Ok(Val::Bool(!cx.state::<Process>().traces.is_empty()))),
    ("reading_live_traffic", |cx, _| Ok(Val::Bool(!cx.state::<Process>().interfaces.is_empty()))),
    ("packet_source", packet_source),
    ("get_current_packet_ts", |cx, _| {
        let seen = engine(cx)?.core.try_borrow().is_ok_and(|core| core.packets > 0);
        Ok(Val::Time(if seen { cx.queue.now } else { 0.0 }))
    }),
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

fn packet_source(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let Some(Type::Record(ty)) = cx.type_named("PacketSource") else {
        return Err("no script declares PacketSource".into());
    };
    let record = Record::new(&ty);
    let process = cx.state::<Process>();
    let live = process.interfaces.first().cloned();
    let Some(path) = live.clone().or_else(|| process.traces.first().cloned()) else {
        return Ok(Val::Record(record));
    };
    let link_type = process.link_type;
    // The network mask is known to nobody: all ones stand for that.
    let mask = Val::Count(u32::MAX as u64);
    let fields = [
        ("live", Val::Bool(live.is_some())),
        ("path", Val::Str(path)),
        ("link_type", Val::Int(link_type)),
        ("netmask", mask),
    ];
    for (name, value) in fields {
        if let Some(slot) = ty.slot(name) {
            record.set(slot, value);
        }
    }
    Ok(Val::Record(record))
}

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
