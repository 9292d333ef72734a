//! From the decoder to the flow table: each innermost packet becomes a segment of a connection.

use crate::connection::{Payload, key_context};
use crate::env::Env;
use crate::handler::Handler;
use crate::layers::Layer;
use crate::tunnels::Carrier;
use std::net::IpAddr;
use zander_analyzer::{Emitter, emit};
use zander_event::Queue;
use zander_flow::{Flow, IcmpHeader, LinkInfo, Segment, TcpFlags, TcpHeader, TransportHeader, UdpHeader};
use zander_value::Val;
use zander_vm::Vm;
use zander_wire::ip::IpHeader;
use zander_wire::link::arp;
use zander_wire::packet::{Checksum, Encapsulation, FrameMeta, Packet, Transport};
use zander_wire::sink::UnknownProtocol;
use zander_wire::{Decoder, MacAddr, Sink, Weird};

/// Takes what the decoder finds in one frame.
pub struct Packets<'a> {
    pub env: &'a Env,
    pub flow: &'a mut Flow<Payload>,
    pub vm: &'a mut Vm,
    pub queue: &'a mut Queue,
    pub time: f64,
    /// The connections that are tunnels around what is being decoded, outermost first.
    pub carriers: Vec<Carrier>,
    /// For tunnels whose events show the first IP header inside: how deep that is, and the header once it came.
    pub inner_headers: Vec<(usize, Option<Val>)>,
}

/// Raises events that belong to no connection.
pub struct Plain<'a>(pub &'a mut Queue);

impl Emitter for Plain<'_> {
    fn queue(&mut self) -> &mut Queue {
        self.0
    }

    fn connection_val(&mut self) -> Val {
        Val::None
    }
}

fn hardware(mac: Option<MacAddr>) -> [u8; 6] {
    mac.map_or([0; 6], |m| m.0)
}

/// The address of a link's end as scripts see it; links that have none show one of zeros.
fn link_text(mac: Option<MacAddr>) -> String {
    mac.unwrap_or_default().to_string()
}

fn text(mac: Option<MacAddr>) -> String {
    mac.map(|m| m.to_string()).unwrap_or_default()
}

fn address(a: zander_wire::Addr) -> zander_value::Addr {
    IpAddr::from(a).into()
}

/// The segment of a packet.
fn segment<'a>(p: &Packet<'a>, time: f64, checksum_ok: bool, by_vlan: bool) -> Segment<'a> {
    let header = match &p.transport {
        Transport::Tcp(t) => TransportHeader::Tcp(TcpHeader {
            sport: t.source_port,
            dport: t.destination_port,
            seq: t.sequence,
            ack: t.acknowledgment,
            flags: TcpFlags(t.flags),
            window: t.window,
            urgent: t.urgent,
            options: t.options,
        }),
        Transport::Udp(u) => TransportHeader::Udp(UdpHeader {
            sport: u.source_port,
            dport: u.destination_port,
            length: u.length,
        }),
        Transport::Icmp(i) => TransportHeader::Icmp(IcmpHeader { kind: i.kind, code: i.code, rest: i.rest }),
        Transport::Other => TransportHeader::Other,
    };
    let vlan = p.frame.vlan.map_or(0, |v| v.id);
    let inner_vlan = p.frame.inner_vlan.map_or(0, |v| v.id);
    Segment {
        time,
        src: IpAddr::from(p.ip.source),
        dst: IpAddr::from(p.ip.destination),
        proto: p.ip.protocol,
        header,
        payload: p.payload,
        payload_len: p.payload_len,
        ip_len: p.ip.total_len,
        ttl: p.ip.ttl,
        dont_fragment: p.ip.dont_fragment,
        flow_label: p.ip.flow_label,
        checksum_ok,
        header_fault: match &p.transport {
            Transport::Tcp(t) => t.header_weird(),
            _ => None,
        },
        link: LinkInfo {
            src: hardware(p.frame.source_mac),
            dst: hardware(p.frame.destination_mac),
            vlan,
            inner_vlan,
        },
        key_context: if by_vlan { key_context(vlan, inner_vlan) } else { 0 },
    }
}

impl Packets<'_> {
    fn checksum_holds(&mut self, decoder: &Decoder, packet: &Packet<'_>) -> bool {
        decoder.options.ignore_checksums
            || self.ignores_checksums_from(packet.ip.header_source)
            || self.env.tunnels.tolerates_checksum(packet.transport.ports().1)
                && matches!(packet.transport, Transport::Udp(_))
            || packet.transport_checksum() != Checksum::Bad
    }
}

impl Sink for Packets<'_> {
    fn packet(&mut self, decoder: &mut Decoder, packet: &Packet<'_>) -> bool {
        if self.env.layers.without(&packet.transport) {
            return false;
        }
        let verified = self.checksum_holds(decoder, packet);
        let seg = segment(packet, self.time, verified, self.env.types.keys_have_vlan());
        if !self.inner_headers.is_empty() {
            // What was not captured whole shows its IP header only.
            let is_whole = packet.ip_payload.len() == packet.ip_payload_len as usize;
            let payload = if is_whole { packet.ip_payload } else { &[] };
            self.inner_header(packet.encapsulation, packet.ip, payload, true);
        }
        let mut handler = Handler {
            env: self.env,
            vm: self.vm,
            queue: self.queue,
            packet: Some(packet),
            carriers: &self.carriers,
            ending: false,
        };
        let Some(located) = self.flow.process(&seg, &mut handler) else { return false };
        if verified && matches!(packet.transport, Transport::Udp(_)) && !packet.payload.is_empty() {
            self.enter_tunnel(decoder, packet, located.id, located.direction);
        }
        true
    }

    fn weird(&mut self, w: &Weird<'_>) {
        let name = w.logged_name();
        let source = w.source.map_or("", |s| s.name());
        let now = self.queue.now;
        match w.endpoints {
            Some((a, b)) => {
                let (a, b) = (IpAddr::from(a), IpAddr::from(b));
                if self.env.weirds.borrow_mut().flow(&name, a, b, now) {
                    let addresses = [Val::addr(a.into()), Val::addr(b.into())];
                    self.env.flow_weird(self.queue, &name, addresses, w.addl, source);
                }
            }
            None => self.env.unrelated_weird(self.queue, &name, w.addl, source),
        }
    }

    fn arp(&mut self, m: &arp::Message<'_>, frame: &FrameMeta<'_>) {
        if self.env.layers.is_off(Layer::Arp) {
            return;
        }
        let core = &self.env.events.core;
        let operation = m.operation(frame.source_mac);
        let event = match &operation {
            Ok(arp::Operation::Request) => core.arp_request,
            Ok(arp::Operation::Reply) => core.arp_reply,
            Err(_) => core.bad_arp,
        };
        if self.queue.wanted(event) {
            let cx = &mut Plain(self.queue);
            let (spa, tpa) = (address(m.sender()), address(m.target()));
            let (sha, tha) = (text(m.sender_mac()), text(m.target_mac()));
            let (from, to) = (link_text(frame.source_mac), link_text(frame.destination_mac));
            let (sha, tha, from, to) = (sha.as_bytes(), tha.as_bytes(), from.as_bytes(), to.as_bytes());
            match &operation {
                Ok(arp::Operation::Request) => core.arp_request(cx, from, to, spa, sha, tpa, tha),
                Ok(arp::Operation::Reply) => core.arp_reply(cx, from, to, spa, sha, tpa, tha),
                Err(why) => core.bad_arp(cx, spa, sha, tpa, tha, why.as_bytes()),
            }
        }
    }

    fn unknown_protocol(&mut self, u: &UnknownProtocol<'_>) {
        let core = &self.env.events.core;
        if !self.queue.wanted(core.unknown_protocol) {
            return;
        }
        let mut sampling = self.env.unknown.borrow_mut();
        if sampling.passes(u.layer, u.protocol, self.queue.now) {
            let first = u.payload.get(..sampling.first_bytes).unwrap_or(u.payload);
            let history = emit::strings(u.history.iter().map(|l| l.name()));
            let name = u.layer.name().as_bytes();
            core.unknown_protocol(&mut Plain(self.queue), name, u.protocol.into(), first, &history);
        }
    }

    fn esp(&mut self, packet: &Packet<'_>) {
        let core = &self.env.events.core;
        if self.queue.wanted(core.esp_packet) {
            let header = self.env.headers.packet(packet.ip, packet.ip_payload);
            core.esp_packet(&mut Plain(self.queue), &header);
        }
    }

    fn mobile_ipv6(&mut self, packet: &Packet<'_>) {
        let core = &self.env.events.core;
        if self.queue.wanted(core.mobile_ipv6_message) {
            let header = self.env.headers.packet(packet.ip, packet.ip_payload);
            core.mobile_ipv6_message(&mut Plain(self.queue), &header);
        }
    }

    fn encapsulated(&mut self, encapsulation: &Encapsulation<'_>, ip: &IpHeader<'_>) {
        if !self.inner_headers.is_empty() {
            self.inner_header(Some(encapsulation), ip, &[], false);
        }
    }

    #[inline]
    fn accepts(&mut self, ip: &IpHeader<'_>, payload: &[u8]) -> bool {
        let env = self.env;
        !env.layers.is_off(Layer::Ip)
            && env.packet_filter.accepts(ip, payload, self.vm)
            && !(env.discarder.is_active()
                && env.discarder.drops(ip, payload, &env.headers, self.vm, self.queue))
    }

    fn ignores_checksums_from(&mut self, source: zander_wire::Addr) -> bool {
        let nets = self.env.ignore_checksums_nets.borrow();
        !nets.is_empty() && {
            let a = address(source);
            nets.iter().any(|n| n.contains(&a))
        }
    }
}

impl Packets<'_> {
    /// Keeps an IP header for the event of the tunnel that it is the first in. A packet that a connection takes shows
    /// more of it than the header alone.
    fn inner_header(
        &mut self,
        stack: Option<&Encapsulation<'_>>,
        ip: &IpHeader<'_>,
        payload: &[u8],
        anew: bool,
    ) {
        let depth = zander_wire::packet::encapsulation_depth(stack);
        if let Some((wanted, header)) = self.inner_headers.last_mut()
            && *wanted == depth
            && (anew || header.is_none())
        {
            *header = Some(self.env.headers.packet(ip, payload));
        }
    }
}
