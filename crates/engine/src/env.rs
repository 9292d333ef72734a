//! What is looked up once, after the scripts are loaded, and used by everything afterwards.
//!
//! The environment is shared: while a packet is taken apart the flow table is borrowed, but everything here stays in
//! reach of built-ins, since each part that changes has a cell of its own.

use crate::connection::{Payload, Types};
use crate::weirds::Weirds;
use smallvec::smallvec;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use zander_analyzer::files::Files;
use zander_analyzer::signatures::Content;
use zander_analyzer::{Analyzers, Direction, emit};
use zander_event::{Args, Declarations, EventId, Queue};
use zander_flow::{ConnId, Connection, ConnectionEvent};
use zander_value::{RecordRef, Str, Subnet, Val};
use zander_vm::{RuntimeError, Vm};

/// Everything looked up at start.
pub struct Env {
    pub types: Types,
    pub totals: crate::totals::Totals,
    pub analyzers: Analyzers,
    /// What analyzers are called, by their tags' names.
    pub analyzer_names: RefCell<HashMap<Str, Str, foldhash::fast::RandomState>>,
    pub files: Files,
    pub events: Events,
    pub weirds: RefCell<Weirds>,
    /// Requests by scripts that have to wait until the flow table is free.
    pub requests: RefCell<Vec<Request>>,
    pub ignore_checksums_nets: RefCell<Vec<Subnet>>,
    /// A script asked to end at once while a packet was being processed.
    pub exit: RefCell<Option<RuntimeError>>,
    /// The connection whose packet is being processed.
    pub current: Cell<Option<ConnId>>,
    pub headers: crate::headers::Headers,
    pub icmp: crate::icmp::Icmp,
    pub packet_types: crate::packet_events::PacketTypes,
    pub contents: crate::packet_events::Contents,
    pub tunnels: crate::tunnels::Tunnels,
    pub tcp_stats: crate::tcp_stats::TcpStats,
    pub unknown: RefCell<crate::unknown::Unknown>,
    pub packet_filter: crate::packet_filter::PacketFilter,
    pub discarder: crate::discarder::Discarder,
    pub packet_form: crate::frames::PacketForm,
    /// Where packets come from.
    pub input: RefCell<crate::builtins::Input>,
    pub filters: RefCell<crate::builtins::Filters>,
    /// The frame at hand while scripts run.
    pub frame: RefCell<crate::frames::Saved>,
    pub layers: crate::layers::Layers,
    pub ids: crate::uid::Ids,
    /// The packet at hand belongs to a connection whose packets `-w` is not to keep.
    pub unrecorded: Cell<bool>,
    /// The connection at hand, while scripts run in the middle of its packet.
    pub lent: RefCell<Option<Connection<Payload>>>,
}

/// What a script asked for while the flow table was busy.
pub enum Request {
    Skip(ConnId),
    /// What a built-in function of this name tells an analyzer.
    Configure {
        conn: ConnId,
        id: u32,
        name: &'static str,
        value: Val,
    },
    /// A text is shown to signatures.
    Match(Box<Match>),
}

/// A text that signatures are to look at as if the connection's analyzers had found it.
pub struct Match {
    pub conn: ConnId,
    pub content: Content,
    pub from: Direction,
    pub text: Str,
    pub first: bool,
    pub last: bool,
}

/// Events that the engine raises itself, other than through generated emit methods.
pub struct Events {
    by_connection: [EventId; COUNT],
    pub conn_weird: EventId,
    pub flow_weird: EventId,
    pub net_weird: EventId,
    pub file_weird: EventId,
    pub core: crate::events::Events,
}

const COUNT: usize = ALL.len();

const ALL: [ConnectionEvent; 17] = [
    ConnectionEvent::new_connection_contents,
    ConnectionEvent::new_connection,
    ConnectionEvent::connection_flipped,
    ConnectionEvent::connection_attempt,
    ConnectionEvent::connection_established,
    ConnectionEvent::connection_first_ACK,
    ConnectionEvent::partial_connection,
    ConnectionEvent::connection_partial_close,
    ConnectionEvent::connection_finished,
    ConnectionEvent::connection_half_finished,
    ConnectionEvent::connection_rejected,
    ConnectionEvent::connection_reset,
    ConnectionEvent::connection_pending,
    ConnectionEvent::connection_timeout,
    ConnectionEvent::connection_reused,
    ConnectionEvent::connection_status_update,
    ConnectionEvent::connection_state_remove,
];

impl Events {
    /// Looks up all events.
    pub fn bind(declarations: &dyn Declarations) -> Events {
        let mut by_connection = [emit::UNDECLARED; COUNT];
        for e in ALL {
            if let Some(slot) = by_connection.get_mut(e as usize) {
                *slot = emit::event(declarations, e.name());
            }
        }
        Events {
            by_connection,
            conn_weird: emit::event(declarations, "conn_weird"),
            flow_weird: emit::event(declarations, "flow_weird"),
            net_weird: emit::event(declarations, "net_weird"),
            file_weird: emit::event(declarations, "file_weird"),
            core: crate::events::Events::bind(declarations),
        }
    }

    /// The number of an event about a connection.
    #[inline]
    pub fn of(&self, e: ConnectionEvent) -> EventId {
        self.by_connection.get(e as usize).copied().unwrap_or(emit::UNDECLARED)
    }
}

impl Env {
    /// The record of a connection, brought up to date.
    pub fn record(&self, vm: &mut Vm, conn: &mut Connection<Payload>) -> RecordRef {
        self.types.connection_record(conn, || self.ids.next(&mut *vm.host, b"C"))
    }

    /// The unique id of a connection.
    pub fn uid(&self, vm: &mut Vm, conn: &mut Connection<Payload>) -> Str {
        conn.payload.uid.get_or_insert_with(|| self.ids.next(&mut *vm.host, b"C")).clone()
    }

    /// Raises `net_weird`. Sampling was done.
    pub fn net_weird(&self, queue: &mut Queue, name: &str, addl: &str, source: &str) {
        if queue.wanted(self.events.net_weird) {
            queue.push(self.events.net_weird, smallvec![Val::str(name), Val::str(addl), Val::str(source)]);
        }
    }

    /// Raises `net_weird`, unless sampling holds it back.
    pub fn unrelated_weird(&self, queue: &mut Queue, name: &str, addl: &str, source: &str) {
        if self.weirds.borrow_mut().net(name, queue.now) {
            self.net_weird(queue, name, addl, source);
        }
    }

    /// Raises `flow_weird`. Sampling was done.
    pub fn flow_weird(&self, queue: &mut Queue, name: &str, ends: [Val; 2], addl: &str, source: &str) {
        if queue.wanted(self.events.flow_weird) {
            let [a, b] = ends;
            let args: Args = smallvec![Val::str(name), a, b, Val::str(addl), Val::str(source)];
            queue.push(self.events.flow_weird, args);
        }
    }

    /// Raises `conn_weird`, unless sampling holds it back.
    pub fn conn_weird(
        &self,
        vm: &mut Vm,
        queue: &mut Queue,
        conn: &mut Connection<Payload>,
        name: &str,
        addl: &[u8],
        source: &str,
    ) {
        let passes =
            self.weirds.borrow_mut().connection(&mut conn.payload.rare_mut().weirds, name, queue.now);
        if passes && queue.wanted(self.events.conn_weird) {
            let c = Val::Record(self.record(vm, conn));
            let args: Args = smallvec![Val::str(name), c, Val::str(addl), Val::str(source)];
            queue.push(self.events.conn_weird, args);
        }
    }
}
