//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_ssl::{DTLS, SSL};
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &SSL, Port::tcp(443))
}

/// The pieces of a seed of the corpus.
fn pieces(name: &str) -> Vec<(Direction, Vec<u8>)> {
    let path = format!("{}/corpus/{name}", env!("CARGO_MANIFEST_DIR"));
    let seed = std::fs::read(path).expect("the seed");
    let (mut rest, mut out) = (&seed[1..], Vec::new());
    while let Some((&[flags, high, low], after)) = rest.split_first_chunk::<3>() {
        let (piece, later) = after.split_at(u16::from_be_bytes([high, low]).into());
        out.push((Direction::of(flags & 1 == 0), piece.to_vec()));
        rest = later;
    }
    out
}

/// Everything raised when each piece comes in parts of `size` bytes.
fn raised(name: &str, size: usize) -> Vec<String> {
    let mut bench = bench();
    for (from, piece) in pieces(name) {
        for part in piece.chunks(size) {
            match from {
                Direction::Orig => bench.orig(part),
                Direction::Resp => bench.resp(part),
            };
        }
    }
    bench.end().take()
}

fn count(all: &[String], name: &str) -> usize {
    all.iter().filter(|e| e.starts_with(name)).count()
}

#[test]
fn handshakes_in_any_pieces() {
    for (name, certificates) in [("tls12", 2), ("client-certificate", 4), ("psk", 0), ("resumption", 0)] {
        let whole = raised(name, usize::MAX);
        assert_eq!(count(&whole, "ssl_client_hello"), 1, "{name}: {whole:?}");
        assert_eq!(count(&whole, "ssl_server_hello"), 1, "{name}");
        assert_eq!(count(&whole, "ssl_established"), 1, "{name}");
        assert_eq!(count(&whole, "file_new"), certificates, "{name}");
        assert_eq!(count(&whole, "analyzer_violation_info"), 0, "{name}");
        for size in [1, 7, 100] {
            assert_eq!(raised(name, size).len(), whole.len(), "{name} in parts of {size}");
        }
    }
}

#[test]
fn what_is_no_record_is_a_violation() {
    let raised = bench().orig(b"GET / HTTP/1.0\r\n\r\n").end().take();
    assert_eq!(count(&raised, "analyzer_violation_info"), 1, "{raised:?}");
}

#[test]
fn authorities_of_a_certificate_request_as_they_were_sent() {
    let message = b"\x0d\0\0\x07\x01\x40\0\x03\0\x01n";
    let record = [&b"\x16\x03\x01\0\x0b"[..], message].concat();
    let raised = bench().resp(&record).take();
    assert!(raised.iter().any(|l| l == "ssl_certificate_request F [64] [] [n]"), "{raised:?}");
}

/// QUIC, STUN and others share the ports of DTLS.
#[test]
fn what_is_no_datagram_of_dtls_is_no_violation_before_there_was_one() {
    let mut bench = Bench::new(Anything::default(), &DTLS, Port::udp(443));
    let hello: &[u8] = b"\x16\xfe\xff\0\0\0\0\0\0\0\0\0\x36\x01\0\0\x2a\0\0\0\0\0\0\0\x2a\xfe\xff\
        0123456789abcdef0123456789abcdef\0\0\0\x02\0\x2f\x01\0";
    let stun = b"\0\x01\0\0\x21\x12\xa4\x420123456789abc";
    let quic = b"\xc0\0\0\0\x01\x08abcdefgh";
    let mut violations =
        |data: &[u8]| count(&bench.datagram(Direction::Orig, data).take(), "analyzer_violation_info");
    assert_eq!([violations(quic), violations(stun), violations(hello)], [0; 3]);
    assert_eq!([violations(stun), violations(quic), violations(quic)], [0, 1, 0]);
}
