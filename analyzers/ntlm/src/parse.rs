//! NTLM messages ([MS-NLMP], section 2.2): bytes to borrowed records. Little endian throughout.

use zander_wire::{Cursor, cursor::Truncated, utf16};

/// The first bytes of every message.
pub const SIGNATURE: &[u8] = b"NTLMSSP\0";

/// `NegotiateFlags` (section 2.2.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(pub u32);

impl Flags {
    /// Strings are in UTF-16.
    pub const UNICODE: u32 = 1;
    /// The server names its realm.
    pub const REQUEST_TARGET: u32 = 1 << 2;
    /// The client names its domain.
    pub const DOMAIN_SUPPLIED: u32 = 1 << 12;
    /// The client names itself.
    pub const WORKSTATION_SUPPLIED: u32 = 1 << 13;
    /// The server tells about itself.
    pub const TARGET_INFO: u32 = 1 << 23;
    /// A version is there.
    pub const VERSION: u32 = 1 << 25;

    /// True when all bits of `mask` are set.
    pub fn has(self, mask: u32) -> bool {
        self.0 & mask == mask
    }
}

/// `VERSION` (section 2.2.2.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Of the system.
    pub major: u8,
    /// Of the system.
    pub minor: u8,
    /// Of the system.
    pub build: u16,
    /// Of the protocol.
    pub revision: u8,
}

/// A message.
#[derive(Debug, PartialEq, Eq)]
pub enum Message {
    /// `NEGOTIATE_MESSAGE` (section 2.2.1.1).
    Negotiate {
        /// What the client can.
        flags: Flags,
        /// Its domain.
        domain: Option<Vec<u8>>,
        /// Its name.
        workstation: Option<Vec<u8>>,
        /// Its version.
        version: Option<Version>,
    },
    /// `CHALLENGE_MESSAGE` (section 2.2.1.2).
    Challenge {
        /// What the server can.
        flags: Flags,
        /// The challenge.
        challenge: u64,
        /// Its realm.
        target: Option<Vec<u8>>,
        /// Its version.
        version: Option<Version>,
        /// What it tells about itself, and whether that ends as it must.
        info: Option<(TargetInfo, bool)>,
    },
    /// `AUTHENTICATE_MESSAGE` (section 2.2.1.3); members of no bytes are `None`.
    Authenticate {
        /// What was agreed on.
        flags: Flags,
        /// Domain of the user.
        domain: Option<Vec<u8>>,
        /// The user.
        user: Option<Vec<u8>>,
        /// Name of the client.
        workstation: Option<Vec<u8>>,
        /// The encrypted session key.
        session_key: Option<Vec<u8>>,
        /// The client's version.
        version: Option<Version>,
        /// The answer to the challenge.
        response: Option<Vec<u8>>,
    },
    /// A number that no message has, or a signature under the key that was agreed on.
    Unknown,
}

/// What `AV_PAIR`s say (section 2.2.2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetInfo {
    /// NetBIOS and DNS names in the order of their numbers 1 to 5: computer, domain, DNS computer, DNS domain, DNS forest.
    pub names: [Option<Vec<u8>>; 5],
    /// `MsvAvFlags`
    pub flags: Option<u32>,
    /// `MsvAvTimestamp`, in units of 100 ns since 1601.
    pub timestamp: Option<u64>,
    /// `MachineID` of `MsvAvSingleHost`, its first four bytes.
    pub single_host: Option<u32>,
    /// `MsvAvTargetName`
    pub target_name: Option<Vec<u8>>,
}

/// Where a member lies in the message.
#[derive(Clone, Copy)]
struct Place {
    length: u16,
    offset: u32,
}

fn place(c: &mut Cursor<'_>) -> Result<Place, Truncated> {
    let length = c.u16_le()?;
    c.skip(2)?;
    Ok(Place { length, offset: c.u32_le()? })
}

impl Place {
    fn bytes<'a>(&self, message: &'a [u8]) -> Result<&'a [u8], Truncated> {
        let mut c = Cursor::new(message);
        c.skip(self.offset as usize)?;
        c.take(self.length.into())
    }

    fn text(&self, message: &[u8], unicode: bool) -> Result<Vec<u8>, Truncated> {
        let bytes = self.bytes(message)?;
        Ok(if unicode { utf16::to_utf8(bytes) } else { bytes.to_vec() })
    }

    fn some(&self, message: &[u8], unicode: bool) -> Result<Option<Vec<u8>>, Truncated> {
        (self.length > 0).then(|| self.text(message, unicode)).transpose()
    }
}

/// The version behind the fixed part, where old systems have their first member already.
fn version(c: &mut Cursor<'_>, flags: Flags, members: &[Place]) -> Result<Option<Version>, Truncated> {
    let first = members.iter().map(|p| p.offset as usize).min().unwrap_or(0);
    if !flags.has(Flags::VERSION) || c.position() >= first {
        return Ok(None);
    }
    let (major, minor, build) = (c.u8()?, c.u8()?, c.u16_le()?);
    c.skip(3)?;
    Ok(Some(Version { major, minor, build, revision: c.u8()? }))
}

/// True for `NTLMSSP_MESSAGE_SIGNATURE` (section 2.2.2.9), which protects the messages of others.
fn is_signature(data: &[u8]) -> bool {
    data.len() == 16 && data.starts_with(&[1, 0, 0, 0])
}

/// Reads a message; an error when it is cut off, also inside of a member. `None` when it is none.
pub fn message(data: &[u8]) -> Result<Option<Message>, Truncated> {
    if is_signature(data) {
        return Ok(Some(Message::Unknown));
    }
    let mut c = Cursor::new(data);
    if c.take(SIGNATURE.len())? != SIGNATURE {
        return Ok(None);
    }
    Ok(Some(match c.u32_le()? {
        1 => {
            let flags = Flags(c.u32_le()?);
            let (domain, workstation) = (place(&mut c)?, place(&mut c)?);
            // Both names are in the OEM character set: nothing is agreed on yet.
            let named = |flag, p: Place| flags.has(flag).then(|| p.text(data, false)).transpose();
            Message::Negotiate {
                flags,
                domain: named(Flags::DOMAIN_SUPPLIED, domain)?,
                workstation: named(Flags::WORKSTATION_SUPPLIED, workstation)?,
                version: version(&mut c, flags, &[domain, workstation])?,
            }
        }
        2 => {
            let target = place(&mut c)?;
            let flags = Flags(c.u32_le()?);
            let challenge = c.u64_le()?;
            c.skip(8)?;
            let info = place(&mut c)?;
            let asked = flags.has(Flags::REQUEST_TARGET);
            Message::Challenge {
                flags,
                challenge,
                target: asked.then(|| target.text(data, flags.has(Flags::UNICODE))).transpose()?,
                version: version(&mut c, flags, &[target, info])?,
                info: flags.has(Flags::TARGET_INFO).then(|| target_info(data, info)).transpose()?,
            }
        }
        3 => {
            let [_lm, nt, domain, user, workstation, key] = [
                place(&mut c)?,
                place(&mut c)?,
                place(&mut c)?,
                place(&mut c)?,
                place(&mut c)?,
                place(&mut c)?,
            ];
            let flags = Flags(c.u32_le()?);
            let unicode = flags.has(Flags::UNICODE);
            Message::Authenticate {
                flags,
                domain: domain.some(data, unicode)?,
                user: user.some(data, unicode)?,
                workstation: workstation.some(data, unicode)?,
                session_key: key.some(data, false)?,
                version: version(&mut c, flags, &[domain, user, workstation, key])?,
                response: nt.some(data, false)?,
            }
        }
        _ => Message::Unknown,
    }))
}

/// Reads `AV_PAIR`s up to the one that ends them. False with the result when none does, though there should be one.
fn target_info(data: &[u8], at: Place) -> Result<(TargetInfo, bool), Truncated> {
    let mut c = Cursor::new(data);
    c.skip(at.offset as usize)?;
    let mut info = TargetInfo::default();
    while !c.is_empty() {
        let id = c.u16_le()?;
        let length = c.u16_le()?;
        let mut value = c.sub(length.into())?;
        match id {
            0 => return Ok((info, true)),
            1..=5 => {
                if let Some(name) = info.names.get_mut(usize::from(id) - 1) {
                    *name = Some(utf16::to_utf8(value.rest()));
                }
            }
            6 => info.flags = Some(value.u32_le()?),
            7 => info.timestamp = Some(value.u64_le()?),
            8 => {
                value.skip(16)?;
                info.single_host = Some(value.u32_le()?);
            }
            9 => info.target_name = Some(utf16::to_utf8(value.rest())),
            _ => {}
        }
    }
    Ok((info, at.length == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A member of `length` bytes at `offset`.
    fn member(length: u16, offset: u32) -> Vec<u8> {
        [&length.to_le_bytes()[..], &length.to_le_bytes(), &offset.to_le_bytes()].concat()
    }

    #[test]
    fn negotiate() {
        let flags = Flags::VERSION | Flags::DOMAIN_SUPPLIED;
        let fixed = [SIGNATURE, &[1, 0, 0, 0], &flags.to_le_bytes(), &member(3, 40), &member(0, 43)].concat();
        let whole = [&fixed[..], &[10, 0, 0x63, 0x45, 0, 0, 0, 15], b"DOM"].concat();
        let read = message(&whole).unwrap().unwrap();
        let Message::Negotiate { domain, workstation, version, .. } = read else { panic!("{read:?}") };
        assert_eq!((domain.as_deref(), workstation), (Some(&b"DOM"[..]), None));
        assert_eq!(version, Some(Version { major: 10, minor: 0, build: 17763, revision: 15 }));
        assert_eq!(message(&whole[..42]), Err(Truncated));
    }

    #[test]
    fn challenge() {
        let flags = Flags::UNICODE | Flags::REQUEST_TARGET | Flags::TARGET_INFO;
        let fixed = |info: u16| {
            let places = [&member(2, 48)[..], &flags.to_le_bytes(), &7u64.to_le_bytes(), &[0; 8]].concat();
            [SIGNATURE, &[2, 0, 0, 0], &places, &member(info, 50), b"S\0"].concat()
        };
        let pairs = b"\x01\0\x02\0N\0\x07\0\x08\0\x01\0\0\0\0\0\0\0\x06\0\x04\0\x03\0\0\0\0\0\0\0";
        let read = message(&[&fixed(30)[..], pairs].concat()).unwrap().unwrap();
        let Message::Challenge { challenge, target, info: Some((info, ended)), .. } = read else {
            panic!("{read:?}")
        };
        assert_eq!((challenge, target.as_deref(), ended), (7, Some(&b"S"[..]), true));
        assert_eq!(info.names[0].as_deref(), Some(&b"N"[..]));
        assert_eq!((info.timestamp, info.flags), (Some(1), Some(3)));
        let unended = message(&[&fixed(6)[..], &pairs[..6]].concat()).unwrap();
        assert!(matches!(unended, Some(Message::Challenge { info: Some((_, false)), .. })));
        let empty = message(&fixed(0)).unwrap();
        assert!(matches!(empty, Some(Message::Challenge { info: Some((_, true)), .. })));
    }

    #[test]
    fn authenticate() {
        let none = member(0, 64);
        let places = [&none[..], &member(2, 66), &none, &member(2, 64), &none, &none].concat();
        let whole = [SIGNATURE, &[3, 0, 0, 0], &places, &Flags::UNICODE.to_le_bytes(), b"u\0re"].concat();
        let read = message(&whole).unwrap().unwrap();
        let Message::Authenticate { user, domain, response, .. } = read else { panic!("{read:?}") };
        assert_eq!((user.as_deref(), domain, response.as_deref()), (Some(&b"u"[..]), None, Some(&b"re"[..])));
    }

    #[test]
    fn what_is_no_message() {
        assert_eq!(message(b"NTLMSSQ\0\x01\0\0\0"), Ok(None));
        assert_eq!(message(b"NTLMSSP\0\x09\0\0\0"), Ok(Some(Message::Unknown)));
        assert_eq!(message(b"\x01\0\0\0signature+12"), Ok(Some(Message::Unknown)));
        assert_eq!(message(b"NTLM"), Err(Truncated));
    }
}
