//! One end of a connection: its TCP state, its place in the sequence space, its counters.

use crate::reassembly::Stream;
use std::ops::{Deref, DerefMut};

/// States of a TCP endpoint, numbered as scripts see them (`TCP_INACTIVE` … `TCP_RESET`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum EndpointState {
    /// Nothing was seen from this end.
    #[default]
    Inactive = 0,
    /// Sent a SYN.
    SynSent = 1,
    /// Sent a SYN-ACK as originator: the SYN it answers was not seen.
    SynAckSent = 2,
    /// Sent data or ACKs without a SYN having been seen.
    Partial = 3,
    Established = 4,
    /// Sent a FIN.
    Closed = 5,
    /// Sent a RST.
    Reset = 6,
}

impl EndpointState {
    pub const COUNT: usize = 7;

    /// Still in the handshake, or before it.
    pub(crate) fn is_handshake(self) -> bool {
        matches!(self, Self::Inactive | Self::SynSent | Self::SynAckSent)
    }
}

/// Signed distance from `b` to `a` in the 32-bit sequence space (RFC 9293, 3.4).
pub(crate) fn distance(a: u32, b: u32) -> i32 {
    a.wrapping_sub(b) as i32
}

/// One end of a connection: what is counted whatever the transport. What TCP knows besides is reached through it, and takes
/// memory from the first segment on in which it is needed: most connections are lookups, or scans that nobody answers.
#[derive(Debug, Default)]
pub struct Endpoint {
    /// IP datagrams seen from this end.
    pub packets: u64,
    /// Their total length.
    pub ip_bytes: u64,
    /// One past the highest number sent; for UDP and ICMP the bytes of payload.
    pub(crate) last: u64,
    /// Latest flow label (IPv6).
    pub flow_label: u32,
    pub(crate) flow_label_known: bool,
    /// UDP, ICMP: whether a message with its payload counted was seen.
    pub(crate) active: bool,
    tcp: Option<Box<TcpEnd>>,
}

/// What is known of an end that speaks TCP.
///
/// Sequence numbers are kept as 64-bit numbers relative to the initial one, which has number 0: the first byte of
/// the stream is number 1, and nothing wraps.
#[derive(Debug, Default)]
pub struct TcpEnd {
    pub(crate) state: EndpointState,
    pub(crate) previous: EndpointState,
    /// The end of this direction has been dealt with.
    pub(crate) did_close: bool,
    /// A segment of this end has been processed.
    pub(crate) spoke: bool,
    pub(crate) window_scale: u8,
    /// The initial sequence number.
    pub(crate) start: u32,
    /// The highest number the other end has acknowledged.
    pub(crate) acked: u64,
    /// Number one past the FIN.
    pub(crate) fin_seq: u64,
    /// How many FINs and RSTs were sent, up to what the counters hold.
    pub(crate) fins: u16,
    pub(crate) resets: u16,
    /// The window last offered, scaled, and the numbers of the segment that did.
    pub(crate) window: u32,
    pub(crate) window_seq: u32,
    pub(crate) window_ack: u32,
    /// Low bits of the numbers of the last SYN, FIN, RST: repetitions of one are noted once.
    pub(crate) last_syn: u32,
    pub(crate) last_fin: u32,
    pub(crate) last_rst: u32,
    pub(crate) gaps: u32,
    pub(crate) checksum_errors: u32,
    pub(crate) retransmissions: u32,
    pub(crate) zero_windows: u32,
    pub(crate) last_time: f64,
    /// Bytes of stream data found missing once the connection was established.
    pub(crate) missed: u64,
    pub(crate) stream: Stream,
}

/// An end of which nothing was seen.
static SILENT: TcpEnd = TcpEnd {
    state: EndpointState::Inactive,
    previous: EndpointState::Inactive,
    did_close: false,
    spoke: false,
    window_scale: 0,
    start: 0,
    acked: 0,
    fin_seq: 0,
    fins: 0,
    resets: 0,
    window: 0,
    window_seq: 0,
    window_ack: 0,
    last_syn: 0,
    last_fin: 0,
    last_rst: 0,
    gaps: 0,
    checksum_errors: 0,
    retransmissions: 0,
    zero_windows: 0,
    last_time: 0.0,
    missed: 0,
    stream: Stream::NEW,
};

impl Deref for Endpoint {
    type Target = TcpEnd;

    #[inline]
    fn deref(&self) -> &TcpEnd {
        self.tcp.as_deref().unwrap_or(&SILENT)
    }
}

impl DerefMut for Endpoint {
    #[inline]
    fn deref_mut(&mut self) -> &mut TcpEnd {
        self.tcp.get_or_insert_default()
    }
}

impl Endpoint {
    /// Forgets what is kept of the stream; gives what it cost.
    pub(crate) fn clear_stream(&mut self) -> u64 {
        self.tcp.as_mut().map_or(0, |tcp| tcp.stream.clear())
    }

    /// TCP state.
    pub fn state(&self) -> EndpointState {
        self.state
    }

    /// The window that the end offered last, in bytes.
    pub fn window(&self) -> u32 {
        self.window
    }

    /// The TCP state before this one.
    pub fn previous_state(&self) -> EndpointState {
        self.previous
    }

    /// Number of what would be sent next (in-order), relative to the initial sequence number.
    pub fn delivered_up_to(&self) -> u64 {
        self.stream.next
    }

    /// TCP: the number one past the highest one sent, as packets carry it (RFC 9293, 3.4).
    pub fn next_sequence(&self) -> u32 {
        self.start.wrapping_add(self.last as u32)
    }

    /// Whether data of this direction was missed.
    pub fn had_gap(&self) -> bool {
        self.stream.had_gap
    }

    /// Seen, and its end not yet dealt with.
    pub(crate) fn is_open(&self) -> bool {
        self.state != EndpointState::Inactive && !self.did_close
    }

    /// Established, or closed from there: the numbers can be trusted.
    pub(crate) fn is_clean(&self) -> bool {
        self.state == EndpointState::Established
            || self.state == EndpointState::Closed && self.previous == EndpointState::Established
    }

    /// Nothing but at most the SYN has been acknowledged.
    pub(crate) fn no_data_acked(&self) -> bool {
        self.acked <= 1
    }

    /// Begins the numbering: `start` gets number 0; everything up to `last` counts as sent.
    pub(crate) fn begin(&mut self, start: u32, last: u64) {
        self.start = start;
        self.last = last;
        self.acked = 0;
    }

    /// The sequence number one past what was sent.
    pub(crate) fn last_seq(&self) -> u32 {
        self.start.wrapping_add(self.last as u32)
    }

    /// The highest sequence number acknowledged.
    pub(crate) fn acked_seq(&self) -> u32 {
        self.start.wrapping_add(self.acked as u32)
    }

    /// The relative number of `seq`, which is near `reference`. Negative if it lies before the initial one.
    pub(crate) fn relative(&self, seq: u32, reference: u64) -> i64 {
        let near = self.start.wrapping_add(reference as u32);
        (reference as i64).saturating_add(i64::from(distance(seq, near)))
    }

    /// Bytes sent, by the sequence numbers: what was seen or acknowledged, less SYN and FIN.
    #[inline]
    pub(crate) fn stream_size(&self, peer_state: EndpointState) -> u64 {
        if self.previous == EndpointState::SynSent
            && self.state == EndpointState::Reset
            && peer_state == EndpointState::Inactive
            && !self.no_data_acked()
        {
            // A half-open connection that was found out and aborted: no data can have been sent.
            return 0;
        }
        let size = self.last.max(self.acked).saturating_sub(1);
        if self.fins > 0 { size.saturating_sub(1) } else { size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There are two for each connection of TCP. The allocator gives 128 bytes, or 160.
    #[test]
    fn an_end_is_small() {
        let size = std::mem::size_of::<TcpEnd>();
        assert!(size <= 128, "{size} bytes");
    }

    #[test]
    fn numbering_goes_on_beyond_the_wrap() {
        let mut e = Endpoint::default();
        e.begin(0xffff_fff0, 1);
        assert_eq!(e.relative(0xffff_fff1, e.last), 1);
        assert_eq!(e.relative(0x10, e.last), 0x20);
        assert_eq!(e.relative(0xffff_ffe0, e.last), -16);
        for _ in 0..12 {
            let seq = e.last_seq().wrapping_add(1 << 30);
            e.last = u64::try_from(e.relative(seq, e.last)).unwrap();
        }
        assert_eq!(e.last, 12 * (1 << 30) + 1);
        assert_eq!(e.stream_size(EndpointState::Established), 12 << 30);
    }
}
