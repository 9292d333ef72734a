//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_finger::FINGER;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &FINGER, Port::tcp(79))
}

#[test]
fn a_question_and_its_answer() {
    testing::however_cut(
        bench,
        &[(true, b"/W me@host\r\nmore"), (false, b"\r\nLogin: me  \nName: I\r\nno end")],
        &["finger_request T me host", "finger_reply Login: me  ", "finger_reply Name: I"],
    );
}

#[test]
fn a_question_without_an_end() {
    let raised = bench().orig(b"me").end().take();
    assert!(raised.contains(&"finger_request F me ".to_owned()), "{raised:?}");
}

#[test]
fn what_is_not_text_is_a_violation() {
    for bytes in [&b"\xff\xfe\r\n"[..], &[b'a'; 1100], b"a\rb\n"] {
        let raised = bench().orig(bytes).orig(b"me\r\n").take();
        assert_eq!(raised.len(), 1, "{raised:?}");
        assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
    }
}
