//! Options of a message, as values.

use crate::events::*;
use crate::parse;
use zander_analyzer::{Interval, emit};
use zander_value::{Addr, Type, Val};
use zander_wire::{Cursor, Truncated};

/// The kind of message (option 53), 0 when it is not said, and the options. Fails when an option is too short for what it
/// says.
pub fn read(e: &Events, mut c: Cursor<'_>) -> Result<(u64, Val), Truncated> {
    let (mut kind, mut codes) = (0, Vec::new());
    let mut o = empty();
    while let Some((code, data)) = parse::option(&mut c)? {
        let mut d = Cursor::new(data);
        codes.push(code.into());
        match code {
            1 => o.subnet_mask = Some(addr(&mut d)?),
            2 => o.time_offset = Some((d.u32()? as i32).into()),
            3 => o.routers = Some(addrs(data)),
            4 => o.time_servers = Some(addrs(data)),
            5 => o.name_servers = Some(addrs(data)),
            6 => o.dns_servers = Some(addrs(data)),
            12 => o.host_name = Some(data),
            15 => o.domain_name = Some(strip_nul(data)),
            19 => o.forwarding = Some(d.u8()? != 0),
            28 => o.broadcast = Some(addr(&mut d)?),
            42 => o.ntp_servers = Some(addrs(data)),
            43 => o.vendor = Some(data),
            44 => o.nbns = Some(addrs(data)),
            50 => o.addr_request = Some(addr(&mut d)?),
            51 => o.lease = Some(seconds(&mut d)?),
            53 => kind = d.u8()?.into(),
            54 => o.serv_addr = Some(addr(&mut d)?),
            55 => o.param_list = Some(emit::counts(data.iter().map(|b| u64::from(*b)))),
            56 => o.message = Some(data),
            57 => o.max_msg_size = Some(d.u16()?.into()),
            58 => o.renewal_time = Some(seconds(&mut d)?),
            59 => o.rebinding_time = Some(seconds(&mut d)?),
            60 => o.vendor_class = Some(data),
            61 => o.client_id = Some(client_id(e, d)?),
            77 => o.user_class = Some(data),
            81 => {
                let (flags, rcode1, rcode2) = (d.u8()?.into(), d.u8()?.into(), d.u8()?.into());
                let name = DHCPClientFQDN { flags, rcode1, rcode2, domain_name: d.take_rest() };
                o.client_fqdn = Some(name.val(e));
            }
            82 => o.sub_opt = Some(sub_options(e, d)?),
            116 => o.auto_config = Some(d.u8()? != 0),
            252 => o.auto_proxy_config = Some(strip_nul(data)),
            _ => {}
        }
    }
    o.options = (!codes.is_empty()).then(|| emit::counts(codes));
    Ok((kind, o.val(e)))
}

fn empty<'a>() -> DHCPOptions<'a> {
    DHCPOptions {
        options: None,
        subnet_mask: None,
        routers: None,
        dns_servers: None,
        host_name: None,
        domain_name: None,
        forwarding: None,
        broadcast: None,
        vendor: None,
        nbns: None,
        addr_request: None,
        lease: None,
        serv_addr: None,
        param_list: None,
        message: None,
        max_msg_size: None,
        renewal_time: None,
        rebinding_time: None,
        vendor_class: None,
        client_id: None,
        user_class: None,
        client_fqdn: None,
        sub_opt: None,
        auto_config: None,
        auto_proxy_config: None,
        time_offset: None,
        time_servers: None,
        name_servers: None,
        ntp_servers: None,
    }
}

fn addr(d: &mut Cursor<'_>) -> Result<Addr, Truncated> {
    d.array().map(Addr::v4)
}

fn addrs(data: &[u8]) -> Val {
    let all = data.chunks_exact(4).filter_map(|b| b.try_into().ok()).map(|b| Val::addr(Addr::v4(b)));
    Val::vector(Type::Addr, all.collect())
}

fn seconds(d: &mut Cursor<'_>) -> Result<Interval, Truncated> {
    Ok(Interval(d.u32()?.into()))
}

/// Some write strings as C has them.
fn strip_nul(data: &[u8]) -> &[u8] {
    data.strip_suffix(b"\0").unwrap_or(data)
}

/// RFC 2132, section 9.14: after the type 0 comes anything but a hardware address.
fn client_id(e: &Events, mut d: Cursor<'_>) -> Result<Val, Truncated> {
    let kind = d.u8()?;
    let rest = d.take_rest();
    let hardware = parse::hardware(rest);
    let hwaddr = if kind == 0 { rest } else { hardware.as_bytes() };
    Ok(DHCPClientID { hwtype: kind.into(), hwaddr }.val(e))
}

/// RFC 3046, section 2.0.
fn sub_options(e: &Events, mut d: Cursor<'_>) -> Result<Val, Truncated> {
    let mut all = Vec::new();
    while !d.is_empty() {
        let code = d.u8()?.into();
        all.push(DHCPSubOpt { code, value: d.take_u8_prefixed()? }.val(e));
    }
    Ok(Val::vector(Type::Record(e.type_DHCP_SubOpt.clone()), all))
}
