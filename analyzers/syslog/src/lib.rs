//! Syslog over UDP: a message a datagram.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::Events;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// Registers the analyzer.
pub static SYSLOG: Descriptor =
    Descriptor { name: "SYSLOG", tag: "Analyzer::ANALYZER_SYSLOG", signatures: "", bind };

/// Facility and severity of a message without a priority.
const UNSPECIFIED: u64 = 999;

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Syslog { events: events.clone() }))
}

struct Syslog {
    events: Rc<Events>,
}

impl Analyzer for Syslog {
    fn packet(&mut self, cx: &mut Context<'_>, _from: Direction, data: &[u8], _wire_length: usize) {
        let Some(m) = parse::message(data) else {
            return cx.violation("malformed priority", data);
        };
        cx.confirm();
        let (facility, severity) = m.priority.map_or((UNSPECIFIED, UNSPECIFIED), |p| (p >> 3 & 0x7f, p & 7));
        self.events.syslog_message(cx, facility, severity, m.text);
    }
}
