//! Tunnels, TCP, UDP and ICMP.

use super::Traffic::{Frames, Tcp as Talk};
use super::{Case, case, inner, patched, with};
use crate::build::{self, GRE, IPIP, Ip, SYN, Tcp, V4, V6, frame};
use crate::conversation::hex;
use crate::pcap::{ETHERNET, RAW};

/// Options are only looked at for somebody who wants them.
const OPTIONS: &[&str] =
    &["-e", "event tcp_options(c: connection, is_orig: bool, options: TCP::OptionList) { }"];
/// Not logged unless asked for.
const QUIET: &[&str] = &[
    "-e",
    "redef Weird::actions += { [\"spontaneous_FIN\"] = Weird::ACTION_LOG, [\"spontaneous_RST\"] = Weird::ACTION_LOG, \
     [\"FIN_after_reset\"] = Weird::ACTION_LOG };",
];

/// A datagram with this in it.
fn over_udp(port: u16, payload: &[u8]) -> Vec<Vec<u8>> {
    vec![frame(&V4::default().udp(40000, port, payload))]
}

/// A SYN with options.
fn with_options(options: &str) -> Vec<Vec<u8>> {
    let mut options = hex(options);
    options.resize(options.len().next_multiple_of(4), 0);
    vec![frame(&V4::default().tcp(&Tcp { to: 7777, flags: SYN, options, ..Tcp::default() }, b""))]
}

pub fn tunnels() -> Vec<Case> {
    vec![
        case(
            Frames(RAW, || vec![V4::default().packet(IPIP, &[0x60; 20])]),
            &["invalid_inner_IP_version - IPTUNNEL hosts"],
        ),
        case(
            Frames(RAW, || vec![V4::default().packet(IPIP, &inner()[..30])]),
            &["truncated_inner_IP - IPTUNNEL hosts"],
        ),
        case(
            Frames(RAW, || vec![V4::default().packet(IPIP, &[&inner()[..], &[0; 4]].concat())]),
            &["inner_IP_payload_length_mismatch - IPTUNNEL hosts"],
        ),
        case(
            Frames(RAW, || {
                let nest = |packet: Vec<u8>| V4::default().packet(IPIP, &packet);
                vec![nest(nest(nest(nest(nest(inner())))))]
            }),
            &["exceeded_tunnel_max_depth_in_tunnel - IPTUNNEL hosts"],
        ),
        case(
            Frames(RAW, || {
                let bad = patched(inner(), &[(3, 99)])[14..].to_vec();
                vec![V4::default().packet(IPIP, &V4::default().packet(GRE, &build::gre(&bad)))]
            }),
            &["truncated_IP_len_in_tunnel - IP nobody"],
        ),
        case(
            Frames(RAW, || vec![V4::default().packet(GRE, &hex("0000 08"))]),
            &["truncated_GRE - GRE hosts"],
        ),
        case(
            Frames(RAW, || vec![V4::default().packet(GRE, &[&hex("0002 0800")[..], &inner()].concat())]),
            &["unknown_gre_version version=2 GRE hosts"],
        ),
        case(
            Frames(RAW, || {
                vec![V4::default().packet(GRE, &[&hex("4000 0800 00000000")[..], &inner()].concat())]
            }),
            &["gre_routing - GRE hosts"],
        ),
        case(
            Frames(RAW, || vec![V4::default().packet(GRE, &[&hex("0040 0800")[..], &inner()].concat())]),
            &["unknown_gre_flags - GRE hosts"],
        ),
        case(
            Frames(RAW, || {
                vec![V4::default().packet(GRE, &[&hex("3001 0800 00000000")[..], &inner()].concat())]
            }),
            &["egre_protocol_type proto=2048 GRE hosts"],
        ),
        case(
            Frames(RAW, || {
                vec![
                    V4::default()
                        .packet(GRE, &[&hex("3001 880b 00000000 00000000 ff03 c021")[..], &[0; 20]].concat()),
                ]
            }),
            &["non_ip_packet_in_encap - GRE hosts"],
        ),
        case(
            Frames(ETHERNET, || over_udp(4789, &hex("08000000 00000100"))),
            &["vxlan_empty_packet - VXLAN hosts"],
        ),
        case(
            Frames(ETHERNET, || over_udp(6081, &hex("00006558 00000100"))),
            &["geneve_empty_packet - GENEVE hosts"],
        ),
        case(
            Frames(ETHERNET, || over_udp(6081, &hex("40006558 00000100"))),
            &["geneve_invalid_version 1 GENEVE connection"],
        ),
        case(
            Frames(ETHERNET, || over_udp(3544, &hex("0001 04"))),
            &["truncated_Teredo_authentication - TEREDO connection"],
        ),
        case(
            Frames(ETHERNET, || over_udp(3544, &hex("0000 04"))),
            &["truncated_Teredo_origin_indication - TEREDO connection"],
        ),
        case(
            Frames(ETHERNET, || over_udp(3544, &hex("6000 00000000"))),
            &["truncated_IPv6_in_Teredo - TEREDO connection"],
        ),
        case(Frames(ETHERNET, || over_udp(3544, &hex("60"))), &["truncated_Teredo - TEREDO connection"]),
        case(
            Frames(ETHERNET, || {
                over_udp(3544, &[V6::default().packet(59, b""), b"payload".to_vec()].concat())
            }),
            &["Teredo_bubble_with_payload - TEREDO connection"],
        ),
        case(
            Frames(ETHERNET, || {
                let nest = |packet: Vec<u8>| V4::default().packet(IPIP, &packet);
                over_udp(2152, &[])
                    .into_iter()
                    .chain([frame(&nest(nest(nest(nest(V4::default().udp(
                        2152,
                        2152,
                        &[&hex("30ff0022 00000001")[..], &inner()].concat(),
                    ))))))])
                    .collect()
            }),
            &["tunnel_depth - GTPV1 nobody"],
        ),
        case(
            Frames(ETHERNET, || over_udp(2152, &hex("3210 0008 00000000 0000 0000 ff 00"))),
            &["gtp_invalid_info_element 255 GTPV1 connection"],
        ),
        case(
            Frames(ETHERNET, || over_udp(5072, &[&hex("4452 1129 00000000")[..], &[0; 36]].concat())),
            &["ayiya_empty_packet - AYIYA hosts"],
        ),
        with(
            &["Tunnel::max_changes_per_connection=3"],
            Frames(ETHERNET, || {
                (0..8u8)
                    .map(|n| frame(&V4 { from: [10, 0, 1, n], ..V4::default() }.packet(IPIP, &inner())))
                    .collect()
            }),
            &["tunnel_max_changes_per_connection_exceeded 3 - connection"],
        ),
    ]
}

pub fn transports() -> Vec<Case> {
    vec![
        case(
            Frames(ETHERNET, || vec![patched(V4::default().tcp(&Tcp::default(), b""), &[(32, 0x40)])]),
            &["bad_TCP_header_len - TCP connection"],
        ),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().tcp(&Tcp::default(), b""), &[(32, 0xf0)])]),
            &["truncated_header - TCP connection"],
        ),
        with(
            &["-C"],
            Frames(ETHERNET, || vec![patched(V4::default().udp(1, 2, b"payload"), &[(25, 99)])]),
            &["UDP_datagram_length_mismatch 99 != 15 UDP connection"],
        ),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().udp(1, 2, b"payload"), &[(28, b'q')])]),
            &["bad_UDP_checksum - UDP connection"],
        ),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().icmp(8, 0, [0; 4], b"payload"), &[(28, b'q')])]),
            &["bad_ICMP_checksum - ICMP connection"],
        ),
        case(Talk("> S 100 - bad"), &["bad_TCP_checksum - TCP connection"]),
        case(Talk("> SR 100 -"), &["TCP_christmas - TCP connection"]),
        case(Talk("> SU 100 -"), &["baroque_SYN - TCP connection"]),
        case(Talk("> S 100 - data=abc"), &["SYN_with_data - TCP connection"]),
        case(Talk("> S 100 - opt=03030f"), &["TCP_scale_range 15 TCP connection"]),
        case(Talk("> S 100 -\n> S 150 -"), &["SYN_seq_jump - TCP connection"]),
        case(Talk("> S 100 -\n< S 100 -"), &["simultaneous_open - TCP connection"]),
        case(Talk("> S 100 -\n< SA 300 555"), &["bad_SYN_ack - TCP connection"]),
        case(Talk("> SA 100 300"), &["connection_originator_SYN_ack - TCP connection"]),
        case(
            Talk("> A 100 300 data=x\n> S 99 -"),
            &["SYN_inside_connection - - connection", "SYN_after_partial - TCP connection"],
        ),
        case(Talk("> S 100 -\n> SA 100 301"), &["repeated_SYN_with_ack - TCP connection"]),
        case(Talk("> S 100 -\n> . 101 - data=abc"), &["data_before_established - TCP connection"]),
        case(Talk("> S 100 -\n> F 101 -"), &["inappropriate_FIN - TCP connection"]),
        case(Talk("> S 100 -\n> A 101 301"), &["possible_split_routing - - connection"]),
        with(QUIET, Talk("> F 100 -"), &["spontaneous_FIN - TCP connection"]),
        with(QUIET, Talk("> R 100 -"), &["spontaneous_RST - TCP connection"]),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n< PA 301 101 data=abcd\n< SA 700 101"),
            &["SYN_inside_connection - - connection", "SYN_seq_jump - - connection"],
        ),
        case(
            Talk("> SA 300 101\n< A 101 301\n> S 100 -"),
            &[
                "connection_originator_SYN_ack - TCP connection",
                "SYN_seq_jump - - connection",
                "repeated_SYN_reply_wo_ack - TCP connection",
            ],
        ),
        with(
            &[
                "-e",
                "redef likely_server_ports += { 7777/tcp }; redef Weird::actions += { [\"unsolicited_SYN_response\"] = Weird::ACTION_LOG };",
            ],
            Talk("< SA 300 101\n> A 101 301"),
            &["unsolicited_SYN_response - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> FA 101 301\n> FA 101 301 data=more"),
            &["FIN_advanced_last_seq - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> FA 101 301\n> SA 100 301"),
            &["SYN_after_close - TCP connection"],
        ),
        with(
            QUIET,
            Talk(
                "> S 100 -\n< SA 300 101\n> A 101 301\n> R 101 -\n> A 101 301 data=abc\n> SA 101 301\n> F 101 -",
            ),
            &[
                "data_after_reset - TCP connection",
                "SYN_after_reset - TCP connection",
                "FIN_after_reset - TCP connection",
            ],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> S 9100 -"),
            &["active_connection_reuse - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> FA 101 301\n< FA 301 102\n> A 102 302\n> S 900 -"),
            &["premature_connection_reuse - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> A 90 301 data=old"),
            &["TCP_seq_underflow_or_misorder - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> A 101 1"),
            &["TCP_ack_underflow_or_misorder - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301 win=5000\n> A 101 301 win=100"),
            &["window_recision - - connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> A 101 301 data=abcdef cut=3"),
            &["truncated_tcp_payload - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> FA 101 301 +0.0001 times=1100"),
            &["FIN_storm - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> R 101 - +0.0001 times=1100"),
            &["RST_storm - TCP connection"],
        ),
        case(
            Talk("> S 100 -\n< SA 300 101\n> A 101 301\n> A 201 301 len=1000 times=20 step=1000"),
            &["above_hole_data_without_any_acks - TCP connection"],
        ),
        with(
            &["tcp_excessive_data_without_further_acks=5000"],
            Talk(
                "> S 100 -\n< SA 300 101\n> A 101 301 data=a\n< A 301 102\n> A 102 301 len=1000 times=10 step=1000",
            ),
            &["excessive_data_without_further_acks - TCP connection"],
        ),
        // Options of a length that is not theirs: MSS, window scale, SACK permitted, SACK, time stamps, Quick-Start,
        // user timeout, authentication, fast open.
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("020301")),
            &["tcp_option_mss_invalid_len 3 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("03040101")),
            &["tcp_option_window_scale_invalid_len 4 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("040301")),
            &["tcp_option_sack_invalid_len 3 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("050401020000")),
            &["tcp_option_sack_blocks_invalid_len 4 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("080401020000")),
            &["tcp_option_timestamps_invalid_len 4 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("1b0401020000")),
            &["tcp_option_qsresponse_invalid_len 4 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("1c03010000")),
            &["tcp_option_uto_invalid_len 3 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("1d0301")),
            &["tcp_option_ao_invalid_len 3 TCP connection"],
        ),
        with(
            OPTIONS,
            Frames(ETHERNET, || with_options("220501020300")),
            &["tcp_option_tfo_invalid_len 5 TCP connection"],
        ),
    ]
}
