//! The examples in the documentation of built-in functions hold.
//!
//! `## Example: EXPRESSION` is true as it stands. `## Example:` with indented lines behind it is a piece of script whose
//! last line is an expression that is true when the others have run.

use std::fmt::Write;
use std::fs;
use zander_tests::command::{root, run_in};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

struct Example {
    place: String,
    statements: Vec<String>,
    expression: String,
}

/// The examples in the comments of a file.
fn examples(name: &str, text: &str) -> Vec<Example> {
    let mut all = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let Some(first) = line.strip_prefix("## Example:") else { continue };
        let mut code: Vec<String> = Vec::from([first.trim().to_owned()]);
        code.retain(|l| !l.is_empty());
        while code.is_empty() || first.trim().is_empty() {
            let Some((_, more)) = lines.next_if(|(_, l)| l.starts_with("##     ")) else { break };
            code.push(more.trim_start_matches("##").trim().to_owned());
        }
        let expression = code.pop().expect("an example says something");
        all.push(Example { place: format!("{name}:{}", number + 1), statements: code, expression });
    }
    all
}

#[test]
fn examples_hold() {
    let mut all = Vec::new();
    for room in ["crates/builtins/bif", "crates/engine/bif"] {
        let mut files: Vec<_> = fs::read_dir(root().join(room)).expect("a folder").flatten().collect();
        files.sort_by_key(|f| f.path());
        for file in files.iter().filter(|f| f.path().extension().is_some_and(|e| e == "zeek")) {
            let text = fs::read_to_string(file.path()).expect("declarations");
            all.extend(examples(&file.file_name().to_string_lossy(), &text));
        }
    }
    assert!(all.len() > 200, "{} examples", all.len());
    let mut script = String::new();
    for (n, e) in all.iter().enumerate() {
        // A handler each, so that one that breaks down takes no other with it.
        let statements = e.statements.join("\n\t");
        let _ = writeln!(
            script,
            "event zeek_init()\n\t{{\n\t{statements}\n\tprint {n}, ({});\n\t}}",
            e.expression
        );
    }
    let outcome = run_in(ZANDER, &["-b", "t.zeek"], |folder| {
        fs::write(folder.join("t.zeek"), &script).expect("the script can be written");
    });
    let good: Vec<&str> = outcome.stdout.lines().collect();
    let wrong: Vec<String> = (all.iter().enumerate())
        .filter(|(n, _)| !good.contains(&format!("{n}, T").as_str()))
        .map(|(_, e)| format!("{}: {}", e.place, e.expression))
        .collect();
    assert!(wrong.is_empty(), "these do not hold:\n{}\n{}", wrong.join("\n"), outcome.stderr);
}
