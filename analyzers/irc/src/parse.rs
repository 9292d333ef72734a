//! Lines of IRC (RFC 1459, section 2.3; RFC 2812 for the commands).

use std::borrow::Cow;

/// A line taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Who says it; empty for what a client says itself.
    pub prefix: &'a [u8],
    /// In capitals.
    pub command: Cow<'a, [u8]>,
    /// Everything behind it.
    pub params: &'a [u8],
}

/// Takes a line apart; `None` when it is nothing but a prefix.
pub fn line(text: &[u8]) -> Option<Line<'_>> {
    let (prefix, rest) = match text.strip_prefix(b":") {
        Some(t) => cut(t)?,
        None => (&b""[..], text),
    };
    let (command, params) = cut(rest).unwrap_or((rest, b""));
    let command = if command.iter().any(u8::is_ascii_lowercase) {
        Cow::Owned(command.to_ascii_uppercase())
    } else {
        Cow::Borrowed(command)
    };
    Some(Line { prefix, command, params })
}

impl Line<'_> {
    /// The number of a reply.
    pub fn reply(&self) -> Option<u64> {
        match *self.command {
            [a, b, c] if [a, b, c].iter().all(u8::is_ascii_digit) => {
                Some([a, b, c].iter().fold(0, |n, d| n * 10 + u64::from(d - b'0')))
            }
            _ => None,
        }
    }

    /// The nickname of who says it: the prefix without user and host.
    pub fn nick(&self) -> &[u8] {
        self.prefix.split(|b| *b == b'!').next().unwrap_or_default()
    }
}

/// What stands before and behind the first space.
pub fn cut(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|b| *b == b' ')?;
    Some((&text[..at], text.get(at + 1..).unwrap_or_default()))
}

/// A text without the colon that lets it hold spaces.
pub fn trailing(text: &[u8]) -> &[u8] {
    text.strip_prefix(b":").unwrap_or(text)
}

/// Words between spaces.
pub fn words(text: &[u8]) -> Vec<&[u8]> {
    list(text, b' ')
}

/// What stands between separators, without what is empty.
pub fn list(text: &[u8], separator: u8) -> Vec<&[u8]> {
    text.split(|b| *b == separator).filter(|w| !w.is_empty()).collect()
}

/// A number all of digits, of up to 64 bits.
pub fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok().filter(|t| !t.starts_with('+'))?.parse().ok()
}

/// The number in front of a word that begins so: "148 users and 91306 invisible".
pub fn number_before(words: &[&[u8]], word: &[u8]) -> u64 {
    let found = words.windows(2).find(|pair| pair[1].starts_with(word));
    found.and_then(|pair| number(pair[0])).unwrap_or_default()
}

/// An offer of a direct connection (the client-to-client protocol's DCC).
#[derive(Debug, PartialEq, Eq)]
pub struct Dcc<'a> {
    pub kind: &'a [u8],
    pub argument: &'a [u8],
    /// IPv4, the first byte highest.
    pub address: u32,
    pub port: u16,
    pub size: u64,
}

/// Why an offer is none.
#[derive(Debug, PartialEq, Eq)]
pub enum DccFault {
    Format,
    Host,
    Port(u64),
}

/// Reads what follows "DCC ".
pub fn dcc(text: &[u8]) -> Result<Dcc<'_>, DccFault> {
    let parts: Vec<&[u8]> = text.split(|b| *b == b' ').collect();
    let [kind, argument, address, port, rest @ ..] = &parts[..] else { return Err(DccFault::Format) };
    let address = number(address).and_then(|n| u32::try_from(n).ok()).ok_or(DccFault::Host)?;
    let told = number(port).unwrap_or_default();
    let port = u16::try_from(told).ok().filter(|p| *p != 0).ok_or(DccFault::Port(told))?;
    let size = rest.first().and_then(|s| number(s)).unwrap_or_default();
    Ok(Dcc { kind, argument, address, port, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let l = line(b":tim!u@host join :#c").unwrap();
        assert_eq!(
            (l.prefix, &*l.command, l.params, l.nick()),
            (&b"tim!u@host"[..], &b"JOIN"[..], &b":#c"[..], &b"tim"[..])
        );
        assert_eq!(line(b":server 433 * n :used").unwrap().reply(), Some(433));
        assert_eq!(
            line(b"PING").unwrap(),
            Line { prefix: b"", command: Cow::Borrowed(b"PING"), params: b"" }
        );
        assert_eq!(line(b":server"), None);
    }

    #[test]
    fn offers() {
        assert_eq!(
            dcc(b"SEND f.txt 167772161 5555 12"),
            Ok(Dcc { kind: b"SEND", argument: b"f.txt", address: 0x0a00_0001, port: 5555, size: 12 })
        );
        assert_eq!(dcc(b"CHAT CHAT 1 2").map(|d| d.size), Ok(0));
        assert_eq!(dcc(b"SEND f.txt  5000 1024"), Err(DccFault::Host));
        assert_eq!(dcc(b"SEND f.txt 1 abc 1024"), Err(DccFault::Port(0)));
        assert_eq!(dcc(b"SEND f.txt 1 70000 1"), Err(DccFault::Port(70000)));
        assert_eq!(dcc(b"SEND f.txt"), Err(DccFault::Format));
    }

    #[test]
    fn numbers_in_words() {
        let w = words(b"There are 148 users and 91306 invisible on 27 servers");
        assert_eq!(
            (number_before(&w, b"user"), number_before(&w, b"server"), number_before(&w, b"service")),
            (148, 27, 0)
        );
    }
}
