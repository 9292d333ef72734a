//! Generated files: written, or compared with what is there.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Where generated text goes.
pub struct Output {
    check: bool,
    written: usize,
    unchanged: usize,
    stale: Vec<String>,
}

impl Output {
    /// Writes what has changed.
    pub fn writing() -> Output {
        Output { check: false, written: 0, unchanged: 0, stale: Vec::new() }
    }

    /// Only compares.
    pub fn checking() -> Output {
        Output { check: true, ..Output::writing() }
    }

    /// False when files are only compared.
    pub fn writes(&self) -> bool {
        !self.check
    }

    /// A Rust file; the text goes through rustfmt.
    pub fn rust(&mut self, path: &Path, text: &str) -> Result<(), String> {
        let formatted = format(text).map_err(|e| format!("{}: {e}", path.display()))?;
        self.text(path, &formatted)
    }

    /// Any other file.
    pub fn text(&mut self, path: &Path, text: &str) -> Result<(), String> {
        if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
            self.unchanged += 1;
            return Ok(());
        }
        if self.check {
            self.stale.push(path.display().to_string());
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        }
        std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?;
        self.written += 1;
        Ok(())
    }

    /// A file that is not generated any more.
    pub fn remove(&mut self, path: &Path) -> Result<(), String> {
        if self.check {
            self.stale.push(path.display().to_string());
            return Ok(());
        }
        std::fs::remove_file(path).map_err(|e| format!("{}: {e}", path.display()))
    }

    /// What was done; an error when something is stale.
    pub fn finish(self) -> Result<String, String> {
        if self.stale.is_empty() {
            return Ok(format!("codegen: {} files written, {} unchanged\n", self.written, self.unchanged));
        }
        Err(format!("stale, run `cargo xtask codegen`:\n  {}", self.stale.join("\n  ")))
    }
}

fn format(text: &str) -> Result<String, String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path", concat!(env!("CARGO_MANIFEST_DIR"), "/..")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("rustfmt cannot be run: {e}"))?;
    let mut input = child.stdin.take().ok_or("rustfmt has no input")?;
    let owned = text.to_owned();
    let writer = std::thread::spawn(move || input.write_all(owned.as_bytes()));
    let output = child.wait_with_output().map_err(|e| e.to_string())?;
    writer.join().map_err(|_| "rustfmt's input")?.map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    String::from_utf8(output.stdout).map_err(|e| e.to_string())
}
