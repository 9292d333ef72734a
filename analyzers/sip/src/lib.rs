//! SIP over UDP: requests and replies, each a datagram (RFC 3261).
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use parse::{FirstLine, Malformed};
use std::rc::Rc;
use zander_analyzer::mime::HeaderList;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer.
pub static SIP: Descriptor =
    Descriptor { name: "SIP", tag: "Analyzer::ANALYZER_SIP", signatures: include_str!("../dpd.sig"), bind };

struct Shared {
    events: Events,
    header_list: HeaderList,
}

fn bind(setup: &Setup<'_>) -> Factory {
    let shared =
        Rc::new(Shared { events: Events::bind(setup.declarations), header_list: HeaderList::bind(setup) });
    Box::new(move || Box::new(Sip(shared.clone())))
}

struct Sip(Rc<Shared>);

impl Analyzer for Sip {
    fn packet(&mut self, cx: &mut Context<'_>, _from: Direction, data: &[u8], wire_length: usize) {
        // A line end alone keeps the ways through address translators open.
        if data == b"\r\n" || data.is_empty() {
            return;
        }
        if let Err(Malformed(why)) = self.message(cx, data, wire_length) {
            cx.violation(why, data);
        }
    }
}

impl Sip {
    /// Both ends send requests and replies, so the first line says what scripts are told of the direction.
    fn message(&self, cx: &mut Context<'_>, mut data: &[u8], wire_length: usize) -> Result<(), Malformed> {
        let Shared { events: e, header_list } = &*self.0;
        let cut = wire_length.saturating_sub(data.len());
        let reply = parse::is_reply(data);
        let is_orig = !reply;
        match parse::first_line(parse::line(&mut data), reply)? {
            FirstLine::Request { junk, method, uri, version } => {
                if !junk.is_empty() {
                    cx.weird("sip_junk_before_request", junk);
                }
                e.sip_request(cx, method, uri, version);
            }
            FirstLine::Reply { version, code, reason } => {
                cx.confirm();
                e.sip_reply(cx, version, code, reason);
            }
        }
        e.sip_begin_entity(cx, is_orig);
        let mut body = 0;
        let mut headers = Vec::new();
        let all = e.wants_sip_all_headers(cx);
        while let Some((name, value)) = parse::header(&mut data)? {
            body = parse::content_length(name, &value).unwrap_or(body);
            if e.wants_sip_header(cx) {
                e.sip_header(cx, is_orig, &name.to_ascii_uppercase(), &value);
            }
            if all {
                headers.push((name.to_vec(), value.into_owned()));
            }
        }
        if all {
            e.sip_all_headers(cx, is_orig, &header_list.val(&headers));
        }
        if data.len().saturating_add(cut) < body {
            return Err(Malformed("a body shorter than announced"));
        }
        e.sip_end_entity(cx, is_orig);
        Ok(())
    }
}
