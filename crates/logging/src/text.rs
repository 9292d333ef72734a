//! How a value reads in a column of a text log.
//!
//! Times and intervals have six decimals, doubles up to six. Bytes that are not printable are written as `\xHH`, as is
//! every occurrence of the column separator; whole UTF-8 characters pass when allowed. Within a set or vector the set
//! separator is escaped too. A string that equals the mark for "unset" or "empty" has its first byte escaped, so that it
//! cannot be mistaken for it.

use std::io::Write;
use zander_value::Val;

/// Separators and marks of a text log.
#[derive(Clone, Debug)]
pub struct Style {
    pub separator: Vec<u8>,
    pub set_separator: Vec<u8>,
    pub empty: Vec<u8>,
    pub unset: Vec<u8>,
    /// Let valid UTF-8 pass unescaped.
    pub utf8: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style {
            separator: b"\t".to_vec(),
            set_separator: b",".to_vec(),
            empty: b"(empty)".to_vec(),
            unset: b"-".to_vec(),
            utf8: true,
        }
    }
}

impl Style {
    /// Appends a column's value.
    pub fn column(&self, v: &Val, out: &mut Vec<u8>) {
        self.value(v, false, out);
    }

    fn value(&self, v: &Val, in_list: bool, out: &mut Vec<u8>) {
        match v {
            Val::None | Val::Lazy => out.extend_from_slice(&self.unset),
            Val::Table(t) => {
                let mut keys = Vec::with_capacity(t.len());
                for (key, _) in t.entries() {
                    keys.push(key.value(&t.ty));
                }
                self.list(&keys, in_list, out);
            }
            Val::Vector(items) => self.list(&items.items.borrow(), in_list, out),
            Val::Str(s) => self.string(s.as_bytes(), in_list, out),
            Val::Enum(e) => self.string(e.name.as_bytes(), in_list, out),
            Val::Func(f) => self.string(f.name.as_bytes(), in_list, out),
            Val::File(f) => self.string(f.name.as_bytes(), in_list, out),
            Val::Pattern(p) => self.string(p.source().as_bytes(), in_list, out),
            other => scalar(other, out),
        }
    }

    fn list(&self, items: &[Val], in_list: bool, out: &mut Vec<u8>) {
        // The reference writes nothing for a list within a list.
        if in_list {
            return;
        }
        if items.is_empty() {
            out.extend_from_slice(&self.empty);
            return;
        }
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(&self.set_separator);
            }
            self.value(item, true, out);
        }
    }

    /// Appends a string, escaped as its place demands.
    pub fn string(&self, s: &[u8], in_list: bool, out: &mut Vec<u8>) {
        if s.is_empty() {
            out.extend_from_slice(&self.empty);
            return;
        }
        if s == self.unset || s == self.empty {
            hex(s[0], out);
            return self.escaped(&s[1..], in_list, out);
        }
        self.escaped(s, in_list, out);
    }

    fn escaped(&self, s: &[u8], in_list: bool, out: &mut Vec<u8>) {
        let separator = self.separator.first().copied().unwrap_or(b'\t');
        let inner = self.set_separator.first().copied().unwrap_or(b',');
        // Nearly all strings are plain: one pass finds that out and one copy writes them.
        let plain =
            |b: &u8| (0x20..0x7f).contains(b) && *b != b'\\' && *b != separator && !(in_list && *b == inner);
        let Some(first) = s.iter().position(|b| !plain(b)) else {
            out.extend_from_slice(s);
            return;
        };
        out.extend_from_slice(&s[..first]);
        let mut rest = &s[first..];
        while let Some(&b) = rest.first() {
            if !self.separator.is_empty() && rest.starts_with(&self.separator) {
                self.separator.iter().for_each(|b| hex(*b, out));
                rest = &rest[self.separator.len()..];
            } else if in_list && !self.set_separator.is_empty() && rest.starts_with(&self.set_separator) {
                self.set_separator.iter().for_each(|b| hex(*b, out));
                rest = &rest[self.set_separator.len()..];
            } else if b == b'\\' {
                out.extend_from_slice(b"\\\\");
                rest = &rest[1..];
            } else if (0x20..0x7f).contains(&b) {
                out.push(b);
                rest = &rest[1..];
            } else if let Some(n) = self.utf8.then(|| utf8_length(rest)).flatten() {
                out.extend_from_slice(&rest[..n]);
                rest = &rest[n..];
            } else {
                hex(b, out);
                rest = &rest[1..];
            }
        }
    }
}

fn hex(b: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(&[b'\\', b'x', DIGITS[(b >> 4) as usize], DIGITS[(b & 15) as usize]]);
}

/// Length of the multi-byte UTF-8 character that `s` starts with; `None` for ASCII and for what is not UTF-8. C1
/// control characters (U+0080 to U+009F) do not count as printable.
fn utf8_length(s: &[u8]) -> Option<usize> {
    let n = match s.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let text = std::str::from_utf8(s.get(..n)?).ok()?;
    let c = text.chars().next()?;
    (!c.is_control()).then_some(n)
}

/// Appends a value that needs no escaping: numbers, times, addresses, ports (their number alone).
pub fn scalar(v: &Val, out: &mut Vec<u8>) {
    match v {
        Val::Bool(b) => out.push(if *b { b'T' } else { b'F' }),
        Val::Count(n) => unsigned(*n, out),
        Val::Int(n) => {
            if *n < 0 {
                out.push(b'-');
            }
            unsigned(n.unsigned_abs(), out);
        }
        Val::Double(x) => double(*x, out),
        Val::Time(x) | Val::Interval(x) => fixed6(*x, out),
        Val::Port(p) => unsigned(p.number as u64, out),
        Val::Addr4(b) => {
            for (i, byte) in b.iter().enumerate() {
                if i > 0 {
                    out.push(b'.');
                }
                unsigned(*byte as u64, out);
            }
        }
        Val::Addr6(_) => {
            if let Some(a) = v.as_addr() {
                let _ = write!(out, "{a}");
            }
        }
        Val::Subnet(s) => {
            let _ = write!(out, "{s}");
        }
        _ => {}
    }
}

/// Appends a number in decimal.
pub fn unsigned(mut n: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Appends a number of seconds with six decimals, rounded half away from zero on the value scaled to microseconds.
pub fn fixed6(x: f64, out: &mut Vec<u8>) {
    // Beyond this range microseconds no longer fit an integer exactly.
    if !(x.abs() < 4e9) {
        let _ = write!(out, "{x:.6}");
        return;
    }
    let whole = x.abs().trunc();
    let mut seconds = whole as u64;
    let mut micros = ((x.abs() - whole) * 1e6).round() as u64;
    if micros >= 1_000_000 {
        seconds += 1;
        micros -= 1_000_000;
    }
    if x < 0.0 && (seconds | micros) != 0 {
        out.push(b'-');
    }
    unsigned(seconds, out);
    let mut digits = *b".000000";
    for d in digits[1..].iter_mut().rev() {
        *d = b'0' + (micros % 10) as u8;
        micros /= 10;
    }
    out.extend_from_slice(&digits);
}

/// Appends a double with at most six decimals and no trailing zeros; very large and very small ones in scientific form.
pub fn double(x: f64, out: &mut Vec<u8>) {
    if x.is_nan() {
        out.extend_from_slice(b"nan");
    } else if x.is_infinite() {
        out.extend_from_slice(if x > 0.0 { b"inf" } else { b"-inf" });
    } else if x.abs() >= 2_147_483_647.0 {
        let _ = write!(out, "{}", exponent_form(x));
    } else {
        let text = format!("{x:.6}");
        let text = text.trim_end_matches('0');
        let text =
            if let Some(whole) = text.strip_suffix('.') { format!("{whole}.0") } else { text.to_owned() };
        out.extend_from_slice(text.as_bytes());
    }
}

/// `%e` of C with six decimals: at least two digits in the exponent, and its sign.
fn exponent_form(x: f64) -> String {
    let s = format!("{x:.6e}");
    match s.split_once('e') {
        Some((mantissa, exponent)) => {
            let n: i32 = exponent.parse().unwrap_or(0);
            format!("{mantissa}e{}{:02}", if n < 0 { '-' } else { '+' }, n.abs())
        }
        None => s,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zander_value::Type;

    fn check(v: Val, expected: &str) {
        let mut out = Vec::new();
        Style::default().column(&v, &mut out);
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn scalars() {
        check(Val::None, "-");
        check(Val::Bool(true), "T");
        check(Val::Int(-5), "-5");
        check(Val::Time(1449610262.857508), "1449610262.857508");
        check(Val::Interval(-0.25), "-0.250000");
        check(Val::Interval(0.9999999), "1.000000");
        check(Val::Double(0.5), "0.5");
        check(Val::Double(3.0), "3.0");
        check(Val::Addr4([10, 0, 0, 255]), "10.0.0.255");
    }

    #[test]
    fn strings() {
        check(Val::str(""), "(empty)");
        check(Val::str("-"), "\\x2d");
        check(Val::str("(empty)"), "\\x28empty)");
        check(Val::str("a\tb\\"), "a\\x09b\\\\");
        check(Val::str("größe"), "größe");
        check(Val::str([0xff, b'a', 0]), "\\xffa\\x00");
    }

    #[test]
    fn lists() {
        let items = vec![Val::str("a,b"), Val::str(""), Val::None];
        check(Val::vector(Type::String, items), "a\\x2cb,(empty),-");
        check(Val::vector(Type::String, vec![]), "(empty)");
    }
}
