//! The pcap format (draft-ietf-opsawg-pcap).

use crate::error::Fault;
use crate::frame::{Record, Timestamp, canonical_link_type};
use crate::input::{Input, Short};

/// Longest frame that a file may hold, as libpcap has it for link types of networks, with room to spare.
pub(crate) const MAX_CAPTURED: u32 = 1 << 20;

/// Reads numbers in the byte order of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub big_endian: bool,
}

impl Order {
    #[inline]
    pub fn u16(self, bytes: &[u8], at: usize) -> u16 {
        let octets = bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default();
        if self.big_endian { u16::from_be_bytes(octets) } else { u16::from_le_bytes(octets) }
    }

    #[inline]
    pub fn u32(self, bytes: &[u8], at: usize) -> u32 {
        let octets = bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default();
        if self.big_endian { u32::from_be_bytes(octets) } else { u32::from_le_bytes(octets) }
    }

    /// Four numbers in a row.
    #[inline]
    fn four(self, bytes: [u8; 16]) -> [u32; 4] {
        let number = |at: usize| [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]];
        let numbers = [number(0), number(4), number(8), number(12)];
        numbers.map(if self.big_endian { u32::from_be_bytes } else { u32::from_le_bytes })
    }
}

/// What the header of a file says.
#[derive(Debug)]
pub(crate) struct Pcap {
    order: Order,
    nanoseconds: bool,
    record_header: usize,
    /// Bytes of a frame that count, as the file's header says: what a record holds beyond them is passed over, as libpcap does.
    snap_len: u32,
    pub link_type: u16,
}

const FILE_HEADER: usize = 24;

impl Pcap {
    /// Whether `magic`, the first four bytes, is that of a pcap file: byte order, nanoseconds, length of a record's
    /// header.
    pub fn recognise(magic: [u8; 4]) -> Option<(bool, bool, usize)> {
        match magic {
            [0xa1, 0xb2, 0xc3, 0xd4] => Some((true, false, 16)),
            [0xd4, 0xc3, 0xb2, 0xa1] => Some((false, false, 16)),
            [0xa1, 0xb2, 0x3c, 0x4d] => Some((true, true, 16)),
            [0x4d, 0x3c, 0xb2, 0xa1] => Some((false, true, 16)),
            // A patched libpcap wrote interface and protocol behind each record's header.
            [0xa1, 0xb2, 0xcd, 0x34] => Some((true, false, 24)),
            [0x34, 0xcd, 0xb2, 0xa1] => Some((false, false, 24)),
            _ => None,
        }
    }

    /// Reads the header of the file.
    pub fn open(input: &mut Input, magic: [u8; 4]) -> Result<Self, Fault> {
        let Some((big_endian, nanoseconds, record_header)) = Self::recognise(magic) else {
            return Err(Fault::new(0, "not a pcap file"));
        };
        let order = Order { big_endian };
        input.take(FILE_HEADER).map_err(|short| cut(short, 0, "the file header", FILE_HEADER))?;
        let header = input.recent();
        let major = order.u16(header, 4);
        if major != 2 {
            return Err(Fault::new(0, format!("pcap version {major} is not known")));
        }
        // The upper half holds the length of frame check sequences.
        let link_type = canonical_link_type(order.u32(header, 20) as u16);
        let snap_len = match order.u32(header, 16) {
            0 => MAX_CAPTURED,
            length => length.min(MAX_CAPTURED),
        };
        Ok(Pcap { order, nanoseconds, record_header, snap_len, link_type })
    }

    /// Takes the next record; `None` at the end of the file.
    #[inline]
    pub fn next(&self, input: &mut Input) -> Result<Option<Record>, Fault> {
        let offset = input.offset();
        let header = match input.peek(self.record_header) {
            Ok(header) => header,
            Err(Short::End(0)) => return Ok(None),
            Err(short) => return Err(cut(short, offset, "a packet header", self.record_header)),
        };
        let [seconds, fraction, captured, wire_len] =
            self.order.four(header.first_chunk().copied().unwrap_or_default());
        if captured > MAX_CAPTURED {
            return Err(Fault::new(
                offset,
                format!("a packet of {captured} captured bytes is longer than the maximum of {MAX_CAPTURED}"),
            ));
        }
        let total = self.record_header + captured as usize;
        input.take(total).map_err(|short| cut(short, offset, "a packet record", total))?;
        let nanoseconds = if self.nanoseconds { fraction } else { fraction.saturating_mul(1000) };
        let empty = captured == 0 || wire_len == 0;
        Ok(Some(Record {
            time: Timestamp {
                seconds: i64::from(seconds) + i64::from(nanoseconds / 1_000_000_000),
                nanoseconds: nanoseconds % 1_000_000_000,
            },
            at: self.record_header,
            captured: captured.min(self.snap_len),
            wire_len,
            link_type: self.link_type,
            interface: 0,
            fault: empty.then_some("empty_pcap_header"),
            short_option: None,
        }))
    }
}

/// What to say when `what`, of `need` bytes at `offset`, is not there whole.
pub(crate) fn cut(short: Short, offset: u64, what: &str, need: usize) -> Fault {
    match short {
        Short::End(have) => {
            Fault::new(offset, format!("the file ends within {what}: {have} of {need} bytes are there"))
        }
        Short::Failed(error) => Fault::new(offset, format!("cannot read {what}: {error}")),
    }
}
