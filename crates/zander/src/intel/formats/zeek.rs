//! Feeds that are feeds already: checked line by line, and taken over as they are.

use crate::intel::feed::Feed;
use crate::intel::indicator::Kind;

/// Columns without which the framework cannot read a feed.
const NEEDED: [&str; 3] = ["indicator", "indicator_type", "meta.source"];

pub fn convert(text: &str, feed: &mut Feed) -> Result<(), String> {
    let mut lines = text.lines().enumerate();
    let (number, header) = lines
        .by_ref()
        .find(|(_, l)| l.starts_with("#fields"))
        .ok_or("it has no header: a line that begins with #fields")?;
    let number = number + 1;
    let names: Vec<&str> = header.split('\t').skip(1).collect();
    let mut places = [0; NEEDED.len()];
    for (place, name) in places.iter_mut().zip(NEEDED) {
        *place = names.iter().position(|n| *n == name).ok_or_else(|| {
            let spaces = header.split_whitespace().any(|n| n == name);
            let hint = if spaces { "; its names have to be separated by single tabs" } else { "" };
            format!("the header in line {number} has no column {name}{hint}")
        })?;
    }
    feed.set_header(header);
    for (_, line) in lines.filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [value, kind, source] = places.map(|p| fields.get(p).copied().unwrap_or_default());
        let known = kind.contains("::") && !matches!(source, "" | "-");
        if fields.len() == names.len() && known && Kind::named(kind).normal(value).is_some() {
            feed.add_line(line);
        } else {
            feed.wrong(line);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::intel::formats::testing::lines;

    #[test]
    fn feeds_are_checked() {
        let text = "# ours\n#fields\tindicator_type\tindicator\tmeta.source\tmeta.own\n\
                    Intel::ADDR\t192.0.2.1\ta\tx y\nOurs::JA3\tabc\ta\t-\nIntel::ADDR\tbad.example\ta\t-\n";
        assert_eq!(
            lines("format = zeek", text).expect("a feed"),
            [
                "Intel::ADDR 192.0.2.1 a x y",
                "Ours::JA3 abc a -",
                "(1 are none, e.g. \"Intel::ADDR\\tbad.example\\ta\\t-\")"
            ]
        );
        let spaces = lines("format = zeek", "#fields indicator indicator_type meta.source\n");
        assert_eq!(
            spaces.expect_err("no tabs"),
            "x: the header in line 1 has no column indicator; its names have to be separated by single tabs"
        );
        assert!(lines("format = zeek", "192.0.2.1\n").expect_err("no header").contains("no header"));
    }
}
