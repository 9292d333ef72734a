//! The OPT pseudo record and its options (RFC 6891).

use crate::events::*;
use crate::parse::Reader;
use crate::records::{Answer, Message};
use zander_analyzer::{Context, Interval};
use zander_value::Addr;
use zander_wire::Truncated;

/// Raises `dns_EDNS_addl` and the events of the options.
pub fn raise(cx: &mut Context<'_>, m: &Message<'_>, a: &Answer<'_>, r: &mut Reader<'_>) {
    let e = &m.shared.events;
    if e.wants_dns_EDNS_addl(cx) {
        let edns = DnsEdnsAdditional {
            query: a.name,
            qtype: a.section,
            t: a.kind.into(),
            payload_size: a.class.into(),
            // The upper eight bits of the response code lie in the TTL field (RFC 6891, section 6.1.3).
            extended_rcode: u64::from(a.ttl >> 24) << 4 | u64::from(m.header.rcode()),
            version: (a.ttl >> 16 & 0xff).into(),
            z_field: (a.ttl & 0xffff).into(),
            TTL: Interval(a.ttl.into()),
            is_query: m.is_query.into(),
        };
        e.dns_EDNS_addl(cx, m.val(), &edns.val(e));
    }
    while r.remaining() > 0 {
        if options(cx, m, r).is_err() {
            cx.weird("EDNS_truncated_option", "");
            return;
        }
    }
}

fn options(cx: &mut Context<'_>, m: &Message<'_>, r: &mut Reader<'_>) -> Result<(), Truncated> {
    let (code, length) = (r.u16()?, r.u16()?);
    let data = r.take(length.into())?;
    match code {
        8 => client_subnet(cx, m, data),
        10 => cookie(cx, m, data),
        11 => keepalive(cx, m, data),
        _ => {}
    }
    Ok(())
}

/// RFC 7871.
fn client_subnet(cx: &mut Context<'_>, m: &Message<'_>, data: &[u8]) {
    let Some((&[family_high, family_low, source, scope], address)) = data.split_first_chunk::<4>() else {
        return cx.weird("EDNS_ECS_invalid_option_len", "");
    };
    if address.is_empty() {
        return cx.weird("EDNS_ECS_invalid_option_len", "");
    }
    let need = usize::from(source).div_ceil(8);
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(address).take(need) {
        *to = *from;
    }
    let (family, width, address_val): (&[u8], usize, Addr) =
        match u16::from_be_bytes([family_high, family_low]) {
            1 => (b"v4", 32, Addr::v4([bytes[0], bytes[1], bytes[2], bytes[3]])),
            2 => (b"v6", 128, Addr::v6(bytes)),
            _ => return,
        };
    if usize::from(source) > width {
        let name =
            if width == 32 { "EDNS_ECS_invalid_addr_v4_prefix" } else { "EDNS_ECS_invalid_addr_v6_prefix" };
        return cx.weird(name, format!("{source} bits"));
    }
    if usize::from(source) > address.len() * 8 {
        let name = if width == 32 { "EDNS_ECS_invalid_addr_v4" } else { "EDNS_ECS_invalid_addr_v6" };
        return cx.weird(name, format!("need {source} bits, have {} bits", address.len() * 8));
    }
    let e = &m.shared.events;
    if e.wants_dns_EDNS_ecs(cx) {
        let ecs = DnsEdnsEcs {
            family,
            source_prefix_len: source.into(),
            scope_prefix_len: scope.into(),
            address: address_val,
        };
        e.dns_EDNS_ecs(cx, m.val(), &ecs.val(e));
    }
}

/// RFC 7873: 8 bytes of the client, then 8 to 32 of the server.
fn cookie(cx: &mut Context<'_>, m: &Message<'_>, data: &[u8]) {
    let e = &m.shared.events;
    let Some((client, server)) = data.split_first_chunk::<8>() else { return };
    if !(server.is_empty() || (8..=32).contains(&server.len())) {
        return;
    }
    if e.wants_dns_EDNS_cookie(cx) {
        let server_cookie = (!server.is_empty()).then_some(server);
        let cookie = DnsEdnsCookie { client_cookie: client, server_cookie };
        e.dns_EDNS_cookie(cx, m.val(), &cookie.val(e));
    }
}

/// RFC 7828: the timeout may be left out; over UDP the option has no meaning.
fn keepalive(cx: &mut Context<'_>, m: &Message<'_>, data: &[u8]) {
    if m.udp {
        cx.weird("EDNS_TCP_Keepalive_In_UDP", "");
    }
    let e = &m.shared.events;
    let (omitted, timeout) = match *data {
        [] => (true, 0),
        [high, low] => (false, u16::from_be_bytes([high, low])),
        _ => return,
    };
    if e.wants_dns_EDNS_tcp_keepalive(cx) {
        let option =
            DnsEdnsTcpKeepalive { keepalive_timeout_omitted: omitted, keepalive_timeout: timeout.into() };
        e.dns_EDNS_tcp_keepalive(cx, m.val(), &option.val(e));
    }
}
