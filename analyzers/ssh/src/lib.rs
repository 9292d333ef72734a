//! The SSH analyzer: identification lines, the key exchange in the clear, and what the lengths of encrypted packets tell.
//! See the README of this room.
//!
//! Guarantees: of each side, no more is kept than one packet of the key exchange; once a side encrypts, nothing is.
#![forbid(unsafe_code)]

pub mod events;
pub mod kex;
pub mod login;
pub mod parse;

use events::{Events, SSHAlgorithmPrefs, SSHCapabilities};
use kex::{Message, Method};
use login::{Login, Outcome};
use openssl::hash::{MessageDigest, hash};
use parse::{Next, Packet, Version};
use std::rc::Rc;
use zander_analyzer::{Analyzer, ConnectionState, Context, Descriptor, Direction, Factory, Setup, emit};

/// Registers the analyzer.
pub static SSH: Descriptor =
    Descriptor { name: "SSH", tag: "Analyzer::ANALYZER_SSH", signatures: include_str!("../dpd.sig"), bind };

/// Bytes that may come before the server's identification; a server that talks longer speaks something else.
const MAX_BEFORE_IDENTIFICATION: usize = 1 << 16;
/// Longest identification line: RFC 4253 allows 255 bytes, real ones are longer now and then.
const MAX_IDENTIFICATION: usize = 1 << 12;

/// Message numbers of version 2.
const KEXINIT: u8 = 20;
const NEWKEYS: u8 = 21;
/// Message numbers of version 1.
const PUBLIC_KEY: u8 = 2;
const SESSION_KEY: u8 = 3;

/// Limits set by scripts.
struct Limits {
    packet: u64,
    string: usize,
    /// Names in each of the ten lists of an offer.
    names: [usize; 10],
}

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    let names = |what: &str| setup.count(&format!("SSH::max_kexinit_{what}"), 100).min(1 << 16) as usize;
    let (ciphers, codes) = (names("encryption_algorithms"), names("mac_algorithms"));
    let (compression, languages) = (names("compression_algorithms"), names("languages"));
    let limits = Rc::new(Limits {
        packet: setup.count("SSH::max_packet_length", 8 << 20),
        string: setup.count("SSH::max_string_length", 2 << 20).min(u32::MAX.into()) as usize,
        names: [
            names("kex_algorithms"),
            names("hostkey_algorithms"),
            ciphers,
            ciphers,
            codes,
            codes,
            compression,
            compression,
            languages,
            languages,
        ],
    });
    Box::new(move || {
        Box::new(Ssh {
            events: events.clone(),
            limits: limits.clone(),
            sides: Default::default(),
            method: None,
            login: Login::default(),
            stopped: false,
        })
    })
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Identification,
    Packets,
    Encrypted,
}

#[derive(Default)]
struct Side {
    stage: Stage,
    /// What has come of a line or a packet that is not complete.
    buffer: Vec<u8>,
    /// Bytes before the identification.
    before: usize,
    version: Option<Version>,
    /// Key exchange methods on offer.
    methods: Option<Vec<u8>>,
}

struct Ssh {
    events: Rc<Events>,
    limits: Rc<Limits>,
    /// By direction.
    sides: [Side; 2],
    method: Option<Method>,
    login: Login,
    /// Bytes were lost, or what comes is no SSH: no more is made of it.
    stopped: bool,
}

impl Analyzer for Ssh {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        if self.stopped {
            return;
        }
        let side = &mut self.sides[from.index()];
        if side.stage == Stage::Encrypted {
            return self.encrypted(cx, from, data.len());
        }
        side.buffer.extend_from_slice(data);
        if side.stage == Stage::Identification {
            self.identification(cx, from);
        }
        self.packets(cx, from);
        // A side may have waited for the version of the other.
        self.packets(cx, from.other());
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        self.stop();
    }

    fn connection_state(&mut self, _cx: &mut Context<'_>, state: ConnectionState) {
        if state == ConnectionState::Partial {
            self.stop();
        }
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}

impl Ssh {
    fn stop(&mut self) {
        self.stopped = true;
        self.sides.iter_mut().for_each(|s| s.buffer = Vec::new());
    }

    fn reject(&mut self, cx: &mut Context<'_>, reason: &str, data: &[u8]) {
        cx.violation(reason, data);
        self.stop();
    }

    /// Lines up to the identification.
    fn identification(&mut self, cx: &mut Context<'_>, from: Direction) {
        loop {
            let side = &mut self.sides[from.index()];
            let at = memchr(&side.buffer);
            let known = side.buffer.get(..4).unwrap_or(&side.buffer);
            let is_identification = b"SSH-".starts_with(known);
            if from.is_orig() && !is_identification {
                let data = std::mem::take(&mut side.buffer);
                return self.reject(cx, "client does not begin with an identification", &data);
            }
            let Some(end) = at else {
                let limit = if is_identification { MAX_IDENTIFICATION } else { MAX_BEFORE_IDENTIFICATION };
                if side.buffer.len().saturating_add(side.before) > limit {
                    self.reject(cx, "no identification", b"");
                }
                return;
            };
            let rest = side.buffer.split_off(end + 1);
            let line = std::mem::replace(&mut side.buffer, rest);
            let text = line.strip_suffix(b"\r\n").or(line.strip_suffix(b"\n")).unwrap_or(&line);
            if !text.starts_with(b"SSH-") {
                side.before = side.before.saturating_add(line.len());
                if from.is_orig() || side.before > MAX_BEFORE_IDENTIFICATION {
                    return self.reject(cx, "no identification", text);
                }
                self.events.ssh_server_pre_banner_data(cx, text);
                continue;
            }
            side.version = parse::version(text);
            side.stage = Stage::Packets;
            match from {
                Direction::Orig => self.events.ssh_client_version(cx, text),
                Direction::Resp => self.events.ssh_server_version(cx, text),
            }
            if self.sides[from.index()].version.is_none() {
                self.reject(cx, "unknown version", text);
            }
            return;
        }
    }

    /// True for version 2, false for version 1, `None` while only one that speaks both has said so.
    fn is_two(&self) -> Option<bool> {
        match (self.sides[0].version, self.sides[1].version) {
            (Some(Version::One), _) | (_, Some(Version::One)) => Some(false),
            (Some(Version::Two { .. }), Some(Version::Two { .. })) => Some(true),
            (Some(Version::Two { or_one: false }), None) | (None, Some(Version::Two { or_one: false })) => {
                Some(true)
            }
            _ => None,
        }
    }

    /// Takes complete packets off the buffer of one side.
    fn packets(&mut self, cx: &mut Context<'_>, from: Direction) {
        let Some(two) = self.is_two() else { return };
        if self.sides[from.index()].stage != Stage::Packets || self.sides[from.index()].buffer.is_empty() {
            return;
        }
        let buffer = std::mem::take(&mut self.sides[from.index()].buffer);
        let mut rest = buffer.as_slice();
        while !self.stopped && self.sides[from.index()].stage == Stage::Packets {
            let next = if two {
                parse::packet2(rest, self.limits.packet)
            } else {
                parse::packet1(rest, self.limits.packet)
            };
            match next {
                Next::Packet(p) => {
                    let understood =
                        if two { self.packet2(cx, from, &p) } else { self.packet1(cx, from, &p) };
                    if !understood {
                        self.reject(cx, "message ends before it is complete", rest);
                    }
                    rest = rest.get(p.length..).unwrap_or_default();
                }
                Next::Wait => break,
                Next::TooLong(length) => {
                    cx.weird("SSH_max_packet_length_exceeded", length.to_string());
                    self.stop();
                }
                Next::Broken => self.reject(cx, "malformed packet", rest),
            }
        }
        if self.stopped {
            return;
        }
        if self.sides[from.index()].stage == Stage::Encrypted {
            if !rest.is_empty() {
                self.encrypted(cx, from, rest.len());
            }
        } else {
            let used = buffer.len() - rest.len();
            let mut buffer = buffer;
            buffer.drain(..used);
            self.sides[from.index()].buffer = buffer;
        }
    }

    /// A packet of version 2. False when it is cut short.
    fn packet2(&mut self, cx: &mut Context<'_>, from: Direction, p: &Packet<'_>) -> bool {
        match p.kind {
            KEXINIT => self.offer(cx, from, p.body),
            NEWKEYS => {
                self.sides[from.index()].stage = Stage::Encrypted;
                cx.confirm();
                true
            }
            30..=49 => match self.method.map(|m| kex::message(m, p.kind, p.body)) {
                Some(Ok(message)) => {
                    self.exchange(cx, from, &message);
                    true
                }
                Some(Err(_)) => false,
                None => true,
            },
            _ => true,
        }
    }

    fn offer(&mut self, cx: &mut Context<'_>, from: Direction, body: &[u8]) -> bool {
        let Ok(offer) = parse::offer(body) else { return false };
        if let Some(long) = offer.lists.iter().find(|l| l.len() > self.limits.string) {
            cx.weird("SSH_max_string_length_exceeded", long.len().to_string());
            self.stop();
            return true;
        }
        if self.events.wants_ssh_capabilities(cx) {
            let capabilities = self.capabilities(&offer, from);
            self.events.ssh_capabilities(cx, offer.cookie, &capabilities);
        }
        let max = self.limits.names[0];
        self.sides[from.index()].methods = Some(offer.lists[0].to_vec());
        if let [Side { methods: Some(client), .. }, Side { methods: Some(server), .. }] = &self.sides
            && let Some(name) = kex::chosen(client, server, max)
        {
            self.method = kex::method(name);
            if self.method.is_none() {
                cx.weird("ssh_unknown_kex_algorithm", name);
            }
        }
        true
    }

    fn capabilities(&self, offer: &parse::Offer<'_>, from: Direction) -> zander_value::Val {
        let list = |at: usize| emit::strings(parse::names(offer.lists[at], self.limits.names[at]));
        let both = |at: usize| {
            SSHAlgorithmPrefs { client_to_server: Some(list(at)), server_to_client: Some(list(at + 1)) }
                .val(&self.events)
        };
        let languages = !(offer.lists[8].is_empty() && offer.lists[9].is_empty());
        SSHCapabilities {
            kex_algorithms: list(0),
            server_host_key_algorithms: list(1),
            encryption_algorithms: both(2),
            mac_algorithms: both(4),
            compression_algorithms: both(6),
            languages: languages.then(|| both(8)),
            is_server: !from.is_orig(),
        }
        .val(&self.events)
    }

    fn exchange(&mut self, cx: &mut Context<'_>, from: Direction, message: &Message<'_>) {
        let (events, is_orig) = (self.events.clone(), from.is_orig());
        match *message {
            Message::GroupInit => events.ssh2_dh_gex_init(cx, is_orig),
            Message::GroupParameters(p, q) => events.ssh2_dh_server_params(cx, p, q),
            Message::CurveInit(q) => {
                events.ssh2_ecc_key(cx, is_orig, q);
                events.ssh2_ecc_init(cx, is_orig);
            }
            Message::HostKey(key) => self.host_key(cx, key),
            Message::CurveReply(key, q) => {
                self.host_key(cx, key);
                events.ssh2_ecc_key(cx, is_orig, q);
            }
            Message::RsaSecret => events.ssh2_rsa_secret(cx, is_orig),
            Message::GssInit => events.ssh2_gss_init(cx, is_orig),
            Message::GssError(major, minor, text) => {
                events.ssh2_gss_error(cx, major.into(), minor.into(), text)
            }
            Message::Other => {}
        }
    }

    fn host_key(&mut self, cx: &mut Context<'_>, key: &[u8]) {
        self.md5(cx, key);
        self.events.ssh2_server_host_key(cx, key);
        self.fingerprint(cx, key);
    }

    fn md5(&mut self, cx: &mut Context<'_>, key: &[u8]) {
        if self.events.wants_ssh_server_host_key(cx) {
            let digest = hash(MessageDigest::md5(), key).map(|d| d.to_vec()).unwrap_or_default();
            let bytes: Vec<String> = digest.iter().map(|b| format!("{b:02x}")).collect();
            self.events.ssh_server_host_key(cx, bytes.join(":").as_bytes());
        }
    }

    fn fingerprint(&mut self, cx: &mut Context<'_>, key: &[u8]) {
        if self.events.wants_ssh_server_host_key_fingerprint(cx) {
            let digest = hash(MessageDigest::sha256(), key).map(|d| d.to_vec()).unwrap_or_default();
            // Logs carry 24 of the 32 bytes: so much of the fingerprint that ssh-keygen shows.
            let text = openssl::base64::encode_block(digest.get(..24).unwrap_or_default());
            self.events.ssh_server_host_key_fingerprint(cx, format!("SHA256:{text}").as_bytes());
        }
    }

    /// A packet of version 1. False when it is cut short.
    fn packet1(&mut self, cx: &mut Context<'_>, from: Direction, p: &Packet<'_>) -> bool {
        match (from, p.kind) {
            (Direction::Resp, PUBLIC_KEY) => {
                let Ok(key) = parse::host_key1(p.body) else { return false };
                let whole = [key.modulus, key.exponent].concat();
                self.md5(cx, &whole);
                self.fingerprint(cx, &whole);
                self.events.ssh1_server_host_key(cx, key.modulus, key.exponent);
            }
            (Direction::Orig, SESSION_KEY) => {
                self.sides.iter_mut().for_each(|s| s.stage = Stage::Encrypted);
                cx.confirm();
            }
            _ => {}
        }
        true
    }

    fn encrypted(&mut self, cx: &mut Context<'_>, from: Direction, length: usize) {
        self.events.ssh_encrypted_packet(cx, from.is_orig(), length as u64);
        if self.is_two() != Some(true) {
            return;
        }
        if from.is_orig() {
            return self.login.client();
        }
        match self.login.server(length) {
            Some(Outcome::Failure) => self.events.ssh_auth_attempted(cx, false),
            Some(Outcome::Success(without_proof)) => {
                self.events.ssh_auth_attempted(cx, true);
                self.events.ssh_auth_successful(cx, without_proof);
            }
            None => {}
        }
    }
}

/// Place of the first line feed.
fn memchr(data: &[u8]) -> Option<usize> {
    data.iter().position(|b| *b == b'\n')
}
