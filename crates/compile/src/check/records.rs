//! Records: their fields, and how `redef` extends and changes them.

use super::Checker;
use super::attrs::VariableAttrs;
use super::convert::Purpose;
use super::names::Found;
use super::types::{is_broken, starts_filled};
use crate::hir::{self, Expr, ExprKind, StmtKind};
use std::rc::Rc;
use zander_syntax::ast::{self, AssignOp, AttrKind};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Field, FieldInit, RecordType, Type};

/// Whether a value may be made without giving the field.
pub(crate) fn may_be_missing(f: &Field) -> bool {
    f.optional || !matches!(f.init, FieldInit::Unset) || starts_filled(&f.ty)
}

/// Whether `delete r$f` is allowed.
pub(crate) fn deletable(f: &Field) -> bool {
    f.optional || !matches!(f.init, FieldInit::Unset)
}

impl Checker<'_> {
    /// Appends fields to a record. `attrs` are those of the whole record; `extension` says where a record stands
    /// that exists already, so that values of it may exist too.
    pub(crate) fn add_record_fields(
        &mut self,
        record: &Rc<RecordType>,
        fields: &[ast::Field],
        attrs: &[ast::Attr],
        extension: Option<Span>,
    ) {
        let log_all = attrs.iter().any(|a| a.kind == AttrKind::Log);
        for f in fields {
            let ty = self.resolve_type(&f.ty);
            let made = self.variable_attrs(&f.attrs, &ty, true);
            let default = f.attrs.iter().rev().find(|a| a.kind == AttrKind::Default);
            let mut init = self.field_init(default, &ty, made.optional.is_some());
            let mut optional = made.optional.is_some();
            if let (Some(at), Some(default)) = (made.optional, default) {
                if default.span.start < at.start {
                    // As the reference has it, the second of the two takes the first away.
                    (init, optional) = (FieldInit::Unset, false);
                }
                let optional = at;
                let d = Diagnostic::error(
                    "attribute",
                    optional.to(default.span),
                    "`&optional` and `&default` exclude each other: the default counts",
                );
                self.report(d);
            }
            if let Some(declared) = extension
                && made.optional.is_none()
                && default.is_none()
                && !is_broken(&ty)
            {
                let d = Diagnostic::error(
                    "redef-field",
                    f.span,
                    format!("the added field `{}` must be `&optional` or have a `&default`", f.name.name),
                )
                .secondary(declared, "the record is declared here")
                .note("values of the record may exist that do not have it");
                self.report(d);
            }
            let field = Field {
                name: f.name.name.clone(),
                ty,
                init,
                optional,
                log: made.log || log_all,
                deprecated: made.deprecated,
                table_attrs: made.table,
                type_column: made.type_column,
            };
            match record.add(field) {
                Some(slot) => {
                    let place =
                        hir::FieldPlace { record: record.clone(), slot, span: f.name.span, docs: f.docs };
                    self.program.fields.push(place);
                }
                None => {
                    let d = Diagnostic::error(
                        "duplicate-field",
                        f.name.span,
                        format!("field `{}` is there already", f.name.name),
                    );
                    self.report(d);
                }
            }
        }
    }

    /// What the field holds in a new record.
    fn field_init(&mut self, default: Option<&ast::Attr>, ty: &Type, optional: bool) -> FieldInit {
        let Some(value) = default.and_then(|d| d.value.as_deref()) else {
            return if !optional && starts_filled(ty) { FieldInit::Fresh } else { FieldInit::Unset };
        };
        // A function as default of a table is the table's own default.
        let (value, locals, _) = self.at_top(|c| c.converted(value, ty, Purpose::Element));
        if is_broken(&value.ty) {
            // It was told; that there is a default still counts.
            return if is_broken(ty) { FieldInit::Unset } else { FieldInit::Fresh };
        }
        match &value.kind {
            ExprKind::Const(v) => FieldInit::Const(v.clone()),
            ExprKind::Func(f) => FieldInit::Const(self.func_value(*f)),
            ExprKind::Table(_, None, elements) if elements.is_empty() => FieldInit::Fresh,
            ExprKind::Vector(elements) if elements.is_empty() => FieldInit::Fresh,
            ExprKind::Record(made, fields)
                if fields.is_empty() && matches!(ty, Type::Record(t) if Rc::ptr_eq(t, made)) =>
            {
                FieldInit::Fresh
            }
            _ if is_constant(&value) && !matches!(value.ty, Type::Record(_)) => match self.evaluate(value) {
                Some(v) => FieldInit::Copy(v),
                None => FieldInit::Fresh,
            },
            _ => {
                let span = value.span;
                let ty = value.ty.clone();
                let code = hir::Stmt { kind: StmtKind::Return(Some(value)), span };
                FieldInit::Eval(self.nameless(ty, code, locals).0)
            }
        }
    }

    /// `redef record R += { … }`
    pub(crate) fn redef_record(&mut self, r: &ast::RedefRecord) {
        match self.redef_target(&r.name) {
            Some(Type::Record(record)) => {
                let declared = match self.symbols.lookup(&r.name.name, self.module) {
                    Found::Symbol(id) | Found::Hidden(id) => self.symbols.get(id).span,
                    _ => Span::NONE,
                };
                self.add_record_fields(&record, &r.fields, &r.attrs, Some(declared));
            }
            Some(Type::Error) | None => {}
            Some(t) => {
                let text = format!("`{}` is not a record, it is `{t}`", r.name.name);
                self.error("redef", r.name.span, text);
            }
        }
    }

    /// `redef record R$field += &log`
    pub(crate) fn redef_record_field(&mut self, r: &ast::RedefRecordField) {
        let record = match self.redef_target(&r.record) {
            Some(Type::Record(record)) => record,
            Some(Type::Error) | None => return,
            Some(t) => {
                let text = format!("`{}` is not a record, it is `{t}`", r.record.name);
                self.error("redef", r.record.span, text);
                return;
            }
        };
        let Some((slot, ty)) = self.slot_of(&record, &r.field) else { return };
        if r.op == AssignOp::Remove {
            for attr in &r.attrs {
                match attr.kind {
                    AttrKind::Log => record.change(slot, |f| f.log = false),
                    AttrKind::Deprecated => record.change(slot, |f| f.deprecated = None),
                    _ => {
                        let text = format!("`{}` cannot be taken away", super::attrs::name(attr.kind));
                        self.error("redef", attr.span, text);
                    }
                }
            }
            return;
        }
        for attr in &r.attrs {
            if !matches!(attr.kind, AttrKind::Log | AttrKind::Default | AttrKind::Deprecated) {
                let text = format!("`{}` cannot be added to a field", super::attrs::name(attr.kind));
                self.error("redef", attr.span, text);
            }
        }
        let VariableAttrs { log, deprecated, .. } = self.variable_attrs(&r.attrs, &ty, true);
        let default = r.attrs.iter().find(|a| a.kind == AttrKind::Default);
        let init = default.map(|d| self.field_init(Some(d), &ty, false));
        record.change(slot, |f| {
            f.log |= log;
            if deprecated.is_some() {
                f.deprecated = deprecated;
            }
            if let Some(init) = init {
                f.init = init;
            }
        });
    }
}

/// Whether an expression is written out of constants alone.
fn is_constant(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Const(_) | ExprKind::Func(_) => true,
        ExprKind::Vector(items) | ExprKind::List(items) => items.iter().all(is_constant),
        ExprKind::Table(_, None, elements) => {
            elements.iter().all(|(k, v)| k.iter().all(is_constant) && v.as_ref().is_none_or(is_constant))
        }
        ExprKind::Negate(inner) => is_constant(inner),
        _ => false,
    }
}
