//! Frames of a network interface (Linux, packet(7)).
//!
//! The kernel writes frames into a ring of blocks that both sides have mapped (TPACKET_V3); a block is handed over when
//! it is full or its time is up, and given back when all of its frames have been asked for.

mod interfaces;
mod ring;
mod socket;

use std::os::fd::{AsRawFd, RawFd};
use std::time::Duration;

use crate::error::CaptureError;
use crate::filter::Filter;
use crate::frame::{Frame, Timestamp};
pub use interfaces::{Interface, interfaces};
use ring::Ring;
use socket::Socket;

/// How to capture.
#[derive(Clone, Debug)]
pub struct LiveOptions {
    /// Size of the ring in bytes.
    pub buffer_bytes: usize,
    /// Size of a block in bytes; rounded up to a multiple of the page size that is a power of two.
    pub block_bytes: usize,
    /// After this the kernel hands over a block that is not full.
    pub block_timeout: Duration,
    /// See frames that are for others.
    pub promiscuous: bool,
    /// Bytes that are kept of a frame.
    pub snap_len: usize,
    /// Who knows whether checksums are right.
    pub checksums: Checksums,
    /// The link type of the frames, whatever the interface says.
    pub link_type: Option<u16>,
    /// The card's clock tells the time.
    pub hardware_time: bool,
    /// Share the interface's frames with the other sockets that name the same group.
    pub fanout: Option<Fanout>,
}

/// Who knows whether the checksums of frames are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksums {
    /// The kernel: it knows what the card has checked, and what a card is yet to fill in.
    Kernel,
    /// Nobody: they are to be checked.
    Checked,
    /// They are taken to be right.
    Trusted,
}

impl Default for LiveOptions {
    fn default() -> Self {
        LiveOptions {
            buffer_bytes: 64 << 20,
            block_bytes: 512 << 10,
            block_timeout: Duration::from_millis(10),
            promiscuous: true,
            snap_len: usize::MAX,
            checksums: Checksums::Kernel,
            link_type: None,
            hardware_time: false,
            fanout: None,
        }
    }
}

/// How the sockets of a group share frames (packet(7), PACKET_FANOUT).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fanout {
    /// The group's number.
    pub group: u16,
    /// By what a frame finds its socket.
    pub mode: FanoutMode,
    /// Put fragments together before: all of a datagram then goes to one socket.
    pub defragment: bool,
}

/// By what a frame finds its socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FanoutMode {
    /// The flow, both directions alike.
    Flow,
    /// The processor that received it.
    Processor,
    /// The card's queue.
    Queue,
}

/// What the kernel counted since the interface was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Frames that passed the filter, those dropped included.
    pub received: u64,
    /// Frames for which the ring had no room.
    pub dropped: u64,
}

/// An open interface.
pub struct Live {
    name: String,
    socket: Socket,
    ring: Ring,
    link_type: u16,
    is_loopback: bool,
    number: u32,
    snap_len: usize,
    checksums: Checksums,
    block_timeout: Duration,
    statistics: Statistics,
}

impl Live {
    /// Opens `interface`; frames that do not match `filter` stay in the kernel. `number` is given back in
    /// [`Frame::interface`].
    pub fn open(
        interface: &str,
        number: u32,
        filter: Option<&mut Filter>,
        options: &LiveOptions,
    ) -> Result<Self, CaptureError> {
        let error = |reason: String| CaptureError::new(interface, reason);
        let socket = Socket::open(interface).map_err(error)?;
        let (link_type, is_loopback) = socket.link_type(interface).map_err(error)?;
        let link_type = options.link_type.unwrap_or(link_type);
        if let Some(filter) = filter {
            socket.attach(filter.program(link_type)?.instructions()).map_err(error)?;
        }
        let ring = Ring::new(&socket, options).map_err(error)?;
        // Only now do frames come: none that the filter would have kept out.
        socket.bind(options).map_err(error)?;
        Ok(Live {
            name: interface.to_owned(),
            socket,
            ring,
            link_type,
            is_loopback,
            number,
            snap_len: options.snap_len,
            checksums: options.checksums,
            block_timeout: options.block_timeout,
            statistics: Statistics::default(),
        })
    }

    /// The next frame. `None` when none came within `wait`, or when a signal came: the caller looks after its timers
    /// and comes again.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self, wait: Duration) -> Result<Option<Frame<'_>>, CaptureError> {
        let found = loop {
            match self.ring.advance() {
                // The loopback interface shows each frame twice, on its way out and in.
                Some(found) if found.is_outgoing && self.is_loopback => {}
                Some(found) => break found,
                None => match self.socket.poll(wait) {
                    Ok(true) if self.ring.is_ready() => {}
                    Ok(_) => return Ok(None),
                    Err(reason) => return Err(CaptureError::new(&self.name, reason)),
                },
            }
        };
        let data = self.ring.bytes(&found);
        let (data, wire_len) =
            (data.get(..self.snap_len).unwrap_or(data), found.wire_len.max(data.len() as u32));
        Ok(Some(Frame {
            time: Timestamp { seconds: found.seconds.into(), nanoseconds: found.nanoseconds },
            data,
            wire_len,
            link_type: self.link_type,
            interface: self.number,
            fault: data.is_empty().then_some("empty_af_packet_header"),
            short_option: None,
            checksums_verified: match self.checksums {
                Checksums::Kernel => found.checksums_verified,
                Checksums::Checked => false,
                Checksums::Trusted => true,
            },
        }))
    }

    /// Has the kernel keep other frames from now on; all without a filter.
    pub fn set_filter(&mut self, filter: Option<&mut Filter>) -> Result<(), CaptureError> {
        let done = match filter {
            Some(filter) => self.socket.attach(filter.program(self.link_type)?.instructions()),
            None => self.socket.detach(),
        };
        done.map_err(|reason| CaptureError::new(&self.name, reason))
    }

    /// What the kernel counted so far.
    pub fn statistics(&mut self) -> Result<Statistics, CaptureError> {
        let (received, dropped) =
            self.socket.statistics().map_err(|reason| CaptureError::new(&self.name, reason))?;
        self.statistics.received += received;
        self.statistics.dropped += dropped;
        Ok(self.statistics)
    }

    /// The link type of its frames, a number of the LINKTYPE registry.
    pub fn link_type(&self) -> u16 {
        self.link_type
    }

    /// After this the kernel hands over frames that it has.
    pub fn block_timeout(&self) -> Duration {
        self.block_timeout
    }

    /// The interface's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl AsRawFd for Live {
    /// For waiting on several interfaces at once: readable when a block is ready.
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}

/// Waits until one of several interfaces has frames; false after `wait`, or when a signal came.
pub fn wait_any(interfaces: &[Live], wait: Duration) -> Result<bool, CaptureError> {
    if interfaces.iter().any(|live| live.ring.is_ready()) {
        return Ok(true);
    }
    let descriptors: Vec<RawFd> = interfaces.iter().map(AsRawFd::as_raw_fd).collect();
    socket::poll(&descriptors, wait).map_err(|reason| CaptureError::new("interfaces", reason))
}
