//! File types by their first bytes.

use super::{parse::rules, prefix_of};
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
                    prefix_of(&rule.payload, rule.flags).map_err(|e| format!("{}: {e}", rule.name))?;
                patterns.push(pattern);
                types.push(mime);
            }
        }
        let patterns = PatternSet::new(&patterns.iter().collect::<Vec<_>>());
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
    include_str!("../../magic/general.sig"),
    include_str!("../../magic/text.sig"),
    include_str!("../../magic/images.sig"),
    include_str!("../../magic/archives.sig"),
    include_str!("../../magic/documents.sig"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_sound() {
        for text in LIBRARY {
            if let Err(fault) = Magic::new(&[text]) {
                panic!("{fault}");
            }
        }
    }

    #[test]
    fn first_bytes_tell_the_type() {
        let magic = Magic::library();
        for (beginning, expected) in [
            (&b"<!DOCTYPE html>\n<html>"[..], Some("text/html")),
            (b"  <html lang=en>", Some("text/html")),
            (b"{\"a\": 1}           ", Some("text/json")),
            (b"GIF89a\x01\x00\x01\x00", Some("image/gif")),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Some("image/png")),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", Some("image/jpeg")),
            (b"MZ\x90\x00\x03\x00\x00\x00", Some("application/x-dosexec")),
            (b"%PDF-1.4\n", Some("application/pdf")),
            (b"PK\x03\x04\x14\x00\x00\x00", Some("application/zip")),
            (b"\x1f\x8b\x08\x00", Some("application/x-gzip")),
            (b"just some words and no more", Some("text/plain")),
            (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09", None),
        ] {
            assert_eq!(
                magic.look(beginning).first().map(|(_, m)| *m),
                expected,
                "{:?}",
                beginning.escape_ascii().to_string()
            );
        }
    }
}
