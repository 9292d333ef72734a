//! The pcapng format (draft-ietf-opsawg-pcapng).

use crate::error::Fault;
use crate::frame::{Record, ShortOption, Timestamp, canonical_link_type};
use crate::input::{Input, Short};
use crate::pcap::{MAX_CAPTURED, Order, cut};

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;

/// Longest block that is looked into; others are stepped over, however long.
const MAX_BLOCK: u32 = 16 << 20;
/// Interfaces that a section may describe.
const MAX_INTERFACES: usize = 1 << 16;
/// The shortest block: type, length, and the length again.
const FRAME_LEN: u32 = 12;

#[derive(Clone, Copy, Debug)]
struct Interface {
    link_type: u16,
    snap_len: u32,
    /// Units per second.
    resolution: u128,
    /// Seconds to add.
    offset: i64,
}

/// The state of reading a file: byte order and interfaces of the current section.
#[derive(Debug)]
pub(crate) struct PcapNg {
    order: Order,
    interfaces: Vec<Interface>,
    last_time: Timestamp,
    /// For the next frame to tell.
    short_option: Option<ShortOption>,
}

/// Where in a block the frame is, and what belongs to it.
struct Found {
    interface: u32,
    ticks: Option<u64>,
    captured: u32,
    wire_len: u32,
    data_at: usize,
}

impl PcapNg {
    /// Whether `magic`, the first four bytes, starts a section.
    pub fn recognise(magic: [u8; 4]) -> bool {
        magic == SECTION_HEADER.to_be_bytes()
    }

    /// Before the first section header.
    pub fn new() -> Self {
        let order = Order { big_endian: true };
        PcapNg { order, interfaces: Vec::new(), last_time: Timestamp::default(), short_option: None }
    }

    /// The link type of the first interface of the section, once it is known.
    pub fn link_type(&self) -> Option<u16> {
        self.interfaces.first().map(|interface| interface.link_type)
    }

    /// Takes the next block that holds a frame; `None` at the end of the file.
    pub fn next(&mut self, input: &mut Input) -> Result<Option<Record>, Fault> {
        let (offset, total, found) = loop {
            let offset = input.offset();
            let start = match input.peek(8) {
                Ok(start) => start,
                Err(Short::End(0)) => return Ok(None),
                Err(short) => return Err(cut(short, offset, "a block header", 8)),
            };
            let kind = self.order.u32(start, 0);
            if kind == SECTION_HEADER {
                self.section(input, offset)?;
                continue;
            }
            let length = self.order.u32(start, 4);
            if length < FRAME_LEN || !length.is_multiple_of(4) {
                return Err(Fault::new(offset, format!("a block cannot be {length} bytes long")));
            }
            let wanted = matches!(kind, INTERFACE | OBSOLETE_PACKET | SIMPLE_PACKET | ENHANCED_PACKET);
            if !wanted {
                input.skip(length.into()).map_err(|short| cut(short, offset, "a block", length as usize))?;
                continue;
            }
            if length > MAX_BLOCK {
                return Err(Fault::new(
                    offset,
                    format!("a block of {length} bytes is longer than the maximum"),
                ));
            }
            let total = length as usize;
            let block = input.peek(total).map_err(|short| cut(short, offset, "a block", total))?;
            if self.order.u32(block, total - 4) != length {
                return Err(Fault::new(offset, "a block states two different lengths"));
            }
            if kind == INTERFACE {
                let interface = interface(self.order, block, &mut self.short_option);
                if self.interfaces.len() >= MAX_INTERFACES {
                    return Err(Fault::new(offset, "the section describes too many interfaces"));
                }
                self.interfaces.push(interface);
                input.take(total).map_err(|short| cut(short, offset, "a block", total))?;
                continue;
            }
            break (offset, total, self.packet(kind, block, offset)?);
        };
        let interface = self.interfaces.get(found.interface as usize).copied();
        if let (Some(interface), Some(ticks)) = (interface, found.ticks) {
            self.last_time = time(ticks, &interface);
        }
        let fault = if interface.is_none() {
            Some("pcapng_invalid_interface_number")
        } else if found.captured == 0 || found.wire_len == 0 {
            Some("empty_pcapng_header")
        } else {
            None
        };
        input.take(total).map_err(|short| cut(short, offset, "a block", total))?;
        Ok(Some(Record {
            time: self.last_time,
            at: found.data_at,
            captured: found.captured,
            wire_len: found.wire_len,
            link_type: interface.map_or(1, |interface| interface.link_type),
            interface: found.interface,
            fault,
            short_option: self.short_option.take(),
        }))
    }

    /// A section header: byte order anew, interfaces anew.
    fn section(&mut self, input: &mut Input, offset: u64) -> Result<(), Fault> {
        const HEADER: usize = 28;
        let start = input.peek(HEADER).map_err(|short| cut(short, offset, "a section header", HEADER))?;
        let big_endian = match start.get(8..12) {
            Some([0x1a, 0x2b, 0x3c, 0x4d]) => true,
            Some([0x4d, 0x3c, 0x2b, 0x1a]) => false,
            _ => return Err(Fault::new(offset, "a section header without a byte order")),
        };
        self.order = Order { big_endian };
        let length = self.order.u32(start, 4);
        let major = self.order.u16(start, 12);
        if major != 1 {
            return Err(Fault::new(offset, format!("pcapng version {major} is not known")));
        }
        if length < HEADER as u32 || !length.is_multiple_of(4) {
            return Err(Fault::new(offset, format!("a section header cannot be {length} bytes long")));
        }
        self.interfaces.clear();
        input.skip(length.into()).map_err(|short| cut(short, offset, "a section header", length as usize))
    }

    /// Finds the frame in a block that holds one.
    fn packet(&self, kind: u32, block: &[u8], offset: u64) -> Result<Found, Fault> {
        let order = self.order;
        let need = match kind {
            SIMPLE_PACKET => 12,
            _ => 28,
        };
        if block.len() < need + 4 {
            return Err(Fault::new(offset, "a packet block is too short for its fields"));
        }
        let found = match kind {
            SIMPLE_PACKET => {
                let wire_len = order.u32(block, 8);
                let room = (block.len() - need - 4) as u32;
                let snap_len = self.interfaces.first().map_or(0, |interface| interface.snap_len);
                let limit = if snap_len == 0 { room } else { room.min(snap_len) };
                let captured = wire_len.min(limit);
                Found { interface: 0, ticks: None, captured, wire_len, data_at: need }
            }
            _ => {
                let interface = match kind {
                    OBSOLETE_PACKET => order.u16(block, 8).into(),
                    _ => order.u32(block, 8),
                };
                let ticks = u64::from(order.u32(block, 12)) << 32 | u64::from(order.u32(block, 16));
                Found {
                    interface,
                    ticks: Some(ticks),
                    captured: order.u32(block, 20),
                    wire_len: order.u32(block, 24),
                    data_at: need,
                }
            }
        };
        if found.captured as usize > block.len() - need - 4 || found.captured > MAX_CAPTURED {
            let captured = found.captured;
            return Err(Fault::new(
                offset,
                format!("a packet of {captured} captured bytes is longer than its block"),
            ));
        }
        Ok(found)
    }
}

/// Reads an interface description block; an option that is shorter than its kind is put into `short`.
fn interface(order: Order, block: &[u8], short: &mut Option<ShortOption>) -> Interface {
    const SPEED: u16 = 8;
    const RESOLUTION: u16 = 9;
    const OFFSET: u16 = 14;
    let mut interface = Interface {
        link_type: canonical_link_type(order.u16(block, 8)),
        snap_len: order.u32(block, 12),
        resolution: 1_000_000,
        offset: 0,
    };
    let mut options = block.get(16..block.len() - 4).unwrap_or_default();
    while options.len() >= 4 {
        let code = order.u16(options, 0);
        let length = usize::from(order.u16(options, 2));
        let Some(value) = options.get(4..4 + length) else { break };
        match (code, value) {
            (0, _) => break,
            (RESOLUTION, [exponent, ..]) => {
                let power = u32::from(exponent & 0x7f);
                let base: u128 = if exponent & 0x80 == 0 { 10 } else { 2 };
                interface.resolution = base.checked_pow(power).unwrap_or(u128::MAX);
            }
            (SPEED | OFFSET, value) if value.len() < 8 => {
                *short = Some(ShortOption { expected: 8, length: value.len() as u16 });
            }
            (RESOLUTION, []) => *short = Some(ShortOption { expected: 1, length: 0 }),
            (OFFSET, value) => {
                let (first, second) = (order.u32(value, 0), order.u32(value, 4));
                let (high, low) = if order.big_endian { (first, second) } else { (second, first) };
                interface.offset = (u64::from(high) << 32 | u64::from(low)) as i64;
            }
            _ => {}
        }
        options = options.get(4 + length.next_multiple_of(4)..).unwrap_or_default();
    }
    interface
}

/// A time in an interface's units.
fn time(ticks: u64, interface: &Interface) -> Timestamp {
    let (ticks, resolution) = (u128::from(ticks), interface.resolution);
    let seconds = i64::try_from(ticks / resolution).unwrap_or(i64::MAX);
    let nanoseconds = (ticks % resolution).checked_mul(1_000_000_000).map_or(0, |scaled| scaled / resolution);
    Timestamp { seconds: seconds.saturating_add(interface.offset), nanoseconds: nanoseconds as u32 }
}
