//! Names of options with their values, one pair a line, separated by blanks.
//!
//! The text of a value is that of a column ([`crate::parse`]), with two differences: no text at all stands for an empty
//! container, and no mark stands for "unset".

/// A pair; `None` for comments and empty lines. Blanks around name and value do not count.
pub fn pair(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii();
    if line.is_empty() || line.starts_with(b"#") {
        return None;
    }
    let end = line.iter().position(|b| b.is_ascii_whitespace()).unwrap_or(line.len());
    let (name, value) = line.split_at(end);
    Some((name, value.trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn pairs() {
        assert_eq!(pair(b"  # comment"), None);
        assert_eq!(pair(b" \r\n"), None);
        assert_eq!(pair(b"testport\t45/tcp \n"), Some((&b"testport"[..], &b"45/tcp"[..])));
        assert_eq!(pair(b"M::s  a b  c"), Some((&b"M::s"[..], &b"a b  c"[..])));
        assert_eq!(pair(b"empty"), Some((&b"empty"[..], &b""[..])));
    }
}
