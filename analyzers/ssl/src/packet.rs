//! The analyzer of DTLS on datagrams.

use crate::datagram::{self, Assembly, Fault, Record};
use crate::numbers::content;
use crate::session::{Plain, Session, Shared};
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Direction};
use zander_wire::Cursor;

/// What all messages of STUN have in common (RFC 8489, section 5).
const STUN_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const STUN_HEADER: usize = 20;

/// One connection.
pub struct Packets {
    session: Session,
    /// By direction: the handshake message that is being put together.
    assembly: [Assembly; 2],
    /// Records with a wrong version, in a row once the protocol is certain.
    version_errors: u64,
    /// Such records since then.
    reported: u64,
    /// Nothing more is looked at: this is no DTLS.
    skip: bool,
}

impl Packets {
    /// The analyzer of a new connection.
    pub fn new(shared: Rc<Shared>) -> Packets {
        Packets {
            session: Session::new(shared),
            assembly: Default::default(),
            version_errors: 0,
            reported: 0,
            skip: false,
        }
    }

    fn wrong_version(&mut self, cx: &mut Context<'_>, version: u16) {
        self.version_errors = self.version_errors.saturating_add(1);
        let shared = &self.session.shared;
        // Until then it was a guess: QUIC, too, uses the port.
        if cx.confirmed() {
            self.reported = self.reported.saturating_add(1);
            if self.reported <= shared.max_reported_version_errors {
                cx.violation(
                    format!("Invalid version in DTLS connection. Packet reported version: {version}"),
                    &[],
                );
            }
        }
        if self.version_errors > shared.max_version_errors {
            self.skip = true;
        }
    }

    fn record(&mut self, cx: &mut Context<'_>, from: Direction, r: &Record<'_>) {
        if cx.confirmed() {
            self.version_errors = 0;
        }
        let plain = Plain { from, version: r.version, kind: r.kind, body: r.body };
        if r.unified {
            self.session.encrypt(from);
        }
        if self.session.is_encrypted(from) || r.kind == content::TLS12_CID {
            self.session.ciphertext(cx, plain, false);
            return;
        }
        if r.kind == content::HANDSHAKE {
            self.handshake(cx, from, r);
        } else if self.session.contents(cx, plain).is_err() {
            cx.violation("a message is shorter than its contents", &[]);
        }
        self.session.plaintext(cx, plain);
    }

    fn handshake(&mut self, cx: &mut Context<'_>, from: Direction, r: &Record<'_>) {
        let mut c = Cursor::new(r.body);
        while !c.is_empty() {
            let Ok(f) = datagram::fragment(&mut c) else {
                return cx.violation("a handshake message is shorter than its contents", &[]);
            };
            let fault = if f.offset == 0 && f.data.len() == f.length as usize {
                self.session.handshake(cx, from, r.version, f.kind, f.data).is_err()
            } else {
                match self.assembly[from.index()].add(r.sequence, &f) {
                    Ok(Some(whole)) => self.session.handshake(cx, from, r.version, f.kind, &whole).is_err(),
                    Ok(None) => false,
                    Err(why) => return cx.violation(why, &[]),
                }
            };
            if fault {
                return cx.violation("a handshake message is shorter than its contents", &[]);
            }
        }
    }
}

impl Analyzer for Packets {
    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        // STUN shares the port where media are arranged (RFC 7983).
        if data.get(4..8) == Some(&STUN_COOKIE) && data.len() > STUN_HEADER {
            return;
        }
        let mut c = Cursor::new(data);
        while !self.skip && !c.is_empty() {
            let unified = self.session.is_13();
            match datagram::record(&mut c, self.session.connection_id(from), unified) {
                Ok(r) => self.record(cx, from, &r),
                Err(Fault::Version(v)) => return self.wrong_version(cx, v),
                // A datagram that the capture has cut, or something else between the records.
                Err(Fault::Truncated) => return,
            }
        }
    }

    fn flip_roles(&mut self) {
        self.session.flip_roles();
        self.assembly.swap(0, 1);
    }

    fn command(&mut self, name: &str, _from: Direction) -> bool {
        let known = name == "set_ssl_established";
        if known {
            self.session.set_established();
        }
        known
    }
}
