//! Hooks that run when a single connection ends: a set in the connection's record, to which most connections that speak a
//! protocol add one.

use super::{Result, record_at};
use zander_value::{Key, Record, RecordRef, Table, TableRef, Type, Val};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] =
    &[("Conn::register_removal_hook", register), ("Conn::run_removal_hooks", run)];

/// Where a connection keeps its hooks: `removal_hooks`, which the script of that name declares.
fn slot(c: &Record) -> Result<usize> {
    c.ty.slot("removal_hooks").ok_or_else(|| "base/protocols/conn/removal-hooks is not loaded".into())
}

fn hooks(c: &Record, slot: usize) -> Option<TableRef> {
    c.peek(slot, |v| v.as_table().cloned())
}

/// The set of a connection that has none yet.
fn first(c: &Record, slot: usize) -> Option<TableRef> {
    let ty = c.ty.with_fields(|fields| match fields.get(slot).map(|f| &f.ty) {
        Some(Type::Table(ty)) => Some(ty.clone()),
        _ => None,
    })?;
    let made = Table::new(&ty, None);
    c.set(slot, Val::Table(made.clone()));
    Some(made)
}

fn register(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let c = record_at(args, 0)?;
    let slot = slot(&c)?;
    let key = args.get(1).and_then(Key::single).ok_or("the hook is not set")?;
    let hooks = hooks(&c, slot).or_else(|| first(&c, slot)).ok_or("removal_hooks is no set")?;
    let new = !hooks.contains(&key);
    if new {
        hooks.insert_key(key, Val::None, cx.network_time());
    }
    Ok(Val::Bool(new))
}

fn run(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let c = record_at(args, 0)?;
    let slot = slot(&c)?;
    if let Some(hooks) = hooks(&c, slot) {
        let mut cursor = hooks.begin();
        // A hook may take others back.
        let all = std::iter::from_fn(|| hooks.next(&mut cursor));
        let result = each(cx, &c, &hooks, all.map(|(key, _)| key));
        hooks.end();
        result?;
        c.reset(slot);
    }
    Ok(Val::None)
}

fn each(cx: &mut Context<'_>, c: &RecordRef, hooks: &Table, keys: impl Iterator<Item = Key>) -> Result<()> {
    for key in keys {
        if let Val::Func(hook) = key.value(&hooks.ty) {
            cx.call(&hook, &[Val::Record(c.clone())])?;
        }
    }
    Ok(())
}
