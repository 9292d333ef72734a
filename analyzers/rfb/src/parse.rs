//! Messages of the RFB handshake (RFC 6143, section 7): where they end, and what is in them.

use zander_analyzer::Direction;
use zander_wire::{Cursor, Truncated};

/// Who says what next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Who.
    pub speaker: Direction,
    /// What.
    pub kind: Kind,
}

/// The messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The server's version.
    Version,
    /// The client's version.
    ClientVersion,
    /// Until 3.6: the kind of authentication, which the server decides on.
    Given,
    /// Since 3.7: the kinds that the server offers.
    Offer,
    /// The client's choice.
    Choice,
    /// VNC's challenge of sixteen bytes.
    Challenge,
    /// And the response.
    Response,
    /// Apple's key exchange: generator, prime and public key.
    AppleKeys,
    /// And the client's: encrypted name and password, and a public key of as many bytes.
    AppleCredentials(usize),
    /// Whether the client is let in.
    Result,
    /// Whether the client shares the desktop.
    Share,
    /// Name and size of the desktop.
    Parameters,
}

/// Bytes of a message of this kind, told from its beginning; `None` while that is too short.
pub fn length(kind: Kind, b: &[u8]) -> Option<usize> {
    let after = |place: usize, c: &mut Cursor<'_>| -> Result<usize, Truncated> {
        c.skip(place)?;
        Ok(c.u32()? as usize)
    };
    match kind {
        Kind::Version | Kind::ClientVersion => Some(12),
        Kind::Given | Kind::Result => Some(4),
        Kind::Offer => b.first().map(|n| 1 + usize::from(*n)),
        Kind::Choice | Kind::Share => Some(1),
        Kind::Challenge | Kind::Response => Some(16),
        Kind::AppleKeys => (b.len() >= 4).then(|| 4 + 2 * apple_key(b)),
        Kind::AppleCredentials(key) => Some(128 + key),
        Kind::Parameters => after(20, &mut Cursor::new(b)).ok().map(|name| 24 + name),
    }
}

/// Bytes of a key in Apple's key exchange.
pub fn apple_key(b: &[u8]) -> usize {
    b.get(2..4).map_or(0, |n| n.iter().fold(0, |sum, b| sum << 8 | usize::from(*b)))
}

/// `RFB xxx.yyy` and a newline: both numbers as text.
pub fn version(b: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = b.strip_prefix(b"RFB ")?.strip_suffix(b"\n")?;
    let (major, rest) = rest.split_at_checked(3)?;
    let minor = rest.strip_prefix(b".")?;
    let digits = |n: &[u8]| n.len() == 3 && n.iter().all(u8::is_ascii_digit);
    (digits(major) && digits(minor)).then_some((major, minor))
}

/// Digits as a number.
pub fn decimal(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(d.saturating_sub(b'0')))
}

/// Four bytes as a number.
pub fn number(b: &[u8]) -> u32 {
    Cursor::new(b).u32().unwrap_or(0)
}

/// Width, height and name of the desktop.
pub fn parameters(b: &[u8]) -> Result<(u16, u16, &[u8]), Truncated> {
    let mut c = Cursor::new(b);
    let (width, height) = (c.u16()?, c.u16()?);
    // The form of a pixel.
    c.skip(16)?;
    let length = c.u32()?;
    Ok((width, height, c.take(length as usize)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!(version(b"RFB 003.008\n"), Some((&b"003"[..], &b"008"[..])));
        assert_eq!(version(b"RFB 003.00x\n"), None);
        assert_eq!(version(b"SSH-2.0-xxx\n"), None);
        assert_eq!(decimal(b"889"), 889);
    }

    #[test]
    fn desktops() {
        let mut m = vec![4, 0, 3, 0];
        m.extend([0; 16]);
        m.extend([0, 0, 0, 2, b'm', b'e', b'x']);
        assert_eq!(length(Kind::Parameters, &m), Some(26));
        assert_eq!(length(Kind::Parameters, &m[..23]), None);
        assert_eq!(parameters(&m), Ok((1024, 768, &b"me"[..])));
        assert_eq!(length(Kind::AppleKeys, &[0, 2, 0, 128]), Some(260));
    }
}
