//! Streams that go on as TLS once both sides have agreed to it (STARTTLS and its like).

use crate::{Context, Direction};

/// Whether a stream has gone over to TLS. An analyzer that knows how its protocol begins TLS keeps one, and asks it first
/// about whatever comes: each of the questions says whether TLS has taken the matter over.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Upgrade {
    begun: bool,
}

impl Upgrade {
    /// From now on it is TLS. `false` when this engine does not speak TLS; the bytes are passed over then.
    pub fn begin(&mut self, cx: &mut Context<'_>) -> bool {
        self.begun = true;
        cx.add_child_named("SSL")
    }

    /// True once TLS has begun.
    pub fn begun(self) -> bool {
        self.begun
    }

    /// The next bytes of one side.
    pub fn stream(self, cx: &mut Context<'_>, from: Direction, data: &[u8]) -> bool {
        if self.begun && !data.is_empty() {
            cx.forward_stream(from, data);
        }
        self.begun
    }

    /// Bytes that will never come, as [`crate::Analyzer::gap`] gets them.
    pub fn gap(self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) -> bool {
        if self.begun {
            cx.forward_gap(from, offset, length);
        }
        self.begun
    }

    /// One side sends nothing more.
    pub fn end_of_data(self, cx: &mut Context<'_>, from: Direction) {
        if self.begun {
            cx.forward_end(from);
        }
    }
}
