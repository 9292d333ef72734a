//! From the decoder to the flow table: each innermost packet becomes a segment of a connection.

use crate::connection::Payload;
use crate::env::Env;
use crate::handler::Handler;
use std::net::IpAddr;
use zander_event::Queue;
use zander_flow::{Flow, IcmpHeader, LinkInfo, Segment, TcpFlags, TcpHeader, TransportHeader, UdpHeader};
use zander_value::Val;
use zander_vm::Vm;
use zander_wire::packet::{Checksum, Packet, Transport};
use zander_wire::{Decoder, Sink, Weird};

/// Takes what the decoder finds in one frame.
pub struct Packets<'a> {
    pub env: &'a Env,
    pub flow: &'a mut Flow<Payload>,
    pub vm: &'a mut Vm,
    pub queue: &'a mut Queue,
    pub time: f64,
}

impl Packets<'_> {
    /// The part that hears of connections.
    fn handler(&mut self) -> (&mut Flow<Payload>, Handler<'_>) {
        (self.flow, Handler { env: self.env, vm: self.vm, queue: self.queue })
    }
}

fn hardware(mac: Option<zander_wire::MacAddr>) -> [u8; 6] {
    mac.map_or([0; 6], |m| m.0)
}

/// The segment of a packet. `header_fault` is set where the transport header cannot be used.
fn segment<'a>(p: &Packet<'a>, time: f64, checksum_ok: bool) -> Segment<'a> {
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
        header_fault: None,
        link: LinkInfo {
            src: hardware(p.frame.source_mac),
            dst: hardware(p.frame.destination_mac),
            vlan: p.frame.vlan.map_or(0, |v| v.id),
            inner_vlan: p.frame.inner_vlan.map_or(0, |v| v.id),
        },
        key_context: 0,
    }
}

impl Sink for Packets<'_> {
    fn packet(&mut self, decoder: &mut Decoder, packet: &Packet<'_>) -> bool {
        let verified = decoder.options.ignore_checksums
            || self.ignores_checksums_from(packet.ip.source)
            || packet.transport_checksum() != Checksum::Bad;
        let seg = segment(packet, self.time, verified);
        let (flow, mut handler) = self.handler();
        flow.process(&seg, &mut handler).is_some()
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
            None => {
                if self.env.weirds.borrow_mut().net(&name, now) {
                    self.env.net_weird(self.queue, &name, w.addl, source);
                }
            }
        }
    }

    fn ignores_checksums_from(&mut self, source: zander_wire::Addr) -> bool {
        let nets = self.env.ignore_checksums_nets.borrow();
        !nets.is_empty() && {
            let a = zander_value::Addr::from(IpAddr::from(source));
            nets.iter().any(|n| n.contains(&a))
        }
    }
}
