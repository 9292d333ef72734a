//! Service bindings (RFC 9460): SVCB and HTTPS records.

use crate::events::*;
use crate::parse::Reader;
use crate::records::{Answer, Message, addresses};
use zander_analyzer::{Context, emit};
use zander_value::{Addr, Type, Val, base64};
use zander_wire::Truncated;

/// The key of Encrypted Client Hello.
const ECH: u16 = 5;

/// Raises `dns_SVCB` or `dns_HTTPS`.
pub fn raise(
    cx: &mut Context<'_>,
    m: &Message<'_>,
    a: &Answer<'_>,
    r: &mut Reader<'_>,
) -> Result<(), Truncated> {
    let e = &m.shared.events;
    let priority = r.u16()?;
    let target = r.name().lower();
    if let Some(fault) = target.fault {
        cx.weird(fault, "");
    }
    // The root stands for the owner of the record.
    let target: &[u8] = if target.bytes.is_empty() { b"." } else { &target.bytes };
    let params = if priority == 0 {
        if r.remaining() > 0 {
            cx.weird("DNS_SVCB_aliasmode_with_params", "");
        }
        None
    } else {
        let ty = Type::Record(e.type_dns_svcb_param.clone());
        Some(Val::vector(ty, parameters(cx, e, r)))
    };
    let svcb = DnsSvcbRr { svc_priority: priority.into(), target_name: target, svc_params: params }.val(e);
    if a.kind == 64 {
        e.dns_SVCB(cx, m.val(), &a.val(m), &svcb);
    } else {
        e.dns_HTTPS(cx, m.val(), &a.val(m), &svcb);
    }
    Ok(())
}

fn parameters(cx: &mut Context<'_>, e: &Events, r: &mut Reader<'_>) -> Vec<Val> {
    let mut out = Vec::new();
    while r.remaining() > 0 {
        let (Ok(key), Ok(length)) = (r.u16(), r.u16()) else {
            cx.weird("DNS_SVCB_wrong_length", "");
            break;
        };
        let Ok(value) = r.take(length.into()) else {
            cx.weird("DNS_SVCB_param_value_toobig", "");
            break;
        };
        let shown = shown(key, value);
        out.push(parameter(key, value, &shown, &mut |name| cx.weird(name, "")).val(e));
    }
    out
}

/// How texts show a configuration of Encrypted Client Hello: in Base64.
fn shown(key: u16, value: &[u8]) -> Vec<u8> {
    if key == ECH { base64::encode(value) } else { Vec::new() }
}

/// One parameter; a value that does not fit its key is reported and handed on raw.
fn parameter<'a>(
    key: u16,
    value: &'a [u8],
    shown: &'a [u8],
    weird: &mut dyn FnMut(&str),
) -> DnsSvcbParam<'a> {
    let mut p = DnsSvcbParam {
        key: key.into(),
        mandatory: None,
        alpn: None,
        p: None,
        hint: None,
        ech: None,
        raw: None,
    };
    let fault = match key {
        0 if value.is_empty() || !value.len().is_multiple_of(2) => Some("DNS_SVCB_mandatory_length_invalid"),
        0 => {
            let keys = value.chunks_exact(2).filter_map(|c| c.first_chunk::<2>());
            p.mandatory = Some(emit::counts(keys.map(|c| u16::from_be_bytes(*c).into())));
            None
        }
        1 => match length_prefixed(value) {
            Some(names) => {
                p.alpn = Some(emit::strings(names));
                None
            }
            None => Some("DNS_SVCB_alpn_length_invalid"),
        },
        2 if !value.is_empty() => Some("DNS_SVCB_nodefaultalpn_value"),
        2 => {
            p.raw = Some(b"");
            None
        }
        3 => match value.first_chunk::<2>() {
            Some(port) if value.len() == 2 => {
                p.p = Some(u16::from_be_bytes(*port).into());
                None
            }
            _ => Some("DNS_SVCB_port_length_invalid"),
        },
        4 | 6 => {
            let hints = if key == 4 {
                hints(value, |b: &[u8; 4]| Addr::v4(*b))
            } else {
                hints(value, |b: &[u8; 16]| Addr::v6(*b))
            };
            match hints {
                Some(list) => {
                    p.hint = Some(addresses(list));
                    None
                }
                None => Some("DNS_SVCB_hint_length_invalid"),
            }
        }
        ECH => {
            p.ech = Some(shown);
            None
        }
        u16::MAX => Some("DNS_SVCB_key_reserved_or_invalid"),
        _ => {
            p.raw = Some(value);
            None
        }
    };
    if let Some(name) = fault {
        weird(name);
        p.raw = Some(value);
    }
    p
}

/// A list of non-empty strings, each with a length byte.
fn length_prefixed(mut value: &[u8]) -> Option<Vec<&[u8]>> {
    let mut out = Vec::new();
    while let Some((&length, rest)) = value.split_first() {
        if length == 0 {
            return None;
        }
        let (one, more) = rest.split_at_checked(length.into())?;
        out.push(one);
        value = more;
    }
    (!out.is_empty()).then_some(out)
}

fn hints<const N: usize>(value: &[u8], address: impl Fn(&[u8; N]) -> Addr) -> Option<Vec<Addr>> {
    let (chunks, rest) = value.as_chunks::<N>();
    (rest.is_empty() && !chunks.is_empty()).then(|| chunks.iter().map(address).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tests::hex;
    use zander_analyzer::testing::text;

    fn check(key: u16, value: &str, expected: &[&str], fault: &str) {
        let value = hex(value);
        let mut told = String::new();
        let shown = shown(key, &value);
        let p = parameter(key, &value, &shown, &mut |n| told = n.to_owned());
        let all = [
            p.mandatory.as_ref().map(text),
            p.alpn.as_ref().map(text),
            p.p.map(|n| n.to_string()),
            p.hint.as_ref().map(text),
            p.ech.map(|b| b.escape_ascii().to_string()),
            p.raw.map(|b| format!("raw {}", b.escape_ascii())),
        ];
        assert_eq!(all.iter().flatten().collect::<Vec<_>>(), expected);
        assert_eq!(told, fault);
    }

    #[test]
    fn parameters_by_key() {
        check(0, "00010004", &["[1,4]"], "");
        check(1, "026832 026833", &["[h2,h3]"], "");
        check(3, "01bb", &["443"], "");
        check(4, "01020304 05060708", &["[1.2.3.4,5.6.7.8]"], "");
        check(6, "20010db8000000000000000000000001", &["[2001:db8::1]"], "");
        check(5, "4142", &["QUI="], "");
        check(7, "2f7b7d", &["raw /{}"], "");
    }

    #[test]
    fn faulty_values_are_raw() {
        check(0, "0001 00", &["raw \\x00\\x01\\x00"], "DNS_SVCB_mandatory_length_invalid");
        check(1, "0268", &["raw \\x02h"], "DNS_SVCB_alpn_length_invalid");
        check(3, "01bb00", &["raw \\x01\\xbb\\x00"], "DNS_SVCB_port_length_invalid");
        check(4, "010203", &["raw \\x01\\x02\\x03"], "DNS_SVCB_hint_length_invalid");
        check(2, "00", &["raw \\x00"], "DNS_SVCB_nodefaultalpn_value");
        check(65535, "", &["raw "], "DNS_SVCB_key_reserved_or_invalid");
    }
}
