//! A capture file as a sequence of frames.

use std::io::Read;

use crate::error::{CaptureError, Fault};
use crate::filter::Filter;
use crate::frame::{Frame, Record};
use crate::input::{Input, Short};
use crate::pcap::Pcap;
use crate::pcapng::PcapNg;

enum Format {
    Pcap(Pcap),
    PcapNg(PcapNg),
}

/// Reads a capture file from first to last frame.
///
/// ```no_run
/// let mut source = zander_capture::Source::open("trace.pcapng.gz")?;
/// while let Some(frame) = source.next()? {
///     println!("{:.6} {} bytes", frame.as_seconds(), frame.data.len());
/// }
/// # Ok::<(), zander_capture::CaptureError>(())
/// ```
pub struct Source {
    name: String,
    input: Input,
    format: Format,
    filter: Option<Filter>,
    failed: bool,
}

impl Source {
    /// Opens a file, or standard input when `path` is `-`. Format and compression are found out by the first bytes.
    pub fn open(path: &str) -> Result<Self, CaptureError> {
        let input = Input::open(path).map_err(|error| CaptureError::new(path, error.to_string()))?;
        Self::from_input(path, input)
    }

    /// Reads from a stream; `name` is for messages.
    pub fn from_reader(name: &str, reader: Box<dyn Read + Send>) -> Result<Self, CaptureError> {
        let input = Input::stream(reader).map_err(|error| CaptureError::new(name, error.to_string()))?;
        Self::from_input(name, input)
    }

    fn from_input(name: &str, mut input: Input) -> Result<Self, CaptureError> {
        let magic = match input.peek(4) {
            Ok(magic) => magic.first_chunk().copied().unwrap_or_default(),
            Err(Short::End(0)) => return Err(CaptureError::new(name, "the file is empty")),
            Err(Short::End(_)) => return Err(CaptureError::new(name, "neither a pcap nor a pcapng file")),
            Err(Short::Failed(error)) => return Err(CaptureError::new(name, error.to_string())),
        };
        let format = if PcapNg::recognise(magic) {
            Format::PcapNg(PcapNg::new())
        } else if Pcap::recognise(magic).is_some() {
            Format::Pcap(Pcap::open(&mut input, magic).map_err(|fault| named(name, fault))?)
        } else {
            return Err(CaptureError::new(name, "neither a pcap nor a pcapng file"));
        };
        Ok(Source { name: name.to_owned(), input, format, filter: None, failed: false })
    }

    /// Lets pass only frames that match `filter` from now on; all without one.
    pub fn set_filter(&mut self, filter: Option<Filter>) {
        self.filter = filter;
    }

    /// The link type of the file; of pcapng that of the section's first interface, once a frame was read.
    pub fn link_type(&self) -> Option<u16> {
        match &self.format {
            Format::Pcap(pcap) => Some(pcap.link_type),
            Format::PcapNg(pcapng) => pcapng.link_type(),
        }
    }

    /// The path it was opened by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Bytes read so far, of what a compressed file holds.
    pub fn offset(&self) -> u64 {
        self.input.offset()
    }

    /// The next frame, `None` at the end. A faulty file gives all frames before the fault, then the error, then `None`.
    #[allow(clippy::should_implement_trait)]
    #[inline]
    pub fn next(&mut self) -> Result<Option<Frame<'_>>, CaptureError> {
        if self.failed {
            return Ok(None);
        }
        loop {
            let record = match self.read() {
                Ok(Some(mut record)) => {
                    if record.time.seconds < 0 {
                        record.fault = record.fault.or(Some("negative_packet_timestamp"));
                    }
                    record
                }
                Ok(None) => return Ok(None),
                Err(fault) => {
                    self.failed = true;
                    return Err(named(&self.name, fault));
                }
            };
            let passes = match &mut self.filter {
                None => true,
                Some(filter) => match filter.matches(&record.frame(self.input.recent())) {
                    Ok(passes) => passes,
                    Err(error) => {
                        self.failed = true;
                        return Err(error);
                    }
                },
            };
            if passes {
                return Ok(Some(record.frame(self.input.recent())));
            }
        }
    }

    #[inline]
    fn read(&mut self) -> Result<Option<Record>, Fault> {
        match &mut self.format {
            Format::Pcap(pcap) => pcap.next(&mut self.input),
            Format::PcapNg(pcapng) => pcapng.next(&mut self.input),
        }
    }
}

fn named(name: &str, fault: Fault) -> CaptureError {
    CaptureError { name: name.to_owned(), offset: Some(fault.offset), reason: fault.reason }
}
