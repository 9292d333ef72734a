//! For fuzzing: a text goes through lexer, parser and checker, with nothing around it.

use crate::check::{Evaluator, Failure, Kind, Loader, Request, load};
use crate::hir::{FuncId, GlobalId, Program};
use zander_syntax::source::Text;
use zander_syntax::span::Span;
use zander_value::Val;

/// A loader that knows one script.
struct Single(Text);

impl Loader for Single {
    fn kind(&self, path: &str) -> Option<Kind> {
        (path == "t.zeek").then_some(Kind::File)
    }

    fn read(&self, path: &str) -> std::io::Result<Text> {
        if path == "t.zeek" { Ok(self.0.clone()) } else { Err(std::io::ErrorKind::NotFound.into()) }
    }

    fn search(&self) -> &[String] {
        &[]
    }
}

/// An evaluator that computes nothing: initial values that are no constants stay unset.
struct Nothing;

impl Evaluator for Nothing {
    fn run(&mut self, _: &mut Program, _: FuncId) -> Result<Val, Failure> {
        Err(Failure { message: "nothing runs here".into(), span: Span::NONE })
    }

    fn changed(&mut self, _func: FuncId) {}

    fn get(&mut self, _: &Program, _: GlobalId) -> Val {
        Val::None
    }

    fn set(&mut self, _: &Program, _: GlobalId, _: Val) {}
}

/// Checks a text and gives the number of messages about it. Whatever it is, this returns.
pub fn check(text: &[u8]) -> usize {
    let request = Request { files: vec!["t.zeek".into()], ..Request::default() };
    match load(&request, &Single(text.to_vec().into()), &mut Nothing) {
        Ok(loaded) => loaded.diagnostics.len(),
        Err(failed) => {
            let shown = failed.diagnostics.iter();
            shown.map(|d| zander_syntax::render::render(d, &failed.sources, false).len().min(1)).sum()
        }
    }
}
