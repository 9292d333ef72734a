//! Resource records to events, by type.
//!
//! Each function reads the data of one record through a [`Reader`] that ends where the record ends, and raises its
//! event. A record that is too short for its type raises nothing more; the walk over the message goes on behind it.

use crate::Shared;
use crate::events::*;
use crate::parse::{Header, Name, Reader};
use std::cell::OnceCell;
use zander_analyzer::{Context, Interval, Time, emit};
use zander_value::{Addr, Type, Val};
use zander_wire::Truncated;

/// Sections, as `dns_answer$answer_type` numbers them.
pub const ANSWER: u64 = 1;
pub const AUTHORITY: u64 = 2;
pub const ADDITIONAL: u64 = 3;
pub const PREREQUISITE: u64 = 4;
pub const UPDATE: u64 = 5;

/// What the events of one message share: values are made when the first event wants them.
pub struct Message<'s> {
    pub shared: &'s Shared,
    pub header: Header,
    /// Sent as a query, whatever its QR bit says.
    pub is_query: bool,
    pub netbios: bool,
    pub udp: bool,
    pub value: OnceCell<Val>,
}

impl Message<'_> {
    /// The `dns_msg` record.
    pub fn val(&self) -> &Val {
        self.value.get_or_init(|| {
            let h = &self.header;
            DnsMsg {
                id: h.id.into(),
                opcode: h.opcode().into(),
                rcode: h.rcode().into(),
                QR: h.is_response(),
                AA: h.has(0x0400),
                TC: h.has(0x0200),
                RD: h.has(0x0100),
                RA: h.has(0x0080),
                Z: h.z().into(),
                AD: h.has(0x0020),
                CD: h.has(0x0010),
                num_queries: h.questions.into(),
                num_answers: h.answers.into(),
                num_auth: h.authorities.into(),
                num_addl: h.additionals.into(),
                is_netbios: self.netbios,
            }
            .val(&self.shared.events)
        })
    }
}

/// The part before a record's data.
pub struct Answer<'a> {
    pub section: u64,
    /// Owner name in lower case.
    pub name: &'a [u8],
    pub kind: u16,
    pub class: u16,
    pub ttl: u32,
}

impl Answer<'_> {
    /// The `dns_answer` record.
    pub fn val(&self, m: &Message<'_>) -> Val {
        DnsAnswer {
            answer_type: self.section,
            query: self.name,
            qtype: self.kind.into(),
            qclass: self.class.into(),
            TTL: Interval(self.ttl.into()),
        }
        .val(&m.shared.events)
    }
}

/// A name in record data; its fault is told at once.
fn name(cx: &mut Context<'_>, r: &mut Reader<'_>) -> Vec<u8> {
    let Name { bytes, fault } = r.name().lower();
    if let Some(fault) = fault {
        cx.weird(fault, "");
    }
    bytes
}

/// Raises the events of one record. `r` ends where its data ends.
pub fn raise(
    cx: &mut Context<'_>,
    m: &Message<'_>,
    a: &Answer<'_>,
    r: &mut Reader<'_>,
) -> Result<(), Truncated> {
    let e = &m.shared.events;
    let is_query = u64::from(m.is_query);
    match a.kind {
        1 => match r.remaining() {
            4 => {
                if e.wants_dns_A_reply(cx) {
                    let address = Addr::v4(r.array()?);
                    e.dns_A_reply(cx, m.val(), &a.val(m), address);
                }
            }
            _ => cx.weird("DNS_RR_bad_length", ""),
        },
        28 => match r.array::<16>() {
            Ok(bytes) => {
                if e.wants_dns_AAAA_reply(cx) {
                    e.dns_AAAA_reply(cx, m.val(), &a.val(m), Addr::v6(bytes));
                }
            }
            Err(_) => cx.weird("DNS_AAAA_neg_length", ""),
        },
        38 => {
            // RFC 2874: a prefix length, then the address bytes that are left of it.
            let prefix = r.u8()?;
            let mut bytes = [0; 16];
            let skip = usize::from(prefix.min(128) / 8);
            match r.take(16 - skip) {
                Ok(suffix) => {
                    for (to, from) in bytes.iter_mut().skip(skip).zip(suffix) {
                        *to = *from;
                    }
                    e.dns_A6_reply(cx, m.val(), &a.val(m), Addr::v6(bytes));
                }
                Err(_) => cx.weird("DNS_A6_neg_length", ""),
            }
        }
        2 | 5 | 12 => {
            let target = name(cx, r);
            match a.kind {
                2 if e.wants_dns_NS_reply(cx) => e.dns_NS_reply(cx, m.val(), &a.val(m), &target),
                5 if e.wants_dns_CNAME_reply(cx) => e.dns_CNAME_reply(cx, m.val(), &a.val(m), &target),
                12 if e.wants_dns_PTR_reply(cx) => e.dns_PTR_reply(cx, m.val(), &a.val(m), &target),
                _ => {}
            }
        }
        6 => {
            let (mname, rname) = (name(cx, r), name(cx, r));
            let soa = DnsSoa {
                mname: &mname,
                rname: &rname,
                serial: r.u32()?.into(),
                refresh: Interval(r.u32()?.into()),
                retry: Interval(r.u32()?.into()),
                expire: Interval(r.u32()?.into()),
                minimum: Interval(r.u32()?.into()),
            };
            if e.wants_dns_SOA_reply(cx) {
                e.dns_SOA_reply(cx, m.val(), &a.val(m), &soa.val(e));
            }
        }
        11 => {
            if e.wants_dns_WKS_reply(cx) {
                e.dns_WKS_reply(cx, m.val(), &a.val(m));
            }
        }
        13 => {
            let (cpu, os) = (r.character_string()?, r.character_string()?);
            e.dns_HINFO_reply(cx, m.val(), &a.val(m), cpu, os);
        }
        15 => {
            let preference = r.u16()?;
            let exchange = name(cx, r);
            e.dns_MX_reply(cx, m.val(), &a.val(m), &exchange, preference.into());
        }
        16 | 99 => {
            let strings = character_strings(cx, r);
            let strings = emit::strings(strings);
            if a.kind == 16 {
                e.dns_TXT_reply(cx, m.val(), &a.val(m), &strings);
            } else {
                e.dns_SPF_reply(cx, m.val(), &a.val(m), &strings);
            }
        }
        // On the NetBIOS port this type is a node status, which has another format.
        // Names and statuses of NetBIOS (RFC 1002, section 4.2.1.3), which are no affair of scripts.
        32 => {}
        33 if m.netbios => {}
        33 => {
            let (priority, weight, port) = (r.u16()?, r.u16()?, r.u16()?);
            let target = name(cx, r);
            e.dns_SRV_reply(cx, m.val(), &a.val(m), &target, priority.into(), weight.into(), port.into());
        }
        35 => {
            let (order, preference) = (r.u16()?.into(), r.u16()?.into());
            let (flags, service, regexp) =
                (r.character_string()?, r.character_string()?, r.character_string()?);
            let replacement = name(cx, r);
            let naptr = DnsNaptrRr { order, preference, flags, service, regexp, replacement: &replacement };
            e.dns_NAPTR_reply(cx, m.val(), &a.val(m), &naptr.val(e));
        }
        29 => loc(cx, m, a, r)?,
        41 => crate::edns::raise(cx, m, a, r),
        43..=51 | 65534 => crate::dnssec::raise(cx, m, a, r)?,
        64 | 65 => crate::svcb::raise(cx, m, a, r)?,
        249 => {
            let alg_name = name(cx, r);
            let (inception, expiration) = (Time(r.u32()?.into()), Time(r.u32()?.into()));
            let (mode, rr_error, length) = (r.u16()?.into(), r.u16()?.into(), r.u16()?);
            let tkey = DnsTkey {
                query: a.name,
                qtype: a.section,
                alg_name: &alg_name,
                inception,
                expiration,
                mode,
                rr_error,
                key_data: r.take_up_to(length.into()),
                is_query,
            };
            e.dns_TKEY(cx, m.val(), &tkey.val(e));
        }
        250 => {
            let alg_name = name(cx, r);
            // RFC 8945, section 4.2: seconds in 48 bits.
            let (signed, fudge, length) = (r.u48()?, r.u16()?, r.u16()?);
            let sig = r.take_up_to(length.into());
            let (orig_id, rr_error) = (r.u16()?.into(), r.u16()?.into());
            let tsig = DnsTsigAdditional {
                query: a.name,
                qtype: a.section,
                alg_name: &alg_name,
                sig,
                time_signed: Time(signed as f64),
                fudge: Time(fudge.into()),
                orig_id,
                rr_error,
                is_query,
            };
            e.dns_TSIG_addl(cx, m.val(), &tsig.val(e));
        }
        257 => {
            let flags = r.u8()?;
            let Ok(tag) = r.character_string() else {
                cx.weird("DNS_CAA_char_str_past_rdlen", "");
                return Ok(());
            };
            e.dns_CAA_reply(cx, m.val(), &a.val(m), flags.into(), tag, r.rest());
        }
        other => {
            if e.wants_dns_unknown_reply(cx) {
                e.dns_unknown_reply(cx, m.val(), &a.val(m));
            }
            cx.weird("DNS_RR_unknown_type", other.to_string());
        }
    }
    Ok(())
}

/// All character strings of a record; what runs over its end is reported and left out.
fn character_strings<'a>(cx: &mut Context<'_>, r: &mut Reader<'a>) -> Vec<&'a [u8]> {
    let mut out = Vec::new();
    while r.remaining() > 0 {
        match r.character_string() {
            Ok(s) => out.push(s),
            Err(_) => {
                cx.weird("DNS_TXT_char_str_past_rdlen", "");
                r.rest();
            }
        }
    }
    out
}

/// RFC 1876.
fn loc(cx: &mut Context<'_>, m: &Message<'_>, a: &Answer<'_>, r: &mut Reader<'_>) -> Result<(), Truncated> {
    let e = &m.shared.events;
    if !e.wants_dns_LOC(cx) {
        return Ok(());
    }
    let version = r.u8()?;
    if version != 0 {
        cx.weird("DNS_LOC_version_unrecognized", version.to_string());
        return Ok(());
    }
    let loc = DnsLocRr {
        query: a.name,
        answer_type: a.section,
        version: version.into(),
        size: r.u8()?.into(),
        horiz_pre: r.u8()?.into(),
        vert_pre: r.u8()?.into(),
        latitude: r.u32()?.into(),
        longitude: r.u32()?.into(),
        altitude: r.u32()?.into(),
        is_query: m.is_query.into(),
    };
    e.dns_LOC(cx, m.val(), &a.val(m), &loc.val(e));
    Ok(())
}

/// A vector of addresses.
pub fn addresses(items: Vec<Addr>) -> Val {
    Val::vector(Type::Addr, items.into_iter().map(Val::addr).collect())
}
