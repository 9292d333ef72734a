//! Metrics over HTTP.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const SCRIPT: &str = r#"
redef exit_only_after_terminate = T;
redef Telemetry::metrics_address = "127.0.0.1";
redef Telemetry::metrics_endpoint_name = "here";
global asked = Telemetry::register_counter_family(Telemetry::MetricOpts($prefix="site", $name="asked", $label_names=vector("how")));
global sizes = Telemetry::register_histogram_family(Telemetry::MetricOpts($prefix="site", $name="sizes", $unit="bytes", $bounds=vector(10.0)));
event zeek_init()
	{
	Telemetry::histogram_family_observe(sizes, vector(), 3.0);
	}
hook Telemetry::sync()
	{
	Telemetry::counter_family_inc(asked, vector("http"));
	}
"#;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).ok()?;
    let mut response = String::new();
    stream.read_to_string(&mut response).ok()?;
    Some(response)
}

#[test]
fn metrics_are_served() {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let folder = tempfile::tempdir().expect("a folder");
    let child = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args([
            "-b",
            "base/frameworks/telemetry",
            "-e",
            SCRIPT,
            &format!("Telemetry::metrics_port={port}/tcp"),
        ])
        .current_dir(folder.path())
        .env_remove("ZEEKPATH")
        .stdin(Stdio::null())
        .spawn()
        .expect("the command starts");
    let mut running = Running(child);
    let end = Instant::now() + Duration::from_secs(50);
    let first = loop {
        match get(port, "/metrics") {
            // On a busy machine questions come before the scripts have begun.
            Some(response) if response.contains("site_sizes_bytes_sum{node=\"here\"} 3") => break response,
            answer => assert!(Instant::now() < end, "{answer:?}"),
        }
        thread::yield_now();
    };
    assert!(first.starts_with("HTTP/1.1 200 OK\r\n"), "{first}");
    for line in [
        "# TYPE site_asked_total counter",
        "site_sizes_bytes_bucket{node=\"here\",le=\"10\"} 1",
        "site_sizes_bytes_sum{node=\"here\"} 3",
        "zeek_active_sessions{node=\"here\"} 0",
    ] {
        assert!(first.lines().any(|l| l == line), "{line}: {first}");
    }
    let memory = first.lines().find_map(|l| l.strip_prefix("process_resident_memory_bytes{node=\"here\"} "));
    assert!(memory.is_some_and(|m| m.parse::<f64>().is_ok_and(|m| m > 1e6)), "{first}");
    // On a busy machine a question may have been counted whose answer did not come.
    let asked = |r: &str| {
        let count = r.lines().find_map(|l| l.strip_prefix("site_asked_total{node=\"here\",how=\"http\"} "));
        count.and_then(|n| n.parse::<u64>().ok()).expect("the count of questions")
    };
    let second = get(port, "/metrics").expect("an answer");
    assert!(asked(&first) >= 1 && asked(&second) == asked(&first) + 1, "{first}{second}");
    assert!(get(port, "/").is_some_and(|r| r.starts_with("HTTP/1.1 404 ")));
    running.0.kill().expect("it runs");

    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its number").port();
    let refused = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args([
            "-b",
            "base/frameworks/telemetry",
            "-e",
            SCRIPT,
            &format!("Telemetry::metrics_port={port}/tcp"),
        ])
        .current_dir(folder.path())
        .output()
        .expect("the command starts");
    let stderr = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && stderr.contains(&format!("127.0.0.1:{port}")), "{stderr}");
}
