//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_rfb::RFB;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &RFB, Port::tcp(5900))
}

fn check(conversation: &[(bool, &[u8])], expected: &[&str]) {
    testing::however_cut(bench, conversation, expected);
}

#[test]
fn a_desktop() {
    let mut parameters = vec![4, 0, 3, 0];
    parameters.extend([0; 16]);
    parameters.extend([0, 0, 0, 2, b'm', b'e']);
    check(
        &[
            (false, b"RFB 003.008\n"),
            (true, b"RFB 003.007\n"),
            (false, &[2, 1, 2]),
            (true, &[2]),
            (false, &[7; 16]),
            (true, &[8; 16]),
            (false, &[0; 4]),
            (true, &[1]),
            (false, &parameters),
            (true, b"anything"),
        ],
        &[
            "rfb_server_version 003 008",
            "rfb_client_version 003 007",
            "rfb_authentication_type 2",
            "rfb_auth_result F",
            "rfb_authentication_result T",
            "rfb_share_flag T",
            "rfb_server_parameters me 1024 768",
        ],
    );
}

#[test]
fn who_is_not_let_in() {
    check(
        &[
            (false, b"RFB 003.003\n"),
            (true, b"RFB 003.003\n"),
            (false, &[0, 0, 0, 2]),
            (false, &[7; 16]),
            (true, &[8; 16]),
            (false, &[0, 0, 0, 1]),
        ],
        &[
            "rfb_server_version 003 003",
            "rfb_client_version 003 003",
            "rfb_authentication_type 2",
            "rfb_auth_result T",
            "rfb_authentication_result F",
        ],
    );
}
