//! The settings that both sides exchange in the first messages of MCS: blocks in the user data of a conference's creation
//! ([MS-RDPBCGR] 2.2.1.3 and 2.2.1.4; T.125, T.124). Numbers in blocks are little endian.

use zander_wire::{Cursor, Truncated, ber};

/// Settings of one side.
#[derive(Debug)]
pub struct Settings<'a> {
    /// The server's verdict over the conference; `None` in a client's settings.
    pub result: Option<u8>,
    /// What follows.
    pub blocks: Blocks<'a>,
}

/// Reads an MCS message; `None` when it is not one of the first.
pub fn settings(b: &[u8]) -> Result<Option<Settings<'_>>, Truncated> {
    // Tags in two bytes: the first says that the number, 101 or 102, follows.
    const CONNECT_INITIAL: u8 = 101;
    const CONNECT_RESPONSE: u8 = 102;
    match b {
        [0x7f, rest @ ..] if rest.first() == Some(&CONNECT_INITIAL) => {
            client(initial(rest).ok_or(Truncated)?).map(Some)
        }
        [0x7f, rest @ ..] if rest.first() == Some(&CONNECT_RESPONSE) => {
            server(response(rest).ok_or(Truncated)?).map(Some)
        }
        _ => Ok(None),
    }
}

/// The user data of a Connect-Initial (T.125, 7). The second byte of the tag reads as a tag of its own.
fn initial(b: &[u8]) -> Option<&[u8]> {
    let mut r = ber::Reader::new(ber::Reader::new(b).any()?.content);
    r.expect(ber::tag::OCTET_STRING)?;
    r.expect(ber::tag::OCTET_STRING)?;
    r.expect(ber::tag::BOOLEAN)?;
    for _parameters in 0..3 {
        r.expect(ber::tag::SEQUENCE)?;
    }
    r.expect(ber::tag::OCTET_STRING)
}

/// The user data of a Connect-Response.
fn response(b: &[u8]) -> Option<&[u8]> {
    let mut r = ber::Reader::new(ber::Reader::new(b).any()?.content);
    r.expect(ber::tag::ENUMERATED)?;
    r.expect(ber::tag::INTEGER)?;
    r.expect(ber::tag::SEQUENCE)?;
    r.expect(ber::tag::OCTET_STRING)
}

/// A length in aligned PER: one byte, or two with the highest bit set.
fn packed_length(c: &mut Cursor<'_>) -> Result<usize, Truncated> {
    Ok(match c.u8()? {
        short if short & 0x80 == 0 => short.into(),
        high => usize::from(high & 0x7f) << 8 | usize::from(c.u8()?),
    })
}

/// The key that names T.124, and the length of what follows, which servers are known to get wrong.
fn conference(b: &[u8]) -> Result<Cursor<'_>, Truncated> {
    let mut c = Cursor::new(b);
    c.take_u16_prefixed()?;
    packed_length(&mut c)?;
    Ok(c)
}

fn expect(c: &mut Cursor<'_>, key: &[u8]) -> Result<(), Truncated> {
    if c.take(key.len())? == key { Ok(()) } else { Err(Truncated) }
}

/// A conference's creation by a client (T.124, 8.7): nothing in it varies but the user data.
fn client(b: &[u8]) -> Result<Settings<'_>, Truncated> {
    let mut c = conference(b)?;
    c.skip(8)?;
    expect(&mut c, b"Duca")?;
    packed_length(&mut c)?;
    Ok(Settings { result: None, blocks: Blocks(c) })
}

/// The server's answer.
fn server(b: &[u8]) -> Result<Settings<'_>, Truncated> {
    let mut c = conference(b)?;
    // Kind and node.
    c.skip(3)?;
    let _tag = c.take_u8_prefixed()?;
    let result = c.u8()?;
    c.skip(3)?;
    expect(&mut c, b"McDn")?;
    packed_length(&mut c)?;
    Ok(Settings { result: Some(result), blocks: Blocks(c) })
}

/// The blocks of one side, read one by one.
#[derive(Debug)]
pub struct Blocks<'a>(Cursor<'a>);

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, Truncated>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let block = block(&mut self.0);
        if block.is_err() {
            self.0.take_rest();
        }
        Some(block)
    }
}

/// A block of settings.
#[derive(Debug)]
pub enum Block<'a> {
    /// The client and its machine.
    ClientCore(Box<ClientCore<'a>>),
    /// Ways of encryption: methods, and those of French clients.
    ClientSecurity(u32, u32),
    /// Virtual channels: names of eight bytes and options.
    ClientNetwork(Vec<([u8; 8], u32)>),
    /// Flags, and the session to go on with.
    ClientCluster(u32, u32),
    /// How the server will encrypt.
    ServerSecurity(ServerSecurity<'a>),
    /// A block that nobody needs here.
    Other,
}

fn block<'a>(c: &mut Cursor<'a>) -> Result<Block<'a>, Truncated> {
    let kind = c.u16_le()?;
    let length = usize::from(c.u16_le()?);
    let mut c = c.sub(length.checked_sub(4).ok_or(Truncated)?)?;
    Ok(match kind {
        0xc001 => Block::ClientCore(Box::new(client_core(&mut c)?)),
        0xc002 => Block::ClientSecurity(c.u32_le()?, c.u32_le()?),
        0xc003 => Block::ClientNetwork(channels(&mut c)?),
        0xc004 => Block::ClientCluster(c.u32_le()?, c.u32_le()?),
        0x0c02 => Block::ServerSecurity(server_security(&mut c)?),
        _ => Block::Other,
    })
}

/// `TS_UD_CS_CORE` ([MS-RDPBCGR] 2.2.1.3.2). Texts are in UTF-16.
#[derive(Debug)]
pub struct ClientCore<'a> {
    /// Major and minor version of the protocol.
    pub version: (u16, u16),
    /// Width and height in pixels.
    pub desktop: (u16, u16),
    /// The oldest way to tell the depth of colours.
    pub color_depth: u16,
    /// How a login is asked for.
    pub sas_sequence: u16,
    /// Number of the layout.
    pub keyboard_layout: u32,
    /// Build of the client.
    pub build: u32,
    /// The machine's name.
    pub name: &'a [u8],
    /// Type, subtype and function keys of the keyboard.
    pub keyboard: (u32, u32, u32),
    /// The input method.
    pub ime: &'a [u8],
    /// What newer clients add.
    pub more: More<'a>,
}

/// The fields that a client may leave out, from any of them on.
#[derive(Debug, Default)]
pub struct More<'a> {
    /// The second way to tell the depth of colours.
    pub post_beta2_color_depth: Option<u16>,
    /// 1.
    pub product: Option<u16>,
    /// 0.
    pub serial: Option<u32>,
    /// The third way, in bits.
    pub high_color_depth: Option<u16>,
    /// Flags: which depths there may be.
    pub supported_color_depths: Option<u16>,
    /// Flags: what the client can do.
    pub capabilities: Option<u16>,
    /// What the product calls itself.
    pub digital_product: Option<&'a [u8]>,
}

fn client_core<'a>(c: &mut Cursor<'a>) -> Result<ClientCore<'a>, Truncated> {
    let (minor, major) = (c.u16_le()?, c.u16_le()?);
    Ok(ClientCore {
        version: (minor, major),
        desktop: (c.u16_le()?, c.u16_le()?),
        color_depth: c.u16_le()?,
        sas_sequence: c.u16_le()?,
        keyboard_layout: c.u32_le()?,
        build: c.u32_le()?,
        name: c.take(32)?,
        keyboard: (c.u32_le()?, c.u32_le()?, c.u32_le()?),
        ime: c.take(64)?,
        more: {
            let mut more = More::default();
            // Whatever is missing is the end.
            let _ = optional(c, &mut more);
            more
        },
    })
}

fn optional<'a>(c: &mut Cursor<'a>, more: &mut More<'a>) -> Result<(), Truncated> {
    more.post_beta2_color_depth = Some(c.u16_le()?);
    more.product = Some(c.u16_le()?);
    more.serial = Some(c.u32_le()?);
    more.high_color_depth = Some(c.u16_le()?);
    more.supported_color_depths = Some(c.u16_le()?);
    more.capabilities = Some(c.u16_le()?);
    more.digital_product = Some(c.take(64)?);
    Ok(())
}

fn channels(c: &mut Cursor<'_>) -> Result<Vec<([u8; 8], u32)>, Truncated> {
    let count = c.u32_le()? as usize;
    let mut all = Vec::with_capacity(count.min(c.remaining() / 12));
    for _ in 0..count {
        all.push((c.array()?, c.u32_le()?));
    }
    Ok(all)
}

/// `TS_UD_SC_SEC1` ([MS-RDPBCGR] 2.2.1.4.3).
#[derive(Debug)]
pub struct ServerSecurity<'a> {
    /// 0 when the connection is not encrypted by RDP.
    pub method: u32,
    /// 0 likewise.
    pub level: u32,
    /// What the server shows for it.
    pub certificate: Option<Certificate<'a>>,
}

/// `SERVER_CERTIFICATE` ([MS-RDPBCGR] 2.2.1.4.3.1).
#[derive(Debug)]
pub struct Certificate<'a> {
    /// 1: a key that is signed with one that everybody knows; 2: X.509.
    pub kind: u32,
    /// It was not made for the moment only.
    pub permanent: bool,
    /// The certificates of a chain, in DER, the server's last.
    pub chain: Vec<&'a [u8]>,
}

fn server_security<'a>(c: &mut Cursor<'a>) -> Result<ServerSecurity<'a>, Truncated> {
    let (method, level) = (c.u32_le()?, c.u32_le()?);
    if c.is_empty() {
        return Ok(ServerSecurity { method, level, certificate: None });
    }
    let (random, length) = (c.u32_le()? as usize, c.u32_le()? as usize);
    c.skip(random)?;
    let mut c = c.sub(length)?;
    let certificate = if c.is_empty() { None } else { Some(certificate(&mut c)?) };
    Ok(ServerSecurity { method, level, certificate })
}

fn certificate<'a>(c: &mut Cursor<'a>) -> Result<Certificate<'a>, Truncated> {
    const TEMPORARY: u32 = 1 << 31;
    const CHAIN: u32 = 2;
    let version = c.u32_le()?;
    let kind = version & !TEMPORARY;
    let mut chain = Vec::new();
    if kind == CHAIN {
        for _ in 0..c.u32_le()? {
            let length = c.u32_le()? as usize;
            chain.push(c.take(length)?);
        }
    }
    Ok(Certificate { kind, permanent: version & TEMPORARY == 0, chain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_data_may_be_short() {
        let mut b = vec![4, 0, 8, 0, 0x20, 3, 0x58, 2, 1, 0xca, 3, 0xaa, 9, 4, 0, 0, 0x28, 10, 0, 0];
        b.extend([b'M', 0, b'E', 0]);
        b.resize(20 + 32, 0);
        b.extend([4, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0]);
        b.resize(20 + 32 + 12 + 64, 0);
        let old = client_core(&mut Cursor::new(&b)).unwrap();
        assert_eq!((old.desktop, old.build), ((800, 600), 2600));
        assert!(old.more.post_beta2_color_depth.is_none());
        b.extend([1, 0xca, 1, 0, 0, 0, 0, 0, 24, 0]);
        let more = client_core(&mut Cursor::new(&b)).unwrap().more;
        assert_eq!((more.high_color_depth, more.supported_color_depths), (Some(24), None));
        assert!(client_core(&mut Cursor::new(&b[..100])).is_err());
    }

    #[test]
    fn lists_are_as_long_as_their_bytes() {
        let mut b = vec![0xff, 0xff, 0xff, 0xff];
        b.extend(b"rdpsnd\0\0\0\0\0\xc0");
        assert!(channels(&mut Cursor::new(&b)).is_err());
        b[..4].copy_from_slice(&[1, 0, 0, 0]);
        assert_eq!(channels(&mut Cursor::new(&b)), Ok(vec![(*b"rdpsnd\0\0", 0xc000_0000)]));
    }

    #[test]
    fn certificates() {
        let read = |b: &[u8]| {
            server_security(&mut Cursor::new(b)).map(|s| {
                s.certificate
                    .map(|c| (c.kind, c.permanent, c.chain.iter().map(|d| d.len()).collect::<Vec<_>>()))
            })
        };
        assert_eq!(read(&[0; 8]), Ok(None));
        assert_eq!(read(&[0; 16]), Ok(None));
        let chain =
            b"\x02\0\0\0\x03\0\0\0\x02\0\0\0\x14\0\0\0RR\x02\0\0\x80\x02\0\0\0\x01\0\0\0a\x03\0\0\0bcd";
        assert_eq!(read(chain), Ok(Some((2, false, vec![1, 3]))));
        assert!(read(&chain[..chain.len() - 1]).is_err());
    }
}
