//! The small grammar of header fields (RFC 2045, section 5.1; RFC 5322, section 3.2.2).

/// Space or tab.
pub fn is_blank(c: u8) -> bool {
    c == b' ' || c == b'\t'
}

/// The bytes that tokens consist of (RFC 2045, section 5.1).
static TOKEN: [bool; 256] = {
    let mut all = [false; 256];
    let (mut c, mut at) = (b'!' as usize, 0);
    while c <= b'~' as usize {
        all[c] = true;
        c += 1;
    }
    let special = b"()<>@,;:\\\"/[]?=";
    while at < special.len() {
        all[special[at] as usize] = false;
        at += 1;
    }
    all
};

fn is_token(c: u8) -> bool {
    TOKEN[usize::from(c)]
}

/// Without blanks and comments in front. A comment in parentheses may hold others; one that does not end is no comment.
pub fn skip_blanks(data: &[u8]) -> &[u8] {
    let mut rest = data;
    loop {
        rest = match rest.iter().position(|c| !is_blank(*c) && *c != b'\r' && *c != b'\n') {
            Some(at) => rest.get(at..).unwrap_or_default(),
            None => return &[],
        };
        if rest.first() != Some(&b'(') {
            return rest;
        }
        match comment_end(rest) {
            Some(end) => rest = rest.get(end..).unwrap_or_default(),
            None => return rest,
        }
    }
}

fn comment_end(data: &[u8]) -> Option<usize> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, c) in data.iter().enumerate() {
        match c {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Splits a header line into name and value, both without blanks around them. A line without a colon behind its first
/// word is a name without value. `None` when there is no name at all.
pub fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_name = |c: &u8| (33..=126).contains(c) && *c != b':';
    let mut start = skip_blanks(line);
    while let Some((first, rest)) = start.split_first() {
        if is_name(first) {
            break;
        }
        start = skip_blanks(rest);
    }
    let end = start.iter().position(|c| !is_name(c)).unwrap_or(start.len());
    let (name, rest) = start.split_at(end);
    if name.is_empty() {
        return None;
    }
    let value = match skip_blanks(rest).split_first() {
        Some((b':', value)) => value.trim_ascii(),
        _ => &[],
    };
    Some((name, value))
}

/// The first token of a value, and what comes behind it.
pub fn token(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut start = skip_blanks(value);
    while let Some((first, rest)) = start.split_first() {
        if is_token(*first) {
            let end = start.iter().position(|c| !is_token(*c)).unwrap_or(start.len());
            return Some(start.split_at(end));
        }
        start = skip_blanks(rest);
    }
    None
}

/// What comes behind the first token of a value.
pub fn after_token(value: &[u8]) -> &[u8] {
    token(value).map_or(&[], |(_, rest)| rest)
}

/// A token or a quoted string, and what comes behind it. With `lenient`, anything up to a blank or semicolon counts as
/// a token: boundaries are often not quoted though they would have to be.
pub fn value(data: &[u8], lenient: bool) -> Option<(Vec<u8>, &[u8])> {
    let data = skip_blanks(data);
    if data.first() == Some(&b'"') {
        let mut out = Vec::new();
        let mut escaped = false;
        for (at, c) in data.iter().enumerate().skip(1) {
            match c {
                _ if escaped => {
                    out.push(*c);
                    escaped = false;
                }
                b'\\' => escaped = true,
                b'"' => return Some((out, data.get(at + 1..).unwrap_or_default())),
                _ => out.push(*c),
            }
        }
        return None;
    }
    if lenient {
        let end = data.iter().position(|c| is_blank(*c) || *c == b';').unwrap_or(data.len());
        let (v, rest) = data.split_at(end);
        return (!v.is_empty()).then(|| (v.to_vec(), rest));
    }
    token(data).map(|(t, rest)| (t.to_vec(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let check = |line: &[u8], name: &[u8], value: &[u8]| assert_eq!(field(line), Some((name, value)));
        check(b"Host: a.example ", b"Host", b"a.example");
        check(b"X (odd) : y", b"X", b"y");
        check(b"word only", b"word", b"");
        check(b"A:", b"A", b"");
        assert_eq!(field(b": x"), Some((&b"x"[..], &b""[..])));
        assert_eq!(field(b" ()"), None);
    }

    #[test]
    fn tokens_and_values() {
        assert_eq!(token(b" bytes 1-2/3"), Some((&b"bytes"[..], &b" 1-2/3"[..])));
        assert_eq!(token(b"(c) gzip, x"), Some((&b"gzip"[..], &b", x"[..])));
        assert_eq!(token(b""), None);
        assert_eq!(value(b" \"a\\\"b;\" ;", false).unwrap().0, b"a\"b;");
        assert_eq!(value(b"a=b:c ;", true).unwrap().0, b"a=b:c");
        assert_eq!(value(b"\"open", true), None);
    }
}
