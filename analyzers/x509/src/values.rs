//! Certificates as scripts see them: the opaque handle and the records.
//!
//! The record types are declared with the types of the engine, so that built-in functions can use them; here they are
//! looked up by name.

use crate::certificate::{Certificate, Extension, OtherNames};
use crate::verify::Outcome;
use std::rc::Rc;
use zander_analyzer::emit;
use zander_event::Declarations;
use zander_value::{Addr, Opaque, OpaqueRef, Record, RecordType, Type, Val};

/// A certificate that scripts hold: `opaque of x509`.
#[derive(Clone, Debug)]
pub struct Handle(pub Rc<Certificate>);

impl Opaque for Handle {
    fn type_name(&self) -> &str {
        "x509"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl Handle {
    /// The value for scripts.
    pub fn val(certificate: Rc<Certificate>) -> Val {
        Val::Opaque(OpaqueRef::new(Handle(certificate)))
    }

    /// The certificate behind a value.
    pub fn of(v: &Val) -> Option<Rc<Certificate>> {
        match v {
            Val::Opaque(o) => o.get::<Handle>().map(|h| h.0.clone()),
            _ => None,
        }
    }
}

/// A vector of certificates.
pub fn handles(all: impl IntoIterator<Item = Rc<Certificate>>) -> Val {
    Val::vector(Type::Opaque("x509".into()), all.into_iter().map(Handle::val).collect())
}

/// The record types.
pub struct Types {
    certificate: Rc<RecordType>,
    extension: Rc<RecordType>,
    basic_constraints: Rc<RecordType>,
    other_names: Rc<RecordType>,
    result: Rc<RecordType>,
}

fn filled(ty: &Rc<RecordType>, fields: impl IntoIterator<Item = (&'static str, Option<Val>)>) -> Val {
    let r = Record::new(ty);
    for (name, value) in fields {
        if let (Some(slot), Some(v)) = (ty.slot(name), value) {
            r.set(slot, v);
        }
    }
    Val::Record(r)
}

impl Types {
    /// Looks the types up.
    pub fn bind(d: &dyn Declarations) -> Types {
        Types::find(|name| emit::record(d, name))
    }

    /// Looks the types up by name.
    pub fn find(mut record: impl FnMut(&str) -> Rc<RecordType>) -> Types {
        Types {
            certificate: record("X509::Certificate"),
            extension: record("X509::Extension"),
            basic_constraints: record("X509::BasicConstraints"),
            other_names: record("X509::SubjectAlternativeName"),
            result: record("X509::Result"),
        }
    }

    /// `X509::Result`.
    pub fn result(&self, o: Outcome) -> Val {
        let chain = (!o.chain.is_empty()).then(|| handles(o.chain));
        filled(
            &self.result,
            [
                ("result", Some(Val::Int(o.code))),
                ("result_string", Some(Val::str(&o.text))),
                ("chain_certs", chain),
            ],
        )
    }

    /// `X509::Certificate`.
    pub fn certificate(&self, c: &Certificate) -> Val {
        let key = &c.key;
        filled(
            &self.certificate,
            [
                ("version", Some(Val::Count(c.version))),
                ("serial", Some(Val::str(&c.serial))),
                ("subject", Some(Val::str(&c.subject))),
                ("issuer", Some(Val::str(&c.issuer))),
                ("cn", c.common_name.as_ref().map(Val::str)),
                ("not_valid_before", Some(Val::Time(c.not_before))),
                ("not_valid_after", Some(Val::Time(c.not_after))),
                ("key_alg", Some(Val::str(&c.key_algorithm))),
                ("sig_alg", Some(Val::str(&c.signature_algorithm))),
                ("key_type", key.kind.map(Val::str)),
                ("key_length", (key.bits > 0).then_some(Val::Count(key.bits))),
                ("exponent", key.exponent.as_ref().map(Val::str)),
                ("curve", key.curve.map(Val::str)),
                ("tbs_sig_alg", Some(Val::str(&c.signed_algorithm))),
            ],
        )
    }

    /// `X509::Extension`; `value` is its text.
    pub fn extension(&self, e: &Extension, value: &[u8]) -> Val {
        filled(
            &self.extension,
            [
                ("name", Some(Val::str(&e.name))),
                ("short_name", Some(Val::str(e.short_name))),
                ("oid", Some(Val::str(crate::der::dotted(&e.oid)))),
                ("critical", Some(Val::Bool(e.critical))),
                ("value", Some(Val::str(value))),
            ],
        )
    }

    /// `X509::BasicConstraints`.
    pub fn basic_constraints(&self, ca: bool, path: Option<u64>) -> Val {
        filled(&self.basic_constraints, [("ca", Some(Val::Bool(ca))), ("path_len", path.map(Val::Count))])
    }

    /// `X509::SubjectAlternativeName`.
    pub fn other_names(&self, n: &OtherNames<'_>) -> Val {
        let strings = |v: &[&[u8]]| (!v.is_empty()).then(|| emit::strings(v.iter()));
        let addresses = n.ip.iter().filter_map(|b| match b.len() {
            4 => <[u8; 4]>::try_from(*b).ok().map(Addr::v4),
            _ => <[u8; 16]>::try_from(*b).ok().map(Addr::v6),
        });
        let addresses = Val::vector(Type::Addr, addresses.map(Val::addr).collect());
        filled(
            &self.other_names,
            [
                ("dns", strings(&n.dns)),
                ("uri", strings(&n.uri)),
                ("email", strings(&n.email)),
                ("ip", (!n.ip.is_empty()).then_some(addresses)),
                ("other_fields", Some(Val::Bool(n.others))),
            ],
        )
    }
}
