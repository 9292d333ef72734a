//! The file analyzers of OCSP requests and responses.

use crate::analyzer::{MAX_SIZE, Shared, timestamps};
use crate::certificate::{Certificate, Extension};
use crate::values::handles;
use crate::{ocsp, print};
use std::rc::Rc;
use zander_analyzer::files::{FileAnalyzer, FileContext, FileFactory};
use zander_analyzer::{Setup, Time};
use zander_value::Val;

/// Binds the analyzer of requests.
pub fn bind_request(setup: &Setup<'_>) -> FileFactory {
    bind(setup, true)
}

/// Binds the analyzer of responses.
pub fn bind_reply(setup: &Setup<'_>) -> FileFactory {
    bind(setup, false)
}

fn bind(setup: &Setup<'_>, request: bool) -> FileFactory {
    let shared = Shared::bind(setup);
    Box::new(move |_| Some(Box::new(OcspFile { shared: shared.clone(), request, data: Vec::new() })))
}

struct OcspFile {
    shared: Rc<Shared>,
    request: bool,
    data: Vec<u8>,
}

impl FileAnalyzer for OcspFile {
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
        if self.request {
            match ocsp::request(&data) {
                Some(r) => self.raise_request(cx, &r),
                None => cx.weird("openssl_ocsp_request_parse_error", b""),
            }
        } else {
            match ocsp::response(&data) {
                Some(r) => self.raise_response(cx, &r),
                None => cx.weird("openssl_ocsp_response_parse_error", b""),
            }
        }
    }
}

impl OcspFile {
    fn raise_request(&self, cx: &mut FileContext<'_>, r: &ocsp::Request) {
        let (e, file) = (&self.shared.events, cx.file_val());
        e.ocsp_request(cx, &file, r.version);
        for c in &r.certificates {
            let (algorithm, name) = (c.algorithm.as_bytes(), c.issuer_name.as_bytes());
            e.ocsp_request_certificate(
                cx,
                &file,
                algorithm,
                name,
                c.issuer_key.as_bytes(),
                c.serial.as_bytes(),
            );
        }
        self.extensions(cx, &file, &r.extensions, true);
    }

    fn raise_response(&self, cx: &mut FileContext<'_>, r: &ocsp::Response) {
        let (e, file) = (&self.shared.events, cx.file_val());
        e.ocsp_response_status(cx, &file, r.status.as_bytes());
        let Some(b) = &r.basic else { return };
        for s in &b.singles {
            let c = &s.certificate;
            e.ocsp_response_certificate(
                cx,
                &file,
                c.algorithm.as_bytes(),
                c.issuer_name.as_bytes(),
                c.issuer_key.as_bytes(),
                c.serial.as_bytes(),
                s.status.as_bytes(),
                Time(s.revoked),
                s.reason.as_bytes(),
                Time(s.this_update),
                Time(s.next_update),
            );
            self.extensions(cx, &file, &s.extensions, false);
        }
        if e.wants_ocsp_response_bytes(cx) {
            let certificates =
                b.certificates.iter().filter_map(|der| Certificate::parse(der, false)).map(Rc::new);
            let (status, responder) = (r.status.as_bytes(), b.responder.as_bytes());
            let algorithm = b.signature_algorithm.as_bytes();
            let certificates = handles(certificates);
            e.ocsp_response_bytes(
                cx,
                &file,
                status,
                b.version,
                responder,
                Time(b.produced),
                algorithm,
                &certificates,
            );
        }
        self.extensions(cx, &file, &b.extensions, true);
    }

    fn extensions(&self, cx: &mut FileContext<'_>, file: &Val, all: &[Extension], global: bool) {
        let e = &self.shared.events;
        for x in all {
            if e.wants_ocsp_extension(cx) {
                let value = self.shared.types.extension(x, &print::single(x));
                e.ocsp_extension(cx, file, &value, global);
            }
            timestamps(e, cx, file, x);
        }
    }
}
