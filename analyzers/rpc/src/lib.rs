//! ONC RPC: calls and their replies, over TCP and UDP, and the programs that are taken apart. See the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod mount;
pub mod nfs;
pub mod parse;
pub mod portmap;
pub mod program;
pub mod results;

use events::{Events, RpcStatus};
use mount::Mount;
use nfs::Nfs;
use parse::Body;
use portmap::Portmapper;
use program::{Outcome, Pending, Program};
use std::collections::BTreeMap;
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Time};
use zander_value::Transport;
use zander_wire::{Cursor, Truncated};

/// Registers the portmapper.
pub static PORTMAPPER: Descriptor = Descriptor {
    name: "PORTMAPPER",
    tag: "Analyzer::ANALYZER_PORTMAPPER",
    signatures: "",
    bind: |setup| bind(setup, Portmapper::bind(setup)),
};

/// Registers the mount server.
pub static MOUNT: Descriptor = Descriptor {
    name: "MOUNT",
    tag: "Analyzer::ANALYZER_MOUNT",
    signatures: "",
    bind: |setup| bind(setup, Mount::bind(setup)),
};

/// Registers NFS.
pub static NFS: Descriptor = Descriptor {
    name: "NFS",
    tag: "Analyzer::ANALYZER_NFS",
    signatures: "",
    bind: |setup| bind(setup, Nfs::bind(setup)),
};

struct Shared<P> {
    events: Events,
    program: P,
    /// Seconds after which connections over UDP end.
    timeout: f64,
    /// Calls that may wait for replies.
    most_pending: usize,
}

fn bind<P: Program + 'static>(setup: &Setup<'_>, program: P) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        program,
        timeout: setup.seconds("rpc_timeout", 24.0),
        most_pending: match setup.count("rpc_max_pending_calls", 1000) {
            0 => usize::MAX,
            n => usize::try_from(n).unwrap_or(usize::MAX),
        },
    });
    Box::new(move || {
        Box::new(Rpc { shared: shared.clone(), pending: BTreeMap::new(), sides: Default::default() })
    })
}

/// One direction of a stream.
#[derive(Default)]
struct Side {
    fragments: Frames,
    /// The fragments of a message so far, without their marks.
    message: Vec<u8>,
    /// When the message began.
    began: Option<f64>,
    /// Where messages begin is not known: after a gap.
    lost: bool,
}

struct Rpc<P> {
    shared: Rc<Shared<P>>,
    /// Calls without replies, by number.
    pending: BTreeMap<u32, Pending>,
    /// By direction.
    sides: [Side; 2],
}

impl<P: Program> Analyzer for Rpc<P> {
    fn start(&mut self, cx: &mut Context<'_>) {
        if cx.conn.resp_port.transport == Transport::Udp {
            cx.host.set_session_timeout(self.shared.timeout);
        }
        self.sides.iter_mut().for_each(|s| s.lost = cx.conn.partial);
    }

    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        let now = cx.now();
        if self.message(cx, from, data, (now, now)).is_err() {
            cx.weird("bad_RPC", "");
        }
    }

    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        let now = cx.now();
        let side = &mut self.sides[from.index()];
        // After a gap a message is looked for where a packet begins.
        if side.lost && !parse::plausible(data, from.is_orig()) {
            return;
        }
        side.lost = false;
        loop {
            let side = &mut self.sides[from.index()];
            if !data.is_empty() {
                side.began.get_or_insert(now);
            }
            let Some(fragment) = side.fragments.next_cut(&mut data, 4 + parse::MAX_MESSAGE, parse::fragment)
            else {
                return;
            };
            let Some((mark, content)) = fragment.split_at_checked(4) else { return };
            let room = parse::MAX_MESSAGE - side.message.len();
            if content.len() > room || parse::fragment(mark) > Some(fragment.len()) {
                let length = side.message.len() + parse::fragment(mark).unwrap_or(0) - 4;
                cx.weird("RPC_message_too_long", length.to_string());
            }
            side.message.extend_from_slice(&content[..content.len().min(room)]);
            const LAST: u8 = 0x80;
            if mark.first().is_some_and(|b| b & LAST != 0) {
                let message = std::mem::take(&mut side.message);
                let began = side.began.take().unwrap_or(now);
                if self.message(cx, from, &message, (began, now)).is_err() {
                    cx.weird("partial_RPC", "");
                }
            }
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, from: Direction, _offset: u64, _length: u64) {
        self.sides[from.index()] = Side { lost: true, ..Side::default() };
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        let now = cx.now();
        let none = Outcome { status: RpcStatus::RPC_TIMEOUT, times: (now, now), length: 0 };
        for call in std::mem::take(&mut self.pending).into_values() {
            self.dialogue(cx, &call, &none, 0);
            if self.results(cx, &call, &none, &mut Cursor::new(&[])).is_err() {
                cx.weird("bad_RPC", "");
            }
        }
    }
}

impl<P: Program> Rpc<P> {
    /// A whole message; an error when it is too short for what it is.
    fn message(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        bytes: &[u8],
        times: (f64, f64),
    ) -> Result<(), Truncated> {
        let m = parse::message(bytes)?;
        match m.body {
            Some(Body::Call(call)) => {
                if !from.is_orig() {
                    cx.weird("responder_RPC_call", "");
                }
                self.call(cx, m.xid, call, times)
            }
            Some(Body::Reply(status, results)) => {
                if from.is_orig() {
                    cx.weird("originator_RPC_reply", "");
                }
                self.reply(cx, m.xid, Outcome { status, times, length: m.length }, results);
                Ok(())
            }
            None => {
                cx.weird("bad_RPC", "");
                Ok(())
            }
        }
    }

    fn call(
        &mut self,
        cx: &mut Context<'_>,
        xid: u32,
        bytes: &[u8],
        times: (f64, f64),
    ) -> Result<(), Truncated> {
        let shared = self.shared.clone();
        let mut c = Cursor::new(bytes);
        let head = parse::call(&mut c)?;
        let e = &shared.events;
        let (program, version, procedure) = (head.program, head.version, head.procedure);
        e.rpc_call(cx, xid.into(), program.into(), version.into(), procedure.into(), bytes.len() as u64);
        if let Some(before) = self.pending.get_mut(&xid) {
            before.times = times;
            if before.bytes != bytes {
                cx.weird("RPC_rexmit_inconsistency", "");
            }
            return Ok(());
        }
        if program != P::NUMBER {
            cx.weird("bad_RPC_program", program.to_string());
        }
        let arguments = shared.program.call(cx, e, procedure, &mut c).ok();
        if arguments.is_none() {
            cx.weird("bad_RPC", "");
        } else {
            excess(cx, c.rest());
        }
        if self.pending.len() >= shared.most_pending {
            self.pending.clear();
            cx.weird("RPC_pending_calls_discarded", "");
            e.rpc_discarded_pending_calls(cx);
        }
        let caller = head.caller;
        let call = Pending { bytes: bytes.to_vec(), program, version, procedure, caller, arguments, times };
        self.pending.insert(xid, call);
        Ok(())
    }

    fn reply(&mut self, cx: &mut Context<'_>, xid: u32, outcome: Outcome, mut c: Cursor<'_>) {
        let length = c.remaining() as u64;
        let e = &self.shared.events;
        e.rpc_reply(cx, xid.into(), &outcome.status.val(e), length);
        let Some(call) = self.pending.remove(&xid) else { return cx.weird("unpaired_RPC_response", "") };
        if call.arguments.is_none() {
            if outcome.status == RpcStatus::RPC_SUCCESS {
                cx.weird("successful_RPC_reply_to_invalid_request", "");
            }
        } else if self.results(cx, &call, &outcome, &mut c).is_err() {
            cx.weird("bad_RPC", "");
        } else {
            excess(cx, c.rest());
        }
        self.dialogue(cx, &call, &outcome, length);
    }

    /// Has the program tell of what came of a call.
    fn results(
        &self,
        cx: &mut Context<'_>,
        call: &Pending,
        outcome: &Outcome,
        c: &mut Cursor<'_>,
    ) -> Result<(), Truncated> {
        self.shared.program.reply(cx, &self.shared.events, call, outcome, c)
    }

    fn dialogue(&self, cx: &mut Context<'_>, call: &Pending, outcome: &Outcome, reply_len: u64) {
        let e = &self.shared.events;
        e.rpc_dialogue(
            cx,
            call.program.into(),
            call.version.into(),
            call.procedure.into(),
            &outcome.status.val(e),
            Time(call.times.0),
            call.bytes.len() as u64,
            reply_len,
        );
    }
}

/// Bytes behind a message; zeros only fill it up.
fn excess(cx: &mut Context<'_>, rest: &[u8]) {
    if rest.iter().any(|b| *b != 0) {
        cx.weird("excess_RPC", "");
    }
}
