//! Does a certificate speak for a host (RFC 6125)?

use crate::certificate::{Certificate, other_names};
use crate::name;

/// True when `pattern`, a name in a certificate, covers `host`. A `*` stands for one whole label at the left.
pub fn covers(host: &[u8], pattern: &[u8]) -> bool {
    let host = host.strip_suffix(b".").unwrap_or(host);
    let pattern = pattern.strip_suffix(b".").unwrap_or(pattern);
    if host.is_empty() || pattern.is_empty() {
        return false;
    }
    match pattern.strip_prefix(b"*.") {
        None => host.eq_ignore_ascii_case(pattern),
        Some(suffix) => {
            let Some(dot) = host.iter().position(|b| *b == b'.') else { return false };
            let rest = host.get(dot + 1..).unwrap_or_default();
            // A wildcard right below a top-level domain would speak for everybody.
            dot > 0 && suffix.contains(&b'.') && !suffix.contains(&b'*') && rest.eq_ignore_ascii_case(suffix)
        }
    }
}

/// The name of a certificate that covers `host`: one of its alternative names or, when there are none for hosts, its
/// common name.
pub fn matching(c: &Certificate, host: &[u8]) -> Option<Vec<u8>> {
    let names = c.extensions.iter().find(|e| e.oid == [0x55, 0x1d, 0x11]).and_then(|e| other_names(&e.data));
    let dns = names.map(|n| n.dns).unwrap_or_default();
    if !dns.is_empty() {
        return dns.into_iter().find(|n| covers(host, n)).map(<[u8]>::to_vec);
    }
    let common = c.common_name.as_ref()?;
    covers(host, common.as_bytes()).then(|| name::printable(common.as_bytes()).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (host, pattern, wanted) in [
            ("www.example.com", "www.example.com", true),
            ("WWW.example.com.", "www.EXAMPLE.com", true),
            ("www.example.com", "*.example.com", true),
            ("a.www.example.com", "*.example.com", false),
            ("example.com", "*.example.com", false),
            ("example.com", "*.com", false),
            (".example.com", "*.example.com", false),
            ("www.example.com", "w*.example.com", false),
            ("", "", false),
        ] {
            assert_eq!(covers(host.as_bytes(), pattern.as_bytes()), wanted, "{host} {pattern}");
        }
    }
}
