//! Packets that scripts do not want to see: by sender or receiver, by TCP flags, with a probability.

use std::cell::RefCell;
use std::net::IpAddr;
use zander_value::{Addr, Subnet};
use zander_vm::Vm;
use zander_wire::ip::IpHeader;

/// A filter: packets of `net` are dropped with this probability, but not TCP packets with one of `flags`.
struct Rule {
    net: Subnet,
    flags: u8,
    probability: f64,
}

/// Filters by one of the two addresses.
#[derive(Default)]
struct Side(Vec<Rule>);

/// Whether the address at hand is the packet's sender or its receiver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Source,
    Destination,
}

/// The filters of `install_src_addr_filter` and its kind.
#[derive(Default)]
pub struct PacketFilter {
    sides: RefCell<[Side; 2]>,
}

impl Side {
    /// With which probability a packet of this address is dropped: what the narrowest network says.
    fn loss(&self, a: &Addr, flags: Option<u8>) -> Option<f64> {
        let applies = |r: &&Rule| match flags {
            None => r.flags == 0,
            Some(f) => r.flags != 0 && r.flags & f == 0,
        };
        let matching = self.0.iter().filter(applies).filter(|r| r.net.contains(a));
        matching.max_by_key(|r| r.net.width()).map(|r| r.probability)
    }
}

impl PacketFilter {
    /// Drops packets with an address in `net` at this end with a probability from 0 to 1, TCP packets only if they
    /// have none of `flags`; replaces what was installed for that network before.
    pub fn install(&self, end: End, net: Subnet, flags: u8, probability: f64) {
        self.uninstall(end, net);
        let rule = Rule { net, flags, probability: probability.clamp(0.0, 1.0) };
        if let Some(Side(all)) = self.sides.borrow_mut().get_mut(end as usize) {
            all.push(rule);
        }
    }

    /// Takes a filter away. False when there was none.
    pub fn uninstall(&self, end: End, net: Subnet) -> bool {
        let mut sides = self.sides.borrow_mut();
        let Some(Side(all)) = sides.get_mut(end as usize) else { return false };
        let before = all.len();
        all.retain(|r| r.net != net);
        all.len() != before
    }

    /// Whether a packet passes. Filters without flags apply as soon as the IP header is known (`flags` is `None`),
    /// those with flags when those of the packet are. The host's randomness decides where a filter names a probability.
    #[inline]
    pub fn accepts(&self, ip: &IpHeader<'_>, flags: Option<u8>, vm: &mut Vm) -> bool {
        let sides = self.sides.borrow();
        if sides.iter().all(|s| s.0.is_empty()) {
            return true;
        }
        let ends = sides.iter().zip([ip.source, ip.destination]);
        for loss in ends.filter_map(|(side, a)| side.loss(&IpAddr::from(a).into(), flags)) {
            let mut random = [0; 4];
            vm.host.random(&mut random);
            if f64::from(u32::from_le_bytes(random)) < loss * 4_294_967_296.0 {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_network_decides() {
        let a = Addr::v4([10, 0, 0, 1]);
        let f = PacketFilter::default();
        let loss = |flags| f.sides.borrow()[0].loss(&a, flags);
        assert_eq!(loss(None), None);
        f.install(End::Source, Subnet::new(Addr::v4([10, 0, 0, 0]), 8), 0, 1.0);
        f.install(End::Source, Subnet::new(a, 32), 0, 0.5);
        f.install(End::Source, Subnet::new(Addr::v4([10, 0, 0, 0]), 24), 2, 0.25);
        assert_eq!((loss(None), loss(Some(0x10)), loss(Some(0x12))), (Some(0.5), Some(0.25), None));
        assert!(
            f.uninstall(End::Source, Subnet::new(a, 32)) && !f.uninstall(End::Source, Subnet::new(a, 32))
        );
        assert_eq!(loss(None), Some(1.0));
    }
}
