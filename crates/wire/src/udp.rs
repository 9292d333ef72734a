//! The UDP header (RFC 768).

/// Length of a UDP header.
pub const HEADER_LEN: usize = 8;

/// A view on a UDP header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UdpHeader {
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
    /// Header and payload in bytes by the length field, which nothing has checked.
    pub length: u16,
    /// The checksum field; zero with IPv4 says that there is none.
    pub checksum: u16,
}

impl UdpHeader {
    /// Reads the header at the start of `data`.
    #[inline]
    pub fn parse(data: &[u8]) -> Option<Self> {
        let &[s0, s1, d0, d1, l0, l1, c0, c1] = data.first_chunk()?;
        Some(UdpHeader {
            source_port: u16::from_be_bytes([s0, s1]),
            destination_port: u16::from_be_bytes([d0, d1]),
            length: u16::from_be_bytes([l0, l1]),
            checksum: u16::from_be_bytes([c0, c1]),
        })
    }
}
