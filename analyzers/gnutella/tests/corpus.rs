//! Replays the corpus: no input may make the analyzer panic or hang.

use zander_analyzer::testing;
use zander_analyzer_gnutella::GNUTELLA;

#[test]
fn no_panic() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let seeds = testing::seeds(folder);
    assert!(!seeds.is_empty());
    seeds.iter().for_each(|seed| testing::mutate(&GNUTELLA, seed));
}
