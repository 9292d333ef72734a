//! Patterns: Zeek's regular expressions over bytes.
//!
//! The syntax is that of lexers (`"quoted"`, `[class]`, `{n,m}`, `(?i:…)`, `(?s:…)`); there are no captures and no lazy
//! repetitions. Matching is by automata only, so time is linear in the text and memory is bounded whatever the pattern.
//! Automata are built when a pattern is first used in a way that needs them.

mod automaton;
mod parse;
mod set;
mod stream;

pub use set::{PatternSet, SetScratch};
pub use stream::{Prefixes, Progress};

use automaton::{Finder, Longest};
use parse::Node;
use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;

/// Why a text is no pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PatternError {
    /// What is wrong, e.g. `missing ")"`.
    pub message: String,
    /// Offset in the pattern's own text, in bytes.
    pub at: usize,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PatternError {}

/// A compiled pattern.
pub struct Pattern {
    text: Vec<u8>,
    node: Node,
    /// It asks somewhere for the start of the text.
    has_start: bool,
    /// Nothing at all matches.
    can_be_empty: bool,
    anywhere: OnceCell<Finder>,
    search: OnceCell<Finder>,
    longest: OnceCell<Longest>,
}

impl Pattern {
    /// A pattern from what stands between the slashes in a script, with its flags: `i` ignores case outside of quotes,
    /// `s` lets the dot match newlines.
    pub fn new(source: &[u8], ignore_case: bool, single_line: bool) -> Result<Pattern, PatternError> {
        // A text of its own first, so that a parenthesis closed too early is not made good by the wrapping.
        parse::parse(source)?;
        let mut text = wrap(b"^?(", source, b")$?");
        if ignore_case {
            text = wrap(b"(?i:", &text, b")");
        }
        if single_line {
            text = wrap(b"(?s:", &text, b")");
        }
        Pattern::from_text(text)
    }

    /// From the text of [`Pattern::source`], as it is kept in table keys and sent to other nodes. A text that is not a
    /// pattern gives one that matches nothing.
    pub fn from_source(source: &[u8]) -> Pattern {
        Pattern::from_text(source.to_vec())
            .unwrap_or_else(|_| Pattern::with(source.to_vec(), Node::nothing()))
    }

    fn from_text(text: Vec<u8>) -> Result<Pattern, PatternError> {
        let node = parse::parse(&text)?;
        Ok(Pattern::with(text, node))
    }

    fn with(text: Vec<u8>, node: Node) -> Pattern {
        let (has_start, can_be_empty) = (node.has_start(), node.can_be_empty());
        let (anywhere, search, longest) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Pattern { text, node, has_start, can_be_empty, anywhere, search, longest }
    }

    /// The pattern's text as it prints, without the slashes around it.
    pub fn source(&self) -> &[u8] {
        &self.text
    }

    /// What the `|` operator gives: either of both.
    pub fn or(&self, other: &Pattern) -> Result<Pattern, PatternError> {
        let text = [b"^?((", self.source(), b")|(", other.source(), b"))$?"].concat();
        Pattern::from_text(text)
    }

    /// What the `&` operator gives: one after the other.
    pub fn then(&self, other: &Pattern) -> Result<Pattern, PatternError> {
        let text = [b"^?((", self.source(), b")(", other.source(), b"))$?"].concat();
        Pattern::from_text(text)
    }

    /// What `+=` gives: either of both, the new one first.
    pub fn plus(&self, other: &Pattern) -> Result<Pattern, PatternError> {
        let text = [b"(^?(", other.source(), b")$?)|(^?(", self.source(), b")$?)"].concat();
        Pattern::from_text(text)
    }

    /// `pattern == text`: the whole of `text` matches.
    pub fn matches(&self, text: &[u8]) -> bool {
        self.longest().at_start(text) == Some(text.len())
    }

    /// `pattern in text`: some part of `text` matches. What matches before the first byte and takes nothing does not
    /// count: `/^/` is in no text, and only a pattern that asks for the end is in an empty one.
    pub fn is_in(&self, text: &[u8]) -> bool {
        if self.can_be_empty && (text.is_empty() || self.has_start) {
            return self.is_in_beyond_start(text);
        }
        let finder = if self.has_start {
            self.anywhere.get_or_init(|| Finder::new(&automaton::in_text(&self.node)))
        } else {
            self.finder()
        };
        finder.is_match(text)
    }

    #[cold]
    fn is_in_beyond_start(&self, text: &[u8]) -> bool {
        let anywhere = self.anywhere.get_or_init(|| Finder::new(&automaton::in_text(&self.node)));
        if text.is_empty() {
            return self.node.has_end() && anywhere.is_match(text);
        }
        self.longest().at_start(text).is_some_and(|n| n > 0) || anywhere.find(text, 1).is_some()
    }

    /// Length of the longest match that begins where `text` begins; 0 for an empty one.
    pub fn prefix(&self, text: &[u8]) -> Option<usize> {
        self.longest().at_start(text)
    }

    /// The first place at or after `from` where something is matched, as long as it can be there. Empty matches do not
    /// count. `^` holds wherever a match begins, as it does in the script functions that search.
    pub fn find(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        let finder = self.finder();
        let mut from = from;
        while from < text.len() {
            let found = finder.find(text, from)?;
            if finder.greedy_is_longest {
                if !found.is_empty() {
                    return Some(found);
                }
            } else if let Some(n @ 1..) = self.longest().at_start(text.get(found.start..)?) {
                return Some(found.start..found.start + n);
            }
            from = found.start + 1;
        }
        None
    }

    /// How many states the automaton of the pattern has, for statistics.
    pub fn states(&self) -> usize {
        self.longest().states()
    }

    fn finder(&self) -> &Finder {
        self.search.get_or_init(|| Finder::new(&automaton::in_match(&self.node)))
    }

    fn longest(&self) -> &Longest {
        self.longest.get_or_init(|| Longest::new(&[automaton::in_match(&self.node)]))
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/", self.text.escape_ascii())
    }
}

fn wrap(before: &[u8], text: &[u8], after: &[u8]) -> Vec<u8> {
    [before, text, after].concat()
}

/// Text in which every byte that means something in a pattern is escaped, so that it matches literally.
pub fn escape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 8);
    for &b in text {
        if b"^$-:\"/|*+?.(){}[]\\".contains(&b) {
            out.push(b'\\');
        }
        out.push(b);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(literal: &str) -> Pattern {
        let body = &literal[1..literal.rfind('/').unwrap()];
        let flags = &literal[body.len() + 2..];
        Pattern::new(body.as_bytes(), flags.contains('i'), flags.contains('s')).unwrap()
    }

    #[test]
    fn whole_and_anywhere() {
        // (pattern, text, matches the whole, matches a part)
        let cases: &[(&str, &[u8], bool, bool)] = &[
            ("/abc/", b"abc", true, true),
            ("/abc/", b"xabcx", false, true),
            ("/a|b/", b"b", true, true),
            ("/|b/", b"", true, false),
            ("/()/", b"", true, false),
            ("/^ab/", b"abc", false, true),
            ("/^ab/", b"xab", false, false),
            ("/^/", b"abc", false, false),
            ("/$/", b"abc", false, true),
            ("/^x*/", b"abc", false, false),
            ("/x*/", b"abc", false, true),
            ("/^x*|b/", b"abc", false, true),
            ("/^$/", b"", true, true),
            ("/ab$/", b"xab", false, true),
            ("/^ab$/", b"ab\n", false, false),
            ("/^a|b$/", b"xb", false, true),
            ("/x^/", b"x^", false, false),
            ("/\\^x/", b"a^x", false, true),
            ("/(x*^b)/", b"ab", false, false),
            ("/a.c/", b"a\nc", false, false),
            ("/a.c/s", b"a\nc", true, true),
            ("/(?s:a.c)d/", b"a\ncd", true, true),
            ("/a.c/", b"a\xffc", true, true),
            ("/[^x]/", b"\n", true, true),
            ("/[a\\]]+/", b"]a", true, true),
            ("/[-a]+/", b"a-a", true, true),
            ("/[[:alnum:]_]+/", b"a_1", true, true),
            ("/[^[:digit:]]/", b"5", false, false),
            ("/[\\x80-\\xff]+/", "é".as_bytes(), true, true),
            ("/\\x41\\102/", b"AB", true, true),
            ("/\\d\\w/", b"dw", true, true),
            ("/\"a.b\"+/", b"a.ba.b", true, true),
            ("/\"a.b\"/", b"axb", false, false),
            ("/\"q\\\"\"/", b"q\"", true, true),
            ("/harbour/i", b"HarBouR", true, true),
            ("/[^a]/i", b"A", false, false),
            ("/a\"b\"c/i", b"ABC", false, false),
            ("/a\"b\"c/i", b"AbC", true, true),
            ("/x(?i:b)/", b"xB", true, true),
            ("/x(?i:b)/", b"XB", false, false),
            ("/a{2,4}/", b"aaaaa", false, true),
            ("/a{2,}/", b"aaaaa", true, true),
            ("/(ab){2}/", b"abab", true, true),
            ("/a{x/", b"a{x", true, true),
        ];
        for &(p, text, whole, part) in cases {
            let p = pattern(p);
            assert_eq!(p.matches(text), whole, "{p:?} == {:?}", text.escape_ascii().to_string());
            assert_eq!(p.is_in(text), part, "{p:?} in {:?}", text.escape_ascii().to_string());
        }
    }

    #[test]
    fn longest_of_the_leftmost() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("/o|on|ong/", "longest", &["ong"]),
            ("/x*/", "axbxxc", &["x", "xx"]),
            ("/z*/", "abc", &[]),
            ("/a?(ab)?/", "ab", &["ab"]),
            ("/^ab/", "abab", &["ab", "ab"]),
            ("/ab$/", "abab", &["ab"]),
            ("/(|a)/", "bab", &["a"]),
            ("/x*^b/", "ab", &["b"]),
            ("/(^a)+/", "aab", &["a", "a"]),
            ("/user=[a-z]+/", "?user=alice&", &["user=alice"]),
        ];
        for (p, text, expected) in cases {
            let p = pattern(p);
            let mut found = Vec::new();
            let mut at = 0;
            while let Some(r) = p.find(text.as_bytes(), at) {
                at = r.end;
                found.push(&text[r]);
            }
            assert_eq!(&found, expected, "{p:?} in {text}");
        }
    }

    #[test]
    fn texts() {
        let shown = |p: Pattern| String::from_utf8(p.source().to_vec()).unwrap();
        assert_eq!(shown(pattern("/abc/")), "^?(abc)$?");
        assert_eq!(shown(pattern("/a.b/is")), "(?s:(?i:^?(a.b)$?))");
        let (a, b) = (pattern("/ab/i"), pattern("/cd/"));
        let either = a.or(&b).unwrap();
        assert!(either.matches(b"AB") && !either.matches(b"CD"));
        assert_eq!(shown(either), "^?(((?i:^?(ab)$?))|(^?(cd)$?))$?");
        assert!(a.then(&b).unwrap().matches(b"aBcd"));
        assert_eq!(shown(b.plus(&pattern("/q/")).unwrap()), "(^?(^?(q)$?)$?)|(^?(^?(cd)$?)$?)");
        assert!(Pattern::from_source(a.source()).matches(b"Ab"));
        assert!(!Pattern::from_source(b"(").is_in(b"("));
        assert_eq!(escape(b"a.b/c-d"), b"a\\.b\\/c\\-d");
    }

    #[test]
    fn refused() {
        let deep = "(".repeat(100_000);
        for p in ["(ab", "ab)", "a|", "[a", "\"a", "a{3,1}", "*", "a{100000}{100000}", "x\\", "[b-a]", &deep]
        {
            assert!(Pattern::new(p.as_bytes(), false, false).is_err(), "{p}");
        }
    }

    #[test]
    fn sets() {
        let patterns: Vec<Pattern> = ["/ab+/", "/b*c/", "/.*/", "/^x$/i"].map(pattern).into();
        let set = PatternSet::new(&patterns.iter().collect::<Vec<_>>());
        let mut scratch = set.scratch();
        assert_eq!(set.matches(&mut scratch, b"abb"), [0, 2]);
        assert_eq!(set.matches(&mut scratch, b"c"), [1, 2]);
        assert_eq!(set.matches(&mut scratch, b"X"), [2, 3]);
        assert_eq!(set.matches(&mut scratch, b"\n"), [0usize; 0]);
    }
}
