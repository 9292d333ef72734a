//! What peers ask of trackers over HTTP, and the bencoded answers.

use crate::bencode::{self, Entry, Fault, Value};
use crate::events::{BittorrentBencValue, BittorrentPeer, Events};
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, Context, Direction, Factory, Setup, emit};
use zander_value::{Addr, Key, Port, RecordType, Table, TableRef, TableType, Type, Val};

/// Longest line of a head, and most bytes of an answer that is kept.
const LIMIT: usize = 1 << 14;
/// Most headers of a message.
const MAX_HEADERS: u32 = 100;

struct Shared {
    events: Events,
    headers: Rc<TableType>,
    peers: Rc<TableType>,
    values: Rc<TableType>,
}

fn table(index: Type, value: Option<Type>) -> Rc<TableType> {
    Rc::new(TableType { index: vec![index], value, name: None })
}

pub(crate) fn bind(setup: &Setup<'_>) -> Factory {
    let record = |name: &str| -> Rc<RecordType> { emit::record(setup.declarations, name) };
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        headers: table(Type::String, Some(Type::String)),
        peers: table(Type::Record(record("bittorrent_peer")), None),
        values: table(Type::String, Some(Type::Record(record("bittorrent_benc_value")))),
    });
    Box::new(move || {
        let side = || Side {
            lines: Lines::new(Ends { lf: true, cr: false }, LIMIT),
            at: At::First,
            first: Vec::new(),
            headers: Table::new(&shared.headers, None),
            count: 0,
        };
        Box::new(Tracker { shared: shared.clone(), sides: [side(), side()], body: Vec::new() })
    })
}

/// Where in a message a side is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    First,
    Headers,
    Body,
    Over,
}

struct Side {
    lines: Lines,
    at: At,
    /// The URI, or the status in digits.
    first: Vec<u8>,
    headers: TableRef,
    /// How many there are.
    count: u32,
}

struct Tracker {
    shared: Rc<Shared>,
    /// By direction.
    sides: [Side; 2],
    /// The answer so far.
    body: Vec<u8>,
}

impl Analyzer for Tracker {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        if cx.conn.partial {
            return;
        }
        loop {
            let side = &mut self.sides[from.index()];
            match side.at {
                At::Over => return,
                At::Body if data.is_empty() => return,
                At::Body => self.answer(cx, &mut data),
                At::First | At::Headers => {
                    let Some(line) = side.lines.next(&mut data) else { return };
                    if side.lines.faults.too_long {
                        return self.wrong(cx, from, "a line that is too long", line.bytes());
                    }
                    self.line(cx, from, line.bytes());
                    self.sides[from.index()].lines.recycle(line);
                }
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        if self.sides[from.index()].at != At::Over {
            self.wrong(cx, from, "bytes are missing", b"");
        }
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}

/// `GET URI HTTP/1.x`: the URI.
fn request(line: &[u8]) -> Option<&[u8]> {
    let uri = line.strip_prefix(b"GET ")?.trim_ascii();
    let end = uri.iter().rposition(|c| *c == b' ').filter(|at| uri[*at..].starts_with(b" HTTP/"));
    Some(uri[..end.unwrap_or(uri.len())].trim_ascii_end())
}

/// `HTTP/1.x STATUS REASON`: the status.
fn status(line: &[u8]) -> Option<&[u8]> {
    line.strip_prefix(b"HTTP/")?.split(|c| *c == b' ').nth(1)
}

impl Tracker {
    fn wrong(&mut self, cx: &mut Context<'_>, from: Direction, why: &str, data: &[u8]) {
        self.sides[from.index()].at = At::Over;
        if why == "bytes are missing" {
            self.shared.events.bt_tracker_weird(cx, from.is_orig(), why.as_bytes());
        }
        cx.violation(why, data);
    }

    fn line(&mut self, cx: &mut Context<'_>, from: Direction, line: &[u8]) {
        let side = &mut self.sides[from.index()];
        if side.at == At::First {
            // A line may end an answer whose length nobody told.
            if line.is_empty() {
                return;
            }
            let first = if from.is_orig() { request(line) } else { status(line) };
            let Some(first) = first else { return self.wrong(cx, from, "neither asks nor answers", line) };
            side.first = first.to_vec();
            side.headers = Table::new(&self.shared.headers, None);
            side.count = 0;
            side.at = At::Headers;
            return;
        }
        if line.is_empty() {
            return self.end_of_headers(cx, from);
        }
        let colon = line.iter().position(|c| *c == b':').filter(|at| *at > 0);
        side.count += 1;
        let Some(colon) = colon.filter(|_| side.count <= MAX_HEADERS) else {
            return self.wrong(cx, from, "not a header", line);
        };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if let Some(key) = Key::single(&Val::str(name)) {
            side.headers.insert_key(key, Val::str(value), 0.0);
        }
    }

    fn end_of_headers(&mut self, cx: &mut Context<'_>, from: Direction) {
        let e = &self.shared.events;
        let side = &mut self.sides[from.index()];
        let headers = Val::Table(side.headers.clone());
        if from.is_orig() {
            cx.confirm();
            side.at = At::First;
            return e.bt_tracker_request(cx, &side.first, &headers);
        }
        if side.first == b"200" {
            side.at = At::Body;
            self.body.clear();
            return;
        }
        side.at = At::Over;
        e.bt_tracker_response_not_ok(cx, number(&side.first), &headers);
    }

    /// Takes an answer off the front once it is whole.
    fn answer(&mut self, cx: &mut Context<'_>, data: &mut &[u8]) {
        let before = self.body.len();
        let room = LIMIT - before;
        self.body.extend_from_slice(&data[..data.len().min(room)]);
        let body = std::mem::take(&mut self.body);
        let mut rest = &body[..];
        match bencode::dictionary(&mut rest) {
            Ok(entries) => {
                let used = body.len() - rest.len();
                *data = &data[used - before..];
                let side = &mut self.sides[Direction::Resp.index()];
                side.at = At::First;
                let (status, headers) = (number(&side.first), Val::Table(side.headers.clone()));
                let (peers, values) = self.shared.tell(&entries);
                self.shared.events.bt_tracker_response(cx, status, &headers, &peers, &values);
            }
            Err(Fault::Incomplete) if data.len() < room => {
                *data = &[];
                self.body = body;
            }
            Err(_) => self.wrong(cx, Direction::Resp, "not a bencoded dictionary", &body),
        }
    }
}

/// Digits as a number; 0 when they are none.
fn number(digits: &[u8]) -> u64 {
    std::str::from_utf8(digits).ok().and_then(|d| d.parse().ok()).unwrap_or(0)
}

impl Shared {
    /// The peers in an answer, and its other values.
    fn tell(&self, entries: &[Entry<'_>]) -> (Val, Val) {
        let (peers, values) = (Table::new(&self.peers, None), Table::new(&self.values, None));
        for (key, value) in entries {
            match value {
                Value::Text(compact) if *key == b"peers" => {
                    for p in compact.chunks_exact(6) {
                        let &[a, b, c, d, high, low] = p else { continue };
                        let p = Port::tcp(u16::from_be_bytes([high, low]));
                        let peer = BittorrentPeer { h: Addr::v4([a, b, c, d]), p }.val(&self.events);
                        if let Some(key) = Key::single(&peer) {
                            peers.insert_key(key, Val::None, 0.0);
                        }
                    }
                }
                value => {
                    if let Some(key) = Key::single(&Val::str(key)) {
                        values.insert_key(key, self.value(*value), 0.0);
                    }
                }
            }
        }
        (Val::Table(peers), Val::Table(values))
    }

    fn value(&self, value: Value<'_>) -> Val {
        let mut v = BittorrentBencValue { i: None, s: None, d: None, l: None };
        match value {
            Value::Number(n) => v.i = Some(n),
            Value::Text(s) => v.s = Some(s),
            Value::Dictionary(d) => v.d = Some(d),
            Value::List(l) => v.l = Some(l),
        }
        v.val(&self.events)
    }
}
