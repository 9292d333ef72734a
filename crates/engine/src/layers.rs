//! Layers that scripts switch off (`PacketAnalyzer::__disable_analyzer`): what they carry is not looked at.

use std::cell::Cell;
use zander_wire::packet::Transport;

/// A layer whose absence can be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layer {
    Link = 1,
    Ip = 2,
    Arp = 4,
    Tcp = 8,
    Udp = 16,
    Icmp = 32,
}

/// Which layers are switched off: nobody switches any off in the usual case, and then each question is one comparison.
#[derive(Default)]
pub struct Layers(Cell<u8>);

impl Layers {
    /// The layer of an analyzer, by the last part of its tag's name.
    pub fn named(name: &str) -> Option<Layer> {
        Some(match name {
            "ETHERNET" | "ROOT" => Layer::Link,
            "IP" => Layer::Ip,
            "ARP" => Layer::Arp,
            "TCP" => Layer::Tcp,
            "UDP" => Layer::Udp,
            "ICMP" => Layer::Icmp,
            _ => return None,
        })
    }

    /// Switches a layer on or off.
    pub fn enable(&self, layer: Layer, on: bool) {
        let bits = self.0.get();
        self.0.set(if on { bits & !(layer as u8) } else { bits | layer as u8 });
    }

    /// Whether a layer is switched off.
    #[inline]
    pub fn is_off(&self, layer: Layer) -> bool {
        self.0.get() & layer as u8 != 0
    }

    /// Whether the layer of a packet's transport is switched off.
    #[inline]
    pub fn without(&self, transport: &Transport<'_>) -> bool {
        self.0.get() != 0
            && match transport {
                Transport::Tcp(_) => self.is_off(Layer::Tcp),
                Transport::Udp(_) => self.is_off(Layer::Udp),
                Transport::Icmp(_) => self.is_off(Layer::Icmp),
                Transport::Other => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::{Layer, Layers};

    #[test]
    fn each_by_itself() {
        let layers = Layers::default();
        layers.enable(Layer::Tcp, false);
        layers.enable(Layer::Arp, false);
        layers.enable(Layer::Arp, true);
        assert!(layers.is_off(Layer::Tcp) && !layers.is_off(Layer::Arp) && !layers.is_off(Layer::Udp));
        assert_eq!(Layers::named("ICMP"), Some(Layer::Icmp));
        assert_eq!(Layers::named("VLAN"), None);
    }
}
