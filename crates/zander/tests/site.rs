//! A site as a security team runs it: its scripts, three feeds, a program that takes mail. With `ZANDER_EXAMPLE` the same is done with
//! the scripts of that folder, `local.zeek` and `local-intel.zeek`; the folders that they name are moved below the run's by settings on
//! the command line.

use serde_json::Value;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use zander_tests::command::{Outcome, root, run_in};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");
/// The MD5 hash of a page in the capture.
const PAGE: &str = "b4fbeae440c6310a24c384098c62da54";

/// The scripts, and words that put the folders in their place.
struct Site {
    scripts: Vec<String>,
    words: Vec<String>,
}

fn sites() -> Vec<Site> {
    let script = |folder: &Path, name: &str| folder.join(name).display().to_string();
    let own = root().join("tests/site");
    let mut all = vec![Site {
        scripts: vec![script(&own, "local.zeek"), script(&own, "feeds.zeek")],
        words: Vec::new(),
    }];
    if let Some(example) =
        std::env::var_os("ZANDER_EXAMPLE").map(PathBuf::from).filter(|e| !e.as_os_str().is_empty())
    {
        let files = ["addresses", "names", "hashes"].map(|n| format!("\"feeds/{n}.intel\"")).join(", ");
        all.push(Site {
            scripts: vec![script(&example, "local.zeek"), script(&example, "local-intel.zeek")],
            words: vec![
                "-e".into(),
                format!("redef Intel::read_files = {{ {files} }};"),
                "FileExtract::prefix=extracted/".into(),
            ],
        });
    }
    all
}

/// Writes the feeds and the program that takes mail.
fn prepare(folder: &Path) {
    let feed = |name: &str, rows: &[(&str, &str)]| {
        let mut text =
            "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.do_notice\n".to_owned();
        for (indicator, kind) in rows {
            text += &format!("{indicator}\tIntel::{kind}\t{name}\tas a test\tT\n");
        }
        fs::write(folder.join(format!("feeds/{name}.intel")), text).expect("a feed");
    };
    fs::create_dir(folder.join("feeds")).expect("a folder");
    feed("addresses", &[("198.51.100.50", "ADDR"), ("192.0.2.20", "ADDR")]);
    feed("names", &[("www.example.com", "DOMAIN"), ("unseen.example", "DOMAIN")]);
    feed("hashes", &[(PAGE, "FILE_HASH")]);
    let stub = folder.join("sendmail");
    fs::write(&stub, "#!/bin/sh\n{ echo \"called with $*\"; cat; } >> mail\n").expect("a program");
    fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).expect("it can run");
}

fn run(site: &Site, words: &[&str]) -> Outcome {
    let mut all: Vec<&str> = site.scripts.iter().chain(&site.words).map(String::as_str).collect();
    all.extend(words);
    let outcome = run_in(ZANDER, &all, prepare);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""), "{:?}", site.scripts);
    outcome
}

fn json(outcome: &Outcome, log: &str) -> Vec<Value> {
    let rows = outcome.rows(log);
    rows.iter().map(|r| serde_json::from_str(r).unwrap_or_else(|e| panic!("{log}: {e}: {r}"))).collect()
}

fn values(rows: &[Value], column: &str) -> Vec<String> {
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let mut all: Vec<String> = rows.iter().filter_map(|r| r.get(column)).map(text).collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn captures_with_feeds() {
    for site in sites() {
        let outcome = run(&site, &["-C", "-r", "{captures}/http.pcap", "-r", "{captures}/tls.pcap"]);
        assert!(values(&json(&outcome, "ssl.log"), "ja3").iter().any(|h| h.len() == 32), "ja3");
        let files = json(&outcome, "files.log");
        let page = files.iter().find(|f| f["md5"] == PAGE).expect("the page is hashed");
        for (hash, length) in [("md5", 32), ("sha1", 40)] {
            assert_eq!(page[hash].as_str().map(str::len), Some(length), "{hash}");
        }
        let name = page["extracted"].as_str().expect("the page is extracted");
        // The name holds an id, which logs have in canonical form here.
        let extracted = fs::read_dir(outcome.folder.path().join("extracted")).expect("the folder").flatten();
        let stem = name.rsplit_once('-').map_or(name, |(stem, _)| stem);
        let file = extracted
            .map(|e| e.path())
            .find(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(stem)))
            .expect("the extracted file");
        assert_eq!(fs::metadata(file).expect("its size").len(), page["seen_bytes"].as_u64().unwrap_or(0));
        assert_eq!(
            values(&json(&outcome, "intel.log"), "sources"),
            ["[\"addresses\"]", "[\"hashes\"]", "[\"names\"]"]
        );
        let notices = json(&outcome, "notice.log");
        let hits: Vec<&Value> = notices.iter().filter(|n| n["note"] == "Intel::Notice").collect();
        let subjects = values(&hits.into_iter().cloned().collect::<Vec<_>>(), "sub");
        assert_eq!(subjects, ["192.0.2.20", PAGE, "www.example.com"]);
    }
}

/// What `zeek-cut` makes of a log, by lines and columns.
fn cut(outcome: &Outcome, log: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let name = outcome.folder.path().join("zeek-cut");
    if !name.exists() {
        symlink(ZANDER, &name).expect("another name for the command");
    }
    let file = fs::File::open(outcome.folder.path().join(log)).expect("the log");
    let output = Command::new(name).args(columns).stdin(file).output().expect("the command runs");
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(|l| l.split('\t').map(str::to_owned).collect()).collect()
}

/// What analysts ask of ssl.log: who signed for themselves, which fingerprints there are, whose certificate has expired.
#[test]
fn questions_about_certificates() {
    for site in sites() {
        for form in ["LogAscii::use_json=T", "LogAscii::use_json=F"] {
            let outcome = run(&site, &["-C", "-r", "{captures}/tls.pcap", form]);
            let statuses = cut(&outcome, "ssl.log", &["server_name", "validation_status"]);
            assert!(
                statuses.contains(&vec!["www.example.com".into(), "self signed certificate".into()]),
                "{statuses:?}"
            );
            let ja3 = cut(&outcome, "ssl.log", &["ja3", "server_name"]);
            assert!(ja3.iter().all(|l| l[0].len() == 32), "{ja3:?}");
            let ends = cut(&outcome, "ssl.log", &["server_name", "not_valid_after", "not_valid_before"]);
            let seconds = |text: &str| text.parse::<f64>().ok();
            let lasts = |l: &Vec<String>| Some(seconds(&l[1])? - seconds(&l[2])?);
            // Certificates of TLS 1.3 are encrypted.
            let known: Vec<f64> = ends.iter().filter_map(lasts).collect();
            assert_eq!(known, [3650.0 * 86400.0], "{ends:?}");
        }
    }
}

#[test]
fn mail_and_feeds_that_change() {
    let watch = root().join("tests/site/watch.zeek").display().to_string();
    for site in sites() {
        let outcome = run(&site, &[&watch]);
        let subjects = values(&json(&outcome, "notice.log"), "sub");
        assert_eq!(subjects, ["198.51.100.50", "late.example"]);
        let mail = fs::read_to_string(outcome.folder.path().join("mail")).expect("mail came");
        assert_eq!(mail.matches("called with -t -oi").count(), 2, "{mail}");
        for part in
            ["To: soc@", "Subject: [Zeek] Intel::Notice", "Intel hit on 198.51.100.50", "late.example"]
        {
            assert!(mail.contains(part), "{part}: {mail}");
        }
    }
}
