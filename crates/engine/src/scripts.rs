//! Where scripts come from: folders on the script path, and the library embedded in the program.
//!
//! A name is looked for in the folders of ZEEKPATH first (the working directory without it), then in the library, where
//! `policy/` and `site/` may be left out. With ZEEKPATH a folder on it overrides the library file by file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use zander_compile::check::{Kind, Loader};
use zander_syntax::source::Text;

/// What stands for the root of the library in messages and in `@DIR`.
pub const EMBEDDED: &str = "<zander>";

/// The script that comes by standard input.
const STDIN: &str = "-";

/// The folders in which scripts are looked for.
#[derive(Clone, Debug)]
pub struct ScriptPath {
    search: Vec<String>,
    /// Folders that override the library.
    overrides: Vec<PathBuf>,
}

impl ScriptPath {
    /// From the value of ZEEKPATH, folders separated by colons; without it the working directory.
    pub fn new(variable: Option<&str>) -> ScriptPath {
        let given = variable.filter(|v| !v.is_empty());
        let folder = |f: &str| if f.is_empty() { ".".to_owned() } else { f.to_owned() };
        let mut search: Vec<String> = given.unwrap_or(".").split(':').map(folder).collect();
        let overrides = if given.is_some() { search.iter().map(PathBuf::from).collect() } else { Vec::new() };
        search.extend(["", "/policy", "/site"].map(|part| format!("{EMBEDDED}{part}")));
        ScriptPath { search, overrides }
    }

    /// The path of a script, or of a folder of scripts, as `@load` finds it.
    pub fn find(&self, name: &str) -> Option<String> {
        let forms = |folder: &String| [format!("{folder}/{name}"), format!("{folder}/{name}.zeek")];
        self.search.iter().flat_map(forms).find(|path| self.kind(path).is_some())
    }

    /// The path of a signature file, with or without its extension.
    pub fn find_signatures(&self, name: &str) -> Option<String> {
        let forms = |folder: &String| [format!("{folder}/{name}"), format!("{folder}/{name}.sig")];
        let direct = [name.to_owned(), format!("{name}.sig")].into_iter();
        direct.chain(self.search.iter().flat_map(forms)).find(|path| self.kind(path) == Some(Kind::File))
    }

    /// A file that stands in the place of one of the library.
    fn overriding(&self, inner: &str) -> Option<PathBuf> {
        self.overrides.iter().map(|f| f.join(inner)).find(|p| p.is_file())
    }
}

/// Declarations of the reference's parts that stand elsewhere here, and scripts without a counterpart: such a path loads
/// nothing, and is no error.
fn stands_elsewhere(inner: &str) -> bool {
    inner.starts_with("base/bif/") && inner.ends_with(".bif.zeek") || zander_library::is_absent(inner)
}

/// The part of a path below the root of the library.
fn inner(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(EMBEDDED)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

impl Loader for ScriptPath {
    fn kind(&self, path: &str) -> Option<Kind> {
        if let Some(inner) = inner(path) {
            return if zander_library::find(inner).is_some() || stands_elsewhere(inner) {
                Some(Kind::File)
            } else {
                zander_library::is_folder(inner).then_some(Kind::Folder)
            };
        }
        if path == STDIN {
            return Some(Kind::File);
        }
        let found = fs::metadata(Path::new(path)).ok()?;
        Some(if found.is_dir() { Kind::Folder } else { Kind::File })
    }

    fn read(&self, path: &str) -> io::Result<Text> {
        if path == STDIN {
            let mut text = Vec::new();
            io::Read::read_to_end(&mut io::stdin().lock(), &mut text)?;
            return Ok(Text::from(text));
        }
        let Some(inner) = inner(path) else { return fs::read(Path::new(path)).map(Text::from) };
        if let Some(file) = self.overriding(inner) {
            return fs::read(file).map(Text::from);
        }
        let missing = || stands_elsewhere(inner).then_some(&b""[..]);
        zander_library::find(inner)
            .or_else(missing)
            .map(Text::Static)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn search(&self) -> &[String] {
        &self.search
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_override_the_library() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("base")).expect("a folder");
        fs::write(folder.path().join("base/init-bare.zeek"), "# mine\n").expect("a file");
        let path = ScriptPath::new(folder.path().to_str());
        assert_eq!(&*path.read("<zander>/base/init-bare.zeek").expect("the script"), b"# mine\n");
        let plain = ScriptPath::new(None);
        assert_ne!(&*plain.read("<zander>/base/init-bare.zeek").expect("the script"), b"# mine\n");
        assert_eq!(plain.kind("<zander>/base/utils"), Some(Kind::Folder));
        assert_eq!(plain.kind("<zander>/base/nothing"), None);
    }
}
