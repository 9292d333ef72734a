//! The data connection: what passes over it is a file. It ends with the connection, not with the stream: until then
//! bytes of either side may be late.

use zander_analyzer::files::{Transfer, Transferred};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// The analyzer of data connections, which control connections announce.
pub const DESCRIPTOR: Descriptor =
    Descriptor { name: "FTP_DATA", tag: "Analyzer::ANALYZER_FTP_DATA", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let transferred = Transferred::maker(setup);
    Box::new(move || Box::new(Data { transferred: transferred(), files: [None, None] }))
}

struct Data {
    transferred: Transferred,
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
        let t = cx.named_transfer(from, &handle);
        self.files[from.index()] = Some(t.clone());
        t
    }

    fn end(&mut self, cx: &mut Context<'_>, from: Direction) {
        if let Some(t) = self.files[from.index()].take() {
            cx.file_end(&t);
        }
    }
}

impl Analyzer for Data {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        self.transferred.data(cx, data);
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
        self.transferred.end(cx);
        self.end(cx, Direction::Orig);
        self.end(cx, Direction::Resp);
    }
}
