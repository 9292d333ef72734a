//! Chunks of bytes, for file analysis.

use std::io::{self, Read};

/// Reads the next chunk of at most `size` bytes into `out`; false at the end. A size of 0 counts as 1.
pub fn next(from: &mut impl Read, size: usize, out: &mut Vec<u8>) -> io::Result<bool> {
    out.clear();
    let size = size.clamp(1, 1 << 20);
    from.take(size as u64).read_to_end(out)?;
    Ok(!out.is_empty())
}

#[cfg(test)]
mod tests {
    #[test]
    fn chunks() {
        let (mut from, mut out) = (&b"abcde"[..], Vec::new());
        let mut found = Vec::new();
        while super::next(&mut from, 2, &mut out).expect("bytes in memory") {
            found.push(out.clone());
        }
        assert_eq!(found, [&b"ab"[..], b"cd", b"e"]);
    }
}
