//! Tunnels over UDP: parsed, confirmed or refused, entered.

use super::{Carrier, Kind, gtp};
use crate::forms::{Form, addr, count, port};
use crate::handler::ConnectionEmitter;
use crate::packets::Packets;
use zander_analyzer::Emitter;
use zander_event::Declarations;
use zander_flow::{ConnId, Direction};
use zander_value::{Transport, Val};
use zander_wire::packet::{Encapsulation, EncapsulationKind, Packet};
use zander_wire::tunnel::{Fault, Inner, ayiya, geneve, gtpv1, teredo, vxlan};
use zander_wire::{Addr, Decoder};

/// Record types of Teredo's events.
pub struct TeredoTypes {
    header: Form<3>,
    authentication: Form<4>,
    origin: Form<2>,
}

impl TeredoTypes {
    /// Looks them up.
    pub fn bind(d: &dyn Declarations) -> TeredoTypes {
        TeredoTypes {
            header: Form::bind(d, "teredo_hdr", ["auth", "origin", "hdr"]),
            authentication: Form::bind(d, "teredo_auth", ["id", "value", "nonce", "confirm"]),
            origin: Form::bind(d, "teredo_origin", ["p", "a"]),
        }
    }

    fn value(&self, t: &teredo::Teredo<'_>, inner: Val) -> Val {
        let authentication = t.authentication.map_or(Val::None, |a| {
            let (id, value) = (Val::str(a.identifier), Val::str(a.value));
            self.authentication.make([id, value, Val::Count(a.nonce), count(a.confirmation)])
        });
        let origin =
            t.origin.map_or(Val::None, |o| self.origin.make([port(o.port, Transport::Udp), addr(o.address)]));
        self.header.make([authentication, origin, inner])
    }
}

/// A datagram that may be a tunnel's.
#[derive(Clone, Copy)]
struct Datagram<'p> {
    packet: &'p Packet<'p>,
    conn: ConnId,
    direction: Direction,
    kind: Kind,
}

impl Packets<'_> {
    /// Goes on with a UDP datagram that has been dealt with as part of its connection: if it is a tunnel's, what it
    /// carries is decoded in turn.
    #[inline]
    pub fn enter_tunnel(
        &mut self,
        decoder: &mut Decoder,
        packet: &Packet<'_>,
        conn: ConnId,
        direction: Direction,
    ) {
        let flow = &*self.flow;
        let responder = || flow.get(conn).filter(|c| !c.is_skipping()).map(|c| c.resp().1);
        let recognised = self.env.tunnels.recognise(packet.transport.ports(), packet.payload, responder);
        if let Some(kind) = recognised {
            self.tunnel(decoder, Datagram { packet, conn, direction, kind });
        }
    }

    #[cold]
    fn tunnel(&mut self, decoder: &mut Decoder, d: Datagram<'_>) {
        if d.kind == Kind::Gre {
            decoder.decode_gre(d.packet, self);
            return;
        }
        if !decoder.may_enter(d.packet, d.kind.encapsulation(), self) {
            return;
        }
        let payload = d.packet.payload;
        match d.kind {
            Kind::Vxlan => match vxlan::parse(payload) {
                Ok(v) => self.overlay(decoder, d, v.inner, v.vni),
                Err(fault) => self.refuse(d, fault),
            },
            Kind::Geneve => match geneve::parse(payload) {
                Ok(g) => {
                    self.env.tunnels.geneve_options.borrow_mut().push(g.option_bytes.to_vec());
                    self.overlay(decoder, d, g.inner, g.vni);
                }
                Err(fault) => self.refuse(d, fault),
            },
            Kind::Ayiya => match ayiya::parse(payload) {
                Ok(inner) => {
                    self.confirm(d);
                    self.enter(decoder, d, inner);
                }
                Err(fault) => self.refuse(d, fault),
            },
            Kind::Teredo => match teredo::parse(payload) {
                Ok(t) => self.teredo(decoder, d, &t),
                Err(fault) => self.refuse(d, fault),
            },
            Kind::Gtpv1 => self.gtp(decoder, d),
            Kind::Gre => {}
        }
    }

    /// VXLAN and Geneve: their event tells the first IP header inside, once it has been found.
    fn overlay(&mut self, decoder: &mut Decoder, d: Datagram<'_>, inner: Inner<'_>, vni: u32) {
        self.confirm(d);
        let core = &self.env.events.core;
        let event = if d.kind == Kind::Vxlan { core.vxlan_packet } else { core.geneve_packet };
        if !self.queue.wanted(event) {
            self.enter(decoder, d, inner);
            return;
        }
        self.inner_headers.push((zander_wire::packet::encapsulation_depth(d.packet.encapsulation) + 1, None));
        self.enter(decoder, d, inner);
        if let Some((_, Some(header))) = self.inner_headers.pop() {
            self.with_connection(d.conn, |cx| {
                let c = cx.connection_val();
                cx.queue.push(event, [c, header, count(vni)].into_iter().collect());
            });
        }
    }

    fn teredo(&mut self, decoder: &mut Decoder, d: Datagram<'_>, t: &teredo::Teredo<'_>) {
        let env = self.env;
        let core = &env.events.core;
        if t.bubble_with_payload {
            self.weird_about(d, "Teredo_bubble_with_payload", "");
        }
        self.announce(d, core.new_teredo_state);
        if self.heard_both(d) || !env.tunnels.options.delay_teredo {
            self.confirm(d);
        }
        let wanted = [
            core.teredo_packet,
            core.teredo_authentication,
            core.teredo_origin_indication,
            core.teredo_bubble,
        ];
        if wanted.iter().any(|e| self.queue.wanted(*e)) {
            let payload = t.inner.data.get(usize::from(t.ip.header_len)..).unwrap_or_default();
            let header = env.tunnels.teredo.value(t, env.headers.packet(&t.ip, payload));
            self.with_connection(d.conn, |cx| {
                core.teredo_packet(cx, &header);
                if t.authentication.is_some() {
                    core.teredo_authentication(cx, &header);
                }
                if t.origin.is_some() {
                    core.teredo_origin_indication(cx, &header);
                }
                if t.is_bubble {
                    core.teredo_bubble(cx, &header);
                }
            });
        }
        self.enter(decoder, d, t.inner);
    }

    fn gtp(&mut self, decoder: &mut Decoder, d: Datagram<'_>) {
        let env = self.env;
        let core = &env.events.core;
        self.announce(d, core.new_gtpv1_state);
        if d.packet.encapsulation.is_some_and(|e| e.kind == EncapsulationKind::Gtpv1) {
            return self.refuse(d, Fault::violation("GTP-in-GTP"));
        }
        let message = match gtpv1::parse(d.packet.payload) {
            Ok(m) => m,
            Err(fault) => return self.refuse(d, fault),
        };
        let wanted = self.queue.wanted(core.gtpv1_message);
        let header = |p: &mut Self| p.env.tunnels.gtp.header(&message);
        if wanted {
            let h = header(self);
            self.with_connection(d.conn, |cx| core.gtpv1_message(cx, &h));
        }
        if message.message != gtpv1::G_PDU {
            let weird = self.with_connection(d.conn, |cx| gtp::control(cx, &message)).flatten();
            if let Some(kind) = weird {
                self.weird_about(d, "gtp_invalid_info_element", &kind.to_string());
            }
            return;
        }
        let inner = match message.user_packet() {
            Ok(i) => i,
            Err(fault) => return self.refuse(d, fault),
        };
        if self.heard_both(d) || !env.tunnels.options.delay_gtp {
            self.confirm(d);
        }
        if self.queue.wanted(core.gtpv1_g_pdu_packet)
            && let Some(ip) = gtp::inner_header(inner.data)
        {
            let payload = inner.data.get(usize::from(ip.header_len)..).unwrap_or_default();
            let (h, packet) = (header(self), env.headers.packet(&ip, payload));
            self.with_connection(d.conn, |cx| core.gtpv1_g_pdu_packet(cx, &h, &packet));
        }
        self.enter(decoder, d, inner);
    }

    /// Decodes what the tunnel carries.
    fn enter(&mut self, decoder: &mut Decoder, d: Datagram<'_>, inner: Inner<'_>) {
        let Some(conn) = self.flow.get_mut(d.conn) else { return };
        let carrier: Carrier = (d.conn.to_bits().wrapping_add(1), self.env.uid(self.vm, conn));
        let ((source, source_port), (destination, destination_port)) = (conn.orig(), conn.resp());
        let encapsulation = Encapsulation {
            kind: d.kind.encapsulation(),
            source: Addr::from(source),
            destination: Addr::from(destination),
            source_port,
            destination_port,
            connection: carrier.0,
            outer: d.packet.encapsulation,
        };
        self.carriers.push(carrier);
        decoder.decode_inner(inner, d.packet, &encapsulation, self);
        self.carriers.pop();
    }

    fn with_connection<R>(
        &mut self,
        id: ConnId,
        f: impl FnOnce(&mut ConnectionEmitter<'_>) -> R,
    ) -> Option<R> {
        let conn = self.flow.get_mut(id)?;
        Some(f(&mut ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn }))
    }

    fn state<R>(&mut self, id: ConnId, f: impl FnOnce(&mut super::State) -> R) -> Option<R> {
        self.flow.get_mut(id).map(|c| f(c.payload.rare_mut().tunnel.get_or_insert_default()))
    }

    /// Tells scripts, once, that there is state about a connection.
    fn announce(&mut self, d: Datagram<'_>, event: zander_event::EventId) {
        let is_new = self.state(d.conn, |s| {
            s.known.get_mut(d.kind as usize).is_some_and(|known| !std::mem::replace(known, true))
        });
        if is_new == Some(true) && self.queue.wanted(event) {
            self.with_connection(d.conn, |cx| {
                let c = cx.connection_val();
                cx.queue.push(event, std::iter::once(c).collect());
            });
        }
    }

    /// Notes who spoke; true when both ends have.
    fn heard_both(&mut self, d: Datagram<'_>) -> bool {
        let both = self.state(d.conn, |s| {
            let heard = s.heard.get_mut(d.kind as usize)?;
            *heard.get_mut(d.direction as usize)? = true;
            Some(heard.iter().all(|h| *h))
        });
        both.flatten().unwrap_or(false)
    }

    /// The flow is this kind of tunnel. Scripts are told once, and again after it was doubted.
    fn confirm(&mut self, d: Datagram<'_>) {
        if self.verdict(d, true) == Some(true) {
            return;
        }
        let env = self.env;
        let event = env.events.core.analyzer_confirmation_info;
        if !self.queue.wanted(event) {
            return;
        }
        self.with_connection(d.conn, |cx| {
            let info = env.tunnels.confirmation.make([cx.connection_val(), count(0u8)]);
            env.events.core.analyzer_confirmation_info(cx, &tag(env, d.kind), &info);
        });
    }

    /// What a datagram is not: a weird, a violation, or nothing to speak of.
    fn refuse(&mut self, d: Datagram<'_>, fault: Fault) {
        if let Some(name) = fault.weird {
            let addl = fault.addl.map(|n| n.to_string()).unwrap_or_default();
            self.weird_about(d, name, &addl);
        }
        let Some(reason) = fault.violation else { return };
        self.verdict(d, false);
        let env = self.env;
        let event = env.events.core.analyzer_violation_info;
        if !self.queue.wanted(event) {
            return;
        }
        self.with_connection(d.conn, |cx| {
            let fields = [Val::str(reason), cx.connection_val(), count(0u8), Val::None];
            let info = env.tunnels.violation.make(fields);
            env.events.core.analyzer_violation_info(cx, &tag(env, d.kind), &info);
        });
    }

    /// Notes what a flow is found to be; gives what it was taken for before.
    fn verdict(&mut self, d: Datagram<'_>, good: bool) -> Option<bool> {
        self.state(d.conn, |s| s.verdicts.get_mut(d.kind as usize).and_then(|v| v.replace(good))).flatten()
    }

    fn weird_about(&mut self, d: Datagram<'_>, name: &str, addl: &str) {
        if let Some(conn) = self.flow.get_mut(d.conn) {
            self.env.conn_weird(self.vm, self.queue, conn, name, addl.as_bytes(), d.kind.name());
        }
    }
}

fn tag(env: &crate::env::Env, kind: Kind) -> Val {
    env.tunnels.tags.get(kind as usize).map_or(Val::None, |t| Val::Enum(t.clone()))
}
