//! Expressions, by precedence climbing.

use super::{Failed, Parsed, Reader};
use crate::ast::{
    AssignOp, BinaryOp, Constructor, ConstructorKind, Expr, ExprKind, Flavor, Lambda, Pattern, Slice, UnaryOp,
};
use crate::diagnostic::Diagnostic;
use crate::literal;
use crate::token::{T, Token};
use std::rc::Rc;

/// Binding strengths of the operators, weakest first; a ternary and assignments bind weaker than all of them.
mod strength {
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    /// Comparisons do not associate: `a < b < c` is an error.
    pub const COMPARE: u8 = 3;
    pub const IN: u8 = 4;
    pub const BIT_OR: u8 = 5;
    pub const BIT_XOR: u8 = 6;
    pub const BIT_AND: u8 = 7;
    pub const SHIFT: u8 = 8;
    pub const SUM: u8 = 9;
    pub const PRODUCT: u8 = 10;
}

/// The operator between two operands that a token is, and its strength.
#[inline]
fn infix(kind: T) -> Option<(BinaryOp, u8)> {
    use strength::{AND, BIT_AND, BIT_OR, BIT_XOR, COMPARE, IN, OR, PRODUCT, SHIFT, SUM};
    Some(match kind {
        T::OrOr => (BinaryOp::Or, OR),
        T::AndAnd => (BinaryOp::And, AND),
        T::Less => (BinaryOp::Less, COMPARE),
        T::LessEqual => (BinaryOp::LessEqual, COMPARE),
        T::Greater => (BinaryOp::Greater, COMPARE),
        T::GreaterEqual => (BinaryOp::GreaterEqual, COMPARE),
        T::Equal => (BinaryOp::Equal, COMPARE),
        T::NotEqual => (BinaryOp::NotEqual, COMPARE),
        T::In => (BinaryOp::In, IN),
        T::NotIn => (BinaryOp::NotIn, IN),
        T::Bar => (BinaryOp::BitOr, BIT_OR),
        T::Caret => (BinaryOp::BitXor, BIT_XOR),
        T::And => (BinaryOp::BitAnd, BIT_AND),
        T::ShiftLeft => (BinaryOp::ShiftLeft, SHIFT),
        T::ShiftRight => (BinaryOp::ShiftRight, SHIFT),
        T::Plus => (BinaryOp::Add, SUM),
        T::Minus => (BinaryOp::Subtract, SUM),
        T::Star => (BinaryOp::Multiply, PRODUCT),
        T::Slash => (BinaryOp::Divide, PRODUCT),
        T::Percent => (BinaryOp::Modulo, PRODUCT),
        _ => return None,
    })
}

impl Reader<'_, '_> {
    /// An expression, assignment included.
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.nested(|reader| {
            let target = reader.value()?;
            let op = match reader.peek() {
                T::Assign => AssignOp::Set,
                T::AddTo => AssignOp::Add,
                T::RemoveFrom => AssignOp::Remove,
                _ => return Ok(target),
            };
            reader.bump();
            let value = reader.initial_value()?;
            let span = target.span.to(value.span);
            Ok(Expr { span, kind: ExprKind::Assign(op, Box::new(target), Box::new(value)) })
        })
    }

    /// An expression that is no assignment: the value of an attribute, for one.
    pub(super) fn attr_value(&mut self) -> Parsed<Expr> {
        if self.peek() == T::LBrace { self.braces() } else { self.nested(Self::value) }
    }

    fn value(&mut self) -> Parsed<Expr> {
        let cond = self.binary(0)?;
        if self.peek() != T::Question {
            return Ok(cond);
        }
        self.bump();
        let then = self.expr()?;
        self.expect(T::Colon)?;
        let otherwise = self.nested(Self::value)?;
        let span = cond.span.to(otherwise.span);
        Ok(Expr { span, kind: ExprKind::Conditional(Box::new((cond, then, otherwise))) })
    }

    /// Operands joined by operators that bind stronger than `weakest`.
    fn binary(&mut self, weakest: u8) -> Parsed<Expr> {
        let before = std::mem::take(&mut self.state.chain);
        let mut left = self.unary()?;
        let mut height = self.state.chain;
        let mut compared = false;
        loop {
            let kind = self.peek();
            let Some((op, strength)) = infix(kind) else { break };
            if strength <= weakest || self.closes_bar(kind) {
                break;
            }
            if strength == strength::COMPARE && std::mem::replace(&mut compared, true) {
                return Err(self.chained_comparison());
            }
            self.bump();
            self.state.chain = 0;
            let right = self.binary(strength)?;
            height = self.link(height)?;
            let span = left.span.to(right.span);
            left = Expr { span, kind: ExprKind::Binary(op, Box::new(left), Box::new(right)) };
        }
        self.state.chain = before.max(height);
        Ok(left)
    }

    fn chained_comparison(&mut self) -> Failed {
        let token = self.peek_token();
        let span = self.token_span(token);
        let diagnostic = Diagnostic::error("syntax", span, "comparisons do not chain");
        self.report(diagnostic.hint("join two comparisons with `&&`, or put the first one in parentheses"));
        self.state.last_error = Some(token.start);
        Failed
    }

    /// Whether a `|` that comes next ends `|e|` rather than joining two operands: it does unless an operand follows.
    fn closes_bar(&mut self, kind: T) -> bool {
        match kind {
            T::OrOr => self.state.open_bars >= 2,
            T::Bar if self.state.open_bars >= 1 => !self.state.lexer.clone().next().kind.is_operand(),
            _ => false,
        }
    }

    /// Runs `parse` within brackets of some kind, where `|` and attributes begin anew.
    pub(super) fn inside<N>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<N>) -> Parsed<N> {
        let outside = (self.state.open_bars, self.state.attrs_belong_outside);
        (self.state.open_bars, self.state.attrs_belong_outside) = (0, false);
        let result = parse(self);
        (self.state.open_bars, self.state.attrs_belong_outside) = outside;
        result
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let op = match self.peek() {
            T::Not => UnaryOp::Not,
            T::Minus => UnaryOp::Minus,
            T::Plus => UnaryOp::Plus,
            T::Tilde => UnaryOp::Complement,
            T::Increment => UnaryOp::Increment,
            T::Decrement => UnaryOp::Decrement,
            T::Hook => return self.hook(),
            _ => {
                let operand = self.primary()?;
                return self.postfix(operand);
            }
        };
        let token = self.bump();
        let operand = self.nested(Self::unary)?;
        let span = self.token_span(token).to(operand.span);
        Ok(Expr { span, kind: ExprKind::Unary(op, Box::new(operand)) })
    }

    fn hook(&mut self) -> Parsed<Expr> {
        let token = self.bump();
        let call = self.nested(|reader| {
            let operand = reader.primary()?;
            reader.postfix(operand)
        })?;
        let span = self.token_span(token).to(call.span);
        if !matches!(call.kind, ExprKind::Call(..)) {
            let diagnostic = Diagnostic::error("syntax", call.span, "`hook` stands before a call");
            self.report(diagnostic.hint("write `hook NAME(ARGUMENTS)`"));
        }
        Ok(Expr { span, kind: ExprKind::Hook(Box::new(call)) })
    }

    /// Fields, indices, calls and casts behind an operand.
    fn postfix(&mut self, mut expr: Expr) -> Parsed<Expr> {
        let mut height = self.state.chain;
        loop {
            let kind = match self.peek() {
                T::Dollar => {
                    self.bump();
                    let field = self.field_name()?;
                    ExprKind::Field(Box::new(expr), Box::new(field))
                }
                T::HasField => {
                    self.bump();
                    let field = self.field_name()?;
                    ExprKind::HasField(Box::new(expr), Box::new(field))
                }
                T::LParen => {
                    self.bump();
                    let args = self.nested(|reader| reader.inside(|reader| reader.expr_list(T::RParen)))?;
                    self.close_list(T::RParen)?;
                    ExprKind::Call(Box::new(expr), args)
                }
                T::LBracket => self.nested(|reader| reader.inside(|reader| reader.index(&mut expr)))?,
                T::As => {
                    self.bump();
                    ExprKind::As(Box::new(expr), Box::new(self.ty()?))
                }
                T::Is => {
                    self.bump();
                    ExprKind::Is(Box::new(expr), Box::new(self.ty()?))
                }
                T::Question if self.follows(T::As) => {
                    self.bump();
                    self.bump();
                    ExprKind::CanCast(Box::new(expr), Box::new(self.ty()?))
                }
                _ => break,
            };
            height = self.link(height)?;
            let start = match &kind {
                ExprKind::Field(of, _) | ExprKind::HasField(of, _) => of.span.start,
                ExprKind::Call(of, _) | ExprKind::Index(of, _) => of.span.start,
                ExprKind::As(of, _) | ExprKind::Is(of, _) | ExprKind::CanCast(of, _) => of.span.start,
                ExprKind::Slice(slice) => slice.of.span.start,
                _ => self.state.last_end,
            };
            expr = Expr { span: self.since(start), kind };
        }
        self.state.chain = height;
        Ok(expr)
    }

    /// `[ a, b ]` or `[ a : b ]` behind `of`, which is moved out.
    fn index(&mut self, of: &mut Expr) -> Parsed<ExprKind> {
        self.bump();
        let place = of.span.after();
        let mut take = || std::mem::replace(of, Expr { span: place, kind: ExprKind::Error });
        if self.eat(T::Colon) {
            let high = self.slice_end()?;
            return Ok(ExprKind::Slice(Box::new(Slice { of: take(), low: None, high })));
        }
        let first = self.expr()?;
        if self.eat(T::Colon) {
            let high = self.slice_end()?;
            return Ok(ExprKind::Slice(Box::new(Slice { of: take(), low: Some(first), high })));
        }
        let mut list = vec![first];
        if self.eat(T::Comma) {
            list.append(&mut self.expr_list(T::RBracket)?);
        }
        self.close_list(T::RBracket)?;
        Ok(ExprKind::Index(Box::new(take()), list))
    }

    fn slice_end(&mut self) -> Parsed<Option<Expr>> {
        let high = if self.peek() == T::RBracket { None } else { Some(self.expr()?) };
        self.expect(T::RBracket)?;
        Ok(high)
    }

    /// Expressions and commas up to `end`, which is not taken; none, and a comma at the end, are fine.
    pub(super) fn expr_list(&mut self, end: T) -> Parsed<Vec<Expr>> {
        if self.peek() == end {
            return Ok(Vec::new());
        }
        // Most lists have one element; the usual first capacity is four.
        let mut list = Vec::with_capacity(1);
        while self.peek() != end {
            list.push(self.initial_value()?);
            if !self.eat(T::Comma) {
                break;
            }
        }
        Ok(list)
    }

    /// One or more expressions with commas between.
    pub(super) fn some_exprs(&mut self) -> Parsed<Vec<Expr>> {
        let mut list = vec![self.expr()?];
        while self.eat(T::Comma) {
            list.push(self.expr()?);
        }
        Ok(list)
    }

    /// A literal whose value may be out of range.
    fn checked(&mut self, token: Token, value: Result<ExprKind, String>) -> ExprKind {
        value.unwrap_or_else(|message| {
            let span = self.token_span(token);
            self.report(Diagnostic::error("literal", span, message));
            ExprKind::Error
        })
    }

    /// An operand.
    ///
    /// Each form is a function of its own, so that nesting costs little stack.
    pub(super) fn primary(&mut self) -> Parsed<Expr> {
        let token = self.peek_token();
        match token.kind {
            T::Slash => self.pattern(token),
            T::LParen => self.paren(token),
            T::LBracket => self.bracket(token),
            T::Bar | T::OrOr => self.size(token),
            T::Dollar => self.field_assign(token),
            T::Table | T::Set if self.follows(T::LBracket) => self.type_value(),
            T::Vector if self.follows(T::Of) => self.type_value(),
            T::Table => self.constructor(token, ConstructorKind::Table),
            T::Set => self.constructor(token, ConstructorKind::Set),
            T::Vector => self.constructor(token, ConstructorKind::Vector),
            T::Record => self.constructor(token, ConstructorKind::Record),
            T::Copy => self.copy(token),
            T::Function => self.lambda(token),
            T::Schedule => self.schedule(token),
            T::Local => self.local_assign(token),
            kind if kind.is_base_type() => self.type_value(),
            _ => self.literal(token),
        }
    }

    /// A name or a literal.
    fn literal(&mut self, token: Token) -> Parsed<Expr> {
        let text = self.text(token);
        let kind = match token.kind {
            T::Ident => ExprKind::Name(self.intern(text)),
            T::True => ExprKind::Bool(true),
            T::False => ExprKind::Bool(false),
            T::Count => ExprKind::Count(literal::decimal(text)),
            T::Hex => ExprKind::Count(literal::hexadecimal(text)),
            T::Double => ExprKind::Double(literal::double(text)),
            T::Interval => literal::interval(text),
            T::String => {
                let inside = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
                ExprKind::String(literal::string(inside))
            }
            T::Port => self.checked(token, literal::port(text)),
            T::Addr => self.checked(token, literal::address(text)),
            T::Subnet => self.checked(token, literal::subnet(text)),
            T::HostName => ExprKind::HostName(self.intern(text)),
            T::AtDir => ExprKind::Directory,
            T::AtFilename => ExprKind::FileName,
            _ => return Err(self.unexpected("an expression")),
        };
        self.bump();
        Ok(Expr { span: self.token_span(token), kind })
    }

    fn paren(&mut self, open: Token) -> Parsed<Expr> {
        self.bump();
        let inner = Box::new(self.inside(Self::expr)?);
        self.expect(T::RParen)?;
        Ok(Expr { span: self.since(open.start), kind: ExprKind::Paren(inner) })
    }

    fn copy(&mut self, token: Token) -> Parsed<Expr> {
        self.bump();
        self.expect(T::LParen)?;
        let inner = Box::new(self.inside(Self::expr)?);
        self.expect(T::RParen)?;
        Ok(Expr { span: self.since(token.start), kind: ExprKind::Copy(inner) })
    }

    fn schedule(&mut self, token: Token) -> Parsed<Expr> {
        self.bump();
        let delay = Box::new(self.expr()?);
        self.expect(T::LBrace)?;
        let call = Box::new(self.event_call()?);
        self.expect(T::RBrace)?;
        Ok(Expr { span: self.since(token.start), kind: ExprKind::Schedule(delay, call) })
    }

    fn local_assign(&mut self, token: Token) -> Parsed<Expr> {
        self.bump();
        let name = Box::new(self.ident()?);
        self.expect(T::Assign)?;
        let value = Box::new(self.expr()?);
        Ok(Expr { span: self.since(token.start), kind: ExprKind::LocalAssign(name, value) })
    }

    /// Whether `kind` comes behind the next token.
    fn follows(&mut self, kind: T) -> bool {
        self.peek();
        self.state.lexer.clone().next().kind == kind
    }

    /// A type where a value is expected.
    fn type_value(&mut self) -> Parsed<Expr> {
        let ty = self.ty()?;
        Ok(Expr { span: ty.span, kind: ExprKind::Type(Box::new(ty)) })
    }

    fn pattern(&mut self, slash: Token) -> Parsed<Expr> {
        let Some((start, end, after)) = self.state.lexer.pattern(slash.start) else {
            let next = self.state.lexer.text(slash.end, slash.end + 1);
            let span = self.token_span(slash);
            let hint =
                if next == b"/" || next == b"*" { "comments begin with `#`" } else { "close it with `/`" };
            let message = if next == b"/" {
                "a pattern cannot be empty"
            } else {
                "this pattern does not end on its line"
            };
            if self.state.last_error != Some(slash.start) {
                self.report(Diagnostic::error("syntax", span, message).hint(hint));
            }
            self.state.last_error = Some(slash.start);
            // The rest of the line is part of it, however it was meant.
            self.bump();
            self.state.lexer.seek(slash.end);
            self.state.lexer.rest_of_line();
            return Err(Failed);
        };
        self.state.token = None;
        self.state.last_end = after;
        let text: Rc<[u8]> = Rc::from(self.state.lexer.text(start, end));
        let flags = self.state.lexer.text(end + 1, after);
        let pattern =
            Pattern { text, ignore_case: flags.contains(&b'i'), single_line: flags.contains(&b's') };
        Ok(Expr { span: self.since(slash.start), kind: ExprKind::Pattern(Box::new(pattern)) })
    }

    /// What `[` begins where an operand stands: an IPv6 address or a list.
    fn bracket(&mut self, open: Token) -> Parsed<Expr> {
        if let Some(token) = self.state.lexer.bracketed_address(open.start) {
            self.state.token = Some(token);
            return self.literal(token);
        }
        self.bump();
        let list = self.inside(|reader| reader.expr_list(T::RBracket))?;
        self.close_list(T::RBracket)?;
        Ok(Expr { span: self.since(open.start), kind: ExprKind::Bracket(list) })
    }

    /// `|e|`
    fn size(&mut self, bar: Token) -> Parsed<Expr> {
        if bar.kind == T::OrOr {
            // Two bars that stand together: the second belongs to what is inside.
            self.state.token = Some(Token { kind: T::Bar, start: bar.start + 1, end: bar.end });
        } else {
            self.bump();
        }
        self.state.open_bars += 1;
        let inner = self.nested(Self::value);
        self.state.open_bars -= 1;
        let inner = inner?;
        let next = self.peek_token();
        if next.kind == T::OrOr {
            self.state.token = Some(Token { kind: T::Bar, start: next.start + 1, end: next.end });
            self.state.last_end = next.start + 1;
        } else {
            self.expect(T::Bar)?;
        }
        Ok(Expr { span: self.since(bar.start), kind: ExprKind::Unary(UnaryOp::Size, Box::new(inner)) })
    }

    /// `$name = e`, `$name(a: T) = { … }`
    fn field_assign(&mut self, dollar: Token) -> Parsed<Expr> {
        self.bump();
        let name = self.field_name()?;
        let value = if self.peek() == T::LParen || self.peek() == T::LBracket {
            let start = self.peek_token();
            let captures = self.captures()?;
            let signature = self.signature()?;
            let attrs = self.attrs()?;
            self.expect(T::Assign)?;
            let body = self.nested(Self::block)?;
            let lambda = Lambda { flavor: Flavor::Function, captures, signature, attrs, body };
            Expr { span: self.since(start.start), kind: ExprKind::Lambda(Box::new(lambda)) }
        } else {
            self.expect(T::Assign)?;
            self.initial_value()?
        };
        let kind = ExprKind::FieldAssign(Box::new(name), Box::new(value));
        Ok(Expr { span: self.since(dollar.start), kind })
    }

    /// `table(…)` and its like, with attributes unless these belong to what is declared.
    fn constructor(&mut self, token: Token, kind: ConstructorKind) -> Parsed<Expr> {
        self.bump();
        self.expect(T::LParen)?;
        let elements = self.inside(|reader| reader.expr_list(T::RParen))?;
        self.close_list(T::RParen)?;
        let takes =
            matches!(kind, ConstructorKind::Table | ConstructorKind::Set) && !self.state.attrs_belong_outside;
        let attrs = if takes { self.attrs()? } else { Vec::new() };
        let kind = ExprKind::Constructor(Box::new(Constructor { kind, elements, attrs }));
        Ok(Expr { span: self.since(token.start), kind })
    }

    /// `function[c](x: T): U { … }`
    fn lambda(&mut self, token: Token) -> Parsed<Expr> {
        self.bump();
        let captures = self.captures()?;
        let signature = self.signature()?;
        let attrs = self.attrs()?;
        let body = self.nested(Self::block)?;
        let lambda = Lambda { flavor: Flavor::Function, captures, signature, attrs, body };
        Ok(Expr { span: self.since(token.start), kind: ExprKind::Lambda(Box::new(lambda)) })
    }
}
