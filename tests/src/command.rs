//! Running the command in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{fs, thread};

/// What a run left behind.
#[derive(Debug)]
pub struct Outcome {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// Logs by file name, in canonical form.
    pub logs: BTreeMap<String, String>,
    /// The folder it ran in; removed with the outcome.
    pub folder: tempfile::TempDir,
}

/// The top of the tree.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Runs the command at `binary` with these words in a fresh folder. `{captures}` stands for the folder of captures, `{cases}` for that
/// of the cases. `prepare` may put files into the folder first. A run of over a minute is ended and fails.
pub fn run_in(binary: &str, words: &[&str], prepare: impl FnOnce(&Path)) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder for the run");
    prepare(folder.path());
    let clock = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.expect("a clock that goes right").as_secs_f64()
    };
    let begin = clock() - 0.001;
    let tests = root().join("tests");
    let words: Vec<String> = words
        .iter()
        .map(|w| w.replace("{captures}", &tests.join("captures").display().to_string()))
        .map(|w| w.replace("{cases}", &tests.join("cases").display().to_string()))
        .collect();
    let output = |name: &str| fs::File::create(folder.path().join(name)).expect("a file for output");
    let mut child = Command::new(binary)
        .args(&words)
        .current_dir(folder.path())
        .env("TZ", "UTC")
        // Nobody outside is asked for names.
        .env("ZEEK_DNS_FAKE", "1")
        .env_remove("ZEEKPATH")
        .stdin(Stdio::null())
        .stdout(output(".stdout"))
        .stderr(output(".stderr"))
        .spawn()
        .expect("the command starts");
    let end = Instant::now() + Duration::from_secs(60);
    let status = loop {
        match child.try_wait().expect("the command can be waited for") {
            Some(status) => break status.code(),
            None if Instant::now() > end => {
                child.kill().ok();
                child.wait().ok();
                panic!("no end within a minute: {words:?}");
            }
            None => thread::yield_now(),
        }
    };
    let ended = clock() + 0.001;
    let read = |name: &str| {
        let bytes = fs::read(folder.path().join(name)).unwrap_or_default();
        crate::golden::without_clock(&String::from_utf8_lossy(&bytes), begin, ended)
    };
    let mut logs = BTreeMap::new();
    for entry in fs::read_dir(folder.path()).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".log") {
            logs.insert(name.clone(), read(&name));
        }
    }
    let logs = crate::golden::canonical(logs);
    Outcome { status, stdout: read(".stdout"), stderr: read(".stderr"), logs, folder }
}

/// Runs the command in a fresh, empty folder.
pub fn run(binary: &str, words: &[&str]) -> Outcome {
    run_in(binary, words, |_| ())
}

impl Outcome {
    /// Rows of a log, header left out.
    pub fn rows(&self, log: &str) -> Vec<&str> {
        self.logs.get(log).map_or(Vec::new(), |t| t.lines().filter(|l| !l.starts_with('#')).collect())
    }
}
