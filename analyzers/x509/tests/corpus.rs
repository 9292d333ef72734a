//! Replays the corpus: nothing that calls itself a certificate or an OCSP message may make the parsers panic.

use std::fs;
use std::path::Path;
use zander_analyzer_x509::certificate::{self, Certificate};
use zander_analyzer_x509::layout::layout;
use zander_analyzer_x509::{ocsp, print, sct};

fn read(data: &[u8]) {
    let _ = ocsp::request(data);
    let _ = ocsp::response(data);
    let _ = sct::list(data);
    let _ = certificate::other_names(data);
    let _ = certificate::basic_constraints(data);
    let _ = Certificate::parse(data, true);
    if let Some(l) = layout(data) {
        for e in certificate::extensions(l.extensions) {
            let _ = print::single(&e);
            let _ = sct::of_extension(&e);
        }
    }
}

#[test]
fn no_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut seeds = 0;
    for entry in fs::read_dir(folder).expect("the corpus").flatten() {
        let mut seed = fs::read(entry.path()).expect("a seed");
        read(&seed);
        for at in 0..seed.len() {
            read(&seed[..at]);
            for flip in [0x01, 0x80, 0xff] {
                seed[at] ^= flip;
                read(&seed);
                seed[at] ^= flip;
            }
        }
        seeds += 1;
    }
    assert!(seeds > 0);
}
