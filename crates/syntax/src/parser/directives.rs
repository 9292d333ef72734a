//! What begins with `@`.

use super::{Conditional, Parsed, Reader};
use crate::ast::{Docs, Item, ItemKind, Name, Path, Pragma, Prefixes};
use crate::diagnostic::Diagnostic;
use crate::token::{DIRECTIVES, T, Token};

impl Reader<'_, '_> {
    /// Does what a directive says. The token that stands for it, if it is to be seen as an item.
    pub(super) fn directive(&mut self, token: Token) -> Option<Token> {
        match token.kind {
            T::AtIf => self.open(token, Self::if_holds),
            T::AtIfdef => self.open(token, |reader, token| reader.if_defined(token, true)),
            T::AtIfndef => self.open(token, |reader, token| reader.if_defined(token, false)),
            T::AtElse => self.otherwise(token),
            T::AtEndif => {
                if self.state.conditionals.pop().is_none() {
                    self.unbalanced(token, "this `@endif` closes nothing");
                }
            }
            T::AtUnknown => self.unknown_directive(token),
            _ => {
                let kind = self.directive_item(token)?;
                let end = self.state.lexer.pos();
                let span = self.state.span(token.start, end);
                let exported = self.state.export.is_some();
                self.state.waiting.push_back(Item { span, exported, docs: Docs::default(), kind });
                if self.state.at_item {
                    return Some(Token { kind: T::Directive, start: token.start, end });
                }
            }
        }
        None
    }

    fn unbalanced(&mut self, token: Token, label: &str) {
        let span = self.token_span(token);
        self.report(Diagnostic::error("directive", span, "unbalanced @if ... @endif").label(label));
    }

    fn unknown_directive(&mut self, token: Token) {
        let span = self.token_span(token);
        let name = String::from_utf8_lossy(self.text(token)).into_owned();
        let known = DIRECTIVES.iter().map(|(name, _)| *name);
        let near = crate::nearest::nearest(name.trim_start_matches('@'), known);
        let mut diagnostic = Diagnostic::error("directive", span, format!("unknown directive `{name}`"));
        if let Some(near) = near {
            diagnostic = diagnostic.hint(format!("did you mean `@{near}`?"));
        }
        self.report(diagnostic);
        self.state.lexer.rest_of_line();
    }

    /// An `@if` of any kind: what follows counts or does not.
    fn open(&mut self, token: Token, holds: impl FnOnce(&mut Self, Token) -> bool) {
        let at_item = std::mem::replace(&mut self.state.at_item, false);
        let docs = self.state.lexer.docs;
        let holds = holds(self, token);
        self.state.lexer.docs = docs;
        self.state.at_item = at_item;
        let span = self.token_span(token);
        self.state.conditionals.push(Conditional { span, else_seen: false });
        if !holds {
            self.skip_branch();
        }
    }

    /// `( name )` behind `@ifdef` and `@ifndef`.
    fn if_defined(&mut self, directive: Token, expected: bool) -> bool {
        let parsed = self.raw_parenthesized(|reader| reader.ident());
        match parsed {
            Some(name) => self.host.is_defined(&name) == expected,
            None => self.bad_condition(directive),
        }
    }

    /// `( condition )` behind `@if`.
    fn if_holds(&mut self, directive: Token) -> bool {
        let parsed = self.raw_parenthesized(Self::expr);
        match parsed {
            Some(condition) => self.host.condition(&condition),
            None => self.bad_condition(directive),
        }
    }

    /// What `parse` finds in parentheses; the token behind them is not looked at.
    fn raw_parenthesized<N>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<N>) -> Option<N> {
        let saved =
            (self.state.last_end, self.state.open_bars, self.state.attrs_belong_outside, self.state.chain);
        self.state.open_bars = 0;
        self.state.attrs_belong_outside = false;
        let parsed = self.nested(|reader| {
            reader.expect(T::LParen)?;
            let inside = parse(reader)?;
            reader.expect(T::RParen)?;
            Ok(inside)
        });
        let parsed = parsed.ok();
        (self.state.last_end, self.state.open_bars, self.state.attrs_belong_outside, self.state.chain) =
            saved;
        parsed
    }

    /// After an error in a condition, which was reported: goes on behind the line, as if it did not hold.
    fn bad_condition(&mut self, directive: Token) -> bool {
        // Never back over what has been read: it may hold conditions itself.
        let read = self.state.token.take().map_or(self.state.lexer.pos(), |token| token.start);
        self.state.lexer.seek(read);
        if memchr::memchr(b'\n', self.state.lexer.text(directive.end, read)).is_none() {
            self.state.lexer.rest_of_line();
        }
        false
    }

    /// Skips text that does not count: to the `@else` or behind the `@endif` of the innermost conditional.
    fn skip_branch(&mut self) {
        let mut depth = 0u32;
        loop {
            let token = self.state.lexer.next_directive();
            match token.kind {
                T::AtIf | T::AtIfdef | T::AtIfndef => depth += 1,
                T::AtElse if depth == 0 => {
                    let Some(conditional) = self.state.conditionals.last_mut() else { return };
                    if !conditional.else_seen {
                        conditional.else_seen = true;
                        return;
                    }
                    self.unbalanced(token, "a second `@else`");
                }
                T::AtEndif if depth == 0 => {
                    self.state.conditionals.pop();
                    return;
                }
                T::AtEndif => depth -= 1,
                // Reported with the other open ones at the end of the file.
                T::Eof => return,
                _ => {}
            }
        }
    }

    /// `@else` at the end of text that counted.
    fn otherwise(&mut self, token: Token) {
        match self.state.conditionals.last_mut() {
            None => self.unbalanced(token, "there is no `@if` before this `@else`"),
            Some(conditional) => {
                let again = std::mem::replace(&mut conditional.else_seen, true);
                if again {
                    self.unbalanced(token, "a second `@else`");
                }
                self.skip_branch();
            }
        }
    }

    /// At the end of the file: conditionals that are still open.
    pub(super) fn close_conditionals(&mut self) {
        let end = self.peek_token();
        let span = self.token_span(end);
        if let Some(open) = self.state.conditionals.pop() {
            self.state.conditionals.clear();
            let diagnostic = Diagnostic::error("directive", span, "unbalanced @if ... @endif")
                .label("the file ends")
                .secondary(open.span, "this has no `@endif`");
            self.report(diagnostic);
        }
    }

    /// A directive that is an item of its own.
    fn directive_item(&mut self, token: Token) -> Option<ItemKind> {
        Some(match token.kind {
            T::AtLoad => ItemKind::Load(self.path(token)?),
            T::AtLoadSigs => ItemKind::LoadSignatures(self.path(token)?),
            T::AtLoadPlugin => ItemKind::LoadPlugin(self.path(token)?),
            T::AtUnload => ItemKind::Unload(self.path(token)?),
            T::AtDeprecated => {
                let range = self.state.lexer.rest_of_line();
                ItemKind::Deprecated(self.path_of(range))
            }
            T::AtDebug => {
                let range = self.state.lexer.rest_of_line();
                ItemKind::Debug(self.path_of(range))
            }
            T::AtPrefixes => self.prefixes(token)?,
            _ => self.pragma(token)?,
        })
    }

    fn path_of(&self, (start, end): (u32, u32)) -> Path {
        let text = self.state.lexer.text(start, end);
        let text = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\"")).unwrap_or(text);
        Path { text: self.intern(text), span: self.state.span(start, end) }
    }

    fn path(&mut self, token: Token) -> Option<Path> {
        let (start, end) = self.state.lexer.word();
        if start == end {
            let span = self.token_span(token);
            let name = String::from_utf8_lossy(self.text(token)).into_owned();
            self.report(Diagnostic::error("directive", span, format!("`{name}` names nothing to load")));
            return None;
        }
        Some(self.path_of((start, end)))
    }

    fn prefixes(&mut self, token: Token) -> Option<ItemKind> {
        let (start, end) = self.state.lexer.rest_of_line();
        let span = self.state.span(start, end);
        let text = String::from_utf8_lossy(self.state.lexer.text(start, end)).into_owned();
        let (add, list) = match (text.strip_prefix("+="), text.strip_prefix('=')) {
            (Some(list), _) => (true, list),
            (_, Some(list)) => (false, list),
            _ => {
                let at = if start == end { self.token_span(token) } else { span };
                let diagnostic = Diagnostic::error("directive", at, "expected `+=` or `=` and prefixes");
                self.report(diagnostic.hint("write `@prefixes += one:two`"));
                return None;
            }
        };
        let prefixes = list.trim().split(':').map(|prefix| self.state.names.intern(prefix)).collect();
        Some(ItemKind::Prefixes(Box::new(Prefixes { add, prefixes, span })))
    }

    fn pragma(&mut self, token: Token) -> Option<ItemKind> {
        let (start, end) = self.state.lexer.rest_of_line();
        let text = self.state.lexer.text(start, end);
        let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let push = match words.next() {
            Some(b"push") => true,
            Some(b"pop") => false,
            _ => {
                let span = self.state.span(token.start, end);
                self.report(Diagnostic::error(
                    "directive",
                    span,
                    "expected `push` or `pop` behind `@pragma`",
                ));
                return None;
            }
        };
        let name: Option<Name> = words.next().map(|word| self.intern(word));
        if push && name.is_none() {
            let span = self.state.span(token.start, end);
            self.report(Diagnostic::error("directive", span, "`@pragma push` names no pragma"));
            return None;
        }
        Some(ItemKind::Pragma(Pragma { push, name }))
    }
}
