//! Lines of IMAP (RFC 9051, section 2.2).

/// A line, of either side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    /// What command it belongs to; `*` for none, `+` where the server waits for more.
    pub tag: &'a [u8],
    /// The command, or the kind of answer.
    pub word: &'a [u8],
    /// What follows.
    pub rest: &'a [u8],
}

fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|b| !b.is_ascii_graphic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    (!word.is_empty()).then_some((word, rest))
}

fn without_spaces(text: &[u8]) -> &[u8] {
    text.get(text.iter().take_while(|b| **b == b' ').count()..).unwrap_or_default()
}

/// Reads a line without its end; `None` when it has no tag and word.
pub fn line(text: &[u8]) -> Option<Line<'_>> {
    let (tag, rest) = word(text)?;
    let (word, rest) = word(rest.strip_prefix(b" ").map(without_spaces)?)?;
    Some(Line { tag, word, rest: without_spaces(rest) })
}

/// The words of a list that spaces separate.
pub fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|b| *b == b' ').filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let check = |text: &[u8], wanted: Option<(&[u8], &[u8], &[u8])>| {
            assert_eq!(line(text).map(|l| (l.tag, l.word, l.rest)), wanted, "{}", text.escape_ascii());
        };
        check(b"a1 STARTTLS", Some((b"a1", b"STARTTLS", b"")));
        check(b"* OK  ready now", Some((b"*", b"OK", b"ready now")));
        check(b"+ idling", Some((b"+", b"idling", b"")));
        check(b"+ ", None);
        check(b"a1", None);
        check(b" a1 NOOP", None);
        check(b"", None);
        assert_eq!(words(b"IMAP4rev1  STARTTLS").collect::<Vec<_>>(), [&b"IMAP4rev1"[..], b"STARTTLS"]);
    }
}
