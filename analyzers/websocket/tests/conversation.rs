//! What conversations must raise, however they are cut into packets.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_websocket::WEBSOCKET;
use zander_value::Port;

fn check(data: &[u8], expected: &[&str]) {
    for step in [1, 3, data.len()] {
        let mut b = Bench::new(Anything::default(), &WEBSOCKET, Port::tcp(80));
        b.take();
        data.chunks(step).for_each(|piece| {
            b.orig(piece);
        });
        let raised: Vec<String> =
            b.take().into_iter().filter(|l| !l.starts_with("analyzer_confirmation")).collect();
        assert_eq!(raised, expected, "in pieces of {step}");
    }
}

#[test]
fn messages() {
    check(
        b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58",
        &["websocket_frame T T 0 1 5", "websocket_frame_data T Hello", "websocket_message T 1"],
    );
    check(
        b"\x02\x02ab\x80\x01c",
        &[
            "websocket_frame T F 0 2 2",
            "websocket_frame_data T ab",
            "websocket_frame T T 0 0 1",
            "websocket_frame_data T c",
            "websocket_message T 2",
        ],
    );
    check(
        b"\x88\x05\x03\xe8bye\x88\x00",
        &[
            "websocket_frame T T 0 8 5",
            r"websocket_frame_data T \x03\xe8bye",
            "websocket_close T 1000 bye",
            "websocket_message T 8",
            "websocket_frame T T 0 8 0",
            "websocket_close T 0 ",
            "websocket_message T 8",
        ],
    );
}

#[test]
fn large_control_frames_are_cut() {
    let mut data = b"\x89\x7e\x01\x00".to_vec();
    data.extend_from_slice(&[b'x'; 256]);
    let mut b = Bench::new(Anything::default(), &WEBSOCKET, Port::tcp(80));
    b.take();
    let raised = b.orig(&data).take();
    assert!(raised.contains(&format!("websocket_frame_data T {}", "x".repeat(125))), "{raised:?}");
    assert!(
        raised.contains(&"weird: websocket_control_frame_size_exceeded 256 > 125 WEBSOCKET".into()),
        "{raised:?}"
    );
}

#[test]
fn a_gap_ends_it() {
    let mut b = Bench::new(Anything::default(), &WEBSOCKET, Port::tcp(80));
    b.take();
    b.with(|cx| zander_analyzer::Tree::gap(cx, Direction::Orig, 0, 3));
    assert_eq!(b.orig(b"\x81\x01a").take(), Vec::<String>::new());
}
