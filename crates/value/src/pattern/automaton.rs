//! From a pattern's tree to automata.
//!
//! Two questions are asked of a pattern. Whether something in a text matches (and where the leftmost match begins) is
//! answered by the meta engine, which skips ahead by literals. How long the longest match at a given place is, is
//! answered by a lazy DFA that keeps all matches; its cache is bounded. Scratch space is kept with the automaton, since
//! a value never leaves its thread.

use super::parse::Node;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::meta;
use regex_automata::nfa::thompson::{Compiler, Config, WhichCaptures};
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use std::cell::RefCell;
use std::ops::Range;

/// Most bytes that a lazy DFA may keep.
const CACHE: usize = 1 << 20;

/// The pattern with `^` meaning the beginning of the text.
pub(super) fn in_text(node: &Node) -> Hir {
    match node {
        Node::Empty => Hir::empty(),
        Node::Bytes(b) => Hir::literal(b.clone()),
        Node::Class(c) => Hir::class(Class::Bytes(c.clone())),
        Node::Start => Hir::look(Look::Start),
        Node::End => Hir::look(Look::End),
        Node::Sequence(l) => Hir::concat(l.iter().map(in_text).collect()),
        Node::Alternatives(l) => Hir::alternation(l.iter().map(in_text).collect()),
        Node::Repeat { node, min, max } => repeat(in_text(node), *min, *max),
    }
}

/// The pattern with `^` meaning the place where the match begins, wherever that is.
pub(super) fn in_match(node: &Node) -> Hir {
    if node.has_start() { relative(node, true) } else { in_text(node) }
}

fn repeat(sub: Hir, min: u32, max: Option<u32>) -> Hir {
    Hir::repetition(Repetition { min, max, greedy: true, sub: Box::new(sub) })
}

/// `at_start`: nothing was matched before this node.
fn relative(node: &Node, at_start: bool) -> Hir {
    match node {
        Node::Start if at_start => Hir::empty(),
        Node::Start => Hir::fail(),
        Node::Sequence(l) => sequence(l, at_start),
        Node::Alternatives(l) => Hir::alternation(l.iter().map(|n| relative(n, at_start)).collect()),
        Node::Repeat { node: sub, min, max } if node.has_start() && at_start && *max != Some(0) => {
            let others = repeat(relative(sub, false), min.saturating_sub(1), max.map(|m| m - 1));
            let all = Hir::concat(vec![relative(sub, true), others]);
            if *min == 0 { Hir::alternation(vec![all, Hir::empty()]) } else { all }
        }
        Node::Repeat { node, min, max } => repeat(relative(node, at_start), *min, *max),
        _ => in_text(node),
    }
}

fn sequence(list: &[Node], at_start: bool) -> Hir {
    let Some((first, rest)) = list.split_first() else { return Hir::empty() };
    if !at_start || !rest.iter().any(Node::has_start) {
        let mut parts = vec![relative(first, at_start)];
        parts.extend(rest.iter().map(|n| relative(n, false)));
        return Hir::concat(parts);
    }
    if first.is_always_empty() {
        return Hir::concat(vec![relative(first, true), sequence(rest, true)]);
    }
    let after = Hir::concat(vec![relative(first, true), sequence(rest, false)]);
    if first.can_be_empty() { Hir::alternation(vec![after, sequence(rest, true)]) } else { after }
}

/// Finds out whether and where something matches.
pub(super) struct Finder {
    /// `None` when no automaton could be built within the limits: then nothing matches.
    engine: Option<(meta::Regex, RefCell<meta::Cache>)>,
    /// The match that the engine prefers is the longest at its place as well.
    pub greedy_is_longest: bool,
}

impl Finder {
    pub fn new(hir: &Hir) -> Finder {
        let config = meta::Config::new()
            .utf8_empty(false)
            .which_captures(WhichCaptures::Implicit)
            .nfa_size_limit(None)
            .hybrid_cache_capacity(CACHE);
        let engine = meta::Builder::new().configure(config).build_from_hir(hir).ok();
        let engine = engine.map(|e| {
            let cache = e.create_cache();
            (e, RefCell::new(cache))
        });
        Finder { engine, greedy_is_longest: greedy_is_longest(hir) }
    }

    pub fn is_match(&self, text: &[u8]) -> bool {
        let Some((engine, cache)) = &self.engine else { return false };
        engine.search_half_with(&mut cache.borrow_mut(), &Input::new(text).earliest(true)).is_some()
    }

    /// The leftmost match that begins at or after `from`.
    pub fn find(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        let (engine, cache) = self.engine.as_ref()?;
        let input = Input::new(text).range(from..);
        engine.search_with(&mut cache.borrow_mut(), &input).map(|m| m.range())
    }
}

/// True for a sequence of parts of fixed length of which the last may be repeated: there the greedy match is the longest.
fn greedy_is_longest(hir: &Hir) -> bool {
    let fixed = |h: &Hir| {
        let p = h.properties();
        p.maximum_len().is_some() && p.minimum_len() == p.maximum_len()
    };
    let last_fits =
        |h: &Hir| fixed(h) || matches!(h.kind(), HirKind::Repetition(r) if r.greedy && fixed(&r.sub));
    match hir.kind() {
        HirKind::Concat(l) => {
            l.split_last().is_some_and(|(last, before)| before.iter().all(fixed) && last_fits(last))
        }
        _ => last_fits(hir),
    }
}

/// Measures the longest match at the beginning of a text. Holds one pattern or several.
pub(super) struct Longest {
    dfa: Option<DFA>,
    cache: RefCell<Option<Cache>>,
    states: usize,
}

impl Longest {
    pub fn new(hirs: &[Hir]) -> Longest {
        let nfa_config = Config::new().utf8(false).which_captures(WhichCaptures::None).nfa_size_limit(None);
        let nfa = Compiler::new().configure(nfa_config).build_many_from_hir(hirs);
        let Ok(nfa) = nfa else { return Longest { dfa: None, cache: RefCell::new(None), states: 0 } };
        let states = nfa.states().len();
        let config = DFA::config()
            .match_kind(MatchKind::All)
            .cache_capacity(CACHE)
            .skip_cache_capacity_check(true)
            .byte_classes(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok();
        let cache = dfa.as_ref().map(DFA::create_cache);
        Longest { dfa, cache: RefCell::new(cache), states }
    }

    /// Length of the longest match.
    pub fn at_start(&self, text: &[u8]) -> Option<usize> {
        let mut cache = self.cache.borrow_mut();
        let (dfa, cache) = (self.dfa.as_ref()?, cache.as_mut()?);
        let input = Input::new(text).anchored(Anchored::Yes);
        dfa.try_search_fwd(cache, &input).ok().flatten().map(|m| m.offset())
    }

    /// The automaton, where one could be built.
    pub fn dfa(&self) -> Option<&DFA> {
        self.dfa.as_ref()
    }

    /// Number of states of the underlying automaton.
    pub fn states(&self) -> usize {
        self.states
    }
}

/// The pattern as the whole of a text.
pub(super) fn whole(node: &Node) -> Hir {
    Hir::concat(vec![in_match(node), Hir::look(Look::End)])
}
