//! DHCP over UDP: a message a datagram.
#![forbid(unsafe_code)]

pub mod events;
mod options;
#[allow(missing_docs)]
pub mod parse;

use events::*;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Interval, Setup};
use zander_value::Addr;

/// Registers the analyzer.
pub static DHCP: Descriptor =
    Descriptor { name: "DHCP", tag: "Analyzer::ANALYZER_DHCP", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Dhcp { events: events.clone() }))
}

struct Dhcp {
    events: Rc<Events>,
}

impl Analyzer for Dhcp {
    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        let e = &*self.events;
        let Ok(m) = parse::message(data) else {
            return cx.violation("message breaks off", data);
        };
        if m.cookie != parse::COOKIE {
            return cx.violation(format!("bad cookie ({})", m.cookie), b"");
        }
        let Ok((kind, options)) = options::read(e, m.options) else {
            return cx.violation("option breaks off", data);
        };
        if e.wants_dhcp_message(cx) {
            let hardware = parse::hardware(m.chaddr);
            let message = DHCPMsg {
                op: m.op.into(),
                m_type: kind,
                xid: m.xid.into(),
                secs: Interval(m.secs.into()),
                flags: m.flags.into(),
                ciaddr: Addr::v4(m.ciaddr),
                yiaddr: Addr::v4(m.yiaddr),
                siaddr: Addr::v4(m.siaddr),
                giaddr: Addr::v4(m.giaddr),
                chaddr: hardware.as_bytes(),
                sname: Some(m.sname),
                file_n: Some(m.file),
            };
            e.dhcp_message(cx, from.is_orig(), &message.val(e), &options);
        }
        cx.confirm();
    }
}
