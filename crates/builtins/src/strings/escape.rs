//! Strings for people, shells and scripts.

use zander_value::Str;
use zander_value::format::hex_escape;
use zander_vm::Context;

/// Bytes that do not print become `\xNN`; those in `escaped` get a backslash.
fn printable(s: &[u8], escaped: &[u8]) -> Str {
    let mut out = Vec::with_capacity(s.len());
    for &b in s {
        if escaped.contains(&b) {
            out.extend_from_slice(&[b'\\', b]);
        } else if (32..127).contains(&b) {
            out.push(b);
        } else {
            hex_escape(&mut out, b);
        }
    }
    out.into()
}

/// Escapes what does not print.
pub fn clean(_: &mut Context<'_>, s: &Str) -> Str {
    printable(s.as_bytes(), b"")
}

/// Escapes as a script would have to write it.
pub fn to_string_literal(_: &mut Context<'_>, s: &Str) -> Str {
    printable(s.as_bytes(), b"\\\"'")
}

/// Escapes what does not print, and backslashes.
pub fn escape_string(_: &mut Context<'_>, s: &Str) -> Str {
    printable(s.as_bytes(), b"\\")
}

/// Two hexadecimal digits a byte.
pub fn string_to_ascii_hex(_: &mut Context<'_>, s: &Str) -> Str {
    crate::encoding::hex(s.as_bytes()).into()
}

/// Lines of 16 bytes: offset, hexadecimal, text.
pub fn hexdump(_: &mut Context<'_>, data: &Str) -> Str {
    const HEX_COLUMN: usize = 6;
    const TEXT_COLUMN: usize = 56;
    const LINE: usize = TEXT_COLUMN + 17;
    let mut out = Vec::new();
    for (n, chunk) in data.as_bytes().chunks(16).enumerate() {
        let mut line = [b' '; LINE];
        // Longer offsets than the column holds lose their upper digits.
        line[..4].copy_from_slice(format!("{:04x}", (n * 16) & 0xffff).as_bytes());
        let mut end = TEXT_COLUMN;
        for (i, &b) in chunk.iter().enumerate() {
            let gap = (i >= 8) as usize;
            let at = HEX_COLUMN + 3 * i + gap;
            line[at..at + 2].copy_from_slice(format!("{b:02x}").as_bytes());
            end = TEXT_COLUMN + i + gap;
            line[end] = if (32..127).contains(&b) { b } else { b'.' };
        }
        out.extend_from_slice(&line[..=end]);
        out.push(b'\n');
    }
    if out.is_empty() {
        out.resize(50, b' ');
        out.push(b'\n');
    }
    out.into()
}

/// In double quotes for a shell.
pub fn safe_shell_quote(_: &mut Context<'_>, source: &Str) -> Str {
    let mut out = vec![b'"'];
    for &b in source.as_bytes() {
        if matches!(b, b'\\' | b'"' | b'`' | b'$') {
            out.push(b'\\');
        }
        out.push(b);
    }
    out.push(b'"');
    out.into()
}
