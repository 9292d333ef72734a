//! A certificate taken apart (RFC 5280).
//!
//! What OpenSSL would not read is no certificate, and yet OpenSSL is not asked to read it, since that costs ten times as much:
//! it makes the key ready for use. Only who validates a chain asks for that, by [`Certificate::openssl`].

use crate::der::{self, Element, Reader, tag};
use crate::key::{self, Key};
use crate::layout::{extension, layout};
use crate::name::{self, Style};
use crate::print;
use openssl::error::ErrorStack;
use openssl::x509::{X509, X509Name, X509Ref};
use std::cell::OnceCell;

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
    openssl: OnceCell<X509>,
}

/// The extensions of a sequence's content.
pub fn extensions(content: &[u8]) -> Vec<Extension> {
    Reader::new(content)
        .filter_map(|e| extension(&e))
        .map(|(oid, critical, data)| Extension::new(oid, critical, data))
        .collect()
}

impl Certificate {
    /// Reads a certificate; `None` when it is none. Bytes after it do not matter. `with_text` prints the extensions.
    pub fn parse(der: &[u8], with_text: bool) -> Option<Certificate> {
        let l = layout(der)?;
        // OpenSSL looks at the characters of names.
        for name in [l.issuer, l.subject] {
            X509Name::from_der(name.whole).ok()?;
        }
        let extensions = extensions(l.extensions);
        let mut oddities = Vec::new();
        let mut time = |e: &Element<'_>| {
            der::time(e).unwrap_or_else(|weird| {
                oddities.push(weird);
                0.0
            })
        };
        let (not_before, not_after) = (time(&l.not_before), time(&l.not_after));
        let printed = if with_text { print::extensions(&extensions) } else { Vec::new() };
        Some(Certificate {
            version: l.version,
            serial: der::hex_integer(l.serial),
            subject: name::text(l.subject.content, Style::Rfc2253)?,
            issuer: name::text(l.issuer.content, Style::Rfc2253)?,
            common_name: name::common_name(l.subject.content),
            not_before,
            not_after,
            key_algorithm: key_algorithm(l.key_algorithm),
            signature_algorithm: name::nid(l.outer_algorithm)
                .and_then(|n| n.long_name().ok())
                .unwrap_or_default()
                .to_owned(),
            signed_algorithm: name::long_name(l.signed_algorithm),
            key: key::of(l.key),
            extensions,
            printed,
            oddities,
            der: der.to_vec(),
            openssl: OnceCell::new(),
        })
    }

    /// The certificate as OpenSSL holds it, read when it is first asked for.
    pub fn openssl(&self) -> Result<&X509Ref, ErrorStack> {
        if let Some(known) = self.openssl.get() {
            return Ok(known);
        }
        let read = X509::from_der(&self.der)?;
        Ok(self.openssl.get_or_init(|| read))
    }
}

/// Remote desktop servers name the signature's algorithm for their key.
fn key_algorithm(oid: &[u8]) -> String {
    let name = name::long_name(oid);
    if name == "md5WithRSAEncryption" { "rsaEncryption".into() } else { name }
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
