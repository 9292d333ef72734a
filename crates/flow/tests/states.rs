//! Packet sequences and the fate of their connections: states, history, sizes, events, weirds.

mod script;
use script::check;
use zander_flow::Config;

fn config() -> Config {
    Config { want_connection_reset: true, want_connection_partial_close: true, ..Config::default() }
}

#[test]
fn ordinary_connections() {
    check(
        &config(),
        &[
            (
                "request, answer, both close",
                "> S 100
                 < SA 300 101
                 > A 101 301
                 > PA 101 301 len=10
                 < A 301 111
                 < PA 301 111 len=20
                 > A 111 321
                 > FA 111 321
                 < FA 321 112
                 > A 112 322",
                "SF ShADadFf 10/20 6/4 missed 0 | > 1+10 end | < 1+20 end | events established first_ACK finished",
            ),
            ("never answered", "> S 100", "S0 S 0/0 1/0 missed 0 | events attempt"),
            (
                "tried again, then given up by timer",
                "> S 100
                 > S 100 - +1
                 wait 9",
                "S0 S 0/0 2/0 missed 0 | events attempt",
            ),
            (
                "refused",
                "> S 100
                 < RA 0 101",
                "REJ Sr 0/0 1/1 missed 0 | < end | events rejected pending",
            ),
            (
                "established, left open",
                "> S 100
                 < SA 300 101
                 > A 101 301",
                "S1 ShA 0/0 2/1 missed 0 | events established first_ACK pending",
            ),
            (
                "originator closes, responder does not",
                "> S 100
                 < SA 300 101
                 > A 101 301
                 > FA 101 301
                 < A 301 102",
                "S2 ShAFa 0/0 3/2 missed 0 | > end | events established first_ACK pending",
            ),
            (
                "responder closes, originator does not",
                "> S 100
                 < SA 300 101
                 > A 101 301
                 < FA 301 101
                 > A 101 302",
                "S3 ShAf 0/0 3/2 missed 0 | < end | events established first_ACK pending",
            ),
            (
                "originator aborts",
                "> S 100
                 < SA 300 101
                 > A 101 301
                 > R 101",
                "RSTO ShAR 0/0 3/1 missed 0 | > end | events established first_ACK reset",
            ),
            (
                "responder aborts",
                "> S 100
                 < SA 300 101
                 > PA 101 301 len=5
                 < RA 301 106",
                "RSTR ShDr 5/0 2/2 missed 0 | > 1+5 | < end | events established first_ACK reset",
            ),
            (
                "SYN, then RST",
                "> S 100
                 > R 101",
                "RSTOS0 SR 0/0 2/0 missed 0 | > end | events reset",
            ),
            (
                "SYN, then FIN",
                "> S 100
                 > F 101",
                "SH SF 0/0 2/0 missed 0 | > end | events half_finished | weirds inappropriate_FIN",
            ),
            (
                "simultaneous open with equal numbers",
                "> S 100
                 < S 100
                 > SA 100 101",
                "S1 Ss 0/0 2/1 missed 0 | events established first_ACK pending | weirds simultaneous_open",
            ),
        ],
    );
}

#[test]
fn starts_that_were_missed() {
    let mut likely = config();
    likely.likely_server_ports_tcp = [8].into_iter().collect();
    check(
        &config(),
        &[
            (
                "in the midst",
                "> PA 1000 2000 len=10
                 < PA 2000 1010 len=20
                 > A 1010 2020",
                "OTH DdA 10/20 2/1 missed 0 | > 1+10 | < 1+20 | events partial_connection pending",
            ),
            (
                "SYN-ACK first, then the originator goes on",
                "< SA 300 101
                 > A 101 301
                 > PA 101 301 len=4
                 < FA 301 105
                 > FA 105 302
                 < A 302 106",
                "SF ^hADfFa 4/0 3/3 missed 0 | > 1+4 end | < end | events flipped finished
                 | weirds connection_originator_SYN_ack",
            ),
            (
                "SYN-ACK as a scan",
                "< SA 300 101
                 > R 101",
                "REJ Hr 0/0 1/1 missed 0 | < end | events rejected pending | weirds connection_originator_SYN_ack",
            ),
            (
                "only the originator's packets are seen",
                "> S 100
                 > A 101 301
                 > PA 101 301 len=10
                 > FA 111 331",
                "SH SADF 10/0 4/0 missed 0 | > 1+10 end | events first_ACK half_finished
                 | weirds possible_split_routing data_before_established inappropriate_FIN",
            ),
            (
                "a RST alone",
                "> R 100",
                "OTH R 0/0 1/0 missed 0 | > end | events pending | weirds spontaneous_RST",
            ),
            (
                "a FIN alone",
                "> FA 100 200",
                "SH F 0/0 1/0 missed 0 | > end | events pending | weirds spontaneous_FIN",
            ),
        ],
    );
    check(
        &likely,
        &[
            (
                "the server's answer first",
                "< PA 2000 1010 len=20
                 > A 1010 2020",
                "OTH ^dA 0/20 1/1 missed 0 | < 1+20 | events flipped partial_connection pending",
            ),
            (
                "SYN-ACK from a likely server",
                "< SA 300 101
                 > A 101 301",
                "S1 ^hA 0/0 1/1 missed 0 | events flipped established pending | weirds unsolicited_SYN_response",
            ),
        ],
    );
}

#[test]
fn counted_letters() {
    let data: String = (0..12).map(|_| "> PA 101 301 len=5\n").collect();
    let zero: String = (0..11).map(|_| "< A 301 101 win=0\n").collect();
    let bad: String = (0..10).map(|_| "> A 101 301 bad\n").collect();
    let start = "> S 100\n< SA 300 101\n> A 101 301\n";
    check(
        &config(),
        &[
            (
                "retransmissions at powers of ten",
                &format!("{start}{data}"),
                "S1 ShADTT 5/0 14/1 missed 0 | > 1+5
                 | events established first_ACK tcp_multiple_retransmissions(10) pending",
            ),
            (
                "zero windows",
                &format!("{start}{zero}"),
                "S1 ShAaww 0/0 2/12 missed 0
                 | events established first_ACK tcp_multiple_zero_windows(10) pending",
            ),
            (
                "wrong checksums are not counted as packets",
                &format!("{start}{bad}"),
                &format!(
                    "S1 ShACC 0/0 2/1 missed 0 | events established first_ACK tcp_multiple_checksum_errors(10) pending
                     | weirds {}",
                    ["bad_TCP_checksum"; 10].join(" ")
                ),
            ),
        ],
    );
}

#[test]
fn odd_flags() {
    let start = "> S 100\n< SA 300 101\n> A 101 301\n";
    check(
        &config(),
        &[
            (
                "SYN with data",
                "> S 100 - len=5
                 < SA 300 106
                 > A 106 301",
                "S1 SThA 5/0 2/1 missed 0 | > 1+5 | events established first_ACK pending | weirds SYN_with_data",
            ),
            (
                "SYN and RST",
                "> SR 100",
                "OTH Q 0/0 1/0 missed 0 | > end | events half_finished | weirds TCP_christmas spontaneous_RST",
            ),
            (
                "FIN and RST",
                &format!("{start}> FR 101"),
                "RSTO ShAI 0/0 3/1 missed 0 | > end | events established first_ACK reset",
            ),
            ("urgent SYN", "> SU 100", "S0 S 0/0 1/0 missed 0 | events attempt | weirds baroque_SYN"),
            (
                "no flags",
                &format!("{start}> . 101 - len=3"),
                "S1 ShAD 3/0 3/1 missed 0 | > 1+3 | events established first_ACK pending",
            ),
            (
                "SYN-ACK inside",
                &format!("{start}< PA 301 101 len=4\n< SA 700 101"),
                "S1 ShAd 0/0 2/3 missed 0 | < 1+4 | events established first_ACK pending | weirds SYN_inside_connection SYN_seq_jump",
            ),
            (
                "FIN that grows",
                &format!("{start}> FA 101 301\n> FA 109 301"),
                "S2 ShAFF 8/0 4/1 missed 0 | > end | events established first_ACK pending | weirds FIN_advanced_last_seq",
            ),
            (
                "after a RST",
                &format!("{start}> R 101\n> A 101 301 len=3\n> SA 101 301\n> F 101"),
                "RSTO ShARDHF 0/0 6/1 missed 0 | > end 1+3 | events established first_ACK reset | weirds data_after_reset SYN_after_reset FIN_after_reset",
            ),
        ],
    );
}

#[test]
fn tuples_used_again() {
    let start = "> S 100\n< SA 300 101\n> A 101 301\n";
    let over = "> FA 101 301\n< FA 301 102\n> A 102 302\n";
    check(
        &config(),
        &[
            (
                "soon after its end",
                &format!("{start}{over}wait 4\n> S 900\n"),
                "SF ShAFf 0/0 4/2 missed 0; S0 S 0/0 1/0 missed 0 | > end | < end | events established first_ACK finished reused attempt | weirds premature_connection_reuse",
            ),
            (
                "half closed",
                &format!("{start}> FA 101 301\n> S 900\n"),
                "S2 ShAF 0/0 3/1 missed 0; S0 S 0/0 1/0 missed 0 | > end | events established first_ACK reused attempt | weirds active_connection_reuse",
            ),
            (
                "while open",
                &format!("{start}> S 900\n"),
                "S1 ShA 0/0 2/1 missed 0; S0 S 0/0 1/0 missed 0 | events established first_ACK reused attempt | weirds active_connection_reuse",
            ),
            (
                "another SYN",
                "> S 100\n> S 900\n",
                "S0 S 0/0 1/0 missed 0; S0 S 0/0 1/0 missed 0 | events reused attempt | weirds SYN_seq_jump",
            ),
            (
                "after a refusal",
                "> S 100\n< RA 0 101\n> S 101\n< RA 0 102\n",
                "REJ Sr 0/0 1/1 missed 0; REJ Sr 0/0 1/1 missed 0 | < end end | events rejected reused rejected pending",
            ),
        ],
    );
}
