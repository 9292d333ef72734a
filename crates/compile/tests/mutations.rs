//! Scripts with random damage: the checker has an answer for every text.

use std::path::Path;
use zander_compile::testing::check;

/// Texts to damage: scripts of the library, which together use most of the language.
fn seeds() -> Vec<Vec<u8>> {
    let utils = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/base/utils");
    let mut paths: Vec<_> = std::fs::read_dir(utils).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "zeek"))
        .map(|p| std::fs::read(p).unwrap())
        .collect()
}

/// A step of the "xorshift" generator (Marsaglia).
fn random(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as usize
}

#[test]
fn every_text_gets_an_answer() {
    const WORDS: [&str; 16] = [
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ";",
        " local ",
        " = ",
        "::",
        "$",
        " of ",
        " table[",
        "&default=",
        "|",
        "@if (",
    ];
    let seeds = seeds();
    assert!(seeds.len() > 5);
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let mut said = 0;
    for round in 0..1500 {
        let mut text = seeds[round % seeds.len()].clone();
        for _ in 0..1 + random(&mut state) % 4 {
            let at = random(&mut state) % text.len();
            let to = (at + random(&mut state) % 40).min(text.len());
            let word = WORDS[random(&mut state) % WORDS.len()].as_bytes();
            match random(&mut state) % 4 {
                0 => drop(text.splice(at..to, [])),
                1 => drop(text.splice(at..at, word.iter().copied())),
                2 => text[at] = random(&mut state) as u8,
                _ => {
                    let piece = text[at..to].to_vec();
                    let place = random(&mut state) % text.len();
                    drop(text.splice(place..place, piece));
                }
            }
            if text.is_empty() {
                break;
            }
        }
        said += check(&text);
    }
    assert!(said > 1000, "{said}");
}
