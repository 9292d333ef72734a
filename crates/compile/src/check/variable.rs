//! Variables, constants and options of the top level.

use super::Checker;
use super::init::fresh;
use super::names::{Meaning, Symbol, SymbolId};
use super::types::is_broken;
use crate::hir::{self, GlobalId, GlobalKind};
use std::rc::Rc;
use zander_syntax::ast::{self, AttrKind, Storage};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Flavor, TableAttrs, Type};

impl Checker<'_> {
    pub(crate) fn variable(&mut self, storage: Storage, v: &ast::Variable, span: Span) {
        match storage {
            Storage::Redef => self.redef_variable(v, span),
            Storage::Global => self.declare_variable(GlobalKind::Global, v),
            Storage::Const => self.declare_variable(GlobalKind::Const, v),
            Storage::Option => self.declare_variable(GlobalKind::Option, v),
        }
    }

    fn declare_variable(&mut self, kind: GlobalKind, v: &ast::Variable) {
        let (module, name) = self.symbols.home(&v.name.name, self.module);
        let known = self.symbols.in_module(module, name);
        if let (Some(ast::Type { kind: ast::TypeKind::Function(flavor, signature), .. }), None) =
            (&v.ty, &v.init)
            && (kind == GlobalKind::Global || super::func::flavor(*flavor) != Flavor::Function)
        {
            self.declare_function(v, super::func::flavor(*flavor), signature, known);
            return;
        }
        if let Some(id) = known {
            if let Some(init) = &v.init {
                self.at_top(|c| c.expr(&init.value));
            }
            self.already_defined(&v.name, id);
            return;
        }
        let declared = v.ty.as_ref().map(|t| self.resolve_type(t));
        let value = v.init.as_ref().map(|init| {
            let (value, ..) = self.at_top(|c| match &declared {
                Some(t) => c.assigned(&init.value, t),
                None => c.untyped_initial(&init.value),
            });
            value
        });
        let ty = match (declared, &value) {
            (Some(t), _) => t,
            (None, Some(v)) => v.ty.clone(),
            (None, None) => {
                self.error(
                    "untyped",
                    v.name.span,
                    format!("`{}` has neither a type nor a value", v.name.name),
                );
                Type::Error
            }
        };
        if let (Type::Func(t), None, GlobalKind::Global) = (&ty, &value, kind) {
            // By the name of a function type.
            let (t, deprecated) = (t.clone(), self.deprecation_of(&v.attrs));
            let defaults = self.defaults.get(&Rc::as_ptr(&t)).map(|(_, d)| d.clone()).unwrap_or_default();
            let (module, name) = self.symbols.home(&v.name.name, self.module);
            let id = self.declare_func(module, name, t, defaults, v.name.span);
            self.symbols.get_mut(id).deprecated = deprecated;
            return;
        }
        let ty = if let Type::Void = ty { Type::Error } else { ty };
        let attrs = self.variable_attrs(&v.attrs, &ty, false);
        if kind == GlobalKind::Option && value.is_none() {
            let d = Diagnostic::error(
                "option-value",
                v.name.span,
                format!("the option `{}` has no value", v.name.name),
            );
            self.report(d);
        }
        let redefinable = attrs.redefinable || kind == GlobalKind::Option;
        let id =
            self.add_global(&v.name, ty.clone(), kind, attrs.table.clone(), redefinable, attrs.deprecated);
        if attrs.add_func.is_some() || attrs.delete_func.is_some() {
            self.redefs.set(id, attrs.add_func, attrs.delete_func);
        }
        let value = match value {
            Some(value) if is_broken(&value.ty) => None,
            Some(value) => self.evaluate(value),
            None => Some(fresh(&ty, attrs.table.as_ref())),
        };
        if let Some(value) = value {
            self.set_global(id, value, attrs.table.as_ref());
        }
    }

    fn deprecation_of(&mut self, attrs: &[ast::Attr]) -> Option<Rc<str>> {
        attrs.iter().find(|a| a.kind == AttrKind::Deprecated).map(|a| self.deprecation(a))
    }

    fn already_defined(&mut self, name: &ast::Ident, id: SymbolId) {
        let declared = self.symbols.get(id).span;
        let d =
            Diagnostic::error("already-defined", name.span, format!("`{}` is already defined", name.name))
                .secondary(declared, "defined here");
        self.report(d);
    }

    /// Makes a global and its name.
    pub(crate) fn add_global(
        &mut self,
        name: &ast::Ident,
        ty: Type,
        kind: GlobalKind,
        table_attrs: Option<Rc<TableAttrs>>,
        redefinable: bool,
        deprecated: Option<Rc<str>>,
    ) -> GlobalId {
        let (module, short) = self.symbols.home(&name.name, self.module);
        let full = self.symbols.full_name(module, short);
        let id = GlobalId(self.program.globals.len() as u32);
        let broken = is_broken(&ty);
        self.program.globals.push(hir::Global { name: full.clone(), ty, kind, table_attrs, span: name.span });
        if redefinable {
            self.redefinable.insert(id);
        }
        let symbol = Symbol {
            full,
            meaning: if broken { Meaning::Broken } else { Meaning::Global(id) },
            module,
            exported: self.exported || module == super::names::GLOBAL,
            redefinable,
            deprecated,
            span: name.span,
            docs: self.docs,
        };
        self.symbols.insert(symbol, short);
        id
    }

    /// `global f: function(…)`, `global e: event(…)`, `global h: hook(…)`
    fn declare_function(
        &mut self,
        v: &ast::Variable,
        flavor: Flavor,
        signature: &ast::Signature,
        known: Option<SymbolId>,
    ) {
        let made = self.signature(flavor, signature, &[]);
        let deprecated = self.deprecation_of(&v.attrs);
        let Some(id) = known else {
            let (module, name) = self.symbols.home(&v.name.name, self.module);
            let id = self.declare_func(module, name, made.ty, made.defaults, v.name.span);
            let redefinable = v.attrs.iter().any(|a| a.kind == AttrKind::Redef);
            let symbol = self.symbols.get_mut(id);
            symbol.deprecated = deprecated;
            symbol.redefinable = redefinable;
            return;
        };
        let Meaning::Func(func) = self.symbols.get(id).meaning else {
            self.already_defined(&v.name, id);
            return;
        };
        self.usage.declared(func);
        let ty = self.func(func).ty.clone();
        if ty.flavor != flavor {
            self.already_defined(&v.name, id);
        } else if flavor == Flavor::Function {
            if !super::types::agree(&Type::Func(ty), &Type::Func(made.ty)) {
                self.already_defined(&v.name, id);
            }
        } else {
            self.add_prototype(func, &made.ty, deprecated, &v.name.name, v.name.span);
        }
    }
}
