//! Events about single packets of a connection, and the contents that scripts ask for.
//!
//! Most of these are costly and rarely wanted; each is one test when nobody does.

use crate::connection::Payload;
use crate::forms::{Form, count};
use crate::handler::{Conn, ConnectionEmitter, Handler};
use std::collections::HashSet;
use zander_event::Declarations;
use zander_flow::{
    Connection, Direction, Segment, SynSummary, TcpOption, TcpOptions, TcpSegment, TransportHeader,
};
use zander_value::{Port, Transport, Type, Val};

/// Which contents go to `tcp_contents` and `udp_contents`, as the options of those names say.
#[derive(Default)]
pub struct Contents {
    tcp: Selection,
    udp: Selection,
    /// Ports of either end.
    udp_ports: HashSet<u16>,
    /// The responder's port counts, not that of the packet's destination.
    udp_use_responder: bool,
}

/// The choice for each direction.
#[derive(Default)]
struct Selection {
    all: [bool; 2],
    ports: [HashSet<u16>; 2],
}

/// True when `set_contents_file` was called for the connection.
#[inline]
fn has_contents_file(conn: &Conn) -> bool {
    conn.payload.rare().is_some_and(|rare| rare.contents.iter().any(Option::is_some))
}

impl Selection {
    fn bind(d: &dyn Declarations, protocol: &str, transport: Transport) -> Selection {
        let all = |end: &str| {
            let v = d.value(&format!("{protocol}_content_deliver_all_{end}"));
            v.and_then(|v| v.as_bool()).unwrap_or(false)
        };
        let ports = |end: &str| ports(d, &format!("{protocol}_content_delivery_ports_{end}"), transport);
        Selection { all: [all("orig"), all("resp")], ports: [ports("orig"), ports("resp")] }
    }

    fn has(&self, direction: Direction, port: u16) -> bool {
        let at = direction as usize;
        self.all.get(at) == Some(&true) || self.ports.get(at).is_some_and(|p| p.contains(&port))
    }
}

/// The ports of a set, or those that a table of bool says yes to.
fn ports(d: &dyn Declarations, name: &str, transport: Transport) -> HashSet<u16> {
    let Some(Val::Table(t)) = d.value(name) else { return HashSet::new() };
    let chosen = t.entries().into_iter().filter(|(_, v)| v.value.as_bool() != Some(false));
    chosen
        .filter_map(|(k, _)| match k.value(&t.ty) {
            Val::Port(Port { number, transport: t }) if t == transport => Some(number),
            _ => None,
        })
        .collect()
}

impl Contents {
    /// Reads the options.
    pub fn bind(d: &dyn Declarations) -> Contents {
        let flag = |name: &str| d.value(name).and_then(|v| v.as_bool()).unwrap_or(false);
        Contents {
            tcp: Selection::bind(d, "tcp", Transport::Tcp),
            udp: Selection::bind(d, "udp", Transport::Udp),
            udp_ports: ports(d, "udp_content_ports", Transport::Udp),
            udp_use_responder: flag("udp_content_delivery_ports_use_resp"),
        }
    }
}

/// Record types of these events.
pub struct PacketTypes {
    syn: Form<10>,
    option: Form<11>,
}

impl PacketTypes {
    /// Looks them up.
    pub fn bind(d: &dyn Declarations) -> PacketTypes {
        PacketTypes {
            syn: Form::bind(
                d,
                "SYN_packet",
                ["is_orig", "DF", "ttl", "size", "win_size", "win_scale", "MSS", "SACK_OK", "TSval", "TSecr"],
            ),
            option: Form::bind(
                d,
                "TCP::Option",
                [
                    "kind",
                    "length",
                    "data",
                    "mss",
                    "window_scale",
                    "sack",
                    "send_timestamp",
                    "echo_timestamp",
                    "rate",
                    "ttl_diff",
                    "qs_nonce",
                ],
            ),
        }
    }
}

/// A decoded TCP option: which fields of `TCP::Option` it sets, or the weird for its length.
fn decode(option: &TcpOption<'_>) -> Result<Vec<(usize, Val)>, &'static str> {
    let words =
        || option.data.chunks_exact(4).filter_map(|w| w.first_chunk().map(|b| u32::from_be_bytes(*b)));
    match (option.kind, option.data) {
        (0 | 1, _) => Ok(Vec::new()),
        (2, &[high, low]) => Ok(vec![(3, count(u16::from_be_bytes([high, low])))]),
        (2, _) => Err("tcp_option_mss_invalid_len"),
        (3, &[shift]) => Ok(vec![(4, count(shift))]),
        (3, _) => Err("tcp_option_window_scale_invalid_len"),
        (4, []) => Ok(Vec::new()),
        (4, _) => Err("tcp_option_sack_invalid_len"),
        (5, data) if !data.is_empty() && data.len().is_multiple_of(8) => {
            Ok(vec![(5, Val::vector(Type::Count, words().map(count).collect()))])
        }
        (5, _) => Err("tcp_option_sack_blocks_invalid_len"),
        (8, data) if data.len() == 8 => {
            let mut values = words().map(count);
            Ok(vec![(6, values.next().unwrap_or_default()), (7, values.next().unwrap_or_default())])
        }
        (8, _) => Err("tcp_option_timestamps_invalid_len"),
        // Quick-Start response (RFC 4782, 3.2).
        (27, &[rate, ttl_diff, a, b, c, d]) => {
            let nonce = u32::from_be_bytes([a, b, c, d]);
            Ok(vec![(8, count(rate)), (9, count(ttl_diff)), (10, count(nonce))])
        }
        (27, _) => Err("tcp_option_qsresponse_invalid_len"),
        (28, data) if data.len() != 2 => Err("tcp_option_uto_invalid_len"),
        (29, data) if data.len() < 2 => Err("tcp_option_ao_invalid_len"),
        (34, data) if !data.is_empty() && (data.len() < 4 || data.len() > 16 || data.len() % 2 != 0) => {
            Err("tcp_option_tfo_invalid_len")
        }
        (_, data) => Ok(vec![(2, Val::str(data))]),
    }
}

impl Handler<'_> {
    /// Events of any packet of a connection, before anything is made of it.
    #[inline]
    pub fn any_packet(&mut self, conn: &mut Conn, seg: &Segment) {
        let core = &self.env.events.core;
        let header_wanted = self.queue.wanted(core.new_packet) || self.queue.wanted(core.ipv6_ext_headers);
        let contents_wanted = self.queue.wanted(core.packet_contents);
        if !header_wanted && !contents_wanted {
            return;
        }
        let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
        if let (true, Some(p)) = (header_wanted, self.packet) {
            let header = self.env.headers.packet(p.ip, p.ip_payload);
            if p.ip.headers > 1 {
                core.ipv6_ext_headers(&mut cx, &header);
            }
            core.new_packet(&mut cx, &header);
        }
        if contents_wanted && seg.header_fault.is_none() && !seg.payload.is_empty() {
            core.packet_contents(&mut cx, seg.payload);
        }
    }

    /// `connection_SYN_packet`.
    pub fn syn(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction, syn: &SynSummary) {
        let core = &self.env.events.core;
        if !self.queue.wanted(core.connection_SYN_packet) {
            return;
        }
        let TransportHeader::Tcp(tcp) = seg.header else { return };
        let stamp = |pick: fn((u32, u32)) -> u32| syn.timestamps.map_or(Val::None, |t| count(pick(t)));
        let record = self.env.packet_types.syn.make([
            Val::Bool(direction.is_orig()),
            Val::Bool(seg.dont_fragment),
            count(seg.ttl),
            count(seg.ip_len),
            count(tcp.window),
            Val::Int(syn.window_scale.map_or(-1, i64::from)),
            count(syn.mss),
            Val::Bool(syn.sack_ok),
            stamp(|t| t.0),
            stamp(|t| t.1),
        ]);
        let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
        core.connection_SYN_packet(&mut cx, &record);
    }

    /// `tcp_packet`, `tcp_option` and `tcp_options`.
    #[inline]
    pub fn tcp_packet(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction, place: TcpSegment) {
        let core = &self.env.events.core;
        let TransportHeader::Tcp(tcp) = seg.header else { return };
        let is_orig = direction.is_orig();
        if self.queue.wanted(core.tcp_packet) {
            let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
            let flags = tcp.flags.letters();
            let len = u64::from(seg.payload_len);
            core.tcp_packet(&mut cx, is_orig, flags.as_bytes(), place.seq, place.ack, len, seg.payload);
        }
        if tcp.options.is_empty() {
            return;
        }
        if self.queue.wanted(core.tcp_option) {
            let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
            for o in TcpOptions::new(tcp.options) {
                core.tcp_option(&mut cx, is_orig, o.kind.into(), o.length.into());
            }
        }
        if self.queue.wanted(core.tcp_options) {
            let list = self.tcp_options(conn, tcp.options);
            let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
            core.tcp_options(&mut cx, is_orig, &list);
        }
    }

    fn tcp_options(&mut self, conn: &mut Conn, options: &[u8]) -> Val {
        let form = &self.env.packet_types.option;
        let mut all = Vec::new();
        for o in TcpOptions::new(options) {
            let mut fields: [Val; 11] = Default::default();
            fields[0] = count(o.kind);
            fields[1] = count(o.length);
            match decode(&o) {
                Ok(set) => {
                    for (at, v) in set {
                        if let Some(slot) = fields.get_mut(at) {
                            *slot = v;
                        }
                    }
                }
                Err(weird) => {
                    fields[2] = Val::str(o.data);
                    let addl = o.length.to_string();
                    self.env.conn_weird(self.vm, self.queue, conn, weird, addl.as_bytes(), "TCP");
                }
            }
            all.push(form.make(fields));
        }
        form.list(all)
    }

    /// `tcp_contents`, and the file that `set_contents_file` named.
    #[inline]
    pub fn stream_contents(&mut self, conn: &mut Conn, direction: Direction, seq: u64, data: &[u8]) {
        let core = &self.env.events.core;
        if self.queue.wanted(core.tcp_contents) && self.env.contents.tcp.has(direction, conn.resp().1) {
            let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
            core.tcp_contents(&mut cx, direction.is_orig(), seq, data);
        }
        if has_contents_file(conn) {
            self.record(conn, direction, data);
        }
    }

    /// Notes a gap in the file that `set_contents_file` named.
    pub fn stream_gap(&mut self, conn: &mut Conn, direction: Direction, len: u64) {
        if has_contents_file(conn) {
            self.record(conn, direction, format!("<gap {len}>\n").as_bytes());
        }
    }

    fn record(&mut self, conn: &mut Conn, direction: Direction, bytes: &[u8]) {
        let Some(slot) = conn.payload.rare_mut().contents.get_mut(direction as usize) else { return };
        let Some(handle) = slot.as_ref().map(|f| f.handle) else { return };
        if !self.vm.host.is_open(handle) {
            *slot = None;
            return;
        }
        if let Err(e) = self.vm.host.write(handle, bytes) {
            *slot = None;
            let message = format!("{}: {e}", self.env.uid(self.vm, conn).to_text());
            let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
            let core = &self.env.events.core;
            core.contents_file_write_failure(&mut cx, direction.is_orig(), message.as_bytes());
        }
    }

    /// `udp_contents`, then `udp_request` or `udp_reply`.
    #[inline]
    pub fn udp_packet(&mut self, conn: &mut Conn, seg: &Segment, direction: Direction) {
        let core = &self.env.events.core;
        let TransportHeader::Udp(udp) = seg.header else { return };
        if self.queue.wanted(core.udp_contents) && self.wants_udp(conn, direction, udp.sport, udp.dport) {
            let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
            core.udp_contents(&mut cx, direction.is_orig(), seg.payload);
        }
        let mut cx = ConnectionEmitter { env: self.env, vm: self.vm, queue: self.queue, conn };
        match direction {
            Direction::Orig => core.udp_request(&mut cx),
            Direction::Resp => core.udp_reply(&mut cx),
        }
    }

    fn wants_udp(
        &self,
        conn: &Connection<Payload>,
        direction: Direction,
        source: u16,
        destination: u16,
    ) -> bool {
        let c = &self.env.contents;
        let port = if c.udp_use_responder { conn.resp().1 } else { destination };
        c.udp_ports.contains(&destination) || c.udp_ports.contains(&source) || c.udp.has(direction, port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_decoded_or_odd() {
        let check = |bytes: &[u8], expected: Result<&[usize], &str>| {
            let o = TcpOptions::new(bytes).next().expect("an option");
            let got = decode(&o).map(|set| set.into_iter().map(|(at, _)| at).collect::<Vec<_>>());
            assert_eq!(got.as_deref().map_err(|e| *e), expected, "{bytes:02x?}");
        };
        check(&[1], Ok(&[]));
        check(&[2, 4, 5, 0xb4], Ok(&[3]));
        check(&[2, 3, 5], Err("tcp_option_mss_invalid_len"));
        check(&[3, 3, 7], Ok(&[4]));
        check(&[3, 2], Err("tcp_option_window_scale_invalid_len"));
        check(&[4, 2], Ok(&[]));
        check(&[4, 3, 0], Err("tcp_option_sack_invalid_len"));
        check(&[5, 10, 0, 0, 0, 1, 0, 0, 0, 2], Ok(&[5]));
        check(&[5, 6, 0, 0, 0, 1], Err("tcp_option_sack_blocks_invalid_len"));
        check(&[8, 10, 0, 0, 0, 1, 0, 0, 0, 2], Ok(&[6, 7]));
        check(&[8, 3, 0], Err("tcp_option_timestamps_invalid_len"));
        check(&[27, 8, 1, 2, 0, 0, 0, 3], Ok(&[8, 9, 10]));
        check(&[27, 3, 1], Err("tcp_option_qsresponse_invalid_len"));
        check(&[28, 3, 1], Err("tcp_option_uto_invalid_len"));
        check(&[30, 4, 1, 2], Ok(&[2]));
    }
}
