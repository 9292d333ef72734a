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
    bench.with(|cx| zander_analyzer::Tree::gap(cx, zander_analyzer::Direction::Orig, 0, 1000));
    let raised = bench.orig(b"the rest of something").orig(&echo).take();
    assert_eq!(raised.iter().filter(|l| l.starts_with("smb2_message")).count(), 1, "{raised:?}");
}

#[test]
fn version_1() {
    let whole = raised("smb1", usize::MAX);
    let has = |start: &str| whole.iter().filter(|l| l.starts_with(start)).count();
    let line = |start: &str| whole.iter().find(|l| l.starts_with(start)).cloned().unwrap_or_default();
    assert_eq!(has("analyzer_violation_info"), 0, "{whole:?}");
    for event in [
        "smb1_negotiate_request",
        "smb1_session_setup_andx_request",
        "smb1_session_setup_andx_response",
        "smb1_tree_connect_andx_request",
        "smb1_read_andx_request",
        "smb1_read_andx_response",
        "smb1_write_andx_response",
        "smb1_close_request",
        "smb1_transaction_request",
        "smb1_transaction_response",
        "smb1_transaction_secondary_request",
        "smb1_trans2_find_first2_request",
        "smb1_trans2_query_path_info_request",
        "smb1_trans2_get_dfs_referral_request",
        "smb1_transaction2_secondary_request",
        "smb1_create_directory_request",
        "smb1_check_directory_request",
        "smb1_query_information_request",
        "smb1_echo_request 1 ping",
        "smb1_echo_response 1 ping",
        "smb1_logoff_andx",
        "smb1_error",
        "weird: smb_andx_offset_not_advancing",
    ] {
        assert_eq!(has(event), 1, "{event}: {whole:?}");
    }
    assert_eq!((has("smb1_negotiate_response"), has("smb1_transaction2_request")), (3, 3));
    assert_eq!((has("smb1_nt_create_andx_request"), has("smb1_write_andx_request")), (2, 2));
    assert_eq!(has("file_new"), 2);
    let names = [
        ("smb1_tree_connect_andx_request", "\\\\\\\\server\\\\share ?????"),
        ("smb1_tree_connect_andx_response", "A: NTFS"),
        ("smb1_session_setup_andx_request", "Unix,Samba,user,-,DOM,LMLM,NTNT"),
        ("smb1_session_setup_andx_response", "Windows 5.0,Windows 2000 LAN Manager,DOM"),
        ("smb1_nt_create_andx_request", "notes.txt"),
        ("smb1_transaction_request", "\\\\PIPE\\\\ 38  \\x05"),
        ("smb1_trans2_query_path_info_request", "\\\\dir"),
    ];
    for (event, text) in names {
        assert!(line(event).contains(text), "{}", line(event));
    }
    // A chain is told of from its end.
    let place = |start: &str| whole.iter().position(|l| l.starts_with(start));
    assert!(place("smb1_tree_connect_andx_request") < place("smb1_session_setup_andx_request"));
    for cut in [8, 33, 64] {
        assert_eq!(raised("smb1", cut), whole, "pieces of {cut}");
    }
}
