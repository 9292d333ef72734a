//! What comes out of frames: packets, weirds, unknown protocols.

mod support;

use support::*;
use zander_wire::packet::FrameMeta;
use zander_wire::{LinkType, Options};

const INNER: &str = "10.0.0.1:1000 > 10.0.0.2:2000 17 3";

fn datagram() -> Vec<u8> {
    ipv4(17, &udp(1000, 2000, b"abc"))
}

fn check(what: &str, link_type: LinkType, data: &[u8], packets: &[&str], weirds: &[&str]) {
    let found = decode(link_type, data);
    assert_eq!(found.packets, packets, "{what}: {data:02x?}");
    assert_eq!(found.weirds, weirds, "{what}: {data:02x?}");
}

#[test]
fn peels_link_layers() {
    let ip = datagram();
    let frame = ethernet(0x0800, &ip);
    let snap = bytes(&[&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0], &ip]);
    let mut wireless = vec![0x08, 0x02];
    wireless.extend([0; 22]);
    let mut aggregate = vec![0x88, 0x02];
    aggregate.extend([0; 22]);
    aggregate.extend([0x80, 0]);
    for _ in 0..2 {
        aggregate.extend([0; 12]);
        aggregate.extend((snap.len() as u16).to_be_bytes());
        aggregate.extend(&snap);
        aggregate.resize((aggregate.len() - 26).next_multiple_of(4) + 26, 0);
    }
    let radiotap = bytes(&[&[0, 0, 8, 0, 0, 0, 0, 0], &wireless, &snap]);
    let nflog = bytes(&[&[2, 0, 0, 0, 5, 0, 1, 0, 9, 0, 0, 0, 4, 0, 9, 0], &ip]);
    let mut sll = vec![0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0];
    sll.extend(&ip);
    let mut sll2 = vec![8, 0];
    sll2.extend([0; 18]);
    sll2.extend(&ip);
    let control_word = ethernet(0x8847, &bytes(&[&[0, 1, 1, 64, 0, 0, 0, 1], &frame]));
    let fabric_path = bytes(&[&[2; 12], &[0x89, 3, 0, 0], &frame]);
    let table: &[(&str, LinkType, Vec<u8>)] = &[
        ("ethernet", LinkType::ETHERNET, frame.clone()),
        ("802.1Q", LinkType::ETHERNET, ethernet(0x8100, &vlan(5, 0x0800, &ip))),
        ("802.1ad", LinkType::ETHERNET, ethernet(0x88a8, &vlan(5, 0x8100, &vlan(6, 0x0800, &ip)))),
        ("802.1ah", LinkType::ETHERNET, ethernet(0x88e7, &bytes(&[&[0, 0, 0, 1], &frame]))),
        ("VNTag", LinkType::ETHERNET, ethernet(0x8926, &bytes(&[&[0, 0, 0, 0, 8, 0], &ip]))),
        ("FabricPath", LinkType::ETHERNET, fabric_path),
        ("MPLS", LinkType::ETHERNET, ethernet(0x8847, &bytes(&[&[0, 1, 0, 64, 0, 2, 1, 64], &ip]))),
        ("pseudowire", LinkType::ETHERNET, control_word),
        ("PPPoE", LinkType::ETHERNET, ethernet(0x8864, &bytes(&[&[0x11, 0, 0, 1, 0, 33, 0, 0x21], &ip]))),
        ("SNAP", LinkType::ETHERNET, ethernet(snap.len() as u16, &snap)),
        ("SNAP in VLAN", LinkType::ETHERNET, ethernet(0x8100, &vlan(1, snap.len() as u16, &snap))),
        ("PPP", LinkType::PPP, bytes(&[&[0, 0x21], &ip])),
        ("PPP, framed", LinkType::PPP, bytes(&[&[0xff, 3, 0, 0x21], &ip])),
        ("PPP, serial", LinkType::PPP_HDLC, bytes(&[&[0xff, 3, 0, 0x21], &ip])),
        ("PPP and MPLS", LinkType::PPP_HDLC, bytes(&[&[0xff, 3, 2, 0x81, 0, 1, 1, 64], &ip])),
        ("null", LinkType::NULL, bytes(&[&[2, 0, 0, 0], &ip])),
        ("null, other byte order", LinkType::NULL, bytes(&[&[0, 0, 0, 2], &ip])),
        ("loop", LinkType::LOOP, bytes(&[&[0, 0, 0, 2], &ip])),
        ("SLL", LinkType::LINUX_SLL, sll),
        ("SLL2", LinkType::LINUX_SLL2, sll2),
        ("NFLOG", LinkType::NFLOG, nflog),
        ("802.11", LinkType::IEEE802_11, bytes(&[&wireless, &snap])),
        ("radiotap", LinkType::IEEE802_11_RADIOTAP, radiotap),
        ("FDDI", LinkType::FDDI, bytes(&[&[0; 21], &ip])),
        ("raw", LinkType::RAW, ip.clone()),
        ("raw by version", LinkType::IPV4, ip.clone()),
    ];
    for (what, link_type, data) in table {
        check(what, *link_type, data, &[INNER], &[]);
    }
    check("A-MSDU", LinkType::IEEE802_11, &aggregate, &[INNER, INNER], &[]);
}

#[test]
fn enters_tunnels() {
    let ip = datagram();
    let frame = ethernet(0x0800, &ip);
    let gre = |header: &[u8], inner: &[u8]| ipv4(47, &bytes(&[header, inner]));
    let one = |kind: &str| format!("{kind} {INNER}");
    let pptp = [0x30, 1, 0x88, 0x0b, 0, 34, 0, 1, 0, 0, 0, 1, 0xff, 3, 0, 0x21];
    let table: &[(&str, Vec<u8>, String)] = &[
        ("4in4", ipv4(4, &ip), one("IP")),
        ("4in6", ipv6(4, &ip), one("IP")),
        ("4in4in6", ipv6(4, &ipv4(4, &ip)), one("IP IP")),
        ("GRE", gre(&[0, 0, 8, 0], &ip), one("GRE")),
        ("GRE in GRE", gre(&[0, 0, 8, 0], &gre(&[0, 0, 8, 0], &ip)), one("GRE GRE")),
        ("bridging", gre(&[0, 0, 0x65, 0x58], &frame), one("GRE")),
        ("ERSPAN I", gre(&[0, 0, 0x88, 0xbe], &frame), one("GRE")),
        ("ERSPAN II", gre(&[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], &frame), one("GRE")),
        ("PPTP", gre(&pptp, &ip), one("GRE")),
    ];
    for (what, data, expected) in table {
        check(what, LinkType::RAW, data, &[expected], &[]);
    }
    let vxlan = ipv4(17, &udp(5, 4789, &bytes(&[&[8, 0, 0, 0, 0, 0, 9, 0], &frame])));
    let carrier = "10.0.0.1:5 > 10.0.0.2:4789 17 53";
    check("VXLAN", LinkType::RAW, &vxlan, &[carrier, &one("VXLAN")], &[]);
    let empty = ipv4(17, &udp(5, 4789, &[8, 0, 0, 0, 0, 0, 9, 0]));
    let carrier = "10.0.0.1:5 > 10.0.0.2:4789 17 8";
    check("empty VXLAN", LinkType::RAW, &empty, &[carrier], &["vxlan_empty_packet VXLAN flow"]);
}

#[test]
fn tunnels_end_at_the_limit() {
    let mut packet = datagram();
    for _ in 0..4 {
        packet = ipv4(4, &packet);
    }
    check("four", LinkType::RAW, &packet, &[&format!("IP IP IP IP {INNER}")], &[]);
    packet = ipv4(4, &packet);
    check("five", LinkType::RAW, &packet, &[], &["exceeded_tunnel_max_depth_in_tunnel IPTUNNEL flow"]);
    // As many as a packet holds, with no limit set: the deepest that any configuration may go.
    while packet.len() + 20 < 65535 {
        packet = ipv4(4, &packet);
    }
    let options = Options { max_tunnel_depth: usize::MAX, ignore_checksums: true, ..Options::default() };
    let found = decode_all(options, LinkType::RAW, &[(&packet, packet.len())]);
    assert_eq!(found.weirds, ["exceeded_tunnel_max_depth_in_tunnel IPTUNNEL flow"]);
    // Tags as many as a frame holds.
    let mut tags = datagram();
    for _ in 0..40 {
        tags = vlan(1, 0x8100, &tags);
    }
    let found = decode(LinkType::ETHERNET, &ethernet(0x8100, &tags));
    assert_eq!(found.weirds.last().unwrap(), "max_packet_analyzer_depth_exceeded VLAN");
}

#[test]
fn names_what_is_wrong_with_links() {
    let table: &[(LinkType, Vec<u8>, &str)] = &[
        (LinkType::ETHERNET, vec![0; 16], "truncated_ethernet_frame ETHERNET"),
        (LinkType::ETHERNET, ethernet(1400, &[0; 100]), "truncated_ethernet_frame ETHERNET"),
        (LinkType::ETHERNET, ethernet(1510, &[0; 100]), "undefined_ether_type ETHERNET"),
        (LinkType::ETHERNET, ethernet(0x8903, &[0; 16]), "truncated_link_header_cfp ETHERNET"),
        (LinkType::ETHERNET, ethernet(0x8100, &[0; 4]), "truncated_VLAN_header VLAN"),
        (LinkType::ETHERNET, ethernet(0x8100, &vlan(1, 4, &[0])), "truncated_VLAN_header VLAN"),
        (LinkType::ETHERNET, ethernet(0x8100, &vlan(1, 1510, &[0; 9])), "undefined_vlan_protocol VLAN"),
        (LinkType::ETHERNET, ethernet(0x88e7, &[0; 18]), "truncated_PBB_header PBB"),
        (LinkType::ETHERNET, ethernet(0x8926, &[0; 6]), "truncated_vntag_header VNTAG"),
        (LinkType::ETHERNET, ethernet(0x8847, &[0; 8]), "truncated_link_header MPLS"),
        (LinkType::ETHERNET, ethernet(0x8864, &[0; 8]), "truncated_pppoe_header PPPOE"),
        (LinkType::ETHERNET, ethernet(0x0806, &[0, 1, 8, 0, 6, 4, 0, 1, 0, 0, 0]), "truncated_ARP ARP"),
        (LinkType::ETHERNET, ethernet(3, &[0x42, 0x42, 0]), "truncated_llc_header LLC"),
        (LinkType::ETHERNET, ethernet(6, &[0xaa, 0xaa, 3, 0, 0, 0]), "truncated_snap_header SNAP"),
        (LinkType::ETHERNET, ethernet(0x8100, &vlan(1, 2, &[0xaa, 0xaa])), "truncated_snap_llc_header SNAP"),
        (LinkType::PPP, vec![0, 0x21], "truncated_ppp_header PPP"),
        (LinkType::PPP, vec![0xff, 3, 0, 0x21], "truncated_ppp_hdlc_header PPP"),
        (LinkType::PPP_HDLC, vec![0xff, 3, 0, 0x21], "truncated_ppp_serial_header PPPSERIAL"),
        (LinkType::NULL, vec![2, 0, 0, 0], "null_analyzer_failed NULL"),
        (LinkType::LINUX_SLL, vec![0; 16], "truncated_Linux_SLL_header LINUXSLL"),
        (LinkType::LINUX_SLL2, vec![0; 20], "truncated_Linux_SLL2_header LINUXSLL2"),
        (LinkType::NFLOG, vec![2, 0, 0, 0], "truncated_nflog_header NFLOG"),
        (LinkType::NFLOG, vec![2, 1, 0, 0, 0], "unknown_nflog_version NFLOG"),
        (LinkType::NFLOG, vec![2, 0, 0, 0, 4, 0, 1, 0], "nflog_no_pcap_payload NFLOG"),
        (LinkType::NFLOG, vec![2, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0], "nflog_bad_tlv_len [(256 > 8)] NFLOG"),
        (LinkType::NFLOG, vec![2, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0], "nflog_bad_tlv_len [(3 < 4)] NFLOG"),
        (LinkType::FDDI, vec![0; 21], "FDDI_analyzer_failed FDDI"),
        (LinkType::IEEE802_11_RADIOTAP, vec![0; 3], "truncated_radiotap_header IEEE802_11_RADIO"),
        (LinkType::IEEE802_11_RADIOTAP, vec![0, 0, 9, 0, 0], "truncated_radiotap_header IEEE802_11_RADIO"),
        (LinkType::IEEE802_11, vec![8; 24], "truncated_802_11_header IEEE802_11"),
        (LinkType::IEEE802_11, bytes(&[&[8, 0], &[0; 23]]), "truncated_802_11_llc_header IEEE802_11"),
    ];
    for (link_type, data, weird) in table {
        check("link", *link_type, data, &[], &[weird]);
    }
    let mut aggregate = vec![0x88, 0x02];
    aggregate.extend([0; 22]);
    aggregate.extend([0x80, 0]);
    let amsdu = |rest: &[u8]| bytes(&[&aggregate, rest]);
    check(
        "A-MSDU",
        LinkType::IEEE802_11,
        &amsdu(&[0; 13]),
        &[],
        &["truncated_802_11_amsdu_header IEEE802_11"],
    );
    let long = bytes(&[&[0; 12], &[1, 0]]);
    check("A-MSDU", LinkType::IEEE802_11, &amsdu(&long), &[], &["truncated_802_11_amsdu_packet IEEE802_11"]);
    let other = bytes(&[&[0; 12], &[0, 8], &[0; 8]]);
    check(
        "A-MSDU",
        LinkType::IEEE802_11,
        &amsdu(&other),
        &[],
        &["invalid_802_11_amsdu_inner_packet IEEE802_11"],
    );
}

#[test]
fn goes_on_after_what_is_only_odd() {
    let ip = datagram();
    let three = ethernet(0x8100, &vlan(1, 0x8100, &vlan(2, 0x8100, &vlan(3, 0x0800, &ip))));
    let weird = "triple_tagged_vlan_unsupported [inner VLAN tag overwritten] VLAN";
    check("three tags", LinkType::ETHERNET, &three, &[INNER], &[weird]);
    let padded = ethernet(0x8864, &bytes(&[&[0x11, 0, 0, 1, 0, 33, 0, 0x21], &ip, &[0; 4]]));
    check("padded", LinkType::ETHERNET, &padded, &[INNER], &["pppoe_extra_data_after_payload PPPOE"]);
    let cut = ethernet(0x8864, &bytes(&[&[0x11, 0, 0, 1, 0, 99, 0, 0x21], &ip]));
    check("cut", LinkType::ETHERNET, &cut, &[INNER], &["pppoe_truncated_payload PPPOE"]);
}

#[test]
fn names_what_is_wrong_with_ip() {
    let patched = |mut packet: Vec<u8>, at: usize, value: u8| {
        packet[at] = value;
        packet
    };
    let table: &[(&str, Vec<u8>, &str)] = &[
        ("short", vec![0x45; 19], "truncated_IP IP"),
        ("short IPv6", ipv6(17, &[])[..39].to_vec(), "truncated_IP IP"),
        ("version", vec![0x75; 40], "unknown_ip_version IP"),
        ("no length", patched(patched(datagram(), 2, 0), 3, 0), "ip_hdr_len_zero IP"),
        ("length", patched(datagram(), 3, 99), "truncated_IP_len IP"),
        ("header beyond length", patched(datagram(), 0, 0x4f), "invalid_IP_header_size IP"),
        ("short header", patched(datagram(), 0, 0x44), "IPv4_min_header_size IP"),
        ("checksum", patched(datagram(), 8, 1), "bad_IP_checksum IP flow"),
        ("no next", ipv6(59, &[]), "ipv6_no_next IP flow"),
        ("TCP", ipv4(6, &[0; 19]), "truncated_header TCP flow"),
        ("UDP", ipv4(17, &[0; 7]), "truncated_header UDP flow"),
        ("ICMP", ipv4(1, &[0; 7]), "truncated_header ICMP flow"),
        ("IGMP", ipv4(2, &[0x16, 0, 0, 0, 224, 0, 0, 9]), "igmp_invalid_checksum IGMP flow"),
        ("inner version", ipv4(4, &[0x60; 20]), "invalid_inner_IP_version IPTUNNEL flow"),
        ("inner, short", ipv4(4, &datagram()[..30]), "truncated_inner_IP IPTUNNEL flow"),
        ("inner, long", ipv4(4, &[0x45; 30000]), "inner_IP_payload_length_mismatch IPTUNNEL flow"),
        ("6in4, short", ipv4(41, &[0x60; 39]), "truncated_inner_IP IPTUNNEL flow"),
        ("GRE", ipv4(47, &[0; 3]), "truncated_GRE GRE flow"),
        ("GRE version", ipv4(47, &[0, 2, 8, 0]), "unknown_gre_version [version=2] GRE flow"),
        ("GRE protocol", ipv4(47, &[0, 1, 8, 0]), "egre_protocol_type [proto=2048] GRE flow"),
        ("GRE routing", ipv4(47, &[0x40, 0, 8, 0]), "gre_routing GRE flow"),
        ("GRE flags", ipv4(47, &[0, 8, 8, 0]), "unknown_gre_flags GRE flow"),
        ("PPTP", ipv4(47, &[0, 1, 0x88, 0x0b, 0xff, 3, 0xc0, 0x21]), "non_ip_packet_in_encap GRE flow"),
        ("options", ipv6(60, &[59, 0, 1, 9, 0, 0, 0, 0]), "bad_ipv6_dest_opt_len flow"),
        ("mobility", ipv6(135, &[59, 0, 0, 0, 0, 0, 0, 0]), "bad_MH_checksum IP flow"),
    ];
    for (what, data, weird) in table {
        let found = decode(LinkType::RAW, data);
        assert_eq!((found.packets.len(), found.weirds.first()), (0, Some(&weird.to_string())), "{what}");
    }
    // Cut by the capture, not on the wire.
    for (whole, kept, weird) in [
        (patched(ipv4(6, &[0; 40]), 0, 0x4a), 30, "internally_truncated_header IP"),
        (ipv4(6, &tcp(b"x")), 30, "internally_truncated_header TCP flow"),
        (ipv4_fragment(17, 0x2001, &[0; 64]), 60, "incompletely_captured_fragment IP flow"),
    ] {
        let found = decode_all(Options::default(), LinkType::RAW, &[(&whole[..kept], whole.len())]);
        assert_eq!(found.weirds, [weird]);
    }
}

#[test]
fn a_first_fragment_that_was_cut_still_shows_its_header() {
    let whole = ipv4_fragment(17, 0x2000, &udp(1000, 2000, &[0; 100]));
    let found = decode_all(Options::default(), LinkType::RAW, &[(&whole[..40], whole.len())]);
    assert_eq!(found.packets, ["10.0.0.1:1000 > 10.0.0.2:2000 17 100"]);
}

#[test]
fn puts_fragments_together() {
    let payload = udp(1000, 2000, &[7; 100]);
    let first = ipv4_fragment(17, 0x2000, &payload[..64]);
    let second = ipv4_fragment(17, 8, &payload[64..]);
    for order in [[&first, &second], [&second, &first]] {
        let frames: Vec<_> = order.iter().map(|frame| (&frame[..], frame.len())).collect();
        let found = decode_all(Options::default(), LinkType::RAW, &frames);
        assert_eq!(found.packets, ["10.0.0.1:1000 > 10.0.0.2:2000 17 100"]);
        assert!(found.weirds.is_empty());
    }
    // IPv6: the fragment header goes, options before it stay, the payload may start with a further header.
    let options = [6, 0, 1, 4, 0, 0, 0, 0];
    let payload = bytes(&[&options, &tcp(&[1; 60])]);
    let piece = |offset: u16, more: u16, part: &[u8]| {
        let [o0, o1] = (offset | more).to_be_bytes();
        ipv6(0, &bytes(&[&[44, 0, 1, 4, 0, 0, 0, 0, 60, 0, o0, o1, 0, 0, 0, 5], part]))
    };
    let (first, second) = (piece(0, 1, &payload[..48]), piece(48, 0, &payload[48..]));
    let frames = [(&first[..], first.len()), (&second[..], second.len())];
    let found = decode_all(Options::default(), LinkType::RAW, &frames);
    assert_eq!(found.packets, ["::1:1024 > 2020:2020:2020:2020:2020:2020:2020:2002:80 6 60"]);
    // An atomic fragment is a datagram by itself (RFC 6946).
    let atomic = piece(0, 0, &payload);
    check("atomic", LinkType::RAW, &atomic, &[&found.packets[0]], &[]);
}

#[test]
fn reports_what_is_not_decoded() {
    let unknown = |link_type, data: &[u8]| decode(link_type, data).unknown;
    assert_eq!(unknown(LinkType::ETHERNET, &ethernet(0x88cc, &[0; 50])), ["ETHERNET 35020"]);
    assert_eq!(unknown(LinkType::ETHERNET, &ethernet(38, &[0x42; 46])), ["ETHERNET/LLC 66"]);
    assert_eq!(
        unknown(LinkType::ETHERNET, &ethernet(0x8864, &[0, 0, 0, 0, 0, 9, 0xc0, 0x21, 0])),
        ["ETHERNET/PPPOE 49185"]
    );
    assert_eq!(unknown(LinkType::NULL, &[7, 0, 0, 0, 0]), ["NULL 7"]);
    let sctp = decode(LinkType::RAW, &ipv4(132, &[0; 12]));
    assert_eq!(sctp.unknown, ["IP/UNKNOWN_IP_TRANSPORT 132"]);
    assert_eq!(sctp.packets, ["10.0.0.1:0 > 10.0.0.2:0 132 12"]);
    assert_eq!(decode(LinkType::RAW, &ipv6(50, &[1; 20])).events, ["esp"]);
    let mut arp = vec![0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1];
    arp.extend([0, 0, 0, 0, 0, 0, 10, 0, 0, 9]);
    assert_eq!(decode(LinkType::ETHERNET, &ethernet(0x0806, &arp)).arp, ["Ok(Request) 10.0.0.9"]);
}

#[test]
fn checks_transport_checksums() {
    use zander_wire::packet::Checksum;
    struct Verdicts(Vec<Checksum>);
    impl zander_wire::Sink for Verdicts {
        fn packet(&mut self, _: &mut zander_wire::Decoder, packet: &zander_wire::Packet<'_>) -> bool {
            self.0.push(packet.transport_checksum());
            true
        }
        fn weird(&mut self, _: &zander_wire::Weird<'_>) {}
    }
    let mut segment = tcp(b"odd");
    let sum = |segment: &[u8]| {
        zander_wire::checksum::Sum::default()
            .pseudo_header(
                zander_wire::Addr::v4([10, 0, 0, 1]),
                zander_wire::Addr::v4([10, 0, 0, 2]),
                6,
                segment.len() as u32,
            )
            .bytes(segment)
            .checksum()
    };
    let value = sum(&segment).to_be_bytes();
    segment[16..18].copy_from_slice(&value);
    let good = ipv4(6, &segment);
    segment[5] ^= 1;
    let bad = ipv4(6, &segment);
    let mut sink = Verdicts(Vec::new());
    let mut decoder = zander_wire::Decoder::default();
    for (data, wire_len) in
        [(&good[..], good.len()), (&bad, bad.len()), (&good[..41], good.len()), (&datagram(), 31)]
    {
        let frame = zander_wire::Frame {
            time: 0.0,
            data,
            wire_len: wire_len as u32,
            link_type: LinkType::RAW,
            checksums_verified: false,
        };
        decoder.decode(&mut FrameMeta::new(frame), &mut sink);
    }
    assert_eq!(sink.0, [Checksum::Good, Checksum::Bad, Checksum::Unverifiable, Checksum::Absent]);
}
