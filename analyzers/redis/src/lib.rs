//! Redis over TCP: commands of a client, as arrays or as lines, and what the server says.
//!
//! Where the server's stream cannot be read it is taken up again behind the end of a line.
#![forbid(unsafe_code)]

pub mod command;
pub mod events;
pub mod resp;

use command::Known;
use events::*;
use resp::{Found, Scanner};
use std::borrow::Cow;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, emit};
use zander_value::{EnumType, Val};

/// Registers the analyzer.
pub static REDIS: Descriptor = Descriptor {
    name: "REDIS",
    tag: "Analyzer::ANALYZER_REDIS",
    signatures: include_str!("../dpd.sig"),
    bind,
};

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        commands: emit::enumeration(setup.declarations, "Redis::RedisCommand"),
    });
    Box::new(move || {
        Box::new(Redis {
            shared: shared.clone(),
            client: Side::default(),
            server: Side::default(),
            asked: false,
        })
    })
}

struct Shared {
    events: Events,
    commands: Rc<EnumType>,
}

/// Longest command that is not sent as an array.
const MAX_LINE: usize = 1024;

struct Redis {
    shared: Rc<Shared>,
    client: Side,
    server: Side,
    /// The client has said something.
    asked: bool,
}

/// One direction.
#[derive(Default)]
struct Side {
    /// What has not ended.
    partial: Vec<u8>,
    scanner: Scanner,
    state: State,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Reading,
    /// The end of a line is looked for, behind which a value may begin.
    Searching,
    /// A value may begin here.
    Trying,
    Lost,
}

impl Analyzer for Redis {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let shared = self.shared.clone();
        if from == Direction::Orig {
            self.asked = true;
        } else if !self.asked {
            // A server that speaks first answers what was not seen: nothing can be paired.
            if self.server.state != State::Lost {
                cx.violation("a server that speaks first", data);
            }
            self.client.state = State::Lost;
            self.server.state = State::Lost;
        }
        let side = match from {
            Direction::Orig => &mut self.client,
            Direction::Resp => &mut self.server,
        };
        if side.state == State::Lost {
            return;
        }
        let joined = if side.partial.is_empty() {
            Cow::Borrowed(data)
        } else {
            side.partial.extend_from_slice(data);
            Cow::Owned(std::mem::take(&mut side.partial))
        };
        let mut rest = &joined[..];
        let whole = match from {
            Direction::Orig => side.commands(cx, &shared, &mut rest),
            Direction::Resp => side.answers(cx, &shared, &mut rest),
        };
        if !whole {
            side.state = State::Lost;
        } else if !rest.is_empty() {
            side.partial = match joined {
                // The usual case of a long value: nothing was taken off.
                Cow::Owned(v) if v.len() == rest.len() => v,
                _ => rest.to_vec(),
            };
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        let (side, state) = match from {
            Direction::Orig => (&mut self.client, State::Lost),
            Direction::Resp => (&mut self.server, State::Searching),
        };
        *side = Side { state, ..Side::default() };
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        if from == Direction::Resp && matches!(self.server.state, State::Searching | State::Trying) {
            self.server.state = State::Lost;
            cx.violation("what the server says is not RESP", b"");
        }
    }

    fn flip_roles(&mut self) {
        std::mem::swap(&mut self.client, &mut self.server);
    }
}

impl Side {
    /// Takes commands off the front. False when the stream cannot be read any further.
    fn commands(&mut self, cx: &mut Context<'_>, shared: &Shared, data: &mut &[u8]) -> bool {
        loop {
            let all = *data;
            let words: Vec<Cow<'_, [u8]>> = match all.first() {
                None => return true,
                Some(b'*') => match self.scanner.scan(all) {
                    Found::Value(n) => {
                        let (array, rest) = all.split_at(n.min(all.len()));
                        *data = rest;
                        let Some(words) = bulk_words(array) else {
                            cx.violation("a command that is not made of strings", array);
                            return false;
                        };
                        words
                    }
                    Found::Short => return true,
                    Found::Fault => {
                        cx.violation("malformed command", all);
                        return false;
                    }
                },
                Some(_) => match resp::line(all) {
                    Some(line) if line.len() <= MAX_LINE => {
                        *data = all.get(line.len() + 2..).unwrap_or_default();
                        command::words(line).into_iter().map(Cow::Borrowed).collect()
                    }
                    None if all.len() <= MAX_LINE => return true,
                    _ => {
                        cx.violation("a command that is too long", b"");
                        return false;
                    }
                },
            };
            // An empty line says nothing.
            if !words.is_empty() {
                raise(cx, shared, &words);
            }
        }
    }

    /// Takes what the server says off the front.
    fn answers(&mut self, cx: &mut Context<'_>, shared: &Shared, data: &mut &[u8]) -> bool {
        loop {
            if self.state == State::Searching {
                let Some(skipped) = resp::line(data) else {
                    // A CR at the end may be half of what is looked for.
                    *data = data.get(data.len().saturating_sub(1)..).unwrap_or_default();
                    return true;
                };
                *data = data.get(skipped.len() + 2..).unwrap_or_default();
                self.state = State::Trying;
            }
            match self.scanner.scan(data) {
                Found::Value(n) => {
                    let (value, rest) = data.split_at(n.min(data.len()));
                    *data = rest;
                    self.state = State::Reading;
                    cx.confirm();
                    answer(cx, &shared.events, value);
                }
                Found::Short => return true,
                Found::Fault => self.state = State::Searching,
            }
        }
    }
}

/// The words of a command sent as an array; `None` when it has others than strings.
fn bulk_words(array: &[u8]) -> Option<Vec<Cow<'_, [u8]>>> {
    let mut rest = array.get(resp::line(array)?.len() + 2..)?;
    let mut words = Vec::new();
    while !rest.is_empty() {
        let head = resp::line(rest.strip_prefix(b"$")?)?;
        let length = usize::try_from(resp::number(head)?.max(0)).ok()?;
        let start = head.len() + 3;
        words.push(Cow::Borrowed(rest.get(start..start + length)?));
        rest = rest.get(start + length + 2..)?;
    }
    Some(words)
}

fn raise(cx: &mut Context<'_>, shared: &Shared, words: &[Cow<'_, [u8]>]) {
    let e = &shared.events;
    let word = |at: usize| words.get(at).map(|w| &w[..]);
    let known = word(0).and_then(command::known);
    let argument = |place: usize| if place == 0 { None } else { word(place) };
    let (key, value) = known.map_or((None, None), |k| (argument(k.key), argument(k.value)));
    if e.wants_Redis_command(cx) {
        let command = RedisCommand {
            raw: emit::strings(words.iter()),
            name: word(0).unwrap_or_default(),
            key,
            value,
            known: known
                .map(|k| Val::Enum(emit::item(&shared.commands, &format!("Redis::RedisCommand_{}", k.name)))),
        };
        e.Redis_command(cx, &command.val(e));
    }
    match known {
        Some(Known { name: "SET", .. }) => {
            if let (Some(key), Some(value)) = (key, value) {
                e.Redis_set_command(cx, &set(key, value, words).val(e));
            }
        }
        Some(Known { name: "GET", .. }) => {
            if let Some(key) = key {
                e.Redis_get_command(cx, key);
            }
        }
        Some(Known { name: "AUTH", .. }) => {
            let login = match (word(1), word(2)) {
                (Some(username), Some(password)) => RedisAuthCommand { username: Some(username), password },
                (Some(password), None) => RedisAuthCommand { username: None, password },
                _ => return,
            };
            e.Redis_auth_command(cx, &login.val(e));
        }
        Some(Known { name: "HELLO", .. }) => {
            e.Redis_hello_command(cx, &RedisHelloCommand { requested_resp_version: word(1) }.val(e));
        }
        _ => {}
    }
}

/// The options of SET.
fn set<'a>(key: &'a [u8], value: &'a [u8], words: &[Cow<'_, [u8]>]) -> RedisSetCommand<'a> {
    let mut s = RedisSetCommand {
        key,
        value,
        nx: false,
        xx: false,
        get: false,
        ex: None,
        px: None,
        exat: None,
        pxat: None,
        keep_ttl: false,
    };
    let mut options = words.iter().skip(3);
    while let Some(option) = options.next() {
        let mut time = || options.next().and_then(|w| resp::number(w)).and_then(|n| n.try_into().ok());
        match option.to_ascii_lowercase().as_slice() {
            b"nx" => s.nx = true,
            b"xx" => s.xx = true,
            b"get" => s.get = true,
            b"ex" => s.ex = time(),
            b"px" => s.px = time(),
            b"exat" => s.exat = time(),
            b"pxat" => s.pxat = time(),
            b"keepttl" => s.keep_ttl = true,
            _ => {}
        }
    }
    s
}

fn answer(cx: &mut Context<'_>, e: &Events, value: &[u8]) {
    let kind = value.first().copied().unwrap_or_default();
    let wanted = match kind {
        b'>' => e.wants_Redis_server_push(cx),
        b'-' | b'!' => e.wants_Redis_error(cx),
        _ => e.wants_Redis_reply(cx),
    };
    if !wanted {
        return;
    }
    let text = resp::text(value);
    let version = if b"+-:$*".contains(&kind) { 2 } else { 3 };
    let data = RedisReplyData {
        attributes: text.attributes.as_deref(),
        value: &text.value,
        min_protocol_version: version,
    }
    .val(e);
    match kind {
        b'>' => e.Redis_server_push(cx, &data),
        b'-' | b'!' => e.Redis_error(cx, &data),
        _ => e.Redis_reply(cx, &data),
    }
}
