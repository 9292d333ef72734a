//! Cuts source text into tokens, one at a time, on demand.
//!
//! It never allocates and never looks further than the token it returns, so that what the parser's host declares can
//! decide how the text behind is read. What depends on the grammar (whether `/` begins a pattern, whether `[` begins an
//! address) is settled by the parser through [`Lexer::pattern`] and [`Lexer::bracketed_address`].

use crate::token::{DIRECTIVES, T, Token, attribute, keyword};
use memchr::{memchr, memrchr};

/// Bytes of names.
const NAME: u8 = 1;
/// Bytes that begin a name.
const NAME_START: u8 = 2;
/// Decimal digits.
const DIGIT: u8 = 4;
/// Hexadecimal digits.
const HEX: u8 = 8;
/// Space, tab, line ends.
const BLANK: u8 = 16;

const CLASS: [u8; 256] = {
    let mut class = [0u8; 256];
    let mut i = 0;
    while i < 256 {
        let c = i as u8;
        if c.is_ascii_alphabetic() || c == b'_' {
            class[i] |= NAME | NAME_START;
        }
        if c.is_ascii_digit() {
            class[i] |= NAME | DIGIT;
        }
        if c.is_ascii_hexdigit() {
            class[i] |= HEX;
        }
        if matches!(c, b' ' | b'\t' | b'\n' | b'\r' | 0x0c) {
            class[i] |= BLANK;
        }
        i += 1;
    }
    class
};

#[inline]
fn is(c: u8, class: u8) -> bool {
    CLASS[c as usize] & class != 0
}

/// A range of documentation comments, empty at first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DocRange {
    pub start: u32,
    pub end: u32,
}

impl DocRange {
    fn add(&mut self, start: usize, end: usize) {
        if self.end == 0 {
            self.start = start as u32;
        }
        self.end = end as u32;
    }
}

/// The lexer: a position in a text.
#[derive(Clone)]
pub(crate) struct Lexer<'s> {
    src: &'s [u8],
    pos: usize,
    /// The `##` comments passed since they were last taken.
    pub docs: DocRange,
    /// The `##<` comments passed since they were last taken.
    pub post: DocRange,
    /// All `##!` comments passed.
    pub summary: DocRange,
}

impl<'s> Lexer<'s> {
    pub fn new(src: &'s [u8]) -> Lexer<'s> {
        Lexer {
            src,
            pos: 0,
            docs: DocRange::default(),
            post: DocRange::default(),
            summary: DocRange::default(),
        }
    }

    /// The bytes of a range that a token or the lexer gave.
    pub fn text(&self, start: u32, end: u32) -> &'s [u8] {
        self.src.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The bytes of a token.
    pub fn token_text(&self, token: Token) -> &'s [u8] {
        self.text(token.start, token.end)
    }

    pub fn pos(&self) -> u32 {
        self.pos as u32
    }

    /// Goes on from another place.
    pub fn seek(&mut self, pos: u32) {
        self.pos = (pos as usize).min(self.src.len());
    }

    #[inline]
    fn at(&self, pos: usize) -> u8 {
        self.src.get(pos).copied().unwrap_or(0)
    }

    /// Position of the first byte from `pos` on that is not of `class`.
    #[inline]
    fn run(&self, mut pos: usize, class: u8) -> usize {
        while let Some(&c) = self.src.get(pos) {
            if !is(c, class) {
                break;
            }
            pos += 1;
        }
        pos
    }

    fn line_end(&self, pos: usize) -> usize {
        memchr(b'\n', self.src.get(pos..).unwrap_or_default()).map_or(self.src.len(), |n| pos + n)
    }

    /// Passes blanks and comments; remembers documentation.
    #[inline]
    fn skip_blanks(&mut self) {
        loop {
            self.pos = self.run(self.pos, BLANK);
            if self.at(self.pos) != b'#' {
                return;
            }
            let (start, end) = (self.pos, self.line_end(self.pos));
            if self.at(start + 1) == b'#' {
                match self.at(start + 2) {
                    b'!' => self.summary.add(start, end),
                    b'<' => self.post.add(start, end),
                    b'#' => {}
                    _ => self.docs.add(start, end),
                }
            }
            self.pos = end;
        }
    }

    /// Passes the `##<` comments from here to the next token, which stays where it is.
    pub fn pass_trailing_docs(&mut self) {
        loop {
            let pos = self.run(self.pos, BLANK);
            if !self.src.get(pos..).unwrap_or_default().starts_with(b"##<") {
                return;
            }
            let end = self.line_end(pos);
            self.post.add(pos, end);
            self.pos = end;
        }
    }

    /// Takes the `##<` comments passed so far.
    pub fn take_post(&mut self) -> DocRange {
        std::mem::take(&mut self.post)
    }

    /// Takes the `##` comments passed so far.
    pub fn take_docs(&mut self) -> DocRange {
        std::mem::take(&mut self.docs)
    }

    /// Whether `pos` is the first place of its line.
    pub fn begins_line(&self, pos: u32) -> bool {
        pos == 0 || self.at(pos as usize - 1) == b'\n'
    }

    /// The next token.
    #[inline]
    pub fn next(&mut self) -> Token {
        self.skip_blanks();
        let start = self.pos;
        let Some(&c) = self.src.get(start) else {
            return Token { kind: T::Eof, start: start as u32, end: start as u32 };
        };
        let (kind, end) = if is(c, NAME_START) {
            self.name(start)
        } else if is(c, DIGIT) {
            self.number(start)
        } else {
            self.punctuation(start, c)
        };
        self.pos = end;
        Token { kind, start: start as u32, end: end as u32 }
    }

    /// A name, `A::b` included, a keyword or a host name.
    #[inline]
    fn name(&self, start: usize) -> (T, usize) {
        let mut end = self.run(start + 1, NAME);
        if matches!(self.at(end), b'.' | b'-')
            && let Some(end) = self.host_name(start)
        {
            return (T::HostName, end);
        }
        if self.at(end) == b':' && self.at(end + 1) == b':' && is(self.at(end + 2), NAME_START) {
            while self.at(end) == b':' && self.at(end + 1) == b':' && is(self.at(end + 2), NAME_START) {
                end = self.run(end + 3, NAME);
            }
            return (T::Ident, end);
        }
        (keyword(self.src.get(start..end).unwrap_or_default()), end)
    }

    /// The end of labels joined by dots that begin at `start`, if they can be a host's name: several labels of letters,
    /// digits and inner hyphens, the last one of letters.
    fn host_name(&self, start: usize) -> Option<usize> {
        let (mut pos, mut labels) = (start, 0);
        let last = loop {
            let label = pos;
            while self.src.get(pos).is_some_and(|c| c.is_ascii_alphanumeric() || *c == b'-') {
                pos += 1;
            }
            let text = self.src.get(label..pos)?;
            if text.is_empty() || text.starts_with(b"-") || text.ends_with(b"-") {
                return None;
            }
            labels += 1;
            if self.at(pos) != b'.' || !self.at(pos + 1).is_ascii_alphanumeric() {
                break text;
            }
            pos += 1;
        };
        let letters =
            last.len() >= 2 && last.iter().all(u8::is_ascii_alphabetic) || last.starts_with(b"xn--");
        (labels > 1 && letters && self.word_ends(pos)).then_some(pos)
    }

    /// Whether a word ends at `pos`.
    fn word_ends(&self, pos: usize) -> bool {
        !is(self.at(pos), NAME)
    }

    /// What begins with a digit: numbers, intervals, ports, addresses, subnets, host names.
    fn number(&self, start: usize) -> (T, usize) {
        if self.at(start) == b'0' && matches!(self.at(start + 1), b'x' | b'X') && is(self.at(start + 2), HEX)
        {
            return (T::Hex, self.run(start + 2, HEX));
        }
        let mut end = self.run(start, DIGIT);
        match self.at(end) {
            b'/' => {
                for transport in [&b"/tcp"[..], b"/udp", b"/icmp", b"/unknown"] {
                    let after = end + transport.len();
                    if self.src.get(end..after) == Some(transport) && self.word_ends(after) {
                        return (T::Port, after);
                    }
                }
                return (T::Count, end);
            }
            b' ' | b')' | b',' | b';' if !self.unit_follows(end) => return (T::Count, end),
            b'.' if is(self.at(end + 1), DIGIT) => {
                if let Some(addr) = self.dotted_quad(start) {
                    return self.with_width(addr);
                }
            }
            _ => {}
        }
        let mut kind = T::Count;
        if self.at(end) == b'.' && self.at(end + 1) != b'.' {
            kind = T::Double;
            end = self.run(end + 1, DIGIT);
        }
        self.rest_of_number(start, end, kind)
    }

    /// Exponent and unit of a number that has come to `end`; a host name if that goes further.
    fn rest_of_number(&self, start: usize, mut end: usize, mut kind: T) -> (T, usize) {
        if matches!(self.at(end), b'e' | b'E') {
            let digits = if matches!(self.at(end + 1), b'+' | b'-') { end + 2 } else { end + 1 };
            if is(self.at(digits), DIGIT) {
                kind = T::Double;
                end = self.run(digits, DIGIT);
            }
        }
        let unit = self.unit(end);
        if unit > end {
            return (T::Interval, unit);
        }
        if (!self.word_ends(end) || matches!(self.at(end), b'.' | b'-'))
            && let Some(host) = self.host_name(start)
        {
            return (T::HostName, host);
        }
        (kind, end)
    }

    fn unit_follows(&self, pos: usize) -> bool {
        self.unit(pos) > pos
    }

    /// The end of blanks and a unit of time from `pos` on, or `pos`.
    fn unit(&self, pos: usize) -> usize {
        let mut start = pos;
        while matches!(self.at(start), b' ' | b'\t') {
            start += 1;
        }
        if !is(self.at(start), NAME_START) {
            return pos;
        }
        let end = self.run(start, NAME);
        match self.src.get(start..end).unwrap_or_default() {
            b"day" | b"days" | b"hr" | b"hrs" | b"min" | b"mins" | b"sec" | b"secs" | b"msec" | b"msecs"
            | b"usec" | b"usecs" => end,
            _ => pos,
        }
    }

    /// The end of four numbers joined by dots.
    fn dotted_quad(&self, start: usize) -> Option<usize> {
        let mut pos = start;
        for part in 0..4 {
            if part > 0 {
                if self.at(pos) != b'.' {
                    return None;
                }
                pos += 1;
            }
            let end = self.run(pos, DIGIT);
            if end == pos {
                return None;
            }
            pos = end;
        }
        let more = self.at(pos) == b'.' && is(self.at(pos + 1), NAME);
        (self.word_ends(pos) && !more).then_some(pos)
    }

    /// An address that ends at `end`, with a width behind it or not.
    fn with_width(&self, end: usize) -> (T, usize) {
        let blanks = |mut pos: usize| {
            while matches!(self.at(pos), b' ' | b'\t') {
                pos += 1;
            }
            pos
        };
        let slash = blanks(end);
        if self.at(slash) == b'/' {
            let digits = blanks(slash + 1);
            let after = self.run(digits, DIGIT);
            if after > digits && self.word_ends(after) && self.at(after) != b'.' {
                return (T::Subnet, after);
            }
        }
        (T::Addr, end)
    }

    /// If an IPv6 address in brackets begins at `start`, where the parser has met `[`: its token, which replaces the
    /// bracket.
    pub fn bracketed_address(&mut self, start: u32) -> Option<Token> {
        let begin = start as usize;
        let inside = self.src.get(begin + 1..)?;
        let len =
            inside.iter().take(46).position(|c| !(is(*c, HEX | DIGIT) || matches!(c, b':' | b'.' | b'x')))?;
        let text = inside.get(..len)?;
        let double = text.windows(2).any(|pair| pair == b"::");
        let colons = text.iter().filter(|c| **c == b':').count();
        if inside.get(len) != Some(&b']') || !(double || colons >= 6) {
            return None;
        }
        let (kind, end) = self.with_width(begin + len + 2);
        self.pos = end;
        Some(Token { kind, start, end: end as u32 })
    }

    /// The pattern whose opening slash stands at `start`: the text's range, and the flags' end. `None` when the line
    /// ends before the pattern does, or the text is empty.
    pub fn pattern(&mut self, start: u32) -> Option<(u32, u32, u32)> {
        let text = start as usize + 1;
        let mut pos = text;
        loop {
            match self.src.get(pos)? {
                b'\n' => return None,
                b'\\' if self.at(pos + 1) != b'\n' => pos += 2,
                b'/' => break,
                _ => pos += 1,
            }
        }
        if pos == text {
            return None;
        }
        let mut end = pos + 1;
        while matches!(self.at(end), b'i' | b's') {
            end += 1;
        }
        if !self.word_ends(end) {
            end = pos + 1;
        }
        self.pos = end;
        Some((text as u32, pos as u32, end as u32))
    }

    fn string(&self, start: usize) -> (T, usize) {
        let mut pos = start + 1;
        loop {
            match self.src.get(pos) {
                None | Some(b'\n') => return (T::OpenString, pos),
                Some(b'"') => return (T::String, pos + 1),
                Some(b'\\') if self.at(pos + 1) != b'\n' => pos += 2,
                Some(_) => pos += 1,
            }
            if pos > self.src.len() {
                return (T::OpenString, self.src.len());
            }
        }
    }

    fn directive(&self, start: usize) -> (T, usize) {
        let mut end = start + 1;
        while self.src.get(end).is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_')) {
            end += 1;
        }
        let name = self.src.get(start + 1..end).unwrap_or_default();
        let kind = DIRECTIVES
            .iter()
            .find(|(text, _)| text.as_bytes() == name)
            .map_or(T::AtUnknown, |(_, kind)| *kind);
        (kind, end)
    }

    #[inline]
    fn punctuation(&self, start: usize, c: u8) -> (T, usize) {
        let next = self.at(start + 1);
        let two = |kind| (kind, start + 2);
        let one = |kind| (kind, start + 1);
        match c {
            b'(' => one(T::LParen),
            b')' => one(T::RParen),
            b'[' => one(T::LBracket),
            b']' => one(T::RBracket),
            b'{' => one(T::LBrace),
            b'}' => one(T::RBrace),
            b';' => one(T::Semicolon),
            b',' => one(T::Comma),
            b'$' => one(T::Dollar),
            b'"' => self.string(start),
            b':' if next == b':' && is(self.at(start + 2), NAME_START) => {
                let (_, end) = self.name(start + 2);
                (T::Ident, end)
            }
            b':' => one(T::Colon),
            b'=' if next == b'=' => two(T::Equal),
            b'=' => one(T::Assign),
            b'+' if next == b'=' => two(T::AddTo),
            b'+' if next == b'+' => two(T::Increment),
            b'+' => one(T::Plus),
            b'-' if next == b'=' => two(T::RemoveFrom),
            b'-' if next == b'-' => two(T::Decrement),
            b'-' => one(T::Minus),
            b'!' if next == b'=' => two(T::NotEqual),
            b'!' => {
                let mut pos = start + 1;
                while matches!(self.at(pos), b' ' | b'\t') {
                    pos += 1;
                }
                if self.src.get(pos..pos + 2) == Some(b"in")
                    && self.word_ends(pos + 2)
                    && self.at(pos + 2) != b':'
                {
                    return (T::NotIn, pos + 2);
                }
                one(T::Not)
            }
            b'<' if next == b'=' => two(T::LessEqual),
            b'<' if next == b'<' => two(T::ShiftLeft),
            b'<' => one(T::Less),
            b'>' if next == b'=' => two(T::GreaterEqual),
            b'>' if next == b'>' => two(T::ShiftRight),
            b'>' => one(T::Greater),
            b'&' if next == b'&' => two(T::AndAnd),
            b'&' => {
                let end = self.run(start + 1, NAME);
                if end > start + 1 && attribute(self.src.get(start + 1..end).unwrap_or_default()).is_some() {
                    return (T::Attr, end);
                }
                one(T::And)
            }
            b'|' if next == b'|' => two(T::OrOr),
            b'|' => one(T::Bar),
            b'?' if next == b'$' => two(T::HasField),
            b'?' => one(T::Question),
            b'.' if next == b'.' && self.at(start + 2) == b'.' => (T::Ellipsis, start + 3),
            b'.' if is(next, DIGIT) => {
                let end = self.run(start + 1, DIGIT);
                self.rest_of_number(start, end, T::Double)
            }
            b'^' => one(T::Caret),
            b'~' => one(T::Tilde),
            b'*' => one(T::Star),
            b'/' => one(T::Slash),
            b'%' => one(T::Percent),
            b'@' => self.directive(start),
            _ => {
                let mut end = start + 1;
                while self.src.get(end).is_some_and(|c| *c >= 0x80 && *c < 0xc0) {
                    end += 1;
                }
                (T::Unknown, end)
            }
        }
    }

    /// The rest of the line, without blanks around it and without a comment; the position moves behind it.
    pub fn rest_of_line(&mut self) -> (u32, u32) {
        let end = self.line_end(self.pos);
        let line = self.src.get(self.pos..end).unwrap_or_default();
        let line = line.get(..memchr(b'#', line).unwrap_or(line.len())).unwrap_or_default();
        let start = self.pos + (line.len() - line.trim_ascii_start().len());
        let text = line.trim_ascii();
        self.pos = end;
        (start as u32, (start + text.len()) as u32)
    }

    /// The next word of the line, up to a blank; empty at its end.
    pub fn word(&mut self) -> (u32, u32) {
        let mut start = self.pos;
        while matches!(self.at(start), b' ' | b'\t' | b'\r') {
            start += 1;
        }
        let mut end = start;
        while self.src.get(end).is_some_and(|c| !is(*c, BLANK)) {
            end += 1;
        }
        self.pos = end;
        (start as u32, end as u32)
    }

    /// In text that does not count: the next directive. Comments and strings hide what they hold.
    pub fn next_directive(&mut self) -> Token {
        loop {
            let Some(at) = memchr(b'@', self.src.get(self.pos..).unwrap_or_default()).map(|n| self.pos + n)
            else {
                self.pos = self.src.len();
                return Token { kind: T::Eof, start: self.pos as u32, end: self.pos as u32 };
            };
            let line = memrchr(b'\n', self.src.get(..at).unwrap_or_default()).map_or(0, |n| n + 1);
            let before = self.src.get(line..at).unwrap_or_default();
            let (kind, end) = self.directive(at);
            self.pos = end;
            let quoted = before.iter().filter(|c| **c == b'"').count() % 2 == 1;
            if kind != T::AtUnknown && !quoted && memchr(b'#', before).is_none() {
                return Token { kind, start: at as u32, end: end as u32 };
            }
        }
    }
}

#[cfg(test)]
#[path = "lexer_tests.rs"]
mod tests;
