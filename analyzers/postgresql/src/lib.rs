//! PostgreSQL over TCP: the beginning of a session, queries, and what comes of them.
//!
//! All messages but the client's first ones tell their kind and length; a stream with a gap is not followed any further.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::{MAX_MESSAGE, Opening};
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade};
use zander_wire::{Cursor, Truncated};

/// Registers the analyzer.
pub static POSTGRESQL: Descriptor = Descriptor {
    name: "POSTGRESQL",
    tag: "Analyzer::ANALYZER_POSTGRESQL",
    signatures: include_str!("../dpd.sig"),
    bind,
};

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        Box::new(Postgresql {
            events: events.clone(),
            frames: Default::default(),
            phase: Phase::Opening,
            tls: Upgrade::default(),
        })
    })
}

/// How far a connection has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Opening,
    /// The server says with one byte whether it encrypts.
    Ssl,
    Gss,
    Session,
    /// Nothing more is looked at.
    Over,
}

struct Postgresql {
    events: Rc<Events>,
    /// By direction.
    frames: [Frames; 2],
    phase: Phase,
    tls: Upgrade,
}

impl Postgresql {
    fn message(&mut self, cx: &mut Context<'_>, from: Direction, m: &[u8]) -> Result<(), Truncated> {
        match (self.phase, from) {
            (Phase::Opening, Direction::Orig) => self.opening(cx, m)?,
            (Phase::Session, Direction::Orig) => self.client(cx, m)?,
            (Phase::Session, Direction::Resp) => self.server(cx, m)?,
            (Phase::Ssl, Direction::Resp) => self.ssl_reply(cx, m)?,
            (Phase::Gss, Direction::Resp) => {
                self.phase = if m == b"N" { Phase::Opening } else { Phase::Over };
            }
            _ => {
                self.phase = Phase::Over;
                cx.violation("a message out of turn", m);
            }
        }
        Ok(())
    }

    fn opening(&mut self, cx: &mut Context<'_>, m: &[u8]) -> Result<(), Truncated> {
        let e = self.events.clone();
        match parse::opening(m)? {
            Opening::Ssl => {
                e.PostgreSQL_ssl_request(cx);
                self.phase = Phase::Ssl;
            }
            Opening::Gss => self.phase = Phase::Gss,
            Opening::Cancel => self.phase = Phase::Over,
            Opening::Startup { major, minor, parameters } => {
                for (name, value) in parameters {
                    e.PostgreSQL_startup_parameter(cx, name, value);
                }
                cx.confirm();
                e.PostgreSQL_startup_message(cx, major.into(), minor.into());
                self.phase = Phase::Session;
            }
        }
        Ok(())
    }

    fn ssl_reply(&mut self, cx: &mut Context<'_>, m: &[u8]) -> Result<(), Truncated> {
        if m.len() > 1 {
            // Servers that do not know the request answer with an error.
            return self.server(cx, m);
        }
        if m != b"S" && m != b"N" {
            return Err(Truncated);
        }
        cx.confirm();
        self.events.PostgreSQL_ssl_reply(cx, m);
        if m == b"S" {
            self.tls.begin(cx);
        }
        self.phase = Phase::Opening;
        Ok(())
    }

    fn client(&mut self, cx: &mut Context<'_>, m: &[u8]) -> Result<(), Truncated> {
        let e = &self.events;
        let (kind, rest) = parse::message(m)?;
        match kind {
            b'p' => e.PostgreSQL_authentication_response(cx, rest),
            b'Q' => e.PostgreSQL_simple_query(cx, rest.strip_suffix(b"\0").unwrap_or(rest)),
            b'X' => e.PostgreSQL_terminate(cx),
            _ => e.PostgreSQL_not_implemented(cx, true, &[kind], rest),
        }
        Ok(())
    }

    fn server(&mut self, cx: &mut Context<'_>, m: &[u8]) -> Result<(), Truncated> {
        let e = &self.events;
        let (kind, rest) = parse::message(m)?;
        let mut c = Cursor::new(rest);
        match kind {
            b'R' => match c.u32()? {
                0 => e.PostgreSQL_authentication_ok(cx),
                method => e.PostgreSQL_authentication_request(cx, method.into(), c.take_rest()),
            },
            b'S' => {
                let (name, value) = parse::parameter(rest)?;
                e.PostgreSQL_parameter_status(cx, name, value);
            }
            b'K' => {
                let process = c.u32()?.into();
                e.PostgreSQL_backend_key_data(cx, process, c.u32()?.into());
            }
            b'Z' => e.PostgreSQL_ready_for_query(cx, c.take(1)?),
            b'D' => e.PostgreSQL_data_row(cx, c.u16()?.into()),
            b'E' => {
                for (code, text) in parse::fields(rest)? {
                    e.PostgreSQL_error_response_identified_field(cx, code, text);
                }
                e.PostgreSQL_error_response(cx);
            }
            b'N' => {
                for (code, text) in parse::fields(rest)? {
                    e.PostgreSQL_notice_response_identified_field(cx, code, text);
                }
                e.PostgreSQL_notice_response(cx);
            }
            _ => e.PostgreSQL_not_implemented(cx, false, &[kind], rest),
        }
        Ok(())
    }
}

impl Analyzer for Postgresql {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !self.tls.stream(cx, from, data) && self.phase != Phase::Over {
            let phase = self.phase;
            let length = |b: &[u8]| match (phase, from) {
                (Phase::Opening, Direction::Orig) => parse::opening_length(b),
                (Phase::Ssl | Phase::Gss, Direction::Resp) if b.first() != Some(&b'E') => Some(1),
                _ => parse::message_length(b),
            };
            let Some(m) = self.frames[from.index()].next_cut(&mut data, MAX_MESSAGE, length) else { return };
            if self.message(cx, from, &m).is_err() {
                self.phase = Phase::Over;
                cx.violation("not a message of PostgreSQL", &m);
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
        self.frames.swap(0, 1);
    }
}
