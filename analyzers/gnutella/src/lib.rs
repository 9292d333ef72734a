//! Gnutella over TCP: greetings in lines, then messages. See the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::{HEAD, Head};
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer.
pub static GNUTELLA: Descriptor =
    Descriptor { name: "GNUTELLA", tag: "Analyzer::ANALYZER_GNUTELLA", signatures: "", bind };

/// Bytes of a payload that scripts get.
const PAYLOAD: usize = 100;

struct Shared {
    events: Events,
    longest_line: usize,
    longest_greeting: usize,
}

fn bind(setup: &Setup<'_>) -> Factory {
    let limit = |name: &str, otherwise| setup.count(name, otherwise).clamp(1, 1 << 20) as usize;
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        longest_line: limit("Gnutella::max_line_length", 8192),
        longest_greeting: limit("Gnutella::max_header_length", 32768),
    });
    Box::new(move || {
        let side = || Side {
            lines: Lines::new(Ends { lf: true, cr: false }, shared.longest_line),
            greeting: Vec::new(),
            agrees: false,
            head: Vec::new(),
            message: None,
        };
        Box::new(Gnutella {
            shared: shared.clone(),
            sides: [side(), side()],
            phase: Phase::Greetings,
            told: false,
        })
    })
}

/// What a connection is at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Greetings,
    Messages,
    /// It was HTTP all along.
    Http,
    /// Nothing more is looked at.
    Over,
}

/// A message under way.
struct Message {
    head: Head,
    /// Its beginning.
    payload: Vec<u8>,
    /// Bytes that are still to come.
    left: usize,
}

struct Side {
    lines: Lines,
    /// The lines of the greeting so far.
    greeting: Vec<u8>,
    /// This side has agreed.
    agrees: bool,
    /// The beginning of a head.
    head: Vec<u8>,
    message: Option<Message>,
}

struct Gnutella {
    shared: Rc<Shared>,
    /// By direction.
    sides: [Side; 2],
    phase: Phase,
    /// That both have agreed was told.
    told: bool,
}

impl Analyzer for Gnutella {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !data.is_empty() {
            match self.phase {
                Phase::Over => return,
                Phase::Http => return cx.forward_stream(from, data),
                Phase::Messages => self.message(cx, from, &mut data),
                Phase::Greetings => {
                    let lines = &mut self.sides[from.index()].lines;
                    let Some(line) = lines.next(&mut data) else { return };
                    if lines.faults.too_long {
                        self.phase = Phase::Over;
                        return cx.weird("exceeded_gnutella_max_line_length", "");
                    }
                    self.line(cx, from, line.bytes());
                    self.sides[from.index()].lines.recycle(line);
                }
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        match self.phase {
            Phase::Http => cx.forward_gap(from, offset, length),
            _ => self.phase = Phase::Over,
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        if self.phase == Phase::Http {
            cx.forward_end(from);
        }
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        let e = &self.shared.events;
        if !self.told {
            e.gnutella_not_establish(cx);
        }
        for (side, is_orig) in self.sides.iter_mut().zip([true, false]) {
            if !side.head.is_empty() {
                e.gnutella_partial_binary_msg(cx, is_orig, &side.head, side.head.len() as u64);
            } else if let Some(message) = side.message.take() {
                tell(e, cx, is_orig, &message);
            }
        }
    }
}

/// Raises the event for a message.
fn tell(e: &Events, cx: &mut Context<'_>, is_orig: bool, m: &Message) {
    let (kind, ttl, hops, length) = (m.head.kind, m.head.ttl, m.head.hops, m.head.length);
    let cut = m.payload.len() < PAYLOAD.min(length as usize);
    e.gnutella_binary_msg(
        cx,
        is_orig,
        kind.into(),
        ttl.into(),
        hops.into(),
        length.into(),
        &m.payload,
        m.payload.len() as u64,
        cut,
        m.left == 0,
    );
}

impl Gnutella {
    /// A line of a greeting.
    fn line(&mut self, cx: &mut Context<'_>, from: Direction, line: &[u8]) {
        let shared = self.shared.clone();
        let e = &shared.events;
        let side = &mut self.sides[from.index()];
        if line.is_empty() {
            e.gnutella_text_msg(cx, from.is_orig(), &std::mem::take(&mut side.greeting));
            if self.sides.iter().all(|s| s.agrees) {
                self.phase = Phase::Messages;
                self.told = true;
                cx.confirm();
                e.gnutella_establish(cx);
            }
            return;
        }
        if side.greeting.is_empty() {
            if parse::is_http(line) {
                self.phase = Phase::Http;
                e.gnutella_http_notify(cx);
                cx.add_child_named("HTTP");
                return cx.forward_stream(from, &[line, b"\r\n"].concat());
            }
            side.agrees |= parse::agrees(line);
        }
        if side.greeting.len() + line.len() > shared.longest_greeting {
            self.phase = Phase::Over;
            return cx.weird("exceeded_gnutella_max_headers_length", "");
        }
        side.greeting.extend_from_slice(b"\r\n");
        side.greeting.extend_from_slice(line);
    }

    /// A part of a message; takes what belongs to it off the front.
    fn message(&mut self, cx: &mut Context<'_>, from: Direction, data: &mut &[u8]) {
        let side = &mut self.sides[from.index()];
        let input: &[u8] = data;
        let Some(message) = &mut side.message else {
            let (taken, rest) = input.split_at(input.len().min(HEAD - side.head.len()));
            side.head.extend_from_slice(taken);
            *data = rest;
            if let Ok(head) = parse::head(&side.head) {
                side.head.clear();
                side.message = Some(Message { head, payload: Vec::new(), left: head.length as usize });
                self.end_of_message(cx, from);
            }
            return;
        };
        let (taken, rest) = input.split_at(input.len().min(message.left));
        let room = PAYLOAD - message.payload.len();
        message.payload.extend_from_slice(&taken[..taken.len().min(room)]);
        message.left -= taken.len();
        *data = rest;
        self.end_of_message(cx, from);
    }

    /// Tells of a message if that was all of it.
    fn end_of_message(&mut self, cx: &mut Context<'_>, from: Direction) {
        if let Some(message) = self.sides[from.index()].message.take_if(|m| m.left == 0) {
            tell(&self.shared.events, cx, from.is_orig(), &message);
        }
    }
}
