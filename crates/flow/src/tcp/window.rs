//! The offered window: zero windows, and windows taken back.

use super::{Step, count_letter, plain_weird};
use crate::connection::Connection;
use crate::endpoint::{EndpointState, distance};
use crate::flow::Context;
use crate::handler::{Handler, ScaledEvent};

/// RFC 7323, 2.3: the largest shift count.
const MAX_SHIFT: u8 = 14;

/// Follows the window that a segment offers.
pub(super) fn update<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, step: Step) {
    let flags = step.flags();
    let peer_state = conn.ends.get(step.direction.opposite()).state;
    let end = conn.ends.get_mut(step.direction);
    let window = u32::from(step.tcp.window) << end.window_scale;
    let state = end.state;
    // After the peer's FIN, or with or after an own RST, a zero window means nothing.
    if window == 0 && !flags.rst() && peer_state != EndpointState::Closed && state != EndpointState::Reset {
        count_letter(cx, conn, step.direction, ScaledEvent::tcp_multiple_zero_windows);
    }
    if flags.control_count() > 0 || matches!(state, EndpointState::Closed | EndpointState::Reset) {
        // Endpoints that begin or end take windows back as a matter of course.
        return;
    }
    let end = conn.ends.get_mut(step.direction);
    if distance(step.tcp.seq, end.window_seq) < 0 || distance(step.tcp.ack, end.window_ack) < 0 {
        return;
    }
    let edge = step.tcp.ack.wrapping_add(window);
    let shrunk = distance(end.window_ack.wrapping_add(end.window), edge);
    let slack = 1i32 << end.window_scale;
    end.window = window;
    end.window_ack = step.tcp.ack;
    end.window_seq = step.tcp.seq;
    if shrunk >= slack {
        plain_weird(cx, conn, "window_recision");
    }
}

/// Takes in a SYN's window scale option (or its absence).
pub(super) fn negotiate<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    step: Step,
    scale: Option<u8>,
) {
    let Some(shift) = scale else {
        let (end, peer) = conn.ends.pair_mut(step.direction);
        end.window_scale = 0;
        if step.flags().ack() {
            peer.window_scale = 0;
        }
        return;
    };
    if shift > MAX_SHIFT && !conn.weird {
        conn.weird = true;
        cx.handler.weird(conn, "TCP_scale_range", &shift.to_string(), "TCP");
    }
    let (end, peer) = conn.ends.pair_mut(step.direction);
    end.window_scale = shift.min(MAX_SHIFT);
    end.window_seq = step.tcp.seq;
    end.window_ack = step.tcp.ack;
    peer.window_seq = step.tcp.ack;
    peer.window_ack = step.tcp.seq;
}
