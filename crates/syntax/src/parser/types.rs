//! Types, fields, parameters, attributes, enum values.

use super::{Failed, Parsed, Reader};
use crate::ast::{
    Attr, BaseType, Capture, Docs, EnumValue, Expr, ExprKind, Field, Flavor, Signature, Type, TypeKind,
    UnaryOp,
};
use crate::diagnostic::Diagnostic;
use crate::token::{ATTRIBUTES, T, attribute};

impl Reader<'_, '_> {
    /// A type.
    pub(super) fn ty(&mut self) -> Parsed<Type> {
        self.nested(Self::ty_inner)
    }

    fn ty_inner(&mut self) -> Parsed<Type> {
        let token = self.peek_token();
        let base = match token.kind {
            T::Any => BaseType::Any,
            T::Bool => BaseType::Bool,
            T::CountType => BaseType::Count,
            T::Int => BaseType::Int,
            T::DoubleType => BaseType::Double,
            T::Time => BaseType::Time,
            T::IntervalType => BaseType::Interval,
            T::StringType => BaseType::String,
            T::PatternType => BaseType::Pattern,
            T::PortType => BaseType::Port,
            T::AddrType => BaseType::Addr,
            T::SubnetType => BaseType::Subnet,
            _ => {
                let kind = self.composite(token.kind)?;
                return Ok(Type { span: self.since(token.start), kind });
            }
        };
        self.bump();
        Ok(Type { span: self.token_span(token), kind: TypeKind::Base(base) })
    }

    fn boxed_ty(&mut self) -> Parsed<Box<Type>> {
        Ok(Box::new(self.ty()?))
    }

    fn composite(&mut self, kind: T) -> Parsed<TypeKind> {
        match kind {
            T::Ident => {
                let token = self.bump();
                let text = self.text(token);
                if text == b"list" && self.eat(T::Of) {
                    return Ok(TypeKind::List(self.boxed_ty()?));
                }
                Ok(TypeKind::Name(self.intern(text)))
            }
            T::Table => {
                self.bump();
                let index = self.index_types()?;
                self.expect(T::Of)?;
                Ok(TypeKind::Table(index, self.boxed_ty()?))
            }
            T::Set => {
                self.bump();
                Ok(TypeKind::Set(self.index_types()?))
            }
            T::Vector => {
                self.bump();
                self.expect(T::Of)?;
                Ok(TypeKind::Vector(self.boxed_ty()?))
            }
            T::Record => {
                self.bump();
                self.expect(T::LBrace)?;
                Ok(TypeKind::Record(self.fields()?))
            }
            T::Enum => {
                self.bump();
                self.expect(T::LBrace)?;
                Ok(TypeKind::Enum(self.enum_values()?))
            }
            T::Opaque => {
                self.bump();
                self.expect(T::Of)?;
                Ok(TypeKind::Opaque(self.field_name()?))
            }
            T::File => {
                self.bump();
                let of = if self.eat(T::Of) { Some(self.boxed_ty()?) } else { None };
                Ok(TypeKind::File(of))
            }
            T::Function | T::Event | T::Hook => {
                self.bump();
                Ok(TypeKind::Function(flavor(kind), Box::new(self.signature()?)))
            }
            _ => Err(self.unexpected("a type")),
        }
    }

    /// `[ T, U ]`
    fn index_types(&mut self) -> Parsed<Vec<Type>> {
        self.expect(T::LBracket)?;
        let mut types = vec![self.ty()?];
        while self.eat(T::Comma) {
            if self.peek() == T::RBracket {
                break;
            }
            types.push(self.ty()?);
        }
        self.expect(T::RBracket)?;
        Ok(types)
    }

    /// The fields of a record behind its brace, and the closing brace.
    pub(super) fn fields(&mut self) -> Parsed<Vec<Field>> {
        let open = self.since(self.state.last_end.saturating_sub(1));
        let mut fields = Vec::new();
        let level = self.state.braces;
        loop {
            let docs = self.docs_before();
            if self.eat(T::RBrace) {
                return Ok(fields);
            }
            self.not_at_end(open, "record")?;
            match self.field(docs) {
                Ok(field) => fields.push(field),
                Err(Failed) => self.next_element(T::Semicolon, level)?,
            }
        }
    }

    /// `NAME: TYPE &attrs;`
    fn field(&mut self, docs: Docs) -> Parsed<Field> {
        let start = self.peek_token().start;
        let name = self.field_name()?;
        self.expect(T::Colon)?;
        let ty = self.ty()?;
        let attrs = self.attrs()?;
        let mut field = Field { span: self.since(start), name, ty, attrs, docs };
        self.semicolon()?;
        self.docs_after(&mut field.docs);
        Ok(field)
    }

    /// Goes on behind a wrong element of a list in braces; an error when there is no more of it.
    fn next_element(&mut self, separator: T, level: u32) -> Parsed<()> {
        let before = self.peek_token();
        self.recover_element(separator, level);
        let next = self.peek_token();
        let stuck = next == before && next.kind != T::RBrace;
        if stuck || self.declaration_begins(next) { Err(Failed) } else { Ok(()) }
    }

    /// The values of an enum behind its brace, and the closing brace.
    pub(super) fn enum_values(&mut self) -> Parsed<Vec<EnumValue>> {
        let open = self.since(self.state.last_end.saturating_sub(1));
        let mut values = Vec::new();
        let level = self.state.braces;
        loop {
            let docs = self.docs_before();
            if self.eat(T::RBrace) {
                return Ok(values);
            }
            self.not_at_end(open, "enum")?;
            match self.enum_value(docs) {
                Ok(value) => values.push(value),
                Err(Failed) => self.next_element(T::Comma, level)?,
            }
        }
    }

    /// `NAME = NUMBER &attrs`, and a comma unless it is the last.
    fn enum_value(&mut self, docs: Docs) -> Parsed<EnumValue> {
        let name = self.ident()?;
        let value = if self.eat(T::Assign) { Some(self.enum_number()?) } else { None };
        let attrs = self.attrs()?;
        let mut value = EnumValue { name, value, attrs, docs };
        let more = self.eat(T::Comma);
        self.docs_after(&mut value.docs);
        if !more && self.peek() != T::RBrace {
            return Err(self.unexpected("`,` or `}`"));
        }
        Ok(value)
    }

    fn enum_number(&mut self) -> Parsed<Expr> {
        let token = self.peek_token();
        let negative = self.eat(T::Minus);
        let kind = self.peek();
        if !matches!(kind, T::Count | T::Hex | T::Ident | T::Double | T::String) {
            return Err(self.unexpected("a number"));
        }
        let value = self.primary()?;
        let span = self.since(token.start);
        let kind =
            if negative { ExprKind::Unary(UnaryOp::Minus, Box::new(value)) } else { return Ok(value) };
        Ok(Expr { span, kind })
    }

    /// An error if the file ends within braces.
    pub(super) fn not_at_end(&mut self, open: crate::span::Span, what: &str) -> Parsed<()> {
        if self.peek() != T::Eof {
            return Ok(());
        }
        let token = self.peek_token();
        if self.state.last_error != Some(token.start) {
            self.state.last_error = Some(token.start);
            let span = self.token_span(token);
            let diagnostic = Diagnostic::error("syntax", span, format!("the file ends within this {what}"))
                .label("expected `}`")
                .secondary(open, "this brace is not closed");
            self.report(diagnostic);
        }
        Err(Failed)
    }

    /// `( a: T, b: U ): V`
    pub(super) fn signature(&mut self) -> Parsed<Signature> {
        let open = self.expect(T::LParen)?;
        let mut params = Vec::with_capacity(1);
        let mut variadic = false;
        loop {
            let docs = self.docs_before();
            if self.eat(T::RParen) {
                break;
            }
            if self.eat(T::Ellipsis) {
                variadic = true;
                self.expect(T::RParen)?;
                break;
            }
            let start = self.peek_token().start;
            let name = self.ident()?;
            self.expect(T::Colon)?;
            let ty = self.ty()?;
            let attrs = self.attrs()?;
            let mut field = Field { span: self.since(start), name, ty, attrs, docs };
            let more = self.eat(T::Comma) || self.eat(T::Semicolon);
            self.docs_after(&mut field.docs);
            params.push(field);
            if !more {
                if self.peek() != T::RParen {
                    return Err(self.unexpected("`,` or `)`"));
                }
                self.bump();
                break;
            }
        }
        let result = if self.eat(T::Colon) { Some(self.boxed_ty()?) } else { None };
        Ok(Signature { span: self.since(open.start), params, variadic, result })
    }

    /// Attributes, none or more.
    pub(super) fn attrs(&mut self) -> Parsed<Vec<Attr>> {
        let mut attrs = Vec::new();
        while self.peek() == T::Attr {
            attrs.reserve_exact(1);
            let token = self.bump();
            let name = self.text(token).get(1..).unwrap_or_default();
            let Some(kind) = attribute(name) else { break };
            let value = if self.peek() == T::Assign && is_flag(kind) {
                let text = String::from_utf8_lossy(self.text(token)).into_owned();
                let span = self.since(token.start);
                let d = Diagnostic::error("syntax", span, format!("`{text}` takes no value"))
                    .hint("an initial value stands before the attributes");
                self.state.last_error = Some(token.start);
                self.report(d);
                return Err(Failed);
            } else if self.eat(T::Assign) {
                let outside = std::mem::replace(&mut self.state.attrs_belong_outside, true);
                let value = self.attr_value();
                self.state.attrs_belong_outside = outside;
                Some(Box::new(value?))
            } else {
                None
            };
            attrs.push(Attr { span: self.since(token.start), kind, value });
        }
        if self.peek() == T::And {
            self.unknown_attr()?;
        }
        Ok(attrs)
    }

    /// `&name` of an attribute that does not exist, where only an attribute can stand.
    fn unknown_attr(&mut self) -> Parsed<()> {
        let and = self.peek_token();
        let name = self.state.lexer.clone().next();
        if name.kind != T::Ident || name.start != and.end {
            return Ok(());
        }
        let text = String::from_utf8_lossy(self.text(name)).into_owned();
        let span = self.state.span(and.start, name.end);
        let mut diagnostic = Diagnostic::error("syntax", span, format!("unknown attribute `&{text}`"));
        if let Some(near) = crate::nearest::nearest(&text, ATTRIBUTES.iter().map(|(name, _)| *name)) {
            diagnostic = diagnostic.hint(format!("did you mean `&{near}`?"));
        }
        self.state.last_error = Some(and.start);
        self.report(diagnostic);
        Err(Failed)
    }

    /// `[ a, copy b ]` of a lambda or `when`.
    pub(super) fn captures(&mut self) -> Parsed<Option<Vec<Capture>>> {
        if !self.eat(T::LBracket) {
            return Ok(None);
        }
        let mut captures = Vec::new();
        while self.peek() != T::RBracket {
            let copy = self.eat(T::Copy);
            captures.push(Capture { name: self.ident()?, copy });
            if !self.eat(T::Comma) {
                break;
            }
        }
        self.expect(T::RBracket)?;
        Ok(Some(captures))
    }
}

/// The flavor that a keyword names.
pub(super) fn flavor(kind: T) -> Flavor {
    match kind {
        T::Event => Flavor::Event,
        T::Hook => Flavor::Hook,
        _ => Flavor::Function,
    }
}

/// Whether an attribute says all it says by being there.
fn is_flag(kind: crate::ast::AttrKind) -> bool {
    use crate::ast::AttrKind as A;
    matches!(
        kind,
        A::Optional
            | A::Redef
            | A::Log
            | A::Ordered
            | A::IsUsed
            | A::IsAssigned
            | A::RawOutput
            | A::NoZamOpt
            | A::NoCppOpt
    )
}
