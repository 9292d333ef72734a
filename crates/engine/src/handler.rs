//! What the flow table tells, turned into events for scripts and bytes for analyzers.

use crate::connection::{self, Payload};
use crate::env::{Env, Request};
use crate::tunnels::Carrier;
use smallvec::smallvec;
use zander_analyzer::signatures::Layer;
use zander_analyzer::{ConnectionState, Context, Direction as Side, Emitter, Host, Tree, emit};
use zander_event::Queue;
use zander_flow::{
    Connection, ConnectionEvent, Direction, ScaledEvent, Segment, SynSummary, TcpSegment, Threshold,
};
use zander_value::{RecordRef, Str, Val};
use zander_vm::Vm;
use zander_wire::packet::{Packet, Transport};

pub type Conn = Connection<Payload>;

/// Hears of connections while a packet or a timer is being processed.
pub struct Handler<'a> {
    pub env: &'a Env,
    pub vm: &'a mut Vm,
    pub queue: &'a mut Queue,
    /// The packet at hand; none while timers fire.
    pub packet: Option<&'a Packet<'a>>,
    /// The connections that are tunnels around it.
    pub carriers: &'a [Carrier],
    /// The run ends: connections stay as they are for whoever looks them up in their last events.
    pub ending: bool,
}

/// The engine as analyzers of one connection see it.
pub struct ConnectionHost<'a> {
    pub env: &'a Env,
    pub vm: &'a mut Vm,
    pub conn: &'a mut Conn,
    /// The packet at hand.
    pub packet: Option<&'a Packet<'a>>,
    /// The connection's record, once it was brought up to date: while analyzers run, nothing happens to the connection
    /// but what is asked for here.
    shown: Option<RecordRef>,
}

/// Raises events about one connection.
pub struct ConnectionEmitter<'a> {
    pub env: &'a Env,
    pub vm: &'a mut Vm,
    pub queue: &'a mut Queue,
    pub conn: &'a mut Conn,
}

impl Emitter for ConnectionEmitter<'_> {
    fn queue(&mut self) -> &mut Queue {
        self.queue
    }

    fn connection_val(&mut self) -> Val {
        Val::Record(self.env.record(self.vm, self.conn))
    }
}

fn side(d: Direction) -> Side {
    Side::of(d.is_orig())
}

/// Lends a connection's analyzers to `f`.
pub fn with_tree<R>(
    env: &Env,
    vm: &mut Vm,
    queue: &mut Queue,
    conn: &mut Conn,
    packet: Option<&Packet<'_>>,
    f: impl FnOnce(&mut Context<'_>) -> R,
) -> R {
    let tree = std::mem::take(&mut conn.payload.tree);
    let info = connection::info(conn);
    let mut host = ConnectionHost { env, vm, conn, packet, shown: None };
    let mut cx = Context::new(queue, &env.analyzers, &env.files, info, &mut host, tree);
    let result = f(&mut cx);
    let tree = cx.tree;
    conn.payload.tree = tree;
    result
}

impl<'a> Handler<'a> {
    /// For timers and requests of scripts: there is no packet.
    pub fn new(env: &'a Env, vm: &'a mut Vm, queue: &'a mut Queue) -> Handler<'a> {
        Handler { env, vm, queue, packet: None, carriers: &[], ending: false }
    }
}

impl Handler<'_> {
    fn emitter<'b>(&'b mut self, conn: &'b mut Conn) -> ConnectionEmitter<'b> {
        ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn }
    }

    fn analyzers<R>(&mut self, conn: &mut Conn, f: impl FnOnce(&mut Context<'_>) -> R) -> R {
        with_tree(self.env, self.vm, self.queue, conn, self.packet, f)
    }
}

impl zander_flow::Handler<Payload> for Handler<'_> {
    fn created(&mut self, conn: &mut Conn, _seg: &Segment) {
        self.first_tunnels(conn);
        self.analyzers(conn, Tree::start);
    }

    fn packet(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction, is_new: bool) {
        let _ = direction;
        self.env.current.set(Some(conn.id()));
        self.env.unrecorded.set(conn.payload.rare().is_some_and(|r| r.unrecorded));
        if !is_new {
            self.check_tunnels(conn);
        }
        self.any_packet(conn, seg);
    }

    fn flow_label_changed(&mut self, conn: &mut Conn, direction: Direction, old: u32, new: u32) {
        let events = &self.env.events.core;
        events.connection_flow_label_changed(
            &mut self.emitter(conn),
            direction.is_orig(),
            u64::from(old),
            u64::from(new),
        );
    }

    #[inline]
    fn event(&mut self, conn: &mut Conn, event: ConnectionEvent) {
        match event {
            ConnectionEvent::connection_established => {
                self.analyzers(conn, |cx| Tree::connection_state(cx, ConnectionState::Established));
            }
            ConnectionEvent::connection_flipped => {
                self.env.types.flip(conn);
                crate::tcp_stats::flip(conn);
            }
            ConnectionEvent::connection_state_remove => self.tell_counters(conn),
            _ => {}
        }
        let id = self.env.events.of(event);
        if self.queue.wanted(id) {
            let c = Val::Record(self.env.record(self.vm, conn));
            self.queue.push(id, smallvec![c]);
        }
        if event == ConnectionEvent::connection_state_remove && !self.ending {
            // The queued event holds the record from here on.
            conn.payload = Payload::default();
        }
    }

    fn scaled(&mut self, conn: &mut Conn, event: ScaledEvent, direction: Direction, threshold: u32) {
        let events = &self.env.events.core;
        let (is_orig, n) = (direction.is_orig(), u64::from(threshold));
        let mut cx = self.emitter(conn);
        match event {
            ScaledEvent::tcp_multiple_retransmissions => {
                events.tcp_multiple_retransmissions(&mut cx, is_orig, n)
            }
            ScaledEvent::tcp_multiple_zero_windows => events.tcp_multiple_zero_windows(&mut cx, is_orig, n),
            ScaledEvent::tcp_multiple_gap => events.tcp_multiple_gap(&mut cx, is_orig, n),
            ScaledEvent::tcp_multiple_checksum_errors => {
                events.tcp_multiple_checksum_errors(&mut cx, is_orig, n)
            }
            ScaledEvent::udp_multiple_checksum_errors => {
                events.udp_multiple_checksum_errors(&mut cx, is_orig, n)
            }
        }
    }

    fn weird(&mut self, conn: &mut Conn, name: &'static str, addl: &str, source: &'static str) {
        self.env.conn_weird(self.vm, self.queue, conn, name, addl.as_bytes(), source);
    }

    fn threshold(&mut self, conn: &mut Conn, threshold: Threshold, direction: Direction) {
        let events = &self.env.events.core;
        let is_orig = direction.is_orig();
        let mut cx = self.emitter(conn);
        match threshold {
            Threshold::Bytes(n) => events.conn_bytes_threshold_crossed(&mut cx, n, is_orig),
            Threshold::Packets(n) => events.conn_packets_threshold_crossed(&mut cx, n, is_orig),
            Threshold::AnyPackets(n) => events.conn_generic_packet_threshold_crossed(&mut cx, n),
            Threshold::Duration(t) => {
                events.conn_duration_threshold_crossed(&mut cx, emit::Interval(t), is_orig)
            }
        }
    }

    fn syn_packet(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction, syn: &SynSummary) {
        self.syn(conn, seg, direction, syn);
    }

    fn tcp_segment(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction, tcp: TcpSegment) {
        self.tcp_packet(conn, seg, direction, tcp);
        self.count_segment(conn, seg, direction, tcp);
    }

    #[inline]
    fn deliver(&mut self, conn: &mut Conn, direction: Direction, seq: u64, data: &[u8]) {
        if conn.is_partial() && !std::mem::replace(&mut conn.payload.told_partial, true) {
            self.analyzers(conn, |cx| Tree::connection_state(cx, ConnectionState::Partial));
        }
        self.stream_contents(conn, direction, seq, data);
        self.analyzers(conn, |cx| Tree::stream(cx, side(direction), data));
    }

    fn undelivered(&mut self, conn: &mut Conn, direction: Direction, seq: u64, len: u64) {
        self.stream_gap(conn, direction, len);
        self.analyzers(conn, |cx| Tree::gap(cx, side(direction), seq.saturating_sub(1), len));
    }

    fn content_gap(&mut self, conn: &mut Conn, direction: Direction, seq: u64, len: u64) {
        let events = &self.env.events.core;
        events.content_gap(&mut self.emitter(conn), direction.is_orig(), seq, len);
    }

    fn rexmit_inconsistency(&mut self, conn: &mut Conn, first: &[u8], second: &[u8], flags: &str) {
        let events = &self.env.events.core;
        events.rexmit_inconsistency(&mut self.emitter(conn), first, second, flags.as_bytes());
    }

    fn end_of_data(&mut self, conn: &mut Conn, direction: Direction) {
        let events = &self.env.events.core;
        events.connection_EOF(&mut self.emitter(conn), direction.is_orig());
        self.analyzers(conn, |cx| Tree::end_of_data(cx, side(direction)));
    }

    fn packet_with_rst(&mut self, conn: &mut Conn) {
        self.analyzers(conn, |cx| Tree::connection_state(cx, ConnectionState::Reset));
    }

    fn closed(&mut self, conn: &mut Conn, _direction: Direction, _report: bool) {
        if conn.end(Direction::Orig).state() as u8 >= 5 && conn.end(Direction::Resp).state() as u8 >= 5 {
            self.analyzers(conn, |cx| Tree::connection_state(cx, ConnectionState::Finished));
        }
    }

    fn datagram(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction) {
        self.udp_packet(conn, seg, direction);
        let length = seg.payload_len as usize;
        self.analyzers(conn, |cx| Tree::packet(cx, side(direction), seg.payload, length));
    }

    fn icmp(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction) {
        self.icmp_message(conn, seg);
        let length = seg.payload_len as usize;
        self.analyzers(conn, |cx| Tree::packet(cx, side(direction), seg.payload, length));
    }

    fn other(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction) {
        let length = seg.payload_len as usize;
        self.analyzers(conn, |cx| Tree::packet(cx, side(direction), seg.payload, length));
    }

    fn done(&mut self, conn: &mut Conn) {
        self.analyzers(conn, Tree::done);
    }
}

impl Host for ConnectionHost<'_> {
    fn connection_val(&mut self) -> Val {
        let record = self.shown.get_or_insert_with(|| self.env.record(self.vm, self.conn));
        Val::Record(record.clone())
    }

    fn uid(&mut self) -> Str {
        self.env.uid(self.vm, self.conn)
    }

    fn weird(&mut self, queue: &mut Queue, name: &str, addl: &[u8], source: &str) {
        self.env.conn_weird(self.vm, queue, self.conn, name, addl, source);
    }

    fn net_weird(&mut self, queue: &mut Queue, name: &str, addl: &[u8]) {
        self.env.unrelated_weird(queue, name, &String::from_utf8_lossy(addl), "");
    }

    fn drain(&mut self, queue: &mut Queue, tree: &mut Tree) {
        // The flow table is busy, but the connection at hand is in reach of scripts.
        self.shown = None;
        std::mem::swap(tree, &mut self.conn.payload.tree);
        let outer = self.env.lent.replace(Some(self.conn.lend()));
        std::mem::swap(queue, &mut *self.vm.queue);
        let result = self.vm.drain();
        std::mem::swap(queue, &mut *self.vm.queue);
        if let Some(conn) = self.env.lent.replace(outer) {
            *self.conn = conn;
        }
        std::mem::swap(tree, &mut self.conn.payload.tree);
        // A script's wish to end at once is carried out when the packet is done with.
        if let Err(e) = result {
            self.env.exit.borrow_mut().get_or_insert(e);
        }
    }

    fn flip_roles(&mut self) {
        self.shown = None;
        self.conn.flip_roles();
        // TCP turns the roles when the packet has been dealt with.
        if self.conn.transport() != zander_flow::Transport::Tcp {
            self.env.types.flip(self.conn);
        }
    }

    fn evaluate(&mut self, queue: &mut Queue, function: &str, args: &[Val]) -> bool {
        let Some(id) = self.vm.function(function) else { return false };
        std::mem::swap(queue, &mut *self.vm.queue);
        let result = self.vm.call(id, args);
        std::mem::swap(queue, &mut *self.vm.queue);
        match result {
            Ok(v) => v.as_bool().unwrap_or(false),
            Err(e) => {
                self.vm.report_error(&e);
                false
            }
        }
    }

    fn header(&mut self, layer: Layer) -> Option<&[u8]> {
        let p = self.packet?;
        match (layer, &p.transport) {
            (Layer::Ip, _) => (p.ip.version == 4).then_some(p.ip.bytes),
            (Layer::Ip6, _) => (p.ip.version == 6).then_some(p.ip.bytes),
            (Layer::Tcp, Transport::Tcp(_))
            | (Layer::Udp, Transport::Udp(_))
            | (Layer::Icmp, Transport::Icmp(_)) => Some(p.ip_payload),
            _ => None,
        }
    }

    fn skip_further_processing(&mut self) {
        self.env.requests.borrow_mut().push(Request::Skip(self.conn.id()));
    }

    fn set_inactivity_timeout(&mut self, seconds: f64) {
        self.conn.set_inactivity_timeout(seconds);
    }

    fn set_session_timeout(&mut self, seconds: f64) {
        self.conn.set_session_timeout(seconds);
    }

    fn note_limit(&mut self) {
        self.shown = None;
        self.conn.note_limit();
    }
}
