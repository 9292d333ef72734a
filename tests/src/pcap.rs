//! A classic pcap file as it is written: little-endian, microseconds.

use std::io::{self, Write};

/// Link types of the LINKTYPE registry.
pub const ETHERNET: u32 = 1;
pub const RAW: u32 = 101;

/// Writes frames one after the other; nothing is kept.
pub struct Pcap<W> {
    out: W,
}

impl<W: Write> Pcap<W> {
    /// Writes the header of the file.
    pub fn new(mut out: W, link_type: u32) -> io::Result<Pcap<W>> {
        for word in [0xa1b2_c3d4, 0x0004_0002, 0, 0, 262_144, link_type] {
            out.write_all(&word.to_le_bytes())?;
        }
        Ok(Pcap { out })
    }

    /// Writes a frame that was captured whole. The time is in microseconds since the epoch.
    pub fn frame(&mut self, micros: u64, frame: &[u8]) -> io::Result<()> {
        self.cut(micros, frame, frame.len())
    }

    /// Writes the beginning of a frame that had `wire_len` bytes.
    pub fn cut(&mut self, micros: u64, frame: &[u8], wire_len: usize) -> io::Result<()> {
        let words = [micros / 1_000_000, micros % 1_000_000, frame.len() as u64, wire_len as u64];
        let mut header = [0; 16];
        for (place, word) in header.chunks_exact_mut(4).zip(words) {
            place.copy_from_slice(&(word as u32).to_le_bytes());
        }
        self.out.write_all(&header)?;
        self.out.write_all(frame)
    }

    /// What was written to.
    pub fn into_inner(self) -> W {
        self.out
    }
}
