//! Reads the text of a pattern into a tree.
//!
//! ```text
//! alternatives := [sequence] { "|" sequence }
//! sequence     := item { item }
//! item         := atom { "*" | "+" | "?" | "{n}" | "{n,}" | "{n,m}" }
//! atom         := byte | escape | "." | "^" | "$" | "[" class "]" | '"' bytes '"' | "(" alternatives ")"
//!               | "(?i:" alternatives ")" | "(?s:" alternatives ")"
//! ```

use super::PatternError;
use regex_syntax::hir::{ClassBytes, ClassBytesRange};

/// The parts of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Empty,
    Bytes(Vec<u8>),
    Class(ClassBytes),
    /// `^`: where the text begins.
    Start,
    /// `$`: where the text ends.
    End,
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        max: Option<u32>,
    },
}

impl Node {
    /// What matches nothing at all.
    pub fn nothing() -> Node {
        Node::Class(ClassBytes::empty())
    }

    /// True when `^` occurs.
    pub fn has_start(&self) -> bool {
        match self {
            Node::Start => true,
            Node::Sequence(l) | Node::Alternatives(l) => l.iter().any(Node::has_start),
            Node::Repeat { node, .. } => node.has_start(),
            _ => false,
        }
    }

    /// True when `$` occurs.
    pub fn has_end(&self) -> bool {
        match self {
            Node::End => true,
            Node::Sequence(l) | Node::Alternatives(l) => l.iter().any(Node::has_end),
            Node::Repeat { node, .. } => node.has_end(),
            _ => false,
        }
    }

    /// True when no byte need be matched.
    pub fn can_be_empty(&self) -> bool {
        match self {
            Node::Empty | Node::Start | Node::End => true,
            Node::Bytes(b) => b.is_empty(),
            Node::Class(_) => false,
            Node::Sequence(l) => l.iter().all(Node::can_be_empty),
            Node::Alternatives(l) => l.iter().any(Node::can_be_empty),
            Node::Repeat { node, min, .. } => *min == 0 || node.can_be_empty(),
        }
    }

    /// True when no byte can be matched.
    pub fn is_always_empty(&self) -> bool {
        match self {
            Node::Empty | Node::Start | Node::End => true,
            Node::Bytes(b) => b.is_empty(),
            Node::Class(_) => false,
            Node::Sequence(l) | Node::Alternatives(l) => l.iter().all(Node::is_always_empty),
            Node::Repeat { node, max, .. } => *max == Some(0) || node.is_always_empty(),
        }
    }
}

/// How deep parentheses may nest; deeper recursion could exhaust the stack.
const MAX_DEPTH: u32 = 400;
/// How many automaton states a pattern may need, repetitions written out: bounds the memory of its automaton.
const MAX_SIZE: u64 = 500_000;

/// Reads a pattern.
pub(super) fn parse(text: &[u8]) -> Result<Node, PatternError> {
    let mut p = Parser { text, at: 0, depth: 0, ignore_case: false, single_line: false };
    let (node, _) = p.alternatives()?;
    match p.peek() {
        None => Ok(node),
        Some(_) => Err(p.error("\")\" without \"(\"")),
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    depth: u32,
    ignore_case: bool,
    single_line: bool,
}

/// A node and how many states it needs.
type Sized = (Node, u64);

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, b: u8) -> bool {
        let found = self.peek() == Some(b);
        self.at += found as usize;
        found
    }

    fn looking_at(&self, what: &[u8]) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.starts_with(what))
    }

    fn error(&self, message: &str) -> PatternError {
        PatternError { message: message.to_owned(), at: self.at }
    }

    fn alternatives(&mut self) -> Result<Sized, PatternError> {
        let mut list = Vec::new();
        let mut size = 0u64;
        // Only the first alternative may be empty.
        if matches!(self.peek(), None | Some(b')' | b'|')) {
            list.push(Node::Empty);
        } else {
            let (n, s) = self.sequence()?;
            list.push(n);
            size += s;
        }
        while self.take(b'|') {
            if matches!(self.peek(), None | Some(b')' | b'|')) {
                return Err(self.error("empty alternative"));
            }
            let (n, s) = self.sequence()?;
            list.push(n);
            size += s + 1;
        }
        let node = if list.len() == 1 { list.remove(0) } else { Node::Alternatives(list) };
        Ok((node, size))
    }

    fn sequence(&mut self) -> Result<Sized, PatternError> {
        let mut list = Vec::new();
        let mut size = 0u64;
        while !matches!(self.peek(), None | Some(b')' | b'|')) {
            let (node, s) = self.item()?;
            size = size.saturating_add(s);
            match (node, list.last_mut()) {
                (Node::Empty, _) => {}
                (Node::Bytes(b), Some(Node::Bytes(before))) => before.extend(b),
                (Node::Sequence(inner), _) => list.extend(inner),
                (node, _) => list.push(node),
            }
        }
        let node = match list.len() {
            0 => Node::Empty,
            1 => list.remove(0),
            _ => Node::Sequence(list),
        };
        Ok((node, size))
    }

    fn item(&mut self) -> Result<Sized, PatternError> {
        let (mut node, mut size) = self.atom()?;
        while let Some((min, max)) = self.quantifier()? {
            // An optional anchor asks for nothing.
            if min == 0 && matches!(node, Node::Start | Node::End | Node::Empty) {
                node = Node::Empty;
                continue;
            }
            let copies = max.map_or(min as u64 + 1, |m| m as u64).max(1);
            size = size.saturating_mul(copies).saturating_add(1);
            if size > MAX_SIZE {
                return Err(self.error("pattern too large"));
            }
            node = Node::Repeat { node: Box::new(node), min, max };
        }
        if size > MAX_SIZE {
            return Err(self.error("pattern too large"));
        }
        Ok((node, size))
    }

    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, PatternError> {
        let simple = match self.peek() {
            Some(b'*') => (0, None),
            Some(b'+') => (1, None),
            Some(b'?') => (0, Some(1)),
            Some(b'{') => return self.counts(),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(simple))
    }

    /// `{n}`, `{n,}` or `{n,m}`; a brace that begins no such thing is an ordinary byte.
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, PatternError> {
        let begin = self.at;
        self.at += 1;
        let Some(min) = self.number()? else {
            self.at = begin;
            return Ok(None);
        };
        let max = if self.take(b',') { self.number()? } else { Some(min) };
        if !self.take(b'}') {
            self.at = begin;
            return Ok(None);
        }
        if max.is_some_and(|m| m < min) {
            return Err(self.error("bad repetition: the maximum is less than the minimum"));
        }
        Ok(Some((min, max)))
    }

    fn number(&mut self) -> Result<Option<u32>, PatternError> {
        let mut n: Option<u32> = None;
        while let Some(d @ b'0'..=b'9') = self.peek() {
            let next = n.unwrap_or(0).saturating_mul(10).saturating_add((d - b'0') as u32);
            if next as u64 > MAX_SIZE {
                return Err(self.error("pattern too large"));
            }
            n = Some(next);
            self.at += 1;
        }
        Ok(n)
    }

    fn atom(&mut self) -> Result<Sized, PatternError> {
        let Some(b) = self.peek() else { return Err(self.error("unexpected end")) };
        match b {
            b'(' => self.group(),
            b'[' => {
                self.at += 1;
                Ok((Node::Class(self.class()?), 2))
            }
            b'"' => {
                self.at += 1;
                self.quoted()
            }
            b'*' | b'+' | b'?' => Err(self.error("nothing to repeat")),
            _ => {
                self.at += 1;
                let node = match b {
                    b'.' if self.single_line => Node::Class(range(0, 255)),
                    b'.' => Node::Class(ClassBytes::new([byte_range(0, 9), byte_range(11, 255)])),
                    b'^' => Node::Start,
                    b'$' => Node::End,
                    b'\\' => {
                        let byte = self.escape()?;
                        self.byte(byte)
                    }
                    _ => self.byte(b),
                };
                Ok((node, 1))
            }
        }
    }

    fn byte(&self, b: u8) -> Node {
        if self.ignore_case && b.is_ascii_alphabetic() {
            let mut class = range(b, b);
            class.case_fold_simple();
            Node::Class(class)
        } else {
            Node::Bytes(vec![b])
        }
    }

    fn group(&mut self) -> Result<Sized, PatternError> {
        let before = (self.ignore_case, self.single_line);
        if self.looking_at(b"(?i:") {
            self.ignore_case = true;
            self.at += 4;
        } else if self.looking_at(b"(?s:") {
            self.single_line = true;
            self.at += 4;
        } else {
            self.at += 1;
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error("parentheses nested too deeply"));
        }
        let inner = self.alternatives()?;
        self.depth -= 1;
        (self.ignore_case, self.single_line) = before;
        if self.take(b')') { Ok(inner) } else { Err(self.error("missing \")\"")) }
    }

    /// Between double quotes everything but an escape is literal, and case always counts.
    fn quoted(&mut self) -> Result<Sized, PatternError> {
        let mut bytes = Vec::new();
        loop {
            let Some(b) = self.peek() else { return Err(self.error("missing closing quote")) };
            self.at += 1;
            match b {
                b'"' => break,
                b'\\' => bytes.push(self.escape()?),
                _ => bytes.push(b),
            }
        }
        let size = bytes.len() as u64;
        Ok((Node::Bytes(bytes), size))
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<u8, PatternError> {
        let Some(b) = self.peek() else { return Err(self.error("backslash at the end")) };
        self.at += 1;
        Ok(match b {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'x' => {
                let mut n: Option<u32> = None;
                for _ in 0..2 {
                    let Some(d) = self.peek().and_then(|d| (d as char).to_digit(16)) else { break };
                    n = Some(n.unwrap_or(0) * 16 + d);
                    self.at += 1;
                }
                n.map_or(b'x', |n| n as u8)
            }
            b'0'..=b'7' => {
                let mut n = (b - b'0') as u32;
                for _ in 0..2 {
                    let Some(d @ b'0'..=b'7') = self.peek() else { break };
                    n = n * 8 + (d - b'0') as u32;
                    self.at += 1;
                }
                n as u8
            }
            other => other,
        })
    }

    /// A class, from behind its opening bracket.
    fn class(&mut self) -> Result<ClassBytes, PatternError> {
        let negated = self.take(b'^');
        let mut class = ClassBytes::empty();
        let mut first = true;
        loop {
            let Some(b) = self.peek() else { return Err(self.error("missing \"]\"")) };
            if b == b']' && !first {
                self.at += 1;
                break;
            }
            first = false;
            if b == b'[' && self.looking_at(b"[:") {
                class.union(&self.named()?);
                continue;
            }
            let low = self.class_byte()?;
            let is_range =
                self.peek() == Some(b'-') && !matches!(self.text.get(self.at + 1), None | Some(b']'));
            let high = if is_range {
                self.at += 1;
                self.class_byte()?
            } else {
                low
            };
            if high < low {
                return Err(self.error("bad range in a class"));
            }
            class.push(byte_range(low, high));
        }
        if self.ignore_case {
            class.case_fold_simple();
        }
        if negated {
            class.negate();
        }
        Ok(class)
    }

    fn class_byte(&mut self) -> Result<u8, PatternError> {
        let Some(b) = self.peek() else { return Err(self.error("missing \"]\"")) };
        self.at += 1;
        if b == b'\\' { self.escape() } else { Ok(b) }
    }

    /// `[:name:]` inside of a class.
    fn named(&mut self) -> Result<ClassBytes, PatternError> {
        let rest = &self.text[self.at + 2..];
        let Some(end) = rest.windows(2).position(|w| w == b":]") else {
            return Err(self.error("bad name in a class"));
        };
        let test: fn(&u8) -> bool = match &rest[..end] {
            b"alnum" => u8::is_ascii_alphanumeric,
            b"alpha" => u8::is_ascii_alphabetic,
            b"blank" => |b| matches!(b, b' ' | b'\t'),
            b"cntrl" => u8::is_ascii_control,
            b"digit" => u8::is_ascii_digit,
            b"graph" => u8::is_ascii_graphic,
            b"lower" => u8::is_ascii_lowercase,
            b"print" => |b| (32..127).contains(b),
            b"punct" => u8::is_ascii_punctuation,
            b"space" => |b| matches!(b, b' ' | 9..=13),
            b"upper" => u8::is_ascii_uppercase,
            b"xdigit" => u8::is_ascii_hexdigit,
            _ => return Err(self.error("unknown name of a class")),
        };
        self.at += 2 + end + 2;
        Ok(ClassBytes::new((0..=255u8).filter(test).map(|b| byte_range(b, b))))
    }
}

fn byte_range(low: u8, high: u8) -> ClassBytesRange {
    ClassBytesRange::new(low, high)
}

fn range(low: u8, high: u8) -> ClassBytes {
    ClassBytes::new([byte_range(low, high)])
}
