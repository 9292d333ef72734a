//! Constructors: containers and records that are written out, with or without a type that is expected.

use super::binary::is_record_literal;
use super::convert::Purpose;
use super::types::{agree, is_broken, unspecified_table};
use super::{Checker, bare, broken};
use crate::hir::{Expr, ExprKind, Op};
use std::rc::Rc;
use zander_syntax::ast::{self, AssignOp, ConstructorKind};
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Field, RecordType, TableAttrs, TableType, Type};

type Attrs = Option<Rc<TableAttrs>>;
type Element = (Vec<Expr>, Option<Expr>);

/// More combinations than this in one `[[…], […]]` are refused.
const MAX_COMBINATIONS: usize = 1 << 16;

impl Checker<'_> {
    /// Checks an expression where a type is expected. Only what has no type of its own looks at `ty`; the result may
    /// still have to be converted.
    pub(crate) fn expr_for(&mut self, e: &ast::Expr, ty: &Type, purpose: Purpose) -> Expr {
        use ast::ExprKind as A;
        let span = e.span;
        match &e.kind {
            A::Paren(inner) if matches!(ty, Type::Table(_) | Type::Vector(_) | Type::Record(_)) => {
                let mut checked = self.expr_for(inner, ty, purpose);
                checked.span = span;
                checked
            }
            A::Braces(items) => self.list_for(items, ty, span),
            A::Bracket(items)
                if is_record_literal(items) || (items.is_empty() && matches!(ty, Type::Record(_))) =>
            {
                match ty {
                    Type::Record(r) => {
                        let r = r.clone();
                        self.record_literal(items, &r, span)
                    }
                    _ => self.bracket(items, span),
                }
            }
            A::Bracket(items) if items.is_empty() => self.list_for(items, ty, span),
            A::Bracket(items) if matches!(ty, Type::Vector(_)) => self.list_for(items, ty, span),
            A::Constructor(c) => self.constructor(c, Some(ty), span),
            A::Conditional(parts) if matches!(ty, Type::Table(_) | Type::Vector(_) | Type::Record(_)) => {
                let cond = self.condition(&parts.0, "what stands before `?`");
                let a = self.converted(&parts.1, ty, purpose);
                let b = self.converted(&parts.2, ty, purpose);
                if is_broken(&cond.ty) || is_broken(&a.ty) || is_broken(&b.ty) {
                    return broken(span);
                }
                let kind = ExprKind::Cond(Box::new(cond), Box::new(a), Box::new(b));
                Expr { kind, ty: ty.clone(), span }
            }
            _ => self.expr(e),
        }
    }

    /// `[…]` where no type is expected: a record, an index of several parts, or just the one thing in it.
    pub(crate) fn bracket(&mut self, items: &[ast::Expr], span: Span) -> Expr {
        if is_record_literal(items) {
            return self.anonymous_record(items, span);
        }
        if let [only] = items {
            let mut e = self.expr(only);
            e.span = span;
            return e;
        }
        if items.is_empty() {
            let ty = unspecified_table(false);
            let Type::Table(t) = &ty else { return broken(span) };
            return Expr { kind: ExprKind::Table(t.clone(), None, Vec::new()), ty, span };
        }
        let items: Vec<Expr> = items.iter().map(|i| self.value(i)).collect();
        if items.iter().any(|i| is_broken(&i.ty)) {
            return broken(span);
        }
        let types = items.iter().map(|i| i.ty.clone()).collect();
        Expr { kind: ExprKind::List(items), ty: Type::List(Rc::new(types)), span }
    }

    /// `{ … }` where no type is expected: a table or a set.
    pub(crate) fn braces(&mut self, items: &[ast::Expr], span: Span) -> Expr {
        if items.is_empty() {
            return self.wrong(
                "untyped-empty",
                span,
                "an empty list says nothing of its type: declare the type",
            );
        }
        if items.iter().all(|i| matches!(i.kind, ast::ExprKind::Assign(AssignOp::Set, ..))) {
            return self.table_elements(items, None, None, span);
        }
        self.set_elements(items, None, None, span)
    }

    /// A list of values for a place of type `ty`.
    fn list_for(&mut self, items: &[ast::Expr], ty: &Type, span: Span) -> Expr {
        match ty {
            Type::Table(t) if t.is_set() => self.set_elements(items, Some(&t.clone()), None, span),
            Type::Table(t) => self.table_elements(items, Some(&t.clone()), None, span),
            Type::Vector(element) => {
                let element = (**element).clone();
                self.vector_elements(items, &element, span)
            }
            Type::Record(r) if is_record_literal(items) => self.record_literal(items, &r.clone(), span),
            Type::Error => {
                for i in items {
                    if !matches!(i.kind, ast::ExprKind::Assign(..) | ast::ExprKind::FieldAssign(..)) {
                        self.expr(i);
                    }
                }
                broken(span)
            }
            _ => match items {
                [only] if !matches!(only.kind, ast::ExprKind::Assign(..)) => {
                    self.expr_for(only, ty, Purpose::Assign)
                }
                _ => self.braces(items, span),
            },
        }
    }

    /// `table(…)` and its like.
    pub(crate) fn constructor(&mut self, c: &ast::Constructor, want: Option<&Type>, span: Span) -> Expr {
        match c.kind {
            ConstructorKind::Record => match want {
                Some(Type::Record(r)) => self.record_literal(&c.elements, &r.clone(), span),
                _ => self.anonymous_record(&c.elements, span),
            },
            ConstructorKind::Set | ConstructorKind::Table => {
                let set = c.kind == ConstructorKind::Set;
                let want = match want {
                    Some(Type::Table(t)) if t.is_set() == set && !t.index.is_empty() => Some(t.clone()),
                    _ => None,
                };
                let ty = want.clone();
                let attrs = self.container_attrs(&c.attrs, ty.as_ref(), span);
                if set {
                    self.set_elements(&c.elements, want.as_ref(), attrs, span)
                } else {
                    self.table_elements(&c.elements, want.as_ref(), attrs, span)
                }
            }
            ConstructorKind::Vector => self.vector_constructor(&c.elements, want, span),
        }
    }

    /// A vector takes its type from its elements; only where those have no type of their own, or are records, from
    /// its place.
    fn vector_constructor(&mut self, items: &[ast::Expr], want: Option<&Type>, span: Span) -> Expr {
        let element = match want {
            Some(Type::Vector(e)) => Some((**e).clone()),
            _ => None,
        };
        if let Some(e) = &element
            && (items.is_empty()
                || matches!(
                    e,
                    Type::Any | Type::Record(_) | Type::Vector(_) | Type::Table(_) | Type::Func(_)
                ))
        {
            return self.vector_elements(items, e, span);
        }
        if items.is_empty() {
            return Expr { kind: ExprKind::Vector(Vec::new()), ty: Type::vector_of(Type::Void), span };
        }
        let items: Vec<Expr> = items.iter().map(|i| self.value(i)).collect();
        match self.common(items, span) {
            Some((items, element)) => {
                Expr { kind: ExprKind::Vector(items), ty: Type::vector_of(element), span }
            }
            None => broken(span),
        }
    }

    pub(crate) fn vector_elements(&mut self, items: &[ast::Expr], element: &Type, span: Span) -> Expr {
        let items: Vec<Expr> = items.iter().map(|i| self.converted(i, element, Purpose::Element)).collect();
        if items.iter().any(|i| matches!(i.ty, Type::Error)) {
            return broken(span);
        }
        Expr { kind: ExprKind::Vector(items), ty: Type::vector_of(element.clone()), span }
    }

    /// Brings values to one type.
    fn common(&mut self, items: Vec<Expr>, span: Span) -> Option<(Vec<Expr>, Type)> {
        if items.iter().any(|i| is_broken(&i.ty)) {
            return None;
        }
        let mut ty = items.first()?.ty.clone();
        for item in &items {
            ty = match wider(&ty, &item.ty) {
                Some(t) => t,
                None => {
                    let text = format!("values of different types in one list: `{ty}` and `{}`", item.ty);
                    let first = items.first().map_or(Span::NONE, |i| i.span);
                    let d = Diagnostic::error("mixed-types", span, text)
                        .secondary(first, format!("this is `{ty}`"))
                        .secondary(item.span, format!("this is `{}`", item.ty));
                    self.report(d);
                    return None;
                }
            };
        }
        let items = items.into_iter().map(|i| self.coerce(i, &ty, Purpose::Element)).collect();
        Some((items, ty))
    }

    /// A set of these elements. A set among them stands for its members.
    pub(crate) fn set_elements(
        &mut self,
        items: &[ast::Expr],
        want: Option<&Rc<TableType>>,
        attrs: Attrs,
        span: Span,
    ) -> Expr {
        let mut elements: Vec<Element> = Vec::with_capacity(items.len());
        let mut sets = Vec::new();
        for item in items {
            if let ast::ExprKind::Assign(AssignOp::Set, key, _) = &item.kind {
                self.error(
                    "set-element",
                    key.span.to(item.span),
                    "a set has no values: leave the `= …` away",
                );
                return broken(span);
            }
            match want {
                Some(t) if !is_list(item) => {
                    let single = if let [one] = &t.index[..] { one.clone() } else { Type::Void };
                    let e = self.value_for(item, &single, Purpose::Index);
                    if e.ty.same(&Type::Table(t.clone())) && !e.ty.same(&single) {
                        sets.push(e);
                    } else if let Some(keys) = self.whole_or_single(e, &t.index, item.span) {
                        elements.push((keys, None));
                    } else {
                        return broken(span);
                    }
                }
                Some(t) => {
                    let t = t.clone();
                    if !self.keys(item, &t.index, |keys| elements.push((keys, None))) {
                        return broken(span);
                    }
                }
                None => {
                    let Some(parts) = self.untyped_key(item) else { return broken(span) };
                    elements.push((parts, None));
                }
            }
        }
        let (ty, elements) = match want {
            Some(t) => (t.clone(), elements),
            None if elements.is_empty() => {
                let ty = unspecified_table(true);
                let Type::Table(t) = ty else { return broken(span) };
                (t, elements)
            }
            None => match self.common_keys(elements, span) {
                Some((index, elements)) => (Rc::new(TableType { index, value: None, name: None }), elements),
                None => return broken(span),
            },
        };
        let mut all = Expr { kind: ExprKind::Table(ty.clone(), attrs, elements), ty: Type::Table(ty), span };
        for set in sets {
            let ty = all.ty.clone();
            all = Expr { kind: ExprKind::Binary(Op::BitOr, Box::new(all), Box::new(set)), ty, span };
        }
        all
    }

    /// A table of these elements.
    pub(crate) fn table_elements(
        &mut self,
        items: &[ast::Expr],
        want: Option<&Rc<TableType>>,
        attrs: Attrs,
        span: Span,
    ) -> Expr {
        let mut elements: Vec<Element> = Vec::with_capacity(items.len());
        for item in items {
            let ast::ExprKind::Assign(AssignOp::Set, key, value) = &bare(item).kind else {
                if let (Some(t), [_]) = (want, items) {
                    // A table in braces is that table.
                    let ty = Type::Table(t.clone());
                    return self.converted(item, &ty, Purpose::Assign);
                }
                return self.wrong(
                    "table-element",
                    item.span,
                    "an element of a table is written `[key] = value`",
                );
            };
            match want {
                Some(t) => {
                    let t = t.clone();
                    let ty = t.value.clone().unwrap_or(Type::Error);
                    let mut all = Vec::new();
                    let right = self.keys(key, &t.index, |keys| all.push(keys));
                    let value_expr = self.converted(value, &ty, Purpose::Element);
                    if !right || matches!(value_expr.ty, Type::Error) {
                        return broken(span);
                    }
                    let mut all = all.into_iter().peekable();
                    let mut value_expr = Some(value_expr);
                    while let Some(keys) = all.next() {
                        let v = if all.peek().is_some() {
                            // Checked again for each combination, without repeating what was said of it.
                            self.converted(value, &ty, Purpose::Element)
                        } else {
                            value_expr.take().unwrap_or_else(|| broken(span))
                        };
                        elements.push((keys, Some(v)));
                    }
                }
                None => {
                    let Some(parts) = self.untyped_key(key) else { return broken(span) };
                    let value = self.value(value);
                    elements.push((parts, Some(value)));
                }
            }
        }
        let (ty, elements) = match want {
            Some(t) => (t.clone(), elements),
            None if elements.is_empty() => {
                let Type::Table(t) = unspecified_table(false) else { return broken(span) };
                (t, elements)
            }
            None => {
                let (keys, values): (Vec<_>, Vec<_>) =
                    elements.into_iter().map(|(k, v)| ((k, None), v.unwrap_or_else(|| broken(span)))).unzip();
                let (Some((index, keys)), Some((values, value))) =
                    (self.common_keys(keys, span), self.common(values, span))
                else {
                    return broken(span);
                };
                let elements = keys.into_iter().zip(values).map(|((k, _), v)| (k, Some(v))).collect();
                (Rc::new(TableType { index, value: Some(value), name: None }), elements)
            }
        };
        Expr { kind: ExprKind::Table(ty.clone(), attrs, elements), ty: Type::Table(ty), span }
    }

    /// The parts of an index where no type is expected.
    fn untyped_key(&mut self, key: &ast::Expr) -> Option<Vec<Expr>> {
        let parts: Vec<Expr> = match &bare(key).kind {
            ast::ExprKind::Bracket(parts) if !is_record_literal(parts) && !parts.is_empty() => {
                parts.iter().map(|p| self.value(p)).collect()
            }
            _ => vec![self.value(key)],
        };
        (!parts.iter().any(|p| is_broken(&p.ty))).then_some(parts)
    }

    /// The index types that all elements have in common.
    fn common_keys(&mut self, elements: Vec<Element>, span: Span) -> Option<(Vec<Type>, Vec<Element>)> {
        // A value that holds several parts stands for them.
        let width = elements.iter().map(|(k, _)| k.len()).max()?;
        if let Some((other, _)) = elements.iter().find(|(k, _)| k.len() != width) {
            let at = other.first().map_or(span, |k| k.span);
            self.error("mixed-types", span.to(at), "indices of different sizes in one list");
            return None;
        }
        if width == 1
            && let Some((k, _)) = elements.first()
            && let Type::List(types) = &k[0].ty
        {
            let types = (**types).clone();
            return Some((types, elements));
        }
        let count = elements.len();
        let mut columns: Vec<Vec<Expr>> = (0..width).map(|_| Vec::with_capacity(count)).collect();
        for (keys, _) in elements {
            for (column, key) in columns.iter_mut().zip(keys) {
                column.push(key);
            }
        }
        let mut types = Vec::with_capacity(width);
        let mut rows: Vec<Element> = (0..count).map(|_| (Vec::with_capacity(width), None)).collect();
        for column in columns {
            let (column, ty) = self.common(column, span)?;
            types.push(ty);
            for (row, key) in rows.iter_mut().zip(column) {
                row.0.push(key);
            }
        }
        Some((types, rows))
    }

    /// Calls `each` with every index that `key` stands for: `[[1, 2], ["a", "b"]]` stands for four.
    fn keys(&mut self, key: &ast::Expr, types: &[Type], mut each: impl FnMut(Vec<Expr>)) -> bool {
        let parts: Vec<&ast::Expr> = match &bare(key).kind {
            ast::ExprKind::Bracket(parts) if !is_record_literal(parts) => parts.iter().collect(),
            _ => vec![key],
        };
        let choices: Vec<&[ast::Expr]> = parts.iter().map(|p| alternatives(p)).collect();
        let combinations = choices.iter().try_fold(1usize, |n, c| n.checked_mul(c.len()));
        let Some(combinations) = combinations.filter(|n| *n <= MAX_COMBINATIONS) else {
            self.error("too-many", key.span, "too many combinations");
            return false;
        };
        for mut n in 0..combinations {
            let mut one: Vec<&ast::Expr> = Vec::with_capacity(choices.len());
            for choice in choices.iter().rev() {
                one.push(&choice[n % choice.len()]);
                n /= choice.len();
            }
            one.reverse();
            match self.index_parts(&one, types, key.span) {
                Some(keys) => each(keys),
                None => return false,
            }
        }
        true
    }

    /// An element of a set that is one expression: the only part of the index, or a value of all parts.
    fn whole_or_single(&mut self, e: Expr, types: &[Type], span: Span) -> Option<Vec<Expr>> {
        match (types, &e.ty) {
            (_, Type::Error) => None,
            ([one], _) => {
                let e = self.coerce(e, one, Purpose::Index);
                (!matches!(e.ty, Type::Error)).then(|| vec![e])
            }
            (_, Type::List(items))
                if items.len() == types.len() && items.iter().zip(types).all(|(a, b)| agree(a, b)) =>
            {
                Some(vec![e])
            }
            _ => {
                let text = format!("the index has {} parts, found a `{}`", types.len(), e.ty);
                self.error("index-count", span, text);
                None
            }
        }
    }

    /// `[$a=…, $b=…]` of a known type.
    pub(crate) fn record_literal(
        &mut self,
        items: &[ast::Expr],
        record: &Rc<RecordType>,
        span: Span,
    ) -> Expr {
        let mut fields: Vec<(usize, Expr)> = Vec::with_capacity(items.len());
        let mut right = true;
        for item in items {
            let ast::ExprKind::FieldAssign(name, value) = &item.kind else {
                right = false;
                self.error("record-element", item.span, "a field of a record is written `$name=value`");
                continue;
            };
            let Some((slot, ty)) = self.slot_of(record, name) else {
                self.expr(value);
                right = false;
                continue;
            };
            if fields.iter().any(|(s, _)| *s == slot) {
                self.error("duplicate-field", name.span, format!("field `{}` is given twice", name.name));
                right = false;
            }
            let value = self.converted(value, &ty, Purpose::Element);
            right &= !matches!(value.ty, Type::Error);
            fields.push((slot, value));
        }
        let ty = Type::Record(record.clone());
        if !right {
            return Expr { kind: ExprKind::Error, ty: Type::Error, span };
        }
        let missing: Vec<Rc<str>> = record.with_fields(|all| {
            all.iter()
                .enumerate()
                .filter(|(slot, f)| {
                    !super::records::may_be_missing(f) && !fields.iter().any(|(s, _)| s == slot)
                })
                .map(|(_, f)| f.name.clone())
                .collect()
        });
        if !missing.is_empty() {
            let name = record.name.borrow().clone();
            let names: Vec<String> = missing.iter().map(|n| format!("`{n}`")).collect();
            let what = if name.is_empty() { "this record".to_owned() } else { format!("record `{name}`") };
            let text = format!("{what} needs a value for {}", names.join(", "));
            let adding: Vec<String> = missing.iter().map(|n| format!("${n}=…")).collect();
            let d = Diagnostic::error("missing-field", span, text).hint(format!("add {}", adding.join(", ")));
            self.report(d);
            return broken(span);
        }
        Expr { kind: ExprKind::Record(record.clone(), fields), ty, span }
    }

    fn anonymous_record(&mut self, items: &[ast::Expr], span: Span) -> Expr {
        let record = Rc::new(RecordType::new(""));
        let mut fields = Vec::with_capacity(items.len());
        for item in items {
            let ast::ExprKind::FieldAssign(name, value) = &item.kind else {
                return self.wrong(
                    "record-element",
                    item.span,
                    "a field of a record is written `$name=value`",
                );
            };
            let value = self.value(value);
            match record.add(Field::required(&name.name, value.ty.clone())) {
                Some(slot) => fields.push((slot, value)),
                None => {
                    self.error("duplicate-field", name.span, format!("field `{}` is given twice", name.name))
                }
            }
        }
        if fields.iter().any(|(_, f)| is_broken(&f.ty)) {
            return broken(span);
        }
        Expr { kind: ExprKind::Record(record.clone(), fields), ty: Type::Record(record), span }
    }
}

/// What one part of an index stands for.
fn alternatives(part: &ast::Expr) -> &[ast::Expr] {
    match &part.kind {
        ast::ExprKind::Bracket(items) if !items.is_empty() && !is_record_literal(items) => items,
        _ => std::slice::from_ref(part),
    }
}

/// Whether the expression is an index in brackets.
fn is_list(e: &ast::Expr) -> bool {
    matches!(&bare(e).kind, ast::ExprKind::Bracket(items) if !is_record_literal(items))
}

/// The type that two values have in common.
fn wider(a: &Type, b: &Type) -> Option<Type> {
    if a.same(b) {
        return Some(a.clone());
    }
    if let Some(n) = super::binary::common_number(a, b) {
        return Some(n);
    }
    match (super::types::is_unspecified(a), super::types::is_unspecified(b)) {
        (true, _) if std::mem::discriminant(a) == std::mem::discriminant(b) => return Some(b.clone()),
        (_, true) if std::mem::discriminant(a) == std::mem::discriminant(b) => return Some(a.clone()),
        _ => {}
    }
    match (a, b) {
        (Type::Any, _) | (_, Type::Any) => Some(Type::Any),
        (Type::Record(x), Type::Record(y)) => {
            // A record without a name takes the type of one with a name.
            if x.name.borrow().is_empty() {
                Some(Type::Record(y.clone()))
            } else {
                Some(Type::Record(x.clone()))
            }
        }
        _ => None,
    }
}
