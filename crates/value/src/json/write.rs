//! Values as JSON text.

use crate::format::{Style, describe, text, write_int, write_interval, write_shortest, write_uint};
use crate::log_text::leading_utf8;
use crate::pattern::Pattern;
use crate::special::Special;
use crate::{Key, TableType, Text, Val};
use std::rc::Rc;

/// Choices that `to_json` offers.
#[derive(Clone, Copy, Default)]
pub struct ToJson<'a> {
    /// Only fields with `&log`.
    pub only_loggable: bool,
    /// What is cut out of field names where it matches: an underscore in front, in the usual case.
    pub field_escape: Option<&'a Pattern>,
    /// Intervals as numbers of seconds, not as text.
    pub interval_as_double: bool,
}

/// A value as JSON text.
pub fn to_json(v: &Val, choices: ToJson<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    Writer { choices, around: Vec::new() }.value(&mut out, v);
    out
}

/// How deep containers may nest before the rest is left out.
const MAX_DEPTH: usize = 200;

struct Writer<'a> {
    choices: ToJson<'a>,
    around: Vec<*const ()>,
}

impl Writer<'_> {
    fn value(&mut self, out: &mut Vec<u8>, v: &Val) {
        match v {
            Val::None | Val::Lazy | Val::Opaque(_) => out.extend_from_slice(b"null"),
            Val::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
            Val::Int(n) => write_int(out, *n),
            Val::Count(n) => write_uint(out, *n),
            Val::Double(x) | Val::Time(x) => double(out, *x),
            Val::Interval(x) if self.choices.interval_as_double => double(out, *x),
            Val::Interval(x) => {
                out.push(b'"');
                write_interval(out, *x);
                out.push(b'"');
            }
            Val::Port(p) => {
                out.extend_from_slice(b"{\"port\":");
                write_uint(out, p.number as u64);
                out.extend_from_slice(b",\"proto\":\"");
                out.extend_from_slice(p.transport.name().as_bytes());
                out.extend_from_slice(b"\"}");
            }
            Val::Str(s) => write_string(out, s.as_bytes()),
            Val::Enum(e) => write_string(out, e.name.as_bytes()),
            Val::Func(f) => write_string(out, f.name.as_bytes()),
            Val::Addr4(_) | Val::Addr6(_) | Val::Subnet(_) => {
                out.push(b'"');
                describe(out, v, Style::PLAIN);
                out.push(b'"');
            }
            Val::Pattern(_) | Val::File(_) | Val::Type(_) => write_string(out, &text(v)),
            Val::List(l) => self.array(out, l.iter()),
            Val::Vector(x) => {
                self.nested(out, Rc::as_ptr(x).cast(), |w, out| w.array(out, x.items.borrow().iter()))
            }
            Val::Record(r) => self.nested(out, Rc::as_ptr(r).cast(), |w, out| w.record(out, r)),
            Val::Table(t) => self.nested(out, Rc::as_ptr(t).cast(), |w, out| w.table(out, t)),
        }
    }

    fn nested(&mut self, out: &mut Vec<u8>, identity: *const (), f: impl FnOnce(&mut Self, &mut Vec<u8>)) {
        if self.around.len() >= MAX_DEPTH || self.around.contains(&identity) {
            return out.extend_from_slice(b"null");
        }
        self.around.push(identity);
        f(self, out);
        self.around.pop();
    }

    fn array<'v>(&mut self, out: &mut Vec<u8>, items: impl Iterator<Item = &'v Val>) {
        out.push(b'[');
        for (i, v) in items.enumerate() {
            if i > 0 {
                out.push(b',');
            }
            self.value(out, v);
        }
        out.push(b']');
    }

    fn record(&mut self, out: &mut Vec<u8>, r: &crate::Record) {
        out.push(b'{');
        let mut members = Members::default();
        for slot in 0..r.len() {
            let Some((name, log)) = r.ty.with_fields(|f| f.get(slot).map(|f| (f.name.clone(), f.log))) else {
                continue;
            };
            if self.choices.only_loggable && !log {
                continue;
            }
            let v = r.get(slot);
            if matches!(v, Val::None | Val::Lazy) {
                continue;
            }
            members.key(out, &self.field_name(name.as_bytes()));
            members.next(out);
            self.value(out, &v);
        }
        out.push(b'}');
    }

    fn field_name(&self, name: &[u8]) -> Vec<u8> {
        match self.choices.field_escape {
            Some(p) if p.is_in(name) => match p.find(name, 0) {
                Some(found) => [&name[..found.start], &name[found.end..]].concat(),
                None => name.to_vec(),
            },
            _ => name.to_vec(),
        }
    }

    fn table(&mut self, out: &mut Vec<u8>, t: &crate::Table) {
        let set = t.ty.is_set();
        out.push(if set { b'[' } else { b'{' });
        let mut members = Members::default();
        let mut cursor = t.begin();
        while let Some((key, value)) = t.next(&mut cursor) {
            if set {
                members.next_element(out);
                self.index(out, &key, &t.ty);
            } else {
                members.key(out, &self.key_text(&key, &t.ty));
                members.next(out);
                self.value(out, &value);
            }
        }
        t.end();
        out.push(if set { b']' } else { b'}' });
    }

    fn index(&mut self, out: &mut Vec<u8>, key: &Key, ty: &TableType) {
        match key.values(ty).as_slice() {
            [one] => self.value(out, one),
            several => self.array(out, several.iter()),
        }
    }

    /// The name that stands for an index: the string itself, otherwise the index's own JSON text without quotes.
    fn key_text(&mut self, key: &Key, ty: &TableType) -> Vec<u8> {
        if let [Val::Str(s)] = key.values(ty).as_slice() {
            return s.as_bytes().to_vec();
        }
        let mut json = Vec::new();
        self.index(&mut json, key, ty);
        match json.as_slice() {
            [b'"', inner @ .., b'"'] => inner.to_vec(),
            _ => json,
        }
    }
}

/// Separators of an object. A field whose name was cut away altogether gets no key at all, and what follows takes its
/// place in the alternation of keys and values; consumers of the reference's output meet the same text.
#[derive(Default)]
struct Members {
    written: usize,
}

impl Members {
    fn key(&mut self, out: &mut Vec<u8>, name: &[u8]) {
        if !name.is_empty() {
            self.next(out);
            write_string(out, name);
        }
    }

    fn next(&mut self, out: &mut Vec<u8>) {
        match self.written {
            0 => {}
            n if n % 2 == 0 => out.push(b','),
            _ => out.push(b':'),
        }
        self.written += 1;
    }

    fn next_element(&mut self, out: &mut Vec<u8>) {
        if self.written > 0 {
            out.push(b',');
        }
        self.written += 1;
    }
}

fn double(out: &mut Vec<u8>, x: f64) {
    if x.is_finite() { write_shortest(out, x) } else { out.extend_from_slice(b"null") }
}

/// Writes a string with its quotes. UTF-8 stays as it is. Where there are other bytes, or control characters without a
/// short escape, the string is taken for bytes: all that are not of ASCII become the text `\xNN`, whose backslash JSON
/// escapes once more.
pub fn write_string(out: &mut impl Text, s: &[u8]) {
    out.put_byte(b'"');
    match SPECIAL.put_plain(out, s) {
        [] => {}
        rest => escape(out, rest),
    }
    out.put_byte(b'"');
}

/// Bytes that do not stand in a string for themselves.
const SPECIAL: Special = Special::new([b'"', b'\\', b'\\']);

fn escape(out: &mut impl Text, s: &[u8]) {
    let short = |b: u8| matches!(b, 8 | 12 | b'\n' | b'\r' | b'\t');
    let is_text = std::str::from_utf8(s).is_ok() && s.iter().all(|&b| b >= 32 && b != 127 || short(b));
    let mut rest = s;
    while let Some(at) = rest.iter().position(|&b| SPECIAL.contains(b)) {
        out.put_slice(&rest[..at]);
        rest = &rest[at..];
        let valid = if is_text { leading_utf8(rest) } else { 0 };
        if valid > 0 {
            out.put_slice(&rest[..valid]);
            rest = &rest[valid..];
            continue;
        }
        let short = match rest[0] {
            b'"' => b'"',
            b'\\' => b'\\',
            8 => b'b',
            12 => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => 0,
        };
        out.put_byte(b'\\');
        if short != 0 {
            out.put_byte(short);
        } else {
            crate::format::hex_escape(out, rest[0]);
        }
        rest = &rest[1..];
    }
    out.put_slice(rest);
}
