//! Base64 (RFC 4648, section 4).

/// The usual alphabet.
pub const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 with an alphabet of 64 characters, filled up with `=`.
pub fn encode_with(bytes: &[u8], alphabet: &[u8; 64]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0u32, |n, b| n << 8 | *b as u32) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let six = bits >> (18 - 6 * i) & 63;
            out.push(if i <= chunk.len() { alphabet[six as usize] } else { b'=' });
        }
    }
    out
}

/// Base64 with the usual alphabet.
pub fn encode(bytes: &[u8]) -> Vec<u8> {
    encode_with(bytes, ALPHABET)
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn vectors_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(encode(bytes.as_bytes()), text.as_bytes());
        }
    }
}
