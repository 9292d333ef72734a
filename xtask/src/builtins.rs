//! From the declarations of built-in functions to the table that calls their Rust side, and to the list of all of them.
//!
//! A function declared in `crates/builtins/bif/FAMILY.zeek` is implemented by a public function of the same name, in
//! lower case, in `crates/builtins/src/FAMILY.rs` or a file of the folder `src/FAMILY/`; or by the engine, which registers
//! it under its name, as it does those declared in `crates/engine/bif`. What is declared and not implemented has to be
//! named in `crates/builtins/bif/missing.tsv` with its owner and the reason; anything else stops the generator, so that
//! no function is absent by oversight.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use zander_syntax::ast::{BaseType, Expr, Ident, Item, ItemKind, Storage, Type, TypeKind};
use zander_syntax::{Directives, Names, Parser, SourceMap};

/// Generated files: path and text. The error is a message for people.
pub fn generate(root: &Path) -> Result<Vec<(PathBuf, String)>, String> {
    let room = root.join("crates/builtins");
    let types = named_types(&root.join("scripts/base/engine"))?;
    let missing = read_missing(&room.join("bif/missing.tsv"))?;
    let registered = registrations(root);
    let mut families = Vec::new();
    for file in zeek_files(&room.join("bif"))? {
        families.push(family(&file, Some(&room), &types, &missing, &registered)?);
    }
    let table = table(&families);
    for file in zeek_files(&root.join("crates/engine/bif"))? {
        families.push(family(&file, None, &types, &missing, &registered)?);
    }
    let wrong: Vec<String> = families.iter().flat_map(|f| f.wrong.iter().cloned()).collect();
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let absent: Vec<&str> = families
        .iter()
        .flat_map(|f| &f.functions)
        .filter_map(|f| Some(f.missing.as_ref()?.name.as_str()))
        .collect();
    if let Some(stranger) = missing.iter().find(|m| !absent.contains(&m.name.as_str())) {
        return Err(format!("missing.tsv names {}, which is not declared, or implemented", stranger.name));
    }
    Ok(vec![(room.join("src/generated.rs"), table), (root.join("docs/builtins.md"), coverage(&families))])
}

struct Function {
    name: String,
    summary: String,
    /// The call of the Rust side; `None` when there is none here.
    call: Option<String>,
    /// Why it is nowhere.
    missing: Option<Missing>,
}

struct Family {
    /// Name of the file of declarations, without ending.
    name: String,
    /// What the file says about itself.
    summary: String,
    functions: Vec<Function>,
    wrong: Vec<String>,
}

#[derive(Clone)]
struct Missing {
    /// The function, or with `*` at its end all that begin so.
    name: String,
    owner: String,
    reason: String,
}

/// What a value of a script type is in Rust.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Bool,
    Count,
    Int,
    Double,
    Time,
    Interval,
    Str,
    Pattern,
    Port,
    Addr,
    Subnet,
    Any,
    Enum,
    Record,
    Table,
    Vector,
    Func,
    File,
    Opaque,
    Nothing,
}

impl Kind {
    /// The function of `convert` that takes an argument of this kind out of the list.
    fn reader(self) -> &'static str {
        match self {
            Kind::Bool => "boolean",
            Kind::Count => "count",
            Kind::Int => "int",
            Kind::Double | Kind::Time | Kind::Interval => "seconds",
            Kind::Str => "string",
            Kind::Pattern => "pattern",
            Kind::Port => "port",
            Kind::Addr => "address",
            Kind::Subnet => "subnet",
            Kind::Any | Kind::Nothing => "any",
            Kind::Enum => "enumeration",
            Kind::Record => "record",
            Kind::Table => "table",
            Kind::Vector => "vector",
            Kind::Func => "function",
            Kind::File => "file",
            Kind::Opaque => "opaque",
        }
    }

    /// The variant of `Val` that a number of seconds becomes.
    fn seconds(self) -> Option<&'static str> {
        match self {
            Kind::Double => Some("Double"),
            Kind::Time => Some("Time"),
            Kind::Interval => Some("Interval"),
            _ => None,
        }
    }
}

/// Nothing is defined and every condition holds: declarations are read as they stand.
struct Everything;

impl Directives for Everything {
    fn is_defined(&mut self, _: &Ident) -> bool {
        true
    }

    fn condition(&mut self, _: &Expr) -> bool {
        true
    }
}

/// Items of a file, its text, and the comment at its head.
fn read(path: &Path) -> Result<(Vec<Item>, Vec<u8>, String), String> {
    let text = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut sources = SourceMap::new();
    let id = sources.add(path.display().to_string(), text.clone());
    let mut parser = Parser::new(id, &text, &Names::new());
    let mut items = Vec::new();
    while let Some(item) = parser.next_item(&mut Everything) {
        items.push(item);
    }
    let summary = zander_syntax::docs::summary(&text, parser.summary());
    match parser.take_diagnostics().first() {
        Some(d) => Err(zander_syntax::render::render(d, &sources, false)),
        None => Ok((items, text, summary)),
    }
}

fn zeek_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let all = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut files: Vec<PathBuf> =
        all.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "zeek")).collect();
    files.sort();
    Ok(files)
}

/// Types by name, of those that the engine's scripts declare.
fn named_types(folder: &Path) -> Result<HashMap<String, Kind>, String> {
    let mut out: HashMap<String, Kind> = HashMap::new();
    for file in zeek_files(folder)? {
        let mut module = String::new();
        for item in read(&file)?.0 {
            match item.kind {
                ItemKind::Module(m) if &*m.name == "GLOBAL" => module.clear(),
                ItemKind::Module(m) => module = format!("{}::", m.name),
                ItemKind::Type(t) => {
                    if let Some(kind) = kind(&t.ty, &out) {
                        out.insert(format!("{module}{}", t.name.name), kind);
                    }
                }
                _ => {}
            }
        }
    }
    // Declared with the protocols that make them.
    for (name, kind) in [
        ("x509_opaque_vector", Kind::Vector),
        ("X509::Certificate", Kind::Record),
        ("X509::Result", Kind::Record),
    ] {
        out.entry(name.to_owned()).or_insert(kind);
    }
    Ok(out)
}

fn kind(ty: &Type, named: &HashMap<String, Kind>) -> Option<Kind> {
    Some(match &ty.kind {
        TypeKind::Base(b) => match b {
            BaseType::Any => Kind::Any,
            BaseType::Bool => Kind::Bool,
            BaseType::Count => Kind::Count,
            BaseType::Int => Kind::Int,
            BaseType::Double => Kind::Double,
            BaseType::Time => Kind::Time,
            BaseType::Interval => Kind::Interval,
            BaseType::String => Kind::Str,
            BaseType::Pattern => Kind::Pattern,
            BaseType::Port => Kind::Port,
            BaseType::Addr => Kind::Addr,
            BaseType::Subnet => Kind::Subnet,
        },
        TypeKind::Name(n) => *named.get(&**n)?,
        TypeKind::Enum(_) => Kind::Enum,
        TypeKind::Record(_) => Kind::Record,
        TypeKind::Table(..) | TypeKind::Set(_) => Kind::Table,
        TypeKind::Vector(_) => Kind::Vector,
        TypeKind::Function(..) => Kind::Func,
        TypeKind::File(_) => Kind::File,
        TypeKind::Opaque(_) => Kind::Opaque,
        TypeKind::List(_) | TypeKind::Error => return None,
    })
}

fn read_missing(path: &Path) -> Result<Vec<Missing>, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let mut columns = line.split('\t').map(str::to_owned);
        let (Some(name), Some(owner), Some(reason)) = (columns.next(), columns.next(), columns.next()) else {
            return Err(format!("{}: a line needs three columns: {line}", path.display()));
        };
        out.push(Missing { name, owner, reason });
    }
    Ok(out)
}

/// The Rust sources of a family, one after the other.
fn sources(room: &Path, module: &str) -> String {
    let mut text = fs::read_to_string(room.join(format!("src/{module}.rs"))).unwrap_or_default();
    let folder = fs::read_dir(room.join(format!("src/{module}"))).into_iter().flatten().flatten();
    for entry in folder {
        text += &fs::read_to_string(entry.path()).unwrap_or_default();
    }
    text
}

fn family(
    file: &Path,
    room: Option<&Path>,
    types: &HashMap<String, Kind>,
    missing: &[Missing],
    registered: &str,
) -> Result<Family, String> {
    let (items, text, summary) = read(file)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let module = name.replace('-', "_");
    let rust = room.map(|room| sources(room, &module)).unwrap_or_default();
    let mut out = Family { name, summary: summary.trim().to_owned(), functions: vec![], wrong: vec![] };
    let mut scope = String::new();
    for item in items {
        let variable = match item.kind {
            ItemKind::Module(m) if &*m.name == "GLOBAL" => {
                scope.clear();
                continue;
            }
            ItemKind::Module(m) => {
                scope = format!("{}::", m.name);
                continue;
            }
            ItemKind::Variable(Storage::Global, v) => v,
            _ => continue,
        };
        use zander_syntax::ast::Flavor;
        let Some(Type { kind: TypeKind::Function(Flavor::Function, signature), .. }) = &variable.ty else {
            continue;
        };
        let name = match variable.name.name.contains("::") {
            true => variable.name.name.to_string(),
            false => format!("{scope}{}", variable.name.name),
        };
        let docs = zander_syntax::docs::text(&text, item.docs);
        let summary = docs.split("Example:").next().unwrap_or_default();
        let summary = summary.split_whitespace().collect::<Vec<_>>().join(" ");
        let rust_name = variable.name.name.to_lowercase();
        let mut call_text = None;
        if implements(&rust, &rust_name) {
            match call(&module, &rust_name, signature, types) {
                Ok(call) => call_text = Some(call),
                Err(unknown) => out
                    .wrong
                    .push(format!("{}: {name}: the type {unknown} is not known here", file.display())),
            }
        }
        let there = call_text.is_some() || registered.contains(&format!("(\"{name}\","));
        let known = missing.iter().find(|m| match m.name.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => m.name == name,
        });
        if !there && known.is_none() {
            out.wrong.push(format!("{name} is declared in {}, but nobody implements it", file.display()));
        }
        let missing = if there { None } else { known.cloned() };
        out.functions.push(Function { name, summary, call: call_text, missing });
    }
    Ok(out)
}

/// Whether the sources define a public function of that name, in the open or by a macro that takes the name.
fn implements(rust: &str, name: &str) -> bool {
    rust.contains(&format!("pub fn {name}("))
        || [format!(", {name},"), format!(", {name};")].iter().any(|word| rust.contains(word.as_str()))
}

/// The closure that unpacks the arguments and calls the Rust side.
fn call(
    module: &str,
    name: &str,
    signature: &zander_syntax::ast::Signature,
    types: &HashMap<String, Kind>,
) -> Result<String, String> {
    let known = |ty: &Type| kind(ty, types).ok_or_else(|| format!("{:?}", ty.kind));
    let mut arguments = String::new();
    if signature.variadic {
        arguments += ", a";
    } else {
        for (i, p) in signature.params.iter().enumerate() {
            let _ = write!(arguments, ", convert::{}(a, {i})?", known(&p.ty)?.reader());
        }
    }
    let result = signature.result.as_deref().map_or(Ok(Kind::Nothing), known)?;
    let list = if arguments.is_empty() { "_" } else { "a" };
    let call = format!("{module}::{name}(cx{arguments})");
    Ok(match result.seconds() {
        Some(variant) => format!("|cx, {list}| {call}.answer().map(Val::{variant})"),
        None => format!("|cx, {list}| Ok({call}.answer()?.into())"),
    })
}

fn table(families: &[Family]) -> String {
    let mut out = String::from(
        "//! Generated by `cargo xtask codegen` from `bif/*.zeek`: do not edit.\n\n\
         use crate::convert::{self, Answer};\nuse zander_value::Val;\nuse zander_vm::BuiltinFn;\n\n#[rustfmt::skip]\nuse crate::{",
    );
    let used: Vec<String> = families
        .iter()
        .filter(|f| f.functions.iter().any(|f| f.call.is_some()))
        .map(|f| f.name.replace('-', "_"))
        .collect();
    out += &used.join(", ");
    out += "};\n\n/// Script name and Rust side of every function.\n#[rustfmt::skip]\npub const TABLE: &[(&str, BuiltinFn)] = &[\n";
    for function in families.iter().flat_map(|f| &f.functions) {
        if let Some(call) = &function.call {
            let _ = writeln!(out, "    ({:?}, {call}),", function.name);
        }
    }
    out += "];\n";
    out
}

/// The Rust sources that register functions under their names.
fn registrations(root: &Path) -> String {
    let mut sources = String::new();
    for folder in ["crates/engine/src", "analyzers", "crates/cluster/src"] {
        collect(&root.join(folder), &mut sources);
    }
    sources
}

/// The texts of all Rust files below a folder.
fn collect(folder: &Path, out: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|e| e.ok().map(|e| e.path())) {
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            // Registrations are looked for on one line, however they are laid out.
            let text = fs::read_to_string(&path).unwrap_or_default();
            out.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\""));
        }
    }
}

fn coverage(families: &[Family]) -> String {
    let all: Vec<&Function> = families.iter().flat_map(|f| &f.functions).collect();
    let there = all.iter().filter(|f| f.missing.is_none()).count();
    let mut out = format!(
        "# Built-in functions\n\nGenerated by `cargo xtask codegen` from the declarations in `crates/builtins/bif` and `crates/engine/bif`; \
         what is missing has its owner and the reason in `crates/builtins/bif/missing.tsv`.\n\nDeclared: {}, implemented: {there}.\n\n\
         | missing | of | why |\n|---|---|---|\n",
        all.len(),
    );
    let mut told: Vec<&str> = Vec::new();
    for m in all.iter().filter_map(|f| f.missing.as_ref()) {
        if !told.contains(&m.name.as_str()) {
            told.push(&m.name);
            let _ = writeln!(out, "| `{}` | {} | {} |", m.name, m.owner, m.reason);
        }
    }
    for f in families.iter().filter(|f| !f.functions.is_empty()) {
        let _ =
            write!(out, "\n## {}\n\n{}\n\n| function | | what it does |\n|---|---|---|\n", f.name, f.summary);
        for function in &f.functions {
            let state = function.missing.as_ref().map_or("yes", |m| &m.owner);
            let summary = function.summary.replace('|', "\\|");
            let _ = writeln!(out, "| `{}` | {state} | {summary} |", function.name);
        }
    }
    out
}
