//! IEEE 802.11 data frames and the radiotap header before them.

use crate::addr::MacAddr;
use crate::cursor::Cursor;
use crate::decode::link::{Next, Walk};
use crate::decode::{Decoder, Verdict};
use crate::layer::Layer;

/// Where sender and receiver stand in the header, by the two bits "to DS" and "from DS" (IEEE 802.11, 9.3.2.1).
const ADDRESSES: [(usize, usize); 4] = [(10, 4), (10, 16), (16, 4), (24, 16)];

impl Walk<'_, '_> {
    /// The radiotap header, whose length stands in it in little-endian order.
    pub(super) fn radiotap(&mut self) -> Next {
        self.meta.layers.push(Layer::Ieee80211Radio);
        let length = match *self.span.data {
            [_, _, low, high, ..] => usize::from(u16::from_le_bytes([low, high])),
            _ => return self.stop(Layer::Ieee80211Radio, "truncated_radiotap_header"),
        };
        if length >= self.span.data.len() {
            return self.stop(Layer::Ieee80211Radio, "truncated_radiotap_header");
        }
        self.span.skip(length);
        Next::Ieee80211
    }

    /// A frame; only data frames that are not encrypted go on.
    pub(super) fn ieee80211(&mut self) -> Next {
        self.meta.layers.push(Layer::Ieee80211);
        let mut header = 24;
        let data = self.span.data;
        let (Some(&[control, flags]), true) = (data.first_chunk(), data.len() > header) else {
            return self.stop(Layer::Ieee80211, "truncated_802_11_header");
        };
        let is_data = control & 0x08 != 0;
        let has_body = control & 0x40 == 0;
        if !is_data || !has_body {
            return Next::Done(Verdict::Rejected);
        }
        let direction = usize::from(flags & 0x03);
        if direction == 3 {
            header += 6;
        }
        let mut aggregated = false;
        let quality_of_service = control & 0x80 != 0;
        if quality_of_service {
            let Some(&octet) = data.get(header) else {
                return self.stop(Layer::Ieee80211, "truncated_802_11_header");
            };
            if flags & 0x40 != 0 {
                return Next::Done(Verdict::Recognised);
            }
            aggregated = octet & 0x80 != 0;
            header += 2;
        }
        if header >= data.len() {
            return self.stop(Layer::Ieee80211, "truncated_802_11_header");
        }
        if let Some(&(source, destination)) = ADDRESSES.get(direction) {
            let mac = |offset: usize| data.get(offset..)?.first_chunk().map(|octets| MacAddr(*octets));
            self.meta.source_mac = mac(source);
            self.meta.destination_mac = mac(destination);
        }
        self.span.skip(header);
        if aggregated { Next::Aggregate } else { self.service_data_unit() }
    }

    /// LLC and SNAP before an EtherType; anything else is of no interest.
    fn service_data_unit(&mut self) -> Next {
        match *self.span.data {
            [0xaa, 0xaa, 0x03, 0, 0, 0, high, low, ..] => {
                self.span.skip(8);
                let number = u16::from_be_bytes([high, low]);
                self.meta.ethertype = number;
                Next::Ethertype(number)
            }
            _ if self.span.data.len() < 8 => self.stop(Layer::Ieee80211, "truncated_802_11_llc_header"),
            _ => Next::Done(Verdict::Rejected),
        }
    }
}

impl Decoder {
    /// An aggregate (A-MSDU): each subframe has a header of 14 bytes with its length, and is padded to a multiple of
    /// four unless it is the last (IEEE 802.11, 9.3.2.2).
    pub(super) fn aggregate(&mut self, walk: &mut Walk<'_, '_>) -> Verdict {
        let mut cursor = Cursor::new(walk.span.data);
        let depth = walk.meta.layers.depth();
        while !cursor.is_empty() {
            let Ok(&[_, _, _, _, _, _, _, _, _, _, _, _, high, low]) =
                cursor.take(14).map(|header| header.first_chunk().unwrap_or(&[0; 14]))
            else {
                walk.weird(Layer::Ieee80211, "truncated_802_11_amsdu_header", "");
                return Verdict::Rejected;
            };
            let length = usize::from(u16::from_be_bytes([high, low]));
            let Ok(unit) = cursor.take(length) else {
                walk.weird(Layer::Ieee80211, "truncated_802_11_amsdu_packet", "");
                return Verdict::Rejected;
            };
            walk.span.data = unit;
            walk.span.wire_len = unit.len();
            walk.meta.layers.truncate(depth);
            let next = walk.service_data_unit();
            if self.link(walk, next) == Verdict::Rejected {
                walk.weird(Layer::Ieee80211, "invalid_802_11_amsdu_inner_packet", "");
                return Verdict::Rejected;
            }
            cursor.take_up_to((14 + length).next_multiple_of(4) - 14 - length);
        }
        Verdict::Processed
    }
}
