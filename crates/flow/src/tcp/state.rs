//! The state machine of TCP's endpoints, as an onlooker sees it who may have missed packets of either side.
//!
//! A segment moves the state of the endpoint that sent it, and sometimes settles its peer's. What a state does with a
//! flag is one function each; a segment with several flags goes through them in the order SYN, FIN, RST.

use super::{Step, raise, weird};
use crate::connection::{Connection, Direction};
use crate::endpoint::{EndpointState as E, distance};
use crate::flow::{Alarm, Context};
use crate::handler::{ConnectionEvent, Handler};
use crate::history::History;

/// What came of a segment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    /// The endpoint has closed.
    pub close: bool,
    /// The close is to be told as an event.
    pub report: bool,
    /// Originator and responder have changed places.
    pub flipped: bool,
}

/// Changes an endpoint's state; leaving the handshake starts TCP's own inactivity timeout.
fn enter<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, direction: Direction, state: E) {
    if conn.enter(direction, state) {
        let timeout = cx.config.tcp_inactivity_timeout;
        cx.set_inactivity_timeout(conn, timeout);
    }
}

/// Moves the sender's state. `advance` is how far the segment reaches beyond what was sent before.
pub(super) fn update<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    step: Step,
    advance: i32,
) -> Outcome {
    let mut outcome = Outcome::default();
    match conn.ends.get(step.direction).state {
        E::Inactive => inactive(cx, conn, step, &mut outcome),
        E::SynSent | E::SynAckSent => opening(cx, conn, step, &mut outcome),
        E::Established | E::Partial => open(cx, conn, step, &mut outcome),
        E::Closed => closed(cx, conn, step, advance, &mut outcome),
        E::Reset => reset(cx, conn, step),
    }
    outcome
}

/// The first segment of an endpoint.
fn inactive<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step, out: &mut Outcome) {
    let flags = step.flags();
    let mut sender = step.direction;
    if flags.syn() && sender.is_orig() {
        if flags.ack() {
            weird(cx, conn, "connection_originator_SYN_ack");
            enter(cx, conn, sender, E::SynAckSent);
        } else {
            enter(cx, conn, sender, E::SynSent);
        }
        if cx.config.tcp_attempt_delay != 0.0 {
            let at = step.seg.time + cx.config.tcp_attempt_delay;
            cx.alarm(conn, Alarm::Attempt, at);
        }
    } else if flags.syn() {
        sender = answer(cx, conn, step, out);
    }
    let peer = sender.opposite();
    if flags.fin() {
        enter(cx, conn, sender, E::Closed);
        (out.close, out.report) = (true, true);
        if conn.ends.get(peer).state != E::Partial && !flags.syn() {
            weird(cx, conn, "spontaneous_FIN");
        }
    }
    if flags.rst() {
        enter(cx, conn, sender, E::Reset);
        let peer_state = conn.ends.get(peer).state;
        // To a SYN, or, the other way round, to a SYN-ACK whose SYN we did not see.
        let rejects = match step.direction {
            Direction::Orig => peer_state == E::Established,
            Direction::Resp => matches!(peer_state, E::SynSent | E::SynAckSent),
        };
        (out.close, out.report) = (true, !rejects);
        if rejects {
            raise(cx, conn, ConnectionEvent::connection_rejected);
        } else if peer_state == E::Inactive {
            weird(cx, conn, "spontaneous_RST");
        }
    }
    if conn.ends.get(sender).state == E::Inactive {
        no_control(cx, conn, step);
    }
}

/// A SYN of the responder. Gives who sent it: roles may turn out to have been taken for each other.
fn answer<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    step: Step,
    out: &mut Outcome,
) -> Direction {
    let (resp, orig) = (&conn.ends.resp, &conn.ends.orig);
    let mut sender = step.direction;
    if step.flags().ack() {
        let (from, to) = (orig.start, orig.last_seq());
        let within = distance(step.tcp.ack, from) >= 0 && distance(step.tcp.ack, to) <= 0;
        if !matches!(orig.state, E::Inactive | E::Partial) && !within {
            weird(cx, conn, "bad_SYN_ack");
        }
    } else if orig.state == E::SynAckSent && step.tcp.seq == resp.start {
        // The SYN-ACK came before its SYN.
        conn.swap_roles(History::flipped);
        cx.handler.event(conn, ConnectionEvent::connection_flipped);
        out.flipped = true;
        sender = sender.opposite();
        enter(cx, conn, sender.opposite(), E::Established);
        conn.ends.get_mut(Direction::Orig).spoke = true;
    } else {
        weird(cx, conn, "simultaneous_open");
    }
    match conn.ends.get(sender.opposite()).state {
        E::SynSent => enter(cx, conn, sender.opposite(), E::Established),
        E::Inactive => weird(cx, conn, "unsolicited_SYN_response"),
        _ => {}
    }
    enter(cx, conn, sender, E::Established);
    if conn.ends.get(sender.opposite()).state != E::Partial {
        raise(cx, conn, ConnectionEvent::connection_established);
        cx.start_status_updates(conn);
    }
    sender
}

/// A first segment without SYN, FIN or RST.
fn no_control<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step) {
    let sender = step.direction;
    let peer_state = conn.ends.get(sender.opposite()).state;
    if !sender.is_orig() && step.len() == 0 && peer_state == E::SynSent {
        // Some hosts acknowledge a SYN before they answer it: that makes no partial connection.
    } else if step.flags().ack() && peer_state == E::Established {
        // The responder's SYN-ACK was seen, the originator's SYN must have been missed.
        enter(cx, conn, sender, E::Established);
        conn.partial = false;
        conn.ends.get_mut(sender).spoke = true;
    } else {
        enter(cx, conn, sender, E::Partial);
        cx.start_status_updates(conn);
        if peer_state == E::Partial {
            raise(cx, conn, ConnectionEvent::partial_connection);
        }
    }
}

/// A SYN or SYN-ACK was sent, nothing came of it yet.
fn opening<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step, out: &mut Outcome) {
    let flags = step.flags();
    let state = conn.ends.get(step.direction).state;
    let peer_state = conn.ends.get(step.direction.opposite()).state;
    if flags.syn() {
        let only_ack = flags.ack() && !flags.fin() && !flags.rst();
        if step.direction.is_orig() && only_ack && state != E::SynAckSent {
            weird(cx, conn, "repeated_SYN_with_ack");
        }
        if !step.direction.is_orig() && !flags.ack() && state != E::SynSent {
            weird(cx, conn, "repeated_SYN_reply_wo_ack");
        }
    }
    if flags.fin() {
        if matches!(peer_state, E::Inactive | E::SynSent) {
            weird(cx, conn, "inappropriate_FIN");
        }
        enter(cx, conn, step.direction, E::Closed);
        (out.close, out.report) = (true, true);
    }
    if flags.rst() {
        enter(cx, conn, step.direction, E::Reset);
        super::close::was_reset(cx, conn);
        out.close = true;
    } else if step.len() > 0 {
        weird(cx, conn, "data_before_established");
    }
}

/// Established, or joined in the midst.
fn open<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step, out: &mut Outcome) {
    let flags = step.flags();
    let (sender, peer) = (step.direction, step.direction.opposite());
    if flags.syn() && !flags.ack() {
        let joined = conn.ends.get(sender).state == E::Partial;
        if joined && conn.ends.get(peer).state == E::Inactive {
            weird(cx, conn, "SYN_after_partial");
            enter(cx, conn, sender, E::SynSent);
        }
    }
    if flags.fin() && !flags.rst() {
        enter(cx, conn, sender, E::Closed);
        let other = conn.ends.get(peer);
        if other.state == E::Reset && other.previous == E::Closed {
            // The peer sent a FIN and then a RST: with our FIN that is a normal end.
            enter(cx, conn, peer, E::Closed);
        }
        (out.close, out.report) = (true, true);
    }
    if flags.rst() {
        enter(cx, conn, sender, E::Reset);
        out.close = true;
        let other = conn.ends.get(peer);
        if other.state != E::Reset || other.previous != E::Established {
            super::close::was_reset(cx, conn);
        }
    }
}

/// A FIN was sent before.
fn closed<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    step: Step,
    advance: i32,
    out: &mut Outcome,
) {
    let flags = step.flags();
    if flags.syn() {
        weird(cx, conn, "SYN_after_close");
    }
    if flags.fin() && advance > 0 {
        weird(cx, conn, "FIN_advanced_last_seq");
    }
    // After a FIN from both sides a RST changes nothing.
    if flags.rst() && conn.ends.get(step.direction.opposite()).state != E::Closed {
        enter(cx, conn, step.direction, E::Reset);
        out.close = !conn.ends.get(step.direction).did_close;
        if cx.config.want_connection_reset {
            let at = step.seg.time + cx.config.tcp_reset_delay;
            cx.alarm(conn, Alarm::Reset, at);
        }
    }
}

/// A RST was sent before.
fn reset<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step) {
    let flags = step.flags();
    for (is_odd, name) in [
        (flags.syn(), "SYN_after_reset"),
        (flags.fin(), "FIN_after_reset"),
        (step.len() > 0 && !flags.rst(), "data_after_reset"),
    ] {
        if is_odd {
            weird(cx, conn, name);
        }
    }
}
