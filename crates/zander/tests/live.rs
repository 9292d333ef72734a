//! A live interface: two network namespaces joined by a wire, real programs at both ends, the monitor beside one of them.
//!
//! Servers and clients are the real ones where they are installed (nginx, curl, dig); else this executable plays their
//! part, called again in the namespace with a role (see [`peer`]).

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use zander_tests::frames::dns;
use zander_tests::namespaces::{ADDRESSES, INTERFACE, Pair, Running};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");
const ROLE: &str = "ZANDER_TEST_ROLE";

/// Waits until `what` holds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "{what}: not within half a minute");
        std::thread::yield_now();
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

fn installed(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).chain(["/usr/sbin".into()]).any(|f| f.join(program).is_file())
}

/// This executable in one of the namespaces, to play a role there.
fn role(net: &Pair, side: usize, role: &str) -> Command {
    let me = std::env::current_exe().expect("the path of the test");
    let mut command = net.command(side, &me.display().to_string());
    command.args(["--exact", "peer", "--ignored", "--quiet"]).env(ROLE, role).stdout(Stdio::null());
    command
}

/// Not a test: what this executable does when it is called in a namespace.
#[test]
#[ignore = "a part of the others"]
fn peer() {
    let at = |port: u16| -> SocketAddr { format!("{}:{port}", ADDRESSES[1]).parse().expect("an address") };
    match std::env::var(ROLE).unwrap_or_default().as_str() {
        "web server" => {
            for stream in TcpListener::bind(at(80)).expect("a listener").incoming().flatten() {
                let mut stream = stream;
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n");
            }
        }
        "browser" => {
            let mut stream = TcpStream::connect(at(80)).expect("a connection");
            stream.write_all(b"GET /index.html HTTP/1.1\r\nHost: test\r\n\r\n").expect("a request");
            stream.read_to_end(&mut Vec::new()).expect("a reply");
        }
        "resolver" => {
            let socket = UdpSocket::bind(at(53)).expect("a socket");
            let mut query = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut query) {
                // The reply is the question as it came, and an address.
                let mut reply = query[..length].to_vec();
                let question_end =
                    reply[12..].iter().position(|b| *b == 0).map_or(length, |end| 12 + end + 5);
                reply.truncate(question_end);
                reply[2..12].copy_from_slice(&[0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
                reply.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 1]);
                let _ = socket.send_to(&reply, from);
            }
        }
        "stub" => {
            let socket = UdpSocket::bind((ADDRESSES[0], 0)).expect("a socket");
            let name = std::env::var("NAME").unwrap_or_default();
            socket.send_to(&dns(1, &name, None), at(53)).expect("a query");
            socket.recv_from(&mut [0; 512]).expect("a reply");
        }
        "scanner" => {
            for port in 1..200 {
                let _ = TcpStream::connect_timeout(&at(port), Duration::from_secs(1));
            }
        }
        "listening" => {
            // Succeeds once both servers are there.
            TcpStream::connect(at(80)).expect("the web server");
            let socket = UdpSocket::bind((ADDRESSES[0], 0)).expect("a socket");
            socket.set_read_timeout(Some(Duration::from_millis(100))).expect("a timeout");
            socket.send_to(&dns(7, "ready.example", None), at(53)).expect("a query");
            socket.recv_from(&mut [0; 512]).expect("a reply");
        }
        _ => {}
    }
}

/// The web server: nginx, or ours.
fn web_server(net: &Pair, folder: &Path) -> Running {
    if !installed("nginx") {
        return Running(role(net, 1, "web server").spawn().expect("the web server starts"));
    }
    let config = folder.join("nginx.conf");
    fs::write(folder.join("index.html"), "hello\n").expect("a page");
    let here = folder.display();
    let text = format!(
        "daemon off; master_process off; pid {here}/nginx.pid; error_log {here}/nginx.err;\n\
         events {{}}\nhttp {{ access_log off; client_body_temp_path {here}/1; proxy_temp_path {here}/2; \
         fastcgi_temp_path {here}/3; uwsgi_temp_path {here}/4; scgi_temp_path {here}/5;\n\
         server {{ listen {}:80; root {here}; }} }}\n",
        ADDRESSES[1]
    );
    fs::write(&config, text).expect("a configuration");
    let mut command = net.command(1, "nginx");
    command.arg("-c").arg(config).stderr(Stdio::null());
    Running(command.spawn().expect("nginx starts"))
}

fn succeeds(mut command: Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

fn browse(net: &Pair) {
    let command = if installed("curl") {
        let mut c = net.command(0, "curl");
        c.args(["-s", &format!("http://{}/index.html", ADDRESSES[1])]);
        c
    } else {
        role(net, 0, "browser")
    };
    assert!(succeeds(command), "no page came");
}

fn look_up(net: &Pair, name: &str) {
    let command = if installed("dig") {
        let mut c = net.command(0, "dig");
        c.args([&format!("@{}", ADDRESSES[1]), name, "+short", "+tries=1"]);
        c
    } else {
        let mut c = role(net, 0, "stub");
        c.env("NAME", name);
        c
    };
    assert!(succeeds(command), "no answer came");
}

/// The monitor at the second host's interface; it is listening when this returns.
fn monitor(net: &Pair, folder: &Path, words: &[&str]) -> Running {
    let err = folder.join("stderr");
    let mut command = net.command(1, ZANDER);
    command.args(["-i", INTERFACE]).args(words).current_dir(folder);
    command.stderr(fs::File::create(&err).expect("a file")).stdout(Stdio::null());
    let running = Running(command.spawn().expect("the monitor starts"));
    until("the monitor listens", || read(&err).contains("listening on"));
    running
}

/// Rows of all logs of a folder, the time and ids left out, sorted: in which order connections of one moment end is
/// not told by packets.
fn rows(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".log") || name == "packet_filter.log" {
            continue;
        }
        let text = read(&entry.path());
        assert!(text.lines().last().is_some_and(|l| l.starts_with("#close")), "{name} was not finished");
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').skip(1).filter(|f| !is_id(f)).collect();
            all.push(format!("{name} {}", fields.join(" ")));
        }
    }
    all.sort();
    all
}

fn is_id(field: &str) -> bool {
    field.len() >= 15 && field.starts_with(['C', 'F']) && field.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The pair of hosts, unless there can be none here: then the test says why.
fn pair(name: &str) -> Option<Pair> {
    match Pair::new(name) {
        Ok(net) => Some(net),
        Err(why) => {
            eprintln!("SKIPPED: network namespaces cannot be made here (root is needed): {why}");
            None
        }
    }
}

fn folder(parent: &Path, name: &str) -> PathBuf {
    let path = parent.join(name);
    fs::create_dir(&path).expect("a folder");
    path
}

#[test]
fn live_logs_are_those_of_the_recording() {
    let Some(net) = pair("zander") else { return };
    let temporary = tempfile::tempdir().expect("a folder");
    let (live, again) = (folder(temporary.path(), "live"), folder(temporary.path(), "again"));
    let _web = web_server(&net, temporary.path());
    let _resolver = Running(role(&net, 1, "resolver").spawn().expect("the resolver starts"));
    until("the servers listen", || succeeds(role(&net, 0, "listening")));

    let mut zander = monitor(&net, &live, &["-w", "../recorded.pcap"]);
    browse(&net);
    for n in 0..5 {
        look_up(&net, &format!("host{n}.example"));
    }
    assert!(succeeds(role(&net, 0, "scanner")), "the scan failed");
    look_up(&net, "last.example");
    // What came before was processed when the last reply is in the log; and it is there though the run goes on.
    until("the last look-up is logged", || read(&live.join("dns.log")).contains("last.example"));
    assert_eq!(zander.0.try_wait().expect("its state"), None);
    zander.terminate();
    assert!(zander.0.wait().expect("its end").success());
    let messages = read(&live.join("stderr"));
    assert!(messages.contains(" 0 dropped") && messages.contains("packets from wire0"), "{messages}");

    // The kernel knew of checksums that were left to a card; a recording does not.
    let status = Command::new(ZANDER).args(["-C", "-r", "../recorded.pcap"]).current_dir(&again).status();
    assert!(status.is_ok_and(|s| s.success()));
    let (came, expected) = (rows(&live), rows(&again));
    assert_eq!(came, expected);
    let count = |start: &str| came.iter().filter(|r| r.starts_with(start)).count();
    assert_eq!((count("http.log"), count("dns.log")), (1, 6));
    assert!(count("conn.log") >= 199 + 6, "{}", count("conn.log"));
    println!("{} rows of live logs equal those of the recording", came.len());
}

#[test]
fn only_packets_that_the_filter_lets_pass() {
    let Some(net) = pair("zanderf") else { return };
    let temporary = tempfile::tempdir().expect("a folder");
    let _resolver = Running(role(&net, 1, "resolver").spawn().expect("the resolver starts"));
    let zander = monitor(&net, temporary.path(), &["-f", "udp port 53"]);
    until("the resolver listens", || {
        // The port scan comes before each look-up: had it passed, it would be in the log.
        succeeds(role(&net, 0, "scanner")) && {
            let mut stub = role(&net, 0, "stub");
            stub.env("NAME", "last.example");
            succeeds(stub)
        }
    });
    until("the look-up is logged", || read(&temporary.path().join("dns.log")).contains("last.example"));
    let mut zander = zander;
    zander.terminate();
    assert!(zander.0.wait().expect("its end").success());
    let all = rows(temporary.path());
    assert!(!all.is_empty() && all.iter().all(|r| r.contains(" 53 udp ")), "{all:#?}");
}

/// A minute of silence: timers are looked after ten times a second.
#[test]
#[ignore = "takes a minute; make live runs it"]
fn idle_costs_next_to_nothing() {
    let Some(net) = pair("zanderi") else { return };
    let temporary = tempfile::tempdir().expect("a folder");
    let zander = monitor(&net, temporary.path(), &[]);
    let ticks = || -> u64 {
        let stat = read(&PathBuf::from(format!("/proc/{}/stat", zander.0.id())));
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        [11, 12].iter().filter_map(|i| fields.get(*i)?.parse::<u64>().ok()).sum()
    };
    let before = ticks();
    std::thread::sleep(Duration::from_secs(60));
    let used = ticks() - before;
    println!("a minute of silence took {} ms of a core", used * 10);
    assert!(used < 60, "{used} hundredths of a second in a minute");
}

#[test]
fn what_cannot_be_listened_to_is_said() {
    let temporary = tempfile::tempdir().expect("a folder");
    let run = |mut command: Command| {
        let o = command.current_dir(temporary.path()).output().expect("it runs");
        (o.status.code(), String::from_utf8_lossy(&o.stderr).into_owned())
    };
    let mut command = Command::new(ZANDER);
    command.args(["-i", "no-such-if"]);
    assert_eq!(run(command), (Some(1), "zander: no-such-if: no such interface\n".into()));

    // Root without the capability is like anybody.
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set", "-net_raw", "--inh-caps", "-net_raw", ZANDER, "-i", "lo"]);
    if !installed("setpriv") {
        eprintln!("SKIPPED: setpriv is not installed");
        return;
    }
    let (status, message) = run(command);
    assert_eq!(status, Some(1), "{message}");
    assert!(message.contains("CAP_NET_RAW") && message.contains("setcap cap_net_raw"), "{message}");
    assert_eq!(fs::read_dir(temporary.path()).expect("the folder").count(), 0, "nothing is written");
}
