//! DNS over UDP and TCP, multicast DNS, LLMNR and the NetBIOS name service.
//!
//! One message is one walk over its sections in order; every record raises its event on the way, so nothing of a
//! message is kept. Over TCP, messages are put together from the stream by their length prefix.

#![forbid(unsafe_code)]

mod dnssec;
mod edns;
pub mod events;
pub mod parse;
mod records;
mod svcb;

use events::Events;
use parse::{HEADER, Header, Reader};
use records::{ADDITIONAL, ANSWER, AUTHORITY, Answer, Message, PREREQUISITE, UPDATE};
use std::cell::OnceCell;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::{Key, TableRef, Transport, Val};

/// Registers the analyzer.
pub static DNS: Descriptor =
    Descriptor { name: "DNS", tag: "Analyzer::ANALYZER_DNS", signatures: include_str!("../dpd.sig"), bind };

/// Events and options, looked up at start.
pub struct Shared {
    events: Events,
    max_queries: u64,
    max_depth: u32,
    skip_auth: Option<TableRef>,
    skip_addl: Option<TableRef>,
    skip_all_auth: bool,
    skip_all_addl: bool,
    session_timeout: f64,
}

/// Port of the NetBIOS name service.
const NETBIOS: u16 = 137;

/// Kinds of messages that are taken apart: queries, notifications, updates (IANA: DNS OpCodes).
const QUERY: u8 = 0;
const NOTIFY: u8 = 4;
const DYNAMIC_UPDATE: u8 = 5;

fn bind(setup: &Setup<'_>) -> Factory {
    let table = |name: &str| match setup.declarations.value(name) {
        Some(Val::Table(t)) => Some(t),
        _ => None,
    };
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        max_queries: setup.count("dns_max_queries", 25),
        max_depth: setup.count("dns_max_compression_chain_depth", 20).min(1000) as u32,
        skip_auth: table("dns_skip_auth"),
        skip_addl: table("dns_skip_addl"),
        skip_all_auth: setup.flag("dns_skip_all_auth", true),
        skip_all_addl: setup.flag("dns_skip_all_addl", true),
        session_timeout: setup.seconds("dns_session_timeout", 10.0),
    });
    Box::new(move || {
        Box::new(Dns { shared: shared.clone(), first: true, streams: [Stream::default(), Stream::default()] })
    })
}

struct Dns {
    shared: Rc<Shared>,
    /// No message has been seen yet.
    first: bool,
    streams: [Stream; 2],
}

/// One side of a TCP connection.
#[derive(Default)]
struct Stream {
    /// The beginning of a message that is not complete, with its length prefix.
    partial: Vec<u8>,
    /// After a gap it is not known where messages begin.
    lost: bool,
}

impl Analyzer for Dns {
    fn start(&mut self, cx: &mut Context<'_>) {
        if cx.conn.resp_port.transport == Transport::Udp {
            cx.host.set_session_timeout(self.shared.session_timeout);
        }
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        if cx.conn.resp_port.transport == Transport::Udp {
            cx.host.set_session_timeout(0.0);
            cx.session_done();
        }
    }

    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        self.message(cx, from, data);
    }

    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        if self.streams[from.index()].lost {
            return;
        }
        // What is left of the last delivery is completed first; everything else is read where it lies.
        while !self.streams[from.index()].partial.is_empty() {
            let partial = &mut self.streams[from.index()].partial;
            let need = match partial.as_slice() {
                [high, low, ..] => 2 + usize::from(u16::from_be_bytes([*high, *low])),
                _ => 2,
            };
            let take = need.saturating_sub(partial.len()).min(data.len());
            let (head, rest) = data.split_at(take);
            partial.extend_from_slice(head);
            data = rest;
            if partial.len() < need {
                return;
            }
            if need > 2 || partial.as_slice() == [0, 0] {
                let whole = std::mem::take(partial);
                self.message(cx, from, whole.get(2..).unwrap_or_default());
            }
        }
        while let Some((&[high, low], rest)) = data.split_first_chunk::<2>() {
            let Some((message, later)) = rest.split_at_checked(u16::from_be_bytes([high, low]).into()) else {
                break;
            };
            self.message(cx, from, message);
            data = later;
        }
        self.streams[from.index()].partial.extend_from_slice(data);
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        self.streams[from.index()] = Stream { partial: Vec::new(), lost: true };
    }

    fn flip_roles(&mut self) {
        self.streams.swap(0, 1);
    }
}

impl Dns {
    fn message(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let Ok(header) = Header::parse(data) else {
            return cx.weird("DNS_truncated_len_lt_hdr_len", "");
        };
        let netbios = cx.conn.resp_port.number == NETBIOS;
        if !matches!(header.opcode(), QUERY | NOTIFY | DYNAMIC_UPDATE) && !netbios {
            cx.limit_weird("DNS_unknown_opcode", header.opcode().into(), 0);
            return;
        }
        let mut is_query = from.is_orig();
        if std::mem::take(&mut self.first) && is_query && header.is_response() {
            // A response comes first: whoever asked is the originator, unless it was asked of a group.
            is_query = false;
            if !is_multicast(&cx.conn.resp_addr) {
                cx.flip_roles();
                self.streams.swap(0, 1);
            }
        }
        let shared = self.shared.clone();
        let m = Message {
            shared: &shared,
            header,
            is_query,
            netbios,
            udp: cx.conn.resp_port.transport == Transport::Udp,
            value: OnceCell::new(),
        };
        let e = &shared.events;
        if e.wants_dns_message(cx) {
            e.dns_message(cx, is_query, m.val(), data.len() as u64);
        }
        if shared.max_queries > 0 && u64::from(header.questions) > shared.max_queries {
            cx.violation("DNS_Conn_count_too_large", b"");
            cx.weird("DNS_Conn_count_too_large", "");
        } else {
            let reader = Reader::new(data.get(..).unwrap_or_default(), shared.max_depth);
            // A message that breaks off still ends.
            // NetBIOS has given the number of updates to registrations, which look like queries (RFC 1002, section 4.2.2).
            let _ = if header.opcode() == DYNAMIC_UPDATE && !netbios {
                update(cx, &m, reader)
            } else {
                sections(cx, &m, reader)
            };
        }
        if e.wants_dns_end(cx) {
            e.dns_end(cx, m.val());
        }
    }
}

fn is_multicast(a: &zander_value::Addr) -> bool {
    match a.to_v4() {
        Some(b) => b[0] >> 4 == 14,
        None => a.octets()[0] == 0xff,
    }
}

/// The message cannot be followed any further.
struct Broken;

/// Question, answer, authority and additional section of a query, notification or their response.
fn sections(cx: &mut Context<'_>, m: &Message<'_>, mut r: Reader<'_>) -> Result<(), Broken> {
    let (h, shared) = (&m.header, m.shared);
    for _ in 0..h.questions {
        question(cx, m, &mut r)?;
    }
    for _ in 0..h.answers {
        record(cx, m, ANSWER, false, &mut r)?;
    }
    cx.confirm();
    let listed = |table: &Option<TableRef>| {
        table.as_ref().is_some_and(|t| {
            !t.is_empty() && Key::single(&Val::addr(cx.conn.resp_addr)).is_some_and(|key| t.contains(&key))
        })
    };
    let answered = h.answers > 0;
    let skip_auth = shared.skip_all_auth || h.authorities == 0 || (answered && listed(&shared.skip_auth));
    let skip_addl = shared.skip_all_addl || h.additionals == 0 || (answered && listed(&shared.skip_addl));
    if skip_auth && skip_addl {
        return Ok(());
    }
    for _ in 0..h.authorities {
        record(cx, m, AUTHORITY, skip_auth, &mut r)?;
    }
    if skip_addl {
        return Ok(());
    }
    for _ in 0..h.additionals {
        record(cx, m, ADDITIONAL, false, &mut r)?;
    }
    Ok(())
}

fn question(cx: &mut Context<'_>, m: &Message<'_>, r: &mut Reader<'_>) -> Result<(), Broken> {
    let original = r.name();
    if let Some(fault) = original.fault {
        cx.weird(fault, "");
    }
    let (Ok(kind), Ok(class)) = (r.u16(), r.u16()) else {
        cx.weird("DNS_truncated_quest_too_short", "");
        return Err(Broken);
    };
    let (e, h) = (&m.shared.events, &m.header);
    let (kind, class) = (kind.into(), class.into());
    let wanted = if !h.is_response() {
        e.wants_dns_request(cx)
    } else if rejected(h) {
        e.wants_dns_rejected(cx)
    } else {
        e.wants_dns_query_reply(cx)
    };
    if !wanted {
        return Ok(());
    }
    let name = original.clone().lower();
    if !h.is_response() {
        e.dns_request(cx, m.val(), &name.bytes, kind, class, &original.bytes);
    } else if rejected(h) {
        e.dns_rejected(cx, m.val(), &name.bytes, kind, class, &original.bytes);
    } else {
        e.dns_query_reply(cx, m.val(), &name.bytes, kind, class, &original.bytes);
    }
    Ok(())
}

/// Nothing but the question comes back.
fn rejected(h: &Header) -> bool {
    h.answers == 0 && h.authorities == 0 && h.additionals == 0
}

/// One resource record; with `quiet`, it is only stepped over.
fn record(
    cx: &mut Context<'_>,
    m: &Message<'_>,
    section: u64,
    quiet: bool,
    r: &mut Reader<'_>,
) -> Result<(), Broken> {
    let name = r.name().lower();
    if let Some(fault) = name.fault {
        cx.weird(fault, "");
    }
    let (Ok(kind), Ok(class)) = (r.u16(), r.u16()) else {
        cx.weird("DNS_truncated_ans_too_short", "");
        return Err(Broken);
    };
    let (ttl, length) = (r.u32().unwrap_or(0), r.u16().unwrap_or(0));
    let length = usize::from(length);
    if length > r.remaining() {
        cx.weird("DNS_truncated_RR_rdlength_lt_len", "");
        return Err(Broken);
    }
    let answer = Answer { section, name: &name.bytes, kind, class, ttl };
    // In updates, records without data mean "exists" or "delete" (RFC 2136, sections 2.4 and 2.5).
    let in_update = matches!(section, PREREQUISITE | UPDATE);
    if length == 0 && in_update {
        return bare(cx, m, &answer);
    }
    if length == 0 && r.remaining() > 0 {
        cx.weird("DNS_zero_rdlength", "");
        return Err(Broken);
    }
    if !quiet {
        if in_update && class == CLASS_NONE && section == UPDATE {
            if m.shared.events.wants_dns_dynamic_update_del(cx) {
                m.shared.events.dns_dynamic_update_del(cx, m.val(), &answer.val(m));
            }
        } else {
            let mut data = r.part(length);
            if records::raise(cx, m, &answer, &mut data).is_err() {
                cx.weird("DNS_RR_length_mismatch", "");
            }
        }
    }
    r.skip(length);
    Ok(())
}

/// Classes with a meaning in updates.
const CLASS_NONE: u16 = 254;
const CLASS_ANY: u16 = 255;

/// A record of an update without data.
fn bare(cx: &mut Context<'_>, m: &Message<'_>, a: &Answer<'_>) -> Result<(), Broken> {
    let e = &m.shared.events;
    if a.section == PREREQUISITE {
        if !matches!(a.class, CLASS_ANY | CLASS_NONE) {
            cx.weird("DNS_dynamic_update_invalid_prereq", "");
            return Err(Broken);
        }
        if a.ttl != 0 {
            cx.weird("DNS_dynamic_update_prereq_nonzero_ttl", "");
        }
        if e.wants_dns_dynamic_update_pre(cx) {
            e.dns_dynamic_update_pre(cx, m.val(), &a.val(m));
        }
        return Ok(());
    }
    if a.class != CLASS_ANY {
        cx.weird("DNS_dynamic_update_invalid_update", "");
        return Err(Broken);
    }
    if e.wants_dns_dynamic_update_del(cx) {
        e.dns_dynamic_update_del(cx, m.val(), &a.val(m));
    }
    Ok(())
}

/// Zone, prerequisite, update and additional section of an update (RFC 2136, section 2). The zone is announced last,
/// when all that happens to it is known.
fn update(cx: &mut Context<'_>, m: &Message<'_>, mut r: Reader<'_>) -> Result<(), Broken> {
    let h = &m.header;
    // A response need not repeat anything.
    if h.questions == 0 && h.is_response() && r.position() == HEADER && r.remaining() == 0 {
        cx.confirm();
        return Ok(());
    }
    if h.questions != 1 {
        cx.weird("DNS_DU_invalid_zone_count", "");
        return Err(Broken);
    }
    let zone = r.name().lower();
    if let Some(fault) = zone.fault {
        cx.weird(fault, "");
    }
    let (Ok(kind), Ok(class)) = (r.u16(), r.u16()) else {
        cx.weird("DNS_truncated_quest_too_short", "");
        return Err(Broken);
    };
    if kind != 6 {
        cx.weird("DNS_DU_incorrect_zone_type", "");
        return Err(Broken);
    }
    for _ in 0..h.answers {
        record(cx, m, PREREQUISITE, false, &mut r)?;
    }
    for _ in 0..h.authorities {
        record(cx, m, UPDATE, false, &mut r)?;
    }
    let e = &m.shared.events;
    if e.wants_dns_dynamic_update(cx) {
        e.dns_dynamic_update(cx, m.val(), &zone.bytes, class.into());
    }
    cx.confirm();
    if !m.shared.skip_all_addl {
        for _ in 0..h.additionals {
            record(cx, m, ADDITIONAL, false, &mut r)?;
        }
    }
    Ok(())
}
