//! Simple statements.

use super::Lower;
use super::expr::text;
use crate::hir::{Assert, Delete, LocalId, Stmt, StmtKind, When};
use zander_bytecode::{Op, Statement, TableSpec, WhenSpec};
use zander_value::Type;

/// Whether the statement can be left half-way when one of its values could not be computed.
fn can_be_given_up(kind: &StmtKind) -> bool {
    use StmtKind::*;
    !matches!(kind, Block(_) | Declare(_) | Break | Next | Fallthrough | Return(None))
}

impl Lower<'_> {
    pub(super) fn stmt(&mut self, s: &Stmt) {
        self.at(s.span, |l| {
            if l.marks && !matches!(s.kind, StmtKind::Block(_)) {
                l.emit(Op::MarkStatement);
            }
            let known = can_be_given_up(&s.kind).then(|| {
                let returns = matches!(s.kind, StmtKind::Return(_));
                l.code.statements.push(Statement { first: l.here(), end: 0, loops: l.loops, returns });
                l.code.statements.len() - 1
            });
            l.scoped(|l| l.stmt_here(s));
            let end = l.here();
            if let Some(statement) = known.and_then(|at| l.code.statements.get_mut(at)) {
                statement.end = end;
            }
        });
    }

    pub(super) fn block(&mut self, list: &[Stmt]) {
        for s in list {
            self.stmt(s);
        }
    }

    fn stmt_here(&mut self, s: &Stmt) {
        match &s.kind {
            StmtKind::Block(list) => self.block(list),
            StmtKind::Expr(e) => self.effect(e),
            StmtKind::Declare(id) => self.declare(*id),
            StmtKind::Print(list) => {
                let first = self.sequence(list);
                self.emit(Op::Print(first, list.len() as u8));
            }
            StmtKind::Event(id, args) => {
                let first = self.sequence(args);
                self.emit(Op::QueueEvent(first, args.len() as u8, id.0));
            }
            StmtKind::EventValue(f, args) => {
                let f = self.value(f);
                let first = self.sequence(args);
                self.emit(Op::QueueEventValue(first, args.len() as u8, f));
            }
            StmtKind::If(c, then, otherwise) => {
                let over = self.jump(c, false);
                self.stmt(then);
                match otherwise {
                    Some(o) => {
                        let end = self.emit(Op::Jump(0));
                        self.patch_all(over);
                        self.stmt(o);
                        self.patch(end);
                    }
                    None => self.patch_all(over),
                }
            }
            StmtKind::While(c, body) => self.while_loop(c, body),
            StmtKind::For(f) => self.for_loop(f),
            StmtKind::Switch(s) => self.switch(s),
            StmtKind::Break => self.leave(),
            StmtKind::Next => self.again(),
            StmtKind::Fallthrough => {}
            StmtKind::Return(None) => {
                self.emit(Op::ReturnNone);
            }
            StmtKind::Return(Some(e)) => {
                let r = self.value(e);
                if self.marks {
                    self.emit(Op::MarkResult(r));
                }
                let op = if self.is_temp(r) { Op::Return(r) } else { Op::ReturnLocal(r) };
                self.emit(op);
            }
            StmtKind::Add(e) => {
                let t = self.value(&e.set);
                let (k, n) = self.index(&e.index);
                self.emit(Op::SetAdd(t, k, n));
            }
            StmtKind::Delete(Delete::Element(e)) => {
                let t = self.value(&e.set);
                let (k, n) = self.index(&e.index);
                self.emit(Op::TableDelete(t, k, n));
            }
            StmtKind::Delete(Delete::Field(x, slot)) => {
                let x = self.value(x);
                self.emit(Op::DeleteField(x, *slot as u16));
            }
            StmtKind::Delete(Delete::All(x)) => {
                let x = self.value(x);
                self.emit(Op::Clear(x));
            }
            StmtKind::When(w) => self.when(w),
            StmtKind::Assert(a) => self.assert(a),
        }
    }

    /// Containers and records are made when the declaration is first reached, and kept from round to round of a loop.
    fn declare(&mut self, id: LocalId) {
        let Some(local) = self.names.get(id.0 as usize) else { return };
        let (ty, attrs) = (local.ty.clone(), local.table_attrs.clone());
        let Some(r) = self.register(id) else {
            // Beyond the registers: made anew, which only a loop can notice.
            let t = self.temp();
            self.make(&ty, attrs, t);
            if let super::Home::Far(k) = self.home(id) {
                self.emit(Op::StoreFar(t, k));
            }
            return;
        };
        if matches!(ty, Type::Table(_) | Type::Vector(_) | Type::Record(_)) {
            let over = self.emit(Op::JumpSet(r, 0));
            self.make(&ty, attrs, r);
            self.patch(over);
        } else {
            self.emit(Op::Unset(r));
        }
    }

    fn make(
        &mut self,
        ty: &Type,
        attrs: Option<std::rc::Rc<zander_value::TableAttrs>>,
        r: zander_bytecode::R,
    ) {
        let op = match ty {
            Type::Table(t) => {
                self.code.tables.push(TableSpec { ty: t.clone(), attrs });
                Op::NewTable(r, self.code.tables.len() as u32 - 1)
            }
            Type::Vector(element) => {
                let k = self.pool_type(element);
                Op::NewVector(r, k)
            }
            Type::Record(_) => {
                let k = self.pool_type(ty);
                Op::NewRecord(r, k)
            }
            _ => Op::Unset(r),
        };
        self.emit(op);
        if let Type::Record(t) = ty {
            self.make_computed(t, r, &[]);
        }
    }

    fn when(&mut self, w: &When) {
        let first = self.captures(&w.captures);
        let limit = self.temp();
        match &w.timeout {
            Some((e, _)) => self.into(e, limit),
            None => {
                self.emit(Op::Unset(limit));
            }
        }
        self.conditions.push(w.cond);
        self.code.whens.push(WhenSpec {
            cond: w.cond.0,
            body: w.body.0,
            timeout: w.timeout.as_ref().and_then(|(_, f)| f.map(|f| f.0)),
            is_return: w.is_return,
            captures: w.captures.len() as u8,
            watched: w.watched.iter().map(|g| g.0).collect(),
        });
        self.emit(Op::When(first, limit, self.code.whens.len() as u32 - 1));
        if w.is_return {
            self.emit(Op::Return(limit));
        }
    }

    fn assert(&mut self, a: &Assert) {
        let text = self.pool(text(&a.text));
        let held = self.jump(&a.cond, true);
        let message = |l: &mut Self| {
            let t = l.temp();
            match &a.message {
                Some(m) => l.into(m, t),
                None => {
                    l.emit(Op::Unset(t));
                }
            }
            t
        };
        let t = self.scoped(message);
        self.emit(Op::AssertFailed(t, text));
        self.patch_all(held);
        let told = self.program.funcs.iter().any(|f| &*f.name == "assertion_result" && !f.bodies.is_empty());
        if told {
            let t = self.scoped(message);
            self.emit(Op::AssertPassed(t, text));
        }
    }
}
