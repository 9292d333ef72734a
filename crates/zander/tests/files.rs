//! Files that connections carry: their hashes, extraction to disk, and the logs about them as other systems read them.

use std::fs;
use std::path::Path;
use std::process::Command;
use zander_tests::command::{Outcome, root, run};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

fn run_script(script: &str, capture: &str) -> Outcome {
    let script = root().join("tests/scripts").join(script);
    let capture = root().join("tests/captures").join(capture);
    run(ZANDER, &["-C", "-r", &capture.display().to_string(), &script.display().to_string()])
}

/// A field of a JSON line, as it is written there.
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.split_once(&format!("\"{name}\":"))?.1;
    match rest.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => rest.split([',', '}']).next(),
    }
}

/// Files below a folder.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.flat_map(|e| if e.path().is_dir() { below(&e.path()) } else { vec![e.path()] }).collect()
}

#[test]
fn logs_and_files_for_other_systems() {
    let outcome = run_script("siem.zeek", "http.pcap");
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let mut extracted = 0;
    for line in outcome.rows("files.log") {
        assert!(line.starts_with('{') && line.ends_with('}'), "{line}");
        let name = field(line, "extracted").expect("every file is extracted");
        let seen: u64 = field(line, "seen_bytes").and_then(|n| n.parse().ok()).expect("a size");
        let missing: u64 = field(line, "missing_bytes").and_then(|n| n.parse().ok()).expect("a size");
        let entropy = field(line, "entropy");
        assert_eq!(entropy.is_some(), missing == 0, "{line}");
        assert_eq!(field(line, "md5").is_some(), missing == 0, "{line}");
        assert_eq!(field(line, "sha1").map_or(40, str::len), 40, "{line}");
        let time = name.split('-').nth(1).expect("the time is in the name");
        let on_disk = below(&outcome.folder.path().join("extracted"));
        let file = on_disk.iter().find(|p| p.display().to_string().contains(time)).expect("the file");
        assert_eq!(fs::metadata(file).map(|m| m.len()).ok(), Some(seen + missing), "{line}");
        extracted += 1;
    }
    assert_eq!(extracted, 9);
    // The document of twenty thousand times the same letter.
    let large = outcome.rows("files.log").into_iter().find(|l| field(l, "seen_bytes") == Some("20000"));
    assert_eq!(large.and_then(|l| field(l, "md5")), Some("e5d2c6fe7777b38038eb8315e1f5c734"));
    assert_eq!(large.and_then(|l| field(l, "entropy")), Some("0.0"));

    let outcome = run_script("siem.zeek", "tls.pcap");
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let rows = outcome.rows("ssl.log");
    assert!(!rows.is_empty());
    for line in rows {
        assert_eq!(field(line, "ja3").map(str::len), Some(32), "{line}");
    }
    assert!(outcome.rows("ssl.log").iter().any(|l| field(l, "validation_status").is_some()));
}

/// What `sha1sum` makes of a file.
fn sha1(path: &Path) -> String {
    let out = Command::new("sha1sum").arg(path).output().expect("sha1sum runs").stdout;
    String::from_utf8_lossy(&out).chars().take(40).collect()
}

#[test]
fn certificates_are_validated_hashed_and_extracted() {
    let script = root().join("tests/scripts/siem.zeek").display().to_string();
    let words = [
        "-C",
        "-r",
        "{captures}/tls/versions.pcap",
        "{captures}/tls/root.zeek",
        &script,
        "X509::log_x509_in_files_log=T",
    ];
    let outcome = run(ZANDER, &words);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    let sessions = outcome.rows("ssl.log");
    assert_eq!(sessions.len(), 12);
    for line in &sessions {
        assert_eq!(field(line, "ja3").map(str::len), Some(32), "{line}");
        assert_eq!(field(line, "ja3s").map(str::len), Some(32), "{line}");
        // From 1.3 on certificates are encrypted.
        let shown = field(line, "version") != Some("TLSv13");
        assert_eq!(field(line, "validation_status"), shown.then_some("ok"), "{line}");
    }
    // The authority's certificate is not that of a host.
    let certificates = outcome.rows("x509.log");
    assert_eq!(certificates.len(), 1, "{certificates:?}");
    assert!(certificates[0].contains("CN=www.example.com"), "{}", certificates[0]);
    let on_disk = below(&outcome.folder.path().join("extracted"));
    let mut hashes: Vec<String> = on_disk.iter().map(|f| sha1(f)).collect();
    let rows = outcome.rows("files.log");
    let mut told: Vec<&str> = rows.iter().filter_map(|l| field(l, "sha1")).collect();
    assert_eq!(told.len(), 14);
    hashes.sort();
    told.sort_unstable();
    assert_eq!(hashes, told);
}

#[test]
fn names_do_not_leave_the_folder() {
    let outcome = run_script("climbing.zeek", "http.pcap");
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let all = below(outcome.folder.path());
    let strays: Vec<_> = all
        .iter()
        .filter(|p| !p.starts_with(outcome.folder.path().join("extract_files")))
        .filter(|p| p.extension().is_none_or(|e| e != "log"))
        .filter(|p| !p.file_name().is_some_and(|n| n == ".stdout" || n == ".stderr"))
        .collect();
    assert_eq!(strays, Vec::<&std::path::PathBuf>::new());
    let kept = all.iter().filter(|p| p.starts_with(outcome.folder.path().join("extract_files"))).count();
    assert_eq!(kept, 6, "{all:?}");
}
