//! What scripts see of packets, sessions and tunnels, over captures made for the purpose.

use std::fs;
use std::net::Ipv4Addr;
use zander_tests::command::run_in;
use zander_tests::frames::{Capture, Ends, dns};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");
const START: f64 = 1_700_000_000.0;

fn ends(port: u16, server_port: u16) -> Ends {
    Ends { client: (Ipv4Addr::new(10, 0, 0, 5), port), server: (Ipv4Addr::new(192, 0, 2, 7), server_port) }
}

/// Runs `script` over the capture: it prints `printed`, and the rows of `log`, cut to the columns named, are `rows`.
fn check(capture: Capture, script: &str, printed: &[&str], log: &str, columns: &[&str], rows: &[&str]) {
    let words = ["-C", "-r", "made.pcap", "made.zeek"];
    let outcome = run_in(ZANDER, &words, |folder| {
        fs::write(folder.join("made.pcap"), capture.file()).expect("the capture can be written");
        fs::write(folder.join("made.zeek"), script).expect("the script can be written");
    });
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""));
    assert_eq!(outcome.stdout.lines().collect::<Vec<_>>(), printed);
    let text = outcome.logs.get(log).map(String::as_str).unwrap_or_default();
    let fields = text.lines().find_map(|l| l.strip_prefix("#fields\t")).unwrap_or_default();
    let places: Vec<usize> =
        columns.iter().map(|c| fields.split('\t').position(|f| f == *c).unwrap_or_default()).collect();
    let mut found: Vec<String> = text
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split('\t').collect::<Vec<_>>())
        .map(|l| places.iter().map(|p| l[*p]).collect::<Vec<_>>().join(" "))
        .collect();
    let mut rows = rows.to_vec();
    found.sort();
    rows.sort();
    assert_eq!(found, rows);
}

/// VXLAN (RFC 7348) around the frames of a capture, in a datagram of `outer`.
fn vxlan(into: &mut Capture, outer: impl Fn(usize) -> Ends, inner: &Capture) {
    for (n, (time, frame)) in inner.frames().iter().enumerate() {
        let header = [8, 0, 0, 0, 0, 0, 42, 0];
        into.udp(*time, outer(n), true, &[&header[..], frame].concat());
    }
}

#[test]
fn tunnels_are_closed_with_their_connection() {
    let mut inner = Capture::default();
    inner.udp(START, ends(9000, 9001), true, b"inside");
    let mut capture = Capture::default();
    vxlan(&mut capture, |_| ends(50000, 4789), &inner);
    check(
        capture,
        "event new_connection(c: connection) { print c$id$resp_p, c?$tunnel ? |c$tunnel| : 0; }",
        &["4789/udp, 0", "9001/udp, 1"],
        "tunnel.log",
        &["id.orig_p", "id.resp_p", "tunnel_type", "action"],
        &["50000 4789 Tunnel::VXLAN Tunnel::DISCOVER", "50000 4789 Tunnel::VXLAN Tunnel::CLOSE"],
    );
}

#[test]
fn a_connection_may_change_its_tunnel_so_often() {
    let mut inner = Capture::default();
    for n in 0..5u16 {
        inner.udp(START + f64::from(n), ends(9000, 9001), true, b"inside");
    }
    let mut capture = Capture::default();
    vxlan(&mut capture, |n| ends(50000 + n as u16, 4789), &inner);
    check(
        capture,
        "redef Tunnel::max_changes_per_connection = 2;
         event tunnel_changed(c: connection, e: EncapsulatingConnVector) { print e[0]$cid$orig_p; }
         event conn_weird(name: string, c: connection, addl: string) { print name, addl; }",
        &[
            "50001/udp",
            "50002/udp",
            "tunnel_max_changes_per_connection_exceeded, 2",
            "tunnel_max_changes_per_connection_exceeded, 2",
        ],
        "weird.log",
        &["id.resp_p", "name"],
        &["9001 tunnel_max_changes_per_connection_exceeded"],
    );
}

#[test]
fn lookups_with_silence_between_are_connections_of_their_own() {
    let mut capture = Capture::default();
    for n in 0..2u16 {
        let at = START + 30.0 * f64::from(n);
        capture.udp(at, ends(4000, 53), true, &dns(n, "a.example", None));
        capture.udp(at + 0.5, ends(4000, 53), false, &dns(n, "a.example", Some(Ipv4Addr::new(192, 0, 2, 1))));
    }
    check(
        capture,
        "event udp_session_done(u: connection) { print \"done\", u$duration; }
         event connection_timeout(c: connection) { print \"timeout\", c$duration; }",
        &["timeout, 500.0 msecs", "done, 500.0 msecs", "timeout, 500.0 msecs", "done, 500.0 msecs"],
        "conn.log",
        &["id.orig_p", "service", "duration", "history"],
        &["4000 dns 0.500000 Dd", "4000 dns 0.500000 Dd"],
    );
}

#[test]
fn a_capture_may_begin_at_time_zero() {
    let mut capture = Capture::default();
    capture.udp(0.0, ends(4000, 9), true, b"a");
    capture.udp(0.5, ends(4000, 9), true, b"b");
    check(
        capture,
        "event network_time_init() { print network_time(); }
         event new_connection(c: connection) { print network_time(), c$start_time; }",
        &["1.0", "1.0, 0.0", "1.0"],
        "conn.log",
        &["ts", "duration"],
        &["0.000000 0.500000"],
    );
}

#[test]
fn all_events_when_a_script_asks() {
    let mut capture = Capture::default();
    capture.udp(START, ends(4000, 9), true, b"a");
    check(
        capture,
        "event zeek_init() { generate_all_events(); }
         event new_event(name: string, params: call_argument_vector)
             { if ( /^udp_/ in name || name == \"packet_not_processed\" ) print name, |params|; }",
        &["udp_request, 1"],
        "conn.log",
        &["history"],
        &["D"],
    );
}

#[test]
fn packets_that_nobody_takes_in() {
    let mut capture = Capture::default();
    let header = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
    // An ARP request, a frame of LLC with nothing known in it, and an EtherType that nobody has.
    let arp = [0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2];
    capture.frame(START, [&header[..], &[8, 6], &arp].concat());
    capture.frame(START, [&header[..], &[0, 4], &[0x42, 0x42, 3, 0]].concat());
    capture.frame(START, [&header[..], &[0x99, 0x99], &[0; 8]].concat());
    check(
        capture,
        "event arp_request(mac_src: string, mac_dst: string, SPA: addr, SHA: string, TPA: addr, THA: string)
             { print mac_src, mac_dst, SPA, TPA; }
         event packet_not_processed(pkt: pcap_packet) { print pkt$caplen, pkt$link_type; }",
        &["02:00:00:00:00:01, 02:00:00:00:00:02, 10.0.0.1, 10.0.0.2", "18, LINK_UNKNOWN", "22, LINK_UNKNOWN"],
        "conn.log",
        &[],
        &[],
    );
}

#[test]
fn some_weirds_are_not_logged_and_some_only_once() {
    let mut capture = Capture::default();
    const SYN_ACK: u8 = 0x12;
    for port in [4000, 4001] {
        capture.tcp(START, ends(port, 80), false, 1, 1, SYN_ACK, b"");
    }
    check(
        capture,
        "event conn_weird(name: string, c: connection, addl: string) { print name; }",
        &["unsolicited_SYN_response", "unsolicited_SYN_response"],
        "weird.log",
        &[],
        &[],
    );
}

#[test]
fn scripts_discard_packets() {
    let mut capture = Capture::default();
    capture.udp(START, ends(4000, 9), true, b"keep");
    capture.udp(START + 1.0, ends(4000, 9), true, b"drop this");
    capture.tcp(START + 2.0, ends(4001, 80), true, 1, 0, 2, b"");
    check(
        capture,
        "redef discarder_maxlen = 6;
         function discarder_check_udp(p: pkt_hdr, d: string): bool { print p$udp$sport, d; return d[0:4] == \"drop\"; }
         function discarder_check_ip(p: pkt_hdr): bool { return p?$tcp; }",
        &["4000/udp, keep", "4000/udp, drop t"],
        "conn.log",
        &["id.orig_p", "orig_pkts"],
        &["4000 1"],
    );
}

#[test]
fn scripts_filter_packets_by_their_ends() {
    // The sender's filter decides before the receiver's; flags let TCP packets pass.
    for (script, rows) in [
        ("event zeek_init() { install_src_addr_filter(10.0.0.5, 2, 1.0); }", &["4001", "9"][..]),
        (
            "redef packet_filter_default = T;
          event zeek_init() { install_dst_addr_filter(192.0.2.8, 0, 0.0); }",
            &[],
        ),
        ("redef packet_filter_default = T;", &["4000", "4001", "9"]),
    ] {
        let mut capture = Capture::default();
        capture.udp(START, ends(4000, 9), true, b"a");
        capture.tcp(START + 1.0, ends(4001, 80), true, 1, 0, 2, b"");
        capture.udp(START + 2.0, ends(4002, 9), false, b"a");
        check(capture, script, &[], "conn.log", &["id.orig_p"], rows);
    }
}

#[test]
fn scripts_tell_layers_of_each_other() {
    let mut inner = Capture::default();
    inner.udp(START, ends(4000, 9), true, b"a");
    let frame = &inner.frames()[0].1;
    let (ethernet, ip) = frame.split_at(12);
    let mut capture = Capture::default();
    // An EtherType of somebody's own before a VLAN tag, and an LLC service access point that carries IP.
    capture.frame(START, [ethernet, &[0x12, 0x34, 0, 5], ip].concat());
    capture.frame(START, [ethernet, &[0, 60, 0x77, 0x77, 3], &ip[2..], &[0; 60]].concat());
    check(
        capture,
        "event zeek_init()
             {
             PacketAnalyzer::register_packet_analyzer(PacketAnalyzer::ANALYZER_ETHERNET, 0x1234, PacketAnalyzer::ANALYZER_VLAN);
             PacketAnalyzer::try_register_packet_analyzer_by_name(\"LLC\", 0x77, \"IP\");
             }
         event new_connection(c: connection) { print c?$vlan ? c$vlan : 0; }
         event unknown_protocol(n: string, p: count, first: string, history: string_vec) { print n, p; }",
        &["5"],
        "conn.log",
        &["orig_pkts"],
        &["2"],
    );
    // Captures may begin with bytes of a kind that nobody knows.
    let mut capture = Capture::default();
    capture.frame(START, [&[1, 2, 3, 4, 5, 6][..], &ip[2..]].concat());
    check(
        capture,
        "redef PacketAnalyzer::SKIP::skip_bytes = 6;
         event zeek_init()
             { PacketAnalyzer::register_packet_analyzer(PacketAnalyzer::ANALYZER_ROOT, 1, PacketAnalyzer::ANALYZER_SKIP); }",
        &[],
        "conn.log",
        &["orig_pkts"],
        &["1"],
    );
}
