//! Datagrams of RDP over UDP ([MS-RDPEUDP] 2.2, [MS-RDPEUDP2] 2.2): what of them scripts are told.

use zander_wire::{Cursor, Truncated};

/// Bits of the header's flags ([MS-RDPEUDP] 2.2.2.1).
pub mod flag {
    #![allow(missing_docs)]
    pub const SYN: u16 = 0x0001;
    pub const ACK: u16 = 0x0004;
    pub const DATA: u16 = 0x0008;
    pub const FEC: u16 = 0x0010;
    pub const ACK_OF_ACKS: u16 = 0x0100;
    pub const CORRELATION_ID: u16 = 0x0800;
    pub const SYNEX: u16 = 0x1000;
}

/// The version whose datagrams have the form of [MS-RDPEUDP2].
pub const VERSION_3: u16 = 0x0101;

/// A datagram of the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// What it acknowledges; all ones for nothing.
    pub acknowledges: u32,
    /// See [`flag`].
    pub flags: u16,
    /// The newest version that the sender speaks; 1 when it does not say.
    pub version: u16,
}

/// Reads a datagram of the handshake. Numbers are big endian.
pub fn handshake(b: &[u8]) -> Result<Handshake, Truncated> {
    let mut c = Cursor::new(b);
    let acknowledges = c.u32()?;
    let _window = c.u16()?;
    let flags = c.u16()?;
    // Sequence number and sizes of datagrams.
    c.skip(8)?;
    if flags & flag::CORRELATION_ID != 0 {
        c.skip(32)?;
    }
    let mut version = 1;
    if flags & flag::SYNEX != 0 {
        c.skip(2)?;
        version = c.u16()?;
    }
    Ok(Handshake { acknowledges, flags, version })
}

/// The data of a datagram of version 1 or 2 after the handshake; `None` when it holds redundancy only.
pub fn data(b: &[u8]) -> Result<Option<&[u8]>, Truncated> {
    let mut c = Cursor::new(b);
    c.skip(6)?;
    let flags = c.u16()?;
    if flags & flag::ACK != 0 {
        // A vector that is filled up to a multiple of four bytes, its length counted in.
        let size = usize::from(c.u16()?);
        c.skip((2 + size).next_multiple_of(4) - 2)?;
    }
    if flags & flag::ACK_OF_ACKS != 0 {
        c.skip(4)?;
    }
    if flags & flag::DATA == 0 {
        return Ok(Some(c.rest()));
    }
    if flags & flag::FEC != 0 {
        return Ok(None);
    }
    c.skip(8)?;
    Ok(Some(c.rest()))
}

/// What follows the header of a datagram of version 3; `None` when it is only there to fill the line.
pub fn data_3(b: &[u8]) -> Result<Option<&[u8]>, Truncated> {
    /// The kind in the prefix's bits 1 to 4 ([MS-RDPEUDP2] 2.2.1).
    const DUMMY: u8 = 8;
    let mut c = Cursor::new(b);
    let prefix = c.u8()?;
    c.skip(2)?;
    Ok((prefix >> 3 & 15 != DUMMY).then(|| c.rest()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handshakes() {
        let b = b"\xff\xff\xff\xff\x00\x40\x10\x01\x00\x00\x00\x07\x04\xd0\x04\xd0\x00\x01\x01\x01";
        let read = Handshake { acknowledges: u32::MAX, flags: flag::SYN | flag::SYNEX, version: VERSION_3 };
        assert_eq!(handshake(b), Ok(read));
        assert_eq!(handshake(&b[..19]), Err(Truncated));
        let mut old = b[..16].to_vec();
        old[6] = 0;
        assert_eq!(handshake(&old).map(|h| h.version), Ok(1));
        old[6] = 8;
        assert_eq!(handshake(&old), Err(Truncated));
    }

    #[test]
    fn data_of_version_1() {
        let bare = b"\x00\x00\x00\x07\x00\x40\x00\x04\x00\x01\x06\x00";
        assert_eq!(data(bare), Ok(Some(&b""[..])));
        let with = b"\x00\x00\x00\x07\x00\x40\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01hi";
        assert_eq!(data(with), Ok(Some(&b"hi"[..])));
        assert_eq!(data(&with[..15]), Err(Truncated));
        let mut redundancy = with.to_vec();
        redundancy[7] |= 0x10;
        assert_eq!(data(&redundancy), Ok(None));
    }

    #[test]
    fn data_of_version_3() {
        assert_eq!(data_3(b"\x00\x04\x00ab"), Ok(Some(&b"ab"[..])));
        assert_eq!(data_3(b"\x40\x04\x00ab"), Ok(None));
        assert_eq!(data_3(b"\x00\x04"), Err(Truncated));
    }
}
