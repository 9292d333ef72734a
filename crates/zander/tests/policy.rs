//! Policy scripts about connections and about the run itself: each loads, runs without a word, and logs what it is for.

use zander_tests::command::{Outcome, run_in};

fn run(script: &str) -> Outcome {
    let words = ["-C", "-r", "{captures}/dns.pcap", script];
    let outcome = run_in(env!("CARGO_BIN_EXE_zander"), &words, |_| ());
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Some(0), ""), "{script}");
    outcome
}

#[test]
fn without_a_word() {
    for script in [
        "misc/capture-loss",
        "misc/detect-traceroute",
        "misc/profiling",
        "misc/stats",
        "misc/trim-trace-file",
        "misc/unknown-protocols",
        "misc/weird-stats",
        "protocols/conn/community-id-logging",
        "protocols/conn/disable-unknown-ip-proto-support",
        "protocols/conn/failed-service-logging",
        "protocols/conn/known-hosts",
        "protocols/conn/known-services",
        "protocols/conn/mac-logging",
        "protocols/conn/pppoe-session-id-logging",
        "protocols/conn/speculative-service",
        "protocols/conn/vlan-logging",
        "protocols/conn/weirds",
        "frameworks/conn_key/vlan_fivetuple",
        "frameworks/packet-filter/shunt",
    ] {
        run(script);
    }
}

#[test]
fn scripts_that_were_loaded() {
    let outcome = run("misc/loaded-scripts");
    let text = std::fs::read_to_string(outcome.folder.path().join("loaded_scripts.log")).expect("the log");
    assert!(text.contains("\n<zander>/base/init-bare.zeek\n"), "{text}");
    // What others load stands further in.
    assert!(text.contains("  <zander>/base/protocols/conn/main.zeek\n"), "{text}");
}

#[test]
fn names_of_protocols() {
    let outcome = run("protocols/conn/ip-proto-name-logging");
    let rows = outcome.rows("conn.log");
    assert!(
        !rows.is_empty()
            && rows.iter().all(|r| ["udp", "tcp"].contains(&r.rsplit('\t').next().unwrap_or(""))),
        "{rows:?}"
    );
}
