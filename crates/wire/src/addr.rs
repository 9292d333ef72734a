//! Addresses that are cheap to copy, compare and hash.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The upper 96 bits of an IPv4 address in its mapped form (RFC 4291, 2.5.5.2).
const MAPPED: u128 = 0xffff_0000_0000;

/// An IPv4 or IPv6 address in 16 bytes.
///
/// An IPv4 address is kept in its mapped form `::ffff:a.b.c.d`, so both families share one type, one order (that of
/// the bytes on the wire) and one hash; an IPv6 header that carries a mapped address therefore means the IPv4 host.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Addr(u128);

impl Addr {
    /// From the four bytes of an IPv4 header.
    pub const fn v4(octets: [u8; 4]) -> Self {
        Addr(MAPPED | u32::from_be_bytes(octets) as u128)
    }

    /// From the sixteen bytes of an IPv6 header.
    pub const fn v6(octets: [u8; 16]) -> Self {
        Addr(u128::from_be_bytes(octets))
    }

    /// The address as a number, most significant byte first on the wire.
    pub const fn to_bits(self) -> u128 {
        self.0
    }

    /// The reverse of [`Addr::to_bits`].
    pub const fn from_bits(bits: u128) -> Self {
        Addr(bits)
    }

    /// All sixteen bytes in network order; an IPv4 address in its mapped form.
    pub const fn octets(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// True for an IPv4 address.
    pub const fn is_v4(self) -> bool {
        self.0 >> 32 == MAPPED >> 32
    }

    /// The four bytes of an IPv4 address.
    pub const fn to_v4(self) -> Option<[u8; 4]> {
        if self.is_v4() { Some((self.0 as u32).to_be_bytes()) } else { None }
    }

    /// True for 255.255.255.255.
    pub const fn is_broadcast(self) -> bool {
        self.0 == MAPPED | 0xffff_ffff
    }

    /// True for 224.0.0.0/4 and ff00::/8.
    pub const fn is_multicast(self) -> bool {
        if self.is_v4() { (self.0 as u32) >> 28 == 0xe } else { self.0 >> 120 == 0xff }
    }

    /// True for 127.0.0.0/8 and ::1.
    pub const fn is_loopback(self) -> bool {
        if self.is_v4() { (self.0 as u32) >> 24 == 127 } else { self.0 == 1 }
    }

    /// The standard library's type for it.
    pub const fn to_std(self) -> IpAddr {
        if self.is_v4() {
            IpAddr::V4(Ipv4Addr::from_bits(self.0 as u32))
        } else {
            IpAddr::V6(Ipv6Addr::from_bits(self.0))
        }
    }
}

impl From<IpAddr> for Addr {
    fn from(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => Addr::v4(v4.octets()),
            IpAddr::V6(v6) => Addr::v6(v6.octets()),
        }
    }
}

impl From<Addr> for IpAddr {
    fn from(address: Addr) -> Self {
        address.to_std()
    }
}

impl fmt::Display for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_std().fmt(f)
    }
}

impl fmt::Debug for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A 48-bit link-layer address, printed as `aa:bb:cc:dd:ee:ff`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MacAddr(pub [u8; 6]);

impl fmt::Display for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

impl fmt::Debug for MacAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_share_one_type() {
        for text in ["10.1.2.3", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::", "::1", "fe80::1:2"] {
            let address: Addr = text.parse::<IpAddr>().unwrap().into();
            assert_eq!(address.to_string(), text);
            assert_eq!(address.is_v4(), !text.contains(':'));
            assert_eq!(Addr::from_bits(address.to_bits()), address);
        }
        assert!(Addr::v4([9, 0, 0, 1]) < Addr::v4([10, 0, 0, 0]));
        assert_eq!(Addr::v4([1, 2, 3, 4]).to_v4(), Some([1, 2, 3, 4]));
        assert_eq!(MacAddr([0, 1, 2, 0xab, 0xcd, 0xef]).to_string(), "00:01:02:ab:cd:ef");
    }
}
