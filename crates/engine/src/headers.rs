//! Packet headers as the records that scripts see: `pkt_hdr`, `raw_pkt_hdr` and what they are made of.

use crate::forms::{Form, addr, count, port};
use std::cell::RefCell;
use std::rc::Rc;
use zander_analyzer::emit;
use zander_event::Declarations;
use zander_value::{EnumItem, Transport, Val};
use zander_wire::extension::{ExtensionHeader, Ipv6Option, Options};
use zander_wire::icmp::IcmpHeader;
use zander_wire::ip::{IpHeader, protocol};
use zander_wire::link::{LinkType, ethertype};
use zander_wire::packet::FrameMeta;
use zander_wire::tcp::TcpHeader;
use zander_wire::udp::UdpHeader;
use zander_wire::{Cursor, IpHeader as Ip};

/// The last type of mobility message that scripts have a record for: a binding error (RFC 6275, 6.1.9).
const LAST_MOBILITY_MESSAGE: u8 = 7;

/// The types of all header records.
pub struct Headers {
    packet: Form<5>,
    raw: Form<6>,
    link: Form<13>,
    ip4: Form<12>,
    ip6: Form<8>,
    tcp: Form<9>,
    udp: Form<3>,
    icmp: Form<1>,
    extension: Form<8>,
    option: Form<3>,
    hop_options: Form<3>,
    destination_options: Form<3>,
    routing: Form<5>,
    fragment: Form<6>,
    authentication: Form<6>,
    esp: Form<2>,
    mobility: Form<6>,
    message: Form<9>,
    refresh: Form<2>,
    home_test_init: Form<3>,
    care_of_test_init: Form<3>,
    home_test: Form<4>,
    care_of_test: Form<4>,
    update: Form<7>,
    acknowledgement: Form<5>,
    error: Form<3>,
    encapsulations: [Rc<EnumItem>; 2],
    protocols: [Rc<EnumItem>; 4],
    /// What was odd in the records made since they were last asked for: name and addl of weirds.
    oddities: RefCell<Vec<(&'static str, String)>>,
}

/// Ports belong to this field of a header record; five of them make up `pkt_hdr`.
type Parts = [Val; 5];

impl Headers {
    /// Looks up all types.
    pub fn bind(d: &dyn Declarations) -> Headers {
        let link_encap = emit::enumeration(d, "link_encap");
        let layer3 = emit::enumeration(d, "layer3_proto");
        Headers {
            packet: Form::bind(d, "pkt_hdr", ["ip", "ip6", "tcp", "udp", "icmp"]),
            raw: Form::bind(d, "raw_pkt_hdr", ["l2", "ip", "ip6", "tcp", "udp", "icmp"]),
            link: Form::bind(
                d,
                "l2_hdr",
                [
                    "encap",
                    "len",
                    "cap_len",
                    "src",
                    "dst",
                    "vlan",
                    "vlan_pcp",
                    "vlan_dei",
                    "inner_vlan",
                    "inner_vlan_pcp",
                    "inner_vlan_dei",
                    "eth_type",
                    "proto",
                ],
            ),
            ip4: Form::bind(
                d,
                "ip4_hdr",
                ["hl", "tos", "len", "id", "DF", "MF", "offset", "ttl", "p", "sum", "src", "dst"],
            ),
            ip6: Form::bind(d, "ip6_hdr", ["class", "flow", "len", "nxt", "hlim", "src", "dst", "exts"]),
            tcp: Form::bind(
                d,
                "tcp_hdr",
                ["sport", "dport", "seq", "ack", "hl", "dl", "reserved", "flags", "win"],
            ),
            udp: Form::bind(d, "udp_hdr", ["sport", "dport", "ulen"]),
            icmp: Form::bind(d, "icmp_hdr", ["icmp_type"]),
            extension: Form::bind(
                d,
                "ip6_ext_hdr",
                ["id", "hopopts", "dstopts", "routing", "fragment", "ah", "esp", "mobility"],
            ),
            option: Form::bind(d, "ip6_option", ["otype", "len", "data"]),
            hop_options: Form::bind(d, "ip6_hopopts", ["nxt", "len", "options"]),
            destination_options: Form::bind(d, "ip6_dstopts", ["nxt", "len", "options"]),
            routing: Form::bind(d, "ip6_routing", ["nxt", "len", "rtype", "segleft", "data"]),
            fragment: Form::bind(d, "ip6_fragment", ["nxt", "rsv1", "offset", "rsv2", "more", "id"]),
            authentication: Form::bind(d, "ip6_ah", ["nxt", "len", "rsv", "spi", "seq", "data"]),
            esp: Form::bind(d, "ip6_esp", ["spi", "seq"]),
            mobility: Form::bind(d, "ip6_mobility_hdr", ["nxt", "len", "mh_type", "rsv", "chksum", "msg"]),
            message: Form::bind(
                d,
                "ip6_mobility_msg",
                ["id", "brr", "hoti", "coti", "hot", "cot", "bu", "back", "be"],
            ),
            refresh: Form::bind(d, "ip6_mobility_brr", ["rsv", "options"]),
            home_test_init: Form::bind(d, "ip6_mobility_hoti", ["rsv", "cookie", "options"]),
            care_of_test_init: Form::bind(d, "ip6_mobility_coti", ["rsv", "cookie", "options"]),
            home_test: Form::bind(d, "ip6_mobility_hot", ["nonce_idx", "cookie", "token", "options"]),
            care_of_test: Form::bind(d, "ip6_mobility_cot", ["nonce_idx", "cookie", "token", "options"]),
            update: Form::bind(d, "ip6_mobility_bu", ["seq", "a", "h", "l", "k", "life", "options"]),
            acknowledgement: Form::bind(d, "ip6_mobility_back", ["status", "k", "seq", "life", "options"]),
            error: Form::bind(d, "ip6_mobility_be", ["status", "hoa", "options"]),
            encapsulations: [
                emit::item(&link_encap, "LINK_UNKNOWN"),
                emit::item(&link_encap, "LINK_ETHERNET"),
            ],
            protocols: ["L3_UNKNOWN", "L3_IPV4", "L3_IPV6", "L3_ARP"].map(|n| emit::item(&layer3, n)),
            oddities: RefCell::default(),
        }
    }

    /// Weirds of what was read for records since the last call: names and what belongs to them. A packet that nobody wants
    /// to see the headers of is not looked into that far.
    pub fn take_oddities(&self) -> Vec<(&'static str, String)> {
        std::mem::take(&mut *self.oddities.borrow_mut())
    }

    /// The `pkt_hdr` of an IP packet: its header, and what the captured bytes behind it begin with.
    pub fn packet(&self, ip: &Ip<'_>, payload: &[u8]) -> Val {
        self.packet.make(self.parts(ip, payload))
    }

    /// The `raw_pkt_hdr` of a frame, as far as decoding came.
    pub fn raw(&self, frame: &FrameMeta<'_>) -> Val {
        let parts = frame.network.and_then(|data| {
            let ip = match data.first()? >> 4 {
                4 => IpHeader::parse_v4(data)?,
                6 => IpHeader::parse_v6(data, &mut |_| ())?,
                _ => return None,
            };
            let end = data.len().min(ip.total_len as usize);
            Some(self.parts(&ip, data.get(usize::from(ip.header_len)..end).unwrap_or_default()))
        });
        let kind = match (frame.ethertype, frame.network) {
            (ethertype::ARP | ethertype::RARP, _) => 3,
            (_, Some(data)) => match data.first().map_or(0, |b| b >> 4) {
                4 => 1,
                6 => 2,
                _ => 0,
            },
            _ => 0,
        };
        let is_ethernet = frame.link_type == LinkType::ETHERNET;
        let text = |mac: Option<zander_wire::MacAddr>| mac.map_or(Val::None, |m| Val::str(m.to_string()));
        let mut link: [Val; 13] = Default::default();
        link[0] = Val::Enum(self.encapsulations[usize::from(is_ethernet)].clone());
        link[1] = count(frame.wire_len);
        link[2] = count(frame.data.len() as u64);
        if is_ethernet {
            link[3] = text(frame.source_mac);
            link[4] = text(frame.destination_mac);
            if frame.ethertype != 0 {
                link[11] = count(frame.ethertype);
            }
        }
        if let Some(tag) = frame.vlan {
            link[5] = count(tag.id);
            link[6] = count(tag.priority);
            link[7] = Val::Bool(tag.drop_eligible);
        }
        if let Some(tag) = frame.inner_vlan {
            link[8] = count(tag.id);
            link[9] = count(tag.priority);
            link[10] = Val::Bool(tag.drop_eligible);
        }
        link[12] = self.protocols.get(kind).map_or(Val::None, |p| Val::Enum(p.clone()));
        let [ip, ip6, tcp, udp, icmp] = parts.unwrap_or_default();
        self.raw.make([self.link.make(link), ip, ip6, tcp, udp, icmp])
    }

    fn parts(&self, ip: &Ip<'_>, payload: &[u8]) -> Parts {
        let mut parts = Parts::default();
        match ip.version {
            4 => parts[0] = self.ip4(ip),
            _ => parts[1] = self.ip6(ip),
        }
        // What follows the first fragment's bytes is no header.
        if ip.fragment_offset != 0 {
            return parts;
        }
        match ip.protocol {
            protocol::TCP => parts[2] = TcpHeader::parse(payload).map_or(Val::None, |h| self.tcp(ip, &h)),
            protocol::UDP => parts[3] = UdpHeader::parse(payload).map_or(Val::None, |h| self.udp(&h)),
            protocol::ICMP | protocol::ICMPV6 => {
                let header = IcmpHeader::parse(payload, ip.protocol == protocol::ICMPV6);
                parts[4] = header.map_or(Val::None, |h| self.icmp.make([count(h.kind)]));
            }
            _ => {}
        }
        parts
    }

    fn ip4(&self, ip: &Ip<'_>) -> Val {
        self.ip4.make([
            count(ip.header_len),
            count(ip.traffic_class),
            count(ip.total_len),
            count(ip.identification),
            Val::Bool(ip.dont_fragment),
            Val::Bool(ip.more_fragments),
            count(ip.fragment_offset),
            count(ip.ttl),
            count(ip.protocol),
            count(ip.checksum()),
            addr(ip.header_source),
            addr(ip.header_destination),
        ])
    }

    fn ip6(&self, ip: &Ip<'_>) -> Val {
        let extensions = ip.extensions().map(|h| self.extension(&h)).collect();
        self.ip6.make([
            count(ip.traffic_class),
            count(ip.flow_label),
            count(ip.total_len.saturating_sub(zander_wire::ip::IPV6_HEADER_LEN as u32)),
            count(ip.bytes.get(6).copied().unwrap_or(ip.protocol)),
            count(ip.ttl),
            addr(ip.header_source),
            addr(ip.header_destination),
            self.extension.list(extensions),
        ])
    }

    fn tcp(&self, ip: &Ip<'_>, h: &TcpHeader<'_>) -> Val {
        self.tcp.make([
            port(h.source_port, Transport::Tcp),
            port(h.destination_port, Transport::Tcp),
            count(h.sequence),
            count(h.acknowledgment),
            count(h.header_len),
            count(ip.payload_len().saturating_sub(h.header_len.into())),
            count(h.reserved),
            count(h.flags),
            count(h.window),
        ])
    }

    fn udp(&self, h: &UdpHeader) -> Val {
        self.udp.make([
            port(h.source_port, Transport::Udp),
            port(h.destination_port, Transport::Udp),
            count(h.length),
        ])
    }

    /// Options of a header. Those for the destination that do not fit were told of when the packet was looked at.
    fn options(&self, kind: u8, mut options: Options<'_>) -> Val {
        let one = |o: Ipv6Option<'_>| {
            self.option.make([count(o.kind), count(o.data.len() as u64), Val::str(o.data)])
        };
        let all = options.by_ref().map(one).collect();
        if options.is_malformed() && kind != protocol::DESTINATION_OPTIONS {
            self.oddities.borrow_mut().push(("truncated_IPv6_option", String::new()));
        }
        self.option.list(all)
    }

    fn extension(&self, h: &ExtensionHeader<'_>) -> Val {
        let data = h.data;
        let byte = |at: usize| count(data.get(at).copied().unwrap_or(0));
        let word = |at: usize| count(u32_at(data, at));
        let rest = |at: usize| data.get(at..).unwrap_or_default();
        let mut all: [Val; 8] = Default::default();
        all[0] = count(h.kind);
        match h.kind {
            protocol::HOP_BY_HOP => {
                all[1] = self.hop_options.make([byte(0), byte(1), self.options(h.kind, h.options())])
            }
            protocol::DESTINATION_OPTIONS => {
                all[2] = self.destination_options.make([byte(0), byte(1), self.options(h.kind, h.options())]);
            }
            protocol::ROUTING => {
                all[3] = self.routing.make([byte(0), byte(1), byte(2), byte(3), Val::str(rest(4))]);
            }
            protocol::FRAGMENT => {
                let offset = u16_at(data, 2);
                all[4] = self.fragment.make([
                    byte(0),
                    byte(1),
                    count(offset >> 3),
                    count((offset & 6) >> 1),
                    Val::Bool(offset & 1 != 0),
                    word(4),
                ]);
            }
            protocol::AUTHENTICATION => {
                let long = data.len() >= 12;
                let seq = if long { word(8) } else { Val::None };
                let value = if long { Val::str(rest(12)) } else { Val::None };
                all[5] =
                    self.authentication.make([byte(0), byte(1), count(u16_at(data, 2)), word(4), seq, value]);
            }
            protocol::ESP => all[6] = self.esp.make([word(0), word(4)]),
            protocol::MOBILITY => {
                all[7] = self.mobility.make([
                    byte(0),
                    byte(1),
                    byte(2),
                    byte(3),
                    count(u16_at(data, 4)),
                    self.mobility_message(data.get(2).copied().unwrap_or(0), rest(6)),
                ]);
            }
            _ => {}
        }
        self.extension.make(all)
    }

    /// The message data of a mobility header (RFC 6275, 6.1); its kind alone when it is cut short.
    fn mobility_message(&self, kind: u8, data: &[u8]) -> Val {
        let mut all: [Val; 9] = Default::default();
        all[0] = count(kind);
        if kind > LAST_MOBILITY_MESSAGE {
            self.oddities.borrow_mut().push(("unknown_mobility_type", kind.to_string()));
        }
        if let (Some(place), Some(v)) = (all.get_mut(usize::from(kind) + 1), self.mobility_data(kind, data)) {
            *place = v;
        }
        self.message.make(all)
    }

    fn mobility_data(&self, kind: u8, data: &[u8]) -> Option<Val> {
        let mut c = Cursor::new(data);
        let options = |c: Cursor<'_>| self.options(protocol::MOBILITY, Options::new(c.rest()));
        Some(match kind {
            0 => {
                let reserved = count(c.u16().ok()?);
                self.refresh.make([reserved, options(c)])
            }
            1 | 2 => {
                let form = if kind == 1 { &self.home_test_init } else { &self.care_of_test_init };
                let (reserved, cookie) = (count(c.u16().ok()?), Val::Count(c.u64().ok()?));
                form.make([reserved, cookie, options(c)])
            }
            3 | 4 => {
                let form = if kind == 3 { &self.home_test } else { &self.care_of_test };
                let (index, cookie) = (count(c.u16().ok()?), Val::Count(c.u64().ok()?));
                let token = Val::Count(c.u64().ok()?);
                form.make([index, cookie, token, options(c)])
            }
            5 => {
                let (seq, flags, life) = (count(c.u16().ok()?), c.u16().ok()?, count(c.u16().ok()?));
                let flag = |bit: u16| Val::Bool(flags & bit != 0);
                let (a, h, l, k) = (flag(0x8000), flag(0x4000), flag(0x2000), flag(0x1000));
                self.update.make([seq, a, h, l, k, life, options(c)])
            }
            6 => {
                let (status, flags) = (count(c.u8().ok()?), c.u8().ok()?);
                let (seq, life) = (count(c.u16().ok()?), count(c.u16().ok()?));
                self.acknowledgement.make([status, Val::Bool(flags & 0x80 != 0), seq, life, options(c)])
            }
            7 => {
                let status = count(c.u8().ok()?);
                c.skip(1).ok()?;
                let home = addr(zander_wire::Addr::v6(c.array().ok()?));
                self.error.make([status, home, options(c)])
            }
            _ => return None,
        })
    }
}

fn u16_at(data: &[u8], at: usize) -> u16 {
    data.get(at..).and_then(|d| d.first_chunk()).map_or(0, |b| u16::from_be_bytes(*b))
}

fn u32_at(data: &[u8], at: usize) -> u32 {
    data.get(at..).and_then(|d| d.first_chunk()).map_or(0, |b| u32::from_be_bytes(*b))
}
