//! Addresses, subnets and ports.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An IPv4 or IPv6 address. An IPv4 address is held as its IPv4-mapped IPv6 form (RFC 4291, section 2.5.5.2), so both
/// kinds compare and sort in one order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Addr([u8; 16]);

const MAPPED: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

impl Addr {
    /// From the four bytes of an IPv4 address in network order.
    pub fn v4(bytes: [u8; 4]) -> Addr {
        let mut all = [0; 16];
        all[..12].copy_from_slice(&MAPPED);
        all[12..].copy_from_slice(&bytes);
        Addr(all)
    }

    /// From the sixteen bytes of an IPv6 address in network order.
    pub const fn v6(bytes: [u8; 16]) -> Addr {
        Addr(bytes)
    }

    /// True for IPv4.
    #[inline]
    pub fn is_v4(&self) -> bool {
        self.0[..12] == MAPPED
    }

    /// The four bytes in network order when this is an IPv4 address.
    #[inline]
    pub fn to_v4(&self) -> Option<[u8; 4]> {
        self.is_v4().then(|| [self.0[12], self.0[13], self.0[14], self.0[15]])
    }

    /// All sixteen bytes in network order, IPv4 in its mapped form.
    #[inline]
    pub fn octets(&self) -> [u8; 16] {
        self.0
    }

    /// Width of the address in bits: 32 or 128.
    pub fn bits(&self) -> u8 {
        if self.is_v4() { 32 } else { 128 }
    }

    /// Keeps the first `width` bits, counted from the start of the address of this kind, and clears the others.
    /// A width beyond the address keeps all.
    pub fn mask(&self, width: u8) -> Addr {
        let keep = if self.is_v4() { 96 + width.min(32) as u32 } else { width.min(128) as u32 };
        let mask = if keep == 0 { 0 } else { u128::MAX << (128 - keep) };
        Addr((u128::from_be_bytes(self.0) & mask).to_be_bytes())
    }

    /// As the standard library's type.
    pub fn to_ip(&self) -> IpAddr {
        match self.to_v4() {
            Some(b) => IpAddr::V4(Ipv4Addr::from(b)),
            None => IpAddr::V6(Ipv6Addr::from(self.0)),
        }
    }
}

impl From<IpAddr> for Addr {
    fn from(ip: IpAddr) -> Addr {
        match ip {
            IpAddr::V4(a) => Addr::v4(a.octets()),
            IpAddr::V6(a) => Addr::v6(a.octets()),
        }
    }
}

impl fmt::Display for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_ip().fmt(f)
    }
}

impl fmt::Debug for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A prefix of addresses. The prefix is always masked to its width.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Subnet {
    prefix: Addr,
    width: u8,
}

impl Subnet {
    /// `width` counts bits of the address's own kind (0–32 for IPv4, 0–128 for IPv6); more is cut to that.
    pub fn new(prefix: Addr, width: u8) -> Subnet {
        let width = width.min(prefix.bits());
        Subnet { prefix: prefix.mask(width), width }
    }

    /// The first address of the subnet.
    pub fn prefix(&self) -> Addr {
        self.prefix
    }

    /// Width in bits of the address's own kind.
    pub fn width(&self) -> u8 {
        self.width
    }

    /// True when `a` lies inside. An IPv4 address lies in an IPv6 subnet when its mapped form does.
    pub fn contains(&self, a: &Addr) -> bool {
        match (a.is_v4(), self.prefix.is_v4()) {
            (x, y) if x == y => a.mask(self.width) == self.prefix,
            (true, _) if self.width == 0 => self.prefix.0 == [0; 16],
            (true, _) => {
                let mask = u128::MAX << (128 - u32::from(self.width.min(128)));
                u128::from_be_bytes(a.0) & mask == u128::from_be_bytes(self.prefix.0)
            }
            _ => false,
        }
    }

    /// True when the whole of `other` lies inside.
    pub fn covers(&self, other: &Subnet) -> bool {
        let bits = |s: &Subnet| u16::from(s.width) + if s.prefix.is_v4() { 96 } else { 0 };
        bits(other) >= bits(self) && self.contains(&other.prefix)
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.prefix, self.width)
    }
}

/// The transport of a [`Port`]. The numbers are those of `transport_proto` in scripts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Transport {
    Unknown = 0,
    Tcp = 1,
    Udp = 2,
    Icmp = 3,
}

impl Transport {
    /// The transport's name in scripts and logs.
    pub fn name(self) -> &'static str {
        match self {
            Transport::Unknown => "unknown",
            Transport::Tcp => "tcp",
            Transport::Udp => "udp",
            Transport::Icmp => "icmp",
        }
    }
}

/// A port number with its transport.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Port {
    pub number: u16,
    pub transport: Transport,
}

impl Port {
    /// A TCP port.
    pub fn tcp(number: u16) -> Port {
        Port { number, transport: Transport::Tcp }
    }

    /// A UDP port.
    pub fn udp(number: u16) -> Port {
        Port { number, transport: Transport::Udp }
    }

    /// An ICMP "port": a type or a code.
    pub fn icmp(number: u16) -> Port {
        Port { number, transport: Transport::Icmp }
    }

    /// One number that orders ports as scripts order them: by transport, then by number.
    pub fn to_bits(self) -> u64 {
        (self.transport as u64) << 16 | self.number as u64
    }

    /// The inverse of [`Port::to_bits`]; unknown transports become [`Transport::Unknown`].
    pub fn from_bits(bits: u64) -> Port {
        let transport = match bits >> 16 {
            1 => Transport::Tcp,
            2 => Transport::Udp,
            3 => Transport::Icmp,
            _ => Transport::Unknown,
        };
        Port { number: bits as u16, transport }
    }
}

impl PartialOrd for Port {
    fn partial_cmp(&self, other: &Port) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Port {
    fn cmp(&self, other: &Port) -> std::cmp::Ordering {
        self.to_bits().cmp(&other.to_bits())
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.transport.name())
    }
}
