//! Top-level items.

use super::types::flavor;
use super::{Failed, Parsed, Reader};
use crate::ast::{
    AssignOp, Expr, ExprKind, Function, Initializer, Item, ItemKind, RedefEnum, RedefRecord,
    RedefRecordField, Storage, TypeDeclaration, Variable,
};
use crate::diagnostic::Diagnostic;
use crate::token::{T, Token};

impl Reader<'_, '_> {
    /// The next item of the file.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.state.waiting.pop_front() {
                return Some(item);
            }
            if self.state.finished {
                return None;
            }
            self.state.at_item = true;
            let token = self.peek_token();
            self.state.at_item = false;
            match token.kind {
                T::Eof => self.finish(),
                T::Directive | T::Semicolon => {
                    self.bump();
                }
                T::Export => self.open_export(),
                T::RBrace if self.state.export.is_some() => {
                    self.bump();
                    self.state.export = None;
                }
                T::RBrace => {
                    self.unexpected("a declaration or a statement");
                    self.bump();
                }
                _ => {
                    if let Some(item) = self.declared(token) {
                        return Some(item);
                    }
                }
            }
        }
    }

    /// One declaration or statement; `None` after an error.
    fn declared(&mut self, token: Token) -> Option<Item> {
        let mut docs = self.docs_before();
        let exported = self.state.export.is_some();
        let level = self.state.braces;
        match self.item_kind(token) {
            Ok(kind) => {
                let span = self.since(token.start);
                if self.state.token.is_none()
                    && !matches!(kind, ItemKind::Statement(_) | ItemKind::Function(_))
                {
                    self.state.lexer.take_post();
                    self.docs_after(&mut docs);
                }
                self.state.lexer.take_docs();
                self.check_order(token, &kind);
                Some(Item { span, exported, docs, kind })
            }
            Err(Failed) => {
                self.recover(token.start, level);
                self.state.lexer.take_docs();
                None
            }
        }
    }

    fn finish(&mut self) {
        self.state.finished = true;
        self.close_conditionals();
        if let Some(open) = self.state.export.take() {
            let _ = self.not_at_end(open, "export block");
        }
    }

    fn open_export(&mut self) {
        let export = self.bump();
        if self.state.export.is_some() {
            let span = self.token_span(export);
            self.report(Diagnostic::error("syntax", span, "export blocks do not nest"));
        }
        match self.expect(T::LBrace) {
            Ok(brace) => self.state.export = Some(self.token_span(brace)),
            Err(Failed) => {
                let level = self.state.braces;
                self.recover(export.start, level);
            }
        }
    }

    /// Statements at the top level end a file's declarations.
    fn check_order(&mut self, first: Token, kind: &ItemKind) {
        if matches!(kind, ItemKind::Statement(_)) {
            self.state.statements_begun = true;
            return;
        }
        if !self.state.statements_begun || self.state.declaration_after_statement_told {
            return;
        }
        self.state.declaration_after_statement_told = true;
        let span = match kind {
            ItemKind::Function(function) => {
                function.body.as_ref().map(|body| self.state.span(body.span.start, body.span.start + 1))
            }
            _ => None,
        };
        let span = span.unwrap_or(self.token_span(first));
        let diagnostic = Diagnostic::error(
            "syntax",
            span,
            "a declaration after the first statement of a file",
        )
        .hint(
            "move top-level statements to the end of the file, or into an event handler such as `zeek_init`",
        );
        self.report(diagnostic);
    }

    fn item_kind(&mut self, token: Token) -> Parsed<ItemKind> {
        self.state.chain = 0;
        Ok(match token.kind {
            T::Module => {
                self.bump();
                let name = self.ident()?;
                self.semicolon()?;
                ItemKind::Module(name)
            }
            T::Global => self.variable_item(Storage::Global)?,
            T::Const if !self.state.statements_begun => self.variable_item(Storage::Const)?,
            T::Option => self.variable_item(Storage::Option)?,
            T::Redef => self.redef()?,
            T::Type => {
                self.bump();
                let name = self.ident()?;
                self.expect(T::Colon)?;
                let ty = self.ty()?;
                let attrs = self.attrs()?;
                self.semicolon()?;
                ItemKind::Type(Box::new(TypeDeclaration { name, ty, attrs }))
            }
            T::Function => self.function(false)?,
            T::Event | T::Hook if self.declares_handler() => self.function(false)?,
            _ => ItemKind::Statement(self.stmt()?),
        })
    }

    /// Whether `event` or `hook`, which comes next, begins a handler rather than a statement that raises or calls one:
    /// parameters carry types, and empty ones are followed by something else than the statement's end.
    pub(super) fn declares_handler(&mut self) -> bool {
        self.peek();
        let mut ahead = self.state.lexer.clone();
        if ahead.next().kind != T::Ident || ahead.next().kind != T::LParen {
            return true;
        }
        match ahead.next().kind {
            T::RParen => ahead.next().kind != T::Semicolon,
            T::Ident => ahead.next().kind == T::Colon,
            _ => false,
        }
    }

    fn variable_item(&mut self, storage: Storage) -> Parsed<ItemKind> {
        self.bump();
        let variable = self.variable()?;
        Ok(ItemKind::Variable(storage, Box::new(variable)))
    }

    /// `NAME: TYPE = VALUE &attrs;`
    pub(super) fn variable(&mut self) -> Parsed<Variable> {
        let name = self.ident()?;
        let ty = if self.eat(T::Colon) { Some(self.ty()?) } else { None };
        let op = match self.peek() {
            T::Assign => Some(AssignOp::Set),
            T::AddTo => Some(AssignOp::Add),
            T::RemoveFrom => Some(AssignOp::Remove),
            _ => None,
        };
        let mut init = None;
        if let Some(op) = op {
            self.bump();
            let outside = std::mem::replace(&mut self.state.attrs_belong_outside, true);
            let value = self.initial_value();
            self.state.attrs_belong_outside = outside;
            init = Some(Initializer { op, value: value? });
        }
        let attrs = self.attrs()?;
        self.semicolon()?;
        Ok(Variable { name, ty, init, attrs })
    }

    /// A value that may be a list in braces.
    pub(super) fn initial_value(&mut self) -> Parsed<Expr> {
        if self.peek() == T::LBrace { self.braces() } else { self.expr() }
    }

    /// `{ a, b }` as a value.
    pub(super) fn braces(&mut self) -> Parsed<Expr> {
        self.nested(|reader| {
            let open = reader.bump();
            let elements = reader.inside(|reader| reader.expr_list(T::RBrace))?;
            reader.close_list(T::RBrace)?;
            Ok(Expr { span: reader.since(open.start), kind: ExprKind::Braces(elements) })
        })
    }

    fn redef(&mut self) -> Parsed<ItemKind> {
        self.bump();
        match self.peek() {
            T::Enum => {
                self.bump();
                let name = self.ident()?;
                self.expect(T::AddTo)?;
                self.expect(T::LBrace)?;
                let values = self.enum_values()?;
                self.semicolon()?;
                Ok(ItemKind::RedefEnum(Box::new(RedefEnum { name, values })))
            }
            T::Record => self.redef_record(),
            T::Event | T::Hook | T::Function => self.function(true),
            _ => Ok(ItemKind::Variable(Storage::Redef, Box::new(self.variable()?))),
        }
    }

    fn redef_record(&mut self) -> Parsed<ItemKind> {
        self.bump();
        let name = self.ident()?;
        if self.eat(T::Dollar) {
            let field = self.field_name()?;
            let op = match self.peek() {
                T::AddTo => AssignOp::Add,
                T::RemoveFrom => AssignOp::Remove,
                _ => return Err(self.unexpected("`+=` or `-=`")),
            };
            self.bump();
            let braces = self.eat(T::LBrace);
            let attrs = self.attrs()?;
            if attrs.is_empty() {
                return Err(self.unexpected("an attribute"));
            }
            if braces {
                self.expect(T::RBrace)?;
            }
            self.semicolon()?;
            return Ok(ItemKind::RedefRecordField(Box::new(RedefRecordField {
                record: name,
                field,
                op,
                attrs,
            })));
        }
        self.expect(T::AddTo)?;
        self.expect(T::LBrace)?;
        let fields = self.fields()?;
        let attrs = self.attrs()?;
        self.semicolon()?;
        Ok(ItemKind::RedefRecord(Box::new(RedefRecord { name, fields, attrs })))
    }

    /// A function, event handler or hook handler; what stands before its keyword has been taken.
    fn function(&mut self, redef: bool) -> Parsed<ItemKind> {
        let flavor = flavor(self.bump().kind);
        let name = self.ident()?;
        let signature = self.signature()?;
        let attrs = self.attrs()?;
        let body = match self.peek() {
            T::LBrace => Some(self.block()?),
            T::Semicolon => {
                self.bump();
                None
            }
            _ => return Err(self.unexpected("`{`")),
        };
        Ok(ItemKind::Function(Box::new(Function { flavor, redef, name, signature, attrs, body })))
    }

    /// The `;` that ends something.
    pub(super) fn semicolon(&mut self) -> Parsed<()> {
        self.expect(T::Semicolon).map(|_| ())
    }
}
