//! Collects the script library into one table of path and text.
//!
//! The library is spread over the rooms that own its parts; scripts see one tree. From the root of the workspace:
//!
//! | on disk | script path |
//! |---|---|
//! | `scripts/**` | the same path below `scripts/` |
//! | `analyzers/NAME/scripts/**` | the same path below `scripts/` |
//! | `analyzers/NAME/events.zeek` | `base/bif/plugins/NAME.zeek` |
//! | `analyzers/NAME/*.sig` | `base/signatures/NAME/*.sig` |
//! | `crates/ROOM/bif/NAME.zeek` | `base/bif/NAME.bif.zeek` |
//!
//! What `scripts/absent.txt` names and no file stands for is an empty script. Two files with one script path stop the build.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo")).join("../..");
    let root = root.canonicalize().expect("the workspace");
    let mut files = BTreeMap::new();
    collect(&root.join("scripts"), "", &mut files);
    for room in folders(&root.join("analyzers")) {
        let name = room.file_name().unwrap_or_default().to_string_lossy().into_owned();
        collect(&room.join("scripts"), "", &mut files);
        println!("cargo:rerun-if-changed={}", room.display());
        for file in entries(&room) {
            let leaf = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if leaf == "events.zeek" {
                insert(&mut files, format!("base/bif/plugins/{name}.zeek"), file);
            } else if leaf.ends_with(".sig") {
                insert(&mut files, format!("base/signatures/{name}/{leaf}"), file);
            }
        }
    }
    for room in folders(&root.join("crates")) {
        for file in entries(&room.join("bif")) {
            if file.extension().is_some_and(|e| e == "zeek") {
                let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                insert(&mut files, format!("base/bif/{stem}.bif.zeek"), file);
            }
        }
        println!("cargo:rerun-if-changed={}", room.join("bif").display());
    }
    println!("cargo:rerun-if-changed={}", root.join("analyzers").display());
    let mut out =
        String::from("/// Script path and text, sorted by path.\npub static FILES: &[(&str, &[u8])] = &[\n");
    for (path, file) in &files {
        println!("cargo:rerun-if-changed={}", file.display());
        out += &format!("    ({path:?}, include_bytes!({:?})),\n", file.display().to_string());
    }
    out += "];\n";
    out += &absent(&root.join("scripts/absent.txt"), &files);
    let target = PathBuf::from(env::var("OUT_DIR").expect("set by cargo")).join("files.rs");
    fs::write(target, out).expect("OUT_DIR can be written");
}

/// Paths that scripts may name though no file stands for them: `scripts/absent.txt`.
fn absent(list: &Path, files: &BTreeMap<String, PathBuf>) -> String {
    println!("cargo:rerun-if-changed={}", list.display());
    let text = fs::read_to_string(list).expect("scripts/absent.txt");
    let mut paths: Vec<_> =
        text.lines().filter(|l| !l.is_empty() && !l.starts_with('#') && !files.contains_key(*l)).collect();
    paths.sort_unstable();
    let mut out =
        String::from("/// Script paths without a script, sorted.\npub static ABSENT: &[&str] = &[\n");
    paths.iter().for_each(|path| out += &format!("    {path:?},\n"));
    out + "];\n"
}

fn insert(files: &mut BTreeMap<String, PathBuf>, path: String, file: PathBuf) {
    if let Some(other) = files.insert(path.clone(), file.clone()) {
        panic!("two files stand for {path}: {} and {}", other.display(), file.display());
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    all.sort();
    all
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|p| p.is_dir()).collect()
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) {
    println!("cargo:rerun-if-changed={}", folder.display());
    for path in entries(folder) {
        let leaf = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inner = if prefix.is_empty() { leaf.clone() } else { format!("{prefix}/{leaf}") };
        if path.is_dir() {
            collect(&path, &inner, files);
        } else if leaf.ends_with(".zeek") || leaf.ends_with(".sig") {
            insert(files, inner, path);
        }
    }
}
