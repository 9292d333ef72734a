//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_ident::IDENT;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &IDENT, Port::tcp(113))
}

#[test]
fn questions_and_answers() {
    testing::however_cut(
        bench,
        &[
            (true, b"6193, 23\r\n"),
            (false, b"6193, 23 : USERID : UNIX : me\r\n"),
            (true, b"1,2 more\r\n"),
            (false, b"1,2:ERROR:HIDDEN-USER\r\n"),
        ],
        &[
            "ident_request 23/tcp 6193/tcp",
            "ident_reply 23/tcp 6193/tcp me UNIX",
            "ident_request 2/tcp 1/tcp",
            "ident_error 2/tcp 1/tcp HIDDEN-USER",
            "weird: ident_request_addendum 1,2 more IDENT",
        ],
    );
}

#[test]
fn oddities() {
    testing::however_cut(
        bench,
        &[(true, b"what\r\n70000,1\r\n"), (false, b"what\r\nelse\r\n")],
        &[
            "ident_request 1/tcp 0/tcp",
            "weird: bad_ident_request what IDENT",
            "weird: bad_ident_port 70000,1 IDENT",
            "weird: bad_ident_reply what IDENT",
        ],
    );
    let raised = bench().orig(b"6193").end().take();
    assert_eq!(raised, ["weird: partial_ident_request  IDENT"]);
}
