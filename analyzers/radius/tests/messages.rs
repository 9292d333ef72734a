//! What datagrams must raise.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_radius::RADIUS;
use zander_value::Port;

#[test]
fn attributes_come_first() {
    let mut data = vec![1, 9, 0, 29];
    data.extend([b'A'; 16]);
    data.extend([1, 5, b'b', b'o', b'b', 33, 4, b'x', b'y']);
    let mut bench = Bench::new(Anything::default(), &RADIUS, Port::udp(1812));
    let raised = bench.datagram(Direction::Orig, &data).take();
    assert_eq!(raised[..2], ["radius_attribute 1 bob", "radius_attribute 33 xy"]);
    assert!(raised[2].starts_with("analyzer_confirmation_info"));
    assert_eq!(raised[3], "radius_message {1,9,AAAAAAAAAAAAAAAA,{1=[bob],33=[xy]}}");
    data[21] = 1;
    let raised = bench.datagram(Direction::Orig, &data).take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
