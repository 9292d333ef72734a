//! Lines of POP3 (RFC 1939, section 3).

/// A word that stands at the front of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Word {
    Ok,
    Err,
    User,
    Pass,
    Apop,
    Auth,
    Stat,
    List,
    Retr,
    Dele,
    Rset,
    Noop,
    Last,
    Quit,
    Top,
    Capa,
    Uidl,
    Stls,
    Xsender,
}

/// All words with their names.
const NAMES: [(Word, &str); 19] = [
    (Word::Ok, "OK"),
    (Word::Err, "ERR"),
    (Word::User, "USER"),
    (Word::Pass, "PASS"),
    (Word::Apop, "APOP"),
    (Word::Auth, "AUTH"),
    (Word::Stat, "STAT"),
    (Word::List, "LIST"),
    (Word::Retr, "RETR"),
    (Word::Dele, "DELE"),
    (Word::Rset, "RSET"),
    (Word::Noop, "NOOP"),
    (Word::Last, "LAST"),
    (Word::Quit, "QUIT"),
    (Word::Top, "TOP"),
    (Word::Capa, "CAPA"),
    (Word::Uidl, "UIDL"),
    (Word::Stls, "STLS"),
    (Word::Xsender, "XSENDER"),
];

impl Word {
    /// Its name in capital letters.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|n| n.0 == self).map_or("", |n| n.1)
    }

    /// Reads a word in any case; signs before it do not count.
    fn read(text: &[u8]) -> Option<Word> {
        let signs = text.iter().take_while(|b| matches!(b, b'+' | b'-')).count();
        let text = text.get(signs..)?;
        NAMES.iter().find(|n| text.eq_ignore_ascii_case(n.1.as_bytes())).map(|n| n.0)
    }
}

/// A line of either side.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What the first word means.
    pub word: Option<Word>,
    /// The line without spaces at its ends, with one for several, up to a NUL.
    pub text: Vec<u8>,
    /// Length of the first word.
    first: usize,
}

impl Line {
    /// Reads a line without its end.
    pub fn read(line: &[u8]) -> Line {
        let line = line.split(|b| *b == 0).next().unwrap_or_default().trim_ascii_start();
        let mut text = Vec::with_capacity(line.len());
        for part in line.split(|b| *b == b' ').filter(|p| !p.is_empty()) {
            if !text.is_empty() {
                text.push(b' ');
            }
            text.extend_from_slice(part);
        }
        let first = text.iter().position(|b| *b == b' ').unwrap_or(text.len());
        Line { word: text.get(..first).and_then(Word::read), text, first }
    }

    /// The first word; `???` for an empty line.
    pub fn first(&self) -> &[u8] {
        match self.text.get(..self.first) {
            Some([]) | None => b"???",
            Some(word) => word,
        }
    }

    /// What follows the first word.
    pub fn argument(&self) -> &[u8] {
        self.text.get(self.first + 1..).unwrap_or_default()
    }
}

/// How a client proves who it is with AUTH (RFC 5034).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mechanism {
    Login,
    Plain,
    CramMd5,
    Other,
}

impl Mechanism {
    /// Reads the argument of AUTH.
    pub fn read(argument: &[u8]) -> Mechanism {
        let has = |name: &[u8]| argument.windows(name.len()).any(|w| w.eq_ignore_ascii_case(name));
        if has(b"LOGIN") {
            Mechanism::Login
        } else if has(b"PLAIN") {
            Mechanism::Plain
        } else if has(b"CRAM-MD5") {
            Mechanism::CramMd5
        } else {
            Mechanism::Other
        }
    }
}

/// User and password of PLAIN (RFC 4616): an identity, NUL, user, NUL, password.
pub fn plain(decoded: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = decoded.splitn(3, |b| *b == 0);
    let (_, user, password) = (parts.next()?, parts.next()?, parts.next()?);
    (!password.is_empty()).then_some((user, password))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let check = |line: &[u8], word, first: &[u8], argument: &[u8]| {
            let l = Line::read(line);
            assert_eq!((l.word, l.first(), l.argument()), (word, first, argument), "{}", line.escape_ascii());
        };
        check(b"+OK  ready   now ", Some(Word::Ok), b"+OK", b"ready now");
        check(b"-err", Some(Word::Err), b"-err", b"");
        check(b" user me", Some(Word::User), b"user", b"me");
        check(b"+ challenge", None, b"+", b"challenge");
        check(b"PING\0 x", None, b"PING", b"");
        check(b"", None, b"???", b"");
        NAMES.iter().for_each(|(word, name)| assert_eq!(Line::read(name.as_bytes()).word, Some(*word)));
    }

    #[test]
    fn proofs() {
        assert_eq!(Mechanism::read(b"PLAIN dGVzdA=="), Mechanism::Plain);
        assert_eq!(Mechanism::read(b"cram-md5"), Mechanism::CramMd5);
        assert_eq!(Mechanism::read(b"XYZ"), Mechanism::Other);
        assert_eq!(plain(b"id\0me\0secret"), Some((&b"me"[..], &b"secret"[..])));
        assert_eq!(plain(b"\0me\0"), None);
        assert_eq!(plain(b"\0me"), None);
    }
}
