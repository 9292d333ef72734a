//! The DCE/RPC analyzer: see the README of this room. It runs over TCP, or for each pipe of an SMB connection, whose number is
//! its channel.
//!
//! Guarantees: of each side no more is kept than one fragment, and of calls in several fragments as many and as much as
//! `DCE_RPC::max_cmd_reassembly` and `DCE_RPC::max_frag_data` say. After lost bytes nothing more is read.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::{Header, kind};
use std::collections::HashMap;
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::Val;
use zander_wire::cursor::Truncated;

/// Registers the analyzer.
pub static DCE_RPC: Descriptor = Descriptor {
    name: "DCE_RPC",
    tag: "Analyzer::ANALYZER_DCE_RPC",
    signatures: include_str!("../dpd.sig"),
    bind,
};

/// Interfaces of a connection whose latest operation is remembered.
const MAX_CONTEXTS: usize = 1024;

#[derive(Clone, Copy)]
struct Limits {
    /// Calls of a side in several fragments.
    calls: usize,
    /// Bytes of one of them.
    bytes: usize,
}

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    let limits = Limits {
        calls: setup.count("DCE_RPC::max_cmd_reassembly", 20).min(1 << 16) as usize,
        bytes: setup.count("DCE_RPC::max_frag_data", 30_000).min(1 << 30) as usize,
    };
    Box::new(move || {
        Box::new(DceRpc {
            events: events.clone(),
            limits,
            sides: Default::default(),
            operations: HashMap::new(),
            stopped: false,
        })
    })
}

#[derive(Default)]
struct Side {
    frames: Frames,
    /// The header of the fragment at hand was told.
    announced: bool,
    /// Beginnings of messages, by call.
    calls: HashMap<u32, Vec<u8>>,
}

struct DceRpc {
    events: Rc<Events>,
    limits: Limits,
    /// By direction.
    sides: [Side; 2],
    /// The latest operation of each interface.
    operations: HashMap<u16, u16>,
    /// Nothing more is read.
    stopped: bool,
}

/// Bytes of a fragment, once its header is there. What is no header is handed out as it is.
fn length(data: &[u8]) -> Option<usize> {
    let header = parse::header(data).ok()?;
    Some(header.map_or(parse::HEADER, |h| h.length.into()))
}

impl Analyzer for DceRpc {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        let mut rest = data;
        while !self.stopped {
            let side = &mut self.sides[from.index()];
            let Some(fragment) = side.frames.next(&mut rest, length) else {
                // Who waits for a long fragment hears of it as soon as its kind is known.
                if let (false, Ok(Some(h))) = (side.announced, parse::header(side.frames.partial())) {
                    side.announced = true;
                    self.announce(cx, from, &h);
                }
                return;
            };
            let announced = std::mem::take(&mut side.announced);
            let Ok(Some(header)) = parse::header(&fragment) else {
                return self.reject(cx, from, "no header of version 5", &fragment);
            };
            if !announced {
                self.announce(cx, from, &header);
            }
            if self.fragment(cx, from, &header, &fragment).is_err() {
                return self.reject(cx, from, "the message is cut off", &fragment);
            }
            cx.confirm();
        }
    }

    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        self.stream(cx, from, data);
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        self.stop();
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}

impl DceRpc {
    fn stop(&mut self) {
        self.stopped = true;
        self.sides = Default::default();
        self.operations = HashMap::new();
    }

    /// What follows may begin with a message again.
    fn reject(&mut self, cx: &mut Context<'_>, from: Direction, reason: &str, data: &[u8]) {
        cx.violation(reason, data.get(..data.len().min(40)).unwrap_or_default());
        self.sides[from.index()].frames.clear();
    }

    fn announce(&self, cx: &mut Context<'_>, from: Direction, h: &Header) {
        if let Some(kind) = self.events.enum_DCE_RPC_PType.get(usize::from(h.kind)) {
            let fid = cx.channel();
            self.events.dce_rpc_message(cx, from.is_orig(), fid, h.kind.into(), &Val::Enum(kind.clone()));
        }
    }

    fn fragment(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        h: &Header,
        data: &[u8],
    ) -> Result<(), Truncated> {
        let fragment = parse::fragment(h, data)?;
        if let Some((way, token)) = fragment.auth {
            authentication(cx, way, token);
        }
        if h.first() && h.last() {
            if self.sides[from.index()].calls.contains_key(&h.call) {
                self.give_up(cx, "multiple_first_fragments_in_dce_rpc_reassembly");
                return Ok(());
            }
            return self.message(cx, h, fragment.body);
        }
        match self.assemble(cx, from, h, fragment.body) {
            Some(body) => self.message(cx, h, &body),
            None => Ok(()),
        }
    }

    /// Puts a message together; it is handed out with its last fragment. What lacks its beginning is passed over.
    fn assemble(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        h: &Header,
        body: &[u8],
    ) -> Option<Vec<u8>> {
        let limits = self.limits;
        let calls = &mut self.sides[from.index()].calls;
        let fault = if h.first() {
            if calls.insert(h.call, body.to_vec()).is_some() {
                Some("multiple_first_fragments_in_dce_rpc_reassembly")
            } else if calls.len() > limits.calls {
                Some("too_many_dce_rpc_msgs_in_reassembly")
            } else {
                (body.len() > limits.bytes).then_some("too_much_dce_rpc_fragment_data")
            }
        } else {
            let call = calls.get_mut(&h.call)?;
            call.extend_from_slice(body);
            (call.len() > limits.bytes).then_some("too_much_dce_rpc_fragment_data")
        };
        let whole = if !h.first() && h.last() { calls.remove(&h.call) } else { None };
        if let Some(fault) = fault {
            self.give_up(cx, fault);
        }
        whole
    }

    fn give_up(&mut self, cx: &mut Context<'_>, weird: &str) {
        cx.weird(weird, "");
        self.stop();
    }

    /// Raises the events of a whole message.
    fn message(&mut self, cx: &mut Context<'_>, h: &Header, body: &[u8]) -> Result<(), Truncated> {
        let (events, fid) = (self.events.clone(), cx.channel());
        match h.kind {
            kind::BIND => {
                for i in parse::bind(h.order, body)? {
                    let (major, minor) = (i.major.into(), i.minor.into());
                    events.dce_rpc_bind(cx, fid, i.context.into(), i.uuid, major, minor);
                }
            }
            kind::ALTER_CONTEXT => {
                for i in parse::bind(h.order, body)? {
                    let (major, minor) = (i.major.into(), i.minor.into());
                    events.dce_rpc_alter_context(cx, fid, i.context.into(), i.uuid, major, minor);
                }
            }
            kind::BIND_ACK => {
                let address = parse::bind_ack(h.order, body)?;
                events.dce_rpc_bind_ack(cx, fid, address);
            }
            kind::ALTER_CONTEXT_RESP => {
                parse::bind_ack(h.order, body)?;
                events.dce_rpc_alter_context_resp(cx, fid);
            }
            kind::REQUEST => {
                let call = parse::request(h, body)?;
                let (context, operation) = (call.context.into(), call.operation.into());
                events.dce_rpc_request(cx, fid, context, operation, call.stub.len() as u64);
                events.dce_rpc_request_stub(cx, fid, context, operation, call.stub);
                if self.operations.len() >= MAX_CONTEXTS {
                    self.operations = HashMap::new();
                }
                self.operations.insert(call.context, call.operation);
            }
            kind::RESPONSE => {
                let call = parse::response(h.order, body)?;
                let operation = self.operations.get(&call.context).copied().unwrap_or(0).into();
                events.dce_rpc_response(cx, fid, call.context.into(), operation, call.stub.len() as u64);
                events.dce_rpc_response_stub(cx, fid, call.context.into(), operation, call.stub);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Hands on the token by which a caller proves who he is, by the way he chose ([MS-RPCE], section 2.2.1.1.7).
fn authentication(cx: &mut Context<'_>, way: u8, token: &[u8]) {
    let (analyzer, weird) = match way {
        0x09 => ("GSSAPI", ""),
        0x0a => ("NTLM", ""),
        0x10 => ("KRB", ""),
        0x0e => ("", "tls_dce_rpc_auth_type"),
        0x44 => ("", "netlogon_dce_rpc_auth_type"),
        _ => ("", "unknown_dce_rpc_auth_type"),
    };
    if !analyzer.is_empty() {
        cx.channel_packet(analyzer, 0, Direction::Orig, token);
        return;
    }
    cx.weird(weird, way.to_string());
}
