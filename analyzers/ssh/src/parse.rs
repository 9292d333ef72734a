//! Bytes to messages: identification lines, packets of both versions, offers, keys.
//!
//! Nothing here knows of events; what is returned borrows from its input. Numbers are big-endian.

use zander_wire::cursor::{Cursor, Truncated};

/// Version that an identification line names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// 1.x.
    One,
    /// 2.0, or 1.99: version 2 that also speaks version 1 (RFC 4253, section 5).
    Two {
        /// The other side may ask for version 1.
        or_one: bool,
    },
}

/// The version of an identification line; `None` when it is no such line.
pub fn version(line: &[u8]) -> Option<Version> {
    let number = line.strip_prefix(b"SSH-")?;
    match number {
        [b'2', ..] => Some(Version::Two { or_one: false }),
        [b'1', b'.', b'9', b'9', ..] => Some(Version::Two { or_one: true }),
        [b'1', ..] => Some(Version::One),
        _ => None,
    }
}

/// A packet in the clear, and how many bytes it takes.
#[derive(Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// Message number.
    pub kind: u8,
    /// What follows the number, without padding.
    pub body: &'a [u8],
    /// Bytes of the whole packet.
    pub length: usize,
}

/// What stands at the front of a buffer.
#[derive(Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// A packet.
    Packet(Packet<'a>),
    /// It has not come completely.
    Wait,
    /// It is longer than allowed: this many bytes.
    TooLong(u64),
    /// It is no packet.
    Broken,
}

/// The packet at the front of `data` (RFC 4253, section 6). `max` is the greatest length taken.
pub fn packet2(data: &[u8], max: u64) -> Next<'_> {
    let mut c = Cursor::new(data);
    let Ok(length) = c.u32() else { return Next::Wait };
    if u64::from(length) > max {
        return Next::TooLong(length.into());
    }
    if length < 2 {
        return Next::Broken;
    }
    let Ok(content) = c.take(length as usize) else { return Next::Wait };
    let (Some((&padding, rest)), whole) = (content.split_first(), content.len() + 4) else {
        return Next::Broken;
    };
    let Some(payload) = rest.len().checked_sub(padding.into()).and_then(|n| rest.get(..n)) else {
        return Next::Broken;
    };
    match payload.split_first() {
        Some((&kind, body)) => Next::Packet(Packet { kind, body, length: whole }),
        None => Next::Broken,
    }
}

/// The packet at the front of `data` in version 1: its length counts neither padding (1 to 8 bytes, before the content)
/// nor itself; the last four bytes are a checksum.
pub fn packet1(data: &[u8], max: u64) -> Next<'_> {
    let mut c = Cursor::new(data);
    let Ok(length) = c.u32() else { return Next::Wait };
    if u64::from(length) > max {
        return Next::TooLong(length.into());
    }
    if length < 5 {
        return Next::Broken;
    }
    let padding = 8 - (length % 8) as usize;
    let Ok(content) = c.take(length as usize + padding) else { return Next::Wait };
    let body = content.get(padding..content.len().saturating_sub(4)).unwrap_or_default();
    match body.split_first() {
        Some((&kind, body)) => Next::Packet(Packet { kind, body, length: content.len() + 4 }),
        None => Next::Broken,
    }
}

/// A string: four bytes of length, then the bytes (RFC 4251, section 5).
pub fn string<'a>(c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
    let length = c.u32()?;
    c.take(length as usize)
}

/// An offer (RFC 4253, section 7.1).
#[derive(Debug, PartialEq, Eq, Default)]
pub struct Offer<'a> {
    /// Sixteen random bytes.
    pub cookie: &'a [u8],
    /// The ten lists, in the order of the message: key exchange, host keys, ciphers, codes, compression and languages,
    /// the last four for each direction.
    pub lists: [&'a [u8]; 10],
}

/// Reads an offer out of the body of its message.
pub fn offer(body: &[u8]) -> Result<Offer<'_>, Truncated> {
    let mut c = Cursor::new(body);
    let mut offer = Offer { cookie: c.take(16)?, ..Offer::default() };
    for list in &mut offer.lists {
        *list = string(&mut c)?;
    }
    Ok(offer)
}

/// The names in a list, at most `max`. An empty list has none.
pub fn names(list: &[u8], max: usize) -> impl Iterator<Item = &[u8]> {
    list.split(|b| *b == b',').filter(|n| !n.is_empty()).take(max)
}

/// The public key in the first message of a server of version 1.
#[derive(Debug, PartialEq, Eq)]
pub struct HostKey1<'a> {
    /// Public exponent.
    pub exponent: &'a [u8],
    /// Modulus.
    pub modulus: &'a [u8],
}

/// Reads the server's host key: after a cookie of eight bytes and the key that changes each hour.
pub fn host_key1(body: &[u8]) -> Result<HostKey1<'_>, Truncated> {
    fn number<'a>(c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
        let bits = c.u16()?;
        c.take(usize::from(bits).div_ceil(8))
    }
    let mut c = Cursor::new(body);
    c.skip(8 + 4)?;
    number(&mut c)?;
    number(&mut c)?;
    c.skip(4)?;
    Ok(HostKey1 { exponent: number(&mut c)?, modulus: number(&mut c)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let check = |line: &[u8], v| assert_eq!(version(line), v);
        check(b"SSH-2.0-OpenSSH_9.7", Some(Version::Two { or_one: false }));
        check(b"SSH-1.99-Cisco-1.25", Some(Version::Two { or_one: true }));
        check(b"SSH-1.5-x", Some(Version::One));
        check(b"SSH-", None);
        check(b"GET / HTTP/1.1", None);
    }

    #[test]
    fn packets() {
        let new_keys = [0, 0, 0, 12, 10, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(packet2(&new_keys, 100), Next::Packet(Packet { kind: 21, body: &[], length: 16 }));
        assert_eq!(packet2(&new_keys, 11), Next::TooLong(12));
        for cut in 0..new_keys.len() {
            assert_eq!(packet2(&new_keys[..cut], 100), Next::Wait, "{cut}");
        }
        assert_eq!(packet2(&[0, 0, 0, 2, 9, 21], 100), Next::Broken);
        let one = [0, 0, 0, 6, 9, 9, 3, 7, 1, 2, 3, 4];
        assert_eq!(packet1(&one, 100), Next::Packet(Packet { kind: 3, body: &[7], length: 12 }));
    }

    #[test]
    fn lists() {
        let split = |list: &'static [u8], max| names(list, max).map(|n| n.len()).collect::<Vec<_>>();
        assert_eq!(split(b"a,bb,ccc", 10), [1, 2, 3]);
        assert_eq!(split(b"a,bb,ccc", 2), [1, 2]);
        assert_eq!(split(b"", 2), [0usize; 0]);
    }

    #[test]
    fn keys_of_version_one() {
        let body = [
            [0; 8].as_slice(),
            &[0, 0, 4, 0, 0, 1, 1, 0, 9, 0xff, 0xff],
            &[0, 0, 8, 0, 0, 17, 1, 0, 1, 0, 16, 0xab, 0xcd, 9],
        ]
        .concat();
        assert_eq!(host_key1(&body), Ok(HostKey1 { exponent: &[1, 0, 1], modulus: &[0xab, 0xcd] }));
        assert!((0..body.len() - 1).all(|n| host_key1(&body[..n]).is_err()));
    }
}
