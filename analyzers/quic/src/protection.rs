//! The protection of Initial packets (RFC 9001, section 5): its keys follow from what is in the clear.
//!
//! Nothing of this is secret. The keys keep those out who have not seen the first packet, and give every version its own
//! packets.

use crate::packet::{Long, VERSION_2};
use openssl::sha::Sha256;
use openssl::symm::{Cipher, decrypt_aead, encrypt};

const SALT_1: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc,
    0xbb, 0x7f, 0x0a,
];
const SALT_2: [u8; 20] = [
    0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9,
    0xbd, 0x2e, 0xd9,
];
const SALT_DRAFT_29: [u8; 20] = [
    0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43,
    0x90, 0xa8, 0x99,
];
const SALT_DRAFT_23: [u8; 20] = [
    0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65, 0xbe,
    0xf9, 0xf5, 0x02,
];
const SALT_DRAFT_22: [u8; 20] = [
    0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a, 0x96, 0xcd, 0x21, 0x51, 0x9e, 0xbd, 0x7a,
    0x02, 0x64, 0x4a,
];

/// The salt of a version (RFC 9001 section 5.2, RFC 9369 section 3.3.1, and the drafts of RFC 9001). Facebook's versions
/// are drafts 22 and 27 under other numbers.
fn salt(version: u32) -> &'static [u8] {
    match version {
        VERSION_2 => &SALT_2,
        0xff00_001d..=0xff00_0020 => &SALT_DRAFT_29,
        0xff00_0017..=0xff00_001c | 0xface_b002..=0xface_b013 => &SALT_DRAFT_23,
        0xff00_0016 | 0xface_b001 => &SALT_DRAFT_22,
        _ => &SALT_1,
    }
}

/// The keys of one direction.
struct Side {
    key: [u8; 16],
    iv: [u8; 12],
    header: [u8; 16],
}

/// The keys of a connection's Initial packets.
pub struct Keys {
    version: u32,
    client: Side,
    server: Side,
}

/// A key for HMAC with SHA-256 (RFC 2104), with its two pads hashed already. OpenSSL's own HMAC and HKDF look for somebody who
/// knows them each time, at fifty times the price.
struct Hmac {
    inner: Sha256,
    outer: Sha256,
}

/// Bytes of the blocks that SHA-256 works on.
const BLOCK: usize = 64;

impl Hmac {
    /// A key of no more bytes than a block has.
    fn new(key: &[u8]) -> Hmac {
        let padded = |pad: u8| {
            let mut block = [pad; BLOCK];
            block.iter_mut().zip(key).for_each(|(b, k)| *b ^= k);
            let mut hasher = Sha256::new();
            hasher.update(&block);
            hasher
        };
        Hmac { inner: padded(0x36), outer: padded(0x5c) }
    }

    fn sum<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
        let (mut inner, mut outer) = (self.inner.clone(), self.outer.clone());
        parts.into_iter().for_each(|p| inner.update(p));
        outer.update(&inner.finish());
        outer.finish()
    }

    /// `HKDF-Expand-Label` without a context (RFC 8446, section 7.1) of a label in two parts, for at most 32 bytes: those that the
    /// first round yields (RFC 5869, section 2.3).
    fn expand<const LENGTH: usize>(&self, label: [&str; 2]) -> [u8; LENGTH] {
        let [front, back] = label;
        let head = [0, LENGTH as u8, (6 + front.len() + back.len()) as u8];
        let sum = self.sum([&head, &b"tls13 "[..], front.as_bytes(), back.as_bytes(), &[0, 1]]);
        std::array::from_fn(|at| sum.get(at).copied().unwrap_or_default())
    }
}

impl Keys {
    /// The keys that follow from the connection ID to which the client has sent its first packet.
    pub fn new(version: u32, destination: &[u8]) -> Keys {
        let initial = Hmac::new(&Hmac::new(salt(version)).sum([destination]));
        let prefix = if version == VERSION_2 { "quicv2 " } else { "quic " };
        let side = |label| {
            let secret = Hmac::new(&initial.expand::<32>([label, ""]));
            Side {
                key: secret.expand([prefix, "key"]),
                iv: secret.expand([prefix, "iv"]),
                header: secret.expand([prefix, "hp"]),
            }
        };
        Keys { version, client: side("client in"), server: side("server in") }
    }

    /// The version that the keys are for.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The frames of an Initial packet; `None` when the packet was not protected with these keys.
    pub fn open(&self, p: &Long<'_>, from_client: bool) -> Option<Vec<u8>> {
        let side = if from_client { &self.client } else { &self.server };
        // The packet number is taken to have 4 bytes when the sample is chosen (RFC 9001, section 5.4.2).
        let sample = p.whole.get(p.protected + 4..p.protected + 20)?;
        let mask = encrypt(Cipher::aes_128_ecb(), &side.header, None, sample).ok()?;
        let first = p.whole.first()? ^ (mask.first()? & 0x0f);
        let number_length = usize::from(first & 3) + 1;
        let payload = p.protected + number_length;
        let mut header = p.whole.get(..payload)?.to_vec();
        *header.first_mut()? = first;
        let mut nonce = side.iv;
        for at in 0..number_length {
            let byte = header.get_mut(p.protected + at)?;
            *byte ^= mask.get(1 + at)?;
            let place = nonce.len().checked_sub(number_length)? + at;
            *nonce.get_mut(place)? ^= *byte;
        }
        let body = p.whole.get(payload..)?;
        let (body, tag) = body.split_at_checked(body.len().checked_sub(16)?)?;
        decrypt_aead(Cipher::aes_128_gcm(), &side.key, Some(&nonce), &header, body, tag).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The examples of RFC 9001, appendix A.1, and RFC 9369, appendix A.1.
    #[test]
    fn keys_of_the_examples() {
        let id = [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08];
        let check = |version, wanted: [&str; 6]| {
            let k = Keys::new(version, &id);
            let got = [
                &k.client.key[..],
                &k.client.iv,
                &k.client.header,
                &k.server.key,
                &k.server.iv,
                &k.server.header,
            ];
            assert_eq!(got.map(hex), wanted.map(str::to_owned));
        };
        check(
            1,
            [
                "1f369613dd76d5467730efcbe3b1a22d",
                "fa044b2f42a3fd3b46fb255c",
                "9f50449e04a0e810283a1e9933adedd2",
                "cf3a5331653c364c88f0f379b6067e37",
                "0ac1493ca1905853b0bba03e",
                "c206b8d9b9f0f37644430b490eeaa314",
            ],
        );
        check(
            VERSION_2,
            [
                "8b1a0bc121284290a29e0971b5cd045d",
                "91f73e2351d8fa91660e909f",
                "45b95e15235d6f45a6b19cbcb0294ba9",
                "82db637861d55e1d011f19ea71d5d2a7",
                "dd13c276499c0249d3310652",
                "edf6d05c83121201b436e16877593c3a",
            ],
        );
    }

    /// The server's packet of RFC 9001, appendix A.3.
    #[test]
    fn packet_of_the_example() {
        let packet = "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f\
                      5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd9379\
                      5d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee";
        let bytes: Vec<u8> = (0..packet.len() / 2)
            .map(|i| u8::from_str_radix(&packet[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        let Ok(Some(crate::packet::Front::Long(p))) =
            crate::packet::front(&mut zander_wire::Cursor::new(&bytes))
        else {
            panic!()
        };
        let keys = Keys::new(1, &[0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08]);
        let frames = keys.open(&p, false).unwrap();
        assert_eq!(hex(&frames[..16]), "02000000000600405a020000560303ee");
        assert_eq!(keys.open(&p, true), None);
    }
}
