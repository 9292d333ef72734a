//! Conversations as text: what hosts say to each other, one line a message, out of which captures are made.
//!
//! `tcp PORT` or `udp PORT` begins a connection of a new client to that port of the server; then `> TEXT` is said by the
//! client and `< TEXT` by the server, with the escapes `\r \n \t \0 \\ \xHH`; `>x HEX` and `<x HEX` say bytes, and a line that
//! begins with white space goes on with the message before it. `>- NUMBER` and `<- NUMBER` say so many bytes of a stream that the
//! capture does not have. `+ SECONDS` lets time pass, `end` closes a connection over TCP.
//! A message comes 10 ms after what came before it. Lines that begin with `#` are notes.

use crate::build::{ACK, FIN, PSH, SYN};
use crate::conversation::hex;
use crate::frames::{Capture, Ends};
use std::net::Ipv4Addr;

/// When conversations begin, in seconds since the epoch.
const START: f64 = 1_700_000_000.0;
/// The most that goes into a segment.
const SEGMENT: usize = 1400;

/// A connection under way.
struct Connection {
    ends: Ends,
    tcp: bool,
    /// The next sequence number of the client and of the server.
    next: [u32; 2],
}

struct Stage {
    capture: Capture,
    time: f64,
    clients: u16,
    connection: Option<Connection>,
}

/// The capture of a script.
pub fn capture(script: &str) -> Capture {
    let mut stage = Stage { capture: Capture::default(), time: START, clients: 0, connection: None };
    let mut said: Option<(bool, Vec<u8>, bool)> = None;
    for line in script.lines().filter(|l| !l.starts_with('#')) {
        if line.starts_with(char::is_whitespace) || line.is_empty() {
            if let (Some((_, bytes, in_hex)), false) = (&mut said, line.trim().is_empty()) {
                bytes.extend(if *in_hex { hex(line) } else { text(line.trim_start()) });
            }
            continue;
        }
        if let Some((client, bytes, _)) = said.take() {
            stage.say(client, &bytes);
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "tcp" | "udp" => stage.begin(word == "tcp", rest.trim().parse().expect("a port")),
            ">" | "<" => said = Some((word == ">", text(rest), false)),
            ">x" | "<x" => said = Some((word == ">x", hex(rest), true)),
            ">-" | "<-" => stage.lose(word == ">-", rest.trim().parse().expect("a number of bytes")),
            "+" => stage.time += rest.trim().parse::<f64>().expect("seconds"),
            "end" => stage.end(),
            _ => panic!("not a line of a conversation: {line}"),
        }
    }
    if let Some((client, bytes, _)) = said {
        stage.say(client, &bytes);
    }
    stage.capture
}

/// Text with its escapes undone.
fn text(escaped: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chars = escaped.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend(c.to_string().bytes());
            continue;
        }
        out.extend(match chars.next().expect("an escape") {
            'r' => vec![b'\r'],
            'n' => vec![b'\n'],
            't' => vec![b'\t'],
            '0' => vec![0],
            'x' => hex(&chars.by_ref().take(2).collect::<String>()),
            other => other.to_string().into_bytes(),
        });
    }
    out
}

impl Stage {
    fn now(&mut self) -> f64 {
        self.time += 0.01;
        self.time
    }

    fn begin(&mut self, tcp: bool, port: u16) {
        self.clients += 1;
        let ends = Ends {
            client: (Ipv4Addr::new(192, 0, 2, 10), 40_000 + self.clients),
            server: (Ipv4Addr::new(192, 0, 2, 20), port),
        };
        self.connection = Some(Connection { ends, tcp, next: [1000, 5000] });
        if tcp {
            self.segment(true, SYN, b"");
            self.segment(false, SYN | ACK, b"");
            self.segment(true, ACK, b"");
        }
    }

    fn say(&mut self, client: bool, bytes: &[u8]) {
        let c = self.connection.as_ref().expect("a connection");
        if c.tcp {
            bytes.chunks(SEGMENT).for_each(|piece| self.segment(client, PSH | ACK, piece));
        } else {
            let ends = c.ends;
            let now = self.now();
            self.capture.udp(now, ends, client, bytes);
        }
    }

    fn lose(&mut self, client: bool, bytes: u32) {
        self.connection.as_mut().expect("a connection").next[usize::from(!client)] += bytes;
    }

    fn segment(&mut self, client: bool, flags: u8, data: &[u8]) {
        let now = self.now();
        let c = self.connection.as_mut().expect("a connection");
        let mine = usize::from(!client);
        let ack = if flags & ACK == 0 { 0 } else { c.next[1 - mine] };
        self.capture.tcp(now, c.ends, client, c.next[mine], ack, flags, data);
        c.next[mine] += data.len() as u32 + u32::from(flags & (SYN | FIN) != 0);
    }

    fn end(&mut self) {
        self.segment(true, FIN | ACK, b"");
        self.segment(false, FIN | ACK, b"");
        self.segment(true, ACK, b"");
        self.connection = None;
    }
}
