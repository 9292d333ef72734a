//! Certificates: what `zander-analyzer-x509` knows about them, as built-in functions.

use super::{Result, engine};
use std::rc::Rc;
use zander_analyzer_x509::certificate::Certificate;
use zander_analyzer_x509::roots::Roots;
use zander_analyzer_x509::values::{Handle, Types};
use zander_analyzer_x509::verify::{self, Outcome, Part};
use zander_analyzer_x509::{hostname, name, sct};
use zander_builtins::complain;
use zander_value::{FuncVal, RecordType, TableRef, Type, Val};
use zander_vm::{BuiltinFn, Context, RuntimeError};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("x509_parse", parse),
    ("x509_from_der", from_der),
    ("x509_get_certificate_string", certificate_string),
    ("x509_verify", verify_chain),
    ("x509_ocsp_verify", verify_ocsp),
    ("sct_verify", verify_timestamp),
    ("x509_subject_name_hash", |cx, a| part_hash(cx, a, Part::Subject)),
    ("x509_issuer_name_hash", |cx, a| part_hash(cx, a, Part::Issuer)),
    ("x509_spki_hash", |cx, a| part_hash(cx, a, Part::Key)),
    ("x509_check_hostname", |_, a| Ok(Val::Bool(hostname::covers(bytes(a, 0), bytes(a, 1))))),
    ("parse_distinguished_name", |_, a| Ok(Val::str(name::text_of_der(bytes(a, 0)).unwrap_or_default()))),
    ("x509_set_certificate_cache", set_cache),
    ("x509_set_certificate_cache_hit_callback", set_hook),
    ("X509::__certificate_met", certificate_met),
    ("x509_check_cert_hostname", |_, a| {
        Ok(Val::str(hostname::matching(&*certificate(a, 0)?, bytes(a, 1)).unwrap_or_default()))
    }),
];

/// The hook for certificates that scripts keep.
#[derive(Default)]
struct Met(Option<Rc<FuncVal>>);

fn set_cache(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let Some(Val::Table(table)) = args.first() else { return Err("the table is not set".into()) };
    let e = engine(cx)?;
    let first = e.env.files.kept.borrow_mut().replace(table.clone()).is_none();
    Ok(Val::Bool(first))
}

fn set_hook(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let Some(Val::Func(hook)) = args.first() else { return Err("the hook is not set".into()) };
    let first = cx.state::<Met>().0.replace(hook.clone()).is_none();
    Ok(Val::Bool(first))
}

fn certificate_met(cx: &mut Context<'_>, args: &[Val]) -> Result {
    match cx.state::<Met>().0.clone() {
        Some(hook) => cx.call(&hook, args),
        None => Ok(Val::Bool(true)),
    }
}

/// The trusted certificates of the last table that was asked with: reading them takes longer than using them.
#[derive(Default)]
struct LastRoots(Option<(TableRef, usize, Rc<Roots>)>);

fn bytes(args: &[Val], at: usize) -> &[u8] {
    args.get(at).and_then(Val::as_bytes).unwrap_or_default()
}

fn count(args: &[Val], at: usize) -> u64 {
    args.get(at).and_then(Val::as_count).unwrap_or_default()
}

fn certificate(args: &[Val], at: usize) -> Result<Rc<Certificate>> {
    args.get(at).and_then(Handle::of).ok_or_else(|| "the certificate is not set".into())
}

fn chain(args: &[Val]) -> Result<Vec<Rc<Certificate>>> {
    let Some(Val::Vector(all)) = args.first() else { return Err("the certificates are not set".into()) };
    let one = |at| all.get(at).as_ref().and_then(Handle::of);
    (0..all.len()).map(one).collect::<Option<_>>().ok_or_else(|| "a certificate is not set".into())
}

fn types(cx: &Context<'_>) -> Types {
    Types::find(|name| match cx.type_named(name) {
        Some(Type::Record(r)) => r,
        _ => Rc::new(RecordType::new(name)),
    })
}

fn seconds(cx: &Context<'_>, args: &[Val], at: usize) -> f64 {
    args.get(at).and_then(Val::as_seconds).unwrap_or_else(|| cx.network_time())
}

/// `None` when one of them is no certificate.
fn roots(cx: &mut Context<'_>, args: &[Val], at: usize) -> Result<Option<Rc<Roots>>> {
    let Some(Val::Table(table)) = args.get(at) else {
        return Err(RuntimeError::new("the trusted certificates are not set"));
    };
    let last = cx.state::<LastRoots>();
    if let Some((known, size, roots)) = &last.0
        && Rc::ptr_eq(known, table)
        && *size == table.len()
    {
        return Ok(Some(roots.clone()));
    }
    let all: Vec<Val> = table.entries().into_iter().map(|(_, e)| e.value).collect();
    let Some(new) = Roots::new(all.iter().filter_map(Val::as_bytes)).map(Rc::new) else { return Ok(None) };
    last.0 = Some((table.clone(), table.len(), new.clone()));
    Ok(Some(new))
}

fn parse(cx: &mut Context<'_>, args: &[Val]) -> Result {
    Ok(types(cx).certificate(&*certificate(args, 0)?))
}

/// Nothing for what is no certificate.
fn from_der(_: &mut Context<'_>, args: &[Val]) -> Result {
    let parsed = Certificate::parse(bytes(args, 0), false);
    Ok(parsed.map(|c| Handle::val(Rc::new(c))).unwrap_or_default())
}

fn certificate_string(_: &mut Context<'_>, args: &[Val]) -> Result {
    let c = certificate(args, 0)?;
    if args.get(1).and_then(Val::as_bool).unwrap_or(false) {
        return Ok(Val::str(verify::pem(&c).unwrap_or_default()));
    }
    Ok(Val::str(&c.der))
}

fn verify_chain(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (chain, roots, time) = (chain(args)?, roots(cx, args, 1)?, seconds(cx, args, 2));
    let outcome = roots.map_or_else(Outcome::bad_roots, |r| r.verify(&chain, time));
    Ok(types(cx).result(outcome))
}

fn verify_ocsp(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (chain, roots, time) = (chain(args)?, roots(cx, args, 2)?, seconds(cx, args, 3));
    let outcome = roots.map_or_else(Outcome::bad_roots, |r| r.verify_ocsp(&chain, bytes(args, 1), time));
    Ok(types(cx).result(outcome))
}

fn verify_timestamp(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let c = certificate(args, 0)?;
    let issuer = bytes(args, 6);
    let claim = sct::Claim {
        time: count(args, 4),
        hash: count(args, 5),
        signature: bytes(args, 3),
        issuer_key_hash: (!issuer.is_empty()).then_some(issuer),
    };
    let Some(good) = sct::verify(&c.der, bytes(args, 2), &claim) else {
        cx.warning("sct_verify: the timestamp, the key or the certificate is malformed");
        return Ok(Val::Bool(false));
    };
    Ok(Val::Bool(good))
}

fn part_hash(cx: &mut Context<'_>, args: &[Val], part: Part) -> Result {
    let hash = verify::part_hash(&*certificate(args, 0)?, part, count(args, 1));
    if hash.is_none() {
        complain(cx, "Unknown hash algorithm.");
    }
    Ok(hash.map(Val::str).unwrap_or_default())
}
