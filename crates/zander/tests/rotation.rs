//! Rotation under load, and the end by a signal: every line that was written is in one of the files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

const SCRIPT: &str = r#"
module Numbers;
export {
	redef enum Log::ID += { LOG };
	type Info: record { n: count &log; };
}
redef Log::default_rotation_interval = 1 sec;
redef exit_only_after_terminate = T;
global n = 0;
global more: event();
event Numbers::more()
	{
	local i = 0;
	while ( i < 1000 )
		{
		++i;
		++n;
		Log::write(LOG, Info($n=n));
		}
	schedule 1 msec { Numbers::more() };
	}
event zeek_init()
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="numbers"));
	event Numbers::more();
	}
event zeek_done()
	{
	print n;
	}
"#;

fn logs(folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).expect("the folder").flatten().map(|e| e.path());
    all.filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("numbers"))).collect()
}

/// Runs the script in a folder until three files are there, and sends it the signal.
fn run_and_kill(folder: &Path, signal: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args(["-b", "-e", SCRIPT])
        .current_dir(folder)
        .env_remove("ZEEKPATH")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let end = Instant::now() + Duration::from_secs(50);
    while logs(folder).len() < 3 && Instant::now() < end {
        thread::yield_now();
    }
    // The shell's own: a bare system has no program of that name.
    let killed = Command::new("sh").args(["-c", &format!("kill {signal} {}", child.id())]).status();
    if !killed.is_ok_and(|s| s.success()) {
        // It would run for ever.
        child.kill().expect("it can be killed");
        panic!("the signal could not be sent");
    }
    child.wait_with_output().expect("its output")
}

/// The numbers in all files, each of which is there once.
fn numbers(files: &[PathBuf]) -> BTreeSet<u64> {
    let mut found = BTreeSet::new();
    for file in files {
        for line in fs::read_to_string(file).expect("a log").lines().filter(|l| !l.starts_with('#')) {
            assert!(found.insert(line.parse().expect("a number")), "{line} is there twice");
        }
    }
    found
}

#[test]
fn what_a_killed_run_left_is_rotated_by_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    run_and_kill(folder.path(), "-KILL");
    let open = folder.path().join("numbers.log");
    assert!(open.exists(), "a log was open");
    let before = numbers(&logs(folder.path()));
    let next = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args(["-b", "-e", &SCRIPT.replace("redef exit_only_after_terminate = T;", "")])
        .current_dir(folder.path())
        .output()
        .expect("the command starts");
    assert!(next.status.success() && next.stderr.is_empty(), "{}", String::from_utf8_lossy(&next.stderr));
    assert!(!open.exists());
    let own: u64 = String::from_utf8_lossy(&next.stdout).trim().parse().expect("how many were written");
    let mut files = logs(folder.path());
    // What the second run wrote begins with 1 again, in a file of its own.
    let second = files
        .iter()
        .position(|f| numbers(std::slice::from_ref(f)).into_iter().eq(1..=own))
        .expect("its file");
    files.remove(second);
    let after = numbers(&files);
    assert_eq!(after, before);
    assert!(after.iter().copied().eq(1..=after.len() as u64), "only the end is missing");
    let notes = fs::read_dir(folder.path()).expect("the folder").flatten();
    assert_eq!(notes.filter(|e| e.file_name().to_string_lossy().starts_with('.')).count(), 0);
}

#[test]
fn no_line_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run_and_kill(folder.path(), "-TERM");
    assert_eq!(output.status.code(), Some(0));
    let written: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("how many were written");
    let files = logs(folder.path());
    assert!(files.len() >= 3, "it rotated: {files:?}");
    let found = numbers(&files);
    assert!(found.into_iter().eq(1..=written), "{written} were written");
}
