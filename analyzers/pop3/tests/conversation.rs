//! What conversations must raise.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_pop3::POP3;
use zander_value::Port;

fn check(conversation: &[(bool, &str)], wanted: &[&str]) {
    let mut bench = Bench::new(Anything::default(), &POP3, Port::tcp(110));
    for (orig, text) in conversation {
        if *orig {
            bench.orig(text.as_bytes())
        } else {
            bench.resp(text.as_bytes())
        };
    }
    let raised = bench.end().take();
    let told = |l: &&String| l.starts_with("pop3") || l.starts_with("weird") || l.starts_with("mime_one");
    let raised: Vec<&str> = raised.iter().filter(told).map(String::as_str).collect();
    assert_eq!(raised, wanted);
}

#[test]
fn mail() {
    check(
        &[
            (false, "+OK hello\r\n"),
            (true, "USER me\r\nPASS secret\r\nRETR 1\r\nQUIT\r\n"),
            (false, "+OK\r\n+OK  in\r\n+OK 9 octets\r\nFrom: you\r\n"),
            (false, "\r\nhi\r\n.\r\n+OK bye\r\n"),
        ],
        &[
            "pop3_reply F OK hello",
            "pop3_request T USER me",
            "pop3_reply F OK ",
            "pop3_request T PASS secret",
            "pop3_login_success F me secret",
            "pop3_reply F OK in",
            "pop3_request T RETR 1",
            "pop3_reply F OK 9 octets",
            "pop3_data F From: you",
            "mime_one_header {From,FROM,you}",
            "pop3_data F ",
            "pop3_data F hi",
            "pop3_request T QUIT ",
            "pop3_reply F OK bye",
        ],
    );
}

#[test]
fn logins() {
    check(
        &[
            (false, "+OK\r\n"),
            (true, "AUTH PLAIN\r\n"),
            (false, "+ \r\n"),
            (true, "AG1lAHNlY3JldA==\r\n"),
            (false, "-ERR no\r\n"),
            (true, "AUTH LOGIN\r\n"),
            (false, "+ VXNlcg==\r\n"),
            (true, "bWU=\r\n"),
            (false, "+ UGFzcw==\r\n"),
            (true, "c2VjcmV0\r\n"),
            (false, "+OK yes\r\n"),
        ],
        &[
            "pop3_reply F OK ",
            "pop3_request T AUTH PLAIN",
            "pop3_login_failure F me secret",
            "pop3_reply F ERR no",
            "pop3_request T AUTH LOGIN",
            "pop3_login_success F me secret",
            "pop3_reply F OK yes",
        ],
    );
}

#[test]
fn tls_and_odd_commands() {
    check(
        &[
            (false, "+OK\r\n"),
            (true, "PING\r\n"),
            (false, "-ERR\r\n"),
            (true, "LIST\r\n"),
            (false, "+OK\r\n1 2\r\n.\r\n"),
            (true, "STLS\r\n"),
            (false, "+OK go\r\n"),
            (true, "USER not me, but TLS\r\n"),
        ],
        &[
            "pop3_reply F OK ",
            "pop3_reply F ERR ",
            "pop3_unexpected T LIST not allowed in other state than \\'transaction\\'",
            "pop3_unexpected F OK no auth required -> state changed to \\'transaction\\'",
            "pop3_reply F OK ",
            "pop3_data F 1 2",
            "pop3_request T STLS ",
            "pop3_starttls",
            "weird: pop3_client_command_unknown PING POP3",
        ],
    );
}
