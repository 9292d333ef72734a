//! SNMP over UDP: a message a datagram.
#![forbid(unsafe_code)]

pub mod events;
#[allow(missing_docs)]
pub mod parse;

use events::*;
use parse::{pdu, value};
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::{Addr, Type, Val};
use zander_wire::ber::{self, Element, Reader, tag};

/// Registers the analyzer.
pub static SNMP: Descriptor =
    Descriptor { name: "SNMP", tag: "Analyzer::ANALYZER_SNMP", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Snmp { events: events.clone() }))
}

struct Snmp {
    events: Rc<Events>,
}

impl Analyzer for Snmp {
    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        if message(cx, &self.events, from, data).is_none() {
            cx.violation("malformed message", data);
        }
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        cx.session_done();
    }
}

/// What is needed to raise the event of a PDU.
struct Place<'a> {
    events: &'a Events,
    is_orig: bool,
    header: Val,
}

/// `None` when the message does not parse.
fn message(cx: &mut Context<'_>, e: &Events, from: Direction, data: &[u8]) -> Option<()> {
    let (version, mut body) = parse::message(data)?;
    if from == Direction::Resp {
        cx.confirm();
    }
    let is_orig = from.is_orig();
    match version {
        0 | 1 => {
            let community = body.expect(tag::OCTET_STRING)?;
            let (v1, v2) = if version == 0 {
                (Some(SNMPHeaderV1 { community }.val(e)), None)
            } else {
                (None, Some(SNMPHeaderV2 { community }.val(e)))
            };
            let header = SNMPHeader { version, v1, v2, v3: None }.val(e);
            raise(cx, &Place { events: e, is_orig, header }, body.any()?)
        }
        3 => third(cx, e, is_orig, &mut body),
        other => {
            e.snmp_unknown_header_version(cx, is_orig, other);
            Some(())
        }
    }
}

const FLAG_AUTHENTICATED: u8 = 1;
const FLAG_PRIVATE: u8 = 2;
const FLAG_REPORTABLE: u8 = 4;
/// The user-based security model.
const USER_BASED: u64 = 3;

fn third(cx: &mut Context<'_>, e: &Events, is_orig: bool, body: &mut Reader<'_>) -> Option<()> {
    let h = parse::v3(body)?;
    // Scripts are told of the user only where they are told what the user says, too.
    let private = h.flags & FLAG_PRIVATE != 0;
    let user = match h.security_model {
        USER_BASED if !private => Some(parse::user(h.security_parameters)?),
        _ => None,
    };
    let header = |context: Option<(&[u8], &[u8])>| {
        let v3 = SNMPHeaderV3 {
            id: h.id,
            max_size: h.max_size,
            flags: h.flags.into(),
            auth_flag: h.flags & FLAG_AUTHENTICATED != 0,
            priv_flag: private,
            reportable_flag: h.flags & FLAG_REPORTABLE != 0,
            security_model: h.security_model,
            security_params: h.security_parameters,
            pdu_context: context.map(|(engine_id, name)| SNMPScopedPDUContext { engine_id, name }.val(e)),
            user_security_parameters: user.map(|u| {
                SNMPUserSecurityParameters {
                    AuthoritativeEngineID: u.engine,
                    AuthoritativeEngineBoots: u.boots,
                    AuthoritativeEngineTime: u.time,
                    UserName: u.name,
                    AuthenticationParameters: u.authentication,
                    PrivacyParameters: u.privacy,
                }
                .val(e)
            }),
        };
        SNMPHeader { version: 3, v1: None, v2: None, v3: Some(v3.val(e)) }.val(e)
    };
    match h.scoped.tag {
        tag::SEQUENCE => {
            let mut scoped = Reader::new(h.scoped.content);
            let context = (scoped.expect(tag::OCTET_STRING)?, scoped.expect(tag::OCTET_STRING)?);
            let place = Place { events: e, is_orig, header: header(Some(context)) };
            raise(cx, &place, scoped.any()?)
        }
        tag::OCTET_STRING => {
            e.snmp_encrypted_pdu(cx, is_orig, &header(None));
            Some(())
        }
        other => {
            e.snmp_unknown_scoped_pdu(cx, is_orig, &header(None), other.into());
            Some(())
        }
    }
}

fn raise(cx: &mut Context<'_>, place: &Place<'_>, element: Element<'_>) -> Option<()> {
    let Place { events: e, is_orig, header } = place;
    let is_orig = *is_orig;
    match element.tag {
        pdu::TRAP => {
            let t = parse::trap(element.content)?;
            let enterprise = name(cx, t.enterprise);
            let trap = SNMPTrapPDU {
                enterprise: enterprise.as_bytes(),
                agent: Addr::v4(t.agent),
                generic_trap: t.generic,
                specific_trap: t.specific,
                time_stamp: t.time_stamp,
                bindings: bindings(cx, e, t.bindings)?,
            };
            e.snmp_trap(cx, is_orig, header, &trap.val(e));
        }
        pdu::GET_BULK => {
            let p = parse::pdu(element.content)?;
            let bulk = SNMPBulkPDU {
                request_id: p.request,
                non_repeaters: p.error_status.try_into().ok()?,
                max_repetitions: p.error_index.try_into().ok()?,
                bindings: bindings(cx, e, p.bindings)?,
            };
            e.snmp_get_bulk_request(cx, is_orig, header, &bulk.val(e));
        }
        pdu::GET..=pdu::REPORT => {
            let p = parse::pdu(element.content)?;
            let pdu = SNMPPDU {
                request_id: p.request,
                error_status: p.error_status,
                error_index: p.error_index,
                bindings: bindings(cx, e, p.bindings)?,
            }
            .val(e);
            match element.tag {
                pdu::GET => e.snmp_get_request(cx, is_orig, header, &pdu),
                pdu::GET_NEXT => e.snmp_get_next_request(cx, is_orig, header, &pdu),
                pdu::RESPONSE => e.snmp_response(cx, is_orig, header, &pdu),
                pdu::SET => e.snmp_set_request(cx, is_orig, header, &pdu),
                pdu::INFORM => e.snmp_inform_request(cx, is_orig, header, &pdu),
                pdu::TRAP_V2 => e.snmp_trapV2(cx, is_orig, header, &pdu),
                _ => e.snmp_report(cx, is_orig, header, &pdu),
            }
        }
        other => e.snmp_unknown_pdu(cx, is_orig, header, other.into()),
    }
    Some(())
}

/// An object identifier as text; what is too long is reported and empty.
fn name(cx: &mut Context<'_>, content: &[u8]) -> String {
    parse::oid(content).unwrap_or_else(|length| {
        cx.net_weird("asn_oid_subidentifier_too_long", length.to_string());
        String::new()
    })
}

fn bindings(cx: &mut Context<'_>, e: &Events, mut r: Reader<'_>) -> Option<Val> {
    let mut all = Vec::new();
    while !r.is_empty() {
        let (oid, element) = parse::binding(&mut r)?;
        let oid = name(cx, oid);
        let value = object(cx, e, &element)?;
        all.push(SNMPBinding { oid: oid.as_bytes(), value }.val(e));
    }
    Some(Val::vector(Type::Record(e.type_SNMP_Binding.clone()), all))
}

fn object(cx: &mut Context<'_>, e: &Events, element: &Element<'_>) -> Option<Val> {
    let content = element.content;
    let oid;
    let mut v = SNMPObjectValue {
        tag: element.tag.into(),
        oid: None,
        signed: None,
        unsigned: None,
        address: None,
        octets: None,
    };
    match element.tag {
        tag::OBJECT => {
            oid = name(cx, content);
            v.oid = Some(oid.as_bytes());
        }
        tag::INTEGER => v.signed = Some(ber::integer(content)?),
        value::IP_ADDRESS => v.address = Some(Addr::v4(content.try_into().ok()?)),
        value::COUNTER32 | value::UNSIGNED32 | value::TIME_TICKS | value::COUNTER64 => {
            v.unsigned = Some(parse::unsigned(content)?);
        }
        tag::OCTET_STRING | value::OPAQUE => v.octets = Some(content),
        // Nothing is there: unspecified, no such object or instance, end of the view.
        _ => {}
    }
    Some(v.val(e))
}
