//! Every capture of the tree with something wrong in it, again and again: the monitor neither dies nor stalls, and its
//! memory stays where it is.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use zander_capture::Source;
use zander_tests::command::root;
use zander_tests::mutate::{Numbers, Packet, Series, capture};
use zander_tests::weirds;

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");
/// Megabytes.
const MEMORY: u64 = 400;

/// Capture files below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // Those of the benchmark are large and made anew by it.
            if name != "target" && name != "bench" && !name.starts_with('.') {
                files(&path, found);
            }
        } else if [".pcap", ".pcapng", ".trace"].iter().any(|e| name.contains(e)) {
            found.push(path);
        }
    }
}

fn packets(mut source: Source) -> Vec<Packet> {
    let mut all = Vec::new();
    let mut begin = None;
    while let Ok(Some(frame)) = source.next() {
        let seconds = u64::try_from(frame.time.seconds).unwrap_or(0);
        let micros = seconds.saturating_mul(1_000_000) + u64::from(frame.time.nanoseconds / 1000);
        let begin = *begin.get_or_insert(micros);
        all.push(Packet {
            // A capture of a long time is told in a minute.
            micros: micros.saturating_sub(begin).min(60_000_000),
            link_type: frame.link_type,
            data: frame.data.to_vec(),
            wire_len: frame.wire_len,
        });
    }
    all
}

/// All captures: files of the tree, and those that tests make.
fn captures() -> Vec<Vec<Packet>> {
    let mut paths = Vec::new();
    files(&root(), &mut paths);
    paths.sort();
    let read = paths.iter().filter_map(|p| Source::open(&p.to_string_lossy()).ok());
    let made = weirds::all().into_iter().map(|case| {
        Source::from_reader("made", Box::new(std::io::Cursor::new(case.file()))).expect("a capture")
    });
    read.chain(made).map(packets).filter(|p| !p.is_empty()).collect()
}

/// Mutates all captures in turn until the time is over.
fn run(time: Duration, seed: u64) {
    let captures = captures();
    let folder = tempfile::tempdir().expect("a folder");
    let stderr = folder.path().join("stderr");
    let mut child = Command::new(ZANDER)
        .args(["-C", "-r", "-", "-e", "event zeek_done() &priority=-1000 { print get_proc_stats()$mem; }"])
        .current_dir(folder.path())
        .env_remove("ZEEKPATH")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(fs::File::create(&stderr).expect("a file"))
        .spawn()
        .expect("it starts");
    let begun = Instant::now();
    let pipe = BufWriter::with_capacity(1 << 18, child.stdin.take().expect("a pipe"));
    let mut series = Series::new(pipe).expect("the pipe takes bytes");
    let mut numbers = Numbers(seed);
    let (mut count, mut sent) = (0u64, 0u64);
    let mut last = Duration::ZERO;
    let mut longest = Duration::ZERO;
    let mut broken = None;
    while begun.elapsed() < time && broken.is_none() {
        let own = &captures[count as usize % captures.len()];
        let other = &captures[numbers.below(captures.len())];
        let mutated = capture(own, other, &mut numbers);
        count += 1;
        sent += mutated.len() as u64;
        broken = series.capture(&mutated, 30).err();
        let now = begun.elapsed();
        longest = longest.max(now - last);
        last = now;
    }
    let flushed = series.into_inner().flush();
    let output = child.wait_with_output().expect("it ends");
    let messages = String::from_utf8_lossy(&fs::read(&stderr).unwrap_or_default()).into_owned();
    let memory = String::from_utf8_lossy(&output.stdout).trim().parse::<u64>().map_or(u64::MAX, |b| b >> 20);
    println!(
        "{count} mutations of {} captures, {sent} packets in {:.0} s; {memory} MB at most; longest wait {:.1} s; seed {seed:#x}",
        captures.len(),
        begun.elapsed().as_secs_f64(),
        longest.as_secs_f64(),
    );
    assert!(
        output.status.success() && broken.is_none() && flushed.is_ok(),
        "{:?}\n{messages}",
        output.status
    );
    assert!(!messages.contains("panicked"), "{messages}");
    assert!(memory <= MEMORY, "{memory} MB");
    assert!(longest < Duration::from_secs(10), "stalled for {longest:?}");
}

#[test]
fn a_few_seconds() {
    run(Duration::from_secs(4), 0x2545_f491_4f6c_dd1d);
}

#[test]
#[ignore = "takes a minute; make mutations runs it"]
fn a_minute() {
    // Each run another sequence; a failure names its seed.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock");
    let seed = match std::env::var("ZANDER_MUTATION_SEED") {
        Ok(s) => u64::from_str_radix(s.trim_start_matches("0x"), 16).expect("a hexadecimal number"),
        Err(_) => now.as_nanos() as u64 | 1,
    };
    run(Duration::from_secs(60), seed);
}
