//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_mysql::MYSQL;
use zander_value::Port;

/// A packet.
fn packet(sequence: u8, payload: &[u8]) -> Vec<u8> {
    let mut p = (payload.len() as u32).to_le_bytes()[..3].to_vec();
    p.push(sequence);
    p.extend(payload);
    p
}

fn greeting(high: u16) -> Vec<u8> {
    let mut p = b"\x0a8.0.32\0\x01\0\0\0abcdefgh\0\xdf\xff\xff\x02\0".to_vec();
    p.extend(high.to_le_bytes());
    p.extend(b"\x15\0\0\0\0\0\0\0\0\0\0ijklmnopqrst\0caching_sha2_password\0");
    packet(0, &p)
}

fn login(high: u16) -> Vec<u8> {
    let mut p = b"\x85\xa6".to_vec();
    p.extend(high.to_le_bytes());
    p.extend(b"\0\0\0\x01\x21");
    p.extend([0; 23]);
    p.extend(b"root\0\x03abcmysql_native_password\0");
    packet(1, &p)
}

fn check(high: u16, exchange: &[(bool, Vec<u8>)], expected: &[&str]) {
    let bench = || {
        let mut bench = Bench::new(Anything::default(), &MYSQL, Port::tcp(3306));
        bench.resp(&greeting(high)).orig(&login(high)).take();
        bench
    };
    let exchange: Vec<_> = exchange.iter().map(|(orig, p)| (*orig, &p[..])).collect();
    testing::however_cut(bench, &exchange, expected);
}

#[test]
fn logins() {
    let mut bench = Bench::new(Anything::default(), &MYSQL, Port::tcp(3306));
    let raised = bench.resp(&greeting(0x000f)).orig(&login(0x000f)).take();
    assert_eq!(raised[0], "mysql_server_version 8.0.32");
    assert!(
        raised[1].starts_with("mysql_auth_plugin F caching_sha2_password abcdefghijklmnopqrst"),
        "{raised:?}"
    );
    assert_eq!(raised[3..], ["mysql_handshake root", "mysql_auth_plugin T mysql_native_password abc"]);
    check(
        0x000f,
        &[
            (false, packet(2, b"\xfesha256_password\0xyz")),
            (true, packet(3, b"proof")),
            (false, packet(4, b"\x01\x04")),
            (false, packet(5, b"\xff\x15\x04#28000Access denied")),
        ],
        &[
            "mysql_auth_switch_request sha256_password xyz",
            "mysql_auth_more_data T proof",
            "mysql_auth_more_data F \\x04",
            "mysql_error 1045 Access denied",
        ],
    );
}

#[test]
fn results() {
    let ok = (false, packet(2, b"\0\0\0\x02\0\0\0"));
    let result = |end: bool| {
        let mut p = packet(1, b"\x01");
        p.extend(packet(2, b"\x03defcolumn"));
        if end {
            p.extend(packet(3, b"\xfe\0\0\x02\0"));
        }
        p.extend(packet(4, b"\x01a"));
        p.extend(packet(5, b"\xfb"));
        p.extend(if end { packet(6, b"\xfe\0\0\x02\0") } else { packet(6, b"\xfe\0\0\x02\0\0\0") });
        (false, p)
    };
    check(
        0x000f,
        &[ok.clone(), (true, packet(0, b"\x03select a")), result(true), (true, packet(0, b"\x01"))],
        &[
            "mysql_ok 0",
            "mysql_command_request 3 select a",
            "mysql_eof T",
            "mysql_result_row [a]",
            "mysql_result_row []",
            "mysql_eof F",
            "mysql_command_request 1 ",
        ],
    );
    // Attributes before the query, and an OK packet at the end.
    check(
        0x090f,
        &[ok, (true, packet(0, b"\x03\0\x01select a")), result(false)],
        &[
            "mysql_ok 0",
            "mysql_command_request 3 select a",
            "mysql_result_row [a]",
            "mysql_result_row []",
            "mysql_ok 0",
        ],
    );
}

#[test]
fn statements() {
    let mut prepared = packet(1, b"\0\x01\0\0\0\x01\0\x01\0\0\0\0");
    for (n, p) in
        [&b"\x03defparameter"[..], b"\xfe\0\0\x02\0", b"\x03defcolumn", b"\xfe\0\0\x02\0"].iter().enumerate()
    {
        prepared.extend(packet(2 + n as u8, p));
    }
    check(
        0x000f,
        &[
            (false, packet(2, b"\0\0\0\x02\0\0\0")),
            (true, packet(0, b"\x16select ?")),
            (false, prepared),
            (true, packet(0, b"\x1ainsert")),
            (false, packet(1, b"\0\x02\0\x02\0\0\0")),
        ],
        &[
            "mysql_ok 0",
            "mysql_command_request 22 select ?",
            "mysql_ok 0",
            "mysql_eof T",
            "mysql_eof T",
            "mysql_command_request 26 insert",
            "mysql_ok 2",
        ],
    );
}

#[test]
fn what_is_not_mysql() {
    let mut bench = Bench::new(Anything::default(), &MYSQL, Port::tcp(3306));
    let raised = bench.resp(&packet(0, b"SSH-2.0-x")).end().take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
