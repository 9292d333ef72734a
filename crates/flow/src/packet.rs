//! One datagram of a connection: whether it may begin one, what each transport makes of it, counting.

use crate::config::Config;
use crate::connection::{ConnId, Connection, Direction, Ends, Life, Transport};
use crate::flow::{Alarm, Context};
use crate::handler::{Handler, ScaledEvent};
use crate::history::{History, Mark};
use crate::key::FlowKey;
use crate::segment::{Segment, TransportHeader};
use crate::tcp::{self, Step};
use crate::threshold::{Progress, Threshold};

/// Whether a datagram may begin a connection, and then, whether its sender is more likely the responder.
pub(crate) fn roles(config: &Config, seg: &Segment) -> Option<bool> {
    match seg.header {
        TransportHeader::Tcp(tcp) => {
            if tcp.flags.syn() && !tcp.flags.ack() {
                return Some(false);
            }
            // The start was missed.
            if !config.partial_connection_ok || tcp.flags.syn() && !config.tcp_SYN_ack_ok {
                return None;
            }
            let likely = |port| config.likely_server_ports_tcp.contains(port);
            Some(match (likely(tcp.sport), likely(tcp.dport)) {
                (false, _) => false,
                (true, false) => true,
                // Both are plausible: the lower port is more so; but SYN-ACKs may be a scan and stay.
                (true, true) => !tcp.flags.syn() && tcp.sport < tcp.dport,
            })
        }
        TransportHeader::Udp(udp) => {
            let likely = |port| config.likely_server_ports_udp.contains(port);
            Some(likely(udp.sport) && !likely(udp.dport))
        }
        TransportHeader::Icmp(_) | TransportHeader::Other => Some(false),
    }
}

pub(crate) fn new_connection<P: Default>(
    id: ConnId,
    key: FlowKey,
    source_is_low: bool,
    seg: &Segment,
) -> Connection<P> {
    let transport = match seg.header {
        TransportHeader::Tcp(_) => Transport::Tcp,
        TransportHeader::Udp(_) => Transport::Udp,
        TransportHeader::Icmp(_) => Transport::Icmp,
        TransportHeader::Other => Transport::Other,
    };
    let mut ends = Ends::default();
    ends.orig.flow_label = seg.flow_label;
    ends.orig.flow_label_known = true;
    Connection {
        payload: P::default(),
        key,
        id,
        start_time: seg.time,
        last_time: seg.time,
        ends,
        history: History::default(),
        thresholds: None,
        link: seg.link,
        inactivity_timeout: 0.0,
        session_timeout: 0.0,
        transport,
        orig_is_low: source_is_low,
        life: Life::Live,
        weird: false,
        skip: false,
        status_timer: false,
        inactivity_epoch: 0,
        tcp_epoch: 0,
        tcp_active: true,
        partial: false,
        first_ack: false,
        close_deferred: false,
        deferred_report: false,
        wishes: None,
    }
}

/// One packet of a known connection. Gives its direction, which it may have shown to be the other one.
pub(crate) fn packet<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    seg: &Segment,
    direction: Direction,
    is_new: bool,
) -> Direction {
    let end = conn.ends.get_mut(direction);
    if end.flow_label != seg.flow_label || !end.flow_label_known {
        let old = std::mem::replace(&mut end.flow_label, seg.flow_label);
        if std::mem::replace(&mut end.flow_label_known, true) {
            cx.handler.flow_label_changed(conn, direction, old, seg.flow_label);
        }
    }
    cx.handler.packet(conn, seg, direction, is_new);
    if let Some(name) = seg.header_fault {
        conn.weird = true;
        cx.handler.weird(conn, name, "", "TCP");
        return direction;
    }
    if conn.skip {
        return direction;
    }
    let mut sender = direction;
    // Packets are counted when they have been processed; those with wrong checksums are not.
    match &seg.header {
        TransportHeader::Tcp(tcp) => {
            if !seg.checksum_ok {
                tcp::bad_checksum(cx, conn, direction, ScaledEvent::tcp_multiple_checksum_errors);
                return direction;
            }
            sender = tcp::segment(cx, conn, Step { seg, tcp, direction });
        }
        TransportHeader::Udp(udp) => {
            if !seg.checksum_ok {
                tcp::bad_checksum(cx, conn, direction, ScaledEvent::udp_multiple_checksum_errors);
                return direction;
            }
            let length = seg.payload_len.saturating_add(8);
            if u32::from(udp.length) != length {
                conn.weird = true;
                let addl = format!("{} != {length}", udp.length);
                cx.handler.weird(conn, "UDP_datagram_length_mismatch", &addl, "UDP");
            }
            conn.last_time = seg.time;
            conn.history.mark(direction, Mark::Data, b'D');
            if let Some(size) = udp.length.checked_sub(8) {
                add_message(conn, direction, u64::from(size));
            }
            cx.handler.datagram(conn, seg, direction);
        }
        TransportHeader::Icmp(_) => {
            if !seg.checksum_ok {
                conn.weird = true;
                cx.handler.weird(conn, "bad_ICMP_checksum", "", "ICMP");
                return direction;
            }
            conn.last_time = seg.time;
            add_message(conn, direction, u64::from(seg.payload_len));
            cx.handler.icmp(conn, seg, direction);
            if !seg.is_whole() {
                return direction;
            }
        }
        TransportHeader::Other => {
            conn.last_time = seg.time;
            cx.handler.other(conn, seg, direction);
        }
    }
    count(cx, conn, seg, sender);
    sender
}

/// Counts the payload of a datagram.
fn add_message<P>(conn: &mut Connection<P>, direction: Direction, size: u64) {
    let end = conn.ends.get_mut(direction);
    end.active = true;
    end.last += size;
}

/// Counts a packet.
fn count<P, H: Handler<P>>(
    cx: &mut Context<H>,
    conn: &mut Connection<P>,
    seg: &Segment,
    direction: Direction,
) {
    let end = conn.ends.get_mut(direction);
    end.packets += 1;
    end.ip_bytes += u64::from(seg.ip_len);
    if !cx.config.generic_packet_thresholds.is_empty() {
        let packets = conn.ends.orig.packets + conn.ends.resp.packets;
        if cx.config.generic_packet_thresholds.binary_search(&packets).is_ok() {
            cx.handler.threshold(conn, Threshold::AnyPackets(packets), direction);
        }
    }
    if conn.thresholds.is_some() {
        check_thresholds(cx, conn, direction);
    }
}

fn check_thresholds<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>, direction: Direction) {
    let end = conn.ends.get(direction);
    let progress =
        Progress { direction, bytes: end.ip_bytes, packets: end.packets, duration: cx.now - conn.start_time };
    let Some(thresholds) = conn.thresholds.as_mut() else { return };
    for crossed in thresholds.crossed(progress) {
        cx.handler.threshold(conn, crossed, direction);
    }
}

/// Does what was asked for while the connection was with the handler.
pub(crate) fn carry_out<P, H: Handler<P>>(cx: &mut Context<H>, conn: &mut Connection<P>) {
    // A handler told of one thing may ask for another; it is not to do so for ever.
    for _ in 0..4 {
        let Some(wishes) = conn.wishes.take() else { return };
        if let Some(seconds) = wishes.inactivity_timeout {
            cx.set_inactivity_timeout(conn, seconds);
        }
        if let Some(seconds) = wishes.session_timeout {
            let begins = conn.session_timeout == 0.0 && seconds > 0.0;
            conn.session_timeout = seconds;
            if begins {
                cx.alarm(conn, Alarm::Session, cx.now + f64::from(seconds));
            }
        }
        if wishes.flip {
            conn.swap_roles(History::flipped);
        }
        check_thresholds(cx, conn, Direction::Orig);
        check_thresholds(cx, conn, Direction::Resp);
    }
}
