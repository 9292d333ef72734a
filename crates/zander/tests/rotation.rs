//! Rotation under load, and the end by a signal: every line that was written is in one of the files.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
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

fn logs(folder: &Path) -> Vec<std::path::PathBuf> {
    let all = fs::read_dir(folder).expect("the folder").flatten().map(|e| e.path());
    all.filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("numbers"))).collect()
}

#[test]
fn no_line_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args(["-b", "-e", SCRIPT])
        .current_dir(folder.path())
        .env_remove("ZEEKPATH")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let end = Instant::now() + Duration::from_secs(50);
    while logs(folder.path()).len() < 3 && Instant::now() < end {
        thread::yield_now();
    }
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(killed.is_ok_and(|s| s.success()));
    let output = child.wait_with_output().expect("its output");
    assert_eq!(output.status.code(), Some(0));
    let written: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().expect("how many were written");
    let files = logs(folder.path());
    assert!(files.len() >= 3, "it rotated: {files:?}");
    let mut found = BTreeSet::new();
    let mut lines = 0;
    for file in files {
        for line in fs::read_to_string(file).expect("a log").lines().filter(|l| !l.starts_with('#')) {
            lines += 1;
            found.insert(line.parse::<u64>().expect("a number"));
        }
    }
    assert_eq!(lines, written);
    assert_eq!((found.first(), found.last(), found.len() as u64), (Some(&1), Some(&written), written));
}
