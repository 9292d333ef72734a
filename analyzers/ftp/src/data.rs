//! The data connection: what passes over it is a file. It ends with the connection, not with the stream: until then
//! bytes of either side may be late.

use zander_analyzer::files::Transfer;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, emit};
use zander_event::{Args, EventId};
use zander_value::Val;

/// The analyzer of data connections, which control connections announce.
pub const DESCRIPTOR: Descriptor =
    Descriptor { name: "FTP_DATA", tag: "Analyzer::ANALYZER_FTP_DATA", signatures: "", bind };

/// Bytes from the beginning of a transfer that `file_transferred` tells.
const BEGINNING: usize = 1024;

fn bind(setup: &Setup<'_>) -> Factory {
    let transferred = emit::event(setup.declarations, "file_transferred");
    Box::new(move || Box::new(Data { transferred, beginning: Vec::new(), told: false, files: [None, None] }))
}

struct Data {
    /// `file_transferred`, an event of file analysis that only this protocol raises.
    transferred: EventId,
    beginning: Vec<u8>,
    told: bool,
    /// By direction.
    files: [Option<Transfer>; 2],
}

impl Data {
    fn file(&mut self, cx: &mut Context<'_>, from: Direction) -> Transfer {
        if let Some(t) = &self.files[from.index()] {
            return t.clone();
        }
        let mut handle = b"FTP_DATA".to_vec();
        handle.extend_from_slice(cx.host.uid().as_bytes());
        handle.push(from.index() as u8);
        let t = cx.transfer(&handle, from);
        self.files[from.index()] = Some(t.clone());
        t
    }

    fn end(&mut self, cx: &mut Context<'_>, from: Direction) {
        if let Some(t) = self.files[from.index()].take() {
            cx.file_end(&t);
        }
    }
}

impl Data {
    /// Tells of the transfer, once.
    fn tell(&mut self, cx: &mut Context<'_>) {
        if self.beginning.is_empty()
            || std::mem::replace(&mut self.told, true)
            || !cx.queue.wanted(self.transferred)
        {
            return;
        }
        let types = cx.files.magic(&self.beginning);
        let mime = Val::str(types.first().map_or("<unknown>", |(_, mime)| mime));
        let c = cx.host.connection_val();
        cx.queue.push(
            self.transferred,
            Args::from_iter([c, Val::str(&self.beginning), Val::str("<unknown>"), mime]),
        );
    }
}

impl Analyzer for Data {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        if !self.told {
            let room = BEGINNING.saturating_sub(self.beginning.len()).min(data.len());
            self.beginning.extend_from_slice(data.get(..room).unwrap_or_default());
            if self.beginning.len() == BEGINNING {
                self.tell(cx);
            }
        }
        let file = self.file(cx, from);
        cx.file_data(&file, data);
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        // The event counts the bytes of a connection from 1, where its SYN is byte 0.
        let file = self.file(cx, from);
        cx.file_gap(&file, offset.saturating_add(1), length);
    }

    fn flip_roles(&mut self) {
        self.files.swap(0, 1);
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        self.tell(cx);
        self.end(cx, Direction::Orig);
        self.end(cx, Direction::Resp);
    }
}
