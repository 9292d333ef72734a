//! The language, construct by construct: each file of `language/` holds scripts and what they print.
//!
//! A case is `=== title`, the script, `---`, and what comes out of `zander -b t.zeek`: standard output, then standard
//! error. A first line `# options: …` gives further options. `BLESS=1` rewrites what is expected, and the list of constructs in `docs/language.md`; look at the difference.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use zander_tests::command::{root, run_in};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

/// Files of cases in the order of the list, and what they show.
const FILES: [(&str, &str); 7] = [
    ("values", "Types and values"),
    ("expressions", "Expressions"),
    ("statements", "Statements"),
    ("declarations", "Declarations and attributes"),
    ("directives", "Directives"),
    ("run-time-errors", "Errors at run time"),
    ("wrong-scripts", "Errors and warnings of the checker"),
];

struct Case {
    title: String,
    script: String,
    expected: String,
}

fn cases(text: &str) -> Vec<Case> {
    let case = |part: &str| {
        let (title, rest) = part.split_once('\n').expect("a title on a line of its own");
        let (script, expected) = rest.split_once("---\n").unwrap_or((rest, ""));
        Case { title: title.into(), script: script.into(), expected: expected.trim_end().into() }
    };
    text.split("=== ").skip(1).map(case).collect()
}

fn answer(script: &str) -> String {
    let first = script.lines().next().and_then(|l| l.strip_prefix("# options: ")).unwrap_or_default();
    let options: Vec<&str> = ["-b", "t.zeek"].into_iter().chain(first.split_whitespace()).collect();
    let outcome = run_in(ZANDER, &options, |folder| {
        fs::write(folder.join("t.zeek"), script).expect("the script can be written");
    });
    format!("{}{}", outcome.stdout, outcome.stderr).trim_end().to_owned()
}

#[test]
fn scripts_print_what_is_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    let mut list = String::from(
        "# The language, construct by construct\n\nEach line is a case under `crates/zander/tests/language`: a script and what it prints.\n",
    );
    let mut wrong = Vec::new();
    for (name, heading) in FILES {
        let path = folder.join(format!("{name}.txt"));
        let text = fs::read_to_string(&path).expect("a file of cases");
        let mut blessed = String::new();
        let _ = write!(list, "\n## {heading}\n\n");
        for case in cases(&text) {
            let got = answer(&case.script);
            let _ = writeln!(list, "* {}", case.title);
            let _ = write!(blessed, "=== {}\n{}---\n{got}\n", case.title, case.script);
            if got != case.expected {
                wrong.push(format!("{name}: {}\nexpected\n{}\ngot\n{got}\n", case.title, case.expected));
            }
            assert!(!got.is_empty(), "{name}: {} says nothing", case.title);
        }
        if bless {
            fs::write(&path, blessed).expect("the file can be written");
        }
    }
    let docs = root().join("docs/language.md");
    if bless {
        fs::write(&docs, list).expect("the list can be written");
        return;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(fs::read_to_string(&docs).is_ok_and(|t| t == list), "docs/language.md is stale: BLESS=1");
}
