//! XMPP until TLS begins: see the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::Tags;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade};

/// Registers the analyzer.
pub static XMPP: Descriptor =
    Descriptor { name: "XMPP", tag: "Analyzer::ANALYZER_XMPP", signatures: include_str!("../dpd.sig"), bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        let tags = Default::default();
        Box::new(Xmpp { events: events.clone(), tags, starttls: false, past: false, tls: Upgrade::default() })
    })
}

struct Xmpp {
    events: Rc<Events>,
    /// By direction.
    tags: [Tags; 2],
    /// The client has asked for TLS.
    starttls: bool,
    /// Nothing more is looked at.
    past: bool,
    tls: Upgrade,
}

impl Xmpp {
    fn tag(&mut self, cx: &mut Context<'_>, from: Direction, name: &[u8]) {
        match (name, from) {
            (b"stream:stream", Direction::Orig) => cx.confirm(),
            // Somebody has logged in, or servers have begun to talk: too late for TLS.
            (b"success" | b"message" | b"presence" | b"db:result" | b"db:verify", _) => {
                self.past = true;
            }
            (b"starttls", Direction::Orig) => self.starttls = true,
            (b"proceed", Direction::Resp) if self.starttls => {
                self.events.xmpp_starttls(cx);
                self.tls.begin(cx);
            }
            (b"proceed", Direction::Resp) => cx.weird("XMPP: proceed without starttls", ""),
            _ => {}
        }
    }
}

impl Analyzer for Xmpp {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut data = data;
        while !self.past && !self.tls.stream(cx, from, data) {
            let Some(tag) = self.tags[from.index()].next(&mut data) else { return };
            self.tag(cx, from, parse::name(&tag));
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        // The tag that would begin TLS may be lost.
        self.past |= !self.tls.gap(cx, from, offset, length);
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.tags.swap(0, 1);
    }
}
