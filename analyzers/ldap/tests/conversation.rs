//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_ldap::LDAP_TCP;
use zander_value::Port;

/// A bind as `cn=a` with the password `pw`.
const BIND: &[u8] = b"\x30\x12\x02\x01\x01\x60\x0d\x02\x01\x03\x04\x04cn=a\x80\x02pw";
/// Its success.
const BOUND: &[u8] = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
const UNBIND: &[u8] = b"\x30\x05\x02\x01\x02\x42\x00";

fn bench() -> Bench {
    Bench::new(Anything::default(), &LDAP_TCP, Port::tcp(389))
}

#[test]
fn a_bind_and_its_answer() {
    let requests = [BIND, UNBIND].concat();
    let expected = bench().orig(&requests).resp(BOUND).end().take();
    assert!(
        expected.iter().any(|e| e.starts_with("LDAP::bind_request") && e.contains("cn=a")),
        "{expected:?}"
    );
    assert_eq!(expected.iter().filter(|e| e.starts_with("LDAP::message")).count(), 3, "{expected:?}");
    for cut in 0..requests.len() {
        let raised = bench().orig(&requests[..cut]).orig(&requests[cut..]).resp(BOUND).end().take();
        assert_eq!(raised, expected, "cut at {cut}");
    }
}

#[test]
fn what_is_no_message_is_a_violation() {
    let raised = bench().orig(b"GET / HTTP/1.0\r\n").end().take();
    assert!(raised.iter().any(|e| e.starts_with("analyzer_violation_info")), "{raised:?}");
}
