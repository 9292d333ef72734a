//! Canonical forms, and comparison with what is expected.

use crate::command::Outcome;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{env, fs};

/// Logs whose content depends on the machine or the clock.
const MACHINE: [&str; 3] = ["packet_filter.log", "loaded_scripts.log", "stats.log"];

/// Makes ids canonical (`C1`, `C2`, …, `F1`, … in order of appearance, conn.log first) and drops times of the clock.
pub fn canonical(logs: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut ids = HashMap::new();
    let mut out = BTreeMap::new();
    let mut names: Vec<&String> = logs.keys().filter(|n| !MACHINE.contains(&n.as_str())).collect();
    names.sort_by_key(|n| (n.as_str() != "conn.log", n.as_str() != "files.log", n.as_str().to_owned()));
    for name in names {
        let mut text = String::new();
        for line in logs[name].lines() {
            // Also behind another mark than #.
            let bare = line.trim_start_matches(['#', '/']);
            if bare.len() < line.len() && (bare.starts_with("open") || bare.starts_with("close")) {
                continue;
            }
            text += &canonical_line(line, &mut ids);
            text.push('\n');
        }
        out.insert(name.clone(), text);
    }
    out
}

fn canonical_line(line: &str, ids: &mut HashMap<String, String>) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in line.chars().chain(std::iter::once('\n')) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        out += &canonical_word(&word, ids);
        word.clear();
        if c != '\n' {
            out.push(c);
        }
    }
    out
}

/// An id is `C` or `F` and 14 to 18 letters and digits, which are nearly always of both cases; with large letters alone, one of them
/// is none of a hexadecimal number.
fn canonical_word(word: &str, ids: &mut HashMap<String, String>) -> String {
    let kind = word.chars().next().unwrap_or(' ');
    let has = |test: fn(char) -> bool| word[1..].contains(test);
    let id = matches!(kind, 'C' | 'F')
        && (15..=19).contains(&word.len())
        && if has(|c| c.is_ascii_lowercase()) {
            has(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        } else {
            has(|c| c.is_ascii_digit()) && has(|c| matches!(c, 'G'..='Z'))
        };
    if !id {
        return word.to_owned();
    }
    let next = ids.values().filter(|v| v.starts_with(kind)).count() + 1;
    ids.entry(word.to_owned()).or_insert_with(|| format!("{kind}{next}")).clone()
}

/// Puts `CLOCK` in the place of each time, in seconds since the epoch with six digits behind the point, that is not earlier than `begin`
/// nor later than `end`: those are of the run and not of what it read.
pub fn without_clock(text: &str, begin: f64, end: f64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(point) = rest.find('.') {
        let seconds = rest[..point].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |i| i + 1);
        let digits = rest[point + 1..].find(|c: char| !c.is_ascii_digit());
        let after = digits.map_or(rest.len(), |n| point + 1 + n);
        let time = &rest[seconds..after];
        let is_time = after - point == 7 && time.parse::<f64>().is_ok_and(|t| (begin..=end).contains(&t));
        out += &rest[..seconds];
        out += if is_time { "CLOCK" } else { time };
        rest = &rest[after..];
    }
    out + rest
}

/// Compares an outcome with the files of a case's folder; with `ZANDER_UPDATE_GOLDEN` writes them instead. Returns what
/// differs.
pub fn compare(folder: &Path, outcome: &Outcome) -> Vec<String> {
    let mut came: BTreeMap<String, String> = outcome.logs.clone();
    for (name, text) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
        if !text.is_empty() {
            came.insert(name.into(), text.clone());
        }
    }
    if outcome.status != Some(0) {
        came.insert("status".into(), format!("{:?}\n", outcome.status));
    }
    if env::var_os("ZANDER_UPDATE_GOLDEN").is_some() {
        fs::remove_dir_all(folder).ok();
        fs::create_dir_all(folder).expect("the case's folder can be made");
        for (name, text) in &came {
            fs::write(folder.join(name), text).expect("an expectation can be written");
        }
        return Vec::new();
    }
    let mut expected = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        expected.insert(name, fs::read_to_string(entry.path()).unwrap_or_default());
    }
    let names: std::collections::BTreeSet<&String> = came.keys().chain(expected.keys()).collect();
    let mut wrong = Vec::new();
    for name in names {
        match (expected.get(name), came.get(name)) {
            (Some(e), Some(c)) if e == c => {}
            (Some(e), Some(c)) => wrong.push(format!("{name} differs\n{}", difference(e, c))),
            (Some(_), None) => wrong.push(format!("{name} was not written")),
            (None, Some(c)) => wrong.push(format!("{name} was not expected:\n{c}")),
            (None, None) => {}
        }
    }
    if expected.is_empty() {
        wrong.push("nothing is expected of this case: run with ZANDER_UPDATE_GOLDEN=1 and look".into());
    }
    wrong
}

fn difference(expected: &str, came: &str) -> String {
    let (e, c): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), came.lines().collect());
    let gone = e.iter().filter(|l| !c.contains(l)).map(|l| format!("- {l}\n"));
    let new = c.iter().filter(|l| !e.contains(l)).map(|l| format!("+ {l}\n"));
    gone.chain(new).take(40).collect()
}
