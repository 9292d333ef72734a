//! Parses files and prints what is wrong with them: `parse [--dump] [--json] [--time] FILES`.

use std::time::Instant;
use zander_syntax::ast::{Expr, ExprKind, Ident};
use zander_syntax::{Directives, Names, Parser, SourceMap, dump, render};

/// Nothing is defined, every condition holds but `F`.
struct Host;

impl Directives for Host {
    fn is_defined(&mut self, _: &Ident) -> bool {
        false
    }

    fn condition(&mut self, condition: &Expr) -> bool {
        condition.kind != ExprKind::Bool(false)
    }
}

fn main() {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let has = |flag: &str| flags.iter().any(|given| given == flag);
    let names = Names::new();
    let mut sources = SourceMap::new();
    let mut ids = Vec::new();
    for file in files {
        match std::fs::read(&file) {
            Ok(text) => ids.push(sources.add(file, text)),
            Err(error) => eprintln!("{file}: {error}"),
        }
    }
    let start = Instant::now();
    let (mut items, mut bytes, mut wrong) = (Vec::new(), 0, Vec::new());
    for id in ids {
        let text = sources.text(id);
        bytes += text.len();
        let mut parser = Parser::new(id, &text, &names);
        while let Some(item) = parser.next_item(&mut Host) {
            items.push(item);
        }
        wrong.append(&mut parser.take_diagnostics());
    }
    let took = start.elapsed();
    for item in items.iter().filter(|_| has("--dump")) {
        println!("{}", dump::item(item));
    }
    for diagnostic in &wrong {
        if has("--json") {
            println!("{}", render::json(diagnostic, &sources));
        } else {
            print!("{}", render::render(diagnostic, &sources, false));
        }
    }
    if has("--time") {
        eprintln!("{} items, {bytes} bytes, {} errors, {took:?}", items.len(), wrong.len());
    }
}
