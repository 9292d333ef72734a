//! GTPv1 messages as events (3GPP TS 29.060, 7.7).

use crate::forms::{Form, addr, count};
use crate::handler::ConnectionEmitter;
use zander_analyzer::Emitter;
use zander_event::Declarations;
use zander_value::Val;
use zander_wire::ip::IpHeader;
use zander_wire::tunnel::gtpv1::Gtpv1;
use zander_wire::{Addr, Cursor};

/// More information elements than this are not looked at in one message.
const MAX_ELEMENTS: usize = 256;

/// Record types of GTPv1's events.
pub struct Types {
    header: Form<12>,
    rai: Form<4>,
    end_user: Form<4>,
    gsn: Form<2>,
    qos: Form<2>,
    private: Form<2>,
    create_request: Form<22>,
    create_response: Form<13>,
    update_request: Form<16>,
    update_response: Form<11>,
    delete_request: Form<3>,
    delete_response: Form<2>,
}

/// How the value of an information element becomes that of a field.
#[derive(Clone, Copy)]
enum As {
    /// A number of as many bytes as there are.
    Number,
    /// The lowest bits of a byte.
    Bits(u8),
    Flag,
    Imsi,
    RoutingArea,
    EndUser,
    Node,
    Quality,
    Private,
    Address,
    Bytes,
}

/// Type of an element, which one of that type, and what it is.
type Field = (u8, usize, As);

const CREATE_REQUEST: [Field; 22] = [
    (2, 0, As::Imsi),
    (3, 0, As::RoutingArea),
    (14, 0, As::Number),
    (15, 0, As::Bits(0x03)),
    (16, 0, As::Number),
    (17, 0, As::Number),
    (20, 0, As::Bits(0x0f)),
    (20, 1, As::Bits(0x0f)),
    (26, 0, As::Number),
    (27, 0, As::Number),
    (28, 0, As::Number),
    (128, 0, As::EndUser),
    (131, 0, As::Bytes),
    (132, 0, As::Bytes),
    (133, 0, As::Node),
    (133, 1, As::Node),
    (134, 0, As::Bytes),
    (135, 0, As::Quality),
    (137, 0, As::Bytes),
    (142, 0, As::Bytes),
    (143, 0, As::Bytes),
    (255, 0, As::Private),
];

const CREATE_RESPONSE: [Field; 13] = [
    (1, 0, As::Number),
    (8, 0, As::Flag),
    (14, 0, As::Number),
    (16, 0, As::Number),
    (17, 0, As::Number),
    (127, 0, As::Number),
    (128, 0, As::EndUser),
    (132, 0, As::Bytes),
    (133, 0, As::Node),
    (133, 1, As::Node),
    (135, 0, As::Quality),
    (251, 0, As::Address),
    (255, 0, As::Private),
];

const UPDATE_REQUEST: [Field; 16] = [
    (2, 0, As::Imsi),
    (3, 0, As::RoutingArea),
    (14, 0, As::Number),
    (16, 0, As::Number),
    (17, 0, As::Number),
    (20, 0, As::Bits(0x0f)),
    (27, 0, As::Number),
    (28, 0, As::Number),
    (133, 0, As::Node),
    (133, 1, As::Node),
    (135, 0, As::Quality),
    (137, 0, As::Bytes),
    (142, 0, As::Bytes),
    (143, 0, As::Bytes),
    (255, 0, As::Private),
    (128, 0, As::EndUser),
];

const UPDATE_RESPONSE: [Field; 11] = [
    (1, 0, As::Number),
    (14, 0, As::Number),
    (16, 0, As::Number),
    (17, 0, As::Number),
    (127, 0, As::Number),
    (133, 0, As::Node),
    (133, 1, As::Node),
    (135, 0, As::Quality),
    (251, 0, As::Address),
    (255, 0, As::Private),
    // No element: the record has a field less than the create response.
    (0, 0, As::Bytes),
];

const DELETE_REQUEST: [Field; 3] = [(19, 0, As::Flag), (20, 0, As::Bits(0x0f)), (255, 0, As::Private)];

const DELETE_RESPONSE: [Field; 2] = [(1, 0, As::Number), (255, 0, As::Private)];

/// Lengths of the elements that do not carry one; those above 127 do.
fn fixed_length(kind: u8) -> Option<usize> {
    Some(match kind {
        1 | 8 | 11 | 13 | 14 | 15 | 19 | 20 | 21 | 23 | 24 | 29 => 1,
        25..=28 => 2,
        12 => 3,
        4 | 5 | 16 | 17 | 127 => 4,
        18 => 5,
        3 => 6,
        2 => 8,
        22 => 9,
        9 => 28,
        _ => return None,
    })
}

/// The information elements of a message, and the type of the one that could not be read.
fn elements(body: &[u8]) -> (Vec<(u8, &[u8])>, Option<u8>) {
    let mut c = Cursor::new(body);
    let mut all = Vec::new();
    while let Ok(kind) = c.u8() {
        let length = if kind < 128 { fixed_length(kind) } else { c.u16().ok().map(usize::from) };
        let Some(data) = length.and_then(|n| c.take(n).ok()) else { return (all, Some(kind)) };
        if all.len() < MAX_ELEMENTS {
            all.push((kind, data));
        }
    }
    (all, None)
}

/// The header of a user's packet.
pub fn inner_header(data: &[u8]) -> Option<IpHeader<'_>> {
    match data.first()? >> 4 {
        4 => IpHeader::parse_v4(data),
        _ => IpHeader::parse_v6(data, &mut |_| ()),
    }
}

/// Raises the event of a control message. Gives the type of an element that could not be read.
pub fn control(cx: &mut ConnectionEmitter<'_>, m: &Gtpv1<'_>) -> Option<u8> {
    let env = cx.env;
    let (core, types) = (&env.events.core, &env.tunnels.gtp);
    let event = match m.message {
        16 => core.gtpv1_create_pdp_ctx_request,
        17 => core.gtpv1_create_pdp_ctx_response,
        18 => core.gtpv1_update_pdp_ctx_request,
        19 => core.gtpv1_update_pdp_ctx_response,
        20 => core.gtpv1_delete_pdp_ctx_request,
        21 => core.gtpv1_delete_pdp_ctx_response,
        _ => return None,
    };
    let (elements, bad) = elements(m.body);
    if cx.queue.wanted(event) {
        let e = &elements[..];
        let record = match m.message {
            16 => types.create_request.make(types.fill(&CREATE_REQUEST, e)),
            17 => types.create_response.make(types.fill(&CREATE_RESPONSE, e)),
            18 => types.update_request.make(types.fill(&UPDATE_REQUEST, e)),
            19 => types.update_response.make(types.fill(&UPDATE_RESPONSE, e)),
            20 => types.delete_request.make(types.fill(&DELETE_REQUEST, e)),
            _ => types.delete_response.make(types.fill(&DELETE_RESPONSE, e)),
        };
        let c = cx.connection_val();
        cx.queue.push(event, [c, types.header(m), record].into_iter().collect());
    }
    bad
}

impl Types {
    /// Looks all types up.
    pub fn bind(d: &dyn Declarations) -> Types {
        Types {
            header: Form::bind(
                d,
                "gtpv1_hdr",
                [
                    "version",
                    "pt_flag",
                    "rsv",
                    "e_flag",
                    "s_flag",
                    "pn_flag",
                    "msg_type",
                    "length",
                    "teid",
                    "seq",
                    "n_pdu",
                    "next_type",
                ],
            ),
            rai: Form::bind(d, "gtp_rai", ["mcc", "mnc", "lac", "rac"]),
            end_user: Form::bind(
                d,
                "gtp_end_user_addr",
                ["pdp_type_org", "pdp_type_num", "pdp_ip", "pdp_other_addr"],
            ),
            gsn: Form::bind(d, "gtp_gsn_addr", ["ip", "other"]),
            qos: Form::bind(d, "gtp_qos_profile", ["priority", "data"]),
            private: Form::bind(d, "gtp_private_extension", ["id", "value"]),
            create_request: Form::bind(
                d,
                "gtp_create_pdp_ctx_request_elements",
                [
                    "imsi",
                    "rai",
                    "recovery",
                    "select_mode",
                    "data1",
                    "cp",
                    "nsapi",
                    "linked_nsapi",
                    "charge_character",
                    "trace_ref",
                    "trace_type",
                    "end_user_addr",
                    "ap_name",
                    "opts",
                    "signal_addr",
                    "user_addr",
                    "msisdn",
                    "qos_prof",
                    "tft",
                    "trigger_id",
                    "omc_id",
                    "ext",
                ],
            ),
            create_response: Form::bind(
                d,
                "gtp_create_pdp_ctx_response_elements",
                [
                    "cause",
                    "reorder_req",
                    "recovery",
                    "data1",
                    "cp",
                    "charging_id",
                    "end_user_addr",
                    "opts",
                    "cp_addr",
                    "user_addr",
                    "qos_prof",
                    "charge_gateway",
                    "ext",
                ],
            ),
            update_request: Form::bind(
                d,
                "gtp_update_pdp_ctx_request_elements",
                [
                    "imsi",
                    "rai",
                    "recovery",
                    "data1",
                    "cp",
                    "nsapi",
                    "trace_ref",
                    "trace_type",
                    "cp_addr",
                    "user_addr",
                    "qos_prof",
                    "tft",
                    "trigger_id",
                    "omc_id",
                    "ext",
                    "end_user_addr",
                ],
            ),
            update_response: Form::bind(
                d,
                "gtp_update_pdp_ctx_response_elements",
                [
                    "cause",
                    "recovery",
                    "data1",
                    "cp",
                    "charging_id",
                    "cp_addr",
                    "user_addr",
                    "qos_prof",
                    "charge_gateway",
                    "ext",
                    "",
                ],
            ),
            delete_request: Form::bind(
                d,
                "gtp_delete_pdp_ctx_request_elements",
                ["teardown_ind", "nsapi", "ext"],
            ),
            delete_response: Form::bind(d, "gtp_delete_pdp_ctx_response_elements", ["cause", "ext"]),
        }
    }

    /// `gtpv1_hdr`.
    pub fn header(&self, m: &Gtpv1<'_>) -> Val {
        let optional = |pick: fn(&zander_wire::tunnel::gtpv1::Optional) -> u64| {
            m.optional.as_ref().map_or(Val::None, |o| Val::Count(pick(o)))
        };
        self.header.make([
            count(m.version),
            Val::Bool(m.protocol_type),
            Val::Bool(m.reserved),
            Val::Bool(m.has_extension),
            Val::Bool(m.has_sequence),
            Val::Bool(m.has_n_pdu),
            count(m.message),
            count(m.length),
            count(m.teid),
            optional(|o| o.sequence.into()),
            optional(|o| o.n_pdu.into()),
            optional(|o| o.next_extension.into()),
        ])
    }

    fn fill<const N: usize>(&self, fields: &[Field; N], elements: &[(u8, &[u8])]) -> [Val; N] {
        fields.map(|(kind, nth, what)| {
            let found = elements.iter().filter(|(k, _)| *k == kind).nth(nth);
            found.and_then(|(_, data)| self.value(what, data)).unwrap_or_default()
        })
    }

    /// The value of an element; `None` when it is too short.
    fn value(&self, what: As, data: &[u8]) -> Option<Val> {
        Some(match what {
            As::Number => number(data),
            As::Bits(mask) => count(data.first()? & mask),
            As::Flag => Val::Bool(data.first()? & 1 != 0),
            As::Imsi => Val::Count(digits(data)),
            As::RoutingArea => self.routing_area(data)?,
            As::EndUser => {
                let (organisation, kind) = (data.first()? & 0x0f, *data.get(1)?);
                let rest = data.get(2..).unwrap_or_default();
                let ip = address(rest).filter(|_| organisation == 1 && matches!(kind, 0x21 | 0x57));
                let other = if ip.is_none() && !rest.is_empty() { Val::str(rest) } else { Val::None };
                self.end_user.make([count(organisation), count(kind), ip.unwrap_or_default(), other])
            }
            As::Node => {
                let ip = address(data);
                let other = if ip.is_none() { Val::str(data) } else { Val::None };
                self.gsn.make([ip.unwrap_or_default(), other])
            }
            As::Quality => {
                self.qos.make([count(*data.first()?), Val::str(data.get(1..).unwrap_or_default())])
            }
            As::Private => {
                let id = u16::from_be_bytes(*data.first_chunk()?);
                self.private.make([count(id), Val::str(data.get(2..).unwrap_or_default())])
            }
            As::Address => address(data)?,
            As::Bytes => Val::str(data),
        })
    }

    /// The routing area identity: three digits of the country, two or three of the network, areas.
    fn routing_area(&self, data: &[u8]) -> Option<Val> {
        let &[a, b, c, l0, l1, rac, ..] = data else { return None };
        let (low, high) = (|n: u8| u64::from(n & 0x0f), |n: u8| u64::from(n >> 4));
        let mcc = low(a) * 100 + high(a) * 10 + low(b);
        let two = low(c) * 10 + high(c);
        let mnc = if high(b) == 0x0f { two } else { two * 10 + high(b) };
        Some(self.rai.make([
            Val::Count(mcc),
            Val::Count(mnc),
            count(u16::from_be_bytes([l0, l1])),
            count(rac),
        ]))
    }
}

fn number(data: &[u8]) -> Val {
    Val::Count(data.iter().take(8).fold(0, |n, b| n << 8 | u64::from(*b)))
}

/// Decimal digits, the lower half of each byte first, up to a filler.
fn digits(data: &[u8]) -> u64 {
    let halves = data.iter().flat_map(|b| [b & 0x0f, b >> 4]);
    halves.take_while(|d| *d < 10).fold(0u64, |n, d| n.wrapping_mul(10).wrapping_add(d.into()))
}

fn address(data: &[u8]) -> Option<Val> {
    match data.len() {
        4 => Some(addr(Addr::v4(*data.first_chunk()?))),
        16 => Some(addr(Addr::v6(*data.first_chunk()?))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_told_apart() {
        let body = [1, 128, 14, 9, 128, 0, 2, 0xf1, 0x21, 20, 0x35];
        let (all, bad) = elements(&body);
        assert_eq!(all, [(1, &[128][..]), (14, &[9]), (128, &[0xf1, 0x21]), (20, &[0x35])]);
        assert_eq!(bad, None);
        assert_eq!(elements(&[77, 1]).1, Some(77), "no length is known");
        assert_eq!(elements(&[131, 0, 9, 1]).1, Some(131), "cut short");
    }

    #[test]
    fn numbers_in_halves_of_bytes() {
        assert_eq!(digits(&[0x42, 0x00, 0x01, 0x21, 0x43, 0x65, 0x87, 0xf9]), 240010123456789);
        assert_eq!(number(&[1, 2]).as_count(), Some(258));
    }
}
