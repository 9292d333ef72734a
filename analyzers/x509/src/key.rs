//! What the key of a certificate is.
//!
//! Keys of RSA and of named curves, which are nearly all, are read here; the others by OpenSSL, which looks for somebody who
//! knows the algorithm each time, at the price of half a million instructions.

use crate::der::{Reader, tag};
use crate::name;
use openssl::bn::BigNumContext;
use openssl::ec::{EcGroup, EcPoint};
use openssl::pkey::{Id, PKey, Public};

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

/// `rsaEncryption`, 1.2.840.113549.1.1.1 (RFC 8017, appendix A.1)
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// `id-ecPublicKey`, 1.2.840.10045.2.1 (RFC 5480, section 2.1.1)
const CURVE: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// What a key is, given its `SubjectPublicKeyInfo` in DER; nothing is said of one that nobody can read.
pub fn of(info: &[u8]) -> Key {
    parts(info)
        .and_then(|p| match p.algorithm {
            RSA => rsa(&p),
            CURVE => on_curve(&p),
            _ => None,
        })
        .unwrap_or_else(|| by_openssl(info))
}

/// A key and its algorithm.
struct Parts<'a> {
    algorithm: &'a [u8],
    parameters: Reader<'a>,
    /// All bits of the last byte are used.
    bits: &'a [u8],
}

fn parts(info: &[u8]) -> Option<Parts<'_>> {
    let mut info = Reader::new(info).inner(tag::SEQUENCE)?;
    let mut parameters = info.inner(tag::SEQUENCE)?;
    let algorithm = parameters.expect(tag::OBJECT)?;
    Some(Parts { algorithm, parameters, bits: info.expect(tag::BIT_STRING)?.strip_prefix(&[0])? })
}

fn rsa(p: &Parts<'_>) -> Option<Key> {
    let mut parameters = p.parameters;
    parameters.expect(tag::NULL).filter(|n| n.is_empty() && parameters.is_empty())?;
    let mut whole = Reader::new(p.bits);
    let mut key = whole.inner(tag::SEQUENCE)?;
    let (modulus, exponent) = (positive(&mut key)?, positive(&mut key)?);
    if !key.is_empty() || !whole.is_empty() || exponent.len() > 8 {
        return None;
    }
    let bits = modulus.len() as u64 * 8 - u64::from(modulus.first()?.leading_zeros());
    let exponent = exponent.iter().fold(0, |n, b| n << 8 | u64::from(*b)).to_string();
    Some(Key { kind: Some("rsa"), bits, exponent: Some(exponent), curve: None })
}

/// The bytes of an integer above zero, without zeros in front.
fn positive<'a>(r: &mut Reader<'a>) -> Option<&'a [u8]> {
    match r.expect(tag::INTEGER)? {
        [0, rest @ ..] if rest.first().is_some_and(|b| *b >= 0x80) => Some(rest),
        whole if whole.first().is_some_and(|b| (1..0x80).contains(b)) => Some(whole),
        _ => None,
    }
}

fn on_curve(p: &Parts<'_>) -> Option<Key> {
    let mut parameters = p.parameters;
    let nid = parameters.expect(tag::OBJECT).filter(|_| parameters.is_empty()).and_then(name::nid)?;
    let group = EcGroup::from_curve_name(nid).ok()?;
    EcPoint::from_bytes(&group, p.bits, &mut *BigNumContext::new().ok()?).ok()?;
    let bits = group.order_bits().into();
    Some(Key { kind: Some("ecdsa"), bits, curve: nid.short_name().ok(), exponent: None })
}

fn by_openssl(info: &[u8]) -> Key {
    let Ok(key): Result<PKey<Public>, _> = PKey::public_key_from_der(info) else { return Key::default() };
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

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::nid::Nid;
    use openssl::{ec::EcKey, rsa::Rsa};

    #[test]
    fn ours_is_what_openssl_says() {
        let check = |info: &[u8], kind: &str, bits| {
            let key = of(info);
            assert_eq!((key.kind, key.bits), (Some(kind), bits));
            assert_eq!(key, by_openssl(info));
        };
        for bits in [512, 1021, 1024] {
            check(&Rsa::generate(bits).unwrap().public_key_to_der().unwrap(), "rsa", bits.into());
        }
        for (nid, bits) in [(Nid::X9_62_PRIME256V1, 256), (Nid::SECP521R1, 521), (Nid::SECT163K1, 163)] {
            let key = EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap();
            let mut info = key.public_key_to_der().unwrap();
            check(&info, "ecdsa", bits);
            // A point beside the curve.
            *info.last_mut().unwrap() ^= 1;
            assert_eq!(of(&info), by_openssl(&info));
        }
        let other = PKey::generate_ed25519().unwrap().public_key_to_der().unwrap();
        assert_eq!(of(&other), Key { bits: 256, ..Key::default() });
        assert_eq!(of(&[0x30, 3, 1]), Key::default());
    }
}
