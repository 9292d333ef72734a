//! Values as `print` shows them.

use zander_value::Val;

/// Appends the text of a value.
pub(crate) fn show(v: &Val, out: &mut Vec<u8>) {
    match v {
        Val::Str(s) => out.extend_from_slice(s.as_bytes()),
        Val::Count(n) => out.extend_from_slice(n.to_string().as_bytes()),
        Val::Int(n) => out.extend_from_slice(n.to_string().as_bytes()),
        Val::Bool(b) => out.push(if *b { b'T' } else { b'F' }),
        Val::Double(x) => out.extend_from_slice(format!("{x:?}").as_bytes()),
        Val::Enum(e) => out.extend_from_slice(e.name.as_bytes()),
        Val::Vector(x) => {
            out.push(b'[');
            for (i, v) in x.items.borrow().iter().enumerate() {
                if i > 0 {
                    out.extend_from_slice(b", ");
                }
                show(v, out);
            }
            out.push(b']');
        }
        Val::None => {}
        v => out.extend_from_slice(format!("{v:?}").as_bytes()),
    }
}
