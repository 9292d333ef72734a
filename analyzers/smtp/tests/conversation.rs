//! What sessions must raise, however they are cut into packets.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_smtp::SMTP;
use zander_value::Port;

/// Runs a session: lines of the server begin with a digit.
fn session(parts: &[&str]) -> Bench {
    let mut bench = Bench::new(Anything::default(), &SMTP, Port::tcp(25));
    for part in parts {
        feed(&mut bench, part.as_bytes());
    }
    bench
}

fn feed(bench: &mut Bench, part: &[u8]) {
    if part.first().is_some_and(u8::is_ascii_digit) {
        bench.resp(part);
    } else {
        bench.orig(part);
    }
}

fn of<'a>(raised: &'a [String], prefix: &str) -> Vec<&'a str> {
    raised.iter().filter_map(|r| r.strip_prefix(prefix)).collect()
}

const GREETING: [&str; 3] = ["220 mx ready\r\n", "EHLO client\r\n", "250-mx\r\n250 CHUNKING\r\n"];

#[test]
fn a_mail_by_data() {
    let lines = "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n";
    let mail = "Subject: x\r\n y\r\n\r\none\r\n..two\r\n.\r\n";
    let mut bench = session(&GREETING);
    bench.orig(lines.as_bytes()).resp(b"250 ok\r\n250 ok\r\n354 go\r\n").orig(mail.as_bytes());
    let expected = bench.resp(b"250 queued\r\n").take();
    assert_eq!(
        of(&expected, "smtp_request "),
        ["T EHLO client", "T MAIL FROM:<a@b>", "T RCPT TO:<c@d>", "T DATA ", "T . ."]
    );
    let replies = of(&expected, "smtp_reply ");
    assert_eq!(
        replies[..4],
        ["F 220 > mx ready F", "F 250 EHLO mx T", "F 250 EHLO CHUNKING F", "F 250 MAIL ok F"]
    );
    assert_eq!(replies.last(), Some(&"F 250 . queued F"));
    assert_eq!(of(&expected, "mime_one_header "), ["{Subject,SUBJECT,x y}"]);
    assert_eq!(of(&expected, "mime_entity_data "), ["11 one\\r\\n.two\\r\\n"]);
    assert_eq!(of(&expected, "smtp_data ")[4], "T .two");
    assert!(of(&expected, "smtp_unexpected").is_empty() && of(&expected, "weird").is_empty());
    for cut in 0..mail.len() {
        let mut bench = session(&GREETING);
        bench.orig(lines.as_bytes()).resp(b"250 ok\r\n250 ok\r\n354 go\r\n");
        bench.orig(&mail.as_bytes()[..cut]).orig(&mail.as_bytes()[cut..]);
        assert_eq!(bench.resp(b"250 queued\r\n").take(), expected, "cut at {cut}");
    }
}

#[test]
fn a_mail_by_chunks() {
    let mail = "Subject: x\r\n\r\nbody without end";
    for cut in 0..mail.len() {
        let mut bench = session(&GREETING);
        let (a, b) = mail.split_at(cut);
        bench.orig(
            format!(
                "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT {cut}\r\n{a}BDAT {} last\r\n{b}QUIT\r\n",
                b.len()
            )
            .as_bytes(),
        );
        let raised = bench.resp(b"250 ok\r\n250 ok\r\n250 ok\r\n250 ok\r\n221 bye\r\n").take();
        assert_eq!(of(&raised, "mime_entity_data "), ["16 body without end"], "cut at {cut}");
        assert_eq!(of(&raised, "smtp_request ").last(), Some(&"T QUIT "));
        assert_eq!(of(&raised, "smtp_reply ").last(), Some(&"F 221 QUIT bye F"));
        assert!(of(&raised, "weird").is_empty(), "{raised:?}");
    }
}

#[test]
fn what_does_not_belong() {
    let check = |parts: &[&str], expected: &[&str]| {
        let mut bench = session(&GREETING);
        bench.take();
        parts.iter().for_each(|p| feed(&mut bench, p.as_bytes()));
        let raised = bench.take();
        let told = raised
            .iter()
            .filter(|r| r.starts_with("smtp_unexpected") || r.starts_with("weird"))
            .collect::<Vec<_>>();
        assert_eq!(told, expected, "{parts:?}");
    };
    check(&["RCPT TO:<a@b>\r\n"], &["smtp_unexpected T unexpected command RCPT reply = 0 state = 3"]);
    check(&["HELLO, you\r\n"], &["smtp_unexpected T unknown command HELLO,"]);
    check(&["NOOP\n"], &[]);
    check(&["NOOP\r\r\n"], &["smtp_unexpected T unknown command "]);
    check(&["NOOP\rNOOP\r\n"], &["weird: line_terminated_with_single_CR  CONTENTLINE"]);
    check(&["MAIL FROM:<>\r\n", "503 no\r\n", "MAIL FROM:<>\r\n"], &[]);
    check(
        &["BDAT -1 LAST\r\n", "521 no\r\n"],
        &[
            "smtp_unexpected T unexpected reply 521 state = 3, last command = BDAT",
            "weird: smtp_invalid_bdat_command BDAT not followed by a valid chunk-size SMTP",
        ],
    );
}

#[test]
fn tls_ends_the_lines() {
    let mut bench = session(&GREETING);
    bench.take();
    let raised =
        bench.orig(b"STARTTLS\r\n").resp(b"220 go\r\n500 this is no reply\r\n").orig(b"QUIT\r\n").take();
    let expected = ["smtp_request T STARTTLS ", "smtp_starttls", "smtp_reply F 220 STARTTLS go F"];
    assert_eq!(raised, expected);
}

#[test]
fn lost_bytes_end_a_mail() {
    let mut bench = session(&GREETING);
    bench.orig(b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\nbody\r\n").take();
    bench.with(|cx| zander_analyzer::Tree::gap(cx, Direction::Orig, 0, 100));
    let raised = bench.orig(b"rest of a line\r\nRSET\r\n").resp(b"250 ok\r\n").orig(b"QUIT\r\n").take();
    assert_eq!(of(&raised, "smtp_request "), ["T RSET ", "T QUIT "], "{raised:?}");
    assert!(raised.iter().any(|r| r.starts_with("smtp_unexpected T content gap seq = ")), "{raised:?}");
    assert_eq!(of(&raised, "smtp_unexpected").len(), 1, "{raised:?}");
}
