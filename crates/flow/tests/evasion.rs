//! Attempts to show the monitor another stream than the end host reads.
//!
//! Each case says what is sent, what end hosts of the common kinds make of it, and what is delivered here and why;
//! the expected line holds the bytes delivered, the gaps and the weirds. An established connection comes before
//! each: the client's first byte is number 101, the server's 301. Two rules cover most of it: the first copy of a
//! byte is delivered, at once if it continues the stream; and data counts as lost only when its receiver has
//! acknowledged it, so that it must have got there some other way. Differing copies raise `rexmit_inconsistency`.

mod script;
use script::Runner;
use zander_flow::Config;

struct Case {
    sent: &'static str,
    hosts: &'static str,
    /// Why that is delivered.
    why: &'static str,
    script: &'static str,
    /// What the server side's analyzers get (`?` for each lost byte), then the weirds, then the differing copies.
    delivered: &'static str,
    weirds: &'static str,
    differing: usize,
}

const fn case(
    sent: &'static str,
    hosts: &'static str,
    why: &'static str,
    script: &'static str,
    delivered: &'static str,
    weirds: &'static str,
    differing: usize,
) -> Case {
    Case { sent, hosts, why, script, delivered, weirds, differing }
}

const CASES: &[Case] = &[
    case(
        "segments in reverse",
        "wait for the first",
        "what is above a hole waits, and goes on in order when it is filled",
        "> A 107 301 data=ghi
> A 104 301 data=def
> A 101 301 data=abc",
        "abcdefghi",
        "",
        0,
    ),
    case(
        "one byte a segment",
        "read all",
        "each continues the stream and is delivered at once",
        "> A 101 301 data=a
> A 102 301 data=b
> A 103 301 data=c",
        "abc",
        "",
        0,
    ),
    case(
        "the same segment twice",
        "read it once",
        "what was delivered is not delivered again",
        "> A 101 301 data=abc
> A 101 301 data=abc",
        "abc",
        "",
        0,
    ),
    case(
        "the same numbers, other bytes, after delivery",
        "have read the first already",
        "the first copy went to the analyzers as it came; the second raises rexmit_inconsistency",
        "> A 101 301 data=abc
> A 101 301 data=XYZ",
        "abc",
        "",
        1,
    ),
    case(
        "other bytes while both wait above a hole",
        "first copy: Windows, BSD; last: some old stacks",
        "the first copy wins, as with the hosts that are common; the other raises rexmit_inconsistency",
        "> A 104 301 data=def
> A 104 301 data=XYZ
> A 101 301 data=abc",
        "abcdef",
        "",
        1,
    ),
    case(
        "a longer segment from the same number",
        "take the new tail",
        "only what is new of it is taken",
        "> A 101 301 data=abc
> A 101 301 data=abcdef",
        "abcdef",
        "",
        0,
    ),
    case(
        "a longer segment with another head",
        "keep the head they have",
        "its head was delivered already; only the tail is new",
        "> A 101 301 data=abc
> A 101 301 data=XYZdef",
        "abcdef",
        "",
        1,
    ),
    case(
        "overlap of a tail",
        "take what is new",
        "only what is new of it is taken",
        "> A 101 301 data=abcd
> A 103 301 data=cdef",
        "abcdef",
        "",
        0,
    ),
    case(
        "overlap of a tail, other bytes",
        "keep what they have read",
        "what was delivered stays as it was; the difference raises rexmit_inconsistency",
        "> A 101 301 data=abcd
> A 103 301 data=XYef",
        "abcdef",
        "",
        1,
    ),
    case(
        "a segment around one that waits",
        "Linux, Windows keep the one that waits; BSD's rule is by start",
        "what waits came first and wins; the segment fills in around it",
        "> A 103 301 data=CD
> A 101 301 data=abcdef",
        "abCDef",
        "",
        1,
    ),
    case(
        "a segment over the head of one that waits",
        "differ: first, BSD, last",
        "one rule for all: what came first wins, wherever it starts",
        "> A 104 301 data=def
> A 102 301 data=bcXY
> A 101 301 data=a",
        "abcdef",
        "",
        1,
    ),
    case(
        "a segment over the tail of one that waits",
        "keep what waits",
        "what came first wins; what reaches beyond it is new",
        "> A 104 301 data=def
> A 106 301 data=Xghi
> A 101 301 data=abc",
        "abcdefghi",
        "",
        1,
    ),
    case(
        "a bridge over two that wait",
        "fill the hole between",
        "only the hole between is taken of it",
        "> A 103 301 data=cd
> A 107 301 data=gh
> A 101 301 data=abXXefYY",
        "abcdefgh",
        "",
        2,
    ),
    case(
        "a byte of garbage where a keep-alive goes",
        "drop it: below the window",
        "it lies below what was delivered and acknowledged: neither taken nor compared",
        "> A 101 301 data=abc
< A 301 104
> A 103 301 data=X
> A 104 301 data=def",
        "abcdef",
        "",
        0,
    ),
    case(
        "data the receiver acknowledges though it was never seen",
        "have it: it took another way",
        "the acknowledgement shows that the receiver has it: a gap is told, and what waits is delivered",
        "> A 104 301 data=def
< A 301 107
> A 107 301 data=ghi",
        "???defghi",
        "",
        0,
    ),
    case(
        "acknowledged first, then sent",
        "read it; the onlooker cannot know that nothing came before",
        "what was acknowledged unseen was told as a gap, and nothing is delivered twice or after its time",
        "< A 301 104
> A 101 301 data=abc",
        "???",
        "",
        0,
    ),
    case(
        "a hole that is never filled nor acknowledged",
        "wait for ever",
        "the receiver does not read it either, so nobody is shown it; the budget ends the waiting",
        "> A 104 301 data=def",
        "",
        "",
        0,
    ),
    case(
        "an old segment from before the start",
        "drop it",
        "numbers below the start are not part of the stream",
        "> A 60 301 data=evil
> A 101 301 data=abc",
        "abc",
        "TCP_seq_underflow_or_misorder",
        0,
    ),
    case(
        "an acknowledgement from before the start",
        "drop it",
        "it acknowledges nothing of this connection",
        "< A 301 50
> A 101 301 data=abc",
        "abc",
        "TCP_ack_underflow_or_misorder",
        0,
    ),
    case(
        "far outside of the window",
        "drop it",
        "it opens a hole that nobody acknowledges: it is given up, and the real segment ends that",
        "> A 1000101 301 data=evil
> A 101 301 data=abc",
        "abc",
        "above_hole_data_without_any_acks",
        0,
    ),
    case(
        "a wrong checksum",
        "drop it",
        "the receiver drops it, so does the onlooker; it is neither delivered nor kept to compare with",
        "> A 101 301 data=XYZ bad
> A 101 301 data=abc",
        "abc",
        "bad_TCP_checksum",
        0,
    ),
    case(
        "cut short by the capture",
        "read it whole",
        "what is not there cannot be delivered; its acknowledgement tells a gap",
        "> A 101 301 data=abcdef cut=3
< A 301 107
> A 107 301 data=ghi",
        "??????ghi",
        "truncated_tcp_payload",
        0,
    ),
    case(
        "data with a RST",
        "drop the data",
        "receivers drop it, and it is often a text of the middlebox that made the RST",
        "> R 101 - data=evil",
        "",
        "",
        0,
    ),
    case(
        "data after a RST of the same side",
        "drop it if they took the RST; read it if it was forged",
        "whether the receiver took the RST is not known; showing the data to the analyzers loses nothing",
        "> R 101
> A 101 301 data=abc",
        "abc",
        "data_after_reset",
        0,
    ),
    case(
        "a forged RST far outside of the window",
        "drop the RST and go on",
        "the stream goes on for the receiver, so it does for the analyzers",
        "> R 5000000
> A 101 301 data=abc",
        "abc",
        "data_after_reset",
        0,
    ),
    case(
        "data after a FIN",
        "drop it",
        "the FIN has the last number of the stream",
        "> FA 101 301 data=abc
> A 105 301 data=evil",
        "abc",
        "",
        0,
    ),
    case(
        "a FIN before its data",
        "wait for the data",
        "its number says how much is to come before",
        "> FA 104 301
> A 101 301 data=abc",
        "abc",
        "",
        0,
    ),
    case(
        "a second FIN further on",
        "keep the first",
        "the first FIN ended the stream",
        "> FA 101 301
> FA 110 301",
        "",
        "FIN_advanced_last_seq",
        0,
    ),
    case(
        "no flags at all",
        "drop it: every segment carries ACK",
        "the second copy is the one the host takes; the first has the same bytes, and one that had others would raise rexmit_inconsistency",
        "> . 101 - data=abc
> A 101 301 data=abc",
        "abc",
        "",
        0,
    ),
    case(
        "urgent data",
        "leave out one byte, or not, by option",
        "the byte has a number in the stream; whether the program reads it in line is its own choice (SO_OOBINLINE)",
        "> AU 101 301 data=abc",
        "abc",
        "",
        0,
    ),
    case(
        "a second SYN of the client elsewhere",
        "challenge it and go on",
        "a host that accepts it has given up the old connection: two connections are logged",
        "> A 101 301 data=abc
> S 900",
        "abc",
        "active_connection_reuse",
        0,
    ),
    case(
        "a SYN-ACK of the server elsewhere",
        "drop it and go on",
        "the client's stream is numbered by the client alone and goes on",
        "> A 101 301 data=abc
< SA 900 101
> A 104 301 data=def",
        "abcdef",
        "SYN_seq_jump TCP_ack_underflow_or_misorder",
        0,
    ),
    case(
        "a window taken back",
        "may drop what lies beyond",
        "whether the receiver kept it shows in its acknowledgement; it is delivered meanwhile",
        "< A 301 101 win=8000
< A 301 101 win=10
> A 101 301 data=abc",
        "abc",
        "window_recision",
        0,
    ),
    case(
        "data though the window is zero",
        "drop it, but for a byte",
        "whether the receiver took it shows in its acknowledgement; it is delivered meanwhile",
        "< A 301 101 win=0
> A 101 301 data=abc",
        "abc",
        "",
        0,
    ),
];

#[test]
fn what_is_delivered() {
    assert!(CASES.len() >= 30);
    let config = Config { want_rexmit_inconsistency: true, ..Config::default() };
    let mut wrong = String::new();
    for c in CASES {
        let mut runner = Runner::new(config.clone());
        runner.run("> S 100\n< SA 300 101\n> A 101 301");
        runner.run(c.script);
        runner.finish();
        let seen = &runner.seen;
        let got = (seen.with_losses(0), seen.weirds.join(" "), seen.inconsistencies);
        if got != (c.delivered.to_string(), c.weirds.to_string(), c.differing) {
            let want = (c.delivered, c.weirds, c.differing);
            wrong.push_str(&format!("\n{} (hosts {})\n  want {want:?}\n  got  {got:?}\n", c.sent, c.hosts));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The table as people read it in `docs/evasion.md`, which is written anew with `ZANDER_UPDATE_GOLDEN=1`.
#[test]
fn the_page_has_all_cases() {
    let text = |t: &str| if t.is_empty() { "–".to_owned() } else { format!("`{t}`") };
    let mut page = String::from(
        "# Evasion\n\n\
         What is sent to show the monitor another stream than the end host reads, what hosts of the common kinds make of it, and\n\
         what the analyzers get. Two rules cover most of it: the first copy of a byte is delivered, at once if it continues the\n\
         stream; and data counts as lost only when its receiver has acknowledged it. `tests/evasion.rs` of `crates/flow` holds the\n\
         cases, and this page is made from it.\n\n\
         An established connection comes before each case: the client's first byte is number 101, the server's 301. A packet is\n\
         its direction, flags, sequence and acknowledgement number, and payload. `?` is a byte told as lost.\n\n\
         | # | sent | packets | end hosts | analyzers get | why | weird | rexmit_inconsistency |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for (n, c) in CASES.iter().enumerate() {
        let packets: Vec<String> = c.script.lines().map(|l| format!("`{}`", l.trim())).collect();
        page.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
            n + 1,
            c.sent,
            packets.join(" "),
            c.hosts,
            text(c.delivered),
            c.why,
            c.weirds.split(' ').filter(|w| !w.is_empty()).map(text).collect::<Vec<_>>().join(" "),
            if c.differing > 0 { "yes" } else { "" },
        ));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/evasion.md");
    if std::env::var_os("ZANDER_UPDATE_GOLDEN").is_some() {
        std::fs::write(path, &page).expect("the page can be written");
    }
    assert!(std::fs::read_to_string(path).is_ok_and(|p| p == page), "docs/evasion.md is out of date");
}
