//! Link layers of networks: Ethernet and what it nests, MPLS, PPP.

use crate::addr::MacAddr;
use crate::cursor::Cursor;
use crate::decode::{Decoder, Place, Span, Verdict};
use crate::layer::Layer;
use crate::link::{LinkType, arp, ethertype};
use crate::packet::{Encapsulation, FrameMeta, VlanTag};
use crate::sink::{Sink, UnknownProtocol};

/// What comes next in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Ethernet,
    Fddi,
    Ppp,
    PppSerial,
    PppOe,
    Null {
        big_endian: bool,
    },
    LinuxSll,
    LinuxSll2,
    NfLog,
    Ieee80211,
    Radiotap,
    /// By EtherType.
    Ethertype(u16),
    /// By PPP protocol number.
    PppProtocol(u16),
    /// By length: LLC, SNAP or Novell's raw frames (IEEE 802.2).
    Llc,
    /// An IP header.
    Ip,
    /// Bytes that scripts have stepped over.
    Skip,
    /// Several service data units in one 802.11 frame.
    Aggregate,
    /// A protocol number that the last layer does not know.
    Unknown(u32),
    /// Nothing.
    Done(Verdict),
}

impl Next {
    /// What a frame of a link type begins with; `None` for one that has no name here.
    pub fn of_link_type(link_type: LinkType) -> Option<Self> {
        Some(match link_type {
            LinkType::ETHERNET => Next::Ethernet,
            LinkType::NULL => Next::Null { big_endian: false },
            LinkType::LOOP => Next::Null { big_endian: true },
            LinkType::PPP => Next::Ppp,
            LinkType::PPP_HDLC => Next::PppSerial,
            LinkType::PPP_ETHER => Next::PppOe,
            LinkType::FDDI => Next::Fddi,
            LinkType::LINUX_SLL => Next::LinuxSll,
            LinkType::LINUX_SLL2 => Next::LinuxSll2,
            LinkType::NFLOG => Next::NfLog,
            LinkType::IEEE802_11 => Next::Ieee80211,
            LinkType::IEEE802_11_RADIOTAP => Next::Radiotap,
            _ => return None,
        })
    }
}

/// A walk over the link layers of one frame.
pub(crate) struct Walk<'a, 's> {
    pub meta: &'s mut FrameMeta<'a>,
    pub span: Span<'a>,
    pub encapsulation: Option<&'a Encapsulation<'a>>,
    pub sink: &'s mut dyn Sink,
}

impl Decoder {
    /// Walks from `next` on to IP and beyond.
    pub(super) fn link(&mut self, walk: &mut Walk<'_, '_>, mut next: Next) -> Verdict {
        loop {
            let limit = self.options.max_layers;
            if limit > 0 && walk.meta.layers.depth() > limit {
                walk.weird(walk.last_layer(), "max_packet_analyzer_depth_exceeded", "");
                return Verdict::Rejected;
            }
            next = match next {
                Next::Ethernet => walk.ethernet(),
                Next::Ethertype(number) if self.routes.is_empty() => walk.ethertype(number),
                // What scripts say of a number counts for once: a layer that they name is gone on with.
                Next::Ethertype(number) => match self.routes.find(walk.last_layer(), number.into()) {
                    None => walk.ethertype(number),
                    Some(Next::Ethertype(number)) => walk.ethertype(number),
                    Some(next) => next,
                },
                Next::Ip => {
                    walk.meta.network.get_or_insert(walk.span.data);
                    walk.meta.layers.push(Layer::Ip);
                    return self.ip(walk.meta, walk.span, walk.encapsulation, walk.sink);
                }
                Next::Llc => walk.llc(),
                Next::Fddi => walk.fddi(),
                Next::Ppp => walk.ppp(),
                Next::PppSerial => walk.ppp_serial(),
                Next::PppOe => walk.pppoe(),
                Next::PppProtocol(number) => walk.ppp_protocol(number),
                Next::Null { big_endian } => walk.null(big_endian),
                Next::LinuxSll => walk.linux_sll(),
                Next::LinuxSll2 => walk.linux_sll2(),
                Next::NfLog => walk.nflog(),
                Next::Ieee80211 => walk.ieee80211(),
                Next::Radiotap => walk.radiotap(),
                Next::Skip => {
                    walk.meta.layers.push(Layer::Skip);
                    walk.span.skip(self.routes.skip);
                    self.routes.default_of(Layer::Skip).unwrap_or(Next::Ip)
                }
                Next::Aggregate => return self.aggregate(walk),
                Next::Unknown(protocol) => match self.routes.find(walk.last_layer(), protocol) {
                    Some(next) => {
                        walk.leave_llc();
                        next
                    }
                    None => {
                        walk.unknown(protocol);
                        return Verdict::Rejected;
                    }
                },
                Next::Done(verdict) => return verdict,
            };
        }
    }
}

impl<'a> Walk<'a, '_> {
    pub fn last_layer(&self) -> Layer {
        self.meta.layers.as_slice().last().copied().unwrap_or(Layer::Root)
    }

    /// Steps over an LLC header, which is kept as long as nobody knows what it carries.
    fn leave_llc(&mut self) {
        if self.last_layer() == Layer::Llc {
            let control = self.span.data.get(2).copied().unwrap_or(3);
            self.span.skip(llc_len(control));
        }
    }

    /// Reports a weird of a link layer.
    #[cold]
    pub fn weird(&mut self, layer: Layer, name: &'static str, addl: &str) {
        Place { layer, endpoints: None, encapsulation: self.encapsulation }.weird(self.sink, name, addl);
    }

    /// Reports a weird that ends the walk.
    #[cold]
    pub fn stop(&mut self, layer: Layer, name: &'static str) -> Next {
        self.weird(layer, name, "");
        Next::Done(Verdict::Rejected)
    }

    fn unknown(&mut self, protocol: u32) {
        self.sink.unknown_protocol(&UnknownProtocol {
            layer: self.last_layer(),
            protocol,
            payload: self.span.data,
            history: self.meta.layers.as_slice(),
        });
    }

    /// Ethernet II and IEEE 802.3, under Cisco FabricPath where there is one.
    fn ethernet(&mut self) -> Next {
        const HEADER: usize = 14;
        const FABRIC_PATH: usize = 16;
        self.meta.layers.push(Layer::Ethernet);
        if self.span.data.len() <= HEADER + 2 {
            return self.stop(Layer::Ethernet, "truncated_ethernet_frame");
        }
        if u16_at(self.span.data, 12) == ethertype::FABRIC_PATH {
            if self.span.data.len() <= FABRIC_PATH + HEADER {
                return self.stop(Layer::Ethernet, "truncated_link_header_cfp");
            }
            self.span.skip(FABRIC_PATH);
        }
        let mut cursor = Cursor::new(self.span.data);
        self.meta.destination_mac = cursor.array().ok().map(MacAddr);
        self.meta.source_mac = cursor.array().ok().map(MacAddr);
        let number = cursor.u16().unwrap_or_default();
        self.meta.ethertype = number;
        self.span.skip(HEADER);
        if number >= ethertype::FIRST {
            Next::Ethertype(number)
        } else if number > ethertype::MAX_LENGTH {
            self.stop(Layer::Ethernet, "undefined_ether_type")
        } else if self.span.data.len() < usize::from(number) {
            self.stop(Layer::Ethernet, "truncated_ethernet_frame")
        } else {
            Next::Llc
        }
    }

    fn ethertype(&mut self, number: u16) -> Next {
        match number {
            ethertype::IPV4 | ethertype::IPV6 => Next::Ip,
            ethertype::VLAN | ethertype::PROVIDER_BRIDGING | ethertype::VLAN_DOUBLE_OLD => self.vlan(),
            ethertype::ARP | ethertype::RARP => self.arp(),
            ethertype::MPLS | ethertype::MPLS_MULTICAST => self.mpls(),
            ethertype::PPPOE_SESSION => Next::PppOe,
            ethertype::PROVIDER_BACKBONE => self.provider_backbone(),
            ethertype::VNTAG => self.vntag(),
            ethertype::TRANSPARENT_BRIDGING => Next::Ethernet,
            number => Next::Unknown(number.into()),
        }
    }

    /// IEEE 802.1Q tags, also those of provider bridges (802.1ad).
    fn vlan(&mut self) -> Next {
        self.meta.layers.push(Layer::Vlan);
        if self.span.data.len() <= 4 {
            return self.stop(Layer::Vlan, "truncated_VLAN_header");
        }
        let control = u16_at(self.span.data, 0);
        let number = u16_at(self.span.data, 2);
        let tag = VlanTag {
            id: control & 0x0fff,
            priority: (control >> 13) as u8,
            drop_eligible: control & 0x1000 != 0,
        };
        if self.meta.vlan.is_none() {
            self.meta.vlan = Some(tag);
        } else {
            if self.meta.inner_vlan.is_some() {
                self.weird(Layer::Vlan, "triple_tagged_vlan_unsupported", "inner VLAN tag overwritten");
            }
            self.meta.inner_vlan = Some(tag);
        }
        self.span.skip(4);
        if number >= ethertype::FIRST {
            self.meta.ethertype = number;
            Next::Ethertype(number)
        } else if number > ethertype::MAX_LENGTH {
            self.stop(Layer::Vlan, "undefined_vlan_protocol")
        } else if self.span.data.len() < 2 {
            self.stop(Layer::Vlan, "truncated_VLAN_header")
        } else {
            // The length ends the frame; what follows is padding.
            let length = usize::from(number);
            self.span.data = self.span.data.get(..length).unwrap_or(self.span.data);
            Next::Llc
        }
    }

    /// IEEE 802.1ah: a whole Ethernet frame follows the service instance tag.
    fn provider_backbone(&mut self) -> Next {
        self.meta.layers.push(Layer::Pbb);
        if self.span.data.len() <= 18 {
            return self.stop(Layer::Pbb, "truncated_PBB_header");
        }
        self.span.skip(4);
        Next::Ethernet
    }

    fn vntag(&mut self) -> Next {
        self.meta.layers.push(Layer::VnTag);
        if self.span.data.len() <= 6 {
            return self.stop(Layer::VnTag, "truncated_vntag_header");
        }
        let number = u16_at(self.span.data, 4);
        self.span.skip(6);
        Next::Ethertype(number)
    }

    /// An MPLS label stack (RFC 3032). What it carries is not said: IP by its version, or Ethernet behind a pseudowire
    /// control word (RFC 4385, 3), which starts with a zero nibble.
    fn mpls(&mut self) -> Next {
        self.meta.layers.push(Layer::Mpls);
        loop {
            if self.span.data.len() <= 4 {
                return self.stop(Layer::Mpls, "truncated_link_header");
            }
            let bottom = self.span.data.get(2).is_some_and(|octet| octet & 1 != 0);
            self.span.skip(4);
            if bottom {
                break;
            }
        }
        if self.behind_control_word_is_ethernet() {
            self.span.skip(4);
            return Next::Ethernet;
        }
        Next::Ip
    }

    fn behind_control_word_is_ethernet(&self) -> bool {
        // Flags and fragmentation bits of the control word are zero for Ethernet pseudowires (RFC 4448, 4.6).
        let &[0, 0, _, _] = self.span.data.first_chunk().unwrap_or(&[1, 0, 0, 0]) else { return false };
        matches!(
            u16_at(self.span.data, 16),
            ethertype::IPV4 | ethertype::IPV6 | ethertype::ARP | ethertype::VLAN | ethertype::MPLS
        )
    }

    /// A PPPoE session (RFC 2516).
    fn pppoe(&mut self) -> Next {
        const HEADER: usize = 6;
        self.meta.layers.push(Layer::PppOe);
        if self.span.data.len() <= HEADER + 2 {
            return self.stop(Layer::PppOe, "truncated_pppoe_header");
        }
        let length = usize::from(u16_at(self.span.data, 4));
        let number = u16_at(self.span.data, HEADER);
        let payload = self.span.data.len() - HEADER;
        if payload > length {
            self.weird(Layer::PppOe, "pppoe_extra_data_after_payload", "");
            self.span.data = self.span.data.get(..HEADER + length.max(2)).unwrap_or(self.span.data);
        } else if payload < length {
            self.weird(Layer::PppOe, "pppoe_truncated_payload", "");
        }
        self.span.skip(HEADER + 2);
        Next::PppProtocol(number)
    }

    /// PPP (RFC 1661), in HDLC-like framing (RFC 1662) when it starts so.
    fn ppp(&mut self) -> Next {
        self.meta.layers.push(Layer::Ppp);
        let framed = self.span.data.starts_with(&[0xff, 0x03]);
        let header = if framed { 4 } else { 2 };
        if self.span.data.len() <= header {
            let name = if framed { "truncated_ppp_hdlc_header" } else { "truncated_ppp_header" };
            return self.stop(Layer::Ppp, name);
        }
        let number = u16_at(self.span.data, header - 2);
        self.span.skip(header);
        Next::PppProtocol(number)
    }

    fn ppp_serial(&mut self) -> Next {
        self.meta.layers.push(Layer::PppSerial);
        if self.span.data.len() <= 4 {
            return self.stop(Layer::PppSerial, "truncated_ppp_serial_header");
        }
        let number = u16_at(self.span.data, 2);
        self.span.skip(4);
        Next::PppProtocol(number)
    }

    fn ppp_protocol(&mut self, number: u16) -> Next {
        match number {
            0x0021 | 0x0057 => Next::Ip,
            0x0281 => self.mpls(),
            number => Next::Unknown(number.into()),
        }
    }

    /// What follows a length field: LLC, SNAP or Novell's raw IPX (IEEE 802.2).
    fn llc(&mut self) -> Next {
        match self.span.data.first_chunk() {
            Some([0xaa, 0xaa]) => self.snap(),
            Some([0xff, 0xff]) => {
                self.meta.layers.push(Layer::Novell8023);
                Next::Done(Verdict::Rejected)
            }
            _ => {
                self.meta.layers.push(Layer::Llc);
                match *self.span.data {
                    [destination, _, control, ..] if self.span.data.len() >= llc_len(control) => {
                        Next::Unknown(destination.into())
                    }
                    _ => self.stop(Layer::Llc, "truncated_llc_header"),
                }
            }
        }
    }

    /// The subnetwork access protocol (RFC 1042).
    fn snap(&mut self) -> Next {
        self.meta.layers.push(Layer::Snap);
        let Some(&control) = self.span.data.get(2) else {
            return self.stop(Layer::Snap, "truncated_snap_llc_header");
        };
        let llc = llc_len(control);
        if self.span.data.len() < llc + 5 {
            return self.stop(Layer::Snap, "truncated_snap_header");
        }
        self.span.skip(llc);
        let organization = self.span.data.first_chunk() != Some(&[0, 0, 0]);
        let number = u16_at(self.span.data, 3);
        self.span.skip(5);
        // Numbers of an organization's own are no EtherTypes.
        if organization { Next::Done(Verdict::Recognised) } else { Next::Ethertype(number) }
    }

    /// FDDI with LLC and SNAP before IP.
    fn fddi(&mut self) -> Next {
        const HEADER: usize = 13 + 8;
        self.meta.layers.push(Layer::Fddi);
        if self.span.data.len() <= HEADER {
            return self.stop(Layer::Fddi, "FDDI_analyzer_failed");
        }
        self.span.skip(HEADER);
        Next::Ip
    }

    fn arp(&mut self) -> Next {
        self.meta.layers.push(Layer::Arp);
        match arp::Message::parse(self.span.data) {
            Ok(message) => {
                self.sink.arp(&message, self.meta);
                Next::Done(Verdict::Processed)
            }
            Err(_) => self.stop(Layer::Arp, "truncated_ARP"),
        }
    }
}

/// Length of an LLC header by its control field: unnumbered frames have one octet of it, others two.
const fn llc_len(control: u8) -> usize {
    if control & 3 == 3 { 3 } else { 4 }
}

/// The number at `offset` in network order; zero when it is not there, which callers have ruled out.
#[inline]
pub(super) fn u16_at(data: &[u8], offset: usize) -> u16 {
    match data.get(offset..) {
        Some([a, b, ..]) => u16::from_be_bytes([*a, *b]),
        _ => 0,
    }
}
