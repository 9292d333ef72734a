//! Reassembly of one direction of a TCP connection.
//!
//! Data that continues the stream goes to the handler as the slice it came in. Data above a hole is copied and kept
//! until the hole is filled, acknowledged by the peer (then it will not be: the capture missed it) or given up for
//! want of memory. The first copy of a byte wins. With [`Config::want_rexmit_inconsistency`] data is also kept after
//! delivery until it is acknowledged, to compare with what is sent again.
//!
//! [`Config::want_rexmit_inconsistency`]: crate::Config::want_rexmit_inconsistency

use crate::connection::{Connection, Direction};
use crate::endpoint::EndpointState;
use crate::flow::Context;
use crate::handler::{Handler, ScaledEvent};
use crate::history::scaled;
use crate::holders::Place;
use crate::segment::TcpFlags;
use crate::tcp;
use std::collections::BTreeMap;

/// What a kept piece costs beyond its bytes, so that many tiny ones are charged for, too.
const PIECE_COST: u64 = 96;

/// Pieces of data by relative sequence number; they do not overlap.
type Pieces = BTreeMap<u64, Box<[u8]>>;

/// The state of one direction. Numbers are relative: the first byte is 1.
#[derive(Debug)]
pub(crate) struct Stream {
    /// Number of the next byte to deliver.
    pub next: u64,
    /// Everything below has been acknowledged or given up.
    pub trim: u64,
    /// One past the highest byte taken in.
    top: u64,
    store: Option<Box<Store>>,
    pub had_gap: bool,
    /// The end of data has been told.
    pub ended: bool,
    /// No more is delivered: it could not be followed.
    pub skip: bool,
    /// It is skipped for want of data that, should it come after all, ends the skipping.
    pub stalled: bool,
    /// Where it is among the streams of which something is kept.
    place: Place,
}

#[derive(Debug, Default)]
struct Store {
    /// Above a hole, not delivered.
    pending: Pieces,
    /// Delivered, not acknowledged.
    delivered: Pieces,
    /// Bytes of `pending`.
    pending_bytes: u64,
    /// What both cost.
    cost: u64,
    /// Acknowledged pieces kept for comparison, oldest first (`tcp_max_old_segments`).
    old: std::collections::VecDeque<(u64, Box<[u8]>)>,
}

impl Default for Stream {
    fn default() -> Self {
        Stream::NEW
    }
}

fn cost_of(piece: &[u8]) -> u64 {
    piece.len() as u64 + PIECE_COST
}

impl Stream {
    /// Nothing was seen yet.
    pub const NEW: Stream = Stream {
        next: 1,
        trim: 1,
        top: 0,
        store: None,
        had_gap: false,
        ended: false,
        skip: false,
        stalled: false,
        place: 0,
    };

    /// Whether data was taken in that is neither acknowledged nor given up.
    pub fn holds_data(&self) -> bool {
        self.top > self.trim
    }

    /// Bytes from the first missing one to the end of what is kept.
    fn undelivered_span(&self) -> u64 {
        if self.holds_data() { self.top.saturating_sub(self.next) } else { 0 }
    }

    /// Bytes taken in and not acknowledged.
    fn unacknowledged_bytes(&self) -> u64 {
        let pending = self.store.as_ref().map_or(0, |s| s.pending_bytes);
        if self.holds_data() { self.next.saturating_sub(self.trim) + pending } else { pending }
    }

    /// What is kept of it costs.
    fn cost(&self) -> u64 {
        self.store.as_ref().map_or(0, |s| s.cost)
    }

    /// Whether it is listed at this place.
    pub fn is_at(&self, place: Place) -> bool {
        self.place == place
    }

    /// Whether it is rightly listed at this place; if it holds nothing, it is no longer listed.
    pub fn still_holds(&mut self, place: Place) -> bool {
        let holds = self.cost() > 0;
        if self.place == place && !holds {
            self.place = 0;
        }
        self.place == place && holds
    }

    fn first_pending(&self) -> Option<u64> {
        self.store.as_ref()?.pending.first_key_value().map(|(seq, _)| *seq)
    }

    fn pop_pending(&mut self) -> Option<(u64, Box<[u8]>)> {
        let store = self.store.as_mut()?;
        let (seq, piece) = store.pending.pop_first()?;
        store.pending_bytes -= piece.len() as u64;
        store.cost -= cost_of(&piece);
        Some((seq, piece))
    }

    /// Keeps those parts of `data` that are not kept already.
    fn keep_pending(&mut self, mut seq: u64, mut data: &[u8]) -> u64 {
        let store = self.store.get_or_insert_default();
        let before = store.cost;
        // What of a piece that begins before this one reaches into it.
        if let Some((start, piece)) = store.pending.range(..=seq).next_back() {
            let covered = (start + piece.len() as u64).saturating_sub(seq).min(data.len() as u64);
            seq += covered;
            data = data.get(covered as usize..).unwrap_or_default();
        }
        while !data.is_empty() {
            let next = store.pending.range(seq..).next().map(|(start, piece)| (*start, piece.len() as u64));
            let free = next.map_or(u64::MAX, |(start, _)| start - seq).min(data.len() as u64);
            let (piece, rest) = data.split_at(free as usize);
            if !piece.is_empty() {
                store.pending.insert(seq, piece.into());
                store.pending_bytes += free;
                store.cost += cost_of(piece);
            }
            let covered = next.map_or(0, |(_, len)| len).min(rest.len() as u64);
            seq += free + covered;
            data = rest.get(covered as usize..).unwrap_or_default();
        }
        store.cost - before
    }

    /// Keeps delivered data to compare with later.
    fn keep_delivered(&mut self, seq: u64, piece: Box<[u8]>) -> u64 {
        let store = self.store.get_or_insert_default();
        let cost = cost_of(&piece);
        store.cost += cost;
        store.delivered.insert(seq, piece);
        cost
    }

    /// Forgets what was delivered, and with it what could be compared; gives what it cost.
    fn forget_delivered(&mut self) -> u64 {
        let Some(store) = self.store.as_mut() else { return 0 };
        let freed = std::mem::take(&mut store.delivered).values().map(|piece| cost_of(piece)).sum();
        store.cost -= freed;
        freed
    }

    /// Forgets what lies wholly below `seq`; gives what it cost.
    fn forget_below(&mut self, seq: u64, max_old: usize) -> u64 {
        let Some(store) = self.store.as_mut() else { return 0 };
        let before = store.cost;
        let Store { pending, delivered, pending_bytes, cost, old } = &mut **store;
        for (pieces, is_pending) in [(delivered, false), (pending, true)] {
            while let Some(entry) = pieces.first_entry() {
                if entry.key() + entry.get().len() as u64 > seq {
                    break;
                }
                let (start, piece) = entry.remove_entry();
                if is_pending {
                    *pending_bytes -= piece.len() as u64;
                }
                *cost -= cost_of(&piece);
                if max_old > 0 {
                    *cost += cost_of(&piece);
                    old.push_back((start, piece));
                }
            }
        }
        while old.len() > max_old {
            if let Some((_, piece)) = old.pop_front() {
                *cost -= cost_of(&piece);
            }
        }
        before.saturating_sub(*cost)
    }

    /// Forgets everything kept; gives what it cost.
    pub fn clear(&mut self) -> u64 {
        self.top = 0;
        self.store.take().map_or(0, |s| s.cost)
    }

    /// The first kept piece that overlaps `data` with other content: both versions.
    fn differing(&self, seq: u64, data: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        let Some(store) = self.store.as_ref() else { return Vec::new() };
        let upper = seq + data.len() as u64;
        let mut found = Vec::new();
        let mut compare = |start: u64, piece: &[u8]| {
            let from = start.max(seq);
            let to = (start + piece.len() as u64).min(upper);
            if from >= to {
                return;
            }
            let first = piece.get((from - start) as usize..(to - start) as usize);
            let second = data.get((from - seq) as usize..(to - seq) as usize);
            if let (Some(first), Some(second)) = (first, second)
                && first != second
            {
                found.push((first.to_vec(), second.to_vec()));
            }
        };
        store.old.iter().for_each(|(start, piece)| compare(*start, piece));
        for pieces in [&store.delivered, &store.pending] {
            let begin = pieces.range(..=seq).next_back().map_or(seq, |(start, _)| *start);
            pieces.range(begin..upper).for_each(|(start, piece)| compare(*start, piece));
        }
        found
    }
}

/// Takes in payload of a segment whose first byte has number `seq`.
pub(crate) fn data<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    seq: u64,
    data: &[u8],
    flags: TcpFlags,
) {
    let upper = seq.saturating_add(data.len() as u64);
    let stream = &mut conn.ends.get_mut(direction).stream;
    if stream.stalled && seq <= stream.next && upper > stream.next {
        // One segment from far outside of the window is not to blind us for the rest of the connection.
        stream.skip = false;
        stream.stalled = false;
    }
    let end = conn.ends.get(direction);
    if end.stream.skip || data.is_empty() {
        return;
    }
    if cx.config.want_rexmit_inconsistency {
        // One byte of overlap is how keep-alives look; it counts only when the peer answers.
        let peer_spoke = conn.ends.get(direction.opposite()).last_time != 0.0;
        for (first, second) in end.stream.differing(seq, data) {
            if first.len() > 1 || peer_spoke {
                cx.handler.rexmit_inconsistency(conn, &first, &second, &flags.letters());
            }
        }
    }
    let stream = &mut conn.ends.get_mut(direction).stream;
    if upper > stream.trim {
        let (seq, data) = if seq < stream.trim {
            (stream.trim, data.get((stream.trim - seq) as usize..).unwrap_or_default())
        } else {
            (seq, data)
        };
        stream.top = stream.top.max(upper);
        if seq <= stream.next {
            if upper > stream.next {
                deliver_run(cx, conn, direction, seq, data);
            }
        } else {
            let is_first_hole = stream.first_pending().is_none();
            let cost = stream.keep_pending(seq, data);
            cx.stats.held(cost);
            if is_first_hole {
                stream.place = cx.holders.list(conn.id, direction);
            }
            shed(cx, conn, direction);
        }
    }
    give_up_if_unfollowable(cx, conn, direction);
}

/// Delivers everything that continues the stream: `data` (from number `seq` on) and kept pieces.
fn deliver_run<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    seq: u64,
    data: &[u8],
) {
    loop {
        let stream = &mut conn.ends.get_mut(direction).stream;
        let next = stream.next;
        let first = stream.first_pending();
        let fresh = next
            .checked_sub(seq)
            .and_then(|skip| data.get(usize::try_from(skip).ok()?..))
            .filter(|fresh| !fresh.is_empty() && first.is_none_or(|first| first > next));
        if let Some(fresh) = fresh {
            let room = first.map_or(u64::MAX, |first| first - next).min(fresh.len() as u64);
            let piece = fresh.get(..room as usize).unwrap_or(fresh);
            stream.next += piece.len() as u64;
            if cx.config.want_rexmit_inconsistency {
                let cost = stream.keep_delivered(next, piece.into());
                cx.stats.held(cost);
                if stream.place == 0 {
                    stream.place = cx.holders.list(conn.id, direction);
                }
            }
            if !stream.skip {
                cx.handler.deliver(conn, direction, next, piece);
            }
        } else if first.is_some_and(|first| first <= next) {
            let Some((start, piece)) = stream.pop_pending() else { break };
            cx.stats.released(cost_of(&piece));
            let Some(rest) = piece.get((next - start) as usize..).filter(|r| !r.is_empty()) else { continue };
            stream.next += rest.len() as u64;
            if !stream.skip {
                cx.handler.deliver(conn, direction, next, rest);
            }
            if cx.config.want_rexmit_inconsistency {
                let cost = conn.ends.get_mut(direction).stream.keep_delivered(start, piece);
                cx.stats.held(cost);
            }
        } else {
            break;
        }
    }
    // Much was sent and nothing acknowledged: presumably the peer's packets are not seen. Do not wait for them.
    let window = cx.config.tcp_max_initial_window;
    let (end, peer) = conn.ends.pair_mut(direction);
    if window != 0 && end.no_data_acked() && end.stream_size(peer.state) > window {
        let next = end.stream.next;
        let freed = end.stream.forget_below(next, cx.config.tcp_max_old_segments as usize);
        end.stream.trim = end.stream.trim.max(next);
        cx.stats.released(freed);
    }
}

/// The peer has acknowledged everything below `ack`.
pub(crate) fn acknowledged<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    ack: u64,
) {
    let (end, peer) = conn.ends.pair_mut(direction);
    // The FIN has a number, but no byte belongs to it.
    let upto = if end.fins > 0 { ack.min(end.fin_seq.saturating_sub(1)) } else { ack };
    if upto <= end.stream.trim {
        return;
    }
    let counts = !end.stream.skip
        && !conn.skip
        && (cx.config.report_gaps_for_partial
            || end.state == EndpointState::Established && peer.state == EndpointState::Established);
    if counts {
        cx.stats.ack_events += 1;
        cx.stats.ack_bytes += upto - end.stream.trim;
    }
    let missing = trim(cx, conn, direction, upto);
    if counts && missing > 0 {
        cx.stats.gap_events += 1;
        cx.stats.gap_bytes += missing;
    }
    tcp::close::check_end_of_data(cx, conn, direction);
}

/// Lets go of everything below `upto`, announcing what of it never came. Gives the number of bytes missing.
fn trim<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    upto: u64,
) -> u64 {
    let mut missing = 0;
    if upto > conn.ends.get(direction).stream.next {
        missing = give_up_below(cx, conn, direction, upto);
    }
    let max_old = cx.config.tcp_max_old_segments as usize;
    let stream = &mut conn.ends.get_mut(direction).stream;
    let freed = stream.forget_below(upto, max_old);
    stream.trim = stream.trim.max(upto);
    cx.stats.released(freed);
    if stream.first_pending().is_some_and(|first| first <= stream.next) {
        deliver_run(cx, conn, direction, 0, &[]);
    }
    missing
}

/// Bytes below `upto` will not come: delivers what is there, announces the holes. Gives their size.
fn give_up_below<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    upto: u64,
) -> u64 {
    if upto <= 2 && conn.partial {
        // The numbering of a connection joined in its midst was made up so that its first segment has number 1;
        // that it seems to miss one byte means nothing (a keep-alive).
        return 0;
    }
    let mut missing = 0;
    if cx.config.detect_filtered_trace
        && conn.ends.get(direction).stream.next == 1
        && [&conn.ends.orig, &conn.ends.resp].iter().any(|e| e.fins > 0 || e.resets > 0)
    {
        // Perhaps the capture holds only SYN, FIN and RST: missing data is no news.
        conn.ends.get_mut(direction).stream.skip = true;
    }
    while !conn.ends.get(direction).stream.skip {
        let stream = &mut conn.ends.get_mut(direction).stream;
        let next = stream.next;
        let to = stream.first_pending().unwrap_or(u64::MAX).min(upto);
        if to <= next {
            break;
        }
        stream.next = to;
        missing += to - next;
        gap(cx, conn, direction, next, to - next);
        deliver_run(cx, conn, direction, 0, &[]);
    }
    let stream = &mut conn.ends.get_mut(direction).stream;
    if upto > stream.next {
        stream.next = upto;
        stream.stalled = false;
    }
    missing
}

/// Tells of bytes that never came.
fn gap<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    seq: u64,
    len: u64,
) {
    let (end, peer) = conn.ends.pair_mut(direction);
    end.stream.had_gap = true;
    // Without both handshakes seen, numbers may be wrong and gaps with them.
    let clean = end.is_clean() && peer.is_clean();
    if clean && let Some(count) = scaled(&mut end.gaps) {
        conn.history.add(direction, b'G');
        if count > 1 {
            cx.handler.scaled(conn, ScaledEvent::tcp_multiple_gap, direction, count);
        }
    }
    if clean || cx.config.report_gaps_for_partial {
        conn.ends.get_mut(direction).missed += len;
        cx.handler.content_gap(conn, direction, seq, len);
    }
    cx.handler.undelivered(conn, direction, seq, len);
}

/// Stops following a stream that only grows.
fn give_up_if_unfollowable<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
) {
    let exceeds = |value: u64, limit: u64| limit != 0 && value > limit;
    let end = conn.ends.get(direction);
    let stalled = end.no_data_acked()
        && exceeds(end.stream.undelivered_span(), cx.config.tcp_max_above_hole_without_any_acks);
    if stalled {
        tcp::weird(cx, conn, "above_hole_data_without_any_acks");
    } else if exceeds(end.stream.unacknowledged_bytes(), cx.config.tcp_excessive_data_without_further_acks) {
        tcp::weird(cx, conn, "excessive_data_without_further_acks");
    } else {
        return;
    }
    let stream = &mut conn.ends.get_mut(direction).stream;
    stream.skip = true;
    stream.stalled = stalled;
    cx.stats.released(stream.clear());
}

/// Gives up holes, lowest first, while what one stream keeps is over its budget.
fn shed<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, direction: Direction) {
    let limit = cx.config.max_reassembly_bytes_per_stream;
    while conn.ends.get(direction).stream.cost() > limit && give_up_hole(cx, conn, direction) {}
}

/// Gives up what is kept of a stream, its holes with it, to make room for others.
pub(crate) fn give_up_store<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
) {
    let stream = &mut conn.ends.get_mut(direction).stream;
    stream.place = 0;
    let freed = stream.forget_delivered();
    cx.stats.released(freed);
    while give_up_hole(cx, conn, direction) {}
}

/// Gives up the lowest hole. False when there is none.
fn give_up_hole<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
) -> bool {
    let Some(first) = conn.ends.get(direction).stream.first_pending() else { return false };
    cx.stats.shed_holes += 1;
    give_up_below(cx, conn, direction, first);
    let stream = &mut conn.ends.get_mut(direction).stream;
    if stream.first_pending() == Some(first) {
        // It could not be delivered: let it go.
        if let Some((_, piece)) = stream.pop_pending() {
            cx.stats.released(cost_of(&piece));
        }
    }
    true
}
