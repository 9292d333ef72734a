//! Indicators: their kinds, and what a valid one of each looks like.

use std::net::IpAddr;

/// Kinds of indicators: `Intel::Type` of scripts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    Addr,
    Subnet,
    Url,
    Software,
    Email,
    Domain,
    UserName,
    CertHash,
    PubkeyHash,
    FileHash,
    FileName,
    /// A kind that a script adds, with its module.
    Other(String),
}

const NAMES: [(&str, Kind); 11] = [
    ("Intel::ADDR", Kind::Addr),
    ("Intel::SUBNET", Kind::Subnet),
    ("Intel::URL", Kind::Url),
    ("Intel::SOFTWARE", Kind::Software),
    ("Intel::EMAIL", Kind::Email),
    ("Intel::DOMAIN", Kind::Domain),
    ("Intel::USER_NAME", Kind::UserName),
    ("Intel::CERT_HASH", Kind::CertHash),
    ("Intel::PUBKEY_HASH", Kind::PubkeyHash),
    ("Intel::FILE_HASH", Kind::FileHash),
    ("Intel::FILE_NAME", Kind::FileName),
];

impl Kind {
    /// The kind of a name, with or without `Intel::`.
    pub fn named(name: &str) -> Kind {
        let full = if name.contains("::") { name.to_owned() } else { format!("Intel::{name}") };
        let known = NAMES.iter().find(|(n, _)| *n == full);
        known.map_or(Kind::Other(full), |(_, kind)| kind.clone())
    }

    /// The name in scripts.
    pub fn name(&self) -> &str {
        match self {
            Kind::Other(name) => name,
            kind => NAMES.iter().find(|(_, k)| k == kind).map_or("", |(name, _)| name),
        }
    }

    /// The kind of a value that does not tell: addresses, networks, hashes of files, URLs, mail addresses and domains are
    /// known by their looks.
    pub fn guess(value: &str) -> Option<Kind> {
        let value = armed(value);
        [Kind::Addr, Kind::FileHash]
            .into_iter()
            .find(|kind| kind.normal(&value).is_some())
            .or_else(|| value.contains("://").then_some(Kind::Url))
            .or_else(|| Kind::Email.normal(&value).map(|_| Kind::Email))
            .or_else(|| value.split_once('/').filter(|(host, _)| named(host)).map(|_| Kind::Url))
            .or_else(|| named(&value).then_some(Kind::Domain))
    }

    /// The value as the intelligence framework compares it, with its kind: an address with a prefix length is a network.
    /// `None` when it is no indicator of this kind.
    pub fn normal(&self, value: &str) -> Option<(Kind, String)> {
        let value = armed(value.trim());
        if value.is_empty() || value.chars().any(char::is_control) {
            return None;
        }
        let normal = match self {
            Kind::Addr | Kind::Subnet => return network(&value),
            Kind::Domain => {
                let name = value.trim_end_matches('.').to_lowercase();
                domain(&name).then_some(name)
            }
            Kind::Url => {
                let bare = value.split_once("://").map_or(&*value, |(_, rest)| rest);
                let strange = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"');
                (!bare.is_empty() && !bare.contains(strange)).then(|| bare.to_owned())
            }
            Kind::Email => {
                let (user, host) = value.rsplit_once('@')?;
                let good = !user.is_empty() && !value.contains(char::is_whitespace) && domain(host);
                good.then(|| value.to_lowercase())
            }
            // MD5, SHA-1, SHA-256: what the file analysis computes.
            Kind::FileHash => hash(&value, &[32, 40, 64]),
            Kind::CertHash => hash(&value.replace(':', ""), &[40]),
            _ => Some(value),
        };
        normal.map(|n| (self.clone(), n))
    }
}

/// Undoes what people write to keep others from clicking: `hxxp://bad[.]example`.
fn armed(value: &str) -> String {
    let value = value.replace("[.]", ".").replace("[:]", ":");
    match value.strip_prefix("hxxp") {
        Some(rest) => format!("http{rest}"),
        None => value,
    }
}

fn network(value: &str) -> Option<(Kind, String)> {
    let bare = value.trim_start_matches('[').trim_end_matches(']');
    let Some((address, length)) = bare.split_once('/') else {
        let address: IpAddr = bare.parse().ok()?;
        return Some((Kind::Addr, address.to_string()));
    };
    let address: IpAddr = address.parse().ok()?;
    let length: u8 = length.parse().ok()?;
    let whole = if address.is_ipv4() { 32 } else { 128 };
    match length {
        l if l == whole => Some((Kind::Addr, address.to_string())),
        l if l < whole => Some((Kind::Subnet, format!("{address}/{l}"))),
        _ => None,
    }
}

/// A name that cannot be taken for a mere word; a port may follow.
fn named(host: &str) -> bool {
    let host = host.split_once(':').map_or(host, |(name, _)| name);
    let host = host.strip_suffix('.').unwrap_or(host);
    let top = host.rsplit_once('.').map(|(_, top)| top);
    host.parse::<IpAddr>().is_ok()
        || domain(host) && top.is_some_and(|t| t.contains(|c: char| !c.is_ascii_digit()))
}

/// RFC 1035, section 2.3.4, for lengths; the underscore is in use, and beyond ASCII nothing is judged.
fn domain(name: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && l.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii())
    };
    name.len() <= 253 && name.split('.').all(label) && name.parse::<IpAddr>().is_err()
}

fn hash(value: &str, lengths: &[usize]) -> Option<String> {
    let good = lengths.contains(&value.len()) && value.bytes().all(|b| b.is_ascii_hexdigit());
    good.then(|| value.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_their_looks() {
        for (value, kind, normal) in [
            ("192.0.2.1", Kind::Addr, "192.0.2.1"),
            ("192.0.2[.]1", Kind::Addr, "192.0.2.1"),
            ("2001:DB8::1", Kind::Addr, "2001:db8::1"),
            ("192.0.2.1/32", Kind::Addr, "192.0.2.1"),
            ("192.0.2.0/24", Kind::Subnet, "192.0.2.0/24"),
            ("Bad.Example.", Kind::Domain, "bad.example"),
            ("hxxp://bad[.]example/X", Kind::Url, "bad.example/X"),
            ("bad.example/X", Kind::Url, "bad.example/X"),
            ("Me@bad.example", Kind::Email, "me@bad.example"),
            ("D41D8CD98F00B204E9800998ECF8427E", Kind::FileHash, "d41d8cd98f00b204e9800998ecf8427e"),
        ] {
            let guessed = Kind::guess(value).unwrap_or_else(|| panic!("{value} is something"));
            assert_eq!(guessed.normal(value), Some((kind, normal.to_owned())), "{value}");
        }
        for value in ["", "<html>", "no", "a..example", "192.0.2.256", "x@", "d41d8", "2001:db8::/200"] {
            assert_eq!(Kind::guess(value).filter(|k| *k != Kind::Url), None, "{value}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(Kind::named("ADDR"), Kind::Addr);
        assert_eq!(Kind::named("Intel::FILE_NAME"), Kind::FileName);
        assert_eq!(Kind::named("Ours::JA3").name(), "Ours::JA3");
        assert!(Kind::CertHash.normal("9D:32").is_none());
    }
}
