//! Unique ids: a letter and random bits in base 62.

use zander_event::Declarations;
use zander_value::Str;
use zander_vm::Host;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Makes ids of as many random bits as `bits_per_uid` says, 128 at most.
#[derive(Clone, Copy, Debug)]
pub struct Ids {
    bits: u32,
}

impl Ids {
    /// Reads the option.
    pub fn bind(d: &dyn Declarations) -> Ids {
        let bits = d.value("bits_per_uid").and_then(|v| v.as_count()).unwrap_or(96);
        Ids { bits: bits.clamp(1, 128) as u32 }
    }

    /// A new id: `prefix` (`C` for connections) and, of 96 bits, about 17 digits and letters.
    pub fn next(self, host: &mut dyn Host, prefix: &[u8]) -> Str {
        let mut random = [0; 16];
        host.random(&mut random);
        self.text(prefix, random)
    }

    fn text(self, prefix: &[u8], random: [u8; 16]) -> Str {
        let mut out = [0; 32];
        let mut length = prefix.len().min(8);
        out[..length].copy_from_slice(&prefix[..length]);
        let mut bits = u128::from_be_bytes(random) >> (128 - self.bits);
        // Division of 128 bits is slow; ten digits at a time fit into 64 bits.
        const TEN_DIGITS: u128 = 62u128.pow(10);
        loop {
            let mut low = (bits % TEN_DIGITS) as u64;
            bits /= TEN_DIGITS;
            for _ in 0..10 {
                if low == 0 && bits == 0 {
                    break;
                }
                out[length % 32] = DIGITS[(low % 62) as usize];
                length += 1;
                low /= 62;
            }
            if bits == 0 {
                return Str::new(out.get(..length).unwrap_or(&out));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn ids_differ_and_read_well() {
        let ids = Ids { bits: 96 };
        let (a, b) = (ids.text(b"C", [1; 16]), ids.text(b"C", [2; 16]));
        assert!(a != b && a.len() >= 16 && a.len() <= 18);
        assert!(a.as_bytes().iter().all(u8::is_ascii_alphanumeric));
        for (bits, digits) in [(1, 1), (64, 11), (96, 17), (128, 22)] {
            assert_eq!(Ids { bits }.text(b"C", [0xff; 16]).len(), 1 + digits, "{bits} bits");
        }
    }
}
