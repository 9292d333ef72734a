//! Statements as text, the way a printed function shows them: a line each, without indentation.

use super::{Printer, Style, assign};
use crate::ast::{Block, Case, CaseLabels, For, If, Stmt, StmtKind, Switch, Variable, When};

/// A block as text: `{ `, the statements on lines of their own, `}`.
pub fn block(block: &Block, style: Style) -> String {
    let mut printer = Printer::new(style);
    printer.block(block);
    printer.out
}

/// A statement as text.
pub fn stmt(stmt: &Stmt, style: Style) -> String {
    let mut printer = Printer::new(style);
    printer.stmt(stmt);
    printer.out
}

impl Printer {
    pub(super) fn block(&mut self, block: &Block) {
        self.put("{ \n");
        self.stmts(&block.stmts);
        self.put("}");
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
            self.put("\n");
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Null => self.put(";"),
            StmtKind::Block(block) => self.block(block),
            StmtKind::Expr(value) => self.around("", value, ";"),
            StmtKind::Print(values) => self.values("print ", values),
            StmtKind::Event(call) => {
                self.put("event ");
                self.event_call(call);
                self.put(";");
            }
            StmtKind::If(parts) => self.if_stmt(parts),
            StmtKind::Switch(parts) => self.switch(parts),
            StmtKind::For(parts) => self.for_stmt(parts),
            StmtKind::While(parts) => {
                self.around("while (", &parts.cond, ") ");
                self.stmt(&parts.body);
            }
            StmtKind::Next => self.put("next;"),
            StmtKind::Break => self.put("break;"),
            StmtKind::Fallthrough => self.put("fallthrough;"),
            StmtKind::Return(None) => self.put("return;"),
            StmtKind::Return(Some(value)) => match self.style {
                Style::Source => self.around("return ", value, ";"),
                Style::Plain => self.around("return (", value, ");"),
            },
            StmtKind::Add(target) => self.around("add ", target, ";"),
            StmtKind::Delete(target) => self.around("delete ", target, ";"),
            StmtKind::Local(variable) => self.variable("local ", variable),
            StmtKind::Const(variable) => self.variable("const ", variable),
            StmtKind::When(parts) => self.when(parts),
            StmtKind::Assert(parts) => {
                self.around("assert ", &parts.cond, "");
                if let Some(message) = &parts.message {
                    self.around(", ", message, "");
                }
                self.put(";");
            }
            StmtKind::Error => self.put("<error>;"),
        }
    }

    fn values(&mut self, before: &str, values: &[crate::ast::Expr]) {
        self.put(before);
        self.exprs(values);
        self.put(";");
    }

    fn variable(&mut self, keyword: &str, variable: &Variable) {
        self.put(keyword);
        self.put(&variable.name.name);
        if let Some(ty) = &variable.ty {
            self.put(": ");
            self.ty(ty);
        }
        if let Some(init) = &variable.init {
            self.put(assign(init.op));
            self.expr(&init.value);
        }
        self.attrs(&variable.attrs);
        self.put(";");
    }

    /// The arms in a loop: a chain of them can be long.
    fn if_stmt(&mut self, mut parts: &If) {
        loop {
            self.around("if (", &parts.cond, ") ");
            self.stmt(&parts.then);
            let Some(otherwise) = &parts.otherwise else { return };
            self.put("\nelse ");
            match &otherwise.kind {
                StmtKind::If(next) => parts = next,
                _ => return self.stmt(otherwise),
            }
        }
    }

    fn for_stmt(&mut self, parts: &For) {
        self.put("for (");
        self.put(if parts.bracketed { "[" } else { "" });
        self.list(&parts.keys, |printer, key| printer.put(&key.name));
        self.put(if parts.bracketed { "]" } else { "" });
        if let Some(value) = &parts.value {
            self.put(", ");
            self.put(&value.name);
        }
        self.around(" in ", &parts.over, ") ");
        self.stmt(&parts.body);
    }

    fn switch(&mut self, parts: &Switch) {
        self.around("switch ", &parts.subject, " {\n");
        for Case { labels, body, .. } in &parts.cases {
            match labels {
                CaseLabels::Default => self.put("default"),
                CaseLabels::Values(values) => {
                    self.put("case ");
                    self.exprs(values);
                }
                CaseLabels::Types(types) => {
                    self.put("case ");
                    self.list(types, |printer, case| {
                        printer.put("type ");
                        printer.ty(&case.ty);
                        if let Some(name) = &case.name {
                            printer.put(" as ");
                            printer.put(&name.name);
                        }
                    });
                }
            }
            self.put(":\n");
            self.stmts(body);
        }
        self.put("}");
    }

    fn when(&mut self, parts: &When) {
        self.put(if parts.is_return { "return " } else { "" });
        self.put("when ");
        self.captures(parts.captures.as_ref());
        self.around("(", &parts.cond, ") ");
        self.stmt(&parts.body);
        if let Some((after, block)) = &parts.timeout {
            self.around(" timeout ", after, " ");
            self.block(block);
        }
    }
}
