//! Writing pcap files.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::error::CaptureError;
use crate::frame::Frame;

/// Writes frames of one link type to a pcap file, with times in microseconds.
pub struct Writer {
    name: String,
    output: Box<dyn Write + Send>,
    link_type: Option<u16>,
    frames: u64,
}

impl Writer {
    /// Creates the file, replacing one that exists; `-` is standard output. The link type is that of the first frame.
    pub fn create(path: &str) -> Result<Self, CaptureError> {
        if path == "-" {
            return Ok(Self::to_stream(path, Box::new(io::stdout())));
        }
        let file = File::create(path).map_err(|error| CaptureError::new(path, error.to_string()))?;
        Ok(Self::to_stream(path, Box::new(file)))
    }

    /// Writes to a stream; `name` is for messages.
    pub fn to_stream(name: &str, stream: Box<dyn Write + Send>) -> Self {
        let output = Box::new(BufWriter::with_capacity(256 << 10, stream));
        Writer { name: name.to_owned(), output, link_type: None, frames: 0 }
    }

    /// Adds a frame.
    pub fn write(&mut self, frame: &Frame<'_>) -> Result<(), CaptureError> {
        match self.link_type {
            None => self.start(frame.link_type)?,
            Some(link_type) if link_type == frame.link_type => {}
            Some(link_type) => {
                let reason = format!(
                    "cannot hold link type {} beside {link_type}: pcap has one per file",
                    frame.link_type
                );
                return Err(CaptureError::new(&self.name, reason));
            }
        }
        let captured = u32::try_from(frame.data.len()).unwrap_or(u32::MAX);
        let mut header = [0; 16];
        let fields = [frame.time.seconds as u32, frame.time.nanoseconds / 1000, captured, frame.wire_len];
        for (place, field) in header.chunks_exact_mut(4).zip(fields) {
            place.copy_from_slice(&field.to_le_bytes());
        }
        self.frames += 1;
        self.put(&header)?;
        self.put(frame.data)
    }

    /// How many frames were written.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Hands everything to the operating system. A file without frames gets the header of an Ethernet capture.
    pub fn finish(&mut self) -> Result<(), CaptureError> {
        if self.link_type.is_none() {
            self.start(1)?;
        }
        self.output.flush().map_err(|error| CaptureError::new(&self.name, error.to_string()))
    }

    fn start(&mut self, link_type: u16) -> Result<(), CaptureError> {
        const SNAP_LEN: u32 = 262_144;
        self.link_type = Some(link_type);
        let mut header = vec![0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        header.extend(SNAP_LEN.to_le_bytes());
        header.extend(u32::from(link_type).to_le_bytes());
        self.put(&header)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), CaptureError> {
        self.output.write_all(bytes).map_err(|error| CaptureError::new(&self.name, error.to_string()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Whoever wants to know about errors has called `finish`.
        let _ = self.output.flush();
    }
}
