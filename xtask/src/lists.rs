//! Lists of the script library: which declarations there are, and which protocols are loaded by default.

use crate::output::Output;
use crate::room::Room;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const HEAD: &str = "# Written by `cargo xtask codegen` from the files that are there; do not edit.\n\n";

/// Writes `base/bif/__load__.zeek`, `base/bif/plugins/__load__.zeek` and `base/protocols/__load__.zeek`.
pub fn write(root: &Path, rooms: &[Room], out: &mut Output) -> Result<(), String> {
    let library = root.join("scripts/base");
    let rooms: Vec<&Room> = rooms.iter().filter(|r| r.name != "template").collect();

    let mut families = BTreeSet::new();
    for room in names(&root.join("crates"), |p| p.join("bif").is_dir()) {
        let bif = root.join("crates").join(room).join("bif");
        families.extend(stems(&bif).into_iter().map(|s| format!("{s}.bif")));
    }
    list(&library.join("bif"), families, out)?;

    let mut plugins: BTreeSet<String> = stems(&library.join("bif/plugins")).into_iter().collect();
    plugins.extend(rooms.iter().filter(|r| r.path.join("events.zeek").is_file()).map(|r| r.name.clone()));
    list(&library.join("bif/plugins"), plugins, out)?;

    let loads = |p: &Path| p.join("__load__.zeek").is_file();
    let mut protocols: BTreeSet<String> = names(&library.join("protocols"), loads).into_iter().collect();
    for r in rooms {
        protocols.extend(names(&r.path.join("scripts/base/protocols"), loads));
    }
    list(&library.join("protocols"), protocols, out)
}

fn list(folder: &Path, names: BTreeSet<String>, out: &mut Output) -> Result<(), String> {
    let lines: String = names.iter().map(|n| format!("@load ./{n}\n")).collect();
    out.text(&folder.join("__load__.zeek"), &format!("{HEAD}{lines}"))
}

/// Names of the folders in a folder of which `wanted` holds.
fn names(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|e| e.path().is_dir() && wanted(&e.path()))
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Names without their end of the scripts in a folder, lists aside.
fn stems(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|e| e.file_name().to_string_lossy().strip_suffix(".zeek").map(str::to_owned))
        .filter(|s| s != "__load__")
        .collect()
}
