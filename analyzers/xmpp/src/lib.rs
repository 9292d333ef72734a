//! XMPP until TLS begins: see the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::Tags;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer.
pub static XMPP: Descriptor =
    Descriptor { name: "XMPP", tag: "Analyzer::ANALYZER_XMPP", signatures: include_str!("../dpd.sig"), bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        let tags = Default::default();
        Box::new(Xmpp { events: events.clone(), tags, starttls: false, state: State::Clear })
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Clear,
    Tls,
    /// Nothing more is looked at.
    Past,
}

struct Xmpp {
    events: Rc<Events>,
    /// By direction.
    tags: [Tags; 2],
    /// The client has asked for TLS.
    starttls: bool,
    state: State,
}

impl Xmpp {
    fn tag(&mut self, cx: &mut Context<'_>, from: Direction, name: &[u8]) {
        match (name, from) {
            (b"stream:stream", Direction::Orig) => cx.confirm(),
            // Somebody has logged in, or servers have begun to talk: too late for TLS.
            (b"success" | b"message" | b"presence" | b"db:result" | b"db:verify", _) => {
                self.state = State::Past
            }
            (b"starttls", Direction::Orig) => self.starttls = true,
            (b"proceed", Direction::Resp) if self.starttls => {
                self.state = State::Tls;
                self.events.xmpp_starttls(cx);
                cx.add_child_named("SSL");
            }
            (b"proceed", Direction::Resp) => cx.weird("XMPP: proceed without starttls", ""),
            _ => {}
        }
    }
}

impl Analyzer for Xmpp {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut data = data;
        loop {
            match self.state {
                State::Tls if data.is_empty() => return,
                State::Tls => return cx.forward_stream(from, data),
                State::Past => return,
                State::Clear => {}
            }
            let Some(tag) = self.tags[from.index()].next(&mut data) else { return };
            self.tag(cx, from, parse::name(&tag));
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        match self.state {
            State::Tls => cx.forward_gap(from, offset, length),
            // The tag that would begin TLS may be lost.
            _ => self.state = State::Past,
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        if self.state == State::Tls {
            cx.forward_end(from);
        }
    }

    fn flip_roles(&mut self) {
        self.tags.swap(0, 1);
    }
}
