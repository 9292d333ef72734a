//! Records of bytes between separators, as they are.

use std::io::{self, BufRead};

/// Reads up to the next separator into `out`, which is cleared first, without the separator. False at the end.
/// A last record without separator counts, unless it is empty.
pub fn next(from: &mut impl BufRead, separator: &[u8], out: &mut Vec<u8>) -> io::Result<bool> {
    out.clear();
    let Some((&last, _)) = separator.split_last() else {
        return Ok(from.read_to_end(out)? > 0);
    };
    loop {
        if from.read_until(last, out)? == 0 {
            return Ok(!out.is_empty());
        }
        if out.ends_with(separator) {
            out.truncate(out.len() - separator.len());
            return Ok(true);
        }
    }
}

/// Cuts complete records off the front of `pending`; with `end`, what remains is a record too.
pub fn cut(pending: &mut Vec<u8>, separator: &[u8], end: bool) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    let mut from = 0;
    if !separator.is_empty() {
        while let Some(at) = memchr::memmem::find(pending.get(from..).unwrap_or_default(), separator) {
            records.push(pending.get(from..from + at).unwrap_or_default().to_vec());
            from += at + separator.len();
        }
    }
    pending.drain(..from.min(pending.len()));
    if end && !pending.is_empty() {
        records.push(std::mem::take(pending));
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, separator: &str) -> Vec<String> {
        let mut from = text.as_bytes();
        let (mut out, mut found) = (Vec::new(), Vec::new());
        while next(&mut from, separator.as_bytes(), &mut out).expect("bytes in memory") {
            found.push(String::from_utf8_lossy(&out).into_owned());
        }
        found
    }

    #[test]
    fn records_end_at_separators() {
        assert_eq!(all("a\n\nb", "\n"), ["a", "", "b"]);
        assert_eq!(all("a\n", "\n"), ["a"]);
        assert_eq!(all("aXbXYcXY", "XY"), ["aXb", "c"]);
        assert_eq!(all("a\nb", ""), ["a\nb"]);
    }

    #[test]
    fn pieces_are_put_together() {
        let mut pending = b"a\nb".to_vec();
        assert_eq!(cut(&mut pending, b"\n", false), [b"a"]);
        pending.extend_from_slice(b"c\n\n");
        assert_eq!(cut(&mut pending, b"\n", false), [&b"bc"[..], b""]);
        pending.extend_from_slice(b"d");
        assert_eq!(cut(&mut pending, b"\n", true), [b"d"]);
    }
}
