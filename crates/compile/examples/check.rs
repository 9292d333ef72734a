//! Loads scripts with the embedded library and says what is wrong with them: `check [-b] [-q] FILE…`. Constants are
//! folded, nothing is run.

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;
use zander_compile::check::{Kind, Loader, Request, load};
use zander_syntax::{Text, render};

/// The file system, and the library below `base` and its like.
struct Disk {
    search: Vec<String>,
}

const LIBRARY: &str = "LIB/";

impl Loader for Disk {
    fn kind(&self, path: &str) -> Option<Kind> {
        if let Some(path) = path.strip_prefix(LIBRARY) {
            return match () {
                () if zander_library::find(path).is_some() => Some(Kind::File),
                () if zander_library::is_folder(path) => Some(Kind::Folder),
                () => None,
            };
        }
        let meta = std::fs::metadata(path).ok()?;
        Some(if meta.is_dir() { Kind::Folder } else { Kind::File })
    }

    fn read(&self, path: &str) -> std::io::Result<Text> {
        match path.strip_prefix(LIBRARY).and_then(zander_library::find) {
            Some(text) => Ok(Text::Static(text)),
            None => std::fs::read(path).map(Text::from),
        }
    }

    fn search(&self) -> &[String] {
        &self.search
    }
}

fn main() {
    let mut bare = false;
    let mut quiet = false;
    let mut request = Request::default();
    for arg in std::env::args().skip(1) {
        match &*arg {
            "-b" => bare = true,
            "-q" => quiet = true,
            _ => request.files.push(arg),
        }
    }
    request.files.insert(0, "base/init-bare.zeek".into());
    request.files.insert(1, "base/init-frameworks-and-bifs.zeek".into());
    if !bare {
        request.files.insert(2, "base/init-default.zeek".into());
    }
    let disk = Disk { search: vec![".".into(), "LIB".into(), "LIB/policy".into(), "LIB/site".into()] };
    let start = Instant::now();
    let outcome = load(&request, &disk, &mut support::Folder::default());
    let took = start.elapsed();
    let (sources, diagnostics, scripts, good) = match outcome {
        Ok(l) => (l.sources, l.diagnostics, l.scripts, true),
        Err(f) => (f.sources, f.diagnostics, f.scripts, false),
    };
    for d in &diagnostics {
        if !quiet {
            eprint!("{}", render::render(d, &sources, false));
        }
    }
    let lines: usize =
        scripts.iter().map(|s| sources.text(s.file).iter().filter(|c| **c == b'\n').count()).sum();
    eprintln!("{} scripts, {lines} lines, {} messages, {took:?}", scripts.len(), diagnostics.len());
    std::process::exit(i32::from(!good));
}
