//! Scripts and what they print, construct by construct; wrong scripts and what is said of them.
//!
//! `tests/language/*.txt` hold sections: a title behind `===`, the script, behind `--- out` what it prints, behind
//! `--- err` what comes on standard error. `docs/language.md` lists the titles. With `UPDATE=1` in the environment the
//! expectations and the list are written anew; look at the difference before it is kept.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Clone, Default, PartialEq, Debug)]
struct Section {
    title: String,
    script: String,
    out: String,
    err: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language")
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).expect("the folder of sections");
    let mut files: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    files.sort();
    files
}

fn read(file: &Path) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut part = 0;
    for line in std::fs::read_to_string(file).expect("a readable file").lines() {
        if let Some(title) = line.strip_prefix("=== ") {
            sections.push(Section { title: title.to_owned(), ..Section::default() });
            part = 0;
            continue;
        }
        let Some(section) = sections.last_mut() else { continue };
        match line {
            "--- out" => part = 1,
            "--- err" => part = 2,
            line => {
                let text = [&mut section.script, &mut section.out, &mut section.err];
                let text = text.into_iter().nth(part).expect("one of three parts");
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    sections
}

fn write(file: &Path, sections: &[Section]) {
    let mut text = String::new();
    for s in sections {
        text.push_str(&format!("=== {}\n{}", s.title, s.script));
        for (name, part) in [("out", &s.out), ("err", &s.err)] {
            if !part.is_empty() {
                text.push_str(&format!("--- {name}\n{part}"));
            }
        }
    }
    std::fs::write(file, text).expect("a writable file");
}

fn run(s: &Section) -> Section {
    let dir = tempfile::tempdir().expect("a folder for the run");
    std::fs::write(dir.path().join("script.zeek"), &s.script).expect("a script");
    let done = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args(["-b", "script.zeek"])
        .current_dir(dir.path())
        .env("TZ", "UTC")
        .env_remove("ZEEKPATH")
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    Section { out: text(done.stdout), err: text(done.stderr), ..s.clone() }
}

/// Runs all sections of a file, some at a time.
fn run_all(sections: &[Section]) -> Vec<Section> {
    let next = AtomicUsize::new(0);
    let mut results: Vec<(usize, Section)> = std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(s) = sections.get(at) else { return done };
                done.push((at, run(s)));
            }
        };
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|w| w.join().expect("a worker")).collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, s)| s).collect()
}

fn update() -> bool {
    std::env::var_os("UPDATE").is_some()
}

#[test]
fn constructs_do_what_is_expected() {
    let mut wrong = Vec::new();
    for file in files() {
        let expected = read(&file);
        assert!(!expected.is_empty(), "{} holds no section", file.display());
        let found = run_all(&expected);
        if update() {
            write(&file, &found);
            continue;
        }
        for (e, f) in expected.iter().zip(&found).filter(|(e, f)| e != f) {
            wrong.push(format!("{}: expected\n{}{}found\n{}{}", e.title, e.out, e.err, f.out, f.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn list_of_constructs_is_current() {
    let mut text = String::from(
        "# The language, construct by construct\n\nEach line is the title of a test in `crates/zander/tests/language`; \
         the test writes this page (`UPDATE=1`).\n",
    );
    for file in files() {
        let name = file.file_stem().expect("a name").to_string_lossy().replace('-', " ");
        text.push_str(&format!("\n## {name}\n\n"));
        for s in read(&file) {
            text.push_str(&format!("- {}\n", s.title));
        }
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language.md");
    if update() {
        std::fs::write(&page, &text).expect("a writable page");
    }
    assert_eq!(std::fs::read_to_string(&page).expect("the page"), text);
}

#[test]
fn there_are_forty_wrong_scripts_and_five_errors_at_run_time() {
    let count = |name: &str| read(&folder().join(name)).iter().filter(|s| !s.err.is_empty()).count();
    assert!(count("wrong-scripts.txt") >= 40);
    assert!(count("run-time-errors.txt") >= 5);
}
