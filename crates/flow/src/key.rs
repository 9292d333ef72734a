//! The key under which a connection is found: the same for both of its directions.

use crate::segment::Segment;
use std::hash::{BuildHasher, Hasher};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Canonical tuple: the end with the lower (address, port) is `low`. IPv4 addresses are held as IPv4-mapped IPv6, so
/// that the two forms are one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowKey {
    low: Address,
    high: Address,
    low_port: u16,
    high_port: u16,
    proto: u8,
    /// One-way conversations keep source and destination in their places: the other direction is another key.
    one_way: bool,
    context: u64,
}

/// The higher and the lower half of an address. Two words, since a number of 128 bits would have the key, and with it the
/// connection, aligned to sixteen bytes.
type Address = [u64; 2];

fn widen(addr: IpAddr) -> Address {
    match addr {
        IpAddr::V4(a) => [0, 0xffff_0000_0000 | u64::from(u32::from(a))],
        IpAddr::V6(a) => {
            let bits = u128::from(a);
            [(bits >> 64) as u64, bits as u64]
        }
    }
}

fn narrow([high, low]: Address) -> IpAddr {
    if high == 0 && low >> 32 == 0xffff {
        IpAddr::V4(Ipv4Addr::from(low as u32))
    } else {
        IpAddr::V6(Ipv6Addr::from(u128::from(high) << 64 | u128::from(low)))
    }
}

impl FlowKey {
    /// The key of a segment, and whether its source is the key's low end.
    pub fn of(seg: &Segment) -> (FlowKey, bool) {
        let (sport, dport, one_way) = seg.ports();
        FlowKey::new(seg.src, sport, seg.dst, dport, seg.proto, one_way, seg.key_context)
    }

    /// The key of a conversation between two ends, and whether the first given is the key's low end.
    pub fn new(
        src: IpAddr,
        sport: u16,
        dst: IpAddr,
        dport: u16,
        proto: u8,
        one_way: bool,
        context: u64,
    ) -> (FlowKey, bool) {
        let (src, dst) = (widen(src), widen(dst));
        let source_is_low = one_way || (src, sport) <= (dst, dport);
        let (low, low_port, high, high_port) =
            if source_is_low { (src, sport, dst, dport) } else { (dst, dport, src, sport) };
        (FlowKey { low, high, low_port, high_port, proto, one_way, context }, source_is_low)
    }

    /// Address and port of the low or the high end.
    pub fn end(&self, low: bool) -> (IpAddr, u16) {
        if low { (narrow(self.low), self.low_port) } else { (narrow(self.high), self.high_port) }
    }

    /// IP protocol number.
    pub fn proto(&self) -> u8 {
        self.proto
    }

    /// What the decoder gave to tell equal tuples apart.
    pub fn context(&self) -> u64 {
        self.context
    }

    /// Whether both ends are the same address and port, so that direction cannot be told.
    pub(crate) fn is_self(&self) -> bool {
        self.low == self.high && self.low_port == self.high_port
    }

    /// Hash under a seeded state.
    pub fn hash_with<S: BuildHasher>(&self, state: &S) -> u64 {
        let mut hasher = state.build_hasher();
        for [high, low] in [self.low, self.high] {
            hasher.write_u128(u128::from(high) << 64 | u128::from(low));
        }
        hasher.write_u64(
            u64::from(self.low_port) << 48
                | u64::from(self.high_port) << 32
                | u64::from(self.proto) << 8
                | u64::from(self.one_way),
        );
        if self.context != 0 {
            hasher.write_u64(self.context);
        }
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_are_one_key() {
        let a: IpAddr = "10.0.0.1".parse().unwrap();
        let b: IpAddr = "10.0.0.2".parse().unwrap();
        let (one, low1) = FlowKey::new(a, 80, b, 4000, 6, false, 0);
        let (two, low2) = FlowKey::new(b, 4000, a, 80, 6, false, 0);
        assert_eq!(one, two);
        assert!(low1 && !low2);
        let state = foldhash::quality::FixedState::with_seed(7);
        assert_eq!(one.hash_with(&state), two.hash_with(&state));
        let (other, _) = FlowKey::new(a, 80, b, 4000, 6, false, 1);
        assert_ne!(one, other);
        let (forth, _) = FlowKey::new(a, 3, b, 1, 1, true, 0);
        let (back, _) = FlowKey::new(b, 1, a, 3, 1, true, 0);
        assert_ne!(forth, back);
        assert_eq!(one.end(true), (a, 80));
    }

    #[test]
    fn mapped_addresses_are_version_four() {
        let mapped: IpAddr = "::ffff:10.0.0.1".parse().unwrap();
        let plain: IpAddr = "10.0.0.1".parse().unwrap();
        let other: IpAddr = "2001:db8::1".parse().unwrap();
        assert_eq!(
            FlowKey::new(mapped, 1, other, 2, 17, false, 0).0,
            FlowKey::new(plain, 1, other, 2, 17, false, 0).0
        );
    }
}
