//! What the lexer makes of text.

use super::*;

/// The tokens of a text, as `Kind text`.
fn tokens(src: &str) -> Vec<String> {
    let mut lexer = Lexer::new(src.as_bytes());
    let mut out = Vec::new();
    loop {
        let token = lexer.next();
        if token.kind == T::Eof {
            return out;
        }
        out.push(format!("{:?} {}", token.kind, String::from_utf8_lossy(lexer.token_text(token))));
    }
}

#[track_caller]
fn check(src: &str, expected: &[&str]) {
    assert_eq!(tokens(src), expected, "{src}");
}

#[test]
fn numbers() {
    check(
        "5 0xff 1.5 .5 1e3 1.0e-3 5.",
        &["Count 5", "Hex 0xff", "Double 1.5", "Double .5", "Double 1e3", "Double 1.0e-3", "Double 5."],
    );
    check("1e x", &["Count 1", "Ident e", "Ident x"]);
    check("a-1.5", &["Ident a", "Minus -", "Double 1.5"]);
    check("1.5-x", &["Double 1.5", "Minus -", "Ident x"]);
}

#[test]
fn intervals() {
    check(
        "5min 5 mins 1.5hrs .5 sec 3\tdays 1e3usec",
        &[
            "Interval 5min",
            "Interval 5 mins",
            "Interval 1.5hrs",
            "Interval .5 sec",
            "Interval 3\tdays",
            "Interval 1e3usec",
        ],
    );
    check("5 minx 5 min(", &["Count 5", "Ident minx", "Interval 5 min", "LParen ("]);
}

#[test]
fn ports_and_addresses() {
    check(
        "80/tcp 53/udp 8/icmp 0/unknown 80/tcpx",
        &["Port 80/tcp", "Port 53/udp", "Port 8/icmp", "Port 0/unknown", "Count 80", "Slash /", "Ident tcpx"],
    );
    check(
        "1.2.3.4 10.0.0.0/8 10.0.0.0 / 16 1.2.3.4/x",
        &["Addr 1.2.3.4", "Subnet 10.0.0.0/8", "Subnet 10.0.0.0 / 16", "Addr 1.2.3.4", "Slash /", "Ident x"],
    );
    check(
        "1.2.3 1.2.3.4.5",
        &["Double 1.2", "Double .3", "Double 1.2", "Double .3", "Double .4", "Double .5"],
    );
}

#[test]
fn names_and_hosts() {
    check(
        "a::b ::c a:b A::B::c",
        &["Ident a::b", "Ident ::c", "Ident a", "Colon :", "Ident b", "Ident A::B::c"],
    );
    check(
        "www.example.com my-host.example.org 3com.com a-b x-.5",
        &[
            "HostName www.example.com",
            "HostName my-host.example.org",
            "HostName 3com.com",
            "Ident a",
            "Minus -",
            "Ident b",
            "Ident x",
            "Minus -",
            "Double .5",
        ],
    );
    check("Log::default default table", &["Ident Log::default", "Default default", "Table table"]);
}

#[test]
fn operators() {
    check("! in !in !inx ! x", &["NotIn ! in", "NotIn !in", "Not !", "Ident inx", "Not !", "Ident x"]);
    check(
        "&log &logged && & ?$ ?x ...",
        &[
            "Attr &log",
            "And &",
            "Ident logged",
            "AndAnd &&",
            "And &",
            "HasField ?$",
            "Question ?",
            "Ident x",
            "Ellipsis ...",
        ],
    );
    check(
        "<< <= < >> ++ += || |",
        &[
            "ShiftLeft <<",
            "LessEqual <=",
            "Less <",
            "ShiftRight >>",
            "Increment ++",
            "AddTo +=",
            "OrOr ||",
            "Bar |",
        ],
    );
}

#[test]
fn strings_and_what_is_none() {
    check("\"a\\\"b\" \"\\\\\"", &["String \"a\\\"b\"", "String \"\\\\\""]);
    check("\"open\n` é", &["OpenString \"open", "Unknown `", "Unknown é"]);
}

#[test]
fn patterns_and_addresses_in_brackets() {
    for (src, expected) in [
        ("/a\\/b/i x", Some((1, 5, 7))),
        ("/a/is", Some((1, 2, 5))),
        ("/a/if", Some((1, 2, 3))),
        ("/a\n/", None),
        ("//", None),
    ] {
        assert_eq!(Lexer::new(src.as_bytes()).pattern(0), expected, "{src}");
    }
    for (src, expected) in [
        ("[::1]", Some((T::Addr, 5))),
        ("[fe80::]/10", Some((T::Subnet, 11))),
        ("[::ffff:1.2.3.4]", Some((T::Addr, 16))),
        ("[1:2:3:4:5:6:7:8]", Some((T::Addr, 17))),
        ("[a, b]", None),
        ("[a:b]", None),
        ("[ab]", None),
        ("[::1", None),
    ] {
        let token = Lexer::new(src.as_bytes()).bracketed_address(0);
        assert_eq!(token.map(|t| (t.kind, t.end)), expected, "{src}");
    }
}

#[test]
fn directives_in_text_that_does_not_count() {
    let src = b"# @if\n \"@else\" x@y @endif @load";
    let mut lexer = Lexer::new(src);
    assert_eq!(lexer.next_directive().kind, T::AtEndif);
    assert_eq!(lexer.next_directive().kind, T::AtLoad);
    assert_eq!(lexer.next_directive().kind, T::Eof);
}

#[test]
fn documentation() {
    let mut lexer = Lexer::new(b"##! file\n## one\n# no\n## two\nx ##< behind\n  ##< more\ny");
    lexer.next();
    let docs = lexer.take_docs();
    assert_eq!(lexer.text(docs.start, docs.end), b"## one\n# no\n## two");
    lexer.pass_trailing_docs();
    let docs = lexer.take_post();
    assert_eq!(lexer.text(docs.start, docs.end), b"##< behind\n  ##< more");
    assert_eq!(lexer.text(lexer.summary.start, lexer.summary.end), b"##! file");
    assert_eq!(lexer.next().kind, T::Ident);
}
