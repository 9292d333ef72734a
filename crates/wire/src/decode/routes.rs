//! What scripts add to the numbers by which layers know what they carry.

use crate::decode::link::Next;
use crate::layer::Layer;
use crate::link::{LinkType, ethertype};
use std::collections::HashMap;

/// Routes from one layer to the next beside those that are built in. They go before those.
#[derive(Debug, Default)]
pub struct Routes {
    by_number: HashMap<(Layer, u32), Layer>,
    /// Where a layer goes on whatever the number.
    otherwise: HashMap<Layer, Layer>,
    /// Bytes that the layer [`Layer::Skip`] steps over.
    pub skip: usize,
}

impl Routes {
    /// Has `parent` hand what it calls `number` to `child`. False for a child that no link layer can hand anything to.
    pub fn register(&mut self, parent: Layer, number: u32, child: Layer) -> bool {
        let possible = next_of(child).is_some();
        if possible {
            self.by_number.insert((parent, number), child);
        }
        possible
    }

    /// Has `parent` hand everything without a number of its own to `child`. False as for [`Routes::register`], and for a
    /// layer that would hand everything to itself.
    pub fn set_default(&mut self, parent: Layer, child: Layer) -> bool {
        let possible = next_of(child).is_some() && parent != child;
        if possible {
            self.otherwise.insert(parent, child);
        }
        possible
    }

    /// Whether there are any.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.by_number.is_empty()
    }

    /// Where a number of `parent` leads, if scripts say so.
    pub(super) fn find(&self, parent: Layer, number: u32) -> Option<Next> {
        self.by_number.get(&(parent, number)).and_then(|layer| next_of(*layer))
    }

    /// Where `parent` goes on otherwise, if scripts say so.
    pub(super) fn default_of(&self, parent: Layer) -> Option<Next> {
        self.otherwise.get(&parent).and_then(|layer| next_of(*layer))
    }

    /// How a frame with this link type begins.
    pub(super) fn first(&self, link_type: LinkType) -> Next {
        if !self.is_empty()
            && let Some(next) = self.find(Layer::Root, link_type.0.into())
        {
            return next;
        }
        Next::of_link_type(link_type).or_else(|| self.default_of(Layer::Root)).unwrap_or(Next::Ip)
    }
}

/// What it takes to go on with a layer; `None` for those that need an IP header before them.
const fn next_of(layer: Layer) -> Option<Next> {
    Some(match layer {
        Layer::Ethernet => Next::Ethernet,
        Layer::Fddi => Next::Fddi,
        Layer::Vlan => Next::Ethertype(ethertype::VLAN),
        Layer::Mpls => Next::Ethertype(ethertype::MPLS),
        Layer::Pbb => Next::Ethertype(ethertype::PROVIDER_BACKBONE),
        Layer::VnTag => Next::Ethertype(ethertype::VNTAG),
        Layer::Arp => Next::Ethertype(ethertype::ARP),
        Layer::PppOe => Next::PppOe,
        Layer::Ppp => Next::Ppp,
        Layer::PppSerial => Next::PppSerial,
        Layer::Null => Next::Null { big_endian: false },
        Layer::LinuxSll => Next::LinuxSll,
        Layer::LinuxSll2 => Next::LinuxSll2,
        Layer::NfLog => Next::NfLog,
        Layer::Ieee80211 => Next::Ieee80211,
        Layer::Ieee80211Radio => Next::Radiotap,
        Layer::Snap | Layer::Llc | Layer::Novell8023 => Next::Llc,
        Layer::Ip => Next::Ip,
        Layer::Skip => Next::Skip,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_go_first_but_in_no_circle() {
        let mut routes = Routes::default();
        assert_eq!(routes.first(LinkType::ETHERNET), Next::Ethernet);
        assert_eq!(routes.first(LinkType(4711)), Next::Ip);
        assert!(routes.register(Layer::Root, 1, Layer::Skip) && routes.set_default(Layer::Root, Layer::Ppp));
        assert_eq!(routes.first(LinkType::ETHERNET), Next::Skip);
        assert_eq!(routes.first(LinkType(4711)), Next::Ppp);
        assert!(
            !routes.set_default(Layer::Skip, Layer::Skip) && !routes.register(Layer::Ethernet, 5, Layer::Tcp)
        );
        assert_eq!(routes.find(Layer::Ethernet, 5), None);
    }
}
