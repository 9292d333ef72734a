//! The frameworks: each folder of `tests/frameworks` holds `run.zeek` with what it needs, and in `expected/` what the run
//! prints and logs. A first line `# words: …` gives the command line in place of `-b run.zeek`.

use std::fs;
use std::path::Path;
use zander_tests::command::{root, run_in};
use zander_tests::golden;

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the case's folder").flatten() {
        let path = entry.path();
        if path.is_file() {
            fs::copy(&path, to.join(entry.file_name())).expect("a file of the case can be copied");
        }
    }
}

#[test]
fn frameworks() {
    let folder = root().join("tests/frameworks");
    let mut cases: Vec<_> = fs::read_dir(&folder).expect("the cases").flatten().map(|e| e.path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case ran");
    let mut wrong = Vec::new();
    for case in cases {
        let script = fs::read_to_string(case.join("run.zeek")).expect("run.zeek");
        let words = script.lines().next().and_then(|l| l.strip_prefix("# words: ")).unwrap_or("-b run.zeek");
        let words: Vec<&str> = words.split_whitespace().collect();
        let outcome = run_in(env!("CARGO_BIN_EXE_zander"), &words, |run| copy(&case, run));
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        wrong.extend(
            golden::compare(&case.join("expected"), &outcome).into_iter().map(|w| format!("{name}: {w}")),
        );
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
