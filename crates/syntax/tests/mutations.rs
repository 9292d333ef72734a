//! Whatever is done to a script, it parses to its end without a panic, and what comes out can be shown.

use zander_syntax::ast::{Expr, Ident};
use zander_syntax::{Directives, Names, Parser, SourceMap, dump, render};

/// Decides by turns, so that both branches are read.
struct Turns(u32);

impl Directives for Turns {
    fn is_defined(&mut self, _: &Ident) -> bool {
        self.0 += 1;
        self.0.is_multiple_of(2)
    }

    fn condition(&mut self, _: &Expr) -> bool {
        self.0 += 1;
        self.0.is_multiple_of(2)
    }
}

/// Parses, dumps and renders; how many items and errors there were.
fn run(text: &[u8]) -> (usize, usize) {
    let mut sources = SourceMap::new();
    let id = sources.add("t.zeek", text.to_vec());
    let names = Names::new();
    let mut parser = Parser::new(id, text, &names);
    let mut host = Turns(0);
    let mut items = 0;
    while let Some(item) = parser.next_item(&mut host) {
        assert!(item.span.end as usize <= text.len());
        assert!(!dump::item(&item).is_empty());
        items += 1;
        // Every item takes at least a character.
        assert!(items <= text.len());
    }
    let errors = parser.take_diagnostics();
    for error in errors.iter().take(3) {
        assert!(render::render(error, &sources, false).starts_with("error in t.zeek, line "));
    }
    (items, errors.len())
}

/// A small generator of numbers that are the same every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

const SAMPLE: &[u8] = include_bytes!("sample.zeek");

/// What is put in: bytes and words that change how the text behind is read.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "|",
    "||",
    "/",
    "\"",
    ";",
    ",",
    ":",
    "::",
    "$",
    "?$",
    "&",
    "&log",
    "@",
    "@if",
    "@if (",
    "@else",
    "@endif",
    "@ifdef ( x )",
    "@load x",
    "#",
    "##<",
    "\n",
    "\\",
    "\0",
    "\u{fffd}",
    "event",
    "function",
    "local",
    "redef",
    "export",
    "type",
    "when",
    "timeout",
    "case",
    "-",
    "!",
    "!in",
    "0x",
    "1.2.3.4",
    "5 min",
    "T",
    "=",
    "+=",
    "...",
];

#[test]
fn the_sample_is_right() {
    let (items, errors) = run(SAMPLE);
    assert_eq!((items > 20, errors), (true, 0));
}

#[test]
fn mutations_do_not_panic() {
    let mut numbers = Numbers(1);
    let mut wrong = 0;
    for round in 0..1500 {
        let mut text = SAMPLE.to_vec();
        // Mostly a piece of the sample, which is fast; at times all of it.
        if round % 16 != 0 {
            let start = numbers.below(text.len());
            let end = (start + 20 + numbers.below(600)).min(text.len());
            text = text[start..end].to_vec();
        }
        for _ in 0..=numbers.below(4) {
            let at = numbers.below(text.len());
            let end = (at + numbers.below(30)).min(text.len());
            match numbers.below(4) {
                0 => drop(text.drain(at..end)),
                1 => {
                    let copy = text[at..end].to_vec();
                    let to = numbers.below(text.len());
                    text.splice(to..to, copy);
                }
                2 if !text.is_empty() => text[at] = numbers.below(256) as u8,
                _ => {
                    let piece = PIECES[numbers.below(PIECES.len())];
                    text.splice(at..at, piece.bytes());
                }
            }
        }
        wrong += run(&text).1;
    }
    assert!(wrong > 1000, "{wrong}");
}

#[test]
fn every_prefix_ends() {
    for end in (0..SAMPLE.len()).step_by(7) {
        run(&SAMPLE[..end]);
    }
}
