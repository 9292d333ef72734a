//! File types by their first bytes.

use super::rule::{Content, Rule};
use super::rules;
use std::rc::Rc;
use zander_value::pattern::{Pattern, Prefixes};

/// Signatures of file types, all in one automaton.
pub struct Magic {
    types: Vec<(String, i64)>,
    prefixes: Prefixes,
}

impl Magic {
    /// From signature texts and signatures that users brought. Each has a `file-magic` and a `file-mime`.
    pub fn new(texts: &[&str], more: &[Rule]) -> Result<Magic, String> {
        let (mut types, mut patterns) = (Vec::new(), Vec::new());
        let mut take = |rule: &Rule| -> Result<(), String> {
            let Some(mime) = rule.mime.clone() else { return Ok(()) };
            for p in rule.patterns.iter().filter(|p| p.content == Content::FileMagic) {
                let pattern = Pattern::new(p.text.as_bytes(), p.ignore_case, p.single_line)
                    .map_err(|e| format!("signature {}: {e}", rule.name))?;
                patterns.push(Rc::new(pattern));
                types.push(mime.clone());
            }
            Ok(())
        };
        for text in texts {
            rules(&text.replace("@head@", HEAD))?.iter().try_for_each(&mut take)?;
        }
        more.iter().try_for_each(&mut take)?;
        Ok(Magic { types, prefixes: Prefixes::new(patterns) })
    }

    /// The types of our own library, and those of users' signatures.
    pub fn library(more: &[Rule]) -> Magic {
        Magic::new(LIBRARY, more)
            .unwrap_or_else(|_| Magic { types: Vec::new(), prefixes: Prefixes::new(Vec::new()) })
    }

    /// Types that these first bytes may have, strongest first; equals in the order of their names.
    pub fn look(&self, beginning: &[u8]) -> Vec<(i64, &str)> {
        let found = self.prefixes.matches(beginning);
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

    #[test]
    fn library_reads_and_recognises() {
        let magic = Magic::new(LIBRARY, &[]).unwrap();
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
        check(b"<?xml version=\"1.0\"?>\n<!-- x --><rss version=\"2.0\">", Some("text/rss"));
        check(b"\xef\xbb\xbf \n<!DOCTYPE HTML PUBLIC>", Some("text/html"));
        check(b"[1, 2, 3]", Some("text/json"));
        check(b"{}\n", Some("text/json"));
        check(b"#!/usr/bin/env bash\n", Some("text/x-shellscript"));
        check(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0", Some("application/x-sharedlib"));
        check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Some("application/msword"));
        check(b"\x1a\x45\xdf\xa3\x01\x42\x82\x84webm", Some("video/webm"));
        check(b"wOF2\0\x01", Some("application/font-woff2"));
        check(b"\xd4\xc3\xb2\xa1\x02\0", Some("application/vnd.tcpdump.pcap"));
        check(b"-----BEGIN CERTIFICATE-----\nMIIB", Some("application/x-pem"));
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
        check(b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a", None);
    }
}
