//! The layers that a frame passes through, by the names that logs and events use for them.

/// One step of taking a frame apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Layer {
    Root,
    /// Bytes that are stepped over.
    Skip,
    Ethernet,
    Fddi,
    Vlan,
    Mpls,
    Pbb,
    VnTag,
    PppOe,
    Ppp,
    PppSerial,
    Null,
    LinuxSll,
    LinuxSll2,
    NfLog,
    Ieee80211,
    Ieee80211Radio,
    Snap,
    Llc,
    Novell8023,
    Arp,
    Ip,
    IpTunnel,
    Gre,
    Tcp,
    Udp,
    Icmp,
    Igmp,
    UnknownIpTransport,
    Ayiya,
    Geneve,
    Gtpv1,
    Teredo,
    Vxlan,
}

impl Layer {
    const ALL: [Layer; 34] = [
        Layer::Root,
        Layer::Skip,
        Layer::Ethernet,
        Layer::Fddi,
        Layer::Vlan,
        Layer::Mpls,
        Layer::Pbb,
        Layer::VnTag,
        Layer::PppOe,
        Layer::Ppp,
        Layer::PppSerial,
        Layer::Null,
        Layer::LinuxSll,
        Layer::LinuxSll2,
        Layer::NfLog,
        Layer::Ieee80211,
        Layer::Ieee80211Radio,
        Layer::Snap,
        Layer::Llc,
        Layer::Novell8023,
        Layer::Arp,
        Layer::Ip,
        Layer::IpTunnel,
        Layer::Gre,
        Layer::Tcp,
        Layer::Udp,
        Layer::Icmp,
        Layer::Igmp,
        Layer::UnknownIpTransport,
        Layer::Ayiya,
        Layer::Geneve,
        Layer::Gtpv1,
        Layer::Teredo,
        Layer::Vxlan,
    ];

    /// The layer of this [`Layer::name`].
    pub fn named(name: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.name() == name)
    }

    /// The name in `weird$source` and in the arguments of `unknown_protocol`.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::Root => "ROOT",
            Layer::Skip => "SKIP",
            Layer::Ethernet => "ETHERNET",
            Layer::Fddi => "FDDI",
            Layer::Vlan => "VLAN",
            Layer::Mpls => "MPLS",
            Layer::Pbb => "PBB",
            Layer::VnTag => "VNTAG",
            Layer::PppOe => "PPPOE",
            Layer::Ppp => "PPP",
            Layer::PppSerial => "PPPSERIAL",
            Layer::Null => "NULL",
            Layer::LinuxSll => "LINUXSLL",
            Layer::LinuxSll2 => "LINUXSLL2",
            Layer::NfLog => "NFLOG",
            Layer::Ieee80211 => "IEEE802_11",
            Layer::Ieee80211Radio => "IEEE802_11_RADIO",
            Layer::Snap => "SNAP",
            Layer::Llc => "LLC",
            Layer::Novell8023 => "NOVELL_802_3",
            Layer::Arp => "ARP",
            Layer::Ip => "IP",
            Layer::IpTunnel => "IPTUNNEL",
            Layer::Gre => "GRE",
            Layer::Tcp => "TCP",
            Layer::Udp => "UDP",
            Layer::Icmp => "ICMP",
            Layer::Igmp => "IGMP",
            Layer::UnknownIpTransport => "UNKNOWN_IP_TRANSPORT",
            Layer::Ayiya => "AYIYA",
            Layer::Geneve => "GENEVE",
            Layer::Gtpv1 => "GTPV1",
            Layer::Teredo => "TEREDO",
            Layer::Vxlan => "VXLAN",
        }
    }
}

/// The layers passed so far, outermost first; at most [`Layers::CAPACITY`] are remembered, the length counts on.
#[derive(Clone, Copy, Debug)]
pub struct Layers {
    seen: [Layer; Layers::CAPACITY],
    depth: u16,
}

impl Layers {
    /// How many layers are remembered by name.
    pub const CAPACITY: usize = 30;

    /// None yet.
    pub const fn new() -> Self {
        Layers { seen: [Layer::Root; Layers::CAPACITY], depth: 0 }
    }

    /// Adds one layer.
    #[inline]
    pub fn push(&mut self, layer: Layer) {
        if let Some(place) = self.seen.get_mut(usize::from(self.depth)) {
            *place = layer;
        }
        self.depth = self.depth.saturating_add(1);
    }

    /// How many layers were passed.
    #[inline]
    pub const fn depth(&self) -> usize {
        self.depth as usize
    }

    /// The remembered layers, outermost first.
    pub fn as_slice(&self) -> &[Layer] {
        self.seen.get(..self.depth()).unwrap_or(&self.seen)
    }

    /// Forgets the layers beyond `depth`: another payload of the same carrier follows.
    pub(crate) fn truncate(&mut self, depth: usize) {
        self.depth = self.depth.min(depth as u16);
    }
}

impl Default for Layers {
    fn default() -> Self {
        Layers::new()
    }
}
