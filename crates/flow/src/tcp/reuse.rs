//! When a SYN on a known tuple begins another connection.

use super::weird;
use crate::connection::Connection;
use crate::endpoint::EndpointState as E;
use crate::flow::Context;
use crate::handler::Handler;
use crate::segment::{Segment, TcpHeader};

/// Whether the segment begins a new connection in place of `conn`; complains if `conn` was not done with.
pub(crate) fn is_reuse<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    seg: &Segment,
    tcp: &TcpHeader,
) -> bool {
    if !tcp.flags.syn() || seg.header_fault.is_some() {
        return false;
    }
    let (orig, resp) = (&conn.ends.orig, &conn.ends.resp);
    // A SYN-ACK begins one only where no originator was ever seen.
    let first = if tcp.flags.ack() {
        if orig.state != E::Inactive {
            return false;
        }
        resp
    } else {
        orig
    };
    let reset = orig.state == E::Reset || resp.state == E::Reset;
    if !orig.did_close && !resp.did_close {
        let repeated = tcp.seq == first.start;
        // SYN and SYN-ACK came in the wrong order: the state machine puts that right.
        let swapped = !tcp.flags.ack()
            && first.state == E::SynAckSent
            && resp.state == E::Inactive
            && tcp.seq == resp.start;
        if repeated || swapped {
            return false;
        }
        let name = if first.state == E::SynSent { "SYN_seq_jump" } else { "active_connection_reuse" };
        weird(cx, conn, name);
    } else if reset {
        // Starting over after a RST is normal.
    } else if orig.is_open() || resp.is_open() {
        weird(cx, conn, "active_connection_reuse");
    } else if seg.time - conn.last_time < cx.config.tcp_connection_linger {
        weird(cx, conn, "premature_connection_reuse");
    }
    true
}
