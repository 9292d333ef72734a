//! How ciphers agree on keys: what the key exchange messages hold depends on it (IANA, TLS Cipher Suites).

/// A way of agreeing on keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyExchange {
    /// Ephemeral elliptic curve, signed.
    Ecdhe,
    /// Elliptic curve without signature.
    EcdhAnonymous,
    /// Elliptic curve, with the key of the server's certificate.
    Ecdh,
    /// Ephemeral finite field, signed.
    Dhe,
    /// Finite field without signature.
    DhAnonymous,
    /// Finite field, with the key of the server's certificate.
    Dh,
    /// The secret is encrypted with the RSA key of the certificate.
    Rsa,
    /// Anything else: pre-shared keys, passwords, Kerberos, and TLS 1.3.
    Other,
}

/// The way of a cipher.
pub fn key_exchange(cipher: u64) -> KeyExchange {
    match cipher {
        0x16b7..=0x16ba
        | 0xc006..=0xc00a
        | 0xc010..=0xc014
        | 0xc023..=0xc024
        | 0xc027..=0xc028
        | 0xc02b..=0xc02c
        | 0xc02f..=0xc030
        | 0xc048..=0xc049
        | 0xc04c..=0xc04d
        | 0xc05c..=0xc05d
        | 0xc060..=0xc061
        | 0xc072..=0xc073
        | 0xc076..=0xc077
        | 0xc086..=0xc087
        | 0xc08a..=0xc08b
        | 0xc0ac..=0xc0af
        | 0xcc13..=0xcc14
        | 0xcca8..=0xcca9 => KeyExchange::Ecdhe,
        0xc015..=0xc019 => KeyExchange::EcdhAnonymous,
        0xc001..=0xc005
        | 0xc00b..=0xc00f
        | 0xc025..=0xc026
        | 0xc029..=0xc02a
        | 0xc02d..=0xc02e
        | 0xc031..=0xc032
        | 0xc04a..=0xc04b
        | 0xc04e..=0xc04f
        | 0xc05e..=0xc05f
        | 0xc062..=0xc063
        | 0xc074..=0xc075
        | 0xc078..=0xc079
        | 0xc088..=0xc089
        | 0xc08c..=0xc08d => KeyExchange::Ecdh,
        0x0011..=0x0016
        | 0x0032..=0x0033
        | 0x0038..=0x0039
        | 0x0040
        | 0x0044..=0x0045
        | 0x0063
        | 0x0065..=0x0067
        | 0x006a..=0x006b
        | 0x0072..=0x0074
        | 0x0077..=0x0079
        | 0x0087..=0x0088
        | 0x0099..=0x009a
        | 0x009e..=0x009f
        | 0x00a2..=0x00a3
        | 0x00bd..=0x00be
        | 0x00c3..=0x00c4
        | 0xc042..=0xc045
        | 0xc052..=0xc053
        | 0xc056..=0xc057
        | 0xc07c..=0xc07d
        | 0xc080..=0xc081
        | 0xc09e..=0xc09f
        | 0xc0a2..=0xc0a3
        | 0xcc15
        | 0xccaa => KeyExchange::Dhe,
        0x0017..=0x001b
        | 0x0034
        | 0x003a
        | 0x0046
        | 0x006c..=0x006d
        | 0x0089
        | 0x009b
        | 0x00a6..=0x00a7
        | 0x00bf
        | 0x00c5
        | 0xc046..=0xc047
        | 0xc05a..=0xc05b
        | 0xc084..=0xc085 => KeyExchange::DhAnonymous,
        0x000b..=0x0010
        | 0x0030..=0x0031
        | 0x0036..=0x0037
        | 0x003e..=0x003f
        | 0x0042..=0x0043
        | 0x0068..=0x0069
        | 0x0085..=0x0086
        | 0x0097..=0x0098
        | 0x00a0..=0x00a1
        | 0x00a4..=0x00a5
        | 0x00bb..=0x00bc
        | 0x00c1..=0x00c2
        | 0xc03e..=0xc041
        | 0xc054..=0xc055
        | 0xc058..=0xc059
        | 0xc07e..=0xc07f
        | 0xc082..=0xc083 => KeyExchange::Dh,
        0x0001..=0x000a
        | 0x002f
        | 0x0035
        | 0x003b..=0x003d
        | 0x0041
        | 0x0060..=0x0062
        | 0x0064
        | 0x007c..=0x007e
        | 0x0084
        | 0x0096
        | 0x009c..=0x009d
        | 0x00ba
        | 0x00c0
        | 0xc03c..=0xc03d
        | 0xc050..=0xc051
        | 0xc07a..=0xc07b
        | 0xc09c..=0xc09d
        | 0xc0a0..=0xc0a1
        | 0xfefe..=0xfeff
        | 0xff80..=0xff83
        | 0xffe0..=0xffe1 => KeyExchange::Rsa,
        _ => KeyExchange::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known() {
        for (cipher, wanted) in [
            (0x0004, KeyExchange::Rsa),
            (0x0035, KeyExchange::Rsa),
            (0x0039, KeyExchange::Dhe),
            (0xc014, KeyExchange::Ecdhe),
            (0xc02f, KeyExchange::Ecdhe),
            (0x0018, KeyExchange::DhAnonymous),
            (0xc018, KeyExchange::EcdhAnonymous),
            (0x1301, KeyExchange::Other),
        ] {
            assert_eq!(key_exchange(cipher), wanted, "{cipher:#x}");
        }
    }
}
