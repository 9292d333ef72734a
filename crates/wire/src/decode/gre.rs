//! Generic routing encapsulation (RFC 2784, RFC 2890), its version 1 under PPTP (RFC 2637), ERSPAN and Aruba's use.

use crate::addr::Addr;
use crate::cursor::Cursor;
use crate::decode::ip::inner_fault;
use crate::decode::link::Next;
use crate::decode::{Decoder, Place, Span, Verdict};
use crate::ip::protocol;
use crate::layer::Layer;
use crate::link::{LinkType, ethertype};
use crate::packet::{Encapsulation, EncapsulationKind, encapsulation_depth};
use crate::sink::Sink;

/// The packet that a tunnel is in.
pub(super) struct Carrier<'a> {
    pub time: f64,
    pub source: Addr,
    pub destination: Addr,
    pub encapsulation: Option<&'a Encapsulation<'a>>,
}

impl Carrier<'_> {
    /// Where a weird about a tunnel in this packet occurs.
    pub fn place(&self, layer: Layer) -> Place<'_> {
        Place { layer, endpoints: Some((self.source, self.destination)), encapsulation: self.encapsulation }
    }
}

/// What a GRE header says.
#[derive(Debug, PartialEq, Eq)]
struct Header {
    /// Bytes before what is carried.
    len: usize,
    link_type: LinkType,
    next: Next,
    /// The protocol number of the IP header that has to follow in version 1.
    inner_ip: Option<u8>,
}

/// A weird and what belongs to it.
type Fault = (&'static str, Option<String>);

const CHECKSUM: u16 = 0x8000;
const ROUTING: u16 = 0x4000;
const KEY: u16 = 0x2000;
const SEQUENCE: u16 = 0x1000;
const ACKNOWLEDGMENT: u16 = 0x0080;
const RESERVED: u16 = 0x0078;
const VERSION: u16 = 0x0007;
/// Length of an Ethernet header, which the carried frame must have.
const FRAME: usize = 14;

fn parse(data: &[u8]) -> Result<Header, Fault> {
    const TRUNCATED: Fault = ("truncated_GRE", None);
    let mut cursor = Cursor::new(data);
    let flags = cursor.u16().map_err(|_| TRUNCATED)?;
    let carried = cursor.u16().map_err(|_| TRUNCATED)?;
    let fields = [CHECKSUM, KEY, SEQUENCE, ACKNOWLEDGMENT].iter().filter(|&bit| flags & bit != 0).count();
    let mut len = 4 + 4 * fields;
    let mut need = 0;
    let (mut link_type, mut next) = (LinkType::RAW, Next::Ip);
    match flags & VERSION {
        0 => match carried {
            ethertype::TRANSPARENT_BRIDGING => {
                if data.len() <= len + FRAME {
                    return Err(TRUNCATED);
                }
                (link_type, next, need) = (LinkType::ETHERNET, Next::Ethernet, FRAME);
            }
            // ERSPAN type I has no header of its own, type II has one when a sequence number is there.
            0x88be => {
                if data.len() <= len + FRAME {
                    return Err(TRUNCATED);
                }
                len += if flags & SEQUENCE != 0 { 8 } else { 0 };
                (link_type, next, need) = (LinkType::ETHERNET, Next::Ethernet, FRAME);
            }
            // ERSPAN type III: twelve bytes, and eight more when the last bit says so.
            0x22eb => {
                if data.len() <= len + 12 + FRAME {
                    return Err(TRUNCATED);
                }
                len += 12;
                if data.get(len - 1).is_some_and(|octet| octet & 1 != 0) {
                    len += 8;
                    if data.len() <= len + FRAME {
                        return Err(TRUNCATED);
                    }
                }
                (link_type, next, need) = (LinkType::ETHERNET, Next::Ethernet, FRAME);
            }
            carried if is_aruba(carried) => {
                if data.len() <= len {
                    return Err(TRUNCATED);
                }
                (link_type, next) = (LinkType::IEEE802_11, Next::Ieee80211);
            }
            ethertype::MPLS | ethertype::MPLS_MULTICAST => next = Next::Ethertype(carried),
            _ => {}
        },
        // RFC 2637, 4.1: version 1 carries PPP and nothing else.
        1 if carried != 0x880b => return Err(("egre_protocol_type", Some(format!("proto={carried}")))),
        1 => need = 4,
        version => return Err(("unknown_gre_version", Some(format!("version={version}")))),
    }
    // Source routes of RFC 1701 are deprecated, and their length is not known beforehand.
    if flags & ROUTING != 0 {
        return Err(("gre_routing", None));
    }
    if flags & RESERVED != 0 {
        return Err(("unknown_gre_flags", None));
    }
    if data.len() < len + need {
        return Err(TRUNCATED);
    }
    let mut inner_ip = None;
    if flags & VERSION == 1 {
        // Address, control and protocol of PPP.
        inner_ip = match data.get(len + 2..) {
            Some([0x00, 0x21, ..]) => Some(protocol::IPV4),
            Some([0x00, 0x57, ..]) => Some(protocol::IPV6),
            _ => return Err(("non_ip_packet_in_encap", None)),
        };
        len += 4;
    }
    Ok(Header { len, link_type, next, inner_ip })
}

/// The numbers by which Aruba's access points send 802.11 frames to their controllers.
const fn is_aruba(carried: u16) -> bool {
    (carried & 0x8200 == 0x8200 && carried & 0x0f == 0)
        || (carried & 0x8300 == 0x8300 && carried & 0x0f == 0 && carried <= 0x8370)
        || carried == 0x9000
}

impl Decoder {
    /// Enters a GRE tunnel.
    pub(super) fn gre(&mut self, carrier: &Carrier<'_>, data: &[u8], sink: &mut dyn Sink) -> Verdict {
        let place = carrier.place(Layer::Gre);
        let header = match parse(data) {
            Ok(header) => header,
            Err((name, addl)) => return place.weird(sink, name, addl.as_deref().unwrap_or_default()),
        };
        let mut carried = data.get(header.len..).unwrap_or_default();
        let place = carrier.place(Layer::IpTunnel);
        if encapsulation_depth(carrier.encapsulation) >= self.max_tunnel_depth() {
            return place.weird(sink, "exceeded_tunnel_max_depth", "");
        }
        if let Some(protocol) = header.inner_ip {
            match inner_fault(protocol, carried) {
                Ok(len) => carried = carried.get(..len).unwrap_or(carried),
                Err(name) => return place.weird(sink, name, ""),
            }
        }
        let encapsulation = carrier.encapsulation(EncapsulationKind::Gre);
        let span = Span { data: carried, wire_len: carried.len() };
        self.enter(carrier.time, span, header.link_type, header.next, Layer::Gre, &encapsulation, sink)
    }
}

impl<'a> Carrier<'a> {
    /// The tunnel that this packet carries.
    pub fn encapsulation(&self, kind: EncapsulationKind) -> Encapsulation<'a> {
        Encapsulation {
            kind,
            source: self.source,
            destination: self.destination,
            source_port: 0,
            destination_port: 0,
            connection: 0,
            outer: self.encapsulation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(start: &[u8], total: usize, expected: Result<(usize, Next), &str>) {
        let mut data = start.to_vec();
        data.resize(total, 0);
        let got = parse(&data).map(|header| (header.len, header.next)).map_err(|(name, _)| name);
        assert_eq!(got, expected, "{start:02x?}");
    }

    #[test]
    fn tells_the_variants_apart() {
        check(&[0, 0, 8, 0], 24, Ok((4, Next::Ip)));
        check(&[0xb0, 0, 8, 0], 40, Ok((16, Next::Ip)));
        check(&[0, 0, 0x65, 0x58], 40, Ok((4, Next::Ethernet)));
        check(&[0, 0, 0x65, 0x58], 18, Err("truncated_GRE"));
        check(&[0, 0, 0x88, 0xbe], 40, Ok((4, Next::Ethernet)));
        check(&[0x10, 0, 0x88, 0xbe], 40, Ok((16, Next::Ethernet)));
        check(&[0x10, 0, 0x22, 0xeb], 60, Ok((20, Next::Ethernet)));
        check(
            &[0x10, 0, 0x22, 0xeb, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            60,
            Ok((28, Next::Ethernet)),
        );
        check(&[0, 0, 0x82, 0], 40, Ok((4, Next::Ieee80211)));
        check(&[0x30, 1, 0x88, 0x0b, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0x21], 40, Ok((16, Next::Ip)));
        check(
            &[0x30, 1, 0x88, 0x0b, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 3, 0xc0, 0x21],
            40,
            Err("non_ip_packet_in_encap"),
        );
        check(&[0x30, 1, 8, 0], 40, Err("egre_protocol_type"));
        check(&[0x40, 0, 8, 0], 40, Err("gre_routing"));
        check(&[0, 0x40, 8, 0], 40, Err("unknown_gre_flags"));
        check(&[0, 2, 8, 0], 40, Err("unknown_gre_version"));
        check(&[0, 0, 8], 3, Err("truncated_GRE"));
    }
}
