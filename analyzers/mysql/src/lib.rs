//! MySQL over TCP: greeting and login, commands, and what comes of them.
//!
//! The server's answers have no form of their own: what a packet means follows from the command before it, so a stream
//! with a gap is not followed any further.
#![forbid(unsafe_code)]

pub mod answer;
pub mod events;
pub mod parse;

use answer::Expected;
use events::Events;
use parse::{Packets, Response, capability};
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade};
use zander_wire::Truncated;

/// Registers the analyzer.
pub static MYSQL: Descriptor = Descriptor {
    name: "MYSQL",
    tag: "Analyzer::ANALYZER_MYSQL",
    signatures: include_str!("../dpd.sig"),
    bind,
};

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        Box::new(Mysql {
            events: events.clone(),
            packets: Default::default(),
            phase: Phase::Greeting,
            capabilities: 0,
            expected: Expected::Nothing,
            tls: Upgrade::default(),
        })
    })
}

/// How far a connection has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Greeting,
    /// The client's response is awaited.
    Response,
    Authentication,
    Commands,
    /// Nothing more is looked at.
    Over,
}

struct Mysql {
    events: Rc<Events>,
    /// By direction.
    packets: [Packets; 2],
    phase: Phase,
    /// What both sides are capable of; the server's alone until the client responds.
    capabilities: u32,
    expected: Expected,
    tls: Upgrade,
}

const CHANGE_USER: u8 = 17;
const QUERY: u8 = 3;

impl Mysql {
    fn can(&self, flag: u32) -> bool {
        self.capabilities & flag != 0
    }

    fn client(&mut self, cx: &mut Context<'_>, sequence: u8, p: &[u8]) -> Result<(), Truncated> {
        let e = self.events.clone();
        match self.phase {
            Phase::Greeting => {
                self.phase = Phase::Over;
                cx.violation("the client speaks first", p);
            }
            Phase::Response => match parse::response(p)? {
                Response::Ssl => {
                    cx.confirm();
                    e.mysql_ssl_request(cx);
                    self.tls.begin(cx);
                }
                Response::Login { capabilities, username, method } => {
                    cx.confirm();
                    self.capabilities &= capabilities;
                    e.mysql_handshake(cx, username);
                    if let Some((name, proof)) = method {
                        e.mysql_auth_plugin(cx, true, name, proof);
                    }
                    self.phase = Phase::Authentication;
                }
            },
            Phase::Authentication => e.mysql_auth_more_data(cx, true, p),
            // What does not begin a sequence belongs to the command before: the contents of a file, say.
            Phase::Commands if sequence == 0 => self.command(cx, p)?,
            Phase::Commands | Phase::Over => {}
        }
        Ok(())
    }

    fn command(&mut self, cx: &mut Context<'_>, p: &[u8]) -> Result<(), Truncated> {
        let e = self.events.clone();
        let Some((&number, argument)) = p.split_first() else { return Ok(()) };
        self.expected = Expected::after(number);
        if number == QUERY && self.can(capability::QUERY_ATTRIBUTES) {
            e.mysql_command_request(cx, number.into(), parse::query(argument)?);
            return Ok(());
        }
        e.mysql_command_request(cx, number.into(), argument);
        if number == CHANGE_USER {
            let (username, method) = parse::change_user(argument)?;
            e.mysql_change_user(cx, username);
            if let Some((name, proof)) = method {
                e.mysql_auth_plugin(cx, true, name, proof);
            }
            self.phase = Phase::Authentication;
        }
        Ok(())
    }

    fn server(&mut self, cx: &mut Context<'_>, p: &[u8]) -> Result<(), Truncated> {
        let e = self.events.clone();
        match self.phase {
            Phase::Greeting => match (p.split_first(), parse::greeting(p)) {
                (Some((0xff, rest)), _) => {
                    let (code, text) = parse::error(rest)?;
                    e.mysql_error(cx, code.into(), text);
                    self.phase = Phase::Over;
                }
                (_, Ok(Some(greeting))) => {
                    e.mysql_server_version(cx, greeting.version);
                    if let Some((name, challenge)) = &greeting.method {
                        e.mysql_auth_plugin(cx, false, name, challenge);
                    }
                    self.capabilities = greeting.capabilities;
                    self.phase = Phase::Response;
                }
                _ => {
                    self.phase = Phase::Over;
                    cx.violation("not a greeting", p);
                }
            },
            Phase::Response | Phase::Authentication => self.authentication(cx, p)?,
            Phase::Commands => {
                let short = self.can(capability::DEPRECATE_EOF);
                self.expected = self.expected.packet(cx, &e, p, short)?;
            }
            Phase::Over => {}
        }
        Ok(())
    }

    fn authentication(&mut self, cx: &mut Context<'_>, p: &[u8]) -> Result<(), Truncated> {
        let e = self.events.clone();
        let Some((&kind, rest)) = p.split_first() else { return Ok(()) };
        match kind {
            0x00 => {
                let (rows, _) = parse::ok(rest)?;
                e.mysql_ok(cx, rows);
                self.expected = Expected::Nothing;
                let compressed = capability::COMPRESS | capability::ZSTD_COMPRESSION;
                self.phase = if self.can(compressed) { Phase::Over } else { Phase::Commands };
            }
            0x01 => e.mysql_auth_more_data(cx, false, rest),
            0xfe => {
                let (name, data) = match rest.iter().position(|b| *b == 0) {
                    Some(at) => (&rest[..at], rest.get(at + 1..).unwrap_or_default()),
                    // A client of old is asked for the old hash without a word.
                    None if rest.is_empty() => (&b"mysql_old_password"[..], rest),
                    None => (rest, &b""[..]),
                };
                e.mysql_auth_switch_request(cx, name, data);
            }
            0xff => {
                let (code, text) = parse::error(rest)?;
                e.mysql_error(cx, code.into(), text);
                // Whoever fails to become another user may go on as who he was.
                self.phase = Phase::Commands;
                self.expected = Expected::Nothing;
            }
            _ => {
                self.phase = Phase::Over;
                cx.violation("not an answer to a login", p);
            }
        }
        Ok(())
    }
}

impl Analyzer for Mysql {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !self.tls.stream(cx, from, data) && self.phase != Phase::Over {
            let Some((sequence, packet)) = self.packets[from.index()].next(&mut data) else { return };
            let read = match from {
                Direction::Orig => self.client(cx, sequence, &packet),
                Direction::Resp => self.server(cx, &packet),
            };
            if read.is_err() {
                self.phase = Phase::Over;
                cx.violation("a packet that ends too early", &packet);
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if !self.tls.gap(cx, from, offset, length) {
            self.phase = Phase::Over;
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.packets.swap(0, 1);
    }
}
