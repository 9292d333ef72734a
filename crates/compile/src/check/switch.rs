//! `switch`.

use super::Checker;
use super::convert::Purpose;
use super::types::is_broken;
use crate::hir::{self, ExprKind, GlobalKind, StmtKind};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use zander_syntax::ast::{self, CaseLabels};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Key, Type, Val};

impl Checker<'_> {
    pub(crate) fn switch(&mut self, s: &ast::Switch, span: Span) -> Option<StmtKind> {
        let subject = self.value(&s.subject);
        let mut cases = Vec::with_capacity(s.cases.len());
        let mut seen: HashMap<Key, Span, RandomState> = HashMap::default();
        let mut default: Option<Span> = None;
        self.scope().switches += 1;
        for case in &s.cases {
            self.scope().open();
            let mut made =
                hir::Case { values: Vec::new(), types: Vec::new(), default: false, body: Vec::new() };
            match &case.labels {
                CaseLabels::Default => {
                    made.default = true;
                    if let Some(first) = default {
                        let d = Diagnostic::error("switch-default", case.span, "two `default` cases")
                            .secondary(first, "the first one");
                        self.report(d);
                    }
                    default = Some(case.span);
                }
                CaseLabels::Values(labels) => {
                    for label in labels {
                        let Some(v) = self.case_label(label, &subject.ty) else { continue };
                        if let Some(key) = Key::single(&v)
                            && let Some(first) = seen.insert(key, label.span)
                        {
                            let d =
                                Diagnostic::error("switch-label", label.span, "this label stands here twice")
                                    .secondary(first, "the first one");
                            self.report(d);
                        }
                        made.values.push(v);
                    }
                }
                CaseLabels::Types(types) => {
                    for t in types {
                        let ty = self.resolve_type(&t.ty);
                        let local = t.name.as_ref().map(|name| {
                            self.check_local_name(name);
                            let scope = self.scope();
                            let id = scope.declare(&name.name, ty.clone(), name.span, false);
                            if let Some(block) = scope.blocks.last_mut() {
                                block.push(name.name.clone());
                            }
                            id
                        });
                        made.types.push((ty, local));
                    }
                    if !matches!(subject.ty, Type::Any | Type::Error) {
                        let text =
                            format!("cases by type need a value of type `any`, this is a `{}`", subject.ty);
                        self.error("switch-type", case.span, text);
                    }
                }
            }
            for stmt in &case.body {
                made.body.extend(self.stmt(stmt));
            }
            if !ends(&case.body) {
                let d = Diagnostic::error(
                    "switch-end",
                    case.span,
                    "a case has to end in `break`, `fallthrough` or `return`",
                );
                self.report(d);
            }
            self.scope().close();
            cases.push(made);
        }
        self.scope().switches -= 1;
        if is_broken(&subject.ty) {
            return None;
        }
        let _ = span;
        Some(StmtKind::Switch(Box::new(hir::Switch { subject, cases })))
    }

    /// The value of a label: a literal, or the name of a constant or of an enum's value.
    fn case_label(&mut self, label: &ast::Expr, ty: &Type) -> Option<Val> {
        let checked = self.value(label);
        if is_broken(&checked.ty) || is_broken(ty) {
            return None;
        }
        let literal = !matches!(super::bare(label).kind, ast::ExprKind::Binary(..));
        let checked = match self.try_coerce(checked, ty, Purpose::Element) {
            Ok(e) => e,
            Err(e) => {
                let text = format!("a label of type `{}` in a `switch` over `{ty}`", e.ty);
                self.error("switch-label", label.span, text);
                return None;
            }
        };
        match &checked.kind {
            ExprKind::Const(v) if literal => Some(v.clone()),
            ExprKind::Global(g) if self.global(*g).kind == GlobalKind::Const => {
                let v = self.evaluator.get(&self.program, *g);
                (!v.is_none()).then_some(v)
            }
            _ => {
                let d = Diagnostic::error("switch-label", label.span, "a label has to be a constant");
                self.report(d);
                None
            }
        }
    }
}

/// Whether the last statement leaves the case.
fn ends(body: &[ast::Stmt]) -> bool {
    match body.last().map(|s| &s.kind) {
        Some(
            ast::StmtKind::Break
            | ast::StmtKind::Fallthrough
            | ast::StmtKind::Return(_)
            | ast::StmtKind::Error,
        ) => true,
        Some(ast::StmtKind::Block(b)) => ends(&b.stmts),
        _ => false,
    }
}
