//! The SMB analyzer, versions 1 to 3: see the README of this room.
//!
//! Guarantees: of each side no more is kept than one packet of at most 16 MB, paid for by the bytes received; shares, files,
//! waiting requests and pipes have budgets ([`state`]). After lost bytes, and after what does not parse, it waits for
//! a piece of the stream that begins with a message.
#![forbid(unsafe_code)]

pub mod events;
pub mod smb1;
pub mod smb2;
pub mod state;

use events::Events;
use state::State;
use std::collections::HashSet;
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::Val;
use zander_wire::{Cursor, cursor::Truncated};

/// Registers the analyzer.
pub static SMB: Descriptor =
    Descriptor { name: "SMB", tag: "Analyzer::ANALYZER_SMB", signatures: include_str!("../dpd.sig"), bind };

/// Waiting requests of a connection where scripts set no limit.
const MAX_WAITING: u64 = 1 << 16;

/// Pieces of the stream that must make sense before the protocol is certain.
const CERTAIN_AFTER: u32 = 3;

/// Limits that scripts set.
#[derive(Clone, Copy)]
struct Limits {
    /// Requests that wait for their answers.
    waiting: usize,
    /// Pipes in which calls are looked for; 0 for no limit.
    pipes: u64,
    /// Commands in one message.
    chain: usize,
}

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    let waiting = match setup.count("SMB::max_pending_messages", 1000) {
        0 => MAX_WAITING,
        n => n.min(MAX_WAITING),
    };
    let chain = match setup.count("SMB::max_andx_depth", 10) {
        0 => smb1::MAX_CHAIN,
        n => n.min(smb1::MAX_CHAIN),
    };
    let limits = Limits {
        waiting: waiting as usize,
        pipes: setup.count("SMB::max_dce_rpc_analyzers", 1000),
        chain: chain as usize,
    };
    let mut names = HashSet::new();
    if let Some(Val::Table(t)) = setup.declarations.value("SMB::pipe_filenames") {
        for (key, _) in t.entries().iter() {
            if let Val::Str(name) = key.value(&t.ty) {
                names.insert(name.as_bytes().to_vec());
            }
        }
    }
    let pipe_names = Rc::new(names);
    Box::new(move || {
        Box::new(Smb {
            events: events.clone(),
            sides: Default::default(),
            searching: true,
            sound: 0,
            limits,
            pipe_names: pipe_names.clone(),
            state: State::default(),
            waiting: smb2::Waiting::new(limits.waiting),
            waiting1: smb1::Waiting::new(limits.waiting),
        })
    })
}

struct Smb {
    events: Rc<Events>,
    /// By direction: packets behind their length.
    sides: [Frames; 2],
    /// Waits for a piece of the stream that begins with a message.
    searching: bool,
    /// Pieces of the stream that made sense.
    sound: u32,
    limits: Limits,
    /// Names that pipes have.
    pipe_names: Rc<HashSet<Vec<u8>>>,
    state: State,
    /// Requests of SMB 2 that wait for their answers.
    waiting: smb2::Waiting,
    /// The same of SMB 1.
    waiting1: smb1::Waiting,
}

/// Bytes of a packet with what stands in front: its type and a length of three bytes (RFC 1002, section 4.3.1; [MS-SMB2],
/// section 2.1).
fn length(data: &[u8]) -> Option<usize> {
    let mut c = Cursor::new(data);
    c.skip(1).ok()?;
    c.u24().ok().map(|n| n as usize + 4)
}

/// True when a packet begins here that holds a message in the clear.
fn begins(data: &[u8]) -> bool {
    matches!(data.get(4..8), Some(b"\xffSMB" | b"\xfeSMB"))
}

impl Analyzer for Smb {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        if self.searching && !begins(data) {
            return;
        }
        self.searching = false;
        let mut rest = data;
        while let Some(packet) = self.sides[from.index()].next(&mut rest, length) {
            if self.packet(cx, from, &packet).is_err() {
                let beginning = packet.get(..packet.len().min(40)).unwrap_or_default();
                cx.violation("the message is cut off", beginning);
                return self.search();
            }
        }
        self.sound = self.sound.saturating_add(1);
        if self.sound == CERTAIN_AFTER {
            cx.confirm();
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        self.search();
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}

impl Smb {
    fn search(&mut self) {
        self.sides.iter_mut().for_each(Frames::clear);
        self.searching = true;
    }

    /// A packet with its length. Only those of type 0 carry messages.
    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, packet: &[u8]) -> Result<(), Truncated> {
        let Some((0, message)) = packet.split_first().and_then(|(kind, rest)| Some((*kind, rest.get(3..)?)))
        else {
            return Ok(());
        };
        match message {
            [0xfd | 0xfe, b'S', b'M', b'B', ..] => smb2::packet(self, cx, from, message),
            [0xff, b'S', b'M', b'B', ..] => smb1::message(self, cx, from, message),
            _ => Ok(()),
        }
    }
}

/// Hands on the token by which somebody proves who he is: of GSS-API, or of NTLM without it.
fn security(cx: &mut Context<'_>, from: Direction, token: &[u8]) {
    if token.is_empty() {
        return;
    }
    let name = if token.starts_with(b"NTLMSSP\0") { "NTLM" } else { "GSSAPI" };
    cx.channel_packet(name, 0, from, token);
}
