//! Replays the corpus: no input may make the analyzers panic or hang.

use zander_analyzer::testing;
use zander_analyzer_rpc::{MOUNT, NFS, PORTMAPPER};

#[test]
fn no_panic() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let seeds = testing::seeds(folder);
    assert!(!seeds.is_empty());
    for seed in &seeds {
        [&PORTMAPPER, &MOUNT, &NFS].iter().for_each(|program| testing::mutate(program, seed));
    }
}
