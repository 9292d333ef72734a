//! Captures written by tests: whole conversations over UDP and TCP, with right checksums.

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

const FIN: u8 = 1;
const SYN: u8 = 2;
const PSH: u8 = 8;
const ACK: u8 = 16;

fn sum(bytes: &[u8], mut total: u32) -> u32 {
    for pair in bytes.chunks(2) {
        total += u32::from(pair[0]) << 8 | pair.get(1).copied().map_or(0, u32::from);
    }
    total
}

fn fold(mut total: u32) -> u16 {
    while total > 0xffff {
        total = (total & 0xffff) + (total >> 16);
    }
    !(total as u16)
}

impl Capture {
    /// Adds an IPv4 packet with this transport header and payload; `checksum_at` is the place of the transport checksum.
    fn packet(
        &mut self,
        time: f64,
        from: Ipv4Addr,
        to: Ipv4Addr,
        proto: u8,
        mut segment: Vec<u8>,
        checksum_at: usize,
    ) {
        let mut pseudo = [&from.octets()[..], &to.octets()[..], &[0, proto]].concat();
        pseudo.extend_from_slice(&(segment.len() as u16).to_be_bytes());
        let checksum = fold(sum(&segment, sum(&pseudo, 0)));
        segment[checksum_at..checksum_at + 2].copy_from_slice(&checksum.to_be_bytes());
        let length = (20 + segment.len()) as u16;
        let mut ip = vec![0x45, 0, 0, 0, 0, 1, 0x40, 0, 64, proto, 0, 0];
        ip[2..4].copy_from_slice(&length.to_be_bytes());
        ip.extend_from_slice(&from.octets());
        ip.extend_from_slice(&to.octets());
        let checksum = fold(sum(&ip, 0));
        ip[10..12].copy_from_slice(&checksum.to_be_bytes());
        let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0];
        frame.extend(ip);
        frame.extend(segment);
        self.frames.push((time, frame));
    }

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
        let (from, to) = if from_client { (ends.client, ends.server) } else { (ends.server, ends.client) };
        let mut segment =
            [from.1.to_be_bytes(), to.1.to_be_bytes(), ((8 + payload.len()) as u16).to_be_bytes(), [0, 0]]
                .concat();
        segment.extend_from_slice(payload);
        self.packet(time, from.0, to.0, 17, segment, 6);
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
        let (from, to) = if from_client { (ends.client, ends.server) } else { (ends.server, ends.client) };
        let mut segment =
            [&from.1.to_be_bytes()[..], &to.1.to_be_bytes(), &seq.to_be_bytes(), &ack.to_be_bytes()].concat();
        segment.extend_from_slice(&[0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
        segment.extend_from_slice(payload);
        self.packet(time, from.0, to.0, 6, segment, 16);
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

    /// The file: classic pcap, little-endian, microseconds, Ethernet; frames in order of time.
    pub fn file(mut self) -> Vec<u8> {
        self.frames.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut out = Vec::new();
        for word in [0xa1b2_c3d4u32, 0x0004_0002, 0, 0, 65535, 1] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        for (time, frame) in &self.frames {
            let micros = (time * 1e6).round() as u64;
            for word in [
                (micros / 1_000_000) as u32,
                (micros % 1_000_000) as u32,
                frame.len() as u32,
                frame.len() as u32,
            ] {
                out.extend_from_slice(&word.to_le_bytes());
            }
            out.extend_from_slice(frame);
        }
        out
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
