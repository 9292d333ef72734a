//! Oddities: which of them become events.
//!
//! A weird that keeps coming is sampled: after `threshold` occurrences of one name only one in `rate` passes, until
//! `duration` seconds have gone by since the first. Names on the white list always pass; names on the global list are
//! counted over the whole engine instead of by connection or by pair of hosts.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

/// How often a name occurred, and since when.
#[derive(Clone, Copy, Debug, Default)]
struct Counter {
    count: u64,
    since: f64,
}

/// Counters by name. Only few names ever occur on one connection: a list is searched.
#[derive(Default, Debug)]
pub struct Counts(Vec<(Box<str>, Counter)>);

/// Options of sampling (`Weird::sampling_*`).
#[derive(Clone, Debug)]
pub struct Sampling {
    pub threshold: u64,
    /// 0 lets nothing pass beyond the threshold.
    pub rate: u64,
    /// Seconds.
    pub duration: f64,
    pub whitelist: HashSet<String>,
    pub global_list: HashSet<String>,
}

impl Default for Sampling {
    fn default() -> Sampling {
        Sampling {
            threshold: 25,
            rate: 1000,
            duration: 600.0,
            whitelist: HashSet::new(),
            global_list: HashSet::new(),
        }
    }
}

/// Counters that are not those of one connection.
#[derive(Default, Debug)]
pub struct Weirds {
    pub sampling: Sampling,
    global: Counts,
    nets: Counts,
    flows: HashMap<(IpAddr, IpAddr), Counts>,
    /// All weirds by name, for statistics.
    pub totals: HashMap<Box<str>, u64>,
}

/// More pairs of hosts than this are not told apart; the table starts over.
const MAX_FLOWS: usize = 100_000;
/// More names than this are not told apart on one connection.
const MAX_NAMES: usize = 256;

impl Counts {
    fn pass(&mut self, name: &str, now: f64, s: &Sampling) -> bool {
        let at = self.0.iter().position(|(n, _)| **n == *name);
        let at = match at {
            Some(i) => i,
            None if self.0.len() >= MAX_NAMES => return s.threshold > 0,
            None => {
                self.0.push((name.into(), Counter { count: 0, since: now }));
                self.0.len() - 1
            }
        };
        let Some((_, c)) = self.0.get_mut(at) else { return true };
        if now > c.since + s.duration {
            *c = Counter { count: 0, since: now };
        }
        c.count += 1;
        c.count <= s.threshold || (s.rate > 0 && (c.count - s.threshold).is_multiple_of(s.rate))
    }
}

impl Weirds {
    /// No weirds yet.
    pub fn new(sampling: Sampling) -> Weirds {
        Weirds { sampling, ..Weirds::default() }
    }

    fn count(&mut self, name: &str) {
        let known = self.totals.len();
        match self.totals.get_mut(name) {
            Some(n) => *n += 1,
            None if known < 10_000 => {
                self.totals.insert(name.into(), 1);
            }
            None => {}
        }
    }

    /// Whether a weird without a connection becomes an event.
    pub fn net(&mut self, name: &str, now: f64) -> bool {
        self.count(name);
        self.sampling.whitelist.contains(name) || self.nets.pass(name, now, &self.sampling)
    }

    /// Whether a weird between two hosts becomes an event.
    pub fn flow(&mut self, name: &str, orig: IpAddr, resp: IpAddr, now: f64) -> bool {
        self.count(name);
        if self.sampling.whitelist.contains(name) {
            return true;
        }
        if self.sampling.global_list.contains(name) {
            return self.global.pass(name, now, &self.sampling);
        }
        if self.flows.len() >= MAX_FLOWS {
            self.flows.clear();
        }
        self.flows.entry((orig, resp)).or_default().pass(name, now, &self.sampling)
    }

    /// Whether a weird on a connection (or file) with these counters becomes an event.
    pub fn connection(&mut self, counts: &mut Counts, name: &str, now: f64) -> bool {
        self.count(name);
        if self.sampling.whitelist.contains(name) {
            return true;
        }
        if self.sampling.global_list.contains(name) {
            return self.global.pass(name, now, &self.sampling);
        }
        counts.pass(name, now, &self.sampling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sampling() {
        let mut w = Weirds::default();
        w.sampling.threshold = 2;
        w.sampling.rate = 3;
        let passed: Vec<bool> = (0..9).map(|_| w.net("odd", 1.0)).collect();
        assert_eq!(passed, [true, true, false, false, true, false, false, true, false]);
        assert!(w.net("odd", 1000.0), "the time is over");
        assert_eq!(w.totals["odd"], 10);
    }
}
