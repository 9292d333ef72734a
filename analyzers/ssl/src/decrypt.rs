//! Decryption of TLS 1.2 with secrets that scripts hand over (RFC 5246, sections 5, 6.2.3.3 and 6.3; RFC 5288; RFC 7905).
//!
//! Ciphers with authentication are spoken: AES-GCM with 128 and 256 bits and ChaCha20-Poly1305, with any way of agreeing
//! on keys. A record whose tag does not fit is not decrypted: nothing is handed on that was not sealed with these keys.
//! Records are counted from the change of ciphers on; whatever changes the keys again ends decryption.

use crate::numbers::version;
use crate::session::Plain;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use openssl::symm::{self, Cipher};

/// Length of an authentication tag, in bytes.
const TAG: usize = 16;

/// What the ciphers of a suite need.
#[derive(Clone, Copy)]
struct Suite {
    cipher: fn() -> Cipher,
    /// The hash of the pseudorandom function.
    hash: fn() -> MessageDigest,
    key: usize,
    /// Bytes of the nonce that come from the keys.
    fixed: usize,
    /// Bytes of the nonce that each record carries.
    carried: usize,
}

impl Suite {
    /// By the number that IANA gives the suite.
    fn of(number: u64) -> Option<Suite> {
        let gcm = |cipher, hash, key| Some(Suite { cipher, hash, key, fixed: 4, carried: 8 });
        match number {
            // From 0x9c to 0xad, AES-GCM with 128 and with 256 bits take turns; so they do for elliptic curves.
            0x9c..=0xad | 0xc02b..=0xc032 => {
                if (number & 1 == 0) == (number < 0xc000) {
                    gcm(Cipher::aes_128_gcm, MessageDigest::sha256, 16)
                } else {
                    gcm(Cipher::aes_256_gcm, MessageDigest::sha384, 32)
                }
            }
            0xd001 => gcm(Cipher::aes_128_gcm, MessageDigest::sha256, 16),
            0xd002 => gcm(Cipher::aes_256_gcm, MessageDigest::sha384, 32),
            0xcca8..=0xccae => Some(Suite {
                cipher: Cipher::chacha20_poly1305,
                hash: MessageDigest::sha256,
                key: 32,
                fixed: 12,
                carried: 0,
            }),
            _ => None,
        }
    }

    /// Bytes of all keys of a session.
    fn block(self) -> usize {
        2 * (self.key + self.fixed)
    }
}

/// What a session needs to be decrypted.
#[derive(Default)]
pub struct Decryption {
    /// Random values of client and server, whole.
    client_random: [u8; 32],
    server_random: [u8; 32],
    /// The master secret; empty for none.
    secret: Vec<u8>,
    /// Keys of client and server, then the fixed parts of their nonces; empty until they are known.
    keys: Vec<u8>,
    /// By direction: encrypted records so far.
    sequence: [u64; 2],
    over: bool,
}

impl Decryption {
    /// The random value of the client's hello: its first four bytes apart, as the hello has it.
    pub fn client_random(&mut self, time: u32, rest: &[u8]) {
        if let Ok(rest) = <[u8; 28]>::try_from(rest) {
            self.client_random[..4].copy_from_slice(&time.to_be_bytes());
            self.client_random[4..].copy_from_slice(&rest);
        }
    }

    /// The random value of the server's hello. SSL 2, which has shorter ones, is not decrypted.
    pub fn server_random(&mut self, whole: &[u8]) {
        if let Ok(whole) = whole.try_into() {
            self.server_random = whole;
        }
    }

    /// Sets the master secret, from which the keys follow.
    pub fn set_secret(&mut self, secret: &[u8]) {
        self.secret = secret.to_vec();
        self.keys.clear();
    }

    /// Sets the keys: key of the client, of the server, fixed part of the client's nonce, of the server's. (RFC 5246,
    /// section 6.3, without the keys for codes of authentication, which these ciphers do not have.)
    pub fn set_keys(&mut self, keys: &[u8]) {
        self.keys = keys.to_vec();
    }

    /// Originator and responder were exchanged.
    pub fn flip_roles(&mut self) {
        self.sequence.swap(0, 1);
    }

    /// Keys change in a way that cannot be followed.
    pub fn end(&mut self) {
        self.over = true;
        self.keys.clear();
        self.secret.clear();
    }

    /// Counts an encrypted record and decrypts it if it can be. `from_client` when the client has sent it, `cipher` is the
    /// suite that the server chose.
    pub fn record(&mut self, r: Plain<'_>, from_client: bool, cipher: u64) -> Option<Vec<u8>> {
        let at = &mut self.sequence[r.from.index()];
        let sequence = *at;
        *at = at.wrapping_add(1);
        if self.over || r.version != version::TLS12 || self.secret.is_empty() && self.keys.is_empty() {
            return None;
        }
        let suite = Suite::of(cipher)?;
        if self.keys.is_empty() {
            let seed = [&b"key expansion"[..], &self.server_random, &self.client_random].concat();
            self.keys = pseudorandom((suite.hash)(), &self.secret, &seed, suite.block())?;
        }
        open(suite, &self.keys, from_client, sequence, r)
    }
}

/// Decrypts a record.
fn open(suite: Suite, keys: &[u8], from_client: bool, sequence: u64, r: Plain<'_>) -> Option<Vec<u8>> {
    let side = usize::from(!from_client);
    let key = keys.get(side * suite.key..)?.get(..suite.key)?;
    let fixed = keys.get(2 * suite.key + side * suite.fixed..)?.get(..suite.fixed)?;
    let (carried, sealed) = r.body.split_at_checked(suite.carried)?;
    let (text, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
    let mut nonce = [fixed, carried].concat();
    if carried.is_empty() {
        // RFC 7905, section 2: the number of the record, laid over the end of the fixed part.
        for (n, s) in nonce.iter_mut().rev().zip(sequence.to_be_bytes().iter().rev()) {
            *n ^= s;
        }
    }
    let mut told = sequence.to_be_bytes().to_vec();
    told.push(r.kind as u8);
    told.extend(r.version.to_be_bytes());
    told.extend((text.len() as u16).to_be_bytes());
    symm::decrypt_aead((suite.cipher)(), key, Some(&nonce), &told, text, tag).ok()
}

/// The pseudorandom function of TLS 1.2 (RFC 5246, section 5); `seed` begins with the label.
fn pseudorandom(hash: MessageDigest, secret: &[u8], seed: &[u8], length: usize) -> Option<Vec<u8>> {
    let key = PKey::hmac(secret).ok()?;
    let code = |parts: &[&[u8]]| {
        let mut signer = Signer::new(hash, &key).ok()?;
        for part in parts {
            signer.update(part).ok()?;
        }
        signer.sign_to_vec().ok()
    };
    let (mut out, mut a) = (Vec::new(), code(&[seed])?);
    while out.len() < length {
        out.extend(code(&[&a, seed])?);
        a = code(&[&a])?;
    }
    out.truncate(length);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zander_analyzer::Direction;

    fn unhex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn pseudorandom_of_the_mailing_list() {
        // The vector for SHA-256 that the working group published.
        let secret = unhex("9bbe436ba940f017b17652849a71db35");
        let seed = [b"test label", &unhex("a0ba9f936cda311827a6f796ffd5198c")[..]].concat();
        let out = pseudorandom(MessageDigest::sha256(), &secret, &seed, 20).unwrap();
        assert_eq!(out, unhex("e3f229ba727be17b8d122620557cd453c2aab21d"));
    }

    #[test]
    fn suites() {
        let key = |number| Suite::of(number).map(|s| (s.key, s.block()));
        for (number, wanted) in [
            (0x9c, Some((16, 40))),
            (0x9d, Some((32, 72))),
            (0xad, Some((32, 72))),
            (0xc02b, Some((16, 40))),
            (0xc02f, Some((16, 40))),
            (0xc030, Some((32, 72))),
            (0xcca8, Some((32, 88))),
            (0x2f, None),
        ] {
            assert_eq!(key(number), wanted, "{number:x}");
        }
    }

    #[test]
    fn sealed_and_opened() {
        for cipher in [0xc02f, 0xc030, 0xcca8] {
            let suite = Suite::of(cipher).unwrap();
            let keys: Vec<u8> = (0..suite.block() as u8).collect();
            let text = b"GET / HTTP/1.1\r\n";
            for from_client in [true, false] {
                let side = usize::from(!from_client);
                let key = &keys[side * suite.key..][..suite.key];
                let carried = vec![9; suite.carried];
                let mut nonce =
                    [&keys[2 * suite.key + side * suite.fixed..][..suite.fixed], &carried].concat();
                if carried.is_empty() {
                    *nonce.last_mut().unwrap() ^= 1;
                }
                let told = [&[0, 0, 0, 0, 0, 0, 0, 1, 23, 3, 3, 0, text.len() as u8][..]].concat();
                let mut tag = [0; TAG];
                let sealed =
                    symm::encrypt_aead((suite.cipher)(), key, Some(&nonce), &told, text, &mut tag).unwrap();
                let body = [&carried[..], &sealed, &tag].concat();
                let from = Direction::of(from_client);
                let record = |body| Plain { from, version: 0x303, kind: 23, body };
                let mut d = Decryption::default();
                d.set_keys(&keys);
                // The first record is that which ends the handshake.
                assert_eq!(d.record(record(&body), from_client, cipher), None);
                assert_eq!(d.record(record(&body), from_client, cipher).as_deref(), Some(&text[..]));
                for cut in 0..body.len() {
                    d.sequence = [1, 1];
                    assert_eq!(d.record(record(&body[..cut]), from_client, cipher), None, "{cut}");
                }
            }
        }
    }
}
