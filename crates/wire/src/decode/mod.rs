//! From a frame to the innermost IP packet.
//!
//! [`Decoder::decode`] peels link layers in a loop, then IP; tunnels that run on IP directly (IP in IP, GRE) are
//! entered at once, up to [`Options::max_tunnel_depth`]. Tunnels over UDP belong to a connection first: whoever owns
//! connections parses the datagram with [`crate::tunnel`] and comes back through [`Decoder::decode_inner`].
//!
//! The decoder keeps nothing between frames but the fragments of unfinished datagrams.

mod gre;
mod ip;
mod link;
mod local;
mod routes;
mod wireless;

use crate::addr::Addr;
use crate::fragment::{self, Reassembler};
use crate::layer::Layer;
use crate::packet::{Encapsulation, EncapsulationKind, Frame, FrameMeta, Packet, encapsulation_depth};
use crate::sink::{Sink, Weird};
use crate::tunnel::{Inner, InnerKind};
use link::{Next, Walk};

pub use routes::Routes;

/// What the decoder may be told.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Take all checksums for granted.
    pub ignore_checksums: bool,
    /// How many tunnels a packet may be in; at most [`Options::DEEPEST_TUNNEL`] counts.
    pub max_tunnel_depth: usize,
    /// How many layers a frame may have, inside of each tunnel anew; zero for as many as there are.
    pub max_layers: usize,
    /// Limits on the fragments kept.
    pub fragments: fragment::Limits,
}

impl Options {
    /// The call stack grows with each tunnel; beyond this no configuration may go.
    pub const DEEPEST_TUNNEL: usize = 64;
}

impl Default for Options {
    fn default() -> Self {
        Options {
            ignore_checksums: false,
            max_tunnel_depth: 4,
            max_layers: 25,
            fragments: fragment::Limits::default(),
        }
    }
}

/// How far decoding came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something was wrong, or of a kind that is not decoded.
    Rejected,
    /// Nothing was wrong, but there was nothing for anybody to take in: a fragment of an unfinished datagram, an
    /// encrypted packet, a message that is only checked.
    Recognised,
    /// A connection or an ARP event took it in.
    Processed,
}

impl From<bool> for Verdict {
    fn from(processed: bool) -> Self {
        if processed { Verdict::Processed } else { Verdict::Rejected }
    }
}

/// Takes frames apart.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What it was told; may change between frames.
    pub options: Options,
    /// What scripts add to the layers' own knowledge of each other.
    pub routes: Routes,
    fragments: Reassembler,
}

/// Bytes that are left to decode, and how long they are on the wire.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span<'a> {
    pub data: &'a [u8],
    pub wire_len: usize,
}

impl<'a> Span<'a> {
    /// Steps over `count` bytes; over all when there are fewer.
    #[inline]
    pub fn skip(&mut self, count: usize) {
        self.data = self.data.get(count..).unwrap_or_default();
        self.wire_len = self.wire_len.saturating_sub(count);
    }
}

/// Where a weird occurs.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub layer: Layer,
    pub endpoints: Option<(Addr, Addr)>,
    pub encapsulation: Option<&'a Encapsulation<'a>>,
}

impl Place<'_> {
    /// Reports `name` and gives the verdict on a packet with something wrong.
    #[cold]
    pub fn weird(&self, sink: &mut dyn Sink, name: &'static str, addl: &str) -> Verdict {
        sink.weird(&Weird {
            name,
            addl,
            source: Some(self.layer),
            endpoints: self.endpoints,
            in_tunnel: self.encapsulation.is_some(),
        });
        Verdict::Rejected
    }
}

impl Decoder {
    /// A decoder that follows `options`.
    pub fn new(options: Options) -> Self {
        Decoder { options, ..Decoder::default() }
    }

    /// Decodes a frame; everything found in it goes to `sink`. What its link layers say, not those of frames inside of
    /// tunnels, is put into `meta`, of which nothing is known before but the bytes.
    pub fn decode(&mut self, meta: &mut FrameMeta<'_>, sink: &mut dyn Sink) -> Verdict {
        let span = Span { data: meta.data, wire_len: meta.wire_len as usize };
        let next = self.routes.first(meta.link_type);
        self.link(&mut Walk { meta, span, encapsulation: None, sink }, next)
    }

    /// Decodes what a tunnel over UDP carries.
    ///
    /// `outer` is the packet that carries it and `encapsulation` the tunnel, whose `outer` has to be that of the
    /// packet: the stack for everything inside. [`Decoder::may_enter`] comes before.
    pub fn decode_inner(
        &mut self,
        inner: Inner<'_>,
        outer: &Packet<'_>,
        encapsulation: &Encapsulation<'_>,
        sink: &mut dyn Sink,
    ) -> Verdict {
        let place = Place {
            layer: tunnel_layer(encapsulation.kind),
            endpoints: Some((outer.ip.source, outer.ip.destination)),
            encapsulation: outer.encapsulation,
        };
        if inner.data.is_empty() {
            let name = match encapsulation.kind {
                EncapsulationKind::Vxlan => "vxlan_empty_packet",
                EncapsulationKind::Geneve => "geneve_empty_packet",
                EncapsulationKind::Ayiya => "ayiya_empty_packet",
                _ => return Verdict::Rejected,
            };
            return place.weird(sink, name, "");
        }
        let consumed = outer.payload.len().saturating_sub(inner.data.len());
        let wire_len = (outer.payload_len as usize).saturating_sub(consumed).max(inner.data.len());
        let (link_type, next) = match inner.kind {
            InnerKind::Ethernet => (crate::LinkType::ETHERNET, Next::Ethernet),
            InnerKind::Ip => (crate::LinkType::RAW, Next::Ip),
            InnerKind::Ethertype(number) => (crate::LinkType::RAW, Next::Ethertype(number)),
            InnerKind::Unknown(number) => (crate::LinkType::RAW, Next::Unknown(number)),
        };
        let carried = Span { data: inner.data, wire_len };
        self.enter(outer.frame.time, carried, link_type, next, place.layer, encapsulation, sink)
    }

    /// Decodes GRE in UDP (RFC 8086) behind the UDP header of `outer`.
    pub fn decode_gre(&mut self, outer: &Packet<'_>, sink: &mut dyn Sink) -> Verdict {
        let carrier = gre::Carrier {
            time: outer.frame.time,
            source: outer.ip.source,
            destination: outer.ip.destination,
            encapsulation: outer.encapsulation,
        };
        self.gre(&carrier, outer.payload, sink)
    }

    /// Whether a tunnel in `packet` may be entered; when it is too deep, the weird for it has been raised.
    pub fn may_enter(&self, packet: &Packet<'_>, kind: EncapsulationKind, sink: &mut dyn Sink) -> bool {
        if encapsulation_depth(packet.encapsulation) < self.max_tunnel_depth() {
            return true;
        }
        let layer = tunnel_layer(kind);
        if kind == EncapsulationKind::Gtpv1 {
            Place { layer, endpoints: None, encapsulation: None }.weird(sink, "tunnel_depth", "");
        } else {
            let endpoints = Some((packet.ip.source, packet.ip.destination));
            let place = Place { layer, endpoints, encapsulation: packet.encapsulation };
            place.weird(sink, "exceeded_tunnel_max_depth", "");
        }
        false
    }

    /// Forgets datagrams whose fragments did not arrive in time; `now` in seconds since the epoch.
    pub fn advance_time(&mut self, now: f64) {
        self.fragments.expire(now, &self.options.fragments);
    }

    /// The fragments kept, for counters.
    pub fn fragments(&self) -> &Reassembler {
        &self.fragments
    }

    fn max_tunnel_depth(&self) -> usize {
        self.options.max_tunnel_depth.min(Options::DEEPEST_TUNNEL)
    }

    /// Decodes what a tunnel carries as a frame of its own.
    #[allow(clippy::too_many_arguments)]
    fn enter(
        &mut self,
        time: f64,
        carried: Span<'_>,
        link_type: crate::LinkType,
        next: Next,
        layer: Layer,
        encapsulation: &Encapsulation<'_>,
        sink: &mut dyn Sink,
    ) -> Verdict {
        let wire_len = u32::try_from(carried.wire_len).unwrap_or(u32::MAX);
        let mut meta = FrameMeta::new(Frame {
            time,
            data: carried.data,
            wire_len,
            link_type,
            checksums_verified: false,
        });
        if matches!(next, Next::Unknown(_) | Next::Ethertype(_)) {
            meta.layers.push(layer);
        }
        self.link(
            &mut Walk { meta: &mut meta, span: carried, encapsulation: Some(encapsulation), sink },
            next,
        )
    }
}

/// Whether `data` is exactly one IP packet by its lengths: its length, else whether there is too much.
pub(crate) fn inner_packet(protocol: u8, data: &[u8]) -> Result<usize, bool> {
    ip::inner_fault(protocol, data).map_err(|name| name == "inner_IP_payload_length_mismatch")
}

/// The layer that a tunnel over UDP is.
const fn tunnel_layer(kind: EncapsulationKind) -> Layer {
    match kind {
        EncapsulationKind::Ip => Layer::IpTunnel,
        EncapsulationKind::Ayiya => Layer::Ayiya,
        EncapsulationKind::Teredo => Layer::Teredo,
        EncapsulationKind::Gtpv1 => Layer::Gtpv1,
        EncapsulationKind::Gre => Layer::Gre,
        EncapsulationKind::Vxlan => Layer::Vxlan,
        EncapsulationKind::Geneve => Layer::Geneve,
    }
}
