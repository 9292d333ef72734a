//! Columns of text below a header that names them.
//!
//! The header begins with `#fields` and a separator; a first line without `#` is taken for a header too. Other lines
//! that begin with `#`, and empty ones, say nothing.

use crate::columns::Column;
use crate::{Fault, Style, parse};
use zander_value::Val;

/// Where the wanted columns stand in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// For each wanted column its place in a line; `None` when the source lacks it.
    places: Vec<Option<Place>>,
}

/// Where a column stands, and where the one that has its transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    value: usize,
    transport: Option<usize>,
}

/// What a line is.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Line<'a> {
    /// A comment, or nothing.
    Nothing,
    /// A header, without its mark.
    Header(&'a [u8]),
    /// A row.
    Row(&'a [u8]),
}

/// Tells what a line is, its end (CR and LF) aside.
pub fn classify<'a>(line: &'a [u8], style: &Style) -> Line<'a> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match line.strip_prefix(b"#") {
        None if line.is_empty() => Line::Nothing,
        None => Line::Row(line),
        Some(comment) => match comment.strip_prefix(b"fields") {
            Some([b, names @ ..]) if *b == style.separator => Line::Header(names),
            // Blanks where the separator should be: a header that was meant; it is looked at and found wanting.
            Some([b' ' | b'\t', ..]) => Line::Header(comment.get(b"fields".len() + 1..).unwrap_or_default()),
            _ => Line::Nothing,
        },
    }
}

impl Header {
    /// Finds the wanted columns in a header. `number` is the line's, counted from 1, `source` the file's name.
    pub fn new(
        names: &[u8],
        columns: &[Column],
        style: &Style,
        source: &str,
        number: u64,
    ) -> Result<Header, Fault> {
        let present: Vec<&[u8]> = names.split(|b| *b == style.separator).collect();
        let mut places = Vec::with_capacity(columns.len());
        let find = |name: &str| present.iter().position(|n| *n == name.as_bytes());
        for column in columns {
            let lack = |name: &str| Fault(missing(name, &present, style, source, number));
            let Some(value) = find(&column.name) else {
                if !column.optional {
                    return Err(lack(&column.name));
                }
                places.push(None);
                continue;
            };
            let transport = match &column.type_column {
                Some(name) => Some(find(name).ok_or_else(|| lack(name))?),
                None => None,
            };
            places.push(Some(Place { value, transport }));
        }
        Ok(Header { places })
    }

    /// The values of a row, one for each wanted column.
    pub fn row(
        &self,
        line: &[u8],
        columns: &[Column],
        style: &Style,
        source: &str,
    ) -> Result<Vec<Val>, Fault> {
        let fields: Vec<&[u8]> = line.split(|b| *b == style.separator).collect();
        let mut values = Vec::with_capacity(columns.len());
        for (place, column) in self.places.iter().zip(columns) {
            let Some(place) = place else {
                values.push(Val::None);
                continue;
            };
            let text = |place: usize| {
                fields.get(place).copied().ok_or_else(|| {
                    Fault(format!(
                        "Not enough fields in line '{}' of {source}. Found {} fields, want position {}",
                        line.escape_ascii(),
                        fields.len(),
                        place + 1
                    ))
                })
            };
            let (field, transport) = (text(place.value)?, place.transport.map(text).transpose()?);
            let value = parse::value(field, &column.ty, style).and_then(|v| match transport {
                Some(name) => column.typed(v, name),
                None => Ok(v),
            });
            values.push(value.map_err(|f| {
                Fault(format!(
                    "Could not convert line '{}' of {source}: {}: {f}",
                    line.escape_ascii(),
                    column.name
                ))
            })?);
        }
        Ok(values)
    }
}

/// The fault of a header that lacks a column, with the usual cause if it can be seen.
fn missing(name: &str, present: &[&[u8]], style: &Style, source: &str, number: u64) -> String {
    let mut text = format!("Did not find requested field {name} in input data file {source}.");
    let hidden = present.iter().any(|field| {
        field.split(|b| b.is_ascii_whitespace()).filter(|word| !word.is_empty()).count() > 1
            || field.trim_ascii().len() != field.len()
    });
    if hidden {
        let wanted = if style.separator == b'\t' {
            "a single tab".to_owned()
        } else {
            format!("'{}'", char::from(style.separator).escape_default())
        };
        text.push_str(&format!(
            " The header in line {number} has other whitespace between its names; they have to be separated by {wanted}."
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns;

    fn header(line: &str) -> Result<Header, Fault> {
        let (columns, _) = columns::of_record(&columns::tests::item_type(), false).expect("columns");
        let style = Style::default();
        match classify(line.as_bytes(), &style) {
            Line::Header(names) | Line::Row(names) => Header::new(names, &columns, &style, "x.dat", 1),
            Line::Nothing => panic!("no header"),
        }
    }

    #[test]
    fn lines() {
        let style = Style::default();
        assert_eq!(classify(b"\r\n", &style), Line::Nothing);
        assert_eq!(classify(b"# a comment\n", &style), Line::Nothing);
        assert_eq!(classify(b"#fields\ta\tb\r\n", &style), Line::Header(b"a\tb"));
        assert_eq!(classify(b"a\tb", &style), Line::Row(b"a\tb"));
    }

    #[test]
    fn columns_are_found_in_any_order_and_may_be_missing() {
        let h = header("#fields\tmeta.source\tother\tindicator").expect("a header");
        let values = |h: Header| h.places.iter().map(|p| p.map(|p| p.value)).collect::<Vec<_>>();
        assert_eq!(values(h), [Some(2), Some(0), None, None]);
        let h = header("indicator\tmeta.source\tn").expect("a header");
        assert_eq!(values(h), [Some(0), Some(1), None, Some(2)]);
    }

    #[test]
    fn blanks_in_the_header_are_named() {
        for line in [
            "#fields indicator meta.source",
            "#fields\tindicator\t meta.source",
            "#fields\tindicator meta.source",
        ] {
            let fault = header(line).expect_err("a fault");
            assert!(fault.0.contains("line 1 has other whitespace"), "{line}: {fault}");
        }
        let fault = header("#fields\tindicator").expect_err("a fault");
        assert_eq!(fault.0, "Did not find requested field meta.source in input data file x.dat.");
    }

    #[test]
    fn rows_that_do_not_fit_are_faults() {
        let (columns, _) = columns::of_record(&columns::tests::item_type(), false).expect("columns");
        let h = header("#fields\tindicator\tmeta.source\tn").expect("a header");
        let row = |line: &str| h.row(line.as_bytes(), &columns, &Style::default(), "x.dat");
        assert_eq!(format!("{:?}", row("a\tb\t3")), r#"Ok([Str("a"), Str("b"), None, Count(3)])"#);
        assert!(row("a\tb").expect_err("short").0.starts_with("Not enough fields in line 'a\\tb' of x.dat"));
        assert!(row("a\tb\tc").expect_err("no count").0.contains("n: Invalid value for count: 'c'"));
    }
}
