//! What a TLS or DTLS session has come to, and the events of its messages and records.
//!
//! Both analyzers hand in whole records and whole handshake messages; here they become events. A fault in the layout of
//! a message is a violation by the analyzer; malformed contents of single extensions only keep their own event back,
//! since senders fill them with anything.

use crate::ciphers::{KeyExchange, key_exchange};
use crate::decrypt::Decryption;
use crate::events::{Events, SSLPSKIdentity, SSLSignatureAndHashAlgorithm};
use crate::extensions::{self, Extension};
use crate::messages::{self, ClientHello, ServerHello};
use crate::numbers::{content, extension, message, version};
use std::rc::Rc;
use zander_analyzer::files::Handle;
use zander_analyzer::{Context, Direction, Time, emit};
use zander_value::{Type, Val};
use zander_wire::{Cursor, Truncated};

/// What the scripts set and look up, once for an engine.
pub struct Shared {
    pub events: Events,
    /// Alerts of one record that are looked at (`SSL::max_alerts_per_record`).
    pub max_alerts: u64,
    /// `SSL::dtls_max_version_errors`.
    pub max_version_errors: u64,
    /// `SSL::dtls_max_reported_version_errors`.
    pub max_reported_version_errors: u64,
}

/// A record as both layers give it.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a> {
    pub from: Direction,
    /// Version of the record header.
    pub version: u16,
    /// One of [`content`].
    pub kind: u16,
    pub body: &'a [u8],
}

/// The state of a session.
pub struct Session {
    pub shared: Rc<Shared>,
    /// By direction: what comes is encrypted.
    encrypted: [bool; 2],
    established: bool,
    /// Who is the client, once a hello was seen.
    client: Option<Direction>,
    unclear: bool,
    /// What the server chose; 0 before its hello.
    version: u16,
    cipher: u64,
    /// Length of the connection id that records to a direction carry, by its index.
    connection_ids: [usize; 2],
    /// What opens encrypted records, if scripts know how.
    pub decryption: Decryption,
}

impl Session {
    /// A session of which nothing was seen.
    pub fn new(shared: Rc<Shared>) -> Session {
        Session {
            shared,
            encrypted: [false; 2],
            established: false,
            client: None,
            unclear: false,
            version: 0,
            cipher: 0,
            connection_ids: [0; 2],
            decryption: Decryption::default(),
        }
    }

    /// True when the sender is the client, whoever opened the connection.
    pub fn is_client(&self, from: Direction) -> bool {
        self.client.map_or(from.is_orig(), |c| c == from)
    }

    /// True when records of the sender are encrypted.
    pub fn is_encrypted(&self, from: Direction) -> bool {
        self.encrypted[from.index()]
    }

    /// Length of the connection id in records of the sender, in bytes: the receiver has asked for it.
    pub fn connection_id(&self, from: Direction) -> usize {
        self.connection_ids[from.other().index()]
    }

    /// True when TLS 1.3 or DTLS 1.3 was chosen.
    pub fn is_13(&self) -> bool {
        version::is_13(self.version)
    }

    /// True when application data may come without a change of ciphers before: in TLS 1.3, in whatever version calls
    /// itself by a number of its own, and where the hellos were not seen.
    pub fn hides_handshake(&self) -> bool {
        !matches!(self.version, version::SSL2 | version::SSL3..=version::TLS12)
    }

    /// What follows from the sender is encrypted.
    pub fn encrypt(&mut self, from: Direction) {
        self.encrypted[from.index()] = true;
    }

    /// A script says that the session is established.
    pub fn set_established(&mut self) {
        self.established = true;
    }

    /// Originator and responder were exchanged.
    pub fn flip_roles(&mut self) {
        self.encrypted.swap(0, 1);
        self.connection_ids.swap(0, 1);
        self.decryption.flip_roles();
        self.client = self.client.map(Direction::other);
    }

    /// An encrypted record. `probable` when the record may hide a message of the handshake.
    pub fn ciphertext(&mut self, cx: &mut Context<'_>, r: Plain<'_>, probable: bool) {
        let shared = self.shared.clone();
        let (client, length) = (self.is_client(r.from), r.body.len() as u64);
        if probable && !self.established {
            shared.events.ssl_probable_encrypted_handshake_message(cx, client, length);
        }
        if self.encrypted == [true; 2] {
            self.establish(cx);
        }
        shared.events.ssl_encrypted_data(cx, client, r.version.into(), r.kind.into(), length);
    }

    /// The content of an encrypted record, where the keys are known.
    pub fn decrypt(&mut self, r: Plain<'_>) -> Option<Vec<u8>> {
        if matches!(r.kind, content::CHANGE_CIPHER_SPEC) {
            self.decryption.end();
        }
        let client = self.is_client(r.from);
        self.decryption.record(r, client, self.cipher)
    }

    /// The session is established as far as can be seen.
    pub fn establish(&mut self, cx: &mut Context<'_>) {
        if !std::mem::replace(&mut self.established, true) {
            self.shared.events.ssl_established(cx);
        }
    }

    /// After the contents of a record that is not encrypted.
    pub fn plaintext(&mut self, cx: &mut Context<'_>, r: Plain<'_>) {
        let client = self.is_client(r.from);
        self.shared.events.ssl_plaintext_data(
            cx,
            client,
            r.version.into(),
            r.kind.into(),
            r.body.len() as u64,
        );
    }

    /// The other contents of a record that is not encrypted, apart from the handshake.
    pub fn contents(&mut self, cx: &mut Context<'_>, r: Plain<'_>) -> Result<(), Truncated> {
        let shared = self.shared.clone();
        let client = self.is_client(r.from);
        match r.kind {
            content::CHANGE_CIPHER_SPEC => {
                // In 1.3 it is there for middleboxes only.
                if !self.is_13() {
                    self.encrypt(r.from);
                }
                shared.events.ssl_change_cipher_spec(cx, client);
            }
            content::ALERT => {
                let (alerts, odd) = r.body.as_chunks::<2>();
                for (at, [level, description]) in alerts.iter().enumerate() {
                    if at as u64 >= shared.max_alerts {
                        cx.weird("SSL_excessive_alerts_in_record", format!("{}", shared.max_alerts));
                        break;
                    }
                    shared.events.ssl_alert(cx, client, (*level).into(), (*description).into());
                }
                if !odd.is_empty() {
                    return Err(Truncated);
                }
            }
            content::HEARTBEAT => {
                let mut c = Cursor::new(r.body);
                let (kind, length) = (c.u8()?, c.u16()?);
                let all = r.body.len() as u64;
                shared.events.ssl_heartbeat(cx, client, all, kind.into(), length.into(), c.rest());
            }
            content::APPLICATION_DATA | content::ACK => {}
            kind => {
                let who = if r.from.is_orig() { "originator" } else { "responder" };
                cx.violation(format!("unknown SSL record type ({kind}) from {who}"), &[]);
            }
        }
        Ok(())
    }

    /// A whole handshake message. `record` is the version of the record that brought it.
    pub fn handshake(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        record: u16,
        kind: u8,
        body: &[u8],
    ) -> Result<(), Truncated> {
        match kind {
            message::CLIENT_HELLO => {
                self.turn(cx, from, true);
                self.client_hello(cx, from, record, &ClientHello::parse(body)?);
            }
            message::SERVER_HELLO => {
                self.turn(cx, from, false);
                self.server_hello(cx, from, record, &ServerHello::parse(body)?);
            }
            message::CERTIFICATE => {
                let chain = messages::certificates(body)?;
                self.chain(cx, from, &chain);
            }
            message::CERTIFICATE_STATUS => {
                if let Some(response) = messages::certificate_status(body)? {
                    self.stapled(cx, from, response);
                }
            }
            message::NEW_SESSION_TICKET => {
                let (lifetime, ticket) = messages::session_ticket(body)?;
                self.shared.events.ssl_session_ticket_handshake(cx, lifetime.into(), ticket);
            }
            message::SERVER_KEY_EXCHANGE => self.server_key_exchange(cx, body)?,
            message::CLIENT_KEY_EXCHANGE => self.client_key_exchange(cx, body),
            message::CERTIFICATE_REQUEST => self.certificate_request(cx, from, body)?,
            _ => {}
        }
        let client = self.is_client(from);
        self.shared.events.ssl_handshake_message(cx, client, kind.into(), body.len() as u64);
        Ok(())
    }

    /// Finds out who is the client from the first hello.
    fn turn(&mut self, cx: &mut Context<'_>, from: Direction, client_hello: bool) {
        let client = if client_hello { from } else { from.other() };
        match self.client {
            None => {
                self.client = Some(client);
                if !client.is_orig() {
                    self.shared.events.ssl_connection_flipped(cx);
                }
            }
            Some(known) if known != client && !self.unclear => {
                self.unclear = true;
                cx.weird("SSL_unclear_connection_direction", "");
            }
            Some(_) => {}
        }
    }

    /// A client hello of any version.
    pub fn client_hello(&mut self, cx: &mut Context<'_>, from: Direction, record: u16, m: &ClientHello<'_>) {
        let shared = self.shared.clone();
        let events = &shared.events;
        self.client.get_or_insert(from);
        self.decryption.client_random(m.time, m.random);
        self.extensions(cx, from, &m.extensions, true);
        if !version::is_known(m.version) {
            cx.violation(format!("unsupported client SSL version 0x{:04x}", m.version), &[]);
            return;
        }
        cx.confirm();
        if events.wants_ssl_client_hello(cx) {
            let session = fixed(m.session);
            let ciphers = emit::counts(m.ciphers.iter().copied());
            let compressions = emit::counts(extensions::u8s(m.compressions));
            let (v, record, time) = (m.version.into(), record.into(), Time(m.time.into()));
            events.ssl_client_hello(cx, v, record, time, m.random, &session, &ciphers, &compressions);
        }
    }

    /// A server hello of any version.
    pub fn server_hello(&mut self, cx: &mut Context<'_>, from: Direction, record: u16, m: &ServerHello<'_>) {
        let shared = self.shared.clone();
        let chosen = m.chosen_version();
        self.version = chosen;
        self.cipher = m.cipher;
        self.decryption.server_random(m.random);
        self.extensions(cx, from, &m.extensions, false);
        if !version::is_known(m.version) {
            cx.violation(format!("unsupported server SSL version 0x{:04x}", m.version), &[]);
            return;
        }
        let (v, record, time) = (m.version.into(), record.into(), Time(m.time.into()));
        let session = fixed(m.session);
        shared.events.ssl_server_hello(
            cx,
            v,
            record,
            time,
            m.random,
            &session,
            m.cipher,
            m.compression.into(),
        );
    }

    fn extensions(&mut self, cx: &mut Context<'_>, from: Direction, all: &[Extension<'_>], of_client: bool) {
        let client = self.is_client(from);
        for &(code, data) in all {
            // An empty or malformed one is told of as raw bytes only.
            let _ = self.extension(cx, from, client, of_client, code, data);
            self.shared.events.ssl_extension(cx, client, code.into(), data);
        }
    }

    fn extension(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        client: bool,
        of_client: bool,
        code: u16,
        data: &[u8],
    ) -> Result<(), Truncated> {
        let shared = self.shared.clone();
        let e = &shared.events;
        match code {
            extension::SERVER_NAME => {
                let (names, others) = extensions::server_names(data)?;
                if others {
                    cx.weird("ssl_ext_unknown_server_name_type", "");
                }
                if e.wants_ssl_extension_server_name(cx) {
                    e.ssl_extension_server_name(cx, client, &emit::strings(names));
                }
            }
            extension::SUPPORTED_GROUPS => {
                let list = extensions::long_list(data)?;
                if e.wants_ssl_extension_elliptic_curves(cx) {
                    e.ssl_extension_elliptic_curves(cx, client, &emit::counts(extensions::u16s(list)));
                }
            }
            extension::EC_POINT_FORMATS => {
                let list = extensions::short_list(data)?;
                if e.wants_ssl_extension_ec_point_formats(cx) {
                    e.ssl_extension_ec_point_formats(cx, client, &emit::counts(extensions::u8s(list)));
                }
            }
            extension::SIGNATURE_ALGORITHMS => {
                let list = extensions::long_list(data)?;
                if e.wants_ssl_extension_signature_algorithm(cx) {
                    e.ssl_extension_signature_algorithm(cx, client, &self.algorithms(list));
                }
            }
            extension::ALPN => {
                let list = extensions::protocols(data)?;
                if e.wants_ssl_extension_application_layer_protocol_negotiation(cx) {
                    let list = emit::strings(list);
                    e.ssl_extension_application_layer_protocol_negotiation(cx, client, &list);
                }
            }
            extension::SIGNED_CERTIFICATE_TIMESTAMP => {
                for t in zander_analyzer_x509::sct::list(data)? {
                    let algorithms = self.algorithm(Some((t.hash, t.algorithm)));
                    let (v, log, sig) = (t.version.into(), t.log, t.signature);
                    e.ssl_extension_signed_certificate_timestamp(
                        cx,
                        client,
                        v,
                        log,
                        t.time,
                        &algorithms,
                        sig,
                    );
                }
            }
            extension::SUPPORTED_VERSIONS => {
                let list = if of_client { extensions::short_list(data)? } else { data };
                if e.wants_ssl_extension_supported_versions(cx) {
                    e.ssl_extension_supported_versions(cx, client, &emit::counts(extensions::u16s(list)));
                }
            }
            extension::PSK_KEY_EXCHANGE_MODES => {
                let list = extensions::short_list(data)?;
                if e.wants_ssl_extension_psk_key_exchange_modes(cx) {
                    e.ssl_extension_psk_key_exchange_modes(cx, client, &emit::counts(extensions::u8s(list)));
                }
            }
            extension::PRE_SHARED_KEY if of_client => {
                let keys = extensions::offered_keys(data)?;
                if e.wants_ssl_extension_pre_shared_key_client_hello(cx) {
                    let one = |&(identity, age): &(&[u8], u32)| {
                        SSLPSKIdentity { identity, obfuscated_ticket_age: age.into() }.val(e)
                    };
                    let ty = Type::Record(e.type_SSL_PSKIdentity.clone());
                    let identities = Val::vector(ty, keys.identities.iter().map(one).collect());
                    let binders = emit::strings(keys.binders);
                    e.ssl_extension_pre_shared_key_client_hello(cx, client, &identities, &binders);
                }
            }
            extension::PRE_SHARED_KEY => {
                let chosen = Cursor::new(data).u16()?;
                e.ssl_extension_pre_shared_key_server_hello(cx, client, chosen.into());
            }
            extension::KEY_SHARE | extension::KEY_SHARE_OLD => {
                let groups = if of_client {
                    extensions::client_key_shares(data)?
                } else {
                    vec![Cursor::new(data).u16()?.into()]
                };
                if e.wants_ssl_extension_key_share(cx) {
                    e.ssl_extension_key_share(cx, client, &emit::counts(groups));
                }
            }
            extension::CONNECTION_ID | extension::CONNECTION_ID_OLD => {
                let id = extensions::short_list(data)?;
                self.connection_ids[from.index()] = id.len();
                e.ssl_extension_connection_id(cx, client, id);
            }
            _ => {}
        }
        Ok(())
    }

    /// A pair of algorithms; numbers out of range where the message names none.
    fn algorithm(&self, pair: Option<(u8, u8)>) -> Val {
        let (hash, signature) = pair.map_or((256, 256), |(h, s)| (h.into(), s.into()));
        SSLSignatureAndHashAlgorithm { HashAlgorithm: hash, SignatureAlgorithm: signature }
            .val(&self.shared.events)
    }

    fn algorithms(&self, list: &[u8]) -> Val {
        let ty = Type::Record(self.shared.events.type_SSL_SignatureAndHashAlgorithm.clone());
        Val::vector(ty, list.as_chunks::<2>().0.iter().map(|[h, s]| self.algorithm(Some((*h, *s)))).collect())
    }

    fn server_key_exchange(&mut self, cx: &mut Context<'_>, body: &[u8]) -> Result<(), Truncated> {
        let shared = self.shared.clone();
        let mut c = Cursor::new(body);
        let kind = key_exchange(self.cipher);
        match kind {
            KeyExchange::Ecdhe | KeyExchange::EcdhAnonymous => {
                // Only named curves (RFC 8422, section 5.4); others are not in use any more.
                if c.u8()? != 3 {
                    return Ok(());
                }
                let (curve, point) = (c.u16()?, c.take_u8_prefixed()?);
                shared.events.ssl_ecdh_server_params(cx, curve.into(), point);
            }
            KeyExchange::Dhe | KeyExchange::DhAnonymous => {
                let (p, g) = (c.take_u16_prefixed()?, c.take_u16_prefixed()?);
                let public = c.take_u16_prefixed()?;
                shared.events.ssl_dh_server_params(cx, p, g, public);
            }
            _ => return Ok(()),
        }
        if matches!(kind, KeyExchange::Ecdhe | KeyExchange::Dhe) {
            let (algorithms, signature) =
                messages::signature(&mut c, version::names_signature_algorithm(self.version))?;
            if shared.events.wants_ssl_server_signature(cx) {
                let algorithms = self.algorithm(algorithms);
                shared.events.ssl_server_signature(cx, &algorithms, signature);
            }
        }
        Ok(())
    }

    /// What the client sends is told of as it stands there, lengths included.
    fn client_key_exchange(&mut self, cx: &mut Context<'_>, body: &[u8]) {
        let e = &self.shared.events;
        match key_exchange(self.cipher) {
            KeyExchange::Rsa => e.ssl_rsa_client_pms(cx, body),
            KeyExchange::Ecdhe | KeyExchange::EcdhAnonymous | KeyExchange::Ecdh => {
                e.ssl_ecdh_client_params(cx, body)
            }
            KeyExchange::Dhe | KeyExchange::DhAnonymous | KeyExchange::Dh => e.ssl_dh_client_params(cx, body),
            KeyExchange::Other => {}
        }
    }

    fn certificate_request(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        body: &[u8],
    ) -> Result<(), Truncated> {
        let shared = self.shared.clone();
        let named = version::names_signature_algorithm(self.version);
        let m = messages::certificate_request(body, named)?;
        let client = self.is_client(from);
        // The list is that of the extension.
        if named && shared.events.wants_ssl_extension_signature_algorithm(cx) {
            let list = self.algorithms(m.algorithms);
            shared.events.ssl_extension_signature_algorithm(cx, client, &list);
        }
        if !shared.events.wants_ssl_certificate_request(cx) {
            return Ok(());
        }
        let names = emit::strings(m.authorities.iter());
        let types = emit::counts(extensions::u8s(m.types));
        let algorithms = self.algorithms(m.algorithms);
        shared.events.ssl_certificate_request(cx, client, &types, &algorithms, &names);
        Ok(())
    }

    /// The certificates of a chain: each is a file.
    pub fn chain(&mut self, cx: &mut Context<'_>, from: Direction, chain: &[&[u8]]) {
        for (at, certificate) in chain.iter().enumerate() {
            if certificate.is_empty() {
                cx.weird("zero_length_certificate", "");
                continue;
            }
            let mime = if at == 0 { "application/x-x509-user-cert" } else { "application/x-x509-ca-cert" };
            let handle = handle(cx, from).count(at as u64);
            self.file(cx, from, &handle, mime, certificate, |_| {});
        }
    }

    fn stapled(&mut self, cx: &mut Context<'_>, from: Direction, response: &[u8]) {
        if response.is_empty() {
            cx.weird("SSL_zero_length_stapled_OCSP_message", "");
            return;
        }
        let (shared, client) = (self.shared.clone(), self.is_client(from));
        let handle = handle(cx, from).bytes(b"ocsp");
        self.file(cx, from, &handle, "application/ocsp-response", response, |cx| {
            shared.events.ssl_stapled_ocsp(cx, client, response);
        });
    }

    /// Hands a file over; `before_end` runs between its data and its end.
    fn file(
        &mut self,
        cx: &mut Context<'_>,
        from: Direction,
        handle: &Handle,
        mime: &str,
        data: &[u8],
        before_end: impl FnOnce(&mut Context<'_>),
    ) {
        let transfer = cx.transfer(handle, from);
        cx.file_mime(&transfer, mime.as_bytes());
        cx.file_data(&transfer, data);
        before_end(cx);
        cx.file_end(&transfer);
    }
}

/// What the handles of all files of one side begin with.
fn handle(cx: &Context<'_>, from: Direction) -> Handle {
    Handle::new("SSL").start(&cx.conn).flag(from.is_orig()).ends(&cx.conn)
}

/// A session id as scripts get it: always 32 bytes, filled with zeros; zeros when it is longer.
fn fixed(id: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    if let Some(to) = out.get_mut(..id.len()) {
        to.copy_from_slice(id);
    }
    out
}
