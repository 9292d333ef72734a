//! Where the decoder reports to.

use std::borrow::Cow;

use crate::addr::Addr;
use crate::decode::Decoder;
use crate::ip::IpHeader;
use crate::layer::Layer;
use crate::link::arp;
use crate::packet::{Encapsulation, FrameMeta, Packet};

/// Something malformed or unusual, on its way to the weird log.
#[derive(Clone, Copy, Debug)]
pub struct Weird<'a> {
    /// The name as it was declared; see [`Weird::logged_name`].
    pub name: &'static str,
    /// What the column `addl` holds; empty for nothing.
    pub addl: &'a str,
    /// What the column `source` holds; `None` for nothing.
    pub source: Option<Layer>,
    /// Sender and receiver, when an IP header was accepted before (`flow_weird`); without, it is a `net_weird`.
    pub endpoints: Option<(Addr, Addr)>,
    /// True inside of a tunnel.
    pub in_tunnel: bool,
}

impl Weird<'_> {
    /// The name that is logged: inside of a tunnel it ends in `_in_tunnel`.
    pub fn logged_name(&self) -> Cow<'static, str> {
        if self.in_tunnel { Cow::Owned(format!("{}_in_tunnel", self.name)) } else { Cow::Borrowed(self.name) }
    }
}

/// A payload that no layer knows.
#[derive(Clone, Copy, Debug)]
pub struct UnknownProtocol<'a> {
    /// The layer that carries it.
    pub layer: Layer,
    /// Its number in that layer.
    pub protocol: u32,
    /// The captured bytes of it.
    pub payload: &'a [u8],
    /// The layers passed, outermost first, `layer` included.
    pub history: &'a [Layer],
}

/// Receives what the decoder finds. Only [`Sink::packet`] and [`Sink::weird`] need to be written.
pub trait Sink {
    /// An IP packet with its transport header. True when somebody took it in (a connection exists for it).
    ///
    /// The decoder is lent back so that the payload of a tunnel over UDP can be decoded in turn; see
    /// [`Decoder::decode_inner`].
    fn packet(&mut self, decoder: &mut Decoder, packet: &Packet<'_>) -> bool;

    /// Something malformed.
    fn weird(&mut self, weird: &Weird<'_>);

    /// An ARP or RARP message, whatever it says.
    fn arp(&mut self, _message: &arp::Message<'_>, _frame: &FrameMeta<'_>) {}

    /// A payload of a kind that is not decoded.
    fn unknown_protocol(&mut self, _unknown: &UnknownProtocol<'_>) {}

    /// An encrypted packet (ESP); nothing behind its IP header was looked at.
    fn esp(&mut self, _packet: &Packet<'_>) {}

    /// A packet that ends in a mobility header (RFC 6275); `ip.extensions()` holds it.
    fn mobile_ipv6(&mut self, _packet: &Packet<'_>) {}

    /// An IP header inside of a tunnel was found to be sound, whatever becomes of the packet.
    fn encapsulated(&mut self, _encapsulation: &Encapsulation<'_>, _ip: &IpHeader<'_>) {}

    /// Whether to go on with a packet whose IP header is sound; `payload` are the captured bytes behind it.
    fn accepts(&mut self, _ip: &IpHeader<'_>, _payload: &[u8]) -> bool {
        true
    }

    /// Whether checksums of packets from this address are taken for granted.
    fn ignores_checksums_from(&mut self, _source: Addr) -> bool {
        false
    }
}
