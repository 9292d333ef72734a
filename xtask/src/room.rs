//! The folders under `analyzers/`.

use std::path::{Path, PathBuf};

/// One folder.
pub struct Room {
    /// Its name, e.g. `dns`.
    pub name: String,
    /// Its place.
    pub path: PathBuf,
    /// Protocol descriptors that its `lib.rs` exports.
    pub protocols: Vec<String>,
    /// File-analyzer descriptors that its `lib.rs` exports.
    pub files: Vec<String>,
}

/// All rooms, by name.
pub fn rooms(root: &Path) -> Result<Vec<Room>, String> {
    let folder = root.join("analyzers");
    let entries = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut out = Vec::new();
    for path in entries.filter_map(|e| e.ok().map(|e| e.path())) {
        if !path.join("Cargo.toml").is_file() {
            continue;
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let lib = std::fs::read_to_string(path.join("src/lib.rs")).unwrap_or_default();
        out.push(Room {
            name,
            protocols: statics(&lib, "Descriptor"),
            files: statics(&lib, "FileDescriptor"),
            path,
        });
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(out)
}

/// Names of `pub static NAME: TYPE = …` in a text.
fn statics(text: &str, ty: &str) -> Vec<String> {
    text.lines()
        .filter_map(|l| l.strip_prefix("pub static ")?.split_once(": "))
        .filter(|(_, rest)| rest.split([' ', '=']).next() == Some(ty))
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// Copies the template under a new name.
pub fn create(root: &Path, name: &str) -> Result<(), String> {
    let ok = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !ok || name == "template" {
        return Err(format!("{name:?} is no name for an analyzer: lower-case letters, digits and _"));
    }
    let to = root.join("analyzers").join(name);
    if to.exists() {
        return Err(format!("{} exists", to.display()));
    }
    copy(&root.join("analyzers/template"), &to, name)
}

fn copy(from: &Path, to: &Path, name: &str) -> Result<(), String> {
    let io = |e: std::io::Error| format!("{}: {e}", from.display());
    std::fs::create_dir_all(to).map_err(io)?;
    for entry in std::fs::read_dir(from).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().replace("template", name);
        if path.is_dir() {
            copy(&path, &to.join(file), name)?;
            continue;
        }
        let bytes = std::fs::read(&path).map_err(io)?;
        let renamed = match String::from_utf8(bytes) {
            Ok(text) => text
                .replace("zander-analyzer-template", &format!("zander-analyzer-{}", name.replace('_', "-")))
                .replace("template", name)
                .replace("TEMPLATE", &name.to_ascii_uppercase())
                .replace("Template", &capital(name))
                .into_bytes(),
            Err(binary) => binary.into_bytes(),
        };
        std::fs::write(to.join(file), renamed).map_err(io)?;
    }
    Ok(())
}

fn capital(name: &str) -> String {
    name.split('_')
        .map(|w| {
            let mut chars = w.chars();
            chars.next().map_or(String::new(), |c| c.to_ascii_uppercase().to_string() + chars.as_str())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_found() {
        let text = "pub static DNS: Descriptor = Descriptor {\npub static PE: FileDescriptor = x;\nstatic Z: Descriptor";
        assert_eq!(statics(text, "Descriptor"), ["DNS"]);
        assert_eq!(statics(text, "FileDescriptor"), ["PE"]);
        assert_eq!(capital("dce_rpc"), "DceRpc");
    }
}
