//! Base64, hexadecimal, URIs, UUIDs, NetBIOS names.

use crate::call::error;
use zander_value::base64::{self, ALPHABET};
use zander_value::format::write_hex;
use zander_value::{RecordRef, Str};
use zander_vm::Context;

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = Vec::new();
    write_hex(&mut digits, bytes);
    // They are ASCII.
    String::from_utf8(digits).unwrap_or_default()
}

fn alphabet<'a>(cx: &mut Context<'_>, given: &'a Str, what: &str) -> Option<&'a [u8; 64]> {
    if given.is_empty() {
        return Some(ALPHABET);
    }
    let alphabet = given.as_bytes().try_into().ok();
    if alphabet.is_none() {
        error(cx, format!("base64 {what}alphabet is not 64 characters: {}", given.to_text()));
    }
    alphabet
}

/// The bytes behind Base64 and what was odd about the text; `None` when it is not Base64. Missing characters at the
/// end count as zero bits, which is odd but allowed; nothing may follow a padded group.
fn decode(text: &[u8], alphabet: &[u8; 64]) -> (Option<Vec<u8>>, Vec<String>) {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut problems = Vec::new();
    let (mut bits, mut characters, mut padding) = (0u32, 0, 0);
    let mut ended = false;
    for &b in text {
        if ended {
            problems.push("extra base64 groups after '=' padding are ignored".to_owned());
            return (None, problems);
        }
        if b == b'=' {
            padding += 1;
            bits <<= 6;
        } else if let Some(six) = alphabet.iter().position(|a| *a == b).filter(|_| padding == 0) {
            bits = bits << 6 | six as u32;
        } else {
            problems.push(format!("character {b} ignored by Base64 decoding"));
            return (None, problems);
        }
        characters += 1;
        if characters == 4 {
            push_group(&mut out, bits, padding);
            ended = padding > 0;
            (bits, characters, padding) = (0, 0, 0);
        }
    }
    if characters > 0 {
        let absent = 4 - characters;
        problems.push(format!("incomplete base64 group, padding with {} bits of 0", 6 * absent));
        push_group(&mut out, bits << (6 * absent), padding + absent);
    }
    (Some(out), problems)
}

fn push_group(out: &mut Vec<u8>, bits: u32, padding: usize) {
    let bytes = bits.to_be_bytes();
    out.extend_from_slice(&bytes[1..1 + 3usize.saturating_sub(padding)]);
}

/// To Base64.
pub fn encode_base64(cx: &mut Context<'_>, s: &Str, a: &Str) -> Str {
    match alphabet(cx, a, "") {
        Some(alphabet) => base64::encode_with(s.as_bytes(), alphabet).into(),
        None => Str::default(),
    }
}

/// From Base64.
pub fn decode_base64(cx: &mut Context<'_>, s: &Str, a: &Str) -> Str {
    let Some(alphabet) = alphabet(cx, a, "decoding ") else {
        error(cx, format!("error in decoding string {}", s.to_text()));
        return Str::default();
    };
    let (decoded, problems) = decode(s.as_bytes(), alphabet);
    for p in problems {
        error(cx, p);
    }
    match decoded {
        Some(bytes) => bytes.into(),
        None => {
            error(cx, format!("error in decoding string {}", s.to_text()));
            Str::default()
        }
    }
}

/// From Base64; what is wrong is left to the weirds of the connection, not told here.
pub fn decode_base64_conn(cx: &mut Context<'_>, cid: &RecordRef, s: &Str, a: &Str) -> Str {
    let Some(alphabet) = alphabet(cx, a, "decoding ") else { return Str::default() };
    let (decoded, problems) = decode(s.as_bytes(), alphabet);
    for p in problems {
        crate::call::conn_weird(cx, cid, "base64_illegal_encoding", &p);
    }
    if decoded.is_none() {
        error(cx, format!("error in decoding string {}", s.to_text()));
    }
    decoded.unwrap_or_default().into()
}

/// Whether a text is Base64.
pub fn is_valid_base64(cx: &mut Context<'_>, s: &Str, a: &Str) -> bool {
    let given: Result<&[u8; 64], _> = if a.is_empty() { Ok(ALPHABET) } else { a.as_bytes().try_into() };
    let _ = &cx;
    given.is_ok_and(|alphabet| decode(s.as_bytes(), alphabet).0.is_some())
}

/// Two digits a byte.
pub fn bytestring_to_hexstr(_: &mut Context<'_>, bytestring: &Str) -> Str {
    hex(bytestring.as_bytes()).into()
}

/// A byte for each two characters: up to two hexadecimal digits, after `0x` none.
pub fn hexstr_to_bytestring(cx: &mut Context<'_>, hexstr: &Str) -> Str {
    let text = hexstr.as_bytes();
    if !text.len().is_multiple_of(2) {
        let message = format!("Hex string '{}' has invalid length (not divisible by 2)", hexstr.to_text());
        error(cx, message);
        return Str::default();
    }
    let mut out = Vec::with_capacity(text.len() / 2);
    for pair in text.chunks(2) {
        let digits: Vec<u8> = pair.iter().map_while(|b| (*b as char).to_digit(16)).map(|d| d as u8).collect();
        match digits.as_slice() {
            [] => {
                error(cx, format!("Could not read hex element from input {}", hexstr.to_text()));
                return Str::default();
            }
            more => out.push(more.iter().fold(0, |n, d| n << 4 | d)),
        }
    }
    out.into()
}

/// 16 bytes as a UUID, the first three groups in little-endian order.
pub fn uuid_to_string(_: &mut Context<'_>, uuid: &Str) -> Str {
    let Ok([a, b, c, d, e, f, g, h, rest @ ..]) = <[u8; 16]>::try_from(uuid.as_bytes()) else {
        return Str::from("<Invalid UUID>");
    };
    let [i, j, node @ ..] = rest;
    let groups = [hex(&[d, c, b, a]), hex(&[f, e]), hex(&[h, g]), hex(&[i, j]), hex(&node)];
    groups.join("-").into()
}

/// `%XX` as the byte it stands for, and `%uXXXX` as the lower byte of a character, with the upper one unless it is 0.
pub fn unescape_uri(_: &mut Context<'_>, uri: &Str) -> Str {
    let text = uri.as_bytes();
    let digit = |at: usize| text.get(at).and_then(|b| (*b as char).to_digit(16)).map(|d| d as u8);
    let byte = |at: usize| Some(digit(at)? << 4 | digit(at + 1)?);
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        let wide = matches!(text.get(at + 1), Some(b'u' | b'U'));
        match (b, byte(at + 1), byte(at + 2).zip(byte(at + 4))) {
            (b'%', Some(x), _) => {
                out.push(x);
                at += 3;
            }
            (b'%', None, Some((upper, lower))) if wide => {
                if upper != 0 {
                    out.push(upper);
                }
                out.push(lower);
                at += 6;
            }
            _ => {
                out.push(b);
                at += 1;
            }
        }
    }
    out.into()
}

/// The 16 bytes behind the encoding of NetBIOS (RFC 1001, section 14.1), as many as the name has.
fn netbios(name: &[u8]) -> Vec<u8> {
    let nibble = |b: u8| b.wrapping_sub(b'A') & 15;
    name.chunks_exact(2).take(16).map(|p| nibble(p[0]) << 4 | nibble(p[1])).collect()
}

/// A NetBIOS name without padding and type.
pub fn decode_netbios_name(_: &mut Context<'_>, name: &Str) -> Str {
    let bytes = netbios(name.as_bytes());
    let mut text = bytes.get(..15).unwrap_or(&bytes);
    if let Some(end) = text.iter().position(|b| *b == 0) {
        text = &text[..end];
    }
    while let Some(rest) = text.strip_suffix(b" ") {
        text = rest;
    }
    text.into()
}

/// The type of a NetBIOS name; 256 for one that is too short to have one.
pub fn decode_netbios_name_type(_: &mut Context<'_>, name: &Str) -> u64 {
    netbios(name.as_bytes()).get(15).map_or(256, |b| *b as u64)
}
