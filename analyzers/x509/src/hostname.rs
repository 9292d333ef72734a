//! Does a certificate speak for a host (RFC 6125)?

use crate::certificate::{Certificate, other_names};
use crate::name;

/// True when `pattern`, a name in a certificate, covers `host`. A `*` in the label at the left stands for any part of it.
/// Capital letters count: names are compared as they stand.
pub fn covers(host: &[u8], pattern: &[u8]) -> bool {
    if host == pattern {
        return true;
    }
    let labels = |name: &[u8]| -> Option<(Vec<u8>, Vec<u8>)> {
        let dot = name.iter().position(|b| *b == b'.')?;
        Some((name.get(..dot)?.to_vec(), name.get(dot + 1..)?.to_vec()))
    };
    let (Some((first, rest)), Some((wild, suffix))) = (labels(host), labels(pattern)) else { return false };
    let Some(star) = wild.iter().position(|b| *b == b'*') else { return false };
    let (before, after) = (wild.get(..star).unwrap_or_default(), wild.get(star + 1..).unwrap_or_default());
    // A wildcard right below a top-level domain would speak for everybody.
    rest == suffix
        && suffix.contains(&b'.')
        && !first.is_empty()
        && first.len() >= before.len() + after.len()
        && first.starts_with(before)
        && first.ends_with(after)
}

/// The name of a certificate that covers `host`: one of its alternative names or, when there are none for hosts, its
/// common name.
pub fn matching(c: &Certificate, host: &[u8]) -> Option<Vec<u8>> {
    let host = host.to_ascii_lowercase();
    let covers = |name: &[u8]| covers(&host, &name.to_ascii_lowercase());
    let names = c.extensions.iter().find(|e| e.oid == [0x55, 0x1d, 0x11]).and_then(|e| other_names(&e.data));
    let dns = names.map(|n| n.dns).unwrap_or_default();
    if !dns.is_empty() {
        return dns.into_iter().find(|n| covers(n)).map(<[u8]>::to_vec);
    }
    let common = c.common_name.as_ref()?;
    covers(common.as_bytes()).then(|| name::printable(common.as_bytes()).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (host, pattern, wanted) in [
            ("www.example.com", "www.example.com", true),
            ("WWW.example.com", "www.EXAMPLE.com", false),
            ("www.example.com.", "www.example.com", false),
            ("www.example.com", "*.example.com", true),
            ("a.www.example.com", "*.example.com", false),
            ("example.com", "*.example.com", false),
            ("example.com", "*.com", false),
            (".example.com", "*.example.com", false),
            ("www.example.com", "w*.example.com", true),
            ("www.example.com", "*x.example.com", false),
            ("", "", true),
            ("a", "", false),
        ] {
            assert_eq!(covers(host.as_bytes(), pattern.as_bytes()), wanted, "{host} {pattern}");
        }
    }
}
