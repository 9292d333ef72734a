//! File types by their first bytes.

use super::{parse::rules, pattern_of};
use std::cell::RefCell;
use zander_value::pattern::{PatternSet, SetScratch};

/// Signatures of file types, all in one automaton.
pub struct Magic {
    types: Vec<(String, i64)>,
    patterns: PatternSet,
    scratch: RefCell<SetScratch>,
}

impl Magic {
    /// From signature texts. Each signature has a `file-magic` and a `file-mime`.
    pub fn new(texts: &[&str]) -> Result<Magic, String> {
        let (mut types, mut patterns) = (Vec::new(), Vec::new());
        for text in texts {
            for rule in rules(text)? {
                let Some(mime) = rule.mime.clone() else { continue };
                let pattern =
                    pattern_of(&rule.payload, rule.flags).map_err(|e| format!("{}: {e}", rule.name))?;
                patterns.push(pattern);
                types.push(mime);
            }
        }
        let patterns = PatternSet::prefixes(&patterns.iter().collect::<Vec<_>>());
        let scratch = RefCell::new(patterns.scratch());
        Ok(Magic { types, patterns, scratch })
    }

    /// The types of our own library.
    pub fn library() -> Magic {
        Magic::new(LIBRARY).unwrap_or_else(|_| Magic {
            types: Vec::new(),
            patterns: PatternSet::new(&[]),
            scratch: RefCell::new(PatternSet::new(&[]).scratch()),
        })
    }

    /// Types that these first bytes may have, strongest first; equals in the order of their names.
    pub fn look(&self, beginning: &[u8]) -> Vec<(i64, &str)> {
        let found = self.patterns.matches(&mut self.scratch.borrow_mut(), beginning);
        let mut out: Vec<(i64, &str)> = found
            .iter()
            .filter_map(|n| self.types.get(*n))
            .map(|(mime, strength)| (*strength, mime.as_str()))
            .collect();
        out.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        out.dedup();
        out
    }
}

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

    #[test]
    fn library_reads_and_recognises() {
        let magic = Magic::new(LIBRARY).unwrap();
        let check = |data: &[u8], mime: Option<&str>| {
            assert_eq!(magic.look(data).first().map(|m| m.1), mime, "{}", data.escape_ascii());
        };
        check(b"plain text, nothing else", Some("text/plain"));
        check(b"short", None);
        check(b"  <!DOCTYPE html><html>", Some("text/html"));
        check(b"<HTML>\n<head>", Some("text/html"));
        check(b"<?xml version=\"1.0\"?>\n<note>", Some("application/xml"));
        check(b"{\n  \"data\": \"\", \"x\": 1}", Some("text/json"));
        check(b"\x89PNG\r\n\x1a\n\0\0", Some("image/png"));
        check(b"MZ\x90\0\x03", Some("application/x-dosexec"));
        check(b"PK\x03\x04\x14\0\0\0\x08\0", Some("application/zip"));
        check(b"%PDF-1.4\n%abc", Some("application/pdf"));
        check(b"\x1f\x8b\x08\0", Some("application/x-gzip"));
        check(b"\0\0\x01\0\x01\0\x10\x10", Some("image/x-icon"));
        check(b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a", None);
    }
}
