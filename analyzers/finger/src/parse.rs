//! The question of Finger (RFC 1288, section 2.3).

/// A question.
#[derive(Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// All there is is wanted.
    pub full: bool,
    /// Of whom; empty for everybody who is there.
    pub user: &'a [u8],
    /// Of whom and where: `user`, and the host behind it if there is one.
    pub whom: &'a [u8],
    /// The host behind the server that shall be asked; empty for the server itself.
    pub host: &'a [u8],
}

fn after_blanks(b: &[u8]) -> &[u8] {
    let blanks = b.iter().take_while(|c| matches!(c, b' ' | b'\t')).count();
    b.get(blanks..).unwrap_or_default()
}

/// Reads a question.
pub fn question(line: &[u8]) -> Question<'_> {
    let line = after_blanks(line);
    let (full, rest) = match line.strip_prefix(b"/W") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let whom = rest.trim_ascii();
    let at = whom.iter().position(|c| *c == b'@').unwrap_or(whom.len());
    let (user, host) = whom.split_at(at);
    Question { full, user, whom, host: host.strip_prefix(b"@").unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions() {
        let check = |line: &[u8], full, user, host| {
            let q = question(line);
            assert_eq!((q.full, q.user, q.host), (full, user, host));
        };
        check(b"", false, b"", b"");
        check(b" /W  me ", true, b"me", b"");
        check(b"me@host@other", false, b"me", b"host@other");
        check(b"/W", true, b"", b"");
        assert_eq!(question(b"/W me@host ").whom, b"me@host");
    }
}
