//! DNP3 over TCP and UDP: link frames into application messages, these into objects.
//!
//! Frames carry checksums, so what is not DNP3 is found out at its first frame; nothing more is looked at then.
#![forbid(unsafe_code)]

pub mod events;
pub mod link;
pub mod objects;

use events::Events;
use link::Fault;
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_wire::{Cursor, Truncated};

/// Registers the analyzer for TCP.
pub static DNP3_TCP: Descriptor = Descriptor {
    name: "DNP3_TCP",
    tag: "Analyzer::ANALYZER_DNP3_TCP",
    signatures: include_str!("../dpd.sig"),
    bind,
};

/// Registers the analyzer for UDP.
pub static DNP3_UDP: Descriptor =
    Descriptor { name: "DNP3_UDP", tag: "Analyzer::ANALYZER_DNP3_UDP", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    Box::new(move || Box::new(Dnp3 { events: events.clone(), sides: Default::default(), over: false }))
}

/// Most bytes of an application message.
const MAX_MESSAGE: usize = 1 << 16;

/// Bits of the transport byte (clause 8.2.1).
const FIRST: u8 = 0x40;
const LAST: u8 = 0x80;
/// The bit of the control byte that masters set.
const FROM_MASTER: u8 = 0x80;

#[derive(Default)]
struct Side {
    frames: Frames,
    /// Segments of an application message that is not complete.
    message: Vec<u8>,
    /// Its first segment was there.
    begun: bool,
    /// Its first frame was there.
    headed: bool,
}

struct Dnp3 {
    events: Rc<Events>,
    /// By direction.
    sides: [Side; 2],
    /// Nothing more is looked at.
    over: bool,
}

impl Dnp3 {
    fn data(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !self.over {
            let Some(frame) = self.sides[from.index()].frames.next(&mut data, link::frame_length) else {
                return;
            };
            if let Err(fault) = self.frame(cx, from, &frame) {
                self.over = true;
                match fault {
                    Fault::NoStart => cx.weird("dnp3_header_lacks_magic", ""),
                    Fault::HeaderChecksum => {
                        cx.weird("dnp3_corrupt_header_checksum", "");
                        cx.violation("broken_checksum", &frame);
                    }
                    Fault::Length => cx.weird("dnp3_negative_or_zero_length_link_layer", ""),
                    Fault::BlockChecksum => cx.weird("dnp3_corrupt_app_chunk_checksum", ""),
                }
            }
        }
    }

    fn frame(&mut self, cx: &mut Context<'_>, from: Direction, frame: &[u8]) -> Result<(), Fault> {
        let header = link::header(frame)?;
        cx.confirm();
        let data = link::user_data(frame)?;
        // Frames of the link layer alone keep it alive.
        let Some((&transport, segment)) = data.split_first() else { return Ok(()) };
        if (header.control & FROM_MASTER != 0) != from.is_orig() {
            cx.weird("dnp3_unexpected_flow_direction", "");
        }
        let e = self.events.clone();
        let side = &mut self.sides[from.index()];
        if !std::mem::replace(&mut side.headed, true) {
            let (length, control) = (header.length.into(), header.control.into());
            let (to, by) = (header.destination.into(), header.source.into());
            e.dnp3_header_block(cx, from.is_orig(), length, control, to, by);
        }
        if transport & FIRST != 0 {
            side.begun = true;
        } else if !side.begun {
            self.over = true;
            cx.weird("dnp3_first_application_layer_chunk_missing", "");
            return Ok(());
        }
        if side.message.len() + segment.len() > MAX_MESSAGE {
            self.over = true;
            cx.violation("a message that is too long", segment);
            return Ok(());
        }
        side.message.extend_from_slice(segment);
        if transport & LAST != 0 {
            let message = std::mem::take(&mut side.message);
            (side.begun, side.headed) = (false, false);
            if self.message(cx, from, &message).is_err() {
                self.over = true;
                cx.violation("a message that ends too early", &message);
            }
        }
        Ok(())
    }

    fn message(&self, cx: &mut Context<'_>, from: Direction, m: &[u8]) -> Result<(), Truncated> {
        let (e, orig, mut c) = (&self.events, from.is_orig(), Cursor::new(m));
        let (control, function) = (c.u8()?.into(), c.u8()?);
        if orig {
            e.dnp3_application_request_header(cx, orig, control, function.into());
        } else {
            e.dnp3_application_response_header(cx, orig, control, function.into(), c.u16()?.into());
        }
        while !c.is_empty() {
            let h = objects::header(&mut c)?;
            let (number, low, high) = (h.number.into(), h.low.into(), h.high.into());
            e.dnp3_object_header(cx, orig, h.kind.into(), h.qualifier.into(), number, low, high);
            // Where the number is not understood nothing behind it is.
            if !h.known {
                break;
            }
            // Who reads names objects without sending any.
            if orig && names_only(function) {
                continue;
            }
            if !objects::objects(cx, e, orig, &h, &mut c)? {
                break;
            }
        }
        Ok(())
    }
}

/// Requests whose objects have no contents: READ, the freezes, the switching of unsolicited responses, ASSIGN_CLASS.
fn names_only(function: u8) -> bool {
    matches!(function, 1 | 7..=10 | 20..=22)
}

impl Analyzer for Dnp3 {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        self.data(cx, from, data);
    }

    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8], _wire_length: usize) {
        self.data(cx, from, data);
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        self.over = true;
    }

    fn flip_roles(&mut self) {
        self.sides.swap(0, 1);
    }
}
