//! Names of the top level: modules, what they hold, and how a written name finds its meaning.
//!
//! A name without `::` is looked for in the current module, then among the global names; `::x` means the global one;
//! `M::x` belongs to the module `M` and is visible from elsewhere only when it was exported.

use crate::hir::{FuncId, GlobalId};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::rc::Rc;
use zander_syntax::ast::Docs;
use zander_syntax::nearest::nearest_with_cost;
use zander_syntax::span::Span;
use zander_value::{EnumItem, EnumType, Type};

/// Number of a module.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ModuleId(pub u32);

/// The module of names without a module.
pub const GLOBAL: ModuleId = ModuleId(0);

/// Number of a symbol.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SymbolId(pub u32);

/// What a top-level name stands for.
#[derive(Clone, Debug)]
pub enum Meaning {
    /// A variable, constant or option.
    Global(GlobalId),
    /// A function, event or hook.
    Func(FuncId),
    /// A type.
    Type(Type),
    /// A value of an enum.
    Enum(Rc<EnumType>, Rc<EnumItem>),
    /// Declared, but with errors that were reported: agrees with every use.
    Broken,
}

/// A top-level name.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// With its module, unless global.
    pub full: Rc<str>,
    /// What it stands for.
    pub meaning: Meaning,
    /// Where it belongs.
    pub module: ModuleId,
    /// Whether other modules may use it.
    pub exported: bool,
    /// Whether `redef` may change it.
    pub redefinable: bool,
    /// The message of `&deprecated`, possibly empty.
    pub deprecated: Option<Rc<str>>,
    /// Where the name was declared.
    pub span: Span,
    /// Its comments.
    pub docs: Docs,
}

struct Module {
    name: Rc<str>,
    names: HashMap<Rc<str>, SymbolId, RandomState>,
}

/// All names of the top level.
pub struct Symbols {
    modules: Vec<Module>,
    by_name: HashMap<Rc<str>, ModuleId, RandomState>,
    all: Vec<Symbol>,
}

/// The outcome of a look-up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// This one.
    Symbol(SymbolId),
    /// It exists, but its module does not export it.
    Hidden(SymbolId),
    /// There is none.
    Missing,
    /// Written with `GLOBAL::`, which means nothing.
    GlobalPrefix,
}

impl Default for Symbols {
    fn default() -> Symbols {
        let mut s = Symbols { modules: Vec::new(), by_name: HashMap::default(), all: Vec::new() };
        s.module("GLOBAL");
        s
    }
}

/// The module and the rest of a name that carries a module; modules may have `::` in their names.
pub fn split(name: &str) -> Option<(&str, &str)> {
    let at = name.as_bytes().windows(2).rposition(|w| w == b"::")?;
    Some((name.get(..at)?, name.get(at + 2..)?))
}

impl Symbols {
    /// The number of a module, given now if it has none yet.
    pub fn module(&mut self, name: &str) -> ModuleId {
        if let Some(&m) = self.by_name.get(name) {
            return m;
        }
        let id = ModuleId(self.modules.len() as u32);
        let name: Rc<str> = name.into();
        self.modules.push(Module { name: name.clone(), names: HashMap::default() });
        self.by_name.insert(name, id);
        id
    }

    /// The name of a module.
    pub fn module_name(&self, module: ModuleId) -> &Rc<str> {
        &self.modules[module.0 as usize].name
    }

    /// A symbol.
    pub fn get(&self, id: SymbolId) -> &Symbol {
        &self.all[id.0 as usize]
    }

    /// A symbol, to be changed.
    pub fn get_mut(&mut self, id: SymbolId) -> &mut Symbol {
        &mut self.all[id.0 as usize]
    }

    /// All symbols in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = &Symbol> {
        self.all.iter()
    }

    /// A symbol of one module, exported or not.
    pub fn in_module(&self, module: ModuleId, name: &str) -> Option<SymbolId> {
        self.modules[module.0 as usize].names.get(name).copied()
    }

    /// What a name means that is written in module `current`.
    pub fn lookup(&self, name: &str, current: ModuleId) -> Found {
        match split(name) {
            None => {
                let found = self
                    .in_module(current, name)
                    .or_else(|| if current == GLOBAL { None } else { self.in_module(GLOBAL, name) });
                found.map_or(Found::Missing, Found::Symbol)
            }
            Some(("", rest)) => self.in_module(GLOBAL, rest).map_or(Found::Missing, Found::Symbol),
            Some(("GLOBAL", rest)) => {
                if self.in_module(GLOBAL, rest).is_some() {
                    Found::GlobalPrefix
                } else {
                    Found::Missing
                }
            }
            Some((module, rest)) => {
                let Some(&m) = self.by_name.get(module) else { return Found::Missing };
                match self.in_module(m, rest) {
                    None => Found::Missing,
                    Some(s) if m == current || self.get(s).exported => Found::Symbol(s),
                    Some(s) => Found::Hidden(s),
                }
            }
        }
    }

    /// Where a name that is declared in module `current` belongs: its module, and the name within it.
    pub fn home<'n>(&mut self, name: &'n str, current: ModuleId) -> (ModuleId, &'n str) {
        match split(name) {
            None => (current, name),
            Some(("" | "GLOBAL", rest)) => (GLOBAL, rest),
            Some((module, rest)) => (self.module(module), rest),
        }
    }

    /// The full name of something in a module.
    pub fn full_name(&self, module: ModuleId, name: &str) -> Rc<str> {
        if module == GLOBAL { name.into() } else { format!("{}::{name}", self.module_name(module)).into() }
    }

    /// Adds a symbol. One of the same name in the same module is replaced.
    pub fn insert(&mut self, symbol: Symbol, name: &str) -> SymbolId {
        let id = SymbolId(self.all.len() as u32);
        self.modules[symbol.module.0 as usize].names.insert(name.into(), id);
        self.all.push(symbol);
        id
    }

    /// The known name that looks most like a name that is not known, for hints.
    pub fn nearest(&self, name: &str, current: ModuleId, locals: &[Rc<str>]) -> Option<String> {
        let (module, prefix, rest) = match split(name) {
            Some((m, rest)) => (self.by_name.get(m).copied()?, Some(m), rest),
            None => (current, None, name),
        };
        let of = |m: ModuleId| self.modules[m.0 as usize].names.keys().map(|k| &**k);
        let also = (prefix.is_none() && module != GLOBAL).then(|| of(GLOBAL));
        let local = nearest_with_cost(rest, locals.iter().map(|l| &**l));
        let wider = nearest_with_cost(rest, of(module).chain(also.into_iter().flatten()));
        let best = match (local, wider) {
            (Some((near, name)), Some((far, _))) if near <= far => name,
            (_, Some((_, name))) | (Some((_, name)), None) => name,
            (None, None) => return None,
        };
        Some(prefix.map_or_else(|| best.to_owned(), |m| format!("{m}::{best}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup_order() {
        let mut s = Symbols::default();
        let m = s.module("M");
        let add = |s: &mut Symbols, module, name: &str, exported| {
            let full = s.full_name(module, name);
            let symbol = Symbol {
                full,
                meaning: Meaning::Broken,
                module,
                exported,
                redefinable: false,
                deprecated: None,
                span: Span::NONE,
                docs: Docs::default(),
            };
            s.insert(symbol, name)
        };
        let global = add(&mut s, GLOBAL, "x", false);
        let inner = add(&mut s, m, "x", true);
        let hidden = add(&mut s, m, "h", false);
        assert_eq!(s.lookup("x", m), Found::Symbol(inner));
        assert_eq!(s.lookup("::x", m), Found::Symbol(global));
        assert_eq!(s.lookup("x", GLOBAL), Found::Symbol(global));
        assert_eq!(s.lookup("M::h", GLOBAL), Found::Hidden(hidden));
        assert_eq!(s.lookup("M::h", m), Found::Symbol(hidden));
        assert_eq!(s.lookup("GLOBAL::x", m), Found::GlobalPrefix);
        assert_eq!(s.lookup("N::x", m), Found::Missing);
        assert_eq!(s.nearest("M::xx", GLOBAL, &[]), Some("M::x".to_owned()));
    }
}
