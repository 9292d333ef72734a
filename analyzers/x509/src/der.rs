//! The subset of ASN.1 that certificates and OCSP messages use, in DER (X.690): what [`zander_wire::ber`] reads, with
//! times, long numbers, and elements made anew.

pub use zander_wire::ber::{Element, Reader, dotted, small, tag};

/// An element made of a tag and contents.
pub fn element(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let length: usize = contents.iter().map(|c| c.len()).sum();
    let mut out = vec![tag];
    match length {
        0..0x80 => out.push(length as u8),
        0x80..0x100 => out.extend([0x81, length as u8]),
        0x100..0x1_0000 => out.extend([0x82, (length >> 8) as u8, length as u8]),
        _ => out.extend([0x83, (length >> 16) as u8, (length >> 8) as u8, length as u8]),
    }
    contents.iter().for_each(|c| out.extend_from_slice(c));
    out
}

/// An integer of any size as hexadecimal digits in pairs, as serial numbers are written: `00` for zero, `-` before a
/// negative one.
pub fn hex_integer(content: &[u8]) -> String {
    let negative = content.first().is_some_and(|b| b & 0x80 != 0);
    let mut bytes = content.to_vec();
    if negative {
        // Two's complement.
        bytes.iter_mut().for_each(|b| *b = !*b);
        for b in bytes.iter_mut().rev() {
            let (sum, carry) = b.overflowing_add(1);
            *b = sum;
            if !carry {
                break;
            }
        }
    }
    let first = bytes.iter().position(|b| *b != 0).unwrap_or(bytes.len().saturating_sub(1));
    let digits = hex(bytes.get(first..).unwrap_or_default());
    match (negative, digits.is_empty()) {
        (true, _) => format!("-{digits}"),
        (false, true) => "00".into(),
        (false, false) => digits,
    }
}

/// Bytes as upper-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02X}");
        out
    })
}

/// Why a time could not be read: the name of a weird.
pub type TimeFault = &'static str;

/// A UTCTime or GeneralizedTime in seconds since 1970-01-01 UTC.
pub fn time(e: &Element<'_>) -> Result<f64, TimeFault> {
    let text = e.content;
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = |from: usize, count: usize| -> i64 {
        text.get(from..from + count)
            .unwrap_or_default()
            .iter()
            .fold(0, |n, b| n * 10 + i64::from(b.wrapping_sub(b'0')))
    };
    let (year, at) = match e.tag {
        tag::UTC_TIME if text.len() < 11 => return Err("x509_utc_length"),
        tag::UTC_TIME if digits < 10 => return Err("x509_utc_format"),
        tag::UTC_TIME => (number(0, 2) + if number(0, 2) < 50 { 2000 } else { 1900 }, 2),
        tag::GENERALIZED_TIME if text.len() < 10 || digits < 10 => return Err("x509_gen_time_length"),
        tag::GENERALIZED_TIME => (number(0, 4), 4),
        _ => return Err("x509_invalid_time_type"),
    };
    let part = |place: usize| if digits >= at + place * 2 + 2 { number(at + place * 2, 2) } else { 0 };
    let days = days(year, part(0), part(1));
    let mut seconds = days * 86_400 + part(2) * 3600 + part(3) * 60 + part(4);
    let rest = text.get(digits..).unwrap_or_default();
    let fraction = rest
        .first()
        .filter(|b| **b == b'.')
        .map_or(0, |_| 1 + rest.iter().skip(1).take_while(|b| b.is_ascii_digit()).count());
    match rest.get(fraction..).unwrap_or_default() {
        [] | [b'Z', ..] => {}
        [sign @ (b'+' | b'-'), hh @ .., m1, m2] if hh.len() == 2 => {
            let two = |a: u8, b: u8| i64::from(a.wrapping_sub(b'0')) * 10 + i64::from(b.wrapping_sub(b'0'));
            let [h1, h2] = [hh.first().copied().unwrap_or(b'0'), hh.get(1).copied().unwrap_or(b'0')];
            if ![h1, h2, *m1, *m2].iter().all(u8::is_ascii_digit) {
                return Err("x509_time_add_char");
            }
            let offset = two(h1, h2) * 3600 + two(*m1, *m2) * 60;
            seconds -= if *sign == b'+' { offset } else { -offset };
        }
        [b'+' | b'-', ..] => return Err("x509_time_offset_underflow"),
        _ => return Err("x509_time_offset_type"),
    }
    Ok(seconds as f64)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_elements() {
        assert_eq!(hex_integer(&[0, 0x99, 0xfa]), "99FA");
        assert_eq!(hex_integer(&[0]), "00");
        assert_eq!(hex_integer(&[0xff, 0x00]), "-0100");
        assert_eq!(element(4, &[&[1; 200]])[..3], [4, 0x81, 200]);
    }

    #[test]
    fn times() {
        let check = |tag, text: &str, wanted: Result<f64, &str>| {
            assert_eq!(time(&Element { tag, content: text.as_bytes(), whole: &[] }), wanted, "{text}");
        };
        check(tag::UTC_TIME, "700101000000Z", Ok(0.0));
        check(tag::UTC_TIME, "110504000000Z", Ok(1_304_467_200.0));
        check(tag::UTC_TIME, "1105040000Z", Ok(1_304_467_200.0));
        check(tag::UTC_TIME, "110504020000+0200", Ok(1_304_467_200.0));
        check(tag::GENERALIZED_TIME, "20110504000000.5Z", Ok(1_304_467_200.0));
        check(tag::UTC_TIME, "1105", Err("x509_utc_length"));
        check(tag::INTEGER, "1105", Err("x509_invalid_time_type"));
    }
}
