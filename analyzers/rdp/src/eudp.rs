//! RDP over UDP: the handshake and what comes after it ([MS-RDPEUDP], [MS-RDPEUDP2]).

use crate::datagram::{self, VERSION_3, flag};
use crate::events::Events;
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Direction, Factory, Setup};
use zander_wire::Truncated;

pub(crate) fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Eudp { events: events.clone(), phase: Phase::Syn, newest: true }))
}

/// What is awaited.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Syn,
    SynAck,
    /// The first datagram after the handshake.
    First,
    Established,
}

struct Eudp {
    events: Rc<Events>,
    phase: Phase,
    /// Everybody so far speaks version 3.
    newest: bool,
}

impl Analyzer for Eudp {
    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        if self.datagram(cx, from, data).is_err() {
            cx.violation("a datagram too short for what it says", data);
        }
    }
}

impl Eudp {
    fn datagram(&mut self, cx: &mut Context<'_>, from: Direction, b: &[u8]) -> Result<(), Truncated> {
        let e = self.events.clone();
        match self.phase {
            Phase::Syn => {
                let h = datagram::handshake(b)?;
                if from.is_orig() && h.flags & flag::SYN != 0 && h.acknowledges == u32::MAX {
                    self.newest &= h.version == VERSION_3;
                    self.phase = Phase::SynAck;
                    e.rdpeudp_syn(cx);
                }
            }
            Phase::SynAck => {
                let h = datagram::handshake(b)?;
                if !from.is_orig() && h.flags & (flag::SYN | flag::ACK) != 0 {
                    self.newest &= h.version == VERSION_3;
                    self.phase = Phase::First;
                    e.rdpeudp_synack(cx);
                    cx.confirm();
                }
            }
            Phase::First | Phase::Established => {
                let (version, data) =
                    if self.newest { (2, datagram::data_3(b)?) } else { (1, datagram::data(b)?) };
                let Some(data) = data else { return Ok(()) };
                if self.phase == Phase::First {
                    self.phase = Phase::Established;
                    e.rdpeudp_established(cx, version);
                }
                e.rdpeudp_data(cx, from.is_orig(), version, data);
            }
        }
        Ok(())
    }
}
