//! RFB (VNC) over TCP: the handshake up to the first picture (RFC 6143, section 7). What follows is not looked at.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::{Kind, Part};
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer.
pub static RFB: Descriptor =
    Descriptor { name: "RFB", tag: "Analyzer::ANALYZER_RFB", signatures: include_str!("../dpd.sig"), bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        Box::new(Rfb {
            events: events.clone(),
            part: Part { speaker: Direction::Resp, kind: Kind::Version },
            minor: 0,
            frames: Default::default(),
            over: false,
        })
    })
}

struct Rfb {
    events: Rc<Events>,
    /// What comes next.
    part: Part,
    /// Of the client's version: decides over the form of the rest.
    minor: u32,
    frames: [Frames; 2],
    /// Nothing more is looked at.
    over: bool,
}

impl Analyzer for Rfb {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !data.is_empty() && !self.over {
            let part = self.part;
            let length =
                |b: &[u8]| if part.speaker == from { parse::length(part.kind, b) } else { Some(b.len()) };
            let Some(message) = self.frames[from.index()].next(&mut data, length) else { return };
            if part.speaker != from {
                self.over = true;
                return cx.violation("a message out of turn", &message);
            }
            match self.message(cx, part.kind, &message) {
                Some(next) => self.part = next,
                None => self.over = true,
            }
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        self.over = true;
    }

    fn flip_roles(&mut self) {
        self.frames.swap(0, 1);
    }
}

/// Kinds of authentication.
const NO_AUTHENTICATION: u8 = 1;
const VNC: u8 = 2;
const APPLE: u8 = 30;

impl Rfb {
    /// Takes in a message; gives what comes next, or `None` when that is the end.
    fn message(&mut self, cx: &mut Context<'_>, kind: Kind, m: &[u8]) -> Option<Part> {
        let e = self.events.clone();
        let server = |kind| Some(Part { speaker: Direction::Resp, kind });
        let client = |kind| Some(Part { speaker: Direction::Orig, kind });
        match kind {
            Kind::Version => {
                let Some((major, minor)) = parse::version(m) else {
                    cx.violation("not a version", m);
                    return None;
                };
                e.rfb_server_version(cx, major, minor);
                client(Kind::ClientVersion)
            }
            Kind::ClientVersion => {
                let Some((major, minor)) = parse::version(m) else {
                    cx.violation("not a version", m);
                    return None;
                };
                e.rfb_client_version(cx, major, minor);
                cx.confirm();
                self.minor = parse::decimal(minor);
                server(if self.minor >= 7 { Kind::Offer } else { Kind::Given })
            }
            // Version 3.3: the server decides (section 7.1.2); 0 comes with a reason.
            Kind::Given => {
                let kind = parse::number(m);
                e.rfb_authentication_type(cx, kind.into());
                self.authentication(u8::try_from(kind).unwrap_or(0))
            }
            Kind::Offer if m.first() == Some(&0) => None,
            Kind::Offer => client(Kind::Choice),
            Kind::Choice => {
                let kind = m.first().copied().unwrap_or_default();
                e.rfb_authentication_type(cx, kind.into());
                self.authentication(kind)
            }
            Kind::Challenge => client(Kind::Response),
            Kind::AppleKeys => client(Kind::AppleCredentials(parse::apple_key(m))),
            Kind::Response | Kind::AppleCredentials(_) => server(Kind::Result),
            Kind::Result => {
                let failed = parse::number(m) != 0;
                e.rfb_auth_result(cx, failed);
                e.rfb_authentication_result(cx, !failed);
                if failed { None } else { client(Kind::Share) }
            }
            Kind::Share => {
                e.rfb_share_flag(cx, m.first().is_some_and(|b| *b != 0));
                server(Kind::Parameters)
            }
            Kind::Parameters => {
                if let Ok((width, height, name)) = parse::parameters(m) {
                    e.rfb_server_parameters(cx, name, width.into(), height.into());
                }
                None
            }
        }
    }

    /// What follows the choice of a kind of authentication.
    fn authentication(&self, kind: u8) -> Option<Part> {
        let (speaker, kind) = match kind {
            // Only since 3.8 is there a result for it.
            NO_AUTHENTICATION if self.minor >= 8 => (Direction::Resp, Kind::Result),
            NO_AUTHENTICATION => (Direction::Orig, Kind::Share),
            VNC => (Direction::Resp, Kind::Challenge),
            APPLE => (Direction::Resp, Kind::AppleKeys),
            // Vendors' own.
            _ => return None,
        };
        Some(Part { speaker, kind })
    }
}
