//! Headers that a capturing host puts before packets: null and loop, Linux "cooked" captures, netfilter's log.

use crate::addr::MacAddr;
use crate::cursor::{Cursor, Truncated};
use crate::decode::Verdict;
use crate::decode::link::{Next, Walk, u16_at};
use crate::layer::Layer;

/// A TLV of the netfilter log that is shorter than its own header, or longer than what is left.
enum NfLogFault {
    NoPayload,
    BadLength(String),
}

impl From<Truncated> for NfLogFault {
    fn from(_: Truncated) -> Self {
        NfLogFault::NoPayload
    }
}

impl<'a> Walk<'a, '_> {
    /// The address family in four bytes, in the capturing host's order (null) or the network's (loop).
    pub(super) fn null(&mut self, big_endian: bool) -> Next {
        self.meta.layers.push(Layer::Null);
        let family = match *self.span.data {
            [a, b, c, d, _, ..] if big_endian => u32::from_be_bytes([a, b, c, d]),
            [a, b, c, d, _, ..] => u32::from_le_bytes([a, b, c, d]),
            _ => {
                self.weird(Layer::Null, "null_analyzer_failed", "");
                return Next::Done(Verdict::Rejected);
            }
        };
        self.span.skip(4);
        // Families are small numbers; a big one was written by a host of the other byte order.
        let family = if family > 0xffff { family.swap_bytes() } else { family };
        match family {
            // AF_INET; AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, Darwin.
            2 | 10 | 24 | 28 | 30 => Next::Ip,
            family => Next::Unknown(family),
        }
    }

    /// LINKTYPE_LINUX_SLL.
    pub(super) fn linux_sll(&mut self) -> Next {
        self.meta.layers.push(Layer::LinuxSll);
        if self.span.data.len() <= 16 {
            return self.stop(Layer::LinuxSll, "truncated_Linux_SLL_header");
        }
        let hardware = u16_at(self.span.data, 2);
        let number = u16_at(self.span.data, 14);
        self.meta.source_mac = mac_at(self.span.data, 6);
        self.span.skip(16);
        self.cooked(hardware, number)
    }

    /// LINKTYPE_LINUX_SLL2.
    pub(super) fn linux_sll2(&mut self) -> Next {
        self.meta.layers.push(Layer::LinuxSll2);
        if self.span.data.len() <= 20 {
            return self.stop(Layer::LinuxSll2, "truncated_Linux_SLL2_header");
        }
        let hardware = u16_at(self.span.data, 8);
        let number = u16_at(self.span.data, 0);
        self.meta.source_mac = mac_at(self.span.data, 12);
        self.span.skip(20);
        self.cooked(hardware, number)
    }

    fn cooked(&mut self, hardware: u16, number: u16) -> Next {
        // ARPHRD_FRAD, ARPHRD_IPGRE and ARPHRD_IEEE80211_RADIOTAP use the protocol field for other numbers.
        if matches!(hardware, 770 | 778 | 803) {
            return Next::Done(Verdict::Rejected);
        }
        self.meta.ethertype = number;
        match number {
            // LINUX_SLL_P_802_2.
            0x0004 => Next::Llc,
            number => Next::Ethertype(number),
        }
    }

    /// LINKTYPE_NFLOG: TLVs in the capturing host's byte order, one of which is the packet.
    pub(super) fn nflog(&mut self) -> Next {
        self.meta.layers.push(Layer::NfLog);
        let (family, version) = match *self.span.data {
            [family, version, _, _, _, ..] => (family, version),
            _ => return self.stop(Layer::NfLog, "truncated_nflog_header"),
        };
        if version != 0 {
            return self.stop(Layer::NfLog, "unknown_nflog_version");
        }
        match nflog_payload(self.span.data) {
            Ok(offset) => self.span.skip(offset),
            Err(NfLogFault::NoPayload) => return self.stop(Layer::NfLog, "nflog_no_pcap_payload"),
            Err(NfLogFault::BadLength(addl)) => {
                self.weird(Layer::NfLog, "nflog_bad_tlv_len", &addl);
                return Next::Done(Verdict::Rejected);
            }
        }
        match family {
            2 | 10 => Next::Ip,
            family => Next::Unknown(family.into()),
        }
    }
}

/// Where the packet starts in a frame of the netfilter log.
fn nflog_payload(data: &[u8]) -> Result<usize, NfLogFault> {
    const PAYLOAD: u16 = 9;
    let mut cursor = Cursor::new(data);
    cursor.skip(4)?;
    loop {
        if cursor.remaining() <= 4 {
            return Err(NfLogFault::NoPayload);
        }
        let available = cursor.remaining();
        let length = cursor.u16_le()?;
        let kind = cursor.u16_le()?;
        if kind == PAYLOAD {
            return Ok(cursor.position());
        }
        if length < 4 {
            return Err(NfLogFault::BadLength(format!("({length} < 4)")));
        }
        // Padding to four bytes is not part of the length.
        let padded = usize::from(length).next_multiple_of(4);
        if padded > available {
            return Err(NfLogFault::BadLength(format!("({padded} > {available})")));
        }
        cursor.skip(padded - 4)?;
    }
}

fn mac_at(data: &[u8], offset: usize) -> Option<MacAddr> {
    data.get(offset..)?.first_chunk().map(|octets| MacAddr(*octets))
}
