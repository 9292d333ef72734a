//! What the engine keeps with a connection, and the record through which scripts see it.
//!
//! The record is made when the first event that somebody handles needs it, and brought up to date whenever another one
//! does: a connection that no script looks at costs no record. Fields of the record that belong to scripts are never
//! touched here.
//!
//! Connections that nothing happens to are most of a big network's at any time. What of their records can be made again,
//! the ends and the `conn_id`, is taken out when the records of some thousand others have been shown to scripts since,
//! unless a script has kept it.

use crate::ends::{End, EndpointForm, View};
use crate::forms::Form;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;
use zander_analyzer::{ConnInfo, Tree, emit};
use zander_event::Declarations;
use zander_flow::{ConnId, Connection, Direction, Flow, Transport};
use zander_value::{
    Addr, EnumItem, FileVal, Filling, OpaqueRef, Port, Record, RecordRef, RecordType, Str, Table, TableType,
    Type, Val,
};

/// So many histories are kept.
const MAX_HISTORIES: usize = 1024;

/// So many records shown to scripts are kept whole: packets of a connection often come soon after each other.
const WHOLE_RECORDS: usize = 16_384;

/// Fields of `conn_id` that are filled here, `ctx` among them.
const CONN_ID_FIELDS: usize = 6;

/// The engine's part of a connection.
#[derive(Default)]
pub struct Payload {
    /// Analyzers know that the start of the connection was missed.
    pub told_partial: bool,
    /// It is among those that [`Types::release`] is to look at.
    listed: bool,
    /// Unique id, made when first asked for.
    pub uid: Option<Str>,
    pub record: Option<RecordRef>,
    pub tree: Tree,
    rare: Option<Box<Rare>>,
}

/// What few connections need.
#[derive(Default)]
pub struct Rare {
    /// Tunnels around the connection (`EncapsulatingConnVector`), outermost first.
    pub tunnels: Option<Val>,
    /// Tells the tunnels of the latest packet from others; 0 without.
    pub tunnel_key: u64,
    /// How often they changed.
    pub tunnel_changes: u32,
    /// What is known of the connection as a tunnel.
    pub tunnel: Option<crate::tunnels::State>,
    /// Files that get the contents of each direction (`set_contents_file`).
    pub contents: [Option<Rc<FileVal>>; 2],
    /// Packets of this connection are not kept by `-w` (`set_record_packets`).
    pub unrecorded: bool,
    /// What was counted of each direction for `conn_stats`.
    pub tcp_stats: Option<[crate::tcp_stats::Counters; 2]>,
    /// Weirds raised on this connection, for sampling.
    pub weirds: crate::weirds::Counts,
}

impl Payload {
    /// What few connections have, if this one does.
    #[inline]
    pub fn rare(&self) -> Option<&Rare> {
        self.rare.as_deref()
    }

    /// The same, made when there is none yet.
    pub fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

/// The record types and slots that the engine fills, looked up once after loading.
pub struct Types {
    pub connection: Rc<RecordType>,
    pub conn_id: Rc<RecordType>,
    conn: ConnectionSlots,
    id: IdSlots,
    end: Rc<EndpointForm>,
    /// Where a connection's record keeps its [`View`].
    view: usize,
    /// No script has added to `conn_id`, so one can be made again.
    plain_id: bool,
    /// Connections whose records were shown to scripts, those at the front first.
    shown: RefCell<VecDeque<ConnId>>,
    /// Histories as values: most connections have one of a few.
    histories: RefCell<HashMap<Str, (), foldhash::fast::RandomState>>,
    services: Rc<TableType>,
    tcp_item: [Rc<EnumItem>; 4],
    /// How VLAN tags are shown in `conn_id`, when they tell connections apart.
    vlan_key: Option<VlanKey>,
}

/// The fields of `conn_id$ctx`.
struct VlanKey {
    ctx: usize,
    form: Form<2>,
}

/// What tells connections in different VLANs apart; 0 without tags, which are 0 then.
pub fn key_context(vlan: u16, inner_vlan: u16) -> u64 {
    u64::from(vlan) << 16 | u64::from(inner_vlan)
}

struct ConnectionSlots {
    id: usize,
    orig: usize,
    resp: usize,
    start_time: usize,
    duration: usize,
    service: usize,
    history: usize,
    uid: usize,
    tunnel: usize,
    vlan: usize,
    inner_vlan: usize,
}

struct IdSlots {
    orig_h: usize,
    orig_p: usize,
    resp_h: usize,
    resp_p: usize,
    proto: usize,
}

impl Types {
    /// Looks up everything. A type or field that the scripts lack is an error that names it.
    pub fn bind(declarations: &dyn Declarations) -> Result<Types, String> {
        let record =
            |name: &str| declarations.record(name).ok_or_else(|| format!("no script declares {name}"));
        let (connection, conn_id) = (record("connection")?, record("conn_id")?);
        let slot = |r: &RecordType, field: &str| {
            r.slot(field).ok_or_else(|| format!("record {} has no field {field}", r.name.borrow()))
        };
        let protocols = emit::enumeration(declarations, "transport_proto");
        let transport = |name: &str| emit::item(&protocols, name);
        let by_vlan = match declarations.value("ConnKey::factory") {
            Some(Val::Enum(e)) => e.name.as_bytes().ends_with(b"CONNKEY_VLAN_FIVETUPLE"),
            _ => false,
        };
        let context = declarations.record("conn_id_ctx");
        let vlan_key = match (by_vlan, conn_id.slot("ctx")) {
            (true, Some(ctx)) => {
                Some(VlanKey { ctx, form: Form::bind(declarations, "conn_id_ctx", ["vlan", "inner_vlan"]) })
            }
            _ => None,
        };
        Ok(Types {
            vlan_key,
            conn: ConnectionSlots {
                id: slot(&connection, "id")?,
                orig: slot(&connection, "orig")?,
                resp: slot(&connection, "resp")?,
                start_time: slot(&connection, "start_time")?,
                duration: slot(&connection, "duration")?,
                service: slot(&connection, "service")?,
                history: slot(&connection, "history")?,
                uid: slot(&connection, "uid")?,
                tunnel: slot(&connection, "tunnel")?,
                vlan: slot(&connection, "vlan")?,
                inner_vlan: slot(&connection, "inner_vlan")?,
            },
            id: IdSlots {
                orig_h: slot(&conn_id, "orig_h")?,
                orig_p: slot(&conn_id, "orig_p")?,
                resp_h: slot(&conn_id, "resp_h")?,
                resp_p: slot(&conn_id, "resp_p")?,
                proto: slot(&conn_id, "proto")?,
            },
            end: Rc::new(EndpointForm::bind(declarations, &connection)?),
            view: connection.view(),
            plain_id: conn_id.len() <= CONN_ID_FIELDS && (by_vlan || context.is_none_or(|c| c.is_empty())),
            shown: RefCell::default(),
            histories: RefCell::default(),
            services: Rc::new(TableType { index: vec![Type::String], value: None, name: None }),
            tcp_item: [transport("tcp"), transport("udp"), transport("icmp"), transport("unknown_transport")],
            connection,
            conn_id,
        })
    }

    /// The value of `transport_proto` for a connection.
    pub fn transport_item(&self, t: Transport) -> Rc<EnumItem> {
        self.tcp_item[t as usize].clone()
    }

    /// The `conn_id` of a connection.
    pub fn id_record(&self, conn: &Connection<Payload>) -> RecordRef {
        let mut r = Filling::new(&self.conn_id);
        for (slot, v) in self.roles(conn) {
            r.set(slot, v);
        }
        r.set(self.id.proto, Val::Count(conn.proto().into()));
        if let Some(key) = &self.vlan_key {
            let tag = |n: u16| if n == 0 { Val::None } else { Val::Int(n.into()) };
            r.set(key.ctx, key.form.make([tag(conn.link.vlan), tag(conn.link.inner_vlan)]));
        }
        r.record()
    }

    /// What a `conn_id` says of originator and responder.
    #[inline]
    fn roles(&self, conn: &Connection<Payload>) -> [(usize, Val); 4] {
        let (orig, orig_port) = conn.orig();
        let (resp, resp_port) = conn.resp();
        let port = |number| Val::Port(Port { number, transport: port_transport(conn.transport()) });
        [
            (self.id.orig_h, Val::addr(Addr::from(orig))),
            (self.id.orig_p, port(orig_port)),
            (self.id.resp_h, Val::addr(Addr::from(resp))),
            (self.id.resp_p, port(resp_port)),
        ]
    }

    /// Whether connections in different VLANs are different.
    pub fn keys_have_vlan(&self) -> bool {
        self.vlan_key.is_some()
    }

    /// The part of a connection's key that `conn_id$ctx` shows.
    pub fn context_of(&self, id: &RecordRef) -> u64 {
        let Some(key) = &self.vlan_key else { return 0 };
        let Val::Record(ctx) = id.get(key.ctx) else { return 0 };
        let tag = |name: &str| match ctx.get_named(name) {
            Val::Int(n) => u16::try_from(n).unwrap_or(0),
            _ => 0,
        };
        key_context(tag("vlan"), tag("inner_vlan"))
    }

    /// The addresses and ports of a `conn_id`, and its protocol number when it says one.
    pub fn tuple_of(&self, id: &RecordRef) -> Option<(Addr, Port, Addr, Port, Option<u8>)> {
        let port = |slot| match id.get(slot) {
            Val::Port(p) => Some(p),
            _ => None,
        };
        let proto = id.get(self.id.proto).as_count().and_then(|n| u8::try_from(n).ok());
        Some((
            id.get(self.id.orig_h).as_addr()?,
            port(self.id.orig_p)?,
            id.get(self.id.resp_h).as_addr()?,
            port(self.id.resp_p)?,
            proto,
        ))
    }

    /// The connection's record, brought up to date. `uid` makes a unique id if there is none yet.
    pub fn connection_record(&self, conn: &mut Connection<Payload>, uid: impl FnOnce() -> Str) -> RecordRef {
        let r = match &conn.payload.record {
            Some(r) => r.clone(),
            None => {
                let r = self.new_record(conn, uid);
                conn.payload.record = Some(r.clone());
                r
            }
        };
        self.refresh(conn, &r);
        r
    }

    fn new_record(&self, conn: &mut Connection<Payload>, uid: impl FnOnce() -> Str) -> RecordRef {
        let r = Record::new(&self.connection);
        let s = &self.conn;
        r.set(s.start_time, Val::Time(conn.start_time));
        r.set(s.service, Val::Table(Table::new(&self.services, None)));
        let uid = conn.payload.uid.get_or_insert_with(uid).clone();
        r.set(s.uid, Val::Str(uid));
        if let Some(t) = conn.payload.rare().and_then(|rare| rare.tunnels.as_ref()) {
            r.set(s.tunnel, t.clone());
        }
        if conn.link.vlan != 0 {
            r.set(s.vlan, Val::Int(conn.link.vlan.into()));
        }
        if conn.link.inner_vlan != 0 {
            r.set(s.inner_vlan, Val::Int(conn.link.inner_vlan.into()));
        }
        r
    }

    /// Turns the roles in the connection's record after they were turned in the connection. The record stays the same
    /// one, and so does the `conn_id` in it: what scripts keep in them is kept.
    pub fn flip(&self, conn: &mut Connection<Payload>) {
        let Some(r) = &conn.payload.record else { return };
        r.peek(self.conn.id, |v| {
            if let Val::Record(id) = v {
                self.roles(conn).into_iter().for_each(|(slot, v)| id.set(slot, v));
            }
        });
        let made = |slot| r.peek(slot, |v| if let Val::Record(_) = v { v.clone() } else { Val::Lazy });
        let (orig, resp) = (made(self.conn.orig), made(self.conn.resp));
        r.set(self.conn.orig, resp);
        r.set(self.conn.resp, orig);
        r.peek(self.view, |v| {
            if let Val::Opaque(o) = v
                && let Some(View { ends: [orig, resp], .. }) = o.get::<View>()
            {
                orig.swap(resp);
            }
        });
    }

    fn refresh(&self, conn: &mut Connection<Payload>, r: &RecordRef) {
        if !std::mem::replace(&mut conn.payload.listed, true) {
            self.shown.borrow_mut().push_back(conn.id());
        }
        let s = &self.conn;
        if !r.peek(s.id, |v| matches!(v, Val::Record(_))) {
            r.set(s.id, Val::Record(self.id_record(conn)));
        }
        if r.peek(self.view, Val::is_none) {
            let end = |l2_addr| Cell::new(End { l2_addr, ..End::default() });
            let ends = [end(conn.link.src), end(conn.link.dst)];
            r.set(self.view, Val::Opaque(OpaqueRef::new(View { form: self.end.clone(), ends })));
        }
        r.set(s.duration, Val::Interval(conn.duration()));
        let history = conn.history();
        let same = r.with(s.history, |v| v.as_bytes() == Some(history.as_bytes()));
        if !same {
            r.set(s.history, Val::Str(self.history_text(history)));
        }
        r.peek(self.view, |v| {
            let Val::Opaque(o) = v else { return };
            let Some(view) = o.get::<View>() else { return };
            for (at, slot, direction) in [(0, s.orig, Direction::Orig), (1, s.resp, Direction::Resp)] {
                let counts = conn.end(direction);
                let Some(cell) = view.ends.get(at) else { continue };
                let end = End {
                    size: conn.size(direction),
                    packets: counts.packets,
                    ip_bytes: counts.ip_bytes,
                    flow_label: counts.flow_label,
                    state: conn.state_code(direction) as u8,
                    l2_addr: cell.get().l2_addr,
                };
                cell.set(end);
                r.peek(slot, |v| {
                    if let Val::Record(made) = v {
                        self.end.fill(made, end);
                    }
                });
            }
        });
    }

    /// The ends of a connection as its record shows them, or would.
    pub(crate) fn ends(&self, c: &Record) -> [End; 2] {
        let end = |at: usize, slot: usize| {
            let made = c.peek(slot, |v| v.as_record().map(|r| self.end.read(r)));
            let waiting = || {
                c.peek(self.view, |v| match v {
                    Val::Opaque(o) => Some(o.get::<View>()?.ends.get(at)?.get()),
                    _ => None,
                })
            };
            made.or_else(waiting).unwrap_or_default()
        };
        [end(0, self.conn.orig), end(1, self.conn.resp)]
    }

    /// Seconds that a connection took, by its record.
    pub(crate) fn duration(&self, c: &Record) -> f64 {
        c.peek(self.conn.duration, Val::as_seconds).unwrap_or(0.0)
    }

    /// The history that the record of a connection shows.
    pub(crate) fn history(&self, c: &Record) -> Str {
        c.peek(self.conn.history, |v| match v {
            Val::Str(s) => s.clone(),
            _ => Str::default(),
        })
    }

    /// Packets of the two ends and their bytes are shown.
    pub(crate) fn counts_packets(&self) -> bool {
        self.end.counts
    }

    /// Takes out of records what can be made again, when scripts have seen what they were to see and many others since. A
    /// record that a script has kept stays as it is, since it may be read when its connection is no more.
    pub fn release(&self, flow: &mut Flow<Payload>) {
        let mut shown = self.shown.borrow_mut();
        while shown.len() > WHOLE_RECORDS {
            let Some(id) = shown.pop_front() else { break };
            let Some(payload) = flow.get_mut(id).map(|conn| &mut conn.payload) else { continue };
            payload.listed = false;
            let Some(r) = payload.record.as_ref().filter(|r| Rc::strong_count(r) == 1) else { continue };
            r.set(self.view, Val::None);
            let unshared = |v: &Val| matches!(v, Val::Record(id) if Rc::strong_count(id) == 1);
            if self.plain_id && r.peek(self.conn.id, unshared) {
                r.set(self.conn.id, Val::None);
            }
        }
    }

    /// A history as a value, shared by all connections that have the same.
    fn history_text(&self, history: &str) -> Str {
        let mut known = self.histories.borrow_mut();
        if let Some((text, ())) = known.get_key_value(history.as_bytes()) {
            return text.clone();
        }
        if known.len() >= MAX_HISTORIES {
            known.clear();
        }
        let text = Str::from(history);
        known.insert(text.clone(), ());
        text
    }

    /// Puts the tunnels into an existing record.
    pub fn set_tunnels(&self, conn: &mut Connection<Payload>, tunnels: Val) {
        if let Some(r) = &conn.payload.record {
            r.set(self.conn.tunnel, tunnels.clone());
        }
        conn.payload.rare_mut().tunnels = Some(tunnels);
    }
}

/// The transport that ports of a connection carry.
pub fn port_transport(t: Transport) -> zander_value::Transport {
    match t {
        Transport::Tcp => zander_value::Transport::Tcp,
        Transport::Udp => zander_value::Transport::Udp,
        Transport::Icmp => zander_value::Transport::Icmp,
        Transport::Other => zander_value::Transport::Unknown,
    }
}

/// The connection as analyzers know it.
pub fn info(conn: &Connection<Payload>) -> ConnInfo {
    let transport = port_transport(conn.transport());
    let (orig, orig_port) = conn.orig();
    let (resp, resp_port) = conn.resp();
    ConnInfo {
        orig_addr: orig.into(),
        orig_port: Port { number: orig_port, transport },
        resp_addr: resp.into(),
        resp_port: Port { number: resp_port, transport },
        start_time: conn.start_time,
        partial: conn.is_partial(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A big network has hundreds of thousands of connections at a time: what each takes is paid as many times. The
    /// allocator gives 384 bytes, or 448.
    #[test]
    fn a_connection_is_small() {
        let size = std::mem::size_of::<Connection<Payload>>();
        assert!(size <= 384, "{size} bytes");
    }
}
