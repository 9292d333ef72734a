//! Compressed content (`Content-Encoding`), decoded as it comes.
//!
//! What comes out is handed on in pieces of bounded size; a stream that decodes to far more than any honest content
//! does is given up.

use flate2::{Decompress, FlushDecompress, Status};
use std::io::Write;

/// The codings that are undone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    /// RFC 1952; which of the formats of deflate it is, the content tells.
    Gzip,
    /// RFC 1950, or the bare format of RFC 1951 that many send under that name; told apart as well.
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
    /// `None` until the first byte tells which format it is.
    Zlib {
        state: Option<Decompress>,
        out: Box<[u8; PIECE]>,
    },
    Brotli(Box<brotli_decompressor::DecompressorWriter<Vec<u8>>>),
    Zstd(Box<zstd::stream::write::Decoder<'static, Vec<u8>>>),
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
        let engine = match coding {
            Coding::Gzip | Coding::Deflate => Some(Engine::Zlib { state: None, out: Box::new([0; PIECE]) }),
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
            Some(Engine::Zlib { state, out }) => zlib(state, &mut **out, data, &mut counted),
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

/// `Ok(false)` at the end of the stream. A piece that the check values behind it belie is not handed on.
fn zlib(
    state: &mut Option<Decompress>,
    out: &mut [u8],
    data: &[u8],
    sink: &mut dyn FnMut(&[u8]) -> Result<(), BadCoding>,
) -> Result<bool, BadCoding> {
    let Some(first) = data.first() else { return Ok(true) };
    let state = state.get_or_insert_with(|| format_of(*first));
    let mut data = data;
    loop {
        let (before_in, before_out) = (state.total_in(), state.total_out());
        let status = state.decompress(data, out, FlushDecompress::Sync).map_err(|_| BadCoding)?;
        let used = (state.total_in() - before_in) as usize;
        let made = (state.total_out() - before_out) as usize;
        data = data.get(used..).unwrap_or_default();
        if made > 0 {
            sink(out.get(..made).unwrap_or_default())?;
        }
        match status {
            Status::StreamEnd => return Ok(false),
            _ if used == 0 && made == 0 => return Ok(true),
            _ if data.is_empty() && made < out.len() => return Ok(true),
            _ => {}
        }
    }
}

/// Servers take each of the three formats for the others, so the first byte decides.
fn format_of(first: u8) -> Decompress {
    const WINDOW_BITS: u8 = 15;
    match first {
        // RFC 1952, section 2.3.1. No bare stream begins so: it would be a block of the reserved type.
        0x1f => Decompress::new_gzip(WINDOW_BITS),
        // Method 8 and a window of at most 32 kB: RFC 1950, section 2.2.
        _ if first & 0x0f == 8 && first >> 4 <= 7 => Decompress::new(true),
        _ => Decompress::new(false),
    }
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
