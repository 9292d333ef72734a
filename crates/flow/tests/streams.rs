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
            (
                "swapped",
                &case("> A 111 301 len=10\n> A 101 301 len=10"),
                "S1 ShADT 20/0 4/1 missed 0 | > 1+10 11+10 | events established first_ACK pending",
            ),
            (
                "three pieces, last first",
                &case("> A 121 301 len=10\n> A 111 301 len=10\n> A 101 301 len=10"),
                "S1 ShADT 30/0 5/1 missed 0 | > 1+10 11+10 21+10 | events established first_ACK pending",
            ),
            (
                "overlap from below",
                &case("> A 101 301 len=10\n> A 105 301 len=20"),
                "S1 ShAD 24/0 4/1 missed 0 | > 1+10 11+14 | events established first_ACK pending",
            ),
            (
                "new data around a kept piece",
                &case("> A 111 301 len=5\n> A 101 301 len=30"),
                "S1 ShAD 30/0 4/1 missed 0 | > 1+10 11+5 16+15 | events established first_ACK pending",
            ),
            (
                "kept pieces overlap",
                &case("> A 111 301 len=10\n> A 106 301 len=30\n> A 101 301 len=5"),
                "S1 ShADT 35/0 5/1 missed 0 | > 1+5 6+5 11+10 21+15 | events established first_ACK pending",
            ),
            (
                "acknowledged and never seen",
                &case("> A 111 301 len=10\n< A 301 121"),
                "S1 ShADaG 20/0 3/2 missed 10 | > gap 10 lost 1+10 11+10 | events established first_ACK pending",
            ),
            (
                "hole at the end",
                &case("> A 101 301 len=10\n< A 301 131\n> FA 131 301\n< FA 301 132"),
                "SF ShADaGFf 30/0 4/3 missed 20 | > 1+10 gap 20 lost 11+20 end | < end | events established first_ACK finished",
            ),
            (
                "hole left open at the end",
                &case("> A 111 301 len=10"),
                "S1 ShAD 20/0 3/1 missed 0 | events established first_ACK pending",
            ),
            (
                "late data after a gap is not delivered",
                &case("< A 301 111\n> A 101 301 len=10\n> A 111 301 len=10"),
                "S1 ShAaGD 20/0 4/2 missed 10 | > gap 10 lost 1+10 11+10 | events established first_ACK pending",
            ),
            (
                "keep-alive",
                &case("> A 101 301 len=10\n< A 301 111\n> A 110 301 len=1\n> A 111 301 len=5"),
                "S1 ShADaT 15/0 5/2 missed 0 | > 1+10 11+5 | events established first_ACK pending",
            ),
            (
                "data with FIN",
                &case("> FA 101 301 len=10\n< FA 301 112"),
                "SF ShAFf 10/0 3/2 missed 0 | > 1+10 end | < end | events established first_ACK finished",
            ),
            (
                "FIN before its data",
                &case("> FA 111 301\n> A 101 301 len=10\n< FA 301 112\n> A 112 302"),
                "SF ShAFDTf 10/0 5/2 missed 0 | > 1+10 end | < end | events established first_ACK finished",
            ),
            (
                "cut short by the capture",
                &case("> A 101 301 len=10 cut=4"),
                "S1 ShAD 10/0 3/1 missed 0 | events established first_ACK pending | weirds truncated_tcp_payload",
            ),
            (
                "before the start",
                &case("> A 50 301 len=10"),
                "S1 ShADT 0/0 3/1 missed 0 | events established first_ACK pending | weirds TCP_seq_underflow_or_misorder",
            ),
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
            "S1 ShDaT 30/0 4/3 missed 0 | > 1+10 11+10 21+10 | events established first_ACK pending",
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
    assert!(summary.starts_with("S1 ShADaGG "), "{summary}");
    assert!(summary.contains(&format!(" {}/0 ", 12u64 << 30)), "{summary}");
    assert!(summary.contains(&format!("missed {}", 12 * ((1u64 << 30) - 100))), "{summary}");
}

#[test]
fn limits() {
    let far = format!("{START}> A 201 301 len=1000\n");
    let more: String = (0..30).map(|i| format!("> A {} 301 len=1000\n", 1201 + i * 1000)).collect();
    check(
        &Config::default(),
        &[(
            "above a hole, nothing acknowledged",
            &format!("{far}{more}"),
            "S1 ShAD 31100/0 33/1 missed 0 | events established first_ACK pending | weirds above_hole_data_without_any_acks",
        )],
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
            "S1 ShADa 5100/0 8/2 missed 0 | > 1+100 101+1000 1101+1000 2101+1000 3101+1000
             | events established first_ACK pending | weirds excessive_data_without_further_acks",
        )],
    );
}

#[test]
fn differing_retransmissions() {
    let config = Config { want_rexmit_inconsistency: true, ..Config::default() };
    check(
        &config,
        &[
            (
                "after delivery",
                &format!("{START}> A 101 301 data=abcdef\n> A 101 301 data=abXdef\n"),
                "S1 ShADT 6/0 4/1 missed 0 | > 1+6 | events established first_ACK inconsistency(6,A) pending",
            ),
            (
                "the same again",
                &format!("{START}> A 101 301 data=abcdef\n> A 101 301 data=abcdef\n"),
                "S1 ShADT 6/0 4/1 missed 0 | > 1+6 | events established first_ACK pending",
            ),
            (
                "above a hole",
                &format!("{START}> A 111 301 data=abcdef\n> A 109 301 data=..aXcdef\n"),
                "S1 ShADT 16/0 4/1 missed 0 | events established first_ACK inconsistency(6,A) pending",
            ),
            (
                "acknowledged before",
                &format!("{START}> A 101 301 data=abcdef\n< A 301 107\n> A 101 301 data=XXXXXX\n"),
                "S1 ShADaT 6/0 4/2 missed 0 | > 1+6 | events established first_ACK pending",
            ),
            (
                "one byte of a silent peer",
                "> PA 1000 0 data=a\n> PA 1000 0 data=b\n",
                "OTH DT 1/0 2/0 missed 0 | > 1+1 | events pending",
            ),
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
