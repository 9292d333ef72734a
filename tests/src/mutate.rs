//! Captures with something wrong in them, other ones each time and the same ones on every run.

use std::io::{self, Write};

/// A sequence of numbers that a seed determines (xorshift).
#[derive(Clone, Debug)]
pub struct Numbers(pub u64);

impl Numbers {
    /// A number less than `limit`; 0 when that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        if limit == 0 { 0 } else { (self.0 % limit as u64) as usize }
    }

    /// True in one of so many cases.
    pub fn one_in(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }
}

/// A frame of a capture.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Microseconds since the first frame.
    pub micros: u64,
    pub link_type: u16,
    pub data: Vec<u8>,
    pub wire_len: u32,
}

/// Bytes that parsers find remarkable.
const REMARKABLE: [u8; 12] = [0, 1, 0x7f, 0x80, 0xff, b'\r', b'\n', b' ', b':', 0x45, 0x60, 0xc0];

/// Changes a few of the bytes from `from` on.
fn change_bytes(data: &mut Vec<u8>, from: usize, numbers: &mut Numbers) {
    let from = from.min(data.len());
    for _ in 0..1 + numbers.below(4) {
        let room = data.len() - from;
        if room == 0 {
            return;
        }
        let at = from + numbers.below(room);
        match numbers.below(6) {
            0 => data[at] ^= 1 << numbers.below(8),
            1 => data[at] = REMARKABLE[numbers.below(REMARKABLE.len())],
            2 => data[at] = numbers.below(256) as u8,
            3 => data[at] = data[at].wrapping_add(1),
            4 => data.insert(at, REMARKABLE[numbers.below(REMARKABLE.len())]),
            _ => drop(data.remove(at)),
        }
    }
}

/// The capture with a few things wrong: bytes, lengths, packets that are lost, doubled, late or of another capture.
pub fn capture(packets: &[Packet], other: &[Packet], numbers: &mut Numbers) -> Vec<Packet> {
    let mut out = Vec::with_capacity(packets.len());
    let rate = [4, 20, 100][numbers.below(3)];
    for packet in packets {
        let mut p = packet.clone();
        if numbers.one_in(rate) {
            match numbers.below(8) {
                // Headers mostly stay as they are, so that what is inside is reached.
                0 => change_bytes(&mut p.data, 0, numbers),
                1..=3 => change_bytes(&mut p.data, 54, numbers),
                4 => p.data.truncate(numbers.below(p.data.len() + 1)),
                5 => continue,
                6 => out.push(p.clone()),
                _ => {
                    if let Some(o) = other.get(numbers.below(other.len())) {
                        let from = numbers.below(p.data.len() + 1);
                        p.data.truncate(from);
                        p.data.extend(o.data.get(from..).unwrap_or_default());
                        p.wire_len = p.data.len() as u32;
                    }
                }
            }
            p.wire_len = p.wire_len.max(p.data.len() as u32);
        }
        out.push(p);
    }
    if numbers.one_in(4) && out.len() > 1 {
        let (a, b) = (numbers.below(out.len()), numbers.below(out.len()));
        out.swap(a, b);
    }
    out
}

/// Writes captures, whatever their link types, one after the other into one pcapng file.
pub struct Series<W> {
    out: W,
    interfaces: Vec<u16>,
    /// The time that the file has got to.
    micros: u64,
}

impl<W: Write> Series<W> {
    /// Writes the section's header.
    pub fn new(out: W) -> io::Result<Series<W>> {
        let mut series = Series { out, interfaces: Vec::new(), micros: crate::conversation::START };
        series.block(0x0a0d_0d0a, &[&[0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0], &[0xff; 8][..]])?;
        Ok(series)
    }

    fn block(&mut self, kind: u32, parts: &[&[u8]]) -> io::Result<()> {
        let body: usize = parts.iter().map(|p| p.len()).sum();
        let padding = body.next_multiple_of(4) - body;
        let total = ((12 + body + padding) as u32).to_le_bytes();
        self.out.write_all(&kind.to_le_bytes())?;
        self.out.write_all(&total)?;
        parts.iter().try_for_each(|p| self.out.write_all(p))?;
        self.out.write_all(&[0; 3][..padding])?;
        self.out.write_all(&total)
    }

    /// Adds a capture; the next one begins so many seconds after its end.
    pub fn capture(&mut self, packets: &[Packet], pause: u64) -> io::Result<()> {
        let begin = self.micros;
        for p in packets {
            let interface = match self.interfaces.iter().position(|l| *l == p.link_type) {
                Some(at) => at,
                None => {
                    let [low, high] = p.link_type.to_le_bytes();
                    self.block(1, &[&[low, high, 0, 0, 0, 0, 4, 0]])?;
                    self.interfaces.push(p.link_type);
                    self.interfaces.len() - 1
                }
            };
            let time = begin + p.micros;
            self.micros = self.micros.max(time);
            let mut header = Vec::with_capacity(20);
            for word in [interface as u64, time >> 32, time, p.data.len() as u64, p.wire_len.into()] {
                header.extend((word as u32).to_le_bytes());
            }
            self.block(6, &[&header, &p.data])?;
        }
        self.micros += pause * 1_000_000;
        Ok(())
    }

    /// What was written to.
    pub fn into_inner(self) -> W {
        self.out
    }
}
