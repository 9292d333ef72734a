//! Each oddity of the packet and connection layers, as it reads in weird.log.

use std::fs;
use zander_tests::command::{Outcome, run_in};
use zander_tests::weirds::all;

/// The rows of weird.log: name, addl, source, whose it is.
fn rows(outcome: &Outcome) -> Vec<String> {
    let row = |line: &&str| {
        let f: Vec<&str> = line.split('\t').collect();
        let whose = match (f[1], f[2]) {
            ("-", "-") => "nobody",
            ("-", _) => "hosts",
            _ => "connection",
        };
        format!("{} {} {} {whose}", f[6], f[7], f[10])
    };
    outcome.rows("weird.log").iter().map(row).collect()
}

#[test]
fn each_is_logged() {
    let mut wrong = Vec::new();
    for (n, case) in all().iter().enumerate() {
        let words = [&["-r", "odd.pcap"], case.words].concat();
        let outcome = run_in(env!("CARGO_BIN_EXE_zander"), &words, |folder| {
            fs::write(folder.join("odd.pcap"), case.file()).expect("the capture can be written");
        });
        let came = rows(&outcome);
        if outcome.status != Some(0) || came != case.rows {
            wrong.push(format!(
                "{n}: {:?} {}{came:?}, expected {:?}",
                outcome.status, outcome.stderr, case.rows
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
