//! What datagrams must raise.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_syslog::SYSLOG;
use zander_value::Port;

#[test]
fn messages() {
    let check = |data: &[u8], expected: &str| {
        let mut bench = Bench::new(Anything::default(), &SYSLOG, Port::udp(514));
        let raised = bench.datagram(Direction::Orig, data).take();
        assert!(raised.last().unwrap().starts_with(expected), "{raised:?}");
    };
    check(b"<165>down\n", "syslog_message 20 5 down\\n");
    check(b"down", "syslog_message 999 999 down");
    check(b"<x>down", "analyzer_violation_info");
}
