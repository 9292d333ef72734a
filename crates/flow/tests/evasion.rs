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
    script: &'static str,
    /// What the server side's analyzers get (`?` for each lost byte), then the weirds, then the differing copies.
    delivered: &'static str,
    weirds: &'static str,
    differing: usize,
}

const fn case(
    sent: &'static str,
    hosts: &'static str,
    script: &'static str,
    delivered: &'static str,
    weirds: &'static str,
    differing: usize,
) -> Case {
    Case { sent, hosts, script, delivered, weirds, differing }
}

const CASES: &[Case] = &[
    case(
        "segments in reverse",
        "wait for the first",
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
        "> A 101 301 data=abc
> A 101 301 data=abc",
        "abc",
        "",
        0,
    ),
    case(
        "the same numbers, other bytes, after delivery",
        "have read the first already",
        "> A 101 301 data=abc
> A 101 301 data=XYZ",
        "abc",
        "",
        1,
    ),
    case(
        "other bytes while both wait above a hole",
        "first copy: Windows, BSD; last: some old stacks",
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
        "> A 101 301 data=abc
> A 101 301 data=abcdef",
        "abcdef",
        "",
        0,
    ),
    case(
        "a longer segment with another head",
        "keep the head they have",
        "> A 101 301 data=abc
> A 101 301 data=XYZdef",
        "abcdef",
        "",
        1,
    ),
    case(
        "overlap of a tail",
        "take what is new",
        "> A 101 301 data=abcd
> A 103 301 data=cdef",
        "abcdef",
        "",
        0,
    ),
    case(
        "overlap of a tail, other bytes",
        "keep what they have read",
        "> A 101 301 data=abcd
> A 103 301 data=XYef",
        "abcdef",
        "",
        1,
    ),
    case(
        "a segment around one that waits",
        "Linux, Windows keep the one that waits; BSD's rule is by start",
        "> A 103 301 data=CD
> A 101 301 data=abcdef",
        "abCDef",
        "",
        1,
    ),
    case(
        "a segment over the head of one that waits",
        "differ: first, BSD, last",
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
        "< A 301 104
> A 101 301 data=abc",
        "???",
        "",
        0,
    ),
    case("a hole that is never filled nor acknowledged", "wait for ever", "> A 104 301 data=def", "", "", 0),
    case(
        "an old segment from before the start",
        "drop it",
        "> A 60 301 data=evil
> A 101 301 data=abc",
        "abc",
        "TCP_seq_underflow_or_misorder",
        0,
    ),
    case(
        "an acknowledgement from before the start",
        "drop it",
        "< A 301 50
> A 101 301 data=abc",
        "abc",
        "TCP_ack_underflow_or_misorder",
        0,
    ),
    case(
        "far outside of the window",
        "drop it",
        "> A 1000101 301 data=evil
> A 101 301 data=abc",
        "abc",
        "above_hole_data_without_any_acks",
        0,
    ),
    case(
        "a wrong checksum",
        "drop it",
        "> A 101 301 data=XYZ bad
> A 101 301 data=abc",
        "abc",
        "bad_TCP_checksum",
        0,
    ),
    case(
        "cut short by the capture",
        "read it whole",
        "> A 101 301 data=abcdef cut=3
< A 301 107
> A 107 301 data=ghi",
        "??????ghi",
        "truncated_tcp_payload",
        0,
    ),
    case("data with a RST", "drop the data", "> R 101 - data=evil", "", "", 0),
    case(
        "data after a RST of the same side",
        "drop it if they took the RST; read it if it was forged",
        "> R 101
> A 101 301 data=abc",
        "abc",
        "data_after_reset",
        0,
    ),
    case(
        "a forged RST far outside of the window",
        "drop the RST and go on",
        "> R 5000000
> A 101 301 data=abc",
        "abc",
        "data_after_reset",
        0,
    ),
    case(
        "data after a FIN",
        "drop it",
        "> FA 101 301 data=abc
> A 105 301 data=evil",
        "abc",
        "",
        0,
    ),
    case(
        "a FIN before its data",
        "wait for the data",
        "> FA 104 301
> A 101 301 data=abc",
        "abc",
        "",
        0,
    ),
    case(
        "a second FIN further on",
        "keep the first",
        "> FA 101 301
> FA 110 301",
        "",
        "FIN_advanced_last_seq",
        0,
    ),
    case(
        "no flags at all",
        "drop it: every segment carries ACK",
        "> . 101 - data=abc
> A 101 301 data=abc",
        "abc",
        "",
        0,
    ),
    case("urgent data", "leave out one byte, or not, by option", "> AU 101 301 data=abc", "abc", "", 0),
    case(
        "a second SYN of the client elsewhere",
        "challenge it and go on",
        "> A 101 301 data=abc
> S 900",
        "abc",
        "active_connection_reuse",
        0,
    ),
    case(
        "a SYN-ACK of the server elsewhere",
        "drop it and go on",
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
