//! What the conversations of the corpus must raise, however they are cut into packets.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_smb::SMB;
use zander_value::Port;

/// What a conversation of the corpus raises when each of its messages comes in pieces of at most `cut` bytes.
fn raised(name: &str, cut: usize) -> Vec<String> {
    let seed = std::fs::read(format!("{}/corpus/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut bench = Bench::new(Anything::default(), &SMB, Port::tcp(445));
    let mut rest = &seed[1..];
    while let Some((&[flags, high, low], after)) = rest.split_first_chunk::<3>() {
        let (message, later) = after.split_at(usize::from(u16::from_be_bytes([high, low])));
        rest = later;
        for part in message.chunks(cut) {
            if flags & 1 == 0 {
                bench.orig(part)
            } else {
                bench.resp(part)
            };
        }
    }
    // How soon the protocol is certain depends on the pieces.
    bench.take().into_iter().filter(|l| !l.starts_with("analyzer_confirmation_info")).collect()
}

#[test]
fn version_2() {
    let whole = raised("smb2", usize::MAX);
    let has = |start: &str| whole.iter().filter(|l| l.starts_with(start)).count();
    assert_eq!(has("analyzer_violation_info"), 0, "{whole:?}");
    for event in [
        "smb2_negotiate_request",
        "smb2_negotiate_response",
        "smb2_session_setup_request",
        "smb2_session_setup_response",
        "smb2_file_sattr",
        "smb2_file_rename",
        "smb2_file_link",
        "smb2_file_delete",
        "smb2_file_position",
        "smb2_file_fullea",
        "smb2_file_mode",
        "smb2_file_allocation",
        "smb2_file_endoffile",
        "smb2_file_pipe",
        "smb2_file_validdatalength",
        "smb2_file_shortname",
        "smb2_file_fscontrol",
        "smb2_file_fsobjectid",
        "smb2_tree_disconnect_request",
        "smb2_tree_disconnect_response",
        "smb2_transform_header",
    ] {
        assert_eq!(has(event), 1, "{event}: {whole:?}");
    }
    assert_eq!((has("smb2_create_request"), has("smb2_create_response")), (3, 2));
    assert_eq!((has("smb2_read_request"), has("smb2_write_request"), has("smb2_write_response")), (2, 2, 2));
    assert_eq!((has("smb2_close_request"), has("smb2_close_response")), (3, 1));
    // The file ends with the last byte that is read: what is written is told as another.
    assert_eq!(has("file_new"), 2);
    for cut in [8, 61, 64, 100] {
        assert_eq!(raised("smb2", cut), whole, "pieces of {cut}");
    }
}

#[test]
fn after_lost_bytes_a_message_is_waited_for() {
    let mut bench = Bench::new(Anything::default(), &SMB, Port::tcp(445));
    let echo = [&b"\0\0\0\x44\xfeSMB\x40\0\0\0\0\0\0\0\x0d\0"[..], &[0; 54]].concat();
    bench.orig(&echo[..20]);
    bench.with(|tree, cx| tree.gap(cx, zander_analyzer::Direction::Orig, 1000));
    let raised = bench.orig(b"the rest of something").orig(&echo).take();
    assert_eq!(raised.iter().filter(|l| l.starts_with("smb2_message")).count(), 1, "{raised:?}");
}
