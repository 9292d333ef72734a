//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::Direction::Orig;
use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_bittorrent::{BITTORRENT, BITTORRENTTRACKER};
use zander_value::Port;

fn peers() -> Bench {
    Bench::new(Anything::default(), &BITTORRENT, Port::tcp(6881))
}

fn tracker() -> Bench {
    let names = Anything::default();
    names.declare("bittorrent_peer", &["h", "p"]);
    Bench::new(names, &BITTORRENTTRACKER, Port::tcp(6969))
}

const HANDSHAKE: &[u8] = b"\x13BitTorrent protocol\0\0\0\0\0\0\0\x01aaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbb";

#[test]
fn two_peers() {
    let hello = |from| {
        format!(
            "bittorrent_peer_handshake {from} \\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01 aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb"
        )
    };
    testing::however_cut(
        peers,
        &[
            (true, HANDSHAKE),
            (false, HANDSHAKE),
            (false, b"\0\0\0\x02\x05\xf0\0\0\0\x01\x01"),
            (true, b"\0\0\0\x01\x02\0\0\0\x0d\x06\0\0\0\x01\0\0\0\0\0\0\0\x02"),
            (false, b"\0\0\0\x0b\x07\0\0\0\x01\0\0\0\0hi\0\0\0\0"),
            (true, b"\0\0\0\x05\x04\0\0\0\x01\0\0\0\x03\x09\x1a\xe1\0\0\0\x02\x14x"),
        ],
        &[
            &hello("T"),
            &hello("F"),
            "bittorrent_peer_bitfield F \\xf0",
            "bittorrent_peer_unchoke F",
            "bittorrent_peer_interested T",
            "bittorrent_peer_request T 1 0 2",
            "bittorrent_peer_piece F 1 0 2",
            "bittorrent_peer_keep_alive F",
            "bittorrent_peer_have T 1",
            "bittorrent_peer_port T 6881/tcp",
            "bittorrent_peer_unknown T 20 x",
        ],
    );
}

#[test]
fn what_is_not_bittorrent_is_a_violation() {
    let raised = peers().orig(b"GET / HTTP/1.1\r\n").orig(b"more").take();
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
    let mut bench = peers();
    bench.orig(HANDSHAKE).take();
    bench.with(|cx| zander_analyzer::Tree::gap(cx, Orig, 68, 9));
    assert_eq!(bench.orig(b"more").take(), ["bittorrent_peer_weird T bytes are missing"]);
}

#[test]
fn a_tracker() {
    let answer = b"HTTP/1.0 200 OK\r\nA: b\r\n\r\nd8:intervali1800e5:peers6:\x0a\0\0\x07\x1a\xe1e";
    testing::however_cut(
        tracker,
        &[
            (true, b"GET /announce?info_hash=x HTTP/1.1\r\nHost: t.example\r\n\r\n"),
            (false, answer),
            (true, b"GET /announce HTTP/1.1\r\n\r\n"),
            (false, b"HTTP/1.1 404 Not here\r\n\r\n"),
        ],
        &[
            "bt_tracker_request /announce?info_hash=x {Host=t.example}",
            "bt_tracker_response 200 {A=b} {{10.0.0.7,6881/tcp}=-} {interval={1800}}",
            "bt_tracker_request /announce {}",
            "bt_tracker_response_not_ok 404 {}",
        ],
    );
    let raised = tracker().resp(b"HTTP/1.0 200 OK\r\n\r\n<html>").take();
    assert!(raised.last().is_some_and(|r| r.starts_with("analyzer_violation_info")), "{raised:?}");
}
