//! `zander intel update` with files, and with a server on the loopback interface.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::JoinHandle;

struct Ran {
    good: bool,
    stdout: String,
    stderr: String,
}

fn update(folder: &Path, words: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args(["intel", "update"])
        .args(words)
        .current_dir(folder)
        .env("FEED_KEY", "secret")
        .env("NO_PROXY", "127.0.0.1")
        .stdin(Stdio::null())
        .output()
        .expect("the command starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { good: output.status.success(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// Answers that many requests, each with what `answer` makes of the request's head, and gives its port.
fn server(requests: usize, answer: fn(&str) -> Vec<u8>) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its number").port();
    let served = std::thread::spawn(move || {
        for _ in 0..requests {
            let (mut stream, _) = listener.accept().expect("a request");
            let mut reader = BufReader::new(stream.try_clone().expect("the connection"));
            let mut head = String::new();
            while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
            stream.write_all(&answer(&head)).expect("an answer");
        }
    });
    (port, served)
}

fn response(status: &str, length: usize, body: &[u8]) -> Vec<u8> {
    let mut all =
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n").into_bytes();
    all.extend_from_slice(body);
    all
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    z.write_all(bytes).expect("packed");
    z.finish().expect("packed")
}

#[test]
fn files_become_feeds_that_a_run_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let write = |name: &str, bytes: &[u8]| fs::write(at.join(name), bytes).expect("a file");
    write("ips.txt.gz", &gzip(b"# known bad\n192.0.2.20\n198.51.100.0/24\n"));
    write("names.csv", b"id,host\n1,www.example.com\n");
    write(
        "sources",
        b"folder = feeds\n[ips]\nsource = ips.txt.gz\nformat = plain\ndo_notice = yes\n\
          [names]\nsource = names.csv\nformat = csv\ncolumn = host\ndesc = from a list\n",
    );
    let first = update(at, &["sources"]);
    assert_eq!((first.good, first.stderr.as_str()), (true, ""));
    assert_eq!(
        first.stdout,
        "ips: 2 indicators into feeds/ips.intel\nnames: 1 indicators into feeds/names.intel\n"
    );
    let names = fs::read_to_string(at.join("feeds/names.intel")).expect("a feed");
    assert_eq!(
        names,
        "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.url\n\
         www.example.com\tIntel::DOMAIN\tnames\tfrom a list\t-\n"
    );
    let again = update(at, &["sources", "ips"]);
    assert_eq!((again.good, again.stdout.as_str()), (true, "ips: 2 indicators, as before\n"));
    let captures = zander_tests::command::root().join("tests/captures/http.pcap");
    let run = Command::new(env!("CARGO_BIN_EXE_zander"))
        .args(["-C", "-r"])
        .arg(captures)
        .args(["frameworks/intel/seen", "frameworks/intel/do_notice", "-e"])
        .arg("redef Intel::read_files += { \"feeds/ips.intel\", \"feeds/names.intel\" };")
        .current_dir(at)
        .env_remove("ZEEKPATH")
        .output()
        .expect("the command starts");
    assert!(run.status.success() && run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    let intel = fs::read_to_string(at.join("intel.log")).expect("hits");
    assert!(intel.contains("\tips\t") && intel.contains("\tnames\t"), "{intel}");
    assert!(fs::read_to_string(at.join("notice.log")).expect("notices").contains("Intel::Notice"));
}

#[test]
fn a_bad_download_never_replaces_a_good_feed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let (port, served) = server(6, |head| match head.split(' ').nth(1) {
        Some("/good") if head.to_lowercase().contains("\r\nauthorization: secret\r\n") => {
            response("200 OK", 11, b"192.0.2.20\n")
        }
        Some("/gone") => response("404 Not Found", 4, b"gone"),
        Some("/empty") => response("200 OK", 0, b""),
        Some("/cut") => response("200 OK", 1000, b"192.0.2.77\n"),
        Some("/page") => response("200 OK", 28, b"<html>\n<p>soon again</html>\n"),
        _ => response("500 Wrong", 0, b""),
    });
    let sources = |path: &str| {
        let text = format!(
            "[list]\nsource = http://127.0.0.1:{port}/{path}\nformat = plain\nheader = Authorization: ${{FEED_KEY}}\n"
        );
        fs::write(at.join("sources"), text).expect("sources");
    };
    sources("good");
    let first = update(at, &["--dry-run", "sources"]);
    assert_eq!((first.good, first.stdout.as_str()), (true, "list: 1 indicators\n"), "{}", first.stderr);
    assert!(!at.join("list.intel").exists());
    assert!(update(at, &["-q", "sources"]).stdout.is_empty());
    let good = fs::read(at.join("list.intel")).expect("a feed");
    for (path, message) in [
        ("gone", "the server answers 404"),
        ("empty", "has no indicators"),
        ("cut", ""),
        ("page", "2 of 2 are no indicators"),
    ] {
        sources(path);
        let bad = update(at, &["sources"]);
        assert!(!bad.good && bad.stderr.contains(message), "{path}: {}", bad.stderr);
        assert!(bad.stderr.contains("list.intel stays as it is"), "{path}: {}", bad.stderr);
        assert_eq!(fs::read(at.join("list.intel")).expect("a feed"), good, "{path}");
    }
    served.join().expect("all requests came");
    let refused = update(at, &["sources"]);
    assert!(!refused.good && refused.stderr.contains(&port.to_string()), "{}", refused.stderr);
    let left: Vec<_> = fs::read_dir(at).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert_eq!(left.len(), 2, "nothing is left lying about: {left:?}");
}

#[test]
fn one_bad_source_does_not_keep_the_others_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("list"), "bad.example\n").expect("a file");
    let text = "[a]\nsource = missing\nformat = plain\n[b]\nsource = list\nformat = plain\n";
    fs::write(at.join("sources"), text).expect("sources");
    let ran = update(at, &["sources"]);
    assert!(!ran.good);
    assert_eq!(ran.stdout, "b: 1 indicators into b.intel\n");
    assert_eq!(
        ran.stderr,
        "zander: a: missing: No such file or directory (os error 2); a.intel was not made\n"
    );
    let unknown = update(at, &["sources", "c"]);
    assert_eq!(unknown.stderr, "zander: sources has no source c\n");
}
