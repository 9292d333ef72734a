//! TLS: fingerprints of recorded and of made hellos, and secrets that do not fit.

use std::collections::HashMap;
use std::fs;
use std::net::Ipv4Addr;
use zander_tests::command::{Outcome, root, run, run_in};
use zander_tests::frames::{Capture, Ends};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

/// The rows of a log, by the names of its columns.
fn rows(outcome: &Outcome, log: &str) -> Vec<HashMap<String, String>> {
    let text = outcome.logs.get(log).map_or("", String::as_str);
    let header = text.lines().find_map(|l| l.strip_prefix("#fields\t")).unwrap_or_default();
    let row =
        |line: &str| header.split('\t').map(str::to_owned).zip(line.split('\t').map(str::to_owned)).collect();
    text.lines().filter(|l| !l.starts_with('#')).map(row).collect()
}

/// `ja3.tsv` stands beside the captures: what tshark says of each connection's hellos.
#[test]
fn fingerprints_are_those_of_another_program() {
    let told = fs::read_to_string(root().join("tests/captures/tls/ja3.tsv")).expect("the fingerprints");
    let mut captures: HashMap<&str, Vec<HashMap<String, String>>> = HashMap::new();
    let mut lines = 0;
    for line in told.lines() {
        let [name, port, ja3, ja3s] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let sessions = captures.entry(name).or_insert_with(|| {
            let capture = format!("{{captures}}/tls/{name}.pcap");
            rows(&run(ZANDER, &["-C", "-r", &capture, "protocols/ssl/ja3"]), "ssl.log")
        });
        let session = sessions.iter().find(|s| s["id.orig_p"] == port).unwrap_or_else(|| panic!("{line}"));
        assert_eq!((session["ja3"].as_str(), session["ja3s"].as_str()), (ja3, ja3s), "{line}");
        lines += 1;
    }
    assert_eq!(lines, captures.values().map(Vec::len).sum::<usize>());
}

/// A client's hello in a record of TLS.
#[derive(Clone)]
struct Hello {
    version: u16,
    ciphers: Vec<u16>,
    extensions: Vec<u16>,
    algorithms: Vec<u16>,
    protocol: &'static [u8],
}

fn prefixed(width: usize, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes();
    [&length[4 - width..], content].concat()
}

fn numbers(all: &[u16]) -> Vec<u8> {
    all.iter().flat_map(|n| n.to_be_bytes()).collect()
}

impl Hello {
    /// The example of the specification, before its sorting.
    fn example() -> Hello {
        Hello {
            version: 0x303,
            ciphers: vec![
                0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                0xc014, 0x009c, 0x009d, 0x002f, 0x0035,
            ],
            extensions: vec![
                0x1a1a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023,
                0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015,
            ],
            algorithms: vec![0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601],
            protocol: b"h2",
        }
    }

    fn record(&self) -> Vec<u8> {
        let mut extensions = Vec::new();
        for &number in &self.extensions {
            let content = match number {
                0x0000 => prefixed(2, &[&[0][..], &prefixed(2, b"www.example.com")].concat()),
                0x000d => prefixed(2, &numbers(&self.algorithms)),
                0x0010 => prefixed(2, &prefixed(1, self.protocol)),
                0x002b => prefixed(1, &numbers(&[0x2a2a, 0x304, 0x303])),
                _ => Vec::new(),
            };
            extensions.extend(number.to_be_bytes());
            extensions.extend(prefixed(2, &content));
        }
        let mut body = self.version.to_be_bytes().to_vec();
        body.extend([7; 32]);
        body.push(0);
        body.extend(prefixed(2, &numbers(&self.ciphers)));
        body.extend([1, 0]);
        if !extensions.is_empty() {
            body.extend(prefixed(2, &extensions));
        }
        [&[22, 3, 1][..], &prefixed(2, &[&[1][..], &prefixed(3, &body)].concat())].concat()
    }
}

/// What JA4's specification gives as examples; hashes that it does not give are those of its rules.
#[test]
fn ja4_as_specified() {
    let example = Hello::example();
    let named = |protocol| Hello { protocol, ..example.clone() };
    let mut extensions = example.extensions.clone();
    extensions.retain(|e| *e != 0x000d);
    let cases: Vec<(Hello, &str)> = vec![
        (example.clone(), "t13d1516h2_8daaf6152771_e5627efa2ab1"),
        (named(b"http/1.1"), "t13d1516h1_8daaf6152771_e5627efa2ab1"),
        (named(b"x"), "t13d1516xx_8daaf6152771_e5627efa2ab1"),
        (named(b""), "t13d151600_8daaf6152771_e5627efa2ab1"),
        (named(b"\xab"), "t13d1516ab_8daaf6152771_e5627efa2ab1"),
        (named(b"\xab\xcd"), "t13d1516ad_8daaf6152771_e5627efa2ab1"),
        (named(b"\x30\xab"), "t13d15163b_8daaf6152771_e5627efa2ab1"),
        (named(b"\x30\x31\xab\xcd"), "t13d15163d_8daaf6152771_e5627efa2ab1"),
        (named(b"\x30\xab\xcd\x31"), "t13d151601_8daaf6152771_e5627efa2ab1"),
        // The list of extensions without algorithms, as the specification hashes it.
        (Hello { algorithms: Vec::new(), ..example.clone() }, "t13d1516h2_8daaf6152771_6d807ffa2a79"),
        (Hello { extensions: Vec::new(), ..example.clone() }, "t12i150000_8daaf6152771_000000000000"),
        (
            Hello { version: 0x301, ciphers: Vec::new(), extensions: vec![0], ..example },
            "t10d000100_000000000000_000000000000",
        ),
    ];
    let mut capture = Capture::default();
    for (at, (hello, _)) in cases.iter().enumerate() {
        let ends = Ends {
            client: (Ipv4Addr::new(10, 0, 0, 5), 5000 + at as u16),
            server: (Ipv4Addr::new(198, 51, 100, 7), 443),
        };
        // The server refuses.
        capture.exchange(1_700_000_000.0 + at as f64, ends, &hello.record(), &[21, 3, 3, 0, 2, 2, 40]);
    }
    let outcome = run_in(ZANDER, &["-r", "made.pcap", "protocols/ssl/ja4"], |folder| {
        fs::write(folder.join("made.pcap"), capture.file()).expect("the capture can be written");
    });
    let sessions = rows(&outcome, "ssl.log");
    for (at, (_, wanted)) in cases.iter().enumerate() {
        let port = (5000 + at).to_string();
        let session = sessions.iter().find(|s| s["id.orig_p"] == port).unwrap_or_else(|| panic!("{port}"));
        assert_eq!(session["ja4"], *wanted, "{port}");
    }
}

#[test]
fn secrets_that_do_not_fit_open_nothing() {
    let secrets = fs::read_to_string(root().join("tests/captures/tls/secrets.log")).expect("the secrets");
    let (head, last) = secrets.trim_end().rsplit_once("\\x").expect("bytes");
    // The last session's secret with another last byte.
    let other = u8::from_str_radix(last, 16).expect("a byte") ^ 1;
    let words =
        ["-C", "-r", "{captures}/tls/decrypt.pcap", "protocols/ssl/decryption", "SSL::keylog_file=wrong.log"];
    let outcome = run_in(ZANDER, &words, |folder| {
        fs::write(folder.join("wrong.log"), format!("{head}\\x{other:02x}\n")).expect("the secrets");
    });
    assert_eq!(outcome.stderr, "");
    let services: Vec<String> = rows(&outcome, "conn.log").iter().map(|c| c["service"].clone()).collect();
    assert_eq!(services, ["ssl,http", "ssl,http", "ssl,http", "ssl"]);
    assert_eq!(rows(&outcome, "http.log").len(), 3);
}
