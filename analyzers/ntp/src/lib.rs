//! NTP over UDP: a message a datagram.
#![forbid(unsafe_code)]

pub mod events;
#[allow(missing_docs)]
pub mod parse;

use events::*;
use parse::{Body, Control, Message, Private, Standard};
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Interval, Setup, Time};
use zander_value::{Addr, Val};

/// Registers the analyzer.
pub static NTP: Descriptor = Descriptor { name: "NTP", tag: "Analyzer::ANALYZER_NTP", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Ntp { events: events.clone(), first: true }))
}

struct Ntp {
    events: Rc<Events>,
    /// No message has been seen yet.
    first: bool,
}

/// What a server sends.
const SERVER: u8 = 4;

impl Analyzer for Ntp {
    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        let Ok(m) = parse::message(data) else {
            return cx.violation("message breaks off", data);
        };
        // An answer that comes first was asked for by the one it is sent to.
        if std::mem::take(&mut self.first) && from.is_orig() && m.mode == SERVER {
            cx.flip_roles();
        }
        if m.mode != 0 {
            cx.confirm();
        }
        let e = &*self.events;
        if e.wants_ntp_message(cx) {
            e.ntp_message(cx, from.is_orig(), &value(e, &m));
        }
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        cx.session_done();
    }
}

fn value(e: &Events, m: &Message<'_>) -> Val {
    let (mut std_msg, mut control_msg, mut mode7_msg) = (None, None, None);
    match &m.body {
        Body::Standard(s) => std_msg = Some(standard(e, s)),
        Body::Control(c) => control_msg = Some(control(e, c)),
        Body::Private(p) => mode7_msg = Some(private(e, p)),
        Body::Reserved => {}
    }
    NTPMessage { version: m.version.into(), mode: m.mode.into(), std_msg, control_msg, mode7_msg }.val(e)
}

/// RFC 5905, figure 12: what the reference is depends on the stratum.
fn standard(e: &Events, s: &Standard<'_>) -> Val {
    let reference = Some(&s.reference[..]);
    NTPStandardMessage {
        stratum: s.stratum.into(),
        poll: Interval(f64::from(s.poll).exp2()),
        precision: Interval(f64::from(s.precision).exp2()),
        root_delay: Interval(s.root_delay),
        root_disp: Interval(s.root_dispersion),
        kiss_code: reference.filter(|_| s.stratum == 0),
        ref_id: reference.filter(|_| s.stratum == 1),
        ref_addr: (s.stratum > 1).then(|| Addr::v4(s.reference)),
        ref_time: Time(s.reference_time),
        org_time: Time(s.origin),
        rec_time: Time(s.receive),
        xmt_time: Time(s.transmit),
        key_id: s.mac.map(|m| m.0.into()),
        digest: s.mac.map(|m| m.1),
        num_exts: Some(s.extensions),
    }
    .val(e)
}

fn control(e: &Events, c: &Control<'_>) -> Val {
    NTPControlMessage {
        op_code: c.opcode.into(),
        resp_bit: c.response,
        err_bit: c.error,
        more_bit: c.more,
        sequence: c.sequence.into(),
        status: c.status.into(),
        association_id: c.association.into(),
        data: Some(c.data).filter(|d| !d.is_empty()),
        key_id: c.mac.map(|m| m.0.into()),
        crypto_checksum: c.mac.map(|m| m.1),
    }
    .val(e)
}

fn private(e: &Events, p: &Private<'_>) -> Val {
    NTPMode7Message {
        req_code: p.code.into(),
        auth_bit: p.authenticated,
        sequence: p.sequence.into(),
        implementation: p.implementation.into(),
        err: p.error.into(),
        data: Some(p.data).filter(|d| !d.is_empty()),
    }
    .val(e)
}
