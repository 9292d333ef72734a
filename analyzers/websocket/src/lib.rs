//! WebSocket: the frames that follow an HTTP upgrade, their messages, and what is spoken inside of them.
//!
//! Payload is unmasked piece by piece; no more than a piece of it is kept. What data frames carry is handed to the
//! analyzers below, which a script chooses or signatures find.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::{Header, LONGEST_HEADER};
use std::rc::Rc;
use zander_analyzer::{Analyzer, ConnectionState, Context, Descriptor, Direction, Factory, Setup};
use zander_value::Val;

/// Registers the analyzer.
pub static WEBSOCKET: Descriptor =
    Descriptor { name: "WEBSOCKET", tag: "Analyzer::ANALYZER_WEBSOCKET", signatures: "", bind };

struct Shared {
    events: Events,
    /// Bytes of a control frame that are looked at; 0 for all.
    control_limit: u64,
    /// Bytes of a piece of payload.
    piece: u64,
}

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        control_limit: setup.count("WebSocket::max_control_frame_size", 125),
        piece: setup.count("WebSocket::payload_chunk_size", 8192).clamp(1, 1 << 20),
    });
    Box::new(move || {
        Box::new(WebSocket {
            shared: shared.clone(),
            sides: [Side::default(), Side::default()],
            stopped: false,
        })
    })
}

/// A frame whose payload is being read.
struct Frame {
    header: Header,
    /// Bytes of payload read so far.
    read: u64,
    /// Bytes of payload that may be shown yet.
    shown: u64,
}

/// One direction.
#[derive(Default)]
struct Side {
    /// An incomplete header, or an incomplete piece of payload.
    buffer: Vec<u8>,
    frame: Option<Frame>,
    /// The opcode of the message under way.
    message: Option<u8>,
}

struct WebSocket {
    shared: Rc<Shared>,
    sides: [Side; 2],
    /// It is not known any more where frames begin.
    stopped: bool,
}

impl Analyzer for WebSocket {
    fn start(&mut self, cx: &mut Context<'_>) {
        let id = cx.id().into();
        self.shared.events.websocket_established(cx, id);
    }

    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut data = data;
        while !data.is_empty() && !self.stopped {
            match self.sides[from.index()].frame {
                None => self.header(cx, from, &mut data),
                Some(_) => self.payload(cx, from, &mut data),
            }
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        self.stopped = true;
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        cx.forward_end(from);
    }

    fn connection_state(&mut self, _cx: &mut Context<'_>, _state: ConnectionState) {}

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }

    fn configure(&mut self, cx: &mut Context<'_>, name: &str, value: &Val) -> bool {
        if name != "WebSocket::__configure_analyzer" {
            return false;
        }
        let Val::Record(config) = value else { return false };
        match config.get_named("analyzer") {
            Val::Enum(item) => cx.analyzers.by_item(&item).is_some_and(|tag| cx.add_child(tag)),
            _ if config.get_named("use_dpd").as_bool().unwrap_or(true) => cx.detect_children(),
            _ => true,
        }
    }
}

impl WebSocket {
    fn header(&mut self, cx: &mut Context<'_>, from: Direction, data: &mut &[u8]) {
        let side = &mut self.sides[from.index()];
        let kept = side.buffer.len();
        let room = LONGEST_HEADER.saturating_sub(kept).min(data.len());
        side.buffer.extend_from_slice(data.get(..room).unwrap_or_default());
        let Ok(header) = parse::header(&side.buffer) else {
            *data = data.get(room..).unwrap_or_default();
            return;
        };
        side.buffer.clear();
        *data = data.get(header.size.saturating_sub(kept)..).unwrap_or_default();
        // Section 5.4: a message begins with an opcode and goes on without one.
        if side.message.is_some() != (header.opcode == parse::CONTINUATION) {
            self.stopped = true;
            return cx.violation("frame out of sequence", data);
        }
        let opcode = *side.message.get_or_insert(header.opcode);
        let limit = self.shared.control_limit;
        let control = matches!(opcode, parse::CLOSE | parse::PING | parse::PONG);
        let mut shown = header.length;
        if control && limit != 0 && header.length > limit {
            cx.weird("websocket_control_frame_size_exceeded", format!("{} > {limit}", header.length));
            shown = limit;
        }
        side.frame = Some(Frame { header, read: 0, shown });
        let is_orig = from.is_orig();
        self.shared.events.websocket_frame(
            cx,
            is_orig,
            header.fin,
            header.reserved.into(),
            header.opcode.into(),
            header.length,
        );
        if header.length == 0 {
            if header.opcode == parse::CLOSE {
                self.shared.events.websocket_close(cx, is_orig, 0, b"");
            }
            self.frame_over(cx, from);
        }
    }

    fn payload(&mut self, cx: &mut Context<'_>, from: Direction, data: &mut &[u8]) {
        let side = &mut self.sides[from.index()];
        let Some(frame) = &mut side.frame else { return };
        let left = frame.header.length - frame.read;
        let piece = left.min(self.shared.piece) as usize;
        let take = (piece - side.buffer.len().min(piece)).min(data.len());
        let (now, later) = data.split_at(take);
        *data = later;
        side.buffer.extend_from_slice(now);
        if side.buffer.len() < piece {
            return;
        }
        let mut bytes = std::mem::take(&mut side.buffer);
        if let Some(key) = frame.header.mask {
            parse::unmask(&mut bytes, key, frame.read);
        }
        frame.read += piece as u64;
        let shown = (frame.shown.min(piece as u64)) as usize;
        frame.shown -= shown as u64;
        let (opcode, over) = (frame.header.opcode, frame.read == frame.header.length);
        let message = side.message;
        let visible = bytes.get(..shown).unwrap_or_default();
        let is_orig = from.is_orig();
        self.shared.events.websocket_frame_data(cx, is_orig, visible);
        if matches!(message, Some(parse::TEXT | parse::BINARY)) {
            cx.forward_stream(from, &bytes);
        }
        if opcode == parse::CLOSE {
            match parse::close(visible) {
                Ok((status, reason)) => {
                    self.shared.events.websocket_close(cx, is_orig, status.into(), reason);
                }
                Err(_) => {
                    self.stopped = true;
                    return cx.violation("close frame without status", visible);
                }
            }
        }
        bytes.clear();
        self.sides[from.index()].buffer = bytes;
        if over {
            self.frame_over(cx, from);
        }
    }

    fn frame_over(&mut self, cx: &mut Context<'_>, from: Direction) {
        let side = &mut self.sides[from.index()];
        let Some(frame) = side.frame.take() else { return };
        if !frame.header.fin {
            return;
        }
        let opcode = side.message.take().unwrap_or_default();
        cx.confirm();
        self.shared.events.websocket_message(cx, from.is_orig(), opcode.into());
    }
}
