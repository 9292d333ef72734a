//! What datagrams must raise.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_ntp::NTP;
use zander_value::Port;

#[test]
fn a_client_asks() {
    let mut bench = Bench::new(Anything::default(), &NTP, Port::udp(123));
    let mut message = vec![0xe3, 1, 6, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, b'G', b'P', b'S', 0];
    message.resize(48, 0);
    let raised = bench.datagram(Direction::Orig, &message).take();
    assert!(raised[0].starts_with("analyzer_confirmation_info"), "{raised:?}");
    assert_eq!(raised[1], "ntp_message T {4,3,{1,64,0.5,0,0,-,GPS\\x00,-,0,0,0,0,-,-,0}}");
}

#[test]
fn what_breaks_off() {
    let mut bench = Bench::new(Anything::default(), &NTP, Port::udp(123));
    let raised = bench.datagram(Direction::Orig, b"\x23hello").take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
    assert_eq!(raised.len(), 1);
}
