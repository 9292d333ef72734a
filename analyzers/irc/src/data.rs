//! Files that one client sends another (the client-to-client protocol's DCC SEND): the sender's stream is the file, the
//! receiver says now and then how much of it has come, in four bytes, most significant first.

use crate::events::Events;
use std::rc::Rc;
use zander_analyzer::files::{Transfer, Transferred};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};

/// The analyzer of files, which conversations announce.
pub const DESCRIPTOR: Descriptor =
    Descriptor { name: "IRC_DATA", tag: "Analyzer::ANALYZER_IRC_DATA", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let events = Rc::new(Events::bind(setup.declarations));
    let transferred = Transferred::maker(setup);
    Box::new(move || {
        let (events, transferred) = (events.clone(), transferred());
        Box::new(Data { events, ack: Vec::new(), transferred, file: None })
    })
}

struct Data {
    events: Rc<Events>,
    /// Bytes of a number that is not complete.
    ack: Vec<u8>,
    transferred: Transferred,
    file: Option<Transfer>,
}

impl Data {
    fn file(&mut self, cx: &mut Context<'_>, from: Direction) -> Transfer {
        if let Some(t) = &self.file {
            return t.clone();
        }
        let mut handle = b"IRC_DATA".to_vec();
        handle.extend_from_slice(cx.host.uid().as_bytes());
        let t = cx.named_transfer(from, &handle);
        self.file = Some(t.clone());
        t
    }
}

impl Analyzer for Data {
    /// Whoever made the offer waits for the connection: the file comes from the responder.
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        if from == Direction::Resp {
            self.transferred.data(cx, data);
            let file = self.file(cx, from);
            return cx.file_data(&file, data);
        }
        for byte in data {
            self.ack.push(*byte);
            if let [a, b, c, d] = self.ack[..] {
                self.ack.clear();
                self.events.irc_dcc_send_ack(cx, u32::from_be_bytes([a, b, c, d]).into());
            }
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if from == Direction::Resp {
            // The event counts the bytes of a connection from 1, where its SYN is byte 0.
            let file = self.file(cx, from);
            cx.file_gap(&file, offset.saturating_add(1), length);
        } else {
            self.ack.clear();
        }
    }

    fn done(&mut self, cx: &mut Context<'_>) {
        if !self.ack.is_empty() {
            cx.weird("irc_invalid_dcc_send_ack", "");
        }
        self.transferred.end(cx);
        if let Some(t) = self.file.take() {
            cx.file_end(&t);
        }
    }
}
