//! Values separated by commas or another character, one column of which holds indicators.

use crate::intel::feed::Feed;
use crate::intel::sources::{Column, Source};
use csv::{ReaderBuilder, StringRecord, Trim};

pub fn convert(text: &str, source: &Source, feed: &mut Feed) -> Result<(), String> {
    let mut reader = ReaderBuilder::new()
        .delimiter(source.separator)
        .comment(Some(b'#'))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let named = [Some(&source.column), source.desc_column.as_ref()]
        .iter()
        .any(|c| matches!(c, Some(Column::Name(_))));
    let mut record = StringRecord::new();
    let next = |record: &mut StringRecord, reader: &mut csv::Reader<&[u8]>| {
        reader.read_record(record).map_err(|e| e.to_string())
    };
    if named {
        next(&mut record, &mut reader)?;
    }
    let value = place(&source.column, &record)?;
    let desc = source.desc_column.as_ref().map(|c| place(c, &record)).transpose()?;
    while next(&mut record, &mut reader)? {
        match record.get(value) {
            Some(text) => {
                let desc = desc.and_then(|at| record.get(at)).filter(|d| !d.is_empty());
                feed.add(source.kind.as_ref(), text, desc, None);
            }
            None => feed.wrong(&record.iter().collect::<Vec<_>>().join(",")),
        }
    }
    Ok(())
}

fn place(column: &Column, header: &StringRecord) -> Result<usize, String> {
    match column {
        Column::Number(n) => Ok(*n),
        Column::Name(name) => header
            .iter()
            .position(|h| h == name)
            .ok_or_else(|| format!("its first line names no column {name}")),
    }
}

#[cfg(test)]
mod tests {
    use crate::intel::formats::testing::lines;

    #[test]
    fn columns_by_number_and_name() {
        let text = "# id, host, threat\n\"1\",\"192.0.2.1\",\"a, b\"\n\"2\",\"bad.example\",\"\"\n";
        assert_eq!(
            lines("format = csv\ncolumn = 2\ndesc_column = 3", text).expect("a feed"),
            ["192.0.2.1 Intel::ADDR x a, b -", "bad.example Intel::DOMAIN x - -"]
        );
        let text = "id;host\n1;192.0.2.1\n2\n";
        assert_eq!(
            lines("format = csv\ncolumn = host\nseparator = ;", text).expect("a feed"),
            ["192.0.2.1 Intel::ADDR x - -", "(1 are none, e.g. \"2\")"]
        );
        let fault = lines("format = csv\ncolumn = ip\nseparator = ;", text).expect_err("no such column");
        assert_eq!(fault, "x: its first line names no column ip");
    }
}
