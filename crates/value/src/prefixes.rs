//! The longest prefix that holds an address, by one search in a sorted list.
//!
//! The prefixes of a table cut the space of addresses into ranges, each of which belongs to one of them or to none.
//! The list of ranges is made of all prefixes at once: it is for tables that are asked more often than they change.

use crate::{Addr, Subnet};

/// Belongs to no prefix.
const NONE: u32 = u32::MAX;

/// Where ranges begin, and the number of the prefix that they belong to.
#[derive(Debug, Default)]
struct Ranges(Vec<(u128, u32)>);

/// The ranges of IPv4 and IPv6. An IPv4 address lies in no prefix of IPv6.
#[derive(Debug, Default)]
pub(crate) struct Prefixes {
    v4: Ranges,
    v6: Ranges,
}

fn bits(a: &Addr) -> u128 {
    u128::from_be_bytes(a.octets())
}

impl Prefixes {
    /// Of prefixes with their numbers. No prefix occurs twice.
    pub fn new(all: impl Iterator<Item = (Subnet, u32)>) -> Prefixes {
        let (v4, v6) = all.partition(|(subnet, _)| subnet.prefix().is_v4());
        Prefixes { v4: Ranges::new(v4), v6: Ranges::new(v6) }
    }

    /// The number of the longest prefix that holds the address.
    pub fn find(&self, a: &Addr) -> Option<u32> {
        if a.is_v4() { self.v4.find(bits(a)) } else { self.v6.find(bits(a)) }
    }
}

impl Ranges {
    fn new(mut prefixes: Vec<(Subnet, u32)>) -> Ranges {
        // What holds others comes before them.
        prefixes.sort_unstable_by_key(|(subnet, _)| (bits(&subnet.prefix()), subnet.width()));
        let mut ranges = Ranges::default();
        // The last address and the number of those prefixes that hold the place which has been reached.
        let mut open: Vec<(u128, u32)> = Vec::new();
        for (subnet, number) in prefixes {
            let first = bits(&subnet.prefix());
            let free = u32::from(subnet.prefix().bits() - subnet.width());
            let last = first | u128::MAX.checked_shr(128 - free).unwrap_or(0);
            while open.last().is_some_and(|(last, _)| *last < first) {
                ranges.close(&mut open);
            }
            ranges.begin(first, number);
            open.push((last, number));
        }
        while !open.is_empty() {
            ranges.close(&mut open);
        }
        ranges
    }

    /// Ends the innermost prefix: what follows belongs to the one around it.
    fn close(&mut self, open: &mut Vec<(u128, u32)>) {
        let Some((last, _)) = open.pop() else { return };
        if let Some(next) = last.checked_add(1) {
            self.begin(next, open.last().map_or(NONE, |(_, number)| *number));
        }
    }

    fn begin(&mut self, first: u128, number: u32) {
        match self.0.last_mut() {
            Some(range) if range.0 == first => range.1 = number,
            _ => self.0.push((first, number)),
        }
    }

    fn find(&self, address: u128) -> Option<u32> {
        let behind = self.0.partition_point(|(first, _)| *first <= address);
        self.0.get(behind.checked_sub(1)?).map(|(_, number)| *number).filter(|number| *number != NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(text: &str) -> Subnet {
        let (address, width) = text.split_once('/').unwrap();
        Subnet::new(Addr::from(address.parse::<std::net::IpAddr>().unwrap()), width.parse().unwrap())
    }

    #[test]
    fn the_longest_is_found() {
        let texts = [
            "10.0.0.0/8",
            "10.0.0.0/16",
            "10.0.255.255/32",
            "10.255.0.0/16",
            "11.0.0.0/8",
            "255.255.255.255/32",
            "::/0",
            "fe80::/10",
            "fe80::/64",
            "ffff::/16",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
        ];
        let all: Vec<Subnet> = texts.iter().map(|t| subnet(t)).collect();
        let prefixes = Prefixes::new(all.iter().copied().zip(0..));
        let addresses = [
            "9.255.255.255",
            "10.0.0.0",
            "10.0.255.254",
            "10.0.255.255",
            "10.1.0.0",
            "10.254.255.255",
            "10.255.0.0",
            "10.255.255.255",
            "11.0.0.0",
            "12.0.0.0",
            "255.255.255.255",
            "0.0.0.0",
            "::",
            "fe80::1",
            "fe80:0:0:1::",
            "febf::",
            "fec0::",
            "ffff::1",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        ];
        for text in addresses {
            let a = Addr::from(text.parse::<std::net::IpAddr>().unwrap());
            let same_kind = |s: &&Subnet| s.prefix().is_v4() == a.is_v4() && s.contains(&a);
            let expected = all.iter().filter(same_kind).max_by_key(|s| s.width());
            let found = prefixes.find(&a).and_then(|n| all.get(n as usize));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn nothing_holds_nothing() {
        let prefixes = Prefixes::new(std::iter::empty());
        assert_eq!(prefixes.find(&Addr::v4([1, 2, 3, 4])), None);
        let everything = Prefixes::new([(subnet("0.0.0.0/0"), 7)].into_iter());
        assert_eq!(everything.find(&Addr::v4([255; 4])), Some(7));
        assert_eq!(everything.find(&Addr::v6([0; 16])), None);
    }
}
