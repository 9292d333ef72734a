//! What the program tells about itself and about the scripts it has loaded, where that is all that is asked for.

use crate::run::VERSION;
use std::fmt::Write;
use zander_value::Type;
use zander_value::format::text;
use zander_vm::Vm;

/// Kinds of parts, and the enum whose values name them.
const KINDS: [(&str, &str); 5] = [
    ("Analyzer", "Analyzer::Tag"),
    ("Packet Analyzer", "PacketAnalyzer::Tag"),
    ("File Analyzer", "Files::Tag"),
    ("Reader", "Input::Reader"),
    ("Writer", "Log::Writer"),
];

/// `-V`: a JSON object.
pub fn build_info() -> String {
    format!(
        r#"{{"name":"zander","version":"{}","describes":"{VERSION}","target":"{}-{}","debug":{}}}"#,
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH,
        std::env::consts::OS,
        cfg!(debug_assertions),
    )
}

/// `-I`: `name : type = value`, for a type its definition.
pub fn identifier(vm: &Vm, name: &str) -> Result<String, String> {
    let short = |v| String::from_utf8_lossy(&text(&v)).into_owned();
    if let Some((id, info)) = vm.global_info(name) {
        let value = vm.global_by_id(id);
        let value = if value.is_none() { String::new() } else { format!(" = {}", short(value)) };
        return Ok(format!("{name} : {}{value}", info.ty));
    }
    if let Some(id) = vm.function(name) {
        let ty = vm.func_value(id).map(|f| f.type_of().to_string()).unwrap_or_default();
        return Ok(format!("{name} : {ty}"));
    }
    match vm.type_named(name) {
        Some(Type::Enum(e)) if *e.name != *name => {
            let item = e.items().into_iter().find(|i| i.name.as_bytes() == name.as_bytes());
            let number = item.map(|i| i.value.to_string()).unwrap_or_default();
            Ok(format!("{name} : enum {} = {number}", e.name))
        }
        Some(Type::Record(r)) => {
            let fields = r
                .with_fields(|all| all.iter().map(|f| format!(" {}: {};", f.name, f.ty)).collect::<String>());
            Ok(format!("{name} : record {{{fields} }}"))
        }
        Some(t) => Ok(format!("{name} : {t}")),
        None => Err(format!("zander: there is no {name}")),
    }
}

/// `-N`: a line for each part that scripts can name; with `tags` also its tag.
pub fn components(vm: &Vm, tags: bool) -> String {
    let mut out = String::new();
    for (kind, name) in KINDS {
        let Some(Type::Enum(all)) = vm.type_named(name) else { continue };
        for item in all.items() {
            let tag = item.name.to_text();
            let plain = tag.rsplit("::").next().unwrap_or_default();
            let plain = plain.split_once('_').map_or(plain, |(_, rest)| rest);
            let _ = write!(out, "Zeek::{plain} - {kind} (built-in)");
            if tags {
                let _ = write!(out, "\n    [{kind}] {plain} ({tag})");
            }
            out.push('\n');
        }
    }
    out
}
