//! RDP: the connection sequence over TCP up to encryption, and the transport over UDP. See the README of this room.
#![forbid(unsafe_code)]

pub mod datagram;
mod eudp;
pub mod events;
pub mod parse;
pub mod settings;
mod values;

use events::Events;
use parse::{Answer, Message};
use settings::{Block, Certificate, ServerSecurity};
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade};
use zander_wire::Truncated;

/// Registers the analyzer for TCP.
pub static RDP: Descriptor =
    Descriptor { name: "RDP", tag: "Analyzer::ANALYZER_RDP", signatures: include_str!("../dpd.sig"), bind };

/// Registers the analyzer for UDP.
pub static RDPEUDP: Descriptor = Descriptor {
    name: "RDPEUDP",
    tag: "Analyzer::ANALYZER_RDPEUDP",
    // Those of TCP know this one, too.
    signatures: "",
    bind: eudp::bind,
};

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || {
        Box::new(Rdp {
            events: events.clone(),
            frames: Default::default(),
            phase: Phase::Opening,
            tls: Upgrade::default(),
        })
    })
}

/// How far a connection has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing of RDP was seen.
    Opening,
    /// In the clear.
    Clear,
    /// RDP encrypts.
    Encrypted,
    /// Nothing more is looked at.
    Over,
}

struct Rdp {
    events: Rc<Events>,
    /// By direction.
    frames: [Frames; 2],
    phase: Phase,
    tls: Upgrade,
}

impl Analyzer for Rdp {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        if cx.conn.partial {
            return;
        }
        while !data.is_empty() && !self.tls.stream(cx, from, data) {
            match self.phase {
                Phase::Over => return,
                Phase::Encrypted => {
                    let events = self.events.clone();
                    return events.rdp_native_encrypted_data(cx, from.is_orig(), data.len() as u64);
                }
                Phase::Opening
                    if self.frames[from.index()].partial().is_empty()
                        && data.first() != Some(&parse::TPKT) =>
                {
                    self.phase = Phase::Over;
                    return cx.violation("not a TPKT", data);
                }
                Phase::Opening | Phase::Clear => {}
            }
            let Some(message) = self.frames[from.index()].next(&mut data, parse::length) else { return };
            if self.message(cx, from, &message).is_err() {
                self.phase = Phase::Over;
                cx.violation("a message too short for what it says", &message);
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if !self.tls.gap(cx, from, offset, length) {
            self.phase = Phase::Over;
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.frames.swap(0, 1);
    }
}

impl Rdp {
    fn message(&mut self, cx: &mut Context<'_>, from: Direction, m: &[u8]) -> Result<(), Truncated> {
        // Fast-path messages come after the connection sequence, when it leads to no encryption.
        if m.first() != Some(&parse::TPKT) {
            return Ok(());
        }
        let e = self.events.clone();
        match parse::message(m)? {
            Message::Request { cookie, flags } => e.rdp_connect_request(cx, cookie, flags.into()),
            Message::Confirm(Some(Answer::Chosen { protocol, flags })) => {
                if protocol != 0 {
                    e.rdp_begin_encryption(cx, protocol.into());
                    self.tls.begin(cx);
                }
                e.rdp_negotiation_response(cx, protocol.into(), flags.into());
            }
            Message::Confirm(Some(Answer::Refused { code, flags })) => {
                e.rdp_negotiation_failure(cx, code.into(), flags.into());
            }
            Message::Data(data) => self.settings(cx, from, data)?,
            Message::Confirm(None) | Message::Other => {}
        }
        if self.phase == Phase::Opening {
            self.phase = Phase::Clear;
        }
        Ok(())
    }

    fn settings(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) -> Result<(), Truncated> {
        let Some(settings) = settings::settings(data)? else { return Ok(()) };
        let e = self.events.clone();
        if let Some(result) = settings.result {
            cx.confirm();
            e.rdp_gcc_server_create_response(cx, result.into());
        }
        for block in settings.blocks {
            match block? {
                Block::ClientCore(core) => {
                    cx.confirm();
                    if e.wants_rdp_client_core_data(cx) {
                        e.rdp_client_core_data(cx, &values::core(&e, &core));
                    }
                }
                Block::ClientSecurity(methods, french) => {
                    let data = events::RDPClientSecurityData {
                        encryption_methods: methods.into(),
                        ext_encryption_methods: french.into(),
                    };
                    e.rdp_client_security_data(cx, &data.val(&e));
                }
                Block::ClientNetwork(channels) => {
                    if e.wants_rdp_client_network_data(cx) {
                        e.rdp_client_network_data(cx, &values::channels(&e, &channels));
                    }
                }
                Block::ClientCluster(flags, session) => {
                    e.rdp_client_cluster_data(cx, &values::cluster(&e, flags, session));
                }
                Block::ServerSecurity(security) => self.security(cx, from, &security),
                Block::Other => {}
            }
        }
        Ok(())
    }

    fn security(&mut self, cx: &mut Context<'_>, from: Direction, s: &ServerSecurity<'_>) {
        let e = self.events.clone();
        cx.confirm();
        if let Some(c) = &s.certificate {
            files(cx, from, c);
            e.rdp_server_certificate(cx, c.kind.into(), c.permanent);
        }
        if s.method != 0 && s.level != 0 {
            self.phase = Phase::Encrypted;
            e.rdp_begin_encryption(cx, 0);
        }
        e.rdp_server_security(cx, s.method.into(), s.level.into());
    }
}

/// The certificates of a chain, each as a file.
fn files(cx: &mut Context<'_>, from: Direction, certificate: &Certificate<'_>) {
    let mut handle = b"RDP ".to_vec();
    handle.extend_from_slice(cx.host.uid().as_bytes());
    for der in &certificate.chain {
        let transfer = cx.transfer(&handle, from);
        cx.file_data(&transfer, der);
        cx.file_end(&transfer);
    }
}
