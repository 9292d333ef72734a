//! Loading: finding scripts, reading them item by item, following `@load`.

use super::names::{GLOBAL, Meaning};
use super::{Checker, Evaluator, File};
use crate::hir::{Named, Program};
use foldhash::fast::RandomState;
use hashbrown::HashSet;
use std::rc::Rc;
use zander_syntax::ast::{self, ItemKind};
use zander_syntax::diagnostic::{Diagnostic, Severity};
use zander_syntax::names::Names;
use zander_syntax::{Directives, FileId, Parser, SourceMap, Span, Text};
use zander_value::Type;

/// So many files may be loaded by one another.
const MAX_DEPTH: usize = 200;

/// Name of the file that the command line's settings and code stand in.
const COMMAND_LINE: &str = "<command line>";

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A file that can be read.
    File,
    /// A folder.
    Folder,
}

/// Where scripts come from. Paths are separated by `/`; the rules of `@load` are not the loader's.
pub trait Loader {
    /// What stands under a path, `None` when nothing does.
    fn kind(&self, path: &str) -> Option<Kind>;
    /// The text of a file.
    fn read(&self, path: &str) -> std::io::Result<Text>;
    /// The folders in which scripts are looked for, in this order.
    fn search(&self) -> &[String];
}

/// What is to be loaded.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Scripts in order, the library's own first, as `@load` would name them.
    pub files: Vec<String>,
    /// `NAME`, `=`, `+=` or `-=`, and the value, of the command line.
    pub settings: Vec<(String, String, String)>,
    /// `-e CODE`
    pub code: Option<String>,
    /// More warnings: unused variables and the like.
    pub usage_issues: bool,
    /// No warnings about what can never run.
    pub no_unused_warnings: bool,
    /// Syntax and types only: nothing of the program is needed afterwards.
    pub prefixes: Vec<String>,
}

/// A script that was loaded.
#[derive(Clone, Debug)]
pub struct LoadedScript {
    /// Its path.
    pub path: Rc<str>,
    /// How many scripts loaded each other on the way to it.
    pub depth: usize,
    /// Its number in the source map.
    pub file: FileId,
}

/// What loading yields.
pub struct Loaded {
    /// The program.
    pub program: Program,
    /// The texts, for messages.
    pub sources: SourceMap,
    /// Warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// Scripts in the order in which they were loaded.
    pub scripts: Vec<LoadedScript>,
    /// Paths of signature files in the order of their `@load-sigs`.
    pub signatures: Vec<Rc<str>>,
    /// Names of hosts that scripts contain, in order, some more than once.
    pub host_names: Vec<Rc<str>>,
}

/// Why nothing can run.
pub struct Failed {
    /// The texts, for messages.
    pub sources: SourceMap,
    /// Errors and warnings in the order in which they were found.
    pub diagnostics: Vec<Diagnostic>,
    /// Scripts that were loaded.
    pub scripts: Vec<LoadedScript>,
}

/// Loads and checks a program.
pub fn load(request: &Request, loader: &dyn Loader, evaluator: &mut dyn Evaluator) -> Result<Loaded, Failed> {
    let names = Names::new();
    let mut driver = Driver {
        checker: Checker::new(evaluator, request.usage_issues),
        loader,
        names,
        sources: SourceMap::new(),
        seen: HashSet::default(),
        prefixes: request.prefixes.iter().map(|p| p.as_str().into()).collect(),
        scripts: Vec::new(),
        signatures: Vec::new(),
    };
    driver.checker.unused_warnings = !request.no_unused_warnings;
    for file in &request.files {
        match driver.resolve(file, None, "zeek") {
            Some(path) => driver.file(&path, 0, None),
            None => driver.checker.error("load", Span::NONE, format!("can't find {file}")),
        }
    }
    driver.load_prefixed();
    let mut code = String::new();
    for (name, op, value) in &request.settings {
        code.push_str(&driver.setting(name, op, value));
    }
    if !code.is_empty() {
        driver.text(COMMAND_LINE, code.into_bytes().into(), 0);
    }
    if let Some(code) = &request.code {
        driver.text(COMMAND_LINE, code.clone().into_bytes().into(), 0);
    }
    driver.finish()
}

struct Driver<'a> {
    checker: Checker<'a>,
    loader: &'a dyn Loader,
    names: Names,
    sources: SourceMap,
    /// Files that were loaded, or are not to be.
    seen: HashSet<Rc<str>, RandomState>,
    prefixes: Vec<Rc<str>>,
    scripts: Vec<LoadedScript>,
    signatures: Vec<Rc<str>>,
}

impl Directives for Checker<'_> {
    fn is_defined(&mut self, name: &ast::Ident) -> bool {
        use super::names::Found;
        matches!(self.symbols.lookup(&name.name, self.module), Found::Symbol(_))
    }

    fn condition(&mut self, condition: &ast::Expr) -> bool {
        self.if_directive(condition)
    }
}

impl Driver<'_> {
    /// Loads a file once.
    fn file(&mut self, path: &str, depth: usize, from: Option<Span>) {
        let path: Rc<str> = path.into();
        if !self.seen.insert(path.clone()) {
            return;
        }
        let span = from.unwrap_or(Span::NONE);
        if depth > MAX_DEPTH {
            self.checker.error("load", span, format!("more than {MAX_DEPTH} scripts load each other"));
            return;
        }
        match self.loader.read(&path) {
            Ok(text) => self.text(&path, text, depth),
            Err(e) => self.checker.error("load", span, format!("can't read {path}: {e}")),
        }
    }

    /// Reads a text item by item.
    fn text(&mut self, path: &str, text: Text, depth: usize) {
        let file = self.sources.add(path, text.clone());
        self.scripts.push(LoadedScript { path: path.into(), depth, file });
        let (directory, name) = path.rsplit_once('/').unwrap_or((".", path));
        let here =
            File { builtin: path.contains("base/bif/"), directory: directory.into(), name: name.into() };
        let outer = std::mem::replace(&mut self.checker.file, here);
        let module = std::mem::replace(&mut self.checker.module, GLOBAL);
        let pragmas = std::mem::take(&mut self.checker.pragmas);
        let mut parser = Parser::new(file, &text, &self.names);
        while let Some(item) = parser.next_item(&mut self.checker) {
            self.told(&mut parser);
            match &item.kind {
                ItemKind::Load(p) => {
                    if let Some(found) = self.find(p, path, "zeek") {
                        self.file(&found, depth + 1, Some(p.span));
                    }
                }
                ItemKind::Unload(p) => {
                    if let Some(found) = self.find(p, path, "zeek") {
                        self.seen.insert(found.into());
                    }
                }
                ItemKind::LoadSignatures(p) => {
                    if let Some(found) = self.find(p, path, "sig") {
                        let found: Rc<str> = found.into();
                        if !self.signatures.contains(&found) {
                            self.signatures.push(found);
                        }
                    }
                }
                ItemKind::LoadPlugin(p) => {
                    let d = Diagnostic::error("plugin", p.span, format!("the plugin `{}` cannot be loaded", p.text))
                        .note("plugins are compiled for another program; what they offer has to be there as a script or an analyzer");
                    self.checker.report(d);
                }
                ItemKind::Prefixes(p) => {
                    if !p.add {
                        self.prefixes.clear();
                    }
                    self.prefixes.extend(p.prefixes.iter().cloned());
                }
                ItemKind::Deprecated(p) => {
                    let text = if p.text.is_empty() {
                        "this script is deprecated".to_owned()
                    } else {
                        format!("this script is deprecated: {}", p.text)
                    };
                    self.checker.warn("deprecated", item.span, text);
                }
                _ => self.checker.item(&item),
            }
        }
        self.told(&mut parser);
        self.checker.file = outer;
        self.checker.module = module;
        self.checker.pragmas = pragmas;
    }

    /// Takes over what the parser found wrong.
    fn told(&mut self, parser: &mut Parser<'_>) {
        for d in parser.take_diagnostics() {
            self.checker.report(d);
        }
    }

    /// The file that a directive names; reports when there is none.
    fn find(&mut self, path: &ast::Path, from: &str, extension: &str) -> Option<String> {
        let found = self.resolve(&path.text, Some(from), extension);
        if found.is_none() {
            let mut d = Diagnostic::error("load", path.span, format!("can't find {}", path.text));
            if self.resolve(&format!("./{}", path.text), Some(from), extension).is_some() {
                d = d.hint(format!("beside this script there is one: `./{}`", path.text));
            }
            self.checker.report(d);
        }
        found
    }

    fn resolve(&self, path: &str, from: Option<&str>, extension: &str) -> Option<String> {
        if path.starts_with('/') {
            return self.candidate(path, extension);
        }
        if path.starts_with("./") || path.starts_with("../") {
            let folder = from.map_or(".", |f| f.rsplit_once('/').map_or(".", |(d, _)| d));
            return self.candidate(&format!("{folder}/{path}"), extension);
        }
        if from.is_none()
            && let Some(found) = self.candidate(path, extension)
        {
            return Some(found);
        }
        self.loader.search().iter().find_map(|folder| self.candidate(&format!("{folder}/{path}"), extension))
    }

    /// The file that a path means: with the extension, as it is, or what a folder loads.
    fn candidate(&self, path: &str, extension: &str) -> Option<String> {
        let path = normal(path);
        let with = format!("{path}.{extension}");
        if self.loader.kind(&with) == Some(Kind::File) {
            return Some(with);
        }
        match self.loader.kind(&path)? {
            Kind::File => Some(path),
            Kind::Folder => {
                let inside = format!("{path}/__load__.{extension}");
                (self.loader.kind(&inside) == Some(Kind::File)).then_some(inside)
            }
        }
    }

    /// For each prefix and each script: `PREFIX.path.of.the.script.zeek`, when it is there.
    fn load_prefixed(&mut self) {
        let mut at = 0;
        while let Some(prefix) = self.prefixes.get(at).cloned() {
            at += 1;
            if prefix.is_empty() {
                continue;
            }
            let mut n = 0;
            while let Some(script) = self.scripts.get(n).map(|s| s.path.clone()) {
                n += 1;
                let roots = self.loader.search();
                let inside = roots.iter().find_map(|r| script.strip_prefix(&format!("{}/", normal(r))));
                let inside = inside.unwrap_or(&script);
                let flat = inside.trim_end_matches(".zeek").trim_end_matches("/__load__").replace('/', ".");
                if let Some(found) = self.resolve(&format!("{prefix}.{flat}"), None, "zeek") {
                    self.file(&found, 0, None);
                }
            }
        }
    }

    /// A setting of the command line as a script would write it.
    fn setting(&mut self, name: &str, op: &str, value: &str) -> String {
        use super::names::Found;
        let ty = match self.checker.symbols.lookup(name, GLOBAL) {
            Found::Symbol(id) | Found::Hidden(id) => match &self.checker.symbols.get(id).meaning {
                Meaning::Global(g) => Some(self.checker.global(*g).ty.clone()),
                _ => None,
            },
            _ => None,
        };
        match ty {
            Some(Type::String) if !(value.starts_with('"') && value.ends_with('"') && value.len() > 1) => {
                let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
                format!("redef {name} {op} \"{quoted}\";\n")
            }
            _ => format!("redef {name} {op} {value};\n"),
        }
    }

    fn finish(mut self) -> Result<Loaded, Failed> {
        self.checker.finish();
        let diagnostics = std::mem::take(&mut self.checker.diagnostics);
        if diagnostics.iter().any(|d| d.severity == Severity::Error) {
            return Err(Failed { sources: self.sources, diagnostics, scripts: self.scripts });
        }
        Ok(Loaded {
            host_names: self.checker.host_names,
            program: self.checker.program,
            sources: self.sources,
            diagnostics,
            scripts: self.scripts,
            signatures: self.signatures,
        })
    }
}

impl Checker<'_> {
    /// What can be done only when everything has been read.
    fn finish(&mut self) {
        self.module = GLOBAL;
        self.scopes.clear();
        self.finish_statements();
        self.unused_functions();
        let mut names = crate::hir::Names::default();
        for symbol in self.symbols.iter() {
            names.insert(
                symbol.full.clone(),
                Named {
                    meaning: symbol.meaning.clone(),
                    exported: symbol.exported,
                    redefinable: symbol.redefinable,
                    deprecated: symbol.deprecated.clone(),
                    span: symbol.span,
                    docs: symbol.docs,
                },
            );
        }
        self.program.names = names;
    }
}

/// A path without `.` and `..` within it, where those can be resolved.
fn normal(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (absolute, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths() {
        for (path, expected) in [
            ("a/./b", "a/b"),
            ("/a/../b", "/b"),
            ("../a", "../a"),
            ("./x", "x"),
            ("a/../../b", "../b"),
            (".", "."),
        ] {
            assert_eq!(super::normal(path), expected);
        }
    }
}
