//! Capture filters of scripts, and the interfaces of the machine.

use super::{Result, engine};
use std::collections::HashMap;
use std::net::IpAddr;
use zander_capture::Filter;
use zander_event::Declarations;
use zander_value::{Key, Record, Table, TableType, Type, Val};
use zander_vm::{BuiltinFn, Context, RuntimeError};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Pcap::precompile_pcap_filter", precompile),
    ("Pcap::install_pcap_filter", install),
    ("Pcap::error", |cx, _| {
        let e = engine(cx)?;
        let error = e.env.filters.borrow().error.clone();
        Ok(Val::str(if error.is_empty() { "no error".to_owned() } else { error }))
    }),
    ("Pcap::get_filter_state", |cx, a| {
        let failed = matches!(known(cx, a)?, Some(Err(_)) | None);
        let states = cx.enumeration("Pcap::filter_state").ok_or("no script declares Pcap::filter_state")?;
        let name: &[u8] = if failed { b"Pcap::fatal" } else { b"Pcap::ok" };
        Ok(states.by_name(name).map_or(Val::None, Val::Enum))
    }),
    ("Pcap::get_filter_state_string", |cx, a| {
        Ok(Val::str(match known(cx, a)? {
            Some(Ok(_)) => "ok".to_owned(),
            Some(Err(why)) => why,
            None => "filter is not known".to_owned(),
        }))
    }),
    ("Pcap::findalldevs", interfaces),
];

/// Filters that scripts compiled, by the name of their `PcapFilterID`, and the one that is installed.
#[derive(Default)]
pub struct Filters {
    compiled: HashMap<String, std::result::Result<String, String>>,
    /// The expression; `None` lets everything pass.
    pub installed: Option<String>,
    /// Counts installations, for whoever reads packets to see that there was one.
    pub generation: u64,
    error: String,
}

/// Expressions of the library's own that every packet matches.
fn matches_all(expression: &str) -> bool {
    matches!(expression.trim(), "" | "ip or not ip")
}

fn name(args: &[Val]) -> Result<String> {
    match args.first() {
        Some(Val::Enum(item)) => Ok(item.name.to_text().into_owned()),
        _ => Err(RuntimeError::new("the filter is not set")),
    }
}

fn known(cx: &mut Context<'_>, args: &[Val]) -> Result<Option<std::result::Result<String, String>>> {
    let e = engine(cx)?;
    let name = name(args)?;
    let filters = e.env.filters.borrow();
    Ok(filters.compiled.get(&name).cloned())
}

fn precompile(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let e = engine(cx)?;
    let name = name(args)?;
    let text = args.get(1).and_then(Val::as_bytes).unwrap_or_default();
    let expression = String::from_utf8_lossy(text).into_owned();
    let link_type = e.env.input.borrow().link_type.unwrap_or(1);
    let outcome = match matches_all(&expression) {
        true => Ok(expression),
        false => Filter::new(&expression, link_type).map(|_| expression).map_err(|e| e.reason),
    };
    let good = outcome.is_ok();
    let mut filters = e.env.filters.borrow_mut();
    if let Err(why) = &outcome {
        filters.error.clone_from(why);
    }
    filters.compiled.insert(name, outcome);
    Ok(Val::Bool(good))
}

fn install(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let e = engine(cx)?;
    let name = name(args)?;
    let mut filters = e.env.filters.borrow_mut();
    let filters = &mut *filters;
    match filters.compiled.get(&name) {
        Some(Ok(expression)) => {
            filters.installed = (!matches_all(expression)).then(|| expression.clone());
            filters.generation += 1;
            Ok(Val::Bool(true))
        }
        Some(Err(why)) => {
            filters.error.clone_from(why);
            Ok(Val::Bool(false))
        }
        None => {
            filters.error = format!("the filter {name} was not compiled");
            Ok(Val::Bool(false))
        }
    }
}

fn interfaces(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let Some(Type::Record(ty)) = cx.type_named("Pcap::Interface") else {
        return Err("no script declares Pcap::Interface".into());
    };
    let Some(Type::Table(set)) = cx.type_named("Pcap::Interfaces") else {
        return Err("no script declares Pcap::Interfaces".into());
    };
    let all = Table::new(&set, None);
    let found = match zander_capture::interfaces() {
        Ok(found) => found,
        Err(error) => {
            cx.error(format!("cannot list the interfaces: {error}"));
            return Ok(Val::Table(all));
        }
    };
    let addresses = std::rc::Rc::new(TableType { index: vec![Type::Addr], value: None, name: None });
    for interface in found {
        let addrs = Table::new(&addresses, None);
        for a in &interface.addresses {
            let a: IpAddr = *a;
            if let Some(key) = Key::single(&Val::addr(a.into())) {
                addrs.insert_key(key, Val::None, 0.0);
            }
        }
        let r = Record::new(&ty);
        for (field, v) in [
            ("name", Val::str(&interface.name)),
            ("addrs", Val::Table(addrs)),
            ("is_loopback", Val::Bool(interface.is_loopback)),
            ("is_up", Val::Bool(interface.is_up)),
            ("is_running", Val::Bool(interface.is_running)),
        ] {
            if let Some(slot) = ty.slot(field) {
                r.set(slot, v);
            }
        }
        if let Some(key) = Key::of(&set, &Val::Record(r)) {
            all.insert_key(key, Val::None, 0.0);
        }
    }
    Ok(Val::Table(all))
}
