//! From the declarations of built-in functions to the table that calls their Rust side.
//!
//! A function declared in `crates/builtins/bif/FAMILY.zeek` is implemented by a public function of the same name, in
//! lower case, in `crates/builtins/src/FAMILY.rs` or a file of the folder `src/FAMILY/`. What is declared and not
//! implemented has to be named in `crates/builtins/bif/missing.tsv` with its owner and the reason; anything else stops
//! the generator, so that no function is absent by oversight.

use std::collections::{BTreeMap, HashMap};
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
    let mut families = Vec::new();
    for file in zeek_files(&room.join("bif"))? {
        families.push(family(&file, &room, &types, &missing)?);
    }
    let wrong: Vec<String> = families.iter().flat_map(|f| f.wrong.iter().cloned()).collect();
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let declared: Vec<&str> = families.iter().flat_map(|f| &f.functions).map(|f| f.name.as_str()).collect();
    if let Some(stranger) = missing.keys().find(|n| !declared.contains(&n.as_str())) {
        return Err(format!("missing.tsv names {stranger}, which is not declared"));
    }
    Ok(vec![
        (room.join("src/generated.rs"), table(&families, &missing)),
        (root.join("docs/builtins.md"), coverage(&families, &missing) + &engine(root)?),
    ])
}

struct Function {
    name: String,
    summary: String,
    /// The call of the Rust side; `None` when there is none.
    call: Option<String>,
}

struct Family {
    /// Name of the file of declarations, without ending.
    name: String,
    /// What the file says about itself.
    summary: String,
    functions: Vec<Function>,
    /// Expressions that hold, from the documentation.
    examples: Vec<(String, String)>,
    wrong: Vec<String>,
}

struct Missing {
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

fn read_missing(path: &Path) -> Result<BTreeMap<String, Missing>, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut out = BTreeMap::new();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let mut columns = line.split('\t').map(str::to_owned);
        let (Some(name), Some(owner), Some(reason)) = (columns.next(), columns.next(), columns.next()) else {
            return Err(format!("{}: a line needs three columns: {line}", path.display()));
        };
        out.insert(name, Missing { owner, reason });
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
    room: &Path,
    types: &HashMap<String, Kind>,
    missing: &BTreeMap<String, Missing>,
) -> Result<Family, String> {
    let (items, text, summary) = read(file)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let module = name.replace('-', "_");
    let rust = sources(room, &module);
    let mut out = Family {
        name,
        summary: summary.trim().to_owned(),
        functions: vec![],
        examples: vec![],
        wrong: vec![],
    };
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
        let Some(Type { kind: TypeKind::Function(_, signature), .. }) = &variable.ty else { continue };
        let name = format!("{scope}{}", variable.name.name);
        let docs = zander_syntax::docs::text(&text, item.docs);
        for line in docs.lines() {
            if let Some(example) = line.trim().strip_prefix("Example:") {
                out.examples.push((name.clone(), example.trim().to_owned()));
            }
        }
        let summary = docs.split("Example:").next().unwrap_or_default();
        let summary = summary.split_whitespace().collect::<Vec<_>>().join(" ");
        let rust_name = variable.name.name.to_lowercase();
        let there = implements(&rust, &rust_name);
        let call = match (there, missing.contains_key(&name)) {
            (true, false) => match call(&module, &rust_name, signature, types) {
                Ok(call) => Some(call),
                Err(unknown) => {
                    out.wrong
                        .push(format!("{}: {name}: the type {unknown} is not known here", file.display()));
                    None
                }
            },
            (false, true) => None,
            (true, true) => {
                out.wrong.push(format!("{name} is implemented, but missing.tsv names it"));
                None
            }
            (false, false) => {
                out.wrong.push(format!(
                    "{name} is declared in {}, but src/{module}.rs has no `pub fn {rust_name}`",
                    file.display()
                ));
                None
            }
        };
        out.functions.push(Function { name, summary, call });
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

fn table(families: &[Family], missing: &BTreeMap<String, Missing>) -> String {
    let mut out = String::from(
        "//! Generated by `cargo xtask codegen` from `bif/*.zeek` and `bif/missing.tsv`: do not edit.\n\n\
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
    out += "];\n\n/// Declared functions without a Rust side here: name, who has it, why.\n#[rustfmt::skip]\npub const MISSING: &[(&str, &str, &str)] = &[\n";
    for (name, m) in missing {
        let _ = writeln!(out, "    ({name:?}, {:?}, {:?}),", m.owner, m.reason);
    }
    out += "];\n\n/// Function and expression that holds, from the documentation of the declarations.\n#[rustfmt::skip]\npub const EXAMPLES: &[(&str, &str)] = &[\n";
    for (name, example) in families.iter().flat_map(|f| &f.examples) {
        let _ = writeln!(out, "    ({name:?}, {example:?}),");
    }
    out += "];\n";
    out
}

/// The functions that need the engine, from `crates/engine/bif`: one is there when the engine or an analyzer registers
/// it under its name.
fn engine(root: &Path) -> Result<String, String> {
    let mut sources = String::new();
    for folder in ["crates/engine/src", "analyzers", "crates/cluster/src", "crates/telemetry/src"] {
        collect(&root.join(folder), &mut sources);
    }
    let mut out = String::from("\n# Functions of the engine\n\nGenerated from `crates/engine/bif`.\n");
    for file in zeek_files(&root.join("crates/engine/bif"))? {
        let (items, _, _) = read(&file)?;
        let mut module = String::new();
        let mut rows = Vec::new();
        for item in &items {
            match &item.kind {
                ItemKind::Module(name) if &*name.name == "GLOBAL" => module.clear(),
                ItemKind::Module(name) => module = format!("{}::", name.name),
                ItemKind::Variable(Storage::Global, v) => {
                    let function = v.ty.as_ref().is_some_and(|t| {
                        matches!(t.kind, TypeKind::Function(zander_syntax::ast::Flavor::Function, _))
                    });
                    if function {
                        let name = match v.name.name.contains("::") {
                            true => v.name.name.to_string(),
                            false => format!("{module}{}", v.name.name),
                        };
                        let there = sources.contains(&format!("(\"{name}\","));
                        rows.push(format!("| `{name}` | {} |", if there { "yes" } else { "not yet" }));
                    }
                }
                _ => {}
            }
        }
        if !rows.is_empty() {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let _ = write!(out, "\n## {stem}\n\n| function | |\n|---|---|\n{}\n", rows.join("\n"));
        }
    }
    Ok(out)
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

fn coverage(families: &[Family], missing: &BTreeMap<String, Missing>) -> String {
    let total: usize = families.iter().map(|f| f.functions.len()).sum();
    let mut out = format!(
        "# Built-in functions\n\nGenerated by `cargo xtask codegen` from `crates/builtins/bif`. Declared: {total}, implemented here: {}, \
         elsewhere or not yet: {}.\n",
        total - missing.len(),
        missing.len()
    );
    for f in families {
        let _ = write!(
            out,
            "\n## {}\n\n{}\n\n| function | | what it gives |\n|---|---|---|\n",
            f.name, f.summary
        );
        for function in &f.functions {
            let state = match missing.get(&function.name) {
                None => "yes".to_owned(),
                Some(m) => format!("{}: {}", m.owner, m.reason),
            };
            let summary = function.summary.replace('|', "\\|");
            let _ = writeln!(out, "| `{}` | {state} | {summary} |", function.name);
        }
    }
    out
}
