//! The SMTP analyzer: commands, replies, mails. See the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;
pub mod state;

use events::Events;
use parse::{BadChunk, Command};
use state::State;
use std::collections::VecDeque;
use std::rc::Rc;
use zander_analyzer::files::Transfer;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade};
use zander_analyzer_mime::{Mail, Shared};

/// Registers the analyzer.
pub static SMTP: Descriptor =
    Descriptor { name: "SMTP", tag: "Analyzer::ANALYZER_SMTP", signatures: include_str!("../dpd.sig"), bind };

/// Longest line, in bytes: RFC 5321 allows 1000.
const MAX_LINE: usize = 1 << 16;
/// Commands that may wait for their replies.
const MAX_PENDING: usize = 1000;

/// What all sessions share.
struct Common {
    events: Events,
    mail: Rc<Shared>,
    chunk_line: usize,
    whole_mails: bool,
}

fn bind(setup: &Setup<'_>) -> Factory {
    let common = Rc::new(Common {
        events: Events::bind(setup.declarations),
        mail: Shared::bind(setup),
        chunk_line: setup.count("SMTP::bdat_max_line_length", 4096).clamp(1, 1 << 24) as usize,
        whole_mails: setup.flag("SMTP::enable_rfc822_msg_file_analysis", false),
    });
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: true }, MAX_LINE);
        Box::new(Smtp {
            common: common.clone(),
            lines: [lines(), lines()],
            told: false,
            state: State::Initiated,
            pending: VecDeque::from([Command::Opening]),
            pending_reply: 0,
            mail: None,
            mails: 0,
            chunks: None,
            tls: Upgrade::default(),
            skip: false,
            after_gap: None,
        })
    })
}

/// A mail under way.
struct Transaction {
    mail: Mail,
    /// The mail as a whole, when it is a file too.
    whole: Option<Transfer>,
}

/// A mail that comes in chunks.
struct Chunks {
    /// Bytes of the current chunk that are still to come.
    left: u64,
    last: bool,
    lines: Lines,
}

struct Smtp {
    common: Rc<Common>,
    /// By direction.
    lines: [Lines; 2],
    /// The weird about line ends was told.
    told: bool,
    state: State,
    /// Commands that wait for their replies.
    pending: VecDeque<Command>,
    /// Code of a reply that has more lines; 0 for none.
    pending_reply: u16,
    mail: Option<Transaction>,
    mails: u64,
    chunks: Option<Chunks>,
    tls: Upgrade,
    /// Scripts do not want the current mail.
    skip: bool,
    /// The client's last line after bytes were lost: perhaps a command.
    after_gap: Option<Vec<u8>>,
}

impl Analyzer for Smtp {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        self.pieces(cx, from, data);
        if let Some(t) = &mut self.mail {
            t.mail.hand_on(cx);
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if self.tls.gap(cx, from, offset, length) {
            return;
        }
        let detail = format!("seq = {}, len = {length}", offset.saturating_add(1));
        self.common.events.smtp_unexpected(cx, from.is_orig(), b"content gap", detail.as_bytes());
        self.lines[from.index()].clear();
        let chunk = self.chunks.as_mut().filter(|c| from.is_orig() && c.left >= length);
        if let (Some(chunk), Some(t)) = (chunk, &mut self.mail) {
            chunk.left -= length;
            t.mail.gap(cx, length);
            if chunk.left == 0 && chunk.last {
                self.end_mail(cx);
                self.state = State::AfterData;
            }
            return;
        }
        if let Some(t) = &mut self.mail {
            if from.is_orig() {
                t.mail.gap(cx, length);
            }
            self.end_mail(cx);
        }
        self.pending.clear();
        self.pending_reply = 0;
        self.state = State::AfterGap;
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        if self.chunks.as_ref().is_some_and(|c| c.left > 0) && self.mail.is_some() {
            cx.weird("smtp_bdat_undelivered_at_done", "");
        }
        self.end_mail(cx);
    }

    fn command(&mut self, name: &str, _from: Direction) -> bool {
        let mine = name == "skip_smtp_data";
        self.skip |= mine;
        mine
    }
}

impl Smtp {
    /// A line of the client.
    fn client(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        match self.state {
            State::InData if line == b"." => {
                self.end_mail(cx);
                self.common.events.smtp_request(cx, true, b".", b".");
                self.expect_reply(cx, Command::EndOfData);
                self.step(cx, Command::EndOfData);
            }
            State::InData => {
                let text = if line.len() > 1 { line.strip_prefix(b".").unwrap_or(line) } else { line };
                self.mail_line(cx, text);
                if !self.skip {
                    self.common.events.smtp_data(cx, true, text);
                }
            }
            State::InAuth => self.expect_reply(cx, Command::AuthAnswer),
            State::AfterGap => self.after_gap = Some(line.to_vec()),
            _ => self.request(cx, line),
        }
    }

    fn request(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let (word, argument) = parse::command(line);
        let command = parse::known(word);
        if matches!(command, Command::Ehlo | Command::Helo) {
            cx.confirm();
        }
        self.expect_reply(cx, command);
        if command == Command::Unknown {
            return self.common.events.smtp_unexpected(cx, true, b"unknown command", word);
        }
        self.common.events.smtp_request(cx, true, command.word().as_bytes(), argument);
        if command == Command::Bdat {
            return self.begin_chunk(cx, argument);
        }
        if self.chunks.is_some() && self.mail.is_some() && command != Command::Noop {
            if command != Command::Rset {
                cx.weird("smtp_missing_bdat_last_chunk", command.word());
            }
            self.end_mail(cx);
        }
        self.step(cx, command);
    }

    /// Moves on by a command; says so when it does not belong here.
    fn step(&mut self, cx: &mut Context<'_>, command: Command) {
        let step = state::on_command(self.state, command);
        if step.unexpected {
            let state = if command == Command::Bdat { State::InBdat } else { self.state };
            let detail = format!("{} reply = 0 state = {}", command.word(), state as u8);
            self.common.events.smtp_unexpected(cx, true, b"unexpected command", detail.as_bytes());
        }
        self.state = step.state;
        if command == Command::Data {
            self.begin_mail(cx);
        }
    }

    fn expect_reply(&mut self, cx: &mut Context<'_>, command: Command) {
        if self.pending.len() >= MAX_PENDING {
            cx.weird("smtp_excessive_pending_cmds", "");
            self.pending.clear();
        }
        self.pending.push_back(command);
    }

    /// A line of the server.
    fn server(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let (code, more, text) = match parse::reply(line) {
            Some(r) if !(200..600).contains(&r.code) => {
                return cx.violation(format!("reply code {} out of range", r.code), line);
            }
            Some(r) => (r.code, r.more, r.text),
            None if self.pending_reply != 0 => (self.pending_reply, true, line),
            None => return cx.violation("reply without a code", line),
        };
        if self.pending_reply != 0 && code != self.pending_reply {
            cx.violation(format!("reply code {code} within a reply with code {}", self.pending_reply), line);
        }
        self.pending_reply = if more { code } else { 0 };
        if self.state == State::AfterGap {
            self.state = State::GapRecovery;
            if let Some(line) = self.after_gap.take() {
                self.request(cx, &line);
            }
        }
        let waiting = if more { self.pending.front().copied() } else { self.pending.pop_front() };
        let command = waiting.unwrap_or(Command::Unknown);
        if !more {
            self.replied(cx, command, code);
        }
        self.common.events.smtp_reply(cx, false, code.into(), command.word().as_bytes(), text, more);
    }

    /// Moves on by a reply.
    fn replied(&mut self, cx: &mut Context<'_>, command: Command, code: u16) {
        let step = state::on_reply(self.state, command, code);
        if step.unexpected {
            let detail = format!("{code} state = {}, last command = {}", self.state as u8, command.word());
            self.common.events.smtp_unexpected(cx, true, b"unexpected reply", detail.as_bytes());
        }
        if self.state == State::InData && step.state != State::InData {
            self.end_mail(cx);
        }
        self.state = step.state;
        if code == 220 && matches!(command, Command::Starttls | Command::XAnonymousTls) {
            self.state = State::InTls;
            self.end_mail(cx);
            self.common.events.smtp_starttls(cx);
            self.tls.begin(cx);
        }
    }

    /// Takes in the lines and chunks of a delivery.
    fn pieces(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !data.is_empty() {
            if self.tls.stream(cx, from, data) {
                return;
            }
            if from.is_orig() && self.chunks.as_ref().is_some_and(|c| c.left > 0) {
                self.chunk(cx, &mut data);
                continue;
            }
            let lines = &mut self.lines[from.index()];
            let Some(line) = lines.next(&mut data) else { return };
            let faults = lines.faults;
            faults.tell(cx, &mut self.told);
            match from {
                Direction::Orig => self.client(cx, line.bytes()),
                Direction::Resp => self.server(cx, line.bytes()),
            }
            self.lines[from.index()].recycle(line);
        }
    }

    fn begin_mail(&mut self, cx: &mut Context<'_>) {
        if self.mail.is_some() {
            cx.weird("smtp_nested_mail_transaction", "");
            self.end_mail(cx);
        }
        self.mails += 1;
        let mail = Mail::begin(cx, &self.common.mail, Direction::Orig, self.mails);
        let whole = self.common.whole_mails.then(|| {
            let handle = [b"SMTP message ", cx.host.uid().as_bytes(), &self.mails.to_be_bytes()].concat();
            cx.transfer(&handle, Direction::Orig)
        });
        self.mail = Some(Transaction { mail, whole });
    }

    fn mail_line(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let Some(t) = self.mail.as_mut().filter(|_| !self.skip) else { return };
        if let Some(whole) = &t.whole {
            cx.file_data(whole, &[line, b"\r\n"].concat());
        }
        t.mail.line(cx, line);
    }

    fn end_mail(&mut self, cx: &mut Context<'_>) {
        self.skip = false;
        let chunks = self.chunks.take();
        let Some(mut t) = self.mail.take() else { return };
        if let Some(mut chunks) = chunks {
            if chunks.left > 0 {
                cx.weird("smtp_bdat_remaining_at_end_data", chunks.left.to_string());
            }
            if let Some(rest) = chunks.lines.finish() {
                if let Some(whole) = &t.whole {
                    cx.file_data(whole, rest.bytes());
                }
                t.mail.unfinished_line(cx, rest.bytes());
            }
        }
        t.mail.finish(cx);
        if let Some(whole) = t.whole {
            cx.file_end(&whole);
        }
    }

    /// BDAT announces a chunk.
    fn begin_chunk(&mut self, cx: &mut Context<'_>, argument: &[u8]) {
        let (left, last) = match parse::chunk(argument) {
            Ok(chunk) => chunk,
            Err(fault) => {
                let invalid = "smtp_invalid_bdat_command";
                return match fault {
                    BadChunk::NoSize => cx.weird(invalid, "BDAT not followed by a valid chunk-size"),
                    BadChunk::Endless => cx.weird(invalid, "BDAT argument bad length"),
                    BadChunk::Trailing => cx.weird(invalid, "BDAT chunk-size not followed by LAST"),
                    BadChunk::Huge => cx.weird("smtp_huge_bdat_chunk", parse::command(argument).0),
                };
            }
        };
        if self.chunks.is_none() || self.mail.is_none() {
            self.begin_mail(cx);
        }
        match &mut self.chunks {
            Some(c) => (c.left, c.last) = (left, last),
            None => {
                let lines = Lines::new(Ends { lf: true, cr: false }, self.common.chunk_line);
                self.chunks = Some(Chunks { left, last, lines });
            }
        }
        self.step(cx, Command::Bdat);
        self.end_of_chunk(cx);
    }

    /// Bytes of a chunk.
    fn chunk(&mut self, cx: &mut Context<'_>, data: &mut &[u8]) {
        let Some(mut chunks) = self.chunks.take() else { return };
        let count = usize::try_from(chunks.left).unwrap_or(usize::MAX).min(data.len());
        let (mut mine, rest) = data.split_at(count);
        *data = rest;
        chunks.left -= count as u64;
        while let Some(line) = chunks.lines.next(&mut mine) {
            let faults = chunks.lines.faults;
            if faults.lone_lf {
                cx.weird("smtp_bdat_line_lf_only", "");
            }
            if faults.lone_cr {
                cx.weird("smtp_bdat_line_cr_only", "");
            }
            if faults.too_long {
                cx.weird("smtp_bdat_line_too_long", "");
            }
            self.mail_line(cx, line.bytes());
            chunks.lines.recycle(line);
        }
        self.chunks = Some(chunks);
        self.end_of_chunk(cx);
    }

    /// The last byte of the last chunk ends the mail.
    fn end_of_chunk(&mut self, cx: &mut Context<'_>) {
        if self.chunks.as_ref().is_some_and(|c| c.left == 0 && c.last) {
            self.end_mail(cx);
            self.state = State::AfterData;
        }
    }
}
