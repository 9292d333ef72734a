//! TCP: what one segment does to its connection.

pub(crate) mod close;
pub(crate) mod options;
mod reuse;
mod state;
mod window;

pub(crate) use reuse::is_reuse;

use crate::connection::{Connection, Direction};
use crate::endpoint::{EndpointState, distance};
use crate::flow::Context;
use crate::handler::{ConnectionEvent, Handler, ScaledEvent, TcpSegment};
use crate::history::{History, Mark, scaled};
use crate::reassembly;
use crate::segment::{Segment, TcpFlags, TcpHeader};
use options::SynSummary;

/// A SYN or RST whose sequence number is further off than this is not believed.
const FAR: i32 = 1 << 20;

/// A segment on its way through the layer.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    pub seg: &'a Segment<'a>,
    pub tcp: &'a TcpHeader<'a>,
    pub direction: Direction,
}

impl Step<'_> {
    fn flags(&self) -> TcpFlags {
        self.tcp.flags
    }

    /// Payload length on the wire.
    fn len(&self) -> u32 {
        self.seg.payload_len
    }

    /// The sequence space the segment takes: SYN and FIN take one each, data that comes with a RST none.
    fn space(&self) -> u32 {
        let data = if self.flags().rst() { 0 } else { self.len() };
        data.wrapping_add(u32::from(self.flags().syn())).wrapping_add(u32::from(self.flags().fin()))
    }
}

/// Raises a weird of TCP.
pub(crate) fn weird<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, name: &'static str) {
    conn.weird = true;
    cx.handler.weird(conn, name, "", "TCP");
}

/// Raises a weird that scripts see without a source.
fn plain_weird<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, name: &'static str) {
    conn.weird = true;
    cx.handler.weird(conn, name, "", "");
}

fn raise<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, event: ConnectionEvent) {
    cx.handler.event(conn, event);
}

/// Counts something and notes its letter at powers of ten.
fn count_letter<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    event: ScaledEvent,
) {
    let end = conn.ends.get_mut(direction);
    let (counter, letter) = match event {
        ScaledEvent::tcp_multiple_retransmissions => (&mut end.retransmissions, b'T'),
        ScaledEvent::tcp_multiple_zero_windows => (&mut end.zero_windows, b'W'),
        ScaledEvent::tcp_multiple_gap => (&mut end.gaps, b'G'),
        ScaledEvent::tcp_multiple_checksum_errors | ScaledEvent::udp_multiple_checksum_errors => {
            (&mut end.checksum_errors, b'C')
        }
    };
    if let Some(count) = scaled(counter) {
        conn.history.add(direction, letter);
        if count > 1 {
            cx.handler.scaled(conn, event, direction, count);
        }
    }
}

/// A packet with a wrong checksum: noted, not processed.
pub(crate) fn bad_checksum<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    event: ScaledEvent,
) {
    let (name, source) = if event == ScaledEvent::udp_multiple_checksum_errors {
        ("bad_UDP_checksum", "UDP")
    } else {
        ("bad_TCP_checksum", "TCP")
    };
    conn.weird = true;
    cx.handler.weird(conn, name, "", source);
    count_letter(cx, conn, direction, event);
}

/// Processes a segment. Gives its direction, which may have turned out to be the other one.
pub(crate) fn segment<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    mut step: Step,
) -> Direction {
    if settles_roles(conn, step) {
        step.direction = step.direction.opposite();
        conn.swap_roles(History::turn_around);
        conn.ends.orig.spoke = true;
        raise(cx, conn, ConnectionEvent::connection_flipped);
    }
    let Step { seg, tcp, direction } = step;
    let flags = step.flags();
    note_partial(conn, step);
    number_endpoint(cx, conn, step);

    let end = conn.ends.get(direction);
    let seq = end.relative(tcp.seq, end.last);
    let before_start = seq < 0;
    // Wrapped as the reference's unsigned numbers are; such a segment's data is not looked at.
    let rel_seq = seq as u64;
    if before_start && !flags.rst() {
        weird(cx, conn, "TCP_seq_underflow_or_misorder");
    }
    note_history(conn, step, rel_seq);
    window::update(cx, conn, step);
    if !conn.both_closed() {
        conn.last_time = seg.time;
    }
    if flags.syn() {
        syn(cx, conn, step);
    }
    if flags.fin() {
        let fin_seq = rel_seq.wrapping_add(u64::from(step.space()));
        conn.ends.get_mut(direction).fin_seq = fin_seq;
        storm(cx, conn, step, "FIN_storm");
    }
    if flags.rst() {
        storm(cx, conn, step, "RST_storm");
        cx.handler.packet_with_rst(conn);
    }
    let rel_ack = if flags.ack() { acknowledgement(cx, conn, step) } else { 0 };
    let advance = advance_last(cx, conn, step);
    conn.ends.get_mut(direction).last_time = seg.time;

    // From here on the segment may turn out to be the originator's, roles having been taken for each other.
    let outcome = state::update(cx, conn, step, advance);
    let sender = if outcome.flipped { direction.opposite() } else { direction };

    if flags.ack() {
        // After the state: a gap that shows at a RST or FIN of an unclean connection is not to be counted.
        reassembly::acknowledged(cx, conn, sender.opposite(), rel_ack);
    }
    let is_first = !std::mem::replace(&mut conn.ends.get_mut(sender).spoke, true);
    cx.handler.tcp_segment(conn, seg, sender, TcpSegment { seq: rel_seq, ack: rel_ack, is_first });

    if step.len() > 0 && !flags.rst() && !conn.skip && !before_start {
        if seg.is_whole() {
            let first = rel_seq.wrapping_add(u64::from(flags.syn()));
            let data = seg.payload.get(..step.len() as usize).unwrap_or(seg.payload);
            reassembly::data(cx, conn, sender, first, data, flags);
        } else {
            weird(cx, conn, "truncated_tcp_payload");
        }
    }
    close::check_end_of_data(cx, conn, sender);
    if outcome.close {
        close::closed(cx, conn, sender, outcome.report);
    }
    sender
}

/// Whether the segment shows that a connection which began with a SYN-ACK is real, its SYN having been missed: a
/// scan by SYN-ACKs is answered by RSTs or not at all. So whoever sent the SYN-ACK is the responder after all.
fn settles_roles<P>(conn: &Connection<P>, step: Step) -> bool {
    conn.ends.orig.state == EndpointState::SynAckSent
        && conn.ends.resp.state == EndpointState::Inactive
        && step.flags().control_count() == 0
        && (step.flags().ack() || step.len() > 0)
}

/// Notes whether the connection is joined in its midst.
fn note_partial<P>(conn: &mut Connection<P>, step: Step) {
    let flags = step.flags();
    if conn.ends.get(step.direction).spoke {
        return;
    }
    match step.direction {
        Direction::Orig => conn.partial = !flags.syn() || flags.ack(),
        Direction::Resp => conn.partial |= !flags.syn(),
    }
}

/// Sets the endpoint's numbering where this segment begins it, or begins it anew.
fn number_endpoint<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step) {
    let (syn, seq, space) = (step.flags().syn(), step.tcp.seq, u64::from(step.space()));
    let peer_state = conn.ends.get(step.direction.opposite()).state;
    let end = conn.ends.get_mut(step.direction);
    let moved = seq != end.start;
    match end.state {
        EndpointState::Inactive if syn => end.begin(seq, space),
        // As if a SYN had come just before.
        EndpointState::Inactive => end.begin(seq.wrapping_sub(1), 1),
        _ if !syn => {}
        EndpointState::SynSent | EndpointState::SynAckSent => {
            if moved {
                plain_weird(cx, conn, "SYN_seq_jump");
                conn.ends.get_mut(step.direction).begin(seq, space);
            }
        }
        EndpointState::Established | EndpointState::Partial => {
            if end.stream_size(peer_state) > 0 {
                plain_weird(cx, conn, "SYN_inside_connection");
            }
            if moved {
                plain_weird(cx, conn, "SYN_seq_jump");
            }
            // Perhaps the connection was not established after all and this SYN is the one that does it.
            conn.ends.get_mut(step.direction).begin(seq, space);
        }
        // An RST numbered the endpoint, perhaps a forged one.
        EndpointState::Reset if end.previous == EndpointState::Inactive => end.begin(seq, space),
        EndpointState::Reset | EndpointState::Closed => {}
    }
}

/// Letters for flags, data and pure ACKs.
fn note_history<P>(conn: &mut Connection<P>, step: Step, rel_seq: u64) {
    let Step { direction, .. } = step;
    let flags = step.flags();
    let number = rel_seq as u32;
    let end = conn.ends.get_mut(direction);
    let history = &mut conn.history;
    let mut control = |mark, letter, last: &mut u32, number: u32| {
        let before = history.mark(direction, mark, letter);
        if before && *last != number {
            history.add(direction, letter);
        }
        *last = number;
    };
    match flags.control_count() {
        0 if step.len() > 0 => {
            history.mark(direction, Mark::Data, b'D');
        }
        0 if flags.ack() => {
            history.mark(direction, Mark::Ack, b'A');
        }
        0 => {}
        1 if flags.syn() => {
            let letter = if flags.ack() { b'H' } else { b'S' };
            control(Mark::Syn, letter, &mut end.last_syn, number);
        }
        1 if flags.fin() => control(Mark::Fin, b'F', &mut end.last_fin, number.wrapping_add(step.len())),
        1 => control(Mark::Rst, b'R', &mut end.last_rst, number),
        _ if flags.fin() && flags.rst() => {
            history.mark(direction, Mark::FinRst, b'I');
        }
        _ => {
            history.mark(direction, Mark::MultipleFlags, b'Q');
        }
    }
}

/// What a SYN brings.
fn syn<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step) {
    for (is_odd, name) in [
        (step.flags().rst(), "TCP_christmas"),
        (step.flags().urg(), "baroque_SYN"),
        (step.len() > 0, "SYN_with_data"),
    ] {
        if is_odd {
            weird(cx, conn, name);
        }
    }
    let summary = SynSummary::of(step.tcp.options);
    window::negotiate(cx, conn, step, summary.window_scale);
    cx.handler.syn_packet(conn, step.seg, step.direction, &summary);
}

/// Counts FINs or RSTs and complains of many in short order.
fn storm<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step, name: &'static str) {
    let end = conn.ends.get_mut(step.direction);
    let counter = if name == "FIN_storm" { &mut end.fins } else { &mut end.resets };
    *counter = counter.saturating_add(1);
    let many = u32::from(*counter) >= cx.config.tcp_storm_thresh.min(u16::MAX.into());
    if many && step.seg.time < end.last_time + cx.config.tcp_storm_interarrival_thresh {
        weird(cx, conn, name);
    }
}

/// Takes in the acknowledgement number; gives it relative to the peer's numbering.
fn acknowledgement<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step) -> u64 {
    let Step { tcp, direction, .. } = step;
    let flags = step.flags();
    let state = conn.ends.get(direction).state;
    if direction.is_orig()
        && !conn.first_ack
        && matches!(state, EndpointState::Established | EndpointState::SynSent)
    {
        conn.first_ack = true;
        raise(cx, conn, ConnectionEvent::connection_first_ACK);
    }
    let peer = direction.opposite();
    if conn.ends.get(peer).state == EndpointState::Inactive {
        let handshake_seen =
            matches!(state, EndpointState::SynSent | EndpointState::SynAckSent | EndpointState::Established);
        if flags.control_count() == 0 && handshake_seen && !conn.weird {
            // It acknowledges what we did not see: the peer's packets may take another way.
            plain_weird(cx, conn, "possible_split_routing");
        }
        conn.ends.get_mut(peer).begin(tcp.ack.wrapping_sub(1), 0);
        return 1;
    }
    let end = conn.ends.get_mut(peer);
    let Ok(rel_ack) = u64::try_from(end.relative(tcp.ack, end.acked)) else {
        weird(cx, conn, "TCP_ack_underflow_or_misorder");
        return 0;
    };
    // A RST's acknowledgement is not to be trusted, nor is a zero that would be a leap.
    let delta = distance(tcp.ack, end.acked_seq());
    if !flags.rst() && delta > 0 && !(tcp.ack == 0 && delta > FAR) {
        end.acked = rel_ack;
    }
    rel_ack
}

/// Advances the highest number sent. Gives how far the segment reaches beyond it (or, negative, stays behind).
fn advance_last<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step) -> i32 {
    let flags = step.flags();
    let upper = step.tcp.seq.wrapping_add(step.space());
    let end = conn.ends.get_mut(step.direction);
    let delta = distance(upper, end.last_seq());
    let far = !(-FAR..=FAR).contains(&delta);
    if (flags.syn() || flags.rst()) && far {
        // Not believed.
    } else if flags.fin() && end.last == 1 {
        // Between SYN and FIN nothing was seen: the FIN tells the size, even if it lies more than 2 GB on.
        end.last = u64::from(upper.wrapping_sub(end.start));
    } else if end.state == EndpointState::Reset {
        // What comes after a RST has no reliable numbers.
    } else if delta > 0 {
        end.last += delta as u64;
    } else if step.len() > 0 {
        count_letter(cx, conn, step.direction, ScaledEvent::tcp_multiple_retransmissions);
    }
    delta
}
