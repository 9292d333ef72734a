//! The parser.
//!
//! It is pulled: [`Parser::next_item`] reads one top-level item and not a token further, so that the caller can declare
//! it before the next is read. Conditional directives are asked of [`Directives`] at the moment the text reaches them,
//! wherever they stand. Whatever the text, parsing ends, nothing panics, recursion is bounded
//! ([`MAX_NESTING`], [`MAX_CHAIN`]), and what could not be read is reported in [`Parser::take_diagnostics`] and left out.

mod directives;
mod expressions;
mod items;
mod statements;
#[cfg(test)]
mod tests;
mod types;

use crate::ast::{Docs, Expr, Ident, Item, Name};
use crate::diagnostic::Diagnostic;
use crate::lexer::{DocRange, Lexer};
use crate::names::Names;
use crate::span::{FileId, Span};
use crate::token::{T, Token};
use std::collections::VecDeque;

/// How deep parentheses, blocks, types and other nesting may go.
pub const MAX_NESTING: u32 = 200;

/// How many operators, calls, fields or `else if` may follow each other: together with [`MAX_NESTING`] this bounds the
/// height of every tree, so that those who walk it by recursion need not count.
pub const MAX_CHAIN: u32 = 1000;

/// After so many errors in one file no more are told.
const MAX_ERRORS: usize = 50;

/// Answers what the text of a program depends on.
pub trait Directives {
    /// `@ifdef ( name )`: whether the name is known by now.
    fn is_defined(&mut self, name: &Ident) -> bool;
    /// `@if ( condition )`: whether it holds.
    fn condition(&mut self, condition: &Expr) -> bool;
}

/// The parser of one file.
pub struct Parser<'s> {
    state: State<'s>,
}

/// Where parsing stands.
struct State<'s> {
    lexer: Lexer<'s>,
    file: FileId,
    names: Names,
    /// The next token, if it has been looked at.
    token: Option<Token>,
    /// End of the last token taken.
    last_end: u32,
    /// Items of directives that wait to be returned.
    waiting: VecDeque<Item>,
    /// Whether a directive may be returned as an item here.
    at_item: bool,
    conditionals: Vec<Conditional>,
    /// The brace of an open export block.
    export: Option<Span>,
    /// Whether a statement has been seen at the top level, and whether it has been said what follows from that.
    statements_begun: bool,
    declaration_after_statement_told: bool,
    diagnostics: Vec<Diagnostic>,
    /// Position of the last error, which is not reported again.
    last_error: Option<u32>,
    /// Within text that is skipped for an error: what is wrong there is not told.
    recovering: bool,
    nesting: u32,
    /// How many braces are open.
    braces: u32,
    /// Longest chain within what has been parsed since it was last set to zero.
    chain: u32,
    /// How many `|` wait for their partner, within the innermost parentheses.
    open_bars: u32,
    /// Whether attributes behind a constructor belong to what is declared.
    attrs_belong_outside: bool,
    finished: bool,
}

/// An `@if` that has not met its `@endif`.
struct Conditional {
    span: Span,
    else_seen: bool,
}

/// Parsing gave up here; the error has been reported.
struct Failed;

type Parsed<N> = Result<N, Failed>;

/// The parser while it is asked for something: its state and its host.
struct Reader<'a, 's> {
    state: &'a mut State<'s>,
    host: &'a mut dyn Directives,
}

impl<'s> Parser<'s> {
    /// A parser at the start of a file. All files of a program share `names`.
    pub fn new(file: FileId, source: &'s [u8], names: &Names) -> Parser<'s> {
        let mut diagnostics = Vec::new();
        let too_large = u32::try_from(source.len()).is_err();
        if too_large {
            diagnostics.push(Diagnostic::error("syntax", Span::new(file, 0, 0), "file too large: over 4 GB"));
        }
        let source = if too_large { &[] } else { source };
        let bom = if source.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let mut lexer = Lexer::new(source);
        lexer.seek(bom);
        let state = State {
            lexer,
            file,
            names: names.clone(),
            token: None,
            last_end: 0,
            waiting: VecDeque::new(),
            at_item: false,
            conditionals: Vec::new(),
            export: None,
            statements_begun: false,
            declaration_after_statement_told: false,
            diagnostics,
            last_error: None,
            recovering: false,
            nesting: 0,
            braces: 0,
            chain: 0,
            open_bars: 0,
            attrs_belong_outside: false,
            finished: false,
        };
        Parser { state }
    }

    /// The next item; `None` at the end of the file.
    pub fn next_item(&mut self, host: &mut dyn Directives) -> Option<Item> {
        Reader { state: &mut self.state, host }.next_item()
    }

    /// The text as one expression and nothing behind it; `None` when it is none.
    pub fn expression(&mut self, host: &mut dyn Directives) -> Option<Expr> {
        let mut reader = Reader { state: &mut self.state, host };
        let expr = reader.initial_value().ok()?;
        reader.expect(T::Eof).ok()?;
        Some(expr)
    }

    /// What has been found wrong since the last call, in the order of the text.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.state.diagnostics)
    }

    /// The `##!` comments passed so far: the file's own documentation. See [`crate::docs::text`].
    pub fn summary(&self) -> Span {
        self.state.doc_span(self.state.lexer.summary)
    }
}

impl State<'_> {
    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    fn doc_span(&self, docs: DocRange) -> Span {
        if docs.end == 0 { Span::NONE } else { self.span(docs.start, docs.end) }
    }
}

impl<'s> Reader<'_, 's> {
    /// The kind of the next token.
    #[inline]
    fn peek(&mut self) -> T {
        match self.state.token {
            Some(token) => token.kind,
            None => self.fill().kind,
        }
    }

    /// The next token.
    #[inline]
    fn peek_token(&mut self) -> Token {
        match self.state.token {
            Some(token) => token,
            None => self.fill(),
        }
    }

    /// Lexes the next token and does what directives say.
    fn fill(&mut self) -> Token {
        loop {
            let token = self.state.lexer.next();
            let token = match token.kind {
                T::Unknown | T::OpenString => {
                    self.bad_text(token);
                    continue;
                }
                kind if (T::AtLoad as u8..=T::AtUnknown as u8).contains(&(kind as u8)) => {
                    match self.directive(token) {
                        Some(token) => token,
                        None => continue,
                    }
                }
                _ => token,
            };
            self.state.token = Some(token);
            return token;
        }
    }

    /// Takes the next token.
    #[inline]
    fn bump(&mut self) -> Token {
        let token = self.peek_token();
        self.state.token = None;
        self.state.last_end = token.end;
        match token.kind {
            T::LBrace => self.state.braces += 1,
            T::RBrace => self.state.braces = self.state.braces.saturating_sub(1),
            _ => {}
        }
        token
    }

    /// Takes the next token if it is of `kind`.
    #[inline]
    fn eat(&mut self, kind: T) -> bool {
        let found = self.peek() == kind;
        if found {
            self.bump();
        }
        found
    }

    /// Takes the next token, which must be of `kind`.
    #[inline]
    fn expect(&mut self, kind: T) -> Parsed<Token> {
        if self.peek() == kind { Ok(self.bump()) } else { Err(self.unexpected(spelling(kind))) }
    }

    /// Takes the bracket that ends a list whose elements have been read.
    fn close_list(&mut self, end: T) -> Parsed<Token> {
        if self.peek() == end {
            return Ok(self.bump());
        }
        Err(self.unexpected(match end {
            T::RBrace => "`,` or `}`",
            T::RBracket => "`,` or `]`",
            _ => "`,` or `)`",
        }))
    }

    /// From `start` to the end of the last token taken.
    fn since(&self, start: u32) -> Span {
        self.state.span(start, self.state.last_end.max(start))
    }

    fn token_span(&self, token: Token) -> Span {
        self.state.span(token.start, token.end)
    }

    fn text(&self, token: Token) -> &'s [u8] {
        self.state.lexer.token_text(token)
    }

    fn intern(&self, text: &[u8]) -> Name {
        self.state.names.intern_bytes(text)
    }

    fn ident_of(&self, token: Token) -> Ident {
        Ident { name: self.intern(self.text(token)), span: self.token_span(token) }
    }

    /// A name that is declared or referred to.
    fn ident(&mut self) -> Parsed<Ident> {
        if self.peek() != T::Ident {
            return Err(self.unexpected("a name"));
        }
        let token = self.bump();
        Ok(self.ident_of(token))
    }

    /// A field's name, which may be a keyword: what stands behind `$` can be nothing else.
    fn field_name(&mut self) -> Parsed<Ident> {
        let kind = self.peek();
        if kind != T::Ident && !kind.is_keyword() {
            return Err(self.unexpected("a field name"));
        }
        let token = self.bump();
        Ok(self.ident_of(token))
    }

    /// Begins a declaration's documentation: the comments above the next token.
    fn docs_before(&mut self) -> Docs {
        self.peek();
        self.state.lexer.take_post();
        let before = self.state.lexer.take_docs();
        Docs { before: self.state.doc_span(before), after: Span::NONE }
    }

    /// Ends it: the comments behind the last token.
    fn docs_after(&mut self, docs: &mut Docs) {
        if self.state.token.is_none() {
            self.state.lexer.pass_trailing_docs();
        }
        let after = self.state.lexer.take_post();
        if after.end != 0 && docs.after.is_none() {
            docs.after = self.state.doc_span(after);
        }
    }

    /// Runs `parse` one level deeper; an error when that is too deep.
    fn nested<N>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<N>) -> Parsed<N> {
        if self.state.nesting >= MAX_NESTING {
            // Looking at the next token could go deeper still, through a directive.
            let at = self.state.lexer.pos();
            let span = self.state.token.map_or(self.state.span(at, at), |token| self.token_span(token));
            self.report(Diagnostic::error(
                "too-deep",
                span,
                format!("nested more than {MAX_NESTING} levels deep"),
            ));
            return Err(Failed);
        }
        self.state.nesting += 1;
        let result = parse(self);
        self.state.nesting -= 1;
        result
    }

    /// Counts one more link of a chain whose parts so far reach `height`; an error when it is too long.
    fn link(&mut self, height: u32) -> Parsed<u32> {
        let height = height.max(self.state.chain) + 1;
        if height > MAX_CHAIN {
            let token = self.peek_token();
            let span = self.token_span(token);
            let message = format!("more than {MAX_CHAIN} operators or branches in a row");
            self.report(
                Diagnostic::error("too-deep", span, message).hint("split it with intermediate variables"),
            );
            return Err(Failed);
        }
        Ok(height)
    }

    /// Reports something, unless text is being skipped or there is too much already.
    fn report(&mut self, diagnostic: Diagnostic) {
        let state = &mut *self.state;
        if state.recovering {
            return;
        }
        if state.diagnostics.len() < MAX_ERRORS {
            state.diagnostics.push(diagnostic);
        }
    }

    /// Reports that the next token is not what is `expected`.
    fn unexpected(&mut self, expected: &str) -> Failed {
        let token = self.peek_token();
        if self.state.last_error == Some(token.start) {
            return Failed;
        }
        self.state.last_error = Some(token.start);
        let span = self.token_span(token);
        let text = self.text(token);
        let found = found(token.kind, text);
        let mut diagnostic = Diagnostic::error("syntax", span, format!("expected {expected}, found {found}"))
            .label(format!("unexpected {found}"));
        let after = self.state.span(self.state.last_end, self.state.last_end);
        let between = self.state.lexer.text(self.state.last_end, token.start);
        if self.state.last_end > 0 && memchr::memchr(b'\n', between).is_some() && expected.starts_with('`') {
            diagnostic = diagnostic.secondary(after, format!("expected {expected} here"));
        }
        if token.kind.is_keyword() && expected.contains("name") {
            diagnostic = diagnostic.note(format!("{found} is a reserved word and cannot be a name"));
        }
        if let Some(hint) = self.hints(token, text) {
            diagnostic = diagnostic.hint(hint);
        }
        self.report(diagnostic);
        Failed
    }

    /// Advice for habits of other languages.
    fn hints(&self, token: Token, text: &[u8]) -> Option<&'static str> {
        let last = self.state.lexer.text(self.state.last_end.saturating_sub(1), self.state.last_end);
        let next = self.state.lexer.text(token.end, token.end + 1);
        let adjacent = self.state.last_end == token.start;
        Some(match (token.kind, text) {
            (T::Increment | T::Decrement, _) => "`++` and `--` stand before their operand: `++x`",
            (T::Assign, _) if adjacent && matches!(last, b"|" | b"&" | b"*" | b"/" | b"%" | b"^") => {
                "only `+=` and `-=` exist; write `x = x … y`"
            }
            (T::Assign, _) if adjacent && last == b":" => "assignment is `=`, not `:=`",
            (T::Slash, _) => "comments begin with `#`",
            (T::Star, _) if adjacent && last == b"/" => "comments begin with `#`",
            (T::Ident, b"and") => "the logical operator is `&&`",
            (T::Ident, b"or") => "the logical operator is `||`",
            (T::Ident, b"not") => "the logical operator is `!`",
            (T::Ident, b"second" | b"seconds") => {
                "units of time are usec, msec, sec, min, hr and day: write `sec`"
            }
            (T::Ident, b"minute" | b"minutes") => {
                "units of time are usec, msec, sec, min, hr and day: write `min`"
            }
            (T::Ident, b"hour" | b"hours") => {
                "units of time are usec, msec, sec, min, hr and day: write `hr`"
            }
            (T::Minus, _) if next == b">" => "a result type follows `:`",
            _ => return None,
        })
    }

    /// Reports text that no token begins with.
    fn bad_text(&mut self, token: Token) {
        let span = self.token_span(token);
        let text = String::from_utf8_lossy(self.text(token));
        let diagnostic = if token.kind == T::OpenString {
            Diagnostic::error("syntax", span, "this string does not end on its line")
                .hint("close it with `\"`")
        } else {
            let diagnostic = Diagnostic::error("syntax", span, format!("unrecognized character: '{text}'"));
            match self.text(token) {
                b"'" => diagnostic.hint("strings stand in double quotes"),
                b"\\" => diagnostic.hint("a statement can go on in the next line without a mark"),
                _ => diagnostic,
            }
        };
        self.state.last_error = Some(token.end);
        self.report(diagnostic);
        if token.kind == T::OpenString {
            // What follows the string on its line is part of it: an error there would say nothing new.
            let next = self.state.lexer.clone().next();
            self.state.last_error = Some(next.start);
        }
    }

    /// After an error in what began at `from` within `level` braces: skips to where the next of its kind can begin.
    /// That is behind its `;` or its closing brace, or before a `}` that closes what is around, or before a declaration
    /// at the start of a line.
    fn recover(&mut self, from: u32, level: u32) {
        self.state.recovering = true;
        loop {
            let token = self.peek_token();
            if token.start > from && self.declaration_begins(token) {
                self.state.braces = level;
                break;
            }
            match token.kind {
                T::Eof | T::Directive => break,
                T::RBrace if self.state.braces <= level => break,
                _ => {}
            }
            self.bump();
            if self.state.braces > level {
                continue;
            }
            let attributes_follow = token.kind == T::RBrace && matches!(self.peek(), T::Semicolon | T::Attr);
            if token.kind == T::Semicolon || (token.kind == T::RBrace && !attributes_follow) {
                break;
            }
        }
        self.state.recovering = false;
        self.state.open_bars = 0;
        self.state.attrs_belong_outside = false;
    }

    /// After an error within a list in braces: skips behind the next `separator` or before the closing brace.
    fn recover_element(&mut self, separator: T, level: u32) {
        self.state.recovering = true;
        loop {
            let token = self.peek_token();
            let ends = self.state.braces <= level;
            if token.kind == T::Eof || self.declaration_begins(token) || (ends && token.kind == T::RBrace) {
                break;
            }
            self.bump();
            if ends && token.kind == separator {
                break;
            }
        }
        self.state.recovering = false;
        self.state.attrs_belong_outside = false;
    }

    /// Whether a token begins a declaration, as it seems from its standing at the start of a line.
    fn declaration_begins(&self, token: Token) -> bool {
        token.kind.begins_declaration() && self.state.lexer.begins_line(token.start)
    }
}

/// How a token that is expected is named in messages.
fn spelling(kind: T) -> &'static str {
    match kind {
        T::Semicolon => "`;`",
        T::Comma => "`,`",
        T::Colon => "`:`",
        T::LParen => "`(`",
        T::RParen => "`)`",
        T::LBracket => "`[`",
        T::RBracket => "`]`",
        T::LBrace => "`{`",
        T::RBrace => "`}`",
        T::Assign => "`=`",
        T::AddTo => "`+=`",
        T::In => "`in`",
        T::Of => "`of`",
        T::Bar => "`|`",
        T::Dollar => "`$`",
        T::Eof => "the end",
        _ => "something else",
    }
}

/// How a token that was found is named in messages.
fn found(kind: T, text: &[u8]) -> String {
    if kind == T::Eof {
        return "the end of the file".to_owned();
    }
    let text = String::from_utf8_lossy(text);
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    if kind == T::String { format!("the string {short}") } else { format!("`{short}`") }
}
