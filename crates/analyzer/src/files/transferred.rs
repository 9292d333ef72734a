//! The event `file_transferred`: how connections that carry a file and nothing else begin.

use crate::{Context, Setup, emit};
use zander_event::{Args, EventId};
use zander_value::Val;

/// Bytes from the beginning of a transfer that the event tells.
const BEGINNING: usize = 1024;

/// One transfer, of which the event is raised once: when its beginning is there, or at its end.
pub struct Transferred {
    event: EventId,
    beginning: Vec<u8>,
    told: bool,
}

impl Transferred {
    /// The maker of transfers.
    pub fn maker(setup: &Setup<'_>) -> impl Fn() -> Transferred + use<> {
        let event = emit::event(setup.declarations, "file_transferred");
        move || Transferred { event, beginning: Vec::new(), told: false }
    }

    /// The next bytes.
    pub fn data(&mut self, cx: &mut Context<'_>, data: &[u8]) {
        if self.told {
            return;
        }
        let room = BEGINNING.saturating_sub(self.beginning.len()).min(data.len());
        self.beginning.extend_from_slice(data.get(..room).unwrap_or_default());
        if self.beginning.len() == BEGINNING {
            self.end(cx);
        }
    }

    /// Nothing more comes.
    pub fn end(&mut self, cx: &mut Context<'_>) {
        let beginning = std::mem::take(&mut self.beginning);
        if beginning.is_empty() || std::mem::replace(&mut self.told, true) || !cx.queue.wanted(self.event) {
            return;
        }
        let types = cx.files.magic(&beginning);
        let mime = Val::str(types.first().map_or("<unknown>", |(_, mime)| mime));
        let c = cx.host.connection_val();
        cx.queue.push(self.event, Args::from_iter([c, Val::str(beginning), Val::str("<unknown>"), mime]));
    }
}
