//! How values stand in logs and other tables of text: one field a value, with escapes so that separators stay unique.

use crate::format::{hex_escape, write_addr, write_dotted, write_int, write_seconds, write_uint};
use crate::special::Special;
use crate::{Line, Text, Val};

/// The separators and words of a text format.
#[derive(Clone, Debug)]
pub struct LogText {
    set_separator: Vec<u8>,
    empty_field: Vec<u8>,
    unset_field: Vec<u8>,
    longest_word: usize,
    /// Bytes to escape in a field of its own.
    in_field: Special,
    /// Bytes to escape inside of a set or vector: those, and the set separator.
    in_set: Special,
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
        let between = *separator.first().unwrap_or(&b'\\');
        LogText {
            set_separator: set_separator.to_vec(),
            empty_field: empty_field.to_vec(),
            unset_field: unset_field.to_vec(),
            longest_word: unset_field.len().max(empty_field.len()),
            in_field: Special::new([b'\\', between, b'\\']),
            in_set: Special::new([b'\\', between, *set_separator.first().unwrap_or(&b'\\')]),
            utf8,
        }
    }

    /// Writes the field of a value.
    #[inline]
    pub fn write(&self, out: &mut Line, v: &Val) {
        match v {
            Val::None | Val::Lazy => self.write_unset(out),
            Val::Bool(b) => out.put_byte(if *b { b'T' } else { b'F' }),
            Val::Count(n) => write_uint(out, *n),
            Val::Time(x) | Val::Interval(x) => write_seconds(out, *x),
            Val::Port(p) => write_uint(out, p.number.into()),
            Val::Addr4(octets) => write_dotted(out, octets),
            Val::Enum(e) => self.string(out, e.name.as_bytes(), &self.in_field),
            Val::Str(s) => self.string(out, s.as_bytes(), &self.in_field),
            _ => self.value(out, v, &self.in_field),
        }
    }

    /// Writes the field of a string.
    pub fn write_str(&self, out: &mut Line, s: &[u8]) {
        self.string(out, s, &self.in_field);
    }

    /// Writes what stands for no value.
    #[inline]
    pub fn write_unset(&self, out: &mut Line) {
        match &self.unset_field[..] {
            [byte] => out.put_byte(*byte),
            more => out.put_slice(more),
        }
    }

    fn value(&self, out: &mut Line, v: &Val, special: &Special) {
        match v {
            Val::None | Val::Lazy => self.write_unset(out),
            Val::Bool(b) => out.put_byte(if *b { b'T' } else { b'F' }),
            Val::Int(n) => write_int(out, *n),
            Val::Count(n) => write_uint(out, *n),
            Val::Double(x) => out.put_slice(&plain_double(*x)),
            Val::Time(x) | Val::Interval(x) => write_seconds(out, *x),
            Val::Port(p) => write_uint(out, p.number.into()),
            Val::Addr4(_) | Val::Addr6(_) => {
                if let Some(a) = v.as_addr() {
                    write_addr(out, &a);
                }
            }
            Val::Enum(e) => self.string(out, e.name.as_bytes(), special),
            Val::Str(s) => self.string(out, s.as_bytes(), special),
            Val::File(f) => self.string(out, f.name.as_bytes(), special),
            Val::Func(f) => self.string(out, f.name.as_bytes(), special),
            Val::Vector(x) => self.elements(out, x.items.borrow().iter()),
            Val::List(l) => self.elements(out, l.iter()),
            Val::Table(t) => {
                if t.is_empty() {
                    return out.put_slice(&self.empty_field);
                }
                let mut cursor = t.begin();
                let mut first = true;
                while let Some((key, _)) = t.next(&mut cursor) {
                    for part in key.values(&t.ty) {
                        if !first {
                            self.separate(out);
                        }
                        first = false;
                        self.value(out, &part, &self.in_set);
                    }
                }
                t.end();
            }
            Val::Subnet(_) => out.put_slice(&crate::format::text(v)),
            Val::Pattern(_) | Val::Record(_) | Val::Opaque(_) | Val::Type(_) => {
                self.string(out, &crate::format::text(v), special);
            }
        }
    }

    fn elements<'v>(&self, out: &mut Line, items: impl ExactSizeIterator<Item = &'v Val>) {
        if items.len() == 0 {
            return out.put_slice(&self.empty_field);
        }
        for (i, v) in items.enumerate() {
            if i > 0 {
                self.separate(out);
            }
            self.value(out, v, &self.in_set);
        }
    }

    fn separate(&self, out: &mut Line) {
        match &self.set_separator[..] {
            [byte] => out.put_byte(*byte),
            more => out.put_slice(more),
        }
    }

    fn string(&self, out: &mut Line, s: &[u8], special: &Special) {
        if s.len() <= self.longest_word {
            if s.is_empty() {
                return out.put_slice(&self.empty_field);
            }
            // A string that reads like one of the two words is told apart by its first byte.
            if s == self.unset_field || s == self.empty_field {
                hex_escape(out, s[0]);
                return self.escape(out, &s[1..], special);
            }
        }
        match special.put_plain(out, s) {
            [] => {}
            rest => self.escape(out, rest, special),
        }
    }

    fn escape(&self, out: &mut Line, s: &[u8], special: &Special) {
        let mut rest = s;
        while let Some(at) = rest.iter().position(|&b| special.contains(b)) {
            out.put_slice(&rest[..at]);
            rest = &rest[at..];
            let valid = if self.utf8 { leading_utf8(rest) } else { 0 };
            if valid > 0 {
                out.put_slice(&rest[..valid]);
                rest = &rest[valid..];
                continue;
            }
            match rest[0] {
                b'\\' => out.put(*b"\\\\", 2),
                b => hex_escape(out, b),
            }
            rest = &rest[1..];
        }
        out.put_slice(rest);
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

/// The text of a double, never with an exponent.
fn plain_double(x: f64) -> Vec<u8> {
    let mut out = Vec::new();
    if !x.is_finite() {
        crate::format::write_double(&mut out, x);
        return out;
    }
    if x < 0.0 {
        out.push(b'-');
    }
    crate::format::write_trimmed(&mut out, x.abs());
    out
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
            let mut out = Line::default();
            t.write(&mut out, v);
            assert_eq!(String::from_utf8_lossy(out.as_bytes()), *expected);
        }
    }

    /// Whatever byte stands wherever in a string: it is escaped when its kind says so, and the rest stays as it is.
    #[test]
    fn bytes_in_all_places() {
        for (separator, set_separator) in [(b"\t", b","), (b"|", b";")] {
            let t = LogText::new(separator, set_separator, b"(empty)", b"-", false);
            for (length, byte) in (1..40).flat_map(|n| (0..=255).map(move |b| (n, b))) {
                for at in 0..length {
                    let mut s = vec![b'a'; length];
                    s[at] = byte;
                    let expected = |special: bool| {
                        let middle = match byte {
                            b'\\' => "\\\\".to_owned(),
                            _ if special => format!("\\x{byte:02x}"),
                            _ => char::from(byte).to_string(),
                        };
                        format!("{}{middle}{}", "a".repeat(at), "a".repeat(length - at - 1))
                    };
                    let special = !(32..127).contains(&byte) || byte == separator[0] || s == b"-";
                    let mut out = Line::default();
                    t.write(&mut out, &Val::str(&s));
                    assert_eq!(String::from_utf8_lossy(out.as_bytes()), expected(special));
                    out.clear();
                    t.write(&mut out, &Val::vector(Type::String, vec![Val::str(&s)]));
                    let special = special || byte == set_separator[0];
                    assert_eq!(String::from_utf8_lossy(out.as_bytes()), expected(special));
                }
            }
        }
    }
}
