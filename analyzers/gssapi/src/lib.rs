//! The GSSAPI analyzer: see the README of this room. Whole tokens come from the protocols that carry them; the messages of
//! NTLM and Kerberos in them go to the analyzers of those. Nothing is kept between tokens.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::Token;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer. Nothing recognises it: other protocols carry it.
pub static GSSAPI: Descriptor =
    Descriptor { name: "GSSAPI", tag: "Analyzer::ANALYZER_GSSAPI", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Gssapi { events: events.clone() }))
}

struct Gssapi {
    events: Rc<Events>,
}

impl Analyzer for Gssapi {
    fn stream(&mut self, cx: &mut Context<'_>, _from: Direction, data: &[u8]) {
        self.token(cx, data);
    }

    fn packet(&mut self, cx: &mut Context<'_>, _from: Direction, data: &[u8], _wire_length: usize) {
        self.token(cx, data);
    }
}

impl Gssapi {
    fn token(&self, cx: &mut Context<'_>, data: &[u8]) {
        match parse::token(data) {
            Some(Token::Init(token)) => forward(cx, Direction::Orig, token),
            Some(Token::Response { state, token }) => {
                if let Some(state) = state {
                    self.events.gssapi_neg_result(cx, state as u64);
                }
                forward(cx, Direction::Resp, token);
            }
            Some(Token::Protected) => {}
            None => {
                let beginning = data.get(..data.len().min(40)).unwrap_or_default();
                return cx.violation("no GSSAPI token", beginning);
            }
        }
        cx.confirm();
    }
}

/// Hands the token of a mechanism on. Either side may send either kind: who opens a negotiation counts, not who connects.
fn forward(cx: &mut Context<'_>, from: Direction, token: Option<&[u8]>) {
    match token {
        Some(token) if token.starts_with(b"NTLMSSP") => {
            cx.channel_packet("NTLM", 0, from, token);
        }
        Some(token) => {
            if let Some(message) = parse::kerberos(token) {
                cx.channel_packet("KRB", 0, from, message);
            }
        }
        None => {}
    }
}
