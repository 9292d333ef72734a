//! The Internet checksum (RFC 1071) and the pseudo headers of TCP, UDP, ICMPv6 and mobility headers.

use crate::addr::Addr;

/// A running one's complement sum of 16-bit words.
///
/// Bytes are summed in the machine's order, in words of any width that is a multiple of 16 bits; the sum is the same up
/// to a byte swap (RFC 1071, 2.B), which [`Sum::fold`] undoes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum(u64);

impl Sum {
    /// Adds bytes that start at an even offset of the checksummed text. An odd last byte counts as followed by zero,
    /// so only the last piece may have odd length.
    #[inline]
    pub fn bytes(mut self, data: &[u8]) -> Self {
        // Carries are counted in the upper half: an addition and one with carry for each word, neither of which waits for
        // the other.
        let mut sum = 0u128;
        let (blocks, rest) = data.as_chunks::<64>();
        for block in blocks {
            for word in block.as_chunks::<8>().0 {
                sum += u128::from(u64::from_ne_bytes(*word));
            }
        }
        let (words, tail) = rest.as_chunks::<8>();
        for word in words {
            sum += u128::from(u64::from_ne_bytes(*word));
        }
        self.add(sum as u64);
        self.add((sum >> 64) as u64);
        if !tail.is_empty() {
            let mut last = [0; 8];
            last.iter_mut().zip(tail).for_each(|(to, from)| *to = *from);
            self.add(u64::from_ne_bytes(last));
        }
        self
    }

    #[inline]
    fn add(&mut self, word: u64) {
        let (total, carry) = self.0.overflowing_add(word);
        self.0 = total + u64::from(carry);
    }

    /// Adds the pseudo header of RFC 9293, 3.1 (IPv4) or RFC 8200, 8.1 (IPv6).
    ///
    /// `length` is that of the transport header and payload in bytes, `protocol` the number of the transport. Both
    /// addresses being IPv4 chooses the first form.
    #[inline]
    pub fn pseudo_header(self, source: Addr, destination: Addr, protocol: u8, length: u32) -> Self {
        // The two forms carry the same words: the length fits into 16 bits with IPv4, and zeros add nothing.
        let sum = match (source.to_v4(), destination.to_v4()) {
            (Some(from), Some(to)) => self.bytes(&from).bytes(&to),
            _ => self.bytes(&source.octets()).bytes(&destination.octets()),
        };
        sum.bytes(&length.to_be_bytes()).bytes(&u32::from(protocol).to_be_bytes())
    }

    /// The sum as a 16-bit number in network order, not complemented. Text that includes a correct checksum gives
    /// `0xffff` (or zero when every byte is zero).
    #[inline]
    pub fn fold(self) -> u16 {
        let mut sum = (self.0 >> 32) + (self.0 & 0xffff_ffff);
        sum = (sum >> 16) + (sum & 0xffff);
        sum = (sum >> 16) + (sum & 0xffff);
        sum = (sum >> 16) + (sum & 0xffff);
        u16::from_be_bytes((sum as u16).to_ne_bytes())
    }

    /// True when the summed text, its checksum field included, is intact.
    #[inline]
    pub fn is_valid(self) -> bool {
        self.fold() == 0xffff
    }

    /// The value that belongs into a checksum field that was zero while summing.
    pub fn checksum(self) -> u16 {
        !self.fold()
    }
}

/// The checksum to write over `data` when its checksum field holds zero.
pub fn checksum(data: &[u8]) -> u16 {
    Sum::default().bytes(data).checksum()
}

/// True when `data`, its checksum field included, sums up.
#[inline]
pub fn is_valid(data: &[u8]) -> bool {
    Sum::default().bytes(data).is_valid()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow(data: &[u8]) -> u16 {
        let mut sum = 0u32;
        for pair in data.chunks(2) {
            sum += u32::from(pair[0]) << 8 | pair.get(1).map_or(0, |&byte| u32::from(byte));
            sum = (sum & 0xffff) + (sum >> 16);
        }
        sum as u16
    }

    #[test]
    fn agrees_with_the_definition() {
        // The example of RFC 1071, 3.
        assert_eq!(Sum::default().bytes(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]).fold(), 0xddf2);
        let data: Vec<u8> = (0..700u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
        for length in 0..data.len() {
            assert_eq!(Sum::default().bytes(&data[..length]).fold(), slow(&data[..length]), "{length}");
        }
        assert_eq!(Sum::default().bytes(&[0xff; 4096]).fold(), 0xffff);
    }

    #[test]
    fn verifies_a_header() {
        let mut header =
            [0x45, 0, 0, 0x73, 0, 0, 0x40, 0, 0x40, 0x11, 0, 0, 192, 168, 0, 1, 192, 168, 0, 199];
        let sum = checksum(&header);
        assert_eq!(sum, 0xb861);
        header[10..12].copy_from_slice(&sum.to_be_bytes());
        assert!(is_valid(&header));
        header[0] ^= 1;
        assert!(!is_valid(&header));
    }
}
