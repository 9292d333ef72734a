//! Messages of the handshake (RFC 5246, 6101, 6347, 8422, 8446), taken apart without copies.

use crate::extensions::{self, Extension};
use crate::numbers::version;
use zander_wire::{Cursor, Truncated};

type Result<T> = std::result::Result<T, Truncated>;

/// The first message of a client. SSL 2 has no time and no compression methods, and ciphers of three bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct ClientHello<'a> {
    /// The highest version that the client speaks below 1.3.
    pub version: u16,
    /// The first four bytes of the random value, once meant as the time.
    pub time: u32,
    /// The rest of the random value, or the challenge of SSL 2.
    pub random: &'a [u8],
    /// The session to resume.
    pub session: &'a [u8],
    /// The ciphers, in the order of preference.
    pub ciphers: Vec<u64>,
    /// The compression methods.
    pub compressions: &'a [u8],
    /// The extensions, in their order.
    pub extensions: Vec<Extension<'a>>,
}

/// The answer to it.
#[derive(Debug, PartialEq, Eq)]
pub struct ServerHello<'a> {
    /// The chosen version; that of TLS 1.3 stands in an extension.
    pub version: u16,
    /// The first four bytes of the random value, once meant as the time.
    pub time: u32,
    /// The whole random value, or the connection id of SSL 2.
    pub random: &'a [u8],
    /// The session.
    pub session: &'a [u8],
    /// The chosen cipher.
    pub cipher: u64,
    /// The chosen compression method.
    pub compression: u8,
    /// The extensions, in their order.
    pub extensions: Vec<Extension<'a>>,
}

impl<'a> ClientHello<'a> {
    /// Reads the message body.
    pub fn parse(body: &'a [u8]) -> Result<ClientHello<'a>> {
        let mut c = Cursor::new(body);
        let version = c.u16()?;
        let (time, random, session) = (c.u32()?, c.take(28)?, c.take_u8_prefixed()?);
        if version::is_dtls(version) {
            // The cookie of DTLS.
            c.take_u8_prefixed()?;
        }
        let ciphers = extensions::u16s(c.take_u16_prefixed()?).collect();
        let compressions = c.take_u8_prefixed()?;
        let extensions = extensions::list(&mut c)?;
        Ok(ClientHello { version, time, random, session, ciphers, compressions, extensions })
    }

    /// Reads the record body of SSL 2 that begins after the version.
    pub fn parse_ssl2(version: u16, body: &'a [u8]) -> Result<ClientHello<'a>> {
        let mut c = Cursor::new(body);
        let (ciphers, session, challenge) = (c.u16()?, c.u16()?, c.u16()?);
        let ciphers = u24s(c.take(ciphers.into())?);
        let session = c.take(session.into())?;
        let random = c.take(challenge.into())?;
        Ok(ClientHello {
            version,
            time: 0,
            random,
            session,
            ciphers,
            compressions: &[],
            extensions: Vec::new(),
        })
    }
}

fn u24s(data: &[u8]) -> Vec<u64> {
    data.as_chunks::<3>().0.iter().map(|[a, b, c]| u32::from_be_bytes([0, *a, *b, *c]).into()).collect()
}

impl<'a> ServerHello<'a> {
    /// Reads the message body.
    pub fn parse(body: &'a [u8]) -> Result<ServerHello<'a>> {
        let mut c = Cursor::new(body);
        let version = c.u16()?;
        let random = c.take(32)?;
        let time = Cursor::new(random).u32()?;
        // Drafts before 22 had neither session nor compression.
        let short = version::is_draft(version);
        let session = if short { &[][..] } else { c.take_u8_prefixed()? };
        let cipher = c.u16()?.into();
        let compression = if short { 0 } else { c.u8()? };
        let extensions = extensions::list(&mut c)?;
        Ok(ServerHello { version, time, random, session, cipher, compression, extensions })
    }

    /// Reads the record body of SSL 2 that begins after the certificate type; also gives the certificate.
    pub fn parse_ssl2(body: &'a [u8]) -> Result<(ServerHello<'a>, &'a [u8])> {
        let mut c = Cursor::new(body);
        let (version, certificate, ciphers, id) = (c.u16()?, c.u16()?, c.u16()?, c.u16()?);
        let certificate = c.take(certificate.into())?;
        let cipher = u24s(c.take(ciphers.into())?).first().copied().unwrap_or(0);
        let random = c.take(id.into())?;
        let extensions = Vec::new();
        Ok((
            ServerHello { version, time: 0, random, session: &[], cipher, compression: 0, extensions },
            certificate,
        ))
    }

    /// True when the server asks for another client hello (RFC 8446, section 4.1.3).
    pub fn is_retry(&self) -> bool {
        self.random == RETRY
    }

    /// The version that counts: that of the extension if there is one.
    pub fn chosen_version(&self) -> u16 {
        let named = self.extensions.iter().find(|e| e.0 == crate::numbers::extension::SUPPORTED_VERSIONS);
        named.and_then(|e| Cursor::new(e.1).u16().ok()).unwrap_or(self.version)
    }
}

/// SHA-256 of "HelloRetryRequest".
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
    0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// The certificates of a chain, host certificate first.
pub fn certificates(body: &[u8]) -> Result<Vec<&[u8]>> {
    let mut c = Cursor::new(Cursor::new(body).take_u24_prefixed()?);
    let mut out = Vec::new();
    while !c.is_empty() {
        out.push(c.take_u24_prefixed()?);
    }
    Ok(out)
}

/// The OCSP response of a certificate status message; `None` when it is of another type.
pub fn certificate_status(body: &[u8]) -> Result<Option<&[u8]>> {
    let mut c = Cursor::new(body);
    let kind = c.u8()?;
    let response = c.take_u24_prefixed()?;
    Ok((kind == 1).then_some(response))
}

/// A server's wish for a certificate of the client.
#[derive(Debug, PartialEq, Eq)]
pub struct CertificateRequest<'a> {
    /// Types of certificates.
    pub types: &'a [u8],
    /// Pairs of hash and signature algorithm; empty before 1.2.
    pub algorithms: &'a [u8],
    /// Distinguished names of authorities, in DER.
    pub authorities: Vec<&'a [u8]>,
}

/// Reads a certificate request; `with_algorithms` from version 1.2 on.
pub fn certificate_request(body: &[u8], with_algorithms: bool) -> Result<CertificateRequest<'_>> {
    let mut c = Cursor::new(body);
    let types = c.take_u8_prefixed()?;
    let algorithms = if with_algorithms { c.take_u16_prefixed()? } else { &[] };
    let mut list = Cursor::new(c.take_u16_prefixed()?);
    let mut authorities = Vec::new();
    while !list.is_empty() {
        authorities.push(list.take_u16_prefixed()?);
    }
    Ok(CertificateRequest { types, algorithms, authorities })
}

/// A signature with its algorithms, which are known from 1.2 on.
pub type Signature<'a> = (Option<(u8, u8)>, &'a [u8]);

/// Reads a signature; `named` from version 1.2 on.
pub fn signature<'a>(c: &mut Cursor<'a>, named: bool) -> Result<Signature<'a>> {
    let algorithms = if named { Some((c.u8()?, c.u8()?)) } else { None };
    Ok((algorithms, c.take_u16_prefixed()?))
}

/// A session ticket before 1.3: its lifetime in seconds and the ticket.
pub fn session_ticket(body: &[u8]) -> Result<(u32, &[u8])> {
    let mut c = Cursor::new(body);
    Ok((c.u32()?, c.take_u16_prefixed()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hellos() {
        let mut body = vec![3, 3, 0, 0, 0, 9];
        body.extend([7; 28]);
        body.extend([0, 0, 4, 0x13, 1, 0x13, 2, 1, 0]);
        let hello = ClientHello::parse(&body).unwrap();
        assert_eq!((hello.version, hello.time, hello.ciphers), (0x303, 9, vec![0x1301, 0x1302]));
        assert!(hello.extensions.is_empty());
        for cut in 0..body.len() {
            assert!(ClientHello::parse(&body[..cut]).is_err(), "{cut}");
        }
        let mut body = vec![3, 3];
        body.extend(RETRY);
        body.extend([0, 0x13, 1, 0, 0, 6, 0, 43, 0, 2, 3, 4]);
        let hello = ServerHello::parse(&body).unwrap();
        assert!(hello.is_retry());
        assert_eq!((hello.chosen_version(), hello.cipher), (0x304, 0x1301));
    }

    #[test]
    fn lists() {
        assert_eq!(certificates(b"\0\0\x09\0\0\x01a\0\0\x02bb"), Ok(vec![&b"a"[..], b"bb"]));
        assert_eq!(certificates(b"\0\0\x09\0\0\x01a"), Err(Truncated));
        assert_eq!(certificate_status(b"\x01\0\0\x01r"), Ok(Some(&b"r"[..])));
        let request = certificate_request(b"\x01\x01\0\x02\x04\x01\0\x03\0\x01n", true).unwrap();
        assert_eq!(request, CertificateRequest { types: &[1], algorithms: &[4, 1], authorities: vec![b"n"] });
    }
}
