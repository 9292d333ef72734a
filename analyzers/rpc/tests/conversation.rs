//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::Direction::{Orig, Resp};
use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_rpc::{NFS, PORTMAPPER};
use zander_value::{Port, Val};

/// Numbers of four bytes.
fn words(all: &[u32]) -> Vec<u8> {
    all.iter().flat_map(|w| w.to_be_bytes()).collect()
}

/// Opaque data, filled up.
fn opaque(data: &[u8]) -> Vec<u8> {
    let mut out = [&words(&[data.len() as u32])[..], data].concat();
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

fn call(xid: u32, program: u32, procedure: u32, arguments: &[u8]) -> Vec<u8> {
    [&words(&[xid, 0, 2, program, 3, procedure, 0, 0, 0, 0])[..], arguments].concat()
}

fn reply(xid: u32, results: &[u8]) -> Vec<u8> {
    [&words(&[xid, 1, 0, 0, 0, 0])[..], results].concat()
}

/// A record in two fragments.
fn record(message: &[u8]) -> Vec<u8> {
    let (a, b) = message.split_at(10);
    [&words(&[a.len() as u32])[..], a, &words(&[1 << 31 | b.len() as u32]), b].concat()
}

/// The names of what was raised, and weirds.
fn names(bench: &mut Bench) -> Vec<String> {
    let name = |r: &String| r.strip_prefix("weird: ").or(r.split(' ').next()).unwrap_or_default().to_owned();
    bench.take().iter().map(name).collect()
}

#[test]
fn a_port() {
    let mut bench = Bench::new(Anything::default(), &PORTMAPPER, Port::udp(111));
    bench.datagram(Orig, &call(1, 100_000, 3, &words(&[100_003, 3, 6, 0])));
    bench.datagram(Resp, &reply(1, &words(&[2049])));
    let raised = bench.take();
    assert_eq!(raised[0], "rpc_call 1 100000 3 3 48");
    assert_eq!(raised[2], "pm_request_getport {100003,3,T} 2049/tcp");
    assert!(
        raised[3].starts_with("rpc_dialogue 100000 3 3 ") && raised[3].ends_with(" 0 48 4"),
        "{}",
        raised[3]
    );
    bench.datagram(Orig, &call(2, 100_000, 0, &[])).end();
    assert_eq!(names(&mut bench), ["rpc_call", "rpc_dialogue", "pm_attempt_null"]);
}

#[test]
fn oddities() {
    let mut bench = Bench::new(Anything::default(), &PORTMAPPER, Port::udp(111));
    bench.datagram(Resp, &reply(9, &[]));
    assert_eq!(names(&mut bench), ["rpc_reply", "unpaired_RPC_response  PORTMAPPER"]);
    bench.datagram(Resp, &call(1, 7, 0, b"abcd"));
    let odd = ["responder_RPC_call  PORTMAPPER", "bad_RPC_program 7 PORTMAPPER", "excess_RPC  PORTMAPPER"];
    assert_eq!(names(&mut bench)[1..], odd);
    bench.datagram(Orig, b"short");
    assert_eq!(names(&mut bench), ["bad_RPC  PORTMAPPER"]);
    let names_set = Anything::default();
    names_set.set("rpc_max_pending_calls", Val::Count(1));
    let mut bench = Bench::new(names_set, &PORTMAPPER, Port::udp(111));
    bench.datagram(Orig, &call(1, 100_000, 0, &[])).datagram(Orig, &call(2, 100_000, 0, &[]));
    let all = names(&mut bench);
    assert_eq!(all[2..], ["rpc_discarded_pending_calls", "RPC_pending_calls_discarded  PORTMAPPER"]);
}

#[test]
fn files_over_a_stream() {
    let look = record(&call(1, 100_003, 3, &[opaque(b"DIR"), opaque(b"name")].concat()));
    let found = record(&reply(1, &[words(&[0]), opaque(b"FILE"), words(&[0, 0])].concat()));
    let list = record(&call(2, 100_003, 16, &[opaque(b"DIR"), words(&[0, 0, 0, 0, 512])].concat()));
    let entries = [words(&[0, 0, 0, 1, 1, 0, 42]), opaque(b"a"), words(&[0, 1, 0, 1])].concat();
    let listed = record(&reply(2, &entries));
    let bench = || Bench::new(Anything::default(), &NFS, Port::tcp(2049));
    let mut whole = bench();
    whole.orig(&look).resp(&found).orig(&list).resp(&listed);
    let raised = whole.take();
    let expected: Vec<&str> = raised.iter().map(String::as_str).collect();
    let find = |start: &str| expected.iter().find(|r| r.starts_with(start)).copied().unwrap_or_default();
    assert!(find("nfs_proc_lookup").ends_with(" {DIR,name} {FILE}"), "{expected:?}");
    assert!(find("nfs_proc_readdir").ends_with(" {F,DIR,0,0,512} {F,-,1,[{42,a,1}],T}"), "{expected:?}");
    testing::however_cut(
        bench,
        &[(true, &look), (false, &found), (true, &list), (false, &listed)],
        &expected,
    );
}

#[test]
fn a_gap_is_passed_over() {
    let message = record(&call(1, 100_003, 0, &[]));
    let mut bench = Bench::new(Anything::default(), &NFS, Port::tcp(2049));
    bench.orig(&message[..9]);
    bench.with(|cx| zander_analyzer::Tree::gap(cx, Orig, 9, 30));
    let single = [&words(&[1 << 31 | 40])[..], &call(2, 100_003, 0, &[])].concat();
    bench.orig(b"the end of something").orig(&single);
    assert_eq!(bench.take(), ["rpc_call 2 100003 3 0 32"]);
}
