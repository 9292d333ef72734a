//! A SIP message out of a datagram (RFC 3261, section 7): its first line, its headers, its body.

use std::borrow::Cow;

/// What was wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// The first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstLine<'a> {
    /// Of a request.
    Request {
        /// Bytes in front of the method that cannot belong to it.
        junk: &'a [u8],
        /// What is wanted.
        method: &'a [u8],
        /// Of whom.
        uri: &'a [u8],
        /// Of the protocol, without `SIP/`.
        version: &'a [u8],
    },
    /// Of a reply.
    Reply {
        /// As above.
        version: &'a [u8],
        /// Three digits.
        code: u64,
        /// The code in words.
        reason: &'a [u8],
    },
}

/// True when a datagram begins a reply, and not a request.
pub fn is_reply(b: &[u8]) -> bool {
    b.len() > 6 && b.starts_with(b"SIP/")
}

/// Takes a line off the front, without its end, which is CRLF or LF; the rest when it has none.
pub fn line<'a>(b: &mut &'a [u8]) -> &'a [u8] {
    let (line, rest) = match memchr::memchr(b'\n', b) {
        Some(end) => (&b[..end], &b[end + 1..]),
        None => (*b, &[][..]),
    };
    *b = rest;
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Splits after the bytes that fulfil `wanted`.
fn span(b: &[u8], wanted: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    b.split_at(b.iter().position(|c| !wanted(*c)).unwrap_or(b.len()))
}

fn is_blank(c: u8) -> bool {
    c == b' ' || c == b'\t'
}

fn after_blanks(b: &[u8]) -> &[u8] {
    span(b, is_blank).1
}

/// What method names consist of (RFC 3261, section 25.1).
fn is_token(c: u8) -> bool {
    c.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&c)
}

/// `SIP/` and two numbers: those, and what follows.
fn version(b: &[u8]) -> Option<(&[u8], &[u8])> {
    let b = b.strip_prefix(b"SIP/")?;
    let (major, rest) = span(b, |c| c.is_ascii_digit());
    let (minor, rest) = span(rest.strip_prefix(b".")?, |c| c.is_ascii_digit());
    if major.is_empty() || minor.is_empty() {
        return None;
    }
    Some((b.get(..major.len() + 1 + minor.len())?, rest))
}

/// Reads the first line of a reply or a request.
pub fn first_line(line: &[u8], reply: bool) -> Result<FirstLine<'_>, Malformed> {
    if reply { status_line(line) } else { request_line(line) }
}

fn request_line(line: &[u8]) -> Result<FirstLine<'_>, Malformed> {
    let (junk, rest) = span(line, |c| !is_token(c));
    let (method, rest) = span(rest, is_token);
    let (uri, rest) = span(after_blanks(rest), |c| c.is_ascii_graphic());
    let Some((version, _)) = version(after_blanks(rest)).filter(|_| !method.is_empty() && !uri.is_empty())
    else {
        return Err(Malformed("not a request"));
    };
    Ok(FirstLine::Request { junk, method, uri, version })
}

fn status_line(line: &[u8]) -> Result<FirstLine<'_>, Malformed> {
    const WRONG: Malformed = Malformed("not a reply");
    let (version, rest) = version(line).ok_or(WRONG)?;
    let (digits, rest) = after_blanks(rest).split_at_checked(3).ok_or(WRONG)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(WRONG);
    }
    let code = digits.iter().fold(0, |n, d| n * 10 + u64::from(d - b'0'));
    Ok(FirstLine::Reply { version, code, reason: after_blanks(rest) })
}

/// A header: its name and its value, which is put together when it goes on in further lines.
pub type Header<'a> = (&'a [u8], Cow<'a, [u8]>);

/// The next header; `None` at the empty line that ends them.
pub fn header<'a>(b: &mut &'a [u8]) -> Result<Option<Header<'a>>, Malformed> {
    if b.is_empty() {
        return Err(Malformed("headers without an end"));
    }
    let first = line(b);
    if first.is_empty() {
        return Ok(None);
    }
    let (name, rest) = span(first, |c| c != b':' && !is_blank(c));
    let Some(value) = after_blanks(rest).strip_prefix(b":").filter(|_| !name.is_empty()) else {
        return Err(Malformed("not a header"));
    };
    let mut value = Cow::Borrowed(after_blanks(value));
    while b.first().is_some_and(|c| is_blank(*c)) {
        let value = value.to_mut();
        value.push(b' ');
        value.extend_from_slice(after_blanks(line(b)));
    }
    Ok(Some((name, value)))
}

/// The value of a header if it tells the length of the body in bytes, in its long or its short form.
pub fn content_length(name: &[u8], value: &[u8]) -> Option<usize> {
    if !name.eq_ignore_ascii_case(b"Content-Length") && !name.eq_ignore_ascii_case(b"l") {
        return None;
    }
    let (digits, _) = span(value, |c| c.is_ascii_digit());
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines() {
        let request = |junk, method| FirstLine::Request { junk, method, uri: b"sip:a@b", version: b"2.0" };
        assert_eq!(first_line(b"INVITE sip:a@b SIP/2.0", false), Ok(request(b"", b"INVITE")));
        assert_eq!(first_line(b"\0\xffBYE  sip:a@b\tSIP/2.0", false), Ok(request(b"\0\xff", b"BYE")));
        assert!(first_line(b"INVITE sip:a@b", false).is_err());
        assert!(first_line(b"INVITE", false).is_err());
        assert!(first_line(b"", false).is_err());
        let reply = FirstLine::Reply { version: b"2.0", code: 180, reason: b"Ringing now" };
        assert_eq!(first_line(b"SIP/2.0 180 Ringing now", true), Ok(reply));
        assert!(first_line(b"SIP/2.0 18", true).is_err());
        assert!(first_line(b"SIP/2. 180", true).is_err());
    }

    #[test]
    fn headers() {
        let mut b: &[u8] = b"To : <sip:a>\r\nSubject: one,\r\n  two\r\n\r\nbody";
        assert_eq!(header(&mut b), Ok(Some((&b"To"[..], Cow::Borrowed(&b"<sip:a>"[..])))));
        assert_eq!(header(&mut b), Ok(Some((&b"Subject"[..], Cow::Borrowed(&b"one, two"[..])))));
        assert_eq!(header(&mut b), Ok(None));
        assert_eq!(b, b"body");
        assert!(header(&mut &b"no colon\r\n"[..]).is_err());
        assert!(header(&mut &b": x\r\n"[..]).is_err());
        assert!(header(&mut &b""[..]).is_err());
        assert_eq!(content_length(b"L", b"12 "), Some(12));
        assert_eq!(content_length(b"content-length", b"x"), None);
        assert_eq!(content_length(b"To", b"12"), None);
    }
}
