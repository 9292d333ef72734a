//! What messages must raise, over UDP and over TCP in any cut.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_dns::DNS;
use zander_value::Port;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|p| u8::from_str_radix(std::str::from_utf8(p).unwrap(), 16).unwrap()).collect()
}

const QUERY: &str = "0001 0100 0001 0000 0000 0000 03777777 024578 00 0001 0001";
/// Two addresses, an alias, a text and a service binding.
const REPLY: &str = "0001 8180 0001 0004 0000 0000 03777777 024578 00 0001 0001
    c00c 0005 0001 00000010 0002 c010   c00c 0001 0001 00000e10 0004 01020304
    c010 0010 0001 00000000 0006 02 6162 02 6364   c010 0041 0001 00000000 0009 0001 00 0003 0002 01bb";

fn over_udp(from: Direction, message: &str) -> Vec<String> {
    Bench::new(Anything::default(), &DNS, Port::udp(53)).datagram(from, &hex(message)).take()
}

fn check(raised: &[String], expected: &[&str]) {
    for line in expected {
        assert!(raised.iter().any(|l| l.starts_with(line)), "{line} is missing in {raised:#?}");
    }
}

#[test]
fn questions_and_answers() {
    let raised = over_udp(Direction::Orig, QUERY);
    check(
        &raised,
        &["dns_message T {1,0,0,F,F,F,T,F,0,F,F,1,0,0,0,F} 24", "dns_request {1,0,0,F", "dns_end"],
    );
    assert!(raised[1].ends_with("www.ex 1 1 www.Ex"), "{raised:?}");
    let message = "{1,0,0,T,F,F,T,T,0,F,F,1,4,0,0,F}";
    check(
        &over_udp(Direction::Resp, REPLY),
        &[
            &format!("dns_query_reply {message} www.ex 1 1 www.Ex"),
            &format!("dns_CNAME_reply {message} {{1,www.ex,5,1,16}} ex"),
            &format!("dns_A_reply {message} {{1,www.ex,1,1,3600}} 1.2.3.4"),
            &format!("dns_TXT_reply {message} {{1,ex,16,1,0}} [ab,cd]"),
            &format!("dns_HTTPS {message} {{1,ex,65,1,0}} {{1,.,[{{3,-,-,443}}]}}"),
            "analyzer_confirmation_info Analyzer::ANALYZER_DNS",
        ],
    );
}

#[test]
fn tcp_in_any_cut() {
    let message = hex(REPLY);
    let stream = [&(message.len() as u16).to_be_bytes()[..], &message, &[0, 24], &hex(QUERY)].concat();
    let mut expected = None;
    for cut in 0..stream.len() {
        let mut bench = Bench::new(Anything::default(), &DNS, Port::tcp(53));
        let raised = bench.resp(&stream[..cut]).resp(&stream[cut..]).take();
        assert_eq!(expected.get_or_insert_with(|| raised.clone()), &raised, "cut at {cut}");
    }
    assert_eq!(expected.unwrap().iter().filter(|l| l.starts_with("dns_end")).count(), 2);
}

/// A registration has the number that updates have in DNS, and the form of a query (RFC 1002, section 4.2.2).
#[test]
fn registrations_of_netbios_are_no_updates() {
    let name = "20 454b45454645 43".to_owned() + &"41".repeat(25) + "00";
    let message =
        format!("0007 2910 0001 0000 0000 0001 {name} 0020 0001 c00c 0020 0001 000493e0 0006 0000 c0000205");
    let raised = Bench::new(Anything::default(), &DNS, Port::udp(137))
        .datagram(Direction::Orig, &hex(&message))
        .take();
    check(&raised, &["dns_message T {7,5,0,F", "dns_request {7,5,0,F", "dns_end"]);
    assert!(!raised.iter().any(|l| l.starts_with("weird: DNS_DU")), "{raised:?}");
}

#[test]
fn faults_have_names() {
    let weird = |message: &str, name: &str| {
        let raised = over_udp(Direction::Resp, message);
        assert!(
            raised.iter().any(|l| l.starts_with(&format!("weird: {name} "))),
            "{name} is missing in {raised:?}"
        );
    };
    weird("0001 8180 0001", "DNS_truncated_len_lt_hdr_len");
    weird("0001 0900 0000 0000 0000 0000", "DNS_unknown_opcode");
    weird("0001 8180 0001 0000 0000 0000 0161 00 00", "DNS_truncated_quest_too_short");
    weird("0001 8180 0000 0001 0000 0000 00 0001", "DNS_truncated_ans_too_short");
    weird("0001 8180 0000 0001 0000 0000 00 0001 0001 00000000 0004 01", "DNS_truncated_RR_rdlength_lt_len");
    weird("0001 8180 0000 0001 0000 0000 00 0001 0001 00000000 0002 0102", "DNS_RR_bad_length");
    weird("0001 8180 00ff 0000 0000 0000", "DNS_Conn_count_too_large");
}
