//! Counters of the two ends of a TCP connection, for `conn_stats` and `tcp_rexmit`.
//!
//! They are kept when the analyzer TCPSTATS was taken out of `Analyzer::disabled_analyzers` and one of the events has a
//! handler. What was sent again is known by sequence numbers, the order in which packets were sent by the identification
//! of their IPv4 headers (RFC 791, section 3.1), which most hosts count up, some in the byte order of their processor.

use crate::connection::Payload;
use crate::forms::{Form, count};
use crate::handler::{Conn, ConnectionEmitter, Handler};
use std::cell::Cell;
use zander_event::Declarations;
use zander_flow::{Connection, Direction, Segment, TcpSegment};
use zander_value::Val;

/// Whether counters are kept, and what they are shown as.
pub struct TcpStats {
    /// The analyzer TCPSTATS is enabled.
    pub enabled: Cell<bool>,
    /// Probes of idle connections, of one byte at most, are not counted (`ignore_keep_alive_rexmit`).
    ignore_probes: bool,
    form: Form<7>,
}

/// How the identifications of an end count, by the numbers that scripts have for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ByteOrder {
    #[default]
    Unknown = 0,
    Little = 1,
    Big = 2,
    Confused = 3,
}

/// Packets that a host sends elsewhere between two of a connection, at most, where they tell the byte order.
const NEAR: u16 = 128;

/// What one end has sent.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    packets: u64,
    resent: u64,
    resent_bytes: u64,
    in_order: u64,
    out_of_order: u64,
    repeated: u64,
    order: ByteOrder,
    last_id: Option<u16>,
    /// The sequence number behind the last byte, and the highest number that the other end has acknowledged.
    top: u64,
    acknowledged: u64,
}

impl Counters {
    /// Places a packet by its identification.
    fn place(&mut self, id: u16) {
        let Some(last) = self.last_id.replace(id) else { return };
        if id == last {
            self.repeated += 1;
            return;
        }
        let big = id.wrapping_sub(last) as i16;
        let little = id.swap_bytes().wrapping_sub(last.swap_bytes()) as i16;
        // A leap in both orders, as behind a first packet with number 0, says nothing.
        let seems = match (big.unsigned_abs(), little.unsigned_abs()) {
            (big, little) if big < little && big < NEAR => ByteOrder::Big,
            (big, little) if little < big && little < NEAR => ByteOrder::Little,
            _ => self.order,
        };
        self.order = match self.order {
            ByteOrder::Unknown => seems,
            known if known == seems => known,
            _ => ByteOrder::Confused,
        };
        let step = if self.order == ByteOrder::Little { little } else { big };
        if step < 0 {
            self.out_of_order += 1;
        } else {
            self.in_order += 1;
        }
    }

    /// Takes in data. True when it was sent before.
    fn data(&mut self, seq: u64, len: u64, ignore_probes: bool) -> bool {
        let end = seq.wrapping_add(len);
        if len == 0 || end > self.top {
            self.top = self.top.max(end);
            return false;
        }
        if !ignore_probes || len > 1 || self.in_flight() > 0 {
            self.resent += 1;
            self.resent_bytes += len;
        }
        true
    }

    fn in_flight(&self) -> u64 {
        self.top.saturating_sub(self.acknowledged)
    }
}

impl TcpStats {
    pub fn bind(d: &dyn Declarations) -> TcpStats {
        let fields =
            ["num_pkts", "num_rxmit", "num_rxmit_bytes", "num_in_order", "num_OO", "num_repl", "endian_type"];
        let ignore_probes = d.value("ignore_keep_alive_rexmit").and_then(|v| v.as_bool()).unwrap_or(false);
        TcpStats { enabled: Cell::new(true), ignore_probes, form: Form::bind(d, "endpoint_stats", fields) }
    }

    fn value(&self, c: &Counters) -> Val {
        let numbers =
            [c.packets, c.resent, c.resent_bytes, c.in_order, c.out_of_order, c.repeated, c.order as u64];
        self.form.make(numbers.map(count))
    }
}

/// Originator and responder have changed places.
pub fn flip(conn: &mut Connection<Payload>) {
    if conn.payload.rare().is_some_and(|r| r.tcp_stats.is_some())
        && let Some(ends) = &mut conn.payload.rare_mut().tcp_stats
    {
        ends.swap(0, 1);
    }
}

impl Handler<'_> {
    /// Takes in a segment.
    pub fn count_segment(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction, place: TcpSegment) {
        let (stats, core) = (&self.env.tcp_stats, &self.env.events.core);
        let wanted = self.queue.wanted(core.conn_stats) || self.queue.wanted(core.tcp_rexmit);
        if !wanted || !stats.enabled.get() {
            return;
        }
        // IPv6 has no identification.
        let id = self.packet.filter(|p| p.ip.version == 4).map(|p| p.ip.identification as u16);
        let ends = conn.payload.rare_mut().tcp_stats.get_or_insert_default();
        let [end, peer] = match direction {
            Direction::Orig => ends.each_mut(),
            Direction::Resp => {
                let [orig, resp] = ends.each_mut();
                [resp, orig]
            }
        };
        end.packets += 1;
        if let Some(id) = id {
            end.place(id);
        }
        peer.acknowledged = peer.acknowledged.max(place.ack);
        let len = u64::from(seg.payload_len);
        if end.data(place.seq, len, stats.ignore_probes) {
            let in_flight = end.in_flight();
            let window = u64::from(conn.end(direction.opposite()).window());
            let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
            core.tcp_rexmit(&mut cx, direction.is_orig(), place.seq, len, in_flight, window);
        }
    }

    /// The connection ends.
    pub fn tell_counters(&mut self, conn: &mut Conn) {
        let Some(ends) = conn.payload.rare().and_then(|r| r.tcp_stats.clone()) else { return };
        let [orig, resp] = ends.each_ref().map(|c| self.env.tcp_stats.value(c));
        let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
        self.env.events.core.conn_stats(&mut cx, &orig, &resp);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(ids: &[u16]) -> (u64, u64, u64, ByteOrder) {
        let mut c = Counters::default();
        ids.iter().for_each(|id| c.place(*id));
        (c.in_order, c.out_of_order, c.repeated, c.order)
    }

    #[test]
    fn identifications_tell_order_and_byte_order() {
        assert_eq!(placed(&[7]), (0, 0, 0, ByteOrder::Unknown));
        assert_eq!(placed(&[65534, 65535, 0, 1, 1]), (3, 0, 1, ByteOrder::Big));
        assert_eq!(placed(&[0x0100, 0x0200, 0x0300, 0x0200]), (2, 1, 0, ByteOrder::Little));
        assert_eq!(placed(&[1, 2, 0x0300, 0x0400]), (3, 0, 0, ByteOrder::Confused));
    }

    #[test]
    fn what_was_sent_before_is_resent() {
        let mut c = Counters::default();
        assert!(!c.data(1, 10, false) && !c.data(11, 0, false) && !c.data(5, 10, false));
        assert!(c.data(1, 10, false) && c.data(14, 1, false));
        assert_eq!((c.resent, c.resent_bytes, c.in_flight()), (2, 11, 15));
        c.acknowledged = 15;
        assert!(c.data(14, 1, true));
        assert_eq!(c.resent, 2);
    }
}
