//! Events, groups of handlers, and the calls that are under way.

use crate::call::{complain, complain_of, error, make_record, record_type};
use zander_bytecode::{BodyInfo, FuncKind};
use zander_value::format::type_text;
use zander_value::{Str, Type, Val, Vector, VectorRef};
use zander_vm::{Context, RuntimeError};

/// The calls that are under way, innermost first, this one included.
pub fn backtrace(cx: &mut Context<'_>) -> Result<VectorRef, RuntimeError> {
    let element = Type::Record(record_type(cx, "BacktraceElement")?);
    let argument = Type::Record(record_type(cx, "call_argument")?);
    let out = Vector::new(element);
    let stack = cx.call_stack();
    let here = stack.first().map(|site| site.place);
    // Each call stands at the place in the function around it.
    let places = here.into_iter().chain(stack.iter().skip(1).map(|s| s.place));
    let names = std::iter::once("backtrace".into()).chain(stack.iter().map(|s| s.function.clone()));
    let mut places = places;
    for name in names.collect::<Vec<std::rc::Rc<str>>>() {
        let mut arguments = Vec::new();
        let info = match &*name {
            "backtrace" => None,
            name => cx.function(name).and_then(|id| cx.function_info(id)),
        };
        for p in info.iter().flat_map(|i| &i.ty.params) {
            let fields = [("name", Val::str(&*p.name)), ("type_name", Val::str(type_text(&p.ty)))];
            arguments.push(make_record(cx, "call_argument", &fields)?.into());
        }
        let mut fields = vec![
            ("function_name", Val::str(&*name)),
            ("function_args", Val::vector(argument.clone(), arguments)),
        ];
        if let Some(location) = places.next().and_then(|p| cx.host.locate(p)) {
            fields.push(("file_location", Val::str(location.file)));
            fields.push(("line_location", Val::Count(location.line as u64)));
        }
        out.push(make_record(cx, "BacktraceElement", &fields)?.into());
    }
    Ok(out)
}

/// Whether an event has a handler.
pub fn is_event_handled(cx: &mut Context<'_>, event_name: &Str) -> bool {
    let name = event_name.to_text().into_owned();
    let id = cx.function(&name);
    match id.and_then(|id| cx.function_info(id)) {
        Some(info) if info.kind == FuncKind::Event => !info.bodies.is_empty(),
        _ => {
            complain(cx, &format!("is_event_handled: '{name}' is not an event"));
            false
        }
    }
}

/// Whether any handler of an event or hook is like that.
fn any_handler(cx: &mut Context<'_>, is: impl Fn(&BodyInfo) -> bool) -> bool {
    let all: Vec<u32> = cx.function_list().map(|(_, id)| id).collect();
    all.into_iter().any(|id| {
        let info = cx.function_info(id);
        info.is_some_and(|i| matches!(i.kind, FuncKind::Event | FuncKind::Hook) && i.bodies.iter().any(&is))
    })
}

/// From now on all events are raised, handled or not.
pub fn generate_all_events(cx: &mut Context<'_>) -> bool {
    cx.raise_all_events();
    true
}

/// Whether a group has handlers.
pub fn has_event_group(cx: &mut Context<'_>, group: &Str) -> bool {
    let name = group.to_text();
    any_handler(cx, |b| b.groups.iter().any(|g| **g == *name))
}

/// Whether a module has handlers.
pub fn has_module_events(cx: &mut Context<'_>, group: &Str) -> bool {
    let name = group.to_text();
    any_handler(cx, |b| *b.module == *name || (name == "GLOBAL" && b.module.is_empty()))
}

fn unknown(cx: &mut Context<'_>, name: &Str) -> bool {
    complain(cx, &format!("no such event group: {}", name.to_text()));
    false
}

fn switch_group(cx: &mut Context<'_>, group: &Str, on: bool) -> bool {
    if !has_event_group(cx, group) {
        return unknown(cx, group);
    }
    cx.set_group(&group.to_text(), on);
    true
}

fn switch_module(cx: &mut Context<'_>, module: &Str, on: bool) -> bool {
    if !has_module_events(cx, module) {
        return unknown(cx, module);
    }
    cx.set_module(&module.to_text(), on);
    true
}

/// Switches a group on.
pub fn enable_event_group(cx: &mut Context<'_>, group: &Str) -> bool {
    switch_group(cx, group, true)
}

/// Switches a group off.
pub fn disable_event_group(cx: &mut Context<'_>, group: &Str) -> bool {
    switch_group(cx, group, false)
}

/// Switches the handlers of a module on.
pub fn enable_module_events(cx: &mut Context<'_>, module_name: &Str) -> bool {
    switch_module(cx, module_name, true)
}

/// Switches the handlers of a module off.
pub fn disable_module_events(cx: &mut Context<'_>, module_name: &Str) -> bool {
    switch_module(cx, module_name, false)
}

/// Spicy is not part of this monitor.
pub fn have_spicy(_: &mut Context<'_>) -> bool {
    false
}

/// Spicy is not part of this monitor.
pub fn have_spicy_analyzers(_: &mut Context<'_>) -> bool {
    false
}

/// Scripts are not compiled ahead of time here: an error.
pub fn load_cpp(cx: &mut Context<'_>, h: u64) -> bool {
    complain_of(cx, "there is no compiled script of that number", &Val::Count(h));
    false
}

/// The readme of an installed package; there is no package index to look into.
pub fn get_package_readme(_: &mut Context<'_>, _: &Str) -> Str {
    Str::default()
}

/// Nothing is left to do here: functions are known from the start.
pub fn __init_primary_bifs(_: &mut Context<'_>) -> bool {
    true
}

/// Nothing is left to do here: functions are known from the start.
pub fn __init_secondary_bifs(_: &mut Context<'_>) -> bool {
    true
}

/// Parts of plug-ins by category.
pub fn get_plugin_components(cx: &mut Context<'_>, category: &Str) -> Result<Val, RuntimeError> {
    // Categories and the enum whose values name their parts.
    const CATEGORIES: [(&str, &str); 6] = [
        ("READER", "Input::Reader"),
        ("WRITER", "Log::Writer"),
        ("ANALYZER", "Analyzer::Tag"),
        ("FILE ANALYZER", "Files::Tag"),
        ("PACKET ANALYZER", "PacketAnalyzer::Tag"),
        ("STORAGE BACKEND", "Storage::Backend"),
    ];
    let out = Vector::new(Type::Record(record_type(cx, "PluginComponent")?));
    let name = category.to_text().into_owned();
    let Some((_, tags)) = CATEGORIES.iter().find(|(c, _)| *c == name) else {
        error(cx, format!("Unknown category type: {name}"));
        return Ok(Val::None);
    };
    if let Some(Type::Enum(tags)) = cx.type_named(tags) {
        for item in tags.items() {
            let tag = item.name.to_text().into_owned();
            let plain = tag.rsplit("::").next().unwrap_or_default();
            let plain = plain.split_once('_').map_or(plain, |(_, rest)| rest).to_owned();
            let fields = [
                ("name", Val::str(&plain)),
                ("canonical_name", Val::str(&plain)),
                ("tag", Val::Str(item.name.clone())),
                ("enabled", Val::Bool(true)),
            ];
            out.push(make_record(cx, "PluginComponent", &fields)?.into());
        }
    }
    Ok(Val::Vector(out))
}
