//! Link layers and IP.

use super::Traffic::{Cut, Frames};
use super::{Case, case, inner, padded, patched, with};
use crate::build::{DONT_FRAGMENT, Ip, MORE_FRAGMENTS, TCP, Tcp, UDP, V4, V6, ethernet, frame};
use crate::conversation::hex;
use crate::pcap::{ETHERNET, RAW};

/// Link types of the LINKTYPE registry.
const NULL: u32 = 0;
const PPP: u32 = 9;
const FDDI: u32 = 10;
const PPP_SERIAL: u32 = 50;
const WIRELESS: u32 = 105;
const SLL: u32 = 113;
const RADIOTAP: u32 = 127;
const NFLOG: u32 = 239;
const SLL2: u32 = 276;

/// Options are only looked at for somebody who wants them.
const SOLICITED: &[&str] =
    &["-e", "event icmp_router_solicitation(c: connection, i: icmp_info, o: icmp6_nd_options) { }"];

fn fragments(all: &[(u16, usize)]) -> Vec<Vec<u8>> {
    let one = |(n, &(fragment, length)): (usize, &(u16, usize))| {
        frame(&V4 { id: 9, fragment, ..V4::default() }.packet(UDP, &vec![n as u8; length]))
    };
    all.iter().enumerate().map(one).collect()
}

/// An IPv6 packet whose chain of extension headers is given in hexadecimal, the first of this kind, with UDP behind.
fn chain(first: u8, headers: &str) -> Vec<Vec<u8>> {
    let datagram = V6::default().udp(1000, 2000, b"x");
    let payload = [&hex(headers)[..], &datagram[40..]].concat();
    vec![frame(&V6::default().packet(first, &payload))]
}

fn wireless(control: &str, length: usize) -> Vec<Vec<u8>> {
    vec![padded(&hex(control), length)]
}

/// A router solicitation or the like with this behind its first eight bytes.
fn neighbour_discovery(kind: u8, body: &str) -> Vec<Vec<u8>> {
    let message = [&[kind, 0, 0, 0, 0, 0, 0, 0], &hex(body)[..]].concat();
    vec![frame(&V6::default().checked(58, message, 2))]
}

pub fn link_layers() -> Vec<Case> {
    vec![
        case(Frames(ETHERNET, || vec![vec![0; 16]]), &["truncated_ethernet_frame - ETHERNET nobody"]),
        case(
            Frames(ETHERNET, || vec![ethernet(1400, &[0; 100])]),
            &["truncated_ethernet_frame - ETHERNET nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![ethernet(1501, &[0; 100])]),
            &["undefined_ether_type - ETHERNET nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![ethernet(0x8903, &[0; 16])]),
            &["truncated_link_header_cfp - ETHERNET nobody"],
        ),
        case(Frames(ETHERNET, || vec![ethernet(0x8100, &[0; 4])]), &["truncated_VLAN_header - VLAN nobody"]),
        case(
            Frames(ETHERNET, || vec![ethernet(0x8100, &hex("0001 05dd 0000"))]),
            &["undefined_vlan_protocol - VLAN nobody"],
        ),
        case(
            Frames(ETHERNET, || {
                vec![ethernet(0x88a8, &[&hex("0001 8100 0002 8100 0003 0800")[..], &inner()].concat())]
            }),
            &["triple_tagged_vlan_unsupported inner VLAN tag overwritten VLAN nobody"],
        ),
        case(Frames(ETHERNET, || vec![ethernet(0x88e7, &[0; 18])]), &["truncated_PBB_header - PBB nobody"]),
        case(
            Frames(ETHERNET, || vec![ethernet(0x8926, &[0; 6])]),
            &["truncated_vntag_header - VNTAG nobody"],
        ),
        case(Frames(ETHERNET, || vec![ethernet(0x8847, &[0; 8])]), &["truncated_link_header - MPLS nobody"]),
        case(
            Frames(ETHERNET, || vec![ethernet(0x8864, &[0; 8])]),
            &["truncated_pppoe_header - PPPOE nobody"],
        ),
        case(
            Frames(ETHERNET, || {
                vec![ethernet(0x8864, &[&hex("1100 0001 0008 0021")[..], &inner()].concat())]
            }),
            &["pppoe_extra_data_after_payload - PPPOE nobody", "truncated_IP - IP nobody"],
        ),
        case(
            Frames(ETHERNET, || {
                vec![ethernet(0x8864, &[&hex("1100 0001 0100 0021")[..], &inner()].concat())]
            }),
            &["pppoe_truncated_payload - PPPOE nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![ethernet(0x0806, &hex("0001 0800 0604 0001 0000"))]),
            &["truncated_ARP - ARP nobody"],
        ),
        case(Frames(ETHERNET, || vec![ethernet(3, &hex("4242 00"))]), &["truncated_llc_header - LLC nobody"]),
        case(
            Frames(ETHERNET, || vec![ethernet(6, &hex("aaaa 03 000000"))]),
            &["truncated_snap_header - SNAP nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![ethernet(0x8100, &hex("0001 0002 aaaa"))]),
            &["truncated_snap_llc_header - SNAP nobody"],
        ),
        case(
            Frames(ETHERNET, || {
                vec![ethernet(
                    0x8100,
                    &[&hex("0001 8100").repeat(30)[..], &hex("0001 0800"), &inner()].concat(),
                )]
            }),
            &[
                "triple_tagged_vlan_unsupported inner VLAN tag overwritten VLAN nobody",
                "max_packet_analyzer_depth_exceeded - VLAN nobody",
            ],
        ),
        case(Frames(PPP, || vec![hex("0021")]), &["truncated_ppp_header - PPP nobody"]),
        case(Frames(PPP, || vec![hex("ff03 0021")]), &["truncated_ppp_hdlc_header - PPP nobody"]),
        case(
            Frames(PPP_SERIAL, || vec![hex("ff03 0021")]),
            &["truncated_ppp_serial_header - PPPSERIAL nobody"],
        ),
        case(Frames(FDDI, || vec![vec![0; 21]]), &["FDDI_analyzer_failed - FDDI nobody"]),
        case(Frames(NULL, || vec![hex("02000000")]), &["null_analyzer_failed - NULL nobody"]),
        case(Frames(SLL, || vec![vec![0; 16]]), &["truncated_Linux_SLL_header - LINUXSLL nobody"]),
        case(Frames(SLL2, || vec![vec![0; 20]]), &["truncated_Linux_SLL2_header - LINUXSLL2 nobody"]),
        case(Frames(NFLOG, || vec![hex("02000000")]), &["truncated_nflog_header - NFLOG nobody"]),
        case(
            Frames(NFLOG, || vec![hex("02010000 0800 0900 00000000")]),
            &["unknown_nflog_version - NFLOG nobody"],
        ),
        case(
            Frames(NFLOG, || vec![hex("02000000 0800 0100 00000000")]),
            &["nflog_no_pcap_payload - NFLOG nobody"],
        ),
        case(
            Frames(NFLOG, || vec![hex("02000000 0300 0100 00000000 00000000")]),
            &["nflog_bad_tlv_len (3 < 4) NFLOG nobody"],
        ),
        case(
            Frames(RADIOTAP, || vec![hex("0000 0900 00")]),
            &["truncated_radiotap_header - IEEE802_11_RADIO nobody"],
        ),
        case(Frames(WIRELESS, || wireless("0800", 24)), &["truncated_802_11_header - IEEE802_11 nobody"]),
        case(Frames(WIRELESS, || wireless("0800", 28)), &["truncated_802_11_llc_header - IEEE802_11 nobody"]),
        case(Frames(WIRELESS, || wireless("8800", 26)), &["truncated_802_11_header - IEEE802_11 nobody"]),
        case(
            Frames(WIRELESS, || {
                let mut frame = padded(&hex("8800"), 26);
                frame[24] = 0x80;
                frame.extend([0; 10]);
                vec![frame]
            }),
            &["truncated_802_11_amsdu_header - IEEE802_11 nobody"],
        ),
        case(
            Frames(WIRELESS, || {
                let mut frame = padded(&hex("8800"), 26);
                frame[24] = 0x80;
                frame.extend(padded(&[], 12));
                frame.extend(hex("0100 aaaa"));
                vec![frame]
            }),
            &["truncated_802_11_amsdu_packet - IEEE802_11 nobody"],
        ),
        case(
            Frames(WIRELESS, || {
                let mut frame = padded(&hex("8800"), 26);
                frame[24] = 0x80;
                frame.extend(padded(&[], 12));
                frame.extend(hex("0009 aaaa 03 000000 0800 45"));
                vec![frame]
            }),
            &["truncated_IP - IP nobody", "invalid_802_11_amsdu_inner_packet - IEEE802_11 nobody"],
        ),
    ]
}

pub fn ip() -> Vec<Case> {
    vec![
        case(Frames(RAW, || vec![vec![0x45; 19]]), &["truncated_IP - IP nobody"]),
        case(Frames(RAW, || vec![vec![0x25; 20]]), &["unknown_ip_version - IP nobody"]),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().udp(1000, 2000, b"payload"), &[(3, 99)])]),
            &["truncated_IP_len - IP nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().udp(1000, 2000, b"payload"), &[(0, 0x4f)])]),
            &["invalid_IP_header_size - IP nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().udp(1000, 2000, b"payload"), &[(0, 0x44)])]),
            &["IPv4_min_header_size - IP nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().udp(1000, 2000, b"payload"), &[(2, 0), (3, 0)])]),
            &["ip_hdr_len_zero - IP nobody"],
        ),
        case(
            Frames(ETHERNET, || vec![patched(V4::default().udp(1000, 2000, b"payload"), &[(8, 1)])]),
            &["bad_IP_checksum - IP hosts"],
        ),
        case(
            Cut(ETHERNET, || {
                let options = vec![1; 20];
                let packet = V4 { options, ..V4::default() }.udp(1000, 2000, b"payload");
                vec![(frame(&packet)[..14 + 30].to_vec(), 14 + packet.len())]
            }),
            &["internally_truncated_header - IP nobody"],
        ),
        case(
            Frames(ETHERNET, || fragments(&[(MORE_FRAGMENTS, 8), (MORE_FRAGMENTS | 10, 80)])),
            &["excessively_small_fragment - - hosts"],
        ),
        case(
            Frames(ETHERNET, || fragments(&[(MORE_FRAGMENTS, 80), (MORE_FRAGMENTS | 8065, 800)])),
            &["excessively_large_fragment - - hosts"],
        ),
        case(
            Frames(ETHERNET, || fragments(&[(MORE_FRAGMENTS | DONT_FRAGMENT, 80)])),
            &["fragment_with_DF - - hosts"],
        ),
        case(
            Frames(ETHERNET, || fragments(&[(MORE_FRAGMENTS, 80), (MORE_FRAGMENTS | 5, 80)])),
            &["fragment_inconsistency - - hosts"],
        ),
        case(
            Frames(ETHERNET, || {
                let one =
                    frame(&V4 { id: 9, fragment: MORE_FRAGMENTS, ..V4::default() }.packet(UDP, &[7; 80]));
                vec![one.clone(), one]
            }),
            &["fragment_overlap - - hosts"],
        ),
        case(
            Frames(ETHERNET, || fragments(&[(10, 80), (20, 80)])),
            &["fragment_size_inconsistency - - hosts"],
        ),
        case(
            Frames(ETHERNET, || {
                let ip = V4 { id: 9, fragment: MORE_FRAGMENTS, ..V4::default() };
                vec![
                    frame(&ip.packet(UDP, &[7; 80])),
                    frame(&V4 { fragment: MORE_FRAGMENTS | 10, ..ip }.packet(TCP, &[7; 80])),
                ]
            }),
            &["fragment_protocol_inconsistency - - hosts"],
        ),
        case(
            Cut(ETHERNET, || {
                let packet = V4 { fragment: MORE_FRAGMENTS | 10, ..V4::default() }.packet(UDP, &[7; 800]);
                vec![(frame(&packet)[..100].to_vec(), 14 + packet.len())]
            }),
            &["incompletely_captured_fragment - IP hosts"],
        ),
        case(
            Frames(ETHERNET, || vec![frame(&V4::default().packet(TCP, &[0; 19]))]),
            &["truncated_header - TCP hosts"],
        ),
        case(
            Cut(ETHERNET, || {
                let packet = V4::default().tcp(&Tcp::default(), b"payload");
                vec![(frame(&packet)[..14 + 30].to_vec(), 14 + packet.len())]
            }),
            &["internally_truncated_header - TCP hosts"],
        ),
        case(
            Frames(ETHERNET, || vec![frame(&V4::default().packet(2, &hex("16000000 e0000009")))]),
            &["igmp_invalid_checksum - IGMP hosts"],
        ),
        case(Frames(ETHERNET, || vec![frame(&V6::default().packet(59, b""))]), &["ipv6_no_next - IP hosts"]),
        // Routing headers: of type 0, of type 0 with an odd length, of type 2 with a wrong one, of an unknown one, two.
        case(
            Frames(ETHERNET, || chain(43, "1102 0000 00000000 20010db8000000000000000000000009")),
            &["routing0_hdr - - hosts"],
        ),
        case(
            Frames(ETHERNET, || {
                chain(43, "1103 0001 00000000 000000000000000000000000000000000000000000000000")
            }),
            &["odd_routing0_len - - hosts", "routing0_hdr - - hosts"],
        ),
        case(
            Frames(ETHERNET, || chain(43, "1101 0201 00000000 0000000000000000")),
            &["bad_routing2_len - - hosts"],
        ),
        case(Frames(ETHERNET, || chain(43, "1100 0900 00000000")), &["unknown_routing_type 9 - hosts"]),
        case(
            Frames(ETHERNET, || {
                chain(
                    43,
                    "2b02 0001 00000000 20010db8000000000000000000000002 1102 0001 00000000 20010db8000000000000000000000009",
                )
            }),
            &["routing0_hdr - - hosts", "multiple_routing_headers - - hosts"],
        ),
        // Options for the destination: a home address that is too short, two of them, one beyond the header.
        case(Frames(ETHERNET, || chain(60, "1100 c904 00000000")), &["bad_home_addr_len - - hosts"]),
        case(
            Frames(ETHERNET, || {
                chain(
                    60,
                    "1104 c910 20010db8000000000000000000000001 c910 20010db8000000000000000000000009 0100",
                )
            }),
            &["multiple_home_addr_opts - - hosts"],
        ),
        case(Frames(ETHERNET, || chain(60, "1100 0109 00000000")), &["bad_ipv6_dest_opt_len - - hosts"]),
        case(
            Frames(ETHERNET, || vec![frame(&V6::default().packet(135, &hex("3b00 0000 1234 0000")))]),
            &["bad_MH_checksum - IP hosts"],
        ),
        case(
            Frames(ETHERNET, || {
                let header = hex("0600 0000 0000 0000");
                vec![frame(&V6::default().checked(135, header, 4))]
            }),
            &["mobility_piggyback - IP hosts"],
        ),
        with(
            SOLICITED,
            Frames(ETHERNET, || neighbour_discovery(133, "01")),
            &["truncated_ICMPv6_ND_options - ICMP connection"],
        ),
        with(
            SOLICITED,
            Frames(ETHERNET, || neighbour_discovery(133, "0100 000000000000")),
            &["zero_length_ICMPv6_ND_option - ICMP connection"],
        ),
        // Messages that end before their options begin.
        with(
            &[
                "-e",
                "event icmp_router_advertisement(c: connection, info: icmp_info, cur_hop_limit: count, managed: bool, other: bool, home_agent: bool, pref: count, proxy: bool, rsv: count, router_lifetime: interval, reachable_time: interval, retrans_timer: interval, options: icmp6_nd_options) { }",
            ],
            Frames(ETHERNET, || neighbour_discovery(134, "00000000")),
            &["icmp6_ra_bad_opt_offset - ICMP connection"],
        ),
        with(
            &[
                "-e",
                "event icmp_neighbor_solicitation(c: connection, info: icmp_info, tgt: addr, options: icmp6_nd_options) { }",
            ],
            Frames(ETHERNET, || neighbour_discovery(135, "20010db8")),
            &["icmp6_ns_bad_opt_offset - ICMP connection"],
        ),
        with(
            &[
                "-e",
                "event icmp_neighbor_advertisement(c: connection, info: icmp_info, router: bool, solicited: bool, override: bool, tgt: addr, options: icmp6_nd_options) { }",
            ],
            Frames(ETHERNET, || neighbour_discovery(136, "20010db8")),
            &["icmp6_na_bad_opt_offset - ICMP connection"],
        ),
        with(
            &[
                "-e",
                "event icmp_redirect(c: connection, info: icmp_info, tgt: addr, dest: addr, options: icmp6_nd_options) { }",
            ],
            Frames(ETHERNET, || neighbour_discovery(137, "20010db8000000000000000000000009")),
            &["icmp6_redirect_bad_opt_offset - ICMP connection"],
        ),
        // What only the records of headers show.
        with(
            &["-e", "event ipv6_ext_headers(c: connection, p: pkt_hdr) { }"],
            Frames(ETHERNET, || chain(0, "1100 0509 00000000")),
            &["truncated_IPv6_option - - nobody"],
        ),
        with(
            &["-e", "event mobile_ipv6_message(p: pkt_hdr) { }"],
            Frames(ETHERNET, || vec![frame(&V6::default().checked(135, hex("3b00 0900 0000 0000"), 4))]),
            &["unknown_mobility_type 9 - nobody"],
        ),
    ]
}
