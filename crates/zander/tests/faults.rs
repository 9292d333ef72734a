//! What goes wrong outside: captures that end too soon or hold nonsense, disks that are full, folders that cannot be
//! written. What was there before is analysed, the logs are finished, one line says what and where, and the status is 1.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use zander_tests::command::root;

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

fn dns() -> Vec<u8> {
    fs::read(root().join("tests/captures/dns.pcap")).expect("the capture")
}

/// Where each record of a classic pcap file begins, and where the last one ends.
fn records(file: &[u8]) -> Vec<usize> {
    let mut at = 24;
    let mut all = vec![at];
    while let Some(length) = file.get(at + 8..at + 12) {
        at += 16 + u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
        all.push(at);
    }
    all
}

fn run(folder: &Path, words: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(ZANDER)
        .args(words)
        .current_dir(folder)
        .env_remove("ZEEKPATH")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // Who ends early does not read all of it.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin);
    child.wait_with_output().expect("it ends")
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Rows of a log that was finished.
fn rows(folder: &Path, log: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.join(log)).unwrap_or_default();
    assert!(text.lines().last().is_some_and(|l| l.starts_with("#close")), "{log} was not finished: {text:?}");
    text.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("memory")
}

/// The same packets in one pcapng section.
fn pcapng(file: &[u8]) -> Vec<u8> {
    let word = |at: usize| u32::from_le_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]);
    let mut packets = Vec::new();
    for pair in records(file).windows(2) {
        let at = pair[0];
        packets.push(zander_tests::mutate::Packet {
            micros: u64::from(word(at)) * 1_000_000 + u64::from(word(at + 4)),
            link_type: word(20) as u16,
            data: file[at + 16..pair[1]].to_vec(),
            wire_len: word(at + 12),
        });
    }
    let begin = packets.first().map_or(0, |p| p.micros);
    packets.iter_mut().for_each(|p| p.micros -= begin);
    let mut series = zander_tests::mutate::Series::new(Vec::new()).expect("memory");
    series.capture(&packets, 0).expect("memory");
    series.into_inner()
}

#[test]
fn whole_captures_in_every_form() {
    let plain = dns();
    let expected = {
        let folder = tempfile::tempdir().expect("a folder");
        let output = run(folder.path(), &["-C", "-r", "-"], &plain);
        assert_eq!((output.status.code(), message(&output)), (Some(0), String::new()));
        rows(folder.path(), "dns.log").len()
    };
    assert!(expected > 0);
    let forms = [plain.clone(), gzip(&plain), zstd(&plain), pcapng(&plain), gzip(&pcapng(&plain))];
    for (n, bytes) in forms.iter().enumerate() {
        for by_pipe in [true, false] {
            let folder = tempfile::tempdir().expect("a folder");
            fs::write(folder.path().join("capture"), bytes).expect("a file");
            let name = if by_pipe { "-" } else { "capture" };
            let output = run(folder.path(), &["-C", "-r", name], if by_pipe { bytes } else { b"" });
            assert_eq!((output.status.code(), message(&output)), (Some(0), String::new()), "form {n}");
            assert_eq!(rows(folder.path(), "dns.log").len(), expected, "form {n}, by a pipe: {by_pipe}");
        }
    }
}

#[test]
fn broken_captures_are_read_up_to_their_fault() {
    let plain = dns();
    let places = records(&plain);
    // The fourth record: cut within its header, within its bytes, or of a length that cannot be.
    let fourth = places[3];
    let mut absurd = plain.clone();
    absurd[fourth + 8..fourth + 12].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    let ng = pcapng(&plain);
    // Within the last packet's block: it has twelve bytes around it.
    let ng_cut = ng[..ng.len() - 6].to_vec();
    let cases: [(&str, Vec<u8>, usize, &str); 6] = [
        ("within a header", plain[..fourth + 7].to_vec(), 3, &format!("(at byte {fourth})")),
        ("within a packet", plain[..fourth + 30].to_vec(), 3, &format!("(at byte {fourth})")),
        ("an absurd length", absurd, 3, &format!("(at byte {fourth})")),
        ("gzip, within a packet", gzip(&plain[..fourth + 30]), 3, &format!("(at byte {fourth})")),
        ("zstd, within a packet", zstd(&plain[..fourth + 30]), 3, &format!("(at byte {fourth})")),
        ("pcapng", ng_cut, places.len() - 2, "(at byte "),
    ];
    for (what, bytes, packets, place) in &cases {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("capture"), bytes).expect("a file");
        let count = "event zeek_done() { print get_net_stats()$pkts_recvd; }";
        let output = run(folder.path(), &["-C", "-r", "capture", "-w", "copy", "-e", count], b"");
        let said = message(&output);
        assert_eq!(output.status.code(), Some(1), "{what}: {said}");
        assert_eq!(said.lines().count(), 1, "{what}: {said}");
        assert!(said.starts_with("zander: capture: ") && said.contains(place), "{what}: {said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), packets.to_string(), "{what}");
        rows(folder.path(), "conn.log");
        // What was read is in the copy, and no fault with it.
        let copy = fs::read(folder.path().join("copy")).expect("the copy");
        assert_eq!(records(&copy).len() - 1, *packets, "{what}");
        assert_eq!(records(&copy).last(), Some(&copy.len()), "{what}");
    }
}

#[test]
fn a_filter_and_a_copy() {
    let plain = dns();
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &["-C", "-r", "-", "-f", "udp dst port 53", "-w", "copy"], &plain);
    assert_eq!((output.status.code(), message(&output)), (Some(0), String::new()));
    let copy = fs::read(folder.path().join("copy")).expect("the copy");
    let (all, some) = (records(&plain).len() - 1, records(&copy).len() - 1);
    assert!(0 < some && some < all, "{some} of {all}");
    let filter = rows(folder.path(), "packet_filter.log");
    assert!(filter[0].contains("udp dst port 53"), "{filter:?}");

    let output = run(folder.path(), &["-C", "-r", "-", "-f", "no such filter"], &plain);
    assert_eq!(output.status.code(), Some(1));
    assert!(message(&output).contains("filter \"no such filter\""), "{}", message(&output));
}

#[test]
fn a_full_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    symlink("/dev/full", folder.path().join("dns.log")).expect("a link");
    let output = run(folder.path(), &["-C", "-r", "-"], &dns());
    let said = message(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot write dns.log: No space left on device"), "{said}");
    assert!(said.contains("lines are lost"), "{said}");
    // The other logs are whole.
    assert!(!rows(folder.path(), "conn.log").is_empty());

    let output = run(folder.path(), &["-C", "-r", "-", "-w", "/dev/full"], &dns());
    assert_eq!(output.status.code(), Some(1));
    assert!(message(&output).contains("/dev/full: No space left on device"), "{}", message(&output));
}

#[test]
fn a_folder_that_cannot_be_written() {
    for place in ["/dev/null/logs", "/proc/no/logs"] {
        let folder = tempfile::tempdir().expect("a folder");
        let setting = format!("Log::default_logdir={place}");
        let output = run(folder.path(), &["-C", "-r", "-", &setting], &dns());
        let said = message(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(&format!("cannot write {place}")), "{said}");
        assert!(said.contains("rows of the log conn are lost"), "{said}");
    }
}
