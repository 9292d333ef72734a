//! Authentication over the control connection (RFC 2228): which mechanism was asked for, and the tokens of GSI, the
//! security of GridFTP, which are TLS records in base64.

use zander_analyzer::mime::Base64;

/// Longest token that is decoded, in bytes of base64.
const MAX_TOKEN: usize = 1 << 18;

/// What a token is.
#[derive(Debug, PartialEq, Eq)]
pub enum Token {
    /// A part of a TLS handshake.
    Tls(Vec<u8>),
    /// Of some other mechanism.
    Other,
    /// No base64.
    Malformed,
}

/// The mechanism that an argument of AUTH names is TLS.
pub fn is_tls(mechanism: &[u8]) -> bool {
    ["TLS", "SSL", "TLS-C", "TLS-P"].iter().any(|m| mechanism.trim_ascii().eq_ignore_ascii_case(m.as_bytes()))
}

/// The token in a reply to ADAT.
pub fn reply_token(text: &[u8]) -> Option<&[u8]> {
    text.strip_prefix(b"ADAT=")
}

/// Decodes a token. `first` tells that it begins the exchange: then it decides on the mechanism.
pub fn token(text: &[u8], first: bool) -> Token {
    let text = text.trim_ascii();
    let mut out = Vec::new();
    let mut decoder = Base64::default();
    if text.is_empty() || text.len() > MAX_TOKEN || !decoder.decode(text, &mut out) {
        return Token::Malformed;
    }
    decoder.flush(&mut out);
    match out.get(..2) {
        // Handshake records of TLS, or a hello of version 2.
        Some([22, 3] | [0x80, _]) => Token::Tls(out),
        _ if !first => Token::Tls(out),
        Some(_) => Token::Other,
        None => Token::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        assert_eq!(token(b"FgMBAAE=", true), Token::Tls(vec![22, 3, 1, 0, 1]));
        assert_eq!(token(b"YIIB", true), Token::Other);
        assert_eq!(token(b"YIIB", false), Token::Tls(vec![0x60, 0x82, 1]));
        assert_eq!(token(b"!", true), Token::Malformed);
        assert_eq!(reply_token(b"ADAT=FgMB"), Some(&b"FgMB"[..]));
        assert!(is_tls(b"tls") && !is_tls(b"GSSAPI"));
    }
}
