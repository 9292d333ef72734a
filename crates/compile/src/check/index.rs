//! Reading from containers and records: `t[…]`, `v[i]`, `s[a:b]`, `r$f`, `r?$f`.

use super::convert::Purpose;
use super::types::is_broken;
use super::{Checker, broken};
use crate::hir::{Expr, ExprKind};
use std::rc::Rc;
use zander_syntax::ast;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{RecordType, Type};

impl Checker<'_> {
    pub(crate) fn index(&mut self, of: &ast::Expr, index: &[ast::Expr], span: Span) -> Expr {
        let of = self.value(of);
        match &of.ty {
            Type::Error => {
                for i in index {
                    self.expr(i);
                }
                broken(span)
            }
            Type::Table(t) => {
                let t = t.clone();
                let ty = t.value.clone().unwrap_or(Type::Void);
                if let ([Type::Pattern], [text]) = (&t.index[..], index) {
                    let text = self.value(text);
                    if let Type::String = text.ty {
                        let kind = ExprKind::PatternTableIndex(Box::new(of), Box::new(text));
                        return Expr { kind, ty: Type::vector_of(ty), span };
                    }
                    let key = self.coerce(text, &Type::Pattern, Purpose::Index);
                    return Expr { kind: ExprKind::TableIndex(Box::new(of), vec![key]), ty, span };
                }
                let parts: Vec<&ast::Expr> = index.iter().collect();
                match self.index_parts(&parts, &t.index, span) {
                    Some(keys) => Expr { kind: ExprKind::TableIndex(Box::new(of), keys), ty, span },
                    None => Expr { kind: ExprKind::Error, ty: Type::Error, span },
                }
            }
            Type::Vector(element) => {
                let element = (**element).clone();
                let Some(at) = self.single_index(index, span) else { return broken(span) };
                let (of, at) = (Box::new(of), at);
                match &at.ty {
                    Type::Count | Type::Int => {
                        Expr { kind: ExprKind::VectorIndex(of, Box::new(at)), ty: element, span }
                    }
                    Type::Any => {
                        let at = self.coerce(at, &Type::Count, Purpose::Index);
                        Expr { kind: ExprKind::VectorIndex(of, Box::new(at)), ty: element, span }
                    }
                    Type::Vector(t) if matches!(**t, Type::Bool | Type::Count | Type::Int) => {
                        let ty = of.ty.clone();
                        Expr { kind: ExprKind::VectorSelect(of, Box::new(at)), ty, span }
                    }
                    Type::Error => broken(span),
                    t => {
                        let text = format!("a vector is indexed by `count` or `int`, found `{t}`");
                        self.wrong("index-type", at.span, text)
                    }
                }
            }
            Type::String => {
                let Some(at) = self.single_index(index, span) else { return broken(span) };
                match at.ty {
                    Type::Count | Type::Int => Expr {
                        kind: ExprKind::StringIndex(Box::new(of), Box::new(at)),
                        ty: Type::String,
                        span,
                    },
                    Type::Error => broken(span),
                    ref t => {
                        let text = format!("a string is indexed by `count` or `int`, found `{t}`");
                        self.wrong("index-type", at.span, text)
                    }
                }
            }
            t => {
                let text = format!("a `{t}` cannot be indexed");
                let mut d = Diagnostic::error("not-indexable", span, text);
                if let Type::Any = t {
                    d = d.hint("say what it is first: `(… as table[…] of …)[…]`");
                }
                self.report(d);
                for i in index {
                    self.expr(i);
                }
                broken(span)
            }
        }
    }

    fn single_index(&mut self, index: &[ast::Expr], span: Span) -> Option<Expr> {
        if let [at] = index {
            return Some(self.value(at));
        }
        self.error("index-count", span, format!("one index expected, {} found", index.len()));
        None
    }

    /// The parts of a table's index, each of its type. One part may be a value that holds all of them.
    pub(crate) fn index_parts(
        &mut self,
        parts: &[&ast::Expr],
        types: &[Type],
        span: Span,
    ) -> Option<Vec<Expr>> {
        if let [only] = parts
            && types.len() != 1
        {
            let key = self.value(only);
            return self.whole_index(key, types, span);
        }
        if parts.len() != types.len() {
            for p in parts {
                self.expr(p);
            }
            self.index_count(types, parts.len(), span);
            return None;
        }
        let mut keys = Vec::with_capacity(parts.len());
        let mut right = true;
        for (part, ty) in parts.iter().zip(types) {
            let key = self.index_part(part, ty);
            right &= !matches!(key.ty, Type::Error);
            keys.push(key);
        }
        right.then_some(keys)
    }

    fn index_part(&mut self, part: &ast::Expr, ty: &Type) -> Expr {
        let key = self.value_for(part, ty, Purpose::Index);
        match (&key.ty, ty) {
            (Type::Addr, Type::Subnet) | (Type::String, Type::Pattern) => key,
            (Type::List(items), _) if matches!(&items[..], [one] if one.same(ty)) => key,
            _ => self.coerce(key, ty, Purpose::Index),
        }
    }

    /// A value that holds all parts of an index.
    fn whole_index(&mut self, key: Expr, types: &[Type], span: Span) -> Option<Vec<Expr>> {
        match &key.ty {
            Type::Error => None,
            Type::List(items) if items.len() == types.len() => {
                if items.iter().zip(types).all(|(a, b)| super::types::agree(a, b)) {
                    return Some(vec![key]);
                }
                let found: Vec<String> = items.iter().map(|t| format!("`{t}`")).collect();
                let wanted: Vec<String> = types.iter().map(|t| format!("`{t}`")).collect();
                let text = format!(
                    "index of the wrong types: expected {}, found {}",
                    wanted.join(", "),
                    found.join(", ")
                );
                self.error("index-type", span, text);
                None
            }
            Type::Any => Some(vec![key]),
            _ => {
                self.index_count(types, 1, span);
                None
            }
        }
    }

    fn index_count(&mut self, types: &[Type], found: usize, span: Span) {
        let wanted: Vec<String> = types.iter().map(|t| format!("`{t}`")).collect();
        let plural = if types.len() == 1 { "part" } else { "parts" };
        let text = format!("the index has {} {plural} ({}), found {found}", types.len(), wanted.join(", "));
        self.error("index-count", span, text);
    }

    pub(crate) fn slice(&mut self, s: &ast::Slice, span: Span) -> Expr {
        let of = self.value(&s.of);
        let mut bound = |e: &Option<ast::Expr>| -> Option<Box<Expr>> {
            let checked = self.value(e.as_ref()?);
            if !matches!(checked.ty, Type::Count | Type::Int | Type::Error) {
                let text = format!("bounds are `count` or `int`, found `{}`", checked.ty);
                self.error("index-type", checked.span, text);
            }
            Some(Box::new(checked))
        };
        let (low, high) = (bound(&s.low), bound(&s.high));
        match &of.ty {
            Type::String | Type::Vector(_) => {
                let ty = of.ty.clone();
                Expr { kind: ExprKind::Slice(Box::new(of), low, high), ty, span }
            }
            Type::Error => broken(span),
            t => {
                let text = format!("only strings and vectors have slices, found `{t}`");
                self.wrong("not-indexable", span, text)
            }
        }
    }

    /// The slot of a field, with its type; reports when there is none.
    pub(crate) fn field_slot(&mut self, of: &Expr, field: &ast::Ident) -> Option<(usize, Type)> {
        let record = match &of.ty {
            Type::Record(r) => r.clone(),
            Type::Error => return None,
            t => {
                let text = format!("a `{t}` has no fields");
                let mut d = Diagnostic::error("not-a-record", of.span.to(field.span), text);
                if let Type::Any = t {
                    d = d.hint(format!("say which record it is: `(… as R)${}`", field.name));
                }
                self.report(d);
                return None;
            }
        };
        self.slot_of(&record, field)
    }

    /// The slot of a field of a record type.
    pub(crate) fn slot_of(&mut self, record: &Rc<RecordType>, field: &ast::Ident) -> Option<(usize, Type)> {
        if let Some(slot) = record.slot(&field.name) {
            let (ty, deprecated) = record.with_fields(|f| (f[slot].ty.clone(), f[slot].deprecated.clone()));
            if let Some(message) = deprecated {
                let name = format!("{}${}", record.name.borrow(), field.name);
                self.deprecated(field.span, &name, &message);
            }
            return Some((slot, ty));
        }
        let name = record.name.borrow().clone();
        let of = if name.is_empty() { "this record".to_owned() } else { format!("record `{name}`") };
        let text = format!("{of} has no field `{}`", field.name);
        let known: Vec<Rc<str>> = record.with_fields(|f| f.iter().map(|f| f.name.clone()).collect());
        let d = Diagnostic::error("unknown-field", field.span, text)
            .nearest(&field.name, known.iter().map(|k| &**k));
        self.report(d);
        None
    }

    pub(crate) fn field(&mut self, of: &ast::Expr, field: &ast::Ident, span: Span) -> Expr {
        let of = self.value(of);
        match self.field_slot(&of, field) {
            Some((slot, ty)) => Expr { kind: ExprKind::Field(Box::new(of), slot), ty, span },
            None => broken(span),
        }
    }

    pub(crate) fn has_field(&mut self, of: &ast::Expr, field: &ast::Ident, span: Span) -> Expr {
        let of = self.value(of);
        match self.field_slot(&of, field) {
            Some((slot, _)) => Expr { kind: ExprKind::HasField(Box::new(of), slot), ty: Type::Bool, span },
            None => broken(span),
        }
    }

    /// Checks an expression whose type is expected to be `ty`, without converting it: what has no type of its own
    /// (`[]`, `{ … }`, `table()`, `[$a=1]`) takes that of its place.
    pub(crate) fn value_for(&mut self, e: &ast::Expr, ty: &Type, purpose: Purpose) -> Expr {
        let checked = self.expr_for(e, ty, purpose);
        self.not_void(checked)
    }

    /// The same with conversion.
    pub(crate) fn converted(&mut self, e: &ast::Expr, ty: &Type, purpose: Purpose) -> Expr {
        let checked = self.value_for(e, ty, purpose);
        if is_broken(&checked.ty) {
            return checked;
        }
        self.coerce(checked, ty, purpose)
    }
}
