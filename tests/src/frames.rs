//! Captures written by tests: whole conversations over UDP and TCP, with right checksums.

use crate::build::{self, ACK, DONT_FRAGMENT, FIN, Ip, PSH, SYN, Tcp, V4};
use crate::pcap::{ETHERNET, Pcap};
use std::net::Ipv4Addr;

/// A pcap file in the making.
#[derive(Default)]
pub struct Capture {
    frames: Vec<(f64, Vec<u8>)>,
}

/// Ends of a conversation.
#[derive(Clone, Copy)]
pub struct Ends {
    pub client: (Ipv4Addr, u16),
    pub server: (Ipv4Addr, u16),
}

impl Ends {
    /// The IP header of a direction, and its ports.
    fn direction(&self, from_client: bool) -> (V4, u16, u16) {
        let (from, to) = if from_client { (self.client, self.server) } else { (self.server, self.client) };
        let ip = V4 { from: from.0.octets(), to: to.0.octets(), fragment: DONT_FRAGMENT, ..V4::default() };
        (ip, from.1, to.1)
    }
}

impl Capture {
    /// Adds a frame as it is.
    pub fn frame(&mut self, time: f64, frame: Vec<u8>) {
        self.frames.push((time, frame));
    }

    /// The frames so far, with their times.
    pub fn frames(&self) -> &[(f64, Vec<u8>)] {
        &self.frames
    }

    /// Adds a datagram; `from_client` tells the direction.
    pub fn udp(&mut self, time: f64, ends: Ends, from_client: bool, payload: &[u8]) {
        let (ip, from, to) = ends.direction(from_client);
        self.frame(time, build::frame(&ip.udp(from, to, payload)));
    }

    /// Adds a TCP segment.
    #[allow(clippy::too_many_arguments)]
    pub fn tcp(
        &mut self,
        time: f64,
        ends: Ends,
        from_client: bool,
        seq: u32,
        ack: u32,
        flags: u8,
        payload: &[u8],
    ) {
        let (ip, from, to) = ends.direction(from_client);
        self.frame(
            time,
            build::frame(&ip.tcp(&Tcp { from, to, seq, ack, flags, ..Tcp::default() }, payload)),
        );
    }

    /// Adds a whole connection: handshake, a request, a reply, both FINs, all within 60 ms.
    pub fn exchange(&mut self, time: f64, ends: Ends, request: &[u8], reply: &[u8]) {
        let (a, b) = (1000u32, 5000u32);
        let (r, p) = (request.len() as u32, reply.len() as u32);
        self.tcp(time, ends, true, a, 0, SYN, b"");
        self.tcp(time + 0.01, ends, false, b, a + 1, SYN | ACK, b"");
        self.tcp(time + 0.02, ends, true, a + 1, b + 1, ACK, b"");
        self.tcp(time + 0.03, ends, true, a + 1, b + 1, PSH | ACK, request);
        self.tcp(time + 0.04, ends, false, b + 1, a + 1 + r, PSH | ACK, reply);
        self.tcp(time + 0.05, ends, true, a + 1 + r, b + 1 + p, FIN | ACK, b"");
        self.tcp(time + 0.055, ends, false, b + 1 + p, a + 2 + r, FIN | ACK, b"");
        self.tcp(time + 0.06, ends, true, a + 2 + r, b + 2 + p, ACK, b"");
    }

    /// The file, of Ethernet frames in order of time.
    pub fn file(mut self) -> Vec<u8> {
        self.frames.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut pcap = Pcap::new(Vec::new(), ETHERNET).expect("memory");
        for (time, frame) in &self.frames {
            pcap.frame((time * 1e6).round() as u64, frame).expect("memory");
        }
        pcap.into_inner()
    }
}

/// A DNS query (RFC 1035, 4.1) for one name, or with `address` its answer.
pub fn dns(id: u16, name: &str, address: Option<Ipv4Addr>) -> Vec<u8> {
    let mut out = id.to_be_bytes().to_vec();
    let answers = u8::from(address.is_some());
    out.extend_from_slice(&[if answers > 0 { 0x81 } else { 1 }, if answers > 0 { 0x80 } else { 0 }]);
    out.extend_from_slice(&[0, 1, 0, answers, 0, 0, 0, 0]);
    for label in name.split('.') {
        out.push(label.len() as u8);
        out.extend_from_slice(label.as_bytes());
    }
    out.extend_from_slice(&[0, 0, 1, 0, 1]);
    if let Some(a) = address {
        out.extend_from_slice(&[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]);
        out.extend_from_slice(&a.octets());
    }
    out
}
