//! TLS and DTLS: see the README of this room.
//!
//! [`record`] and [`datagram`] read the two record layers, [`messages`] and [`extensions`] the handshake; [`session`]
//! makes events of them; [`stream`] and [`packet`] are the two analyzers. [`decrypt`] opens records with secrets that
//! scripts hand over.
#![forbid(unsafe_code)]

pub mod ciphers;
pub mod datagram;
pub mod decrypt;
pub mod events;
pub mod extensions;
pub mod messages;
pub mod numbers;
pub mod packet;
pub mod record;
pub mod session;
pub mod stream;

use events::Events;
use session::Shared;
use std::rc::Rc;
use zander_analyzer::{Descriptor, Factory, Setup};

/// Registers the analyzer of SSL and TLS.
pub static SSL: Descriptor = Descriptor {
    name: "SSL",
    tag: "Analyzer::ANALYZER_SSL",
    signatures: include_str!("../dpd.sig"),
    bind: |setup| {
        let shared = shared(setup);
        Box::new(move || Box::new(stream::Stream::new(shared.clone())))
    },
};

/// Registers the analyzer of DTLS. Its signatures stand with those of TLS.
pub static DTLS: Descriptor =
    Descriptor { name: "DTLS", tag: "Analyzer::ANALYZER_DTLS", signatures: "", bind: dtls };

fn dtls(setup: &Setup<'_>) -> Factory {
    let shared = shared(setup);
    Box::new(move || Box::new(packet::Packets::new(shared.clone())))
}

fn shared(setup: &Setup<'_>) -> Rc<Shared> {
    Rc::new(Shared {
        events: Events::bind(setup.declarations),
        max_alerts: setup.count("SSL::max_alerts_per_record", 10),
        max_version_errors: setup.count("SSL::dtls_max_version_errors", 10),
        max_reported_version_errors: setup.count("SSL::dtls_max_reported_version_errors", 1),
    })
}
