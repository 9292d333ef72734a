//! `redef` of variables.

use super::Checker;
use super::init::fresh;
use super::names::{Found, Meaning, SymbolId};
use super::types::{agree, is_broken};
use crate::hir::{Callee, Expr, ExprKind, GlobalId, GlobalKind, Place, Stmt, StmtKind};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use zander_syntax::ast::{self, AssignOp, AttrKind};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Flavor, Type, Val};

/// Functions that `+=` and `-=` of a `redef` call.
#[derive(Default)]
pub(crate) struct Redefs {
    functions: HashMap<GlobalId, (Option<Val>, Option<Val>), RandomState>,
}

impl Redefs {
    pub fn set(&mut self, id: GlobalId, add: Option<Val>, remove: Option<Val>) {
        self.functions.insert(id, (add, remove));
    }

    fn get(&self, id: GlobalId, op: AssignOp) -> Option<Val> {
        let (add, remove) = self.functions.get(&id)?;
        match op {
            AssignOp::Add => add.clone(),
            AssignOp::Remove => remove.clone(),
            AssignOp::Set => None,
        }
    }
}

impl Checker<'_> {
    /// `redef NAME …`
    pub(crate) fn redef_variable(&mut self, v: &ast::Variable, span: Span) {
        let id = match self.symbols.lookup(&v.name.name, self.module) {
            Found::Symbol(id) => id,
            Found::Hidden(id) => {
                self.not_exported(&v.name.name, id, v.name.span);
                return;
            }
            Found::GlobalPrefix => {
                self.global_prefix(&v.name.name, v.name.span);
                return;
            }
            Found::Missing => {
                let text = format!("`{}` is not defined, so it cannot be redefined", v.name.name);
                let d = Diagnostic::error("redef", v.name.span, text);
                let mut d = self.with_nearest(d, &v.name.name, &[]);
                if d.hints.is_empty() {
                    d = d.hint("is the script that defines it loaded before?");
                }
                self.report(d);
                return;
            }
        };
        let global = match self.symbols.get(id).meaning {
            Meaning::Global(g) => g,
            Meaning::Func(f) if self.symbols.get(id).redefinable => match self.make_variable(id, f) {
                Some(g) => g,
                None => {
                    self.not_redefinable(v, id);
                    return;
                }
            },
            Meaning::Broken => return,
            _ => {
                self.not_redefinable(v, id);
                return;
            }
        };
        if let Some(message) = self.symbols.get(id).deprecated.clone() {
            self.deprecated(v.name.span, &v.name.name, &message);
        }
        let (kind, ty) = (self.global(global).kind, self.global(global).ty.clone());
        let adds_redef = v.attrs.iter().any(|a| a.kind == AttrKind::Redef);
        if adds_redef {
            self.symbols.get_mut(id).redefinable = true;
        }
        if !self.symbols.get(id).redefinable && kind != GlobalKind::Option && v.init.is_some() {
            self.not_redefinable(v, id);
            return;
        }
        if let Some(t) = &v.ty {
            let written = self.resolve_type(t);
            if !agree(&written, &ty) {
                let declared = self.symbols.get(id).span;
                let d = Diagnostic::error(
                    "redef",
                    t.span,
                    format!("`{}` is a `{ty}`, not a `{written}`", v.name.name),
                )
                .secondary(declared, "declared here");
                self.report(d);
            }
        }
        self.redef_attrs(v, global, &ty);
        let Some(init) = &v.init else { return };
        match init.op {
            AssignOp::Set => self.redef_set(global, &ty, &init.value),
            op => self.redef_update(op, global, &ty, &init.value, span),
        }
    }

    fn not_redefinable(&mut self, v: &ast::Variable, id: SymbolId) {
        let declared = self.symbols.get(id).span;
        let d =
            Diagnostic::error("redef", v.name.span, format!("`{}` is not marked with `&redef`", v.name.name))
                .secondary(declared, "declared here");
        self.report(d);
    }

    /// Attributes behind a `redef` are added to those there are.
    fn redef_attrs(&mut self, v: &ast::Variable, global: GlobalId, ty: &Type) {
        if v.attrs.is_empty() {
            return;
        }
        let made = self.variable_attrs(&v.attrs, ty, false);
        if made.add_func.is_some() || made.delete_func.is_some() {
            self.redefs.set(global, made.add_func, made.delete_func);
        }
        if let (Some(_), Type::Table(t)) = (made.table, ty) {
            let t = t.clone();
            let before = self.global(global).table_attrs.clone();
            let container: Vec<&ast::Attr> = v
                .attrs
                .iter()
                .filter(|a| !matches!(a.kind, AttrKind::Redef | AttrKind::Deprecated))
                .collect();
            let attrs = self.table_attrs(&container, &t, before.as_ref());
            self.program.globals[global.0 as usize].table_attrs = attrs.clone();
            if let Val::Table(table) = self.evaluator.get(&self.program, global) {
                table.set_attrs(attrs);
            }
        }
    }

    fn redef_set(&mut self, global: GlobalId, ty: &Type, value: &ast::Expr) {
        let (value, ..) = self.at_top(|c| c.assigned(value, ty));
        if is_broken(&value.ty) {
            return;
        }
        if let Some(v) = self.evaluate(value) {
            let attrs = self.global(global).table_attrs.clone();
            self.set_global(global, v, attrs.as_ref());
        }
    }

    fn redef_update(&mut self, op: AssignOp, global: GlobalId, ty: &Type, value: &ast::Expr, span: Span) {
        if self.errors == 0 && self.evaluator.get(&self.program, global).is_none() {
            let attrs = self.global(global).table_attrs.clone();
            let start = fresh(ty, attrs.as_ref());
            self.set_global(global, start, attrs.as_ref());
        }
        if let Some(Val::Func(f)) = self.redefs.get(global, op)
            && f.ty.flavor == Flavor::Function
        {
            let held = Expr { kind: ExprKind::Global(global), ty: ty.clone(), span };
            let (value, locals, _) =
                self.at_top(|c| c.converted(value, ty, super::convert::Purpose::Argument));
            if is_broken(&value.ty) {
                return;
            }
            let callee =
                Expr { kind: ExprKind::Const(Val::Func(f.clone())), ty: Type::Func(f.ty.clone()), span };
            let call = Expr {
                kind: ExprKind::Call(Callee::Value(Box::new(callee)), vec![held, value]),
                ty: f.ty.result.clone(),
                span,
            };
            let assign = ExprKind::Assign(Box::new(Place::Global(global)), Box::new(call));
            let stmt = Stmt { kind: StmtKind::Expr(Expr { kind: assign, ty: ty.clone(), span }), span };
            self.run_statements(vec![stmt], locals, span);
            return;
        }
        let (update, locals, _) = self.at_top(|c| c.update(op, Place::Global(global), ty, None, value, span));
        if is_broken(&update.ty) {
            return;
        }
        let stmt = Stmt { kind: StmtKind::Expr(update), span };
        self.run_statements(vec![stmt], locals, span);
    }
}
