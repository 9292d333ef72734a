//! Options that change while the engine runs: `Option::set` and its handlers.

use super::Result;
use std::collections::HashMap;
use std::rc::Rc;
use zander_bytecode::GlobalKind;
use zander_value::{FuncVal, Type, Val};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Option::set", set),
    ("Option::set_change_handler", set_change_handler),
    ("Option::any_set_to_any_vec", set_to_vector),
];

/// Change handlers by option, the highest priority first.
#[derive(Default)]
pub struct Handlers(HashMap<String, Vec<(i64, Rc<FuncVal>)>>);

fn text(v: Option<&Val>) -> String {
    v.and_then(Val::as_bytes).map(|b| String::from_utf8_lossy(b).into_owned()).unwrap_or_default()
}

/// A value as the option's type wants it; empty containers take the option's type. `None` when it does not fit.
fn fitting(v: &Val, ty: &Type) -> Option<Val> {
    if v.type_of().same(ty) || matches!(ty, Type::Any) {
        return Some(v.clone());
    }
    match (v, ty) {
        (Val::Table(t), Type::Table(wanted)) if t.is_empty() => {
            Some(Val::Table(zander_value::Table::new(wanted, None)))
        }
        (Val::Vector(x), Type::Vector(wanted)) if x.is_empty() => {
            Some(Val::Vector(zander_value::Vector::new((**wanted).clone())))
        }
        (Val::Enum(e), Type::Enum(wanted)) => wanted.by_name(e.name.as_bytes()).map(Val::Enum),
        (Val::Int(n), Type::Count) => u64::try_from(*n).ok().map(Val::Count),
        (Val::Count(n), Type::Int) => i64::try_from(*n).ok().map(Val::Int),
        (Val::Count(n), Type::Double) => Some(Val::Double(*n as f64)),
        (Val::Func(f), Type::Func(wanted)) if Type::Func(f.ty.clone()).same(&Type::Func(wanted.clone())) => {
            Some(v.clone())
        }
        _ => None,
    }
}

fn set(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let name = text(args.first());
    let value = args.get(1).cloned().unwrap_or_default();
    let location = text(args.get(2));
    let Some((_, info)) = cx.global_info(&name) else {
        cx.error(format!("Option::set: ID '{name}' could not be found"));
        return Ok(Val::Bool(false));
    };
    if info.kind != GlobalKind::Option {
        cx.error(format!("Option::set: ID '{name}' is not an option"));
        return Ok(Val::Bool(false));
    }
    let Some(mut value) = fitting(&value, &info.ty) else {
        let found = value.type_of();
        cx.error(format!("Incompatible type for set of ID '{name}': got '{found}', need '{}'", info.ty));
        return Ok(Val::Bool(false));
    };
    let handlers = cx.state::<Handlers>().0.get(&name).cloned().unwrap_or_default();
    for (_, f) in handlers {
        let mut arguments = vec![Val::str(&name), value.clone()];
        if f.ty.params.len() > 2 {
            arguments.push(Val::str(&location));
        }
        match cx.call(&f, &arguments) {
            Ok(Val::None) => return Ok(Val::Bool(false)),
            Ok(v) => value = v,
            Err(e) => {
                cx.report_error(&e);
                return Ok(Val::Bool(false));
            }
        }
    }
    Ok(Val::Bool(cx.set_global(&name, value)))
}

/// A handler is for options of its own type, or for any.
fn accepts(handler: &Type, option: &Type) -> bool {
    matches!(handler, Type::Any) || handler.same(option)
}

fn set_change_handler(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let name = text(args.first());
    let Some((_, info)) = cx.global_info(&name) else {
        cx.error(format!("Option::set_change_handler: ID '{name}' could not be found"));
        return Ok(Val::Bool(false));
    };
    if info.kind != GlobalKind::Option {
        cx.error(format!("Option::set_change_handler: ID '{name}' is not an option"));
        return Ok(Val::Bool(false));
    }
    let Some(Val::Func(f)) = args.get(1) else {
        cx.error("Option::set_change_handler: a function is needed");
        return Ok(Val::Bool(false));
    };
    let p = &f.ty.params;
    let fits = (2..=3).contains(&p.len())
        && matches!(p[0].ty, Type::String)
        && accepts(&p[1].ty, &info.ty)
        && accepts(&f.ty.result, &info.ty)
        && p.get(2).is_none_or(|x| matches!(x.ty, Type::String));
    if !fits {
        cx.error(format!(
            "Option::on_change needs function(ID: string, new_value: {0}[, location: string]): {0}",
            info.ty
        ));
        return Ok(Val::Bool(false));
    }
    let priority = match args.get(2) {
        Some(Val::Int(n)) => *n,
        Some(Val::Count(n)) => *n as i64,
        _ => 0,
    };
    let f = f.clone();
    let list = cx.state::<Handlers>().0.entry(name).or_default();
    let at = list.partition_point(|(q, _)| *q >= priority);
    list.insert(at, (priority, f));
    Ok(Val::Bool(true))
}

fn set_to_vector(_: &mut Context<'_>, args: &[Val]) -> Result {
    let Some(Val::Table(t)) = args.first() else { return Err("a set is needed".into()) };
    let items = t.entries().iter().map(|(k, _)| k.value(&t.ty)).collect();
    Ok(Val::vector(Type::Any, items))
}
