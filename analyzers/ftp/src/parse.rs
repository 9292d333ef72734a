//! Lines of the control connection (RFC 959, section 4 and 5; RFC 2228). No events here.

/// Splits a line of the client into the word of its command and the argument.
pub fn command(line: &[u8]) -> (&[u8], &[u8]) {
    let line = line.trim_ascii_start();
    let end = line.iter().position(|b| *b == b' ' || *b == b'\t').unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    (word, rest.trim_ascii_start())
}

/// A line of a reply.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply<'a> {
    /// Three digits, or 0 for a line in the middle of a reply.
    pub code: u16,
    /// More lines follow.
    pub more: bool,
    /// Text behind the code.
    pub text: &'a [u8],
}

/// The three digits at the front of a line.
fn code(line: &[u8]) -> Option<u16> {
    let mut code = 0;
    for digit in line.get(..3)? {
        code = code * 10 + (*digit as char).to_digit(10)? as u16;
    }
    Some(code)
}

/// Reads a line of a reply. `pending` is the code of the reply that the line stands in, 0 for none; such a reply ends with
/// a line that begins with the same code and a space. `None` when a new reply has no code.
pub fn reply(line: &[u8], pending: u16) -> Option<Reply<'_>> {
    let code = code(line).filter(|_| line.get(3).is_none_or(|b| matches!(b, b' ' | b'-' | b'\t')));
    let text = line.get(4..).unwrap_or_default();
    let dash = line.get(3) == Some(&b'-');
    if pending != 0 {
        return Some(match code {
            Some(code) if code == pending && !dash => Reply { code, more: false, text },
            _ => Reply { code: 0, more: true, text: line },
        });
    }
    code.filter(|c| *c >= 100).map(|code| Reply { code, more: dash, text })
}

/// The line without commands of the Telnet protocol (RFC 959, section 4.1.3, allows them); `None` when there were none.
pub fn without_telnet(line: &[u8]) -> Option<Vec<u8>> {
    const INTERPRET_AS_COMMAND: u8 = 255;
    let mut rest = line;
    let mut out = Vec::new();
    while let Some(at) = rest.iter().position(|b| *b == INTERPRET_AS_COMMAND) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        let length = match rest.get(at + 1) {
            Some(251..=254) => 3,
            Some(_) => 2,
            None => 1,
        };
        if rest.get(at + 1) == Some(&INTERPRET_AS_COMMAND) {
            out.push(INTERPRET_AS_COMMAND);
        }
        rest = rest.get(at + length..).unwrap_or_default();
    }
    if rest.len() == line.len() {
        return None;
    }
    out.extend_from_slice(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        assert_eq!(command(b"RETR a b"), (&b"RETR"[..], &b"a b"[..]));
        assert_eq!(command(b"  "), (&b""[..], &b""[..]));
    }

    #[test]
    fn replies() {
        let check = |line: &'static [u8], pending, expected: Option<(u16, bool, &[u8])>| {
            assert_eq!(reply(line, pending).map(|r| (r.code, r.more, r.text)), expected, "{line:?}");
        };
        check(b"220 ready", 0, Some((220, false, b"ready")));
        check(b"220", 0, Some((220, false, b"")));
        check(b"230-", 0, Some((230, true, b"")));
        check(b"230-", 230, Some((0, true, b"230-")));
        check(b"  text", 230, Some((0, true, b"  text")));
        check(b"230 done", 230, Some((230, false, b"done")));
        check(b"99 PASV invalid", 0, None);
        check(b"SYST not supported", 0, None);
        check(b"2200 ready", 0, None);
    }

    #[test]
    fn telnet() {
        assert_eq!(without_telnet(b"ABOR"), None);
        assert_eq!(without_telnet(b"\xff\xf4\xff\xf2ABOR").as_deref(), Some(&b"ABOR"[..]));
        assert_eq!(without_telnet(b"a\xff\xff\xff\xfb\x01b\xff").as_deref(), Some(&b"a\xffb"[..]));
    }
}
