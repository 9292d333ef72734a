//! Reassembly of IP fragments (RFC 791, 3.2; RFC 8200, 4.5).
//!
//! Where fragments overlap, the bytes that came first win. Memory is bounded by [`Limits`]: datagrams that are not
//! complete in time are forgotten, and when too many are unfinished, or too many bytes are kept, the oldest goes.

use std::collections::{HashMap, VecDeque};

use crate::addr::Addr;
use crate::ip::IpHeader;

/// Fragments with a follower that are shorter than this, header included, are no use of the path's capacity.
const SMALLEST: u32 = 64;
/// No datagram is expected to reach beyond this.
const LARGEST: u32 = 64000;
/// What a stored block costs beyond its bytes.
const BLOCK_COST: usize = 64;

/// How much is kept for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Seconds from a datagram's first fragment to giving it up; zero for never.
    pub timeout: f64,
    /// Unfinished datagrams.
    pub max_datagrams: usize,
    /// Bytes of all unfinished datagrams together, bookkeeping included.
    pub max_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { timeout: 300.0, max_datagrams: 65536, max_bytes: 64 << 20 }
    }
}

/// What happened so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Fragments seen.
    pub fragments: u64,
    /// Datagrams put together.
    pub completed: u64,
    /// Datagrams given up for their age.
    pub expired: u64,
    /// Datagrams given up for want of room.
    pub shed: u64,
}

/// What the fragments of one datagram have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    source: Addr,
    destination: Addr,
    identification: u32,
    version: u8,
}

/// A run of bytes, and where it starts.
#[derive(Debug)]
struct Block {
    start: u32,
    bytes: Vec<u8>,
}

impl Block {
    fn end(&self) -> u32 {
        self.start + self.bytes.len() as u32
    }
}

#[derive(Debug)]
struct Datagram {
    /// Tells a datagram from an earlier one of the same key in the queue of ages.
    serial: u64,
    /// The header of the fragment that came first, without the fragment header.
    header: Vec<u8>,
    /// What follows the header, by the fragment with offset zero if it came.
    protocol: u8,
    /// The length of the payload, once a last fragment came.
    size: Option<u32>,
    /// Sorted and disjoint.
    blocks: Vec<Block>,
    /// Bytes in all blocks.
    covered: u32,
}

/// Puts fragments together.
#[derive(Debug, Default)]
pub struct Reassembler {
    datagrams: HashMap<Key, Datagram>,
    /// Keys in the order in which their first fragment came. Entries of finished datagrams stay until their turn.
    ages: VecDeque<(f64, u64, Key)>,
    serial: u64,
    bytes: usize,
    counters: Counters,
}

impl Reassembler {
    /// Adds a fragment whose payload is there whole. Gives the datagram, header first, when it completes it.
    ///
    /// `now` is in seconds; `weird` learns names for the weird log, which belong to the fragment's endpoints.
    pub fn insert(
        &mut self,
        now: f64,
        ip: &IpHeader<'_>,
        payload: &[u8],
        limits: &Limits,
        weird: &mut dyn FnMut(&'static str),
    ) -> Option<Vec<u8>> {
        self.counters.fragments += 1;
        self.expire(now, limits);
        let key = Key {
            source: ip.source,
            destination: ip.destination,
            identification: ip.identification,
            version: ip.version,
        };
        let header = header_without_fragment(ip);
        let serial = &mut self.serial;
        let ages = &mut self.ages;
        let bytes = &mut self.bytes;
        let datagram = self.datagrams.entry(key).or_insert_with(|| {
            *serial += 1;
            ages.push_back((now, *serial, key));
            let datagram = Datagram {
                serial: *serial,
                header: header.to_vec(),
                protocol: ip.protocol,
                size: None,
                blocks: Vec::new(),
                covered: 0,
            };
            *bytes += datagram.cost();
            datagram
        });
        *bytes -= datagram.cost();
        let whole = datagram.add(ip, header, payload, weird);
        *bytes += datagram.cost();
        if whole.is_some() {
            self.forget(&key);
            self.counters.completed += 1;
        }
        while self.datagrams.len() > limits.max_datagrams || self.bytes > limits.max_bytes {
            if !self.give_up_oldest() {
                break;
            }
            self.counters.shed += 1;
        }
        whole
    }

    /// Forgets datagrams whose time is over.
    pub fn expire(&mut self, now: f64, limits: &Limits) {
        if limits.timeout <= 0.0 {
            return;
        }
        while let Some((since, serial, key)) = self.ages.front() {
            let gone = self.datagrams.get(key).is_none_or(|datagram| datagram.serial != *serial);
            if gone {
                self.ages.pop_front();
            } else if now - since >= limits.timeout {
                self.give_up_oldest();
                self.counters.expired += 1;
            } else {
                break;
            }
        }
    }

    /// Unfinished datagrams.
    pub fn len(&self) -> usize {
        self.datagrams.len()
    }

    /// True when nothing is unfinished.
    pub fn is_empty(&self) -> bool {
        self.datagrams.is_empty()
    }

    /// Bytes kept, bookkeeping included.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What happened so far.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Forgets the oldest unfinished datagram; false when there is none.
    fn give_up_oldest(&mut self) -> bool {
        while let Some((_, serial, key)) = self.ages.pop_front() {
            if self.datagrams.get(&key).is_some_and(|datagram| datagram.serial == serial) {
                self.forget(&key);
                return true;
            }
        }
        false
    }

    fn forget(&mut self, key: &Key) {
        if let Some(datagram) = self.datagrams.remove(key) {
            self.bytes -= datagram.cost();
        }
        // Entries of finished datagrams must not pile up behind an old unfinished one.
        if self.ages.len() > 2 * self.datagrams.len() + 1024 {
            let datagrams = &self.datagrams;
            self.ages.retain(|(_, serial, key)| {
                datagrams.get(key).is_some_and(|datagram| datagram.serial == *serial)
            });
        }
    }
}

/// The header that the datagram put together will have: for IPv6 without the fragment header at its end.
fn header_without_fragment<'a>(ip: &IpHeader<'a>) -> &'a [u8] {
    let fragment_header = if ip.version == 6 { 8 } else { 0 };
    let len = usize::from(ip.header_len).saturating_sub(fragment_header);
    ip.bytes.get(..len).unwrap_or(ip.bytes)
}

impl Datagram {
    fn cost(&self) -> usize {
        size_of::<Self>()
            + 2 * size_of::<Key>()
            + self.header.len()
            + self.covered as usize
            + self.blocks.len() * BLOCK_COST
    }

    fn add(
        &mut self,
        ip: &IpHeader<'_>,
        header: &[u8],
        payload: &[u8],
        weird: &mut dyn FnMut(&'static str),
    ) -> Option<Vec<u8>> {
        if ip.protocol != self.protocol || header.len() != self.header.len() {
            weird("fragment_protocol_inconsistency");
        }
        if ip.dont_fragment {
            weird("fragment_with_DF");
        }
        let start = u32::from(ip.fragment_offset);
        let end = start + payload.len() as u32;
        if start == 0 {
            self.protocol = ip.protocol;
        }
        if !ip.more_fragments {
            match self.size {
                Some(size) if size != end => {
                    weird("fragment_size_inconsistency");
                    self.size = Some(size.max(end));
                }
                _ => self.size = Some(end),
            }
        } else if ip.total_len < SMALLEST {
            weird("excessively_small_fragment");
        }
        if end > LARGEST {
            weird("excessively_large_fragment");
        }
        if self.size.is_some_and(|size| end > size) {
            weird("fragment_size_inconsistency");
            self.size = Some(end);
        }
        self.store(start, payload, weird);
        self.assemble(weird)
    }

    /// Stores what is new of `payload`.
    fn store(&mut self, mut start: u32, mut payload: &[u8], weird: &mut dyn FnMut(&'static str)) {
        let mut index = self.blocks.partition_point(|block| block.end() <= start);
        while !payload.is_empty() {
            let fresh = match self.blocks.get(index) {
                Some(block) if block.start <= start => {
                    let known = block.bytes.get((start - block.start) as usize..).unwrap_or_default();
                    let common = known.len().min(payload.len());
                    let same = known.iter().zip(payload).all(|(old, new)| old == new);
                    weird(if same { "fragment_overlap" } else { "fragment_inconsistency" });
                    start += common as u32;
                    payload = payload.get(common..).unwrap_or_default();
                    index += 1;
                    continue;
                }
                Some(block) => payload.len().min((block.start - start) as usize),
                None => payload.len(),
            };
            let (piece, rest) = payload.split_at_checked(fresh).unwrap_or((payload, &[]));
            self.blocks.insert(index, Block { start, bytes: piece.to_vec() });
            self.covered += piece.len() as u32;
            start += piece.len() as u32;
            payload = rest;
            index += 1;
        }
    }

    /// The datagram, if nothing is missing up to its size.
    fn assemble(&mut self, weird: &mut dyn FnMut(&'static str)) -> Option<Vec<u8>> {
        let size = self.size?;
        if self.covered < size || self.covered == 0 {
            return None;
        }
        let mut contiguous = 0;
        for block in &self.blocks {
            if block.start != contiguous {
                break;
            }
            contiguous = block.end();
        }
        if contiguous < size {
            return None;
        }
        if contiguous > size || contiguous < self.covered {
            // Fragments of two datagrams are mixed: what is whole is analysed.
            weird("fragment_size_inconsistency");
        }
        let mut whole = Vec::with_capacity(self.header.len() + contiguous as usize);
        whole.extend_from_slice(&self.header);
        for block in self.blocks.iter().take_while(|block| block.end() <= contiguous) {
            whole.extend_from_slice(&block.bytes);
        }
        complete_header(&mut whole, self.header.len(), self.protocol);
        Some(whole)
    }
}

/// Makes the header of a fragment one of a whole datagram: its length, no fragment, the protocol of the payload.
///
/// The length field has 16 bits; a longer datagram keeps the lower ones, as a receiver would count.
fn complete_header(whole: &mut [u8], header_len: usize, protocol: u8) {
    let total = whole.len();
    match whole {
        [first, _, high, low, _, _, flags, offset, ..] if *first >> 4 == 4 => {
            [*high, *low] = (total as u16).to_be_bytes();
            [*flags, *offset] = [0, 0];
        }
        [first, _, _, _, high, low, ..] if *first >> 4 == 6 => {
            [*high, *low] = (total.wrapping_sub(crate::ip::IPV6_HEADER_LEN) as u16).to_be_bytes();
            let at = next_header_of_last(whole.get(..header_len).unwrap_or_default());
            if let Some(next) = at.and_then(|at| whole.get_mut(at)) {
                *next = protocol;
            }
        }
        _ => {}
    }
}

/// Where in an IPv6 header with its extension headers the number of the payload stands.
fn next_header_of_last(header: &[u8]) -> Option<usize> {
    const FIXED: usize = crate::ip::IPV6_HEADER_LEN;
    let first = *header.get(6)?;
    let mut at = 6;
    let mut position = FIXED;
    for extension in crate::extension::Headers::new(first, header.get(FIXED..)?) {
        at = position;
        position += extension.data.len();
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fragment: identification, offset in bytes, more to come, payload.
    type Piece<'a> = (u16, u16, bool, &'a [u8]);

    fn header(piece: &Piece<'_>) -> Vec<u8> {
        let flags = (piece.1 >> 3) | if piece.2 { 0x2000 } else { 0 };
        let [l0, l1] = (20 + piece.3.len() as u16).to_be_bytes();
        let [i0, i1] = piece.0.to_be_bytes();
        let [f0, f1] = flags.to_be_bytes();
        vec![0x45, 0, l0, l1, i0, i1, f0, f1, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2]
    }

    fn feed(
        reassembler: &mut Reassembler,
        now: f64,
        piece: &Piece<'_>,
        limits: &Limits,
    ) -> (Option<Vec<u8>>, Vec<&'static str>) {
        let bytes = header(piece);
        let ip = IpHeader::parse_v4(&bytes).unwrap();
        let mut weirds = Vec::new();
        let whole = reassembler.insert(now, &ip, piece.3, limits, &mut |name| weirds.push(name));
        (whole.map(|whole| whole[20..].to_vec()), weirds)
    }

    fn check(pieces: &[Piece<'_>], expected: Option<&[u8]>, names: &[&str]) {
        let mut reassembler = Reassembler::default();
        let (mut result, mut weirds) = (None, Vec::new());
        for piece in pieces {
            let (whole, seen) = feed(&mut reassembler, 0.0, piece, &Limits::default());
            result = result.or(whole);
            weirds.extend(seen);
        }
        assert_eq!(result.as_deref(), expected);
        assert_eq!(weirds, names);
        if expected.is_some() && pieces.iter().all(|piece| piece.0 == 1) && names.is_empty() {
            assert_eq!((reassembler.len(), reassembler.bytes()), (0, 0));
        }
    }

    const A: &[u8] = &[b'a'; 48];
    const B: &[u8] = &[b'b'; 48];
    const C: &[u8] = b"end";

    #[test]
    fn puts_fragments_together_in_any_order() {
        let whole = [A, B, C].concat();
        check(&[(1, 0, true, A), (1, 48, true, B), (1, 96, false, C)], Some(&whole), &[]);
        check(&[(1, 96, false, C), (1, 48, true, B), (1, 0, true, A)], Some(&whole), &[]);
        check(&[(1, 0, true, A), (2, 48, true, B), (1, 96, false, C)], None, &[]);
    }

    #[test]
    fn what_came_first_wins() {
        let whole = [A, B, C].concat();
        let overlap: &[Piece<'_>] = &[(1, 0, true, A), (1, 0, true, A), (1, 48, true, B), (1, 96, false, C)];
        check(overlap, Some(&whole), &["fragment_overlap"]);
        let differs: &[Piece<'_>] = &[(1, 0, true, A), (1, 0, true, B), (1, 48, true, B), (1, 96, false, C)];
        check(differs, Some(&whole), &["fragment_inconsistency"]);
        // One fragment over two blocks and the gap between them.
        let wide = [A, B, A].concat();
        let pieces: &[Piece<'_>] =
            &[(1, 0, true, A), (1, 96, true, A), (1, 0, true, &wide), (1, 144, false, C)];
        check(pieces, Some(&[A, B, A, C].concat()), &["fragment_overlap", "fragment_overlap"]);
    }

    #[test]
    fn names_odd_sizes() {
        check(&[(1, 0, true, b"12345678")], None, &["excessively_small_fragment"]);
        check(&[(1, 64000, true, A)], None, &["excessively_large_fragment"]);
        check(&[(1, 48, false, A), (1, 96, false, C)], None, &["fragment_size_inconsistency"]);
        check(&[(1, 0, false, b"x")], Some(b"x"), &[]);
    }

    #[test]
    fn keeps_within_its_limits() {
        let limits = Limits { timeout: 10.0, max_datagrams: 100, max_bytes: 20_000 };
        let mut reassembler = Reassembler::default();
        for id in 0..5000 {
            feed(&mut reassembler, f64::from(id) / 1000.0, &(id, 8, true, A), &limits);
            assert!(reassembler.len() <= 100 && reassembler.bytes() <= 20_000);
        }
        assert!(reassembler.counters().shed >= 4900);
        reassembler.expire(15.1, &limits);
        assert_eq!((reassembler.len(), reassembler.bytes()), (0, 0));
        assert!(reassembler.counters().expired > 0);
    }
}
