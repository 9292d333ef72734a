//! Headers around payloads, each a few bytes in front of what it carries; lengths and checksums are right.

const ETHERTYPE_V4: u16 = 0x0800;
const ETHERTYPE_V6: u16 = 0x86dd;

/// TCP flags.
pub const FIN: u8 = 1;
pub const SYN: u8 = 2;
pub const RST: u8 = 4;
pub const PSH: u8 = 8;
pub const ACK: u8 = 16;
pub const URG: u8 = 32;

/// The bits of an IPv4 header's fragment field.
pub const MORE_FRAGMENTS: u16 = 0x2000;
pub const DONT_FRAGMENT: u16 = 0x4000;

/// Protocol numbers.
pub const ICMP: u8 = 1;
pub const IPIP: u8 = 4;
pub const TCP: u8 = 6;
pub const UDP: u8 = 17;
pub const GRE: u8 = 47;

fn sum(bytes: &[u8], mut total: u32) -> u32 {
    for pair in bytes.chunks(2) {
        total += u32::from(pair[0]) << 8 | pair.get(1).copied().map_or(0, u32::from);
    }
    total
}

fn fold(mut total: u32) -> u16 {
    while total > 0xffff {
        total = (total & 0xffff) + (total >> 16);
    }
    !(total as u16)
}

/// The checksum of RFC 1071 over these parts; each but the last has an even length.
fn checksum(parts: &[&[u8]]) -> [u8; 2] {
    fold(parts.iter().fold(0, |total, part| sum(part, total))).to_be_bytes()
}

/// A frame.
pub fn ethernet(kind: u16, payload: &[u8]) -> Vec<u8> {
    [&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1][..], &kind.to_be_bytes(), payload].concat()
}

/// A frame with an IP packet of either version.
pub fn frame(packet: &[u8]) -> Vec<u8> {
    ethernet(if packet.first().is_some_and(|b| b >> 4 == 6) { ETHERTYPE_V6 } else { ETHERTYPE_V4 }, packet)
}

/// What a TCP or UDP checksum needs of the addresses, and the packet around a segment.
pub trait Ip {
    fn addresses(&self) -> (Vec<u8>, Vec<u8>);
    /// The packet with this protocol in it.
    fn packet(&self, protocol: u8, payload: &[u8]) -> Vec<u8>;

    /// The packet with a segment whose checksum is at this place, and zero yet.
    fn checked(&self, protocol: u8, mut segment: Vec<u8>, at: usize) -> Vec<u8> {
        let (from, to) = self.addresses();
        let length = (segment.len() as u16).to_be_bytes();
        let sum = checksum(&[&from, &to, &[0, protocol], &length, &segment]);
        segment[at..at + 2].copy_from_slice(&sum);
        self.packet(protocol, &segment)
    }

    /// A UDP datagram.
    fn udp(&self, from: u16, to: u16, payload: &[u8]) -> Vec<u8> {
        let length = (8 + payload.len()) as u16;
        let header = [from.to_be_bytes(), to.to_be_bytes(), length.to_be_bytes(), [0, 0]].concat();
        self.checked(UDP, [&header, payload].concat(), 6)
    }

    /// A TCP segment.
    fn tcp(&self, tcp: &Tcp, payload: &[u8]) -> Vec<u8> {
        let (ports, numbers) = ([tcp.from.to_be_bytes(), tcp.to.to_be_bytes()].concat(), [tcp.seq, tcp.ack]);
        let mut segment = ports;
        numbers.iter().for_each(|n| segment.extend(n.to_be_bytes()));
        segment.extend([(((20 + tcp.options.len()) / 4) << 4) as u8, tcp.flags]);
        segment.extend(tcp.window.to_be_bytes());
        segment.extend([0; 4]);
        segment.extend(&tcp.options);
        segment.extend(payload);
        self.checked(TCP, segment, 16)
    }

    /// An ICMP message of IPv4.
    fn icmp(&self, kind: u8, code: u8, rest: [u8; 4], payload: &[u8]) -> Vec<u8> {
        let mut message = [&[kind, code, 0, 0], &rest[..], payload].concat();
        let sum = checksum(&[&message]);
        message[2..4].copy_from_slice(&sum);
        self.packet(ICMP, &message)
    }
}

/// An IPv4 header (RFC 791, 3.1).
#[derive(Clone, Debug)]
pub struct V4 {
    pub from: [u8; 4],
    pub to: [u8; 4],
    pub id: u16,
    /// Flags and offset, the latter in units of eight bytes.
    pub fragment: u16,
    pub ttl: u8,
    /// Padded to a multiple of four bytes.
    pub options: Vec<u8>,
}

impl Default for V4 {
    fn default() -> V4 {
        V4 { from: [10, 0, 0, 1], to: [10, 0, 0, 2], id: 1, fragment: 0, ttl: 64, options: Vec::new() }
    }
}

impl V4 {
    /// From the other end.
    pub fn reply(&self) -> V4 {
        V4 { from: self.to, to: self.from, ..self.clone() }
    }
}

impl Ip for V4 {
    fn addresses(&self) -> (Vec<u8>, Vec<u8>) {
        (self.from.to_vec(), self.to.to_vec())
    }

    fn packet(&self, protocol: u8, payload: &[u8]) -> Vec<u8> {
        let header_length = 20 + self.options.len();
        let mut header = vec![0x40 | (header_length / 4) as u8, 0];
        header.extend(((header_length + payload.len()) as u16).to_be_bytes());
        header.extend(self.id.to_be_bytes());
        header.extend(self.fragment.to_be_bytes());
        header.extend([self.ttl, protocol, 0, 0]);
        header.extend(self.from);
        header.extend(self.to);
        header.extend(&self.options);
        let sum = checksum(&[&header]);
        header[10..12].copy_from_slice(&sum);
        header.extend(payload);
        header
    }
}

/// An IPv6 header (RFC 8200, 3); extension headers are part of the payload.
#[derive(Clone, Debug)]
pub struct V6 {
    pub from: [u8; 16],
    pub to: [u8; 16],
}

impl Default for V6 {
    fn default() -> V6 {
        let mut v = V6 { from: [0; 16], to: [0; 16] };
        for (address, last) in [(&mut v.from, 1), (&mut v.to, 2)] {
            address[..4].copy_from_slice(&[0x20, 1, 0x0d, 0xb8]);
            address[15] = last;
        }
        v
    }
}

impl Ip for V6 {
    fn addresses(&self) -> (Vec<u8>, Vec<u8>) {
        (self.from.to_vec(), self.to.to_vec())
    }

    fn packet(&self, protocol: u8, payload: &[u8]) -> Vec<u8> {
        let length = (payload.len() as u16).to_be_bytes();
        [&[0x60, 0, 0, 0], &length[..], &[protocol, 64], &self.from, &self.to, payload].concat()
    }
}

/// A TCP header (RFC 9293, 3.1).
#[derive(Clone, Debug)]
pub struct Tcp {
    pub from: u16,
    pub to: u16,
    pub seq: u32,
    pub ack: u32,
    pub flags: u8,
    pub window: u16,
    /// Padded to a multiple of four bytes.
    pub options: Vec<u8>,
}

impl Default for Tcp {
    fn default() -> Tcp {
        Tcp { from: 40000, to: 80, seq: 0, ack: 0, flags: ACK, window: 0xffff, options: Vec::new() }
    }
}

/// A GRE header without options (RFC 2784) in front of a packet.
pub fn gre(packet: &[u8]) -> Vec<u8> {
    [&[0, 0], &ETHERTYPE_V4.to_be_bytes()[..], packet].concat()
}
