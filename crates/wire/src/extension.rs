//! The chain of IPv6 extension headers (RFC 8200, 4) and the options inside of them.

use crate::addr::Addr;
use crate::cursor::Cursor;
use crate::ip::{IpHeader, protocol};

/// Something odd in a routing header or a destination option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainWeird {
    /// The name for the weird log.
    pub name: &'static str,
    /// The number that belongs to it, if one does.
    pub detail: Option<u8>,
    /// The sender as known so far.
    pub source: Addr,
    /// The receiver as known so far.
    pub destination: Addr,
}

/// True for headers that the chain continues with.
pub const fn is_extension(next: u8) -> bool {
    matches!(
        next,
        protocol::HOP_BY_HOP
            | protocol::ROUTING
            | protocol::FRAGMENT
            | protocol::ESP
            | protocol::AUTHENTICATION
            | protocol::DESTINATION_OPTIONS
            | protocol::MOBILITY
    )
}

/// One IPv6 extension header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtensionHeader<'a> {
    /// Its protocol number.
    pub kind: u8,
    /// The protocol number of what follows. For ESP, whose next header is encrypted, its own number.
    pub next: u8,
    /// The whole header. Of ESP only the eight bytes that are not encrypted.
    pub data: &'a [u8],
}

impl<'a> ExtensionHeader<'a> {
    /// The options of a hop-by-hop or destination options header.
    pub fn options(&self) -> Options<'a> {
        Options::new(self.data.get(2..).unwrap_or_default())
    }
}

/// Iterates over extension headers; ends before one that is not there whole, and after fragment, ESP and mobility
/// headers: what follows those is no further header of this packet.
#[derive(Clone, Debug)]
pub struct Headers<'a> {
    next: u8,
    cursor: Cursor<'a>,
}

impl<'a> Headers<'a> {
    /// Headers in `data`, the first of kind `first`.
    pub const fn new(first: u8, data: &'a [u8]) -> Self {
        Headers { next: first, cursor: Cursor::new(data) }
    }
}

impl<'a> Iterator for Headers<'a> {
    type Item = ExtensionHeader<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.next;
        if !is_extension(kind) {
            return None;
        }
        let &[first, second] = self.cursor.peek(2).ok()?.first_chunk()?;
        let length = match kind {
            protocol::FRAGMENT | protocol::ESP => 8,
            protocol::AUTHENTICATION => 8 + 4 * usize::from(second),
            _ => 8 + 8 * usize::from(second),
        };
        let data = self.cursor.take(length).ok()?;
        let next = if kind == protocol::ESP { protocol::ESP } else { first };
        self.next = match kind {
            protocol::FRAGMENT | protocol::ESP | protocol::MOBILITY => protocol::NO_NEXT_HEADER,
            _ => next,
        };
        Some(ExtensionHeader { kind, next, data })
    }
}

/// One option of a hop-by-hop, destination options or mobility header. `Pad1` has no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ipv6Option<'a> {
    /// The option type.
    pub kind: u8,
    /// What follows the length octet.
    pub data: &'a [u8],
}

/// Iterates over options; stops at one that does not fit.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    cursor: Cursor<'a>,
    malformed: bool,
}

impl<'a> Options<'a> {
    /// The options in `data`.
    pub const fn new(data: &'a [u8]) -> Self {
        Options { cursor: Cursor::new(data), malformed: false }
    }

    /// True once the iteration has stopped at an option that does not fit.
    pub const fn is_malformed(&self) -> bool {
        self.malformed
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = Ipv6Option<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.cursor.u8().ok()? {
            0 => Some(Ipv6Option { kind: 0, data: &[] }),
            kind => match self.cursor.take_u8_prefixed() {
                Ok(data) => Some(Ipv6Option { kind, data }),
                Err(_) => {
                    self.malformed = true;
                    self.cursor.take_rest();
                    None
                }
            },
        }
    }
}

/// What a walk over the chain has to remember from header to header.
struct Walk<'r> {
    home_address: Option<Addr>,
    final_destination: Option<Addr>,
    source: Addr,
    destination: Addr,
    report: &'r mut dyn FnMut(ChainWeird),
}

/// Walks the chain in `data`, which follows the fixed header, and completes `header` with what it finds.
pub(crate) fn walk(header: &mut IpHeader<'_>, data: &[u8], report: &mut dyn FnMut(ChainWeird)) {
    let mut walk = Walk {
        home_address: None,
        final_destination: None,
        source: header.source,
        destination: header.destination,
        report,
    };
    for extension in Headers::new(header.protocol, data) {
        header.headers += 1;
        header.header_len = header.header_len.saturating_add(extension.data.len() as u16);
        header.last_header = extension.kind;
        header.protocol = extension.next;
        match extension.kind {
            protocol::ROUTING => walk.routing(&extension),
            protocol::DESTINATION_OPTIONS => walk.destination_options(&extension),
            protocol::FRAGMENT => {
                if let [_, _, o0, o1, i0, i1, i2, i3] = *extension.data {
                    let offset = u16::from_be_bytes([o0, o1]);
                    header.is_fragment = true;
                    header.fragment_offset = offset & 0xfff8;
                    header.more_fragments = offset & 1 != 0;
                    header.identification = u32::from_be_bytes([i0, i1, i2, i3]);
                }
            }
            _ => {}
        }
        // A chain longer than 64 kB cannot be part of a packet.
        if header.header_len == u16::MAX {
            break;
        }
    }
    header.source = walk.home_address.unwrap_or(header.source);
    header.destination = walk.final_destination.unwrap_or(header.destination);
}

impl Walk<'_> {
    fn weird(&mut self, name: &'static str, detail: Option<u8>) {
        let source = self.home_address.unwrap_or(self.source);
        let destination = self.final_destination.unwrap_or(self.destination);
        (self.report)(ChainWeird { name, detail, source, destination });
    }

    /// Routing headers of type 0 (RFC 2460, 4.4, deprecated by RFC 5095) and 2 (RFC 6275, 6.4).
    fn routing(&mut self, header: &ExtensionHeader<'_>) {
        if self.final_destination.is_some() {
            return self.weird("multiple_routing_headers", None);
        }
        let &[_, length, kind, segments_left, ..] = header.data else { return };
        let last_address = header.data.last_chunk::<16>().map(|octets| Addr::v6(*octets));
        match kind {
            0 => {
                if segments_left > 0 && length >= 2 {
                    if length % 2 == 0 {
                        self.final_destination = last_address;
                    } else {
                        self.weird("odd_routing0_len", None);
                    }
                }
                self.weird("routing0_hdr", None);
            }
            2 if segments_left == 0 => {}
            2 if length == 2 => self.final_destination = last_address,
            2 => self.weird("bad_routing2_len", None),
            _ => self.weird("unknown_routing_type", Some(kind)),
        }
    }

    /// The home address option of a destination options header (RFC 6275, 6.3).
    fn destination_options(&mut self, header: &ExtensionHeader<'_>) {
        let mut options = header.options();
        for option in options.by_ref() {
            if option.kind != 201 {
                continue;
            }
            match <[u8; 16]>::try_from(option.data) {
                Ok(_) if self.home_address.is_some() => self.weird("multiple_home_addr_opts", None),
                Ok(octets) => self.home_address = Some(Addr::v6(octets)),
                Err(_) => self.weird("bad_home_addr_len", None),
            }
        }
        if options.malformed {
            self.weird("bad_ipv6_dest_opt_len", None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(next: u8, chain: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0x60, 0, 0, 0, 0, chain.len() as u8, next, 64];
        bytes.extend([0; 15].iter().chain(&[1]).chain(&[0; 15]).chain(&[2]));
        bytes.extend(chain);
        bytes
    }

    fn check(next: u8, chain: &[u8], protocol: u8, header_len: u16, names: &[&str]) {
        let bytes = packet(next, chain);
        let mut seen = Vec::new();
        let header = IpHeader::parse_v6(&bytes, &mut |weird| seen.push(weird.name)).unwrap();
        assert_eq!((header.protocol, header.header_len), (protocol, header_len));
        assert_eq!(seen, names);
    }

    #[test]
    fn walks_the_chain() {
        check(6, &[], 6, 40, &[]);
        check(0, &[60, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0], 17, 56, &[]);
        // Authentication counts its length in four bytes; an empty one is eight long.
        check(51, &[6, 0, 0, 0, 0, 0, 0, 1], 6, 48, &[]);
        check(51, &[6, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 9], 6, 52, &[]);
        // ESP ends the chain, whatever its first byte says.
        check(50, &[0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0], 50, 48, &[]);
        // A header that is not there whole does not count.
        check(0, &[6, 1, 0, 0, 0, 0, 0, 0], 0, 40, &[]);
        check(60, &[6, 0, 5, 9, 0, 0, 0, 0], 6, 48, &["bad_ipv6_dest_opt_len"]);
        check(60, &[6, 0, 201, 4, 0, 0, 0, 0], 6, 48, &["bad_home_addr_len"]);
        check(43, &[6, 0, 9, 0, 0, 0, 0, 0], 6, 48, &["unknown_routing_type"]);
    }

    #[test]
    fn a_routing_header_names_the_receiver() {
        let mut chain = vec![17, 2, 0, 1, 0, 0, 0, 0];
        chain.extend([0; 15].iter().chain(&[9]));
        let bytes = packet(43, &chain);
        let mut seen = Vec::new();
        let header = IpHeader::parse_v6(&bytes, &mut |weird| seen.push(weird)).unwrap();
        assert_eq!(header.destination.to_string(), "::9");
        assert_eq!(header.header_destination.to_string(), "::2");
        assert_eq!((seen[0].name, seen[0].destination), ("routing0_hdr", header.destination));
    }
}
