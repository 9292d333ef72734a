//! What this crate takes as input: one decoded datagram of an IP conversation.
//!
//! The decoder fills a [`Segment`] on its stack for each datagram; everything in it is copied or borrowed from the
//! capture buffer. Lengths "on the wire" are those the IP header claims, lengths of slices are what was captured.

use std::net::IpAddr;

/// One datagram: addresses, transport header, payload.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// Capture time in seconds since the epoch (`seconds + microseconds / 1e6`).
    pub time: f64,
    /// Source address. IPv4 addresses are `V4`, never mapped into IPv6.
    pub src: IpAddr,
    /// Destination address.
    pub dst: IpAddr,
    /// IP protocol number (for IPv6, that of the last header).
    pub proto: u8,
    /// The transport header's fields.
    pub header: TransportHeader<'a>,
    /// Captured bytes behind the transport header, without link-layer padding.
    pub payload: &'a [u8],
    /// Length of the payload on the wire; more than `payload.len()` when the capture was cut short.
    pub payload_len: u32,
    /// Total length of the IP datagram on the wire, IP header included.
    pub ip_len: u32,
    /// Time to live, or hop limit.
    pub ttl: u8,
    /// IPv4's "don't fragment" bit.
    pub dont_fragment: bool,
    /// IPv6 flow label; 0 for IPv4.
    pub flow_label: u32,
    /// False when the transport checksum was checked and is wrong.
    pub checksum_ok: bool,
    /// A fault of the transport header that keeps it from being used, by the name of its weird
    /// (`bad_TCP_header_len`, `internally_truncated_header`): the connection is known, the packet is not processed.
    pub header_fault: Option<&'static str>,
    /// Link-layer facts.
    pub link: LinkInfo,
    /// Tells apart conversations with equal addresses and ports (VLAN ids, tunnel ids, …); 0 if not wanted.
    pub key_context: u64,
}

/// Link-layer addresses and VLAN tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkInfo {
    /// Source hardware address; all zero when there is none.
    pub src: [u8; 6],
    /// Destination hardware address.
    pub dst: [u8; 6],
    /// Outer VLAN id; 0 when untagged.
    pub vlan: u16,
    /// Inner VLAN id; 0 when there is none.
    pub inner_vlan: u16,
}

/// The transport header, by protocol.
#[derive(Clone, Copy, Debug)]
pub enum TransportHeader<'a> {
    /// TCP, RFC 9293.
    Tcp(TcpHeader<'a>),
    /// UDP, RFC 768.
    Udp(UdpHeader),
    /// ICMP (RFC 792) or ICMPv6 (RFC 4443), told apart by [`Segment::proto`].
    Icmp(IcmpHeader),
    /// Any other IP protocol.
    Other,
}

/// Fields of a TCP header, in host byte order.
#[derive(Clone, Copy, Debug, Default)]
pub struct TcpHeader<'a> {
    pub sport: u16,
    pub dport: u16,
    pub seq: u32,
    pub ack: u32,
    pub flags: TcpFlags,
    pub window: u16,
    pub urgent: u16,
    /// The bytes between the fixed header and the data offset.
    pub options: &'a [u8],
}

/// Fields of a UDP header, in host byte order.
#[derive(Clone, Copy, Debug, Default)]
pub struct UdpHeader {
    pub sport: u16,
    pub dport: u16,
    /// The header's length field (header and payload).
    pub length: u16,
}

/// First fields of an ICMP message. Payload is what follows the eight-byte header.
#[derive(Clone, Copy, Debug, Default)]
pub struct IcmpHeader {
    pub kind: u8,
    pub code: u8,
    /// Bytes 4 to 7: identifier and sequence number, MTU, pointer, … by type; network byte order.
    pub rest: [u8; 4],
}

/// The flag bits of a TCP header (byte 13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    pub const FIN: TcpFlags = TcpFlags(0x01);
    pub const SYN: TcpFlags = TcpFlags(0x02);
    pub const RST: TcpFlags = TcpFlags(0x04);
    pub const PSH: TcpFlags = TcpFlags(0x08);
    pub const ACK: TcpFlags = TcpFlags(0x10);
    pub const URG: TcpFlags = TcpFlags(0x20);
    pub const ECE: TcpFlags = TcpFlags(0x40);
    pub const CWR: TcpFlags = TcpFlags(0x80);

    pub fn fin(self) -> bool {
        self.0 & Self::FIN.0 != 0
    }
    pub fn syn(self) -> bool {
        self.0 & Self::SYN.0 != 0
    }
    pub fn rst(self) -> bool {
        self.0 & Self::RST.0 != 0
    }
    pub fn ack(self) -> bool {
        self.0 & Self::ACK.0 != 0
    }
    pub fn urg(self) -> bool {
        self.0 & Self::URG.0 != 0
    }
    /// How many of SYN, FIN and RST are set.
    pub(crate) fn control_count(self) -> u32 {
        (self.0 & 0x07).count_ones()
    }

    /// The letters scripts see in `tcp_packet` and `rexmit_inconsistency`, one a flag.
    pub fn letters(self) -> String {
        const ORDER: [(TcpFlags, char); 8] = [
            (TcpFlags::SYN, 'S'),
            (TcpFlags::FIN, 'F'),
            (TcpFlags::RST, 'R'),
            (TcpFlags::ACK, 'A'),
            (TcpFlags::PSH, 'P'),
            (TcpFlags::URG, 'U'),
            (TcpFlags::ECE, 'E'),
            (TcpFlags::CWR, 'C'),
        ];
        ORDER.iter().filter(|(bit, _)| self.0 & bit.0 != 0).map(|(_, letter)| *letter).collect()
    }
}

impl Segment<'_> {
    /// Source and destination "port": ICMP has its message type there and the type of the answer, other protocols
    /// without ports have 0. The third value tells whether the conversation has one direction only.
    pub(crate) fn ports(&self) -> (u16, u16, bool) {
        match self.header {
            TransportHeader::Tcp(h) => (h.sport, h.dport, false),
            TransportHeader::Udp(h) => (h.sport, h.dport, false),
            TransportHeader::Icmp(h) => {
                let (answer, one_way) = crate::icmp::counterpart(self.proto, h.kind, h.code);
                (u16::from(h.kind), u16::from(answer), one_way)
            }
            TransportHeader::Other => (0, 0, false),
        }
    }

    /// Whether all of the payload was captured.
    pub(crate) fn is_whole(&self) -> bool {
        self.payload.len() as u64 >= u64::from(self.payload_len)
    }
}
