//! The frame at hand, for the functions and events that show scripts whole packets.

use crate::forms::{Form, count};
use std::rc::Rc;
use zander_analyzer::emit;
use zander_event::Declarations;
use zander_value::{EnumItem, RecordRef, Val};
use zander_wire::LinkType;
use zander_wire::packet::Frame;

/// A frame that was copied since scripts run that may ask for it.
#[derive(Default)]
pub struct Saved {
    pub time: f64,
    pub data: Vec<u8>,
    pub wire_len: u32,
    pub link_type: u16,
    /// False before the first frame.
    pub is_set: bool,
}

impl Saved {
    /// Keeps a copy of `frame`.
    pub fn keep(&mut self, frame: &Frame<'_>) {
        self.time = frame.time;
        self.data.clear();
        self.data.extend_from_slice(frame.data);
        self.wire_len = frame.wire_len;
        self.link_type = frame.link_type.0;
        self.is_set = true;
    }

    /// The frame as the decoder takes it.
    pub fn frame(&self) -> Frame<'_> {
        Frame {
            time: self.time,
            data: &self.data,
            wire_len: self.wire_len,
            link_type: LinkType(self.link_type),
            checksums_verified: true,
        }
    }
}

/// Seconds and microseconds of a time.
pub fn split_time(time: f64) -> (i64, u32) {
    let micros = (time * 1e6).round();
    ((micros / 1e6).floor() as i64, micros.rem_euclid(1e6) as u32)
}

/// The type `pcap_packet`.
pub struct PacketForm {
    form: Form<6>,
    unknown: Rc<EnumItem>,
}

impl PacketForm {
    /// Looks it up.
    pub fn bind(d: &dyn Declarations) -> PacketForm {
        let links = emit::enumeration(d, "link_encap");
        PacketForm {
            form: Form::bind(d, "pcap_packet", ["ts_sec", "ts_usec", "caplen", "len", "data", "link_type"]),
            unknown: emit::item(&links, "LINK_UNKNOWN"),
        }
    }

    /// A frame as `pcap_packet`. Its link type is that of the source, which the record does not tell.
    pub fn value(&self, frame: &Frame<'_>) -> Val {
        let (seconds, micros) = split_time(frame.time);
        self.form.make([
            count(seconds.max(0) as u64),
            count(micros),
            count(frame.data.len() as u64),
            count(frame.wire_len),
            Val::str(frame.data),
            Val::Enum(self.unknown.clone()),
        ])
    }

    /// The reverse of [`PacketForm::value`] for a frame of a source with the link type `source`. `None` when a field is
    /// unset.
    pub fn read(record: &RecordRef, source: LinkType) -> Option<Saved> {
        let number = |name: &str| record.get_named(name).as_count();
        let data = record.get_named("data");
        Some(Saved {
            time: number("ts_sec")? as f64 + number("ts_usec")? as f64 / 1e6,
            data: data.as_bytes()?.to_vec(),
            wire_len: u32::try_from(number("len")?).unwrap_or(u32::MAX),
            link_type: source.0,
            is_set: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::split_time;

    #[test]
    fn times_are_split_without_loss() {
        for (time, want) in
            [(1.5, (1, 500_000)), (1322687387.230825, (1322687387, 230_825)), (2.9999999, (3, 0))]
        {
            assert_eq!(split_time(time), want, "{time}");
        }
    }
}
