//! Files as sources: whether they changed since they were read last.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What of a file tells that it was written or replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mark {
    device: u64,
    inode: u64,
    seconds: i64,
    nanoseconds: i64,
    size: u64,
}

impl Mark {
    fn of(m: &Metadata) -> Mark {
        Mark {
            device: m.dev(),
            inode: m.ino(),
            seconds: m.mtime(),
            nanoseconds: m.mtime_nsec(),
            size: m.size(),
        }
    }
}

/// A file that is watched.
#[derive(Debug)]
pub struct Watched {
    path: PathBuf,
    seen: Option<Mark>,
}

impl Watched {
    /// Nothing of the file was read yet.
    pub fn new(path: PathBuf) -> Watched {
        Watched { path, seen: None }
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the file if it differs from what it was at the last opening. `None` when it does not; an error when it
    /// cannot be read, which counts as a change once it can.
    pub fn open_if_changed(&mut self) -> io::Result<Option<File>> {
        let metadata = std::fs::metadata(&self.path).inspect_err(|_| self.seen = None)?;
        if self.seen == Some(Mark::of(&metadata)) {
            return Ok(None);
        }
        self.open().map(Some)
    }

    /// Opens the file, changed or not.
    pub fn open(&mut self) -> io::Result<File> {
        let opened = File::open(&self.path).and_then(|f| {
            let metadata = f.metadata()?;
            if metadata.is_dir() {
                Err(io::ErrorKind::IsADirectory.into())
            } else {
                Ok((Mark::of(&metadata), f))
            }
        });
        self.seen = opened.as_ref().ok().map(|(m, _)| *m);
        opened.map(|(_, f)| f)
    }

    /// True when another file stands at the path than the one opened last: a stream then begins anew.
    pub fn replaced(&self) -> bool {
        let now = std::fs::metadata(&self.path).ok().map(|m| Mark::of(&m));
        match (self.seen, now) {
            (Some(a), Some(b)) => (a.device, a.inode) != (b.device, b.inode),
            (None, Some(_)) => true,
            _ => false,
        }
    }
}

/// The path that a source's name stands for, below `prefix` unless it is absolute.
pub fn path(name: &str, prefix: &str) -> PathBuf {
    let given = Path::new(name);
    if prefix.is_empty() || given.is_absolute() { given.to_owned() } else { Path::new(prefix).join(given) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = folder.path().join("x");
        let mut w = Watched::new(name.clone());
        assert!(w.open_if_changed().is_err());
        std::fs::write(&name, "a").expect("written");
        assert!(w.open_if_changed().expect("readable").is_some());
        assert!(w.open_if_changed().expect("readable").is_none());
        assert!(!w.replaced());
        std::fs::write(&name, "ab").expect("written");
        assert!(w.open_if_changed().expect("readable").is_some());
        std::fs::write(folder.path().join("y"), "ab").expect("written");
        std::fs::rename(folder.path().join("y"), &name).expect("renamed");
        assert!(w.replaced());
    }

    #[test]
    fn prefixes() {
        assert_eq!(path("a/b", "/feeds"), Path::new("/feeds/a/b"));
        assert_eq!(path("/a", "/feeds"), Path::new("/a"));
        assert_eq!(path("a", ""), Path::new("a"));
    }
}
