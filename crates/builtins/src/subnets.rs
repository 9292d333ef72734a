//! Networks.

use crate::addresses::{NO_ADDRESS, parse_address};
use crate::call::{complain_of, error};
use crate::conversion::leading_int;
use zander_value::{Addr, Key, Str, Subnet, TableRef, Type, Val, Vector};
use zander_vm::Context;

/// Whether it is of IPv4.
pub fn is_v4_subnet(_: &mut Context<'_>, s: Subnet) -> bool {
    s.prefix().is_v4()
}

/// Whether it is of IPv6.
pub fn is_v6_subnet(_: &mut Context<'_>, s: Subnet) -> bool {
    !s.prefix().is_v4()
}

/// The network that a text denotes. A width that is not a number counts as 0, as C reads it.
fn parse(text: &[u8]) -> Option<Subnet> {
    let slash = text.iter().position(|b| *b == b'/')?;
    let address = parse_address(&text[..slash])?;
    let (width, _) = leading_int(&text[slash + 1..], 10);
    let width = u8::try_from(width).ok()?;
    // An IPv4 address in IPv6 notation counts its width in IPv6.
    if address.is_v4() && text[..slash].contains(&b':') {
        return (width <= 128).then(|| Subnet::new(address, width.saturating_sub(96)));
    }
    (width <= address.bits()).then(|| Subnet::new(address, width))
}

/// Whether a text is a network.
pub fn is_valid_subnet(_: &mut Context<'_>, cidr: &Str) -> bool {
    parse(cidr.as_bytes()).is_some()
}

/// The network that a text denotes.
pub fn to_subnet(cx: &mut Context<'_>, sn: &Str) -> Subnet {
    parse(sn.as_bytes()).unwrap_or_else(|| {
        complain_of(cx, "failed converting string to IP prefix", &Val::Str(sn.clone()));
        Subnet::new(NO_ADDRESS, 0)
    })
}

/// The network of one address.
pub fn addr_to_subnet(_: &mut Context<'_>, a: Addr) -> Subnet {
    Subnet::new(a, a.bits())
}

/// The first address.
pub fn subnet_to_addr(_: &mut Context<'_>, sn: Subnet) -> Addr {
    sn.prefix()
}

/// The width.
pub fn subnet_width(_: &mut Context<'_>, sn: Subnet) -> u64 {
    sn.width() as u64
}

/// The table, if it is one by subnet; an error otherwise.
fn by_subnet<'a>(cx: &mut Context<'_>, t: &'a Val, name: &str) -> Option<&'a TableRef> {
    match t {
        Val::Table(t) if matches!(t.ty.index.as_slice(), [Type::Subnet]) => Some(t),
        _ => {
            error(cx, format!("{name} needs to be called on a set[subnet]/table[subnet]."));
            None
        }
    }
}

/// Whether exactly this network is an index.
pub fn check_subnet(cx: &mut Context<'_>, search: Subnet, t: &Val) -> Val {
    let Some(table) = by_subnet(cx, t, "check_subnet") else { return Val::None };
    Val::Bool(Key::single(&Val::subnet(search)).is_some_and(|k| table.contains(&k)))
}

/// The entries whose networks contain the given one.
pub fn filter_subnet_table(cx: &mut Context<'_>, search: Subnet, t: &Val) -> Val {
    let Some(table) = by_subnet(cx, t, "filter_subnet_table") else { return Val::None };
    let out = zander_value::Table::new(&table.ty, None);
    for key in table.covering(&search) {
        let value = table.get(&key).unwrap_or_default();
        out.insert_key(key, value, cx.network_time());
    }
    Val::Table(out)
}

/// The networks that contain the given one, narrowest first.
pub fn matching_subnets(cx: &mut Context<'_>, search: Subnet, t: &Val) -> Val {
    let Some(table) = by_subnet(cx, t, "matching_subnets") else { return Val::None };
    let found = table.covering(&search).iter().map(|k| k.value(&table.ty)).collect();
    Val::Vector(Vector::from(Type::Subnet, found))
}

/// Nothing: all bits are kept.
pub fn preserve_subnet(_: &mut Context<'_>, _: Subnet) {}
