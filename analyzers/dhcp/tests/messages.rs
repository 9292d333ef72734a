//! What datagrams must raise.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_dhcp::DHCP;
use zander_value::Port;

fn message(options: &[u8]) -> Vec<u8> {
    let mut m = vec![1, 1, 6, 0, 0, 0, 0, 9, 0, 3, 0x80, 0];
    m.resize(28, 0);
    m.extend([0, 11, 130, 1, 252, 66]);
    m.resize(236, 0);
    m.extend([0x63, 0x82, 0x53, 0x63]);
    m.extend_from_slice(options);
    m
}

#[test]
fn options() {
    let check = |options: &[u8], expected: &str| {
        let mut bench = Bench::new(Anything::default(), &DHCP, Port::udp(67));
        let raised = bench.datagram(Direction::Orig, &message(options)).take();
        assert!(raised[0].contains(expected), "{raised:?}");
    };
    let head = "dhcp_message T {1,1,9,3,32768,0.0.0.0,0.0.0.0,0.0.0.0,0.0.0.0,00:0b:82:01:fc:42,,}";
    check(&[53, 1, 1, 255], &format!("{head} {{[53]}}"));
    check(&[53, 1, 1, 3, 8, 10, 0, 0, 1, 10, 0, 0, 2, 255], "{[53,3],-,[10.0.0.1,10.0.0.2]}");
    check(&[53, 1, 1, 61, 7, 1, 0, 11, 130, 1, 252, 66], "{1,00:0b:82:01:fc:42}");
    check(&[53, 1, 1, 61, 3, 0, b'm', b'e'], "{0,me}");
    check(&[53, 1, 1, 82, 4, 1, 2, b'e', b'0'], "[{1,e0}]");
    check(&[53, 1, 1, 51, 2, 0, 0], "analyzer_violation_info");
    check(&[53, 1, 1, 12, 9, b'x'], "analyzer_violation_info");
}

#[test]
fn bootp() {
    let mut bench = Bench::new(Anything::default(), &DHCP, Port::udp(67));
    let raised = bench.datagram(Direction::Orig, &[1; 300]).take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
