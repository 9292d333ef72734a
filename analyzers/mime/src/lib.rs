//! Mail: entities to events and files, for every protocol that carries it.
//!
//! Guarantees: whole contents are kept only while somebody handles an event that carries them, and never more than
//! [`MAX_KEPT`] bytes. Mail comes line by line, and a file takes the same for a line as for many: the lines of one
//! delivery are handed on together, when they are [`HANDED_ON`] bytes or [`Mail::hand_on`] says that no more are at hand.
#![forbid(unsafe_code)]

pub mod events;

use events::Events;
use openssl::hash::{Hasher, MessageDigest};
use std::rc::Rc;
use zander_analyzer::files::Transfer;
use zander_analyzer::mime::{Body, Handler, Limits, Parser, Part};
use zander_analyzer::{Context, Direction, Setup, emit};
use zander_value::{Key, Record, RecordType, Table, TableType, Type, Val};

/// Most bytes of content that are kept for an event.
const MAX_KEPT: usize = 64 << 20;

/// So many bytes of a file are handed on at once.
const HANDED_ON: usize = 4096;

/// What all mails of an engine share.
pub struct Shared {
    events: Events,
    limits: Limits,
    segment_length: usize,
    overlap: usize,
    header: Rc<RecordType>,
    headers: Rc<TableType>,
}

impl Shared {
    /// Looks events and options up, once at start.
    pub fn bind(setup: &Setup<'_>) -> Rc<Shared> {
        let header = emit::record(setup.declarations, "mime_header_rec");
        let headers =
            TableType { index: vec![Type::Count], value: Some(Type::Record(header.clone())), name: None };
        let segment_length = setup.count("mime_segment_length", 1024).clamp(1, 1 << 24) as usize;
        Rc::new(Shared {
            events: Events::bind(setup.declarations),
            limits: Limits { bare_names: false, ..Limits::from_options(setup) },
            segment_length,
            overlap: setup.count("mime_segment_overlap_length", 0).min(segment_length as u64 - 1) as usize,
            header,
            headers: Rc::new(headers),
        })
    }

    fn header_val(&self, name: &[u8], value: &[u8]) -> Val {
        let r = Record::new(&self.header);
        r.set(0, Val::str(name));
        r.set(1, Val::str(name.to_ascii_uppercase()));
        r.set(2, Val::str(value));
        Val::Record(r)
    }
}

/// A mail that is being transferred.
pub struct Mail {
    parser: Parser,
    listener: Listener,
}

impl Mail {
    /// Begins a mail. `name` tells it apart from every other mail of its connection.
    pub fn begin(cx: &mut Context<'_>, shared: &Rc<Shared>, from: Direction, name: u64) -> Mail {
        let mut handle = cx.name().as_bytes().to_vec();
        handle.extend_from_slice(cx.host.uid().as_bytes());
        handle.extend_from_slice(&name.to_be_bytes());
        let mut listener = Listener {
            shared: shared.clone(),
            from,
            handle,
            count: 0,
            entities: Vec::new(),
            all: Vec::new(),
            length: 0,
            waiting: Vec::new(),
            digests: [None, None],
        };
        if shared.events.wants_mime_content_hash(cx) {
            listener.digests[0] = Hasher::new(MessageDigest::md5()).ok();
        }
        if shared.events.wants_mime_content_hash_sha256(cx) {
            listener.digests[1] = Hasher::new(MessageDigest::sha256()).ok();
        }
        Mail { parser: Parser::begin(cx, &mut listener, shared.limits), listener }
    }

    /// A line without its end.
    pub fn line(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        self.parser.line(cx, &mut self.listener, line, true);
    }

    /// What came of a last line that has no end.
    pub fn unfinished_line(&mut self, cx: &mut Context<'_>, line: &[u8]) {
        self.parser.line(cx, &mut self.listener, line, false);
    }

    /// All lines that are at hand were given.
    pub fn hand_on(&mut self, cx: &mut Context<'_>) {
        self.listener.hand_on(cx);
    }

    /// This many bytes of the mail were never seen.
    pub fn gap(&mut self, cx: &mut Context<'_>, length: u64) {
        self.listener.hand_on(cx);
        let Some(entity) = self.listener.entities.last_mut() else { return };
        let at = entity.length;
        entity.length = at.saturating_add(length);
        if let Some(t) = entity.transfer.clone() {
            cx.file_gap(&t, at, length);
        }
    }

    /// The mail is over.
    pub fn finish(mut self, cx: &mut Context<'_>) {
        self.parser.finish(cx, &mut self.listener);
        let listener = self.listener;
        let events = &listener.shared.events;
        if events.wants_mime_all_data(cx) {
            events.mime_all_data(cx, listener.all.len() as u64, &listener.all);
        }
        let length = listener.length;
        let [md5, sha256] = listener.digests.map(|d| d.and_then(|mut hasher| hasher.finish().ok()));
        if let Some(digest) = md5 {
            events.mime_content_hash(cx, length, &digest);
        }
        if let Some(digest) = sha256 {
            events.mime_content_hash_sha256(cx, length, &digest);
        }
    }
}

#[derive(Default)]
struct Entity {
    number: u64,
    headers: Vec<(Vec<u8>, Vec<u8>)>,
    /// Content, while somebody wants it whole.
    content: Vec<u8>,
    length: u64,
    transfer: Option<Transfer>,
}

struct Listener {
    shared: Rc<Shared>,
    from: Direction,
    handle: Vec<u8>,
    count: u64,
    /// By depth.
    entities: Vec<Entity>,
    all: Vec<u8>,
    length: u64,
    /// What the file of the innermost entity is to get.
    waiting: Vec<u8>,
    /// MD5 and SHA-256 of all content.
    digests: [Option<Hasher>; 2],
}

fn keep(into: &mut Vec<u8>, data: &[u8]) {
    let room = MAX_KEPT.saturating_sub(into.len()).min(data.len());
    into.extend_from_slice(data.get(..room).unwrap_or_default());
}

impl Listener {
    /// Gives the file what has come for it.
    fn hand_on(&mut self, cx: &mut Context<'_>) {
        if let Some(t) = self.entities.last().and_then(|e| e.transfer.clone())
            && !self.waiting.is_empty()
        {
            cx.file_data(&t, &self.waiting);
        }
        self.waiting.clear();
    }
}

impl Handler for Listener {
    fn begin_entity(&mut self, cx: &mut Context<'_>, depth: usize) {
        self.hand_on(cx);
        self.count += 1;
        self.entities.truncate(depth);
        self.entities.push(Entity { number: self.count, ..Entity::default() });
        self.shared.events.mime_begin_entity(cx);
    }

    fn header(&mut self, cx: &mut Context<'_>, _depth: usize, name: &[u8], value: &[u8], _folded: bool) {
        let shared = self.shared.clone();
        if shared.events.wants_mime_one_header(cx) {
            let header = shared.header_val(name, value);
            shared.events.mime_one_header(cx, &header);
        }
        if shared.events.wants_mime_all_headers(cx)
            && let Some(entity) = self.entities.last_mut()
        {
            entity.headers.push((name.to_vec(), value.to_vec()));
        }
    }

    fn all_headers(&mut self, cx: &mut Context<'_>, _depth: usize, _part: &Part) -> Body {
        let shared = self.shared.clone();
        if shared.events.wants_mime_all_headers(cx) {
            let list = self.entities.last_mut().map(|e| std::mem::take(&mut e.headers)).unwrap_or_default();
            let table = Table::new(&shared.headers, None);
            for (at, (name, value)) in list.iter().enumerate() {
                table.insert_key(Key::Word(at as u64 + 1), shared.header_val(name, value), 0.0);
            }
            shared.events.mime_all_headers(cx, &Val::Table(table));
        }
        Body::Follows
    }

    fn data(&mut self, cx: &mut Context<'_>, _depth: usize, data: &[u8]) {
        let shared = self.shared.clone();
        if shared.events.wants_mime_segment_data(cx) {
            let mut rest = data;
            while !rest.is_empty() {
                let segment = rest.get(..shared.segment_length).unwrap_or(rest);
                shared.events.mime_segment_data(cx, segment.len() as u64, segment);
                let step =
                    if segment.len() == rest.len() { rest.len() } else { segment.len() - shared.overlap };
                rest = rest.get(step.max(1)..).unwrap_or_default();
            }
        }
        if shared.events.wants_mime_all_data(cx) {
            keep(&mut self.all, data);
        }
        self.length = self.length.saturating_add(data.len() as u64);
        for digest in self.digests.iter_mut().flatten() {
            // Digests of memory do not fail.
            let _ = digest.update(data);
        }
        let Some(entity) = self.entities.last_mut() else { return };
        if shared.events.wants_mime_entity_data(cx) {
            keep(&mut entity.content, data);
        }
        entity.length = entity.length.saturating_add(data.len() as u64);
        if entity.transfer.is_none() {
            // The file begins with the first of its bytes.
            let handle = [self.handle.as_slice(), &entity.number.to_be_bytes()].concat();
            let t = entity.transfer.insert(cx.named_transfer(self.from, &handle));
            return cx.file_data(t, data);
        }
        self.waiting.extend_from_slice(data);
        if self.waiting.len() >= HANDED_ON {
            self.hand_on(cx);
        }
    }

    fn end_entity(&mut self, cx: &mut Context<'_>, depth: usize) {
        self.hand_on(cx);
        let Some(entity) = self.entities.get_mut(depth).map(std::mem::take) else { return };
        self.shared.events.mime_entity_data(cx, entity.content.len() as u64, &entity.content);
        self.shared.events.mime_end_entity(cx);
        if let Some(t) = entity.transfer {
            cx.file_end(&t);
        }
        self.entities.truncate(depth);
    }

    fn event(&mut self, cx: &mut Context<'_>, kind: &str, detail: &str) {
        self.shared.events.mime_event(cx, kind.as_bytes(), detail.as_bytes());
    }
}
