//! Writing extracted files.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Puts `data` at `offset` bytes into the file, which is made if it is not there, with the folders above it.
/// False when that failed.
pub fn write(path: &str, offset: u64, data: &[u8]) -> bool {
    let path = Path::new(path);
    let open = || OpenOptions::new().create(true).write(true).truncate(false).open(path);
    let file = match open() {
        Ok(f) => f,
        Err(_) => match path.parent().map(std::fs::create_dir_all) {
            Some(Ok(())) => match open() {
                Ok(f) => f,
                Err(_) => return false,
            },
            _ => return false,
        },
    };
    file.write_all_at(data, offset).is_ok()
}
