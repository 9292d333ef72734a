//! Start lines, request targets and ranges (RFC 9112, 9110, 3986): bytes to borrowed parts. Knows no events; what is
//! odd is returned by the name of its weird.

/// A version, e.g. (1, 1).
pub type Version = (u8, u8);

/// What a request without version speaks.
pub const HTTP_09: Version = (0, 9);

/// A request line.
#[derive(Debug, PartialEq, Eq)]
pub struct RequestLine<'a> {
    pub method: &'a [u8],
    /// The request target as it was sent.
    pub uri: &'a [u8],
    /// `None` when the version cannot be read.
    pub version: Option<Version>,
    /// Weirds on the way.
    pub weirds: Vec<&'static str>,
    /// `http_event`s on the way: kind and detail.
    pub events: Vec<(&'static str, &'a [u8])>,
}

/// Bytes of one kind: what each byte of a start line is asked for.
struct Kind([bool; 256]);

impl Kind {
    /// The bytes of a text, and letters and digits too if wished.
    const fn of(bytes: &[u8], alphanumeric: bool) -> Kind {
        let mut kind = [false; 256];
        let mut c = 0;
        while c < 256 {
            kind[c] = alphanumeric && (c as u8).is_ascii_alphanumeric();
            c += 1;
        }
        let mut at = 0;
        while at < bytes.len() {
            kind[bytes[at] as usize] = true;
            at += 1;
        }
        Kind(kind)
    }

    #[inline]
    fn has(&self, c: u8) -> bool {
        self.0[usize::from(c)]
    }
}

/// What a method consists of (RFC 9110, section 5.6.2).
static TOKEN: Kind = Kind::of(b"!#$%&'*+-.^_`|~", true);
/// What a target consists of, reserved (RFC 3986, section 2.2) and not (section 2.3), besides escapes.
static TARGET: Kind = Kind::of(b":/?#[]@!$&'()*+,;=-._~", true);

fn is_blank(c: u8) -> bool {
    c == b' ' || c == b'\t'
}

fn skip_blanks(data: &[u8]) -> &[u8] {
    let start = data.iter().position(|c| !is_blank(*c)).unwrap_or(data.len());
    data.get(start..).unwrap_or_default()
}

/// What follows the name of the protocol; `lower` tells that it was not in capitals.
fn after_keyword(text: &[u8]) -> Option<(&[u8], bool)> {
    let (head, rest) = text.split_at_checked(5)?;
    head.eq_ignore_ascii_case(b"HTTP/").then_some((rest, head != b"HTTP/"))
}

/// A digit, a dot, a digit.
fn version(text: &[u8]) -> Option<Version> {
    match *text {
        [major, b'.', minor, ..] if major.is_ascii_digit() && minor.is_ascii_digit() => {
            Some((major - b'0', minor - b'0'))
        }
        _ => None,
    }
}

/// A line that is no request.
#[derive(Debug, PartialEq, Eq)]
pub struct NoRequest {
    /// The name of the weird.
    pub weird: &'static str,
    /// It would have been one without version: what follows is held against that.
    pub bare: bool,
}

/// A request line without its end.
pub fn request_line(line: &[u8]) -> Result<RequestLine<'_>, NoRequest> {
    let fail = |weird| Err(NoRequest { weird, bare: false });
    let end = line.iter().position(|c| !TOKEN.has(*c)).unwrap_or(line.len());
    let (method, behind) = line.split_at(end);
    if method.is_empty() {
        let tail = line.len().checked_sub(9).and_then(|at| line.get(at..at + 6));
        return fail(if tail.is_some_and(|t| t.eq_ignore_ascii_case(b" HTTP/")) {
            "bad_HTTP_request_with_version"
        } else {
            "bad_HTTP_request"
        });
    }
    let rest = skip_blanks(behind);
    if rest.len() == behind.len() {
        return fail("bad_HTTP_request");
    }
    let mut out =
        RequestLine { method, uri: b"", version: Some(HTTP_09), weirds: Vec::new(), events: Vec::new() };
    let mut uri_end = rest.iter().position(|c| !TARGET.has(*c) && *c != b'%');
    if uri_end.is_none() && after_keyword(rest).is_some() {
        out.weirds.push("missing_HTTP_uri");
        uri_end = Some(0);
    }
    // The target ends before the last thing that looks like a version; whatever is in between belongs to it.
    let mut at = uri_end.unwrap_or(rest.len());
    let mut found = None;
    let mut target_end = at;
    while at < rest.len() {
        target_end = at;
        let tail = rest.get(at..).unwrap_or_default();
        let skipped = skip_blanks(tail);
        at += tail.len() - skipped.len();
        if let Some(v) = after_keyword(skipped) {
            found = Some(v);
            break;
        }
        at += 1;
    }
    if found.is_none() && at >= rest.len() && target_end < rest.len() {
        let tail = rest.get(target_end..).unwrap_or_default();
        if !skip_blanks(tail).is_empty() {
            target_end = rest.len();
        }
    }
    out.uri = rest.get(..target_end).unwrap_or_default();
    if let Some((text, lower)) = found {
        if lower {
            out.weirds.push("lowercase_HTTP_keyword");
        }
        if text.len() < 3 {
            out.events.push(("bad_HTTP_version", rest));
            out.version = None;
        } else {
            out.version = version(text);
            if out.version.is_none() {
                out.events.push(("bad_HTTP_version", text));
            }
            if !skip_blanks(text.get(3..).unwrap_or_default()).is_empty() {
                out.events.push(("crud after HTTP version is ignored", rest));
            }
        }
    }
    if out.version == Some(HTTP_09) && (method.len() < 3 || out.uri.is_empty()) {
        return Err(NoRequest { weird: "bad_HTTP_request", bare: true });
    }
    Ok(out)
}

/// A status line.
#[derive(Debug, PartialEq, Eq)]
pub struct StatusLine<'a> {
    pub version: Option<Version>,
    /// 0 when it is no number.
    pub code: u16,
    pub reason: Option<&'a [u8]>,
    /// The keyword was not in capitals.
    pub lower: bool,
    /// What stands where the version should be.
    pub version_text: &'a [u8],
}

/// A status line without its end; the kind of an `http_event` when it is none.
pub fn status_line(line: &[u8]) -> Result<StatusLine<'_>, &'static str> {
    let (rest, lower) = after_keyword(line).ok_or("bad_HTTP_reply")?;
    let blank = rest.iter().position(|c| is_blank(*c)).ok_or("HTTP_reply_code_missing")?;
    let behind = skip_blanks(rest.get(blank..).unwrap_or_default());
    let Some((digits, after)) = behind.split_first_chunk::<3>() else {
        return Err("HTTP_reply_code_missing");
    };
    let code = match *digits {
        [a, b, c] if digits.iter().all(u8::is_ascii_digit) => {
            u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0')
        }
        _ => 0,
    };
    let reason =
        after.iter().position(|c| is_blank(*c)).map(|at| skip_blanks(after.get(at..).unwrap_or_default()));
    Ok(StatusLine { version: version(rest), code, reason, lower, version_text: rest })
}

/// A request target with its percent escapes undone (RFC 3986, section 2.1; also `%uXXXX`, which no standard knows but
/// servers do). `weird` hears of what is odd.
pub fn unescape(uri: &[u8], weird: &mut dyn FnMut(&'static str)) -> Vec<u8> {
    let hex = |c: Option<&u8>| c.and_then(|c| (*c as char).to_digit(16)).map(|d| d as u8);
    let mut out = Vec::with_capacity(uri.len());
    let mut at = 0;
    while let Some(&c) = uri.get(at) {
        at += 1;
        if c != b'%' {
            if !TARGET.has(c) {
                weird("unescaped_special_URI_char");
            }
            out.push(c);
            continue;
        }
        let digit = |ahead: usize| hex(uri.get(at + ahead));
        match uri.get(at) {
            None => {
                weird("illegal_%_at_end_of_URI");
                out.push(b'%');
            }
            Some(b'%') => {
                weird("double_%_in_URI");
                out.push(b'%');
                at += 1;
            }
            Some(&first) => {
                if let (Some(high), Some(low)) = (digit(0), digit(1)) {
                    out.push(high << 4 | low);
                    at += 2;
                } else if let (b'u', Some(a), Some(b), Some(c), Some(d)) =
                    (first, digit(1), digit(2), digit(3), digit(4))
                {
                    if (a, b) != (0, 0) {
                        out.push(a << 4 | b);
                    }
                    out.push(c << 4 | d);
                    at += 5;
                } else {
                    let at_end = at + 1 == uri.len();
                    weird(if at_end { "partial_escape_at_end_of_URI" } else { "unescaped_%_in_URI" });
                    out.extend_from_slice(&[b'%', first]);
                    at += 1;
                }
            }
        }
    }
    out
}

/// A part of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// Offset of the first byte.
    pub first: u64,
    /// Number of bytes; at least one.
    pub length: u64,
    /// Size of the whole document, where it is known.
    pub whole: Option<u64>,
}

/// Lengths above this are nonsense: they do not fit a signed number.
const LARGEST: u64 = i64::MAX as u64;

/// The value of Content-Range behind its unit (RFC 9110, section 14.4), blanks removed; the name of a weird when it
/// cannot be used.
pub fn content_range(text: &[u8]) -> Result<Range, &'static str> {
    let cut = |text: &'_ [u8], at: u8| -> Option<(Vec<u8>, Vec<u8>)> {
        let place = text.iter().position(|c| *c == at)?;
        Some((text.get(..place)?.to_vec(), text.get(place + 1..)?.to_vec()))
    };
    let (span, whole) = cut(text, b'/').ok_or("HTTP_content_range_cannot_parse")?;
    let (first, last) = cut(&span, b'-').ok_or("HTTP_content_range_cannot_parse")?;
    let number = |text: &[u8]| -> Result<u64, &'static str> {
        if let Some(digits) = text.strip_prefix(b"-") {
            let negative = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
            return Err(if negative {
                "HTTP_content_range_invalid"
            } else {
                "HTTP_content_range_cannot_parse"
            });
        }
        decimal(text).map_err(|overflow| {
            if overflow { "HTTP_content_range_overflow" } else { "HTTP_content_range_cannot_parse" }
        })
    };
    let (first, last) = (number(&first)?, number(&last)?);
    if last < first {
        return Err("HTTP_non_positive_content_range");
    }
    let length = last - first + 1;
    if length > LARGEST || last == LARGEST {
        return Err("HTTP_content_range_overflow");
    }
    let whole = match whole.as_slice() {
        b"*" => None,
        digits => Some(decimal(digits).map_err(|_| "HTTP_content_range_invalid_instance")?),
    };
    Ok(Range { first, length, whole })
}

/// A decimal number that fits a signed 64-bit one; the error tells whether it is one that is too large.
pub fn decimal(text: &[u8]) -> Result<u64, bool> {
    number(text, 10)
}

/// A hexadecimal number, as chunk sizes are; what follows the digits is an extension.
pub fn chunk_size(line: &[u8]) -> Option<u64> {
    let line = line.trim_ascii();
    let end = line.iter().position(|c| !c.is_ascii_hexdigit()).unwrap_or(line.len());
    number(line.get(..end)?, 16).ok()
}

fn number(text: &[u8], base: u32) -> Result<u64, bool> {
    if text.is_empty() {
        return Err(false);
    }
    let mut n: u64 = 0;
    for c in text {
        let digit = (*c as char).to_digit(base).ok_or(false)?;
        n = n
            .checked_mul(base.into())
            .and_then(|n| n.checked_add(digit.into()))
            .filter(|n| *n <= LARGEST)
            .ok_or(true)?;
    }
    Ok(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_lines() {
        let check = |line: &'static [u8], method: &[u8], uri: &[u8], version: Option<Version>| {
            let r = request_line(line).unwrap();
            assert_eq!((r.method, r.uri, r.version), (method, uri, version), "{}", line.escape_ascii());
        };
        check(b"GET / HTTP/1.1", b"GET", b"/", Some((1, 1)));
        check(b"GET /a b HTTP/1.0", b"GET", b"/a b", Some((1, 0)));
        check(b"GET  /x\t HTTP/1.1 ", b"GET", b"/x", Some((1, 1)));
        check(b"GET /old", b"GET", b"/old", Some(HTTP_09));
        check(b"GET HTTP/1.1", b"GET", b"", Some((1, 1)));
        check(b"get / http/1.1", b"get", b"/", Some((1, 1)));
        check(b"GET / HTTP/x", b"GET", b"/", None);
        assert_eq!(request_line(b"GET HTTP/1.1").unwrap().weirds, ["missing_HTTP_uri"]);
        let fail = |line: &[u8], weird| assert_eq!(request_line(line).unwrap_err().weird, weird);
        fail(b"", "bad_HTTP_request");
        fail(b"GE", "bad_HTTP_request");
        fail(b"X y", "bad_HTTP_request");
        fail(b"{x} /y HTTP/1.1", "bad_HTTP_request_with_version");
        fail(b"\x16\x03\x01", "bad_HTTP_request");
    }

    #[test]
    fn status_lines() {
        let check = |line: &'static [u8], version, code, reason| {
            let s = status_line(line).unwrap();
            assert_eq!((s.version, s.code, s.reason), (version, code, reason), "{}", line.escape_ascii());
        };
        check(b"HTTP/1.1 200 OK", Some((1, 1)), 200, Some(&b"OK"[..]));
        check(b"HTTP/1.0  404 Not Found", Some((1, 0)), 404, Some(&b"Not Found"[..]));
        check(b"HTTP/1.1 204", Some((1, 1)), 204, None);
        check(b"http/1.1 abc x", Some((1, 1)), 0, Some(&b"x"[..]));
        assert_eq!(status_line(b"SSH-2.0-x"), Err("bad_HTTP_reply"));
        assert_eq!(status_line(b"HTTP/1.1"), Err("HTTP_reply_code_missing"));
        assert_eq!(status_line(b"HTTP/1.1 20"), Err("HTTP_reply_code_missing"));
    }

    #[test]
    fn escapes() {
        let check = |uri: &[u8], expected: &[u8], weirds: &[&str]| {
            let mut told = Vec::new();
            assert_eq!(unescape(uri, &mut |w| told.push(w)), expected, "{}", uri.escape_ascii());
            assert_eq!(told, weirds);
        };
        check(b"/%7Euser/a%20b", b"/~user/a b", &[]);
        check(b"/%u0041%u2603", b"/A\x26\x03", &[]);
        check(b"/x%", b"/x%", &["illegal_%_at_end_of_URI"]);
        check(b"/x%4", b"/x%4", &["partial_escape_at_end_of_URI"]);
        check(b"/%%41", b"/%41", &["double_%_in_URI"]);
        check(b"/%zz", b"/%zz", &["unescaped_%_in_URI"]);
        check(b"/<", b"/<", &["unescaped_special_URI_char"]);
    }

    #[test]
    fn ranges() {
        let check = |text: &[u8], r: Result<(u64, u64, Option<u64>), &'static str>| {
            assert_eq!(
                content_range(text).map(|r| (r.first, r.length, r.whole)),
                r,
                "{}",
                text.escape_ascii()
            );
        };
        check(b"0-99/1000", Ok((0, 100, Some(1000))));
        check(b"5-5/*", Ok((5, 1, None)));
        check(b"10-5/*", Err("HTTP_non_positive_content_range"));
        check(b"0--5/*", Err("HTTP_content_range_invalid"));
        check(b"foo-bar/baz", Err("HTTP_content_range_cannot_parse"));
        check(b"0-9223372036854775807/9223372036854775808", Err("HTTP_content_range_overflow"));
        check(b"0-1/x", Err("HTTP_content_range_invalid_instance"));
        assert_eq!(chunk_size(b"1aF;ext=1"), Some(0x1af));
        assert_eq!(chunk_size(b"10000000000000000"), None);
        assert_eq!(chunk_size(b"zz"), None);
    }
}
