//! Finger over TCP (RFC 1288). It is rare, so what does not look like it is not taken for it.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Line, Lines};
use zander_analyzer::signatures::Content;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer.
pub static FINGER: Descriptor =
    Descriptor { name: "FINGER", tag: "Analyzer::ANALYZER_FINGER", signatures: "", bind };

/// A line of the answer longer than this says that it is one.
const TELLING: usize = 10;

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    let longest = setup.count("Finger::max_line_length", 1024).clamp(1, 1 << 20) as usize;
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: false }, longest);
        Box::new(Finger { events: events.clone(), lines: [lines(), lines()], over: [false; 2] })
    })
}

struct Finger {
    events: Rc<Events>,
    /// By direction.
    lines: [Lines; 2],
    /// Nothing more is looked at: the question was asked, or something is wrong.
    over: [bool; 2],
}

impl Analyzer for Finger {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !self.over[from.index()] {
            let lines = &mut self.lines[from.index()];
            let Some(line) = lines.next(&mut data) else { return };
            if lines.faults.too_long {
                return self.wrong(cx, "parsing not done within &max-size bytes", line.bytes());
            }
            self.line(cx, from, &line);
            self.lines[from.index()].recycle(line);
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        self.over[from.index()] = true;
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        if from.is_orig()
            && !self.over[0]
            && let Some(line) = self.lines[0].finish()
        {
            self.line(cx, from, &line);
        }
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
        self.over.swap(0, 1);
    }
}

impl Finger {
    fn wrong(&mut self, cx: &mut Context<'_>, why: &str, line: &[u8]) {
        self.over = [true; 2];
        cx.violation(why, line);
    }

    fn line(&mut self, cx: &mut Context<'_>, from: Direction, line: &Line<'_>) {
        let line = line.bytes();
        if line.contains(&b'\r') || std::str::from_utf8(line).is_err() {
            return self.wrong(cx, "not text", line);
        }
        if from.is_orig() {
            self.over[0] = true;
            let q = parse::question(line);
            if q.full || !q.user.is_empty() {
                cx.confirm();
            }
            self.events.finger_request(cx, q.full, q.user, q.host);
            cx.match_content(Content::Finger, from, q.whom, true, true);
            return;
        }
        if line.len() > TELLING {
            cx.confirm();
        }
        if !line.is_empty() {
            self.events.finger_reply(cx, line);
        }
    }
}
