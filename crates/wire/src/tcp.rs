//! The TCP header (RFC 9293, 3.1) and its options.

use crate::cursor::Cursor;

/// Length of a TCP header without options.
pub const HEADER_LEN: usize = 20;

/// The control bits, in the order of the header's thirteenth and fourteenth octet.
pub mod flags {
    #![allow(missing_docs)]
    pub const FIN: u8 = 0x01;
    pub const SYN: u8 = 0x02;
    pub const RST: u8 = 0x04;
    pub const PSH: u8 = 0x08;
    pub const ACK: u8 = 0x10;
    pub const URG: u8 = 0x20;
    pub const ECE: u8 = 0x40;
    pub const CWR: u8 = 0x80;
}

/// A view on a TCP header of which at least the fixed 20 bytes were captured.
#[derive(Clone, Copy, Debug)]
pub struct TcpHeader<'a> {
    /// Source port.
    pub source_port: u16,
    /// Destination port.
    pub destination_port: u16,
    /// Sequence number of the first payload byte, or of the SYN.
    pub sequence: u32,
    /// The next sequence number that the sender expects; meaningful with ACK.
    pub acknowledgment: u32,
    /// The header's length in bytes by its data offset; see [`TcpHeader::header_weird`].
    pub header_len: u8,
    /// The four bits between data offset and control bits.
    pub reserved: u8,
    /// The control bits, see [`flags`].
    pub flags: u8,
    /// The window as sent, not scaled.
    pub window: u16,
    /// The checksum field.
    pub checksum: u16,
    /// The urgent pointer.
    pub urgent: u16,
    /// The bytes of the options as captured.
    pub options: &'a [u8],
    fault: Option<&'static str>,
}

impl<'a> TcpHeader<'a> {
    /// Reads the header at the start of `data`, which ends where the packet or its capture ends; `None` when fewer than
    /// 20 bytes are there.
    #[inline]
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let fixed: &[u8; HEADER_LEN] = data.first_chunk()?;
        let [s0, s1, d0, d1, q0, q1, q2, q3, a0, a1, a2, a3, offset, flags, w0, w1, c0, c1, u0, u1] = *fixed;
        let header_len = (offset >> 4) * 4;
        let fault = if usize::from(header_len) < HEADER_LEN {
            Some("bad_TCP_header_len")
        } else if usize::from(header_len) > data.len() {
            Some("truncated_header")
        } else {
            None
        };
        Some(TcpHeader {
            source_port: u16::from_be_bytes([s0, s1]),
            destination_port: u16::from_be_bytes([d0, d1]),
            sequence: u32::from_be_bytes([q0, q1, q2, q3]),
            acknowledgment: u32::from_be_bytes([a0, a1, a2, a3]),
            header_len,
            reserved: offset & 0x0f,
            flags,
            window: u16::from_be_bytes([w0, w1]),
            checksum: u16::from_be_bytes([c0, c1]),
            urgent: u16::from_be_bytes([u0, u1]),
            options: data.get(HEADER_LEN..usize::from(header_len)).unwrap_or_default(),
            fault,
        })
    }

    /// The weird to raise for the connection, source `TCP`, when the data offset is impossible. The packet then has
    /// neither options nor payload that could be told apart.
    #[inline]
    pub const fn header_weird(&self) -> Option<&'static str> {
        self.fault
    }

    /// True when all of `bits` are set.
    #[inline]
    pub const fn has(&self, bits: u8) -> bool {
        self.flags & bits == bits
    }

    /// The options one by one.
    pub const fn options(&self) -> Options<'a> {
        Options { cursor: Cursor::new(self.options) }
    }
}

/// One TCP option (IANA, "TCP Option Kind Numbers").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TcpOption<'a> {
    /// 0 ends the list and 1 fills; both have no data.
    pub kind: u8,
    /// What follows the length octet.
    pub data: &'a [u8],
}

impl TcpOption<'_> {
    /// The length octet's value, 1 for the two kinds without one.
    pub const fn len(&self) -> usize {
        if self.kind <= 1 { 1 } else { self.data.len() + 2 }
    }

    /// True for kinds without data.
    pub const fn is_empty(&self) -> bool {
        self.data.is_empty()
    }
}

/// Iterates over TCP options, the end-of-list option included as the last one; stops at one that does not fit.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Options<'a> {
    /// What has not been iterated over: after the end, the bytes of an option that did not fit, or padding.
    pub const fn rest(&self) -> &'a [u8] {
        self.cursor.rest()
    }

    /// The first option of `kind`.
    pub fn find_kind(mut self, kind: u8) -> Option<TcpOption<'a>> {
        self.find(|option| option.kind == kind)
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = TcpOption<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match self.cursor.peek_u8()? {
            0 => {
                self.cursor.take_rest();
                Some(TcpOption { kind: 0, data: &[] })
            }
            1 => {
                self.cursor.skip(1).ok()?;
                Some(TcpOption { kind: 1, data: &[] })
            }
            _ => self
                .cursor
                .attempt(|cursor| {
                    let kind = cursor.u8()?;
                    let body = cursor.u8()?.checked_sub(2).ok_or(crate::cursor::Truncated)?;
                    Ok::<_, crate::cursor::Truncated>(TcpOption { kind, data: cursor.take(body.into())? })
                })
                .ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(offset_words: u8, options: &[u8]) -> Vec<u8> {
        let mut bytes =
            vec![0, 80, 0x1f, 0x90, 0, 0, 0, 5, 0, 0, 0, 6, offset_words << 4, 0x12, 1, 0, 0, 0, 0, 0];
        bytes.extend(options);
        bytes
    }

    #[test]
    fn reads_header_and_options() {
        let bytes = header(8, &[2, 4, 5, 0xb4, 1, 3, 3, 7, 0, 0, 0, 0]);
        let tcp = TcpHeader::parse(&bytes).unwrap();
        assert_eq!(
            (tcp.source_port, tcp.destination_port, tcp.sequence, tcp.acknowledgment),
            (80, 8080, 5, 6)
        );
        assert!(tcp.has(flags::SYN | flags::ACK) && !tcp.has(flags::FIN));
        let kinds: Vec<_> = tcp.options().map(|option| (option.kind, option.len())).collect();
        assert_eq!(kinds, [(2, 4), (1, 1), (3, 3), (0, 1)]);
        assert_eq!(tcp.options().find_kind(3).unwrap().data, [7]);
    }

    #[test]
    fn names_what_is_wrong_with_the_length() {
        assert_eq!(TcpHeader::parse(&header(4, &[])).unwrap().header_weird(), Some("bad_TCP_header_len"));
        assert_eq!(TcpHeader::parse(&header(6, &[])).unwrap().header_weird(), Some("truncated_header"));
        assert_eq!(TcpHeader::parse(&header(5, &[])).unwrap().header_weird(), None);
        assert!(TcpHeader::parse(&header(5, &[])[..19]).is_none());
        // An option of impossible length ends the iteration without swallowing what is left.
        let bytes = header(6, &[8, 1, 0, 0]);
        let mut options = TcpHeader::parse(&bytes).unwrap().options();
        assert_eq!(options.next(), None);
        assert_eq!(options.rest(), [8, 1, 0, 0]);
    }
}
