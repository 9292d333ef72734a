//! Frames, the first two bytes of the input telling their link type: decoded to the innermost packet.
#![no_main]

use zander_wire::packet::FrameMeta;
use zander_wire::{Decoder, Frame, LinkType, Options, Packet, Sink, Weird};

struct Nobody;

impl Sink for Nobody {
    fn packet(&mut self, _: &mut Decoder, packet: &Packet<'_>) -> bool {
        assert!(packet.payload.len() <= packet.ip_payload.len());
        true
    }

    fn weird(&mut self, weird: &Weird<'_>) {
        assert!(!weird.logged_name().is_empty());
    }
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((link_type, data)) = data.split_first_chunk::<2>() else { return };
    let mut decoder = Decoder::new(Options { ignore_checksums: true, ..Options::default() });
    // Fragments may come in several frames: the input is cut where two bytes of it say so.
    let mut rest = data;
    let mut time = 1.0;
    while let Some((length, tail)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(tail.len());
        let (data, after) = tail.split_at(length);
        let link_type = LinkType(u16::from_be_bytes(*link_type));
        let wire_len = data.len() as u32;
        let frame = Frame { time, data, wire_len, link_type, checksums_verified: false };
        decoder.decode(&mut FrameMeta::new(frame), &mut Nobody);
        rest = after;
        time += 1.0;
    }
});
