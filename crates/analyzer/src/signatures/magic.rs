//! File types by their first bytes.

use super::rule::{Content, PatternTest, Rule};
use super::rules;
use memchr::memmem::Finder;
use std::rc::Rc;
use zander_value::pattern::Prefixes;

/// Signatures of file types: those that begin with the file all in one automaton, and those that look for something
/// anywhere, each asked only where the text it looks for stands.
pub struct Magic {
    types: Vec<(String, i64)>,
    prefixes: Prefixes,
    anywhere: Vec<Anywhere>,
}

/// A signature that begins with any bytes whatever.
struct Anywhere {
    /// What must stand somewhere.
    text: Finder<'static>,
    prefixes: Prefixes,
    mime: (String, i64),
}

impl Magic {
    /// From signature texts and signatures that users brought. Each has a `file-magic` and a `file-mime`.
    pub fn new(texts: &[&str], more: &[Rule]) -> Result<Magic, String> {
        let (mut types, mut patterns, mut anywhere) = (Vec::new(), Vec::new(), Vec::new());
        let mut take = |rule: &Rule| -> Result<(), String> {
            let Some(mime) = rule.mime.clone() else { return Ok(()) };
            for p in rule.patterns.iter().filter(|p| p.content == Content::FileMagic) {
                let pattern = Rc::new(p.compile().map_err(|e| format!("signature {}: {e}", rule.name))?);
                if let Some(text) = looked_for(p) {
                    let (text, prefixes) = (Finder::new(&text).into_owned(), Prefixes::new(vec![pattern]));
                    anywhere.push(Anywhere { text, prefixes, mime: mime.clone() });
                } else {
                    patterns.push(pattern);
                    types.push(mime.clone());
                }
            }
            Ok(())
        };
        for text in texts {
            rules(&text.replace("@head@", HEAD))?.iter().try_for_each(&mut take)?;
        }
        more.iter().try_for_each(&mut take)?;
        Ok(Magic { types, prefixes: Prefixes::new(patterns), anywhere })
    }

    /// The types of our own library, and those of users' signatures.
    pub fn library(more: &[Rule]) -> Magic {
        Magic::new(LIBRARY, more).unwrap_or_else(|_| Magic {
            types: Vec::new(),
            prefixes: Prefixes::new(Vec::new()),
            anywhere: Vec::new(),
        })
    }

    /// Types that these first bytes may have, strongest first; equals in the order of their names.
    pub fn look(&self, beginning: &[u8]) -> Vec<(i64, &str)> {
        let found = self.prefixes.matches(beginning);
        let by_beginning = found.iter().filter_map(|n| self.types.get(*n));
        let elsewhere = self
            .anywhere
            .iter()
            .filter(|a| a.text.find(beginning).is_some() && !a.prefixes.matches(beginning).is_empty());
        let mut out: Vec<(i64, &str)> = by_beginning
            .chain(elsewhere.map(|a| &a.mime))
            .map(|(mime, strength)| (*strength, mime.as_str()))
            .collect();
        out.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        out.dedup();
        out
    }
}

/// The text that a pattern looks for behind any bytes whatever; `None` for patterns that begin otherwise.
fn looked_for(p: &PatternTest) -> Option<String> {
    let pattern = p.text.strip_prefix("^.*").filter(|_| !p.ignore_case)?;
    let mut text = String::new();
    let mut rest = pattern.chars();
    let behind = loop {
        match rest.next() {
            Some(c) if c.is_ascii_alphanumeric() || " -_,:;<>#%&=@!~'".contains(c) => text.push(c),
            Some('\\') => match rest.next() {
                Some(c) if c.is_ascii_punctuation() => text.push(c),
                _ => break None,
            },
            other => break other,
        }
    };
    // A character that is repeated or left out is none to rely on.
    if matches!(behind, Some('*' | '?' | '{' | '|')) {
        text.pop();
    }
    // With an alternative at the top any other text would do as well.
    (!text.is_empty() && !pattern.contains('|')).then_some(text)
}

/// What may stand before the first element of a marked-up text.
const HEAD: &str = r"(\xef\xbb\xbf)?([\r\n\t ]|<!--.*-->)*(<\?xml .*\?>([\r\n\t ]|<!--.*-->)*)?";

const LIBRARY: &[&str] = &[
    include_str!("../../magic/text.sig"),
    include_str!("../../magic/image.sig"),
    include_str!("../../magic/media.sig"),
    include_str!("../../magic/archive.sig"),
    include_str!("../../magic/program.sig"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes as the table has them: `\\xNN`, `\\n`, `\\r`, `\\t`, `\\\\`, and `\\{N}` for N bytes of zero.
    fn unescape(text: &str) -> Vec<u8> {
        let (mut out, mut chars) = (Vec::new(), text.chars());
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.extend_from_slice(c.to_string().as_bytes());
                continue;
            }
            match chars.next() {
                Some('n') => out.push(b'\n'),
                Some('r') => out.push(b'\r'),
                Some('t') => out.push(b'\t'),
                Some('x') => {
                    let hex: String = chars.by_ref().take(2).collect();
                    out.push(u8::from_str_radix(&hex, 16).unwrap());
                }
                Some('{') => {
                    let count: String = chars.by_ref().take_while(|c| *c != '}').collect();
                    out.resize(out.len() + count.parse::<usize>().unwrap(), 0);
                }
                other => out.extend(other.map(|c| c as u8)),
            }
        }
        out
    }

    #[test]
    fn texts_that_must_stand_somewhere() {
        let text = |pattern: &str| {
            let rule = format!("signature a {{ file-magic /{pattern}/ file-mime \"a/b\", 1 }}");
            looked_for(&rules(&rule).unwrap()[0].patterns[0])
        };
        assert_eq!(text(r"^.*<\?php").as_deref(), Some("<?php"));
        assert_eq!(text(r"^.*--- .*\n").as_deref(), Some("--- "));
        assert_eq!(text(r"^.*ab\.*c").as_deref(), Some("ab"));
        assert_eq!(text(r"^.*ab\x41").as_deref(), Some("ab"));
        assert_eq!(text(r"^.*a?").as_deref(), None);
        assert_eq!(text(r"^.*ab|c").as_deref(), None);
        assert_eq!(text(r"^ab").as_deref(), None);
    }

    #[test]
    fn library_reads_and_recognises() {
        let magic = Magic::new(LIBRARY, &[]).unwrap();
        let check = |data: &[u8], mime: Option<&str>| {
            assert_eq!(magic.look(data).first().map(|m| m.1), mime, "{}", data.escape_ascii());
        };
        for (line, row) in include_str!("../../magic/examples.tsv").lines().enumerate() {
            let Some((mime, bytes)) = row.split_once('\t') else { panic!("line {}: no tab", line + 1) };
            check(&unescape(bytes), Some(mime).filter(|m| *m != "-"));
        }
        let office = [
            b"PK\x03\x04".as_slice(),
            &[0; 22],
            b"\x08\0\0\0mimetypeapplication/vnd.oasis.opendocument.text",
        ];
        check(
            &[&office.concat(), b"PK".as_slice()].concat(),
            Some("application/vnd.oasis.opendocument.text"),
        );
        let template = [&office.concat(), b"-template".as_slice()].concat();
        check(&template, Some("application/vnd.oasis.opendocument.text-template"));
    }
}
