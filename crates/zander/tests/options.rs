//! Options of the packet layer, each with what it changes.

use std::fs;
use zander_tests::command::{Outcome, run_in};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

fn run(words: &[&str]) -> Outcome {
    run_in(ZANDER, &[&["-C", "-r", "{captures}/dns.pcap"], words].concat(), |_| ())
}

/// The numbers of packets in each row of conn.log.
fn packets(outcome: &Outcome) -> Vec<String> {
    let column = |row: &str, at: usize| row.split('\t').nth(at).unwrap_or_default().to_owned();
    outcome.rows("conn.log").iter().map(|row| column(row, 16) + &column(row, 18)).collect()
}

/// Frames in the file of `-w`.
fn kept(outcome: &Outcome) -> usize {
    let file = fs::read(outcome.folder.path().join("kept.pcap")).expect("the file of -w");
    let (mut at, mut frames) = (24, 0);
    while let Some(length) = file.get(at + 8..at + 12) {
        at += 16 + u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        frames += 1;
    }
    frames
}

#[test]
fn bits_per_uid() {
    for (bits, digits) in [("32", 2..=7), ("96", 14..=18), ("128", 19..=23)] {
        let script = "event new_connection(c: connection) { print c$uid; }";
        let out = run(&["-e", script, &format!("bits_per_uid={bits}")]).stdout;
        assert!(!out.is_empty() && out.lines().all(|uid| digits.contains(&uid.len())), "{out}");
    }
}

#[test]
fn use_conn_size_analyzer() {
    let counted = |words: &[&str]| packets(&run(words)).iter().filter(|n| *n != "--").count();
    assert_eq!(counted(&["use_conn_size_analyzer=F"]), 0);
    assert_ne!(counted(&[]), 0);
}

#[test]
fn record_all_packets() {
    let all = kept(&run(&["-w", "kept.pcap"]));
    let script = "event new_connection(c: connection) { set_record_packets(c$id, F); }";
    let first = run(&["-w", "kept.pcap", "-e", script]);
    // The packet that begins a connection is kept before the script can say anything.
    let begun = first.rows("conn.log").len();
    assert!(begun < all && kept(&first) <= begun, "{} of {all} packets", kept(&first));
    assert_eq!(kept(&run(&["-w", "kept.pcap", "-e", script, "record_all_packets=T"])), all);
}

#[test]
fn done_with_network() {
    let script =
        "event zeek_init() { print done_with_network; } event zeek_done() { print done_with_network; }";
    assert_eq!(run(&["-e", script]).stdout, "F\nT\n");
}

#[test]
fn how_an_interface_is_shared() {
    let words = ["-i", "af_packet::lo", "AF_Packet::fanout_mode=AF_Packet::FANOUT_CBPF"];
    let outcome = run_in(ZANDER, &words, |_| ());
    assert_eq!(outcome.status, Some(1));
    assert!(outcome.stderr.contains("AF_Packet::fanout_mode"), "{}", outcome.stderr);
}
