//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_postgresql::POSTGRESQL;
use zander_value::Port;

const STARTUP: &[u8] = b"\0\0\0\x1c\0\x03\0\0user\0me\0database\0x\0\0";

fn bench() -> Bench {
    Bench::new(Anything::default(), &POSTGRESQL, Port::tcp(5432))
}

fn check(conversation: &[(bool, &[u8])], expected: &[&str]) {
    testing::however_cut(bench, conversation, expected);
}

#[test]
fn sessions() {
    check(
        &[
            (true, b"\0\0\0\x08\x04\xd2\x16\x2f"),
            (false, b"N"),
            (true, STARTUP),
            (false, b"R\0\0\0\x0c\0\0\0\x05salt"),
            (true, b"p\0\0\0\x09hash\0"),
            (false, b"R\0\0\0\x08\0\0\0\0S\0\0\0\x08a\0b\0K\0\0\0\x0c\0\0\0\x01\0\0\0\x02Z\0\0\0\x05I"),
            (true, b"Q\0\0\0\x0dselect 1\0"),
            (false, b"T\0\0\0\x06\0\x01D\0\0\0\x06\0\x01C\0\0\0\x0dSELECT 1\0Z\0\0\0\x05I"),
            (true, b"X\0\0\0\x04"),
        ],
        &[
            "PostgreSQL::ssl_request",
            "PostgreSQL::ssl_reply N",
            "PostgreSQL::startup_parameter user me",
            "PostgreSQL::startup_parameter database x",
            "PostgreSQL::startup_message 3 0",
            "PostgreSQL::authentication_request 5 salt",
            "PostgreSQL::authentication_response hash\\x00",
            "PostgreSQL::authentication_ok",
            "PostgreSQL::parameter_status a b",
            "PostgreSQL::backend_key_data 1 2",
            "PostgreSQL::ready_for_query I",
            "PostgreSQL::simple_query select 1",
            "PostgreSQL::not_implemented F T \\x00\\x01",
            "PostgreSQL::data_row 1",
            "PostgreSQL::not_implemented F C SELECT 1\\x00",
            "PostgreSQL::ready_for_query I",
            "PostgreSQL::terminate",
        ],
    );
}

#[test]
fn errors() {
    check(
        &[(true, STARTUP), (false, b"E\0\0\0\x10SFATAL\0Mno\0\0")],
        &[
            "PostgreSQL::startup_parameter user me",
            "PostgreSQL::startup_parameter database x",
            "PostgreSQL::startup_message 3 0",
            "PostgreSQL::error_response_identified_field S FATAL",
            "PostgreSQL::error_response_identified_field M no",
            "PostgreSQL::error_response",
        ],
    );
}

#[test]
fn what_is_not_postgresql() {
    let mut bench = bench();
    let raised = bench.orig(b"GET / HTTP/1.1\r\n\r\n").end().take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
