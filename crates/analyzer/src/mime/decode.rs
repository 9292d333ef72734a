//! Transfer encodings (RFC 2045, section 6).

/// Base64 that comes in pieces.
#[derive(Clone, Debug, Default)]
pub struct Base64 {
    bits: u32,
    count: u8,
    ended: bool,
}

impl Base64 {
    /// Appends what can be decoded by now. `false` when something was in it that does not belong there: it is skipped.
    pub fn decode(&mut self, data: &[u8], out: &mut Vec<u8>) -> bool {
        let mut clean = true;
        for &c in data {
            let six = match c {
                b'A'..=b'Z' => c - b'A',
                b'a'..=b'z' => c - b'a' + 26,
                b'0'..=b'9' => c - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                b'=' => {
                    self.flush(out);
                    self.ended = true;
                    continue;
                }
                b'\r' | b'\n' | b' ' | b'\t' => continue,
                _ => {
                    clean = false;
                    continue;
                }
            };
            if self.ended {
                // Another text behind the padding.
                self.ended = false;
                self.bits = 0;
                self.count = 0;
            }
            self.bits = self.bits << 6 | u32::from(six);
            self.count += 1;
            if self.count == 4 {
                let [_, a, b, c] = self.bits.to_be_bytes();
                out.extend_from_slice(&[a, b, c]);
                (self.bits, self.count) = (0, 0);
            }
        }
        clean
    }

    /// Appends what an unfinished group holds.
    pub fn flush(&mut self, out: &mut Vec<u8>) {
        let [_, a, b, _] = (self.bits << (6 * (4 - u32::from(self.count.min(4))))).to_be_bytes();
        match self.count {
            2 => out.push(a),
            3 => out.extend_from_slice(&[a, b]),
            _ => {}
        }
        (self.bits, self.count) = (0, 0);
    }
}

/// One line of quoted-printable. Returns whether the line continues in the next one, and what is wrong with it.
pub fn quoted_printable(line: &[u8], out: &mut Vec<u8>) -> (bool, Option<String>) {
    let end = line.iter().rposition(|c| *c != b' ' && *c != b'\t').map_or(0, |at| at + 1);
    let line = line.get(..end).unwrap_or_default();
    let is_odd = |c: &u8| !(32..=126).contains(c) && *c != b'\t';
    let mut fault = None;
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.get(..memchr::memchr(b'=', rest).unwrap_or(rest.len())).unwrap_or_default();
        // Looked at as a whole first, which is many bytes at a time.
        if plain.iter().fold(false, |odd, c| odd | is_odd(c))
            && let Some(c) = plain.iter().rfind(|c| is_odd(c))
        {
            fault = Some(format!("control characters in quoted-printable encoding: {}", *c as i8));
        }
        out.extend_from_slice(plain);
        if plain.len() == rest.len() {
            break;
        }
        at += plain.len() + 1;
        if at == line.len() {
            return (true, fault);
        }
        let hex = |at: usize| line.get(at).and_then(|c| (*c as char).to_digit(16));
        match (hex(at), hex(at + 1)) {
            (Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                at += 2;
            }
            _ => {
                let text = "= is not followed by two hexadecimal digits in quoted-printable encoding";
                fault = Some(text.into());
                out.push(b'=');
            }
        }
    }
    (false, fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_in_pieces() {
        let check = |text: &[u8], expected: &[u8], clean: bool| {
            for cut in 0..=text.len() {
                let (mut d, mut out) = (Base64::default(), Vec::new());
                let a = d.decode(&text[..cut], &mut out);
                let b = d.decode(&text[cut..], &mut out);
                d.flush(&mut out);
                assert_eq!((out.as_slice(), a && b), (expected, clean), "cut at {cut}");
            }
        };
        check(b"aGVsbG8=", b"hello", true);
        check(b"aGVs\r\nbG8", b"hello", true);
        check(b"aG!Vs", b"hel", false);
        check(b"YQ==Yg==", b"ab", true);
    }

    #[test]
    fn quoted_printable_lines() {
        let check = |line: &[u8], expected: &[u8], soft: bool, faulty: bool| {
            let mut out = Vec::new();
            let (s, f) = quoted_printable(line, &mut out);
            assert_eq!((out.as_slice(), s, f.is_some()), (expected, soft, faulty));
        };
        check(b"a=3Db=", b"a=b", true, false);
        check(b"end  ", b"end", false, false);
        check(b"x=zz", b"x=zz", false, true);
        check(b"a\x01=41\tb", b"a\x01A\tb", false, true);
        check(b"=", b"", true, false);
        check(b"==3D=4", b"===4", false, true);
    }
}
