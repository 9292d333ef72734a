//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_gnutella::GNUTELLA;
use zander_value::{Port, Val};

fn bench() -> Bench {
    let names = Anything::default();
    names.set("Gnutella::max_line_length", Val::Count(40));
    names.set("Gnutella::max_header_length", Val::Count(60));
    Bench::new(names, &GNUTELLA, Port::tcp(6346))
}

const GREETINGS: [(bool, &[u8]); 3] = [
    (true, b"GNUTELLA CONNECT/0.6\r\nA: b\r\n\r\n"),
    (false, b"GNUTELLA/0.6 200 OK\r\n\r\n"),
    (true, b"GNUTELLA/0.6 200 OK\r\n\r\n"),
];

#[test]
fn peers_that_agree() {
    let long = [&b"0123456789abcdef\x80\x03\x01\x96\0\0\0"[..], &[b'x'; 150]].concat();
    let payload = "x".repeat(100);
    testing::however_cut(
        bench,
        &[&GREETINGS[..], &[(false, b"0123456789abcdef\0\x07\0\0\0\0\0"), (true, &long)]].concat(),
        &[
            "gnutella_text_msg T \\r\\nGNUTELLA CONNECT/0.6\\r\\nA: b",
            "gnutella_text_msg F \\r\\nGNUTELLA/0.6 200 OK",
            "gnutella_text_msg T \\r\\nGNUTELLA/0.6 200 OK",
            "gnutella_establish",
            "gnutella_binary_msg F 0 7 0 0  0 F T",
            &format!("gnutella_binary_msg T 128 3 1 150 {payload} 100 F T"),
        ],
    );
}

#[test]
fn what_is_cut_off() {
    let mut bench = bench();
    GREETINGS.iter().for_each(|(orig, bytes)| {
        if *orig {
            bench.orig(bytes)
        } else {
            bench.resp(bytes)
        };
    });
    bench.take();
    bench.orig(b"01234").resp(b"0123456789abcdef\0\x07\0\x04\0\0\0ab").end();
    assert_eq!(
        bench.take(),
        ["gnutella_partial_binary_msg T 01234 5", "gnutella_binary_msg F 0 7 0 4 ab 2 T F"]
    );
}

#[test]
fn limits() {
    let raised = bench().orig(&[b'a'; 50]).end().take();
    assert_eq!(raised, ["gnutella_not_establish", "weird: exceeded_gnutella_max_line_length  GNUTELLA"]);
    let raised =
        bench().orig(b"GNUTELLA CONNECT/0.6\r\nAAAAAAAAAAAAAAAAAAAAAAAA\r\nBBBBBBBBBBBBBBBB\r\n").take();
    assert_eq!(raised, ["weird: exceeded_gnutella_max_headers_length  GNUTELLA"]);
    assert_eq!(bench().orig(b"GET /a HTTP/1.1\r\n").take(), ["gnutella_http_notify"]);
}
