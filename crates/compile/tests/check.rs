//! Snippets and what the checker says of them.

mod support;

use support::{Folder, Memory};
use zander_compile::check::{Loaded, Request, load};
use zander_syntax::{Diagnostic, SourceMap};

/// Builtins that snippets use.
const BUILTINS: &str = "
global fmt: function(...): string;
global cat: function(...): string;
global zeek_init: event();
type string_vec: vector of string;
";

fn run(files: &[(&str, &str)], request: Request) -> Result<Loaded, (Vec<Diagnostic>, SourceMap)> {
    let mut memory = Memory { search: vec![".".into(), "lib".into()], ..Memory::default() };
    memory.files.insert("lib/base/bif/all.zeek".into(), BUILTINS.into());
    for (path, text) in files {
        memory.files.insert((*path).into(), (*text).into());
    }
    let mut request = request;
    request.files.insert(0, "base/bif/all".into());
    load(&request, &memory, &mut Folder::default()).map_err(|f| (f.diagnostics, f.sources))
}

fn tell(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<String> {
    diagnostics
        .iter()
        .map(|d| {
            let line = sources.line(d.primary.span.file, d.primary.span.start);
            format!("{} {line} {}", d.severity.name(), d.code)
        })
        .collect()
}

/// Checks one script; each expected message is severity, line and code.
fn check(text: &str, expected: &[&str]) {
    let request = Request { files: vec!["a.zeek".into()], ..Request::default() };
    let told = match run(&[("a.zeek", text)], request) {
        Ok(l) => tell(&l.diagnostics, &l.sources),
        Err((diagnostics, sources)) => tell(&diagnostics, &sources),
    };
    assert_eq!(told, expected, "\n{text}");
}

#[test]
fn sound_scripts_pass_without_a_word() {
    for text in [
        "global x = 1; event zeek_init() { print x + 1, x * 1.5, -x; }",
        "event zeek_init() { local t: table[count, string] of addr; t[1, \"a\"] = 1.2.3.4; local key = [1, \"a\"]; print t[key], key in t, [2, \"b\"] !in t; }",
        "type R: record { a: count; b: string &optional; c: set[count] &default=set(1); }; event zeek_init() { local r: R = [$a=1]; print r?$b, R($a=2, $b=\"x\")$c; }",
        "type E: enum { A, B }; redef enum E += { C }; global e: E = C; event zeek_init() { print e == A; }",
        "module M; export { global f: function(n: count, s: string &default=\"x\"): string; } function f(n: count, s: string): string { return s; } module GLOBAL; event zeek_init() { print M::f(1), M::f(1, \"y\"); }",
        "const s: set[port] = { 80/tcp } &redef; const more: set[port] = { 81/tcp }; redef s += { more, 82/tcp };",
        "event e(a: count, b: string) { } event e(a: count, b: string) &priority=-5 { } event zeek_init() { event e(1, \"x\"); schedule 1sec { e(2, \"y\") }; }",
        "hook h(a: count) { if ( a > 1 ) break; } event zeek_init() { if ( hook h(1) ) print 1; }",
        "event zeek_init() { local n = 1; local f = function[n](m: count): count { return n + m; }; print f(2); }",
        "event zeek_init() { local v: vector of double = { 1, 2 }; v += 3; for ( i, x in v ) print i, x; }",
        "event zeek_init() { local x: any = 5; switch ( x ) { case type count as c: print c + 1; break; default: break; } }",
        "@if ( T )\nglobal a = 1;\n@else\nglobal a = \"x\";\n@endif\nevent zeek_init() { print a + 1; }",
        "function f(): count { return 1; } global g: function(): count &redef; redef g = f; event zeek_init() { print g(); }",
        "global late: function(n: count): count; event zeek_init() { late = function(n: count): count { return n; }; print late(1); }",
    ] {
        check(text, &[]);
    }
}

#[test]
fn mistakes_are_told_where_they_are() {
    for (text, expected) in [
        ("event zeek_init() { print nope; }", &["error 1 unknown-name"][..]),
        ("global a: cuont;", &["error 1 unknown-type"]),
        ("global a: count = \"x\";", &["error 1 assign-type"]),
        ("event zeek_init()\n{\nlocal a = 1;\na = \"t\";\n}", &["error 4 assign-type"]),
        (
            "function f(a: count) { }\nevent zeek_init() { f(); f(1, 2); f(\"x\"); }",
            &["error 2 argument-count", "error 2 argument-count", "error 2 argument-type"],
        ),
        ("const c = 1;\nevent zeek_init() { c = 2; }", &["error 2 assign-to-const"]),
        ("const c = 1;\nredef c = 2;", &["error 2 redef"]),
        ("redef c = 2;", &["error 1 redef"]),
        ("global a = 1;\nglobal a = 2;", &["error 2 already-defined"]),
        (
            "type R: record { a: count; };\nevent zeek_init() { print R(), R($a=1, $b=2); }",
            &["error 2 missing-field", "error 2 unknown-field"],
        ),
        (
            "event zeek_init() { if ( 5 ) print 1; while ( \"x\" ) print 2; }",
            &["error 1 not-bool", "error 1 not-bool"],
        ),
        ("event zeek_init() { print 1 + \"x\", T < F, 1 == \"1\"; }", &["error 1 operand-types"; 3]),
        ("event zeek_init() { break; }", &["error 1 break"]),
        (
            "event zeek_init() { local n = 1; local f = function(): count { return n; }; print f(); }",
            &["error 1 not-captured"],
        ),
        (
            "event zeek_init() { local n = 1; local f = function[n](): count { return 1; }; print f(); }",
            &["error 1 unused-capture"],
        ),
        ("event zeek_init() { local a = 1; a + 1; print a; }", &["warning 1 no-effect"]),
        ("event zeek_init() { local c: count = 1.5; print c; }", &["warning 1 lossy"]),
        (
            "module M; global hidden = 1; module GLOBAL; event zeek_init() { print M::hidden; }",
            &["error 1 not-exported"],
        ),
        ("event zeek_init() { { local a = 1; print a; }\nprint a; }", &["error 1 out-of-scope"]),
        ("global g = 1;\nevent zeek_init() { local g = 2; print g; }", &["error 2 shadows-global"]),
        ("event zeek_init() { print fmt(\"%s %d\", 1); }", &["error 1 format"]),
        ("event zeek_init(n: count) { print n; }", &["error 1 no-prototype"]),
        ("event zeek_init() { print /(/; }", &["error 1 pattern"]),
        (
            "global f: function() &deprecated=\"use g\"; function f() { }\nevent zeek_init() { f(); }",
            &["warning 2 deprecated"],
        ),
        (
            "event zeek_init() { event nowhere(1); schedule 5 { zeek_init() }; }",
            &["error 1 unknown-event", "error 1 schedule-time"],
        ),
        ("function f(): count { return; }", &["error 1 return-type"]),
        ("option o: count;", &["error 1 option-value"]),
        ("global s: string &default=\"x\";", &["error 1 attribute"]),
        ("@load ./nope", &["error 1 load"]),
        (
            "event zeek_init() { switch ( 1 ) { case 1: break; case 1: break; case \"x\": break; case 2: print 1; } }",
            &["error 1 switch-label", "error 1 switch-label", "error 1 switch-end"],
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn loads_follow_the_search_path_once() {
    let files = [
        ("a.zeek", "@load ./sub\n@load pack\n@load ./sub/inner.zeek\nevent zeek_init() { print one, two; }"),
        ("sub/__load__.zeek", "@load ./inner"),
        ("sub/inner.zeek", "global one = 1;"),
        ("lib/pack.zeek", "global two = 2;"),
    ];
    let request = Request { files: vec!["a".into()], ..Request::default() };
    let Ok(loaded) = run(&files, request) else { panic!("does not load") };
    let order: Vec<(&str, usize)> = loaded.scripts.iter().map(|s| (&*s.path, s.depth)).collect();
    let expected = [
        ("lib/base/bif/all.zeek", 0),
        ("a.zeek", 0),
        ("sub/__load__.zeek", 1),
        ("sub/inner.zeek", 2),
        ("lib/pack.zeek", 1),
    ];
    assert_eq!(order, expected);
}

#[test]
fn settings_of_the_command_line_redefine() {
    let text = "const n = 1 &redef; const s = \"x\" &redef; const list: set[count] = { 1 } &redef;";
    let setting = |n: &str, op: &str, v: &str| (n.to_owned(), op.to_owned(), v.to_owned());
    let request = Request {
        files: vec!["a".into()],
        settings: vec![
            setting("n", "=", "5"),
            setting("s", "=", "two words"),
            setting("list", "+=", "{ 2 }"),
        ],
        code: Some("redef n += 1;".into()),
        ..Request::default()
    };
    let loaded = run(&[("a.zeek", text)], request);
    assert!(loaded.is_ok_and(|l| l.diagnostics.is_empty()));
}
