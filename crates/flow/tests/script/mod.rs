//! A small language for packet sequences, and a recorder of what the flow layer tells of them.
//!
//! One packet a line: direction, flags, sequence number, acknowledgement number (`-` for none), then any of
//! `+SECONDS` (time since the packet before; 0.01 if not given), `len=N` (that many bytes of a pattern that depends
//! only on direction and sequence number), `data=TEXT`, `win=N`, `ws=SHIFT`, `cut=N` (bytes of payload captured),
//! `bad` (wrong checksum). Flags are the letters S F R A P U, `.` for none. A line `wait SECONDS` only passes time.
#![allow(dead_code)]

use std::net::{IpAddr, Ipv4Addr};
use zander_flow::*;

pub const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
pub const SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 2));

/// The byte with a sequence number in a direction.
pub fn pattern(orig: bool, seq: u32) -> u8 {
    (seq as u8).wrapping_mul(7).wrapping_add((seq >> 8) as u8).wrapping_add(u8::from(orig))
}

#[derive(Default)]
pub struct Recorder {
    pub finished: Vec<String>,
    pub events: Vec<String>,
    pub weirds: Vec<String>,
    /// What was delivered and missed, by direction.
    pub streams: [String; 2],
    pub bytes: [Vec<u8>; 2],
    /// Where the next byte has to be.
    next: [u64; 2],
    pub thresholds: Vec<String>,
    pub tokens: Vec<(u64, f64, bool)>,
    pub inconsistencies: usize,
    pub set_timeout: Option<f64>,
}

impl Recorder {
    fn stream(&mut self, direction: Direction, what: String) {
        let stream = &mut self.streams[usize::from(!direction.is_orig())];
        if !stream.is_empty() {
            stream.push(' ');
        }
        stream.push_str(&what);
    }

    /// What came in a direction (0: the originator's), a question mark for each byte lost.
    pub fn with_losses(&self, direction: usize) -> String {
        let mut bytes = self.bytes[direction].iter().map(|b| char::from(*b));
        let mut text = String::new();
        let mut words = self.streams[direction].split(' ');
        while let Some(word) = words.next() {
            let (lost, range) = match word {
                "end" => continue,
                "gap" => {
                    words.next();
                    continue;
                }
                "lost" => (true, words.next().unwrap_or_default()),
                range => (false, range),
            };
            let len: usize = range.split_once('+').map_or(0, |(_, len)| len.parse().unwrap());
            if lost {
                text.push_str(&"?".repeat(len));
            } else {
                text.extend(bytes.by_ref().take(len));
            }
        }
        text
    }

    fn expect_next(&mut self, direction: Direction, seq: u64, len: u64) {
        let next = &mut self.next[usize::from(!direction.is_orig())];
        if *next != 0 {
            assert_eq!(*next, seq, "stream data out of order");
        }
        *next = seq + len;
    }
}

impl Handler<()> for Recorder {
    fn created(&mut self, conn: &mut Connection<()>, _: &Segment) {
        self.next = [0; 2];
        if let Some(seconds) = self.set_timeout {
            conn.set_inactivity_timeout(seconds);
        }
    }
    fn event(&mut self, conn: &mut Connection<()>, event: ConnectionEvent) {
        match event {
            ConnectionEvent::new_connection | ConnectionEvent::new_connection_contents => {}
            ConnectionEvent::connection_state_remove => {
                let (o, r) = (conn.end(Direction::Orig), conn.end(Direction::Resp));
                let history = if conn.history().is_empty() { "-" } else { conn.history() };
                self.finished.push(format!(
                    "{} {history} {}/{} {}/{} missed {}",
                    conn_state(conn),
                    conn.size(Direction::Orig),
                    conn.size(Direction::Resp),
                    o.packets,
                    r.packets,
                    conn.missed_bytes()
                ));
            }
            other => self.events.push(other.name().trim_start_matches("connection_").to_string()),
        }
    }
    fn scaled(&mut self, _: &mut Connection<()>, event: ScaledEvent, _: Direction, threshold: u32) {
        self.events.push(format!("{event:?}({threshold})"));
    }
    fn weird(&mut self, _: &mut Connection<()>, name: &'static str, addl: &str, _: &'static str) {
        self.weirds.push(if addl.is_empty() { name.to_string() } else { format!("{name}({addl})") });
    }
    fn deliver(&mut self, _: &mut Connection<()>, direction: Direction, seq: u64, data: &[u8]) {
        assert!(!data.is_empty());
        self.expect_next(direction, seq, data.len() as u64);
        self.bytes[usize::from(!direction.is_orig())].extend_from_slice(data);
        self.stream(direction, format!("{seq}+{}", data.len()));
    }
    fn undelivered(&mut self, _: &mut Connection<()>, direction: Direction, seq: u64, len: u64) {
        assert!(len > 0);
        self.expect_next(direction, seq, len);
        self.stream(direction, format!("lost {seq}+{len}"));
    }
    fn content_gap(&mut self, _: &mut Connection<()>, direction: Direction, _: u64, len: u64) {
        self.stream(direction, format!("gap {len}"));
    }
    fn end_of_data(&mut self, _: &mut Connection<()>, direction: Direction) {
        self.stream(direction, "end".to_string());
    }
    fn rexmit_inconsistency(&mut self, _: &mut Connection<()>, first: &[u8], second: &[u8], flags: &str) {
        assert_eq!(first.len(), second.len());
        self.inconsistencies += 1;
        self.events.push(format!("inconsistency({},{flags})", first.len()));
    }
    fn threshold(&mut self, _: &mut Connection<()>, threshold: Threshold, direction: Direction) {
        self.thresholds.push(format!("{threshold:?} {direction:?}"));
    }
    fn timer(&mut self, token: u64, now: f64, at_end: bool) {
        self.tokens.push((token, now, at_end));
    }
}

/// Runs packets through a table.
pub struct Runner {
    pub flow: Flow<()>,
    pub seen: Recorder,
    pub now: f64,
    pub ports: (u16, u16),
}

impl Runner {
    pub fn new(config: Config) -> Self {
        Runner { flow: Flow::new(config), seen: Recorder::default(), now: 1000.0, ports: (40000, 8) }
    }

    pub fn pass(&mut self, seconds: f64) {
        self.now += seconds;
        self.flow.advance(self.now, &mut self.seen);
        self.flow.reap(|_| ());
    }

    pub fn segment(&mut self, seg: &Segment) -> Option<Located> {
        self.flow.advance(seg.time, &mut self.seen);
        let located = self.flow.process(seg, &mut self.seen);
        self.flow.reap(|_| ());
        located
    }

    /// Runs a script.
    pub fn run(&mut self, script: &str) {
        for line in script.lines().map(str::trim).filter(|l| !l.is_empty()) {
            self.line(line);
        }
    }

    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[0] == "wait" {
            return self.pass(words[1].parse().unwrap());
        }
        let orig = words[0] == ">";
        let flags = words[1].chars().fold(0, |bits, letter| {
            bits | match letter {
                'F' => 0x01,
                'S' => 0x02,
                'R' => 0x04,
                'P' => 0x08,
                'A' => 0x10,
                'U' => 0x20,
                '.' => 0,
                other => panic!("flag {other}"),
            }
        });
        let seq: u32 = words[2].parse().unwrap();
        let ack: u32 = words.get(3).and_then(|w| w.parse().ok()).unwrap_or(0);
        let (mut wait, mut window, mut payload, mut cut, mut good, mut options) =
            (0.01, 8192, Vec::new(), None, true, Vec::new());
        for word in words.iter().skip(4) {
            match word.split_once('=') {
                Some(("len", n)) => {
                    let first = if flags & 2 != 0 { seq.wrapping_add(1) } else { seq };
                    payload = (0..n.parse().unwrap()).map(|i| pattern(orig, first.wrapping_add(i))).collect();
                }
                Some(("data", text)) => payload = text.as_bytes().to_vec(),
                Some(("win", n)) => window = n.parse().unwrap(),
                Some(("ws", n)) => options = vec![3, 3, n.parse().unwrap(), 0],
                Some(("cut", n)) => cut = Some(n.parse::<usize>().unwrap()),
                None if *word == "bad" => good = false,
                None if word.starts_with('+') => wait = word[1..].parse().unwrap(),
                _ => panic!("word {word}"),
            }
        }
        self.now += wait;
        let (client, server) = self.ports;
        let (src, dst, sport, dport) =
            if orig { (CLIENT, SERVER, client, server) } else { (SERVER, CLIENT, server, client) };
        let header = TransportHeader::Tcp(TcpHeader {
            sport,
            dport,
            seq,
            ack,
            flags: TcpFlags(flags),
            window,
            urgent: 0,
            options: &options,
        });
        let len = payload.len() as u32;
        let captured = &payload[..cut.unwrap_or(payload.len())];
        let seg = Segment {
            payload: captured,
            payload_len: len,
            ip_len: 40 + len,
            checksum_ok: good,
            ..datagram(self.now, src, dst, 6, header)
        };
        self.segment(&seg);
    }

    /// Ends the input and sums up.
    pub fn finish(&mut self) -> String {
        assert!(self.flow.finish(usize::MAX, &mut self.seen));
        self.flow.reap(|_| ());
        assert!(self.flow.is_empty());
        assert_eq!(self.flow.stats().reassembly_bytes, 0, "reassembly memory not given back");
        let Recorder { finished, events, weirds, streams, .. } = &self.seen;
        let mut text = finished.join("; ");
        for (name, part) in [
            (">", &streams[0]),
            ("<", &streams[1]),
            ("events", &events.join(" ")),
            ("weirds", &weirds.join(" ")),
        ] {
            if !part.is_empty() {
                text.push_str(&format!(" | {name} {part}"));
            }
        }
        text
    }
}

/// A datagram without payload.
pub fn datagram(time: f64, src: IpAddr, dst: IpAddr, proto: u8, header: TransportHeader) -> Segment {
    Segment {
        time,
        src,
        dst,
        proto,
        header,
        payload: &[],
        payload_len: 0,
        ip_len: 40,
        ttl: 64,
        dont_fragment: true,
        flow_label: 0,
        checksum_ok: true,
        header_fault: None,
        link: LinkInfo::default(),
        key_context: 0,
    }
}

/// Runs cases of (name, script, what comes of it) under a configuration.
#[track_caller]
pub fn check(config: &Config, cases: &[(&str, &str, &str)]) {
    let mut wrong = String::new();
    for (name, script, want) in cases {
        let mut runner = Runner::new(config.clone());
        runner.run(script);
        let got = runner.finish();
        let want: Vec<&str> = want.split_whitespace().collect();
        if got != want.join(" ") {
            wrong.push_str(&format!("\n{name}\n  want {}\n  got  {got}\n", want.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
