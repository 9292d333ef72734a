//! Replays the corpus: no input may make the analyzers panic or hang.

use zander_analyzer::testing;
use zander_analyzer_bittorrent::{BITTORRENT, BITTORRENTTRACKER};

#[test]
fn no_panic() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let seeds = testing::seeds(folder);
    assert!(!seeds.is_empty());
    for seed in &seeds {
        testing::mutate(&BITTORRENT, seed);
        testing::mutate(&BITTORRENTTRACKER, seed);
    }
}
