//! The FTP analyzers: control connection and data connection. See the README of this room.
#![forbid(unsafe_code)]

pub mod data;
pub mod events;
pub mod parse;
pub mod security;

use events::Events;
use security::Token;
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::signatures::Content;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade};

/// Registers the analyzer of control connections.
pub static FTP: Descriptor =
    Descriptor { name: "FTP", tag: "Analyzer::ANALYZER_FTP", signatures: include_str!("../dpd.sig"), bind };

/// Registers the analyzer of data connections.
pub static FTP_DATA: Descriptor = data::DESCRIPTOR;

/// Longest line, in bytes: tokens of authentication are long.
const MAX_LINE: usize = 1 << 19;

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    let max_command = setup.count("FTP::max_command_length", 100).min(1 << 16) as usize;
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: false }, MAX_LINE);
        Box::new(Ftp {
            events: events.clone(),
            max_command,
            lines: [lines(), lines()],
            pending_reply: 0,
            seen: [false, false],
            told_nul: false,
            told_cr: false,
            last: [0, 0],
            mechanism: Vec::new(),
            exchange: Exchange::None,
            tls: Upgrade::default(),
        })
    })
}

/// How far the exchange of authentication tokens is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exchange {
    None,
    /// AUTH GSSAPI was asked for.
    Begun,
    /// Tokens are parts of a TLS handshake.
    Tls,
    /// They are not.
    Other,
}

struct Ftp {
    events: Rc<Events>,
    max_command: usize,
    /// By direction.
    lines: [Lines; 2],
    /// Code of a reply that has more lines; 0 for none.
    pending_reply: u16,
    /// A line of this side was understood.
    seen: [bool; 2],
    /// A NUL, and a CR alone, were reported.
    told_nul: bool,
    told_cr: bool,
    /// Last byte of each side.
    last: [u8; 2],
    /// What AUTH asked for.
    mechanism: Vec<u8>,
    exchange: Exchange,
    tls: Upgrade,
}

impl Analyzer for Ftp {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut rest = data;
        while !rest.is_empty() {
            if self.tls.stream(cx, from, rest) {
                return;
            }
            let Some(line) = self.lines[from.index()].next(&mut rest) else { break };
            let plain = parse::without_telnet(line.bytes());
            let text = plain.as_deref().unwrap_or(line.bytes());
            match from {
                Direction::Orig => self.request(cx, text),
                Direction::Resp => self.reply(cx, text),
            }
            self.lines[from.index()].recycle(line);
        }
        self.look_for_oddities(cx, from, data);
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if self.tls.gap(cx, from, offset, length) {
            return;
        }
        // The line that the gap lies in is lost; within a reply, its end may have been in it.
        self.lines[from.index()].clear();
        if !from.is_orig() {
            self.pending_reply = 0;
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
        self.seen.swap(0, 1);
        self.last.swap(0, 1);
    }
}

impl Ftp {
    /// A NUL belongs only behind a carriage return, and behind that belongs LF or NUL (RFC 854).
    fn look_for_oddities(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut before = self.last[from.index()];
        let (mut nul, mut cr) = (false, false);
        for byte in data {
            nul |= *byte == 0 && before != b'\r';
            cr |= before == b'\r' && !matches!(byte, b'\n' | 0);
            before = *byte;
        }
        self.last[from.index()] = before;
        if nul && !std::mem::replace(&mut self.told_nul, true) {
            cx.weird_from("NVT", "NUL_in_line", "");
        }
        if cr && !std::mem::replace(&mut self.told_cr, true) {
            cx.weird_from("NVT", "line_terminated_with_single_CR", "");
        }
    }

    /// Both sides have to have spoken sensibly before the protocol is sure.
    fn understood(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.seen[from.index()] = true;
        if self.seen == [true, true] {
            cx.confirm();
        }
    }

    fn request(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        cx.match_content(Content::Ftp, Direction::Orig, line, true, true);
        let (word, argument) = parse::command(line);
        if word.len() > self.max_command {
            return cx.weird("FTP_max_command_length_exceeded", word.len().to_string());
        }
        let word = if word.is_empty() { b"<missing>".to_vec() } else { word.to_ascii_uppercase() };
        if word.iter().all(u8::is_ascii_alphabetic) {
            self.understood(cx, Direction::Orig);
        } else if !word.starts_with(b"<") {
            cx.weird("FTP_invalid_command", &word);
        }
        self.events.ftp_request(cx, &word, argument);
        match word.as_slice() {
            b"AUTH" => {
                self.mechanism = argument.get(..argument.len().min(64)).unwrap_or_default().to_vec();
                if argument.trim_ascii().eq_ignore_ascii_case(b"GSSAPI") {
                    self.exchange = Exchange::Begun;
                }
            }
            b"ADAT" => self.token(cx, Direction::Orig, argument),
            _ => {}
        }
    }

    fn reply(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let Some(reply) = parse::reply(line, self.pending_reply) else {
            return cx.violation("non-numeric reply code", line);
        };
        if reply.code != 0 {
            self.understood(cx, Direction::Resp);
            self.pending_reply = if reply.more { reply.code } else { 0 };
        }
        self.events.ftp_reply(cx, reply.code.into(), reply.text, reply.more);
        match reply.code {
            234 if security::is_tls(&self.mechanism) && !reply.more => {
                self.events.ftp_starttls(cx);
                self.tls.begin(cx);
            }
            // RFC 2228, section 5.3: the server's tokens.
            235 | 335 => {
                if let Some(token) = security::reply_token(reply.text) {
                    self.token(cx, Direction::Resp, token);
                }
                if reply.code == 235 {
                    self.exchange = Exchange::Other;
                }
            }
            _ => {}
        }
    }

    /// A token of authentication: TLS in it goes on to the analyzer of TLS.
    fn token(&mut self, cx: &mut Context<'_>, from: Direction, text: &[u8]) {
        let first = self.exchange == Exchange::Begun;
        if !first && self.exchange != Exchange::Tls {
            return;
        }
        match security::token(text, first) {
            Token::Tls(data) => {
                if first {
                    self.exchange = Exchange::Tls;
                    cx.add_child_named("SSL");
                }
                cx.forward_stream(from, &data);
            }
            Token::Other => self.exchange = Exchange::Other,
            Token::Malformed => {
                if first {
                    cx.weird("ftp_adat_bad_first_token_encoding", "");
                }
                self.exchange = Exchange::Other;
            }
        }
    }
}
