//! QUIC: see the README of this room.
//!
//! [`packet`] reads the headers, [`protection`] opens Initial packets, [`frames`] puts the hellos together; here they
//! become events, and the hellos go on to the analyzer of TLS as if they had come in records.
#![forbid(unsafe_code)]

pub mod events;
pub mod frames;
pub mod packet;
pub mod protection;

use events::Events;
use frames::{Fault, Frame, Hello};
use packet::{Front, Kind, Long};
use protection::Keys;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::Val;
use zander_wire::Cursor;

/// Registers the analyzer. Ports find it; it has no signature.
pub static QUIC: Descriptor =
    Descriptor { name: "QUIC", tag: "Analyzer::ANALYZER_QUIC", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        max_discarded: match setup.declarations.value("QUIC::max_discarded_packet_events") {
            Some(Val::Int(n)) => n,
            _ => 100,
        },
    });
    Box::new(move || Box::new(Quic::new(shared.clone())))
}

struct Shared {
    events: Events,
    /// `QUIC::max_discarded_packet_events`.
    max_discarded: i64,
}

struct Quic {
    shared: Rc<Shared>,
    /// The connection ID that the keys of Initial packets follow from, once it was seen.
    destination: Option<Vec<u8>>,
    keys: Option<Keys>,
    /// By direction.
    hellos: [Hello; 2],
    decrypted: u64,
    discarded: i64,
    /// By direction: packets with short headers, and the number at which the next event is due.
    short: [(u64, u64); 2],
}

impl Quic {
    fn new(shared: Rc<Shared>) -> Quic {
        Quic {
            shared,
            destination: None,
            keys: None,
            hellos: Default::default(),
            decrypted: 0,
            discarded: 0,
            short: [(0, 1); 2],
        }
    }

    fn long(&mut self, cx: &mut Context<'_>, from: Direction, p: &Long<'_>) -> Result<(), String> {
        let (shared, orig) = (self.shared.clone(), from.is_orig());
        let (e, version, to, by) = (&shared.events, u64::from(p.version), p.destination, p.source);
        match p.kind {
            Kind::Initial => {
                e.QUIC_initial_packet(cx, orig, version, to, by);
                self.initial(cx, from, p)?;
            }
            Kind::ZeroRtt => e.QUIC_zero_rtt_packet(cx, orig, version, to, by),
            Kind::Handshake => e.QUIC_handshake_packet(cx, orig, version, to, by),
            Kind::Retry => {
                let (token, tag) = p.retry.unwrap_or_default();
                e.QUIC_retry_packet(cx, orig, version, to, by, token, tag);
                // The client begins again with another connection ID.
                self.destination = None;
                self.keys = None;
                self.hellos = Default::default();
                cx.remove_children();
            }
            Kind::Unknown => {
                e.QUIC_unhandled_version(cx, orig, version, to, by);
                return Err(format!("unhandled QUIC version 0x{version:x}"));
            }
        }
        Ok(())
    }

    /// Opens an Initial packet, as long as the hello of its sender is not complete.
    fn initial(&mut self, cx: &mut Context<'_>, from: Direction, p: &Long<'_>) -> Result<(), String> {
        if self.hellos[from.index()].is_done() {
            return Ok(());
        }
        let destination = match (&self.destination, from) {
            (Some(known), _) => known,
            (None, Direction::Orig) => self.destination.insert(p.destination.to_vec()),
            // Without the client's first packet there are no keys.
            (None, Direction::Resp) => return Ok(()),
        };
        if self.keys.as_ref().is_none_or(|k| k.version() != p.version) {
            self.keys = Some(Keys::new(p.version, destination));
        }
        let Some(frames) = self.keys.as_ref().and_then(|k| k.open(p, from.is_orig())) else {
            return Err("decryption failed".into());
        };
        cx.confirm();
        self.decrypted += 1;
        let mut c = Cursor::new(&frames);
        loop {
            match frames::next(&mut c) {
                Ok(None) => return Ok(()),
                Ok(Some(Frame::Quiet)) => {}
                Ok(Some(Frame::Crypto(offset, piece))) => {
                    if let Some(hello) = self.hellos[from.index()].add(offset, piece)? {
                        forward(cx, from, &hello);
                    }
                }
                Ok(Some(Frame::Close(error, reason))) => {
                    let (orig, version) = (from.is_orig(), p.version.into());
                    let e = &self.shared.events;
                    e.QUIC_connection_close_frame(cx, orig, version, p.destination, p.source, error, reason);
                }
                Err(Fault::Truncated) => return Err("a frame is longer than its packet".into()),
                Err(Fault::Type(kind)) => return Err(format!("unhandled frame type {kind} in INITIAL")),
            }
        }
    }

    fn short(&mut self, cx: &mut Context<'_>, from: Direction) {
        let (seen, due) = &mut self.short[from.index()];
        *seen += 1;
        if seen == due {
            *due = due.saturating_mul(2);
            let seen = *seen;
            self.shared.events.QUIC_short_header_packet_threshold_crossed(cx, from.is_orig(), seen);
        }
    }

    fn discard(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.discarded = self.discarded.saturating_add(1);
        let limit = self.shared.max_discarded;
        if self.decrypted > 0 && (limit == 0 || self.discarded <= limit) {
            self.shared.events.QUIC_discarded_packet(cx, from.is_orig(), self.decrypted);
        }
    }
}

/// Hands a hello to the analyzer of TLS, which expects records (RFC 8446, section 5.1).
fn forward(cx: &mut Context<'_>, from: Direction, hello: &[u8]) {
    if !cx.has_children() {
        cx.add_child_named("SSL");
    }
    let mut record = Vec::with_capacity(hello.len() + 5);
    record.extend_from_slice(&[22, 3, 3]);
    record.extend_from_slice(&(hello.len() as u16).to_be_bytes());
    record.extend_from_slice(hello);
    cx.forward_stream(from, &record);
}

impl Analyzer for Quic {
    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        let mut c = Cursor::new(data);
        loop {
            let fault = match packet::front(&mut c) {
                Ok(None) => return,
                Ok(Some(Front::Short)) => return self.short(cx, from),
                Ok(Some(Front::Discarded)) => return self.discard(cx, from),
                Ok(Some(Front::Long(p))) => self.long(cx, from, &p).err(),
                Err(_) => Some("a packet is longer than its datagram".into()),
            };
            if let Some(why) = fault {
                return cx.violation(why, &[]);
            }
        }
    }

    fn flip_roles(&mut self) {
        self.hellos.swap(0, 1);
        self.short.swap(0, 1);
    }
}
