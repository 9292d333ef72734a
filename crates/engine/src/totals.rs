//! What a connection came to, for records that log it.
//!
//! Every connection ends with this, so the totals go from the engine's counters straight into the record: the records of
//! the two ends ([`Types`]) need not be made for it. A script that has changed what those show is heard.

use crate::connection::Types;
use crate::ends::End;
use std::cell::RefCell;
use std::mem::discriminant;
use std::rc::Rc;
use zander_analyzer::emit;
use zander_event::Declarations;
use zander_value::{EnumItem, Key, Record, RecordType, Str, TableRef, Type, Val};

/// How a connection went, by the states of its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(usize)]
enum Course {
    S0,
    S1,
    SF,
    Rej,
    S2,
    S3,
    Rsto,
    Rstr,
    Rstos0,
    Rstrh,
    Sh,
    Shr,
    Oth,
}

/// The names of [`Course`], in its order.
const NAMES: [&str; 13] =
    ["S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR", "OTH"];

/// States of an end, as `TCP_INACTIVE` and the constants after it number them.
mod tcp {
    pub const INACTIVE: u8 = 0;
    pub const SYN_SENT: u8 = 1;
    pub const SYN_ACK_SENT: u8 = 2;
    pub const PARTIAL: u8 = 3;
    pub const ESTABLISHED: u8 = 4;
    pub const CLOSED: u8 = 5;
    pub const RESET: u8 = 6;
}

/// `UDP_ACTIVE`.
const UDP_ACTIVE: u8 = 1;

/// The fields that are filled, and the types that they have to have. A record type may lack any of them.
const FIELDS: [(&str, Type); 10] = [
    ("duration", Type::Interval),
    ("orig_bytes", Type::Count),
    ("resp_bytes", Type::Count),
    ("conn_state", Type::String),
    ("history", Type::String),
    ("service", Type::String),
    ("orig_pkts", Type::Count),
    ("orig_ip_bytes", Type::Count),
    ("resp_pkts", Type::Count),
    ("resp_ip_bytes", Type::Count),
];

/// A record type that totals were asked for, and where its fields are.
struct Form {
    ty: Rc<RecordType>,
    slots: [Option<usize>; FIELDS.len()],
}

impl Form {
    fn of(ty: &Rc<RecordType>) -> Form {
        let slots = FIELDS.map(|(name, wanted)| {
            let slot = ty.slot(name)?;
            let fits = ty.with_fields(|fields| {
                fields.get(slot).is_some_and(|f| discriminant(&f.ty) == discriminant(&wanted))
            });
            fits.then_some(slot)
        });
        Form { ty: ty.clone(), slots }
    }
}

/// What is looked up once.
pub struct Totals {
    tcp: Rc<EnumItem>,
    udp: Rc<EnumItem>,
    names: [Str; NAMES.len()],
    /// Slots of `connection`: the protocols that were recognised, and those of them that were given up later.
    service: Option<usize>,
    failed_analyzers: Option<usize>,
    /// The type asked for last; it is nearly always the same.
    form: RefCell<Option<Form>>,
}

impl Totals {
    /// Looks up what is needed.
    pub fn bind(declarations: &dyn Declarations) -> Totals {
        let protocols = emit::enumeration(declarations, "transport_proto");
        let connection = emit::record(declarations, "connection");
        Totals {
            tcp: emit::item(&protocols, "tcp"),
            udp: emit::item(&protocols, "udp"),
            names: NAMES.map(Str::from),
            service: connection.slot("service"),
            failed_analyzers: connection.slot("failed_analyzers"),
            form: RefCell::default(),
        }
    }

    /// How a connection went, as conn.log names it.
    pub fn state(&self, types: &Types, c: &Record, transport: &EnumItem) -> Str {
        self.name(&types.ends(c), &types.history(c), transport)
    }

    fn name(&self, ends: &[End; 2], history: &Str, transport: &EnumItem) -> Str {
        let course = if transport.name == self.tcp.name {
            tcp_course(ends, history.as_bytes())
        } else if transport.name == self.udp.name {
            udp_course(ends)
        } else {
            Course::Oth
        };
        self.names[course as usize].clone()
    }

    /// Puts the totals of a connection into the fields of these names: `duration`, `orig_bytes` and `resp_bytes` when it
    /// had more than one moment, `conn_state`, `history` unless empty, `service` if any was recognised, and the packets and
    /// bytes of IP of both ends when they are counted.
    pub fn note(&self, types: &Types, c: &Record, transport: &EnumItem, info: &Record) {
        let mut form = self.form.borrow_mut();
        let form = match &mut *form {
            Some(form) if Rc::ptr_eq(&form.ty, &info.ty) => form,
            other => other.insert(Form::of(&info.ty)),
        };
        let [duration, orig_bytes, resp_bytes, state, history, service, packets @ ..] = &form.slots;
        let put = |slot: &Option<usize>, v: Val| {
            if let Some(slot) = slot {
                info.set(*slot, v);
            }
        };
        let ends = types.ends(c);
        let (seconds, letters) = (types.duration(c), types.history(c));
        if seconds > 0.0 {
            put(duration, Val::Interval(seconds));
            put(orig_bytes, Val::Count(ends[0].size));
            put(resp_bytes, Val::Count(ends[1].size));
        }
        put(state, Val::Str(self.name(&ends, &letters, transport)));
        if !letters.is_empty() {
            put(history, Val::Str(letters));
        }
        if let Some(services) = self.services(c) {
            put(service, Val::Str(services));
        }
        if types.counts_packets() {
            let counts = ends.iter().flat_map(|e| [e.packets, e.ip_bytes]);
            packets.iter().zip(counts).for_each(|(slot, n)| put(slot, Val::Count(n)));
        }
    }

    /// The protocols of a connection by its record, in lower case with commas; those that were recognised but given up
    /// later have a "-" before them. `None` when there is none.
    fn services(&self, c: &Record) -> Option<Str> {
        let names = set_in(c, self.service)?;
        let failed = set_in(c, self.failed_analyzers);
        let mut text = Vec::with_capacity(32);
        let mut cursor = names.begin();
        while let Some((key, _)) = names.next(&mut cursor) {
            if !text.is_empty() {
                text.push(b',');
            }
            if failed.as_ref().is_some_and(|f| f.contains(&key)) {
                text.push(b'-');
            }
            if let Key::Str(name) = &key {
                text.extend(name.as_bytes().iter().map(u8::to_ascii_lowercase));
            }
        }
        names.end();
        Some(text.into())
    }
}

/// The set in a field, if it has been made and has elements.
fn set_in(c: &Record, slot: Option<usize>) -> Option<TableRef> {
    c.peek(slot?, |v| v.as_table().filter(|t| !t.is_empty()).cloned())
}

fn udp_course([orig, resp]: &[End; 2]) -> Course {
    match (orig.state == UDP_ACTIVE, resp.state == UDP_ACTIVE) {
        (true, true) => Course::SF,
        (true, false) => Course::S0,
        (false, true) => Course::Shr,
        (false, false) => Course::Oth,
    }
}

fn tcp_course([orig, resp]: &[End; 2], history: &[u8]) -> Course {
    // An end is silent if its part in setting up the connection was not seen.
    let silent = |end: &End| matches!(end.state, tcp::INACTIVE | tcp::PARTIAL);
    match (orig.state, resp.state) {
        (tcp::SYN_SENT | tcp::SYN_ACK_SENT, tcp::RESET) => Course::Rej,
        (tcp::RESET, tcp::RESET) if orig.size == 0 && resp.size == 0 => Course::Rej,
        (_, tcp::RESET) if silent(orig) => Course::Rstrh,
        (_, tcp::RESET) => Course::Rstr,
        (tcp::RESET, _) if !silent(resp) => Course::Rsto,
        (tcp::RESET, _) if is_syn_then_reset(history) => Course::Rstos0,
        (tcp::RESET, _) => Course::Oth,
        (tcp::CLOSED, tcp::CLOSED) => Course::SF,
        (tcp::CLOSED, _) if silent(resp) => Course::Sh,
        (tcp::CLOSED, _) => Course::S2,
        (_, tcp::CLOSED) if silent(orig) => Course::Shr,
        (_, tcp::CLOSED) => Course::S3,
        (tcp::SYN_SENT, tcp::INACTIVE) => Course::S0,
        (tcp::ESTABLISHED, tcp::ESTABLISHED) => Course::S1,
        _ => Course::Oth,
    }
}

/// Whether the originator did nothing of note between its SYN, with which the history begins, and its RST. The direction
/// may have been guessed wrong at first (`^`).
fn is_syn_then_reset(history: &[u8]) -> bool {
    let history = history.strip_prefix(b"^").unwrap_or(history);
    let of_note = |b: &&u8| b"HAFGIQR".contains(b);
    history.strip_prefix(b"S").is_some_and(|after| after.iter().find(of_note) == Some(&b'R'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(orig: u8, resp: u8, size: u64, history: &str, expected: &str) {
        let end = |state| End { state, size, ..End::default() };
        let course = tcp_course(&[end(orig), end(resp)], history.as_bytes());
        assert_eq!(NAMES[course as usize], expected, "{orig} {resp} {history}");
    }

    #[test]
    fn courses_of_tcp() {
        check(tcp::SYN_SENT, tcp::INACTIVE, 0, "S", "S0");
        check(tcp::SYN_SENT, tcp::RESET, 0, "Sr", "REJ");
        check(tcp::RESET, tcp::RESET, 0, "SrR", "REJ");
        check(tcp::RESET, tcp::RESET, 7, "ShADdrR", "RSTR");
        check(tcp::ESTABLISHED, tcp::ESTABLISHED, 0, "ShA", "S1");
        check(tcp::CLOSED, tcp::CLOSED, 0, "ShAFf", "SF");
        check(tcp::CLOSED, tcp::ESTABLISHED, 0, "ShAF", "S2");
        check(tcp::CLOSED, tcp::INACTIVE, 0, "SF", "SH");
        check(tcp::ESTABLISHED, tcp::CLOSED, 0, "ShAf", "S3");
        check(tcp::INACTIVE, tcp::CLOSED, 0, "hf", "SHR");
        check(tcp::INACTIVE, tcp::RESET, 0, "hr", "RSTRH");
        check(tcp::RESET, tcp::ESTABLISHED, 0, "ShAR", "RSTO");
        check(tcp::RESET, tcp::INACTIVE, 0, "SR", "RSTOS0");
        check(tcp::RESET, tcp::INACTIVE, 0, "^SdR", "RSTOS0");
        check(tcp::RESET, tcp::INACTIVE, 0, "SAR", "OTH");
        check(tcp::RESET, tcp::PARTIAL, 0, "R", "OTH");
        check(tcp::PARTIAL, tcp::PARTIAL, 0, "Dd", "OTH");
    }

    #[test]
    fn courses_of_udp() {
        let end = |state| End { state, ..End::default() };
        let of = |orig, resp| NAMES[udp_course(&[end(orig), end(resp)]) as usize];
        assert_eq!([of(1, 1), of(1, 0), of(0, 1), of(0, 0)], ["SF", "S0", "SHR", "OTH"]);
    }
}
