//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::Direction::{Orig, Resp};
use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_rdp::{RDP, RDPEUDP};
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &RDP, Port::tcp(3389))
}

fn check(conversation: &[(bool, &[u8])], expected: &[&str]) {
    testing::however_cut(bench, conversation, expected);
}

/// A TPKT with this content.
fn tpkt(content: &[u8]) -> Vec<u8> {
    [&[3, 0][..], &(content.len() as u16 + 4).to_be_bytes(), content].concat()
}

/// Blocks of settings as the client sends them, or the server.
fn settings(client: bool, blocks: &[u8]) -> Vec<u8> {
    let conference: &[u8] = if client {
        b"\0\x08\0\x10\0\x01\xc0\0Duca\x80"
    } else {
        b"\x14\x76\x0a\x01\x01\0\x01\xc0\0McDn\x80"
    };
    let user = [b"\0\x05\0\x14\x7c\0\x01\x2a", conference, &[0], blocks].concat();
    let domain = b"\x30\x03\x02\x01\x22";
    let user = [&[4, 0x82][..], &(user.len() as u16).to_be_bytes(), &user].concat();
    let mcs = if client {
        [b"\x04\x01\x01\x04\x01\x01\x01\x01\xff", &domain[..], domain, domain, &user].concat()
    } else {
        [b"\x0a\x01\0\x02\x01\0", &domain[..], &user].concat()
    };
    let tag = if client { 0x65 } else { 0x66 };
    tpkt(&[&[2, 0xf0, 0x80, 0x7f, tag, 0x82][..], &(mcs.len() as u16).to_be_bytes(), &mcs].concat())
}

const REQUEST: &[u8] = b"\x03\0\0\x28\x23\xe0\0\0\0\0\0Cookie: mstshash=me\r\n\x01\x02\x08\0\0\0\0\0";

#[test]
fn encryption_by_rdp_itself() {
    let confirm = tpkt(b"\x0e\xd0\0\0\x12\x34\0\x02\x01\x08\0\0\0\0\0");
    let client = settings(
        true,
        b"\x02\xc0\x0c\0\x1b\0\0\0\0\0\0\0\x04\xc0\x0c\0\x15\0\0\0\x07\0\0\0\x03\xc0\x14\0\x01\0\0\0rdpdr\0\0\0\0\0\x80\x80",
    );
    let certificate = b"\x01\0\0\x80";
    let server = settings(
        false,
        &[
            b"\x01\x0c\x08\0\x04\0\x08\0\x02\x0c\x1a\0\x02\0\0\0\x03\0\0\0\x02\0\0\0\x04\0\0\0RR",
            &certificate[..],
        ]
        .concat(),
    );
    check(
        &[(true, REQUEST), (false, &confirm), (true, &client), (false, &server)],
        &[
            "rdp_connect_request me 2",
            "rdp_negotiation_response 0 1",
            "rdp_client_security_data {27,0}",
            "rdp_client_cluster_data {21,7,T,20,F,F}",
            "rdp_client_network_data [{rdpdr\\x00\\x00\\x00,2155872256,T,F,F,F,F,F,F,T,F,F,F}]",
            "rdp_gcc_server_create_response 0",
            "rdp_server_certificate 1 F",
            "rdp_begin_encryption 0",
            "rdp_server_security 2 3",
        ],
    );
    let mut bench = bench();
    bench.orig(REQUEST).resp(&confirm).orig(&client).resp(&server).take();
    bench.orig(b"\x17\x03").resp(b"abc");
    assert_eq!(bench.take(), ["rdp_native_encrypted_data T 2", "rdp_native_encrypted_data F 3"]);
}

#[test]
fn tls_begins_with_the_answer() {
    let confirm = tpkt(b"\x0e\xd0\0\0\x12\x34\0\x02\x1f\x08\0\x02\0\0\0");
    check(
        &[(true, REQUEST), (false, &confirm), (true, b"\x16\x03\x01\0\x05")],
        &["rdp_connect_request me 2", "rdp_begin_encryption 2", "rdp_negotiation_response 2 31"],
    );
}

#[test]
fn a_refusal() {
    let confirm = tpkt(b"\x0e\xd0\0\0\x12\x34\0\x03\0\x08\0\x05\0\0\0");
    check(
        &[(true, REQUEST), (false, &confirm)],
        &["rdp_connect_request me 2", "rdp_negotiation_failure 5 0"],
    );
}

#[test]
fn what_is_not_rdp_is_a_violation() {
    let raised = bench().orig(b"GET / HTTP/1.0\r\n\r\n").orig(b"more").take();
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
    let raised = bench().orig(b"\x03\0\0\x08\x02\xe0\0\0").take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}

/// A datagram of the handshake that names this version.
fn handshake(flags: u8, acknowledges: [u8; 4], version: [u8; 2]) -> Vec<u8> {
    [&acknowledges[..], &[0, 64, 0x10, flags], &[0; 8], &[0, 1], &version].concat()
}

fn over_udp(versions: [[u8; 2]; 2], first: &[u8]) -> Vec<String> {
    let mut bench = Bench::new(Anything::default(), &RDPEUDP, Port::udp(3389));
    let syn = handshake(1, [255; 4], versions[0]);
    bench.datagram(Orig, &syn).datagram(Orig, &syn).datagram(Resp, &handshake(5, [0; 4], versions[1]));
    bench.datagram(Orig, first).datagram(Resp, first);
    let mut raised = bench.take();
    raised.retain(|r| !r.starts_with("analyzer_confirmation"));
    raised
}

#[test]
fn udp() {
    assert_eq!(
        over_udp([[1, 1], [0, 1]], b"\0\0\0\x07\0\x40\0\x0c\0\0\0\0\0\0\0\x01\0\0\0\x01hi"),
        [
            "rdpeudp_syn",
            "rdpeudp_synack",
            "rdpeudp_established 1",
            "rdpeudp_data T 1 hi",
            "rdpeudp_data F 1 hi"
        ]
    );
    assert_eq!(
        over_udp([[1, 1], [1, 1]], b"\0\x04\x01hi"),
        [
            "rdpeudp_syn",
            "rdpeudp_synack",
            "rdpeudp_established 2",
            "rdpeudp_data T 2 hi",
            "rdpeudp_data F 2 hi"
        ]
    );
    let raised = over_udp([[1, 1], [1, 1]], b"\0");
    assert!(raised[2].starts_with("analyzer_violation_info"), "{raised:?}");
}
