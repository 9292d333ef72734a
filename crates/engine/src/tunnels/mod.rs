//! Tunnels: which carry a connection, and those that run over UDP.
//!
//! A tunnel over UDP is a connection first. When its datagram has been dealt with as such, it is parsed here and what
//! it carries goes back to the decoder. Tunnels on IP itself are peeled by the decoder; here they only get names.

mod gtp;
mod over_udp;

use crate::connection::Payload;
use crate::env::Env;
use crate::forms::{Form, addr, count, port};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use zander_analyzer::emit;
use zander_event::Declarations;
use zander_flow::{Connection, PortSet};
use zander_value::{EnumItem, Str, Transport, Val};
use zander_vm::Vm;
use zander_wire::packet::{Encapsulation, EncapsulationKind};

/// Tunnels over UDP.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Ayiya,
    Geneve,
    Gre,
    Gtpv1,
    Teredo,
    Vxlan,
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::Ayiya, Kind::Geneve, Kind::Gre, Kind::Gtpv1, Kind::Teredo, Kind::Vxlan];

    /// The name of its analyzer.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Ayiya => "AYIYA",
            Kind::Geneve => "GENEVE",
            Kind::Gre => "GRE",
            Kind::Gtpv1 => "GTPV1",
            Kind::Teredo => "TEREDO",
            Kind::Vxlan => "VXLAN",
        }
    }

    fn encapsulation(self) -> EncapsulationKind {
        match self {
            Kind::Ayiya => EncapsulationKind::Ayiya,
            Kind::Geneve => EncapsulationKind::Geneve,
            Kind::Gre => EncapsulationKind::Gre,
            Kind::Gtpv1 => EncapsulationKind::Gtpv1,
            Kind::Teredo => EncapsulationKind::Teredo,
            Kind::Vxlan => EncapsulationKind::Vxlan,
        }
    }
}

/// What is kept with a connection that is a tunnel.
#[derive(Default, Debug)]
pub struct State {
    /// By kind: confirmed, or found not to be it.
    verdicts: [Option<bool>; 6],
    /// By kind: scripts know that there is state.
    known: [bool; 6],
    /// By kind: the originator and the responder have spoken it.
    heard: [[bool; 2]; 6],
}

/// Which connection of this engine a tunnel is, by the number that the decoder carries, and its unique id.
pub type Carrier = (u64, Str);

/// A tunnel on IP: its unique id, the direction in which it was first seen, and when it was last seen.
struct IpTunnel {
    uid: Str,
    source: zander_wire::Addr,
    destination: zander_wire::Addr,
    last: f64,
}

/// More tunnels on IP than this do not keep their names.
const MAX_IP_TUNNELS: usize = 100_000;

/// Options `Tunnel::…`.
struct Options {
    max_changes: u32,
    delay_teredo: bool,
    delay_gtp: bool,
    /// Seconds.
    ip_timeout: f64,
    validate_vxlan: bool,
}

/// Everything about tunnels that belongs to no connection.
pub struct Tunnels {
    ids: crate::uid::Ids,
    tags: [Rc<EnumItem>; 6],
    types: Vec<(EncapsulationKind, Rc<EnumItem>)>,
    /// By the responder's port.
    ports: RefCell<HashMap<u16, Kind>>,
    /// The same ports as bits.
    watched: RefCell<PortSet>,
    /// By kind: looked for on all ports.
    detected: Cell<[bool; 6]>,
    disabled: Cell<[bool; 6]>,
    on_ip: RefCell<HashMap<(zander_wire::Addr, zander_wire::Addr), IpTunnel>>,
    /// Options of the Geneve headers of the packet at hand, outermost first.
    pub geneve_options: RefCell<Vec<Vec<u8>>>,
    options: Options,
    carrier: Form<3>,
    id: Form<5>,
    confirmation: Form<2>,
    violation: Form<4>,
    teredo: over_udp::TeredoTypes,
    gtp: gtp::Types,
    geneve_option: Form<4>,
}

impl Tunnels {
    /// Looks up types and options.
    pub fn bind(d: &dyn Declarations) -> Tunnels {
        let flag = |name: &str, otherwise| d.value(name).and_then(|v| v.as_bool()).unwrap_or(otherwise);
        let number = |name: &str, otherwise| d.value(name).and_then(|v| v.as_count()).unwrap_or(otherwise);
        let tags = emit::enumeration(d, "PacketAnalyzer::Tag");
        let types = emit::enumeration(d, "Tunnel::Type");
        let kinds = [
            EncapsulationKind::Ip,
            EncapsulationKind::Ayiya,
            EncapsulationKind::Teredo,
            EncapsulationKind::Gtpv1,
            EncapsulationKind::Gre,
            EncapsulationKind::Vxlan,
            EncapsulationKind::Geneve,
        ];
        let named = |k: EncapsulationKind| (k, emit::item(&types, &format!("Tunnel::{}", k.name())));
        let ip_timeout = d.value("Tunnel::ip_tunnel_timeout").and_then(|v| v.as_seconds());
        Tunnels {
            tags: Kind::ALL.map(|k| emit::item(&tags, &format!("PacketAnalyzer::ANALYZER_{}", k.name()))),
            types: kinds.into_iter().map(named).collect(),
            ports: RefCell::default(),
            watched: RefCell::default(),
            detected: Cell::default(),
            disabled: Cell::default(),
            on_ip: RefCell::default(),
            geneve_options: RefCell::default(),
            options: Options {
                max_changes: number("Tunnel::max_changes_per_connection", 5).min(u32::MAX.into()) as u32,
                delay_teredo: flag("Tunnel::delay_teredo_confirmation", true),
                delay_gtp: flag("Tunnel::delay_gtp_confirmation", false),
                ip_timeout: ip_timeout.unwrap_or(86_400.0),
                validate_vxlan: flag("Tunnel::validate_vxlan_checksums", true),
            },
            ids: crate::uid::Ids::bind(d),
            carrier: Form::bind(d, "Tunnel::EncapsulatingConn", ["cid", "tunnel_type", "uid"]),
            id: Form::bind(d, "conn_id", ["orig_h", "orig_p", "resp_h", "resp_p", "proto"]),
            confirmation: Form::bind(d, "AnalyzerConfirmationInfo", ["c", "aid"]),
            violation: Form::bind(d, "AnalyzerViolationInfo", ["reason", "c", "aid", "data"]),
            teredo: over_udp::TeredoTypes::bind(d),
            gtp: gtp::Types::bind(d),
            geneve_option: Form::bind(
                d,
                "PacketAnalyzer::Geneve::Option",
                ["class", "critical", "typ", "data"],
            ),
        }
    }

    /// The tunnel that a value of `PacketAnalyzer::Tag` names.
    pub fn by_item(&self, item: &EnumItem) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| self.tags.get(*k as usize).is_some_and(|t| t.name == item.name))
    }

    /// Tries `kind` on flows to this port.
    pub fn register(&self, port: u16, kind: Kind) {
        self.ports.borrow_mut().insert(port, kind);
        self.watched.borrow_mut().insert(port);
    }

    /// Looks for `kind` on all ports. False when there is no telling by its contents.
    pub fn detect(&self, kind: Kind) -> bool {
        let mut all = self.detected.get();
        if let Some(on) = all.get_mut(kind as usize) {
            *on = true;
        }
        self.detected.set(all);
        matches!(kind, Kind::Ayiya | Kind::Teredo)
    }

    /// Switches a kind on or off.
    pub fn enable(&self, kind: Kind, on: bool) {
        let mut all = self.disabled.get();
        if let Some(disabled) = all.get_mut(kind as usize) {
            *disabled = !on;
        }
        self.disabled.set(all);
    }

    fn has(set: &Cell<[bool; 6]>, kind: Kind) -> bool {
        set.get().get(kind as usize) == Some(&true)
    }

    /// What a datagram is: by the port of the flow's responder, which `responder` finds out, else by its contents.
    #[inline]
    pub fn recognise(
        &self,
        ports: (u16, u16),
        payload: &[u8],
        responder: impl FnOnce() -> Option<u16>,
    ) -> Option<Kind> {
        let watched = self.watched.borrow();
        let by_port = if watched.contains(ports.0) || watched.contains(ports.1) {
            responder().and_then(|p| self.ports.borrow().get(&p).copied())
        } else {
            None
        };
        let by_contents = || {
            if Self::has(&self.detected, Kind::Teredo) && zander_wire::tunnel::teredo::looks_like(payload) {
                Some(Kind::Teredo)
            } else if Self::has(&self.detected, Kind::Ayiya)
                && zander_wire::tunnel::ayiya::looks_like(payload)
            {
                Some(Kind::Ayiya)
            } else {
                None
            }
        };
        by_port.or_else(by_contents).filter(|k| !Self::has(&self.disabled, *k))
    }

    /// Whether the UDP checksum of a datagram to this port need not hold: many senders of VXLAN leave it wrong.
    pub fn tolerates_checksum(&self, port: u16) -> bool {
        !self.options.validate_vxlan
            && self.watched.borrow().contains(port)
            && self.ports.borrow().get(&port) == Some(&Kind::Vxlan)
    }

    /// The tunnels around a packet as a value, `EncapsulatingConnVector`.
    fn value(&self, vm: &mut Vm, now: f64, stack: Option<&Encapsulation<'_>>, carriers: &[Carrier]) -> Val {
        let mut all: Vec<Val> = Vec::new();
        for e in stack.into_iter().flat_map(|s| s.stack()) {
            let tag = self
                .types
                .iter()
                .find(|(k, _)| *k == e.kind)
                .map_or(Val::None, |(_, t)| Val::Enum(t.clone()));
            let on_udp = e.connection != 0;
            let (source, destination, uid) = if on_udp {
                let uid = carriers.iter().find(|(c, _)| *c == e.connection).map(|(_, uid)| uid.clone());
                (e.source, e.destination, uid)
            } else {
                let (s, d, uid) = self.on_ip(vm, now, e);
                (s, d, Some(uid))
            };
            let transport = if on_udp { Transport::Udp } else { Transport::Unknown };
            let id = self.id.make([
                addr(source),
                port(e.source_port, transport),
                addr(destination),
                port(e.destination_port, transport),
                if on_udp { count(17u8) } else { Val::None },
            ]);
            all.push(self.carrier.make([id, tag, uid.map_or(Val::None, Val::Str)]));
        }
        all.reverse();
        self.carrier.list(all)
    }

    /// The name of a tunnel on IP; both directions are one tunnel.
    fn on_ip(
        &self,
        vm: &mut Vm,
        now: f64,
        e: &Encapsulation<'_>,
    ) -> (zander_wire::Addr, zander_wire::Addr, Str) {
        let mut known = self.on_ip.borrow_mut();
        let (timeout, ids) = (self.options.ip_timeout, self.ids);
        if known.len() >= MAX_IP_TUNNELS {
            known.retain(|_, t| now - t.last < timeout);
            if known.len() >= MAX_IP_TUNNELS {
                known.clear();
            }
        }
        let key = (e.source.min(e.destination), e.source.max(e.destination));
        let t = known
            .entry(key)
            .and_modify(|t| {
                if now - t.last >= timeout {
                    t.uid = ids.next(&mut *vm.host, b"C");
                }
            })
            .or_insert_with_key(|_| IpTunnel {
                uid: ids.next(&mut *vm.host, b"C"),
                source: e.source,
                destination: e.destination,
                last: now,
            });
        t.last = now;
        (t.source, t.destination, t.uid.clone())
    }

    /// The options of the Geneve headers around the packet at hand, as `geneve_options_vec_vec`.
    pub fn geneve_options_value(&self) -> Val {
        let all = self.geneve_options.borrow();
        let lists: Vec<Val> = all
            .iter()
            .map(|bytes| {
                let inner =
                    zander_wire::tunnel::Inner { data: &[], kind: zander_wire::tunnel::InnerKind::Ip };
                let header = zander_wire::tunnel::geneve::Geneve { vni: 0, option_bytes: bytes, inner };
                let options = header.options().map(|o| {
                    let fields = [count(o.class), Val::Bool(o.critical), count(o.kind), Val::str(o.data)];
                    self.geneve_option.make(fields)
                });
                self.geneve_option.list(options.collect())
            })
            .collect();
        let element = self.geneve_option.list(Vec::new()).type_of();
        Val::vector(element, lists)
    }
}

/// Tells stacks of tunnels apart; 0 for none. Both directions of a tunnel are the same.
fn stack_key(stack: Option<&Encapsulation<'_>>) -> u64 {
    let Some(stack) = stack else { return 0 };
    let mut key: u64 = 0xcbf2_9ce4_8422_2325;
    let mut mix = |n: u128| {
        for part in [n as u64, (n >> 64) as u64] {
            key = (key ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            key ^= key >> 29;
        }
    };
    for e in stack.stack() {
        mix(e.kind as u128 + 1);
        if e.connection != 0 {
            mix(e.connection.into());
        } else {
            mix(e.source.min(e.destination).to_bits());
            mix(e.source.max(e.destination).to_bits());
        }
    }
    key.max(1)
}

impl crate::handler::Handler<'_> {
    /// Notes the tunnels around a new connection.
    #[inline]
    pub fn first_tunnels(&mut self, conn: &mut Connection<Payload>) {
        let Some(stack) = self.packet.and_then(|p| p.encapsulation) else { return };
        let tunnels = self.env.tunnels.value(self.vm, self.queue.now, Some(stack), self.carriers);
        conn.payload.rare_mut().tunnel_key = stack_key(Some(stack));
        self.env.types.set_tunnels(conn, tunnels);
    }

    /// Compares the tunnels around a packet with those of the packet before.
    #[inline]
    pub fn check_tunnels(&mut self, conn: &mut Connection<Payload>) {
        let stack = self.packet.and_then(|p| p.encapsulation);
        let before = conn.payload.rare().map_or(0, |rare| rare.tunnel_key);
        if stack.is_none() && before == 0 {
            return;
        }
        let key = stack_key(stack);
        if key == before {
            return;
        }
        conn.payload.rare_mut().tunnel_key = key;
        self.tunnels_changed(conn, stack);
    }

    #[cold]
    fn tunnels_changed(&mut self, conn: &mut Connection<Payload>, stack: Option<&Encapsulation<'_>>) {
        let env: &Env = self.env;
        let limit = env.tunnels.options.max_changes;
        if limit > 0 && conn.payload.rare_mut().tunnel_changes >= limit {
            conn.note_limit();
            let name = "tunnel_max_changes_per_connection_exceeded";
            env.conn_weird(self.vm, self.queue, conn, name, limit.to_string().as_bytes(), "");
            return;
        }
        let value = env.tunnels.value(self.vm, self.queue.now, stack, self.carriers);
        let rare = conn.payload.rare_mut();
        rare.tunnel_changes = rare.tunnel_changes.saturating_add(1);
        rare.tunnels = Some(value.clone());
        let mut cx = crate::handler::ConnectionEmitter { env, vm: self.vm, queue: self.queue, conn };
        env.events.core.tunnel_changed(&mut cx, &value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zander_wire::Addr;

    #[test]
    fn stacks_are_told_apart_but_not_their_directions() {
        let tunnel = |kind, a: u8, b: u8, connection, outer| Encapsulation {
            kind,
            source: Addr::v4([10, 0, 0, a]),
            destination: Addr::v4([10, 0, 0, b]),
            source_port: 0,
            destination_port: 0,
            connection,
            outer,
        };
        let key = |e: &Encapsulation<'_>| stack_key(Some(e));
        use EncapsulationKind::{Gre, Ip, Vxlan};
        let one = tunnel(Ip, 1, 2, 0, None);
        assert_eq!(key(&one), key(&tunnel(Ip, 2, 1, 0, None)));
        assert_ne!(key(&one), key(&tunnel(Ip, 1, 3, 0, None)));
        assert_ne!(key(&one), key(&tunnel(Gre, 1, 2, 0, None)));
        assert_ne!(key(&one), key(&tunnel(Ip, 1, 2, 0, Some(&one))));
        assert_ne!(key(&tunnel(Vxlan, 1, 2, 7, None)), key(&tunnel(Vxlan, 1, 2, 8, None)));
        assert_eq!(stack_key(None), 0);
    }
}
