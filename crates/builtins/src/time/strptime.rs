//! Times from text, as C's `strptime` in its own locale reads them.

use chrono::{Duration, Local, NaiveDate, NaiveDateTime, TimeZone};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/// What has been read; what is absent counts as zero, in C's way of counting (years from 1900, months from 0).
#[derive(Default)]
struct Parts {
    year: i64,
    century: Option<i64>,
    month: Option<i64>,
    day: i64,
    year_day: Option<i64>,
    hour: i64,
    minute: i64,
    second: i64,
    afternoon: Option<bool>,
    /// Seconds since the epoch.
    epoch: Option<i64>,
}

/// Seconds since the epoch, the text being local time. What follows the part that the format describes does not
/// matter.
pub fn local(format: &[u8], text: &[u8]) -> Option<f64> {
    match read(format, text)? {
        Moment::Epoch(seconds) => Some(seconds as f64),
        Moment::Clock(time) => Some(Local.from_local_datetime(&time).earliest()?.timestamp() as f64),
    }
}

/// What a text says.
#[derive(PartialEq, Debug)]
enum Moment {
    /// Seconds since the epoch.
    Epoch(i64),
    /// What a clock shows.
    Clock(NaiveDateTime),
}

fn read(format: &[u8], text: &[u8]) -> Option<Moment> {
    let mut parts = Parts::default();
    parts.read(format, text, 0)?;
    parts.moment()
}

fn blanks(text: &[u8]) -> &[u8] {
    &text[text.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(text.len())..]
}

/// A number of at most `digits` digits within bounds, blanks in front.
fn number(text: &[u8], digits: usize, low: i64, high: i64) -> Option<(i64, &[u8])> {
    let text = blanks(text);
    let end = text.iter().take(digits).take_while(|b| b.is_ascii_digit()).count();
    let value = std::str::from_utf8(&text[..end]).ok()?.parse().ok()?;
    (low..=high).contains(&value).then_some((value, &text[end..]))
}

/// Which of these names the text begins with, in full or by three letters.
fn name<'a>(text: &'a [u8], names: &[&str]) -> Option<(i64, &'a [u8])> {
    let text = blanks(text);
    let begins = |n: &str| text.get(..n.len()).is_some_and(|t| t.eq_ignore_ascii_case(n.as_bytes()));
    for (i, n) in names.iter().enumerate() {
        for length in [n.len(), 3] {
            if begins(&n[..length]) {
                return Some((i as i64, &text[length..]));
            }
        }
    }
    None
}

impl Parts {
    /// Reads along the format; gives what is left of the text.
    fn read<'a>(&mut self, format: &[u8], mut text: &'a [u8], depth: u32) -> Option<&'a [u8]> {
        let mut rest = format;
        while let Some((&b, after)) = rest.split_first() {
            rest = after;
            if b.is_ascii_whitespace() {
                text = blanks(text);
                continue;
            }
            if b != b'%' {
                text = text.strip_prefix(&[b])?;
                continue;
            }
            let (mut conversion, mut after) = rest.split_first()?;
            if matches!(conversion, b'E' | b'O') {
                (conversion, after) = after.split_first()?;
            }
            rest = after;
            text = self.convert(*conversion, text, depth)?;
        }
        Some(text)
    }

    fn convert<'a>(&mut self, conversion: u8, text: &'a [u8], depth: u32) -> Option<&'a [u8]> {
        let within = |digits, low, high, place: &mut i64| {
            let (value, rest) = number(text, digits, low, high)?;
            *place = value;
            Some(rest)
        };
        let composite = match conversion {
            b'c' => "%a %b %e %H:%M:%S %Y",
            b'D' | b'x' => "%m/%d/%y",
            b'F' => "%Y-%m-%d",
            b'r' => "%I:%M:%S %p",
            b'R' => "%H:%M",
            b'T' | b'X' => "%H:%M:%S",
            _ => "",
        };
        if !composite.is_empty() {
            return if depth < 2 { self.read(composite.as_bytes(), text, depth + 1) } else { None };
        }
        match conversion {
            b'%' => text.strip_prefix(b"%"),
            b'n' | b't' => Some(blanks(text)),
            b'd' | b'e' => within(2, 1, 31, &mut self.day),
            b'H' | b'k' => within(2, 0, 23, &mut self.hour),
            b'I' | b'l' => within(2, 1, 12, &mut self.hour),
            b'M' => within(2, 0, 59, &mut self.minute),
            b'S' => within(2, 0, 61, &mut self.second),
            b'm' => {
                let (month, rest) = number(text, 2, 1, 12)?;
                self.month = Some(month - 1);
                Some(rest)
            }
            b'j' => {
                let (day, rest) = number(text, 3, 1, 366)?;
                self.year_day = Some(day - 1);
                Some(rest)
            }
            b'Y' => {
                let (year, rest) = number(text, 4, 0, 9999)?;
                self.year = year - 1900;
                Some(rest)
            }
            b'y' => {
                let (year, rest) = number(text, 2, 0, 99)?;
                self.year = if year < 69 { year + 100 } else { year };
                Some(rest)
            }
            b'C' => {
                let (century, rest) = number(text, 2, 0, 99)?;
                self.century = Some(century);
                Some(rest)
            }
            b's' => {
                let (seconds, rest) = number(text, 18, 0, i64::MAX)?;
                self.epoch = Some(seconds);
                Some(rest)
            }
            b'b' | b'B' | b'h' => {
                let (month, rest) = name(text, &MONTHS)?;
                self.month = Some(month);
                Some(rest)
            }
            b'a' | b'A' => Some(name(text, &DAYS)?.1),
            // Days and numbers of weeks are read, but tell nothing.
            b'u' | b'w' => Some(number(text, 1, 0, 7)?.1),
            b'U' | b'V' | b'W' | b'g' => Some(number(text, 2, 0, 99)?.1),
            b'G' => Some(number(text, 4, 0, 9999)?.1),
            b'p' | b'P' => {
                let text = blanks(text);
                self.afternoon = Some(match text.get(..2)?.to_ascii_lowercase().as_slice() {
                    b"am" => false,
                    b"pm" => true,
                    _ => return None,
                });
                Some(&text[2..])
            }
            b'z' => self.offset(text),
            b'Z' => Some(&text[text.iter().take_while(|b| b.is_ascii_alphabetic()).count()..]),
            _ => None,
        }
    }

    /// `+hh:mm`, `+hhmm`, `+hh` or `Z`: read, but times are local whatever it says, as in C.
    fn offset<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let text = blanks(text);
        let rest = match text.split_first()? {
            (b'Z', rest) => return Some(rest),
            (b'+' | b'-', rest) => rest,
            _ => return None,
        };
        let (_, rest) = number(rest, 2, 0, 23)?;
        let minutes = number(rest.strip_prefix(b":").unwrap_or(rest), 2, 0, 59);
        Some(minutes.map_or(rest, |(_, rest)| rest))
    }

    fn moment(&self) -> Option<Moment> {
        if let Some(epoch) = self.epoch {
            return Some(Moment::Epoch(epoch));
        }
        let year = match self.century {
            Some(century) => century * 100 + self.year.rem_euclid(100),
            None => self.year + 1900,
        };
        let year = i32::try_from(year).ok()?;
        let date = match (self.year_day, self.month, self.day) {
            (Some(day), None, 0) => NaiveDate::from_ymd_opt(year, 1, 1)? + Duration::days(day),
            // Days beyond the end of a month count on into the next one, day 0 back into the one before.
            (_, month, day) => {
                NaiveDate::from_ymd_opt(year, month.unwrap_or(0) as u32 + 1, 1)? + Duration::days(day - 1)
            }
        };
        let hour = match self.afternoon {
            Some(afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
            None => self.hour,
        };
        let time = Duration::seconds(hour * 3600 + self.minute * 60 + self.second);
        Some(Moment::Clock(date.and_hms_opt(0, 0, 0)?.checked_add_signed(time)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let clock = |date: NaiveDate, h, m, s| Some(Moment::Clock(date.and_hms_opt(h, m, s).unwrap()));
        for (format, text, want) in [
            ("%Y-%m-%dT%H:%M:%S%z", "2001-09-09T01:46:40Z", clock(day(2001, 9, 9), 1, 46, 40)),
            ("%d %b %Y %I:%M %p", "09 Sep 2001 03:46 PM", clock(day(2001, 9, 9), 15, 46, 0)),
            ("%s", "12", Some(Moment::Epoch(12))),
            ("%j %Y", "032 1970", clock(day(1970, 2, 1), 0, 0, 0)),
            ("%D", "01/02/70 and more", clock(day(1970, 1, 2), 0, 0, 0)),
            ("%A, %d %B %y", "Monday, 31 december 68", clock(day(2068, 12, 31), 0, 0, 0)),
            ("%Y-%m-%d", "2020-13-01", None),
            ("%Y-%m-%d", "tomorrow", None),
            ("%H:%M", "24:00", None),
            ("%q", "1", None),
        ] {
            assert_eq!(read(format.as_bytes(), text.as_bytes()), want, "{format} {text}");
        }
    }
}
