//! Scripts that detect something, over captures made for them.

use std::fs;
use std::net::Ipv4Addr;
use zander_tests::command::{Outcome, root, run_in};
use zander_tests::frames::{Capture, Ends, dns};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

fn ends(port: u16, server_port: u16) -> Ends {
    Ends { client: (Ipv4Addr::new(10, 0, 0, 5), port), server: (Ipv4Addr::new(198, 51, 100, 7), server_port) }
}

fn run_script(script: &str, capture: Capture) -> Outcome {
    let script = root().join("tests/scripts").join(script).display().to_string();
    run_in(ZANDER, &["-r", "made.pcap", &script], |folder| {
        fs::write(folder.join("made.pcap"), capture.file()).expect("the capture can be written");
    })
}

/// The script raises exactly one notice, of this kind, with this text.
fn check(outcome: &Outcome, note: &str, message: &str) {
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    let rows = outcome.rows("notice.log");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].contains(note) && rows[0].contains(message), "{}", rows[0]);
}

#[test]
fn long_names_below_one_domain() {
    let mut capture = Capture::default();
    for n in 0..60u16 {
        let name = format!("{:040x}.{n}.tunnel.example", u64::from(n) * 7919);
        let at = 1_700_000_000.0 + f64::from(n) * 0.5;
        capture.udp(at, ends(4000 + n, 53), true, &dns(n, &name, None));
        capture.udp(at + 0.01, ends(4000 + n, 53), false, &dns(n, &name, Some(Ipv4Addr::new(192, 0, 2, 1))));
    }
    let outcome = run_script("tunnel.zeek", capture);
    check(&outcome, "LongNames::Many_Long_Names", "10.0.0.5 asks for long names below tunnel.example");
    assert_eq!(outcome.rows("dns.log").len(), 60);
}

#[test]
fn connections_at_regular_intervals() {
    let mut capture = Capture::default();
    for n in 0..15u16 {
        let at = 1_700_000_000.0 + f64::from(n) * 60.0;
        let reply = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        capture.exchange(at, ends(5000 + n, 80), b"GET /a HTTP/1.1\r\nHost: c2.example\r\n\r\n", reply);
    }
    let outcome = run_script("beacon.zeek", capture);
    check(&outcome, "Regular::Regular_Connections", "10.0.0.5 -> 198.51.100.7:80/tcp every 60.0s (0.00)");
    assert_eq!(outcome.rows("http.log").len(), 15);
}

#[test]
fn a_cut_capture_is_read_up_to_the_cut() {
    let mut capture = Capture::default();
    for n in 0..10u16 {
        capture.exchange(
            1_700_000_000.0 + f64::from(n),
            ends(6000 + n, 80),
            b"GET / HTTP/1.0\r\n\r\n",
            b"HTTP/1.0 200 OK\r\n\r\nhi",
        );
    }
    let mut file = capture.file();
    file.truncate(file.len() - 20);
    let cut = file.len();
    let outcome = run_in(ZANDER, &["-r", "cut.pcap"], |folder| {
        fs::write(folder.join("cut.pcap"), file).expect("a capture")
    });
    assert_eq!(outcome.status, Some(1));
    assert_eq!(outcome.rows("conn.log").len(), 10);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("cut.pcap") && outcome.stderr.contains("byte"),
        "{} of {cut}",
        outcome.stderr
    );
}
