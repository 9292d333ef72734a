//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_template::TEMPLATE;
use zander_value::Port;

#[test]
fn commands_and_answers() {
    let (question, answer): (&[u8], &[u8]) = (b"TEMPLATE time\r\nWHAT\r\n", b"noon\r\n");
    let mut whole = Bench::new(Anything::default(), &TEMPLATE, Port::tcp(4242));
    let expected = whole.orig(question).resp(answer).end().take();
    assert_eq!(expected[0], "template_command time");
    assert!(expected[1].starts_with("analyzer_violation_info Analyzer::ANALYZER_TEMPLATE"), "{expected:?}");
    assert!(expected.contains(&"template_answer noon".to_owned()));
    for cut in 0..question.len() {
        let mut bench = Bench::new(Anything::default(), &TEMPLATE, Port::tcp(4242));
        let raised = bench.orig(&question[..cut]).orig(&question[cut..]).resp(answer).end().take();
        assert_eq!(raised.len(), expected.len(), "cut at {cut}");
    }
}
