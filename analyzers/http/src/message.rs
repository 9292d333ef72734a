//! One request or reply: which of its bytes are headers, chunk sizes or body.

use crate::Common;
use crate::entity::{Chunked, Expect, Sink, State};
use crate::events::HttpMessageStat;
use crate::parse::{self, Version};
use zander_analyzer::decode::Decoder;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::mime::{Parser, Part};
use zander_analyzer::{Context, Direction, Time};

/// One request or reply.
pub struct Message {
    parser: Parser,
    state: State,
    finished: bool,
    /// Splits bodies that consist of parts, when they come in counted bytes.
    lines: Lines,
    /// Bytes left of a counted body that consists of parts.
    composite_left: u64,
    /// Undoes the content coding of a body that consists of parts, before it is split.
    decoder: Option<Box<Decoder>>,
}

impl Message {
    /// A message whose first line, `line` bytes long, has been read.
    pub fn begin(
        cx: &mut Context<'_>,
        common: &mut Common,
        from: Direction,
        expect: Expect,
        version: Option<Version>,
        line: u64,
    ) -> Message {
        let mut state = State::new(common, from, expect, version, cx.now(), line);
        let limits = common.shared.limits;
        let parser = Parser::begin(cx, &mut Sink { common, state: &mut state }, limits);
        let lines = Lines::new(Ends { lf: true, cr: false }, crate::MAX_LINE);
        Message { parser, state, finished: false, lines, composite_left: 0, decoder: None }
    }

    /// How many bytes are wanted by their number; `None` when a line is.
    pub fn wants(&self) -> Option<u64> {
        if self.composite_left > 0 {
            return Some(self.composite_left);
        }
        let top = self.state.top()?;
        if self.parser.in_header() && self.parser.depth() == 0 {
            return None;
        }
        match top.chunked {
            Chunked::Data => Some(top.left),
            Chunked::No | Chunked::Announced => {
                let left = self.state.entities.last()?.left;
                (left > 0).then_some(left)
            }
            _ => None,
        }
    }

    /// True when all of the message has been delivered.
    pub fn is_over(&self) -> bool {
        self.parser.is_over() && self.composite_left == 0
    }

    /// No more events and no file for the entity under way.
    pub fn skip(&mut self) {
        if let Some(e) = self.state.current() {
            e.deliver = false;
        }
    }

    /// A line without its end.
    pub fn line(&mut self, cx: &mut Context<'_>, common: &mut Common, line: &[u8]) {
        self.one_line(cx, common, line, true);
    }

    fn one_line(&mut self, cx: &mut Context<'_>, common: &mut Common, line: &[u8], line_end: bool) {
        let chunked = self.state.top().map_or(Chunked::No, |e| e.chunked);
        let in_top_header = self.parser.depth() == 0 && self.parser.in_header();
        match chunked {
            Chunked::Size => return self.chunk_size(cx, common, line),
            Chunked::DataEnd => {
                if !line.is_empty() {
                    let events = &common.shared.events;
                    events.http_event(cx, b"illegal format", b"inaccurate chunk size: data before <CR><LF>");
                }
                if let Some(e) = self.state.entities.first_mut() {
                    e.chunked = Chunked::Size;
                }
                return;
            }
            _ => {}
        }
        if self.parser.in_header() {
            if !line_end {
                cx.weird("http_no_crlf_in_header_list", "");
            }
            let depth = self.parser.depth();
            let length = line.len() as u64;
            if let Some(e) = self.state.entities.get_mut(depth) {
                e.header_length += length;
            }
            // The headers of a part are body to those around it.
            let outer = length + if line_end { 2 } else { 0 };
            self.state.entities.iter_mut().take(depth).for_each(|e| e.body_length += outer);
            self.parser.line(cx, &mut Sink { common, state: &mut self.state }, line, line_end);
            if in_top_header && !(self.parser.depth() == 0 && self.parser.in_header()) {
                self.headers_over();
            }
            return;
        }
        let mut sink = Sink { common, state: &mut self.state };
        sink.body(cx, &mut self.parser, line, line_end);
    }

    /// A counted body of parts is cut into lines here, lest it run over its end.
    fn headers_over(&mut self) {
        let composite = self.parser.depth() > 0 || self.parser.current().is_some_and(Part::is_composite);
        if let (true, false, Some(e)) = (composite, self.parser.is_over(), self.state.entities.first_mut()) {
            self.decoder = e.coding.take().map(|coding| Box::new(Decoder::new(coding)));
            if e.chunked == Chunked::No {
                self.composite_left = e.content_length.unwrap_or(0);
            }
        }
    }

    fn chunk_size(&mut self, cx: &mut Context<'_>, common: &mut Common, line: &[u8]) {
        let size = parse::chunk_size(line).unwrap_or_else(|| {
            cx.weird("HTTP_bad_chunk_size", line);
            0
        });
        let Some(e) = self.state.entities.first_mut() else { return };
        if size > 0 {
            e.chunked = Chunked::Data;
            e.left = size;
            return;
        }
        e.chunked = Chunked::Trailer;
        let mut sink = Sink { common, state: &mut self.state };
        self.parser.reopen_header(cx, &mut sink);
    }

    /// Body bytes, at most as many as were wanted.
    pub fn bytes(&mut self, cx: &mut Context<'_>, common: &mut Common, data: &[u8]) {
        if self.composite_left > 0 {
            self.composite_left -= (data.len() as u64).min(self.composite_left);
            self.composite(cx, common, data);
            if self.composite_left == 0 && !self.parser.is_over() {
                let mut sink = Sink { common, state: &mut self.state };
                self.parser.finish(cx, &mut sink);
            }
            return;
        }
        let chunked = self.state.top().is_some_and(|e| e.chunked == Chunked::Data);
        let entity = if chunked { self.state.entities.first_mut() } else { self.state.entities.last_mut() };
        let Some(e) = entity else { return };
        if e.left != u64::MAX {
            e.left = e.left.saturating_sub(data.len() as u64);
        }
        let last = e.left == 0;
        if chunked && last {
            e.chunked = Chunked::DataEnd;
        }
        if common.shared.skip_data {
            self.state.gaps += data.len() as u64;
            self.state.entities.iter_mut().for_each(|e| e.body_length += data.len() as u64);
        } else if chunked && self.is_composite() {
            self.composite(cx, common, data);
        } else {
            Sink { common, state: &mut self.state }.body(cx, &mut self.parser, data, false);
        }
        if last && !chunked {
            self.parser.end_current(cx, &mut Sink { common, state: &mut self.state });
        }
    }

    fn is_composite(&self) -> bool {
        self.parser.depth() > 0 || self.parser.current().is_some_and(Part::is_composite)
    }

    /// Bytes of a body that consists of parts: lines, and counted bytes where a part says how long it is.
    fn composite(&mut self, cx: &mut Context<'_>, common: &mut Common, data: &[u8]) {
        match self.decoder.take() {
            None => self.parts(cx, common, data),
            Some(mut decoder) => {
                let result = decoder.decode(data, &mut |piece| self.parts(cx, common, piece));
                if result.is_err() {
                    cx.weird_from("ZIP", "inflate_failed", "");
                }
                self.decoder = Some(decoder);
            }
        }
        if self.composite_left == 0
            && !self.parser.is_over()
            && let Some(line) = self.lines.finish()
        {
            cx.weird_from("CONTENTLINE", "line_terminated_without_CRLF", "");
            self.one_line(cx, common, line.bytes(), true);
        }
    }

    fn parts(&mut self, cx: &mut Context<'_>, common: &mut Common, data: &[u8]) {
        let mut data = data;
        while !data.is_empty() && !self.parser.is_over() {
            let part = self.state.entities.last_mut().filter(|e| e.left > 0 && e.left != u64::MAX);
            if let (Some(e), true) = (part, self.parser.depth() > 0 && self.lines.pending() == 0) {
                let take = usize::try_from(e.left).unwrap_or(usize::MAX).min(data.len());
                let (now, later) = data.split_at(take);
                e.left -= take as u64;
                let last = e.left == 0;
                data = later;
                let mut sink = Sink { common, state: &mut self.state };
                sink.body(cx, &mut self.parser, now, false);
                if last {
                    self.parser.end_current(cx, &mut sink);
                }
                continue;
            }
            // Within the body of a part, CR and LF alone are content.
            let inside = self.parser.depth() > 0 && !self.parser.in_header();
            self.lines.set_ends(Ends { lf: !inside, cr: !inside });
            let Some(line) = self.lines.next(&mut data) else { break };
            self.one_line(cx, common, line.bytes(), true);
            self.lines.recycle(line);
        }
    }

    /// Bytes that were never seen, in this message or behind it; `false` when parsing cannot go on.
    pub fn gap(&mut self, cx: &mut Context<'_>, common: &mut Common, length: u64) -> bool {
        if !self.state.gap(cx, common, length) {
            return false;
        }
        let Some(e) = self.state.entities.last_mut() else { return false };
        let counted = e.chunked == Chunked::Data || e.chunked == Chunked::No && e.content_length.is_some();
        let of_parts = self.parser.depth() == 0 && self.composite_left > 0;
        let left = if of_parts { self.composite_left } else { e.left };
        if !counted || left < length {
            return false;
        }
        e.left = e.left.saturating_sub(length);
        e.body_length = e.body_length.saturating_add(length);
        self.composite_left = self.composite_left.saturating_sub(length);
        self.state.gaps = self.state.gaps.saturating_add(length);
        if left == length {
            match e.chunked {
                Chunked::Data => e.chunked = Chunked::DataEnd,
                _ => self.parser.end_current(cx, &mut Sink { common, state: &mut self.state }),
            }
        }
        true
    }

    /// The message is over: ends what is open in it, its file, and tells.
    pub fn finish(&mut self, cx: &mut Context<'_>, common: &mut Common, interrupted: bool, detail: &str) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        self.parser.finish(cx, &mut Sink { common, state: &mut self.state });
        self.state.end_file(cx, common, 0);
        let events = &common.shared.events;
        if events.wants_http_message_done(cx) {
            let top = self.state.top();
            let stat = HttpMessageStat {
                start: Time(self.state.start),
                interrupted,
                finish_msg: detail.as_bytes(),
                body_length: top.map_or(0, |e| e.body_length),
                content_gap_length: self.state.gaps,
                header_length: self.state.line_length + top.map_or(0, |e| e.header_length),
            };
            events.http_message_done(cx, self.state.from.is_orig(), &stat.val(events));
        }
    }
}
