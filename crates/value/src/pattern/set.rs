//! Many patterns asked at once, for tables indexed by patterns.

use super::Pattern;
use super::automaton::{Longest, whole};
use regex_automata::hybrid::dfa::Cache;
use regex_automata::{Anchored, Input, PatternSet as Found};

/// Patterns that are compared with a text in one pass.
pub struct PatternSet {
    automaton: Longest,
    len: usize,
}

/// What a search of a [`PatternSet`] learns on its way; keep it for the next search.
pub struct SetScratch {
    cache: Option<Cache>,
    found: Found,
}

impl PatternSet {
    /// A set of these patterns, numbered from 0.
    pub fn new(patterns: &[&Pattern]) -> PatternSet {
        let all: Vec<_> = patterns.iter().map(|p| whole(&p.node)).collect();
        PatternSet { automaton: Longest::new(&all), len: patterns.len() }
    }

    /// Number of patterns.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Scratch space for searches of this set.
    pub fn scratch(&self) -> SetScratch {
        SetScratch { cache: self.automaton.dfa().map(|d| d.create_cache()), found: Found::new(self.len) }
    }

    /// Numbers of the patterns that match the whole text, ascending.
    pub fn matches(&self, scratch: &mut SetScratch, text: &[u8]) -> Vec<usize> {
        let (Some(dfa), Some(cache)) = (self.automaton.dfa(), scratch.cache.as_mut()) else {
            return Vec::new();
        };
        scratch.found.clear();
        let input = Input::new(text).anchored(Anchored::Yes);
        if dfa.try_which_overlapping_matches(cache, &input, &mut scratch.found).is_err() {
            return Vec::new();
        }
        scratch.found.iter().map(|id| id.as_usize()).collect()
    }

    /// Number of states of the underlying automaton, for statistics.
    pub fn states(&self) -> usize {
        self.automaton.states()
    }
}
