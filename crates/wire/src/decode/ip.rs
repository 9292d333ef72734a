//! IP headers checked against what was captured, fragments put together, transports told apart.

use crate::checksum::{self, Sum};
use crate::decode::gre::Carrier;
use crate::decode::link::Next;
use crate::decode::{Decoder, Place, Span, Verdict};
use crate::extension::ChainWeird;
use crate::icmp::{self, IcmpHeader};
use crate::ip::{IPV4_HEADER_LEN, IPV6_HEADER_LEN, IpHeader, protocol};
use crate::layer::Layer;
use crate::link::LinkType;
use crate::packet::{Encapsulation, EncapsulationKind, FrameMeta, Packet, Transport, encapsulation_depth};
use crate::sink::{Sink, UnknownProtocol, Weird};
use crate::tcp::{self, TcpHeader};
use crate::udp::{self, UdpHeader};

/// An IP header that was found sound, and what it heads.
struct Datagram<'a> {
    ip: &'a IpHeader<'a>,
    /// Captured bytes behind the header, without padding.
    payload: &'a [u8],
    /// Their number on the wire.
    payload_len: u32,
    /// The same with what follows in the frame, as it is shown of protocols that nobody knows.
    rest: &'a [u8],
    reassembled: bool,
}

/// Where a packet is: its frame and the tunnels around it.
#[derive(Clone, Copy)]
struct Around<'a> {
    frame: &'a FrameMeta<'a>,
    encapsulation: Option<&'a Encapsulation<'a>>,
}

impl<'a> Around<'a> {
    fn place(&self, ip: &IpHeader<'_>, layer: Layer) -> Place<'a> {
        let endpoints = Some((ip.source, ip.destination));
        Place { layer, endpoints, encapsulation: self.encapsulation }
    }

    fn carrier(&self, ip: &IpHeader<'_>) -> Carrier<'a> {
        Carrier {
            time: self.frame.time,
            source: ip.source,
            destination: ip.destination,
            encapsulation: self.encapsulation,
        }
    }
}

/// Reads the header at the start of `data`, whichever version; odd extension headers are reported.
fn parse<'a>(data: &'a [u8], sink: &mut dyn Sink) -> Result<IpHeader<'a>, &'static str> {
    // The length is looked at before the version, and by that of version 4.
    let version = match data.first() {
        Some(first) if data.len() >= IPV4_HEADER_LEN => first >> 4,
        _ => return Err("truncated_IP"),
    };
    let header = match version {
        4 => IpHeader::parse_v4(data),
        6 => IpHeader::parse_v6(data, &mut |weird| chain_weird(sink, &weird)),
        _ => return Err("unknown_ip_version"),
    };
    header.ok_or("truncated_IP")
}

#[cold]
fn chain_weird(sink: &mut dyn Sink, weird: &ChainWeird) {
    let addl = weird.detail.map(|detail| detail.to_string()).unwrap_or_default();
    sink.weird(&Weird {
        name: weird.name,
        addl: &addl,
        source: None,
        endpoints: Some((weird.source, weird.destination)),
        in_tunnel: false,
    });
}

/// Whether `data` is, by its lengths, exactly one packet of the version that `protocol` stands for; its length then.
pub(crate) fn inner_fault(protocol: u8, data: &[u8]) -> Result<usize, &'static str> {
    let version = data.first().map_or(0, |first| first >> 4);
    let total_len = match (protocol, data) {
        (protocol::IPV4, [_, _, high, low, ..]) if data.len() >= IPV4_HEADER_LEN && version == 4 => {
            usize::from(u16::from_be_bytes([*high, *low]))
        }
        (protocol::IPV6, _) if data.len() < IPV6_HEADER_LEN => return Err("truncated_inner_IP"),
        (protocol::IPV6, [_, _, _, _, high, low, ..]) if version == 6 => {
            IPV6_HEADER_LEN + usize::from(u16::from_be_bytes([*high, *low]))
        }
        _ => return Err("invalid_inner_IP_version"),
    };
    match data.len().cmp(&total_len) {
        std::cmp::Ordering::Less => Err("truncated_inner_IP"),
        std::cmp::Ordering::Equal => Ok(total_len),
        std::cmp::Ordering::Greater => Err("inner_IP_payload_length_mismatch"),
    }
}

impl Decoder {
    /// Decodes the IP packet that `span` starts with.
    pub(super) fn ip(
        &mut self,
        frame: &FrameMeta<'_>,
        span: Span<'_>,
        encapsulation: Option<&Encapsulation<'_>>,
        sink: &mut dyn Sink,
    ) -> Verdict {
        let around = Around { frame, encapsulation };
        let nowhere = Place { layer: Layer::Ip, endpoints: None, encapsulation };
        let data = span.data;
        // Borrowed as it is: a header is too large to be moved for nothing.
        let parsed = parse(data, sink);
        let ip = match &parsed {
            Ok(ip) => ip,
            Err(name) => return nowhere.weird(sink, name, ""),
        };
        let vouched = self.options.ignore_checksums || frame.checksums_verified;
        let mut total_len = ip.total_len as usize;
        if total_len == 0 {
            // Segmentation offloading leaves the length empty, and the checksum wrong with it.
            nowhere.weird(sink, "ip_hdr_len_zero", "");
            if !vouched {
                return Verdict::Rejected;
            }
            total_len = data.len();
        }
        let header_len = usize::from(ip.header_len);
        let fault = if span.wire_len < total_len {
            "truncated_IP_len"
        } else if header_len > total_len {
            "invalid_IP_header_size"
        } else if header_len > data.len() {
            "internally_truncated_header"
        } else if header_len < IPV4_HEADER_LEN {
            "IPv4_min_header_size"
        } else {
            ""
        };
        if !fault.is_empty() {
            return nowhere.weird(sink, fault, "");
        }
        if let Some(encapsulation) = encapsulation {
            sink.encapsulated(encapsulation, ip);
        }
        let place = around.place(ip, Layer::Ip);
        if !vouched && !ip.checksum_holds() && !sink.ignores_checksums_from(ip.header_source) {
            return place.weird(sink, "bad_IP_checksum", "");
        }
        let captured = data.len().min(total_len);
        let payload = data.get(header_len..captured).unwrap_or_default();
        if !sink.accepts(ip, payload) {
            return Verdict::Rejected;
        }
        let datagram = Datagram {
            ip,
            payload,
            payload_len: (total_len - header_len) as u32,
            rest: data.get(header_len..).unwrap_or_default(),
            reassembled: false,
        };
        if !ip.is_fragment {
            return self.datagram(around, &datagram, sink);
        }
        if captured < total_len {
            place.weird(sink, "incompletely_captured_fragment", "");
            // The first fragment shows at least the headers.
            if ip.fragment_offset != 0 {
                return Verdict::Rejected;
            }
            return self.datagram(around, &datagram, sink);
        }
        self.fragment(around, ip, payload, sink)
    }

    /// Adds a fragment; goes on when its datagram is complete.
    fn fragment(
        &mut self,
        around: Around<'_>,
        ip: &IpHeader<'_>,
        payload: &[u8],
        sink: &mut dyn Sink,
    ) -> Verdict {
        let endpoints = Some((ip.source, ip.destination));
        let report = &mut |name| {
            sink.weird(&Weird { name, addl: "", source: None, endpoints, in_tunnel: false });
        };
        let now = around.frame.time;
        let Some(whole) = self.fragments.insert(now, ip, payload, &self.options.fragments, report) else {
            return Verdict::Recognised;
        };
        let Ok(ip) = parse(&whole, sink) else { return Verdict::Rejected };
        let (header_len, total_len) = (usize::from(ip.header_len), ip.total_len as usize);
        if header_len > total_len {
            return around.place(&ip, Layer::Ip).weird(sink, "invalid_IP_header_size", "");
        }
        // The length field has 16 bits, a datagram put together may be longer.
        let payload = whole.get(header_len..total_len.min(whole.len())).unwrap_or_default();
        let payload_len = payload.len() as u32;
        let datagram = Datagram { ip: &ip, payload, payload_len, rest: payload, reassembled: true };
        self.datagram(around, &datagram, sink)
    }

    /// Goes on by protocol.
    fn datagram(&mut self, around: Around<'_>, datagram: &Datagram<'_>, sink: &mut dyn Sink) -> Verdict {
        let &Datagram { ip, payload, rest, .. } = datagram;
        if ip.last_header == protocol::ESP {
            sink.esp(&packet(around, datagram, Transport::Other, 0));
            return Verdict::Recognised;
        }
        if ip.last_header == protocol::MOBILITY {
            return self.mobility(around, datagram, sink);
        }
        match ip.protocol {
            protocol::TCP => {
                if !self.whole_header(around, datagram, tcp::HEADER_LEN, Layer::Tcp, sink) {
                    return Verdict::Rejected;
                }
                let Some(header) = TcpHeader::parse(payload) else { return Verdict::Rejected };
                let skip = match header.header_weird() {
                    None => header.header_len.into(),
                    Some(_) => payload.len(),
                };
                sink.packet(self, &packet(around, datagram, Transport::Tcp(header), skip)).into()
            }
            protocol::UDP => {
                if !self.whole_header(around, datagram, udp::HEADER_LEN, Layer::Udp, sink) {
                    return Verdict::Rejected;
                }
                let Some(header) = UdpHeader::parse(payload) else { return Verdict::Rejected };
                sink.packet(self, &packet(around, datagram, Transport::Udp(header), udp::HEADER_LEN)).into()
            }
            protocol::ICMP | protocol::ICMPV6 => {
                if !self.whole_header(around, datagram, icmp::HEADER_LEN, Layer::Icmp, sink) {
                    return Verdict::Rejected;
                }
                let v6 = ip.protocol == protocol::ICMPV6;
                let Some(header) = IcmpHeader::parse(payload, v6) else { return Verdict::Rejected };
                sink.packet(self, &packet(around, datagram, Transport::Icmp(header), icmp::HEADER_LEN)).into()
            }
            protocol::IPV4 | protocol::IPV6 => self.ip_in_ip(around, ip, payload, sink),
            protocol::GRE => self.gre(&around.carrier(ip), payload, sink),
            protocol::IGMP => {
                if payload.len() == datagram.payload_len as usize && !checksum::is_valid(payload) {
                    return around.place(ip, Layer::Igmp).weird(sink, "igmp_invalid_checksum", "");
                }
                Verdict::Recognised
            }
            protocol::NO_NEXT_HEADER => {
                // Teredo keeps its paths open with packets that carry nothing.
                if around.encapsulation.is_some_and(|tunnel| tunnel.kind == EncapsulationKind::Teredo) {
                    return Verdict::Recognised;
                }
                around.place(ip, Layer::Ip).weird(sink, "ipv6_no_next", "")
            }
            number => {
                sink.packet(self, &packet(around, datagram, Transport::Other, 0));
                let mut layers = around.frame.layers;
                layers.push(Layer::UnknownIpTransport);
                sink.unknown_protocol(&UnknownProtocol {
                    layer: Layer::UnknownIpTransport,
                    protocol: number.into(),
                    payload: rest,
                    history: layers.as_slice(),
                });
                Verdict::Rejected
            }
        }
    }

    /// Whether the fixed part of a transport header is there; says so when not.
    fn whole_header(
        &self,
        around: Around<'_>,
        datagram: &Datagram<'_>,
        need: usize,
        layer: Layer,
        sink: &mut dyn Sink,
    ) -> bool {
        if datagram.payload.len() >= need {
            return true;
        }
        let stated = datagram.ip.payload_len() as usize;
        let cut_on_the_wire = stated != 0 && stated < need;
        let name = if cut_on_the_wire { "truncated_header" } else { "internally_truncated_header" };
        around.place(datagram.ip, layer).weird(sink, name, "");
        false
    }

    /// Enters a tunnel of IP in IP (RFC 2003, RFC 2473, RFC 4213).
    fn ip_in_ip(
        &mut self,
        around: Around<'_>,
        ip: &IpHeader<'_>,
        payload: &[u8],
        sink: &mut dyn Sink,
    ) -> Verdict {
        let place = around.place(ip, Layer::IpTunnel);
        if encapsulation_depth(around.encapsulation) >= self.max_tunnel_depth() {
            return place.weird(sink, "exceeded_tunnel_max_depth", "");
        }
        if let Err(name) = inner_fault(ip.protocol, payload) {
            return place.weird(sink, name, "");
        }
        let encapsulation = around.carrier(ip).encapsulation(EncapsulationKind::Ip);
        let carried = Span { data: payload, wire_len: payload.len() };
        self.enter(around.frame.time, carried, LinkType::RAW, Next::Ip, Layer::IpTunnel, &encapsulation, sink)
    }

    /// A packet that ends in a mobility header.
    fn mobility(&mut self, around: Around<'_>, datagram: &Datagram<'_>, sink: &mut dyn Sink) -> Verdict {
        let ip = datagram.ip;
        let header = ip.extensions().last().map(|header| header.data).unwrap_or_default();
        let sum = Sum::default()
            .pseudo_header(ip.source, ip.destination, protocol::MOBILITY, header.len() as u32)
            .bytes(header);
        if !self.options.ignore_checksums && !around.frame.checksums_verified && !sum.is_valid() {
            return around.place(ip, Layer::Ip).weird(sink, "bad_MH_checksum", "");
        }
        sink.mobile_ipv6(&packet(around, datagram, Transport::Other, 0));
        if ip.protocol != protocol::NO_NEXT_HEADER {
            around.place(ip, Layer::Ip).weird(sink, "mobility_piggyback", "");
        }
        Verdict::Recognised
    }
}

/// Puts together what is handed on; `header` bytes of the payload are the transport's header.
fn packet<'a>(
    around: Around<'a>,
    datagram: &Datagram<'a>,
    transport: Transport<'a>,
    header: usize,
) -> Packet<'a> {
    Packet {
        frame: around.frame,
        ip: datagram.ip,
        transport,
        ip_payload: datagram.payload,
        ip_payload_len: datagram.payload_len,
        payload: datagram.payload.get(header..).unwrap_or_default(),
        payload_len: datagram.payload_len.saturating_sub(header as u32),
        encapsulation: around.encapsulation,
        reassembled: datagram.reassembled,
    }
}
