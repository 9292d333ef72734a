//! `fmt`: C-like formats over values.
//!
//! A conversion is `%[-][0][width][.precision]` and one of `d x s e f g D T`; `%%` is a percent sign.

use super::{Style, describe, write_int, write_seconds, write_uint};
use crate::Val;
use std::io::Write;

/// What is wrong with a format or its arguments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormatProblem {
    pub message: &'static str,
    /// The argument concerned, counted from 0.
    pub argument: Option<usize>,
}

/// What [`fmt`] made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Formatted {
    /// The text; empty after a problem that spoils it.
    pub text: Vec<u8>,
    pub problem: Option<FormatProblem>,
}

const MAX_WIDTH: usize = 127;

/// How many arguments a format takes, for checks before it is used; `None` when it ends with a bare `%`.
pub fn conversions(format: &[u8]) -> Option<usize> {
    let mut n = 0;
    let mut at = 0;
    while let Some(found) = format.get(at..)?.iter().position(|&b| b == b'%') {
        match format.get(at + found + 1) {
            None => return None,
            Some(b'%') => {}
            Some(_) => n += 1,
        }
        at += found + 2;
    }
    Some(n)
}

struct Spec {
    left: bool,
    zeros: bool,
    width: usize,
    precision: Option<usize>,
}

/// Formats values.
pub fn fmt(format: &[u8], args: &[Val], style: Style<'_>) -> Formatted {
    let mut out = Vec::with_capacity(format.len() + 8 * args.len());
    match run(&mut out, format, args, Style { escaped: false, ..style }) {
        Ok(problem) => Formatted { text: out, problem },
        Err(problem) => Formatted { text: Vec::new(), problem: Some(problem) },
    }
}

fn run(
    out: &mut Vec<u8>,
    format: &[u8],
    args: &[Val],
    style: Style<'_>,
) -> Result<Option<FormatProblem>, FormatProblem> {
    let mut problem = None;
    let mut next = 0;
    let mut rest = format;
    while let Some(at) = rest.iter().position(|&b| b == b'%') {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(b"%") {
            out.push(b'%');
            rest = after;
            continue;
        }
        let mut spec = spec(&mut rest);
        let Some(v) = args.get(next) else {
            return Err(FormatProblem { message: "too few arguments for format", argument: None });
        };
        let Some((&conversion, after)) = rest.split_first() else {
            return Err(FormatProblem { message: "bad format", argument: None });
        };
        rest = after;
        let fault = |message| FormatProblem { message, argument: Some(next) };
        if spec.width > MAX_WIDTH || spec.precision.is_some_and(|p| p > MAX_WIDTH) {
            problem = Some(fault("excessive field width or precision"));
            spec = Spec { left: false, zeros: false, width: 0, precision: None };
        }
        if spec.precision.is_some() && !matches!(conversion, b'e' | b'f' | b'g') {
            problem = Some(fault("precision specified for non-floating point"));
        }
        let begin = out.len();
        convert(out, conversion, &spec, v, style).map_err(fault)?;
        pad(out, begin, &spec, conversion != b's');
        next += 1;
    }
    out.extend_from_slice(rest);
    if next < args.len() {
        return Err(FormatProblem { message: "too many arguments for format", argument: None });
    }
    Ok(problem)
}

fn number(rest: &mut &[u8]) -> usize {
    let mut n = 0usize;
    while let Some((&d @ b'0'..=b'9', after)) = rest.split_first() {
        n = n.saturating_mul(10).saturating_add((d - b'0') as usize);
        *rest = after;
    }
    n
}

fn spec(rest: &mut &[u8]) -> Spec {
    let mut flag = |b: u8| match rest.split_first() {
        Some((&f, after)) if f == b => {
            *rest = after;
            true
        }
        _ => false,
    };
    let left = flag(b'-');
    let zeros = flag(b'0');
    let width = number(rest);
    let precision = match rest.split_first() {
        Some((b'.', after)) => {
            *rest = after;
            Some(number(rest))
        }
        _ => None,
    };
    Spec { left, zeros, width, precision }
}

fn convert(
    out: &mut Vec<u8>,
    conversion: u8,
    spec: &Spec,
    v: &Val,
    style: Style<'_>,
) -> Result<(), &'static str> {
    const WHOLE: &str = "bad type for %d/%x format";
    match conversion {
        b's' => describe(out, v, style),
        b'd' => match v {
            Val::Count(n) => write_uint(out, *n),
            Val::Int(n) => write_int(out, *n),
            Val::Bool(b) => write_uint(out, *b as u64),
            Val::Enum(e) => write_int(out, e.value),
            Val::Port(p) => write_uint(out, p.number as u64),
            _ => return Err(WHOLE),
        },
        b'x' => {
            // Writing to a vector cannot fail.
            let _ = match v {
                Val::Count(n) => write!(out, "{n:x}"),
                Val::Int(n) => write!(out, "{n:x}"),
                Val::Bool(b) => write!(out, "{:x}", *b as u8),
                Val::Enum(e) => write!(out, "{:x}", e.value),
                Val::Port(p) => write!(out, "{:x}", p.number),
                Val::Addr4(b) => write!(out, "{:08x}", u32::from_be_bytes(*b)),
                Val::Addr6(b) => write!(out, "{:032x}", u128::from_be_bytes(**b)),
                _ => return Err(WHOLE),
            };
        }
        b'e' | b'f' | b'g' => {
            let Some(x) = v.as_seconds() else { return Err("bad type for floating-point format") };
            let precision = spec.precision.unwrap_or(6);
            if conversion == b'f' && precision == 6 && x.is_finite() {
                write_seconds(out, x);
                return Ok(());
            }
            let text = match conversion {
                _ if !x.is_finite() => special(x),
                b'e' => exponent(x, precision),
                b'f' => format!("{x:.precision$}"),
                _ => general(x, precision),
            };
            out.extend_from_slice(text.as_bytes());
        }
        b'D' | b'T' => {
            let Val::Time(t) = v else { return Err("bad type for Date/Time format") };
            write_date(out, *t, conversion == b'T');
        }
        _ => return Err("bad format"),
    }
    Ok(())
}

fn pad(out: &mut Vec<u8>, begin: usize, spec: &Spec, is_number: bool) {
    let missing = spec.width.saturating_sub(out.len() - begin);
    if missing == 0 {
        return;
    }
    if spec.left {
        out.resize(out.len() + missing, b' ');
        return;
    }
    let (fill, at) = match spec.zeros && is_number {
        true => (b'0', begin + (out.get(begin) == Some(&b'-')) as usize),
        false => (b' ', begin),
    };
    out.splice(at..at, std::iter::repeat_n(fill, missing));
}

fn special(x: f64) -> String {
    match (x.is_nan(), x < 0.0) {
        (true, _) => "nan".into(),
        (_, true) => "-inf".into(),
        _ => "inf".into(),
    }
}

/// As C's `%e`. The number must be finite.
fn exponent(x: f64, precision: usize) -> String {
    let text = format!("{x:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(e) => ('-', e),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

/// As C's `%g`. The number must be finite.
pub(super) fn general(x: f64, precision: usize) -> String {
    let precision = precision.max(1);
    let scientific = exponent(x, precision - 1);
    let power: i32 = scientific.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    let trim = |s: &str| match s.contains('.') {
        true => s.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => s.to_owned(),
    };
    if power < -4 || power >= precision as i32 {
        let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
        format!("{}e{exponent}", trim(digits))
    } else {
        let decimals = (precision as i32 - 1 - power).max(0) as usize;
        trim(&format!("{x:.decimals$}"))
    }
}

/// `2017-07-14-02:40:00`, in UTC, with nanoseconds for `%T`.
fn write_date(out: &mut Vec<u8>, t: f64, fraction: bool) {
    let whole = t.floor();
    let seconds = whole as i64;
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (h, m, s) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let _ = write!(out, "{year:04}-{month:02}-{day:02}-{h:02}:{m:02}:{s:02}");
    if fraction {
        let _ = write!(out, ".{:09}", ((t - whole) * 1e9).round().min(999_999_999.0) as u64);
    }
}

/// Year, month and day of a number of days since 1970-01-01, in the Gregorian calendar.
fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 1 March of the year 0, so that leap days end a year; 400 years are 146 097 days.
    let shifted = days.clamp(-1 << 40, 1 << 40) + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + (month <= 2) as i64, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Addr, Port};

    fn check(format: &str, args: &[Val], expected: &str) {
        let made = fmt(format.as_bytes(), args, Style::PLAIN);
        assert_eq!(
            (String::from_utf8_lossy(&made.text).as_ref(), &made.problem),
            (expected, &None),
            "{format}"
        );
    }

    #[test]
    fn formats() {
        let n = Val::Count(42);
        check("plain", &[], "plain");
        check("%d %s %x %%", &[n.clone(), Val::str("str"), Val::Count(255)], "42 str ff %");
        check("[%5d] [%-5d] [%05d]", &[n.clone(), n.clone(), n.clone()], "[   42] [42   ] [00042]");
        check("%05d", &[Val::Int(-7)], "-0007");
        check(
            "%.3f %.0f %10.2f %e %g",
            &[3.14259, 2.5, 1.5, 12345.678, 0.0001].map(Val::Double),
            "3.143 2       1.50 1.234568e+04 0.0001",
        );
        check(
            "%g %g %g %g",
            &[1e100, 123456789.0, 100000.0, 1e-5].map(Val::Double),
            "1e+100 1.23457e+08 100000 1e-05",
        );
        check("%f %f", &[-0.0, f64::INFINITY].map(Val::Double), "-0.000000 inf");
        check(
            "%D|%T",
            &[Val::Time(1500000000.123456), Val::Time(0.5)],
            "2017-07-14-02:40:00|1970-01-01-00:00:00.500000000",
        );
        check("%DT", &[Val::Time(951_782_400.0)], "2000-02-29-00:00:00T");
        check("%T", &[Val::Time(1500000000.123456)], "2017-07-14-02:40:00.123456001");
        check("%.2f %s", &[Val::Interval(90.0), Val::Interval(90.0)], "90.00 1.0 min 30.0 secs");
        check(
            "%d %x %d %x",
            &[
                Val::Port(Port::tcp(443)),
                Val::Port(Port::tcp(443)),
                Val::Bool(true),
                Val::addr(Addr::v4([1, 2, 3, 4])),
            ],
            "443 1bb 1 01020304",
        );
        check("%5s|%-5s|", &[Val::Bool(true), Val::str("é")], "    T|é   |");
    }

    #[test]
    fn problems() {
        // (format, arguments, what remains, message)
        let cases: &[(&str, &[Val], &str, &str)] = &[
            ("%d", &[], "", "too few arguments for format"),
            ("tail %", &[], "", "too few arguments for format"),
            ("one", &[Val::Count(2)], "", "too many arguments for format"),
            ("%q", &[Val::Count(2)], "", "bad format"),
            ("%d", &[Val::Double(1.5)], "", "bad type for %d/%x format"),
            ("%f", &[Val::Count(1)], "", "bad type for floating-point format"),
            ("%D", &[Val::Double(1.5)], "", "bad type for Date/Time format"),
            ("%200d", &[Val::Count(5)], "5", "excessive field width or precision"),
            ("[%.3s]", &[Val::Count(5)], "[5]", "precision specified for non-floating point"),
        ];
        for (format, args, text, message) in cases {
            let made = fmt(format.as_bytes(), args, Style::PLAIN);
            assert_eq!(
                (made.text.as_slice(), made.problem.map(|p| p.message)),
                (text.as_bytes(), Some(*message)),
                "{format}"
            );
        }
        assert_eq!(conversions(b"%d %% %5s"), Some(2));
        assert_eq!(conversions(b"x %"), None);
    }
}
