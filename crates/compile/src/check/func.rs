//! Functions, events and hooks: signatures, handlers, bodies.

use super::convert::Purpose;
use super::names::{GLOBAL, Meaning, ModuleId, Symbol, SymbolId, split};
use super::scope::{Owner, Scope};
use super::types::{agree, is_broken};
use super::{Checker, File};
use crate::hir::{self, Callee, ExprKind, FuncId, FuncKind, GlobalId, GlobalKind};
use std::rc::Rc;
use zander_syntax::ast::{self, AttrKind};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Flavor, FuncType, FuncVal, Param, Str, Type, Val};

/// Another way to take an event: some of its parameters, in some order.
pub(crate) struct Prototype {
    pub params: Vec<(Rc<str>, Type)>,
    /// Which parameter of the first prototype each one is.
    pub takes: Vec<u32>,
    pub deprecated: Option<Rc<str>>,
}

/// A checked signature.
pub(crate) struct Signature {
    pub ty: Rc<FuncType>,
    pub defaults: Vec<Option<FuncId>>,
}

/// What the attributes of a handler say.
pub(crate) struct HandlerAttrs {
    pub priority: i64,
    pub groups: Vec<Rc<str>>,
    pub deprecated: Option<Rc<str>>,
}

/// The kind of callable.
pub(crate) fn flavor(f: ast::Flavor) -> Flavor {
    match f {
        ast::Flavor::Function => Flavor::Function,
        ast::Flavor::Event => Flavor::Event,
        ast::Flavor::Hook => Flavor::Hook,
    }
}

/// What `return` has to give within it.
pub(crate) fn result_of(ty: &FuncType) -> Type {
    if ty.flavor == Flavor::Function { ty.result.clone() } else { Type::Void }
}

/// Declares the parameters as locals, under the names that this signature gives them.
pub(crate) fn declare_parameters(scope: &mut Scope, ty: &FuncType, signature: &ast::Signature) {
    for (i, field) in signature.params.iter().enumerate() {
        let ty = ty.params.get(i).map_or(Type::Error, |p| p.ty.clone());
        scope.declare(&field.name.name, ty, field.name.span, false);
        if let Some(v) = scope.names.get_mut(&field.name.name) {
            v.parameter = true;
            v.assigned = true;
        }
    }
}

impl Checker<'_> {
    /// The type of a signature. `known` are default values from an earlier declaration.
    pub(crate) fn signature(
        &mut self,
        flavor: Flavor,
        signature: &ast::Signature,
        known: &[Option<FuncId>],
    ) -> Signature {
        let mut params: Vec<Param> = Vec::with_capacity(signature.params.len());
        let mut defaults = Vec::new();
        let mut optional: Option<Span> = None;
        for (i, field) in signature.params.iter().enumerate() {
            let ty = self.resolve_type(&field.ty);
            if let Some(at) = params.iter().position(|p| p.name == field.name.name) {
                let d = Diagnostic::error(
                    "duplicate-parameter",
                    field.name.span,
                    format!("two parameters are called `{}`", field.name.name),
                )
                .secondary(signature.params[at].name.span, "the first one");
                self.report(d);
            }
            let default = field.attrs.iter().find(|a| a.kind == AttrKind::Default);
            let make = match default.and_then(|a| a.value.as_deref()) {
                Some(value) => {
                    let scope = Scope::new(Owner::Top, Type::Void);
                    let (value, scope) = self.within(scope, |c| c.converted(value, &ty, Purpose::Element));
                    let span = value.span;
                    let result = value.ty.clone();
                    let code = hir::Stmt { kind: hir::StmtKind::Return(Some(value)), span };
                    Some(self.nameless(result, code, scope.locals))
                }
                None => known.get(i).copied().flatten(),
            };
            match (make, optional) {
                (Some(_), None) => optional = Some(field.span),
                (None, Some(before)) => {
                    let text =
                        format!("parameter `{}` stands behind one with a default value", field.name.name);
                    let d = Diagnostic::error("parameter-order", field.name.span, text)
                        .secondary(before, "this one may be left out")
                        .hint("move parameters with `&default` to the end");
                    self.report(d);
                }
                _ => {}
            }
            params.push(Param { name: field.name.name.clone(), ty, has_default: make.is_some() });
            defaults.push(make);
        }
        let result = match (flavor, &signature.result) {
            (Flavor::Function, Some(t)) => self.resolve_type(t),
            (Flavor::Hook, _) => Type::Bool,
            _ => Type::Void,
        };
        if let (Flavor::Event | Flavor::Hook, Some(t)) = (flavor, &signature.result) {
            let what = if flavor == Flavor::Event { "an event" } else { "a hook" };
            self.error("result-type", t.span, format!("{what} has no type of result"));
        }
        let variadic = signature.variadic
            || matches!(&params[..], [only] if &*only.name == "va_args" && matches!(only.ty, Type::Any));
        if defaults.iter().all(Option::is_none) {
            defaults.clear();
        }
        Signature { ty: Rc::new(FuncType { flavor, params, variadic, result }), defaults }
    }

    /// The attributes of a function or handler.
    pub(crate) fn handler_attrs(&mut self, attrs: &[ast::Attr]) -> HandlerAttrs {
        let mut made = HandlerAttrs { priority: 0, groups: Vec::new(), deprecated: None };
        for attr in attrs {
            match attr.kind {
                AttrKind::Priority => {
                    let Some(value) = attr.value.as_deref() else { continue };
                    match self.constant_value(value, &Type::Int) {
                        Some(Val::Int(n)) => made.priority = n,
                        Some(_) => self.error("attribute", attr.span, "a priority is an `int`"),
                        None => {}
                    }
                }
                AttrKind::Group => {
                    let Some(value) = attr.value.as_deref() else { continue };
                    if let Some(Val::Str(s)) = self.constant_value(value, &Type::String) {
                        made.groups.push(Rc::from(&*s.to_text()));
                    }
                }
                AttrKind::Deprecated => made.deprecated = Some(self.deprecation(attr)),
                AttrKind::IsUsed | AttrKind::IsAssigned | AttrKind::NoCppOpt | AttrKind::NoZamOpt => {}
                _ => {
                    let text = "this attribute has no meaning for a function";
                    self.error("attribute", attr.span, text);
                }
            }
        }
        made
    }

    /// `function`, `event` or `hook` at the top level.
    pub(crate) fn function(&mut self, f: &ast::Function) {
        let flavor = flavor(f.flavor);
        let id = self.callee_symbol(f, flavor);
        let known = match id.map(|id| &self.symbols.get(id).meaning) {
            Some(Meaning::Func(f)) => self.func(*f).defaults.clone(),
            _ => Vec::new(),
        };
        let made = self.signature(flavor, &f.signature, &known);
        let attrs = self.handler_attrs(&f.attrs);
        let (func, takes) = match id {
            None => {
                let (module, name) = self.function_home(f, flavor);
                let id = self.declare_func(module, &name, made.ty.clone(), made.defaults, f.name.span);
                if f.body.is_some() || flavor != Flavor::Event {
                    self.note_deprecation(id, &attrs);
                }
                let Meaning::Func(func) = self.symbols.get(id).meaning else { return };
                if flavor == Flavor::Event && f.body.is_some() {
                    self.usage.handled_undeclared(func);
                }
                (func, None)
            }
            Some(id) => match self.existing_func(id, f, &made) {
                Some(found) => {
                    if attrs.deprecated.is_some() && flavor == Flavor::Function {
                        self.note_deprecation(id, &attrs);
                    }
                    found
                }
                None => {
                    self.check_alone(f, &made);
                    return;
                }
            },
        };
        if f.attrs.iter().any(|a| a.kind == AttrKind::IsUsed) {
            self.usage.exempt(func);
        }
        let Some(body) = &f.body else {
            self.usage.declared(func);
            return;
        };
        if f.redef {
            self.func_mut(func).bodies.clear();
        }
        let mut scope = Scope::new(Owner::Flavor(flavor), result_of(&made.ty));
        declare_parameters(&mut scope, &made.ty, &f.signature);
        let (code, scope) = self.within(scope, |c| c.body_block(body));
        self.usage(&scope, &code);
        let count = made.ty.params.len() as u32;
        let module = self.module_name();
        let span = f.name.span.to(body.span);
        let body = hir::Body {
            priority: attrs.priority,
            groups: attrs.groups,
            module,
            locals: scope.locals,
            params: takes.unwrap_or_else(|| (0..count).collect()),
            captures: 0,
            code,
            span,
        };
        let target = self.func_mut(func);
        if target.kind == FuncKind::Builtin {
            target.kind = FuncKind::Function;
        }
        target.bodies.push(body);
        self.evaluator.changed(func);
    }

    /// Checks a body whose declaration is wrong.
    fn check_alone(&mut self, f: &ast::Function, made: &Signature) {
        if let Some(body) = &f.body {
            let mut scope = Scope::new(Owner::Flavor(made.ty.flavor), result_of(&made.ty));
            declare_parameters(&mut scope, &made.ty, &f.signature);
            self.within(scope, |c| c.body_block(body));
        }
    }

    fn note_deprecation(&mut self, id: SymbolId, attrs: &HandlerAttrs) {
        if attrs.deprecated.is_some() {
            self.symbols.get_mut(id).deprecated = attrs.deprecated.clone();
        }
    }

    /// The symbol that a function definition speaks of, if there is one.
    fn callee_symbol(&mut self, f: &ast::Function, flavor: Flavor) -> Option<SymbolId> {
        use super::names::Found;
        let name = &f.name.name;
        if flavor == Flavor::Event || split(name).is_some() {
            return match self.symbols.lookup(name, self.module) {
                Found::Symbol(id) | Found::Hidden(id) => Some(id),
                _ => None,
            };
        }
        let own = self.symbols.in_module(self.module, name);
        if own.is_none() && flavor == Flavor::Hook && self.module != GLOBAL {
            // A hook of the global module may be handled from within any module.
            let global = self.symbols.in_module(GLOBAL, name)?;
            let Meaning::Func(func) = self.symbols.get(global).meaning else { return None };
            return (self.func(func).ty.flavor == Flavor::Hook).then_some(global);
        }
        own
    }

    fn function_home(&mut self, f: &ast::Function, flavor: Flavor) -> (ModuleId, Rc<str>) {
        if flavor == Flavor::Event && split(&f.name.name).is_none() {
            return (GLOBAL, f.name.name.clone());
        }
        let module = self.module;
        let (module, name) = self.symbols.home(&f.name.name, module);
        (module, name.into())
    }

    /// Declares a callable.
    pub(crate) fn declare_func(
        &mut self,
        module: ModuleId,
        name: &str,
        ty: Rc<FuncType>,
        defaults: Vec<Option<FuncId>>,
        span: Span,
    ) -> SymbolId {
        let full = self.symbols.full_name(module, name);
        let kind = match ty.flavor {
            Flavor::Event => FuncKind::Event,
            Flavor::Hook => FuncKind::Hook,
            Flavor::Function if matches!(self.file, File { builtin: true, .. }) => FuncKind::Builtin,
            Flavor::Function => FuncKind::Function,
        };
        if defaults.iter().any(Option::is_some) {
            self.defaults.insert(Rc::as_ptr(&ty), (ty.clone(), defaults.clone()));
        }
        let func =
            self.add_func(hir::Func { name: full.clone(), ty, kind, defaults, bodies: Vec::new(), span });
        let symbol = Symbol {
            full,
            meaning: Meaning::Func(func),
            module,
            exported: self.exported || module == GLOBAL,
            redefinable: false,
            deprecated: None,
            span,
            docs: self.docs,
        };
        self.symbols.insert(symbol, name)
    }

    /// Fits a definition to what is declared. Gives the function, and which parameters this body takes.
    fn existing_func(
        &mut self,
        id: SymbolId,
        f: &ast::Function,
        made: &Signature,
    ) -> Option<(FuncId, Option<Vec<u32>>)> {
        let declared = self.symbols.get(id).span;
        let func = match &self.symbols.get(id).meaning {
            Meaning::Func(func) => *func,
            Meaning::Broken => return None,
            _ => {
                let d = Diagnostic::error(
                    "already-defined",
                    f.name.span,
                    format!("`{}` is already defined", f.name.name),
                )
                .secondary(declared, "defined here");
                self.report(d);
                return None;
            }
        };
        let ty = self.func(func).ty.clone();
        let flavor = made.ty.flavor;
        if ty.flavor != flavor {
            let text = format!("`{}` is declared as `{}`", f.name.name, Type::Func(ty));
            let d = Diagnostic::error("declared-otherwise", f.name.span, text)
                .secondary(declared, "declared here");
            self.report(d);
            return None;
        }
        if flavor != Flavor::Function
            && f.body.is_some()
            && let Some(message) = self.symbols.get(id).deprecated.clone()
        {
            self.deprecated(f.name.span, &f.name.name, &message);
        }
        let same = ty.params.len() == made.ty.params.len()
            // A handler may say what it expects in the place of `any`.
            && ty.params.iter().zip(&made.ty.params).all(|(a, b)| {
                agree(&a.ty, &b.ty) || (flavor != Flavor::Function && matches!(a.ty, Type::Any))
            })
            && ty.variadic == made.ty.variadic;
        if flavor == Flavor::Function {
            if !same || !agree(&ty.result, &made.ty.result) {
                let text = format!("`{}` is declared with another type", f.name.name);
                let d = Diagnostic::error("declared-otherwise", f.name.span, text)
                    .label(format!("this is `{}`", Type::Func(made.ty.clone())))
                    .secondary(declared, format!("declared here as `{}`", Type::Func(ty)));
                self.report(d);
                return None;
            }
            let first = self.func(func).bodies.first().map(|b| b.span);
            if let (Some(first), false, true) = (first, f.redef, f.body.is_some()) {
                let d = Diagnostic::error(
                    "already-defined",
                    f.name.span,
                    format!("function `{}` has a body already", f.name.name),
                )
                .secondary(first, "defined here");
                self.report(d);
                return None;
            }
            return Some((func, None));
        }
        if same {
            return Some((func, None));
        }
        match self.alternative(func, &ty, &made.ty) {
            Some(takes) => Some((func, Some(takes))),
            None => {
                let text = format!("no prototype of `{}` has these parameters", f.name.name);
                let d = Diagnostic::error("no-prototype", f.signature.span.to(f.name.span), text)
                    .secondary(declared, format!("declared here as `{}`", Type::Func(ty)));
                self.report(d);
                None
            }
        }
    }

    /// Which parameters a handler takes that does not take all of them as they are declared.
    fn alternative(&mut self, func: FuncId, ty: &FuncType, handler: &FuncType) -> Option<Vec<u32>> {
        let mut found = None;
        for p in self.prototypes.get(&func).into_iter().flatten() {
            let fits = p.params.len() == handler.params.len()
                && p.params.iter().zip(&handler.params).all(|((_, a), b)| agree(a, &b.ty));
            let named = fits && p.params.iter().zip(&handler.params).all(|((n, _), b)| *n == b.name);
            if named || (fits && found.is_none()) {
                found = Some((p.takes.clone(), p.deprecated.clone()));
                if named {
                    break;
                }
            }
        }
        if let Some((takes, _)) = found {
            return Some(takes);
        }
        by_name(ty, &handler.params)
    }

    /// `global e: event(…)` for an event that is declared already: another prototype.
    pub(crate) fn add_prototype(
        &mut self,
        func: FuncId,
        made: &FuncType,
        deprecated: Option<Rc<str>>,
        name: &str,
        span: Span,
    ) {
        let ty = self.func(func).ty.clone();
        let same = ty.params.len() == made.params.len()
            && ty.params.iter().zip(&made.params).all(|(a, b)| a.name == b.name && agree(&a.ty, &b.ty));
        if same {
            return;
        }
        match by_name(&ty, &made.params) {
            Some(takes) => {
                let params = made.params.iter().map(|p| (p.name.clone(), p.ty.clone())).collect();
                self.prototypes.entry(func).or_default().push(Prototype { params, takes, deprecated });
            }
            None => {
                let declared = self.func(func).span;
                let d = Diagnostic::error(
                    "no-prototype",
                    span,
                    format!("this prototype of `{name}` has parameters that the first one lacks"),
                )
                .secondary(declared, format!("declared here as `{}`", Type::Func(ty)));
                self.report(d);
            }
        }
    }

    /// A function that is assigned to becomes a variable; who calls it by name goes through the variable.
    pub(crate) fn make_variable(&mut self, id: SymbolId, func: FuncId) -> Option<GlobalId> {
        let old = self.func(func);
        if old.ty.flavor != Flavor::Function || old.kind == FuncKind::Builtin {
            return None;
        }
        let (name, ty, span, defaults) = (old.name.clone(), old.ty.clone(), old.span, old.defaults.clone());
        let bodies = std::mem::take(&mut self.func_mut(func).bodies);
        let global = GlobalId(self.program.globals.len() as u32);
        self.program.globals.push(hir::Global {
            name: name.clone(),
            ty: Type::Func(ty.clone()),
            kind: GlobalKind::Global,
            table_attrs: None,
            span,
        });
        if !bodies.is_empty() {
            let moved = self.add_func(hir::Func {
                name: name.clone(),
                ty: ty.clone(),
                kind: FuncKind::Function,
                defaults,
                bodies,
                span,
            });
            let value = self.func_value(moved);
            self.evaluator.set(&self.program, global, value);
        }
        let locals: Vec<hir::Local> = ty
            .params
            .iter()
            .map(|p| hir::Local { name: p.name.clone(), ty: p.ty.clone(), span, table_attrs: None })
            .collect();
        let args = ty
            .params
            .iter()
            .enumerate()
            .map(|(i, p)| hir::Expr { kind: ExprKind::Local(hir::LocalId(i as u32)), ty: p.ty.clone(), span })
            .collect();
        let held = hir::Expr { kind: ExprKind::Global(global), ty: Type::Func(ty.clone()), span };
        let call = hir::Expr {
            kind: ExprKind::Call(Callee::Value(Box::new(held)), args),
            ty: ty.result.clone(),
            span,
        };
        let kind = match ty.result {
            Type::Void => hir::StmtKind::Expr(call),
            _ => hir::StmtKind::Return(Some(call)),
        };
        let count = locals.len() as u32;
        let module = self.module_name();
        self.func_mut(func).bodies.push(hir::Body {
            priority: 0,
            groups: Vec::new(),
            module,
            locals,
            params: (0..count).collect(),
            captures: 0,
            code: hir::Stmt { kind, span },
            span,
        });
        self.evaluator.changed(func);
        self.symbols.get_mut(id).meaning = Meaning::Global(global);
        Some(global)
    }

    /// A function as a value.
    pub(crate) fn func_value(&self, func: FuncId) -> Val {
        let f = self.func(func);
        Val::Func(Rc::new(FuncVal {
            id: func.0,
            name: Str::from(&*f.name),
            ty: f.ty.clone(),
            captures: Default::default(),
        }))
    }

    /// Tells of locals that nobody uses and of doubtful paths, when asked for.
    fn usage(&mut self, scope: &Scope, code: &hir::Stmt) {
        if !self.usage_issues {
            return;
        }
        self.paths(scope, code);
        let mut unused: Vec<(Rc<str>, Span)> = scope
            .names
            .iter()
            .filter(|(_, v)| !v.used && !v.parameter)
            .map(|(name, v)| (name.clone(), v.span))
            .collect();
        unused.sort_by_key(|(_, span)| span.start);
        for (name, span) in unused {
            self.warn("unused", span, format!("`{name}` is not used"));
        }
    }
}

/// Which of an event's parameters these are, by name; `None` when one is unknown or of another type.
fn by_name(ty: &FuncType, params: &[Param]) -> Option<Vec<u32>> {
    params
        .iter()
        .map(|p| {
            let at = ty.params.iter().position(|q| q.name == p.name)?;
            (agree(&ty.params[at].ty, &p.ty) || is_broken(&p.ty)).then_some(at as u32)
        })
        .collect()
}
