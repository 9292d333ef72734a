//! What conversations must raise, however they are cut into packets.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_http::HTTP;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &HTTP, Port::tcp(80))
}

/// The names of what was raised, without the events of files.
fn names(raised: &[String]) -> Vec<String> {
    raised
        .iter()
        .filter(|l| !l.starts_with("file_"))
        .map(|l| {
            if l.starts_with("weird: ") { l.clone() } else { l.split(' ').next().unwrap_or_default().into() }
        })
        .collect()
}

fn bodies(raised: &[String]) -> String {
    raised.iter().filter_map(|l| l.strip_prefix("http_entity_data ")?.splitn(3, ' ').nth(2)).collect()
}

#[test]
fn a_request_and_its_reply() {
    let request: &[u8] = b"GET /a%20b HTTP/1.1\r\nHost: h\r\n\r\n";
    let reply: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/x\r\n\r\nhello";
    let whole = bench().orig(request).resp(reply).end().take();
    assert!(whole.contains(&"http_request GET /a%20b /a b 1.1".into()), "{whole:?}");
    assert!(whole.contains(&"http_header T Host HOST h".into()), "{whole:?}");
    assert!(whole.contains(&"http_reply 1.1 200 OK".into()), "{whole:?}");
    assert!(whole.contains(&"http_content_type F TEXT X".into()), "{whole:?}");
    assert!(whole.contains(&"http_entity_data F 5 hello".into()), "{whole:?}");
    let stat = "http_message_done F {0,F,message ends normally,5,0,52}";
    assert!(whole.contains(&stat.into()), "{whole:?}");
    for cut in 1..reply.len() {
        let raised = bench().orig(request).resp(&reply[..cut]).resp(&reply[cut..]).end().take();
        assert_eq!(bodies(&raised), "hello", "cut at {cut}");
        assert!(raised.contains(&stat.into()), "cut at {cut}");
    }
}

fn check_body(reply: &[u8], expected: &str, done: &str) {
    for step in [1, 3, reply.len()] {
        let mut b = bench();
        b.orig(b"GET / HTTP/1.1\r\n\r\n");
        reply.chunks(step).for_each(|piece| {
            b.resp(piece);
        });
        let raised = b.end().take();
        assert_eq!(bodies(&raised), expected, "in pieces of {step}: {raised:?}");
        assert!(
            raised.iter().any(|l| l.starts_with("http_message_done F") && l.contains(done)),
            "{raised:?}"
        );
    }
}

#[test]
fn framings() {
    let normal = "message ends normally";
    check_body(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: v\r\n\r\n",
        "abcde",
        normal,
    );
    check_body(
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end",
        "until the end",
        "completely delivered",
    );
    check_body(b"HTTP/1.1 204 No\r\n\r\n", "", normal);
    let parts = b"HTTP/1.1 200 OK\r\nContent-Length: 61\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n\
                  --B\r\nX: 1\r\n\r\none\r\n--B\r\nContent-Type: a/b\r\n\r\ntwo\r\nmore\r\n--B--\r\n";
    check_body(parts, "onetwo\\r\\nmore", normal);
}

#[test]
fn pipelined_requests_keep_their_order() {
    let raised = bench()
        .orig(b"HEAD /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
        .resp(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        .end()
        .take();
    assert_eq!(bodies(&raised), "hi");
    assert_eq!(names(&raised).iter().filter(|n| *n == "http_message_done").count(), 4);
}

#[test]
fn what_is_no_http_is_told() {
    let raised = bench().orig(b"\x16\x03\x01\x00\xff\r\n").end().take();
    let names = names(&raised);
    assert!(names.contains(&"analyzer_violation_info".to_owned()), "{names:?}");
    assert!(names.contains(&"weird: bad_HTTP_request  HTTP".to_owned()), "{names:?}");
}

#[test]
fn a_gap_in_a_counted_body_is_survived() {
    let mut b = bench();
    b.orig(b"GET / HTTP/1.1\r\n\r\n").resp(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    b.with(|cx| zander_analyzer::Tree::gap(cx, Direction::Resp, 0, 4));
    let raised = b.resp(b"hijHTTP/1.1 204 No\r\n\r\n").end().take();
    assert!(
        raised.contains(&"http_message_done F {0,F,message ends normally,10,4,33}".to_owned()),
        "{raised:?}"
    );
    assert_eq!(bodies(&raised), "abchij");
    assert!(raised.contains(&"http_reply 1.1 204 No".to_owned()));
}
