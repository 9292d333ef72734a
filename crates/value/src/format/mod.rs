//! How values read: what `print`, `cat` and `fmt` write.
//!
//! There are two styles. `cat`, `fmt("%s")` and conversions to strings give the plain text: bytes of strings as they
//! are, containers over several lines with tabs in front. `print` shows bytes that are not printable ASCII as `\xNN`
//! and puts no tabs in front. Plain text that is printed later is escaped then, line ends included.

mod number;
mod printf;
mod types;

pub use number::{
    dotted, write_addr, write_dotted, write_double, write_hex, write_int, write_interval, write_padded,
    write_seconds, write_shortest, write_trimmed, write_uint,
};
pub use printf::{FormatProblem, Formatted, conversions, fmt};
pub use types::type_text;

use crate::{FuncVal, Text, Type, Val};
use std::rc::Rc;

/// Writes the text of a function: a hook for the owner of the program, who knows the bodies.
pub type FunctionText<'a> = &'a dyn Fn(&FuncVal, &mut Vec<u8>);

/// How to write values.
#[derive(Clone, Copy, Default)]
pub struct Style<'a> {
    /// Escape strings and leave out tabs, as `print` does.
    pub escaped: bool,
    /// How functions are written; `None` writes name and type.
    pub functions: Option<FunctionText<'a>>,
}

impl Style<'_> {
    /// As `cat` writes.
    pub const PLAIN: Style<'static> = Style { escaped: false, functions: None };
    /// As `print` writes.
    pub const PRINT: Style<'static> = Style { escaped: true, functions: None };
}

/// The text of a value as `cat` gives it.
pub fn text(v: &Val) -> Vec<u8> {
    let mut out = Vec::new();
    describe(&mut out, v, Style::PLAIN);
    out
}

/// The line that `print` writes for these values, without line end.
pub fn print_line(out: &mut Vec<u8>, values: &[Val], style: Style<'_>) {
    for (i, v) in values.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        describe(out, v, style);
    }
}

/// Writes a value.
pub fn describe(out: &mut Vec<u8>, v: &Val, style: Style<'_>) {
    write(out, v, style, &mut Vec::new());
}

/// How deep values may nest in each other before the rest is left out.
const MAX_DEPTH: usize = 200;

/// Identities of the containers around the value that is being written. A container can hold itself; there it is left
/// out.
type Around = Vec<*const ()>;

fn identity(v: &Val) -> Option<*const ()> {
    Some(match v {
        Val::Record(r) => Rc::as_ptr(r).cast(),
        Val::Table(t) => Rc::as_ptr(t).cast(),
        Val::Vector(x) => Rc::as_ptr(x).cast(),
        Val::List(l) => Rc::as_ptr(l).cast(),
        _ => return None,
    })
}

fn write(out: &mut Vec<u8>, v: &Val, style: Style<'_>, around: &mut Around) {
    let Some(identity) = identity(v) else { return scalar(out, v, style) };
    if around.len() >= MAX_DEPTH || around.contains(&identity) {
        return out.extend_from_slice(b"<...>");
    }
    around.push(identity);
    container(out, v, style, around);
    around.pop();
}

fn scalar(out: &mut Vec<u8>, v: &Val, style: Style<'_>) {
    match v {
        Val::None | Val::Lazy => {}
        Val::Bool(b) => out.push(if *b { b'T' } else { b'F' }),
        Val::Int(n) => write_int(out, *n),
        Val::Count(n) => write_uint(out, *n),
        Val::Double(x) | Val::Time(x) => write_double(out, *x),
        Val::Interval(x) => write_interval(out, *x),
        Val::Port(p) => {
            write_uint(out, p.number as u64);
            out.push(b'/');
            out.extend_from_slice(p.transport.name().as_bytes());
        }
        Val::Addr4(_) | Val::Addr6(_) => {
            if let Some(a) = v.as_addr() {
                write_addr(out, &a);
            }
        }
        Val::Subnet(s) => {
            write_addr(out, &s.prefix());
            out.push(b'/');
            write_uint(out, s.width() as u64);
        }
        Val::Enum(e) => out.extend_from_slice(e.name.as_bytes()),
        Val::Str(s) if style.escaped => escape(out, s.as_bytes()),
        Val::Str(s) => out.extend_from_slice(s.as_bytes()),
        Val::Pattern(p) => {
            out.push(b'/');
            out.extend_from_slice(p.source());
            out.push(b'/');
        }
        Val::Func(f) => match style.functions {
            Some(write_function) => write_function(f, out),
            None => {
                out.extend_from_slice(f.name.as_bytes());
                out.extend_from_slice(b": ");
                out.extend_from_slice(type_text(&Type::Func(f.ty.clone())).as_bytes());
            }
        },
        Val::File(f) => {
            out.extend_from_slice(b"file \"");
            out.extend_from_slice(f.name.as_bytes());
            out.extend_from_slice(b"\" of string");
        }
        Val::Opaque(o) => {
            out.extend_from_slice(b"<opaque of ");
            out.extend_from_slice(types::opaque_class(o.type_name()).as_bytes());
            out.push(b'>');
        }
        Val::Type(t) => out.extend_from_slice(type_text(t).as_bytes()),
        Val::Record(_) | Val::Table(_) | Val::Vector(_) | Val::List(_) => {}
    }
}

fn container(out: &mut Vec<u8>, v: &Val, style: Style<'_>, around: &mut Around) {
    match v {
        Val::List(l) => bracketed(out, l.iter(), style, around),
        Val::Vector(x) => bracketed(out, x.items.borrow().iter(), style, around),
        Val::Record(r) => {
            out.push(b'[');
            for slot in 0..r.len() {
                if slot > 0 {
                    out.extend_from_slice(b", ");
                }
                r.ty.with_fields(|fields| {
                    if let Some(f) = fields.get(slot) {
                        out.extend_from_slice(f.name.as_bytes());
                    }
                });
                out.push(b'=');
                match r.get(slot) {
                    Val::None | Val::Lazy => out.extend_from_slice(b"<uninitialized>"),
                    x => write(out, &x, style, around),
                }
            }
            out.push(b']');
        }
        Val::Table(t) => {
            let line = |out: &mut Vec<u8>, level: u32| {
                out.push(b'\n');
                if !style.escaped {
                    out.extend(std::iter::repeat_n(b'\t', level as usize));
                }
            };
            let level = tabs(out, style);
            out.push(b'{');
            let mut cursor = t.begin();
            let mut first = true;
            // As in the reference, tabs stand before numbers and brackets, not before bare strings or nothing.
            let inner = if t.ty.is_set() && matches!(t.ty.index[..], [Type::String]) { 0 } else { level + 1 };
            line(out, if t.is_empty() { 0 } else { inner });
            while let Some((key, value)) = t.next(&mut cursor) {
                if !first {
                    out.push(b',');
                    line(out, inner);
                }
                first = false;
                let index = key.values(&t.ty);
                let brackets = !t.ty.is_set() || index.len() != 1;
                if brackets {
                    bracketed(out, index.iter(), style, around);
                } else {
                    index.iter().for_each(|i| write(out, i, style, around));
                }
                if !t.ty.is_set() {
                    out.extend_from_slice(b" = ");
                    write(out, &value, style, around);
                }
            }
            t.end();
            line(out, level);
            out.push(b'}');
        }
        _ => {}
    }
}

/// How many tabs begin the line that is being written: containers inside of containers begin behind their index, on a
/// line that is indented as the container around them asks.
fn tabs(out: &[u8], style: Style<'_>) -> u32 {
    if style.escaped {
        return 0;
    }
    let begin = out.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    out[begin..].iter().take_while(|&&b| b == b'\t').count() as u32
}

fn bracketed<'v>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = &'v Val>,
    style: Style<'_>,
    around: &mut Around,
) {
    out.push(b'[');
    for (i, v) in items.enumerate() {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        write(out, v, style, around);
    }
    out.push(b']');
}

/// Writes bytes that are not printable ASCII as `\xNN`, everything else as it is.
pub fn escape(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&b| !(32..127).contains(&b)) {
        out.extend_from_slice(&rest[..at]);
        hex_escape(out, rest[at]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

/// Writes one byte as `\xNN`.
pub fn hex_escape(out: &mut impl Text, b: u8) {
    let [high, low] = number::hex(b);
    out.put([b'\\', b'x', high, low], 4);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Field, Key, Record, RecordType, Str, Table, TableType, Vector};
    use std::rc::Rc;

    fn both(v: &Val) -> (String, String) {
        let mut printed = Vec::new();
        describe(&mut printed, v, Style::PRINT);
        (String::from_utf8(text(v)).unwrap(), String::from_utf8(printed).unwrap())
    }

    fn table(entries: &[(&[Val], Val)]) -> Val {
        let (index, value) = &entries[0];
        let ty = Rc::new(TableType {
            index: index.iter().map(Val::type_of).collect(),
            value: (!value.is_none()).then(|| value.type_of()),
            name: None,
        });
        let t = Table::new(&ty, None);
        for (index, value) in entries {
            let key = if index.len() == 1 { Key::single(&index[0]) } else { Key::composite(index) };
            t.insert_key(key.unwrap(), value.clone(), 0.0);
        }
        Val::Table(t)
    }

    #[test]
    fn containers() {
        let set = table(&[(&[Val::Count(7)], Val::None)]);
        assert_eq!(both(&set), ("{\n\t7\n}".into(), "{\n7\n}".into()));
        let two = table(&[(&[Val::Count(7)], Val::None), (&[Val::Count(8)], Val::None)]);
        assert_eq!(both(&two).1, "{\n7,\n8\n}");
        let map = table(&[(&[Val::Count(5)], Val::str("a\tb"))]);
        assert_eq!(both(&map), ("{\n\t[5] = a\tb\n}".into(), "{\n[5] = a\\x09b\n}".into()));
        let pair = table(&[(&[Val::Count(2), Val::Bool(false)], Val::None)]);
        assert_eq!(both(&pair).1, "{\n[2, F]\n}");
        let nested = table(&[(&[Val::str("o")], set.clone())]);
        assert_eq!(both(&nested), ("{\n\t[o] = {\n\t\t7\n\t}\n}".into(), "{\n[o] = {\n7\n}\n}".into()));
        let v = Val::vector(Type::Count, vec![Val::None, Val::Count(1), nested]);
        assert_eq!(both(&v).1, "[, 1, {\n[o] = {\n7\n}\n}]");
    }

    #[test]
    fn records() {
        let ty = Rc::new(RecordType::new("R"));
        ty.add(Field::required("a", Type::Count));
        ty.add(Field { optional: true, ..Field::required("b", Type::String) });
        let r = Record::new(&ty);
        r.set(0, Val::Count(1));
        assert_eq!(both(&Val::Record(r.clone())).0, "[a=1, b=<uninitialized>]");
        r.set(1, Val::str(b"\x7f\x05"));
        assert_eq!(both(&Val::Record(r.clone())).1, "[a=1, b=\\x7f\\x05]");
        // A record that holds itself ends somewhere.
        let list = Vector::new(Type::Any);
        r.set(1, Val::Vector(list.clone()));
        list.push(Val::Record(r.clone()));
        assert_eq!(both(&Val::Record(r)).0, "[a=1, b=[<...>]]");
        list.items.borrow_mut().clear();
    }

    #[test]
    fn lines() {
        let mut out = Vec::new();
        print_line(&mut out, &[Val::Count(1), Val::Str(Str::from("x\ny")), Val::Bool(true)], Style::PRINT);
        assert_eq!(out, b"1, x\\x0ay, T");
    }
}
