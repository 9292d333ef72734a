//! Statements.

use super::{Failed, Parsed, Reader};
use crate::ast::{
    Assert, Block, Case, CaseLabels, CaseType, EventCall, For, If, Stmt, StmtKind, Switch, When, While,
};
use crate::diagnostic::Diagnostic;
use crate::token::{T, Token};

impl Reader<'_, '_> {
    /// A statement.
    pub(super) fn stmt(&mut self) -> Parsed<Stmt> {
        self.nested(|reader| {
            let start = reader.peek_token().start;
            let kind = reader.stmt_kind()?;
            Ok(Stmt { span: reader.since(start), kind })
        })
    }

    /// `{ … }`
    pub(super) fn block(&mut self) -> Parsed<Block> {
        let open = self.expect(T::LBrace)?;
        let span = self.token_span(open);
        let outside = (self.state.open_bars, self.state.attrs_belong_outside);
        (self.state.open_bars, self.state.attrs_belong_outside) = (0, false);
        let mut stmts = Vec::with_capacity(1);
        while self.peek() != T::RBrace {
            self.not_at_end(span, "block")?;
            match self.stmt_or_skip()? {
                Some(stmt) => stmts.push(stmt),
                None => return Err(Failed),
            }
        }
        self.bump();
        (self.state.open_bars, self.state.attrs_belong_outside) = outside;
        Ok(Block { span: self.since(open.start), stmts })
    }

    /// A statement, or what is left of a wrong one. `None` when the text goes on with something that no body holds.
    fn stmt_or_skip(&mut self) -> Parsed<Option<Stmt>> {
        let first = self.peek_token();
        let level = self.state.braces;
        match self.stmt() {
            Ok(stmt) => Ok(Some(stmt)),
            // A nested block that met the end of the file has said so.
            Err(Failed) if self.peek() == T::Eof => Err(Failed),
            Err(Failed) => {
                let token = self.peek_token();
                if token != first || !self.declaration_begins(token) {
                    self.recover(first.start, level);
                }
                let next = self.peek_token();
                if self.declaration_begins(next) || next == first {
                    return Ok(None);
                }
                Ok(Some(Stmt { span: self.since(first.start), kind: StmtKind::Error }))
            }
        }
    }

    fn stmt_kind(&mut self) -> Parsed<StmtKind> {
        let token = self.peek_token();
        if self.declaration_begins(token) && self.declares_function(token) {
            return Err(self.declaration_in_body());
        }
        match token.kind {
            T::Semicolon => {
                self.bump();
                Ok(StmtKind::Null)
            }
            T::LBrace => self.block().map(StmtKind::Block),
            T::If => self.if_stmt(),
            T::For => self.for_stmt(),
            T::While => self.while_stmt(),
            T::Switch => self.switch(),
            T::When => self.when(false),
            _ => self.simple_stmt(token.kind),
        }
    }

    /// A statement that holds no other; a function of its own so that nesting costs little stack.
    fn simple_stmt(&mut self, kind: T) -> Parsed<StmtKind> {
        match kind {
            T::Return => {
                self.bump();
                match self.peek() {
                    T::When => self.when(true),
                    T::Semicolon => self.ended(StmtKind::Return(None)),
                    _ => {
                        let value = self.initial_value()?;
                        self.ended(StmtKind::Return(Some(value)))
                    }
                }
            }
            T::Local => {
                self.bump();
                Ok(StmtKind::Local(Box::new(self.variable()?)))
            }
            T::Const => {
                self.bump();
                Ok(StmtKind::Const(Box::new(self.variable()?)))
            }
            T::Print => {
                self.bump();
                let values = self.some_exprs()?;
                self.ended(StmtKind::Print(values))
            }
            T::Event => {
                self.bump();
                let call = self.event_call()?;
                self.ended(StmtKind::Event(Box::new(call)))
            }
            T::Add => {
                self.bump();
                let target = self.expr()?;
                self.ended(StmtKind::Add(target))
            }
            T::Delete => {
                self.bump();
                let target = self.expr()?;
                self.ended(StmtKind::Delete(target))
            }
            T::Next => {
                self.bump();
                self.ended(StmtKind::Next)
            }
            T::Break => {
                self.bump();
                self.ended(StmtKind::Break)
            }
            T::Fallthrough => {
                self.bump();
                self.ended(StmtKind::Fallthrough)
            }
            T::Assert => {
                self.bump();
                let cond = self.expr()?;
                let message = if self.eat(T::Comma) { Some(self.expr()?) } else { None };
                self.ended(StmtKind::Assert(Box::new(Assert { cond, message })))
            }
            T::Module | T::Export | T::Global | T::Option | T::Redef | T::Type => {
                Err(self.declaration_in_body())
            }
            T::RBrace | T::Eof | T::Else | T::Case | T::Default => Err(self.unexpected("a statement")),
            _ => self.expr_stmt(),
        }
    }

    fn expr_stmt(&mut self) -> Parsed<StmtKind> {
        let first = self.peek_token();
        let value = self.expr()?;
        let ended = self.ended(StmtKind::Expr(value));
        if ended.is_err()
            && matches!(self.text(first), b"elif" | b"elsif" | b"elseif")
            && let Some(diagnostic) = self.state.diagnostics.last_mut()
        {
            diagnostic.hints.push("write `else if`".to_owned());
        }
        ended
    }

    /// Whether what seems to begin a declaration is a function or handler with its name.
    fn declares_function(&mut self, token: Token) -> bool {
        match token.kind {
            T::Event | T::Hook => self.declares_handler(),
            T::Function => self.state.lexer.clone().next().kind == T::Ident,
            _ => false,
        }
    }

    fn declaration_in_body(&mut self) -> Failed {
        let token = self.peek_token();
        let span = self.token_span(token);
        let name = String::from_utf8_lossy(self.text(token)).into_owned();
        let mut diagnostic =
            Diagnostic::error("syntax", span, format!("`{name}` declarations stand outside of bodies"));
        if token.kind == T::Global {
            diagnostic = diagnostic.hint("variables of a body are declared with `local`");
        } else if self.state.lexer.begins_line(token.start) {
            diagnostic = diagnostic.hint("the body before may lack its closing `}`");
        }
        self.state.last_error = Some(token.start);
        self.report(diagnostic);
        Failed
    }

    fn ended(&mut self, kind: StmtKind) -> Parsed<StmtKind> {
        self.semicolon()?;
        Ok(kind)
    }

    /// `( e )` behind a keyword.
    fn parenthesized(&mut self) -> Parsed<crate::ast::Expr> {
        self.expect(T::LParen)?;
        let cond = self.inside(Self::expr)?;
        self.expect(T::RParen)?;
        Ok(cond)
    }

    fn while_stmt(&mut self) -> Parsed<StmtKind> {
        self.bump();
        let cond = self.parenthesized()?;
        let body = self.stmt()?;
        Ok(StmtKind::While(Box::new(While { cond, body })))
    }

    /// `if`; a chain of `else if` is read in a loop, so that its length does not count as nesting.
    fn if_stmt(&mut self) -> Parsed<StmtKind> {
        let before = std::mem::take(&mut self.state.chain);
        let mut height = 0;
        let mut arms = Vec::new();
        let mut otherwise = None;
        loop {
            let start = self.bump().start;
            let cond = self.parenthesized()?;
            let then = self.stmt()?;
            height = self.link(height)?;
            arms.push((start, cond, then));
            if !self.eat(T::Else) {
                break;
            }
            if self.peek() != T::If {
                otherwise = Some(self.stmt()?);
                break;
            }
        }
        self.state.chain = before.max(height).max(self.state.chain);
        let end = self.state.last_end;
        let mut result = None;
        while let Some((start, cond, then)) = arms.pop() {
            if let Some((start, kind)) = result.take() {
                otherwise = Some(Stmt { span: self.state.span(start, end), kind });
            }
            let whole = If { cond, then, otherwise: otherwise.take() };
            result = Some((start, StmtKind::If(Box::new(whole))));
        }
        result.map(|(_, kind)| kind).ok_or(Failed)
    }

    fn for_stmt(&mut self) -> Parsed<StmtKind> {
        self.bump();
        self.expect(T::LParen)?;
        let bracketed = self.eat(T::LBracket);
        let mut keys = vec![self.ident()?];
        if bracketed {
            while self.eat(T::Comma) {
                keys.push(self.ident()?);
            }
            self.expect(T::RBracket)?;
        }
        let value = if self.eat(T::Comma) { Some(self.ident()?) } else { None };
        self.expect(T::In)?;
        let over = self.inside(Self::expr)?;
        self.expect(T::RParen)?;
        let body = self.stmt()?;
        Ok(StmtKind::For(Box::new(For { keys, bracketed, value, over, body })))
    }

    fn switch(&mut self) -> Parsed<StmtKind> {
        self.bump();
        let subject = self.expr()?;
        let open = self.expect(T::LBrace)?;
        let open = self.token_span(open);
        let mut cases = Vec::new();
        loop {
            let start = self.peek_token().start;
            let labels = match self.peek() {
                T::RBrace => break,
                T::Case => {
                    self.bump();
                    self.case_labels()?
                }
                T::Default => {
                    self.bump();
                    CaseLabels::Default
                }
                _ => {
                    self.not_at_end(open, "switch")?;
                    return Err(self.unexpected("`case`, `default` or `}`"));
                }
            };
            self.expect(T::Colon)?;
            let mut body = Vec::new();
            while !matches!(self.peek(), T::RBrace | T::Case | T::Default) {
                self.not_at_end(open, "switch")?;
                match self.stmt_or_skip()? {
                    Some(stmt) => body.push(stmt),
                    None => return Err(Failed),
                }
            }
            cases.push(Case { span: self.since(start), labels, body });
        }
        self.bump();
        Ok(StmtKind::Switch(Box::new(Switch { subject, cases })))
    }

    fn case_labels(&mut self) -> Parsed<CaseLabels> {
        if self.peek() != T::Type {
            return Ok(CaseLabels::Values(self.some_exprs()?));
        }
        let mut types = Vec::new();
        loop {
            if self.peek() != T::Type {
                return Err(self.unexpected("`type`"));
            }
            self.bump();
            let ty = self.ty()?;
            let name = if self.eat(T::As) { Some(self.ident()?) } else { None };
            types.push(CaseType { ty, name });
            if !self.eat(T::Comma) {
                return Ok(CaseLabels::Types(types));
            }
        }
    }

    fn when(&mut self, is_return: bool) -> Parsed<StmtKind> {
        self.bump();
        let captures = self.captures()?;
        let cond = self.parenthesized()?;
        let body = self.stmt()?;
        let mut timeout = None;
        let token = self.peek_token();
        if token.kind == T::Ident && self.text(token) == b"timeout" {
            self.bump();
            let after = self.expr()?;
            timeout = Some((after, self.block()?));
        }
        Ok(StmtKind::When(Box::new(When { captures, cond, body, timeout, is_return })))
    }

    /// `e(a, b)`
    pub(super) fn event_call(&mut self) -> Parsed<EventCall> {
        let name = self.ident()?;
        self.expect(T::LParen)?;
        let args = self.inside(|reader| reader.expr_list(T::RParen))?;
        self.close_list(T::RParen)?;
        Ok(EventCall { span: self.since(name.span.start), name, args })
    }
}
