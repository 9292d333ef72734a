//! A small language for what two hosts send each other over TCP.
//!
//! A line is a packet: `>` from the client or `<` from the server, flags (the letters S F R A P U, `.` for none),
//! sequence number, acknowledgement number (`-` for none), then any of `data=TEXT`, `len=N` (that many bytes `x`),
//! `win=N`, `opt=HEX` (options, padded), `+SECONDS` (since the packet before; 0.01 if not given), `cut=N` (so many bytes
//! are missing at the end of the capture), `bad` (wrong checksum), `times=N`, `step=N` (between sequence numbers then).

use crate::build::{ACK, FIN, Ip, PSH, RST, SYN, Tcp, URG, V4, frame};

/// A frame, when it came, and its length on the wire.
pub struct Sent {
    pub micros: u64,
    pub frame: Vec<u8>,
    pub wire_len: usize,
}

/// When conversations begin.
pub const START: u64 = 1_700_000_000_000_000;

/// Bytes from hexadecimal digits; white space does not matter.
pub fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_digit(16).expect("a digit") as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn flags(letters: &str) -> u8 {
    let bit = |c| match c {
        'S' => SYN,
        'F' => FIN,
        'R' => RST,
        'A' => ACK,
        'P' => PSH,
        'U' => URG,
        _ => 0,
    };
    letters.chars().fold(0, |all, c| all | bit(c))
}

/// The frames of a script; the server's port is `port`.
pub fn tcp(script: &str, port: u16) -> Vec<Sent> {
    let mut sent = Vec::new();
    let mut micros = START;
    for line in script.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let &[direction, letters, seq, ack, ref rest @ ..] = words.as_slice() else {
            panic!("not a packet: {line}");
        };
        let client = direction == ">";
        let ip = if client { V4::default() } else { V4::default().reply() };
        let (from, to) = if client { (40000, port) } else { (port, 40000) };
        let (seq, ack) = (seq.parse().expect("a number"), ack.parse().unwrap_or(0));
        let mut tcp = Tcp { from, to, seq, ack, flags: flags(letters), ..Tcp::default() };
        let (mut data, mut wait, mut cut, mut bad, mut times, mut step) = (Vec::new(), 0.01, 0, false, 1, 0);
        for word in rest {
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            match key {
                "data" => data = value.as_bytes().to_vec(),
                "len" => data = vec![b'x'; value.parse().expect("a number")],
                "win" => tcp.window = value.parse().expect("a number"),
                "opt" => {
                    tcp.options = hex(value);
                    tcp.options.resize(tcp.options.len().next_multiple_of(4), 0);
                }
                "cut" => cut = value.parse().expect("a number"),
                "step" => step = value.parse().expect("a number"),
                "times" => times = value.parse().expect("a number"),
                "bad" => bad = true,
                _ => wait = key.strip_prefix('+').and_then(|s| s.parse().ok()).expect("a known word"),
            }
        }
        for _ in 0..times {
            micros += (wait * 1e6) as u64;
            let mut bytes = frame(&ip.tcp(&tcp, &data));
            let wire_len = bytes.len();
            if bad {
                // The checksum's place behind 14 bytes of Ethernet and 20 of IP.
                bytes[14 + 20 + 16] ^= 0xff;
            }
            bytes.truncate(wire_len - cut);
            sent.push(Sent { micros, frame: bytes, wire_len });
            tcp.seq = tcp.seq.wrapping_add(step);
        }
    }
    sent
}
