//! What messages must raise, however a stream is cut into packets.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_krb::{KRB, KRB_TCP};
use zander_value::Port;

/// A refusal with the code 60, from the realm `R` for the service `s`.
const ERROR: &[u8] =
    b"\x7e\x2a\x30\x28\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x1e\xa6\x03\x02\x01\x3c\xa9\x03\x1b\x01R\
\xaa\x0e\x30\x0c\xa0\x03\x02\x01\x01\xa1\x05\x30\x03\x1b\x01s\xab\x02\x1b\x00";

#[test]
fn a_refusal_as_a_datagram() {
    let raised = Bench::new(Anything::default(), &KRB, Port::udp(88)).datagram(Direction::Resp, ERROR).take();
    assert!(raised.iter().any(|e| e.starts_with("krb_error")), "{raised:?}");
}

#[test]
fn a_refusal_in_a_stream() {
    let stream = [&(ERROR.len() as u32).to_be_bytes(), ERROR].concat();
    for cut in 0..stream.len() {
        let mut bench = Bench::new(Anything::default(), &KRB_TCP, Port::tcp(88));
        let raised = bench.resp(&stream[..cut]).resp(&stream[cut..]).end().take();
        assert_eq!(
            raised.iter().filter(|e| e.starts_with("krb_error")).count(),
            1,
            "cut at {cut}: {raised:?}"
        );
    }
}

#[test]
fn what_is_no_message_is_a_violation() {
    let raised =
        Bench::new(Anything::default(), &KRB, Port::udp(88)).datagram(Direction::Orig, b"hello").take();
    assert!(raised.iter().any(|e| e.starts_with("analyzer_violation_info")), "{raised:?}");
}
