//! The protection of Initial packets (RFC 9001, section 5): its keys follow from what is in the clear.
//!
//! Nothing of this is secret. The keys keep those out who have not seen the first packet, and give every version its own
//! packets.

use crate::packet::{Long, VERSION_2};
use openssl::error::ErrorStack;
use openssl::md::Md;
use openssl::pkey::Id;
use openssl::pkey_ctx::{HkdfMode, PkeyCtx, PkeyCtxRef};
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
    key: Vec<u8>,
    iv: Vec<u8>,
    header: Vec<u8>,
}

/// The keys of a connection's Initial packets.
pub struct Keys {
    version: u32,
    client: Side,
    server: Side,
}

fn hkdf(
    mode: HkdfMode,
    key: &[u8],
    length: usize,
    rest: impl FnOnce(&mut PkeyCtxRef<()>) -> Result<(), ErrorStack>,
) -> Result<Vec<u8>, ErrorStack> {
    let mut context = PkeyCtx::new_id(Id::HKDF)?;
    context.derive_init()?;
    context.set_hkdf_md(Md::sha256())?;
    context.set_hkdf_mode(mode)?;
    context.set_hkdf_key(key)?;
    rest(&mut context)?;
    let mut out = vec![0; length];
    context.derive(Some(&mut out))?;
    Ok(out)
}

/// `HKDF-Expand-Label` without a context (RFC 8446, section 7.1).
fn expand(secret: &[u8], label: &str, length: u8) -> Result<Vec<u8>, ErrorStack> {
    let mut info = vec![0, length, 6 + label.len() as u8];
    info.extend_from_slice(b"tls13 ");
    info.extend_from_slice(label.as_bytes());
    info.push(0);
    hkdf(HkdfMode::EXPAND_ONLY, secret, length.into(), |c| c.add_hkdf_info(&info))
}

impl Keys {
    /// The keys that follow from the connection ID to which the client has sent its first packet.
    pub fn new(version: u32, destination: &[u8]) -> Option<Keys> {
        Keys::derive(version, destination).ok()
    }

    fn derive(version: u32, destination: &[u8]) -> Result<Keys, ErrorStack> {
        let initial = hkdf(HkdfMode::EXTRACT_ONLY, destination, 32, |c| c.set_hkdf_salt(salt(version)))?;
        let prefix = if version == VERSION_2 { "quicv2" } else { "quic" };
        let side = |label| {
            let secret = expand(&initial, label, 32)?;
            Ok(Side {
                key: expand(&secret, &format!("{prefix} key"), 16)?,
                iv: expand(&secret, &format!("{prefix} iv"), 12)?,
                header: expand(&secret, &format!("{prefix} hp"), 16)?,
            })
        };
        Ok(Keys { version, client: side("client in")?, server: side("server in")? })
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
        let mut nonce = side.iv.clone();
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
            let k = Keys::new(version, &id).unwrap();
            let got = [
                &k.client.key,
                &k.client.iv,
                &k.client.header,
                &k.server.key,
                &k.server.iv,
                &k.server.header,
            ];
            assert_eq!(got.map(|b| hex(b)), wanted.map(str::to_owned));
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
        let keys = Keys::new(1, &[0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08]).unwrap();
        let frames = keys.open(&p, false).unwrap();
        assert_eq!(hex(&frames[..16]), "02000000000600405a020000560303ee");
        assert_eq!(keys.open(&p, true), None);
    }
}
