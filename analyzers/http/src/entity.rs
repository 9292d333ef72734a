//! What HTTP adds to MIME entities: how long bodies are, codings, ranges, and the files that they are.

use crate::parse::{self, Range, Version};
use crate::{Common, Shared};
use std::rc::Rc;
use zander_analyzer::decode::{Coding, Decoder};
use zander_analyzer::files::Transfer;
use zander_analyzer::mime::{Body, Handler, Parser, Part, after_token, token};
use zander_analyzer::signatures::Content;
use zander_analyzer::{Context, Direction};

/// Whether a message of its kind has a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expect {
    /// Never: replies to HEAD, codes 1xx, 204 and 304.
    Nothing,
    /// Replies: one that has no length lasts until the connection closes.
    Something,
    /// Requests: only when a header announces one.
    Announced,
}

/// RFC 9112, section 7.1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chunked {
    No,
    /// A header says so.
    Announced,
    Size,
    Data,
    /// The end of line behind the data.
    DataEnd,
    Trailer,
    Over,
}

/// One entity.
pub struct Entity {
    number: u32,
    pub content_length: Option<u64>,
    /// Bytes of the body that are still to come by number; `u64::MAX` until the connection closes.
    pub left: u64,
    pub chunked: Chunked,
    range: Option<Range>,
    pub coding: Option<Coding>,
    decoder: Option<Box<Decoder>>,
    expects_100: bool,
    /// Offset in the file of what comes next, for ranges.
    offset: u64,
    pub body_length: u64,
    pub header_length: u64,
    size_told: bool,
    transfer: Option<Transfer>,
    /// Signatures have seen its beginning.
    matching: bool,
    pub deliver: bool,
    headers: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Entity {
    fn new(number: u32) -> Entity {
        Entity {
            number,
            content_length: None,
            left: 0,
            chunked: Chunked::No,
            range: None,
            coding: None,
            decoder: None,
            expects_100: false,
            offset: 0,
            body_length: 0,
            header_length: 0,
            size_told: false,
            transfer: None,
            matching: false,
            deliver: true,
            headers: Vec::new(),
        }
    }

    /// The file is as long as was announced.
    fn is_complete(&self) -> bool {
        self.range.is_none() && !self.coded() && self.content_length == Some(self.body_length)
    }

    fn coded(&self) -> bool {
        matches!(self.coding, Some(Coding::Gzip | Coding::Deflate))
    }
}

/// The state of one message.
pub struct State {
    shared: Rc<Shared>,
    pub from: Direction,
    expect: Expect,
    version: Option<Version>,
    /// By depth.
    pub entities: Vec<Entity>,
    counter: u32,
    /// Names the message within its connection.
    number: u64,
    /// Time of its first line.
    pub start: f64,
    /// Length of its first line.
    pub line_length: u64,
    pub gaps: u64,
}

impl State {
    pub fn new(
        common: &Common,
        from: Direction,
        expect: Expect,
        version: Option<Version>,
        now: f64,
        line: u64,
    ) -> State {
        State {
            shared: common.shared.clone(),
            from,
            expect,
            version,
            entities: Vec::new(),
            counter: 0,
            number: common.messages,
            start: now,
            line_length: line,
            gaps: 0,
        }
    }

    /// The innermost open entity.
    pub fn current(&mut self) -> Option<&mut Entity> {
        self.entities.last_mut()
    }

    /// The outermost entity.
    pub fn top(&self) -> Option<&Entity> {
        self.entities.first()
    }

    /// The file of an entity. A document fetched in ranges is one file, whatever connections carry it; anything else is
    /// a file of its own.
    fn transfer(&mut self, cx: &mut Context<'_>, common: &Common, depth: usize) -> Option<Transfer> {
        let (from, message) = (self.from, self.number);
        let entity = self.entities.get_mut(depth)?;
        if entity.transfer.is_none() {
            // Where no script knows what is a file of its own.
            let mut handle = b"HTTP".to_vec();
            match common.unanswered.front().filter(|r| r.range && from == Direction::Resp) {
                Some(request) => {
                    handle.extend_from_slice(b" range ");
                    handle.extend_from_slice(&cx.conn.orig_addr.octets());
                    match &request.host {
                        Some(host) => handle.extend_from_slice(host),
                        None => {
                            handle.extend_from_slice(&cx.conn.resp_addr.octets());
                            handle.extend_from_slice(&cx.conn.resp_port.number.to_be_bytes());
                        }
                    }
                    handle.extend_from_slice(&request.uri);
                }
                None => {
                    handle.extend_from_slice(cx.host.uid().as_bytes());
                    handle.push(from.index() as u8);
                    handle.extend_from_slice(&message.to_be_bytes());
                    handle.extend_from_slice(&entity.number.to_be_bytes());
                }
            }
            entity.transfer = Some(cx.named_transfer(from, &handle));
        }
        entity.transfer.clone()
    }

    /// Ends the file of an entity. Pieces of a range may come over other connections yet.
    pub fn end_file(&mut self, cx: &mut Context<'_>, common: &Common, depth: usize) {
        if self.from == Direction::Resp && common.reply_code == 206 {
            return;
        }
        if let Some(transfer) = self.entities.get(depth).and_then(|e| e.transfer.clone()) {
            cx.file_end(&transfer);
        }
    }
}

/// A message's state together with the connection's, as the MIME parser calls it.
pub struct Sink<'a> {
    pub common: &'a mut Common,
    pub state: &'a mut State,
}

impl Sink<'_> {
    /// Body bytes of the innermost entity, transfer coding undone; `line_end` tells that a line end follows them.
    pub fn body(&mut self, cx: &mut Context<'_>, parser: &mut Parser, data: &[u8], line_end: bool) {
        let depth = parser.depth();
        let Some(entity) = self.state.entities.get_mut(depth) else { return };
        if entity.coding.is_none() {
            self.clear(cx, parser, data, line_end);
            return;
        }
        let mut decoder = match entity.decoder.take() {
            Some(d) => d,
            None => match entity.coding {
                Some(coding) => Box::new(Decoder::new(coding)),
                None => return,
            },
        };
        let result = decoder.decode(data, &mut |piece| self.clear(cx, parser, piece, false));
        if result.is_err() {
            cx.weird_from("ZIP", "inflate_failed", "");
        }
        if let Some(entity) = self.state.entities.get_mut(depth) {
            entity.decoder = Some(decoder);
        }
    }

    fn clear(&mut self, cx: &mut Context<'_>, parser: &mut Parser, data: &[u8], line_end: bool) {
        let length = data.len() as u64 + if line_end { 2 } else { 0 };
        for entity in &mut self.state.entities {
            entity.body_length += length;
        }
        let deliver = self.state.current().is_some_and(|e| e.deliver);
        if !deliver {
            return;
        }
        if line_end || parser.current().is_some_and(Part::is_composite) {
            parser.line(cx, self, data, line_end);
        } else {
            parser.raw(cx, self, data);
        }
        if cx.has_children() {
            cx.forward_stream(self.state.from, data);
        }
    }

    fn length_header(&mut self, cx: &mut Context<'_>, depth: usize, value: &[u8]) {
        let Some(text) = token(value).map(|(t, _)| t) else { return };
        let Some(entity) = self.state.entities.get_mut(depth) else { return };
        let parsed = parse::decimal(text);
        match parsed {
            Ok(n) => {
                if text.len() > 1 && text.first() == Some(&b'0') {
                    cx.weird("HTTP_content_length_leading_zeros", text);
                }
                entity.content_length = Some(n);
                if let Some(range) = entity.range
                    && range.length != n
                {
                    // Whichever is larger counts, lest the rest hide.
                    cx.weird("HTTP_range_not_matching_len", "");
                    entity.content_length = Some(n.max(range.length));
                }
            }
            Err(_) => {
                cx.weird("HTTP_bad_content_length", value);
                entity.content_length = Some(0);
            }
        }
        let entity = match self.state.entities.get(depth) {
            Some(e) => e,
            None => return,
        };
        if entity.chunked != Chunked::No {
            cx.weird("HTTP_content_length_and_chunked", "");
        }
        if entity.expects_100 && entity.content_length == Some(0) {
            cx.weird("HTTP_content_length_0_and_expect_100_cont", "");
        }
    }

    /// `false` when the range makes no sense: the header is then not told.
    fn range_header(&mut self, cx: &mut Context<'_>, depth: usize, value: &[u8]) -> bool {
        let unit = token(value).map(|(t, _)| t).unwrap_or_default();
        if unit != b"bytes" {
            cx.weird("HTTP_content_range_unknown_byte_unit", unit);
            return false;
        }
        let text: Vec<u8> = after_token(value).iter().copied().filter(|c| *c != b' ').collect();
        let range = match parse::content_range(&text) {
            Ok(range) => range,
            Err(name) => {
                cx.weird(name, text);
                return false;
            }
        };
        let Some(entity) = self.state.entities.get_mut(depth) else { return false };
        if entity.chunked != Chunked::No {
            cx.weird("HTTP_content_range_and_chunked", "");
        }
        entity.range = Some(range);
        entity.offset = range.first;
        match entity.content_length {
            Some(n) if n > 0 => {
                if n != range.length {
                    cx.weird("HTTP_range_not_matching_len", "");
                    entity.content_length = Some(n.max(range.length));
                }
            }
            _ => entity.content_length = Some(range.length),
        }
        true
    }

    /// What headers say about where the body ends; `false` when one is not to be told.
    fn framing_header(
        &mut self,
        cx: &mut Context<'_>,
        depth: usize,
        name: &[u8],
        value: &[u8],
        folded: bool,
    ) -> bool {
        let is = |other: &str| name.eq_ignore_ascii_case(other.as_bytes());
        if folded && (is("transfer-encoding") || is("content-length")) {
            cx.weird("HTTP_obsolete_line_folding", name);
        }
        if is("content-length") {
            self.length_header(cx, depth, value);
        } else if is("content-range") {
            if self.common.reply_code == 206 && self.state.from == Direction::Resp {
                return self.range_header(cx, depth, value);
            }
        } else if is("transfer-encoding") {
            if depth > 0 {
                cx.weird("HTTP_nested_transfer_encoding_header", "");
                return true;
            }
            let Some((coding, rest)) = token(value) else { return true };
            if !coding.eq_ignore_ascii_case(b"chunked") || self.state.version != Some((1, 1)) {
                return true;
            }
            if !rest.trim_ascii().is_empty() {
                cx.weird("HTTP_chunked_multi", rest);
            }
            if let Some(entity) = self.state.entities.get_mut(depth) {
                if entity.content_length.is_some() {
                    cx.weird("HTTP_content_length_and_chunked", "");
                }
                entity.chunked = Chunked::Announced;
            }
        } else if is("content-encoding") {
            let coding = token(value).map(|(t, _)| t.to_ascii_lowercase());
            let coding = match coding.as_deref() {
                Some(b"gzip" | b"x-gzip") => Some(Coding::Gzip),
                Some(b"deflate") => Some(Coding::Deflate),
                Some(b"br") if self.state.shared.more_codings => Some(Coding::Brotli),
                Some(b"zstd") if self.state.shared.more_codings => Some(Coding::Zstd),
                _ => return true,
            };
            if let Some(entity) = self.state.entities.get_mut(depth) {
                entity.coding = coding;
            }
        } else if is("expect") && self.state.from == Direction::Orig {
            if value.eq_ignore_ascii_case(b"100-continue") {
                if let Some(entity) = self.state.entities.get_mut(depth) {
                    entity.expects_100 = true;
                    if entity.content_length == Some(0) {
                        cx.weird("HTTP_content_length_0_and_expect_100_cont", "");
                    }
                }
            } else {
                cx.weird("HTTP_expect_not_100_continue", value);
            }
        }
        true
    }
}

impl Handler for Sink<'_> {
    fn begin_entity(&mut self, cx: &mut Context<'_>, _depth: usize) {
        self.state.counter += 1;
        self.state.entities.push(Entity::new(self.state.counter));
        self.state.shared.events.http_begin_entity(cx, self.state.from.is_orig());
    }

    fn header(&mut self, cx: &mut Context<'_>, depth: usize, name: &[u8], value: &[u8], folded: bool) {
        if !self.framing_header(cx, depth, name, value, folded) {
            return;
        }
        self.common.note_header(self.state.from, depth, name, value);
        let from = self.state.from;
        let content = match from {
            Direction::Orig => Content::HttpRequestHeader,
            Direction::Resp => Content::HttpReplyHeader,
        };
        if cx.analyzers.signatures.uses(content) {
            cx.match_content(content, from, &name.to_ascii_uppercase(), true, false);
            cx.match_content(content, from, b": ", false, false);
            cx.match_content(content, from, value, false, true);
        }
        let (shared, is_orig) = (&self.state.shared, self.state.from.is_orig());
        if shared.events.wants_http_header(cx) {
            shared.events.http_header(cx, is_orig, name, &name.to_ascii_uppercase(), value);
        }
        if shared.events.wants_http_all_headers(cx)
            && let Some(entity) = self.state.entities.get_mut(depth)
        {
            entity.headers.push((name.to_vec(), value.to_vec()));
        }
    }

    fn all_headers(&mut self, cx: &mut Context<'_>, depth: usize, part: &Part) -> Body {
        let (shared, is_orig) = (self.state.shared.clone(), self.state.from.is_orig());
        let expect = if depth == 0 { self.state.expect } else { Expect::Something };
        let Some(entity) = self.state.entities.get_mut(depth) else { return Body::Missing };
        if entity.chunked == Chunked::Trailer {
            entity.chunked = Chunked::Over;
            return Body::Missing;
        }
        if shared.events.wants_http_all_headers(cx) {
            let list = shared.header_list.val(&std::mem::take(&mut entity.headers));
            shared.events.http_all_headers(cx, is_orig, &list);
        }
        shared.events.http_content_type(cx, is_orig, &part.content_type, &part.content_subtype);
        if expect == Expect::Nothing {
            return Body::Missing;
        }
        if part.is_composite() {
            if entity.chunked != Chunked::No {
                cx.weird("HTTP_chunked_transfer_for_multipart_message", "");
                entity.chunked = Chunked::Size;
            }
            return Body::Follows;
        }
        if entity.chunked != Chunked::No {
            entity.chunked = Chunked::Size;
            return Body::Follows;
        }
        match entity.content_length {
            Some(0) => Body::Missing,
            Some(n) => {
                entity.left = n;
                Body::Follows
            }
            None if depth == 0 && (self.common.connection_close || entity.coded()) => {
                entity.left = u64::MAX;
                Body::Follows
            }
            None if expect == Expect::Announced => Body::Missing,
            None => Body::Follows,
        }
    }

    fn data(&mut self, cx: &mut Context<'_>, depth: usize, data: &[u8]) {
        let shared = self.state.shared.clone();
        let is_orig = self.state.from.is_orig();
        let wanted = shared.events.wants_http_entity_data(cx);
        // Without a handler, the file need not get it in small pieces.
        let size = if wanted { shared.delivery_size } else { usize::MAX };
        let content = match self.state.from {
            Direction::Orig => Content::HttpRequestBody,
            Direction::Resp => Content::HttpReplyBody,
        };
        for piece in data.chunks(size.max(1)) {
            if cx.analyzers.signatures.uses(content)
                && let Some(entity) = self.state.entities.get_mut(depth)
            {
                let first = !std::mem::replace(&mut entity.matching, true);
                cx.match_content(content, self.state.from, piece, first, false);
            }
            if wanted {
                shared.events.http_entity_data(cx, is_orig, piece.len() as u64, piece);
            }
            let Some(transfer) = self.state.transfer(cx, self.common, depth) else { return };
            let Some(entity) = self.state.entities.get_mut(depth) else { return };
            let first = !std::mem::replace(&mut entity.size_told, true);
            let (range, offset) = (entity.range, entity.offset);
            let size = match range {
                Some(range) => range.whole,
                None => entity.content_length,
            };
            let size = size.filter(|n| first && *n > 0 && !entity.coded());
            entity.offset = offset.saturating_add(piece.len() as u64);
            if let Some(size) = size {
                cx.file_size(&transfer, size);
            }
            match range {
                Some(_) => cx.file_data_at(&transfer, offset, piece),
                None => cx.file_data(&transfer, piece),
            }
        }
    }

    fn end_entity(&mut self, cx: &mut Context<'_>, depth: usize) {
        if self.state.entities.get(depth).is_some_and(|e| e.body_length > 0) && cx.has_children() {
            cx.forward_end(self.state.from);
        }
        self.state.shared.events.http_end_entity(cx, self.state.from.is_orig());
        // The outermost one is ended with its message.
        if depth > 0 {
            self.state.end_file(cx, self.common, depth);
            self.state.entities.truncate(depth);
        }
    }

    fn event(&mut self, cx: &mut Context<'_>, kind: &str, detail: &str) {
        self.state.shared.events.http_event(cx, kind.as_bytes(), detail.as_bytes());
    }
}

impl State {
    /// `length` bytes were never seen in the innermost entity, or behind the outermost one when that is over: nobody can
    /// tell whether it went on, so they are missing of its file. `false` when it has no body yet.
    pub fn gap(&mut self, cx: &mut Context<'_>, common: &Common, length: u64) -> bool {
        let depth = self.entities.len().saturating_sub(1);
        let Some(entity) = self.entities.get_mut(depth).filter(|e| e.body_length > 0) else { return false };
        let at = entity.body_length;
        if entity.is_complete() {
            // Nothing more can belong to its file: it is the next message that misses these.
            entity.transfer = None;
            self.number = common.messages + 1;
        }
        if let Some(transfer) = self.transfer(cx, common, depth) {
            cx.file_gap(&transfer, at, length);
        }
        if let Some(entity) = self.entities.get_mut(depth).filter(|e| e.range.is_some()) {
            entity.offset = entity.offset.saturating_add(length);
        }
        true
    }
}
