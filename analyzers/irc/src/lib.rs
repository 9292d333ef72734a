//! IRC between clients and servers, and the files that clients send one another.
//!
//! [`parse`] takes lines apart, [`client`] and [`server`] tell what they mean; here they come out of the stream.
#![forbid(unsafe_code)]

pub mod client;
pub mod data;
pub mod events;
pub mod parse;
pub mod server;

use events::Events;
use std::rc::Rc;
use zander_analyzer::lines::{Ends, Lines};
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup, Upgrade, emit};
use zander_value::{Table, TableType, Type, Val};

/// Registers the analyzer of conversations.
pub static IRC: Descriptor =
    Descriptor { name: "IRC", tag: "Analyzer::ANALYZER_IRC", signatures: include_str!("../dpd.sig"), bind };

/// Registers the analyzer of files, which conversations announce.
pub static IRC_DATA: Descriptor = data::DESCRIPTOR;

/// Longest line, in bytes. RFC 1459 has 512; tags of later versions take more.
const MAX_LINE: usize = 16 << 10;
/// Longest line that is looked at.
const LONG_LINE: usize = 512;
/// Shortest line that means something.
const SHORT_LINE: usize = 3;

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        names: Rc::new(TableType { index: vec![Type::String], value: None, name: None }),
        joins: Rc::new(TableType {
            index: vec![Type::Record(emit::record(setup.declarations, "irc_join_info"))],
            value: None,
            name: None,
        }),
    });
    Box::new(move || {
        let lines = || Lines::new(Ends { lf: true, cr: true }, MAX_LINE);
        Box::new(Irc {
            shared: shared.clone(),
            lines: [lines(), lines()],
            told: false,
            tls: Upgrade::default(),
        })
    })
}

/// What all connections share.
pub struct Shared {
    pub events: Events,
    /// Sets of strings.
    names: Rc<TableType>,
    /// Sets of `irc_join_info`.
    joins: Rc<TableType>,
}

impl Shared {
    /// A set of strings.
    pub fn set<'a>(&self, items: impl IntoIterator<Item = &'a [u8]>) -> Val {
        let table = Table::new(&self.names, None);
        for item in items {
            if let Some(key) = zander_value::Key::single(&Val::str(item)) {
                table.insert_key(key, Val::None, 0.0);
            }
        }
        Val::Table(table)
    }
}

struct Irc {
    shared: Rc<Shared>,
    /// By direction.
    lines: [Lines; 2],
    /// The weird about line ends was told.
    told: bool,
    tls: Upgrade,
}

impl Irc {
    fn line(&mut self, cx: &mut Context<'_>, from: Direction, text: &[u8]) {
        if text.len() > LONG_LINE {
            return cx.weird("irc_line_size_exceeded", "");
        }
        if text.len() < SHORT_LINE {
            return cx.weird("irc_line_too_short", "");
        }
        let Some(line) = parse::line(text) else { return cx.weird("irc_invalid_line", "") };
        match line.reply() {
            Some(_) if from.is_orig() => cx.weird("irc_invalid_reply_number", ""),
            Some(code) if server::reply(cx, &self.shared, code, &line) => {
                self.tls.begin(cx);
            }
            Some(_) => {}
            None => client::command(cx, &self.shared, from, &line),
        }
    }
}

impl Analyzer for Irc {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        while !self.tls.stream(cx, from, data) {
            let Some(line) = self.lines[from.index()].next(&mut data) else { return };
            let faults = self.lines[from.index()].faults;
            faults.tell(cx, &mut self.told);
            self.line(cx, from, line.bytes());
            self.lines[from.index()].recycle(line);
        }
    }

    fn gap(&mut self, cx: &mut Context<'_>, from: Direction, offset: u64, length: u64) {
        if !self.tls.gap(cx, from, offset, length) {
            // The line that the gap lies in is lost.
            self.lines[from.index()].clear();
        }
    }

    fn end_of_data(&mut self, cx: &mut Context<'_>, from: Direction) {
        self.tls.end_of_data(cx, from);
    }

    fn flip_roles(&mut self) {
        self.lines.swap(0, 1);
    }
}
