//! Detection inside of a tunnel: a child that looks at the first bytes of what its parent carries and attaches whoever
//! recognises them, as the [`crate::Tree`] does for a whole connection.

use crate::signatures::Matcher;
use crate::{Analyzer, ConnectionState, Context, Descriptor, Direction, Setup};
use zander_value::Transport;

/// `Analyzer::ANALYZER_PIA_TCP`: protocol-independent analysis of a stream.
pub static PIA_TCP: Descriptor =
    Descriptor { name: "PIA_TCP", tag: "Analyzer::ANALYZER_PIA_TCP", signatures: "", bind };

fn bind(_setup: &Setup<'_>) -> crate::Factory {
    Box::new(|| Box::new(Pia { matcher: None, kept: [Vec::new(), Vec::new()], chunks: Vec::new() }))
}

struct Pia {
    /// Gone once the beginning is over.
    matcher: Option<Box<Matcher>>,
    kept: [Vec<u8>; 2],
    chunks: Vec<(Direction, usize, usize)>,
}

impl Analyzer for Pia {
    fn start(&mut self, cx: &mut Context<'_>) {
        self.matcher = Matcher::new(&cx.analyzers.signatures, Transport::Tcp);
        if let Some(m) = &mut self.matcher {
            m.established = true;
        }
    }

    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, data: &[u8]) {
        cx.forward_stream(from, data);
        let Some(mut matcher) = self.matcher.take() else { return };
        let tags = matcher.payload(cx, from, data);
        let hopeless = matcher.is_hopeless(&cx.analyzers.signatures);
        self.matcher = Some(matcher);
        let kept = &mut self.kept[from.index()];
        let at = kept.len();
        kept.extend_from_slice(data);
        self.chunks.push((from, at, data.len()));
        for tag in tags {
            let Some(place) = cx.add_child_place(tag) else { continue };
            for &(dir, at, len) in &self.chunks {
                let bytes = self.kept[dir.index()].get(at..at + len).unwrap_or_default();
                cx.stream_to(place, dir, bytes);
            }
        }
        let limits = &cx.analyzers.limits;
        if hopeless
            || self.kept[0].len() + self.kept[1].len() > limits.buffer
            || self.chunks.len() > limits.packets
        {
            self.forget();
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        self.forget();
        cx.forward_gap(from, offset, length);
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        cx.forward_end(from);
    }

    fn connection_state(&mut self, _cx: &mut Context<'_>, _state: ConnectionState) {}
}

impl Pia {
    fn forget(&mut self) {
        self.matcher = None;
        self.kept = [Vec::new(), Vec::new()];
        self.chunks = Vec::new();
    }
}
