//! The analyzer of SSL and TLS on a byte stream.

use crate::messages::{ClientHello, ServerHello};
use crate::numbers::content;
use crate::record::{self, Front, Layer, Record};
use crate::session::{Plain, Session, Shared};
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Direction};
use zander_value::Val;
use zander_wire::{Cursor, Truncated};

/// Longest handshake message that is put together, in bytes.
const MAX_MESSAGE: usize = 1 << 20;

/// One connection.
pub struct Stream {
    session: Session,
    layer: Layer,
    /// By direction: the beginning of a record that is not there as a whole.
    records: [Vec<u8>; 2],
    /// By direction: the beginning of a handshake message.
    messages: [Vec<u8>; 2],
    /// Nothing more is looked at: bytes are missing, or this is no TLS.
    skip: bool,
    /// What is encrypted has been read.
    opened: bool,
}

impl Stream {
    /// The analyzer of a new connection.
    pub fn new(shared: Rc<Shared>) -> Stream {
        Stream {
            session: Session::new(shared),
            layer: Layer::default(),
            records: Default::default(),
            messages: Default::default(),
            skip: false,
            opened: false,
        }
    }

    /// Takes the records at the front of `data`; gives what is left.
    fn take<'a>(&mut self, cx: &mut Context<'_>, from: Direction, data: &'a [u8]) -> &'a [u8] {
        let mut rest = data;
        while !self.skip && !rest.is_empty() {
            match record::front(&mut self.layer, from.is_orig(), rest) {
                Front::Incomplete => break,
                Front::Wrong(why) => self.give_up(cx, &why),
                Front::Record(r) => {
                    rest = rest.get(r.size..).unwrap_or_default();
                    // A record without contents says nothing.
                    if !r.body.is_empty() && self.record(cx, from, &r).is_err() {
                        self.give_up(cx, "a message is shorter than its contents");
                    }
                }
            }
        }
        rest
    }

    fn give_up(&mut self, cx: &mut Context<'_>, why: &str) {
        cx.violation(why, &[]);
        self.skip = true;
        self.records = Default::default();
        self.messages = Default::default();
    }

    fn record(&mut self, cx: &mut Context<'_>, from: Direction, r: &Record<'_>) -> Result<(), Truncated> {
        let plain = Plain { from, version: r.version, kind: r.kind, body: r.body };
        if self.session.is_encrypted(from) {
            self.session.ciphertext(cx, plain, self.session.is_13());
            if let Some(text) = self.session.decrypt(plain)
                && r.kind == content::APPLICATION_DATA
            {
                self.inner(cx, from, &text);
            }
            return Ok(());
        }
        if r.kind == content::APPLICATION_DATA && self.session.hides_handshake() {
            self.session.encrypt(from);
            self.session.ciphertext(cx, plain, true);
            return Ok(());
        }
        match r.kind {
            content::HANDSHAKE => self.handshake(cx, from, r)?,
            content::SSL2_CLIENT_HELLO => {
                let wanted = u16::from_be_bytes([r.head[3], r.head[4]]);
                let hello = ClientHello::parse_ssl2(wanted, r.body)?;
                self.session.client_hello(cx, from, r.version, &hello);
            }
            content::SSL2_SERVER_HELLO => {
                let (hello, certificate) = ServerHello::parse_ssl2(r.body)?;
                self.session.server_hello(cx, from, r.version, &hello);
                if !certificate.is_empty() {
                    self.session.chain(cx, from, &[certificate]);
                }
            }
            content::SSL2_CLIENT_MASTER_KEY => {
                self.session.encrypt(Direction::Orig);
                self.session.encrypt(Direction::Resp);
                self.session.establish(cx);
            }
            // An error, in the only version that has nothing else in the clear.
            kind if kind >= content::SSL2 => {}
            _ => self.session.contents(cx, plain)?,
        }
        self.session.plaintext(cx, plain);
        Ok(())
    }

    /// What was encrypted is any protocol.
    fn inner(&mut self, cx: &mut Context<'_>, from: Direction, text: &[u8]) {
        if !std::mem::replace(&mut self.opened, true) {
            cx.detect_children();
        }
        cx.forward_stream(from, text);
    }

    /// Handshake messages may begin and end anywhere in records.
    fn handshake(&mut self, cx: &mut Context<'_>, from: Direction, r: &Record<'_>) -> Result<(), Truncated> {
        let mut held = std::mem::take(&mut self.messages[from.index()]);
        let joined = !held.is_empty();
        if joined {
            held.extend_from_slice(r.body);
        }
        let mut c = Cursor::new(if joined { &held } else { r.body });
        while let Ok(head) = c.peek(4) {
            let mut h = Cursor::new(head);
            let (kind, length) = (h.u8()?, h.u24()? as usize);
            if length > MAX_MESSAGE {
                return Err(Truncated);
            }
            let Ok(body) = c.attempt(|c| c.skip(4).and_then(|()| c.take(length))) else { break };
            self.session.handshake(cx, from, r.version, kind, body)?;
        }
        let left = c.remaining();
        if joined {
            held.drain(..held.len().saturating_sub(left));
        } else {
            held = c.rest().to_vec();
        }
        self.messages[from.index()] = held;
        Ok(())
    }
}

impl Analyzer for Stream {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        // Of a connection whose beginning was not seen nothing can be told: records may begin anywhere.
        if self.skip || cx.conn.partial {
            return;
        }
        let at = from.index();
        if self.records[at].is_empty() {
            let rest = self.take(cx, from, data);
            if !self.skip {
                self.records[at].extend_from_slice(rest);
            }
            return;
        }
        let mut held = std::mem::take(&mut self.records[at]);
        held.extend_from_slice(data);
        let rest = self.take(cx, from, &held).len();
        if !self.skip {
            held.drain(..held.len() - rest);
            self.records[at] = held;
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        // Records cannot be found again.
        self.skip = true;
        self.records = Default::default();
        self.messages = Default::default();
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        if self.opened {
            cx.forward_end(from);
        }
    }

    fn flip_roles(&mut self) {
        self.session.flip_roles();
        self.records.swap(0, 1);
        self.messages.swap(0, 1);
    }

    fn command(&mut self, name: &str, _from: Direction) -> bool {
        let known = name == "set_ssl_established";
        if known {
            self.session.set_established();
        }
        known
    }

    fn configure(&mut self, _cx: &mut Context<'_>, name: &str, value: &Val) -> bool {
        let Some(bytes) = value.as_bytes() else { return false };
        match name {
            "set_secret" => self.session.decryption.set_secret(bytes),
            "set_keys" => self.session.decryption.set_keys(bytes),
            _ => return false,
        }
        true
    }
}
