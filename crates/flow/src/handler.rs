//! What the flow layer tells: to be implemented by the engine.

use crate::connection::{Connection, Direction};
use crate::segment::Segment;
use crate::tcp::options::SynSummary;
use crate::threshold::Threshold;

/// Events whose only argument is the connection, under the names scripts know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(non_camel_case_types)]
pub enum ConnectionEvent {
    new_connection_contents,
    new_connection,
    connection_flipped,
    connection_attempt,
    connection_established,
    connection_first_ACK,
    partial_connection,
    connection_partial_close,
    connection_finished,
    connection_half_finished,
    connection_rejected,
    connection_reset,
    connection_pending,
    connection_timeout,
    connection_reused,
    connection_status_update,
    connection_state_remove,
}

impl ConnectionEvent {
    /// The event's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::new_connection_contents => "new_connection_contents",
            Self::new_connection => "new_connection",
            Self::connection_flipped => "connection_flipped",
            Self::connection_attempt => "connection_attempt",
            Self::connection_established => "connection_established",
            Self::connection_first_ACK => "connection_first_ACK",
            Self::partial_connection => "partial_connection",
            Self::connection_partial_close => "connection_partial_close",
            Self::connection_finished => "connection_finished",
            Self::connection_half_finished => "connection_half_finished",
            Self::connection_rejected => "connection_rejected",
            Self::connection_reset => "connection_reset",
            Self::connection_pending => "connection_pending",
            Self::connection_timeout => "connection_timeout",
            Self::connection_reused => "connection_reused",
            Self::connection_status_update => "connection_status_update",
            Self::connection_state_remove => "connection_state_remove",
        }
    }
}

/// Events told at powers of ten of what they count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(non_camel_case_types)]
pub enum ScaledEvent {
    tcp_multiple_retransmissions,
    tcp_multiple_zero_windows,
    tcp_multiple_gap,
    tcp_multiple_checksum_errors,
    udp_multiple_checksum_errors,
}

/// A TCP segment whose state changes have been made and whose payload has not yet been delivered.
#[derive(Clone, Copy, Debug)]
pub struct TcpSegment {
    /// Relative sequence number.
    pub seq: u64,
    /// Relative acknowledgement number; 0 without ACK.
    pub ack: u64,
    /// The first segment of its direction.
    pub is_first: bool,
}

/// Told what happens, while it happens. All methods do nothing unless implemented.
///
/// A method that gets a connection may change its payload and call its setters; it cannot reach the table. Calls for
/// one packet come in the order in which scripts see the events.
#[allow(unused_variables)]
pub trait Handler<P> {
    /// A connection has begun; its roles are settled. Build the analyzer tree here. `new_connection_contents` (TCP)
    /// and `new_connection` follow.
    fn created(&mut self, conn: &mut Connection<P>, seg: &Segment) {}

    /// A packet of a known connection, before anything is done with it (`new_packet`, changes of encapsulation).
    fn packet(&mut self, conn: &mut Connection<P>, seg: &Segment, direction: Direction, is_new: bool) {}

    /// The IPv6 flow label of a direction has changed (`connection_flow_label_changed`).
    fn flow_label_changed(&mut self, conn: &mut Connection<P>, direction: Direction, old: u32, new: u32) {}

    /// An event without further arguments.
    fn event(&mut self, conn: &mut Connection<P>, event: ConnectionEvent) {}

    /// A counted event at a power of ten above one.
    fn scaled(&mut self, conn: &mut Connection<P>, event: ScaledEvent, direction: Direction, threshold: u32) {
    }

    /// A weird; `addl` and `source` may be empty.
    fn weird(&mut self, conn: &mut Connection<P>, name: &'static str, addl: &str, source: &'static str) {}

    /// A threshold was crossed.
    fn threshold(&mut self, conn: &mut Connection<P>, threshold: Threshold, direction: Direction) {}

    /// `connection_SYN_packet`.
    fn syn_packet(
        &mut self,
        conn: &mut Connection<P>,
        seg: &Segment,
        direction: Direction,
        syn: &SynSummary,
    ) {
    }

    /// A TCP segment (`tcp_packet`, `tcp_option`, `tcp_options`; first-packet matching).
    fn tcp_segment(
        &mut self,
        conn: &mut Connection<P>,
        seg: &Segment,
        direction: Direction,
        tcp: TcpSegment,
    ) {
    }

    /// Stream data, in order. `seq` is the relative number of its first byte.
    fn deliver(&mut self, conn: &mut Connection<P>, direction: Direction, seq: u64, data: &[u8]) {}

    /// Stream data that will never come: analyzers are to be told.
    fn undelivered(&mut self, conn: &mut Connection<P>, direction: Direction, seq: u64, len: u64) {}

    /// `content_gap`; comes before [`Handler::undelivered`], and not for each of those.
    fn content_gap(&mut self, conn: &mut Connection<P>, direction: Direction, seq: u64, len: u64) {}

    /// Data sent again differs from what was sent first (`rexmit_inconsistency`).
    fn rexmit_inconsistency(&mut self, conn: &mut Connection<P>, first: &[u8], second: &[u8], flags: &str) {}

    /// All data of a direction has been delivered and it has ended (`connection_EOF`).
    fn end_of_data(&mut self, conn: &mut Connection<P>, direction: Direction) {}

    /// A segment with RST came (analyzers' `PacketWithRST`).
    fn packet_with_rst(&mut self, conn: &mut Connection<P>) {}

    /// A direction closed by FIN or RST; analyzers are to be told. `report` is false for rejections and resets.
    fn closed(&mut self, conn: &mut Connection<P>, direction: Direction, report: bool) {}

    /// A UDP datagram: `udp_contents`, `udp_request` or `udp_reply`, then its payload to the analyzers.
    fn datagram(&mut self, conn: &mut Connection<P>, seg: &Segment, direction: Direction) {}

    /// An ICMP message: its event, then its payload to the analyzers.
    fn icmp(&mut self, conn: &mut Connection<P>, seg: &Segment, direction: Direction) {}

    /// A datagram of another protocol.
    fn other(&mut self, conn: &mut Connection<P>, seg: &Segment, direction: Direction) {}

    /// The connection is about to be removed: analyzers say their last. `connection_state_remove` follows.
    fn done(&mut self, conn: &mut Connection<P>) {}

    /// A timer added with `Flow::schedule` is due, or, with `at_end`, input has ended before it was.
    fn timer(&mut self, token: u64, now: f64, at_end: bool) {}
}

/// A handler that ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullHandler;

impl<P> Handler<P> for NullHandler {}
