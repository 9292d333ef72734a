//! Run-time messages as people read them on standard error.

use std::fmt::Write;
use zander_bytecode::Place;
use zander_syntax::ast::{Expr, ExprKind, Ident};
use zander_syntax::source::SourceMap;
use zander_syntax::span::{FileId, Span};
use zander_syntax::{Directives, Names, Parser, unparse};
use zander_vm::{Report, Severity};

/// A report with its place, the text of the expression and the calls that led there.
pub fn text(report: &Report, sources: &SourceMap) -> String {
    let mut out = String::new();
    let mut head = match report.severity {
        Severity::Info => "",
        Severity::Warning => "warning",
        Severity::Error => "error",
        Severity::Fatal => "fatal error",
    }
    .to_owned();
    if report.expression {
        head = format!("expression {head}");
    }
    if report.time > 0.0 {
        let _ = write!(out, "{:.6} ", report.time);
    }
    let expression = source(report.place, sources);
    match location(report.place, sources) {
        Some(at) if !head.is_empty() => {
            let _ = write!(out, "{head} in {at}: {}", report.message);
        }
        Some(at) => {
            let _ = write!(out, "{at}: {}", report.message);
        }
        None if !head.is_empty() => {
            let _ = write!(out, "{head}: {}", report.message);
        }
        None => out.push_str(&report.message),
    }
    if report.expression && !expression.is_empty() {
        let _ = write!(out, " ({expression})");
    }
    out.push('\n');
    // The innermost call is the place itself.
    let mut sites = report.stack.iter().skip(1).peekable();
    while let Some(site) = sites.next() {
        let same = |next: &&zander_vm::CallSite| next.place == site.place && next.function == site.function;
        let mut more = 0;
        while sites.next_if(same).is_some() {
            more += 1;
        }
        let Some(at) = location(site.place, sources) else { continue };
        let _ = write!(out, "  called from {} in {at}", site.function);
        out.push_str(&if more > 0 { format!(", and {more} times more\n") } else { "\n".to_owned() });
    }
    out
}

fn location(place: Place, sources: &SourceMap) -> Option<String> {
    if place.is_none() {
        return None;
    }
    Some(sources.place(Span::new(FileId(place.file), place.start, place.end)))
}

/// The source of an expression as messages show it: on one line, constants as they print. `None` for no place.
pub fn expression(place: Place, sources: &SourceMap) -> Option<String> {
    if place.is_none() {
        return None;
    }
    let text = sources.slice(Span::new(FileId(place.file), place.start, place.end));
    Some(match parse(&text) {
        Some(e) => unparse::expr(&e, unparse::Style::Plain),
        None => text.split_whitespace().collect::<Vec<_>>().join(" "),
    })
}

/// The function that is called at a place, by its name there, and how many arguments it is given.
pub fn call(place: Place, sources: &SourceMap) -> Option<(String, usize)> {
    if place.is_none() {
        return None;
    }
    let text = sources.slice(Span::new(FileId(place.file), place.start, place.end));
    match parse(&text)?.kind {
        ExprKind::Call(callee, args) => match &callee.kind {
            ExprKind::Name(name) => Some((name.to_string(), args.len())),
            _ => None,
        },
        _ => None,
    }
}

fn parse(text: &str) -> Option<Expr> {
    struct Nothing;
    impl Directives for Nothing {
        fn is_defined(&mut self, _: &Ident) -> bool {
            false
        }
        fn condition(&mut self, _: &Expr) -> bool {
            false
        }
    }
    Parser::new(FileId(0), text.as_bytes(), &Names::new()).expression(&mut Nothing)
}

/// The same, cut to a readable length.
fn source(place: Place, sources: &SourceMap) -> String {
    let line = expression(place, sources).unwrap_or_default();
    match line.char_indices().nth(120) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
