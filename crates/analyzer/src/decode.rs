//! Compressed content (`Content-Encoding`), decoded as it comes.
//!
//! What comes out is handed on in pieces of bounded size; a stream that decodes to far more than any honest content
//! does is given up.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::Write;

/// The codings that are undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 1950, or the bare format of RFC 1951 that many send under that name.
    Deflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// Bytes of a piece.
const PIECE: usize = 4096;
/// More than this many bytes out of one in, sustained over [`BOMB_FROM`] bytes, is an attack.
const BOMB_RATIO: u64 = 2000;
const BOMB_FROM: u64 = 64 << 20;

enum Engine {
    Zlib { state: Decompress, frame: Frame, check: Crc, out: Box<[u8; PIECE]> },
    Brotli(Box<brotli_decompressor::DecompressorWriter<Vec<u8>>>),
    Zstd(Box<zstd::stream::write::Decoder<'static, Vec<u8>>>),
}

/// What is known about the frame around a deflate stream.
enum Frame {
    /// A gzip header that is being read.
    Gzip(Vec<u8>),
    /// The first byte decides between RFC 1950 and RFC 1951.
    Guess,
    /// The stream itself; with gzip, check values follow it.
    Stream { gzip: bool },
    /// The check values behind a gzip stream.
    Trailer(Vec<u8>),
}

/// A coded body.
pub struct Decoder {
    engine: Option<Engine>,
    coding: Coding,
    taken: u64,
    given: u64,
}

/// The content is not what its coding says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BadCoding;

impl Decoder {
    /// A decoder at the start of a body.
    pub fn new(coding: Coding) -> Decoder {
        let zlib = |frame| {
            let (state, check) = (Decompress::new(false), Crc::new());
            Engine::Zlib { state, frame, check, out: Box::new([0; PIECE]) }
        };
        let engine = match coding {
            Coding::Gzip => Some(zlib(Frame::Gzip(Vec::new()))),
            Coding::Deflate => Some(zlib(Frame::Guess)),
            Coding::Brotli => Some(Engine::Brotli(Box::new(brotli_decompressor::DecompressorWriter::new(
                Vec::new(),
                PIECE,
            )))),
            Coding::Zstd => zstd::stream::write::Decoder::new(Vec::new()).ok().map(|mut d| {
                // A window of 128 MB is asked for by no honest server.
                let _ = d.set_parameter(zstd::stream::raw::DParameter::WindowLogMax(25));
                Engine::Zstd(Box::new(d))
            }),
        };
        Decoder { engine, coding, taken: 0, given: 0 }
    }

    /// Which coding this undoes.
    pub fn coding(&self) -> Coding {
        self.coding
    }

    /// Takes coded bytes and hands decoded ones to `sink`. After an error, and after the end of the coded stream, what
    /// else comes is dropped.
    pub fn decode(&mut self, data: &[u8], sink: &mut dyn FnMut(&[u8])) -> Result<(), BadCoding> {
        self.taken += data.len() as u64;
        let given = &mut self.given;
        let taken = self.taken;
        let mut counted = |piece: &[u8]| {
            *given += piece.len() as u64;
            if *given > BOMB_FROM && *given / BOMB_RATIO > taken {
                return Err(BadCoding);
            }
            sink(piece);
            Ok(())
        };
        let result = match &mut self.engine {
            None => Ok(true),
            Some(Engine::Zlib { state, frame, check, out }) => {
                zlib(state, frame, check, &mut **out, data, &mut counted)
            }
            Some(Engine::Brotli(w)) => pieces(data, &mut **w, |w| std::mem::take(w.get_mut()), &mut counted),
            Some(Engine::Zstd(w)) => pieces(data, &mut **w, |w| std::mem::take(w.get_mut()), &mut counted),
        };
        match result {
            Ok(more) => {
                if !more {
                    self.engine = None;
                }
                Ok(())
            }
            Err(e) => {
                self.engine = None;
                Err(e)
            }
        }
    }
}

/// Feeds a writer little by little, so that what it buffers stays small.
fn pieces<W: Write>(
    data: &[u8],
    writer: &mut W,
    take: impl Fn(&mut W) -> Vec<u8>,
    sink: &mut dyn FnMut(&[u8]) -> Result<(), BadCoding>,
) -> Result<bool, BadCoding> {
    for piece in data.chunks(PIECE) {
        let written = writer.write_all(piece).and_then(|()| writer.flush());
        let out = take(writer);
        if !out.is_empty() {
            sink(&out)?;
        }
        written.map_err(|_| BadCoding)?;
    }
    Ok(true)
}

fn zlib(
    state: &mut Decompress,
    frame: &mut Frame,
    check: &mut Crc,
    out: &mut [u8],
    data: &[u8],
    sink: &mut dyn FnMut(&[u8]) -> Result<(), BadCoding>,
) -> Result<bool, BadCoding> {
    let kept;
    let mut data = data;
    match frame {
        Frame::Stream { .. } => {}
        Frame::Trailer(bytes) => return gzip_trailer(bytes, data, check),
        Frame::Guess => {
            let Some(first) = data.first() else { return Ok(true) };
            // Method 8 and a window of at most 32 kB: RFC 1950, section 2.2.
            if first & 0x0f == 8 && first >> 4 <= 7 {
                *state = Decompress::new(true);
            }
            *frame = Frame::Stream { gzip: false };
        }
        Frame::Gzip(bytes) => {
            bytes.extend_from_slice(data);
            match gzip_header(bytes)? {
                Some(length) => {
                    kept = std::mem::take(bytes);
                    data = kept.get(length..).unwrap_or_default();
                    *frame = Frame::Stream { gzip: true };
                }
                // A header that long has no honest reason.
                None if bytes.len() > 1 << 16 => return Err(BadCoding),
                None => return Ok(true),
            }
        }
    }
    let gzip = matches!(frame, Frame::Stream { gzip: true });
    loop {
        let (before_in, before_out) = (state.total_in(), state.total_out());
        let status = state.decompress(data, out, FlushDecompress::None).map_err(|_| BadCoding)?;
        let used = (state.total_in() - before_in) as usize;
        let made = (state.total_out() - before_out) as usize;
        data = data.get(used..).unwrap_or_default();
        let piece = out.get(..made).unwrap_or_default();
        let mut more = true;
        if gzip {
            check.update(piece);
            if status == Status::StreamEnd {
                let mut bytes = Vec::new();
                // A piece that the check values behind it belie is not handed on.
                more = gzip_trailer(&mut bytes, data, check)?;
                *frame = Frame::Trailer(bytes);
            }
        }
        if made > 0 {
            sink(piece)?;
        }
        match status {
            Status::StreamEnd => return Ok(gzip && more),
            _ if used == 0 && made == 0 => return Ok(true),
            _ if data.is_empty() && made < out.len() => return Ok(true),
            _ => {}
        }
    }
}

/// Compares what follows a gzip stream, checksum and length (RFC 1952, section 2.3.1), with what was decoded; `bytes` has
/// what came of it before. `Ok(true)` when more of it has to come.
fn gzip_trailer(bytes: &mut Vec<u8>, data: &[u8], check: &Crc) -> Result<bool, BadCoding> {
    let missing = 8usize.saturating_sub(bytes.len()).min(data.len());
    bytes.extend_from_slice(data.get(..missing).unwrap_or_default());
    let expected = [check.sum().to_le_bytes(), check.amount().to_le_bytes()].concat();
    if bytes.len() < expected.len() {
        return Ok(true);
    }
    if *bytes == expected { Ok(false) } else { Err(BadCoding) }
}

/// Length of the gzip header (RFC 1952, section 2.3); `None` when more bytes are needed.
fn gzip_header(b: &[u8]) -> Result<Option<usize>, BadCoding> {
    let magic = [0x1f, 0x8b, 8];
    if b.iter().zip(magic).any(|(a, m)| *a != m) {
        return Err(BadCoding);
    }
    let Some(flags) = b.get(3).copied().filter(|_| b.len() >= 10) else { return Ok(None) };
    let mut at = 10;
    if flags & 4 != 0 {
        let Some(length) = b.get(at..at + 2).and_then(|l| l.first_chunk::<2>()) else { return Ok(None) };
        at += 2 + usize::from(u16::from_le_bytes(*length));
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let Some(end) = b.get(at..).and_then(|rest| memchr::memchr(0, rest)) else { return Ok(None) };
            at += end + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    Ok((b.len() >= at).then_some(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(coding: Coding, coded: &[u8], text: &[u8]) {
        for size in [1, 7, coded.len()] {
            let mut d = Decoder::new(coding);
            let mut out = Vec::new();
            for piece in coded.chunks(size) {
                d.decode(piece, &mut |b| out.extend_from_slice(b)).unwrap();
            }
            assert_eq!(out, text, "{coding:?} in pieces of {size}");
        }
    }

    #[test]
    fn codings() {
        let text: Vec<u8> = (0..20_000u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let mut gz = flate2::GzBuilder::new().filename("name").write(Vec::new(), flate2::Compression::fast());
        gz.write_all(&text).unwrap();
        check(Coding::Gzip, &gz.finish().unwrap(), &text);
        let mut z = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        z.write_all(&text).unwrap();
        check(Coding::Deflate, &z.finish().unwrap(), &text);
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(&text).unwrap();
        check(Coding::Deflate, &raw.finish().unwrap(), &text);
        check(Coding::Zstd, &zstd::encode_all(text.as_slice(), 1).unwrap(), &text);
        // "hello\n" in brotli, uncompressed metablock.
        check(Coding::Brotli, b"\x8b\x02\x80hello\n\x03", b"hello\n");
    }

    #[test]
    fn faults_end_decoding() {
        let mut d = Decoder::new(Coding::Gzip);
        assert_eq!(d.decode(b"not gzip", &mut |_| {}), Err(BadCoding));
        assert_eq!(d.decode(b"more", &mut |_| panic!("nothing comes")), Ok(()));
    }

    #[test]
    fn gzip_is_checked() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"some text").unwrap();
        let mut coded = gz.finish().unwrap();
        let length = coded.len();
        coded[length - 5] ^= 1;
        let mut d = Decoder::new(Coding::Gzip);
        assert_eq!(d.decode(&coded, &mut |_| panic!("the checksum is wrong")), Err(BadCoding));
        let (mut d, mut out) = (Decoder::new(Coding::Gzip), Vec::new());
        let (stream, trailer) = coded.split_at(length - 8);
        assert_eq!(d.decode(stream, &mut |b| out.extend_from_slice(b)), Ok(()));
        assert_eq!((out.as_slice(), d.decode(trailer, &mut |_| ())), (&b"some text"[..], Err(BadCoding)));
    }
}
