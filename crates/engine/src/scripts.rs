//! Where scripts are found: folders on the script path, and the library embedded in the program.
//!
//! A name is looked for in the folders of ZEEKPATH first (the working directory without it), then in the library, where
//! `policy/` and `site/` may be left out. A folder on the path therefore overrides the library file by file. A folder
//! stands for its `__load__.zeek`.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use zander_syntax::source::Text;

/// What the names of embedded scripts begin with in messages and in `@DIR`.
pub const EMBEDDED: &str = "<zander>/";

/// A script that was found.
#[derive(Clone)]
pub struct Script {
    /// How messages and `@FILENAME` name it; also what tells whether it was loaded already.
    pub name: Rc<str>,
    pub text: Text,
}

/// The folders in which scripts are looked for.
#[derive(Clone, Debug)]
pub struct ScriptPath {
    folders: Vec<PathBuf>,
}

/// Parts of the library whose prefix may be left out.
const SHORT: [&str; 3] = ["", "policy/", "site/"];

impl ScriptPath {
    /// From the value of ZEEKPATH, folders separated by colons; without it the working directory.
    pub fn new(variable: Option<&str>) -> ScriptPath {
        let folders = match variable {
            Some(v) if !v.is_empty() => v.split(':').map(|f| if f.is_empty() { "." } else { f }.into()).collect(),
            _ => vec![PathBuf::from(".")],
        };
        ScriptPath { folders }
    }

    /// The folders, in order.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Finds what `@load name` means in the script `from` (`None`: on the command line).
    pub fn find(&self, name: &str, from: Option<&str>) -> Option<Script> {
        if name.starts_with("./") || name.starts_with("../") || name == "." || name == ".." {
            let folder = from.map_or(".", |f| f.rsplit_once('/').map_or(".", |(d, _)| d));
            let joined = normal(&format!("{folder}/{name}"));
            return match joined.strip_prefix(EMBEDDED) {
                Some(inner) => self.in_library(inner),
                None => on_disk(Path::new(&joined)),
            };
        }
        if Path::new(name).is_absolute() {
            return on_disk(Path::new(name));
        }
        if let Some(inner) = name.strip_prefix(EMBEDDED) {
            return self.in_library(inner);
        }
        if let Some(found) = self.folders.iter().find_map(|f| on_disk(&f.join(name))) {
            return Some(found);
        }
        SHORT.iter().find_map(|prefix| self.in_library(&format!("{prefix}{name}")))
    }

    /// Finds any file by name, e.g. signatures, below the folders and in the library.
    pub fn find_file(&self, name: &str, from: Option<&str>, extension: &str) -> Option<Script> {
        let with = format!("{name}{extension}");
        let candidates = if name.ends_with(extension) { vec![name.to_owned()] } else { vec![with, name.to_owned()] };
        candidates.iter().find_map(|n| {
            if n.starts_with("./") || n.starts_with("../") {
                let folder = from.and_then(|f| f.rsplit_once('/')).map_or(".", |(d, _)| d);
                let joined = normal(&format!("{folder}/{n}"));
                return match joined.strip_prefix(EMBEDDED) {
                    Some(inner) => embedded(inner),
                    None => read(Path::new(&joined)),
                };
            }
            if Path::new(n).is_absolute() {
                return read(Path::new(n));
            }
            self.folders
                .iter()
                .find_map(|f| read(&f.join(n)))
                .or_else(|| SHORT.iter().find_map(|p| embedded(&format!("{p}{n}"))))
        })
    }

    /// A script of the library by its path below the root, overridden by the same path below a folder.
    fn in_library(&self, path: &str) -> Option<Script> {
        let path = path.trim_end_matches('/');
        let candidates = if path.ends_with(".zeek") {
            vec![path.to_owned()]
        } else {
            vec![format!("{path}.zeek"), format!("{path}/__load__.zeek"), path.to_owned()]
        };
        for candidate in candidates {
            if zander_library::find(&candidate).is_some() {
                let overridden = self.folders.iter().find_map(|f| read(&f.join(&candidate)));
                return overridden.or_else(|| embedded(&candidate));
            }
        }
        None
    }

    /// Names of names near to one that was not found, for a hint.
    pub fn near(&self, name: &str) -> Option<&'static str> {
        let names = zander_library::FILES.iter().map(|(p, _)| p.trim_end_matches(".zeek"));
        let short = names.map(|p| p.trim_end_matches("/__load__")).map(|p| p.strip_prefix("policy/").unwrap_or(p));
        zander_syntax::nearest::nearest(name.trim_end_matches(".zeek"), short)
    }
}

fn embedded(path: &str) -> Option<Script> {
    let text = zander_library::find(path)?;
    Some(Script { name: format!("{EMBEDDED}{path}").into(), text: Text::Static(text) })
}

fn read(path: &Path) -> Option<Script> {
    if !path.is_file() {
        return None;
    }
    let bytes = fs::read(path).ok()?;
    Some(Script { name: normal(&path.display().to_string()).into(), text: Text::from(bytes) })
}

fn on_disk(path: &Path) -> Option<Script> {
    let text = path.display().to_string();
    if path.is_dir() {
        // A script beside a folder of its name comes first, as `@load foo` says nothing of a folder.
        return read(Path::new(&format!("{text}.zeek"))).or_else(|| read(&path.join("__load__.zeek")));
    }
    if text.ends_with(".zeek") || path.is_file() {
        return read(path);
    }
    read(Path::new(&format!("{text}.zeek")))
}

/// A path without `.` and without `x/..`.
fn normal(path: &str) -> String {
    let (prefix, rest) = match path.strip_prefix(EMBEDDED) {
        Some(rest) => (EMBEDDED, rest),
        None => ("", path),
    };
    let mut parts: Vec<String> = Vec::new();
    for c in Path::new(rest).components() {
        match c {
            Component::CurDir => {}
            Component::ParentDir if parts.last().is_some_and(|p| p != ".." && p != "/") => {
                parts.pop();
            }
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    let joined = parts.join("/").replacen("//", "/", 1);
    let shown = if prefix.is_empty() && path.starts_with("./") { format!("./{joined}") } else { joined };
    format!("{prefix}{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_brought_into_one_form() {
        for (given, expected) in [
            ("<zander>/base/utils/./x", "<zander>/base/utils/x"),
            ("<zander>/base/utils/../x", "<zander>/base/x"),
            ("/a/b/../c.zeek", "/a/c.zeek"),
            ("./a/./b", "./a/b"),
            ("../a", "../a"),
        ] {
            assert_eq!(normal(given), expected);
        }
    }

    #[test]
    fn folders_override_the_library() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("base")).expect("a folder");
        fs::write(folder.path().join("base/init-bare.zeek"), "# mine\n").expect("a file");
        let path = ScriptPath::new(folder.path().to_str());
        let found = path.find("<zander>/base/init-bare", None).expect("the script");
        assert_eq!(&*found.text, b"# mine\n");
        let plain = ScriptPath::new(Some("/nonexistent"));
        assert!(plain.find("base/init-bare", None).expect("the script").name.starts_with(EMBEDDED));
    }
}
