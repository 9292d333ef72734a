//! What declaration files declare: events, records and enums.

use std::path::{Path, PathBuf};
use zander_syntax::ast::{AttrKind, BaseType, Expr, Flavor, Ident, Item, ItemKind, Type, TypeKind};
use zander_syntax::source::SourceMap;
use zander_syntax::{Directives, Names, Parser, docs};

/// Everything that was declared.
#[derive(Default)]
pub struct Declared {
    pub events: Vec<Event>,
    pub records: Vec<Record>,
    pub enums: Vec<Enum>,
}

/// An event.
pub struct Event {
    /// Full name, e.g. `Analyzer::analyzer_failed`.
    pub name: String,
    pub docs: String,
    pub params: Vec<Member>,
}

/// A record type.
pub struct Record {
    pub name: String,
    pub docs: String,
    pub fields: Vec<Member>,
}

/// An enum type.
pub struct Enum {
    pub name: String,
    pub docs: String,
    /// Full names.
    pub values: Vec<String>,
}

/// A parameter or a field.
pub struct Member {
    pub name: String,
    pub docs: String,
    pub kind: Kind,
    /// It may be left out: optional, or with a default.
    pub optional: bool,
}

/// Types as far as generated code tells them apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    Bool,
    Int,
    Count,
    Double,
    Time,
    Interval,
    String,
    Port,
    Addr,
    Subnet,
    /// The connection that an event is about.
    Connection,
    /// Anything else: a value.
    Value,
}

/// All `.zeek` files of a folder, by name.
pub fn files(folder: &Path) -> Result<Vec<(PathBuf, String)>, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "zeek"));
    paths.sort();
    paths
        .into_iter()
        .map(|p| {
            std::fs::read_to_string(&p).map(|t| (p.clone(), t)).map_err(|e| format!("{}: {e}", p.display()))
        })
        .collect()
}

/// Declarations do not depend on anything.
struct Plain;

impl Directives for Plain {
    fn is_defined(&mut self, _: &Ident) -> bool {
        false
    }

    fn condition(&mut self, _: &Expr) -> bool {
        false
    }
}

/// Reads files in their order. Of an event that is declared more than once, the first declaration counts: it has all
/// parameters.
pub fn read(files: &[(PathBuf, String)]) -> Result<Declared, String> {
    let (mut sources, names, mut out) = (SourceMap::new(), Names::default(), Declared::default());
    for (path, text) in files {
        let id = sources.add(path.display().to_string(), text.clone().into_bytes());
        let mut parser = Parser::new(id, text.as_bytes(), &names);
        let mut module = String::from("GLOBAL");
        while let Some(item) = parser.next_item(&mut Plain) {
            if let ItemKind::Module(name) = &item.kind {
                module = name.name.to_string();
            } else {
                take(&item, text.as_bytes(), &module, &mut out);
            }
        }
        if let Some(d) = parser.take_diagnostics().first() {
            return Err(format!("{}: {}", path.display(), d.message));
        }
    }
    Ok(out)
}

fn full(module: &str, name: &str) -> String {
    match name.strip_prefix("GLOBAL::").or(name.strip_prefix("::")) {
        Some(global) => global.to_owned(),
        None if module == "GLOBAL" || name.contains("::") => name.to_owned(),
        None => format!("{module}::{name}"),
    }
}

fn take(item: &Item, source: &[u8], module: &str, out: &mut Declared) {
    let text = docs::text(source, item.docs);
    match &item.kind {
        ItemKind::Variable(_, v) => {
            let Some(Type { kind: TypeKind::Function(Flavor::Event, signature), .. }) = &v.ty else { return };
            let name = full(module, &v.name.name);
            if out.events.iter().any(|e| e.name == name) {
                return;
            }
            let params = members(&signature.params, source);
            out.events.push(Event { name, docs: text, params });
        }
        ItemKind::Type(t) => {
            let name = full(module, &t.name.name);
            match &t.ty.kind {
                TypeKind::Record(fields) => {
                    out.records.push(Record { name, docs: text, fields: members(fields, source) });
                }
                TypeKind::Enum(values) => {
                    let values = values.iter().map(|v| full(module, &v.name.name)).collect();
                    out.enums.push(Enum { name, docs: text, values });
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn members(fields: &[zander_syntax::ast::Field], source: &[u8]) -> Vec<Member> {
    fields
        .iter()
        .map(|f| Member {
            name: f.name.name.to_string(),
            docs: docs::text(source, f.docs),
            kind: kind(&f.ty),
            optional: f.attrs.iter().any(|a| matches!(a.kind, AttrKind::Optional | AttrKind::Default)),
        })
        .collect()
}

fn kind(t: &Type) -> Kind {
    match &t.kind {
        TypeKind::Base(b) => match b {
            BaseType::Bool => Kind::Bool,
            BaseType::Int => Kind::Int,
            BaseType::Count => Kind::Count,
            BaseType::Double => Kind::Double,
            BaseType::Time => Kind::Time,
            BaseType::Interval => Kind::Interval,
            BaseType::String => Kind::String,
            BaseType::Port => Kind::Port,
            BaseType::Addr => Kind::Addr,
            BaseType::Subnet => Kind::Subnet,
            BaseType::Any | BaseType::Pattern => Kind::Value,
        },
        TypeKind::Name(n) if &**n == "connection" => Kind::Connection,
        _ => Kind::Value,
    }
}
