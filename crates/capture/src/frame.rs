//! A captured frame and its time.

/// A point in time: seconds since the epoch and what comes on top of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Timestamp {
    /// Whole seconds since the epoch.
    pub seconds: i64,
    /// Nanoseconds, less than a thousand million.
    pub nanoseconds: u32,
}

impl Timestamp {
    /// Seconds as scripts and logs know them: what is finer than a microsecond is cut off before the conversion, so a
    /// time prints alike whether a file keeps micro- or nanoseconds.
    pub fn as_seconds(self) -> f64 {
        self.seconds as f64 + f64::from(self.nanoseconds / 1000) / 1e6
    }
}

/// A captured frame; valid until the next one is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// When it was captured.
    pub time: Timestamp,
    /// The bytes that were kept of it.
    pub data: &'a [u8],
    /// Its length on the wire in bytes, at least that of `data`.
    pub wire_len: u32,
    /// What the bytes start with: a number of the LINKTYPE registry (tcpdump.org).
    pub link_type: u16,
    /// The interface's number in a pcapng section, or its place among live interfaces; zero otherwise.
    pub interface: u32,
    /// Why the frame is not to be decoded: the name for the weird log.
    pub fault: Option<&'static str>,
    /// An option that describes an interface, read since the frame before, is shorter than its kind.
    pub short_option: Option<ShortOption>,
    /// True when the capturing side knows that the checksums are right, or left for a card to fill in.
    pub checksums_verified: bool,
}

/// Lengths of an option in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortOption {
    /// What its kind has.
    pub expected: u16,
    /// What it has itself.
    pub length: u16,
}

impl Frame<'_> {
    /// See [`Timestamp::as_seconds`].
    pub fn as_seconds(&self) -> f64 {
        self.time.as_seconds()
    }
}

/// A frame without its bytes: where they are in what was taken last from the input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub time: Timestamp,
    pub at: usize,
    pub captured: u32,
    pub wire_len: u32,
    pub link_type: u16,
    pub interface: u32,
    pub fault: Option<&'static str>,
    pub short_option: Option<ShortOption>,
}

impl Record {
    /// With its bytes, out of those taken last.
    #[inline]
    pub fn frame<'a>(&self, recent: &'a [u8]) -> Frame<'a> {
        Frame {
            time: self.time,
            data: recent.get(self.at..self.at + self.captured as usize).unwrap_or_default(),
            wire_len: self.wire_len.max(self.captured),
            link_type: self.link_type,
            interface: self.interface,
            fault: self.fault,
            short_option: self.short_option,
            checksums_verified: false,
        }
    }
}

/// Raw IP has had several numbers; this is the one that files are to use.
pub(crate) const fn canonical_link_type(number: u16) -> u16 {
    match number {
        12 | 14 => 101,
        number => number,
    }
}
