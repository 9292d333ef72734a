//! Numbers, times, intervals and addresses as text.

use crate::{Addr, Text};
use std::io::Write;

/// The digit 0, eight times.
const ZEROS: u64 = 0x3030_3030_3030_3030;
/// How many numbers eight digits can write.
const EIGHT_DIGITS: u64 = 100_000_000;

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The values of the last eight digits of a number, each a byte, the first one lowest: halves, quarters and digits are split
/// in all places at once.
#[inline(always)]
fn eight(n: u64) -> u64 {
    let n = n % EIGHT_DIGITS;
    let halves = (n / 10_000) | ((n % 10_000) << 32);
    // x / 100 below 10,000 and x / 10 below 100, by multiplications that stay within their place.
    let hundreds = ((halves * 5243) >> 19) & 0x0000_007f_0000_007f;
    let quarters = hundreds | ((halves - 100 * hundreds) << 16);
    let tens = ((quarters * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | ((quarters - 10 * tens) << 8)
}

/// Decimal digits of a number.
pub fn write_uint(out: &mut impl Text, n: u64) {
    if n < 10 {
        return out.put_byte(b'0' + n as u8);
    }
    let digits = eight(n);
    if n < EIGHT_DIGITS {
        let leading = digits.trailing_zeros() / 8;
        out.put(((digits | ZEROS) >> (8 * leading)).to_le_bytes(), 8 - leading as usize);
    } else {
        write_uint(out, n / EIGHT_DIGITS);
        out.put((digits | ZEROS).to_le_bytes(), 8);
    }
}

/// The last digits of a number, at most eight, with zeros in front.
#[inline]
pub fn write_padded<const DIGITS: usize>(out: &mut impl Text, n: u64) {
    const { assert!(DIGITS <= 8) };
    out.put(((eight(n) | ZEROS) >> (8 * (8 - DIGITS))).to_le_bytes(), DIGITS);
}

/// Two lower-case hexadecimal digits.
pub(super) fn hex(byte: u8) -> [u8; 2] {
    [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]
}

/// Two lower-case hexadecimal digits for each byte.
pub fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    let begin = out.len();
    out.resize(begin + 2 * bytes.len(), 0);
    for (digits, b) in out[begin..].chunks_exact_mut(2).zip(bytes) {
        digits.copy_from_slice(&hex(*b));
    }
}

/// Decimal digits of a number, with `-` when negative.
pub fn write_int(out: &mut impl Text, n: i64) {
    if n < 0 {
        out.put_byte(b'-');
    }
    write_uint(out, n.unsigned_abs());
}

/// A number with six decimals, correctly rounded: times and intervals in logs.
pub fn write_seconds(out: &mut impl Text, x: f64) {
    let micros = x.abs() * 1e6;
    let whole = micros as i64;
    let rest = micros - whole as f64;
    // Beyond this bound, or as close to the middle between two candidates as the product is to what it should be, its
    // own rounding could decide.
    if micros < 4e15 && (rest - 0.5).abs() > micros * f64::EPSILON {
        let n = whole as u64 + u64::from(rest > 0.5);
        if x.is_sign_negative() {
            out.put_byte(b'-');
        }
        write_uint(out, n / 1_000_000);
        let decimals = (eight(n % 1_000_000) | ZEROS) >> 16;
        out.put(((decimals << 8) | u64::from(b'.')).to_le_bytes(), 7);
    } else {
        out.put_slice(format!("{x:.6}").as_bytes());
    }
}

/// A double as scripts print it: up to six decimals without trailing zeros, `.0` behind whole numbers, an exponent
/// for what is large or tiny.
pub fn write_double(out: &mut Vec<u8>, x: f64) {
    if x.is_nan() {
        return out.extend_from_slice(b"nan");
    }
    let size = x.abs();
    if x < 0.0 {
        out.push(b'-');
    }
    if size.is_infinite() {
        out.extend_from_slice(b"inf");
    } else if size > i32::MAX as f64 {
        let text = format!("{size:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let _ = write!(out, "{digits}e+{exponent:0>2}");
    } else if size < 1e-6 && size != 0.0 {
        out.extend_from_slice(super::printf::general(size, 6).as_bytes());
    } else {
        write_trimmed(out, size);
    }
}

/// Up to six decimals and never an exponent, as doubles stand in logs.
pub fn write_trimmed(out: &mut Vec<u8>, size: f64) {
    let begin = out.len();
    write_seconds(out, size);
    while out.last() == Some(&b'0') {
        out.pop();
    }
    if out.last() == Some(&b'.') {
        out.pop();
        // What was merely rounded to a whole number is not shown as one.
        if (size - size.round()).abs() < 1e-9 {
            out.extend_from_slice(b".0");
        }
    }
    debug_assert!(out.len() > begin);
}

/// The shortest text that reads back as the same number, as JSON has it: `1.0`, `0.1`, `1e-9`, `1.5e30`. The number
/// must be finite.
pub fn write_shortest(out: &mut impl Text, x: f64) {
    if x == 0.0 {
        return out.put_slice(if x.is_sign_negative() { b"-0.0" } else { b"0.0" });
    }
    let size = x.abs();
    // Whole microseconds, which times are: where neighbours are closer than that, no shorter text reads back as the number.
    let micros = (size * 1e6 + 0.5) as u64;
    if (1e-6..4e9).contains(&size) && micros as f64 / 1e6 == size {
        if x < 0.0 {
            out.put_byte(b'-');
        }
        write_uint(out, micros / 1_000_000);
        let decimals = eight(micros % 1_000_000) >> 16;
        // All but the zeros at the end, and the first one in any case.
        let shown = (8 - decimals.leading_zeros() as usize / 8).max(1);
        out.put((((decimals | ZEROS) << 8) | u64::from(b'.')).to_le_bytes(), shown + 1);
    } else if (1e-6..1e21).contains(&size) {
        let text = x.to_string();
        out.put_slice(text.as_bytes());
        if !text.contains('.') {
            out.put_slice(b".0");
        }
    } else {
        out.put_slice(format!("{x:e}").as_bytes());
    }
}

/// An interval in units from days to microseconds: `1.0 day 3.0 hrs`.
pub fn write_interval(out: &mut Vec<u8>, seconds: f64) {
    const UNITS: [(f64, &str); 5] =
        [(86_400.0, "day"), (3_600.0, "hr"), (60.0, "min"), (1.0, "sec"), (0.001, "msec")];
    const MICROSECOND: f64 = 0.000_001;
    // Less than this part of a microsecond, or of a unit, is noise of the arithmetic.
    const NOISE: f64 = 1e-6;
    let begin = out.len();
    let mut put = |n: f64, unit: &str| {
        if out.len() > begin {
            out.push(b' ');
        }
        write_double(out, n);
        out.push(b' ');
        out.extend_from_slice(unit.as_bytes());
        if (n.abs() - 1.0).abs() >= NOISE {
            out.push(b's');
        }
    };
    let mut rest = seconds;
    if rest.is_finite() {
        for (size, unit) in UNITS {
            let whole = (rest / size).trunc();
            if whole != 0.0 {
                rest -= whole * size;
                put(whole, unit);
            }
        }
    }
    let micros = rest / MICROSECOND;
    if micros.is_nan() || micros.abs() >= NOISE {
        put(micros, "usec");
    }
    if out.len() == begin {
        out.extend_from_slice(b"0 secs");
    }
}

/// An address in its usual notation. IPv6 is shortened as RFC 5952 asks, with the dotted form for addresses that embed
/// an IPv4 one in 96 zero bits.
pub fn write_addr(out: &mut impl Text, a: &Addr) {
    if let Some(b) = a.to_v4() {
        return write_dotted(out, &b);
    }
    let octets = a.octets();
    let mut groups = [0u16; 8];
    for (g, b) in groups.iter_mut().zip(octets.chunks_exact(2)) {
        *g = u16::from_be_bytes([b[0], b[1]]);
    }
    // The longest run of zero groups, the first of equal ones; a single zero is written out.
    let (mut run, mut run_len, mut at) = (8, 1, 0);
    while at < 8 {
        let len = groups[at..].iter().take_while(|&&g| g == 0).count();
        if len > run_len {
            (run, run_len) = (at, len);
        }
        at += len.max(1);
    }
    if run == 0 && run_len == 6 {
        out.put(*b"::", 2);
        return write_dotted(out, &[octets[12], octets[13], octets[14], octets[15]]);
    }
    let mut at = 0;
    while at < 8 {
        if at == run {
            out.put(*b"::", 2);
            at += run_len;
            continue;
        }
        if at > 0 && at != run + run_len {
            out.put_byte(b':');
        }
        write_group(out, groups[at]);
        at += 1;
    }
}

/// Hexadecimal digits of a number, without zeros in front.
fn write_group(out: &mut impl Text, n: u16) {
    let digit = |shift: u32| HEX[usize::from((n >> shift) & 15)];
    let leading = n.leading_zeros().min(12) / 4;
    let digits = u32::from_le_bytes([digit(12), digit(8), digit(4), digit(0)]) >> (8 * leading);
    out.put(digits.to_le_bytes(), 4 - leading as usize);
}

/// Each octet in decimal, with the point behind it.
const OCTETS: [[u8; 4]; 256] = {
    let mut all = [[b'.'; 4]; 256];
    let mut n = 0;
    while n < 256 {
        let digits = [b'0' + (n / 100) as u8, b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8];
        let leading = if n >= 100 {
            0
        } else if n >= 10 {
            1
        } else {
            2
        };
        let mut at = leading;
        while at < 3 {
            all[n][at - leading] = digits[at];
            at += 1;
        }
        n += 1;
    }
    all
};

/// The text of an IPv4 address at the beginning of some bytes, and its length.
#[inline]
pub fn dotted(octets: &[u8; 4]) -> ([u8; 16], usize) {
    let (mut text, mut at) = ([0; 16], 0);
    for n in *octets {
        if let Some(room) = text.get_mut(at..at + 4) {
            room.copy_from_slice(&OCTETS[usize::from(n)]);
        }
        at += 2 + usize::from(n >= 10) + usize::from(n >= 100);
    }
    (text, at - 1)
}

/// An IPv4 address.
pub fn write_dotted(out: &mut impl Text, octets: &[u8; 4]) {
    let (text, length) = dotted(octets);
    out.put(text, length);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(f: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        f(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn doubles() {
        let cases = [
            (1.0, "1.0"),
            (-0.0, "0.0"),
            (0.9999999, "1"),
            (1.0000005, "1.000001"),
            (0.5555555, "0.555555"),
            (0.00001, "0.00001"),
            (1e-6, "0.000001"),
            (9e-7, "9e-07"),
            (-1e-7, "-1e-07"),
            (5e-324, "4.94066e-324"),
            (1e9 + 0.5, "1000000000.5"),
            (2147483648.5, "2.1474836485e+09"),
            (1e10, "1e+10"),
            (6.02e23, "6.02e+23"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (-123456789.125, "-123456789.125"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ];
        for (x, expected) in cases {
            assert_eq!(shown(|o| write_double(o, x)), expected);
        }
    }

    #[test]
    fn whole_numbers() {
        for n in [0, 9, 10, 99, 100, 101, 999, 1000, 65535, 1_000_000, u64::MAX / 10, u64::MAX] {
            assert_eq!(shown(|o| write_uint(o, n)), n.to_string());
        }
        for n in (0..200_000).chain((0..64).map(|bits| (1 << bits) + 7)) {
            assert_eq!(shown(|o| write_uint(o, n)), n.to_string());
        }
        assert_eq!(shown(|o| write_padded::<4>(o, 42)), "0042");
        assert_eq!(shown(|o| write_padded::<6>(o, 1_200_034)), "200034");
        assert_eq!(shown(|o| write_hex(o, &[0, 0x0f, 0xa5, 0xff])), "000fa5ff");
    }

    #[test]
    fn six_decimals() {
        for x in [0.0, 0.0000005, 1427304960.695733, 1.0000005, 2.5e-7, -3.25, 1e17, 0.9999995, 1e300] {
            assert_eq!(shown(|o| write_seconds(o, x)), format!("{x:.6}"));
        }
        let mut random = 1u64;
        for _ in 0..200_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let exponent = 900 + random % 160;
            let x = f64::from_bits((random << 63) | (exponent << 52) | (random >> 12));
            assert_eq!(shown(|o| write_seconds(o, x)), format!("{x:.6}"));
            // What lies between two times, and close to the middle between two millionths.
            let between = (1.7e9 + x % 1e6) - 1.7e9;
            let middle = (random >> 34) as f64 / 1e6 + 5e-7;
            for x in [between, middle, middle.next_up(), middle.next_down()] {
                assert_eq!(shown(|o| write_seconds(o, x)), format!("{x:.6}"));
            }
        }
    }

    #[test]
    fn shortest() {
        let cases = [
            (1.0, "1.0"),
            (1e20, "100000000000000000000.0"),
            (1e-9, "1e-9"),
            (1.0 / 3.0, "0.3333333333333333"),
            (-0.0, "-0.0"),
            (1.5e30, "1.5e30"),
            (-2.5, "-2.5"),
            (1e-6, "0.000001"),
            (1300475167.096535, "1300475167.096535"),
            (1300475167.0, "1300475167.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (4294967296.000001, "4294967296.000001"),
            (1e-5, "0.00001"),
            (-1.25e-5, "-0.0000125"),
            (1.5e-6, "0.0000015"),
            (123456789012345680.0, "123456789012345680.0"),
            (1e15, "1000000000000000.0"),
            (999999999999999.9, "999999999999999.9"),
        ];
        for (x, expected) in cases {
            assert_eq!(shown(|o| write_shortest(o, x)), expected);
        }
        // Text of whole microseconds is what the general way gives as well.
        for i in 0..20_000u64 {
            let x = (i * 214_013_371 % 3_999_999_999) as f64 + (i * 2_531_011 % 1_000_000) as f64 / 1e6;
            let text = format!("{x}");
            let text = if text.contains('.') { text } else { text + ".0" };
            assert_eq!(shown(|o| write_shortest(o, x)), text);
        }
        let mut random = 1u64;
        for _ in 0..100_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // From 1e-9 to 1e24.
            let x = f64::from_bits((random << 63) | ((993 + random % 110) << 52) | (random >> 12));
            let text = if (1e-6..1e21).contains(&x.abs()) { format!("{x}") } else { format!("{x:e}") };
            let plain = !text.contains(['.', 'e']);
            assert_eq!(shown(|o| write_shortest(o, x)), if plain { text + ".0" } else { text });
        }
    }

    #[test]
    fn intervals() {
        let cases = [
            (0.0, "0 secs"),
            (1e-6, "1.0 usec"),
            (1e-9, "0.001 usecs"),
            (61.0, "1.0 min 1.0 sec"),
            (-90.0, "-1.0 min -30.0 secs"),
            (0.12345678, "123.0 msecs 456.78 usecs"),
            (1e9, "11574.0 days 1.0 hr 46.0 mins 40.0 secs"),
            (1.0 + 0.001 + 0.000001, "1.0 sec 1.0 msec 1.0 usec"),
            (86400.0 + 0.000001, "1.0 day 0.999993 usecs"),
            (3600.0 - 0.000001, "59.0 mins 59.0 secs 999.0 msecs 999 usecs"),
        ];
        for (x, expected) in cases {
            assert_eq!(shown(|o| write_interval(o, x)), expected);
        }
    }

    #[test]
    fn addresses() {
        let cases = [
            "10.0.0.1",
            "::",
            "::1",
            "2001:db8::1",
            "2001:db8::1:0:0:1",
            "fe80::a",
            "::192.0.2.7",
            "1:0:2::3",
            "abcd:12:3:f0f0:ffff:1000:100:10",
            "255.99.100.9",
        ];
        for text in cases {
            let a = Addr::from(text.parse::<std::net::IpAddr>().unwrap());
            assert_eq!(shown(|o| write_addr(o, &a)), text);
        }
    }
}
