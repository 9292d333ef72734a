//! Lines to commands and replies (RFC 5321, section 4.1 and 4.2; RFC 3030; RFC 3207; RFC 4954). No events here.

/// A command, or what stands in its place when replies are matched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// The opening of the connection, which the server answers first.
    Opening,
    Ehlo,
    Helo,
    Mail,
    Rcpt,
    Data,
    Quit,
    Rset,
    Vrfy,
    Expn,
    Help,
    Noop,
    Starttls,
    XAnonymousTls,
    Bdat,
    Etrn,
    Auth,
    Send,
    Soml,
    Saml,
    Turn,
    /// A client's answer during authentication.
    AuthAnswer,
    /// The end of a mail.
    EndOfData,
    /// None that is known.
    Unknown,
}

/// Commands with the words for them.
const WORDS: &[(Command, &str)] = &[
    (Command::Ehlo, "EHLO"),
    (Command::Helo, "HELO"),
    (Command::Mail, "MAIL"),
    (Command::Rcpt, "RCPT"),
    (Command::Data, "DATA"),
    (Command::Quit, "QUIT"),
    (Command::Rset, "RSET"),
    (Command::Vrfy, "VRFY"),
    (Command::Expn, "EXPN"),
    (Command::Help, "HELP"),
    (Command::Noop, "NOOP"),
    (Command::Starttls, "STARTTLS"),
    (Command::XAnonymousTls, "X-ANONYMOUSTLS"),
    (Command::Bdat, "BDAT"),
    (Command::Etrn, "ETRN"),
    (Command::Auth, "AUTH"),
    (Command::Send, "SEND"),
    (Command::Soml, "SOML"),
    (Command::Saml, "SAML"),
    (Command::Turn, "TURN"),
];

impl Command {
    /// Its name in events.
    pub fn word(self) -> &'static str {
        match self {
            Command::Opening => ">",
            Command::AuthAnswer => "***",
            Command::EndOfData => ".",
            other => WORDS.iter().find(|(c, _)| *c == other).map_or("(UNKNOWN)", |(_, w)| w),
        }
    }
}

/// Splits a line of the client into its first word and the rest.
pub fn command(line: &[u8]) -> (&[u8], &[u8]) {
    let line = line.trim_ascii_start();
    let end = line.iter().position(|b| *b == b' ' || *b == b'\t').unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    (word, rest.trim_ascii_start())
}

/// The command of a word, in any case of letters.
pub fn known(word: &[u8]) -> Command {
    WORDS.iter().find(|(_, w)| word.eq_ignore_ascii_case(w.as_bytes())).map_or(Command::Unknown, |(c, _)| *c)
}

/// A line of a reply.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply<'a> {
    /// Three digits.
    pub code: u16,
    /// More lines follow.
    pub more: bool,
    /// Text behind the code.
    pub text: &'a [u8],
}

/// A line of a reply; `None` when it does not begin with three digits.
pub fn reply(line: &[u8]) -> Option<Reply<'_>> {
    let (digits, rest) = line.split_at_checked(3)?;
    let mut code = 0;
    for d in digits {
        code = code * 10 + (*d as char).to_digit(10)? as u16;
    }
    match rest.split_first() {
        None => Some(Reply { code, more: false, text: b"" }),
        Some((b'-', text)) => Some(Reply { code, more: true, text }),
        Some((b' ', text)) => Some(Reply { code, more: false, text }),
        Some((d, _)) if d.is_ascii_digit() => None,
        Some(_) => Some(Reply { code, more: false, text: rest }),
    }
}

/// What is wrong with the argument of BDAT.
#[derive(Debug, PartialEq, Eq)]
pub enum BadChunk {
    /// No number stands there.
    NoSize,
    /// The number is none that a machine could count to.
    Endless,
    /// The number is beyond all reason.
    Huge,
    /// Something else than LAST follows it.
    Trailing,
}

/// The argument of BDAT (RFC 3030): how many bytes follow, and whether they are the last of the mail.
pub fn chunk(argument: &[u8]) -> Result<(u64, bool), BadChunk> {
    let (size, rest) = command(argument);
    if size.is_empty() || !size.iter().all(u8::is_ascii_digit) {
        return Err(BadChunk::NoSize);
    }
    let size = std::str::from_utf8(size).ok().and_then(|s| s.parse::<u64>().ok()).ok_or(BadChunk::Endless)?;
    if i64::try_from(size).is_err() {
        return Err(BadChunk::Huge);
    }
    match rest.trim_ascii() {
        b"" => Ok((size, false)),
        last if last.eq_ignore_ascii_case(b"LAST") => Ok((size, true)),
        _ => Err(BadChunk::Trailing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        assert_eq!(command(b"MAIL FROM:<a@b>  "), (&b"MAIL"[..], &b"FROM:<a@b>  "[..]));
        assert_eq!(command(b""), (&b""[..], &b""[..]));
        assert_eq!(known(b"mAiL"), Command::Mail);
        assert_eq!(known(b"Hello,").word(), "(UNKNOWN)");
    }

    #[test]
    fn replies() {
        let check = |line: &'static [u8], expected: Option<(u16, bool, &[u8])>| {
            assert_eq!(reply(line).map(|r| (r.code, r.more, r.text)), expected);
        };
        check(b"250 OK", Some((250, false, b"OK")));
        check(b"250-SIZE 1", Some((250, true, b"SIZE 1")));
        check(b"250", Some((250, false, b"")));
        check(b"2500", None);
        check(b"hello", None);
    }

    #[test]
    fn chunks() {
        assert_eq!(chunk(b"86 LAST"), Ok((86, true)));
        assert_eq!(chunk(b"129"), Ok((129, false)));
        assert_eq!(chunk(b"-1 LAST"), Err(BadChunk::NoSize));
        assert_eq!(chunk(b"15555555557777777777 LAST"), Err(BadChunk::Huge));
        assert_eq!(chunk(b"184467440737095516150 LAST"), Err(BadChunk::Endless));
        assert_eq!(chunk(b"1 FIRST"), Err(BadChunk::Trailing));
    }
}
