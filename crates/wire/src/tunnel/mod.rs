//! Tunnels over UDP: pure functions from a datagram to what it carries.
//!
//! The datagram belongs to a connection first. Whoever owns the connection asks
//! [`Decoder::may_enter`](crate::Decoder::may_enter), parses the payload here, confirms or rejects the protocol, and
//! hands [`Inner`] to [`Decoder::decode_inner`](crate::Decoder::decode_inner).

pub mod ayiya;
pub mod geneve;
pub mod gtpv1;
pub mod teredo;
pub mod vxlan;

/// What a tunnel carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inner<'a> {
    /// The bytes; they may be none.
    pub data: &'a [u8],
    /// What they start with.
    pub kind: InnerKind,
}

/// What the bytes in a tunnel start with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InnerKind {
    /// An IP header of either version.
    Ip,
    /// An Ethernet header.
    Ethernet,
    /// What an EtherType says.
    Ethertype(u16),
    /// A protocol that is not decoded, by its number.
    Unknown(u32),
}

/// Why a datagram is not what its port promised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The weird to raise for the connection, its source being the protocol.
    pub weird: Option<&'static str>,
    /// The number that goes with it.
    pub addl: Option<u32>,
    /// The reason of an analyzer violation, if it is one.
    pub violation: Option<&'static str>,
}

impl Fault {
    /// A violation without a weird.
    pub const fn violation(reason: &'static str) -> Self {
        Fault { weird: None, addl: None, violation: Some(reason) }
    }

    /// Nothing wrong, but nothing to decode.
    pub const NOTHING_INSIDE: Fault = Fault { weird: None, addl: None, violation: None };
}
