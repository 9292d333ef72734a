//! Tiny helpers that make checked trees by hand.

use std::rc::Rc;
use zander_compile::hir::*;
use zander_syntax::span::Span;
use zander_value::{Flavor, FuncType, Param, Type, Val};

/// A program under construction.
#[derive(Default)]
pub struct Tree {
    pub program: Program,
}

pub fn id(n: u32) -> FuncId {
    FuncId(n)
}

pub fn expr(kind: ExprKind, ty: Type) -> Expr {
    Expr { kind, ty, span: Span::NONE }
}

pub fn stmt(kind: StmtKind) -> Stmt {
    Stmt { kind, span: Span::NONE }
}

pub fn constant(v: Val, ty: Type) -> Expr {
    expr(ExprKind::Const(v), ty)
}

pub fn count(n: u64) -> Expr {
    constant(Val::Count(n), Type::Count)
}

pub fn string(s: &str) -> Expr {
    constant(Val::str(s), Type::String)
}

pub fn local(n: u32, ty: Type) -> Expr {
    expr(ExprKind::Local(LocalId(n)), ty)
}

pub fn place(n: u32) -> Place {
    Place::Local(LocalId(n))
}

pub fn binary(op: Op, a: Expr, b: Expr, ty: Type) -> Expr {
    expr(ExprKind::Binary(op, Box::new(a), Box::new(b)), ty)
}

pub fn convert(how: Conversion, e: Expr, ty: Type) -> Expr {
    expr(ExprKind::Convert(how, Box::new(e)), ty)
}

pub fn assign(p: Place, e: Expr) -> Expr {
    let ty = e.ty.clone();
    expr(ExprKind::Assign(Box::new(p), Box::new(e)), ty)
}

pub fn update(op: Op, p: Place, e: Expr, ty: Type) -> Expr {
    expr(ExprKind::Update(op, Box::new(p), Box::new(e)), ty)
}

pub fn effect(e: Expr) -> Stmt {
    stmt(StmtKind::Expr(e))
}

pub fn block(list: Vec<Stmt>) -> Stmt {
    stmt(StmtKind::Block(list))
}

pub fn returns(e: Expr) -> Stmt {
    stmt(StmtKind::Return(Some(e)))
}

pub fn when_true(c: Expr, then: Stmt) -> Stmt {
    stmt(StmtKind::If(c, Box::new(then), None))
}

fn variable(i: usize, ty: &Type) -> Local {
    Local { name: format!("v{i}").into(), ty: ty.clone(), table_attrs: None, span: Span::NONE }
}

impl Tree {
    /// Adds a callable with one body; variables are numbered from its parameters on.
    pub fn func(
        &mut self,
        name: &str,
        kind: FuncKind,
        params: &[Type],
        result: Type,
        locals: &[Type],
        code: Stmt,
    ) {
        let flavor = match kind {
            FuncKind::Event => Flavor::Event,
            FuncKind::Hook => Flavor::Hook,
            _ => Flavor::Function,
        };
        let ty = FuncType {
            flavor,
            params: params
                .iter()
                .enumerate()
                .map(|(i, t)| Param { name: format!("v{i}").into(), ty: t.clone(), has_default: false })
                .collect(),
            variadic: false,
            result,
        };
        self.program.funcs.push(Func {
            name: name.into(),
            ty: Rc::new(ty),
            kind,
            defaults: Vec::new(),
            bodies: Vec::new(),
            span: Span::NONE,
        });
        let all: Vec<Type> = params.iter().chain(locals).cloned().collect();
        self.body(self.program.funcs.len() - 1, 0, &all, params.len(), code);
    }

    /// Adds another handler.
    pub fn handler(&mut self, func: usize, priority: i64, code: Stmt) {
        let params: Vec<Type> = self.program.funcs[func].ty.params.iter().map(|p| p.ty.clone()).collect();
        self.body(func, priority, &params, params.len(), code);
    }

    fn body(&mut self, func: usize, priority: i64, locals: &[Type], params: usize, code: Stmt) {
        self.program.funcs[func].bodies.push(Body {
            priority,
            groups: Vec::new(),
            module: "GLOBAL".into(),
            locals: locals.iter().enumerate().map(|(i, t)| variable(i, t)).collect(),
            params: (0..params as u32).collect(),
            captures: 0,
            code,
            span: Span::NONE,
        });
    }
}
