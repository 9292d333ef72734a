//! Items of the top level, and type declarations.

use super::Checker;
use super::names::{Found, GLOBAL, Meaning, Symbol};
use std::rc::Rc;
use zander_syntax::ast::{self, AttrKind, ItemKind, TypeKind};
use zander_syntax::diagnostic::Diagnostic;
use zander_value::{EnumType, RecordType, TableType, Type};

/// The enum that stands for analyzers of every kind, and the enums whose values are its values too.
const UNION: &str = "AllAnalyzers::Tag";
const PARTS: [&str; 3] = ["Analyzer::Tag", "PacketAnalyzer::Tag", "Files::Tag"];

impl Checker<'_> {
    /// Checks an item that is no directive.
    pub(crate) fn item(&mut self, item: &ast::Item) {
        self.exported = item.exported;
        self.docs = item.docs;
        match &item.kind {
            ItemKind::Module(name) => self.module = self.symbols.module(&name.name),
            ItemKind::Variable(storage, variable) => self.variable(*storage, variable, item.span),
            ItemKind::Type(t) => self.type_declaration(t),
            ItemKind::Function(f) => self.function(f),
            ItemKind::RedefEnum(r) => self.redef_enum(r),
            ItemKind::RedefRecord(r) => self.redef_record(r),
            ItemKind::RedefRecordField(r) => self.redef_record_field(r),
            ItemKind::Statement(s) => self.top_statement(s),
            ItemKind::Pragma(p) => self.pragma(p),
            ItemKind::Load(_)
            | ItemKind::LoadSignatures(_)
            | ItemKind::LoadPlugin(_)
            | ItemKind::Unload(_)
            | ItemKind::Prefixes(_)
            | ItemKind::Debug(_)
            | ItemKind::Deprecated(_) => {}
        }
        self.scopes.clear();
    }

    fn pragma(&mut self, p: &ast::Pragma) {
        match (&p.name, p.push) {
            (Some(name), true) => self.pragmas.push(name.clone()),
            (Some(name), false) => {
                if let Some(at) = self.pragmas.iter().rposition(|n| n == name) {
                    self.pragmas.remove(at);
                }
            }
            (None, _) => {
                self.pragmas.pop();
            }
        }
    }

    fn type_declaration(&mut self, t: &ast::TypeDeclaration) {
        let (module, name) = self.symbols.home(&t.name.name, self.module);
        let full = self.symbols.full_name(module, name);
        if let Some(id) = self.symbols.in_module(module, name) {
            let declared = self.symbols.get(id).span;
            let d = Diagnostic::error("already-defined", t.name.span, format!("`{full}` is already defined"))
                .secondary(declared, "defined here");
            self.report(d);
            return;
        }
        let deprecated = t.attrs.iter().find(|a| a.kind == AttrKind::Deprecated).map(|a| self.deprecation(a));
        let mut symbol = Symbol {
            full: full.clone(),
            meaning: Meaning::Broken,
            module,
            exported: self.exported || module == super::names::GLOBAL,
            redefinable: false,
            deprecated,
            span: t.name.span,
            docs: self.docs,
        };
        match &t.ty.kind {
            // A record is known while its fields are read, so that they can hold records of its own type.
            TypeKind::Record(fields) => {
                let record = Rc::new(RecordType::new(&full));
                symbol.meaning = Meaning::Type(Type::Record(record.clone()));
                self.symbols.insert(symbol, name);
                self.add_record_fields(&record, fields, &t.attrs, None);
            }
            TypeKind::Enum(values) => {
                let ty = Rc::new(EnumType::new(full));
                if PARTS.contains(&&*ty.name)
                    && let Found::Symbol(id) = self.symbols.lookup(UNION, GLOBAL)
                    && let Meaning::Type(Type::Enum(union)) = &self.symbols.get(id).meaning
                {
                    ty.join(union);
                }
                symbol.meaning = Meaning::Type(Type::Enum(ty.clone()));
                self.symbols.insert(symbol, name);
                self.add_enum_values(&ty, values);
            }
            _ => {
                let mut ty = self.resolve_type(&t.ty);
                if let (Type::Table(table), TypeKind::Table(..) | TypeKind::Set(_)) = (&ty, &t.ty.kind) {
                    let (index, value) = (table.index.clone(), table.value.clone());
                    ty = Type::Table(Rc::new(TableType { index, value, name: Some(full) }));
                }
                symbol.meaning = Meaning::Type(ty);
                self.symbols.insert(symbol, name);
            }
        }
    }
}
