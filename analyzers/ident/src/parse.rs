//! Lines of Ident (RFC 1413, section 4).

/// A pair of ports; 0 stands for a number that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// On the server's host.
    pub remote: u16,
    /// On the host that asks.
    pub local: u16,
    /// A number was above 65535.
    pub wrong: bool,
}

fn after_blanks(b: &[u8]) -> &[u8] {
    b.trim_ascii_start()
}

fn port(b: &[u8]) -> Option<(Option<u16>, &[u8])> {
    let b = after_blanks(b);
    let digits = b.iter().take_while(|c| c.is_ascii_digit()).count();
    let (digits, rest) = b.split_at(digits);
    if digits.is_empty() {
        return None;
    }
    Some((std::str::from_utf8(digits).ok()?.parse().ok(), after_blanks(rest)))
}

/// Two ports and a comma between them: those, and what follows.
pub fn ports(b: &[u8]) -> Option<(Ports, &[u8])> {
    let (remote, rest) = port(b)?;
    let (local, rest) = port(rest.strip_prefix(b",")?)?;
    let wrong = remote.is_none() || local.is_none();
    Some((Ports { remote: remote.unwrap_or(0), local: local.unwrap_or(0), wrong }, rest))
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Why there is none.
    Error(&'a [u8]),
    /// The user and the system.
    User(&'a [u8], &'a [u8]),
}

/// What follows the ports in an answer.
pub fn answer(b: &[u8]) -> Option<Answer<'_>> {
    let b = after_blanks(b.strip_prefix(b":")?);
    let word = |word: &[u8]| Some(after_blanks(after_blanks(b.strip_prefix(word)?).strip_prefix(b":")?));
    if let Some(why) = word(b"ERROR") {
        return Some(Answer::Error(why));
    }
    let rest = word(b"USERID")?;
    let (system, user) = rest.split_at(rest.iter().position(|c| *c == b':')?);
    // A character set may follow the system.
    let system = system.split(|c| *c == b',').next()?;
    Some(Answer::User(after_blanks(user.get(1..)?), system.trim_ascii_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs() {
        let pair = |remote, local, wrong| Ports { remote, local, wrong };
        assert_eq!(ports(b" 6193 , 23 "), Some((pair(6193, 23, false), &b""[..])));
        assert_eq!(ports(b"70000,23:x"), Some((pair(0, 23, true), &b":x"[..])));
        assert_eq!(ports(b"6193"), None);
        assert_eq!(ports(b"6193,a"), None);
    }

    #[test]
    fn answers() {
        assert_eq!(answer(b": USERID : UNIX , US-ASCII :me"), Some(Answer::User(b"me", b"UNIX")));
        assert_eq!(answer(b":ERROR:NO-USER"), Some(Answer::Error(b"NO-USER")));
        assert_eq!(answer(b": USERID : UNIX"), None);
        assert_eq!(answer(b": OTHER : UNIX : x"), None);
        assert_eq!(answer(b""), None);
    }
}
