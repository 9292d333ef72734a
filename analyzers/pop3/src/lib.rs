//! POP3: see the README of this room.
//!
//! [`parse`] reads lines, [`session`] is the state of a session; here lines come out of the stream and TLS takes over.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;
pub mod session;

use events::Events;
use session::{Session, Shared};
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_analyzer_mime as mime;

/// Registers the analyzer.
pub static POP3: Descriptor =
    Descriptor { name: "POP3", tag: "Analyzer::ANALYZER_POP3", signatures: include_str!("../dpd.sig"), bind };

/// Longest line that is kept whole, in bytes.
const MAX_LINE: usize = 64 << 10;

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        mail: mime::Shared::bind(setup),
        max_pending: setup.count("POP3::max_pending_commands", 10),
        max_unknown: setup.count("POP3::max_unknown_client_commands", 10),
    });
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: true }, MAX_LINE);
        Box::new(Pop3 {
            session: Session::new(shared.clone()),
            lines: [lines(), lines()],
            told: false,
            lost: false,
        })
    })
}

struct Pop3 {
    session: Session,
    /// By direction.
    lines: [Lines; 2],
    /// The weird about line ends was told.
    told: bool,
    /// Bytes are missing: commands and replies cannot be matched any more.
    lost: bool,
}

impl Analyzer for Pop3 {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut data = data;
        while !self.lost && !self.session.tls().stream(cx, from, data) {
            let lines = &mut self.lines[from.index()];
            let Some(line) = lines.next(&mut data) else { return self.session.delivered(cx) };
            let faults = lines.faults;
            faults.tell(cx, &mut self.told);
            match from {
                Direction::Orig => self.session.client(cx, line.bytes()),
                Direction::Resp => self.session.server(cx, line.bytes()),
            }
            self.lines[from.index()].recycle(line);
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if self.session.tls().gap(cx, from, offset, length) {
            return;
        }
        self.lines[from.index()].clear();
        // In a mail only a part of it is missing.
        self.lost = from.is_orig() || !self.session.gap(cx, length);
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.session.tls().end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        self.session.end_mail(cx);
    }
}
