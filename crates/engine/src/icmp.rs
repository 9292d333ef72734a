//! ICMP (RFC 792), ICMPv6 (RFC 4443) and neighbour discovery (RFC 4861) as events.

use crate::forms::{Form, addr, count, port};
use crate::handler::{Conn, ConnectionEmitter, Handler};
use zander_analyzer::{Emitter, Interval};
use zander_event::{Declarations, EventId};
use zander_flow::{IcmpHeader, Segment, TransportHeader};
use zander_value::{Transport, Val};
use zander_wire::ip::{IpHeader, protocol};
use zander_wire::{Addr, Cursor, checksum};

/// The record types of these events.
pub struct Icmp {
    info: Form<5>,
    context: Form<8>,
    id: Form<5>,
    option: Form<7>,
    prefix: Form<6>,
}

/// ICMP message types.
mod v4 {
    pub const ECHO_REPLY: u8 = 0;
    pub const UNREACHABLE: u8 = 3;
    pub const ECHO: u8 = 8;
    pub const TIME_EXCEEDED: u8 = 11;
}

/// ICMPv6 message types.
mod v6 {
    pub const UNREACHABLE: u8 = 1;
    pub const PACKET_TOO_BIG: u8 = 2;
    pub const TIME_EXCEEDED: u8 = 3;
    pub const PARAMETER_PROBLEM: u8 = 4;
    pub const FIRST_INFORMATIONAL: u8 = 128;
    pub const ECHO_REQUEST: u8 = 128;
    pub const ECHO_REPLY: u8 = 129;
    pub const ROUTER_SOLICITATION: u8 = 133;
    pub const ROUTER_ADVERTISEMENT: u8 = 134;
    pub const NEIGHBOR_SOLICITATION: u8 = 135;
    pub const NEIGHBOR_ADVERTISEMENT: u8 = 136;
    pub const REDIRECT: u8 = 137;
}

impl Icmp {
    /// Looks up all types.
    pub fn bind(d: &dyn Declarations) -> Icmp {
        Icmp {
            info: Form::bind(d, "icmp_info", ["v6", "itype", "icode", "len", "ttl"]),
            context: Form::bind(
                d,
                "icmp_context",
                ["id", "len", "proto", "frag_offset", "bad_hdr_len", "bad_checksum", "MF", "DF"],
            ),
            id: Form::bind(d, "conn_id", ["orig_h", "orig_p", "resp_h", "resp_p", "proto"]),
            option: Form::bind(
                d,
                "icmp6_nd_option",
                ["otype", "len", "link_address", "prefix", "redirect", "mtu", "payload"],
            ),
            prefix: Form::bind(
                d,
                "icmp6_nd_prefix_info",
                ["prefix_len", "L_flag", "A_flag", "valid_lifetime", "preferred_lifetime", "prefix"],
            ),
        }
    }

    fn info(&self, seg: &Segment, h: IcmpHeader) -> Val {
        self.info.make([
            Val::Bool(seg.proto == protocol::ICMPV6),
            count(h.kind),
            count(h.code),
            count(seg.payload_len),
            count(seg.ttl),
        ])
    }

    /// What a quoted packet says. Whatever was cut off counts as missing, and is said to be.
    fn context(&self, is_v6: bool, quoted: &[u8], verified: bool) -> Val {
        let ip = if is_v6 { IpHeader::parse_v6(quoted, &mut |_| ()) } else { IpHeader::parse_v4(quoted) };
        let icmp = if is_v6 { protocol::ICMPV6 } else { protocol::ICMP };
        let Some(ip) = ip else {
            let none = Val::addr(zander_value::Addr::v6([0; 16]));
            let nothing = port(0, Transport::Unknown);
            let id = [none.clone(), nothing.clone(), none, nothing, count(icmp)];
            let (zero, no) = (count(0u8), Val::Bool(false));
            return self.context.make([
                self.id.make(id),
                zero.clone(),
                zero.clone(),
                zero,
                Val::Bool(true),
                no.clone(),
                no.clone(),
                no,
            ]);
        };
        let header_len = usize::from(ip.header_len);
        let header_cut = !is_v6 && header_len > quoted.len();
        let bad_checksum =
            !is_v6 && !header_cut && !verified && !quoted.get(..header_len).is_some_and(checksum::is_valid);
        // The first four bytes behind the header are the ports.
        let transport = quoted.get(header_len..).filter(|t| t.len() >= 4);
        let ends = transport.map(|t| quoted_ports(&ip, t));
        let (kind, source, destination) = ends.unwrap_or((Transport::Unknown, 0, 0));
        let id = self.id.make([
            addr(ip.source),
            port(source, kind),
            addr(ip.destination),
            port(destination, kind),
            count(icmp),
        ]);
        let number = match kind {
            Transport::Unknown => 0u8,
            Transport::Tcp => 1,
            Transport::Udp => 2,
            Transport::Icmp => 3,
        };
        self.context.make([
            id,
            count(ip.total_len),
            count(number),
            count(ip.fragment_offset),
            Val::Bool(header_cut || transport.is_none()),
            Val::Bool(bad_checksum),
            Val::Bool(ip.more_fragments),
            Val::Bool(ip.dont_fragment),
        ])
    }

    /// The options of a neighbour discovery message, and the weird that ended them, if one did.
    fn options(&self, data: &[u8], verified: bool) -> (Val, Option<&'static str>) {
        let mut all = Vec::new();
        let mut rest = data;
        let mut weird = None;
        while !rest.is_empty() {
            let [kind, units, tail @ ..] = rest else {
                weird = Some("truncated_ICMPv6_ND_options");
                break;
            };
            if *units == 0 {
                weird = Some("zero_length_ICMPv6_ND_option");
                break;
            }
            let length = usize::from(*units) * 8 - 2;
            let body = tail.get(..length);
            let present = body.unwrap_or(tail);
            let mut fields: [Val; 7] = Default::default();
            fields[0] = count(*kind);
            fields[1] = count(*units);
            let understood = match (*kind, body) {
                (1 | 2, Some(b)) => Some((2, Val::str(b))),
                (3, _) => self.prefix(tail).map(|p| (3, p)),
                (4, Some(b)) => Some((4, self.context(true, b.get(6..).unwrap_or_default(), verified))),
                (5, _) => {
                    tail.get(2..6).and_then(|b| b.first_chunk()).map(|b| (5, count(u32::from_be_bytes(*b))))
                }
                _ => None,
            };
            let (place, v) = understood.unwrap_or_else(|| (6, Val::str(present)));
            if let Some(slot) = fields.get_mut(place) {
                *slot = v;
            }
            all.push(self.option.make(fields));
            rest = tail.get(length..).unwrap_or_default();
        }
        (self.option.list(all), weird)
    }

    fn prefix(&self, data: &[u8]) -> Option<Val> {
        let mut c = Cursor::new(data);
        let (length, flags) = (c.u8().ok()?, c.u8().ok()?);
        let (valid, preferred) = (c.u32().ok()?, c.u32().ok()?);
        c.skip(4).ok()?;
        let prefix = Addr::v6(c.array().ok()?);
        Some(self.prefix.make([
            count(length),
            Val::Bool(flags & 0x80 != 0),
            Val::Bool(flags & 0x40 != 0),
            Val::Interval(valid.into()),
            Val::Interval(preferred.into()),
            addr(prefix),
        ]))
    }
}

/// The ports of a quoted packet, or what stands for them with ICMP.
fn quoted_ports(ip: &IpHeader<'_>, transport: &[u8]) -> (Transport, u16, u16) {
    let &[a, b, c, d, ..] = transport else { return (Transport::Unknown, 0, 0) };
    let ports = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    match ip.protocol {
        protocol::TCP => (Transport::Tcp, ports.0, ports.1),
        protocol::UDP => (Transport::Udp, ports.0, ports.1),
        protocol::ICMP | protocol::ICMPV6 => {
            let number = if ip.version == 4 { protocol::ICMP } else { protocol::ICMPV6 };
            let answer = zander_flow::icmp_counterpart(number, a, b).0;
            (Transport::Icmp, a.into(), answer.into())
        }
        _ => (Transport::Unknown, 0, 0),
    }
}

fn address_at(data: &[u8], at: usize) -> zander_value::Addr {
    let bytes = data.get(at..).and_then(|d| d.first_chunk()).copied().unwrap_or([0; 16]);
    zander_value::Addr::v6(bytes)
}

fn milliseconds(data: &[u8], at: usize) -> Interval {
    let n = data.get(at..).and_then(|d| d.first_chunk()).map_or(0, |b| u32::from_be_bytes(*b));
    Interval(f64::from(n) / 1000.0)
}

impl Handler<'_> {
    /// Raises the event of an ICMP message.
    pub fn icmp_message(&mut self, conn: &mut Conn, seg: &Segment) {
        let TransportHeader::Icmp(h) = seg.header else { return };
        let is_v6 = seg.proto == protocol::ICMPV6;
        let core = &self.env.events.core;
        if is_v6 {
            match h.kind {
                v6::ECHO_REQUEST => self.echo(conn, seg, h, core.icmp_echo_request),
                v6::ECHO_REPLY => self.echo(conn, seg, h, core.icmp_echo_reply),
                v6::UNREACHABLE => self.error(conn, seg, h, core.icmp_unreachable),
                v6::PACKET_TOO_BIG => self.error(conn, seg, h, core.icmp_packet_too_big),
                v6::TIME_EXCEEDED => self.error(conn, seg, h, core.icmp_time_exceeded),
                v6::PARAMETER_PROBLEM => self.error(conn, seg, h, core.icmp_parameter_problem),
                v6::ROUTER_SOLICITATION..=v6::REDIRECT => self.neighbour_discovery(conn, seg, h),
                // All errors quote the packet at fault.
                kind if kind < v6::FIRST_INFORMATIONAL => self.error(conn, seg, h, core.icmp_error_message),
                _ => self.sent(conn, seg, h),
            }
        } else {
            match h.kind {
                v4::ECHO => self.echo(conn, seg, h, core.icmp_echo_request),
                v4::ECHO_REPLY => self.echo(conn, seg, h, core.icmp_echo_reply),
                v4::UNREACHABLE => self.error(conn, seg, h, core.icmp_unreachable),
                v4::TIME_EXCEEDED => self.error(conn, seg, h, core.icmp_time_exceeded),
                _ => self.sent(conn, seg, h),
            }
        }
    }

    fn push(&mut self, conn: &mut Conn, event: EventId, args: impl IntoIterator<Item = Val>) {
        let c = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn }.connection_val();
        self.queue.push(event, std::iter::once(c).chain(args).collect());
    }

    fn sent(&mut self, conn: &mut Conn, seg: &Segment, h: IcmpHeader) {
        let (types, core) = (&self.env.icmp, &self.env.events.core);
        if self.queue.wanted(core.icmp_sent) {
            self.push(conn, core.icmp_sent, [types.info(seg, h)]);
        }
        if self.queue.wanted(core.icmp_sent_payload) {
            self.push(conn, core.icmp_sent_payload, [types.info(seg, h), Val::str(seg.payload)]);
        }
    }

    fn echo(&mut self, conn: &mut Conn, seg: &Segment, h: IcmpHeader, event: EventId) {
        if !self.queue.wanted(event) {
            return;
        }
        let [a, b, c, d] = h.rest;
        let id = count(u16::from_be_bytes([a, b]));
        let seq = count(u16::from_be_bytes([c, d]));
        self.push(conn, event, [self.env.icmp.info(seg, h), id, seq, Val::str(seg.payload)]);
    }

    fn error(&mut self, conn: &mut Conn, seg: &Segment, h: IcmpHeader, event: EventId) {
        if !self.queue.wanted(event) {
            return;
        }
        let types = &self.env.icmp;
        let context = types.context(seg.proto == protocol::ICMPV6, seg.payload, self.is_verified());
        self.push(conn, event, [types.info(seg, h), count(h.code), context]);
    }

    fn is_verified(&self) -> bool {
        self.packet.is_some_and(|p| p.frame.checksums_verified)
    }

    fn neighbour_discovery(&mut self, conn: &mut Conn, seg: &Segment, h: IcmpHeader) {
        let (types, core) = (&self.env.icmp, &self.env.events.core);
        let (event, fixed) = match h.kind {
            v6::ROUTER_SOLICITATION => (core.icmp_router_solicitation, 0),
            v6::ROUTER_ADVERTISEMENT => (core.icmp_router_advertisement, 8),
            v6::NEIGHBOR_SOLICITATION => (core.icmp_neighbor_solicitation, 16),
            v6::NEIGHBOR_ADVERTISEMENT => (core.icmp_neighbor_advertisement, 16),
            _ => (core.icmp_redirect, 32),
        };
        if !self.queue.wanted(event) {
            return;
        }
        let data = seg.payload;
        // What an event would tell is not there.
        if data.len() < fixed {
            let name = match h.kind {
                v6::ROUTER_ADVERTISEMENT => "icmp6_ra_bad_opt_offset",
                v6::NEIGHBOR_SOLICITATION => "icmp6_ns_bad_opt_offset",
                v6::NEIGHBOR_ADVERTISEMENT => "icmp6_na_bad_opt_offset",
                _ => "icmp6_redirect_bad_opt_offset",
            };
            return self.env.conn_weird(self.vm, self.queue, conn, name, b"", "ICMP");
        }
        let verified = self.is_verified();
        let (options, weird) = types.options(data.get(fixed..).unwrap_or_default(), verified);
        if let Some(name) = weird {
            self.env.conn_weird(self.vm, self.queue, conn, name, b"", "ICMP");
        }
        let info = types.info(seg, h);
        let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
        let [first, second, third, fourth] = h.rest;
        let flag = |byte: u8, bit: u8| byte & bit != 0;
        match h.kind {
            v6::ROUTER_SOLICITATION => core.icmp_router_solicitation(&mut cx, &info, &options),
            v6::ROUTER_ADVERTISEMENT => core.icmp_router_advertisement(
                &mut cx,
                &info,
                first.into(),
                flag(second, 0x80),
                flag(second, 0x40),
                flag(second, 0x20),
                u64::from(second >> 3 & 3),
                flag(second, 0x04),
                u64::from(second & 0x02),
                Interval(u16::from_be_bytes([third, fourth]).into()),
                milliseconds(data, 0),
                milliseconds(data, 4),
                &options,
            ),
            v6::NEIGHBOR_SOLICITATION => {
                core.icmp_neighbor_solicitation(&mut cx, &info, address_at(data, 0), &options);
            }
            v6::NEIGHBOR_ADVERTISEMENT => core.icmp_neighbor_advertisement(
                &mut cx,
                &info,
                flag(first, 0x80),
                flag(first, 0x40),
                flag(first, 0x20),
                address_at(data, 0),
                &options,
            ),
            _ => core.icmp_redirect(&mut cx, &info, address_at(data, 0), address_at(data, 16), &options),
        }
    }
}
