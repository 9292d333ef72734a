//! The common start of ICMP (RFC 792) and ICMPv6 (RFC 4443) messages.

/// Length of the fixed part that every message has.
pub const HEADER_LEN: usize = 8;

/// A view on the fixed part of an ICMP or ICMPv6 message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IcmpHeader {
    /// True for ICMPv6 (protocol 58).
    pub v6: bool,
    /// The message's type.
    pub kind: u8,
    /// The message's code.
    pub code: u8,
    /// The checksum field.
    pub checksum: u16,
    /// The four bytes whose meaning depends on the type: identifier and sequence number of an echo, the gateway of a
    /// redirect, the MTU of a packet too big.
    pub rest: [u8; 4],
}

impl IcmpHeader {
    /// Reads the fixed part at the start of `data`.
    #[inline]
    pub fn parse(data: &[u8], v6: bool) -> Option<Self> {
        let &[kind, code, c0, c1, r0, r1, r2, r3] = data.first_chunk()?;
        Some(IcmpHeader { v6, kind, code, checksum: u16::from_be_bytes([c0, c1]), rest: [r0, r1, r2, r3] })
    }

    /// Identifier of an echo or timestamp message.
    pub const fn identifier(&self) -> u16 {
        let [a, b, _, _] = self.rest;
        u16::from_be_bytes([a, b])
    }

    /// Sequence number of an echo or timestamp message.
    pub const fn sequence(&self) -> u16 {
        let [_, _, a, b] = self.rest;
        u16::from_be_bytes([a, b])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_echo_request() {
        let icmp = IcmpHeader::parse(&[8, 0, 0xaa, 0xbb, 1, 2, 3, 4, 0xff], false).unwrap();
        assert_eq!((icmp.kind, icmp.code, icmp.identifier(), icmp.sequence()), (8, 0, 0x102, 0x304));
        assert_eq!(IcmpHeader::parse(&[8; 7], false), None);
    }
}
