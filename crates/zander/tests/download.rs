//! A file that is hashed and extracted while it passes: all of it, and in memory that does not grow with it.

use std::process::Command;
use zander_tests::attacks::run;
use zander_tests::download::{DOWNLOAD, is_whole};

fn check(segments: u64, limit: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let report = run(env!("CARGO_BIN_EXE_zander"), &DOWNLOAD, segments, DOWNLOAD.budgets, folder.path());
    let report = report.expect("it runs");
    println!("{segments} segments: {:.1} s, {} MB at most", report.seconds, report.memory);
    assert_eq!(report.status, Some(0), "{}", report.stderr);
    assert!(report.memory <= limit, "{} MB, at most {limit} allowed", report.memory);
    let mut extracted = std::fs::read_dir(folder.path().join("extract_files")).expect("a folder of files");
    let path = extracted.next().expect("a file").expect("its entry").path();
    assert!(extracted.next().is_none(), "one file was sent");
    let file = std::io::BufReader::new(std::fs::File::open(&path).expect("it opens"));
    assert!(is_whole(file, segments).expect("it reads"), "the file is not what was sent");
    let log = std::fs::read_to_string(folder.path().join("files.log")).expect("files.log");
    for (tool, digits) in [("md5sum", 32), ("sha1sum", 40), ("sha256sum", 64)] {
        let output = Command::new(tool).arg(&path).output().expect("coreutils");
        let hash = String::from_utf8_lossy(&output.stdout).get(..digits).expect("a hash").to_owned();
        assert!(log.contains(&hash), "{tool} says {hash}, files.log\n{log}");
    }
}

#[test]
fn ten_megabytes() {
    check(DOWNLOAD.few, DOWNLOAD.memory[0]);
}

#[test]
#[ignore = "writes a gigabyte; make attacks runs it"]
fn a_gigabyte() {
    check(DOWNLOAD.many, DOWNLOAD.memory[1]);
}
