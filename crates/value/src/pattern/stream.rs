//! Many patterns at once over a text that comes in pieces, each anchored where the text begins.
//!
//! The automaton is a DFA that is built as texts need it, shared by all of them: a state is the set of places at which
//! the patterns stand. What is built is bounded; when it grows too large it is thrown away and built anew from the
//! sets that the running texts hold. So time is linear in the text whatever patterns and text are, memory is bounded,
//! and a text whose beginning no pattern likes costs nothing more.
//!
//! A pattern that begins with `.*` keeps every text in the automaton, mostly in a state that nearly all bytes leave as it is: there
//! the next byte that matters is searched for.
//!
//! Patterns that begin with a fixed number of bytes of any value have an automaton of their own, which begins behind those.
//! To count bytes takes a state for each place in the text, and with it a miss of the processor's cache for each byte.

use super::Pattern;
use super::automaton::in_match;
use foldhash::fast::FixedState;
use regex_automata::nfa::thompson::{Compiler, Config, NFA, State, WhichCaptures};
use regex_automata::util::look::Look;
use regex_automata::util::primitives::StateID;
use regex_syntax::hir::{Class, Hir, HirKind};
use smallvec::SmallVec;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Bytes that the states of one automaton may take.
const CACHE: usize = 16 << 20;
/// Bytes that the patterns of one automaton may take.
const NFA_LIMIT: usize = 64 << 20;

/// From how many bytes of any value on a pattern has an automaton of its own.
const FAR: u32 = 16;

/// Not built yet.
const UNKNOWN: u32 = u32::MAX;
/// Marks a transition into a state in which some pattern has matched.
const ACCEPTS: u32 = 1 << 31;
/// The state in which nothing can match any more.
const DEAD: u32 = 0;

/// What stands behind the transitions of a state: it is not known yet which bytes lead out of it, or they are too many.
const UNTRIED: u32 = 0;
const MANY: u32 = u32::MAX;

/// Whether a transition leads to a known state in which nothing has matched and something still can.
#[inline]
fn is_plain(entry: u32) -> bool {
    entry != DEAD && entry & ACCEPTS == 0
}

/// Patterns of which each is looked for at the beginning of a text.
pub struct Prefixes {
    patterns: Vec<Rc<Pattern>>,
    parts: OnceCell<Vec<Automaton>>,
}

/// Patterns that begin at the same place of the text.
struct Automaton {
    /// How many bytes come before, whatever they are.
    skip: u32,
    /// The patterns' numbers in the whole.
    numbers: Vec<u32>,
    nfa: NFA,
    /// Entries of a state's row: its transitions, and behind them the bytes that lead out of it (see [`Automaton::leaving`]).
    stride: usize,
    built: RefCell<Built>,
}

#[derive(Default)]
struct Built {
    /// Counts how often everything was thrown away.
    generation: u32,
    /// Each is named by where its row of transitions begins in `next`.
    states: Vec<Place>,
    by_set: HashMap<Rc<[StateID]>, u32, FixedState>,
    /// The state in which texts begin, and the patterns that match nothing at all.
    start: Option<(u32, Rc<[u32]>)>,
    next: Vec<u32>,
    bytes: usize,
    stack: Vec<StateID>,
    seen: Vec<bool>,
}

/// One state.
#[derive(Clone)]
struct Place {
    set: Rc<[StateID]>,
    /// Patterns that match up to here.
    accepts: Rc<[u32]>,
    /// Patterns that match when the text ends here; made when a text first does.
    at_end: Option<Rc<[u32]>>,
    /// Something can still match when more comes.
    open: bool,
}

/// How far a text has come.
#[derive(Clone, Default)]
pub struct Progress {
    /// Bytes that were taken.
    taken: u32,
    dead: bool,
    /// By automaton; empty before the first piece.
    parts: SmallVec<[At; 1]>,
}

/// Where a text stands in one automaton.
#[derive(Clone, Default)]
enum At {
    /// It has yet to begin.
    #[default]
    Before,
    Within(u32, u32, Rc<[StateID]>),
    Over,
}

impl Progress {
    /// True when no pattern can match any more, however the text goes on.
    pub fn is_over(&self) -> bool {
        self.dead
    }
}

impl Prefixes {
    /// These patterns, numbered from 0. The automata are built when the first text comes.
    pub fn new(patterns: Vec<Rc<Pattern>>) -> Prefixes {
        Prefixes { patterns, parts: OnceCell::new() }
    }

    /// Number of patterns.
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// True when there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Takes the next piece of a text; `last` tells that nothing comes behind it. `found` gets the number of each pattern
    /// that matches some beginning of the text that ends in this piece, maybe more than once, and how many bytes of the
    /// piece belong to that.
    pub fn feed(
        &self,
        progress: &mut Progress,
        piece: &[u8],
        last: bool,
        found: &mut dyn FnMut(usize, usize),
    ) {
        if progress.dead || self.patterns.is_empty() {
            return;
        }
        let automata = self.parts.get_or_init(|| automata(&self.patterns));
        if progress.parts.is_empty() {
            progress.parts.resize(automata.len(), At::Before);
        }
        progress.dead = true;
        for (automaton, at) in automata.iter().zip(&mut progress.parts) {
            // Pieces that end before the automaton begins, or go on behind its end, are nothing to it.
            let before = (automaton.skip.saturating_sub(progress.taken)) as usize;
            if !matches!(at, At::Over)
                && let Some(rest) = piece.get(before..)
            {
                automaton.feed(at, rest, last, &mut |n, length| found(n, before + length));
            }
            progress.dead &= matches!(at, At::Over);
        }
        progress.taken = progress.taken.saturating_add(u32::try_from(piece.len()).unwrap_or(u32::MAX));
    }

    /// The patterns that match some beginning of a whole text, ascending.
    pub fn matches(&self, text: &[u8]) -> Vec<usize> {
        let mut out = Vec::new();
        self.feed(&mut Progress::default(), text, true, &mut |n, _| {
            if let Err(at) = out.binary_search(&n) {
                out.insert(at, n);
            }
        });
        out
    }
}

/// One automaton for each place at which patterns begin. Patterns too large for an automaton never match.
fn automata(patterns: &[Rc<Pattern>]) -> Vec<Automaton> {
    let mut parts: BTreeMap<u32, (Vec<u32>, Vec<Hir>)> = BTreeMap::new();
    for (number, p) in patterns.iter().enumerate() {
        let (skip, rest) = split(in_match(&p.node));
        let part = parts.entry(skip).or_default();
        part.0.push(number as u32);
        part.1.push(rest);
    }
    parts.into_iter().filter_map(|(skip, (numbers, hirs))| Automaton::new(skip, numbers, &hirs)).collect()
}

/// How many bytes of any value a pattern begins with, if they are many, and what comes behind them.
fn split(hir: Hir) -> (u32, Hir) {
    let list = match hir.kind() {
        HirKind::Concat(list) => list,
        _ => std::slice::from_ref(&hir),
    };
    let Some((first, rest)) = list.split_first() else { return (0, hir) };
    let HirKind::Repetition(r) = first.kind() else { return (0, hir) };
    let any = matches!(r.sub.kind(), HirKind::Class(Class::Bytes(c)) if matches!(c.ranges(), [r] if r.len() == 256));
    if !any || r.max != Some(r.min) || r.min < FAR {
        return (0, hir);
    }
    (r.min, Hir::concat(rest.to_vec()))
}

impl Automaton {
    fn new(skip: u32, numbers: Vec<u32>, patterns: &[Hir]) -> Option<Automaton> {
        let config =
            Config::new().utf8(false).which_captures(WhichCaptures::None).nfa_size_limit(Some(NFA_LIMIT));
        let nfa = Compiler::new().configure(config).build_many_from_hir(patterns).ok()?;
        let stride = nfa.byte_classes().alphabet_len() + 1;
        let built = Built { seen: vec![false; nfa.states().len()], ..Built::default() };
        let a = Automaton { skip, numbers, nfa, stride, built: RefCell::new(built) };
        a.reset(&mut a.built.borrow_mut());
        Some(a)
    }

    /// Throws away what was built.
    fn reset(&self, b: &mut Built) {
        b.generation += 1;
        b.states.clear();
        b.by_set.clear();
        b.start = None;
        b.next.clear();
        b.bytes = 0;
        self.state(b, Rc::from([]));
    }

    /// A state is its places and what it accepts, since the same places may be reached with a match and without: behind
    /// the places stand the patterns, counted down from the largest number.
    fn accepting(places: &[StateID], accepts: &[u32]) -> Rc<[StateID]> {
        let tag = |p: &u32| StateID::new(StateID::MAX.as_usize() - *p as usize).unwrap_or(StateID::ZERO);
        places.iter().copied().chain(accepts.iter().map(tag)).collect()
    }

    fn is_place(&self, id: StateID) -> bool {
        id.as_usize() < self.nfa.states().len()
    }

    /// What is known of the state with this row.
    fn place<'a>(&self, b: &'a Built, row: u32) -> Option<&'a Place> {
        b.states.get(row as usize / self.stride)
    }

    /// The row of the state with this set.
    fn state(&self, b: &mut Built, set: Rc<[StateID]>) -> u32 {
        if let Some(&known) = b.by_set.get(&set) {
            return known;
        }
        let accepts = set
            .iter()
            .filter(|id| !self.is_place(**id))
            .map(|id| (StateID::MAX.as_usize() - id.as_usize()) as u32)
            .collect();
        let row = b.next.len() as u32;
        b.bytes += self.stride * 4 + set.len() * 8 + 96;
        b.next.resize(b.next.len() + self.stride - 1, UNKNOWN);
        b.next.push(UNTRIED);
        b.by_set.insert(set.clone(), row);
        let open = set.iter().any(|id| self.is_place(*id));
        b.states.push(Place { set, accepts, at_end: None, open });
        row
    }

    /// Follows what needs no byte, from the states on the stack. Places that wait for the end of the text stay in the set.
    fn close(&self, b: &mut Built, at_start: bool, at_end: bool) -> (Rc<[StateID]>, Rc<[u32]>) {
        let (mut set, mut accepts) = (Vec::new(), Vec::new());
        let mut visited = Vec::new();
        while let Some(id) = b.stack.pop() {
            let Some(seen) = b.seen.get_mut(id.as_usize()) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            visited.push(id);
            match self.nfa.state(id) {
                State::ByteRange { .. } | State::Sparse(_) | State::Dense(_) => set.push(id),
                State::Look { look: Look::Start, next } => {
                    if at_start {
                        b.stack.push(*next);
                    }
                }
                State::Look { next, .. } => {
                    set.push(id);
                    if at_end {
                        b.stack.push(*next);
                    }
                }
                State::Union { alternates } => b.stack.extend(alternates.iter().copied()),
                State::BinaryUnion { alt1, alt2 } => b.stack.extend([*alt1, *alt2]),
                State::Capture { next, .. } => b.stack.push(*next),
                State::Fail => {}
                State::Match { pattern_id } => accepts.push(pattern_id.as_u32()),
            }
        }
        for id in visited {
            b.seen[id.as_usize()] = false;
        }
        set.sort_unstable();
        accepts.sort_unstable();
        (set.into(), accepts.into())
    }

    /// Where texts begin.
    fn start(&self, b: &mut Built) -> (u32, Rc<[u32]>) {
        if let Some(known) = &b.start {
            return known.clone();
        }
        b.stack.push(self.nfa.start_anchored());
        let (set, accepts) = self.close(b, true, false);
        let start = (self.state(b, set), accepts);
        b.start = Some(start.clone());
        start
    }

    /// The patterns that match when the text ends in this state.
    fn at_end(&self, b: &mut Built, row: u32) -> Rc<[u32]> {
        match self.place(b, row) {
            Some(Place { at_end: Some(known), .. }) => return known.clone(),
            Some(place) if place.open => {
                let set = place.set.clone();
                b.stack.extend(set.iter().copied().filter(|id| self.is_place(*id)));
            }
            _ => return Rc::default(),
        }
        let (_, accepts) = self.close(b, false, true);
        if let Some(p) = b.states.get_mut(row as usize / self.stride) {
            p.at_end = Some(accepts.clone());
        }
        accepts
    }

    /// Where the places of a state lead with this byte.
    fn behind(&self, set: &[StateID], byte: u8) -> impl Iterator<Item = StateID> {
        set.iter().filter(|id| self.is_place(**id)).filter_map(move |id| match self.nfa.state(*id) {
            State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
            State::Sparse(s) => s.matches_byte(byte),
            State::Dense(d) => d.matches_byte(byte),
            _ => None,
        })
    }

    /// Finds out which bytes lead out of a state that `stays` does not lead out of, if they are up to three: their number in
    /// the lowest byte of the entry, and themselves above.
    #[cold]
    fn leaving(&self, b: &mut Built, row: u32, stays: u8) {
        // More places are seldom those of a loop, and take long to look through for each kind of bytes.
        const PLACES: usize = 64;
        let mut bytes = SmallVec::<[u8; 4]>::new();
        if let Some(place) = self.place(b, row).filter(|p| p.set.len() <= PLACES) {
            let out = |byte: &u8| !self.behind(&place.set, *byte).eq(self.behind(&place.set, stays));
            bytes.extend((0..=255).filter(out).take(4));
        }
        let entry = match bytes[..] {
            [x] => u32::from_le_bytes([1, x, 0, 0]),
            [x, y] => u32::from_le_bytes([2, x, y, 0]),
            [x, y, z] => u32::from_le_bytes([3, x, y, z]),
            _ => MANY,
        };
        if let Some(slot) = b.next.get_mut(row as usize + self.stride - 1) {
            *slot = entry;
        }
    }

    #[cold]
    fn build(&self, b: &mut Built, from: u32, byte: u8) -> u32 {
        let Some(place) = self.place(b, from).cloned() else { return DEAD };
        b.stack.extend(self.behind(&place.set, byte));
        let (set, accepts) = self.close(b, false, false);
        let mark = if accepts.is_empty() { 0 } else { ACCEPTS };
        let mut from = from;
        if b.bytes > CACHE {
            self.reset(b);
            from = self.state(b, place.set);
        }
        let row = self.state(b, Self::accepting(&set, &accepts));
        let class = usize::from(self.nfa.byte_classes().get(byte));
        let entry = row | mark;
        if let Some(slot) = b.next.get_mut(from as usize + class) {
            *slot = entry;
        }
        entry
    }

    fn feed(&self, progress: &mut At, piece: &[u8], last: bool, found: &mut dyn FnMut(usize, usize)) {
        let b = &mut *self.built.borrow_mut();
        let mut tell = |patterns: &[u32], length: usize| {
            for number in patterns.iter().filter_map(|p| self.numbers.get(*p as usize)) {
                found(*number as usize, length);
            }
        };
        let mut now = match std::mem::take(progress) {
            At::Before => {
                let (start, accepts) = self.start(b);
                tell(&accepts, 0);
                start
            }
            At::Within(generation, state, _) if generation == b.generation => state,
            At::Within(_, _, set) => self.state(b, set),
            At::Over => DEAD,
        };
        let classes = self.nfa.byte_classes();
        let mut at = 0;
        while now != DEAD && at < piece.len() {
            let next = b.next.as_slice();
            let entry_for = |now: u32, byte: u8| {
                next.get(now as usize + usize::from(classes.get(byte))).copied().unwrap_or(DEAD)
            };
            let mut event = None;
            while let Some(&byte) = piece.get(at) {
                let entry = entry_for(now, byte);
                if entry == now || !is_plain(entry) {
                    event = Some((entry, byte));
                    break;
                }
                now = entry;
                at += 1;
            }
            let Some((mut entry, byte)) = event else { break };
            if entry == now {
                match next.get(now as usize + self.stride - 1).copied().unwrap_or(MANY) {
                    UNTRIED => self.leaving(b, now, byte),
                    MANY => {
                        let stays = |byte: &&u8| entry_for(now, **byte) == now;
                        at += piece.get(at..).unwrap_or_default().iter().take_while(stays).count();
                    }
                    leaving => at = find(leaving, piece, at + 1),
                }
                continue;
            }
            at += 1;
            if entry == UNKNOWN {
                entry = self.build(b, now, byte);
            }
            now = entry & !ACCEPTS;
            if entry & ACCEPTS != 0
                && let Some(place) = self.place(b, now)
            {
                tell(&place.accepts, at);
            }
        }
        *progress = At::Over;
        if now == DEAD {
            return;
        }
        if last {
            tell(&self.at_end(b, now), piece.len());
        } else if let Some(place) = self.place(b, now)
            && place.open
        {
            *progress = At::Within(b.generation, now, place.set.clone());
        }
    }
}

/// Where in a text, from some place on, one of the bytes stands that an entry of [`Automaton::leaving`] holds; its end when none
/// does.
fn find(leaving: u32, text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let [number, a, b, c] = leaving.to_le_bytes();
    let found = match number {
        1 => memchr::memchr(a, rest),
        2 => memchr::memchr2(a, b, rest),
        _ => memchr::memchr3(a, b, c, rest),
    };
    found.map_or(text.len(), |at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(patterns: &[&str]) -> Prefixes {
        let one = |p: &&str| Rc::new(Pattern::new(p.as_bytes(), false, true).unwrap());
        Prefixes::new(patterns.iter().map(one).collect())
    }

    fn check(patterns: &[&str], text: &str, expected: &[usize]) {
        let set = set(patterns);
        assert_eq!(set.matches(text.as_bytes()), expected, "{text}");
        for cut in 0..=text.len() {
            let (mut progress, mut found) = (Progress::default(), Vec::new());
            for (piece, last) in [(&text[..cut], false), (&text[cut..], true)] {
                set.feed(&mut progress, piece.as_bytes(), last, &mut |n, _| found.push(n));
            }
            found.sort_unstable();
            found.dedup();
            assert_eq!(found, expected, "{text} cut at {cut}");
        }
    }

    #[test]
    fn beginnings() {
        check(&["abc", "^ab", ".*c", "x", "abcd"], "abc", &[0, 1, 2]);
        check(&["abc$", "ab$", "^.*c$"], "abc", &[0, 2]);
        check(&["a*", "b*c", ""], "bbc", &[0, 1, 2]);
        check(&["(GET|POST) [^ ]+"], "GET /x", &[0]);
        check(&["a(^b)", "a"], "ab", &[1]);
        let far = ["^.{20}abc", "^.{20}", "^.{20}$", ".{22}c$", "^.{24}", "^[^x]{20}b", "x", "^.{20}a(^b)"];
        check(&far, "xxxxxxxxxxxxxxxxxxxxabc", &[0, 1, 3, 6]);
        check(&far, "----------------\n---", &[1, 2]);
        check(&far, "-------------------", &[]);
    }

    #[test]
    fn texts_that_stay_in_a_state() {
        let long = format!("{}Cxx Duca{}rdpsnd{}", "-".repeat(100), "=".repeat(200), "CD".repeat(40));
        check(
            &[".*(Cookie|Duca.*(rdpdr|rdpsnd))", ".*x{3}", "-*C", "[^C]*x", ".*z$", ".*D$"],
            &long,
            &[0, 2, 5],
        );
        check(
            &[".* SIP", "[a-z]* [a-z]*!", ".*[0-4]b"],
            &format!("{} {}! 4b SI", "ab".repeat(50), "c".repeat(50)),
            &[1, 2],
        );
        check(&[".*a", ".*b", ".*c", ".*d"], &format!("{}d{}b", "x".repeat(70), "-".repeat(70)), &[1, 3]);
        check(&[".*"], &"x".repeat(50), &[0]);
    }

    #[test]
    fn hopeless_texts_end() {
        let set = set(&["abc", "abd"]);
        let mut p = Progress::default();
        set.feed(&mut p, b"ab", false, &mut |_, _| panic!("nothing matches"));
        assert!(!p.is_over());
        set.feed(&mut p, b"x", false, &mut |_, _| panic!("nothing matches"));
        assert!(p.is_over());
    }

    #[test]
    fn adversaries_stay_linear_and_small() {
        // Each text byte leads to another set of places: the states are exponentially many.
        let patterns: Vec<String> = (0..40).map(|n| format!(".*a.{{{}}}b[0-9]", 200 + n)).collect();
        let set = set(&patterns.iter().map(String::as_str).collect::<Vec<_>>());
        let mut random = 1u32;
        let text: Vec<u8> = (0..20_000)
            .map(|_| {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if random >> 31 == 0 { b'a' } else { b'b' }
            })
            .collect();
        let mut p = Progress::default();
        for piece in text.chunks(1000) {
            set.feed(&mut p, piece, false, &mut |_, _| {});
        }
        let a = &set.parts.get().unwrap()[0];
        let b = a.built.borrow();
        assert!(b.bytes <= CACHE + (1 << 20), "{}", b.bytes);
        assert!(b.generation > 1);
    }
}
