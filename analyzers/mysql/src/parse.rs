//! Packets of MySQL's client/server protocol.
//!
//! Names are those of the protocol's documentation ("MySQL Client/Server Protocol"); numbers are little-endian.

use std::borrow::Cow;
use zander_analyzer::frames::Frames;
use zander_wire::{Cursor, Truncated};

/// Capability flags.
pub mod capability {
    pub const CONNECT_WITH_DB: u32 = 1 << 3;
    pub const COMPRESS: u32 = 1 << 5;
    pub const PROTOCOL_41: u32 = 1 << 9;
    pub const SSL: u32 = 1 << 11;
    pub const SECURE_CONNECTION: u32 = 1 << 15;
    pub const PLUGIN_AUTH: u32 = 1 << 19;
    pub const PLUGIN_AUTH_LENENC: u32 = 1 << 21;
    pub const DEPRECATE_EOF: u32 = 1 << 24;
    pub const ZSTD_COMPRESSION: u32 = 1 << 26;
    pub const QUERY_ATTRIBUTES: u32 = 1 << 27;
}

/// Status flag: another result follows this one.
pub const MORE_RESULTS_EXIST: u16 = 0x0008;

/// Most bytes of a packet that are kept.
const MAX_PACKET: usize = 1 << 20;
const HEADER: usize = 4;
/// A packet of this length goes on in the next one.
const CONTINUES: usize = 0x00ff_ffff;

/// Takes one direction apart into packets.
#[derive(Default)]
pub struct Packets {
    frames: Frames,
    /// The last packet goes on in the next one.
    continued: bool,
}

impl Packets {
    /// The next packet's sequence number and payload; what it consists of is taken from the front of `data`.
    pub fn next<'a>(&mut self, data: &mut &'a [u8]) -> Option<(u8, Cow<'a, [u8]>)> {
        loop {
            let packet = self.frames.next_cut(data, HEADER + MAX_PACKET, |b| Some(HEADER + length(b)?))?;
            let continues = length(&packet) == Some(CONTINUES);
            if !std::mem::replace(&mut self.continued, continues) {
                let sequence = packet.get(3).copied().unwrap_or_default();
                return Some((sequence, payload(packet)));
            }
        }
    }
}

fn length(b: &[u8]) -> Option<usize> {
    Cursor::new(b).u24_le().ok().map(|n| n as usize)
}

fn payload(packet: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    match packet {
        Cow::Borrowed(p) => Cow::Borrowed(p.get(HEADER..).unwrap_or_default()),
        Cow::Owned(mut p) => {
            p.drain(..HEADER.min(p.len()));
            Cow::Owned(p)
        }
    }
}

/// A number in one to nine bytes; `None` stands for NULL.
pub fn lenenc(c: &mut Cursor<'_>) -> Result<Option<u64>, Truncated> {
    Ok(Some(match c.u8()? {
        0xfb => return Ok(None),
        0xfc => u64::from(c.u16_le()?),
        0xfd => u64::from(c.u24_le()?),
        0xfe => c.u64_le()?,
        // 0xff does not begin a number; whoever sends it lies about what follows.
        0xff => return Err(Truncated),
        n => u64::from(n),
    }))
}

/// A string behind its length; `None` stands for NULL.
pub fn lenenc_string<'a>(c: &mut Cursor<'a>) -> Result<Option<&'a [u8]>, Truncated> {
    match lenenc(c)? {
        Some(n) => c.take(usize::try_from(n).map_err(|_| Truncated)?).map(Some),
        None => Ok(None),
    }
}

/// Up to a NUL, which may be missing at the end of a packet.
fn text<'a>(c: &mut Cursor<'a>) -> &'a [u8] {
    match c.take_until(0) {
        Ok(t) => t,
        Err(_) => c.take_rest(),
    }
}

/// What the server says first.
#[derive(Debug, PartialEq, Eq)]
pub struct Greeting<'a> {
    pub version: &'a [u8],
    pub capabilities: u32,
    /// Name and challenge of its method of authentication.
    pub method: Option<(&'a [u8], Vec<u8>)>,
}

/// Reads a greeting of version 9 or 10; `None` for others.
pub fn greeting(p: &[u8]) -> Result<Option<Greeting<'_>>, Truncated> {
    let mut c = Cursor::new(p);
    let form = c.u8()?;
    if form != 9 && form != 10 {
        return Ok(None);
    }
    let version = c.take_until(0)?;
    c.skip(4)?;
    if form == 9 {
        return Ok(Some(Greeting { version, capabilities: 0, method: None }));
    }
    let mut challenge = c.take(8)?.to_vec();
    c.skip(1)?;
    let mut capabilities = u32::from(c.u16_le()?);
    let mut method = None;
    if !c.is_empty() {
        c.skip(3)?;
        capabilities |= u32::from(c.u16_le()?) << 16;
        let told = usize::from(c.u8()?);
        c.skip(10)?;
        if capabilities & (capability::SECURE_CONNECTION | capability::PLUGIN_AUTH) != 0 {
            challenge.extend_from_slice(c.take_up_to(told.saturating_sub(8).max(13)));
        }
        if capabilities & capability::PLUGIN_AUTH != 0 {
            method = Some((text(&mut c), challenge));
        }
    }
    Ok(Some(Greeting { version, capabilities, method }))
}

/// What the client answers the greeting with.
#[derive(Debug, PartialEq, Eq)]
pub enum Response<'a> {
    /// It wants TLS first.
    Ssl,
    Login {
        capabilities: u32,
        username: &'a [u8],
        method: Option<Method<'a>>,
    },
}

/// Reads the response to a greeting.
pub fn response(p: &[u8]) -> Result<Response<'_>, Truncated> {
    let mut c = Cursor::new(p);
    let low = u32::from(c.u16_le()?);
    if low & capability::PROTOCOL_41 == 0 {
        c.skip(3)?;
        if low & capability::SSL != 0 && c.is_empty() {
            return Ok(Response::Ssl);
        }
        return Ok(Response::Login { capabilities: low, username: text(&mut c), method: None });
    }
    let capabilities = low | u32::from(c.u16_le()?) << 16;
    // Largest packet, character set, and room for later versions.
    c.skip(4 + 1 + 23)?;
    if capabilities & capability::SSL != 0 && c.is_empty() {
        return Ok(Response::Ssl);
    }
    let username = c.take_until(0)?;
    let proof = if capabilities & capability::PLUGIN_AUTH_LENENC != 0 {
        lenenc_string(&mut c)?.unwrap_or_default()
    } else if capabilities & capability::SECURE_CONNECTION != 0 {
        c.take_u8_prefixed()?
    } else {
        text(&mut c)
    };
    if capabilities & capability::CONNECT_WITH_DB != 0 {
        text(&mut c);
    }
    let method = (capabilities & capability::PLUGIN_AUTH != 0).then(|| (text(&mut c), proof));
    Ok(Response::Login { capabilities, username, method })
}

/// Name of a method of authentication and what is proved with it.
pub type Method<'a> = (&'a [u8], &'a [u8]);

/// User and method of the argument of a change of user.
pub fn change_user(p: &[u8]) -> Result<(&[u8], Option<Method<'_>>), Truncated> {
    let mut c = Cursor::new(p);
    let username = c.take_until(0)?;
    let proof = c.take_u8_prefixed()?;
    text(&mut c);
    if c.is_empty() {
        return Ok((username, None));
    }
    c.skip(2)?;
    Ok((username, (!c.is_empty()).then(|| (text(&mut c), proof))))
}

/// The text of a query behind its attributes.
pub fn query(p: &[u8]) -> Result<&[u8], Truncated> {
    let mut c = Cursor::new(p);
    let count = lenenc(&mut c)?.unwrap_or_default();
    // The number of sets of attributes is always one.
    lenenc(&mut c)?;
    if count > 0 {
        // Each attribute takes at least its type of two bytes.
        let count = usize::try_from(count).ok().filter(|n| *n <= p.len() / 2).ok_or(Truncated)?;
        let nulls = c.take(count.div_ceil(8))?;
        let mut types = Vec::with_capacity(count);
        if c.u8()? != 0 {
            for _ in 0..count {
                types.push(c.u16_le()?);
                lenenc_string(&mut c)?;
            }
        }
        for (i, kind) in types.iter().enumerate() {
            let null = nulls.get(i / 8).is_some_and(|b| b >> (i % 8) & 1 != 0);
            if !null {
                value(&mut c, *kind)?;
            }
        }
    }
    Ok(c.take_rest())
}

/// Passes over a value of the binary protocol. The highest bit of the type tells that it has no sign.
fn value(c: &mut Cursor<'_>, kind: u16) -> Result<(), Truncated> {
    match kind & 0xff {
        // TINY; SHORT, YEAR; LONG, FLOAT, INT24; DOUBLE, LONGLONG; NULL
        0x01 => c.skip(1),
        0x02 | 0x0d => c.skip(2),
        0x03 | 0x04 | 0x09 => c.skip(4),
        0x05 | 0x08 => c.skip(8),
        0x06 => Ok(()),
        // TIMESTAMP, DATE, TIME, DATETIME
        0x07 | 0x0a | 0x0b | 0x0c => c.take_u8_prefixed().map(|_| ()),
        _ => lenenc_string(c).map(|_| ()),
    }
}

/// Rows affected and status of an OK packet, or of the one in its form that ends a result, behind its first byte.
pub fn ok(p: &[u8]) -> Result<(u64, u16), Truncated> {
    let mut c = Cursor::new(p);
    let rows = lenenc(&mut c)?.unwrap_or_default();
    lenenc(&mut c)?;
    Ok((rows, c.u16_le().unwrap_or_default()))
}

/// Status of an EOF packet behind its first byte; clients of old get none.
pub fn eof(p: &[u8]) -> u16 {
    let mut c = Cursor::new(p);
    c.skip(2).and_then(|()| c.u16_le()).unwrap_or_default()
}

/// Number and text of an error packet behind its first byte. The six bytes of the SQL state are passed over also where a
/// server that knows nothing of its client yet leaves them out: logs have always had it so.
pub fn error(p: &[u8]) -> Result<(u16, &[u8]), Truncated> {
    let mut c = Cursor::new(p);
    let code = c.u16_le()?;
    c.take_up_to(6);
    Ok((code, c.take_rest()))
}

/// The values of a row in text form.
pub fn row(p: &[u8]) -> Result<Vec<&[u8]>, Truncated> {
    let (mut c, mut values) = (Cursor::new(p), Vec::new());
    while !c.is_empty() {
        values.push(lenenc_string(&mut c)?.unwrap_or_default());
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings() {
        let p = b"\x0a8.0.32\0\x01\0\0\0abcdefgh\0\xff\xff\xff\x02\0\xff\xdf\x15\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0";
        let g = greeting(p).unwrap().unwrap();
        assert_eq!(g.version, b"8.0.32");
        assert_eq!(g.capabilities, 0xdfff_ffff);
        assert_eq!(g.method, Some((&b"caching_sha2_password"[..], b"abcdefghijklmnopqrst\0".to_vec())));
        assert_eq!(greeting(b"\x093.20\0\x01\0\0\0abc\0").unwrap().unwrap().version, b"3.20");
        assert_eq!(greeting(b"SSH-2.0"), Ok(None));
        assert_eq!(greeting(b"\x0a8.0"), Err(Truncated));
    }

    #[test]
    fn responses() {
        let mut p = b"\x85\xa6\x0f\0\0\0\0\x01\x21".to_vec();
        p.extend([0; 23]);
        p.extend(b"root\0\x03abcmysql_native_password\0");
        assert_eq!(
            response(&p),
            Ok(Response::Login {
                capabilities: 0x000f_a685,
                username: b"root",
                method: Some((b"mysql_native_password", b"abc"))
            })
        );
        let mut p = b"\x85\xae\x0f\0\0\0\0\x01\x21".to_vec();
        p.extend([0; 23]);
        assert_eq!(response(&p), Ok(Response::Ssl));
        assert_eq!(
            response(b"\x85\x24\0\0\0old\0hash\0"),
            Ok(Response::Login { capabilities: 0x2485, username: b"old", method: None })
        );
    }

    #[test]
    fn queries_with_attributes() {
        assert_eq!(query(b"\0\x01select 1"), Ok(&b"select 1"[..]));
        // Two attributes: a string, and one that is NULL.
        assert_eq!(query(b"\x02\x01\x02\x01\xfe\0\x02n1\x03\x80\x02n2\x02v1select 2"), Ok(&b"select 2"[..]));
        assert_eq!(query(b"\xfc\xff\xff\x01\0"), Err(Truncated));
    }

    #[test]
    fn rows_and_ends() {
        assert_eq!(row(b"\x01a\xfb\x02bc"), Ok(vec![&b"a"[..], b"", b"bc"]));
        assert_eq!(row(b"\x05a"), Err(Truncated));
        assert_eq!(ok(b"\x03\0\x0a\0\0\0"), Ok((3, 10)));
        assert_eq!(eof(b"\0\0\x22\0"), 0x22);
        assert_eq!(error(b"\x15\x04#28000Access denied"), Ok((1045, &b"Access denied"[..])));
    }

    #[test]
    fn long_packets_are_cut() {
        let mut stream = b"\xff\xff\xff\0".to_vec();
        stream.extend(vec![b'x'; CONTINUES]);
        stream.extend(b"\x01\0\0\x01y\x01\0\0\x00z");
        let (mut packets, mut found) = (Packets::default(), Vec::new());
        for mut piece in stream.chunks(1 << 16) {
            while let Some((sequence, p)) = packets.next(&mut piece) {
                found.push((sequence, p.len()));
            }
        }
        assert_eq!(found, [(0, MAX_PACKET), (0, 1)]);
    }
}
