//! RESP, the serialization protocol of Redis, versions 2 and 3: where a value ends, and it as text.
//!
//! Values are found by a [`Scanner`] that goes over every byte once, however the stream is cut and however deep values
//! nest; it keeps nothing but numbers. What is found is then written as text, to a limited depth.

use memchr::memchr;

/// Longest value, most elements of one, and most bytes of a value that has not ended.
pub const LIMIT: u64 = 1 << 20;

/// A value nests no deeper than this.
const DEPTH: usize = 100;

/// What stands at the front of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A value of so many bytes.
    Value(usize),
    /// More bytes are needed.
    Short,
    /// No value.
    Fault,
}

/// Looks for the end of a value, over several deliveries.
#[derive(Debug)]
pub struct Scanner {
    /// Bytes that were gone over.
    at: usize,
    /// Elements that are to come.
    open: u64,
}

impl Default for Scanner {
    fn default() -> Scanner {
        Scanner { at: 0, open: 1 }
    }
}

impl Scanner {
    /// Goes on in `data`, which begins where it began before and has more at its end. After a value or a fault the
    /// scanner starts anew.
    pub fn scan(&mut self, data: &[u8]) -> Found {
        loop {
            if self.open == 0 {
                let length = std::mem::take(self).at;
                return Found::Value(length);
            }
            let Some(rest) = data.get(self.at..).filter(|r| !r.is_empty()) else { return Found::Short };
            match step(rest) {
                Some(Ok((length, elements))) => {
                    self.at += length;
                    self.open = self.open - 1 + elements;
                    if self.open > LIMIT {
                        *self = Scanner::default();
                        return Found::Fault;
                    }
                }
                Some(Err(())) => {
                    *self = Scanner::default();
                    return Found::Fault;
                }
                None if rest.len() as u64 > LIMIT + 32 => {
                    *self = Scanner::default();
                    return Found::Fault;
                }
                None => return Found::Short,
            }
        }
    }
}

/// The line at the front without its end.
pub fn line(data: &[u8]) -> Option<&[u8]> {
    let mut from = 0;
    loop {
        let at = from + memchr(b'\r', data.get(from..)?)?;
        match data.get(at + 1) {
            Some(b'\n') => return data.get(..at),
            Some(_) => from = at + 1,
            None => return None,
        }
    }
}

/// A decimal number with a sign.
pub fn number(text: &[u8]) -> Option<i64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Bytes of the value at the front without its elements, and how many elements follow. `None` when it is cut off.
fn step(data: &[u8]) -> Option<Result<(usize, u64), ()>> {
    let kind = *data.first()?;
    if !b"+-:$*_#,(!=%~>|".contains(&kind) {
        return Some(Err(()));
    }
    let line = line(data.get(1..)?)?;
    let head = line.len() + 3;
    let count = |limit: u64| match number(line) {
        Some(n) if n < 0 => Ok(None),
        Some(n) if n.unsigned_abs() <= limit => Ok(Some(n.unsigned_abs())),
        _ => Err(()),
    };
    Some(match kind {
        b'$' | b'!' | b'=' => match count(LIMIT) {
            Ok(None) => Ok((head, 0)),
            Ok(Some(n)) => {
                let whole = head + n as usize + 2;
                match data.get(whole - 2..whole) {
                    None => return None,
                    Some(b"\r\n") => Ok((whole, 0)),
                    Some(_) => Err(()),
                }
            }
            Err(()) => Err(()),
        },
        b'*' | b'~' | b'>' => count(LIMIT).map(|n| (head, n.unwrap_or(0))),
        // Attributes stand in front of the value they are about.
        b'%' => count(LIMIT / 2).map(|n| (head, 2 * n.unwrap_or(0))),
        b'|' => count(LIMIT / 2).map(|n| (head, 2 * n.unwrap_or(0) + 1)),
        b':' => number(line).map(|_| (head, 0)).ok_or(()),
        _ => Ok((head, 0)),
    })
}

/// A value as text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What it says.
    pub value: Vec<u8>,
    /// What is said about it.
    pub attributes: Option<Vec<u8>>,
}

/// Writes a value that was found whole.
pub fn text(mut data: &[u8]) -> Text {
    let mut out = Text::default();
    if data.first() == Some(&b'|') {
        let mut about = Vec::new();
        write(&mut data, &mut about, 0);
        out.attributes = Some(about);
    }
    write(&mut data, &mut out.value, 0);
    out
}

/// Writes the value at the front of `data` and takes it off.
fn write(data: &mut &[u8], out: &mut Vec<u8>, depth: usize) {
    let Some((kind, line)) = data.split_first().and_then(|(k, rest)| Some((*k, line(rest)?))) else {
        *data = &[];
        return;
    };
    *data = data.get(line.len() + 3..).unwrap_or_default();
    let count = number(line).unwrap_or(0);
    match kind {
        b'$' | b'!' | b'=' => match usize::try_from(count) {
            Ok(n) => {
                out.extend_from_slice(data.get(..n).unwrap_or_default());
                *data = data.get(n + 2..).unwrap_or_default();
            }
            Err(_) => out.extend_from_slice(b"null"),
        },
        b'*' | b'>' | b'~' | b'%' | b'|' => {
            if count < 0 {
                return out.extend_from_slice(b"null");
            }
            // Deeper elements are stepped over; nothing else would bound the stack.
            if depth == DEPTH {
                for _ in 0..count {
                    let mut scanner = Scanner::default();
                    let Found::Value(n) = scanner.scan(data) else { break };
                    *data = data.get(n..).unwrap_or_default();
                }
                return;
            }
            let pairs = matches!(kind, b'%' | b'|');
            let brackets = match kind {
                b'*' | b'>' => b"[]",
                b'~' => b"()",
                _ => b"{}",
            };
            out.push(brackets[0]);
            for i in 0..count {
                if i > 0 {
                    out.extend_from_slice(b", ");
                }
                write(data, out, depth + 1);
                if pairs {
                    out.extend_from_slice(b": ");
                    write(data, out, depth + 1);
                }
            }
            out.push(brackets[1]);
        }
        b'_' => out.extend_from_slice(b"null"),
        b'#' => out.extend_from_slice(if line == b"t" { b"true" } else { b"false" }),
        b':' => out.extend_from_slice(count.to_string().as_bytes()),
        _ => out.extend_from_slice(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let check = |data: &[u8], expected: &str| {
            for cut in 0..data.len() {
                let mut s = Scanner::default();
                assert_eq!(s.scan(&data[..cut]), Found::Short, "{} to {cut}", data.escape_ascii());
                assert_eq!(s.scan(data), Found::Value(data.len()), "{} from {cut}", data.escape_ascii());
            }
            assert_eq!(text(data).value.escape_ascii().to_string(), expected);
        };
        check(b"+OK\r\n", "OK");
        check(b":-12\r\n", "-12");
        check(b"$3\r\na\r\n\r\n", "a\\r\\n");
        check(b"$-1\r\n", "null");
        check(b"*2\r\n:1\r\n*1\r\n_\r\n", "[1, [null]]");
        check(b"%1\r\n+a\r\n#t\r\n", "{a: true}");
        check(b"~2\r\n+a\r\n,1.5\r\n", "(a, 1.5)");
        check(b"*0\r\n", "[]");
        assert_eq!(text(b"|1\r\n+ttl\r\n:9\r\n+x\r\n").attributes.as_deref(), Some(&b"{ttl: 9}"[..]));
    }

    #[test]
    fn faults() {
        for data in [&b"hello"[..], b":x\r\n", b"$9999999\r\n", b"$1\r\nab\r\n", b"*1048577\r\n"] {
            assert_eq!(Scanner::default().scan(data), Found::Fault, "{}", data.escape_ascii());
        }
    }

    #[test]
    fn deep_nesting() {
        let mut data = b"*1\r\n".repeat(5000);
        data.extend_from_slice(b":1\r\n");
        assert_eq!(Scanner::default().scan(&data), Found::Value(data.len()));
        assert!(text(&data).value.len() < 1000);
    }
}
