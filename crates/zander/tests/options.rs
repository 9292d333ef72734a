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

#[test]
fn counters_of_tcp_when_its_analyzer_is_enabled() {
    let script = "event conn_stats(c: connection, os: endpoint_stats, rs: endpoint_stats) \
                  { print os$num_pkts == c$orig$num_pkts, rs$num_pkts == c$resp$num_pkts, os$num_rxmit, rs$endian_type; }";
    let ssh = |words: &[&str]| {
        let all = [&["-C", "-r", "{captures}/ssh.pcap", "-e", script], words].concat();
        run_in(ZANDER, &all, |_| ()).stdout
    };
    assert_eq!(ssh(&[]), "");
    let on = "Analyzer::disabled_analyzers-={AllAnalyzers::ANALYZER_ANALYZER_TCPSTATS}";
    assert_eq!(ssh(&[on]), "T, T, 0, 2\nT, T, 0, 2\n");
}

#[test]
fn dpd_late_match_stop() {
    let script = "event protocol_late_match(c: connection, atype: Analyzer::Tag) { print atype; }";
    let signatures = "signature late {\n\tip-proto == tcp\n\tpayload /.*QUIT/\n\tenable \"irc\"\n}\n";
    let matched = |words: &[&str]| {
        let all = [&["-C", "-r", "{captures}/smtp.pcap", "-s", "late.sig", "-e", script], words].concat();
        let outcome = run_in(ZANDER, &all, |folder| {
            fs::write(folder.join("late.sig"), signatures).expect("the file can be written");
        });
        assert_eq!(outcome.stderr, "");
        outcome.stdout
    };
    let whole = ["dpd_match_only_beginning=F", "dpd_buffer_size=60"];
    assert_eq!(matched(&whole[1..]), "");
    let all = matched(&whole);
    assert!(!all.is_empty() && all.lines().all(|l| l == "Analyzer::ANALYZER_IRC"), "{all}");
}
