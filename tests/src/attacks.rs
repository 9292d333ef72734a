//! Traffic that is meant to exhaust whoever watches it: made packet by packet and fed through a pipe, so that neither
//! its size nor its duration matters to the test itself.

use crate::build::{self, ACK, GRE, IPIP, Ip, MORE_FRAGMENTS, PSH, SYN, Tcp, UDP, V4};
use crate::pcap::{ETHERNET, Pcap, RAW};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// What attacks are written to.
pub type Out<'a> = Pcap<&'a mut dyn Write>;

/// An attack and what may come of it.
pub struct Attack {
    pub name: &'static str,
    pub link_type: u32,
    /// Writes it, so many times (sources, datagrams, segments: each attack's own unit).
    pub write: fn(&mut Out<'_>, u64) -> io::Result<()>,
    /// How often in the everyday test, and then with which budgets.
    pub few: u64,
    pub budgets: &'static [&'static str],
    /// How often with the default budgets.
    pub many: u64,
    /// What reporter.log says was given up; empty when nothing has to be.
    pub shed: &'static str,
    /// Peak memory, in megabytes: with few, and with many.
    pub memory: [u64; 2],
}

/// What came of it.
#[derive(Debug)]
pub struct Report {
    pub status: Option<i32>,
    pub seconds: f64,
    /// Peak memory in megabytes.
    pub memory: u64,
    pub stderr: String,
    /// Rows of reporter.log.
    pub told: Vec<String>,
    /// Rows of weird.log.
    pub weirds: usize,
}

/// Microseconds at which all of them begin.
pub const START: u64 = 1_700_000_000_000_000;

fn address(n: u64) -> [u8; 4] {
    // Any but 10/8, where the victims are.
    let [a, b, c, d] = (n as u32).wrapping_mul(0x9e37_79b1).to_be_bytes();
    [if a == 10 { 11 } else { a.max(1) }, b, c, d]
}

/// A SYN of each of so many sources, two hundred thousand a second.
pub fn syn_flood(out: &mut Out<'_>, sources: u64) -> io::Result<()> {
    for n in 0..sources {
        let ip = V4 { from: address(n), ..V4::default() };
        let syn = Tcp { from: 1024 + (n % 60000) as u16, seq: n as u32, flags: SYN, ..Tcp::default() };
        out.frame(START + n * 5, &build::frame(&ip.tcp(&syn, &[])))?;
    }
    Ok(())
}

/// The first fragment of each of so many datagrams, of which no other comes.
pub fn lone_fragments(out: &mut Out<'_>, datagrams: u64) -> io::Result<()> {
    let payload = [0x41; 1400];
    for n in 0..datagrams {
        let ip = V4 { from: address(n), id: n as u16, fragment: MORE_FRAGMENTS, ..V4::default() };
        out.frame(START + n * 20, &build::frame(&ip.packet(UDP, &payload)))?;
    }
    Ok(())
}

/// Datagrams of the smallest fragments with a hole between any two.
pub fn fragments_with_holes(out: &mut Out<'_>, datagrams: u64) -> io::Result<()> {
    const FRAGMENTS: u64 = 1000;
    for n in 0..datagrams * FRAGMENTS {
        let (datagram, at) = (n / FRAGMENTS, n % FRAGMENTS);
        let fragment = MORE_FRAGMENTS | (at * 2) as u16;
        let ip = V4 { from: address(datagram), id: datagram as u16, fragment, ..V4::default() };
        out.frame(START + n * 20, &build::frame(&ip.packet(UDP, &[0; 8])))?;
    }
    Ok(())
}

/// Sets a connection up that both sides agree on; the client's next byte is 101, the server's 301.
pub fn handshake(out: &mut Out<'_>, micros: u64, ip: &V4, from: u16) -> io::Result<()> {
    let (c, s) = (Tcp { from, ..Tcp::default() }, Tcp { from: 80, to: from, ..Tcp::default() });
    let syn = Tcp { seq: 100, flags: SYN, ..c.clone() };
    let reply = Tcp { seq: 300, ack: 101, flags: SYN | ACK, ..s };
    let ack = Tcp { seq: 101, ack: 301, ..c };
    out.frame(micros, &build::frame(&ip.tcp(&syn, &[])))?;
    out.frame(micros + 1, &build::frame(&ip.reply().tcp(&reply, &[])))?;
    out.frame(micros + 2, &build::frame(&ip.tcp(&ack, &[])))
}

/// Hundreds of connections whose client sends one byte, has it acknowledged, and then goes on behind a hole for ever.
pub fn data_behind_holes(out: &mut Out<'_>, segments: u64) -> io::Result<()> {
    const CONNECTIONS: u64 = 500;
    let ip = |c: u64| V4 { from: [10, 1, (c >> 8) as u8, c as u8], ..V4::default() };
    for c in 0..CONNECTIONS {
        handshake(out, START + c * 10, &ip(c), 40000)?;
        let first = Tcp { seq: 101, ack: 301, flags: PSH | ACK, ..Tcp::default() };
        let acked = Tcp { from: 80, to: 40000, seq: 301, ack: 102, ..Tcp::default() };
        out.frame(START + c * 10 + 5, &build::frame(&ip(c).tcp(&first, b"G")))?;
        out.frame(START + c * 10 + 6, &build::frame(&ip(c).reply().tcp(&acked, &[])))?;
    }
    let payload = [0x42; 1400];
    for n in 0..segments {
        let (c, round) = (n % CONNECTIONS, (n / CONNECTIONS) as u32);
        // A byte is left out before each segment, so that no two can be joined.
        let segment = Tcp { seq: 1000 + round * 1401, ack: 301, flags: ACK, ..Tcp::default() };
        out.frame(START + 1_000_000 + n * 20, &build::frame(&ip(c).tcp(&segment, &payload)))?;
    }
    Ok(())
}

/// One byte in each segment, and a byte left out before each.
pub fn crumbs(out: &mut Out<'_>, segments: u64) -> io::Result<()> {
    const CONNECTIONS: u64 = 100;
    let ip = |c: u64| V4 { from: [10, 1, 0, c as u8], ..V4::default() };
    for c in 0..CONNECTIONS {
        handshake(out, START + c * 10, &ip(c), 40000)?;
        let first = Tcp { seq: 101, ack: 301, flags: PSH | ACK, ..Tcp::default() };
        let acked = Tcp { from: 80, to: 40000, seq: 301, ack: 102, ..Tcp::default() };
        out.frame(START + c * 10 + 5, &build::frame(&ip(c).tcp(&first, b"G")))?;
        out.frame(START + c * 10 + 6, &build::frame(&ip(c).reply().tcp(&acked, &[])))?;
    }
    for n in 0..segments {
        let (c, round) = (n % CONNECTIONS, (n / CONNECTIONS) as u32);
        let segment = Tcp { seq: 200 + round * 2, ack: 301, flags: ACK, ..Tcp::default() };
        out.frame(START + 1_000_000 + n * 20, &build::frame(&ip(c).tcp(&segment, b"x")))?;
    }
    Ok(())
}

/// Segments over one another with other bytes each time, to a host that says it has no room, which acknowledges nothing.
pub fn overlaps_at_a_closed_window(out: &mut Out<'_>, segments: u64) -> io::Result<()> {
    let ip = V4::default();
    handshake(out, START, &ip, 40000)?;
    let closed = Tcp { from: 80, to: 40000, seq: 301, ack: 101, window: 0, ..Tcp::default() };
    for n in 0..segments {
        let at = START + 1000 + n * 20;
        if n % 64 == 0 {
            out.frame(at, &build::frame(&ip.reply().tcp(&closed, &[])))?;
        }
        let seq = 101 + (n.wrapping_mul(7919) % 8000) as u32;
        let segment = Tcp { seq, ack: 301, flags: ACK, ..Tcp::default() };
        out.frame(at + 1, &build::frame(&ip.tcp(&segment, &[n as u8; 700])))?;
    }
    Ok(())
}

/// IP in IP as deep as a packet can hold, the innermost with a SYN.
pub fn nested_tunnels(out: &mut Out<'_>, packets: u64) -> io::Result<()> {
    let ip = V4::default();
    let mut packet = ip.tcp(&Tcp { flags: SYN, ..Tcp::default() }, &[]);
    while packet.len() + 20 <= 65535 {
        packet = ip.packet(IPIP, &packet);
    }
    (0..packets).try_for_each(|n| out.frame(START + n * 1000, &packet))
}

/// GRE in GRE as deep as a packet can hold, with other addresses in each packet and layer: each could be a tunnel.
pub fn nested_gre(out: &mut Out<'_>, packets: u64) -> io::Result<()> {
    for n in 0..packets {
        let mut packet = V4::default().udp(1, 2, b"");
        let mut depth = 0;
        while packet.len() + 24 <= 4000 {
            let ip = V4 { from: address(n * 200 + depth), ..V4::default() };
            packet = ip.packet(GRE, &build::gre(&packet));
            depth += 1;
        }
        out.frame(START + n * 100, &packet)?;
    }
    Ok(())
}

/// All of them.
pub const ALL: &[Attack] = &[
    Attack {
        name: "SYNs of as many sources",
        link_type: ETHERNET,
        write: syn_flood,
        few: 60_000,
        budgets: &["Budget::max_connections=5000"],
        many: 5_000_000,
        shed: "connections given up",
        memory: [100, 1100],
    },
    Attack {
        name: "fragments never completed",
        link_type: ETHERNET,
        write: lone_fragments,
        few: 20_000,
        budgets: &["Budget::max_fragment_bytes=4000000"],
        many: 1_000_000,
        shed: "unfinished datagrams given up",
        memory: [100, 400],
    },
    Attack {
        name: "smallest fragments with holes",
        link_type: ETHERNET,
        write: fragments_with_holes,
        few: 100,
        budgets: &["Budget::max_fragment_bytes=4000000"],
        many: 3000,
        shed: "unfinished datagrams given up",
        memory: [100, 400],
    },
    Attack {
        name: "segments behind holes, for ever",
        link_type: ETHERNET,
        write: data_behind_holes,
        few: 20_000,
        budgets: &["Budget::max_reassembly_bytes=4000000"],
        many: 1_000_000,
        shed: "stream holes given up",
        memory: [100, 600],
    },
    Attack {
        name: "single bytes behind holes, for ever",
        link_type: ETHERNET,
        write: crumbs,
        few: 50_000,
        budgets: &["Budget::max_reassembly_bytes=1000000"],
        many: 4_000_000,
        shed: "stream holes given up",
        memory: [100, 600],
    },
    Attack {
        name: "overlaps at a closed window",
        link_type: ETHERNET,
        write: overlaps_at_a_closed_window,
        few: 50_000,
        budgets: &[],
        many: 1_000_000,
        shed: "",
        memory: [100, 300],
    },
    Attack {
        name: "IP in IP as deep as a packet holds",
        link_type: RAW,
        write: nested_tunnels,
        few: 500,
        budgets: &[],
        many: 20_000,
        shed: "",
        memory: [100, 300],
    },
    Attack {
        name: "GRE in GRE of ever other hosts",
        link_type: RAW,
        write: nested_gre,
        few: 2000,
        budgets: &["Budget::max_connections=5000"],
        many: 200_000,
        shed: "",
        memory: [100, 1800],
    },
];

/// Runs the command at `binary` over an attack in this folder, with the default scripts.
pub fn run(binary: &str, attack: &Attack, times: u64, budgets: &[&str], folder: &Path) -> io::Result<Report> {
    let memory = "event zeek_done() &priority=-1000 { print get_proc_stats()$mem; }";
    let begun = Instant::now();
    let mut child = Command::new(binary)
        .args(["-r", "-", "-e", memory])
        .args(budgets)
        .current_dir(folder)
        .env_remove("ZEEKPATH")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(folder.join("stderr"))?)
        .spawn()?;
    if let Some(stdin) = child.stdin.take() {
        let mut buffer = BufWriter::with_capacity(1 << 16, stdin);
        let sink: &mut dyn Write = &mut buffer;
        (attack.write)(&mut Pcap::new(sink, attack.link_type)?, times)?;
        buffer.flush()?;
    }
    let output = child.wait_with_output()?;
    let read = |name: &str| {
        String::from_utf8_lossy(&std::fs::read(folder.join(name)).unwrap_or_default()).into_owned()
    };
    let rows = |name: &str| -> Vec<String> {
        read(name).lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
    };
    let bytes: u64 = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(u64::MAX);
    Ok(Report {
        status: output.status.code(),
        seconds: begun.elapsed().as_secs_f64(),
        memory: bytes >> 20,
        stderr: read("stderr"),
        told: rows("reporter.log"),
        weirds: rows("weird.log").len(),
    })
}
