//! Types as text.

use crate::{Flavor, FuncType, Type};
use std::fmt::Write;

/// The text of a type as `type_name` gives it and as a type used as a value prints: named records and enums by name.
pub fn type_text(ty: &Type) -> String {
    let mut out = String::new();
    write(&mut out, ty);
    out
}

fn list(out: &mut String, types: &[Type]) {
    for (i, t) in types.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, t);
    }
}

fn write(out: &mut String, ty: &Type) {
    match ty {
        Type::Enum(e) => out.push_str(&e.name),
        Type::Record(r) => {
            let name = r.name.borrow().clone();
            if !name.is_empty() {
                return out.push_str(&name);
            }
            out.push_str("record { ");
            r.with_fields(|fields| {
                for f in fields {
                    out.push_str(&f.name);
                    out.push(':');
                    write(out, &f.ty);
                    out.push_str("; ");
                }
            });
            out.push('}');
        }
        Type::Table(t) if t.name.is_some() => out.push_str(t.name.as_deref().unwrap_or_default()),
        Type::Table(t) => {
            out.push_str(if t.is_set() { "set[" } else { "table[" });
            list(out, &t.index);
            out.push(']');
            if let Some(v) = &t.value {
                out.push_str(" of ");
                write(out, v);
            }
        }
        Type::Vector(e) => {
            out.push_str("vector of ");
            write(out, e);
        }
        Type::File(e) => {
            out.push_str("file of ");
            write(out, e);
        }
        Type::Func(f) => function(out, f),
        Type::Type(_) => out.push_str("type"),
        Type::List(l) => {
            out.push_str("list of ");
            list(out, l);
        }
        // Names of simple types are their display form. Writing to a string cannot fail.
        simple => {
            let _ = write!(out, "{simple}");
        }
    }
}

fn function(out: &mut String, f: &FuncType) {
    out.push_str(match f.flavor {
        Flavor::Function => "function(",
        Flavor::Event => "event(",
        Flavor::Hook => "hook(",
    });
    for (i, p) in f.params.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        out.push_str(&p.name);
        out.push(':');
        write(out, &p.ty);
    }
    if f.variadic {
        out.push_str("va_args:any");
    }
    out.push(')');
    if f.flavor != Flavor::Event {
        out.push_str(" : ");
        write(out, &f.result);
    }
}

/// The name under which an opaque object prints.
pub(super) fn opaque_class(name: &str) -> &str {
    match name {
        "md5" => "MD5Val",
        "sha1" => "SHA1Val",
        "sha224" => "SHA224Val",
        "sha256" => "SHA256Val",
        "sha384" => "SHA384Val",
        "sha512" => "SHA512Val",
        "entropy" => "EntropyVal",
        "bloomfilter" => "BloomFilterVal",
        "cardinality" => "CardinalityVal",
        "topk" => "TopkVal",
        "paraglob" => "ParaglobVal",
        "x509" => "X509Val",
        "ocsp_resp" => "OCSP_RESPVal",
        other => other,
    }
}
