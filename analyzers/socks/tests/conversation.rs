//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_socks::SOCKS;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &SOCKS, Port::tcp(1080))
}

fn check(conversation: &[(bool, &[u8])], expected: &[&str]) {
    testing::however_cut(bench, conversation, expected);
}

#[test]
fn fifth_version() {
    check(
        &[
            (true, &[5, 2, 0, 2]),
            (false, &[5, 2]),
            (true, b"\x01\x03bob\x05alice"),
            (false, &[1, 0]),
            (true, b"\x05\x01\x00\x03\x07example\x00\x50"),
            (false, &[5, 0, 0, 1, 10, 0, 0, 9, 0x10, 0]),
            (true, b"whatever"),
        ],
        &[
            "socks_login_userpass_request bob alice",
            "socks_login_userpass_reply 0",
            "socks_request 5 1 {-,example} 80/tcp ",
            "socks_reply 5 0 {10.0.0.9} 4096/tcp",
        ],
    );
}

#[test]
fn fourth_version() {
    check(
        &[(true, b"\x04\x01\x00\x50\x0a\x00\x00\x02bob\x00"), (false, &[0, 90, 0, 80, 10, 0, 0, 2])],
        &["socks_request 4 1 {10.0.0.2} 80/tcp bob", "socks_reply 4 90 {10.0.0.2} 80/tcp"],
    );
}

#[test]
fn other_ways_to_log_in() {
    check(
        &[(true, &[5, 1, 3]), (false, &[5, 3])],
        &["weird: socks5_unsupported_authentication_method 3 SOCKS"],
    );
}

#[test]
fn other_protocols() {
    let raised = bench().orig(b"GET / HTTP/1.0\r\n").take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
