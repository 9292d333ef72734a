//! Names of the top level, and their documentation.

use super::{Declaration, Denotes, Identifier, Reflection, mirror};
use crate::call::{make_record, string_set, table_type};
use zander_value::format::type_text;
use zander_value::{Key, Str, Table, TableRef, Val};
use zander_vm::{Context, RuntimeError};

/// All names. Modules are listed as `module NAME`.
pub fn global_ids(cx: &mut Context<'_>) -> Result<TableRef, RuntimeError> {
    let out = Table::new(&table_type(cx, "id_table")?, None);
    let all = mirror(cx).map(|m| m.identifiers()).unwrap_or_default();
    for id in &all {
        let info = describe(cx, id)?;
        out.insert_key(Key::Str((&*id.name).into()), info, 0.0);
        if let Some((module, _)) = id.name.rsplit_once("::") {
            let key = Key::Str(format!("module {module}").into());
            if !out.contains(&key) {
                let fields = facts("module", [true, false, false, false, false]);
                let info = make_record(cx, "script_id", &fields)?;
                out.insert_key(key, info.into(), 0.0);
            }
        }
    }
    Ok(out)
}

/// Fields of `script_id`: exported, constant, a value of an enum, an option, open to `redef`.
fn facts(
    type_name: &str,
    [exported, constant, enumeration, option, redefinable]: [bool; 5],
) -> Vec<(&str, Val)> {
    vec![
        ("type_name", Val::str(type_name)),
        ("exported", Val::Bool(exported)),
        ("constant", Val::Bool(constant)),
        ("enum_constant", Val::Bool(enumeration)),
        ("option_value", Val::Bool(option)),
        ("redefinable", Val::Bool(redefinable)),
        ("broker_backend", Val::Bool(false)),
    ]
}

fn describe(cx: &Context<'_>, id: &Identifier) -> Result<Val, RuntimeError> {
    let (ty, constant, option) = match &id.meaning {
        Denotes::Variable { ty, constant, option } => (type_text(ty), *constant, *option),
        Denotes::Function(ty) => (type_text(ty), false, false),
        Denotes::Type(_) => ("type".to_owned(), true, false),
        Denotes::Enum(_, ty) => (type_text(ty), true, false),
    };
    let enumeration = matches!(id.meaning, Denotes::Enum(..));
    let mut fields = facts(&ty, [id.exported, constant, enumeration, option, id.redefinable]);
    let value = match &id.meaning {
        Denotes::Enum(item, _) => Val::Enum(item.clone()),
        Denotes::Type(_) => Val::None,
        _ => cx.global(&id.name).unwrap_or_default(),
    };
    fields.push(("value", value));
    Ok(make_record(cx, "script_id", &fields)?.into())
}

/// Names of all options.
pub fn global_options(cx: &mut Context<'_>) -> TableRef {
    let all = mirror(cx).map(|m| m.identifiers()).unwrap_or_default();
    let options = all.into_iter().filter(|i| matches!(i.meaning, Denotes::Variable { option: true, .. }));
    string_set(options.map(|i| i.name.to_string()))
}

/// The value behind a name.
pub fn lookup_id(cx: &mut Context<'_>, id: &Str) -> Val {
    let name = id.to_text();
    let found = match mirror(cx).and_then(|m| m.identifier(&name)).map(|i| i.meaning) {
        Some(Denotes::Enum(item, _)) => Some(Val::Enum(item)),
        Some(Denotes::Type(t)) => Some(Val::Type(t.into())),
        _ => cx.global(&name),
    };
    match found {
        Some(Val::None) => Val::str("<no ID value>"),
        Some(v) => v,
        None => Val::str("<unknown id>"),
    }
}

fn declared(
    cx: &mut Context<'_>,
    name: &Str,
    find: fn(&dyn Reflection, &str) -> Option<Declaration>,
) -> Declaration {
    mirror(cx).and_then(|m| find(&*m, &name.to_text())).unwrap_or_default()
}

/// Comments at the head of a script.
pub fn get_script_comments(cx: &mut Context<'_>, name: &Str) -> String {
    mirror(cx).and_then(|m| m.script_comments(&name.to_text())).unwrap_or_default()
}

/// Comments of a name.
pub fn get_identifier_comments(cx: &mut Context<'_>, name: &Str) -> String {
    declared(cx, name, |m, n| m.declaration(n)).comments
}

/// The script that declares a name.
pub fn get_identifier_declaring_script(cx: &mut Context<'_>, name: &Str) -> String {
    declared(cx, name, |m, n| m.declaration(n)).script
}

/// Comments of a field.
pub fn get_record_field_comments(cx: &mut Context<'_>, name: &Str) -> String {
    declared(cx, name, |m, n| m.field(n)).comments
}

/// The script that declares a field.
pub fn get_record_field_declaring_script(cx: &mut Context<'_>, name: &Str) -> String {
    declared(cx, name, |m, n| m.field(n)).script
}

/// Random characters of unique names.
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A name that no other call gives.
pub fn unique_id(cx: &mut Context<'_>, prefix: &Str) -> Vec<u8> {
    let mut bytes = [0; 12];
    cx.host.random(&mut bytes);
    let mut bits = bytes.iter().fold(0u128, |n, b| n << 8 | *b as u128);
    let mut out = prefix.as_bytes().to_vec();
    for _ in 0..16 {
        out.push(LETTERS[(bits % 62) as usize]);
        bits /= 62;
    }
    out
}

/// The same, from a pool: all pools draw from one source, so their names differ too.
pub fn unique_id_from(cx: &mut Context<'_>, _pool: i64, prefix: &Str) -> Vec<u8> {
    unique_id(cx, prefix)
}
