//! BitTorrent: peers, and what trackers tell them. See the README of this room.
#![forbid(unsafe_code)]

pub mod bencode;
pub mod events;
pub mod parse;
mod tracker;

use events::Events;
use parse::{Message, Part};
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::Port;

/// Registers the analyzer of peers.
pub static BITTORRENT: Descriptor =
    Descriptor { name: "BITTORRENT", tag: "Analyzer::ANALYZER_BITTORRENT", signatures: "", bind };

/// Registers the analyzer of trackers.
pub static BITTORRENTTRACKER: Descriptor = Descriptor {
    name: "BITTORRENTTRACKER",
    tag: "Analyzer::ANALYZER_BITTORRENTTRACKER",
    signatures: "",
    bind: tracker::bind,
};

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Peers { events: events.clone(), sides: Default::default() }))
}

/// One of two peers.
#[derive(Default)]
struct Side {
    frames: Frames,
    /// It has introduced itself.
    introduced: bool,
    /// Nothing more is looked at.
    over: bool,
}

struct Peers {
    events: Rc<Events>,
    /// By direction.
    sides: [Side; 2],
}

impl Analyzer for Peers {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        let side = &mut self.sides[from.index()];
        if cx.conn.partial {
            return;
        }
        while !side.over {
            let introduced = side.introduced;
            let Some(m) = side.frames.next(&mut data, |b| parse::length(b, introduced)) else {
                side.over = !introduced && !parse::begins_handshake(side.frames.partial());
                if side.over {
                    cx.violation("not a handshake", side.frames.partial());
                }
                return;
            };
            let is_orig = from.is_orig();
            let read = match introduced {
                false if parse::begins_handshake(&m) => parse::handshake(&m).map(|h| {
                    cx.confirm();
                    self.events.bittorrent_peer_handshake(cx, is_orig, h.reserved, h.info_hash, h.peer);
                }),
                false => Err(zander_wire::Truncated),
                true => parse::message(&m).map(|m| tell(&self.events, cx, is_orig, &m)),
            };
            side.introduced = true;
            if read.is_err() {
                side.over = true;
                cx.violation("not a message", &m);
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        if !std::mem::replace(&mut self.sides[from.index()].over, true) {
            self.events.bittorrent_peer_weird(cx, from.is_orig(), b"bytes are missing");
        }
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}

fn tell(e: &Events, cx: &mut Context<'_>, is_orig: bool, m: &Message<'_>) {
    match *m {
        Message::KeepAlive => e.bittorrent_peer_keep_alive(cx, is_orig),
        Message::Choke => e.bittorrent_peer_choke(cx, is_orig),
        Message::Unchoke => e.bittorrent_peer_unchoke(cx, is_orig),
        Message::Interested => e.bittorrent_peer_interested(cx, is_orig),
        Message::NotInterested => e.bittorrent_peer_not_interested(cx, is_orig),
        Message::Have(piece) => e.bittorrent_peer_have(cx, is_orig, piece.into()),
        Message::Bitfield(bits) => e.bittorrent_peer_bitfield(cx, is_orig, bits),
        Message::Request(Part(index, begin, length)) => {
            e.bittorrent_peer_request(cx, is_orig, index.into(), begin.into(), length.into());
        }
        Message::Piece(Part(index, begin, length)) => {
            e.bittorrent_peer_piece(cx, is_orig, index.into(), begin.into(), length.into());
        }
        Message::Cancel(Part(index, begin, length)) => {
            e.bittorrent_peer_cancel(cx, is_orig, index.into(), begin.into(), length.into());
        }
        Message::Port(number) => e.bittorrent_peer_port(cx, is_orig, Port::tcp(number)),
        Message::Unknown(kind, data) => e.bittorrent_peer_unknown(cx, is_orig, kind.into(), data),
    }
}
