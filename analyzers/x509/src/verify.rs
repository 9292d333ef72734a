//! Validation of chains and of OCSP responses by OpenSSL, with its numbers and words.

use crate::certificate::{Certificate, layout};
use crate::der::{Reader, tag};
use crate::ocsp;
use openssl::error::ErrorStack;
use openssl::ocsp::{OcspCertId, OcspFlag, OcspResponse, OcspResponseStatus};
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509StoreContext};
use std::rc::Rc;

/// Trusted certificates.
pub struct Roots {
    certificates: Vec<X509>,
}

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
        Outcome { code: -1, text: text.into(), chain: Vec::new() }
    }
}

impl Roots {
    /// Certificates in DER; those that OpenSSL cannot read are left out.
    pub fn new<'a>(all: impl IntoIterator<Item = &'a [u8]>) -> Roots {
        Roots { certificates: all.into_iter().filter_map(|der| X509::from_der(der).ok()).collect() }
    }

    /// The certificates of a bundle in PEM; none when it cannot be read.
    pub fn of_pem(bundle: &[u8]) -> Roots {
        Roots { certificates: X509::stack_from_pem(bundle).unwrap_or_default() }
    }

    /// A store that believes it is `time`, in seconds since 1970-01-01 UTC.
    fn store(&self, time: f64) -> Result<X509Store, ErrorStack> {
        let mut store = X509StoreBuilder::new()?;
        for c in &self.certificates {
            store.add_cert(c.clone())?;
        }
        let mut parameters = X509VerifyParam::new()?;
        parameters.set_time(time as i64);
        parameters.set_flags(X509VerifyFlags::USE_CHECK_TIME)?;
        store.set_param(&parameters)?;
        Ok(store.build())
    }

    /// Validates a chain, host certificate first, as of `time`.
    pub fn verify(&self, chain: &[Rc<Certificate>], time: f64) -> Outcome {
        self.try_verify(chain, time).unwrap_or_else(|_| Outcome::fault("Certificate validation failed"))
    }

    fn try_verify(&self, chain: &[Rc<Certificate>], time: f64) -> Result<Outcome, ErrorStack> {
        let Some((host, others)) = chain.split_first() else {
            return Ok(Outcome::fault("No certificates"));
        };
        let store = self.store(time)?;
        let host = X509::from_der(&host.der)?;
        let mut untrusted = Stack::new()?;
        for c in others {
            untrusted.push(X509::from_der(&c.der)?)?;
        }
        let mut context = X509StoreContext::new()?;
        context.init(&store, &host, &untrusted, |cx| {
            let good = cx.verify_cert()?;
            let error = cx.error();
            let mut found = Vec::new();
            if good {
                for c in cx.chain().into_iter().flatten() {
                    found.extend(Certificate::parse(&c.to_der()?, false).map(Rc::new));
                }
            }
            Ok(Outcome { code: error.as_raw().into(), text: error.error_string().to_owned(), chain: found })
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
            return Ok(Outcome::fault("OCSP parsing failed"));
        };
        if parsed.status() != OcspResponseStatus::SUCCESSFUL {
            return Ok(Outcome { code: -2, text: ours.status.to_owned(), chain: Vec::new() });
        }
        let (Ok(basic), Some(body)) = (parsed.basic(), ours.basic) else {
            return Ok(Outcome::fault("OCSP response parsing failed"));
        };
        let subject = X509::from_der(&host.der)?;
        let store = self.store(time)?;
        let mut known = Stack::new()?;
        for c in others {
            known.push(X509::from_der(&c.der)?)?;
        }
        let Some(issuer) = self.issuer(host, others) else {
            return Ok(Outcome { code: -1, text: "issuer certificate not found".into(), chain: Vec::new() });
        };
        known.push(issuer.clone())?;
        if basic.verify(&known, &store, OcspFlag::empty()).is_err() {
            return Ok(Outcome {
                code: -1,
                text: "OCSP signature verification failed".into(),
                chain: Vec::new(),
            });
        }
        let digest = openssl::hash::MessageDigest::sha1();
        let id = OcspCertId::from_cert(digest, &subject, &issuer)?;
        if basic.find_status(&id).is_none() {
            return Ok(Outcome {
                code: -1,
                text: "OCSP reply did not contain the certificate".into(),
                chain: Vec::new(),
            });
        }
        let Some(single) = body.singles.iter().find(|s| s.certificate.serial == host.serial) else {
            return Ok(Outcome::fault("OCSP reply did not contain the certificate"));
        };
        let text = if time < single.this_update {
            "OCSP reply not yet valid (2)"
        } else if single.next_update > 0.0 && time > single.next_update {
            "OCSP reply expired (1)"
        } else {
            single.status
        };
        Ok(Outcome { code: 0, text: text.to_owned(), chain: Vec::new() })
    }

    /// Who signed a certificate: one of the chain, or a root.
    fn issuer(&self, host: &Certificate, others: &[Rc<Certificate>]) -> Option<X509> {
        let wanted = layout(&host.der)?.issuer;
        let named = |der: &[u8]| layout(der).is_some_and(|l| l.subject == wanted);
        if let Some(c) = others.iter().find(|c| named(&c.der)) {
            return X509::from_der(&c.der).ok();
        }
        self.certificates.iter().find(|c| c.to_der().is_ok_and(|der| named(&der))).cloned()
    }
}

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
    /// The bits of the key.
    Key,
}

/// The hash of a part of a certificate; `None` for an unknown algorithm.
pub fn part_hash(c: &Certificate, part: Part, algorithm: u64) -> Option<Vec<u8>> {
    let l = layout(&c.der)?;
    match part {
        Part::Subject => digest(algorithm, &crate::der::element(tag::SEQUENCE, &[l.subject])),
        Part::Issuer => digest(algorithm, &crate::der::element(tag::SEQUENCE, &[l.issuer])),
        Part::Key => {
            let mut key = Reader::new(l.key).inner(tag::SEQUENCE)?;
            key.expect(tag::SEQUENCE)?;
            // The first byte says how many bits of the last are unused.
            digest(algorithm, key.expect(tag::BIT_STRING)?.get(1..)?)
        }
    }
}

/// A certificate in PEM.
pub fn pem(c: &Certificate) -> Option<Vec<u8>> {
    X509::from_der(&c.der).ok()?.to_pem().ok()
}
