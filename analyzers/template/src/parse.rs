//! Bytes to messages. Knows no events; what it returns borrows from its input.

/// A command line.
#[derive(Debug, PartialEq, Eq)]
pub struct Command<'a> {
    /// What is asked for.
    pub word: &'a [u8],
}

/// The command in a line (without its end), or `None` when it is none.
pub fn command(line: &[u8]) -> Option<Command<'_>> {
    let word = line.strip_prefix(b"TEMPLATE ")?;
    (!word.is_empty() && word.iter().all(u8::is_ascii_lowercase)).then_some(Command { word })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        let check = |line: &[u8], word: Option<&[u8]>| assert_eq!(command(line).map(|c| c.word), word);
        check(b"TEMPLATE time", Some(b"time"));
        check(b"TEMPLATE ", None);
        check(b"TEMPLATE 12", None);
        check(b"HELLO", None);
    }
}
