//! The file analyzer of certificates.

use crate::certificate::{self, Certificate};
use crate::events::Events;
use crate::sct;
use crate::values::{Handle, Types};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory, Files};
use zander_analyzer::{Setup, emit};
use zander_event::{Args, EventId, Queue};
use zander_value::format::write_hex;
use zander_value::{Key, Val};

/// Longest certificate that is looked at, in bytes.
pub const MAX_SIZE: usize = 1 << 20;

/// Servers show the same certificates again and again: what was read of them is kept, up to this many bytes of DER.
const CACHE_BYTES: usize = 4 << 20;

/// What the analyzers of an engine share.
pub struct Shared {
    pub events: Events,
    pub types: Types,
    cache: RefCell<Cache>,
    /// Tells the scripts that a certificate was met which they keep.
    met: EventId,
}

#[derive(Default)]
struct Cache {
    known: HashMap<Vec<u8>, Known>,
    bytes: usize,
}

#[derive(Clone)]
struct Known {
    certificate: Rc<Certificate>,
    /// Its SHA-256 in hexadecimal, for the scripts.
    digest: Val,
}

impl Shared {
    /// Looks up events and types.
    pub fn bind(setup: &Setup<'_>) -> Rc<Shared> {
        Rc::new(Shared {
            events: Events::bind(setup.declarations),
            types: Types::bind(setup.declarations),
            cache: RefCell::default(),
            met: emit::event(setup.declarations, "X509::certificate_met"),
        })
    }

    /// What the scripts keep of a certificate.
    fn kept(&self, files: &Files, queue: &Queue, known: &Known) -> Option<Val> {
        let table = files.kept.borrow().clone().filter(|t| !t.is_empty() && queue.wanted(self.met))?;
        table.get_touch(&Key::single(&known.digest)?, queue.now)
    }

    /// The certificate in these bytes.
    fn known(&self, der: &[u8]) -> Option<Known> {
        let mut cache = self.cache.borrow_mut();
        if let Some(known) = cache.known.get(der) {
            return Some(known.clone());
        }
        let certificate = Rc::new(Certificate::parse(der, true)?);
        let mut digest = Vec::new();
        write_hex(&mut digest, &openssl::sha::sha256(der));
        let new = Known { certificate, digest: digest.into() };
        if cache.bytes > CACHE_BYTES {
            *cache = Cache::default();
        }
        cache.bytes += der.len() * 4;
        cache.known.insert(der.to_vec(), new.clone());
        Some(new)
    }
}

/// Binds the analyzer.
pub fn bind(setup: &Setup<'_>) -> FileFactory {
    let shared = Shared::bind(setup);
    Box::new(move |_| Some(Box::new(X509File { shared: shared.clone(), data: Vec::new() })))
}

struct X509File {
    shared: Rc<Shared>,
    data: Vec<u8>,
}

impl FileAnalyzer for X509File {
    fn stream(&mut self, _cx: &mut FileContext<'_>, data: &[u8]) -> bool {
        let fits = self.data.len() + data.len() <= MAX_SIZE;
        if fits {
            self.data.extend_from_slice(data);
        }
        fits
    }

    fn gap(&mut self, _cx: &mut FileContext<'_>, _offset: u64, _length: u64) -> bool {
        self.data.clear();
        false
    }

    fn end(&mut self, cx: &mut FileContext<'_>) {
        let data = std::mem::take(&mut self.data);
        if data.is_empty() {
            return;
        }
        let Some(known) = self.shared.known(&data) else {
            cx.weird("x509_cert_parse_error", b"");
            return;
        };
        match self.shared.kept(cx.files, cx.queue, &known) {
            Some(kept) => {
                let file = cx.file_val();
                cx.queue.push(self.shared.met, Args::from_iter([file, kept, known.digest]));
            }
            None => raise(&self.shared, cx, &known.certificate),
        }
    }
}

/// Raises the events of a certificate.
fn raise(shared: &Shared, cx: &mut FileContext<'_>, c: &Rc<Certificate>) {
    let e = &shared.events;
    for odd in &c.oddities {
        cx.weird(odd, b"");
    }
    if e.wants_x509_certificate(cx) {
        let (file, handle) = (cx.file_val(), Handle::val(c.clone()));
        e.x509_certificate(cx, &file, &handle, &shared.types.certificate(c));
    }
    for (x, text) in c.extensions.iter().zip(&c.printed) {
        let file = cx.file_val();
        if e.wants_x509_extension(cx) {
            e.x509_extension(cx, &file, &shared.types.extension(x, text));
        }
        // basicConstraints (2.5.29.19) and subjectAltName (2.5.29.17)
        match x.oid.as_slice() {
            [0x55, 0x1d, 0x13] => match certificate::basic_constraints(&x.data) {
                Some((ca, path)) => {
                    e.x509_ext_basic_constraints(cx, &file, &shared.types.basic_constraints(ca, path));
                }
                None => cx.weird("x509_invalid_basic_constraint", b""),
            },
            [0x55, 0x1d, 0x11] => match certificate::other_names(&x.data) {
                Some(names) => {
                    for length in &names.wrong_addresses {
                        cx.weird("x509_san_ip_length", length.to_string().as_bytes());
                    }
                    let names = shared.types.other_names(&names);
                    e.x509_ext_subject_alternative_name(cx, &file, &names);
                }
                None => cx.weird("x509_san_parse_error", b""),
            },
            _ => timestamps(e, cx, &file, x),
        }
    }
}

/// The timestamps of an extension of a certificate or an OCSP response.
pub fn timestamps(e: &Events, cx: &mut FileContext<'_>, file: &Val, x: &certificate::Extension) {
    for t in sct::of_extension(x) {
        let (hash, algorithm) = (t.hash.into(), t.algorithm.into());
        let (version, log, signature) = (t.version.into(), t.log, t.signature);
        e.x509_ocsp_ext_signed_certificate_timestamp(
            cx, file, version, log, t.time, hash, algorithm, signature,
        );
    }
}
