//! How values stand in logs and other tables of text: one field a value, with escapes so that separators stay unique.

use crate::Val;
use crate::format::{Style, describe, hex_escape, write_addr, write_int, write_seconds, write_uint};

/// The separators and words of a text format.
#[derive(Clone, Debug)]
pub struct LogText {
    set_separator: Vec<u8>,
    empty_field: Vec<u8>,
    unset_field: Vec<u8>,
    longest_word: usize,
    /// Bytes to escape in a field of its own.
    special: [bool; 256],
    /// Bytes to escape inside of a set or vector: those, and the set separator.
    special_in_set: [bool; 256],
    utf8: bool,
}

impl LogText {
    /// `separator` between fields, `set_separator` between elements; `empty_field` stands for an empty container and
    /// for an empty string, `unset_field` for what has no value. `utf8` leaves valid UTF-8 as it is.
    pub fn new(
        separator: &[u8],
        set_separator: &[u8],
        empty_field: &[u8],
        unset_field: &[u8],
        utf8: bool,
    ) -> LogText {
        let mut special = [false; 256];
        for (b, s) in special.iter_mut().enumerate() {
            *s = !(32..127).contains(&b) || b == b'\\' as usize;
        }
        for b in separator.iter().take(1) {
            special[*b as usize] = true;
        }
        let mut special_in_set = special;
        for b in set_separator.iter().take(1) {
            special_in_set[*b as usize] = true;
        }
        LogText {
            set_separator: set_separator.to_vec(),
            empty_field: empty_field.to_vec(),
            unset_field: unset_field.to_vec(),
            longest_word: unset_field.len().max(empty_field.len()),
            special,
            special_in_set,
            utf8,
        }
    }

    /// Writes the field of a value.
    pub fn write(&self, out: &mut Vec<u8>, v: &Val) {
        self.value(out, v, false);
    }

    /// Writes the field of a string.
    pub fn write_str(&self, out: &mut Vec<u8>, s: &[u8]) {
        self.string(out, s, false);
    }

    /// Writes what stands for no value.
    pub fn write_unset(&self, out: &mut Vec<u8>) {
        match &self.unset_field[..] {
            [byte] => out.push(*byte),
            more => out.extend_from_slice(more),
        }
    }

    fn value(&self, out: &mut Vec<u8>, v: &Val, in_set: bool) {
        match v {
            Val::None | Val::Lazy => self.write_unset(out),
            Val::Bool(b) => out.push(if *b { b'T' } else { b'F' }),
            Val::Int(n) => write_int(out, *n),
            Val::Count(n) => write_uint(out, *n),
            Val::Double(x) => write_plain_double(out, *x),
            Val::Time(x) | Val::Interval(x) => write_seconds(out, *x),
            Val::Port(p) => write_uint(out, p.number as u64),
            Val::Addr4(_) | Val::Addr6(_) => {
                if let Some(a) = v.as_addr() {
                    write_addr(out, &a);
                }
            }
            Val::Enum(e) => self.string(out, e.name.as_bytes(), in_set),
            Val::Str(s) => self.string(out, s.as_bytes(), in_set),
            Val::File(f) => self.string(out, f.name.as_bytes(), in_set),
            Val::Func(f) => self.string(out, f.name.as_bytes(), in_set),
            Val::Vector(x) => self.elements(out, x.items.borrow().iter()),
            Val::List(l) => self.elements(out, l.iter()),
            Val::Table(t) => {
                if t.is_empty() {
                    return out.extend_from_slice(&self.empty_field);
                }
                let mut cursor = t.begin();
                let mut first = true;
                while let Some((key, _)) = t.next(&mut cursor) {
                    for part in key.values(&t.ty) {
                        if !first {
                            out.extend_from_slice(&self.set_separator);
                        }
                        first = false;
                        self.value(out, &part, true);
                    }
                }
                t.end();
            }
            Val::Subnet(_) => describe(out, v, Style::PLAIN),
            Val::Pattern(_) | Val::Record(_) | Val::Opaque(_) | Val::Type(_) => {
                let mut text = Vec::new();
                describe(&mut text, v, Style::PLAIN);
                self.string(out, &text, in_set);
            }
        }
    }

    fn elements<'v>(&self, out: &mut Vec<u8>, items: impl ExactSizeIterator<Item = &'v Val>) {
        if items.len() == 0 {
            return out.extend_from_slice(&self.empty_field);
        }
        for (i, v) in items.enumerate() {
            if i > 0 {
                out.extend_from_slice(&self.set_separator);
            }
            self.value(out, v, true);
        }
    }

    fn string(&self, out: &mut Vec<u8>, s: &[u8], in_set: bool) {
        if s.is_empty() {
            return out.extend_from_slice(&self.empty_field);
        }
        // A string that reads like one of the two words is told apart by its first byte.
        if s.len() <= self.longest_word && (s == self.unset_field || s == self.empty_field) {
            hex_escape(out, s[0]);
            return self.escape(out, &s[1..], in_set);
        }
        self.escape(out, s, in_set);
    }

    fn escape(&self, out: &mut Vec<u8>, s: &[u8], in_set: bool) {
        let special = if in_set { &self.special_in_set } else { &self.special };
        let mut rest = s;
        while let Some(at) = rest.iter().position(|&b| special[b as usize]) {
            out.extend_from_slice(&rest[..at]);
            rest = &rest[at..];
            let valid = if self.utf8 { leading_utf8(rest) } else { 0 };
            if valid > 0 {
                out.extend_from_slice(&rest[..valid]);
                rest = &rest[valid..];
                continue;
            }
            match rest[0] {
                b'\\' => out.extend_from_slice(b"\\\\"),
                b => hex_escape(out, b),
            }
            rest = &rest[1..];
        }
        out.extend_from_slice(rest);
    }
}

/// How many bytes the well-formed character of more than one byte at the beginning of `s` has; 0 when there is none.
pub fn leading_utf8(s: &[u8]) -> usize {
    let len = match s.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return 0,
    };
    match s.get(..len) {
        Some(c) if std::str::from_utf8(c).is_ok() => len,
        _ => 0,
    }
}

fn write_plain_double(out: &mut Vec<u8>, x: f64) {
    if !x.is_finite() {
        return crate::format::write_double(out, x);
    }
    if x < 0.0 {
        out.push(b'-');
    }
    crate::format::write_trimmed(out, x.abs());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Port, Type};

    #[test]
    fn fields() {
        let t = LogText::new(b"\t", b",", b"(empty)", b"-", true);
        let v = |items: &[&str]| Val::vector(Type::String, items.iter().map(Val::str).collect());
        let cases: &[(Val, &str)] = &[
            (Val::None, "-"),
            (Val::str("-"), "\\x2d"),
            (Val::str("(empty)"), "\\x28empty)"),
            (Val::str(""), "(empty)"),
            (Val::str("a\tb\\c,d\x01"), "a\\x09b\\\\c,d\\x01"),
            (Val::str("Üü"), "Üü"),
            (Val::str(b"\xc3\xff\xe2\x82"), "\\xc3\\xff\\xe2\\x82"),
            (v(&["a,b", "-", ""]), "a\\x2cb,\\x2d,(empty)"),
            (v(&[]), "(empty)"),
            (Val::vector(Type::Interval, vec![Val::Interval(0.5), Val::None]), "0.500000,-"),
            (Val::Time(1427304960.695733), "1427304960.695733"),
            (Val::Double(0.25), "0.25"),
            (Val::Double(3e12), "3000000000000.0"),
            (Val::Port(Port::udp(53)), "53"),
        ];
        for (v, expected) in cases {
            let mut out = Vec::new();
            t.write(&mut out, v);
            assert_eq!(String::from_utf8_lossy(&out), *expected);
        }
    }
}
