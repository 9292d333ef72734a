//! A download as long as one likes, made segment by segment.

use crate::attacks::{Attack, Out, START, handshake};
use crate::build::{self, ACK, Ip, PSH, Tcp, V4};
use crate::pcap::ETHERNET;
use std::io::{self, Read};

/// Bytes of a segment.
pub const SEGMENT: usize = 1400;

/// The bytes of a segment: its number, over and over.
pub fn segment(n: u64) -> Vec<u8> {
    n.to_le_bytes().repeat(SEGMENT / 8)
}

/// True when a file consists of so many segments and nothing else.
pub fn is_whole(mut file: impl Read, segments: u64) -> io::Result<bool> {
    let mut bytes = [0; SEGMENT];
    for n in 0..segments {
        file.read_exact(&mut bytes)?;
        if bytes[..] != segment(n)[..] {
            return Ok(false);
        }
    }
    Ok(file.read(&mut bytes)? == 0)
}

/// A file of so many segments over HTTP.
fn download(out: &mut Out<'_>, segments: u64) -> io::Result<()> {
    let ip = V4::default();
    handshake(out, START, &ip, 40000)?;
    let request = b"GET /large HTTP/1.1\r\nHost: example.com\r\n\r\n";
    let get = Tcp { seq: 101, ack: 301, flags: PSH | ACK, ..Tcp::default() };
    out.frame(START + 10, &build::frame(&ip.tcp(&get, request)))?;
    let length = segments * SEGMENT as u64;
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    let ack = 101 + request.len() as u32;
    let mut data = Tcp { from: 80, to: 40000, seq: 301, ack, flags: ACK, ..Tcp::default() };
    out.frame(START + 20, &build::frame(&ip.reply().tcp(&data, head.as_bytes())))?;
    data.seq += head.len() as u32;
    for n in 0..segments {
        let at = START + 30 + n * 10;
        out.frame(at, &build::frame(&ip.reply().tcp(&data, &segment(n))))?;
        data.seq = data.seq.wrapping_add(SEGMENT as u32);
        if n % 2 == 1 {
            let acked = Tcp { seq: ack, ack: data.seq, flags: ACK, ..Tcp::default() };
            out.frame(at + 1, &build::frame(&ip.tcp(&acked, &[])))?;
        }
    }
    Ok(())
}

/// The download, its file hashed and extracted; its unit is the segment. Memory does not depend on its length.
pub const DOWNLOAD: Attack = Attack {
    name: "a download, hashed and extracted",
    link_type: ETHERNET,
    write: download,
    few: 7_500,
    budgets: &[
        "policy/frameworks/files/hash-all-files",
        "policy/frameworks/files/extract-all-files",
        "FileExtract::default_limit=0",
    ],
    many: 770_000,
    shed: "",
    memory: [90, 90],
};
