//! Plain lists: an indicator a line, remarks behind `#` or `;`, also in the manner of a hosts file.

use crate::intel::feed::Feed;
use crate::intel::sources::Source;

/// Addresses that a hosts file sends names to.
const NOWHERE: [&str; 4] = ["0.0.0.0", "127.0.0.1", "::", "::1"];

pub fn convert(text: &str, source: &Source, feed: &mut Feed) {
    for line in text.lines() {
        let mut words = line.split_whitespace().take_while(|w| !w.starts_with(['#', ';']));
        let Some(mut word) = words.next().filter(|w| !w.starts_with("//")) else { continue };
        let second = words.next();
        if NOWHERE.contains(&word)
            && let Some(name) = second
        {
            word = name;
        } else if second.is_some() && source.kind.is_none() {
            // Running text, as in a page that says what went wrong.
            feed.wrong(line);
            continue;
        }
        feed.add(source.kind.as_ref(), word, None, None);
    }
}

#[cfg(test)]
mod tests {
    use crate::intel::formats::testing::lines;

    #[test]
    fn lists() {
        let text = "# a list\r\n192.0.2.1\r\n\r\n192.0.2.0/24 ; its network\nbad.example # a name\n127.0.0.1 worse.example\n";
        assert_eq!(
            lines("format = plain\ndesc = d", text).expect("a feed"),
            [
                "192.0.2.0/24 Intel::SUBNET x d -",
                "192.0.2.1 Intel::ADDR x d -",
                "bad.example Intel::DOMAIN x d -",
                "worse.example Intel::DOMAIN x d -"
            ]
        );
        let one = lines("format = plain\ntype = SOFTWARE\ndo_notice = yes", "sqlmap\nsqlmap\n");
        assert_eq!(one.expect("a feed"), ["sqlmap Intel::SOFTWARE x - - T"]);
    }

    #[test]
    fn pages_and_empty_lists_are_refused() {
        let page =
            "<!DOCTYPE html>\n<html><body>\nService is unavailable, see status.example\n</body></html>\n";
        let fault = lines("format = plain", page).expect_err("a page");
        assert!(fault.contains("4 of 4 are no indicators, the first is \"<!DOCTYPE html>\""), "{fault}");
        assert_eq!(lines("format = plain", "# none today\n").expect_err("empty"), "x has no indicators");
        let few = lines("format = plain\nminimum = 3", "192.0.2.1\n").expect_err("few");
        assert_eq!(few, "x has 1 indicators, fewer than 3 (minimum)");
    }
}
