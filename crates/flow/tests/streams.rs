//! What is delivered of TCP streams: order, holes, overlaps, limits.

mod script;
use script::{Runner, check, pattern};
use zander_flow::Config;

const START: &str = "> S 100\n< SA 300 101\n> A 101 301\n";

#[test]
fn order_and_holes() {
    let case = |lines: &str| format!("{START}{lines}");
    check(
        &Config::default(),
        &[
            ("swapped", &case("> A 111 301 len=10\n> A 101 301 len=10"), "x"),
            ("three pieces, last first", &case("> A 121 301 len=10\n> A 111 301 len=10\n> A 101 301 len=10"), "x"),
            ("overlap from below", &case("> A 101 301 len=10\n> A 105 301 len=20"), "x"),
            ("new data around a kept piece", &case("> A 111 301 len=5\n> A 101 301 len=30"), "x"),
            ("kept pieces overlap", &case("> A 111 301 len=10\n> A 106 301 len=30\n> A 101 301 len=5"), "x"),
            ("acknowledged and never seen", &case("> A 111 301 len=10\n< A 301 121"), "x"),
            ("hole at the end", &case("> A 101 301 len=10\n< A 301 131\n> FA 131 301\n< FA 301 132"), "x"),
            ("hole left open at the end", &case("> A 111 301 len=10"), "x"),
            ("late data after a gap is not delivered", &case("< A 301 111\n> A 101 301 len=10\n> A 111 301 len=10"), "x"),
            ("keep-alive", &case("> A 101 301 len=10\n< A 301 111\n> A 110 301 len=1\n> A 111 301 len=5"), "x"),
            ("data with FIN", &case("> FA 101 301 len=10\n< FA 301 112"), "x"),
            ("FIN before its data", &case("> FA 111 301\n> A 101 301 len=10\n< FA 301 112\n> A 112 302"), "x"),
            ("cut short by the capture", &case("> A 101 301 len=10 cut=4"), "x"),
            ("before the start", &case("> A 50 301 len=10"), "x"),
        ],
    );
}

#[test]
fn sequence_numbers_wrap() {
    check(
        &Config::default(),
        &[(
            "across the end of the sequence space",
            "> S 4294967290
             < SA 300 4294967291
             > A 4294967291 301 len=10
             < A 301 5
             > A 15 301 len=10
             > A 5 301 len=10
             < A 301 25",
            "x",
        )],
    );
    // More than 4 GB, in large strides acknowledged in between.
    let mut runner = Runner::new(Config::default());
    runner.run(START);
    let mut seq = 101u32;
    for _ in 0..12 {
        runner.run(&format!("> A {seq} 301 len=100\n"));
        seq = seq.wrapping_add(1 << 30);
        runner.run(&format!("< A 301 {seq}\n"));
    }
    let summary = runner.finish();
    assert!(summary.starts_with("S1 ShADag"), "{summary}");
    assert!(summary.contains(&format!(" {}/0 ", 12u64 << 30)), "{summary}");
    assert!(summary.contains(&format!("missed {}", 12 * ((1u64 << 30) - 100))), "{summary}");
}

#[test]
fn limits() {
    let far = format!("{START}> A 201 301 len=1000\n");
    let more: String = (0..30).map(|i| format!("> A {} 301 len=1000\n", 1201 + i * 1000)).collect();
    check(
        &Config::default(),
        &[
            ("above a hole, nothing acknowledged", &format!("{far}{more}"), "x"),
        ],
    );
    let tight = Config {
        tcp_max_above_hole_without_any_acks: 0,
        max_reassembly_bytes_per_stream: 5000,
        ..Config::default()
    };
    let mut runner = Runner::new(tight);
    runner.run(&format!("{far}{more}"));
    assert!(runner.flow.stats().peak_reassembly_bytes <= 5000 + 1096 + 1096);
    assert_eq!(runner.flow.stats().shed_holes, 1);
    let summary = runner.finish();
    assert!(summary.contains("lost 1+100 101+1000"), "{summary}");
    let excessive = Config { tcp_excessive_data_without_further_acks: 3000, ..Config::default() };
    check(
        &excessive,
        &[(
            "much data that is not acknowledged further",
            &format!(
                "{START}> A 101 301 len=100\n< A 301 201\n{}",
                (0..5).map(|i| format!("> A {} 301 len=1000\n", 201 + i * 1000)).collect::<String>()
            ),
            "x",
        )],
    );
}

#[test]
fn differing_retransmissions() {
    let config = Config { want_rexmit_inconsistency: true, ..Config::default() };
    check(
        &config,
        &[
            ("after delivery", &format!("{START}> A 101 301 data=abcdef\n> A 101 301 data=abXdef\n"), "x"),
            ("the same again", &format!("{START}> A 101 301 data=abcdef\n> A 101 301 data=abcdef\n"), "x"),
            ("above a hole", &format!("{START}> A 111 301 data=abcdef\n> A 109 301 data=..aXcdef\n"), "x"),
            ("acknowledged before", &format!("{START}> A 101 301 data=abcdef\n< A 301 107\n> A 101 301 data=XXXXXX\n"), "x"),
            ("one byte of a silent peer", "> PA 1000 0 data=a\n> PA 1000 0 data=b\n", "x"),
        ],
    );
}

#[test]
fn bytes_are_those_sent() {
    // Segments of many sizes in a scrambled order, some twice, must come out as the stream they were cut from.
    let mut runner = Runner::new(Config { tcp_max_above_hole_without_any_acks: 0, ..Config::default() });
    runner.run(START);
    let mut x = 42u64;
    let mut random = |n: u64| {
        x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (x >> 33) % n
    };
    let total = 20_000u32;
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < total {
        let len = (random(1400) as u32 + 1).min(total - at);
        let back = (random(200) as u32).min(at);
        pieces.push((at - back, len + back));
        if random(4) == 0 {
            pieces.push((at, len));
        }
        at += len;
    }
    for i in (1..pieces.len()).rev() {
        let far = i.saturating_sub(8);
        pieces.swap(i, far + random((i - far + 1) as u64) as usize);
    }
    for (from, len) in pieces {
        runner.run(&format!("> A {} 301 len={len}\n", 101 + from));
    }
    let want: Vec<u8> = (0..total).map(|i| pattern(true, 101 + i)).collect();
    assert!(runner.seen.bytes[0] == want);
    runner.finish();
}
