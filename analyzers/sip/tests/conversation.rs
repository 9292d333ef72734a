//! What messages must raise.

use zander_analyzer::Direction::{Orig, Resp};
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_sip::SIP;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &SIP, Port::udp(5060))
}

fn raised(bench: &mut Bench) -> Vec<String> {
    let mut all = bench.take();
    all.retain(|r| !r.starts_with("analyzer_confirmation"));
    all
}

#[test]
fn a_request_and_its_reply() {
    let mut bench = bench();
    bench.datagram(
        Orig,
        b"INVITE sip:bob@b.example SIP/2.0\r\nTo: Bob <sip:bob@b.example>\r\nl: 3\r\n\r\nv=0",
    );
    assert_eq!(
        raised(&mut bench),
        [
            "sip_request INVITE sip:bob@b.example 2.0",
            "sip_begin_entity T",
            "sip_header T TO Bob <sip:bob@b.example>",
            "sip_header T L 3",
            "sip_all_headers T {1={To,TO,Bob <sip:bob@b.example>},2={l,L,3}}",
            "sip_end_entity T"
        ]
    );
    bench.datagram(Resp, b"SIP/2.0 180 Ringing\r\n\r\n");
    assert_eq!(
        raised(&mut bench),
        ["sip_reply 2.0 180 Ringing", "sip_begin_entity F", "sip_all_headers F {}", "sip_end_entity F"]
    );
}

#[test]
fn oddities() {
    let mut bench = bench();
    bench.datagram(Orig, b"\r\n");
    assert!(raised(&mut bench).is_empty());
    bench.datagram(Resp, b"\x01BYE sip:a SIP/2.0\r\n\r\n");
    let all = raised(&mut bench);
    assert_eq!(
        (all[0].as_str(), all[4].as_str()),
        ("sip_request BYE sip:a 2.0", "weird: sip_junk_before_request \\x01 SIP")
    );
    bench.datagram(Orig, b"BYE sip:a SIP/2.0\r\nContent-Length: 9\r\n\r\nshort");
    let all = raised(&mut bench);
    assert!(all.last().is_some_and(|r| r.starts_with("analyzer_violation_info")), "{all:?}");
    bench.with(|cx| {
        zander_analyzer::Tree::packet(cx, Orig, b"BYE sip:a SIP/2.0\r\nContent-Length: 9\r\n\r\nshort", 60)
    });
    assert_eq!(raised(&mut bench).last().map(String::as_str), Some("sip_end_entity T"));
}
