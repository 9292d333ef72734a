//! The Kerberos analyzers, for UDP and for TCP: see the README of this room.
//!
//! Guarantees: over TCP, no more is kept of a side than one message of at most [`MAX_MESSAGE`] bytes. Tickets are not opened.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::{
    Events, KRBAPOptions, KRBEncryptedData, KRBErrorMsg, KRBHostAddress, KRBKDCOptions, KRBKDCRequest,
    KRBKDCResponse, KRBSAFEMsg, KRBTicket, KRBTypeValue,
};
use parse::{Address, Fields, Ticket, kind, padata};
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Time, emit};
use zander_value::{Addr, RecordType, Type, Val};
use zander_wire::Cursor;
use zander_wire::ber::{self, Reader};

/// Registers the analyzer for UDP, and for messages that other protocols carry whole.
pub static KRB: Descriptor = Descriptor {
    name: "KRB",
    tag: "Analyzer::ANALYZER_KRB",
    signatures: include_str!("../dpd.sig"),
    bind: datagrams,
};

/// Registers the analyzer for TCP.
pub static KRB_TCP: Descriptor =
    Descriptor { name: "KRB_TCP", tag: "Analyzer::ANALYZER_KRB_TCP", signatures: "", bind: streams };

/// Longest message that is waited for, in bytes: tickets with many groups in them stay well below.
pub const MAX_MESSAGE: usize = 1 << 20;

/// `error-code` of a request that lacks pre-authentication (RFC 4120, section 7.5.9).
const PREAUTH_REQUIRED: u64 = 25;

fn datagrams(setup: &Setup<'_>) -> Factory {
    bind(setup, false)
}

fn streams(setup: &Setup<'_>) -> Factory {
    bind(setup, true)
}

fn bind(setup: &Setup<'_>, framed: bool) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        Box::new(Kerberos { events: events.clone(), framed, sides: Default::default(), stopped: [false; 2] })
    })
}

/// The length in front of a message (RFC 4120, section 7.2.2): four bytes, the highest bit of them reserved.
fn announced(data: &[u8]) -> Option<usize> {
    Cursor::new(data).u32().ok().map(|n| n as usize)
}

/// Bytes of a message with its length. Of one that is too long only the length is waited for: it is refused.
fn framed_length(data: &[u8]) -> Option<usize> {
    announced(data).map(|n| if n > MAX_MESSAGE { 4 } else { n + 4 })
}

struct Kerberos {
    events: Rc<Events>,
    /// Messages stand behind their length.
    framed: bool,
    /// By direction: messages behind their length.
    sides: [Frames; 2],
    stopped: [bool; 2],
}

impl Analyzer for Kerberos {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        if self.stopped[from.index()] {
            return;
        }
        if !self.framed {
            return self.whole(cx, from, data);
        }
        let mut data = data;
        while !self.stopped[from.index()] {
            let Some(message) = self.sides[from.index()].next(&mut data, framed_length) else { return };
            match message.get(4..) {
                Some(body) if announced(&message).is_some_and(|n| n <= MAX_MESSAGE) => {
                    self.whole(cx, from, body)
                }
                _ => self.reject(cx, from, "the message is too long", &message),
            }
        }
    }

    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        self.whole(cx, from, data);
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        self.stop(from);
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
        self.stopped.swap(0, 1);
    }
}

impl Kerberos {
    fn stop(&mut self, from: Direction) {
        self.sides[from.index()].clear();
        self.stopped[from.index()] = self.framed;
    }

    fn reject(&mut self, cx: &mut Context<'_>, from: Direction, reason: &str, data: &[u8]) {
        cx.violation(reason, data.get(..data.len().min(40)).unwrap_or_default());
        self.stop(from);
    }

    /// A whole message.
    fn whole(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let read = parse::message(data).and_then(|(number, f)| self.message(cx, from, number, &f));
        if read.is_none() {
            self.reject(cx, from, "no Kerberos message, or one that is malformed", data);
        }
    }

    /// Raises the event of a message; `None` when it lacks what it must have.
    fn message(&mut self, cx: &mut Context<'_>, from: Direction, number: u8, f: &Fields<'_>) -> Option<()> {
        let events = self.events.clone();
        match number {
            kind::AS_REQ => {
                let request = self.request(cx, from, f)?;
                events.krb_as_request(cx, &request);
            }
            kind::TGS_REQ => {
                let request = self.request(cx, from, f)?;
                events.krb_tgs_request(cx, &request);
            }
            kind::AS_REP => {
                let response = self.response(cx, from, f)?;
                events.krb_as_response(cx, &response);
            }
            kind::TGS_REP => {
                let response = self.response(cx, from, f)?;
                events.krb_tgs_response(cx, &response);
            }
            kind::AP_REQ => self.ap_request(cx, f)?,
            kind::AP_REP => {
                f.number(1)?;
                cx.confirm();
                events.krb_ap_response(cx);
            }
            kind::ERROR => self.error(cx, f)?,
            kind::SAFE => self.safe(cx, from, f)?,
            kind::PRIV => {
                f.number(1)?;
                cx.confirm();
                events.krb_priv(cx, from.is_orig());
            }
            kind::CRED => {
                let tickets = f.list(2)?;
                cx.confirm();
                events.krb_cred(cx, from.is_orig(), &self.tickets(tickets));
            }
            _ => return None,
        }
        Some(())
    }

    /// `KDC-REQ`, as a value of `KRB::KDC_Request`.
    fn request(&self, cx: &mut Context<'_>, from: Direction, f: &Fields<'_>) -> Option<Val> {
        let (pvno, msg_type, body) = (f.number(1)?, f.number(2)?, f.fields(4)?);
        cx.confirm();
        let client = body.principal(1);
        let service = body.principal(3);
        let numbers =
            |r: Reader<'_>| emit::counts(r.filter_map(|e| ber::integer(e.content)).map(|n| n as u64));
        let addresses = body.list(9).map(|list| {
            let all = list.filter_map(|e| self.address(cx, &parse::sequence(&e)?)).collect();
            vector(&self.events.type_KRB_Host_Address, all)
        });
        let pa = f.padata(3).map(|list| self.padata(cx, from, &list));
        let request = KRBKDCRequest {
            pvno,
            msg_type,
            pa_data: pa,
            kdc_options: body.flags(0).map(|o| {
                let options = KRBKDCOptions {
                    forwardable: o.has(1),
                    forwarded: o.has(2),
                    proxiable: o.has(3),
                    proxy: o.has(4),
                    allow_postdate: o.has(5),
                    postdated: o.has(6),
                    renewable: o.has(8),
                    opt_hardware_auth: o.has(11),
                    disable_transited_check: o.has(26),
                    renewable_ok: o.has(27),
                    enc_tkt_in_skey: o.has(28),
                    renew: o.has(30),
                    validate: o.has(31),
                };
                options.val(&self.events)
            }),
            client_name: client.as_deref(),
            service_realm: body.string(2),
            service_name: service.as_deref(),
            from: body.time(4, None).map(Time),
            till: body.time(5, None).map(Time),
            rtime: body.time(6, None).map(Time),
            nonce: body.number(7),
            encryption_types: body.list(8).map(numbers),
            host_addrs: addresses,
            additional_tickets: body.list(11).map(|list| self.tickets(list)),
        };
        Some(request.val(&self.events))
    }

    /// `KDC-REP`, as a value of `KRB::KDC_Response`.
    fn response(&self, cx: &mut Context<'_>, from: Direction, f: &Fields<'_>) -> Option<Val> {
        let client = f.principal(4)?;
        let (ticket, encrypted) = (f.ticket(5)?, f.fields(6)?);
        let (pvno, msg_type) = (f.number(0)?, f.number(1)?);
        let enc_part = KRBEncryptedData {
            kvno: encrypted.number(1),
            cipher: encrypted.number(0)?,
            ciphertext: encrypted.string(2)?,
        };
        cx.confirm();
        let response = KRBKDCResponse {
            pvno,
            msg_type,
            pa_data: f.padata(2).map(|list| self.padata(cx, from, &list)),
            client_realm: f.string(3),
            client_name: &client,
            ticket: self.ticket(&ticket),
            enc_part: enc_part.val(&self.events),
        };
        Some(response.val(&self.events))
    }

    fn ap_request(&self, cx: &mut Context<'_>, f: &Fields<'_>) -> Option<()> {
        let (options, ticket) = (f.flags(2)?, f.ticket(3)?);
        cx.confirm();
        let options = KRBAPOptions { use_session_key: options.has(1), mutual_required: options.has(2) };
        self.events.krb_ap_request(cx, &self.ticket(&ticket), &options.val(&self.events));
        Some(())
    }

    /// `KRB-ERROR`. What refuses for lack of pre-authentication tells in its data what would do.
    fn error(&self, cx: &mut Context<'_>, f: &Fields<'_>) -> Option<()> {
        let error_code = f.number(6)?;
        cx.confirm();
        let (client, service) = (f.principal(8), f.principal(10));
        let accepted = f.get(12).filter(|_| error_code == PREAUTH_REQUIRED).map(|data| {
            // The sequence stands in an octet string; some leave that out.
            let list = match data.tag {
                ber::tag::SEQUENCE => Some(Reader::new(data.content)),
                _ => Reader::new(data.content).inner(ber::tag::SEQUENCE),
            };
            let pairs = list.map(parse::padata_list).unwrap_or_default();
            vector(&self.events.type_KRB_Type_Value, pairs.iter().map(|(n, v)| self.pair(*n, v)).collect())
        });
        let message = KRBErrorMsg {
            pvno: f.number(0),
            msg_type: f.number(1),
            client_time: f.time(2, Some(3)).map(Time),
            server_time: f.time(4, Some(5)).map(Time),
            error_code,
            client_realm: f.string(7),
            client_name: client.as_deref(),
            service_realm: f.string(9),
            service_name: service.as_deref(),
            error_text: f.string(11),
            pa_data: accepted,
        };
        self.events.krb_error(cx, &message.val(&self.events));
        Some(())
    }

    fn safe(&self, cx: &mut Context<'_>, from: Direction, f: &Fields<'_>) -> Option<()> {
        let (pvno, msg_type, body) = (f.number(0)?, f.number(1)?, f.fields(2)?);
        let data = body.string(0)?;
        cx.confirm();
        let message = KRBSAFEMsg {
            pvno,
            msg_type,
            data,
            timestamp: body.time(1, Some(2)).map(Time),
            seq: body.number(3),
            sender: body.fields(4).and_then(|a| self.address(cx, &a)),
            recipient: body.fields(5).and_then(|a| self.address(cx, &a)),
        };
        self.events.krb_safe(cx, from.is_orig(), &message.val(&self.events));
        Some(())
    }

    /// Pre-authentication data for scripts. A ticket in it is told in an event of its own, a certificate becomes a file; an
    /// encrypted time says nothing.
    fn padata(&self, cx: &mut Context<'_>, from: Direction, list: &[(u64, &[u8])]) -> Val {
        let mut pairs = Vec::new();
        for (number, bytes) in list {
            match *number {
                padata::TGS_REQ => {
                    if let Some((kind::AP_REQ, f)) = parse::message(bytes) {
                        let _ = self.ap_request(cx, &f);
                    }
                }
                padata::ENC_TIMESTAMP => {}
                padata::PK_AS_REQ | padata::PK_AS_REP => {
                    if let Some(certificate) = parse::certificate(bytes) {
                        self.certificate(cx, from, certificate);
                    }
                }
                padata::ETYPE_INFO2 => {
                    // The salt of the first entry (RFC 4120, section 5.2.7.5).
                    let mut entries = Reader::new(bytes).inner(ber::tag::SEQUENCE);
                    let first = entries.as_mut().and_then(Reader::any);
                    let salt = first.and_then(|e| parse::sequence(&e)?.string(1)).unwrap_or_default();
                    pairs.push(self.pair(*number, salt));
                }
                _ if bytes.is_empty() => {}
                _ => pairs.push(self.pair(*number, bytes)),
            }
        }
        vector(&self.events.type_KRB_Type_Value, pairs)
    }

    fn certificate(&self, cx: &mut Context<'_>, from: Direction, certificate: &[u8]) {
        let mut handle = b"Kerberos ".to_vec();
        handle.extend_from_slice(cx.host.uid().as_bytes());
        handle.push(u8::from(from.is_orig()));
        let transfer = cx.transfer(&handle, from);
        cx.file_mime(&transfer, b"application/x-x509-user-cert");
        cx.file_data(&transfer, certificate);
        cx.file_end(&transfer);
    }

    fn pair(&self, data_type: u64, val: &[u8]) -> Val {
        KRBTypeValue { data_type, val }.val(&self.events)
    }

    fn address(&self, cx: &mut Context<'_>, f: &Fields<'_>) -> Option<Val> {
        let (mut ip, mut netbios, mut unknown) = (None, None, None);
        match parse::address(f)? {
            Address::V4(bytes) => ip = Some(Addr::v4(bytes)),
            Address::V6(bytes) => ip = Some(Addr::v6(bytes)),
            Address::NetBios(name) => netbios = Some(name),
            Address::Other(number, bytes) => unknown = Some(self.pair(number, bytes)),
            Address::Malformed => {
                cx.weird("invalid_kerberos_addr_len", "");
                return None;
            }
        }
        Some(KRBHostAddress { ip, netbios, unknown }.val(&self.events))
    }

    fn ticket(&self, t: &Ticket<'_>) -> Val {
        let ticket = KRBTicket {
            pvno: t.version,
            realm: t.realm,
            service_name: &t.service,
            cipher: t.cipher,
            ciphertext: Some(t.ciphertext),
            authenticationinfo: None,
        };
        ticket.val(&self.events)
    }

    fn tickets(&self, list: Reader<'_>) -> Val {
        let all = list.filter_map(|e| parse::ticket(&e)).map(|t| self.ticket(&t)).collect();
        vector(&self.events.type_KRB_Ticket, all)
    }
}

/// A vector of records.
fn vector(ty: &Rc<RecordType>, items: Vec<Val>) -> Val {
    Val::vector(Type::Record(ty.clone()), items)
}
