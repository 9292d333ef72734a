//! Counters of this layer.

use crate::endpoint::EndpointState;

/// How many connections are in which pair of TCP states (originator, responder).
pub type EndpointCensus = [[u64; EndpointState::COUNT]; EndpointState::COUNT];

/// What happened so far, and what is held now.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Connections begun, by transport: TCP, UDP, ICMP, others.
    pub begun: [u64; 4],
    /// Connections held now, by transport.
    pub current: [u64; 4],
    /// The most held at a time, by transport.
    pub peak: [u64; 4],
    /// Connections ended by an inactivity timeout.
    pub ended_by_inactivity: u64,
    /// Connections removed because there were too many.
    pub shed_connections: u64,
    /// Holes in streams given up because the data behind them took too much memory.
    pub shed_holes: u64,
    /// Bytes of out-of-order data held now.
    pub reassembly_bytes: u64,
    /// The most held at a time.
    pub peak_reassembly_bytes: u64,
    /// Acknowledgements of new data on established connections (`get_gap_stats`).
    pub ack_events: u64,
    /// Bytes they acknowledged.
    pub ack_bytes: u64,
    /// Those that acknowledged data never seen.
    pub gap_events: u64,
    /// Bytes never seen.
    pub gap_bytes: u64,
}

impl Stats {
    pub(crate) fn begin(&mut self, transport: usize) {
        if let (Some(begun), Some(current), Some(peak)) =
            (self.begun.get_mut(transport), self.current.get_mut(transport), self.peak.get_mut(transport))
        {
            *begun += 1;
            *current += 1;
            *peak = (*peak).max(*current);
        }
    }

    pub(crate) fn end(&mut self, transport: usize) {
        if let Some(current) = self.current.get_mut(transport) {
            *current = current.saturating_sub(1);
        }
    }

    pub(crate) fn held(&mut self, bytes: u64) {
        self.reassembly_bytes += bytes;
        self.peak_reassembly_bytes = self.peak_reassembly_bytes.max(self.reassembly_bytes);
    }

    pub(crate) fn released(&mut self, bytes: u64) {
        self.reassembly_bytes = self.reassembly_bytes.saturating_sub(bytes);
    }
}
