//! How TCP connections end: by FINs, by RSTs, or by silence.

use super::{raise, weird};
use crate::connection::{Connection, Direction};
use crate::endpoint::EndpointState as E;
use crate::flow::{Alarm, Context};
use crate::handler::{ConnectionEvent, Handler};

/// What a timer found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Remove,
}

/// Whether stream data of a direction has yet to come or to be acknowledged.
fn awaits_data<P>(conn: &Connection<P>, direction: Direction) -> bool {
    let (end, peer) = (conn.ends.get(direction), conn.ends.get(direction.opposite()));
    if conn.skip || end.stream.skip || end.last < end.stream.next {
        return false;
    }
    // A FIN takes a number that is not delivered, a RST takes none.
    let all_delivered = end.last - end.stream.next <= 1;
    // An endpoint that sent a RST acknowledges nothing more.
    !all_delivered || end.state != E::Reset && peer.stream.holds_data()
}

/// Tells the end of a direction's data, once, when it has closed and all was delivered.
pub(crate) fn check_end_of_data<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
) {
    let end = conn.ends.get(direction);
    let over = end.fins > 0 || matches!(end.state, E::Closed | E::Reset);
    if end.stream.ended || !over || awaits_data(conn, direction) {
        return;
    }
    conn.ends.get_mut(direction).stream.ended = true;
    cx.handler.end_of_data(conn, direction);
    if conn.close_deferred {
        if awaits_data(conn, direction) && conn.both_closed() {
            weird(cx, conn, "pending_data_when_closed");
        }
        let report = conn.deferred_report;
        closed(cx, conn, direction, report);
        conn.close_deferred = false;
    }
}

/// An endpoint has closed. When all is over, the connection is reported and left to a last timer.
pub(crate) fn closed<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    direction: Direction,
    report: bool,
) {
    cx.handler.closed(conn, direction, report);
    if awaits_data(conn, direction) {
        conn.close_deferred = true;
        conn.deferred_report |= report;
        return;
    }
    conn.close_deferred = false;
    let last_time = conn.last_time;
    let (end, peer) = conn.ends.pair_mut(direction);
    if std::mem::replace(&mut end.did_close, true) {
        return;
    }
    let silent_peer = peer.state == E::Inactive;
    let first_of_end = end.previous == E::Inactive;
    if end.state == E::Reset || peer.did_close || silent_peer {
        if !first_of_end || !silent_peer {
            let report = report | std::mem::take(&mut conn.deferred_report);
            if report {
                raise(
                    cx,
                    conn,
                    if silent_peer {
                        ConnectionEvent::connection_half_finished
                    } else {
                        ConnectionEvent::connection_finished
                    },
                );
                conn.tcp_active = false;
            }
        }
        conn.tcp_epoch = conn.tcp_epoch.wrapping_add(1);
        cx.alarm(conn, Alarm::Delete, last_time + cx.config.tcp_close_delay);
    } else if first_of_end {
        if cx.config.want_connection_partial_close {
            cx.alarm(conn, Alarm::PartialClose, last_time + cx.config.tcp_partial_close_delay);
        }
    } else {
        // Watch for the other side.
        cx.alarm(conn, Alarm::Expire, last_time + cx.config.tcp_session_timer);
    }
}

/// The connection was reset.
pub(crate) fn was_reset<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>) {
    raise(cx, conn, ConnectionEvent::connection_reset);
    conn.tcp_active = false;
}

/// No answer came to a SYN.
pub(crate) fn attempt_over<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>) -> Verdict {
    let unanswered =
        matches!(conn.ends.orig.state, E::SynSent | E::SynAckSent) && conn.ends.resp.state == E::Inactive;
    if !conn.tcp_active || !unanswered {
        return Verdict::Keep;
    }
    raise(cx, conn, ConnectionEvent::connection_attempt);
    conn.tcp_active = false;
    Verdict::Remove
}

/// The first thing seen of one side was its end, and the other stayed open.
pub(crate) fn partial_close_over<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>) -> Verdict {
    let states = [conn.ends.orig.state, conn.ends.resp.state];
    if !conn.tcp_active || states.contains(&E::Inactive) || conn.both_closed() || states.contains(&E::Reset) {
        return Verdict::Keep;
    }
    raise(cx, conn, ConnectionEvent::connection_partial_close);
    Verdict::Remove
}

/// A RST followed a FIN, some time ago.
pub(crate) fn reset_over<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>) -> Verdict {
    if !conn.tcp_active {
        return Verdict::Keep;
    }
    if !conn.both_closed() {
        was_reset(cx, conn);
    }
    Verdict::Remove
}

/// The regular look whether a connection is likely over.
pub(crate) fn session_check<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    now: f64,
) -> Verdict {
    if !conn.tcp_active {
        return Verdict::Keep;
    }
    if conn.last_time + cx.config.tcp_connection_linger < now {
        let (orig, resp) = (&conn.ends.orig, &conn.ends.resp);
        let states = [orig.state, resp.state];
        let terminated = (orig.did_close || resp.did_close)
            && (conn.both_closed() || states.contains(&E::Reset) || states.contains(&E::Inactive));
        // Nothing was ever made of its packets.
        let never_began = states == [E::Inactive; 2];
        if terminated || never_began {
            raise(cx, conn, ConnectionEvent::connection_timeout);
            conn.tcp_active &= !terminated;
            return Verdict::Remove;
        }
    }
    cx.alarm(conn, Alarm::Expire, now + cx.config.tcp_session_timer);
    Verdict::Keep
}
