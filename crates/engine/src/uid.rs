//! Unique ids: a letter and 96 random bits in base 62.

use zander_value::Str;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An id from 12 random bytes: `prefix` (`C` for connections, `F` for files) and about 17 digits and letters.
pub fn unique_id(prefix: &[u8], random: [u8; 12]) -> Str {
    let mut out: smallvec::SmallVec<[u8; 24]> = smallvec::SmallVec::from_slice(prefix);
    let bits = random.iter().fold(0u128, |n, b| n << 8 | u128::from(*b));
    // Division of 128 bits is slow; the ten lower digits and those above them fit into 64 bits each.
    const TEN_DIGITS: u128 = 62u128.pow(10);
    let (mut high, mut low) = ((bits / TEN_DIGITS) as u64, (bits % TEN_DIGITS) as u64);
    for _ in 0..10 {
        out.push(DIGITS[(low % 62) as usize]);
        low /= 62;
    }
    while high > 0 {
        out.push(DIGITS[(high % 62) as usize]);
        high /= 62;
    }
    Str::new(&out)
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_differ_and_read_well() {
        let a = super::unique_id(b"C", [1; 12]);
        let b = super::unique_id(b"C", [2; 12]);
        assert!(a != b && a.len() >= 16 && a.len() <= 18);
        assert!(a.as_bytes().iter().all(u8::is_ascii_alphanumeric));
    }
}
