//! SOCKS over TCP: the conversation that sets up a proxied connection, and then whatever is proxied.
//!
//! When both sides have said what they have to say the streams go to detection by content, as a connection of their own.
#![forbid(unsafe_code)]

pub mod events;
#[allow(missing_docs)]
pub mod parse;

use events::{Events, SOCKSAddress};
use parse::Target;
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, ConnectionState, Context, Descriptor, Direction, Factory, Setup};
use zander_value::{Addr, Port, Val};
use zander_wire::Cursor;

/// Registers the analyzer.
pub static SOCKS: Descriptor = Descriptor {
    name: "SOCKS",
    tag: "Analyzer::ANALYZER_SOCKS",
    signatures: include_str!("../dpd.sig"),
    bind,
};

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        Box::new(Socks { events: events.clone(), step: Step::Greeting, frames: Default::default() })
    })
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// The client's first message.
    Greeting,
    /// Version 4: the server's answer.
    Reply4,
    /// Version 5: the server's choice of a way to log in.
    Choice,
    /// Name and password of the client, and whether the server takes them.
    Login,
    Verdict,
    Request5,
    Reply5,
    /// Both sides speak another protocol.
    Tunnel,
    /// Nothing more can be told.
    Lost,
}

/// Ways to log in (RFC 1928, section 3).
const NO_LOGIN: u8 = 0;
const USER_PASSWORD: u8 = 2;
const NONE_ACCEPTABLE: u8 = 0xff;

struct Socks {
    events: Rc<Events>,
    step: Step,
    frames: [Frames; 2],
}

impl Analyzer for Socks {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !data.is_empty() {
            if self.step == Step::Tunnel {
                return cx.forward_stream(from, data);
            }
            let step = self.step;
            let Some(message) = self.frames[from.index()].next(&mut data, |b| length(step, from, b)) else {
                return;
            };
            if self.speaker() != Some(from) {
                self.step = Step::Lost;
                return cx.violation("a message out of turn", &message);
            }
            self.message(cx, &message);
            if self.step == Step::Lost {
                return;
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if self.step == Step::Tunnel {
            cx.forward_gap(from, offset, length);
        } else {
            self.step = Step::Lost;
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        cx.forward_end(from);
    }

    fn connection_state(&mut self, cx: &mut Context<'_>, state: ConnectionState) {
        cx.forward_state(state);
    }

    fn flip_roles(&mut self) {
        self.frames.swap(0, 1);
    }
}

/// The length of the message at the front of a stream. What comes out of turn is taken as it is.
fn length(step: Step, from: Direction, b: &[u8]) -> Option<usize> {
    match (step, from) {
        (Step::Greeting, Direction::Orig) => match *b {
            [4, ..] => parse::length(b, parse::request4),
            [5, methods, ..] => Some(2 + usize::from(methods)),
            [5] => None,
            _ => Some(b.len()),
        },
        (Step::Reply4, Direction::Resp) => parse::length(b, parse::reply4),
        (Step::Choice | Step::Verdict, Direction::Resp) => Some(2),
        (Step::Login, Direction::Orig) => parse::length(b, parse::login),
        (Step::Request5, Direction::Orig) | (Step::Reply5, Direction::Resp) => {
            parse::length(b, parse::message5)
        }
        _ => Some(b.len()),
    }
}

impl Socks {
    fn speaker(&self) -> Option<Direction> {
        match self.step {
            Step::Greeting | Step::Login | Step::Request5 => Some(Direction::Orig),
            Step::Reply4 | Step::Choice | Step::Verdict | Step::Reply5 => Some(Direction::Resp),
            Step::Tunnel | Step::Lost => None,
        }
    }

    fn message(&mut self, cx: &mut Context<'_>, message: &[u8]) {
        let e = self.events.clone();
        let mut c = Cursor::new(message);
        self.step = match self.step {
            Step::Greeting => match message.first() {
                Some(4) => {
                    let Ok(r) = parse::request4(&mut c) else { return self.lose(cx, message) };
                    let host = Addr::v4(r.address);
                    let sa = match r.name {
                        Some(name) => SOCKSAddress { host: None, name: Some(name) },
                        None => SOCKSAddress { host: Some(host), name: None },
                    };
                    e.socks_request(cx, 4, r.command.into(), &sa.val(&e), Port::tcp(r.port), r.user);
                    Step::Reply4
                }
                Some(5) => Step::Choice,
                _ => return self.lose(cx, message),
            },
            Step::Reply4 => {
                let Ok((status, port, address)) = parse::reply4(&mut c) else {
                    return self.lose(cx, message);
                };
                let sa = SOCKSAddress { host: Some(Addr::v4(address)), name: None };
                e.socks_reply(cx, 4, status.into(), &sa.val(&e), Port::tcp(port));
                self.tunnel(cx)
            }
            Step::Choice => match message {
                [5, NO_LOGIN, ..] => Step::Request5,
                [5, USER_PASSWORD, ..] => Step::Login,
                [5, NONE_ACCEPTABLE, ..] => Step::Lost,
                [5, other, ..] => {
                    cx.weird("socks5_unsupported_authentication_method", other.to_string());
                    Step::Lost
                }
                _ => return self.lose(cx, message),
            },
            Step::Login => {
                let Ok((user, password)) = parse::login(&mut c) else { return self.lose(cx, message) };
                e.socks_login_userpass_request(cx, user, password);
                Step::Verdict
            }
            Step::Verdict => {
                let code = message.get(1).copied().unwrap_or_default();
                e.socks_login_userpass_reply(cx, code.into());
                Step::Request5
            }
            step @ (Step::Request5 | Step::Reply5) => {
                let m = match parse::message5(&mut c) {
                    Ok(m) if message.first() == Some(&5) => m,
                    _ => return self.lose(cx, message),
                };
                let Some(target) = m.target else { return self.lose(cx, message) };
                let (sa, port, code) = (address(&e, target), Port::tcp(m.port), m.code.into());
                if step == Step::Request5 {
                    e.socks_request(cx, 5, code, &sa, port, b"");
                    Step::Reply5
                } else {
                    e.socks_reply(cx, 5, code, &sa, port);
                    self.tunnel(cx)
                }
            }
            step @ (Step::Tunnel | Step::Lost) => step,
        };
    }

    fn lose(&mut self, cx: &mut Context<'_>, message: &[u8]) {
        self.step = Step::Lost;
        cx.violation("not a SOCKS message", message);
    }

    /// The proxy answered: from here on anything may come.
    fn tunnel(&mut self, cx: &mut Context<'_>) -> Step {
        cx.confirm();
        cx.detect_children();
        Step::Tunnel
    }
}

fn address(e: &Events, target: Target<'_>) -> Val {
    let (host, name) = match target {
        Target::V4(b) => (Some(Addr::v4(b)), None),
        Target::V6(b) => (Some(Addr::v6(b)), None),
        Target::Name(name) => (None, Some(name)),
    };
    SOCKSAddress { host, name }.val(e)
}
