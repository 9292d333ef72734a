//! OCSP requests and responses (RFC 6960), taken apart.

use crate::certificate::{Extension, extensions};
use crate::der::{self, Reader, tag};
use crate::name::{self, Style};

/// Names one certificate.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CertificateId {
    /// Hash algorithm of the two hashes.
    pub algorithm: String,
    /// Upper-case hexadecimal digits.
    pub issuer_name: String,
    /// Upper-case hexadecimal digits.
    pub issuer_key: String,
    /// Upper-case hexadecimal digits.
    pub serial: String,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Request {
    /// 0 for version 1.
    pub version: u64,
    /// What is asked for.
    pub certificates: Vec<CertificateId>,
    /// Extensions of the request.
    pub extensions: Vec<Extension>,
}

/// What a response says of one certificate.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Single {
    pub certificate: CertificateId,
    /// `good`, `revoked` or `unknown`.
    pub status: &'static str,
    /// When it was revoked, in seconds; 0 when it was not.
    pub revoked: f64,
    /// Why it was revoked; empty when that is not said.
    pub reason: &'static str,
    pub this_update: f64,
    /// 0 when it is not said.
    pub next_update: f64,
    pub extensions: Vec<Extension>,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Response {
    /// In OpenSSL's words, such as `successful`.
    pub status: &'static str,
    /// What stands in it, when it is of the basic type.
    pub basic: Option<Basic>,
}

/// A response of the basic type.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Basic {
    /// 0 for version 1.
    pub version: u64,
    /// Name of the responder, or the hash of its key.
    pub responder: String,
    /// The same as it stands in the response.
    pub signer: Signer,
    /// Seconds since 1970-01-01 UTC.
    pub produced: f64,
    pub singles: Vec<Single>,
    pub extensions: Vec<Extension>,
    pub signature_algorithm: String,
    /// Certificates that came along, in DER.
    pub certificates: Vec<Vec<u8>>,
}

/// Who has signed a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signer {
    /// Content of the name.
    Name(Vec<u8>),
    /// SHA-1 of the key.
    Key(Vec<u8>),
}

impl Default for Signer {
    fn default() -> Signer {
        Signer::Key(Vec::new())
    }
}

fn certificate_id(r: &mut Reader<'_>) -> Option<CertificateId> {
    let mut c = r.inner(tag::SEQUENCE)?;
    let algorithm = name::long_name(c.inner(tag::SEQUENCE)?.expect(tag::OBJECT)?);
    Some(CertificateId {
        algorithm,
        issuer_name: der::hex(c.expect(tag::OCTET_STRING)?),
        issuer_key: der::hex(c.expect(tag::OCTET_STRING)?),
        serial: der::hex_integer(c.expect(tag::INTEGER)?),
    })
}

fn explicit_extensions(r: &mut Reader<'_>, number: u8) -> Vec<Extension> {
    r.inner(tag::context(number))
        .and_then(|mut c| c.expect(tag::SEQUENCE))
        .map(extensions)
        .unwrap_or_default()
}

fn version(r: &mut Reader<'_>) -> u64 {
    r.inner(tag::context(0)).and_then(|mut v| v.expect(tag::INTEGER)).and_then(der::small).unwrap_or(0)
}

/// Reads a request.
pub fn request(data: &[u8]) -> Option<Request> {
    let mut c = Reader::new(data).inner(tag::SEQUENCE)?.inner(tag::SEQUENCE)?;
    let version = version(&mut c);
    // The name of who asks is of no interest.
    c.optional(tag::context(1));
    let certificates = c
        .inner(tag::SEQUENCE)?
        .map(|one| certificate_id(&mut Reader::new(one.content)))
        .collect::<Option<Vec<_>>>()?;
    Some(Request { version, certificates, extensions: explicit_extensions(&mut c, 2) })
}

/// Reads a response.
pub fn response(data: &[u8]) -> Option<Response> {
    let mut c = Reader::new(data).inner(tag::SEQUENCE)?;
    let status = match c.expect(tag::ENUMERATED)? {
        [0] => "successful",
        [1] => "malformedrequest",
        [2] => "internalerror",
        [3] => "trylater",
        [5] => "sigrequired",
        [6] => "unauthorized",
        _ => "(UNKNOWN)",
    };
    let Some(mut bytes) = c.inner(tag::context(0)) else { return Some(Response { status, basic: None }) };
    let mut bytes = bytes.inner(tag::SEQUENCE)?;
    // id-pkix-ocsp-basic (1.3.6.1.5.5.7.48.1.1)
    if bytes.expect(tag::OBJECT)? != [0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1] {
        return Some(Response { status, basic: None });
    }
    let basic = basic(bytes.expect(tag::OCTET_STRING)?)?;
    Some(Response { status, basic: Some(basic) })
}

fn basic(data: &[u8]) -> Option<Basic> {
    let mut outer = Reader::new(data).inner(tag::SEQUENCE)?;
    let mut c = outer.inner(tag::SEQUENCE)?;
    let version = version(&mut c);
    let responder = c.any()?;
    let (responder, signer) = match responder.tag {
        t if t == tag::context(1) => {
            let content = Reader::new(responder.content).expect(tag::SEQUENCE)?;
            (name::text(content, Style::OneLine)?, Signer::Name(content.to_vec()))
        }
        t if t == tag::context(2) => {
            let hash = Reader::new(responder.content).expect(tag::OCTET_STRING)?;
            (der::hex(hash), Signer::Key(hash.to_vec()))
        }
        _ => return None,
    };
    let produced = der::time(&c.any()?).unwrap_or(0.0);
    let singles = c.inner(tag::SEQUENCE)?.map(|s| single(s.content)).collect::<Option<Vec<_>>>()?;
    let extensions = explicit_extensions(&mut c, 1);
    let signature_algorithm = name::long_name(outer.inner(tag::SEQUENCE)?.expect(tag::OBJECT)?);
    outer.expect(tag::BIT_STRING)?;
    let certificates = outer.inner(tag::context(0)).and_then(|mut c| c.inner(tag::SEQUENCE));
    let certificates = certificates.into_iter().flatten().map(|c| c.whole.to_vec()).collect();
    Some(Basic {
        version,
        responder,
        signer,
        produced,
        singles,
        extensions,
        signature_algorithm,
        certificates,
    })
}

fn single(content: &[u8]) -> Option<Single> {
    let mut c = Reader::new(content);
    let certificate = certificate_id(&mut c)?;
    let status = c.any()?;
    let (mut revoked, mut reason) = (0.0, "");
    let status = match status.tag & 0x1f {
        0 => "good",
        1 => {
            let mut info = Reader::new(status.content);
            revoked = info.any().and_then(|t| der::time(&t).ok()).unwrap_or(0.0);
            let code =
                info.inner(tag::context(0)).and_then(|mut r| r.expect(tag::ENUMERATED)).and_then(der::small);
            reason = code.map_or("", reason_text);
            "revoked"
        }
        _ => "unknown",
    };
    let this_update = der::time(&c.any()?).unwrap_or(0.0);
    let next = c.inner(tag::context(0)).and_then(|mut t| t.any());
    let next_update = next.and_then(|t| der::time(&t).ok()).unwrap_or(0.0);
    let extensions = explicit_extensions(&mut c, 1);
    Some(Single { certificate, status, revoked, reason, this_update, next_update, extensions })
}

/// Reasons of revocation in OpenSSL's words (RFC 5280, section 5.3.1).
fn reason_text(code: u64) -> &'static str {
    match code {
        0 => "unspecified",
        1 => "keyCompromise",
        2 => "cACompromise",
        3 => "affiliationChanged",
        4 => "superseded",
        5 => "cessationOfOperation",
        6 => "certificateHold",
        8 => "removeFromCRL",
        9 => "privilegeWithdrawn",
        10 => "aACompromise",
        _ => "(UNKNOWN)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der::element;

    fn id() -> Vec<u8> {
        let sha1 = element(0x30, &[&element(6, &[&[0x2b, 0x0e, 3, 2, 0x1a]]), &[5, 0]]);
        element(0x30, &[&sha1, &element(4, &[&[1, 2]]), &element(4, &[&[3]]), &element(2, &[&[0, 0xff]])])
    }

    #[test]
    fn requests() {
        let list = element(0x30, &[&element(0x30, &[&id()])]);
        let whole = element(0x30, &[&element(0x30, &[&list])]);
        let r = request(&whole).unwrap();
        let wanted = CertificateId {
            algorithm: "sha1".into(),
            issuer_name: "0102".into(),
            issuer_key: "03".into(),
            serial: "FF".into(),
        };
        assert_eq!((r.version, r.certificates), (0, vec![wanted]));
        for cut in 0..whole.len() {
            assert_eq!(request(&whole[..cut]), None);
        }
    }

    #[test]
    fn responses() {
        assert_eq!(response(&[0x30, 3, 0x0a, 1, 6]), Some(Response { status: "unauthorized", basic: None }));
        let time = element(0x18, &[b"19700101000001Z"]);
        let revoked = element(0xa1, &[&time, &element(0xa0, &[&[0x0a, 1, 4]])]);
        let single = element(0x30, &[&id(), &revoked, &time, &element(0xa0, &[&time])]);
        let data =
            element(0x30, &[&element(0xa2, &[&element(4, &[&[0xab]])]), &time, &element(0x30, &[&single])]);
        let algorithm = element(0x30, &[&element(6, &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11]])]);
        let basic = element(0x30, &[&data, &algorithm, &element(3, &[&[0]])]);
        let bytes =
            element(0x30, &[&element(6, &[&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1]]), &element(4, &[&basic])]);
        let whole = element(0x30, &[&[0x0a, 1, 0], &element(0xa0, &[&bytes])]);
        let r = response(&whole).unwrap().basic.unwrap();
        assert_eq!((r.responder.as_str(), r.signature_algorithm.as_str()), ("AB", "sha256WithRSAEncryption"));
        let s = &r.singles[0];
        assert_eq!((s.status, s.reason, s.revoked, s.next_update), ("revoked", "superseded", 1.0, 1.0));
    }
}
