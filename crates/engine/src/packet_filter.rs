//! Packets that scripts do not want to see: by sender or receiver, by TCP flags, with a probability.

use std::cell::{Cell, RefCell};
use std::net::IpAddr;
use zander_event::Declarations;
use zander_value::{Addr, Subnet};
use zander_vm::Vm;
use zander_wire::ip::{IpHeader, protocol};

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
    /// What no filter applies to is dropped, once there was any (`packet_filter_default`).
    drops_others: bool,
    used: Cell<bool>,
}

impl Side {
    /// With which probability a packet of this address is dropped: what the narrowest network says. `flags` are those of
    /// a TCP packet, 0 for others.
    fn loss(&self, a: &Addr, flags: u8) -> Option<f64> {
        let matching = self.0.iter().filter(|r| r.net.contains(a));
        let rule = matching.max_by_key(|r| r.net.width())?;
        Some(if rule.flags & flags == 0 { rule.probability } else { 0.0 })
    }
}

impl PacketFilter {
    /// Drops packets with an address in `net` at this end with a probability from 0 to 1, TCP packets only if they
    /// have none of `flags`; replaces what was installed for that network before.
    pub fn install(&self, end: End, net: Subnet, flags: u8, probability: f64) {
        self.used.set(true);
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

    /// Reads what becomes of packets without a filter.
    pub fn bind(vm: &Vm) -> PacketFilter {
        let drops_others = vm.value("packet_filter_default").and_then(|v| v.as_bool()).unwrap_or(false);
        PacketFilter { drops_others, ..PacketFilter::default() }
    }

    /// Whether a packet passes; `payload` are the captured bytes behind its IP header. A filter for its sender decides
    /// before one for its receiver; the host's randomness decides where a filter names a probability.
    #[inline]
    pub fn accepts(&self, ip: &IpHeader<'_>, payload: &[u8], vm: &mut Vm) -> bool {
        !self.used.get() || self.passes(ip, payload, vm)
    }

    #[cold]
    fn passes(&self, ip: &IpHeader<'_>, payload: &[u8], vm: &mut Vm) -> bool {
        const FLAGS: usize = 13;
        let flags = match ip.protocol {
            protocol::TCP => payload.get(FLAGS).copied().unwrap_or(0),
            _ => 0,
        };
        let sides = self.sides.borrow();
        let mut ends = sides.iter().zip([ip.source, ip.destination]);
        let Some(loss) = ends.find_map(|(side, a)| side.loss(&IpAddr::from(a).into(), flags)) else {
            return !self.drops_others;
        };
        let mut random = [0; 4];
        vm.host.random(&mut random);
        f64::from(u32::from_le_bytes(random)) >= loss * 4_294_967_296.0
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
        assert_eq!(loss(0), None);
        f.install(End::Source, Subnet::new(Addr::v4([10, 0, 0, 0]), 8), 0, 1.0);
        f.install(End::Source, Subnet::new(a, 32), 0, 0.5);
        f.install(End::Source, Subnet::new(Addr::v4([10, 0, 0, 0]), 24), 2, 0.25);
        assert_eq!((loss(0x10), loss(0x12)), (Some(0.5), Some(0.5)));
        assert!(
            f.uninstall(End::Source, Subnet::new(a, 32)) && !f.uninstall(End::Source, Subnet::new(a, 32))
        );
        assert_eq!((loss(0x10), loss(0x12)), (Some(0.25), Some(0.0)));
    }
}
