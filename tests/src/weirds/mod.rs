//! What is odd on the wire, a case for each name that the packet and connection layers raise.

mod above;
mod below;

use crate::build::{Ip, V4, frame};
use crate::conversation::{START, Sent, hex, tcp};
use crate::pcap::{ETHERNET, Pcap};

/// How a case's capture is made.
pub enum Traffic {
    /// A conversation over TCP, see [`crate::conversation`].
    Tcp(&'static str),
    /// Frames of a link type, one a millisecond.
    Frames(u32, fn() -> Vec<Vec<u8>>),
    /// Frames that were not captured whole: each with its length on the wire.
    Cut(u32, fn() -> Vec<(Vec<u8>, usize)>),
    /// A whole file.
    File(fn() -> Vec<u8>),
}

/// A case: traffic, and the rows of weird.log that come of it: name, addl, source, and whether it belongs to a
/// connection, to a pair of hosts, or to nobody.
pub struct Case {
    pub traffic: Traffic,
    /// Words of the command line besides.
    pub words: &'static [&'static str],
    pub rows: &'static [&'static str],
}

const fn case(traffic: Traffic, rows: &'static [&'static str]) -> Case {
    Case { traffic, words: &[], rows }
}

const fn with(words: &'static [&'static str], traffic: Traffic, rows: &'static [&'static str]) -> Case {
    Case { traffic, words, rows }
}

impl Case {
    /// The capture.
    pub fn file(&self) -> Vec<u8> {
        let (link_type, sent): (u32, Vec<Sent>) = match &self.traffic {
            Traffic::File(make) => return make(),
            Traffic::Tcp(script) => (ETHERNET, tcp(script, 7777)),
            Traffic::Frames(link_type, make) => {
                let sent = |(n, frame): (usize, Vec<u8>)| Sent {
                    micros: START + n as u64 * 1000,
                    wire_len: frame.len(),
                    frame,
                };
                (*link_type, make().into_iter().enumerate().map(sent).collect())
            }
            Traffic::Cut(link_type, make) => {
                let sent = |(n, (frame, wire_len))| Sent { micros: START + n as u64 * 1000, frame, wire_len };
                (*link_type, make().into_iter().enumerate().map(sent).collect())
            }
        };
        let mut pcap = Pcap::new(Vec::new(), link_type).expect("memory");
        for s in sent {
            pcap.cut(s.micros, &s.frame, s.wire_len).expect("memory");
        }
        pcap.into_inner()
    }
}

/// What is inside of tunnels.
fn inner() -> Vec<u8> {
    V4 { from: [192, 168, 0, 1], to: [192, 168, 0, 2], ..V4::default() }.udp(1000, 2000, b"inside")
}

fn padded(start: &[u8], length: usize) -> Vec<u8> {
    let mut out = start.to_vec();
    out.resize(length, 0);
    out
}

/// An IPv4 packet in an Ethernet frame with bytes changed: place in the IP packet, value.
fn patched(packet: Vec<u8>, changes: &[(usize, u8)]) -> Vec<u8> {
    let mut out = packet;
    for (at, value) in changes {
        out[*at] = *value;
    }
    frame(&out)
}

/// All cases.
pub fn all() -> Vec<Case> {
    let mut all = below::link_layers();
    all.extend(below::ip());
    all.extend(above::tunnels());
    all.extend(above::transports());
    all.extend(files());
    all
}

/// Faults of records that are no faults of their files.
fn files() -> Vec<Case> {
    vec![
        case(
            Traffic::File(|| {
                let mut pcap = Pcap::new(Vec::new(), ETHERNET).expect("memory");
                pcap.frame(START, &[]).expect("memory");
                pcap.into_inner()
            }),
            &["empty_pcap_header - - nobody"],
        ),
        case(Traffic::File(|| pcapng("", 0, 0)), &["empty_pcapng_header - - nobody"]),
        case(Traffic::File(|| pcapng("", 7, 60)), &["pcapng_invalid_interface_number - - nobody"]),
        // An offset of four bytes instead of eight.
        case(
            Traffic::File(|| pcapng("0e00 0400 00000001", 0, 0)),
            &[
                "pcapng_invalid_option_length expected 8 bytes, got 4 bytes - nobody",
                "empty_pcapng_header - - nobody",
            ],
        ),
        // The interface's clock is a hundred seconds before the epoch.
        case(
            Traffic::File(|| pcapng("0e00 0800 9cffffffffffffff", 0, 60)),
            &["negative_packet_timestamp - - nobody"],
        ),
    ]
}

/// A pcapng file with one interface that has these options, and a packet of this interface and this length.
fn pcapng(options: &str, interface: u32, length: usize) -> Vec<u8> {
    let mut file = hex("0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000");
    let options = hex(options);
    let total = (20 + options.len() as u32).to_le_bytes();
    file.extend([&[1, 0, 0, 0], &total[..], &hex("0100 0000 00000400"), &options, &total].concat());
    let total = (32 + length) as u32;
    file.extend(
        [6, total, interface, 0, 1, length as u32, length as u32].iter().flat_map(|w| w.to_le_bytes()),
    );
    file.extend(vec![0; length]);
    file.extend(total.to_le_bytes());
    file
}
