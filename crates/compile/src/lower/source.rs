//! A checked program as the VM wants it.

use crate::hir::{self, FuncId, Program};
use crate::lower::{lower, place_of};
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use zander_bytecode::{BodyInfo, Code, FuncInfo, FuncKind, GlobalInfo, GlobalKind, Source};
use zander_value::{Type, Val};

/// A checked program whose bodies are compiled when they are first asked for.
#[derive(Default)]
pub struct Lowered {
    /// The program. It may grow between calls of the VM.
    pub program: RefCell<Program>,
    /// Functions known to be conditions of `when`.
    conditions: RefCell<HashSet<FuncId>>,
    /// Bodies are compiled with marks for the profile and the trace.
    marks: bool,
}

impl Lowered {
    /// Takes a program.
    pub fn new(program: Program) -> Lowered {
        Lowered { program: RefCell::new(program), ..Lowered::default() }
    }

    /// Has bodies compiled with marks, as a profile or a trace needs them.
    pub fn marked(mut self, marks: bool) -> Lowered {
        self.marks = marks;
        self
    }
}

fn kind(k: hir::FuncKind) -> FuncKind {
    match k {
        hir::FuncKind::Function => FuncKind::Function,
        hir::FuncKind::Event => FuncKind::Event,
        hir::FuncKind::Hook => FuncKind::Hook,
        hir::FuncKind::Lambda => FuncKind::Lambda,
        hir::FuncKind::Builtin => FuncKind::Builtin,
        hir::FuncKind::Initializer => FuncKind::Initializer,
    }
}

impl Source for Lowered {
    fn func_count(&self) -> usize {
        self.program.borrow().funcs.len()
    }

    fn func(&self, id: u32) -> Option<FuncInfo> {
        let program = self.program.borrow();
        let f = program.funcs.get(id as usize)?;
        let body = |b: &hir::Body| BodyInfo {
            priority: b.priority,
            groups: b.groups.clone(),
            module: b.module.clone(),
            params: b.params.clone(),
            place: place_of(b.span),
        };
        Some(FuncInfo {
            name: f.name.clone(),
            ty: f.ty.clone(),
            kind: kind(f.kind),
            defaults: f.defaults.iter().map(|d| d.map(|d| d.0)).collect(),
            bodies: f.bodies.iter().map(body).collect(),
            place: place_of(f.span),
        })
    }

    fn code(&self, id: u32, body: usize, constant: &dyn Fn(u32) -> Option<Val>) -> Option<Rc<Code>> {
        let program = self.program.borrow();
        let id = FuncId(id);
        let condition = self.conditions.borrow().contains(&id);
        let body = program.funcs.get(id.0 as usize)?.bodies.get(body)?;
        let made = lower(&program, id, body, condition, self.marks, constant);
        self.conditions.borrow_mut().extend(made.conditions);
        Some(Rc::new(made.code))
    }

    fn global_count(&self) -> usize {
        self.program.borrow().globals.len()
    }

    fn global(&self, id: u32) -> Option<GlobalInfo> {
        let program = self.program.borrow();
        let g = program.globals.get(id as usize)?;
        Some(GlobalInfo {
            name: g.name.clone(),
            ty: g.ty.clone(),
            kind: match g.kind {
                hir::GlobalKind::Global => GlobalKind::Global,
                hir::GlobalKind::Const => GlobalKind::Const,
                hir::GlobalKind::Option => GlobalKind::Option,
            },
            table_attrs: g.table_attrs.clone(),
            place: place_of(g.span),
        })
    }

    fn type_named(&self, name: &str) -> Option<Type> {
        match &self.program.borrow().names.get(name)?.meaning {
            hir::Meaning::Type(t) => Some(t.clone()),
            hir::Meaning::Enum(e, _) => Some(Type::Enum(e.clone())),
            _ => None,
        }
    }

    fn statements(&self) -> Option<u32> {
        self.program.borrow().statements.map(|f| f.0)
    }
}
