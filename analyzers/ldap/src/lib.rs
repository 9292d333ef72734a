//! The LDAP analyzers, for TCP and for UDP (CLDAP): see the README of this room.
//!
//! Guarantees: of each side, no more is kept than one message, and none longer than [`MAX_MESSAGE`]. Bytes that are lost or
//! that are no LDAP end the analysis of their side.
#![forbid(unsafe_code)]

pub mod events;
pub mod filter;
pub mod parse;
pub mod sasl;

use events::Events;
use parse::{Fault, LdapResult, Message, Next, auth, opcode, string, text};
use sasl::{Framing, Wrapped};
use std::borrow::Cow;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade, emit};
use zander_value::{EnumItem, Val};
use zander_wire::ber::{Reader, tag};

/// Registers the analyzer for TCP.
pub static LDAP_TCP: Descriptor = Descriptor {
    name: "LDAP_TCP",
    tag: "Analyzer::ANALYZER_LDAP_TCP",
    signatures: include_str!("../dpd.sig"),
    bind,
};

/// Registers the analyzer for UDP. Its signatures stand with those of TCP.
pub static LDAP_UDP: Descriptor =
    Descriptor { name: "LDAP_UDP", tag: "Analyzer::ANALYZER_LDAP_UDP", signatures: "", bind };

/// Longest message that is waited for, in bytes; entries with pictures in them stay well below.
pub const MAX_MESSAGE: usize = 16 << 20;

/// Object identifier of the request for TLS (RFC 4511, section 4.14).
const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        Box::new(Ldap {
            events: events.clone(),
            sides: Default::default(),
            framing: Framing::default(),
            mechanism: Vec::new(),
            start_tls_requested: false,
            tls: Upgrade::default(),
        })
    })
}

#[derive(Default)]
struct Side {
    /// What has come of a message that is not complete.
    buffer: Vec<u8>,
    /// Bytes that must be there before it is worth to look again.
    needed: usize,
    /// No more is made of this side.
    stopped: bool,
}

struct Ldap {
    events: Rc<Events>,
    /// By direction.
    sides: [Side; 2],
    framing: Framing,
    /// The mechanism of the latest bind.
    mechanism: Vec<u8>,
    start_tls_requested: bool,
    tls: Upgrade,
}

impl Analyzer for Ldap {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        if self.tls.stream(cx, from, data) {
            return;
        }
        let side = &mut self.sides[from.index()];
        if side.stopped {
            return;
        }
        if side.buffer.is_empty() {
            // The usual case: whole messages, read where they are.
            let used = self.consume(cx, from, data);
            let rest = data.get(used..).unwrap_or_default();
            if self.tls.stream(cx, from, rest) {
                return;
            }
            let side = &mut self.sides[from.index()];
            if !side.stopped {
                side.buffer.extend_from_slice(rest);
            }
            return;
        }
        side.buffer.extend_from_slice(data);
        if side.buffer.len() < side.needed {
            return;
        }
        let buffer = std::mem::take(&mut side.buffer);
        let used = self.consume(cx, from, &buffer);
        let rest = buffer.get(used..).unwrap_or_default();
        if self.tls.stream(cx, from, rest) {
            return;
        }
        let side = &mut self.sides[from.index()];
        if !side.stopped {
            side.buffer = rest.to_vec();
        }
    }

    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        self.sides[from.index()] = Side::default();
        let used = self.consume(cx, from, data);
        if used < data.len() && !self.sides[from.index()].stopped {
            cx.violation("the datagram ends inside a message", b"");
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if !self.tls.gap(cx, from, offset, length) {
            self.stop(from);
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}

impl Ldap {
    fn stop(&mut self, from: Direction) {
        self.sides[from.index()] = Side { stopped: true, ..Side::default() };
    }

    fn reject(&mut self, cx: &mut Context<'_>, from: Direction, fault: Fault, data: &[u8]) {
        cx.violation(fault, data.get(..data.len().min(40)).unwrap_or_default());
        self.stop(from);
    }

    /// Takes what is complete at the front of `data`; returns how many bytes that was.
    fn consume(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) -> usize {
        let mut used = 0;
        while let Some(rest) = data.get(used..).filter(|r| !r.is_empty() && !self.tls.begun()) {
            let (taken, needed) = match self.framing {
                Framing::Plain => self.plain(cx, from, rest),
                Framing::Unknown => match sasl::recognise(rest, &self.mechanism) {
                    Some(framing) => {
                        self.framing = framing;
                        continue;
                    }
                    None => (0, 6),
                },
                Framing::Encrypted | Framing::Kerberos => self.wrapped(cx, from, rest),
            };
            let side = &mut self.sides[from.index()];
            if side.stopped {
                break;
            }
            if taken == 0 {
                side.needed = needed;
                if needed > MAX_MESSAGE {
                    self.reject(cx, from, "the message is too long", rest);
                }
                break;
            }
            used += taken;
        }
        used
    }

    /// One message; returns its bytes, or 0 and how many are needed.
    fn plain(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) -> (usize, usize) {
        match parse::message(data) {
            Next::Message(m, whole) => {
                match self.message(cx, &m) {
                    Some(()) => {}
                    None => self.reject(cx, from, "the operation is malformed", data),
                }
                (whole, 0)
            }
            Next::Wait(needed) => (0, needed),
            Next::Fault(fault) => {
                self.reject(cx, from, fault, data);
                (0, 0)
            }
        }
    }

    fn wrapped(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) -> (usize, usize) {
        match sasl::unwrap(data, self.framing == Framing::Kerberos) {
            Wrapped::Content(content, whole) => {
                let mut used = 0;
                while let Some(rest) = content.get(used..).filter(|r| !r.is_empty()) {
                    match self.plain(cx, from, rest) {
                        (0, _) => {
                            self.reject(cx, from, "the security layer ends inside a message", rest);
                            break;
                        }
                        (taken, _) => used += taken,
                    }
                    if self.sides[from.index()].stopped {
                        break;
                    }
                }
                (whole, 0)
            }
            Wrapped::Wait(needed) => (0, needed),
            Wrapped::Malformed => {
                self.reject(cx, from, "the wrap token is malformed", data);
                (0, 0)
            }
        }
    }

    /// Raises the events of a message; `None` when its operation is malformed.
    fn message(&mut self, cx: &mut Context<'_>, m: &Message<'_>) -> Option<()> {
        let mut told = Told::default();
        match m.opcode {
            opcode::BIND_REQUEST => self.bind_request(cx, m, &mut told)?,
            opcode::BIND_RESPONSE => {
                let r = parse::result(m.body)?;
                if !self.mechanism.is_empty() && r.code == 0 {
                    self.framing = Framing::Unknown;
                }
                told.result = Some(r);
            }
            opcode::SEARCH_REQUEST => self.search_request(cx, m, &mut told)?,
            opcode::SEARCH_RESULT_ENTRY => {
                let name = Reader::new(m.body).expect(tag::OCTET_STRING)?;
                told.object = string(name);
                self.events.LDAP_search_result_entry(cx, m.id, told.object.as_bytes());
            }
            opcode::MODIFY_REQUEST => {
                let mut r = Reader::new(m.body);
                told.object = string(r.expect(tag::OCTET_STRING)?);
                told.argument = parse::changes(r.inner(tag::SEQUENCE)?)?.into();
            }
            // [APPLICATION 10] LDAPDN: the name itself.
            opcode::DEL_REQUEST => told.object = string(m.body),
            opcode::ABANDON_REQUEST => {
                told.object = zander_wire::ber::integer(m.body)?.to_string().into();
            }
            opcode::SEARCH_RESULT_DONE
            | opcode::MODIFY_RESPONSE
            | opcode::ADD_RESPONSE
            | opcode::DEL_RESPONSE
            | opcode::MOD_DN_RESPONSE
            | opcode::COMPARE_RESPONSE => told.result = Some(parse::result(m.body)?),
            opcode::EXTENDED_REQUEST => {
                let mut r = Reader::new(m.body);
                let name = r.expect(tag::context_primitive(0))?;
                let value = r.expect(tag::context_primitive(1)).unwrap_or_default();
                self.start_tls_requested |= name == START_TLS;
                told.object = string(name);
                self.events.LDAP_extended_request(cx, m.id, told.object.as_bytes(), value);
            }
            opcode::EXTENDED_RESPONSE => {
                let r = parse::result(m.body)?;
                let value = |n: u8| r.rest.clone().find(|e| e.tag == tag::context_primitive(n));
                let (name, value) = (value(10), value(11));
                let code = number(&self.events.enum_LDAP_ResultCode, Some(r.code));
                let content =
                    |e: Option<zander_wire::ber::Element<'_>>| e.map_or(Vec::new(), |e| e.content.to_vec());
                self.events.LDAP_extended_response(cx, m.id, &code, &content(name), &content(value));
                told.result = Some(r);
            }
            // Operations of which nothing more is told; numbers that no operation has are no LDAP.
            opcode::UNBIND_REQUEST
            | opcode::ADD_REQUEST
            | opcode::MOD_DN_REQUEST
            | opcode::COMPARE_REQUEST
            | opcode::SEARCH_RESULT_REFERENCE
            | opcode::INTERMEDIATE_RESPONSE => {}
            _ => return None,
        }
        cx.confirm();
        let code = told.result.as_ref().map(|r| r.code);
        if code == Some(0) && m.opcode == opcode::EXTENDED_RESPONSE && self.start_tls_requested {
            self.start_tls(cx);
        }
        let matched = told.result.as_ref().map_or(Cow::Borrowed(""), |r| string(r.matched_dn));
        let diagnostic = told.result.as_ref().map_or(Cow::Borrowed(""), |r| string(r.diagnostic_message));
        let operation = number(&self.events.enum_LDAP_ProtocolOpcode, Some(m.opcode.into()));
        let result = number(&self.events.enum_LDAP_ResultCode, code);
        self.events.LDAP_message(
            cx,
            m.id,
            &operation,
            &result,
            matched.as_bytes(),
            diagnostic.as_bytes(),
            told.object.as_bytes(),
            told.argument.as_bytes(),
        );
        Some(())
    }

    fn bind_request<'m>(&mut self, cx: &mut Context<'_>, m: &Message<'m>, told: &mut Told<'m>) -> Option<()> {
        let b = parse::bind_request(m.body)?;
        told.object = string(b.name);
        match b.auth_type {
            auth::SIMPLE => told.argument = text(b.auth),
            auth::SASL => {
                let mechanism = sasl::mechanism(b.auth)?;
                self.mechanism = mechanism.to_vec();
                told.argument = string(mechanism);
            }
            auth::SICILY_PACKAGE_DISCOVERY..=auth::SICILY_RESPONSE if b.auth.starts_with(b"NTLMSSP") => {
                told.argument = "NTLMSSP".into();
            }
            _ => {}
        }
        let kind = number(&self.events.enum_LDAP_BindAuthType, Some(b.auth_type.into()));
        let (name, argument) = (told.object.as_bytes(), told.argument.as_bytes());
        self.events.LDAP_bind_request(cx, m.id, b.version, name, &kind, argument);
        Some(())
    }

    fn search_request<'m>(
        &mut self,
        cx: &mut Context<'_>,
        m: &Message<'m>,
        told: &mut Told<'m>,
    ) -> Option<()> {
        let s = parse::search_request(m.body)?;
        let filter = filter::filter(&s.filter)?;
        told.object = string(s.base_object);
        told.argument = match s.scope {
            0 => "SearchScope::SEARCH_BASE".into(),
            1 => "SearchScope::SEARCH_SINGLE".into(),
            2 => "SearchScope::SEARCH_TREE".into(),
            other => format!("SearchScope::<unknown-{other}>").into(),
        };
        let events = &self.events;
        if events.wants_LDAP_search_request(cx) {
            let scope = number(&events.enum_LDAP_SearchScope, Some(s.scope));
            let deref = number(&events.enum_LDAP_SearchDerefAlias, Some(s.deref));
            let attributes = emit::strings(s.attributes.map(|a| a.content));
            events.LDAP_search_request(
                cx,
                m.id,
                told.object.as_bytes(),
                &scope,
                &deref,
                s.size_limit,
                s.time_limit,
                s.types_only,
                filter.as_bytes(),
                &attributes,
            );
        }
        Some(())
    }

    fn start_tls(&mut self, cx: &mut Context<'_>) {
        self.sides = Default::default();
        if self.tls.begin(cx) {
            self.events.LDAP_starttls(cx);
        }
    }
}

/// What the event of a message says beside the operation's own.
#[derive(Default)]
struct Told<'m> {
    result: Option<LdapResult<'m>>,
    object: Cow<'m, str>,
    argument: Cow<'m, str>,
}

/// The item of an enum with this number; the last, `Undef`, for none. Numbers that no item has are named as such.
fn number(items: &[Rc<EnumItem>], n: Option<u64>) -> Val {
    let Some(undefined) = items.last() else { return Val::None };
    let Some(n) = n else { return Val::Enum(undefined.clone()) };
    let known = items.iter().rev().skip(1).find(|i| u64::try_from(i.value) == Ok(n));
    Val::Enum(known.cloned().unwrap_or_else(|| {
        let name = undefined.name.to_text();
        let prefix = name.strip_suffix("Undef").unwrap_or_default();
        let value = i64::try_from(n).unwrap_or(i64::MAX);
        Rc::new(EnumItem {
            type_name: undefined.type_name.clone(),
            name: format!("{prefix}UNKNOWN-{n}").as_str().into(),
            value,
        })
    }))
}
