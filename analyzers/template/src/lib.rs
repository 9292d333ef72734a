//! The template analyzer: see the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer.
pub static TEMPLATE: Descriptor = Descriptor {
    name: "TEMPLATE",
    tag: "Analyzer::ANALYZER_TEMPLATE",
    signatures: include_str!("../dpd.sig"),
    bind,
};

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    let limit = setup.count("template_max_line", 1024).min(1 << 20) as usize;
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: false }, limit);
        Box::new(Template { events: events.clone(), lines: [lines(), lines()] })
    })
}

struct Template {
    events: Rc<Events>,
    /// By direction.
    lines: [Lines; 2],
}

impl Analyzer for Template {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut data = data;
        while let Some(line) = self.lines[from.index()].next(&mut data) {
            match (from, parse::command(line.bytes())) {
                (Direction::Orig, Some(command)) => self.events.template_command(cx, command.word),
                (Direction::Orig, None) => cx.violation("not a command", line.bytes()),
                (Direction::Resp, _) => {
                    cx.confirm();
                    self.events.template_answer(cx, line.bytes());
                }
            }
            self.lines[from.index()].recycle(line);
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        // The line that the gap lies in is lost.
        self.lines[from.index()].clear();
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
    }
}
