//! What the tests of the checker need in place of the engine: scripts in memory, and an evaluator that folds what is
//! written out of constants. What it cannot fold has no value.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use zander_compile::check::{Evaluator, Failure, Kind, Loader};
use zander_compile::hir::{Conversion, Expr, ExprKind, FuncId, GlobalId, Op, Place, Program, Stmt, StmtKind};
use zander_syntax::Text;
use zander_value::{FuncVal, Key, Record, Str, Table, Type, Val, Vector};

/// Files by path.
#[derive(Default)]
pub struct Memory {
    pub files: BTreeMap<String, String>,
    pub search: Vec<String>,
}

impl Loader for Memory {
    fn kind(&self, path: &str) -> Option<Kind> {
        if self.files.contains_key(path) {
            return Some(Kind::File);
        }
        let folder = format!("{path}/");
        self.files.keys().any(|f| f.starts_with(&folder)).then_some(Kind::Folder)
    }

    fn read(&self, path: &str) -> std::io::Result<Text> {
        match self.files.get(path) {
            Some(text) => Ok(text.clone().into_bytes().into()),
            None => Err(Error::from(ErrorKind::NotFound)),
        }
    }

    fn search(&self) -> &[String] {
        &self.search
    }
}

/// Folds constants.
#[derive(Default)]
pub struct Folder {
    globals: Vec<Val>,
}

impl Evaluator for Folder {
    fn run(&mut self, program: &mut Program, func: FuncId) -> Result<Val, Failure> {
        let f = &program.funcs[func.0 as usize];
        let Some(body) = f.bodies.first() else { return Ok(Val::None) };
        Ok(self.stmt(program, &body.code).unwrap_or(Val::None))
    }

    fn changed(&mut self, _func: FuncId) {}

    fn get(&mut self, _: &Program, global: GlobalId) -> Val {
        self.globals.get(global.0 as usize).cloned().unwrap_or_default()
    }

    fn set(&mut self, _: &Program, global: GlobalId, value: Val) {
        let at = global.0 as usize;
        if self.globals.len() <= at {
            self.globals.resize(at + 1, Val::None);
        }
        self.globals[at] = value;
    }
}

impl Folder {
    fn stmt(&mut self, p: &Program, s: &Stmt) -> Option<Val> {
        match &s.kind {
            StmtKind::Return(Some(e)) => Some(self.expr(p, e)),
            StmtKind::Block(stmts) => stmts.iter().find_map(|s| self.stmt(p, s)),
            StmtKind::Expr(e) => {
                self.expr(p, e);
                None
            }
            _ => None,
        }
    }

    fn func(&self, p: &Program, f: FuncId) -> Val {
        let func = &p.funcs[f.0 as usize];
        let (name, ty) = (Str::from(&*func.name), func.ty.clone());
        Val::Func(FuncVal { id: f.0, name, ty, captures: Default::default() }.into())
    }

    fn expr(&mut self, p: &Program, e: &Expr) -> Val {
        match &e.kind {
            ExprKind::Const(v) => v.clone(),
            ExprKind::Global(g) => self.get(p, *g),
            ExprKind::Func(f) | ExprKind::Lambda(f, _) => self.func(p, *f),
            ExprKind::Vector(items) => {
                let items = items.iter().map(|i| self.expr(p, i)).collect();
                let Type::Vector(t) = &e.ty else { return Val::None };
                Val::Vector(Vector::from((**t).clone(), items))
            }
            ExprKind::Table(t, attrs, elements) => {
                let table = Table::new(t, attrs.clone());
                for (keys, value) in elements {
                    let keys: Vec<Val> = keys.iter().map(|k| self.expr(p, k)).collect();
                    let value = value.as_ref().map_or(Val::None, |v| self.expr(p, v));
                    let key = if let [one] = &keys[..] { Key::single(one) } else { Key::composite(&keys) };
                    if let Some(key) = key {
                        table.insert_key(key, value, 0.0);
                    }
                }
                Val::Table(table)
            }
            ExprKind::Record(t, fields) => {
                let r = Record::new(t);
                for (slot, v) in fields {
                    let v = self.expr(p, v);
                    r.set(*slot, v);
                }
                Val::Record(r)
            }
            ExprKind::Convert(c, inner) => {
                let v = self.expr(p, inner);
                match (c, v) {
                    (Conversion::CountToInt, Val::Count(n)) => Val::Int(n as i64),
                    (Conversion::CountToDouble, Val::Count(n)) => Val::Double(n as f64),
                    (Conversion::IntToDouble, Val::Int(n)) => Val::Double(n as f64),
                    (Conversion::FromAny(_), v) => v,
                    _ => Val::None,
                }
            }
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.expr(p, a), self.expr(p, b));
                match (op, a, b) {
                    (Op::Add, Val::Count(a), Val::Count(b)) => Val::Count(a.wrapping_add(b)),
                    (Op::Multiply, Val::Count(a), Val::Count(b)) => Val::Count(a.wrapping_mul(b)),
                    (Op::Multiply, Val::Double(a), Val::Interval(b)) => Val::Interval(a * b),
                    (Op::Greater, Val::Count(a), Val::Count(b)) => Val::Bool(a > b),
                    (Op::GreaterEqual, Val::Count(a), Val::Count(b)) => Val::Bool(a >= b),
                    (Op::Less, Val::Count(a), Val::Count(b)) => Val::Bool(a < b),
                    (Op::Equal, Val::Count(a), Val::Count(b)) => Val::Bool(a == b),
                    (Op::Equal, Val::Enum(a), Val::Enum(b)) => Val::Bool(a.name == b.name),
                    (Op::NotEqual, Val::Enum(a), Val::Enum(b)) => Val::Bool(a.name != b.name),
                    _ => Val::None,
                }
            }
            ExprKind::Not(e) => self.expr(p, e).as_bool().map_or(Val::None, |b| Val::Bool(!b)),
            ExprKind::And(a, b) => match self.expr(p, a) {
                Val::Bool(true) => self.expr(p, b),
                v => v,
            },
            ExprKind::Extend(place, value) | ExprKind::Append(place, value) => {
                let value = self.expr(p, value);
                let Place::Global(g) = &**place else { return Val::None };
                match (self.get(p, *g), value) {
                    (Val::Table(t), Val::Table(more)) => {
                        for (key, entry) in more.entries() {
                            t.insert_key(key, entry.value, 0.0);
                        }
                    }
                    (Val::Vector(v), Val::Vector(more)) => {
                        v.items.borrow_mut().extend(more.items.borrow().iter().cloned())
                    }
                    (Val::Vector(v), one) => v.push(one),
                    _ => {}
                }
                Val::None
            }
            ExprKind::Assign(place, value) => {
                let value = self.expr(p, value);
                if let Place::Global(g) = &**place {
                    self.set(p, *g, value.clone());
                }
                value
            }
            _ => Val::None,
        }
    }
}
