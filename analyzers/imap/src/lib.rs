//! IMAP until TLS begins or somebody logs in: see the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade, emit};

/// Registers the analyzer. Ports find it; a greeting alone would not tell it from others.
pub static IMAP: Descriptor =
    Descriptor { name: "IMAP", tag: "Analyzer::ANALYZER_IMAP", signatures: "", bind };

/// Longest line that is kept whole, in bytes.
const MAX_LINE: usize = 16 << 10;

/// Whoever sends one of these is past the point where TLS could begin.
const PAST_TLS: [&[u8]; 6] = [b"authenticate", b"login", b"examine", b"create", b"list", b"fetch"];

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: true }, MAX_LINE);
        Box::new(Imap {
            events: events.clone(),
            lines: [lines(), lines()],
            starttls: Vec::new(),
            past: false,
            tls: Upgrade::default(),
        })
    })
}

struct Imap {
    events: Rc<Events>,
    /// By direction.
    lines: [Lines; 2],
    /// Tag of the command STARTTLS; empty before it.
    starttls: Vec<u8>,
    /// Nothing more is looked at.
    past: bool,
    tls: Upgrade,
}

impl Imap {
    fn line(&mut self, cx: &mut Context<'_>, from: Direction, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        let Some(line) = parse::line(text) else {
            // The server's wish for more may stand alone.
            if from.is_orig() || !text.starts_with(b"+") {
                cx.violation("a line without tag and command", text);
            }
            return;
        };
        let word = line.word.to_ascii_lowercase();
        if PAST_TLS.contains(&&word[..]) {
            cx.confirm();
            self.past = true;
        } else if from.is_orig() {
            self.command(cx, &line, &word);
        } else {
            self.answer(cx, &line, &word);
        }
    }

    fn command(&mut self, cx: &mut Context<'_>, line: &parse::Line<'_>, word: &[u8]) {
        match word {
            b"capability" => cx.confirm(),
            b"starttls" => {
                cx.confirm();
                if !self.starttls.is_empty() {
                    cx.weird("IMAP: client sent duplicate StartTLS", "");
                }
                self.starttls = line.tag.to_vec();
            }
            _ => {}
        }
    }

    fn answer(&mut self, cx: &mut Context<'_>, line: &parse::Line<'_>, word: &[u8]) {
        match (line.tag, word) {
            (b"*", b"ok") => cx.confirm(),
            (b"*", b"capability") if self.events.wants_imap_capabilities(cx) => {
                self.events.imap_capabilities(cx, &emit::strings(parse::words(line.rest)));
            }
            _ => {}
        }
        if self.starttls.is_empty() || line.tag != self.starttls {
            return;
        }
        if word == b"ok" {
            self.events.imap_starttls(cx);
            self.tls.begin(cx);
        } else {
            cx.weird("IMAP: server refused StartTLS", "");
        }
    }
}

impl Analyzer for Imap {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut data = data;
        while !self.past && !self.tls.stream(cx, from, data) {
            let Some(line) = self.lines[from.index()].next(&mut data) else { return };
            self.line(cx, from, line.bytes());
            self.lines[from.index()].recycle(line);
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        // The line that would begin TLS may be lost.
        self.past |= !self.tls.gap(cx, from, offset, length);
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
    }
}
