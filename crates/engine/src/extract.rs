//! Writing extracted files.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use zander_analyzer::files::Sink;

/// So many files are kept open; beyond it one is closed and opened again when its next bytes come.
const MAX_OPEN: usize = 256;

/// Extracted files on disk. A file is made, with the folders above it, when its first bytes come.
#[derive(Default)]
pub struct Extraction {
    open: HashMap<PathBuf, File>,
}

impl Extraction {
    fn file(&mut self, path: &Path) -> std::io::Result<&mut File> {
        if !self.open.contains_key(path) {
            if self.open.len() >= MAX_OPEN
                && let Some(other) = self.open.keys().next().cloned()
            {
                self.open.remove(&other);
            }
            let make = || File::options().create(true).append(true).open(path);
            let file = match (make(), path.parent()) {
                (Err(e), Some(folder)) if e.kind() == std::io::ErrorKind::NotFound => {
                    fs::create_dir_all(folder)?;
                    make()?
                }
                (made, _) => made?,
            };
            self.open.insert(path.to_owned(), file);
        }
        self.open.get_mut(path).ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }
}

impl Sink for Extraction {
    fn write(&mut self, path: &[u8], data: &[u8]) -> bool {
        let path = Path::new(std::ffi::OsStr::from_bytes(path));
        self.file(path).and_then(|f| f.write_all(data)).is_ok()
    }

    fn close(&mut self, path: &[u8]) {
        self.open.remove(Path::new(std::ffi::OsStr::from_bytes(path)));
    }
}
