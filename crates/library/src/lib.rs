//! The script library, embedded: every script of the tree under the path by which scripts load it.
//!
//! Guarantees: reading needs no file system. `build.rs` says which file of the tree stands under which path.
#![forbid(unsafe_code)]

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The text of the script with this path (`base/init-bare.zeek`), or `None`.
pub fn find(path: &str) -> Option<&'static [u8]> {
    FILES.binary_search_by(|(p, _)| (*p).cmp(path)).ok().map(|i| FILES[i].1)
}

/// True for a path that scripts may name though nothing stands for it here; `docs/scripts.md` says why.
pub fn is_absent(path: &str) -> bool {
    ABSENT.binary_search(&path).is_ok()
}

/// True when some script lies in this folder (`base/utils`).
pub fn is_folder(path: &str) -> bool {
    let prefix = format!("{}/", path.trim_end_matches('/'));
    let at = FILES.partition_point(|(p, _)| *p < prefix.as_str());
    let absent = ABSENT.partition_point(|p| *p < prefix.as_str());
    FILES.get(at).is_some_and(|(p, _)| p.starts_with(&prefix))
        || ABSENT.get(absent).is_some_and(|p| p.starts_with(&prefix))
}

#[cfg(test)]
mod tests {
    #[test]
    fn files_are_sorted_and_found() {
        assert!(super::FILES.is_sorted_by(|a, b| a.0 < b.0));
        for (path, text) in super::FILES {
            assert_eq!(super::find(path), Some(*text));
        }
        assert!(super::ABSENT.is_sorted());
        assert!(super::ABSENT.iter().all(|path| super::find(path).is_none() && super::is_absent(path)));
        assert_eq!(super::find("base/no-such-script.zeek"), None);
    }
}
