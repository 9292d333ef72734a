//! Wrong scripts and what is said of them: `wrong.txt` holds both. `BLESS=1` rewrites the answers; look at the difference.

use std::path::Path;
use zander_syntax::ast::{Expr, Ident};
use zander_syntax::{Directives, Names, Parser, SourceMap, render};

struct Nothing;

impl Directives for Nothing {
    fn is_defined(&mut self, _: &Ident) -> bool {
        false
    }

    fn condition(&mut self, _: &Expr) -> bool {
        true
    }
}

/// What is said of a script.
fn answer(script: &str) -> String {
    let mut sources = SourceMap::new();
    let id = sources.add("t.zeek", script.as_bytes().to_vec());
    let names = Names::new();
    let mut parser = Parser::new(id, script.as_bytes(), &names);
    while parser.next_item(&mut Nothing).is_some() {}
    parser.take_diagnostics().iter().map(|diagnostic| render::render(diagnostic, &sources, false)).collect()
}

#[test]
fn wrong_scripts_get_their_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut blessed = String::new();
    let mut cases = 0;
    for case in text.split("=== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let (script, expected) = rest.split_once("---\n").unwrap();
        let got = answer(script);
        assert!(!got.is_empty(), "{title}: nothing is said");
        blessed.push_str(&format!("=== {title}\n{script}---\n{got}\n"));
        if std::env::var_os("BLESS").is_none() {
            assert_eq!(got.trim_end(), expected.trim_end(), "{title}");
        }
        cases += 1;
    }
    assert!(cases >= 40, "{cases}");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, blessed).unwrap();
    }
}
