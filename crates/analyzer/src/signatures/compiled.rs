//! All signatures of an engine, ready to be matched.

use super::header::Test;
use super::rule::{Content, EventAction, Field, Rule};
use crate::{Direction, Tag, emit};
use foldhash::fast::FixedState;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::rc::Rc;
use zander_event::{Declarations, EventId};
use zander_value::pattern::{Pattern, Prefixes};
use zander_value::{RecordType, Transport};

/// One signature.
pub(super) struct Compiled {
    pub rule: Rule,
    pub tests: Vec<Test>,
    /// Some test looks at bytes of the first packet.
    pub looks_at_bytes: bool,
    pub enables: SmallVec<[Tag; 1]>,
    pub events: Vec<Event>,
    /// Signatures that must match on this side or the other, or must not.
    pub requires: Vec<Required>,
    /// Signatures that require this one, and whether they do so on the other side.
    pub dependents: Vec<(u16, bool)>,
    /// Numbers of its patterns, each within the engine.
    pub patterns: SmallVec<[u16; 1]>,
    /// What matched has to be remembered.
    pub keeps_text: bool,
}

/// A requirement by number.
pub(super) struct Required {
    pub rule: u16,
    pub negated: bool,
    pub reverse: bool,
}

/// An event by number.
pub(super) struct Event {
    pub id: EventId,
    pub action: EventAction,
    /// How many arguments it takes.
    pub arity: usize,
}

/// The patterns for one kind of content.
pub(super) struct Set {
    pub prefixes: Prefixes,
    /// For each pattern its number within the engine, and its signature.
    pub owners: Vec<(u16, u16)>,
}

/// What one automaton looks at: content, transport, and whether the originator has sent it.
type Kind = (Content, u8, bool);

/// All signatures of an engine.
#[derive(Default)]
pub struct Signatures {
    pub(super) rules: Vec<Compiled>,
    names: HashMap<String, u16>,
    sets: HashMap<Kind, Set, FixedState>,
    /// Signatures without patterns, by transport.
    pure: [Vec<u16>; 4],
    /// Signatures that look at bytes of headers.
    pub(super) by_bytes: Vec<u16>,
    /// By transport: something beyond the beginning matters.
    lasting: [bool; 4],
    used: [bool; 9],
    file_rules: Vec<Rule>,
    /// Payload is matched beyond the beginning of connections.
    pub(crate) whole_streams: bool,
    pub(super) state_type: Option<Rc<RecordType>>,
}

/// More signatures than this an engine does not take.
const MOST: usize = u16::MAX as usize;

fn place(t: Transport) -> usize {
    match t {
        Transport::Tcp => 0,
        Transport::Udp => 1,
        Transport::Icmp => 2,
        Transport::Unknown => 3,
    }
}

const TRANSPORTS: [Transport; 4] = [Transport::Tcp, Transport::Udp, Transport::Icmp, Transport::Unknown];

impl Signatures {
    /// Adds the signatures of a text. `tag_of` gives the analyzer that `enable` names; one that does not exist is
    /// attached to nothing.
    pub fn add(&mut self, text: &str, tag_of: &dyn Fn(&str) -> Option<Tag>) -> Result<(), String> {
        for rule in super::rules(text)? {
            if rule.patterns.iter().any(|p| p.content == Content::FileMagic) {
                self.file_rules.push(rule);
                continue;
            }
            if self.rules.len() >= MOST {
                return Err("there are too many signatures".into());
            }
            let number = self.rules.len() as u16;
            if self.names.insert(rule.name.clone(), number).is_some() {
                return Err(format!("signature {} is there twice", rule.name));
            }
            let keeps_text = !rule.events.is_empty() || !rule.evals.is_empty();
            let compiled = Compiled {
                tests: Vec::new(),
                looks_at_bytes: rule.headers.iter().any(|h| matches!(h.field, Field::Bytes { .. })),
                enables: rule.enables.iter().filter_map(|name| tag_of(name)).collect(),
                events: Vec::new(),
                requires: Vec::new(),
                dependents: Vec::new(),
                patterns: SmallVec::new(),
                keeps_text,
                rule,
            };
            self.rules.push(compiled);
        }
        Ok(())
    }

    /// Puts everything together; to be called once, after the last text was added.
    pub fn compile(&mut self, declarations: &dyn Declarations) -> Result<(), String> {
        self.whole_streams =
            declarations.value("dpd_match_only_beginning").and_then(|v| v.as_bool()) == Some(false);
        self.state_type = Some(emit::record(declarations, "signature_state"));
        let mut next_pattern = 0u16;
        let mut parts: HashMap<Kind, Vec<(u16, u16, Rc<Pattern>)>> = HashMap::new();
        for number in 0..self.rules.len() {
            let fault = |e: String, rule: &Rule| format!("signature {}: {e}", rule.name);
            let Some(compiled) = self.rules.get_mut(number) else { continue };
            let rule = &compiled.rule;
            if rule.inactive {
                continue;
            }
            if compiled.looks_at_bytes {
                self.by_bytes.push(number as u16);
            }
            compiled.tests = rule
                .headers
                .iter()
                .map(|h| Test::bind(h, declarations))
                .collect::<Result<_, _>>()
                .map_err(|e| fault(e, rule))?;
            for action in &rule.events {
                let name = action.name.as_deref().unwrap_or("signature_match");
                let id = declarations
                    .event(name)
                    .ok_or_else(|| fault(format!("there is no event {name}"), rule))?;
                let standard = if action.message.is_some() { 3 } else { 2 };
                let arity = declarations.event_arity(id).unwrap_or(standard);
                compiled.events.push(Event { id, action: action.clone(), arity });
            }
            let mut requires = Vec::new();
            for r in &rule.requires {
                let other = self
                    .names
                    .get(&r.name)
                    .ok_or_else(|| fault(format!("there is no signature {}", r.name), rule))?;
                requires.push(Required { rule: *other, negated: r.negated, reverse: r.reverse });
            }
            compiled.requires = requires;
            for p in &compiled.rule.patterns {
                let pattern = p.compile().map_err(|e| fault(e.message, &compiled.rule))?;
                let pattern = Rc::new(pattern);
                compiled.patterns.push(next_pattern);
                if let Some(used) = self.used.get_mut(p.content as usize) {
                    *used = true;
                }
                for t in TRANSPORTS {
                    for dir in [Direction::Orig, Direction::Resp] {
                        if applies(compiled, t, dir) {
                            let key = (p.content, place(t) as u8, dir.is_orig());
                            parts.entry(key).or_default().push((
                                next_pattern,
                                number as u16,
                                pattern.clone(),
                            ));
                        }
                    }
                }
                next_pattern = next_pattern.checked_add(1).ok_or("there are too many patterns")?;
            }
            for t in TRANSPORTS {
                let here = applies(compiled, t, Direction::Orig) || applies(compiled, t, Direction::Resp);
                if !here {
                    continue;
                }
                let pure = compiled.patterns.is_empty();
                if pure {
                    self.pure[place(t)].push(number as u16);
                }
                let beyond = compiled.rule.patterns.iter().any(|p| p.content != Content::Payload);
                self.lasting[place(t)] |= pure || beyond || compiled.requires.iter().any(|r| r.negated);
            }
        }
        let dependents: Vec<(u16, u16, bool)> = self
            .rules
            .iter()
            .enumerate()
            .flat_map(|(n, c)| c.requires.iter().map(move |r| (r.rule, n as u16, r.reverse)))
            .collect();
        for (of, dependent, reverse) in dependents {
            if let Some(c) = self.rules.get_mut(of as usize) {
                c.dependents.push((dependent, reverse));
            }
        }
        self.sets = parts
            .into_iter()
            .map(|(key, list)| {
                let owners = list.iter().map(|(p, r, _)| (*p, *r)).collect();
                let prefixes = Prefixes::new(list.into_iter().map(|(_, _, p)| p).collect());
                (key, Set { prefixes, owners })
            })
            .collect();
        Ok(())
    }

    /// The signatures of file types among those that were added.
    pub fn take_file_rules(&mut self) -> Vec<Rule> {
        std::mem::take(&mut self.file_rules)
    }

    /// True when some signature looks at content of this kind.
    #[inline]
    pub fn uses(&self, content: Content) -> bool {
        self.used.get(content as usize).copied().unwrap_or(false)
    }

    /// True when there is anything to match on connections of this transport.
    pub(super) fn concerns(&self, t: Transport) -> bool {
        self.lasts(t)
            || [true, false].iter().any(|o| self.sets.contains_key(&(Content::Payload, place(t) as u8, *o)))
    }

    /// True when a connection has to be followed beyond its beginning.
    pub(crate) fn lasts(&self, t: Transport) -> bool {
        self.lasting[place(t)] || self.whole_streams
    }

    pub(super) fn set(&self, content: Content, t: Transport, from: Direction) -> Option<&Set> {
        self.sets.get(&(content, place(t) as u8, from.is_orig()))
    }

    pub(super) fn pure(&self, t: Transport) -> &[u16] {
        &self.pure[place(t)]
    }
}

/// A signature can match on what this side of a connection of this transport sends.
fn applies(c: &Compiled, t: Transport, from: Direction) -> bool {
    let s = c.rule.states;
    let side = s.stateless
        || match from {
            Direction::Orig => s.originator || !s.responder,
            Direction::Resp => s.responder || !s.originator,
        };
    side && c.tests.iter().all(|test| test.may_hold(t))
}
