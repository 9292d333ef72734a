//! Validation of chains and of OCSP responses by OpenSSL, with its numbers and words.

use crate::certificate::Certificate;
use crate::der::{Reader, tag};
use crate::layout::{Layout, layout};
use crate::ocsp;
use crate::roots::{Root, Roots};
use openssl::error::ErrorStack;
use openssl::ocsp::{OcspCertId, OcspFlag, OcspResponse, OcspResponseStatus};
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509Ref, X509StoreContext};
use std::rc::Rc;

/// What validation says: `X509::Result`.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// OpenSSL's number; -1 for what goes wrong before.
    pub code: i64,
    /// OpenSSL's words.
    pub text: String,
    /// The chain that was found, host certificate first.
    pub chain: Vec<Rc<Certificate>>,
}

impl Outcome {
    fn fault(text: &str) -> Outcome {
        Outcome::of(-1, text)
    }

    fn of(code: i64, text: &str) -> Outcome {
        Outcome { code, text: text.into(), chain: Vec::new() }
    }

    /// The trusted certificates are no certificates.
    pub fn bad_roots() -> Outcome {
        Outcome::fault("Problem initializing root store")
    }
}

/// A store of these roots that believes it is `time`, in seconds since 1970-01-01 UTC.
fn store(roots: &[&Root], time: f64) -> Result<X509Store, ErrorStack> {
    let mut store = X509StoreBuilder::new()?;
    for root in roots {
        let root = root.certificate().ok_or_else(ErrorStack::get)?;
        store.add_cert(root.openssl()?.to_owned())?;
    }
    let mut parameters = X509VerifyParam::new()?;
    parameters.set_time(time as i64);
    parameters.set_flags(X509VerifyFlags::USE_CHECK_TIME)?;
    store.set_param(&parameters)?;
    Ok(store.build())
}

impl Roots {
    /// Validates a chain, host certificate first, as of `time`.
    pub fn verify(&self, chain: &[Rc<Certificate>], time: f64) -> Outcome {
        self.try_verify(chain, time).unwrap_or_else(|_| Outcome::fault("Certificate validation failed"))
    }

    fn try_verify(&self, chain: &[Rc<Certificate>], time: f64) -> Result<Outcome, ErrorStack> {
        let Some((host, others)) = chain.split_first() else {
            return Ok(Outcome::fault("no certificates"));
        };
        let roots = self.candidates(chain.iter().map(|c| c.der.as_slice()));
        let store = store(&roots, time)?;
        let mut untrusted = Stack::new()?;
        for c in others {
            untrusted.push(c.openssl()?.to_owned())?;
        }
        let known: Vec<&Rc<Certificate>> =
            chain.iter().chain(roots.iter().filter_map(|r| r.certificate())).collect();
        let mut context = X509StoreContext::new()?;
        context.init(&store, host.openssl()?, &untrusted, |cx| {
            let good = cx.verify_cert()?;
            let error = cx.error();
            let mut found = Vec::new();
            if good {
                for c in cx.chain().into_iter().flatten() {
                    let der = c.to_der()?;
                    found.extend(known.iter().find(|k| k.der == der).map(|k| Rc::clone(k)));
                }
            }
            // OpenSSL has worded this one in two ways; people search for the older.
            let text = match error.as_raw() {
                SELF_SIGNED => "self signed certificate",
                _ => error.error_string(),
            };
            Ok(Outcome { code: error.as_raw().into(), text: text.to_owned(), chain: found })
        })
    }

    /// Validates an OCSP response for the first certificate of a chain, as of `time`.
    pub fn verify_ocsp(&self, chain: &[Rc<Certificate>], response: &[u8], time: f64) -> Outcome {
        self.try_verify_ocsp(chain, response, time)
            .unwrap_or_else(|_| Outcome::fault("OCSP validation failed"))
    }

    fn try_verify_ocsp(
        &self,
        chain: &[Rc<Certificate>],
        response: &[u8],
        time: f64,
    ) -> Result<Outcome, ErrorStack> {
        let [host, others @ ..] = chain else { return Ok(Outcome::fault("no certificates")) };
        let (Ok(parsed), Some(ours)) = (OcspResponse::from_der(response), ocsp::response(response)) else {
            return Ok(Outcome::fault("Could not parse OCSP response"));
        };
        if parsed.status() != OcspResponseStatus::SUCCESSFUL {
            return Ok(Outcome::of(-2, ours.status));
        }
        let (Ok(basic), Some(body)) = (parsed.basic(), ours.basic) else {
            return Ok(Outcome::fault("Could not parse OCSP response"));
        };
        let mut known: Vec<&[u8]> = body.certificates.iter().map(Vec::as_slice).collect();
        known.extend(others.iter().map(|c| c.der.as_slice()));
        let Some(signer) = known.iter().find(|der| body.is_signed_by(der)) else {
            return Ok(Outcome::fault("Could not find OCSP responder certificate"));
        };
        let signer = X509::from_der(signer)?;
        let store = store(&self.candidates(known.iter().copied()), time)?;
        let mut all = Stack::new()?;
        for der in &known {
            all.push(X509::from_der(der)?)?;
        }
        let mut context = X509StoreContext::new()?;
        let error = context.init(&store, &signer, &all, |cx| {
            let good = cx.verify_cert()?;
            Ok((!good).then(|| cx.error()))
        })?;
        if let Some(error) = error {
            return Ok(Outcome::of(0, error.error_string()));
        }
        // The chain is known to be good as of `time`; what is left is the signature.
        if let Err(e) = basic.verify(&all, &store, OcspFlag::NO_VERIFY) {
            return Ok(Outcome::of(0, &e.to_string()));
        }
        let Some(issuer) = self.issuer(host, others) else {
            return Ok(Outcome::of(0, "Could not find issuer of host certificate"));
        };
        let subject = host.openssl()?;
        let id = OcspCertId::from_cert(openssl::hash::MessageDigest::sha1(), subject, &issuer)?;
        let Some(single) = body.singles.first() else {
            return Ok(Outcome::fault("Could not lookup OCSP response information"));
        };
        if basic.find_status(&id).is_none() || single.certificate.serial != host.serial {
            return Ok(Outcome::fault("OCSP reply is not for host certificate"));
        }
        let text = if single.next_update == 0.0 {
            "OCSP reply missing nextUpdate field"
        } else if time < single.this_update {
            "OCSP reply specifies time in future"
        } else if time > single.next_update {
            "OCSP reply expired"
        } else {
            single.status
        };
        Ok(Outcome::of(if text == "good" { 1 } else { -1 }, text))
    }

    /// Who signed a certificate: one of the chain or, for a certificate that is a root itself, that root.
    fn issuer(&self, host: &Certificate, others: &[Rc<Certificate>]) -> Option<X509> {
        let wanted = layout(&host.der)?;
        let named = |der: &[u8], name: &[u8]| layout(der).is_some_and(|l| l.subject.content == name);
        if let Some(c) = others.iter().rfind(|c| named(&c.der, wanted.issuer.content)) {
            return c.openssl().ok().map(X509Ref::to_owned);
        }
        let root = self.named(wanted.subject.content)?.certificate()?;
        root.openssl().ok().map(X509Ref::to_owned)
    }
}

/// `X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT`
const SELF_SIGNED: i32 = 18;

/// A hash by the number that TLS gives its algorithm.
fn digest(number: u64, data: &[u8]) -> Option<Vec<u8>> {
    use openssl::hash::{MessageDigest, hash};
    let kind = match number {
        1 => MessageDigest::md5(),
        2 => MessageDigest::sha1(),
        3 => MessageDigest::sha224(),
        4 => MessageDigest::sha256(),
        5 => MessageDigest::sha384(),
        6 => MessageDigest::sha512(),
        _ => return None,
    };
    hash(kind, data).ok().map(|d| d.to_vec())
}

/// The part of a certificate that is hashed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The name of the subject, in DER.
    Subject,
    /// The name of the issuer, in DER.
    Issuer,
    /// The key with its algorithm, in DER (`SubjectPublicKeyInfo`).
    Key,
}

/// The hash of a part of a certificate; `None` for an unknown algorithm.
pub fn part_hash(c: &Certificate, part: Part, algorithm: u64) -> Option<Vec<u8>> {
    let l = layout(&c.der)?;
    match part {
        Part::Subject => digest(algorithm, l.subject.whole),
        Part::Issuer => digest(algorithm, l.issuer.whole),
        Part::Key => digest(algorithm, l.key),
    }
}

/// The bits of a key, without its algorithm.
fn key_bits<'a>(l: &Layout<'a>) -> Option<&'a [u8]> {
    let mut key = Reader::new(l.key).inner(tag::SEQUENCE)?;
    key.expect(tag::SEQUENCE)?;
    // The first byte says how many bits of the last are unused.
    key.expect(tag::BIT_STRING)?.get(1..)
}

impl ocsp::Basic {
    /// True when this certificate, in DER, is the one that the response names as its signer: by name, or by the SHA-1
    /// of its key.
    fn is_signed_by(&self, der: &[u8]) -> bool {
        let Some(l) = layout(der) else { return false };
        match &self.signer {
            ocsp::Signer::Name(name) => l.subject.content == name.as_slice(),
            ocsp::Signer::Key(hash) => {
                key_bits(&l).and_then(|bits| digest(2, bits)).is_some_and(|d| d == *hash)
            }
        }
    }
}

/// A certificate in PEM.
pub fn pem(c: &Certificate) -> Option<Vec<u8>> {
    c.openssl().ok()?.to_pem().ok()
}
