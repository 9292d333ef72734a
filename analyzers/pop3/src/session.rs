//! The state of a session (RFC 1939, RFC 2449, RFC 2595, RFC 5034).
//!
//! Clients may send commands without waiting for the answers: they wait here, and each is looked at when the one before
//! it is answered. A session whose beginning was not seen is taken to be logged in once a command is obeyed that needs it.

use crate::events::Events;
use crate::parse::{self, Line, Mechanism, Word};
use std::collections::VecDeque;
use std::rc::Rc;
use zander_analyzer::{Context, Direction, Upgrade};
use zander_analyzer_mime as mime;

/// What all sessions of an engine share.
pub struct Shared {
    pub events: Events,
    pub mail: Rc<mime::Shared>,
    /// `POP3::max_pending_commands`.
    pub max_pending: u64,
    /// `POP3::max_unknown_client_commands`.
    pub max_unknown: u64,
}

/// Where the session is (RFC 1939, section 3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Phase {
    Greeting,
    Authorization,
    Transaction,
    Over,
}

/// Who wants to log in.
#[derive(Default)]
struct Login {
    user: Vec<u8>,
    password: Vec<u8>,
}

/// A session.
pub struct Session {
    shared: Rc<Shared>,
    phase: Phase,
    /// The command whose answer is due, or was last.
    doing: Option<Word>,
    /// A command that needs a login was sent without one: what to do if the server obeys.
    guess: Option<Word>,
    /// The answer to the command has several lines.
    several_lines: bool,
    /// Lines of such an answer are coming.
    in_lines: bool,
    /// The client proves who it is, and how many lines it has sent for that.
    proving: Option<(Mechanism, u32)>,
    login: Login,
    pending: VecDeque<Vec<u8>>,
    unknown: u64,
    mail: Option<mime::Mail>,
    mails: u64,
    tls: Upgrade,
}

/// Commands that may come in a phase only.
fn needs(word: Word) -> Option<Phase> {
    match word {
        Word::User | Word::Pass | Word::Apop | Word::Auth => Some(Phase::Authorization),
        Word::Capa | Word::Stls | Word::Quit | Word::Ok | Word::Err => None,
        _ => Some(Phase::Transaction),
    }
}

/// True when the answer to a command has several lines if the server obeys.
fn has_lines(word: Word, argument: &[u8]) -> bool {
    match word {
        Word::Retr | Word::Top | Word::Capa => true,
        Word::List | Word::Uidl | Word::Auth => argument.is_empty(),
        _ => false,
    }
}

impl Session {
    /// A session of which nothing was seen.
    pub fn new(shared: Rc<Shared>) -> Session {
        Session {
            shared,
            phase: Phase::Greeting,
            doing: None,
            guess: None,
            several_lines: false,
            in_lines: false,
            proving: None,
            login: Login::default(),
            pending: VecDeque::new(),
            unknown: 0,
            mail: None,
            mails: 0,
            tls: Upgrade::default(),
        }
    }

    /// What takes over once TLS has begun.
    pub fn tls(&self) -> Upgrade {
        self.tls
    }

    /// A line of the client.
    pub fn client(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        if let Some((mechanism, lines)) = &mut self.proving {
            *lines = lines.saturating_add(1);
            let (mechanism, lines) = (*mechanism, *lines);
            return self.proof(cx, mechanism, lines, line);
        }
        self.pending.push_back(line.to_vec());
        if self.pending.len() == 1 {
            self.command(cx);
        }
        if self.shared.max_pending > 0 && self.pending.len() as u64 > self.shared.max_pending {
            cx.weird("pop3_client_too_many_pending_commands", "");
            self.pending.pop_front();
        }
    }

    /// A line that follows AUTH.
    fn proof(&mut self, cx: &mut Context<'_>, mechanism: Mechanism, number: u32, line: &[u8]) {
        let text = std::str::from_utf8(line).unwrap_or("!");
        let Ok(decoded) = openssl::base64::decode_block(text.trim()) else {
            return cx.weird("pop3_bad_base64_encoding", "");
        };
        match (mechanism, number) {
            (Mechanism::Login, 1) => self.login.user = decoded,
            (Mechanism::Login, 2) => self.login.password = decoded,
            (Mechanism::Plain, _) => match parse::plain(&decoded) {
                Some((user, password)) => {
                    self.login = Login { user: user.to_vec(), password: password.to_vec() };
                }
                None => cx.weird("pop3_malformed_auth_plain", ""),
            },
            (Mechanism::CramMd5, _) => {
                let user = decoded.split(|b| matches!(b, b' ' | b'\t')).next().unwrap_or_default();
                self.login = Login { user: user.to_vec(), password: Vec::new() };
            }
            _ => {}
        }
    }

    /// The command at the front of those that wait.
    fn command(&mut self, cx: &mut Context<'_>) {
        let Some(line) = self.pending.front() else { return };
        let line = Line::read(line);
        let Some(word) = line.word else {
            if self.proving.is_none() {
                cx.weird("pop3_client_command_unknown", line.first());
                self.unknown = self.unknown.saturating_add(1);
                if self.shared.max_unknown > 0 && self.unknown > self.shared.max_unknown {
                    cx.violation("exceeded maximum number of unknown client commands", &line.text);
                }
            }
            return;
        };
        if matches!(word, Word::Ok | Word::Err) {
            return cx.weird("pop3_client_sending_server_commands", "");
        }
        if has_lines(word, line.argument())
            && (needs(word) != Some(Phase::Authorization) || self.allowed(word))
        {
            self.several_lines = true;
        }
        if !self.allowed(word) {
            return self.not_allowed(cx, word);
        }
        let argument = line.argument();
        if word == Word::Pass && self.doing != Some(Word::User) {
            return self.unexpected(cx, Direction::Orig, word, "pass must follow the command 'USER'");
        }
        self.shared.events.pop3_request(cx, true, word.name().as_bytes(), argument);
        self.doing = Some(word);
        match word {
            Word::User => self.login.user = argument.to_vec(),
            Word::Pass => self.login.password = argument.to_vec(),
            Word::Apop => {
                let user = argument.split(|b| matches!(b, b' ' | b'\t')).next().unwrap_or_default();
                self.login.user = user.to_vec();
            }
            Word::Auth if !argument.is_empty() => {
                let mechanism = Mechanism::read(argument);
                if mechanism == Mechanism::Other {
                    let detail = format!("unknown AUTH method {}", String::from_utf8_lossy(argument));
                    self.unexpected(cx, Direction::Orig, word, &detail);
                }
                self.proving = Some((mechanism, 0));
            }
            _ => {}
        }
    }

    fn allowed(&self, word: Word) -> bool {
        match word {
            Word::Quit => self.phase != Phase::Over,
            _ => needs(word).is_none_or(|phase| phase == self.phase),
        }
    }

    fn not_allowed(&mut self, cx: &mut Context<'_>, word: Word) {
        match word {
            Word::Auth => {
                return self.unexpected(cx, Direction::Orig, word, "pass must follow the command 'USER'");
            }
            Word::User | Word::Pass | Word::Apop | Word::Stat => {}
            // What ends a session is answered like the old LAST: a line.
            Word::Quit => self.guess = Some(Word::Last),
            _ => self.guess = Some(word),
        }
        let phase = if needs(word) == Some(Phase::Authorization) { "authorization" } else { "transaction" };
        let detail = format!("not allowed in other state than '{phase}'");
        self.unexpected(cx, Direction::Orig, word, &detail);
    }

    fn unexpected(&self, cx: &mut Context<'_>, from: Direction, word: Word, detail: &str) {
        let name = word.name().as_bytes();
        self.shared.events.pop3_unexpected(cx, from.is_orig(), name, detail.as_bytes());
    }

    /// A line of the server.
    pub fn server(&mut self, cx: &mut Context<'_>, text: &[u8]) {
        if self.in_lines {
            return self.answer_line(cx, text);
        }
        let line = Line::read(text);
        match line.word {
            Some(Word::Ok) => self.obeyed(cx, text, &line),
            Some(Word::Err) => self.refused(cx, &line),
            Some(_) => cx.weird("pop3_server_sending_client_commands", ""),
            // What the server asks while the client proves who it is.
            None if self.proving.is_some() => {}
            None => {
                let why = [b"unknown server command (", line.first(), b")"].concat();
                cx.violation(why, text);
                cx.weird("pop3_server_command_unknown", line.first());
            }
        }
    }

    fn answer_line(&mut self, cx: &mut Context<'_>, text: &[u8]) {
        if text == b"." {
            self.several_lines = false;
            self.in_lines = false;
            self.end_mail(cx);
            return self.answered(cx);
        }
        if let Some(mail) = &mut self.mail {
            mail.line(cx, text);
        }
        if self.shared.events.wants_pop3_data(cx) {
            self.shared.events.pop3_data(cx, false, &Line::read(text).text);
        }
    }

    fn obeyed(&mut self, cx: &mut Context<'_>, text: &[u8], line: &Line) {
        if let Some(word) = self.guess.take() {
            self.phase = Phase::Transaction;
            self.doing = Some(word);
            let detail = "no auth required -> state changed to 'transaction'";
            self.unexpected(cx, Direction::Resp, Word::Ok, detail);
        }
        match self.doing {
            None => self.phase = Phase::Authorization,
            Some(Word::User) => {
                self.phase = Phase::Authorization;
                cx.confirm();
            }
            Some(Word::Auth) => {
                self.in_lines = self.several_lines;
                if self.proving.take().is_some() {
                    self.phase = Phase::Transaction;
                }
                self.logged_in(cx);
            }
            Some(Word::Top | Word::Retr) => {
                self.begin_mail(cx, text);
                self.in_lines = self.several_lines;
            }
            Some(word @ (Word::Capa | Word::Uidl | Word::List)) => {
                if word == Word::Capa {
                    cx.confirm();
                }
                self.in_lines = self.several_lines;
            }
            Some(Word::Stls) => {
                cx.confirm();
                self.shared.events.pop3_starttls(cx);
                self.tls.begin(cx);
                return;
            }
            Some(Word::Quit) => self.phase = Phase::Over,
            Some(_) => {
                if self.phase == Phase::Authorization {
                    self.logged_in(cx);
                }
                self.phase = Phase::Transaction;
            }
        }
        self.shared.events.pop3_reply(cx, false, Word::Ok.name().as_bytes(), line.argument());
        if !self.in_lines {
            self.answered(cx);
        }
    }

    fn refused(&mut self, cx: &mut Context<'_>, line: &Line) {
        self.several_lines = false;
        self.guess = None;
        self.proving = None;
        match self.doing {
            None | Some(Word::Capa | Word::Stls) => {}
            Some(Word::User | Word::Pass | Word::Apop | Word::Auth) => {
                self.phase = Phase::Authorization;
                self.doing = None;
                if !self.login.user.is_empty() {
                    let Login { user, password } = &self.login;
                    self.shared.events.pop3_login_failure(cx, false, user, password);
                }
            }
            Some(Word::Quit) => self.phase = Phase::Over,
            Some(_) => self.phase = Phase::Transaction,
        }
        self.shared.events.pop3_reply(cx, false, Word::Err.name().as_bytes(), line.argument());
        self.answered(cx);
    }

    fn logged_in(&self, cx: &mut Context<'_>) {
        if !self.login.user.is_empty() {
            self.shared.events.pop3_login_success(cx, false, &self.login.user, &self.login.password);
        }
    }

    /// The next command is due.
    fn answered(&mut self, cx: &mut Context<'_>) {
        if self.pending.pop_front().is_some() {
            self.command(cx);
        }
    }

    /// The reply stands before the headers of the mail, where lines without a name are passed over.
    fn begin_mail(&mut self, cx: &mut Context<'_>, reply: &[u8]) {
        if self.mail.is_none() {
            self.mails += 1;
            self.mail = Some(mime::Mail::begin(cx, &self.shared.mail, Direction::Resp, self.mails));
        }
        if let Some(mail) = &mut self.mail {
            mail.line(cx, reply);
        }
    }

    /// All lines of a delivery were given.
    pub fn delivered(&mut self, cx: &mut Context<'_>) {
        if let Some(mail) = &mut self.mail {
            mail.hand_on(cx);
        }
    }

    /// The mail under way is over, if there is one.
    pub fn end_mail(&mut self, cx: &mut Context<'_>) {
        if let Some(mail) = self.mail.take() {
            mail.finish(cx);
        }
    }

    /// This many bytes of the server are missing. `false` when they did not lie in a mail.
    pub fn gap(&mut self, cx: &mut Context<'_>, length: u64) -> bool {
        match &mut self.mail {
            Some(mail) if self.in_lines => {
                mail.gap(cx, length);
                true
            }
            _ => false,
        }
    }
}
