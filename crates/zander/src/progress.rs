//! How far a long run has come, on a terminal; nothing where standard error is none.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// A bar over the bytes of a capture file.
pub struct Progress {
    bar: Option<ProgressBar>,
    next: u64,
}

/// The bar moves once in so many packets.
const EVERY: u64 = 4096;

impl Progress {
    /// A bar up to `bytes`, the size of the file; 0 when it is not known. `quiet` shows none.
    pub fn new(bytes: u64, quiet: bool) -> Progress {
        if quiet || !std::io::stderr().is_terminal() {
            return Progress { bar: None, next: u64::MAX };
        }
        let bar = if bytes > 0 { ProgressBar::new(bytes) } else { ProgressBar::no_length() };
        let form = "{spinner} {bytes} of {total_bytes} ({bytes_per_sec}, {eta} to go) {msg}";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        Progress { bar: Some(bar), next: EVERY }
    }

    /// Moves the bar now and then: after `packets` packets the file is read up to byte `offset`.
    #[inline]
    pub fn packet(&mut self, packets: u64, offset: u64, connections: impl FnOnce() -> usize) {
        if packets < self.next {
            return;
        }
        self.next = packets + EVERY;
        if let Some(bar) = &self.bar {
            bar.set_position(offset);
            bar.set_message(format!("{packets} packets, {} connections now", connections()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
