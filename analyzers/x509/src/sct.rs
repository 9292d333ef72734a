//! Signed certificate timestamps (RFC 6962, section 3).

use crate::certificate::Extension;
use crate::der::{self, Reader, element, tag};
use crate::layout::layout;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Verifier;
use zander_wire::{Cursor, Truncated};

/// A timestamp.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Timestamp<'a> {
    /// 0 for version 1.
    pub version: u8,
    /// SHA-256 of the log's key.
    pub log: &'a [u8],
    /// Milliseconds since 1970-01-01 UTC.
    pub time: u64,
    /// Hash algorithm of the signature.
    pub hash: u8,
    /// Signature algorithm of the signature.
    pub algorithm: u8,
    /// The signature.
    pub signature: &'a [u8],
}

/// The timestamps of a `SignedCertificateTimestampList`.
pub fn list(data: &[u8]) -> Result<Vec<Timestamp<'_>>, Truncated> {
    let mut c = Cursor::new(Cursor::new(data).take_u16_prefixed()?);
    let mut out = Vec::new();
    while !c.is_empty() {
        let mut one = Cursor::new(c.take_u16_prefixed()?);
        let (version, log, time) = (one.u8()?, one.take(32)?, one.u64()?);
        one.take_u16_prefixed()?;
        let (hash, algorithm, signature) = (one.u8()?, one.u8()?, one.take_u16_prefixed()?);
        out.push(Timestamp { version, log, time, hash, algorithm, signature });
    }
    Ok(out)
}

/// The extension of certificates that holds timestamps for what the certificate was before they were put in
/// (1.3.6.1.4.1.11129.2.4.2).
pub const IN_CERTIFICATE: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x02];
/// The extension of OCSP responses (1.3.6.1.4.1.11129.2.4.5).
pub const IN_OCSP: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x05];

/// The timestamps of either extension.
pub fn of_extension(e: &Extension) -> Vec<Timestamp<'_>> {
    if e.oid != IN_CERTIFICATE && e.oid != IN_OCSP {
        return Vec::new();
    }
    Reader::new(&e.data).expect(tag::OCTET_STRING).and_then(|l| list(l).ok()).unwrap_or_default()
}

/// What a timestamp's signature covers besides the certificate.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// Milliseconds since 1970-01-01 UTC.
    pub time: u64,
    /// Hash algorithm by its number in TLS; 4 is SHA-256.
    pub hash: u64,
    /// The signature.
    pub signature: &'a [u8],
    /// SHA-256 of the issuer's key for a timestamp that stands in the certificate; `None` for others.
    pub issuer_key_hash: Option<&'a [u8]>,
}

/// Checks a timestamp of a certificate against the key (in DER) of its log. `None` when something is malformed.
pub fn verify(certificate: &[u8], log_key: &[u8], claim: &Claim<'_>) -> Option<bool> {
    let digest = match claim.hash {
        4 => MessageDigest::sha256(),
        5 => MessageDigest::sha384(),
        6 => MessageDigest::sha512(),
        _ => return None,
    };
    let mut signed = vec![0, 0];
    signed.extend(claim.time.to_be_bytes());
    let body = match claim.issuer_key_hash {
        None => {
            signed.extend([0, 0]);
            certificate.to_vec()
        }
        Some(issuer) => {
            signed.extend([0, 1]);
            signed.extend_from_slice(issuer);
            without_timestamps(certificate)?
        }
    };
    let length = u32::try_from(body.len()).ok().filter(|n| *n < 1 << 24)?;
    signed.extend(length.to_be_bytes().get(1..)?);
    signed.extend(body);
    signed.extend([0, 0]);
    let key = PKey::public_key_from_der(log_key).ok()?;
    let mut verifier = Verifier::new(digest, &key).ok()?;
    verifier.verify_oneshot(claim.signature, &signed).ok()
}

/// The signed part of a certificate as it was before timestamps were put in.
fn without_timestamps(certificate: &[u8]) -> Option<Vec<u8>> {
    let l = layout(certificate)?;
    let signed = Reader::new(l.signed).expect(tag::SEQUENCE)?;
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for e in Reader::new(signed) {
        if e.tag != der::tag::context(3) {
            parts.push(e.whole.to_vec());
            continue;
        }
        let kept: Vec<&[u8]> = Reader::new(l.extensions)
            .filter(|x| Reader::new(x.content).expect(tag::OBJECT) != Some(IN_CERTIFICATE))
            .map(|x| x.whole)
            .collect();
        parts.push(element(tag::context(3), &[&element(tag::SEQUENCE, &kept)]));
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Some(element(tag::SEQUENCE, &parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        let mut one = vec![0];
        one.extend([7; 32]);
        one.extend([0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 4, 3, 0, 2, 1, 2]);
        let mut all = vec![0, (one.len() + 2) as u8, 0, one.len() as u8];
        all.extend(&one);
        let found = list(&all).unwrap();
        assert_eq!(
            (found[0].time, found[0].hash, found[0].algorithm, found[0].signature),
            (9, 4, 3, &[1, 2][..])
        );
        assert_eq!(list(&all[..40]), Err(Truncated));
    }
}
