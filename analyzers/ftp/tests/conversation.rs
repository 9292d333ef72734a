//! What sessions must raise, however they are cut into packets.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_ftp::{FTP, FTP_DATA};
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &FTP, Port::tcp(21))
}

const CONFIRMED: &str = "analyzer_confirmation_info";

#[test]
fn a_session() {
    let (greeting, login) = ("220-hello\r\n220-\r\n220 ready\r\n", "user anonymous\r\nPASS a b\r\n\r\n");
    let expected = [
        "ftp_reply 220 hello T",
        "ftp_reply 0 220- T",
        "ftp_reply 220 ready F",
        CONFIRMED,
        "ftp_request USER anonymous",
        "ftp_request PASS a b",
        "ftp_request <missing> ",
    ];
    for cut in 0..greeting.len().min(login.len()) {
        let mut bench = bench();
        bench.resp(&greeting.as_bytes()[..cut]).resp(&greeting.as_bytes()[cut..]);
        let raised = bench.orig(&login.as_bytes()[..cut]).orig(&login.as_bytes()[cut..]).take();
        let short: Vec<&str> =
            raised.iter().map(|r| if r.starts_with(CONFIRMED) { CONFIRMED } else { r.as_str() }).collect();
        assert_eq!(short, expected, "cut at {cut}");
    }
}

#[test]
fn what_does_not_belong() {
    let check = |orig: &[u8], resp: &[u8], expected: &[&str]| {
        let raised = bench().orig(orig).resp(resp).take();
        let short: Vec<&str> =
            raised.iter().map(String::as_str).filter(|r| !r.starts_with(CONFIRMED)).collect();
        assert_eq!(short, expected);
    };
    let long = [b"X".repeat(132).as_slice(), b"\r\n"].concat();
    check(&long, b"", &["weird: FTP_max_command_length_exceeded 132 FTP"]);
    check(b"\xff\xf4ABOR\r\n", b"", &["ftp_request ABOR "]);
    check(b"A.B\r\n", b"", &["ftp_request A.B ", "weird: FTP_invalid_command A.B FTP"]);
    check(b"NOOP\r\n\0\0", b"", &["ftp_request NOOP ", "weird: NUL_in_line  NVT"]);
    let raised = bench().resp(b"SSH-2.0-x\r\n").take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}

#[test]
fn tls_ends_the_lines() {
    let mut bench = bench();
    bench.resp(b"220 ready\r\n").orig(b"AUTH TLS\r\n").take();
    let raised = bench.resp(b"234 go\r\nno reply\r\n").orig(b"no request\r\n").take();
    assert_eq!(raised, ["ftp_reply 234 go F", "ftp_starttls"]);
}

#[test]
fn tokens_of_authentication() {
    let check = |token: &str, expected: usize| {
        let mut bench = bench();
        bench.orig(format!("AUTH GSSAPI\r\nADAT {token}\r\n").as_bytes());
        let raised = bench.resp(b"335 ADAT=FgMBAAVoZWxsbw==\r\n").take();
        assert_eq!(
            raised.iter().filter(|r| r.starts_with("weird: ftp_adat_bad_first_token_encoding")).count(),
            expected
        );
    };
    check("FgMBAAVoZWxsbw==", 0);
    check("YIIB", 0);
    check("****", 1);
}

#[test]
fn data_connections_are_files() {
    let mut bench = Bench::new(Anything::default(), &FTP_DATA, Port::tcp(20));
    let raised = bench.resp(b"one").resp(b"two").end().take();
    let names: Vec<&str> = raised.iter().map(|r| r.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(names, ["get_file_handle", "file_new", "file_transferred", "file_sniff", "file_state_remove"]);
}
