//! What the decoder hands on: the frame, the innermost IP packet, and the tunnels around it.

use crate::addr::{Addr, MacAddr};
use crate::checksum::Sum;
use crate::icmp::IcmpHeader;
use crate::ip::{IpHeader, protocol};
use crate::layer::Layers;
use crate::link::LinkType;
use crate::tcp::TcpHeader;
use crate::udp::UdpHeader;

/// A captured frame, as a source of packets delivers it.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Seconds since the epoch.
    pub time: f64,
    /// The bytes that were captured.
    pub data: &'a [u8],
    /// The frame's length on the wire, at least that of `data`.
    pub wire_len: u32,
    /// What the bytes start with.
    pub link_type: LinkType,
    /// True when the capturing side has verified the checksums of IP and transport, or knows that offloading left them
    /// unset.
    pub checksums_verified: bool,
}

/// An 802.1Q tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VlanTag {
    /// The VLAN identifier, 12 bits.
    pub id: u16,
    /// The priority code point, 3 bits.
    pub priority: u8,
    /// The drop eligible indicator.
    pub drop_eligible: bool,
}

/// A frame, or what a tunnel carries in place of one, with what its link layers said.
#[derive(Clone, Copy, Debug)]
pub struct FrameMeta<'a> {
    /// Seconds since the epoch.
    pub time: f64,
    /// The captured bytes from the link layer on.
    pub data: &'a [u8],
    /// The length on the wire from the link layer on.
    pub wire_len: u32,
    /// What the bytes start with.
    pub link_type: LinkType,
    /// The sender on the link.
    pub source_mac: Option<MacAddr>,
    /// The receiver on the link.
    pub destination_mac: Option<MacAddr>,
    /// The innermost EtherType; zero without one.
    pub ethertype: u16,
    /// The outer VLAN tag.
    pub vlan: Option<VlanTag>,
    /// The inner VLAN tag.
    pub inner_vlan: Option<VlanTag>,
    /// See [`Frame::checksums_verified`].
    pub checksums_verified: bool,
    /// The captured bytes from the first IP header on, once one was reached.
    pub network: Option<&'a [u8]>,
    /// The layers passed on the way.
    pub layers: Layers,
}

impl<'a> FrameMeta<'a> {
    /// Nothing known but the bytes.
    pub fn new(frame: Frame<'a>) -> Self {
        FrameMeta {
            time: frame.time,
            data: frame.data,
            wire_len: frame.wire_len.max(u32::try_from(frame.data.len()).unwrap_or(u32::MAX)),
            link_type: frame.link_type,
            source_mac: None,
            destination_mac: None,
            ethertype: 0,
            vlan: None,
            inner_vlan: None,
            checksums_verified: frame.checksums_verified,
            network: None,
            layers: Layers::new(),
        }
    }
}

/// The kinds of tunnels, named as the enum `Tunnel::Type` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum EncapsulationKind {
    Ip,
    Ayiya,
    Teredo,
    Gtpv1,
    Gre,
    Vxlan,
    Geneve,
}

impl EncapsulationKind {
    /// The name without its module.
    pub const fn name(self) -> &'static str {
        match self {
            EncapsulationKind::Ip => "IP",
            EncapsulationKind::Ayiya => "AYIYA",
            EncapsulationKind::Teredo => "TEREDO",
            EncapsulationKind::Gtpv1 => "GTPv1",
            EncapsulationKind::Gre => "GRE",
            EncapsulationKind::Vxlan => "VXLAN",
            EncapsulationKind::Geneve => "GENEVE",
        }
    }
}

/// One tunnel around a packet, linked to the next one outwards.
///
/// Stacks live on the call stack: a packet inside of three tunnels borrows three of these, and none is copied.
#[derive(Clone, Copy, Debug)]
pub struct Encapsulation<'a> {
    /// What kind of tunnel.
    pub kind: EncapsulationKind,
    /// Sender of the carrying packet, or originator of the carrying connection.
    pub source: Addr,
    /// Receiver of the carrying packet, or responder of the carrying connection.
    pub destination: Addr,
    /// Port of the source; zero where the tunnel runs on IP directly.
    pub source_port: u16,
    /// Port of the destination; zero where the tunnel runs on IP directly.
    pub destination_port: u16,
    /// The carrying connection as whoever entered the tunnel numbers it; zero where the decoder peeled it.
    pub connection: u64,
    /// The tunnel around this one.
    pub outer: Option<&'a Encapsulation<'a>>,
}

impl<'a> Encapsulation<'a> {
    /// How many tunnels there are, this one included.
    pub fn depth(&self) -> usize {
        self.stack().count()
    }

    /// All tunnels, the innermost first.
    pub fn stack(&self) -> impl Iterator<Item = &Encapsulation<'a>> {
        std::iter::successors(Some(self), |encapsulation| encapsulation.outer)
    }
}

/// The depth of a stack of tunnels that may be empty.
pub fn encapsulation_depth(innermost: Option<&Encapsulation<'_>>) -> usize {
    innermost.map_or(0, Encapsulation::depth)
}

/// The transport header of a packet.
#[derive(Clone, Copy, Debug)]
pub enum Transport<'a> {
    /// Protocol 6.
    Tcp(TcpHeader<'a>),
    /// Protocol 17.
    Udp(UdpHeader),
    /// Protocols 1 and 58.
    Icmp(IcmpHeader),
    /// Any other; see [`IpHeader::protocol`].
    Other,
}

impl Transport<'_> {
    /// Source and destination port; zeros without ports.
    pub const fn ports(&self) -> (u16, u16) {
        match self {
            Transport::Tcp(tcp) => (tcp.source_port, tcp.destination_port),
            Transport::Udp(udp) => (udp.source_port, udp.destination_port),
            Transport::Icmp(_) | Transport::Other => (0, 0),
        }
    }
}

/// Whether a checksum holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// It holds, or the capturing side vouches for it.
    Good,
    /// It does not.
    Bad,
    /// The sender did not compute one.
    Absent,
    /// The capture does not hold all of the packet.
    Unverifiable,
}

/// An IP packet that carries no further one that the decoder peels.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// The frame it came in; inside a tunnel that carries frames, the inner one.
    pub frame: &'a FrameMeta<'a>,
    /// The IP header.
    pub ip: &'a IpHeader<'a>,
    /// The transport header.
    pub transport: Transport<'a>,
    /// Captured bytes behind the IP header, cut to the length that the IP header gives: link-layer padding is gone.
    pub ip_payload: &'a [u8],
    /// The length of the IP payload on the wire. Where the header's length is zero (segmentation offloading), what was
    /// captured.
    pub ip_payload_len: u32,
    /// Captured bytes behind the transport header, behind the IP header for [`Transport::Other`].
    pub payload: &'a [u8],
    /// The payload's length on the wire; more than `payload` holds when the capture was cut.
    pub payload_len: u32,
    /// The tunnels around it, innermost first.
    pub encapsulation: Option<&'a Encapsulation<'a>>,
    /// True when fragments were put together: `ip` and payload are then no part of the frame's bytes.
    pub reassembled: bool,
}

impl<'a> Packet<'a> {
    /// Verifies the checksum of TCP, UDP, ICMP or ICMPv6; computed anew by each call.
    pub fn transport_checksum(&self) -> Checksum {
        if self.frame.checksums_verified {
            return Checksum::Good;
        }
        let (length, pseudo_header) = match &self.transport {
            Transport::Tcp(_) => (self.ip_payload_len, true),
            Transport::Udp(udp) if udp.checksum == 0 && self.ip.version == 4 => return Checksum::Absent,
            // A length of zero is that of a jumbogram or of an offloaded segment: all there is.
            Transport::Udp(udp) if udp.length == 0 => (self.ip_payload_len, true),
            Transport::Udp(udp) => (self.ip_payload_len.min(udp.length.into()), true),
            Transport::Icmp(icmp) => (self.ip_payload_len, icmp.v6),
            Transport::Other => return Checksum::Absent,
        };
        let Some(covered) = self.ip_payload.get(..length as usize) else { return Checksum::Unverifiable };
        let mut sum = Sum::default();
        if pseudo_header {
            sum = sum.pseudo_header(self.ip.source, self.ip.destination, self.ip.protocol, length);
        }
        if sum.bytes(covered).is_valid() { Checksum::Good } else { Checksum::Bad }
    }

    /// Bytes of the whole IP packet by its header; what conn.log counts as IP bytes.
    pub const fn ip_len(&self) -> u32 {
        self.ip.total_len
    }

    /// The transport protocol number.
    pub const fn protocol(&self) -> u8 {
        self.ip.protocol
    }

    /// True for TCP, UDP, ICMP and ICMPv6.
    pub const fn has_known_transport(&self) -> bool {
        matches!(self.ip.protocol, protocol::TCP | protocol::UDP | protocol::ICMP | protocol::ICMPV6)
    }
}
