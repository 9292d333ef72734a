//! Checking takes time in proportion to the length of a script. The bound is generous, for slow machines and programs
//! that are not optimized; what grows with the square of the length misses it by far.

use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};
use zander_tests::command::run_in;

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");
const LINES: usize = 20_000;
const BOUND: Duration = Duration::from_secs(20);

fn check(what: &str, script: &str, good: bool) {
    let begun = Instant::now();
    let outcome = run_in(ZANDER, &["-b", "--parse-only", "t.zeek"], |folder| {
        fs::write(folder.join("t.zeek"), script).expect("the script can be written");
    });
    let took = begun.elapsed();
    assert_eq!(outcome.stderr.contains("error in"), !good, "{what}: {:.500}", outcome.stderr);
    assert!(took < BOUND, "{what} took {took:?}");
}

/// So many lines of one form, with a number in each.
fn lines(form: impl Fn(usize) -> String) -> String {
    (0..LINES).map(form).collect()
}

#[test]
fn many_of_one_kind() {
    check("globals", &lines(|n| format!("global g{n}: count = {n} + 1;\n")), true);
    check(
        "lambdas",
        &lines(|n| format!("global l{n} = function(a: count): count {{ return a + {n}; }};\n")),
        true,
    );
    check(
        "enums",
        &format!("type E: enum {{ A }};\n{}", lines(|n| format!("redef enum E += {{ V{n} }};\n"))),
        true,
    );
    let fields = lines(|n| format!("redef record R += {{ f{n}: count &optional; }};\n"));
    check("fields", &format!("type R: record {{ a: count; }};\n{fields}"), true);
    let elements = lines(|n| format!("redef t += {{ [{n}] = \"{n}\" }};\n"));
    check("redefs", &format!("const t: table[count] of string = {{}} &redef;\n{elements}"), true);
    check("handlers", &lines(|n| format!("event zeek_init() {{ print {n}; }}\n")), true);
    check("handlers of nothing", &lines(|n| format!("event nothing_{n}() {{ print {n}; }}\n")), true);
    check(
        "statements",
        &format!("event zeek_init() {{\n{}}}\n", lines(|n| format!("local v{n} = {n};\n"))),
        true,
    );
}

#[test]
fn many_mistakes() {
    check(
        "unknown names",
        &format!("event zeek_init() {{\n{}}}\n", lines(|n| format!("print no_{n};\n"))),
        false,
    );
    check("syntax", &lines(|n| format!("global x{n} count = ;\n")), false);
}

#[test]
fn a_script_of_all_kinds() {
    let mut script = String::from("module Big;\n");
    let mut n = 0;
    while script.lines().count() < LINES {
        let _ = write!(
            script,
            "export {{\n\ttype Info{n}: record {{\n\t\tid: conn_id &log;\n\t\thits: count &default={n};\n\t\tnames: set[string] \
             &default=set();\n\t}};\n\toption limit{n} = {n}.5;\n}}\nglobal state{n}: table[addr] of Info{n} &create_expire=5min;\n\
             function helper{n}(a: addr, n: count &default=3): string\n\t{{\n\tlocal sum = 0;\n\tlocal parts: vector of string;\n\
             \tfor ( k, v in state{n} )\n\t\t{{\n\t\tif ( k == a )\n\t\t\tsum += v$hits * 2 + n;\n\t\telse if ( k in 10.0.0.0/8 || \
             /foo{n}|bar/ in cat(k) )\n\t\t\tparts += fmt(\"%s-%d\", k, v$hits);\n\t\t}}\n\tswitch ( sum )\n\t\t{{\n\t\tcase \
             1, 2: return \"few\";\n\t\tdefault: break;\n\t\t}}\n\treturn join_string_vec(parts, \",\") + cat(sum, limit{n});\n\t}}\n\
             event connection_state_remove(c: connection) &priority=-{}\n\t{{\n\tif ( c$id$orig_h !in state{n} )\n\t\t\
             state{n}[c$id$orig_h] = Info{n}($id=c$id);\n\tadd state{n}[c$id$orig_h]$names[helper{n}(c$id$resp_h)];\n\t}}\n",
            n % 10
        );
        n += 1;
    }
    check("all kinds", &script, true);
}
