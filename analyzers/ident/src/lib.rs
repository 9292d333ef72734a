//! Ident over TCP (RFC 1413).
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::Answer;
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, ConnectionState, Context, Descriptor, Direction, Factory, Setup};
use zander_value::Port;

/// Registers the analyzer.
pub static IDENT: Descriptor =
    Descriptor { name: "IDENT", tag: "Analyzer::ANALYZER_IDENT", signatures: "", bind };

/// Longest line, in bytes (RFC 1413, section 4).
const MAX_LINE: usize = 1000;

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: true }, MAX_LINE);
        Box::new(Ident {
            events: events.clone(),
            lines: [lines(), lines()],
            told: false,
            asked: false,
            ended: false,
            bad_answer: false,
        })
    })
}

struct Ident {
    events: Rc<Events>,
    /// By direction.
    lines: [Lines; 2],
    /// The weird about line ends was told.
    told: bool,
    /// There was a question.
    asked: bool,
    /// The side that asks has closed.
    ended: bool,
    /// That about answers was told.
    bad_answer: bool,
}

impl Analyzer for Ident {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        loop {
            let lines = &mut self.lines[from.index()];
            let Some(line) = lines.next(&mut data) else { return };
            lines.faults.tell(cx, &mut self.told);
            match from {
                _ if line.bytes().is_empty() => {}
                Direction::Orig => self.question(cx, line.bytes()),
                Direction::Resp => self.answer(cx, line.bytes()),
            }
            self.lines[from.index()].recycle(line);
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        self.lines[from.index()].clear();
    }

    fn end_of_data(&mut self, _cx: &mut Context<'_>, from: Direction) {
        self.ended |= from.is_orig();
    }

    fn connection_state(&mut self, _cx: &mut Context<'_>, state: ConnectionState) {
        self.ended |= state == ConnectionState::Finished;
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        if self.ended && !cx.conn.partial && (!self.asked || self.lines[0].pending() > 0) {
            cx.weird("partial_ident_request", "");
        }
    }
}

impl Ident {
    fn question(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let Some((ports, rest)) = parse::ports(line) else {
            return cx.weird("bad_ident_request", line);
        };
        if ports.wrong {
            cx.weird("bad_ident_port", line);
        }
        if !rest.is_empty() {
            cx.weird("ident_request_addendum", line);
        }
        self.asked = true;
        self.events.ident_request(cx, Port::tcp(ports.local), Port::tcp(ports.remote));
    }

    fn answer(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let read = parse::ports(line).and_then(|(ports, rest)| Some((ports, parse::answer(rest)?)));
        let Some((ports, answer)) = read else {
            if !std::mem::replace(&mut self.bad_answer, true) {
                cx.weird("bad_ident_reply", line);
            }
            return;
        };
        if ports.wrong {
            cx.weird("bad_ident_port", line);
        }
        let (local, remote) = (Port::tcp(ports.local), Port::tcp(ports.remote));
        match answer {
            Answer::Error(why) => self.events.ident_error(cx, local, remote, why),
            Answer::User(user, system) => self.events.ident_reply(cx, local, remote, user, system),
        }
    }
}
