//! Options of the command line, each with what it does.

use std::fs;
use std::path::Path;
use zander_tests::command::{Outcome, root, run_in};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

fn with_files(words: &[&str], files: &[(&str, &str)]) -> Outcome {
    run_in(ZANDER, words, |folder| {
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("the file can be written");
        }
    })
}

fn script(words: &[&str], text: &str) -> Outcome {
    with_files(words, &[("t.zeek", text)])
}

fn text_of(outcome: &Outcome, name: &str) -> String {
    fs::read_to_string(outcome.folder.path().join(name)).expect("the file")
}

#[test]
fn a_trace_tells_of_calls_statements_and_results() {
    let text = "function f(n: count): count\n\t{\n\treturn n + 1;\n\t}\nevent zeek_init()\n\t{\n\tprint f(1);\n\t}\n";
    let outcome = script(&["-b", "-t", "trace", "t.zeek"], text);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("2\n", ""));
    let trace = text_of(&outcome, "trace");
    let own: Vec<&str> = trace.lines().filter(|l| l.contains("t.zeek:")).collect();
    let expected = [
        "0.000000 t.zeek:5\tevent zeek_init called: zeek_init()",
        "0.000000 t.zeek:7\tprint f(1);",
        "0.000000 t.zeek:1\t\tfunction f called: f(n = '1')",
        "0.000000 t.zeek:3\t\treturn n + 1;",
        "0.000000 t.zeek:3\t\treturned: 2",
    ];
    assert_eq!(own, expected, "{trace}");
    assert!(script(&["-b", "-t", "-", "t.zeek"], text).stderr.contains("returned: 2"));
}

/// Where `-P` keeps addresses.
const KNOWN: &str = ".state/zeek-dns-cache";

#[test]
fn names_of_hosts_are_saved_and_taken_from_there() {
    let text =
        "const bad: set[addr] = { www.example.com };\nevent zeek_init() { print bad, other.example.com; }\n";
    let primed = script(&["-b", "-P", "t.zeek"], text);
    assert_eq!((primed.stdout.as_str(), primed.stderr.as_str()), ("", ""));
    let known = text_of(&primed, KNOWN);
    assert_eq!(known, "other.example.com 255.255.0.0\nwww.example.com 255.255.0.0\n");
    let forced = |known: Option<&str>| {
        run_in(ZANDER, &["-b", "-F", "t.zeek"], |folder: &Path| {
            fs::write(folder.join("t.zeek"), text).expect("the file can be written");
            if let Some(known) = known {
                fs::create_dir(folder.join(".state")).expect("a folder");
                fs::write(folder.join(KNOWN), known).expect("the file can be written");
            }
        })
    };
    let outcome = forced(Some("other.example.com 10.0.0.1 ::1\nwww.example.com 10.0.0.2\n"));
    assert_eq!(outcome.stdout, "{\n10.0.0.2\n}, {\n10.0.0.1,\n::1\n}\n", "{}", outcome.stderr);
    let outcome = forced(Some("www.example.com 10.0.0.2\n"));
    assert!(
        outcome.stderr.contains("the addresses of other.example.com were not saved"),
        "{}",
        outcome.stderr
    );
    let outcome = forced(None);
    assert_eq!(outcome.status, Some(1));
    assert!(outcome.stderr.contains("-F: cannot read names of hosts from .state/zeek-dns-cache"));
    assert_eq!(script(&["-b", "-F", "-P", "t.zeek"], text).status, Some(2));
}

#[test]
fn a_script_is_given_arguments() {
    let text = "print zeek_script_args;\n";
    let outcome = script(&["-b", "--", "t.zeek", "-r", "a=1"], text);
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("[-r, a=1]\n", ""));
    assert_eq!(script(&["-b", "t.zeek"], text).stdout, "[]\n");
}

#[test]
fn what_is_not_processed_is_kept() {
    let capture = |words: &[&str]| {
        let all = [&["-C", "-b", "-r", "{captures}/dns.pcap", "-c", "rest.pcap"], words].concat();
        let outcome = run_in(ZANDER, &all, |_| ());
        fs::metadata(outcome.folder.path().join("rest.pcap")).expect("the file of -c").len()
    };
    // Only the file's header: all of it is DNS.
    assert_eq!(capture(&[]), 24);
    let off = "event zeek_init() { PacketAnalyzer::__disable_analyzer(PacketAnalyzer::ANALYZER_IP); }";
    assert!(capture(&["-e", off]) > 24);
}

#[test]
fn options_that_change_nothing_say_so() {
    let outcome = script(&["-b", "-O", "ZAM", "t.zeek"], "print 1;");
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("1\n", ""));
    for option in [&["-W"][..], &["-S"], &["-m"], &["-M"], &["-B", "all"], &["-T", "4"], &["-z", "usage"]] {
        let outcome = script(&[&["-b", "t.zeek"], option].concat(), "print 1;");
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Some(0), "1\n"));
        let expected = format!("zander: without effect: {}: ", option[0]);
        assert!(outcome.stderr.starts_with(&expected), "{}", outcome.stderr);
    }
    for option in [&["-j"][..], &["-j", "4"], &["--test"], &["-X", "file"]] {
        let outcome = script(option, "");
        assert_eq!(outcome.status, Some(1));
        assert!(outcome.stderr.starts_with(&format!("zander: {}: ", option[0])), "{}", outcome.stderr);
    }
}

#[test]
fn scripts_show_texts_to_signatures() {
    let signatures = "signature spoken {\n\tip-proto == tcp\n\thttp-request /(\\/no)?\\/secret$/\n\tevent \"spoken of\"\n}\n";
    let text = r#"
@load-sigs ./spoken.sig
event signature_match(state: signature_state, msg: string, data: string)
	{ print "match", state$sig_id, state$is_orig, msg, data; }
event new_connection(c: connection)
	{
	print match_signatures(c, 2, "/no", T, F, T, T), match_signatures(c, 2, "/secret", F, T, T, F);
	print match_signatures(c, 2, "/secret", T, T, F, T), match_signatures(c, 99, "/secret", T, T, T, T);
	}
"#;
    let words = ["-C", "-r", "{captures}/smtp.pcap", "t.zeek"];
    let outcome = with_files(&words, &[("spoken.sig", signatures), ("t.zeek", text)]);
    let first: Vec<&str> = outcome.stdout.lines().take(4).collect();
    let of = |side: &str| format!("match, spoken, {side}, spoken of, /secret");
    assert_eq!(first, ["T, T", "T, F", &of("T"), &of("F")], "{}", outcome.stderr);
}

/// Paths below `folder` of the scripts in it, as `@load` names them.
fn scripts_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "zeek") {
                let name = path.strip_prefix(folder).expect("a path below the folder");
                found.push(name.display().to_string());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_whole_library_loads_without_a_word() {
    let mut all = scripts_below(&root().join("scripts"));
    for room in fs::read_dir(root().join("analyzers")).expect("the analyzers").flatten() {
        let scripts = room.path().join("scripts");
        if scripts.is_dir() {
            all.extend(scripts_below(&scripts));
        }
    }
    all.retain(|name| name.starts_with("base/") || name.starts_with("policy/"));
    assert!(all.len() > 400, "{} scripts", all.len());
    let words: Vec<&str> = ["--parse-only"].into_iter().chain(all.iter().map(String::as_str)).collect();
    let outcome = run_in(ZANDER, &words, |_| ());
    assert_eq!((outcome.status, outcome.stdout.as_str(), outcome.stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn connections_have_the_same_ids_in_repeatable_runs_and_files_in_all() {
    let rows = |words: &[&str]| {
        let outcome = script(words, "");
        let own = |log: &str| -> Vec<String> {
            text_of(&outcome, log).lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
        };
        (own("conn.log"), own("files.log"))
    };
    let repeatable = ["-D", "-C", "-r", "{captures}/http.pcap", "t.zeek"];
    let first = rows(&repeatable);
    assert_eq!(first, rows(&repeatable));
    let other = rows(&repeatable[1..]);
    assert_ne!(first.0, other.0);
    let ids = |rows: &[String]| -> Vec<String> {
        rows.iter().filter_map(|r| r.split('\t').nth(1)).map(str::to_owned).collect()
    };
    assert_eq!(ids(&first.1), ids(&other.1));
    assert_ne!(ids(&first.1), ids(&rows(&[&repeatable[1..], &["digest_salt=ours"]].concat()).1));
}
