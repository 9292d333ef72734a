//! Signatures: texts that say by which bytes a protocol or a file type is recognised.
//!
//! The language is Zeek's signature language; this module reads those conditions that recognise protocols (`ip-proto`,
//! `payload`, `tcp-state`, ports, `requires-signature`, `requires-reverse-signature`, `enable`) and file types
//! (`file-magic`, `file-mime`). All payload patterns of one transport and direction are one automaton, so that a packet
//! is looked at once however many protocols there are.

mod magic;
mod parse;

pub use magic::Magic;
pub use parse::{Rule, rules};

use crate::{ConnInfo, Direction, Tag};
use smallvec::SmallVec;
use std::cell::RefCell;
use std::collections::HashMap;
use zander_value::pattern::{Pattern, PatternSet, SetScratch};

/// Bytes at the start of a stream that are looked at.
const LOOK: usize = 2048;

/// Signatures that attach protocol analyzers.
#[derive(Default)]
pub struct Signatures {
    rules: Vec<Compiled>,
    names: HashMap<String, usize>,
    /// By transport (TCP, UDP) and direction.
    sets: [[Option<Set>; 2]; 2],
}

struct Compiled {
    rule: Rule,
    enable: Option<Tag>,
}

struct Set {
    rules: Vec<usize>,
    patterns: PatternSet,
    scratch: RefCell<SetScratch>,
}

/// What is known about the beginning of one connection.
pub struct Probe {
    tcp: bool,
    ports: [u16; 2],
    matched: SmallVec<[(u16, Direction); 4]>,
    fired: SmallVec<[u16; 2]>,
}

impl Probe {
    /// Originator and responder were exchanged.
    pub(crate) fn flip(&mut self) {
        self.ports.swap(0, 1);
        self.matched.iter_mut().for_each(|m| m.1 = m.1.other());
    }
}

/// What a look at the beginning says.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet.
    Nothing,
    /// Nothing can come any more.
    Hopeless,
    /// These protocols.
    Attach(SmallVec<[Tag; 2]>),
}

impl Signatures {
    /// Adds the signatures of a text. `tag_of` gives the analyzer that `enable` names; a signature whose analyzer does
    /// not exist is kept for those that require it.
    pub fn add(&mut self, text: &str, tag_of: &dyn Fn(&str) -> Option<Tag>) -> Result<(), String> {
        for rule in rules(text)? {
            let enable = rule.enable.as_deref().and_then(tag_of);
            self.names.insert(rule.name.clone(), self.rules.len());
            self.rules.push(Compiled { rule, enable });
        }
        Ok(())
    }

    /// Builds the automata; to be called once, after the last text was added.
    pub fn compile(&mut self) -> Result<(), String> {
        for (transport, tcp) in [(0, true), (1, false)] {
            for dir in [Direction::Orig, Direction::Resp] {
                let applies = |r: &Rule| {
                    !r.payload.is_empty() && r.tcp.is_none_or(|t| t == tcp) && r.from.is_none_or(|d| d == dir)
                };
                let (mut numbers, mut patterns) = (Vec::new(), Vec::new());
                for (n, c) in self.rules.iter().enumerate().filter(|(_, c)| applies(&c.rule)) {
                    numbers.push(n);
                    patterns.push(
                        pattern_of(&c.rule.payload, c.rule.flags)
                            .map_err(|e| format!("{}: {e}", c.rule.name))?,
                    );
                }
                let set = (!numbers.is_empty()).then(|| {
                    let patterns = PatternSet::prefixes(&patterns.iter().collect::<Vec<_>>());
                    let scratch = RefCell::new(patterns.scratch());
                    Set { rules: numbers, patterns, scratch }
                });
                self.sets[transport][dir.index()] = set;
            }
        }
        Ok(())
    }

    /// What is needed to recognise a connection; `None` when there is no signature for its transport.
    pub(crate) fn probe(&self, tcp: bool, conn: &ConnInfo) -> Option<Probe> {
        let sets = &self.sets[if tcp { 0 } else { 1 }];
        sets.iter().any(Option::is_some).then(|| Probe {
            tcp,
            ports: [conn.orig_port.number, conn.resp_port.number],
            matched: SmallVec::new(),
            fired: SmallVec::new(),
        })
    }

    /// Looks at what one side has sent so far (streams), or at one datagram.
    pub(crate) fn look(&self, probe: &mut Probe, from: Direction, data: &[u8]) -> Verdict {
        let Some(set) = &self.sets[if probe.tcp { 0 } else { 1 }][from.index()] else {
            return Verdict::Nothing;
        };
        let data = data.get(..LOOK.min(data.len())).unwrap_or_default();
        let mut news = false;
        for at in set.patterns.matches(&mut set.scratch.borrow_mut(), data) {
            let Some(&rule) = set.rules.get(at) else { continue };
            let seen = (rule as u16, from);
            if !probe.matched.contains(&seen) {
                probe.matched.push(seen);
                news = true;
            }
        }
        if !news {
            return Verdict::Nothing;
        }
        let mut tags: SmallVec<[Tag; 2]> = SmallVec::new();
        for &(number, dir) in &probe.matched {
            let Some(c) = self.rules.get(number as usize) else { continue };
            if !probe.fired.contains(&number) && self.holds(&c.rule, probe, dir) {
                probe.fired.push(number);
                tags.extend(c.enable);
            }
        }
        if tags.is_empty() { Verdict::Nothing } else { Verdict::Attach(tags) }
    }

    /// The conditions of a signature whose pattern has matched.
    fn holds(&self, rule: &Rule, probe: &Probe, from: Direction) -> bool {
        let port_ok = |wanted: &[u16], port: u16| wanted.is_empty() || wanted.contains(&port);
        let (src, dst) = (probe.ports[from.index()], probe.ports[from.other().index()]);
        let matched = |name: &str, dir: Direction| {
            self.names.get(name).is_some_and(|n| probe.matched.contains(&(*n as u16, dir)))
        };
        port_ok(&rule.src_ports, src)
            && port_ok(&rule.dst_ports, dst)
            && rule.requires.iter().all(|(name, yes)| matched(name, from) == *yes)
            && rule.requires_reverse.iter().all(|(name, yes)| matched(name, from.other()) == *yes)
    }
}

/// A pattern of a signature.
fn pattern_of(text: &str, flags: (bool, bool)) -> Result<Pattern, String> {
    Pattern::new(text.as_bytes(), flags.0, flags.1).map_err(|e| e.message)
}
