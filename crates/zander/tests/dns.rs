//! Lines of dns.log for messages that recorded programs do not send.

use std::fs;
use std::net::Ipv4Addr;
use zander_tests::command::{Outcome, run_in};
use zander_tests::frames::{Capture, Ends};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

/// A question or an update from a client, and the answer.
fn run(port: u16, question: &[u8], answer: &[u8]) -> Outcome {
    let ends =
        Ends { client: (Ipv4Addr::new(10, 0, 0, 5), 4000), server: (Ipv4Addr::new(198, 51, 100, 7), port) };
    let mut capture = Capture::default();
    capture.udp(1_700_000_000.0, ends, true, question);
    capture.udp(1_700_000_000.25, ends, false, answer);
    run_in(ZANDER, &["-r", "made.pcap"], |folder| {
        fs::write(folder.join("made.pcap"), capture.file()).expect("the capture can be written");
    })
}

/// Columns of the only line, by name.
fn columns(outcome: &Outcome, names: &[&str]) -> Vec<String> {
    let header = outcome.logs["dns.log"].lines().find_map(|l| l.strip_prefix("#fields\t")).expect("a header");
    let rows = outcome.rows("dns.log");
    assert_eq!(rows.len(), 1, "{rows:?}");
    let values: Vec<&str> = rows[0].split('\t').collect();
    let value = |name: &&str| header.split('\t').position(|h| h == *name).map(|i| values[i].to_owned());
    names.iter().filter_map(value).collect()
}

fn name(labels: &[&str]) -> Vec<u8> {
    let mut out: Vec<u8> =
        labels.iter().flat_map(|l| [&[l.len() as u8][..], l.as_bytes()].concat()).collect();
    out.push(0);
    out
}

fn record(owner: &[u8], kind: u16, class: u16, ttl: u32, data: &[u8]) -> Vec<u8> {
    let numbers = [&kind.to_be_bytes()[..], &class.to_be_bytes(), &ttl.to_be_bytes()].concat();
    [owner, &numbers, &(data.len() as u16).to_be_bytes(), data].concat()
}

/// A server that repeats the update in its answer, as some do (RFC 2136, section 2.2).
#[test]
fn updates_say_what_they_ask_for() {
    let host = name(&["new", "example", "com"]);
    let (none, any) = (254, 255);
    let prerequisites = [
        record(&host, 255, none, 0, b""),
        record(&host, 255, any, 0, b""),
        record(&host, 1, none, 0, b""),
        record(&host, 28, any, 0, b""),
    ];
    let updates = [
        record(&host, 255, any, 0, b""),
        record(&host, 16, any, 0, b""),
        record(&host, 1, none, 0, &[192, 0, 2, 1]),
        record(&host, 1, 1, 300, &[192, 0, 2, 2]),
        record(&host, 5, 1, 60, &name(&["www", "example", "com"])),
    ];
    let zone = [name(&["example", "com"]), vec![0, 6, 0, 1]].concat();
    let message = |flags: u16| {
        let counts = [7, flags, 1, prerequisites.len() as u16, updates.len() as u16, 0].map(u16::to_be_bytes);
        [counts.concat(), zone.clone(), prerequisites.concat(), updates.concat()].concat()
    };
    let outcome = run(53, &message(0x2800), &message(0xa800));
    let answers = [
        "pre: NameNotInUse new.example.com",
        "pre: NameInUse new.example.com",
        "pre: NoRRSet A new.example.com",
        "pre: RRSetExists AAAA new.example.com",
        "del: RRSet * new.example.com",
        "del: RRSet TXT",
        "del: RR A new.example.com",
        "add: A new.example.com 192.0.2.2",
        "add: www.example.com",
    ];
    let wanted = ["new.example.com", "NOERROR", "0.250000", &answers.join(","), "dynamic-update"];
    assert_eq!(columns(&outcome, &["query", "rcode_name", "rtt", "answers", "opcode_name"]), wanted);
    assert!(!outcome.logs.contains_key("weird.log"), "{:?}", outcome.logs.get("weird.log"));
}

/// A host registers its name (RFC 1002, section 4.2.2): the same number as an update, the form of a query.
#[test]
fn registrations_of_netbios() {
    let encoded = "EIEPFDFECACACACACACACACACACACAAA"; // HOST
    let owner = name(&[encoded]);
    let question = [&[0, 9, 0x29, 0x10, 0, 1, 0, 0, 0, 0, 0, 1][..], &owner, &[0, 32, 0, 1]].concat();
    let address = record(&[0xc0, 0x0c], 32, 1, 300_000, &[0, 0, 10, 0, 0, 5]);
    let answer = [
        &[0, 9, 0xad, 0x80, 0, 0, 0, 1, 0, 0, 0, 0][..],
        &record(&owner, 32, 1, 300_000, &[0, 0, 10, 0, 0, 5]),
    ]
    .concat();
    let outcome = run(137, &[question, address].concat(), &answer);
    assert_eq!(
        columns(&outcome, &["query", "qtype_name", "opcode_name"]),
        ["HOST", "NIMLOC", "netbios-registration"]
    );
    assert!(!outcome.logs.contains_key("weird.log"), "{:?}", outcome.logs.get("weird.log"));
}
