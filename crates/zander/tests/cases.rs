//! The cases of `cases.txt`.

use zander_tests::{command, golden};

/// Splits a line into words; double quotes group, `\"` is a quote.
fn words(line: &str) -> Vec<String> {
    let (mut all, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.extend(chars.next()),
            '"' => (quoted, any) = (!quoted, true),
            c if c.is_whitespace() && !quoted => {
                if any || !word.is_empty() {
                    all.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => word.push(c),
        }
    }
    if any || !word.is_empty() {
        all.push(word);
    }
    all
}

#[test]
fn cases() {
    let tests = command::root().join("tests");
    let list = std::fs::read_to_string(tests.join("cases.txt")).expect("the list of cases");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in list.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let all = words(line);
        let (name, arguments) = all.split_first().expect("a line with words");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let outcome = command::run(env!("CARGO_BIN_EXE_zander"), &arguments);
        count += 1;
        wrong.extend(
            golden::compare(&tests.join("cases").join(name), &outcome)
                .into_iter()
                .map(|w| format!("{name}: {w}")),
        );
    }
    assert!(count > 0, "no case ran");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
