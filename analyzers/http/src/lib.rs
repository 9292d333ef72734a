//! HTTP/0.9 to 1.1: requests and replies, their entities, and what is handed on to other analyzers.
//!
//! Each direction is a state machine over a stream: lines where the protocol has lines, counted bytes where a length is
//! known. Messages and entities are told as they pass; nothing of a body is kept.
#![forbid(unsafe_code)]

mod entity;
pub mod events;
mod message;
pub mod parse;

use entity::Expect;
use events::{Events, HttpStatsRec};
use message::Message;
use parse::{HTTP_09, Version};
use std::collections::VecDeque;
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::mime::{HeaderList, Limits, token};
use zander_analyzer::signatures::Content;
use zander_analyzer::{Analyzer, ConnectionState, Context, Descriptor, Direction, Factory, Setup};
use zander_value::{Key, TableRef, Val};

/// Registers the analyzer.
pub static HTTP: Descriptor =
    Descriptor { name: "HTTP", tag: "Analyzer::ANALYZER_HTTP", signatures: include_str!("../dpd.sig"), bind };

/// Events and options, looked up at start.
pub struct Shared {
    events: Events,
    limits: Limits,
    delivery_size: usize,
    skip_data: bool,
    truncate_uri: Option<usize>,
    more_codings: bool,
    upgrades: Option<TableRef>,
    header_list: HeaderList,
}

/// Longest line that is kept in one piece.
const MAX_LINE: usize = 1 << 20;
/// Requests that may wait for their reply; the oldest is forgotten when there are more.
const MAX_UNANSWERED: usize = 1000;

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        limits: Limits::from_options(setup),
        delivery_size: setup.count("http_entity_data_delivery_size", 1500).clamp(1, 1 << 30) as usize,
        skip_data: setup.flag("skip_http_data", false),
        truncate_uri: usize::try_from(setup.int("truncate_http_URI", -1)).ok(),
        more_codings: setup.flag("http_decode_more_codings", false),
        upgrades: match setup.declarations.value("HTTP::upgrade_analyzers") {
            Some(Val::Table(t)) => Some(t),
            _ => None,
        },
        header_list: HeaderList::bind(setup),
    });
    Box::new(move || {
        let side = || Side {
            lines: Lines::new(Ends { lf: true, cr: true }, MAX_LINE),
            state: State::FirstLine,
            message: None,
            ongoing: false,
        };
        Box::new(Http {
            common: Common {
                shared: shared.clone(),
                unanswered: VecDeque::new(),
                reply_code: 0,
                keep_alive: false,
                connection_close: false,
                upgrade: None,
                upgrade_connection: false,
                messages: 0,
            },
            sides: [side(), side()],
            versions: [None, None],
            counts: [0, 0],
            connect: false,
            passed_on: false,
            told: false,
            finished: false,
        })
    })
}

/// A request that waits for its reply.
struct Request {
    method: Vec<u8>,
    /// Escapes undone.
    uri: Vec<u8>,
    host: Option<Vec<u8>>,
    /// It asks for a part of the document.
    range: bool,
}

/// What both directions share.
pub struct Common {
    shared: Rc<Shared>,
    unanswered: VecDeque<Request>,
    /// Code of the reply at hand; 0 for none.
    reply_code: u16,
    keep_alive: bool,
    connection_close: bool,
    upgrade: Option<Vec<u8>>,
    upgrade_connection: bool,
    /// Messages so far.
    messages: u64,
}

impl Common {
    /// Headers that say something about the connection or about the file that is asked for.
    fn note_header(&mut self, from: Direction, depth: usize, name: &[u8], value: &[u8]) {
        let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
        let token_is =
            |other: &str| token(value).is_some_and(|(t, _)| t.eq_ignore_ascii_case(other.as_bytes()));
        match from {
            Direction::Orig => {
                if is("connection") && token_is("keep-alive") {
                    self.keep_alive = true;
                } else if let (0, Some(request)) = (depth, self.unanswered.back_mut()) {
                    if is("host") {
                        request.host = Some(value.to_vec());
                    } else if is("range") {
                        request.range = true;
                    }
                }
            }
            Direction::Resp => {
                if is("connection") {
                    self.connection_close |= token_is("close");
                    self.upgrade_connection |= token_is("upgrade");
                } else if is("upgrade") {
                    self.upgrade = token(value).map(|(t, _)| t.to_vec());
                }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// A request or status line comes.
    FirstLine,
    /// A message is under way.
    Message,
    /// Bytes without any header, as HTTP/0.9 answers.
    Bare,
    /// This is not HTTP: lines are split, for what is odd about their ends, and dropped.
    Other,
    /// It cannot be told any more where messages begin.
    Lost,
}

/// One direction.
struct Side {
    lines: Lines,
    state: State,
    message: Option<Box<Message>>,
    ongoing: bool,
}

struct Http {
    common: Common,
    sides: [Side; 2],
    versions: [Option<Version>; 2],
    /// Requests and replies so far.
    counts: [u64; 2],
    /// The latest request was CONNECT.
    connect: bool,
    /// The connection speaks another protocol now.
    passed_on: bool,
    /// The weird about line ends was told.
    told: bool,
    finished: bool,
}

const DONE: &str = "message ends normally";

impl Analyzer for Http {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut data = data;
        while !data.is_empty() && !cx.conn.partial {
            if self.passed_on {
                return cx.forward_stream(from, data);
            }
            let side = &mut self.sides[from.index()];
            match side.state {
                State::Lost => return,
                State::Bare => return self.bare_reply(cx, data),
                State::FirstLine | State::Message | State::Other => {}
            }
            let room = match &side.message {
                Some(m) if side.state == State::Message => m.wants(),
                _ => None,
            };
            match room {
                Some(n) => {
                    let take = usize::try_from(n).unwrap_or(usize::MAX).min(data.len());
                    let (now, later) = data.split_at(take);
                    data = later;
                    self.deliver(cx, from, |m, common, cx| m.bytes(cx, common, now));
                }
                None => match side.lines.next(&mut data) {
                    Some(line) => {
                        side.lines.faults.tell(cx, &mut self.told);
                        self.line(cx, from, line.bytes(), data);
                        self.sides[from.index()].lines.recycle(line);
                    }
                    None => return,
                },
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if self.passed_on {
            return cx.forward_gap(from, offset, length);
        }
        if cx.conn.partial {
            return;
        }
        let side = &mut self.sides[from.index()];
        if let Some(m) = &mut side.message {
            let detail = format!("seq={}, len={length}", offset.saturating_add(1));
            self.common.shared.events.http_event(cx, b"content gap", detail.as_bytes());
            if m.gap(cx, &mut self.common, length) {
                if m.is_over() {
                    self.message_done(cx, from, false, DONE);
                }
                return;
            }
        }
        // Whether a reply has a body depends on its request: without the one the other cannot be read.
        let detail = "message interrupted by a content gap";
        if from == Direction::Orig {
            self.message_done(cx, Direction::Orig, true, detail);
        }
        self.message_done(cx, Direction::Resp, true, detail);
        self.sides[from.index()].state = State::Lost;
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        if self.passed_on {
            return cx.forward_end(from);
        }
        if cx.conn.partial {
            return;
        }
        // What stands on a line without end is a line.
        if let Some(line) = self.sides[from.index()].lines.finish() {
            let lost = matches!(self.sides[from.index()].state, State::Lost | State::Bare | State::Other);
            if !lost {
                self.line(cx, from, line.bytes(), b"");
            }
        }
        self.message_done(cx, from, false, "message ends as connection contents are completely delivered");
        // Nothing more is to come, and the connection is kept for some seconds yet.
        let side = &mut self.sides[from.index()];
        (side.message, side.state) = (None, State::Lost);
        side.lines.shrink_to_fit();
        self.common.unanswered.shrink_to_fit();
    }

    fn connection_state(&mut self, cx: &mut Context<'_>, state: ConnectionState) {
        let detail = match state {
            ConnectionState::Partial | ConnectionState::Established => return,
            ConnectionState::Finished => "message ends as connection is finished",
            ConnectionState::Reset => "message interrupted by RST",
        };
        self.message_done(cx, Direction::Orig, true, detail);
        self.message_done(cx, Direction::Resp, true, detail);
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
        self.versions.swap(0, 1);
        self.counts.swap(0, 1);
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        let detail = "message interrupted when connection done";
        self.message_done(cx, Direction::Orig, true, detail);
        self.message_done(cx, Direction::Resp, true, detail);
        let shared = &self.common.shared;
        if shared.events.wants_http_stats(cx) {
            let double = |v: Option<Version>| v.map_or(0.0, |(a, b)| f64::from(a) + f64::from(b) / 10.0);
            let stats = HttpStatsRec {
                num_requests: self.counts[0],
                num_replies: self.counts[1],
                request_version: double(self.versions[0]),
                reply_version: double(self.versions[1]),
            };
            shared.events.http_stats(cx, &stats.val(&shared.events));
        }
    }

    fn command(&mut self, name: &str, from: Direction) -> bool {
        if name != "skip_http_entity_data" {
            return false;
        }
        if let Some(m) = &mut self.sides[from.index()].message {
            m.skip();
        }
        true
    }
}

fn text(v: Option<Version>) -> String {
    let (major, minor) = v.unwrap_or_default();
    format!("{major}.{minor}")
}

impl Http {
    /// Hands something to the message under way, and ends it when that was its end.
    fn deliver(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        f: impl FnOnce(&mut Message, &mut Common, &mut Context<'_>),
    ) {
        let Some(mut m) = self.sides[from.index()].message.take() else { return };
        f(&mut m, &mut self.common, cx);
        let over = m.is_over();
        self.sides[from.index()].message = Some(m);
        if over {
            self.message_done(cx, from, false, DONE);
        }
    }

    /// A line; `behind` is what came after it in the same delivery.
    fn line(&mut self, cx: &mut Context<'_>, from: Direction, line: &[u8], behind: &[u8]) {
        if self.sides[from.index()].state == State::Message {
            self.deliver(cx, from, |m, common, cx| m.line(cx, common, line));
            if from == Direction::Resp && self.connect && line.is_empty() {
                // The headers of the reply to CONNECT are over: from here on it is anybody's protocol.
                if !behind.is_empty() {
                    cx.weird("protocol_data_with_HTTP_CONNECT_reply", "");
                }
                self.connect = false;
                if cx.detect_children() {
                    self.passed_on = true;
                }
            }
            return;
        }
        if self.sides[from.index()].state == State::Other {
            return;
        }
        match from {
            Direction::Orig => self.request_line(cx, line),
            Direction::Resp => self.status_line(cx, line),
        }
    }

    fn set_version(&mut self, cx: &mut Context<'_>, from: Direction, version: Option<Version>) {
        let known = &mut self.versions[from.index()];
        if known.is_some() && *known != version {
            cx.weird("HTTP_version_mismatch", "");
        }
        *known = version;
        if version.is_some_and(|v| v >= (1, 1)) {
            self.common.keep_alive = true;
        }
    }

    fn request_line(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let shared = self.common.shared.clone();
        let request = match parse::request_line(line) {
            Ok(r) => r,
            Err(fault) => {
                if fault.bare {
                    self.set_version(cx, Direction::Orig, Some(HTTP_09));
                }
                cx.weird(fault.weird, "");
                let expected = self.counts[0] == 0 || self.common.keep_alive;
                if !expected {
                    shared.events.http_event(cx, b"crud_trailing_HTTP_request", line);
                } else if line.is_empty() {
                    cx.weird("empty_http_request", "");
                } else {
                    cx.violation("not a http request line", b"");
                    self.sides[0].state = State::Other;
                }
                return;
            }
        };
        for weird in &request.weirds {
            cx.weird(weird, "");
        }
        self.set_version(cx, Direction::Orig, request.version);
        for (kind, detail) in &request.events {
            shared.events.http_event(cx, kind.as_bytes(), detail);
        }
        let unescaped = parse::unescape(request.uri, &mut |weird| cx.weird(weird, ""));
        cx.match_content(Content::HttpRequest, Direction::Orig, &unescaped, true, true);
        self.counts[0] += 1;
        if !self.common.keep_alive && self.counts[0] > 1 {
            cx.weird("unexpected_multiple_HTTP_requests", "");
        }
        if self.common.unanswered.len() >= MAX_UNANSWERED {
            self.common.unanswered.pop_front();
        }
        self.common.unanswered.push_back(Request {
            method: request.method.to_vec(),
            uri: unescaped.clone(),
            host: None,
            range: false,
        });
        cx.confirm();
        if request.method.eq_ignore_ascii_case(b"CONNECT") {
            self.connect = true;
        }
        if shared.events.wants_http_request(cx) {
            let (uri, unescaped) = (shared.cut(request.uri), shared.cut(&unescaped));
            let version = text(request.version);
            shared.events.http_request(cx, request.method, &uri, &unescaped, version.as_bytes());
        }
        self.begin_message(cx, Direction::Orig, Expect::Announced, line.len());
        if request.version == Some(HTTP_09) {
            if !request.method.eq_ignore_ascii_case(b"GET") {
                cx.weird("invalid_http_09_request_method", request.method);
            }
            if self.sides[1].ongoing {
                cx.weird("http_09_reply_before_request", "");
                self.message_done(cx, Direction::Resp, false, DONE);
            }
            self.sides[1].state = State::Bare;
        }
    }

    fn status_line(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        let shared = self.common.shared.clone();
        let status = match parse::status_line(line) {
            Ok(s) => s,
            Err(kind) => {
                shared.events.http_event(cx, kind.as_bytes(), line);
                if !line.is_empty() {
                    cx.violation("not a http reply line", b"");
                    self.sides[1].state = State::Other;
                }
                return;
            }
        };
        if status.lower {
            cx.weird("lowercase_HTTP_keyword", "");
        }
        if status.version.is_none() {
            shared.events.http_event(cx, b"bad_HTTP_version", status.version_text);
        }
        self.set_version(cx, Direction::Resp, status.version);
        if status.reason.is_none() {
            shared.events.http_event(cx, b"HTTP_reply_reason_phrase_missing", line);
        }
        self.common.reply_code = status.code;
        self.counts[1] += 1;
        if !self.common.unanswered.is_empty() {
            cx.confirm();
        }
        let reason = status.reason.unwrap_or(b"<empty>");
        let version = text(status.version);
        shared.events.http_reply(cx, version.as_bytes(), status.code.into(), reason);
        if self.connect && status.code != 200 {
            self.connect = false;
        }
        let expect = self.reply_body();
        self.begin_message(cx, Direction::Resp, expect, line.len());
    }

    /// RFC 9110, section 6.4.1: which replies have no body.
    fn reply_body(&self) -> Expect {
        let head = self.common.unanswered.front().is_some_and(|r| r.method.eq_ignore_ascii_case(b"HEAD"));
        match self.common.reply_code {
            _ if head => Expect::Nothing,
            100..=199 | 204 | 304 => Expect::Nothing,
            _ => Expect::Something,
        }
    }

    fn begin_message(&mut self, cx: &mut Context<'_>, from: Direction, expect: Expect, line: usize) {
        if self.sides[from.index()].ongoing {
            cx.weird("HTTP_overlapping_messages", "");
        }
        self.common.messages += 1;
        let m = Message::begin(cx, &mut self.common, from, expect, self.versions[from.index()], line as u64);
        let side = &mut self.sides[from.index()];
        side.message = Some(Box::new(m));
        side.state = State::Message;
        side.ongoing = true;
    }

    /// Bytes of a reply to HTTP/0.9: a body and nothing else.
    fn bare_reply(&mut self, cx: &mut Context<'_>, data: &[u8]) {
        if !self.sides[1].ongoing {
            self.set_version(cx, Direction::Resp, Some(HTTP_09));
            if self.common.unanswered.pop_front().is_some() {
                cx.confirm();
            }
            self.common.connection_close = true;
            self.common.reply_code = 0;
            self.common.shared.events.http_reply(cx, b"0.9", 0, b"<empty>");
            let expect = self.reply_body();
            self.begin_message(cx, Direction::Resp, expect, 0);
            self.deliver(cx, Direction::Resp, |m, common, cx| m.line(cx, common, b""));
            self.sides[1].state = State::Bare;
        }
        self.deliver(cx, Direction::Resp, |m, common, cx| m.bytes(cx, common, data));
    }

    /// Ends the message under way, if there is one.
    fn message_done(&mut self, cx: &mut Context<'_>, from: Direction, interrupted: bool, detail: &str) {
        let side = &mut self.sides[from.index()];
        if !std::mem::replace(&mut side.ongoing, false) {
            return;
        }
        let bare = side.state == State::Bare;
        if let Some(mut m) = side.message.take() {
            m.finish(cx, &mut self.common, interrupted, detail);
            self.sides[from.index()].message = Some(m);
        }
        self.sides[from.index()].state = if interrupted {
            State::Lost
        } else if bare {
            State::Bare
        } else {
            State::FirstLine
        };
        if from == Direction::Resp {
            self.reply_done(cx);
        }
    }

    fn reply_done(&mut self, cx: &mut Context<'_>) {
        let code = std::mem::take(&mut self.common.reply_code);
        // A code below 200 announces another reply to the same request.
        if !(100..200).contains(&code) {
            self.common.unanswered.pop_front();
        }
        let protocol = self.common.upgrade.take();
        let switches = std::mem::take(&mut self.common.upgrade_connection);
        if let (101, 1, true, Some(protocol)) = (code, self.common.unanswered.len(), switches, protocol) {
            self.passed_on = true;
            if let Some(tag) = self.upgrade_analyzer(cx, &protocol) {
                cx.add_child(tag);
            }
            self.common.shared.events.http_connection_upgrade(cx, &protocol);
        }
    }

    /// The analyzer that `HTTP::upgrade_analyzers` names for a protocol.
    fn upgrade_analyzer(&self, cx: &Context<'_>, protocol: &[u8]) -> Option<zander_analyzer::Tag> {
        let key = Key::single(&Val::str(protocol.to_ascii_lowercase()))?;
        match self.common.shared.upgrades.as_ref()?.get(&key)? {
            Val::Enum(item) => cx.analyzers.by_item(&item),
            _ => None,
        }
    }
}

impl Shared {
    /// A request target within the limit of `truncate_http_URI`.
    fn cut<'a>(&self, uri: &'a [u8]) -> std::borrow::Cow<'a, [u8]> {
        match self.truncate_uri.and_then(|n| uri.get(..n)) {
            Some(start) if start.len() < uri.len() => [start, b"..."].concat().into(),
            _ => uri.into(),
        }
    }
}
