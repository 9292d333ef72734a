//! Protocols, each by a conversation in `tests/conversations`: what is logged of it.

use std::fs;
use zander_tests::command::{root, run_in};
use zander_tests::{golden, talk};

#[test]
fn conversations() {
    let folder = root().join("tests/conversations");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the folder of conversations")
        .filter_map(|e| e.ok()?.file_name().to_str()?.strip_suffix(".talk").map(str::to_owned))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let mut wrong = Vec::new();
    for name in names {
        let script = fs::read_to_string(folder.join(format!("{name}.talk"))).expect("a conversation");
        // The first line may name scripts to load, of the library or (`.zeek`) of `tests/scripts`.
        let loads = script.lines().next().and_then(|l| l.strip_prefix("# load ")).unwrap_or_default();
        let loads = loads.split_whitespace().map(|l| match l.ends_with(".zeek") {
            true => root().join("tests/scripts").join(l).display().to_string(),
            false => l.to_owned(),
        });
        let words: Vec<String> = ["-r", "made.pcap"].map(str::to_owned).into_iter().chain(loads).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let outcome = run_in(env!("CARGO_BIN_EXE_zander"), &words, |scratch| {
            fs::write(scratch.join("made.pcap"), talk::capture(&script).file())
                .expect("the capture can be written");
        });
        let differences = golden::compare(&folder.join(&name), &outcome);
        wrong.extend(differences.into_iter().map(|w| format!("{name}: {w}")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
