//! A certificate taken apart (RFC 5280).
//!
//! The structure is read here; OpenSSL tells about the key, and prints extensions.

use crate::der::{self, Element, Reader, tag};
use crate::name::{self, Style};
use crate::print;
use openssl::pkey::{Id, PKey, Public};
use openssl::x509::X509;

/// An extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Content of its object identifier.
    pub oid: Vec<u8>,
    /// OpenSSL's long name of it, or its dots. Kept: a certificate is read once and shown with every file that holds it.
    pub name: String,
    /// OpenSSL's short name of it, or `UNDEF`.
    pub short_name: &'static str,
    /// Whoever does not understand it must not trust the certificate.
    pub critical: bool,
    /// What it holds, in DER.
    pub data: Vec<u8>,
}

impl Extension {
    /// An extension by its parts.
    pub fn new(oid: &[u8], critical: bool, data: &[u8]) -> Extension {
        Extension {
            oid: oid.to_vec(),
            name: name::long_name(oid),
            short_name: name::short_name(oid),
            critical,
            data: data.to_vec(),
        }
    }
}

/// What a key is, as far as logs tell it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Key {
    /// `rsa`, `dsa` or `ecdsa`.
    pub kind: Option<&'static str>,
    /// Length in bits.
    pub bits: u64,
    /// Exponent of an RSA key.
    pub exponent: Option<String>,
    /// Short name of the curve.
    pub curve: Option<&'static str>,
}

/// A certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// All of it.
    pub der: Vec<u8>,
    pub version: u64,
    pub serial: String,
    /// Distinguished name in the style of RFC 2253.
    pub subject: String,
    pub issuer: String,
    /// The last common name of the subject.
    pub common_name: Option<String>,
    /// Seconds since 1970-01-01 UTC; 0 when it cannot be read.
    pub not_before: f64,
    pub not_after: f64,
    pub key_algorithm: String,
    /// Empty for one without a name.
    pub signature_algorithm: String,
    /// The algorithm that the signed part names.
    pub signed_algorithm: String,
    pub key: Key,
    pub extensions: Vec<Extension>,
    /// The value of each extension, as OpenSSL prints it.
    pub printed: Vec<Vec<u8>>,
    /// Oddities: names of weirds.
    pub oddities: Vec<&'static str>,
}

/// The places in a certificate that validation and timestamps need.
#[derive(Clone, Copy, Debug)]
pub struct Layout<'a> {
    /// The signed part, as a whole.
    pub signed: &'a [u8],
    /// Content of the issuer's name.
    pub issuer: &'a [u8],
    /// Content of the subject's name.
    pub subject: &'a [u8],
    /// The key with its algorithm, as a whole.
    pub key: &'a [u8],
    /// Content of the sequence of extensions; empty for none.
    pub extensions: &'a [u8],
    version: u64,
    serial: &'a [u8],
    signed_algorithm: &'a [u8],
    not_before: Element<'a>,
    not_after: Element<'a>,
    key_algorithm: &'a [u8],
    outer_algorithm: &'a [u8],
}

/// Finds the parts of a certificate in DER.
pub fn layout(certificate: &[u8]) -> Option<Layout<'_>> {
    let mut outer = Reader::new(certificate).inner(tag::SEQUENCE)?;
    let signed = outer.optional(tag::SEQUENCE)?;
    let outer_algorithm = outer.inner(tag::SEQUENCE)?.expect(tag::OBJECT)?;
    let mut c = Reader::new(signed.content);
    let version = match c.inner(tag::context(0)) {
        Some(mut v) => der::small(v.expect(tag::INTEGER)?)?.saturating_add(1),
        None => 1,
    };
    let serial = c.expect(tag::INTEGER)?;
    let signed_algorithm = c.inner(tag::SEQUENCE)?.expect(tag::OBJECT)?;
    let issuer = c.expect(tag::SEQUENCE)?;
    let mut validity = c.inner(tag::SEQUENCE)?;
    let (not_before, not_after) = (validity.any()?, validity.any()?);
    let subject = c.expect(tag::SEQUENCE)?;
    let key = c.optional(tag::SEQUENCE)?;
    let key_algorithm = Reader::new(key.content).inner(tag::SEQUENCE)?.expect(tag::OBJECT)?;
    let extensions =
        c.find(|e| e.tag == tag::context(3)).and_then(|e| Reader::new(e.content).expect(tag::SEQUENCE));
    Some(Layout {
        signed: signed.whole,
        issuer,
        subject,
        key: key.whole,
        extensions: extensions.unwrap_or_default(),
        version,
        serial,
        signed_algorithm,
        not_before,
        not_after,
        key_algorithm,
        outer_algorithm,
    })
}

/// The extensions of a sequence's content.
pub fn extensions(content: &[u8]) -> Vec<Extension> {
    Reader::new(content)
        .filter_map(|e| {
            let mut c = Reader::new(e.content);
            let oid = c.expect(tag::OBJECT)?;
            let critical = c.expect(tag::BOOLEAN).is_some_and(|b| b != [0]);
            Some(Extension::new(oid, critical, c.expect(tag::OCTET_STRING)?))
        })
        .collect()
}

impl Certificate {
    /// Reads a certificate; `None` when neither we nor OpenSSL can. `with_text` prints the extensions.
    pub fn parse(der: &[u8], with_text: bool) -> Option<Certificate> {
        // What OpenSSL cannot read as a whole is no certificate; bytes after it do not matter.
        let x509 = X509::from_der(der).ok()?;
        let l = layout(der)?;
        let extensions = extensions(l.extensions);
        let mut oddities = Vec::new();
        let mut time = |e: &Element<'_>| {
            der::time(e).unwrap_or_else(|weird| {
                oddities.push(weird);
                0.0
            })
        };
        let (not_before, not_after) = (time(&l.not_before), time(&l.not_after));
        let printed = if with_text { print::extensions(l.extensions, &extensions) } else { Vec::new() };
        Some(Certificate {
            version: l.version,
            serial: der::hex_integer(l.serial),
            subject: name::text(l.subject, Style::Rfc2253)?,
            issuer: name::text(l.issuer, Style::Rfc2253)?,
            common_name: name::common_name(l.subject),
            not_before,
            not_after,
            key_algorithm: key_algorithm(l.key_algorithm),
            signature_algorithm: name::nid(l.outer_algorithm)
                .and_then(|n| n.long_name().ok())
                .unwrap_or_default()
                .to_owned(),
            signed_algorithm: name::long_name(l.signed_algorithm),
            key: key(&x509),
            extensions,
            printed,
            oddities,
            der: der.to_vec(),
        })
    }
}

/// Remote desktop servers name the signature's algorithm for their key.
fn key_algorithm(oid: &[u8]) -> String {
    let name = name::long_name(oid);
    if name == "md5WithRSAEncryption" { "rsaEncryption".into() } else { name }
}

fn key(x509: &X509) -> Key {
    let Ok(key): Result<PKey<Public>, _> = x509.public_key() else { return Key::default() };
    let bits = key.bits().into();
    match key.id() {
        Id::RSA | Id::RSA_PSS => {
            let exponent = key.rsa().ok().and_then(|r| r.e().to_dec_str().ok().map(|s| s.to_string()));
            Key { kind: Some("rsa"), bits, exponent, curve: None }
        }
        Id::DSA => Key { kind: Some("dsa"), bits, ..Key::default() },
        Id::EC => {
            let nid = key.ec_key().ok().and_then(|k| k.group().curve_name());
            Key { kind: Some("ecdsa"), bits, curve: nid.and_then(|n| n.short_name().ok()), exponent: None }
        }
        _ => Key { bits, ..Key::default() },
    }
}

/// Basic constraints: whether the owner is an authority, and how long a chain below may be.
pub fn basic_constraints(data: &[u8]) -> Option<(bool, Option<u64>)> {
    let mut c = Reader::new(data).inner(tag::SEQUENCE)?;
    let ca = c.expect(tag::BOOLEAN).is_some_and(|b| b != [0]);
    Some((ca, c.expect(tag::INTEGER).and_then(der::small)))
}

/// The other names of a certificate's owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OtherNames<'a> {
    pub dns: Vec<&'a [u8]>,
    pub uri: Vec<&'a [u8]>,
    pub email: Vec<&'a [u8]>,
    /// Addresses of 4 or 16 bytes.
    pub ip: Vec<&'a [u8]>,
    /// There are names of other kinds.
    pub others: bool,
    /// Addresses of other lengths, by their length.
    pub wrong_addresses: Vec<usize>,
}

/// Reads `subjectAltName` (RFC 5280, section 4.2.1.6).
pub fn other_names(data: &[u8]) -> Option<OtherNames<'_>> {
    let mut out = OtherNames::default();
    for e in Reader::new(data).inner(tag::SEQUENCE)? {
        match e.tag & 0x1f {
            1 => out.email.push(e.content),
            2 => out.dns.push(e.content),
            6 => out.uri.push(e.content),
            7 if matches!(e.content.len(), 4 | 16) => out.ip.push(e.content),
            7 => out.wrong_addresses.push(e.content.len()),
            _ => out.others = true,
        }
    }
    Some(out)
}
