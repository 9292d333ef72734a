//! The IPv4 (RFC 791) and IPv6 (RFC 8200) headers in one view.

use crate::addr::Addr;
use crate::cursor::Cursor;
use crate::extension::{self, ChainWeird};

/// Protocol numbers that this crate acts upon (IANA, "Protocol Numbers").
pub mod protocol {
    #![allow(missing_docs)]
    pub const HOP_BY_HOP: u8 = 0;
    pub const ICMP: u8 = 1;
    pub const IGMP: u8 = 2;
    pub const IPV4: u8 = 4;
    pub const TCP: u8 = 6;
    pub const UDP: u8 = 17;
    pub const IPV6: u8 = 41;
    pub const ROUTING: u8 = 43;
    pub const FRAGMENT: u8 = 44;
    pub const GRE: u8 = 47;
    pub const ESP: u8 = 50;
    pub const AUTHENTICATION: u8 = 51;
    pub const ICMPV6: u8 = 58;
    pub const NO_NEXT_HEADER: u8 = 59;
    pub const DESTINATION_OPTIONS: u8 = 60;
    pub const MOBILITY: u8 = 135;
}

/// Length of an IPv4 header without options.
pub const IPV4_HEADER_LEN: usize = 20;
/// Length of an IPv6 header without extension headers.
pub const IPV6_HEADER_LEN: usize = 40;

/// What an IP header says, IPv6 extension headers included.
#[derive(Clone, Copy, Debug)]
pub struct IpHeader<'a> {
    /// 4 or 6.
    pub version: u8,
    /// Who sent it: with IPv6 the home address of a mobile node, when a destination option names one (RFC 6275, 6.3).
    pub source: Addr,
    /// Who is to receive it: with IPv6 the last hop of a routing header, when there is one with segments left.
    pub destination: Addr,
    /// The address in the fixed header.
    pub header_source: Addr,
    /// The address in the fixed header.
    pub header_destination: Addr,
    /// The protocol behind all headers: a transport, or what stopped the walk over the extension headers.
    pub protocol: u8,
    /// The kind of the last IPv6 extension header; 41 when there is none, 4 for IPv4.
    pub last_header: u8,
    /// Type of service, or traffic class.
    pub traffic_class: u8,
    /// Time to live, or hop limit.
    pub ttl: u8,
    /// The IPv6 flow label; zero for IPv4.
    pub flow_label: u32,
    /// Bytes of all headers before the payload, options and extension headers included; unchecked for IPv4.
    pub header_len: u16,
    /// Bytes of headers and payload by the length field. Zero where segmentation offloading left the field empty.
    pub total_len: u32,
    /// Identifies the fragments of one datagram.
    pub identification: u32,
    /// Where this fragment's payload belongs, in bytes.
    pub fragment_offset: u16,
    /// True for all fragments but the last.
    pub more_fragments: bool,
    /// The IPv4 flag that forbids fragmentation.
    pub dont_fragment: bool,
    /// True for an IPv4 fragment and for any IPv6 packet with a fragment header, an atomic one too (RFC 6946).
    pub is_fragment: bool,
    /// How many IPv6 headers the chain has, the fixed one included; 1 for IPv4.
    pub headers: u16,
    /// The captured bytes of the headers.
    pub bytes: &'a [u8],
}

impl<'a> IpHeader<'a> {
    /// Reads the fixed part of an IPv4 header; `None` when `data` is shorter than 20 bytes. The version is not checked.
    pub fn parse_v4(data: &'a [u8]) -> Option<Self> {
        let fixed: &[u8; IPV4_HEADER_LEN] = data.first_chunk()?;
        let [version_ihl, tos, l0, l1, i0, i1, f0, f1, ttl, protocol, _, _, s0, s1, s2, s3, d0, d1, d2, d3] =
            *fixed;
        let header_len = u16::from(version_ihl & 0x0f) * 4;
        let fragment = u16::from_be_bytes([f0, f1]);
        let source = Addr::v4([s0, s1, s2, s3]);
        let destination = Addr::v4([d0, d1, d2, d3]);
        Some(IpHeader {
            version: version_ihl >> 4,
            source,
            destination,
            header_source: source,
            header_destination: destination,
            protocol,
            last_header: protocol::IPV4,
            traffic_class: tos,
            ttl,
            flow_label: 0,
            header_len,
            total_len: u16::from_be_bytes([l0, l1]).into(),
            identification: u16::from_be_bytes([i0, i1]).into(),
            fragment_offset: (fragment & 0x1fff) << 3,
            more_fragments: fragment & 0x2000 != 0,
            dont_fragment: fragment & 0x4000 != 0,
            is_fragment: fragment & 0x3fff != 0,
            headers: 1,
            bytes: data.get(..usize::from(header_len)).unwrap_or(data),
        })
    }

    /// Reads an IPv6 header and walks its extension headers; `None` when `data` is shorter than 40 bytes. The version
    /// is not checked.
    ///
    /// The walk ends before a header that was not captured whole, and after a fragment, ESP or mobility header.
    /// `report` learns what is odd about routing headers and destination options, in the order of the headers.
    pub fn parse_v6(data: &'a [u8], report: &mut dyn FnMut(ChainWeird)) -> Option<Self> {
        let mut cursor = Cursor::new(data);
        let first = cursor.u32().ok()?;
        let payload_len = cursor.u16().ok()?;
        let next = cursor.u8().ok()?;
        let ttl = cursor.u8().ok()?;
        let source = Addr::v6(cursor.array().ok()?);
        let destination = Addr::v6(cursor.array().ok()?);
        let mut header = IpHeader {
            version: (first >> 28) as u8,
            source,
            destination,
            header_source: source,
            header_destination: destination,
            protocol: next,
            last_header: protocol::IPV6,
            traffic_class: (first >> 20) as u8,
            ttl,
            flow_label: first & 0x000f_ffff,
            header_len: IPV6_HEADER_LEN as u16,
            total_len: u32::from(payload_len) + IPV6_HEADER_LEN as u32,
            identification: 0,
            fragment_offset: 0,
            more_fragments: false,
            dont_fragment: false,
            is_fragment: false,
            headers: 1,
            bytes: data,
        };
        if extension::is_extension(next) {
            extension::walk(&mut header, cursor.rest(), report);
        }
        header.bytes = data.get(..usize::from(header.header_len)).unwrap_or(data);
        Some(header)
    }

    /// Bytes of payload by the length field; zero when the field is empty or smaller than the headers.
    pub const fn payload_len(&self) -> u32 {
        self.total_len.saturating_sub(self.header_len as u32)
    }

    /// The checksum field of an IPv4 header, zero for IPv6.
    pub fn checksum(&self) -> u16 {
        match (self.version, self.bytes) {
            (4, [_, _, _, _, _, _, _, _, _, _, a, b, ..]) => u16::from_be_bytes([*a, *b]),
            _ => 0,
        }
    }

    /// True when the checksum of an IPv4 header holds; IPv6 has none.
    pub fn checksum_holds(&self) -> bool {
        self.version != 4 || crate::checksum::is_valid(self.bytes)
    }

    /// The options of an IPv4 header.
    pub fn options(&self) -> Ipv4Options<'a> {
        let options = if self.version == 4 { self.bytes.get(IPV4_HEADER_LEN..) } else { None };
        Ipv4Options { cursor: Cursor::new(options.unwrap_or_default()) }
    }

    /// The IPv6 extension headers.
    pub fn extensions(&self) -> extension::Headers<'a> {
        match (self.version, self.bytes) {
            (6, [_, _, _, _, _, _, next, ..]) => {
                extension::Headers::new(*next, self.bytes.get(IPV6_HEADER_LEN..).unwrap_or_default())
            }
            _ => extension::Headers::new(protocol::NO_NEXT_HEADER, &[]),
        }
    }
}

/// One option of an IPv4 header (RFC 791, 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv4Option<'a> {
    /// The option-type octet: copied flag, class and number.
    pub kind: u8,
    /// What follows the length octet.
    pub data: &'a [u8],
}

/// Iterates over IPv4 options up to the end-of-options octet; stops at a malformed one. No-operation is left out.
#[derive(Clone, Debug)]
pub struct Ipv4Options<'a> {
    cursor: Cursor<'a>,
}

impl<'a> Iterator for Ipv4Options<'a> {
    type Item = Ipv4Option<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.cursor.u8().ok()? {
                0 => {
                    self.cursor.take_rest();
                    return None;
                }
                1 => {}
                kind => {
                    let body = usize::from(self.cursor.u8().ok()?).checked_sub(2)?;
                    return Some(Ipv4Option { kind, data: self.cursor.take(body).ok()? });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_an_ipv4_header_with_options() {
        let data = [
            0x46, 0x10, 0x01, 0x00, 0x12, 0x34, 0x60, 0x05, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0x94, 4,
            0, 0, 9,
        ];
        let header = IpHeader::parse_v4(&data).unwrap();
        assert_eq!((header.version, header.header_len, header.total_len), (4, 24, 256));
        assert_eq!((header.fragment_offset, header.more_fragments, header.dont_fragment), (40, true, true));
        assert_eq!(header.source, Addr::v4([10, 0, 0, 1]));
        assert_eq!(header.payload_len(), 232);
        let options: Vec<_> = header.options().collect();
        assert_eq!(options, [Ipv4Option { kind: 0x94, data: &[0, 0] }]);
        assert!(IpHeader::parse_v4(&data[..19]).is_none());
    }
}
