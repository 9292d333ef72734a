//! Attributes of variables, fields and containers.

use super::Checker;
use super::convert::Purpose;
use super::types::{agree, is_broken};
use crate::hir::{self, Expr, ExprKind, FuncKind, StmtKind};
use std::rc::Rc;
use zander_syntax::ast::{self, AttrKind};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{
    ExpireKind, Flavor, FuncType, FuncVal, Param, Str, TableAttrs, TableDefault, TableType, Type, Val,
};

/// What the attributes of a variable or field say.
#[derive(Default)]
pub(crate) struct VariableAttrs {
    pub table: Option<Rc<TableAttrs>>,
    pub redefinable: bool,
    pub deprecated: Option<Rc<str>>,
    pub optional: Option<Span>,
    pub log: bool,
    pub add_func: Option<Val>,
    pub delete_func: Option<Val>,
    /// `&type_column`
    pub type_column: Option<Rc<str>>,
}

/// The attribute as it is written.
pub(crate) fn name(kind: AttrKind) -> &'static str {
    use AttrKind::*;
    match kind {
        AddFunc => "&add_func",
        Backend => "&backend",
        BrokerAllowComplexType => "&broker_allow_complex_type",
        BrokerStore => "&broker_store",
        CreateExpire => "&create_expire",
        Default => "&default",
        DefaultInsert => "&default_insert",
        DeleteFunc => "&delete_func",
        Deprecated => "&deprecated",
        ErrorHandler => "&error_handler",
        ExpireFunc => "&expire_func",
        Group => "&group",
        IsAssigned => "&is_assigned",
        IsUsed => "&is_used",
        Log => "&log",
        NoCppOpt => "&no_CPP_opt",
        NoZamOpt => "&no_ZAM_opt",
        OnChange => "&on_change",
        Optional => "&optional",
        Ordered => "&ordered",
        Priority => "&priority",
        RawOutput => "&raw_output",
        ReadExpire => "&read_expire",
        Redef => "&redef",
        TypeColumn => "&type_column",
        WriteExpire => "&write_expire",
    }
}

impl Checker<'_> {
    /// The message of `&deprecated`.
    pub(crate) fn deprecation(&mut self, attr: &ast::Attr) -> Rc<str> {
        match attr.value.as_deref().map(|v| &v.kind) {
            Some(ast::ExprKind::String(s)) => String::from_utf8_lossy(s).into(),
            None => "".into(),
            Some(_) => {
                self.error("attribute", attr.span, "the message of `&deprecated` is a string literal");
                "".into()
            }
        }
    }

    /// The attributes of a variable or, when `field`, of a record's field. `&default` of a field is not looked at here.
    pub(crate) fn variable_attrs(&mut self, attrs: &[ast::Attr], ty: &Type, field: bool) -> VariableAttrs {
        let mut made = VariableAttrs::default();
        if attrs.is_empty() {
            return made;
        }
        let table = if let Type::Table(t) = ty { Some(t.clone()) } else { None };
        let mut container: Vec<&ast::Attr> = Vec::new();
        for attr in attrs {
            match attr.kind {
                AttrKind::Redef => made.redefinable = true,
                AttrKind::Deprecated => made.deprecated = Some(self.deprecation(attr)),
                AttrKind::Optional => {
                    if !field {
                        self.error("attribute", attr.span, "`&optional` is for fields of records");
                    }
                    made.optional = Some(attr.span);
                }
                AttrKind::Log => {
                    if !field {
                        self.error("attribute", attr.span, "`&log` is for fields of records");
                    } else if let Some(why) = not_loggable(ty) {
                        let d = Diagnostic::error(
                            "attribute",
                            attr.span,
                            format!("a `{ty}` cannot be logged: {why}"),
                        );
                        self.report(d);
                    }
                    made.log = true;
                }
                AttrKind::AddFunc => made.add_func = self.function_attr(attr),
                AttrKind::DeleteFunc => made.delete_func = self.function_attr(attr),
                AttrKind::Default if field => {}
                AttrKind::Default | AttrKind::DefaultInsert => {
                    if table.as_ref().is_none_or(|t| t.is_set()) {
                        if !is_broken(ty) {
                            let what = if table.is_some() { "a set" } else { "this variable" };
                            let text =
                                format!("`{}` is for tables, {what} has no use for it", name(attr.kind));
                            let d = Diagnostic::error("attribute", attr.span, text)
                                .hint("write `= …` for an initial value");
                            self.report(d);
                        }
                    } else {
                        container.push(attr);
                    }
                }
                AttrKind::CreateExpire
                | AttrKind::ReadExpire
                | AttrKind::WriteExpire
                | AttrKind::ExpireFunc => {
                    if table.is_some() {
                        container.push(attr);
                    } else if !is_broken(ty) {
                        let text = format!("`{}` is for tables and sets, this is a `{ty}`", name(attr.kind));
                        self.error("attribute", attr.span, text);
                    }
                }
                AttrKind::OnChange | AttrKind::Ordered | AttrKind::Backend | AttrKind::BrokerStore => {
                    if table.is_some() {
                        container.push(attr);
                    } else if !is_broken(ty) && attr.kind != AttrKind::Backend {
                        let text = format!("`{}` is for tables and sets, this is a `{ty}`", name(attr.kind));
                        self.error("attribute", attr.span, text);
                    }
                }
                AttrKind::Priority | AttrKind::Group => {
                    let text = format!("`{}` is for handlers of events and hooks", name(attr.kind));
                    self.error("attribute", attr.span, text);
                }
                AttrKind::RawOutput => {
                    if !matches!(ty, Type::File(_) | Type::Error) {
                        self.error("attribute", attr.span, "`&raw_output` is for files");
                    }
                }
                AttrKind::BrokerAllowComplexType
                | AttrKind::ErrorHandler
                | AttrKind::IsAssigned
                | AttrKind::IsUsed
                | AttrKind::NoCppOpt
                | AttrKind::NoZamOpt => {}
                AttrKind::TypeColumn => made.type_column = self.type_column(attr, ty),
            }
        }
        if let Some(t) = table
            && !container.is_empty()
        {
            made.table = self.table_attrs(&container, &t, None);
        }
        made
    }

    /// The name that `&type_column` gives.
    fn type_column(&mut self, attr: &ast::Attr, ty: &Type) -> Option<Rc<str>> {
        if !matches!(ty, Type::Port | Type::Error) {
            let text = format!("`&type_column` is for ports, this is a `{ty}`");
            self.error("attribute", attr.span, text);
        }
        match attr.value.as_deref().map(|v| &v.kind) {
            Some(ast::ExprKind::String(s)) => Some(String::from_utf8_lossy(s).into()),
            _ => {
                self.error("attribute", attr.span, "`&type_column` names the column, as a string literal");
                None
            }
        }
    }

    /// The attributes behind a constructor.
    pub(crate) fn container_attrs(
        &mut self,
        attrs: &[ast::Attr],
        ty: Option<&Rc<TableType>>,
        _span: Span,
    ) -> Option<Rc<TableAttrs>> {
        if attrs.is_empty() {
            return None;
        }
        let any = Rc::new(TableType { index: Vec::new(), value: Some(Type::Error), name: None });
        let ty = ty.cloned().unwrap_or(any);
        let attrs: Vec<&ast::Attr> = attrs.iter().collect();
        self.table_attrs(&attrs, &ty, None)
    }

    /// Attributes that a table carries, added to those it has.
    pub(crate) fn table_attrs(
        &mut self,
        attrs: &[&ast::Attr],
        ty: &Rc<TableType>,
        before: Option<&Rc<TableAttrs>>,
    ) -> Option<Rc<TableAttrs>> {
        let mut made = before.map(|b| (**b).clone()).unwrap_or_default();
        for attr in attrs {
            match attr.kind {
                AttrKind::Default | AttrKind::DefaultInsert => {
                    if attr.kind == AttrKind::DefaultInsert {
                        made.default_insert = true;
                    }
                    if let Some(value) = attr.value.as_deref() {
                        made.default = self.table_default(value, ty, attr.span);
                    }
                }
                AttrKind::CreateExpire => made.expire = self.expiry(attr, ExpireKind::Create),
                AttrKind::ReadExpire => made.expire = self.expiry(attr, ExpireKind::Read),
                AttrKind::WriteExpire => made.expire = self.expiry(attr, ExpireKind::Write),
                AttrKind::ExpireFunc => made.expire_func = self.function_attr(attr),
                AttrKind::OnChange => made.on_change = self.function_attr(attr),
                AttrKind::Ordered => made.ordered = true,
                AttrKind::Backend | AttrKind::BrokerStore => {
                    if let Some(value) = attr.value.as_deref() {
                        let (value, ..) = self.at_top(|c| c.value(value));
                        made.store = self.evaluate(value);
                    }
                }
                _ => {}
            }
        }
        Some(Rc::new(made))
    }

    /// The life time of entries: a function, asked whenever entries are looked through.
    fn expiry(&mut self, attr: &ast::Attr, kind: ExpireKind) -> Option<(ExpireKind, Val)> {
        let value = attr.value.as_deref()?;
        let (value, locals, _) = self.at_top(|c| c.converted(value, &Type::Interval, Purpose::Element));
        if is_broken(&value.ty) {
            return None;
        }
        let span = value.span;
        let code = hir::Stmt { kind: StmtKind::Return(Some(value)), span };
        let id = self.nameless(Type::Interval, code, locals);
        Some((kind, self.func_value(id)))
    }

    /// The value of an attribute that is a function.
    fn function_attr(&mut self, attr: &ast::Attr) -> Option<Val> {
        let value = attr.value.as_deref()?;
        let (value, ..) = self.at_top(|c| c.value(value));
        match &value.ty {
            Type::Func(_) => self.evaluate(value),
            Type::Error => None,
            t => {
                let text = format!("the value of `{}` is a function, this is a `{t}`", name(attr.kind));
                self.error("attribute", value.span, text);
                None
            }
        }
    }

    /// `&default` of a table: a value, or a function of the index.
    fn table_default(&mut self, value: &ast::Expr, ty: &Rc<TableType>, at: Span) -> Option<TableDefault> {
        let result = ty.value.clone().unwrap_or(Type::Error);
        let (made, locals, globals) = self.at_top(|c| c.value_for(value, &result, Purpose::Element));
        if is_broken(&made.ty) {
            return None;
        }
        if let Type::Func(f) = &made.ty
            && !matches!(result, Type::Func(_))
        {
            let fits = (f.params.len() == ty.index.len()
                && f.params.iter().zip(&ty.index).all(|(p, i)| agree(&p.ty, i) || matches!(p.ty, Type::Any)))
                || ty.index.is_empty();
            if !fits || !(agree(&f.result, &result) || matches!(f.result, Type::Any)) {
                let index: Vec<String> = ty.index.iter().map(ToString::to_string).collect();
                let text = format!(
                    "the default is a `{}`, needed is a function of ({}) that gives `{result}`",
                    made.ty,
                    index.join(", ")
                );
                self.error("attribute", at, text);
                return None;
            }
            if self.is_fixed(&globals) {
                return self.evaluate(made).map(TableDefault::Function);
            }
            return self.evaluate(made).map(TableDefault::Function);
        }
        let made = self.coerce(made, &result, Purpose::Element);
        if is_broken(&made.ty) {
            return None;
        }
        if self.is_fixed(&globals) && locals.is_empty() {
            return self.evaluate(made).map(TableDefault::Value);
        }
        // It may change by `redef` or while the program runs: a function looks each time.
        let id = self.default_function(made, ty, locals);
        Some(TableDefault::Function(id))
    }

    fn default_function(&mut self, value: Expr, ty: &Rc<TableType>, locals: Vec<hir::Local>) -> Val {
        let span = value.span;
        let result = value.ty.clone();
        let params: Vec<Param> = ty
            .index
            .iter()
            .enumerate()
            .map(|(i, t)| Param { name: format!("index{i}").into(), ty: t.clone(), has_default: false })
            .collect();
        debug_assert!(locals.is_empty(), "an initial value has no locals");
        let locals = params
            .iter()
            .map(|p| hir::Local { name: p.name.clone(), ty: p.ty.clone(), span, table_attrs: None })
            .collect();
        let count = params.len() as u32;
        let func =
            Rc::new(FuncType { flavor: Flavor::Function, params, variadic: false, result: result.clone() });
        let copy = Expr { kind: ExprKind::Copy(Box::new(value)), ty: result, span };
        let module = self.module_name();
        let id = self.add_func(hir::Func {
            name: "".into(),
            ty: func.clone(),
            kind: FuncKind::Lambda,
            defaults: Vec::new(),
            bodies: vec![hir::Body {
                priority: 0,
                groups: Vec::new(),
                module,
                locals,
                params: (0..count).collect(),
                captures: 0,
                code: hir::Stmt { kind: StmtKind::Return(Some(copy)), span },
                span,
            }],
            span,
        });
        Val::Func(Rc::new(FuncVal { id: id.0, name: Str::from(""), ty: func, captures: Default::default() }))
    }
}

/// Why values of this type cannot be written to a log.
fn not_loggable(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Table(t) if !t.is_set() => Some("log sets or vectors instead"),
        Type::Opaque(_) => Some("it cannot be looked into"),
        Type::Vector(e) if matches!(**e, Type::Table(_) | Type::Record(_) | Type::Vector(_)) => {
            Some("only vectors of plain values can be logged")
        }
        _ => None,
    }
}
