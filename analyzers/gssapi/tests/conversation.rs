//! What tokens must raise.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_gssapi::GSSAPI;
use zander_value::Port;

#[test]
fn outcomes() {
    let mut bench = Bench::new(Anything::default(), &GSSAPI, Port::tcp(1));
    let raised = bench.resp(b"\xa1\x07\x30\x05\xa0\x03\x0a\x01\x02").resp(b"nothing of the kind").take();
    assert_eq!(raised[0], "gssapi_neg_result 2");
    assert!(raised[1].starts_with("analyzer_confirmation_info"), "{raised:?}");
    assert!(raised[2].starts_with("analyzer_violation_info"), "{raised:?}");
}
